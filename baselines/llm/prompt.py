"""Chats as tokens, by a tokenizer's own template or a plain one; nothing in a message can pass for structure."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from baselines.llm.chat import Message, Prompt
from baselines.llm.dialect import CLOSES, OPENS

PLAIN_STOP = "\nUser:"
_INDENT = "\n    "
PRINTED = (*range(33, 127), *range(161, 173), *range(174, 256))
OTHERS = [byte for byte in range(256) if byte not in PRINTED]
BYTES = {chr(byte): byte for byte in PRINTED} | {chr(256 + i): byte for i, byte in enumerate(OTHERS)}
"""The characters that stand for bytes in GPT-2's tokenizer, and all that came of it."""
BYTE = re.compile("<0x([0-9A-F]{2})>")
"""A token of one byte, as SentencePiece writes it."""
_ROLES = re.compile(r"\n(?=(?:System|User|Assistant):)")
_MARK = "What the system says"
_SYSTEM = [{"role": "system", "content": _MARK}, {"role": "user", "content": "u"}]


class Words:
    """A tokenizer as engines use it.

    Attributes:
        tokenizer: of the transformers library.
        plain: whether it has no chat template, so that chats are written plainly, each message after its role.
        stop: texts at which replies end, besides those of a request.
        opened: what the chat template begins replies with, if that opens a thought, as "<think>"; else "".
    """

    def __init__(self, tokenizer: Any):
        self.tokenizer = tokenizer
        self.plain = not tokenizer.chat_template
        self.stop = (PLAIN_STOP,) if self.plain else ()
        special = special_tokens(tokenizer)
        self._special = _any_of(special.values())
        thinks = {token for token, text in special.items() if OPENS.fullmatch(text) or CLOSES.fullmatch(text)}
        self._silent = {*special} - thinks if thinks else set()
        self._pieces: dict[int, bytes] = {}
        self._knows_system = self.plain or _takes(tokenizer, _SYSTEM)
        self.opened = "" if self.plain else _opened(self.text(_SYSTEM[1:]))

    def ids(self, prompt: Prompt) -> list[int]:
        """Give the tokens of a prompt, as the model is to read them."""
        if isinstance(prompt, str):
            return self.tokenizer(self.defused(prompt))["input_ids"]
        return self.tokenizer(self.text(prompt), add_special_tokens=self.plain)["input_ids"]

    def text(self, chat: Sequence[Message]) -> str:
        """Write a chat as the text that the model goes on from."""
        messages = [{**message, "content": self.defused(message["content"])} for message in chat]
        if self.plain:
            lines = [f"{each['role'].title()}: {_ROLES.sub(_INDENT, each['content'])}" for each in messages]
            return "\n\n".join([*lines, "Assistant:"])
        if not self._knows_system:
            messages = without_system(messages)
        return self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)

    def answer_ids(self, answer: str) -> list[int]:
        """Give the tokens of a text that a model could reply."""
        return self.tokenizer(answer, add_special_tokens=False)["input_ids"]

    def reply(self, ids: Sequence[int], prompt: Prompt = "") -> str:
        """Give what a model said, special tokens left out; a thought that the prompt has opened begins with its tag."""
        if self._silent:  # some special tokens are not to be left out: those that begin and end a thought
            ids = [token for token in ids if token not in self._silent]
        said = self.tokenizer.decode(ids, skip_special_tokens=not self._silent)
        return f"{self.opened}{said}" if self.opened and not isinstance(prompt, str) else said

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
        while self._special and self._special.search(text):  # what is left of one may be another
            text = self._special.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text)
        return text


def special_tokens(tokenizer: Any) -> dict[int, str]:
    """Give a tokenizer's special tokens by their ids."""
    added = {token: str(text) for token, text in tokenizer.added_tokens_decoder.items() if text.special}
    return dict(zip(tokenizer.all_special_ids, tokenizer.all_special_tokens, strict=True)) | added


def _any_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Give what finds texts, the longest first; a single letter cannot be broken, and stays."""
    breakable = sorted((re.escape(text) for text in texts if len(text) > 1), key=len, reverse=True)
    return re.compile("|".join(breakable)) if breakable else None


def without_system(messages: Sequence[Message]) -> list[Message]:
    """Put what the system says before what the user says first, for templates that know no system."""
    first, *rest = messages
    if first["role"] != "system":
        return list(messages)
    if not rest or rest[0]["role"] != "user":
        return [{**first, "role": "user"}, *rest]
    return [{**rest[0], "content": f"{first['content']}\n\n{rest[0]['content']}"}, *rest[1:]]


def _takes(tokenizer: Any, messages: Sequence[Message]) -> bool:
    """Whether a template takes these messages; those that do not raise an error of Jinja's."""
    from jinja2.exceptions import TemplateError

    try:
        return _MARK in tokenizer.apply_chat_template(messages, tokenize=False)
    except TemplateError:
        return False


def _opened(text: str) -> str:
    """Give the tag with which a text ends, if that opens a thought; else ""."""
    return next((found[0] for found in OPENS.finditer(text) if not text[found.end() :].strip()), "")
