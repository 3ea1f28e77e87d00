"""What was said in a game, by whom and to whom, and what each seat reads of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from spenvs.core.moves import quote

Shows = Literal["full", "move and talk", "move", "nothing"]
Past = Literal["all", "last"] | int
SHOWS = ("full", "move and talk", "move", "nothing")
GAME = -1
MOST_TALK = 4000
ASKED = "It is your turn."

_NEWLINES = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_UNPAIRED = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"[<＜﹤](?=[|/!?\\A-Za-z_｜<＜﹤]|\d+[a-z]\w*>)")
_ROUND = str.maketrans("[]［］【】\t", "()()() ")


def tame(text: str) -> str:
    """Make one player's words fit to be read by another: nothing in them can pass for a move, a tag or another's line.

    Square brackets become round ones, the `<` of a tag a `‹`; control characters, unpaired surrogates and characters
    that hide or turn text around go; what is longer than `MOST_TALK` characters is cut.
    """
    text = text.strip()
    if len(text) > MOST_TALK:
        text = text[: MOST_TALK - 2] + " …"
    if text.isascii() and text.isprintable() and not ("<" in text or "[" in text or "]" in text):
        return text
    return _TAG.sub("‹", visible(text).translate(_ROUND)).strip()


def visible(text: str) -> str:
    """Leave out of a text what hides or turns it around: control characters but newline and tab, and their like."""
    return _UNPAIRED.sub("\ufffd", _UNSEEN.sub("", _NEWLINES.sub("\n", text)))


Event = tuple[int, str, str, tuple[int, ...] | None]
"""Something that was said: its author (a seat, or GAME), what the author reads of it, what the others do, or "",
and the seats that hear it besides the author, None for all."""


@dataclass(slots=True)
class _Reader:
    """What a seat has read.

    Attributes:
        lines: each with what the seat itself said in it, None if another did.
        own: where the seat's last own line ends.
        events: how many events that is.
        text: the lines in one.
    """

    lines: list[tuple[str, str | None]] = field(default_factory=list)
    own: int = 0
    events: int = 0
    text: str = ""


class Transcript:
    """Everything said in a game, in order. It only grows, so that reading costs what is new, not what there is.

    A line begins with its author's name, or with `*` for the game itself; what stands in the further lines of a message
    is indented. So no message can look like another's.
    """

    def __init__(self, seats: int):
        self.events: list[Event] = []
        self._heard: list[tuple[str, None]] = []
        self._readers = [_Reader() for _ in range(seats)]

    def say(self, author: int, own: str, shown: str, audience: tuple[int, ...] | None = None) -> None:
        """Add what a seat said; the texts must be tame."""
        self.events.append((author, own, shown, audience))
        self._heard.append((f"player_{author}: {_indented(shown)}" if shown else "", None))

    def tell(self, text: str, audience: tuple[int, ...] | None = None) -> None:
        """Add what the game itself says."""
        self.events.append((GAME, text, text, audience))
        self._heard.append((f"* {_indented(text)}", None))

    def read(self, seat: int, past: Past = "all") -> str:
        """Give what a seat has heard, a line for each event.

        Args:
            seat: who reads.
            past: "all"; "last" for what came after the seat's own last turn, or a number of events, the last ones.
        """
        reader = self._up_to_date(seat)
        if past == "all":
            return reader.text
        return "\n".join(line for line, _ in _kept(reader, past))

    def chat(self, seat: int, past: Past = "all") -> list[dict[str, str]]:
        """Give the same as a chat in which the seat is the assistant: dicts with "role" and "content".

        The roles alternate, from the user on, as chat templates ask for: a turn before which nothing was heard follows
        `ASKED`.
        """
        messages: list[dict[str, str]] = []
        for line, own in _kept(self._up_to_date(seat), past):
            if own is not None:
                if not messages or messages[-1]["role"] == "assistant":
                    messages.append({"role": "user", "content": ASKED})
                messages.append({"role": "assistant", "content": own})
            elif messages and messages[-1]["role"] == "user":
                messages[-1]["content"] += f"\n{line}"
            else:
                messages.append({"role": "user", "content": line})
        return messages

    def _up_to_date(self, seat: int) -> _Reader:
        reader, events = self._readers[seat], self.events
        lines, new = reader.lines, [reader.text] if reader.text else []
        for i in range(reader.events, len(events)):
            author, own, shown, audience = events[i]
            if author == seat:
                lines.append((f"You: {_indented(own)}", own))
                reader.own = len(lines)
            elif shown and (audience is None or seat in audience):
                lines.append(self._heard[i])
            else:
                continue
            new.append(lines[-1][0])
        reader.text, reader.events = "\n".join(new), len(events)
        return reader

    def copy(self) -> "Transcript":
        """Give an independent one."""
        twin = Transcript(len(self._readers))
        twin.events, twin._heard = self.events.copy(), self._heard.copy()
        return twin


def _kept(reader: _Reader, past: Past) -> Sequence[tuple[str, str | None]]:
    if past == "all":
        return reader.lines
    return reader.lines[reader.own :] if past == "last" else reader.lines[max(0, len(reader.lines) - int(past)) :]


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ") if "\n" in text else text


def past_option(past: object) -> Past:
    """Check an environment's option `past`.

    Raises:
        ValueError: it is neither "all" nor "last" nor a number of events from 1 on.
    """
    if past in ("all", "last") or (isinstance(past, int) and not isinstance(past, bool) and past >= 1):
        return past
    raise ValueError(f'past must be "all", "last" or a number of events from 1 on; got {quote(past)}')
