"""Drawing tokens in transformers' `generate`, each row with a generator of its own, and ending rows at given texts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import LogitsProcessor, StoppingCriteria

from baselines.llm.chat import Sampling
from baselines.llm.prompt import Words

TAIL = 24
"""A text that ends a reply is looked for in so many of its last tokens."""


class Sampler(LogitsProcessor):
    """Draws the next tokens, and leaves a greedy search no other choice.

    A token is drawn by inverting the cumulative distribution at a uniform number from the row's generator, so what a
    row draws does not depend on the rows beside it.
    """

    def __init__(self, seeds: Sequence[int], sampling: Sampling):
        """Draw with these seeds, one for each row."""
        self.generators = [np.random.default_rng(seed) for seed in seeds]
        self.sampling = sampling
        self._logprobs: list[torch.Tensor] = []

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Give scores, float [rows, vocabulary], in which only the tokens drawn are possible."""
        drawn = self._draw(scores) if self.sampling.temperature else scores.argmax(-1, keepdim=True)
        if self.sampling.trace:
            self._logprobs.append(scores.log_softmax(-1).gather(-1, drawn)[:, 0])
        return torch.full_like(scores, -torch.inf).scatter_(-1, drawn, 0.0)

    def _draw(self, scores: torch.Tensor) -> torch.Tensor:
        sampling = self.sampling
        probabilities = (scores.float() / sampling.temperature).softmax(-1)
        if sampling.top_k or sampling.top_p < 1:
            probabilities = truncated(probabilities, sampling.top_k, sampling.top_p)
        total = probabilities.cumsum(-1, dtype=torch.float64)
        uniform = torch.tensor([[generator.random()] for generator in self.generators], dtype=torch.float64)
        place = torch.searchsorted(total, uniform.to(scores.device) * total[:, -1:], right=True)
        return place.clamp_(max=scores.shape[-1] - 1)

    def logprobs(self, row: int) -> list[float]:
        """Give the log-probabilities in nats of a row's tokens, before temperature and truncation; [] if untraced."""
        return [float(step[row]) for step in self._logprobs]


def truncated(probabilities: torch.Tensor, top_k: int, top_p: float) -> torch.Tensor:
    """Leave the probabilities of the `top_k` most probable tokens (0: all) and of the fewest that make up `top_p`.

    Nucleus sampling (Holtzman et al., 2020, The curious case of neural text degeneration).

    Args:
        probabilities: float [rows, vocabulary].
        top_k: from 0 on.
        top_p: above 0, up to 1.
    """
    kept, order = probabilities.sort(-1, descending=True)
    if top_k:
        kept[:, top_k:] = 0.0
    kept[kept.cumsum(-1) - kept >= top_p * kept.sum(-1, keepdim=True)] = 0.0
    return torch.zeros_like(probabilities).scatter_(-1, order, kept)


class Ends(StoppingCriteria):
    """Ends a row where one of some texts stands in what it has said."""

    def __init__(self, words: Words, begin: int, texts: Sequence[str], rows: int):
        """Look for `texts` in the tokens from `begin` on."""
        self.words, self.begin, self.texts = words, begin, texts
        self._lengths = np.zeros(rows, np.int64)

    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:
        """Give bool [rows], True for those that are done."""
        if self.texts:
            tails = input_ids[:, max(self.begin, input_ids.shape[1] - TAIL) :].tolist()
            for row in np.flatnonzero(self._lengths == 0):
                said = self.words.reply(tails[row])
                if any(text in said for text in self.texts):
                    self._lengths[row] = input_ids.shape[1] - self.begin
        return torch.tensor(self._lengths > 0, device=input_ids.device)

    def length(self, row: int) -> int | None:
        """Give how many tokens a row had drawn when such a text ended it; None if none did."""
        return int(self._lengths[row]) or None
