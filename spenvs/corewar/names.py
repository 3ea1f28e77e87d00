"""What names mean in a Redcode program, and how much work its names may make."""

from dataclasses import dataclass

from spenvs.corewar.source import LINE_LENGTH, Line, Place

STEPS = 100_000
"""Tokens that may be read while a program is expanded."""


@dataclass(eq=False)
class Equ:
    """A name for text; `busy` while that text is being read."""

    lines: list[Line]
    busy: bool = False


@dataclass(eq=False)
class Label:
    """A name for the instruction with number `address`."""

    address: int


@dataclass(eq=False)
class Counter:
    """A name for the number of the round of a FOR block."""

    value: int = 1


Meaning = Equ | Label | Counter


class Budget:
    """Steps left for a program, so that no program keeps the assembler busy."""

    def __init__(self) -> None:
        self.steps = STEPS

    def spend(self, place: Place, characters: int = 1) -> None:
        """Take the step of reading `characters`, blanks included, or raise RedcodeError."""
        self.steps -= 1 + characters // LINE_LENGTH
        if self.steps < 0:
            place.fail(f"the program does not end after {STEPS} words and symbols: a FOR or EQU grows too large")


class Names:
    """What names mean; a newer meaning hides an older one."""

    def __init__(self, predefined: dict[str, int]) -> None:
        start = Place(1, 1)
        self._meanings: dict[str, list[Meaning]] = {
            name: [Equ([Line(str(value), start)])] for name, value in predefined.items()
        }

    def find(self, name: str) -> Meaning | None:
        """Return the newest meaning of `name`."""
        meanings = self._meanings.get(name)
        return meanings[-1] if meanings else None

    def address(self, name: str) -> int:
        """Return the address of a label, or raise KeyError where `name` is none."""
        meaning = self.find(name)
        if not isinstance(meaning, Label):
            raise KeyError(name)
        return meaning.address

    def add(self, name: str, meaning: Meaning) -> None:
        """Give `name` a meaning."""
        self._meanings.setdefault(name, []).append(meaning)

    def remove(self, name: str, meaning: Meaning) -> None:
        """Take this meaning back."""
        self._meanings[name].remove(meaning)
