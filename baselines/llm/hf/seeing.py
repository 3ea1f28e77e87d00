"""Chats with pictures, for models that see: text and pictures as the model's own processor makes inputs of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from baselines.llm.chat import Message
from baselines.llm.prompt import Words, without_system

Seen = dict[str, Any]
"""What a model reads beside tokens, each a tensor: one number a token ([1, tokens]), or rows of pictures."""
OF_TOKENS = "token_type_ids"
"""How the names of the first kind end."""


class Seer:
    """A processor of the transformers library as the engine uses it."""

    def __init__(self, processor: Any, words: Words):
        """Read chats; what could pass for structure in them is broken as `words` breaks it."""
        self._processor, self._words = processor, words
        self._mark = getattr(processor, "image_token", None)

    def read(self, chat: Sequence[Message], images: Sequence[NDArray[np.uint8]]) -> tuple[list[int], Seen]:
        """Read a chat that shows images, uint8 [height, width, 3], before the text of its last message."""
        text = self.text(chat, len(images))
        shown = {"images": [[Image.fromarray(image) for image in images]]} if images else {}
        seen = dict(self._processor(text=[text], return_tensors="pt", add_special_tokens=False, **shown))
        ids = seen.pop("input_ids")[0].tolist()
        del seen["attention_mask"]
        return ids, seen

    def text(self, chat: Sequence[Message], images: int) -> str:
        """Write a chat as the text that the model goes on from, with places for so many images.

        Raises:
            ValueError: the model's template takes no such chat.
        """
        from jinja2.exceptions import TemplateError

        for said in (chat, without_system(chat)):
            messages = [{**each, "content": [{"type": "text", "text": self._safe(each["content"])}]} for each in said]
            messages[-1]["content"][:0] = [{"type": "image"}] * images
            try:
                return self._processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
            except TemplateError as error:
                fault = error
        raise ValueError(f"the model's chat template takes no such chat: {fault}")

    def _safe(self, text: str) -> str:
        text = self._words.defused(text)
        return text.replace(self._mark, f"{self._mark[0]} {self._mark[1:]}") if self._mark else text


def shapes(seen: Seen) -> tuple[Any, ...]:
    """Give what has to be the same in prompts of one batch."""
    return tuple((name, tensor.shape[1:]) for name, tensor in seen.items() if not name.endswith(OF_TOKENS))


def together(seen: Sequence[Seen], longest: int, model: Any) -> Seen:
    """Put what `Seer.read` gave for several prompts into one batch, on the left padded to the longest."""
    import torch

    def padded(name: str, tensor: Any) -> Any:
        if name.endswith(OF_TOKENS):
            return torch.nn.functional.pad(tensor, (longest - tensor.shape[1], 0))
        return tensor.to(model.dtype) if tensor.is_floating_point() else tensor

    return {name: torch.cat([padded(name, each[name]) for each in seen]).to(model.device) for name in seen[0]}
