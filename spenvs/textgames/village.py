"""A village with mafia in it: where a game stands, who knows what of it, and how that is said."""

import functools
from collections import Counter
from dataclasses import dataclass, field

from spenvs.core.dialogue import State
from spenvs.core.moves import listing

ROLES = ("villager", "mafia", "doctor", "detective")
VILLAGER, MAFIA, DOCTOR, DETECTIVE = range(4)
INNOCENT, UNKNOWN = 4, -1
NIGHT, TALK, VOTE, ENDED = range(4)
NOBODY = -1


@dataclass
class Village(State):
    """Where a game stands.

    Attributes:
        roles: each seat's role.
        alive: the living seats, in order.
        fates: how each seat died; "" while it lives.
        phase: NIGHT, TALK, VOTE or ENDED.
        queue: who is yet to be asked in this phase, the next one last.
        nights: for each night, whom each seat chose; NOBODY where it did not.
        votes: for each day, whom each seat voted for.
        killed: who died in each night, or NOBODY.
        outvoted: who was voted out on each day, or NOBODY.
        found: the seats that the detective has investigated.
        village_won: whether the village has won, at the end.
    """

    roles: tuple[int, ...] = ()
    alive: list[int] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)
    phase: int = NIGHT
    queue: list[int] = field(default_factory=list)
    nights: list[list[int]] = field(default_factory=list)
    votes: list[list[int]] = field(default_factory=list)
    killed: list[int] = field(default_factory=list)
    outvoted: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    village_won: bool = False

    def known(self, seat: int, reveals: bool) -> tuple[int, ...]:
        """Give what a seat knows of each role: the role, INNOCENT for one that is not mafia, or UNKNOWN.

        Seat -1 knows all; `reveals` says whether the roles of the dead are told.
        """
        if self.phase == ENDED or seat == -1:
            return self.roles
        known = [role if reveals and fate else UNKNOWN for role, fate in zip(self.roles, self.fates, strict=True)]
        known[seat] = self.roles[seat]
        if self.roles[seat] == MAFIA:
            known = [MAFIA if role == MAFIA else had for role, had in zip(self.roles, known, strict=True)]
        elif self.roles[seat] == DETECTIVE:
            for each in self.found:
                if known[each] == UNKNOWN:
                    known[each] = MAFIA if self.roles[each] == MAFIA else INNOCENT
        return tuple(known)


@functools.lru_cache(maxsize=10_000)
def gang(roles: tuple[int, ...]) -> tuple[int, ...]:
    """Give the seats that are mafia."""
    return tuple([seat for seat, role in enumerate(roles) if role == MAFIA])


def leaders(votes: list[int]) -> list[int]:
    """Give those with the most votes, in order."""
    counts = Counter([vote for vote in votes if vote != NOBODY])
    most = max(counts.values())
    return sorted([seat for seat, count in counts.items() if count == most])


@functools.lru_cache(maxsize=10_000)
def named(seats: tuple[int, ...]) -> str:
    """Name seats, with commas between."""
    return listing([f"player_{seat}" for seat in seats])


@functools.lru_cache(maxsize=10_000)
def living_and_dead(fates: tuple[str, ...]) -> str:
    """Say who lives, and who died how."""
    living = tuple([seat for seat, fate in enumerate(fates) if not fate])
    return f"Living: {named(living)}. {dead(fates)}".strip()


def dead(fates: tuple[str, ...]) -> str:
    """Say who died how; "" while all live."""
    died = ", ".join([f"player_{seat} ({fate})" for seat, fate in enumerate(fates) if fate])
    return f"Dead: {died}." if died else ""


def with_article(role: int) -> str:
    """Name a role as in "player_3 was the doctor"."""
    return {VILLAGER: "a villager", MAFIA: "mafia"}.get(role, f"the {ROLES[role]}")


def as_known(role: int) -> str:
    """Name what is known of a role; "" if nothing is."""
    return "" if role == UNKNOWN else "not mafia" if role == INNOCENT else ROLES[role]
