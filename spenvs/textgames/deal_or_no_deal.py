"""Two players divide books, hats and balls that each values differently; without a deal, nobody gets anything.

Deal or No Deal of Lewis et al. (2017), arXiv 1706.05125, with pools and values drawn anew; what each player is after is
an option, from cooperation to pure competition, as in Liao, Tomlin and Klein (2024), arXiv 2406.18872.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts, State
from spenvs.core.dialogue_env import WORDS, constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import choice, option
from spenvs.core.hearing import Said
from spenvs.core.moves import IllegalMove, quote
from spenvs.core.rules import OVER
from spenvs.textgames.division import ITEMS, WORTH, contexts, count, frontier, listed, pools, rest
from spenvs.textgames.goods import Amounts, amounts, amounts_option, both_option, worth

MOST_OF_ONE = 20
NONE = (-1, -1, -1)
PROPOSE = "Propose: <what you take>"


@dataclass
class Table(State):
    """Where a game stands.

    Attributes:
        pool: how many books, hats and balls there are.
        values: what one of each is worth to each seat.
        last, before: each seat's last proposal and the one before: what it takes; NONE if there is none.
        by: who made the proposal that stands, or sealed one first; -1: nobody.
        deal: what player_0 gets, once there is a deal.
        turn: turns so far.
    """

    pool: Amounts = ()
    values: tuple[Amounts, Amounts] = ((), ())
    last: tuple[Amounts, Amounts] = (NONE, NONE)
    before: tuple[Amounts, Amounts] = (NONE, NONE)
    by: int = -1
    deal: Amounts | None = None
    turn: int = 0


@dataclass(frozen=True)
class DealOrNoDeal(DialogueGame):
    """The game with its options settled; see `game`."""

    verbs = ("Propose", "Accept", "Quit")

    turns: int
    sealed: bool
    objective: float
    drawn_opener: bool
    pool: Amounts | None
    values: tuple[Amounts, Amounts] | None

    def start(self, rng: np.random.Generator) -> Table:
        pool = self.pool or pools()[int(rng.random() * len(pools()))]
        if self.values is None:
            pairs = contexts(pool)
            values = pairs[int(rng.random() * len(pairs))]
        else:
            values = self.values
        opener = int(rng.random() * 2) if self.drawn_opener else 0
        return Table(mover=opener, pool=pool, values=values)

    def legal(self, s: Table) -> Sequence[str]:
        if self.sealed:
            return (PROPOSE, "Quit", WORDS) if s.by < 0 else (PROPOSE, "Quit")
        return (PROPOSE, "Accept", "Quit", WORDS) if s.by == 1 - s.mover else (PROPOSE, "Quit", WORDS)

    def read(self, s: Table, said: Said) -> Amounts | str:
        if said.verb == "Propose":
            share = amounts(said.argument, ITEMS)
            for item, taken, there in zip(ITEMS, share, s.pool, strict=True):
                if taken > there:
                    raise IllegalMove(f"you cannot take {count(taken, item)}: in the pool there are {there}")
            return share
        if said.verb == "Accept":
            if self.sealed:
                raise IllegalMove("proposals are sealed here: there is none to accept; make your own")
            if s.by < 0:
                raise IllegalMove("there is no proposal to accept")
            if s.by == s.mover:
                raise IllegalMove("a proposal of your own is for the other to accept")
        elif not said.verb and self.sealed and s.by >= 0:
            raise self.needs_move(s, said)
        return said.verb

    def play(self, s: Table, said: Said, move: Any, rng: np.random.Generator) -> str:
        name, mover, ended = move, s.mover, move in ("Accept", "Quit")
        if isinstance(move, tuple):
            name = f"Propose: {listed(move)}"
            ended = self._propose(s, mover, move)
        elif move == "Accept":
            theirs = s.last[s.by]
            self._agree(s, theirs if s.by == 0 else rest(s.pool, theirs))
        elif move == "Quit":
            s.tell(f"player_{mover} leaves: no deal.")
        s.turn += 1
        if not ended and s.turn == self.turns:
            s.tell("That was the last turn: no deal.")
            ended = True
        s.mover = OVER if ended else 1 - mover
        return name

    def _propose(self, s: Table, mover: int, share: Amounts) -> bool:
        """Take down a proposal, and say whether the game ends with it."""
        first = s.by < 0
        s.before = _set(s.before, mover, s.last[mover])
        s.last = _set(s.last, mover, share)
        if not self.sealed:
            s.by = mover
            return False
        s.audience = ()
        if first:
            s.by = mover
            s.tell(f"player_{mover} has sealed a proposal, for good. Now player_{1 - mover} must propose.")
            return False
        if rest(s.pool, s.last[0]) == s.last[1]:
            self._agree(s, s.last[0])
        else:
            shares = [f"player_{seat} takes {listed(each)}" for seat, each in enumerate(s.last)]
            s.tell(f"The proposals do not add up: {'; '.join(shares)}. No deal.")
        return True

    def _agree(self, s: Table, share: Amounts) -> None:
        s.deal = share
        s.tell(f"It is a deal: player_0 gets {listed(share)}; player_1 gets {listed(rest(s.pool, share))}.")

    def scores(self, s: Table) -> tuple[int, int]:
        """Give what each seat's share is worth to it, 0 without a deal."""
        if s.deal is None:
            return 0, 0
        return worth(s.deal, s.values[0]), worth(rest(s.pool, s.deal), s.values[1])

    def score(self, s: Table) -> list[float]:
        first, second = self.scores(s)
        return [first + self.objective * second, second + self.objective * first]

    def outcome(self, s: Table) -> dict[str, float]:
        """Measure the deal, by what the shares are worth to their owners.

        Keys: agreement; score_0 and score_1; joint, their sum, and joint_share, its part of the highest; nash, their
        product, and nash_share (Nash's bargaining solution has 1); pareto, 1 if nobody could have more without the
        other having less; envy, how much more the other's share is worth to the one who envies most. Without a deal
        all are 0.
        """
        first, second = self.scores(s)
        best, agreed = frontier(s.pool, *s.values), s.deal is not None
        envy = 0
        if s.deal is not None:
            left = rest(s.pool, s.deal)
            envy = max(0, worth(left, s.values[0]) - first, worth(s.deal, s.values[1]) - second)
        return {
            "agreement": float(agreed),
            "score_0": first,
            "score_1": second,
            "joint": first + second,
            "joint_share": (first + second) / best.joint if best.joint else 0.0,
            "nash": first * second,
            "nash_share": first * second / best.nash if best.nash else 0.0,
            "pareto": float(agreed and (first, second) in best.points),
            "envy": envy,
        }

    def sample(self, s: Table, rng: np.random.Generator) -> str:
        draw = rng.random()
        if draw < 0.02:
            return "[Quit]"
        if self.sealed and s.by < 0 and draw < 0.6:
            return "What do you need most?"
        if not self.sealed and draw < 0.3:
            return "[Accept]" if s.by == 1 - s.mover else "What do you need most?"
        books, hats, balls = s.pool
        n = int(rng.random() * (books + 1) * (hats + 1) * (balls + 1))
        n, taken = divmod(n, books + 1)
        return f"[Propose: {listed((taken, n % (hats + 1), n // (hats + 1)))}]"

    def facts(self, s: Table, seat: int) -> Facts:
        """What there is and what it is worth to the seat; the last proposals, as what their authors take.

        Keys: turn, turns_left, pool, values, objective (in percent), sealed (0 or 1); offer_by (who made the proposal
        that stands, or sealed one; -1: nobody); own, own_before, others, others_before (the last two proposals of the
        seat and of the other; -1s: there is none, or it is sealed). Tuples are in the order book, hat, ball.
        """
        hidden = self.sealed and s.mover != OVER
        return {
            "turn": s.turn,
            "turns_left": self.turns - s.turn,
            "pool": s.pool,
            "values": s.values[seat],
            "objective": round(100 * self.objective),
            "sealed": int(self.sealed),
            "offer_by": s.by,
            "own": s.last[seat],
            "own_before": s.before[seat],
            "others": NONE if hidden else s.last[1 - seat],
            "others_before": NONE if hidden else s.before[1 - seat],
        }

    def describe(self, s: Table, seat: int) -> str:
        if s.mover == OVER:
            share = None if s.deal is None else s.deal if seat == 0 else rest(s.pool, s.deal)
            return _situation(s.pool, s.values[seat]) + _ending(share, s.values[seat])
        known = f"{_situation(s.pool, s.values[seat])} Turns left, of both: {self.turns - s.turn}."
        if s.by < 0:
            return known
        if self.sealed:
            who = "You have" if s.by == seat else f"player_{s.by} has"
            return f"{known} {who} sealed a proposal."
        return known + _standing(s.pool, s.last[s.by], s.by, s.values[seat], s.by == seat)

    def show(self, s: Table, seat: int) -> list[Element]:
        table: list[Element] = [Cards("pool", [count(n, item) for item, n in zip(ITEMS, s.pool, strict=True)])]
        for i in range(2):
            seen = seat in (-1, i) or s.mover == OVER
            faces = [f"{item} {value}" if seen else None for item, value in zip(ITEMS, s.values[i], strict=True)]
            table.append(Cards(f"player_{i}", faces, f"{WORTH} in all" if seen else "", s.mover == i))
        left = "" if s.mover == OVER else f" Turns left: {self.turns - s.turn}."
        return [*table, Line(f"{self._shown(s, seat)}{left}")]

    def _shown(self, s: Table, seat: int) -> str:
        if s.deal is not None:
            return f"Deal: player_0 gets {listed(s.deal)}."
        if s.mover == OVER:
            return "No deal."
        if s.by < 0:
            return "No proposal yet."
        if self.sealed and seat not in (-1, s.by):
            return f"player_{s.by} has sealed a proposal."
        return f"player_{s.by} proposes to take {listed(s.last[s.by])}."


def _set(both: tuple[Amounts, Amounts], seat: int, share: Amounts) -> tuple[Amounts, Amounts]:
    return (share, both[1]) if seat == 0 else (both[0], share)


@functools.lru_cache(maxsize=10_000)
def _situation(pool: Amounts, values: Amounts) -> str:
    rows = zip(ITEMS, values, strict=True)
    prices = ", ".join([f"a {item} is worth {value}" for item, value in rows])
    return f"To divide: {listed(pool)}. To you {prices}; all together {worth(pool, values)}."


@functools.lru_cache(maxsize=10_000)
def _standing(pool: Amounts, share: Amounts, by: int, values: Amounts, own: bool) -> str:
    if own:
        return f" You propose to take {listed(share)} (worth {worth(share, values)} to you)."
    left = rest(pool, share)
    return (
        f" player_{by} proposes to take {listed(share)}; you would get {listed(left)} (worth "
        f"{worth(left, values)} to you)."
    )


def _ending(share: Amounts | None, values: Amounts) -> str:
    return " There is no deal." if share is None else f" You get {listed(share)} (worth {worth(share, values)} to you)."


def _aim(objective: float) -> str:
    known = {
        -1.0: "what your share is worth to you, less what the other's is worth to the other",
        0.0: "what your share is worth to you",
        1.0: "what both shares are worth to their owners, together",
    }
    blend = f"what your share is worth to you, plus {objective:g} times what the other's is worth to the other"
    return f"Your return is {known.get(objective, blend)}; without a deal it is 0."


def game(
    protocol: str = "offers",
    objective: float = 0.0,
    turns: int = 10,
    opener: str = "player_0",
    pool: Sequence[int] | None = None,
    values: Sequence[Any] | None = None,
) -> DealOrNoDeal:
    """Deal or no deal.

    Args:
        protocol: "offers", what one proposes the other may accept; "sealed", each proposes once, unseen and for good,
            and it is a deal if the two add up exactly.
        objective: lambda, from -1 (competition, zero-sum) over 0 (each for itself) to 1 (cooperation): a seat's return
            is its own worth plus lambda times the other's.
        turns: how many turns there are, of both seats together, 2 to 1000.
        opener: who begins, "player_0" or "drawn".
        pool: how many books, hats and balls, 0 to 20 each; None draws 5 to 7, at least one of each.
        values: what one of each is worth to both seats: a row for both or a row for each; None draws them so that the
            pool is worth 10 to each.
    """
    if isinstance(objective, bool) or not isinstance(objective, int | float | np.number) or not -1 <= objective <= 1:
        raise ValueError(f"objective must be a number from -1 to 1; got {quote(objective)}")
    sealed = choice("protocol", protocol, ("offers", "sealed")) == 1
    turns, drawn = option("turns", turns, 2, 1000), choice("opener", opener, ("player_0", "drawn")) == 1
    fixed = None if pool is None else amounts_option("pool", pool, len(ITEMS), MOST_OF_ONE)
    if fixed is not None and values is None and not contexts(fixed):
        raise ValueError(f"there are no values that make a pool of {listed(fixed)} worth {WORTH} to both: give values")
    how = (
        "[Propose: 1 book, 2 hats] seals what you take, unseen by the other and for good, and what you say beside it "
        "is not heard; then the other must propose too. It is a deal if the two add up to what there is, exactly."
        if sealed
        else "[Propose: 1 book, 2 hats] proposes that you take these and the other the rest. The latest proposal "
        "stands, whatever is said, until the other accepts it with [Accept] or somebody makes another."
    )
    return DealOrNoDeal(
        seats=2,
        stake=float(WORTH),
        zero_sum=objective == -1,
        brief="Deal or no deal. Two players divide books, hats and balls; each values them differently and knows only "
        f"the own values. In turn, a player talks or makes a move. {how} [Quit] ends the game without a deal, and so "
        f"does the end of {turns} turns in all. {_aim(float(objective))}",
        turns=turns,
        sealed=sealed,
        objective=float(objective),
        drawn_opener=drawn,
        pool=fixed,
        values=both_option("values", values, len(ITEMS)),
    )


env, raw_env, parallel_env = constructors("DealOrNoDeal-v0")
