"""Chats as tokens, by a tokenizer's own template or a plain one; nothing in a message can pass for structure."""

import re
from collections.abc import Sequence
from typing import Any

from baselines.llm.chat import Message, Prompt

PLAIN_STOP = "\nUser:"
_SYSTEM = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]


class Words:
    """A tokenizer as engines use it.

    Attributes:
        tokenizer: of the transformers library.
        plain: whether it has no chat template, so that chats are written plainly, each message after its role.
        stop: texts at which replies end, besides those of a request.
    """

    def __init__(self, tokenizer: Any):
        self.tokenizer = tokenizer
        self.plain = not tokenizer.chat_template
        self.stop = (PLAIN_STOP,) if self.plain else ()
        self._special = special_tokens(tokenizer)
        self._knows_system = self.plain or _takes(tokenizer, _SYSTEM)

    def ids(self, prompt: Prompt) -> list[int]:
        """Give the tokens of a prompt, as the model is to read them."""
        if isinstance(prompt, str):
            return self.tokenizer(self.defused(prompt))["input_ids"]
        return self.tokenizer(self.text(prompt), add_special_tokens=self.plain)["input_ids"]

    def text(self, chat: Sequence[Message]) -> str:
        """Write a chat as the text that the model goes on from."""
        messages = [{**message, "content": self.defused(message["content"])} for message in chat]
        if self.plain:
            return "\n\n".join([f"{each['role'].title()}: {each['content']}" for each in messages] + ["Assistant:"])
        if not self._knows_system:
            messages = without_system(messages)
        return self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)

    def answer_ids(self, answer: str) -> list[int]:
        """Give the tokens of a text that a model could reply."""
        return self.tokenizer(answer, add_special_tokens=False)["input_ids"]

    def reply(self, ids: Sequence[int]) -> str:
        """Give what a model said, special tokens left out."""
        return self.tokenizer.decode(ids, skip_special_tokens=True)

    def until(self, text: str, stop: Sequence[str]) -> tuple[str, bool]:
        """Give what stands before the first text that ends a reply, and whether there is one."""
        places = [place for end in (*stop, *self.stop) if (place := text.find(end)) >= 0]
        return (text[: min(places)], True) if places else (text, False)

    def defused(self, text: str) -> str:
        """Break the tokenizer's special tokens in a text by a space, so that it is read as text."""
        return self._special.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text) if self._special else text


def special_tokens(tokenizer: Any) -> re.Pattern[str] | None:
    """Give what finds a tokenizer's special tokens; None if it has none."""
    added = [str(token) for token in tokenizer.added_tokens_decoder.values() if token.special]
    tokens = {token for token in [*added, *tokenizer.all_special_tokens] if len(token) > 1}
    return re.compile("|".join(map(re.escape, sorted(tokens, key=len, reverse=True)))) if tokens else None


def without_system(messages: Sequence[Message]) -> list[Message]:
    """Put what the system says before what the user says first, for templates that know no system."""
    first, *rest = messages
    if first["role"] != "system":
        return list(messages)
    second, *others = rest
    return [{**second, "content": f"{first['content']}\n\n{second['content']}"}, *others]


def _takes(tokenizer: Any, messages: Sequence[Message]) -> bool:
    """Whether a template takes these messages; those that do not raise an error of Jinja's."""
    from jinja2.exceptions import TemplateError

    try:
        return "s" in tokenizer.apply_chat_template(messages, tokenize=False)
    except TemplateError:
        return False
