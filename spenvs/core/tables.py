"""Many tables at once (`spenvs.core.table`): compiled where the opponents are random, else one object a game.

Both kinds have the same face: `begin` and `play` on the games that are marked (bool [N]), and these arrays:

    seat          int8 [N], the learner's seat
    observation   int8 [N, view] and
    mask          int8 [N, actions], as `SoloEnv` gives them
    reward        float64 [N]
    over          bool [N]
    notes         what was wrong in which game: see `Table.notes`
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spenvs.core import draw
from spenvs.core.engine import Games
from spenvs.core.table import DEALS, Table, begin_games, move_others, never_asked


class CompiledTables:
    """N games against random opponents on the batch engine; an illegal action is a forfeit."""

    def __init__(self, table: Table, number: int):
        """Make N tables after the model of one."""
        self.id, self.drawn = table.env.id, table.drawn
        self.games = games = Games(table.env.game, number)
        self.rows = np.arange(number)
        self.seat = np.full(number, table.seat, np.int8)
        self.observation, self.mask = games.observation, games.mask
        self.reward = np.zeros(number)
        self.over = games.over
        self.notes: dict[int, dict[str, str]] = {}
        games.seed(None, self.over)

    def begin(self, which: NDArray[np.bool_], seeds: Sequence[int | None] | None = None) -> None:
        """Begin the marked games, and let the opponents move until the learner is to."""
        if seeds is not None:
            self.games.seed(seeds, which)
        if self.drawn:
            self.games.draw_seats(which, self.seat)
        self.notes = {i: notes for i, notes in self.notes.items() if not which[i]}
        left = which
        for _ in range(DEALS):
            self.games.begin(left)
            self._move_others(left)
            left = left & self.over
            if not left.any():
                self.reward[which] = 0.0
                return
        raise RuntimeError(never_asked(self.id, int(self.seat[left][0])))

    def play(self, actions: NDArray[np.int64], which: NDArray[np.bool_]) -> None:
        """Play the learner's actions in the marked games, and let the opponents move."""
        games = self.games
        games.play(actions, which)
        illegal = np.flatnonzero(games.illegal & which).tolist()
        others = {i: notes for i, notes in self.notes.items() if not which[i]}
        self.notes = {**others, **{i: self._notes(i, actions[i]) for i in illegal}}
        self._move_others(which)
        ended = which & self.over
        self.reward[which] = games.reward[self.rows, self.seat][which]
        self.observation[ended] = games.final[ended, self.seat[ended]]
        self.mask[ended] = 1

    def _move_others(self, which: NDArray[np.bool_]) -> None:
        games = self.games
        while (waiting := which & ~games.over & (games.seat != self.seat)).any():
            games.play(games.draw(waiting), waiting)

    def _notes(self, i: int, action: int) -> dict[str, str]:
        complaint = self.games.game.complaint(int(action), np.flatnonzero(self.mask[i]).tolist())
        return {"complaint": complaint, "fault": "illegal", "forfeit": f"player_{self.seat[i]}"}

    def drawing(self, i: int) -> Sequence[draw.Element]:
        """Describe the table of a game as its learner sees it."""
        game = self.games.game
        return game.rules.show(game, self.games.s[i], int(self.seat[i]))


class AskedTables:
    """N games against any opponents; those of all games that wait are asked together."""

    def __init__(self, tables: Sequence[Table]):
        """Take the tables."""
        self.tables = tables
        env, number = tables[0].env, len(tables)
        self.id = env.id
        self.seat = np.zeros(number, np.int8)
        self.observation = np.zeros((number, env.game.view), np.int8)
        self.mask = np.zeros((number, len(env.game.actions)), np.int8)
        self.reward = np.zeros(number)
        self.over = np.ones(number, np.bool_)
        self.notes: dict[int, dict[str, str]] = {}

    def begin(self, which: NDArray[np.bool_], seeds: Sequence[int | None] | None = None) -> None:
        """Begin the marked games, and let the opponents move until the learner is to."""
        chosen = np.flatnonzero(which).tolist()
        for i in chosen:
            self.tables[i].begin(None if seeds is None else seeds[i])
        begin_games([self.tables[i] for i in chosen])
        self._look(chosen)

    def play(self, actions: NDArray[np.int64], which: NDArray[np.bool_]) -> None:
        """Play the learner's actions in the marked games, and let the opponents move."""
        chosen = np.flatnonzero(which).tolist()
        for i in chosen:
            self.tables[i].play(int(actions[i]))
        move_others([self.tables[i] for i in chosen])
        self._look(chosen)

    def _look(self, chosen: Sequence[int]) -> None:
        for i in chosen:
            table = self.tables[i]
            self.notes[i] = table.notes()
            seen = table.env.observe(table.agent)
            self.observation[i], self.mask[i] = seen["observation"], seen["action_mask"]
            self.seat[i], self.over[i], self.reward[i] = table.seat, table.over, table.env.rewards[table.agent]

    def drawing(self, i: int) -> Sequence[draw.Element]:
        """Describe the table of a game as its learner sees it."""
        table = self.tables[i]
        return table.env.game.rules.show(table.env.game, table.env.position.s, table.seat)


def tables_like(table: Table, number: int) -> CompiledTables | AskedTables:
    """Make N tables after the model of one."""
    env = table.env
    compiled = all(isinstance(opponent, str) for opponent in table.opponents)
    if compiled and env.attempts == 1 and env.illegal == "forfeit":
        return CompiledTables(table, number)
    seat: Any = "random" if table.drawn else table.seat
    return AskedTables([Table(env.clone(), seat, table.opponents) for _ in range(number)])
