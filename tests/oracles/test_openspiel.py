"""OpenSpiel as judge: legal moves, chance, returns, and what each seat can tell apart.

Small games are walked through whole, larger ones along random games. OpenSpiel's numbering of moves is the same as ours
but for Nim; its information states are strings. Where nothing is hidden its information state is the history of moves,
so its observation is compared instead.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyspiel
import pytest

from spenvs.core.game import FiniteGame
from spenvs.core.rules import CHANCE, MOVER, OVER
from spenvs.textgames import (
    connect_four,
    goofspiel,
    kuhn_poker,
    leduc_poker,
    liars_dice,
    nim,
    rock_paper_scissors,
    tictactoe,
)


def same(action: int) -> int:
    return action


@dataclass
class Judge:
    """Compares positions of a game with OpenSpiel's states.

    `translate` turns OpenSpiel's moves into ours, `forget` drops from what it tells what does not matter, and `sign`
    scales its returns.
    `sights` pairs what a seat sees in our game with what it sees in OpenSpiel's: each may have one partner only, or,
    where OpenSpiel does not recall all that was seen, each of ours.
    """

    game: FiniteGame
    translate: Callable[[int], int] = same
    forget: Callable[[str], str] = str
    recalls: bool = True
    sign: float = 1.0
    sights: tuple[dict, dict] = field(default_factory=lambda: ({}, {}))
    raw: set[tuple[int, str]] = field(default_factory=set)
    nodes: int = 0

    def weights(self, s) -> np.ndarray:
        """The probabilities of chance, or ones for the legal moves."""
        if s[MOVER] == CHANCE:
            p = np.zeros(self.game.outcomes)
            self.game.rules.chance(s, p)
            return p
        mask = np.zeros(len(self.game.actions), np.int8)
        self.game.rules.legal(s, mask)
        return mask

    def compare(self, s, state) -> list[tuple[int, int]]:
        """Compare a position with a state; give the moves that lead on, by OpenSpiel's number and by ours."""
        self.nodes += 1
        if state.is_terminal():
            r = np.zeros(self.game.scratch)
            self.game.rules.score(s, r)
            assert s[MOVER] == OVER
            assert r[: self.game.seats].tolist() == [self.sign * value for value in state.returns()]
            return []
        assert s[MOVER] == state.current_player()
        weights = self.weights(s)
        if state.is_chance_node():
            expected = {self.translate(a): p for a, p in state.chance_outcomes()}
            assert {int(k): weights[k] for k in weights.nonzero()[0]} == pytest.approx(expected, abs=1e-12)
            moves = [a for a, _ in state.chance_outcomes()]
        else:
            moves = state.legal_actions()
            assert weights.nonzero()[0].tolist() == sorted(map(self.translate, moves))
            self.look(s, state)
        return [(a, self.translate(a)) for a in moves]

    def look(self, s, state) -> None:
        """Pair what the seat to move sees, in both directions."""
        seat = state.current_player()
        x = np.zeros(self.game.view, np.int8)
        self.game.rules.see(s, seat, x)
        told = state.information_state_string(seat) if self.game.hidden else state.observation_string(seat)
        self.raw.add((seat, told))
        ours, theirs = (seat, x.tobytes()), (seat, self.forget(told))
        assert self.sights[0].setdefault(ours, theirs) == theirs, "OpenSpiel tells apart what looks the same to us"
        if self.recalls:
            assert self.sights[1].setdefault(theirs, ours) == ours, "we tell apart what looks the same to OpenSpiel"

    def walk(self, s, state, seen: set | None = None) -> None:
        """Compare all that can follow; with `seen`, what was compared before is passed over."""
        if seen is not None:
            key = s.tobytes()
            if key in seen:
                return
            seen.add(key)
        for theirs, ours in self.compare(s, state):
            following = s.copy()
            self.game.rules.play(following, ours)
            self.walk(following, state.child(theirs), seen)

    def wander(self, s, state, rng: random.Random) -> None:
        """Compare one random game."""
        while moves := self.compare(s, state):
            theirs, ours = rng.choice(moves)
            self.game.rules.play(s, ours)
            state.apply_action(theirs)


def root(name: str):
    """OpenSpiel's first state, simultaneous moves made one after the other."""
    game = pyspiel.load_game(name)
    if game.get_type().dynamics == pyspiel.GameType.Dynamics.SIMULTANEOUS:
        game = pyspiel.convert_to_turn_based(game)
    return game.new_initial_state()


def same_tree(name: str, game: FiniteGame, once: bool = False, **options: Any) -> Judge:
    judge = Judge(game, **options)
    judge.walk(game.first.copy(), root(name), set() if once else None)
    return judge


def same_games(name: str, game: FiniteGame, games: int = 10_000, **options: Any) -> Judge:
    judge, first, rng = Judge(game, **options), root(name), random.Random(name)
    for _ in range(games):
        judge.wander(game.first.copy(), first.clone(), rng)
    return judge


def test_tictactoe():
    judge = same_tree("tic_tac_toe", tictactoe.game())
    assert judge.nodes == 549_946


@pytest.mark.parametrize(("players", "states"), [(2, 12), (3, 48), (4, None)])
def test_kuhn_poker(players, states):
    judge = same_tree(f"kuhn_poker(players={players})", kuhn_poker.game(players))
    assert states in (None, len(judge.raw))
    assert players != 2 or judge.nodes == 58


def test_leduc_poker():
    """Equal up to the suits, which OpenSpiel shows and which do not matter."""

    def ranks(told: str) -> str:
        return re.sub(r"(Private|Public): (\d)", lambda found: f"{found[1]}: {int(found[2]) // 2}", told)

    judge = same_tree("leduc_poker", leduc_poker.game(), forget=ranks)
    assert judge.nodes == 9457
    assert len(judge.raw) == 936
    assert len(judge.sights[0]) == 288


@pytest.mark.parametrize("sides", [6, 3])
def test_liars_dice(sides):
    judge = same_tree(f"liars_dice(dice_sides={sides})", liars_dice.game(dice=1, sides=sides))
    assert sides != 6 or len(judge.raw) == 24_576


def test_liars_dice_of_five():
    same_games("liars_dice(numdice=5)", liars_dice.game(dice=5))


@pytest.mark.parametrize("cards", [3, 4])
@pytest.mark.parametrize("prizes", ["random", "descending", "ascending"])
def test_goofspiel(cards, prizes):
    same_tree(f"goofspiel(num_cards={cards},imp_info=True,points_order={prizes})", goofspiel.game(cards, prizes))


def test_goofspiel_with_open_bids():
    """OpenSpiel tells the cards that are left, not who bid which when."""
    same_tree("goofspiel(num_cards=4)", goofspiel.game(4, open_bids=True), recalls=False)


def test_goofspiel_for_points():
    """OpenSpiel counts points from the mean of both players, which is half of the difference."""
    name = "goofspiel(num_cards=4,imp_info=True,returns_type=point_difference)"
    same_tree(name, goofspiel.game(4, points=True), sign=2.0)


def test_goofspiel_of_thirteen_cards():
    same_games("goofspiel(imp_info=True)", goofspiel.game(13))


def test_rock_paper_scissors():
    name = "repeated_game(stage_game=matrix_rps(),num_repetitions=3,recall=3)"
    same_tree(name, rock_paper_scissors.game(3))


def piles(heaps):
    """OpenSpiel numbers Nim's moves by how many are taken first, by the heap second; ours go heap by heap."""
    return lambda action: sum(heaps[: action % len(heaps)]) + action // len(heaps)


@pytest.mark.parametrize("misere", [False, True])
@pytest.mark.parametrize("heaps", [(1, 3, 5, 7), (4, 4), (2, 5, 3)])
def test_nim(heaps, misere):
    """Every position once: the same heaps come about in millions of ways."""
    name = f"nim(pile_sizes={';'.join(map(str, heaps))},is_misere={misere})"
    same_tree(name, nim.game(heaps, misere), once=True, translate=piles(heaps))


def test_nim_of_large_heaps():
    heaps = (12, 9, 10, 11, 8)
    name = f"nim(pile_sizes={';'.join(map(str, heaps))},is_misere=False)"
    same_games(name, nim.game(heaps), translate=piles(heaps))


def test_connect_four():
    same_games("connect_four", connect_four.game())


@pytest.mark.parametrize(("rows", "columns", "line"), [(4, 5, 3), (8, 9, 5)])
def test_connect_four_on_other_boards(rows, columns, line):
    name = f"connect_four(rows={rows},columns={columns},x_in_row={line})"
    same_games(name, connect_four.game(rows, columns, line))


def test_tictactoe_misere():
    same_games("misere(game=tic_tac_toe())", tictactoe.game(misere=True))


@pytest.mark.parametrize(
    ("rows", "columns", "line", "games"), [(4, 3, 3, 10_000), (5, 6, 4, 10_000), (15, 15, 5, 1000)]
)
def test_tictactoe_on_other_boards(rows, columns, line, games):
    same_games(f"mnk(m={columns},n={rows},k={line})", tictactoe.game(rows, columns, line), games)
