"""Building the tree of a finite game, by compiled loops over its rules."""

import functools
from typing import Any

import numpy as np
from numba import carray, njit
from numpy.typing import NDArray

from baselines.learn.tree import Arrays, Tree, must_be_two_player_zero_sum
from spenvs.core.compiling import pointer, raw, specialise, template
from spenvs.core.game import FiniteGame
from spenvs.core.rules import CHANCE, MOVER, OVER, chance, legal, play, score, see

MOST_NODES = 500_000
FEW_NODES = 32_768
Columns = dict[str, NDArray[Any]]


@functools.lru_cache(maxsize=8)
def flatten(game: FiniteGame, limit: int = MOST_NODES) -> Tree:
    """Build the tree of a game, for any number of seats. The last few are remembered.

    Raises:
        ValueError: it has more than `limit` nodes; a position can come back; or `see` forgets what is legal.
    """
    nodes, edges, seen = _grow(game, limit)
    order = np.zeros(nodes["mover"].size, np.int32)
    if not sort(nodes["first"], edges["child"], order):
        raise ValueError(f"{game.module} cannot be solved: a position can come back, so that the tree has no end")
    nodes, edges, seen = _sorted(nodes, edges, seen, order)
    mover, first = nodes["mover"], nodes["first"]
    state, table = np.full(order.size, -1, np.int32), np.full(1 << order.size.bit_length(), -1, np.int32)
    at = np.zeros(order.size, np.int32)
    at = at[: number(mover, seen, state, at, table)].copy()
    offset = np.concatenate([[0], np.cumsum(np.diff(first)[at])]).astype(np.int32)
    sequence = np.full(edges["child"].size, -1, np.int32)
    action = edges.pop("action")
    if not enumerate_sequences(first, action, state, at, offset, sequence):
        raise ValueError(forgets(game))
    arrays = Arrays(**nodes, **edges, state=state, sequence=sequence, seats=mover[at], offset=offset)
    return Tree(game, arrays, action, at, seen[at])


@functools.lru_cache(maxsize=64)
def few_positions(game: FiniteGame) -> Tree | None:
    """Give the tree of a game that has few positions, None of any other."""
    try:
        return flatten(game, FEW_NODES)
    except ValueError:
        return None


@functools.lru_cache(maxsize=64)
def unsolvable(game: FiniteGame) -> str | None:
    """Say why a game cannot be solved: it has not two seats, is not zero-sum, or is too large; None if it can."""
    try:
        must_be_two_player_zero_sum(game)
        flatten(game)
    except ValueError as error:
        return str(error)
    return None


def forgets(game: FiniteGame) -> str:
    """Say that a game has not what solving asks for."""
    return f"{game.module} cannot be solved: a seat forgets what it knew (its `see` leaves out something it has seen)"


def _grow(game: FiniteGame, limit: int) -> tuple[Columns, Columns, NDArray[np.uint64]]:
    """Run `expand` to the end, giving it more room whenever it stops for want of it."""
    widest, words = max(len(game.actions), game.outcomes, game.scratch), (game.cells + 3) // 4
    mask, p, x = np.zeros(len(game.actions), np.int8), np.zeros(widest), np.zeros(game.view, np.int8)
    room = 1 << (widest + 512).bit_length()
    nodes: Columns = {
        "words": np.zeros((room, words), np.uint64),
        "mover": np.zeros(room, np.int8),
        "first": np.zeros(room, np.int32),
        "returns": np.zeros((room, game.seats)),
        "seen": np.zeros((room, (game.view + 63) // 64), np.uint64),
    }
    edges: Columns = {"child": np.zeros(room, np.int32), "action": np.zeros(room, np.int16), "chance": np.zeros(room)}
    nodes["words"].view(np.int16)[0, : game.cells] = game.first
    run, table, work = specialise(expand, game.module), np.zeros(0, np.int32), np.array([0, 1, 0])
    while work[0] < work[1] <= limit:
        if work[1] + widest > nodes["mover"].size:
            nodes = {name: _longer(column) for name, column in nodes.items()}
        if work[2] + widest > edges["child"].size:
            edges = {name: _longer(column) for name, column in edges.items()}
        if table.size < 2 * nodes["mover"].size:
            table = np.full(2 * nodes["mover"].size, -1, np.int32)
            remember(nodes["words"], table, work[1])
        run(work, game.cells, table, *nodes.values(), *edges.values(), mask, p, x)
    if work[1] > limit:
        raise ValueError(f"the tree of {game.module} with these options has over {limit:,} nodes: too many to solve")
    nodes = {name: column[: work[1] + (name == "first")] for name, column in nodes.items() if name != "words"}
    return nodes, {name: column[: work[2]] for name, column in edges.items()}, nodes.pop("seen")


def _longer(column: NDArray[Any]) -> NDArray[Any]:
    """Give twice the rows, the new ones zero."""
    longer = np.zeros((2 * column.shape[0], *column.shape[1:]), column.dtype)
    longer[: column.shape[0]] = column
    return longer


def _sorted(
    nodes: Columns, edges: Columns, seen: NDArray[np.uint64], order: NDArray[np.int32]
) -> tuple[Columns, Columns, NDArray[np.uint64]]:
    """Renumber nodes so that `order` lists them, and keep the edges that leave a node in a row."""
    first = nodes.pop("first")
    count = np.diff(first)[order]
    moved = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    edge = np.repeat(first[:-1][order] - moved[:-1], count) + np.arange(moved[-1])
    number = np.empty_like(order)
    number[order] = np.arange(order.size)
    edges = {name: column[edge] for name, column in edges.items()}
    edges["child"] = number[edges["child"]]
    return {**{name: column[order] for name, column in nodes.items()}, "first": moved}, edges, seen[order]


@template
def look(s, seat, mask, x, bits):
    """Fill the mask of the seat to move, and what it has seen, as bits that were zero; `x` is scratch."""
    for a in range(mask.size):
        mask[a] = 0
    legal(s, mask)
    for i in range(x.size):
        x[i] = 0
    see(s, seat, x)
    for i in range(x.size):
        bits[i >> 6] |= np.uint64(x[i]) << np.uint64(i & 63)


@template
def expand(work, cells, table, words, mover, first, returns, seen, child, action, weight, mask, p, x):
    """Expand nodes in the order in which they were found, until none is left or an array may become too short.

    `work` holds the number of nodes expanded, of nodes and of edges; `table` is that of `place`; `mask`, `p` and `x`
    are scratch.
    """
    i, nodes, edges = work[0], work[1], work[2]
    table, words, seen, mask, p, x = raw(table), raw(words), raw(seen), raw(mask), raw(p), raw(x)
    while i < nodes and nodes + p.size <= mover.size and edges + p.size <= child.size:
        s = row(words, i, cells)
        who = s[MOVER]
        mover[i] = who
        for a in range(p.size):
            p[a] = 0.0
        if who == OVER:
            score(s, p)
            for seat in range(returns.shape[1]):
                returns[i, seat] = p[seat]
                p[seat] = 0.0
        elif who == CHANCE:
            chance(s, p)
        else:
            look(s, who, mask, x, seen[i])
            for a in range(mask.size):
                p[a] = mask[a]
        for a in range(p.size):
            if p[a] > 0.0:
                t = row(words, nodes, cells)
                for cell in range(cells):
                    t[cell] = s[cell]
                play(t, a)
                child[edges], action[edges], weight[edges] = place(words, table, nodes), a, p[a]
                nodes += child[edges] == nodes
                edges += 1
        i += 1
        first[i] = edges
    work[0], work[1], work[2] = i, nodes, edges


@njit(cache=True)
def row(words, i, cells):
    """Give the vector of node i."""
    return carray(pointer(words.ctypes.data + 8 * words.shape[1] * i, np.int16), cells)


@njit(cache=True)
def place(words, table, i):
    """Give the node with the same vector as node i, or i itself when there was none, which then is remembered.

    `words` are the vectors, four cells in each; `table` is an open-addressing hash table: int32 [a power of 2], -1
    where empty.
    """
    last, h = table.size - 1, np.uint64(0)
    for w in range(words.shape[1]):
        h = (h ^ words[i, w]) * np.uint64(0x9E3779B97F4A7C15)
        h ^= h >> np.uint64(29)
    slot = np.int64(h) & last
    while table[slot] >= 0:
        j, w = table[slot], 0
        while w < words.shape[1] and words[i, w] == words[j, w]:
            w += 1
        if w == words.shape[1]:
            return j
        slot = (slot + 1) & last
    table[slot] = i
    return i


@njit(cache=True)
def remember(words, table, nodes):
    """Fill an empty table with the nodes that there are."""
    for i in range(nodes):
        place(words, table, i)


@njit(cache=True)
def sort(first, child, order):
    """List the nodes so that parents come before children (Kahn, 1962); False where a node follows itself.

    Depth first: alike subtrees then lie in a row each, which makes sweeps several times faster than by levels.
    """
    missing, ready = np.zeros(order.size, np.int32), np.zeros(order.size, np.int32)
    for e in range(child.size):
        missing[child[e]] += 1
    listed, waiting = 0, 1
    while waiting > 0:
        waiting -= 1
        i = ready[waiting]
        order[listed] = i
        listed += 1
        for e in range(first[i + 1] - 1, first[i] - 1, -1):
            missing[child[e]] -= 1
            if missing[child[e]] == 0:
                ready[waiting] = child[e]
                waiting += 1
    return listed == order.size


@njit(cache=True)
def number(mover, seen, state, nodes, table):
    """Number the information states in the order of their first nodes, and give how many there are.

    Fills `state` of each node, and the first node of each state. `table` is an open-addressing hash table over mover
    and bits: int32 [a power of 2 above the number of nodes], all -1.
    """
    states, last = 0, table.size - 1
    for i in range(mover.size):
        if mover[i] < 0:
            continue
        h = np.uint64(mover[i])
        for w in range(seen.shape[1]):
            h = (h ^ seen[i, w]) * np.uint64(0x9E3779B97F4A7C15)
            h ^= h >> np.uint64(29)
        slot = np.int64(h) & last
        while table[slot] >= 0 and not same(mover, seen, i, table[slot]):
            slot = (slot + 1) & last
        if table[slot] < 0:
            table[slot] = i
            nodes[states] = i
            state[i] = states
            states += 1
        else:
            state[i] = state[table[slot]]
    return states


@njit(cache=True)
def same(mover, seen, i, j):
    """Tell whether two nodes belong to one information state."""
    for w in range(seen.shape[1]):
        if seen[i, w] != seen[j, w]:
            return False
    return mover[i] == mover[j]


@njit(cache=True)
def enumerate_sequences(first, action, state, nodes, offset, sequence):
    """Fill the sequence of every edge; False where two nodes of one information state differ in their actions."""
    for i in range(state.size):
        k = state[i]
        if k < 0:
            continue
        twin = first[nodes[k]]
        if first[i + 1] - first[i] != offset[k + 1] - offset[k]:
            return False
        for j in range(first[i + 1] - first[i]):
            if action[first[i] + j] != action[twin + j]:
                return False
            sequence[first[i] + j] = offset[k] + j
    return True
