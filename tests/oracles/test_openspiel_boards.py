"""OpenSpiel as judge of board games: the same legal moves, movers and returns at every step of random games.

The suite plays `GAMES` for each setting; with 10,000 it was run, too.
"""

import functools
import random
from collections.abc import Callable

import pyspiel
import pytest

from spenvs.core.game import FiniteGame
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import breakthrough, hex, othello, ultimate_tictactoe

GAMES = 300


def same_games(name: str, game: FiniteGame, translate: Callable[[int], int] = int, games: int = GAMES) -> None:
    """Play random games in both; `translate` turns OpenSpiel's number of an action into ours."""
    first, rng, position = pyspiel.load_game(name).new_initial_state(), random.Random(name), Position(game, 0)
    for _ in range(games):
        state = first.clone()
        position.begin()
        while not state.is_terminal():
            moves = {translate(a): a for a in state.legal_actions()}
            assert position.mover == state.current_player()
            assert position.legal() == tuple(sorted(moves))
            action = rng.choice(position.legal())
            position.play(action)
            state.apply_action(moves[action])
        assert position.mover == OVER
        assert position.returns() == state.returns()


def test_ultimate_tictactoe():
    """Where the board is free to choose, OpenSpiel takes two actions: the board, then the square."""
    first, rng, position = pyspiel.load_game("ultimate_tic_tac_toe").new_initial_state(), random.Random(0), None
    position = Position(ultimate_tictactoe.game(), 0)
    for _ in range(GAMES):
        state = first.clone()
        position.begin()
        while not state.is_terminal():
            assert position.mover == state.current_player()
            moves = {}
            if "Choose" in state.action_to_string(state.legal_actions()[0]):
                for board in state.legal_actions():
                    chosen = state.child(board)
                    moves |= {9 * board + cell: (board, cell) for cell in chosen.legal_actions()}
            else:
                board = int(state.action_to_string(state.legal_actions()[0]).split()[2][0])
                moves = {9 * board + cell: (cell,) for cell in state.legal_actions()}
            assert position.legal() == tuple(sorted(moves))
            action = rng.choice(position.legal())
            position.play(action)
            for each in moves[action]:
                state.apply_action(each)
        assert position.mover == OVER
        assert position.returns() == state.returns()


def test_othello():
    same_games("othello", othello.game())


@pytest.mark.parametrize(("rows", "columns"), [(8, 8), (6, 5), (7, 3)])
def test_breakthrough(rows, columns):
    """OpenSpiel's first player begins above and moves down: its board is ours upside down.

    On fewer than six rows its players have one row of pieces, ours always two.
    """
    game = breakthrough.game(rows, columns)
    state = pyspiel.load_game(f"breakthrough(rows={rows},columns={columns})").new_initial_state()

    @functools.cache
    def turned(action: int) -> int:
        step = state.action_to_string(0, action)[:4]
        flipped = "".join(str(rows + 1 - int(c)) if c.isdigit() else c for c in step)
        return game.names[flipped]

    same_games(f"breakthrough(rows={rows},columns={columns})", game, turned)


@pytest.mark.parametrize(("size", "swap"), [(3, False), (7, False), (11, False), (5, True)])
def test_hex(size, swap):
    same_games(f"hex(board_size={size},swap={swap})", hex.game(size, swap))
