"""Drawing tokens in transformers' `generate`, each row with its own chance, and ending rows where they should end."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import LogitsProcessor, StoppingCriteria

from baselines.llm.chat import Sampling
from baselines.llm.prompt import Words


class Sampler(LogitsProcessor):
    """Draws the next tokens, and leaves a greedy search no other choice.

    A token is drawn by inverting the cumulative distribution at the next of the row's uniform numbers, so what a row
    draws does not depend on the rows beside it.
    """

    def __init__(self, seeds: Sequence[int], sampling: Sampling, steps: int, device: Any = "cpu"):
        """Draw with these seeds, one for each row, at most `steps` tokens."""
        chance = [np.random.default_rng(seed).random(steps, np.float32) for seed in seeds]
        self._uniform = torch.from_numpy(np.stack(chance)).to(device) if sampling.temperature else None
        self._sampling = sampling
        self._step = 0
        self._logprobs: list[torch.Tensor] = []
        self._sound = torch.ones(len(seeds), dtype=torch.bool, device=device)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Leave only the tokens drawn possible in scores, float32 [rows, vocabulary], which are changed in place."""
        if not hasattr(self, "_spread"):
            self._spread = torch.empty_like(scores)  # of a large vocabulary, making it anew costs more than filling it
        self._sound &= scores.amax(-1).isfinite()
        drawn = scores.argmax(-1, keepdim=True) if self._uniform is None else self._draw(scores)
        if self._sampling.trace:
            torch.softmax(scores.mul_(self._sampling.temperature or 1), -1, out=self._spread)
            self._logprobs.append(self._spread.gather(-1, drawn)[:, 0].log())
        self._step += 1
        return scores.fill_(-torch.inf).scatter_(-1, drawn, 0.0)

    def _draw(self, scores: torch.Tensor) -> torch.Tensor:
        assert self._uniform is not None
        sampling, spread = self._sampling, self._spread
        torch.softmax(scores.div_(sampling.temperature), -1, out=spread)
        if sampling.top_k or sampling.top_p < 1:
            truncate_(spread, sampling.top_k, sampling.top_p)
        spread.cumsum_(-1)
        point = self._uniform[:, self._step, None] * spread[:, -1:]
        # Rounding may put the point onto the very end, after the last token that is possible.
        last = torch.nextafter(spread[:, -1:], spread.new_zeros(()))
        return torch.searchsorted(spread, torch.minimum(point, last), right=True).clamp_(max=scores.shape[-1] - 1)

    def logprobs(self) -> list[list[float]]:
        """Give the log-probabilities (nats) of each row's tokens, before temperature and truncation; [] if untraced."""
        return torch.stack(self._logprobs, -1).tolist() if self._logprobs else [[] for _ in self._sound]

    def sound(self) -> list[bool]:
        """Say of each row whether its scores were numbers; those of a model that overflows are not."""
        return self._sound.tolist()


def truncate_(probabilities: torch.Tensor, top_k: int, top_p: float) -> None:
    """Leave the probabilities of the `top_k` most probable tokens (0: all), of these the fewest that make up `top_p`.

    The others become 0, in place; tokens as probable as the last that stays, stay too. Nucleus sampling is Holtzman et
    al., 2020, The curious case of neural text degeneration.

    Args:
        probabilities: float32 [rows, vocabulary].
        top_k: from 0 on.
        top_p: above 0, up to 1; of what `top_k` leaves.
    """
    if top_k:
        kept = probabilities.topk(min(top_k, probabilities.shape[-1])).values
    elif probabilities.device.type == "cpu":
        kept = torch.from_numpy(np.sort(probabilities.numpy())).flip(-1)  # some 20 times as fast as PyTorch's
    else:
        kept = probabilities.sort(-1, descending=True).values
    before = kept.cumsum(-1) - kept
    count = (before < top_p * kept.sum(-1, keepdim=True)).sum(-1, keepdim=True).clamp_(min=1)
    probabilities.mul_(probabilities >= kept.gather(-1, count - 1))


class Ends(StoppingCriteria):
    """Ends rows that are long enough, or in which a text stands at which they are to end."""

    def __init__(self, words: Words, begin: int, texts: Sequence[Sequence[str]], limits: Sequence[int]):
        """Look at the tokens from `begin` on; each row has its texts, and how many tokens it may draw."""
        self._words, self._begin = words, begin
        self._texts = [[text.encode() for text in row] for row in texts]
        self._limits = np.array(limits)
        self._lengths = np.zeros(len(limits), np.int64)
        self._tail = max((len(text) for row in self._texts for text in row), default=0)

    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:
        """Give bool [rows], True for those that are done."""
        drawn = input_ids.shape[1] - self._begin
        if self._tail:  # a text of so many bytes cannot span more tokens
            tails = input_ids[:, -min(drawn, self._tail) :].tolist()
            for row in np.flatnonzero(self._lengths == 0):
                said = b"".join(self._words.pieces(tails[row]))
                if any(text in said for text in self._texts[row]):
                    self._lengths[row] = drawn
        self._lengths[(self._lengths == 0) & (self._limits <= drawn)] = drawn
        return torch.from_numpy(self._lengths > 0).to(input_ids.device)

    @property
    def lengths(self) -> list[int | None]:
        """How many tokens each row had drawn when it was ended so; None if it ended by itself."""
        return [int(length) or None for length in self._lengths]
