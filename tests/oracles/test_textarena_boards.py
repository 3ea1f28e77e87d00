"""TextArena as judge of board games: its engine takes the moves of random games of ours, and gives the same rewards.

Its engines do not know when nobody can move. In ultimate tic-tac-toe they wait for ever once all boards are closed and
one of them is full, won by nobody; in Breakthrough a player who is blocked goes on until two moves were illegal.
Chopsticks accepts splits that leave five fingers or more on a hand, and plays one turn more than its limit.
"""

import random
from collections.abc import Callable

import pytest

from spenvs.core.game import FiniteGame
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import breakthrough, chopsticks, othello, simple_tak, tictactoe, ultimate_tictactoe

textarena = pytest.importorskip("textarena")

GAMES = 30


def bracketed(name: str) -> str:
    return f"[{name}]"


def square(name: str) -> str:
    """TextArena counts rows and columns from 0, and takes any text for a pass."""
    return "[pass]" if name == "pass" else f"[{int(name[1:]) - 1}, {othello.LETTERS.index(name[0])}]"


def hands(name: str) -> str:
    return bracketed(name.replace("left", "0").replace("right", "1"))


def same_games(name: str, game: FiniteGame, translate: Callable[[str], str] = bracketed, games: int = GAMES) -> int:
    """Play random games in both; give how many of them TextArena did not end."""
    rng, position, unfinished = random.Random(0), Position(game, 0), 0
    for seed in range(games):
        env = textarena.make(f"{name}-raw")
        env.reset(num_players=2, seed=seed)
        position.begin()
        while position.mover != OVER:
            assert not env.state.done
            assert env.state.current_player_id == position.mover
            env.get_observation()
            action = rng.choice(position.legal())
            position.play(action)
            env.step(translate(game.actions[action]))
            assert env.state.error_count == 0
        if env.state.done:
            assert list(map(env.state.rewards.get, range(2))) == position.returns()
        unfinished += not env.state.done
    return unfinished


def test_tictactoe():
    """What SPIRAL trains with: all is the same but for the letters, which are exchanged."""
    assert same_games("TicTacToe-v0", tictactoe.game()) == 0


def test_ultimate_tictactoe():
    assert same_games("UltimateTicTacToe-v0", ultimate_tictactoe.game(), lambda name: f"[{name.replace(':', ' ')}]") > 0


@pytest.mark.parametrize(("name", "size"), [("Othello-v0", 8), ("Othello-v0-tiny", 4), ("Othello-v0-small", 6)])
def test_othello(name, size):
    assert same_games(name, othello.game(size), square) == 0


@pytest.mark.parametrize(("name", "size"), [("Breakthrough-v0", 8), ("Breakthrough-v0-tiny", 5)])
def test_breakthrough(name, size):
    """The games that do not end there are those in which somebody is blocked."""
    blocked = same_games(name, breakthrough.game(size, size, diagonals=False))
    assert blocked < GAMES / 2


@pytest.mark.parametrize(("name", "size"), [("SimpleTak-v0", 4), ("SimpleTak-v0-medium", 5), ("SimpleTak-v0-large", 6)])
def test_simple_tak(name, size):
    assert same_games(name, simple_tak.game(size)) == 0


def test_chopsticks():
    assert same_games("Chopsticks-v0", chopsticks.game(turns=41, exchange=True), hands) == 0
