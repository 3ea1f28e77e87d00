"""The space of texts."""

from typing import Any

from gymnasium.spaces import Text

PRINTABLE = "".join(map(chr, range(32, 127)))


class Utf8Text(Text):
    """Any text of at most `max_length` characters; samples are of printable ASCII."""

    def __init__(self, max_length: int, seed: int | None = None):
        """Make the space; raises ValueError where `max_length` is not at least 1."""
        super().__init__(max_length, min_length=0, charset=PRINTABLE, seed=seed)

    def contains(self, x: Any) -> bool:
        """Say whether `x` is a text that is not too long."""
        return isinstance(x, str) and len(x) <= self.max_length

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """Draw a text of up to 40 characters: longer ones would be nothing but slow."""
        length = int(self.np_random.integers(0, min(40, self.max_length) + 1))
        return super().sample(mask=mask or (length, None), probability=probability)

    def __repr__(self) -> str:
        return f"Utf8Text({self.max_length})"
