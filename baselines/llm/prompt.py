"""Chats as tokens, by a tokenizer's own template or a plain one; nothing in a message can pass for structure."""

import re
from collections.abc import Sequence
from typing import Any

from baselines.llm.chat import Message, Prompt

PLAIN_STOP = "\nUser:"
PRINTED = (*range(33, 127), *range(161, 173), *range(174, 256))
OTHERS = [byte for byte in range(256) if byte not in PRINTED]
BYTES = {chr(byte): byte for byte in PRINTED} | {chr(256 + i): byte for i, byte in enumerate(OTHERS)}
"""The characters that stand for bytes in GPT-2's tokenizer, and all that came of it."""
BYTE = re.compile("<0x([0-9A-F]{2})>")
"""A token of one byte, as SentencePiece writes it."""
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
        self._pieces: dict[int, bytes] = {}
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

    def pieces(self, ids: Sequence[int]) -> list[bytes]:
        """Give the text of each token, in UTF-8; special tokens as they are written."""
        return [self._pieces.get(token) or self._pieces.setdefault(token, self._piece(token)) for token in ids]

    def _piece(self, token: int) -> bytes:
        text, written = self.tokenizer.decode([token]), self.tokenizer.convert_ids_to_tokens(token)
        if "\ufffd" not in text:  # SentencePiece's tokenizers leave out the space that a text begins with
            return (" " + text if written.startswith("\u2581") and not text.startswith(" ") else text).encode()
        if byte := BYTE.fullmatch(written):
            return bytes([int(byte[1], 16)])
        if all(character in BYTES for character in written):
            return bytes(BYTES[character] for character in written)
        return text.encode()

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
