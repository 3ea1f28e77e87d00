"""The text of a Redcode program: its lines and tokens, the comments with a meaning, and places for messages."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, NoReturn

LINE_LENGTH = 255
"""Characters that a line may have after names are replaced, as in pMARS."""

LARGEST_FILE = 1_000_000
"""Bytes that a file with a program may have."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+)|(?P<word>[A-Za-z_][A-Za-z_0-9]*)|(?P<operator>&&|\|\||[-()/+%!=])"
    r"|(?P<mode>[#$@<>*{}])|(?P<other>\S))",
    re.ASCII,
)
LINE_END = re.compile(r"\r\n|\r|\n")


class RedcodeError(ValueError):
    """A program that cannot be assembled; `line` and `column` count from 1, both are 0 for the program as a whole."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"line {line}, column {column}: {message}" if line else message)
        self.line, self.column = line, column

    def in_file(self, name: str) -> "RedcodeError":
        """Return the same error with the name of the file before it."""
        error = RedcodeError(f"{name}: {self}")
        error.line, error.column = self.line, self.column
        return error


class Place(NamedTuple):
    """Where in the source something stands; both numbers count from 1."""

    line: int
    column: int

    def fail(self, message: str) -> NoReturn:
        """Raise RedcodeError for this place."""
        raise RedcodeError(message, *self)


class Token(NamedTuple):
    """A piece of a line: `kind` is number, word, operator, mode or other; `start` and `end` are indices in the line."""

    kind: str
    text: str
    start: int
    end: int


def token_at(text: str, index: int) -> Token | None:
    """Return the first token at or behind `index`, None when only blanks follow."""
    match = _TOKEN.match(text, index)
    if match is None:
        return None
    kind = match.lastgroup
    return Token(kind, match[kind], match.start(kind), match.end())  # type: ignore[arg-type, index]


def tokens(text: str, index: int = 0) -> Iterator[Token]:
    """Yield the tokens from `index` on."""
    while (token := token_at(text, index)) is not None:
        yield token
        index = token.end


@dataclass(frozen=True)
class Line:
    """A line of source, or the end of one, which begins at `place`."""

    text: str
    place: Place

    def at(self, index: int) -> Place:
        """Return the place of the character at `index`."""
        return Place(self.place.line, self.place.column + index)

    def rest(self, index: int) -> "Line":
        """Return the part from `index` on."""
        return Line(self.text[index:], self.at(index))


class Pieces:
    """A text put together from pieces, each of which remembers its place."""

    def __init__(self) -> None:
        self.text = ""
        self._starts: list[int] = []
        self._places: list[Place] = []

    def add(self, piece: str, place: Place) -> None:
        """Append `piece`, which stands at `place`.

        Raises:
            RedcodeError: the text grows longer than `LINE_LENGTH`.
        """
        if len(self.text) + len(piece) > LINE_LENGTH:
            place.fail(f"with names replaced, the line has more than {LINE_LENGTH} characters")
        self._starts.append(len(self.text))
        self._places.append(place)
        self.text += piece

    def at(self, index: int) -> Place:
        """Return the place of the character at `index`; behind the last one that is no blank, of that one."""
        index = min(index, len(self.text.rstrip()) - 1)
        piece = max(bisect_right(self._starts, index) - 1, 0)
        place = self._places[piece]
        return Place(place.line, place.column + index - self._starts[piece])


@dataclass
class Source:
    """The lines of a program that hold code, `;assert`, `;break` or `;trace`, and what its comments say."""

    lines: list[Line] = field(default_factory=list)
    name: str = "Unknown"
    author: str = "Anonymous"
    strategy: list[str] = field(default_factory=list)


def decode(data: bytes) -> str:
    """Return the text of a file of any age: UTF-8, UTF-16 with its mark, code page 437 or Latin-1.

    Redcode is ASCII, so that a wrong guess shows in names and comments only. A DOS file ends at its first Control-Z.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # In Latin-1, 80 to 9F are characters that nobody writes; in code page 437 they are letters.
        text = data.decode("cp437" if any(0x80 <= byte < 0xA0 for byte in data) else "latin-1")
    return text.partition("\x1a")[0]


def read_text(path: str | Path) -> str:
    """Return the text of a file of Redcode of any age, as `decode` reads it.

    Raises:
        RedcodeError: the file is longer than `LARGEST_FILE`; the message begins with the file's name.
        OSError: it cannot be read.
    """
    path = Path(path)
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise RedcodeError(f"expected a program, found a file of more than {LARGEST_FILE} bytes").in_file(path.name)
    return decode(data)


def read_source(text: str) -> Source:
    """Split `text` into lines without comments.

    Lines before the first `;redcode` are dropped, and the second one ends the program. A backslash at a line's end
    continues it on the next. A byte order mark before the text is no part of it.
    """
    source, marked = Source(), False
    for line in _joined_lines(text.removeprefix("\ufeff")):
        token = token_at(line.text, 0)
        if token is None:
            continue
        if token.text != ";":
            source.lines.append(Line(line.text.partition(";")[0].rstrip(), line.place))
        elif _is_marker(line.text, token.end):
            if marked:
                break
            marked = True
            source.lines.clear()
        else:
            _read_comment(source, line, token.end)
    return source


def _joined_lines(text: str) -> Iterator[Line]:
    parts: list[str] = []
    first = 1
    for number, part in enumerate(LINE_END.split(text), 1):
        if part.endswith("\\"):
            parts.append(part[:-1])
            continue
        yield Line("".join([*parts, part]), Place(first, 1))
        parts, first = [], number + 1
    if parts:
        yield Line("".join(parts), Place(first, 1))


def _is_marker(text: str, index: int) -> bool:
    word = token_at(text, index)
    return word is not None and word.text.upper() == "REDCODE" and word.start == index


def _read_comment(source: Source, line: Line, index: int) -> None:
    word = token_at(line.text, index)
    if word is None:
        return
    kind, value = word.text.upper(), line.text[word.end :].strip()
    if kind == "NAME":
        source.name = value or "Unknown"
    elif kind == "AUTHOR":
        source.author = value or "Anonymous"
    elif kind == "STRATEGY":
        source.strategy.append(value)
    elif kind in ("ASSERT", "BREAK", "TRACE"):
        end = line.text.find(";", word.end)
        source.lines.append(Line(line.text[: end if end >= 0 else None].rstrip(), line.place))
