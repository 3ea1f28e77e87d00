"""Minimax with alpha-beta and a transposition table, compiled, for two-player zero-sum games without chance.

Values are seat 0's returns: seat 0 maximises, seat 1 minimises (Knuth and Moore, 1975, An analysis of alpha-beta
pruning). Each ply that a return lies ahead multiplies it by a little less than 1, so that wins come soon and losses
late. Beyond the horizon of a search everything is worth 0; it is deepened ply by ply until nothing lies beyond, or the
budget of nodes is spent. Actions are tried in this order: the best one of a shallower search, then those that cut most
(Schaeffer, 1989, The history heuristic).
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from baselines.learn.flatten import row
from spenvs.core.compiling import raw, specialise, template
from spenvs.core.game import FiniteGame
from spenvs.core.rules import MOVER, OVER, legal, play, score

SHRINK = 1.0 - 2.0**-30
MARGIN = 2.0**-40
PROVED = 32_767
EXACT, AT_LEAST, AT_MOST = 0, 1, 2
SPENT = -1


class Line(NamedTuple):
    """The nodes from the root to the present one, a row a ply.

    Attributes:
        words: uint64 [plies, words], the positions, four cells to a word.
        action: int16 [plies, actions], the legal actions in the order in which they are tried.
        cursor: int64 [plies, 2], how many of them there are, and how many were tried.
        window: float64 [plies, 4], alpha and beta as they were at first, and as they are now.
        value: float64 [plies], the best value so far.
        best: int16 [plies], the action that gave it.
        proved: int8 [plies], whether no horizon was met so far.
    """

    words: NDArray[np.uint64]
    action: NDArray[np.int16]
    cursor: NDArray[np.int64]
    window: NDArray[np.float64]
    value: NDArray[np.float64]
    best: NDArray[np.int16]
    proved: NDArray[np.int8]


class Table(NamedTuple):
    """What is known of positions met before, an entry a slot: two positions of the same slot displace each other.

    Attributes:
        key: uint64 [slots], a hash of the position.
        search: int64 [slots], which search wrote the entry; what other searches found does not count.
        value: float64 [slots].
        kind: int8 [slots], whether that is EXACT, AT_LEAST or AT_MOST the position's value.
        depth: int16 [slots], how many plies ahead were searched; PROVED if that was all.
        best: int16 [slots], the action to try first.
    """

    key: NDArray[np.uint64]
    search: NDArray[np.int64]
    value: NDArray[np.float64]
    kind: NDArray[np.int8]
    depth: NDArray[np.int16]
    best: NDArray[np.int16]


@dataclass(frozen=True)
class Verdict:
    """What a search found.

    Attributes:
        actions: the best actions, all equally good.
        value: the return of seat 0 that they lead to, shrunk by 2^-30 a ply; 0 may also mean that it is not known.
        depth: how many plies ahead were searched.
        proved: whether that was to the end, wherever it matters.
    """

    actions: tuple[int, ...]
    value: float
    depth: int
    proved: bool


def hindrance(game: FiniteGame) -> str | None:
    """Say why a game cannot be searched this way; None if it can."""
    if game.hidden or game.simultaneous or game.outcomes:
        return "it needs perfect information and no chance"
    if game.seats != 2 or not game.zero_sum:
        return "it needs two seats and returns that sum to zero"
    return None


class AlphaBeta:
    """A search of one game, whose memory is used again and again."""

    def __init__(self, game: FiniteGame, depth: int = 0, nodes: int = 20_000):
        """Make room.

        Args:
            game: the game.
            depth: how many plies to look ahead at most; 0 for no limit.
            nodes: how many nodes to visit at most, but for the first ply.

        Raises:
            ValueError: the game has hidden information, chance, more or fewer than two seats, or is not zero-sum.
        """
        if reason := hindrance(game):
            raise ValueError(f"minimax cannot play {game.module}: {reason}")
        self.game, self.depth, self.nodes = game, depth or PROVED - 1, nodes
        self._searches, slots = 0, 1 << min(max(nodes, 2), 1 << 20).bit_length()
        self._table = Table(
            key=np.zeros(slots, np.uint64),
            search=np.zeros(slots, np.int64),
            value=np.zeros(slots),
            kind=np.zeros(slots, np.int8),
            depth=np.zeros(slots, np.int16),
            best=np.zeros(slots, np.int16),
        )
        self._line = self._room(32)
        actions = len(game.actions)
        self._history, self._values = np.zeros((2, actions), np.int64), np.zeros(actions)
        self._mask, self._returns = np.zeros(actions, np.int8), np.zeros(game.scratch)

    def _room(self, plies: int) -> Line:
        game = self.game
        return Line(
            words=np.zeros((plies, (game.cells + 3) // 4), np.uint64),
            action=np.zeros((plies, len(game.actions)), np.int16),
            cursor=np.zeros((plies, 2), np.int64),
            window=np.zeros((plies, 4)),
            value=np.zeros(plies),
            best=np.zeros(plies, np.int16),
            proved=np.zeros(plies, np.int8),
        )

    def search(self, s: NDArray[np.int16]) -> Verdict:
        """Search from the position with this state vector, in which a seat is to move."""
        run, game = specialise(look_ahead, self.game.module), self.game
        self._searches += 1
        self._history[:] = 0
        budget, verdict = self.nodes, Verdict((), 0.0, 0, False)
        while verdict.depth < self.depth and not verdict.proved:
            depth = verdict.depth + 1
            if depth + 2 > self._line.value.size:
                self._line = self._room(2 * self._line.value.size)
            self._line.words.view(np.int16)[0, : game.cells] = s
            scratch: tuple[Any, ...] = (self._history, self._values, self._mask, self._returns)
            allowed = budget if depth > 1 else PROVED
            spent = run(0, game.cells, depth, allowed, self._searches, self._line, self._table, *scratch)
            if spent == SPENT:
                break
            budget -= spent
            verdict = self._judge(depth)
        return verdict

    def _judge(self, depth: int) -> Verdict:
        """Read off the root what the last search found."""
        line = self._line
        legal, value = line.action[0, : line.cursor[0, 0]], float(line.value[0])
        best = legal[np.abs(self._values[legal] - value) <= MARGIN / 2]
        decided = abs(value) >= self.game.stake * SHRINK**depth * (1.0 - MARGIN)
        return Verdict(tuple(sorted(best.tolist())), value, depth, bool(line.proved[0]) or decided)


@njit(cache=True)
def borrow(line, table):
    """Give the arrays without their reference counts."""
    words, action, cursor, window, value, best, proved = line
    of = Line(raw(words), raw(action), raw(cursor), raw(window), raw(value), raw(best), raw(proved))
    return of, Table(
        raw(table.key), raw(table.search), raw(table.value), raw(table.kind), raw(table.depth), raw(table.best)
    )


@template
def look_ahead(root, cells, depth, budget, number, line, table, history, values, mask, r):
    """Search from the root, a row of the line; give how many nodes were visited, or SPENT when the budget was."""
    line, table = borrow(line, table)
    history, values, mask, r = raw(history), raw(values), raw(mask), raw(r)
    for side in range(4):
        line.window[root, side] = np.inf if side % 2 else -np.inf
    ply, nodes = root, 0
    arrive(cells, ply, depth, number, line, table, history, mask, r)
    while True:
        if line.cursor[ply, 1] == line.cursor[ply, 0] or line.window[ply, 2] >= line.window[ply, 3]:
            remember(cells, ply, depth, number, line, table, history)
            if ply == root:
                return nodes
            ply, depth = ply - 1, depth + 1
        elif nodes >= budget:
            return SPENT
        else:
            nodes += 1
            descend(cells, ply, line)
            if not arrive(cells, ply + 1, depth - 1, number, line, table, history, mask, r):
                ply, depth = ply + 1, depth - 1
                continue
        take(cells, ply, line, values, MARGIN if ply == root else 0.0)


@template
def descend(cells, ply, line):
    """Play the next action of a node, and set the window of the node that it leads to."""
    s, t = row(line.words, ply, cells), row(line.words, ply + 1, cells)
    for i in range(cells):
        t[i] = s[i]
    play(t, line.action[ply, line.cursor[ply, 1]])
    line.cursor[ply, 1] += 1
    for side in range(2):
        line.window[ply + 1, side] = line.window[ply + 1, 2 + side] = line.window[ply, 2 + side] / SHRINK


@template
def arrive(cells, ply, depth, number, line, table, history, mask, r):
    """Begin with a node; True if its value is known already, and nothing is to be tried."""
    s = row(line.words, ply, cells)
    line.value[ply], line.proved[ply], line.cursor[ply, 0], line.cursor[ply, 1] = 0.0, s[MOVER] == OVER, 0, 0
    if s[MOVER] == OVER:
        r[0] = r[1] = 0.0
        score(s, r)
        line.value[ply] = r[0]
        return True
    if depth == 0:
        return True
    hint, known = recall(line, table, ply, depth, number)
    if known:
        return True
    for a in range(mask.size):
        mask[a] = 0
    legal(s, mask)
    order(line, ply, s[MOVER], mask, history, hint)
    line.value[ply], line.proved[ply] = np.inf if s[MOVER] else -np.inf, True
    return False


@njit(cache=True)
def order(line, ply, mover, mask, history, hint):
    """List the legal actions in the order in which they are tried."""
    count = 0
    for a in range(mask.size):
        if mask[a]:
            i = count
            while i > 0 and line.action[ply, i - 1] != hint:
                before = line.action[ply, i - 1]
                if a != hint and history[mover, before] >= history[mover, a]:
                    break
                line.action[ply, i] = before
                i -= 1
            line.action[ply, i] = a
            count += 1
    line.cursor[ply, 0] = count


@njit(cache=True)
def recall(line, table, ply, depth, number):
    """Look a node up: give the action to try first, -1 if unknown, and whether its value, filled in, is known."""
    key = digest(line.words, ply)
    slot = np.int64(key) & (table.key.size - 1)
    if table.key[slot] != key or table.search[slot] != number:
        return -1, False
    kind, value = table.kind[slot], table.value[slot]
    known = table.depth[slot] >= depth and (
        kind == EXACT
        or (kind == AT_LEAST and value >= line.window[ply, 1])
        or (kind == AT_MOST and value <= line.window[ply, 0])
    )
    if known:
        line.value[ply], line.proved[ply] = value, table.depth[slot] == PROVED
    return np.int64(table.best[slot]), known


@njit(cache=True)
def remember(cells, ply, depth, number, line, table, history):
    """Write down what a node that is done with is worth, and which action was best."""
    key, value, best = digest(line.words, ply), line.value[ply], line.best[ply]
    slot = np.int64(key) & (table.key.size - 1)
    table.key[slot], table.search[slot], table.value[slot], table.best[slot] = key, number, value, best
    table.depth[slot] = PROVED if line.proved[ply] else depth
    if value <= line.window[ply, 0]:
        table.kind[slot] = AT_MOST
    elif value >= line.window[ply, 1]:
        table.kind[slot] = AT_LEAST
    else:
        table.kind[slot] = EXACT
    if line.window[ply, 2] >= line.window[ply, 3]:
        history[row(line.words, ply, cells)[MOVER], best] += depth * depth


@njit(cache=True)
def take(cells, ply, line, values, slack):
    """Let a node know what its last action is worth. With some slack the window lets equally good actions through."""
    child, action = line.value[ply + 1] * SHRINK, line.action[ply, line.cursor[ply, 1] - 1]
    line.proved[ply] &= line.proved[ply + 1]
    if slack > 0.0:
        values[action] = child
    if row(line.words, ply, cells)[MOVER] == 0:
        if child > line.value[ply]:
            line.value[ply], line.best[ply] = child, action
            line.window[ply, 2] = max(line.window[ply, 2], child - slack)
    elif child < line.value[ply]:
        line.value[ply], line.best[ply] = child, action
        line.window[ply, 3] = min(line.window[ply, 3], child + slack)


@njit(cache=True)
def digest(words, i):
    """Hash a position."""
    h = np.uint64(0)
    for w in range(words.shape[1]):
        h = (h ^ words[i, w]) * np.uint64(0x9E3779B97F4A7C15)
        h ^= h >> np.uint64(29)
    return h
