"""A game in which one seat is a learner's and given opponents play the others: what the Gymnasium views stand on."""

import itertools
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core.kernels import pick_legal, uniform
from spenvs.core.moves import IllegalMove, listing, quote
from spenvs.core.position import chance_stream
from spenvs.core.turn import Answer, Fault, Move, Outcome, Seat, Turn

RANDOM = "random"
DEALS = 1000
NOTES = ("complaint", "fault", "forfeit")
_games = itertools.count()


class Table:
    """A game in which one seat is the learner's.

    Attributes:
        env: the game's environment (`spenvs.make`).
        opponents: who plays the other seats, in their order: "random", agents, and functions of a turn.
        seat: the number of the learner's seat.
        drawn: whether that is drawn anew for each game.
        number: the number of the running game, unique in this process.
    """

    def __init__(self, env: Any, seat: Any, opponents: Any):
        """Seat a learner and its opponents; raises ValueError where they do not fit the game."""
        seats = len(env.possible_agents)
        self.env, self.drawn = env, isinstance(seat, str) and seat == RANDOM
        self.seat = 0 if self.drawn else _seat(seat, seats, env.id)
        self.opponents = seated(opponents, seats - 1, env.id)
        self.number = -1
        self._dice: NDArray[np.int64] | None = None
        self._seed = 0
        self._fault: IllegalMove | None = None
        self._rngs: dict[str, np.random.Generator] = {}

    @property
    def agent(self) -> str:
        """The learner's seat by name."""
        return self.env.possible_agents[self.seat]

    @property
    def over(self) -> bool:
        """Whether the game is over for the learner."""
        return self.env.terminations[self.agent]

    @property
    def opponent(self) -> Any:
        """Who is to move instead of the learner; None where nobody is."""
        env = self.env
        if self.over or env.agent_selection == self.agent:
            return None
        return self._player(env.seat_number(env.agent_selection))

    def _player(self, seat: int) -> Any:
        return self.opponents[seat - (seat > self.seat)]

    def begin(self, seed: int | None = None, options: dict[str, Any] | None = None) -> None:
        """Begin a game; see `SoloEnv.reset`. The opponents have not moved yet: see `begin_games`.

        Raises:
            ValueError: the seed is no integer from 0 on.
        """
        if seed is not None or self._dice is None:
            words = chance_stream(seed, 3)
            self._dice, self._seed = words[1:2].copy(), int(words[2]) & (2**62 - 1)
        if self.drawn:
            self.seat = int(uniform(self._dice) * len(self.env.possible_agents))
        self.deal(seed, options)

    def deal(self, seed: int | None = None, options: dict[str, Any] | None = None) -> None:
        """Begin a game with the same seat for the learner."""
        env = self.env
        env.reset(seed=seed, options=options)
        self.number, self._fault, self._rngs = next(_games), None, {}
        self._seed += 1
        for name, player in self._players("begin"):
            player.begin(Seat(env.id, self.number, name, env.role(name), self._seed))

    def _players(self, method: str) -> list[tuple[str, Any]]:
        """The opponents that have this method, with the names of their seats."""
        names = self.env.possible_agents
        return [
            (name, player)
            for seat, name in enumerate(names)
            if seat != self.seat and hasattr(player := self._player(seat), method)
        ]

    def play(self, action: Any) -> None:
        """Play the learner's action; the opponents have not answered yet: see `move_others`."""
        self.env.step(action)
        self._fault = self.env.fault
        self._close()

    def roll(self) -> None:
        """Play a legal action at random for the seat that is to move."""
        mask = self.env.mask()
        name = self.env.agent_selection
        self.env.step(self.env.sample(name, self._rng(name)) if mask is None else int(pick_legal(mask, self._dice)))
        self._close()

    def turn(self) -> Turn:
        """Ask the opponent that is to move."""
        name = self.env.agent_selection
        return self.env.turn(name, game=self.number, rng=lambda: self._rng(name))

    def _rng(self, name: str) -> np.random.Generator:
        if name not in self._rngs:
            self._rngs[name] = np.random.default_rng([self._seed, self.env.seat_number(name)])
        return self._rngs[name]

    def take(self, name: str, answer: Answer) -> None:
        """Give an opponent's answer to the environment."""
        env = self.env
        if not isinstance(answer, Fault):
            env.step(answer.action if isinstance(answer, Move) else answer)
        elif answer.status in ("timeout", "crash"):
            env.forfeit(name, answer.reason, answer.status)
        else:
            env.refuse(name, IllegalMove(answer.reason, "unparsed"))
        self._close()

    def _close(self) -> None:
        """Tell the opponents where the game is over."""
        if not self.over:
            return
        env = self.env
        for name, player in self._players("end"):
            info = env.infos[name]
            blame = (info["fault"], info["complaint"]) if info.get("forfeit") == name else ("ok", None)
            player.end(Seat(env.id, self.number, name, env.role(name), self._seed), Outcome(env.rewards[name], *blame))

    def notes(self) -> dict[str, str]:
        """Say what was wrong with the learner's last action, or who has forfeited: see `NOTES`."""
        own = {"complaint": str(self._fault), "fault": self._fault.fault} if self._fault else {}
        info = self.env.infos[self.agent]
        return {**own, **{name: info[name] for name in NOTES if name in info}}


def begin_games(tables: Sequence[Table]) -> None:
    """Let the opponents move, in games that were just begun, until each learner is to move.

    A game that ends before that is dealt anew, as there was nothing to learn from it.

    Raises:
        RuntimeError: a learner did not come to move in `DEALS` games.
    """
    for _ in range(DEALS):
        move_others(tables)
        tables = [table for table in tables if table.over]
        if not tables:
            return
        for table in tables:
            table.deal()
    raise RuntimeError(never_asked(tables[0].env.id, tables[0].seat))


def never_asked(id: str, seat: int) -> str:
    """The complaint about games that end before the learner is to move."""
    return f"{DEALS} games of {id} ended before seat {seat} was to move: does an opponent forfeit at once?"


def move_others(tables: Sequence[Table]) -> None:
    """Let the opponents move until each learner is to move or its game is over; each is asked in one batch."""
    while waiting := [(table, opponent) for table in tables if (opponent := table.opponent) is not None]:
        asked: dict[int, list[Table]] = {}
        for table, opponent in waiting:
            if isinstance(opponent, str):
                table.roll()
            else:
                asked.setdefault(id(opponent), []).append(table)
        for group in asked.values():
            turns = [table.turn() for table in group]
            for table, turn, answer in zip(group, turns, answers(group[0].opponent, turns), strict=True):
                table.take(turn.seat, answer)


def answers(player: Any, turns: Sequence[Turn]) -> list[Answer]:
    """Ask an agent, or a function of a turn.

    Raises:
        ValueError: `act_many` gave another number of answers.
    """
    if not hasattr(player, "act_many"):
        act = getattr(player, "act", player)
        return [act(turn) for turn in turns]
    given = list(player.act_many(turns))
    if len(given) != len(turns):
        raise ValueError(f"act_many must give one answer a turn, {len(turns)}; {quote(player)} gave {len(given)}")
    return given


def seated(opponents: Any, seats: int, id: str) -> list[Any]:
    """Take one opponent for each of the other seats: a list of as many, or one that plays them all.

    Raises:
        ValueError: one is no opponent, or the list has another length.
    """
    if not isinstance(opponents, list | tuple):
        opponents = [opponents] * seats
    if len(opponents) != seats:
        raise ValueError(f"{id} has {seats} other seats: give one opponent, or a list of {seats}; got {len(opponents)}")
    made = {spec: _from_spec(spec) for spec in opponents if isinstance(spec, str)}
    return [made[given] if isinstance(given, str) else _checked(given) for given in opponents]


def _checked(given: Any) -> Any:
    if isinstance(given, type) or not (hasattr(given, "act") or callable(given)):
        kinds = '"random", the spec of an agent, an object with act(turn), or a function of a turn'
        raise ValueError(f"an opponent is {kinds}; got {quote(given)}")
    return given


def _from_spec(spec: str) -> Any:
    """Make an agent through the entry points of the group "spenvs.agent_factory"."""
    if spec == RANDOM:
        return RANDOM
    factories = [point.load() for point in entry_points(group="spenvs.agent_factory")]
    if not factories:
        raise ValueError(
            f"nothing is installed that makes an agent of {quote(spec)}: install baselines, or give an object"
        )
    return factories[0](spec)


def _seat(seat: Any, seats: int, id: str) -> int:
    if isinstance(seat, bool) or not isinstance(seat, int | np.integer) or not 0 <= seat < seats:
        numbers = listing([str(i) for i in range(seats)])
        raise ValueError(f'seat must be one of {numbers}, or "random", in {id}; got {quote(seat)}')
    return int(seat)
