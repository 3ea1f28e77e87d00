"""How much memory a model takes for each text that it goes on from: measured, as architectures differ too much."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch

from baselines.llm.hf.loading import quiet

SHARE = 0.5
"""The share of a GPU's free memory, or half that share of a machine's, that a batch may take."""
PROBES = (4, 8)
"""The lengths, in tokens, of the texts that a model is measured with; below any sliding window."""
DRAWING = 24
"""Bytes for each token of the vocabulary while one is drawn: scores, their copies, probabilities, sums."""


@dataclass(frozen=True)
class Footprint:
    """What one text takes.

    Attributes:
        fixed: bytes, whatever the length.
        layers: of each layer, the bytes for a token, and how many tokens it keeps at most (0: all).
        vocabulary: the number of tokens that scores are for.
    """

    fixed: int
    layers: tuple[tuple[int, int], ...]
    vocabulary: int

    def cache(self, length: int) -> int:
        """Give the bytes of the keys and values of a text of a length in tokens."""
        return self.fixed + sum(each * min(length, most or length) for each, most in self.layers)

    def rows(self, length: int, device: torch.device, scored: int = 1) -> int:
        """Give how many texts of a length there is memory for, when so many places of each are scored; at least 1."""
        return max(1, available(device) // (self.cache(length) + DRAWING * self.vocabulary * scored))


def footprint(model: Any) -> Footprint:
    """Measure a model of the transformers library."""
    shorter, longer = (_layers(model, length) for length in PROBES)
    step = PROBES[1] - PROBES[0]
    slopes = [(more - less) // step for (less, _), (more, _) in zip(shorter, longer, strict=True)]
    fixed = sum(less - PROBES[0] * slope for (less, _), slope in zip(shorter, slopes, strict=True))
    layers = tuple((slope, most) for slope, (_, most) in zip(slopes, shorter, strict=True))
    return Footprint(fixed, layers, model.config.get_text_config().vocab_size)


def available(device: torch.device) -> int:
    """Give how many bytes a batch may take."""
    if device.type == "cuda":
        kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)  # PyTorch's, for later
        return int(SHARE * (torch.cuda.mem_get_info(device)[0] + kept))
    return int(SHARE / 2 * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))


def _layers(model: Any, length: int) -> list[tuple[int, int]]:
    """Give how many bytes each layer keeps of a text of a length, and of how many tokens it keeps them at most."""
    ids = torch.zeros((1, length), dtype=torch.long, device=model.device)
    with torch.inference_mode(), quiet():
        made = model(ids, use_cache=True)
    cache = made.get("past_key_values", made.get("cache_params"))
    layers = getattr(cache, "layers", [cache])
    return [(sum(held.nbytes for held in _tensors(layer)), _window(layer)) for layer in layers]


def _window(layer: Any) -> int:
    """Give how many tokens a layer with a sliding window keeps; 0 for one that keeps all."""
    return max((getattr(layer, "sliding_window", None) or 0) - 1, 0)


def _tensors(held: Any) -> Iterator[torch.Tensor]:
    if isinstance(held, torch.Tensor):
        if held.ndim > 1:
            yield held
    elif isinstance(held, dict | list | tuple):
        for part in held.values() if isinstance(held, dict) else held:
            yield from _tensors(part)
    elif hasattr(held, "__dict__"):
        yield from _tensors(vars(held))
