"""What a reply in free text says: words for the others, and at most one move among them."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from spenvs.core.moves import ANSWERS, BRACKETS, IllegalMove, listing, plain, quote
from spenvs.core.transcript import tame

ANY = ""
MOST_WORDS, MOST_BARE, MOST_JSON = 4, 200, 50_000


class Said(NamedTuple):
    """What a seat has said.

    Attributes:
        talk: its words beside the move, tame (`spenvs.core.transcript.tame`).
        verb: the verb of its move as the game writes it; "" if it only talks.
        argument: what follows the verb, spaces trimmed.
    """

    talk: str
    verb: str = ""
    argument: str = ""


def hear(reply: str, verbs: Mapping[str, str]) -> Said:
    r"""Find words and move in a reply.

    What precedes `</think>` is thought. Where there is `\boxed{...}` or `<answer>...</answer>`, only what stands in it
    is said; so is, in a JSON object, only "talk" (or "message") and "move" (or "action"). A move is `[Verb]` or
    `[Verb: argument]`, or the whole reply without brackets; case and spaces do not matter. Other brackets are words,
    and so is the move of a JSON object where there are no verbs.

    Args:
        reply: the reply.
        verbs: the game's verbs, as the game writes them, by that spelling and by their `plain` names; under `ANY`, the
            verb of a move that is its own name, such as a word or a number.

    Raises:
        IllegalMove: (unparsed) there is nothing in it, or two different moves are: a move is never guessed.
    """
    text, move = _answer(reply) if "<" in reply or "\\" in reply or "{" in reply else (reply, None)
    if move is not None and not verbs:
        text, move = f"{text} {move}", None
    if move is not None:
        if (made := _move(move.strip().strip("[]"), verbs, named=True)) is None:
            raise IllegalMove(f"there is no move {quote(move)}; moves begin with {_written(verbs)}", "unparsed")
        return Said(tame(text), *made)
    if text.count("[") == 1 == text.count("]"):  # as most moves are: the same as below, in half the time
        before, _, behind = text.partition("[")
        tag, closed, after = behind.partition("]")
        if closed and (made := _move(tag, verbs, named=True)) is not None:
            return Said(tame(f"{before} {after}") if before or after else "", *made)
    tags = (
        {tag: made for tag in BRACKETS.findall(text) if (made := _move(tag, verbs, named=True))} if "[" in text else {}
    )
    moves = {*tags.values()}
    if len(moves) > 1:
        named = listing([quote(f"{verb} {argument}".strip()) for verb, argument in sorted(moves)])
        raise IllegalMove(f"the answer makes several moves ({named}); make one", "unparsed")
    talk = tame(BRACKETS.sub(lambda found: " " if found[1] in tags else found[0], text) if tags else text)
    if moves:
        return Said(talk, *moves.pop())
    if verbs and (bare := _move(talk, verbs, named=False)) is not None:
        return Said("", *bare)
    if not talk:
        raise IllegalMove("the answer is empty; say something, or make a move, as in [move]", "unparsed")
    return Said(talk)


def written(said: Said, move: str) -> str:
    """Write words and a move so that `hear` finds the same in them."""
    if "{" in said.talk:
        fields = json.dumps({"talk": said.talk, "move": move} if move else {"talk": said.talk}, ensure_ascii=False)
        return "{" + fields[1:].replace("{", "\\u007b")  # so that no \boxed{...} is found in the words
    return f"{said.talk} [{move}]".lstrip() if move else said.talk


def _written(verbs: Mapping[str, str]) -> str:
    return listing([verb for verb in dict.fromkeys(verbs.values()) if verb]) or "nothing: there is only talk"


def _move(tag: str, verbs: Mapping[str, str], named: bool) -> tuple[str, str] | None:
    """Take a move apart into verb and argument; one that is named as such, in brackets, may do without the colon.

    So may a few bare words where words are moves.
    """
    if not named and len(tag) > MOST_BARE:
        return None
    named = named or (ANY in verbs and len(tag.split()) <= MOST_WORDS)
    head, colon, rest = tag.partition(":")
    if verb := verbs.get(head) or verbs.get(plain(head)):
        return verb, tame(rest) if rest else ""
    if named and not colon:
        head, _, rest = tag.strip().partition(" ")
        if verb := verbs.get(head) or verbs.get(plain(head)):
            return verb, tame(rest)
    if ANY in verbs and named and plain(tag):
        return verbs[ANY], tame(tag)
    return None


def _answer(reply: str) -> tuple[str, str | None]:
    """Leave out what is thought; of a JSON object give its words and its move."""
    text = reply.rpartition("</think>")[2].partition("<think>")[0]
    answers = {(boxed or tagged).strip() for boxed, tagged in ANSWERS.findall(text)}
    if len(answers) > 1:
        raise IllegalMove(f"there are {len(answers)} different answers in the reply; give one", "unparsed")
    if answers:
        text = answers.pop()
    fields = _fields(text)
    if fields is None:
        return text, None
    talk = next((fields[key] for key in ("talk", "message") if isinstance(fields.get(key), str)), "")
    return talk, next((str(fields[key]) for key in ("move", "action") if isinstance(fields.get(key), str | int)), None)


def _fields(text: str) -> dict[str, Any] | None:
    text = text.strip().removeprefix("```json").removesuffix("```").strip()
    if not (text.startswith("{") and text.endswith("}")) or len(text) > MOST_JSON:
        return None
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) and {"talk", "message", "move", "action"} & {*fields} else None
