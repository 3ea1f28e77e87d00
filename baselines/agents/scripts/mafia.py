"""Rules for games of night and day.

The village votes with the detective that it believes, or against those who voted as the mafia would; the detective
speaks when there is a killer to name; the mafia kills who speaks up, and by day runs with the crowd.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from spenvs.core.turn import Action, Turn

TALK, VOTE = 1, 2
MAFIA, DETECTIVE, INNOCENT, NOBODY = 1, 3, 4, -1
CLAIM = "I am the detective:"
SURE = 100
_SAID = re.compile(r"^player_(\d+): (.*)$", re.MULTILINE)
_FOUND = re.compile(r"player_(\d+) is (not )?mafia")
_SUSPECTED = re.compile(r"I suspect player_(\d+)")


def secret_mafia(turn: Turn) -> Action:
    """Play the part that was drawn."""
    facts = turn.facts
    said = [(int(seat), words) for seat, words in _SAID.findall(turn.text)]
    detectives, suspicion = _judged(facts, said)
    if turn.role == "mafia":
        return _mafia(turn, said, detectives, suspicion)
    suspects = _most(suspicion, _others(facts))
    if facts["phase"] == TALK:
        if turn.role == "detective" and any(facts["alive"][seat] for seat in _found(facts, MAFIA)):
            results = [f"player_{seat} is mafia" for seat in _found(facts, MAFIA)]
            results += [f"player_{seat} is not mafia" for seat in _found(facts, INNOCENT)]
            return f"{CLAIM} {', '.join(results)}."
        return f"I suspect player_{suspects[0]}." if suspicion[suspects[0]] > 0 else "[Pass]"
    if facts["phase"] == VOTE:
        return _named(turn, _most(_cast(facts), suspects))
    if turn.role == "doctor":
        return _named(turn, detectives or _most({seat: -doubt for seat, doubt in suspicion.items()}, _others(facts)))
    return _named(turn, _most(suspicion, [seat for seat in _others(facts) if facts["roles"][seat] == NOBODY]))


def _mafia(turn: Turn, said: Sequence[tuple[int, str]], detectives: list[int], suspicion: Counter[int]) -> Action:
    """Kill as a fellow does, or the detective, or who hunted mafia; by day join what others say of the village."""
    facts = turn.facts
    village = [seat for seat in _others(facts) if facts["roles"][seat] != MAFIA]
    if facts["phase"] == TALK:
        accused = Counter(int(seat) for _, words in said for seat in _SUSPECTED.findall(words))
        return f"I suspect player_{turn.rng.choice(_most(accused, village))}."
    if facts["phase"] == VOTE:
        return _named(turn, _most(_cast(facts), village))
    agreed = [seat for seat in facts["named"] if seat != NOBODY]
    saved = facts["day"] > 1 and facts["killed"][facts["day"] - 2] == NOBODY
    hunters = _most({seat: -doubt for seat, doubt in suspicion.items()}, village)
    return _named(turn, agreed or (not saved and [seat for seat in detectives if seat in village]) or hunters)


def _judged(facts: Any, said: Sequence[tuple[int, str]]) -> tuple[list[int], Counter[int]]:
    """Give the living who may be the detective, and how suspicious each seat is."""
    known, doubt = facts["roles"], Counter[int]()
    claims = {seat: _FOUND.findall(words) for seat, words in said if words.startswith(CLAIM)}
    believed = []
    for seat, found in claims.items():
        true = [known[int(other)] == NOBODY or (known[int(other)] == MAFIA) != bool(no) for other, no in found]
        if known[seat] not in (NOBODY, DETECTIVE) or not all(true) or known[facts["seat"]] == DETECTIVE:
            doubt[seat] += SURE // 2
            continue
        believed += [seat] * facts["alive"][seat]
        doubt[seat] -= SURE
        for other, no in found:
            doubt[int(other)] += -SURE if no else SURE
    for seat, role in enumerate(known):
        doubt[seat] += 2 * SURE * ((role == MAFIA) - (role in (DETECTIVE, INNOCENT)))
    seats = len(known)
    for i, target in enumerate(facts["votes"]):
        if target != NOBODY and known[target] != NOBODY and not facts["alive"][target]:
            doubt[i % seats] += -2 if known[target] == MAFIA else 1
    return believed, doubt


def _others(facts: Any) -> list[int]:
    return [seat for seat, lives in enumerate(facts["alive"]) if lives and seat != facts["seat"]]


def _found(facts: Any, role: int) -> list[int]:
    return [seat for seat, known in enumerate(facts["roles"]) if known == role and seat != facts["seat"]]


def _cast(facts: Any) -> Counter[int]:
    """How many votes each seat has got on this day."""
    seats = len(facts["alive"])
    return Counter(facts["votes"][(facts["day"] - 1) * seats : facts["day"] * seats])


def _most(counts: Any, seats: Sequence[int]) -> list[int]:
    """Those of the seats that count most."""
    most = max((counts.get(seat, 0) for seat in seats), default=0)
    return [seat for seat in seats if counts.get(seat, 0) == most]


def _named(turn: Turn, seats: Sequence[int]) -> str:
    """Choose one of the seats, if that is legal, or anybody."""
    legal = turn.legal
    moves = [move for move in legal if int(move.rpartition("_")[2]) in seats] or legal
    return f"[{turn.rng.choice(moves)}]"


SCRIPTS: dict[str, Callable[[Turn], Action]] = {"SecretMafia-v0": secret_mafia}
