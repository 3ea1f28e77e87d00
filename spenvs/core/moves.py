"""Reading an action out of text, and saying clearly why one cannot be taken."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal

Fault = Literal["illegal", "unparsed"]

# Each pattern stops at the character that could start it anew, so that a megabyte of openings stays linear.
ANSWERS = re.compile(r"\\boxed\{\s*(?:\\text\{)?([^{}]*)\}|<answer>([^<]*)</answer>", re.IGNORECASE)
BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_LABEL = re.compile(r"^(?:my |final |the )?(?:action|move|answer)(?: is)?\s*[:=]?\s+", re.IGNORECASE)
_TRIM = " \t\r\n.,;:!?\"'`*()[]{}<>$"


class IllegalMove(ValueError):
    """An action that cannot be taken; the message says what was wrong and what would have been right.

    `fault` is "illegal" for a move that the rules forbid, "unparsed" for an answer in which no single move was found.
    """

    def __init__(self, reason: str, fault: Fault = "illegal"):
        super().__init__(reason)
        self.fault = fault


def plain(text: str) -> str:
    """Fold case, width and spaces, and trim quotes and punctuation: what two spellings of a move have in common."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().strip(_TRIM).split())


def quote(answer: Any, width: int = 60) -> str:
    """Show any object in a message: ASCII only, so that it prints everywhere, and short."""
    shown = ascii(answer[: width + 1] if isinstance(answer, str) else answer)
    return shown if len(shown) <= width else shown[: width - 3] + "..."


def listing(names: Sequence[str], most: int = 24) -> str:
    """Join names with commas, leaving out what is too much to read."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def read_move(text: str, actions: Mapping[str, int]) -> int:
    r"""Find the one action that a reply names.

    Looked for in this order: `\boxed{...}` and `<answer>...</answer>`, a JSON object with "action" or "move",
    `[...]`, and the whole reply or its last line, bare or after "Action:". Case, spaces and surrounding punctuation
    do not matter; whatever precedes `</think>` is thought, not answer.

    Args:
        text: the reply.
        actions: the actions by their `plain` names.

    Raises:
        IllegalMove: (unparsed) no move was found, or two different ones were: a move is never guessed.
    """
    reply = text.rpartition("</think>")[2]
    for found in (
        [a or b for a, b in ANSWERS.findall(reply)],
        _from_json(reply),
        BRACKETS.findall(reply),
        _bare(reply),
    ):
        named = {action: name for name in found if (action := actions.get(plain(name))) is not None}
        if len(named) > 1:
            raise IllegalMove(f"the answer names several moves ({listing(list(named.values()))}); name one", "unparsed")
        if named:
            return next(iter(named))
    raise IllegalMove(
        f"no move was found in {quote(text)}; answer with one of the legal moves, as in [move]", "unparsed"
    )


def _from_json(reply: str) -> list[str]:
    reply = reply.strip().removeprefix("```json").removesuffix("```").strip()
    if not (reply.startswith("{") and reply.endswith("}")) or len(reply) > 10_000:
        return []
    try:
        fields = json.loads(reply)
    except (ValueError, RecursionError):
        return []
    return [str(fields[key]) for key in ("action", "move") if isinstance(fields.get(key), str | int)]


def _bare(reply: str) -> list[str]:
    lines = [line for line in reply.strip().rsplit("\n", 1) if line]
    return [reply, _LABEL.sub("", reply.strip()), *(_LABEL.sub("", lines[-1].strip()) for _ in lines[-1:])]
