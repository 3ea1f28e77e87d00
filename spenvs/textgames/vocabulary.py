"""The words that word games go by: 40,000 of English, and 464 nouns for things that everybody knows.

The words are those of `words/words.txt.gz` (SCOWL up to size 35, American spelling, inflections included; its licence
stands in `words/COPYRIGHT`), the nouns those of `words/nouns.txt`. They are read when first asked for.
"""

import functools
import gzip
import re
import unicodedata
from collections.abc import Mapping
from importlib.resources import files

DATA = files("spenvs.textgames") / "words"
_LETTERS = re.compile(r"[^\W\d_]+")


@functools.cache
def words() -> frozenset[str]:
    """Give every word: three letters or more, a to z, in small letters."""
    return frozenset(gzip.decompress((DATA / "words.txt.gz").read_bytes()).decode().split())


@functools.cache
def words_by_start() -> Mapping[tuple[str, int], tuple[str, ...]]:
    """Give the words by first letter and number of letters, in the order of the alphabet; 0 letters for all of them."""
    found: dict[tuple[str, int], list[str]] = {}
    for word in sorted(words()):
        for length in (len(word), 0):
            found.setdefault((word[0], length), []).append(word)
    return {start: tuple(those) for start, those in found.items()}


@functools.cache
def nouns() -> tuple[str, ...]:
    """Give the nouns, in the order of the alphabet."""
    return tuple((DATA / "nouns.txt").read_text().split())


@functools.cache
def forms(noun: str) -> frozenset[str]:
    """Give a noun in singular and plural.

    The plural is the regular one and, where a noun has another (wolf, child, mouse), that too. A possessive needs no
    form of its own: its 's is not a part of the word (`spoken`).
    """
    regular = f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{noun}s"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        regular = f"{noun[:-1]}ies"
    return frozenset({noun, f"{noun}s", regular, _IRREGULAR.get(noun, noun)})


def spoken(text: str) -> list[str]:
    """Give the words of a text, runs of letters, with case, width and ligatures folded."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _LETTERS.findall(text.casefold())


_IRREGULAR = {
    "child": "children",
    "knife": "knives",
    "leaf": "leaves",
    "mouse": "mice",
    "scarf": "scarves",
    "sheep": "sheep",
    "shelf": "shelves",
    "thief": "thieves",
    "tooth": "teeth",
    "wife": "wives",
    "wolf": "wolves",
    "woman": "women",
}
