"""The whole tree of a finite game as flat arrays."""

import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from spenvs.core.game import FiniteGame
from spenvs.core.rules import CHANCE


class Arrays(NamedTuple):
    """A game tree as compiled loops take it: n nodes, m edges, k information states, q sequences.

    Histories that lead to the same state vector share a node. Node 0 is the root, and parents come before children. A
    sequence is an information state with one of its legal actions.

    Attributes:
        mover: int8 [n], the seat to move, CHANCE or OVER.
        returns: float64 [n, seats], zeros but at the leaves.
        state: int32 [n], the information state where a seat is to move; -1 elsewhere.
        first: int32 [n + 1], where the edges that leave a node begin; they stand in a row, in the order of the actions.
        child: int32 [m], the node that an edge leads to.
        chance: float64 [m], the probability of an outcome of chance; 1 for an action.
        sequence: int32 [m], the sequence that an action belongs to; -1 for an outcome of chance.
        seats: int8 [k], whose each information state is.
        offset: int32 [k + 1], where the sequences of an information state begin, in the order of the actions.
    """

    mover: NDArray[np.int8]
    returns: NDArray[np.float64]
    state: NDArray[np.int32]
    first: NDArray[np.int32]
    child: NDArray[np.int32]
    chance: NDArray[np.float64]
    sequence: NDArray[np.int32]
    seats: NDArray[np.int8]
    offset: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Tree:
    """A game tree. An information state is what a seat to move has seen: the seat, and the bytes of `see`.

    Attributes:
        game: the game.
        arrays: the tree itself.
        action: int16 [m], the action, or the outcome of chance, that an edge stands for.
        nodes: int32 [k], one node of each information state.
        seen: uint64 [k, words], what the seat has seen at each information state, as bits.
    """

    game: FiniteGame
    arrays: Arrays
    action: NDArray[np.int16]
    nodes: NDArray[np.int32]
    seen: NDArray[np.uint64]

    @functools.cached_property
    def source(self) -> NDArray[np.int32]:
        """The node that each edge leaves, int32 [m]."""
        first = self.arrays.first
        return np.repeat(np.arange(first.size - 1, dtype=np.int32), np.diff(first))

    @functools.cached_property
    def legal(self) -> NDArray[np.int32]:
        """The number of legal actions at each information state, int32 [k]."""
        return np.diff(self.arrays.offset)

    @functools.cached_property
    def actions(self) -> NDArray[np.int16]:
        """The action of each sequence, int16 [q]."""
        actions = np.zeros(self.arrays.offset[-1], np.int16)
        played = self.arrays.sequence >= 0
        actions[self.arrays.sequence[played]] = self.action[played]
        return actions

    @functools.cached_property
    def histories(self) -> int:
        """The number of histories, leaves included: what others call the nodes of the game tree."""
        ways = np.zeros(self.arrays.mover.size, np.int64)
        ways[0] = 1
        count_ways(self.arrays.first, self.arrays.child, ways)
        return int(ways.sum())

    @functools.cached_property
    def _numbers(self) -> dict[tuple[int, bytes], int]:
        size = (self.game.view + 7) // 8
        both = zip(self.arrays.seats.tolist(), self.seen.view(np.uint8)[:, :size], strict=True)
        return {(seat, bits.tobytes()): k for k, (seat, bits) in enumerate(both)}

    @functools.cached_property
    def _edge_into(self) -> NDArray[np.int32]:
        edges = np.zeros(self.arrays.mover.size, np.int32)
        edges[self.arrays.child[::-1]] = np.arange(self.action.size)[::-1]
        return edges

    def find(self, seat: int, observation: NDArray[np.int8]) -> int:
        """Give the number of the information state in which `seat` sees this observation, int8 [view].

        Raises:
            LookupError: no such one occurs in the game with that seat to move.
        """
        try:
            return self._numbers[seat, np.packbits(observation, bitorder="little").tobytes()]
        except KeyError:
            raise LookupError(f"seat {seat} never has to move in {self.game.module} with this observation") from None

    def history(self, state: int) -> dict[str, list[int]]:
        """Give one history that leads to an information state, as `Position.restore` takes it."""
        node = int(self.nodes[state])
        path: list[int] = []
        outcomes: list[int] = []
        while node > 0:
            edge = self._edge_into[node]
            node = int(self.source[edge])
            (outcomes if self.arrays.mover[node] == CHANCE else path).append(int(self.action[edge]))
        return {"path": path[::-1], "outcomes": outcomes[::-1]}


def must_be_two_player_zero_sum(game: FiniteGame) -> None:
    """Check that equilibria of a game can be found this way.

    Raises:
        ValueError: the game has not two seats, or is not zero-sum.
    """
    if game.seats != 2 or not game.zero_sum:
        kind = f"{game.seats} seats" if game.seats != 2 else "returns that do not sum to zero"
        raise ValueError(f"only two-player zero-sum games can be solved and exploited; {game.module} has {kind}")


@njit(cache=True)
def count_ways(first, child, ways):
    """Count the ways that lead to each node; `ways` holds 1 for the root."""
    for i in range(ways.size):
        for e in range(first[i], first[i + 1]):
            ways[child[e]] += ways[i]
