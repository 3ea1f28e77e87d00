"""OpenSpiel as judge of dice, fleets and snakes: see `test_openspiel`, whose comparisons are used here.

`GAMES` random games each keep the suite quick; with 10,000 the comparisons hold as well.
"""

import random

import pyspiel
import pytest
from test_openspiel import same_games, same_tree

from baselines.learn.best_response import expected_returns, nash_conv
from baselines.learn.cfr import solve
from baselines.learn.flatten import flatten
from baselines.learn.policy import uniform
from spenvs.core.rules import CHANCE, MOVER, OVER
from spenvs.textgames import battleship, pig_dice, snake

GAMES = 300


def test_pig():
    """OpenSpiel shows the points alone, not how many moves were made."""
    same_games("pig(winscore=50)", pig_dice.game(), GAMES, recalls=False)


def test_pig_with_few_moves():
    same_games("pig(winscore=30,horizon=25)", pig_dice.game(goal=30, moves=25), GAMES, recalls=False)


def drawn(s):
    """Our board as OpenSpiel draws it."""
    letters = str.maketrans("ox", "ab")
    return "\n".join("".join(row).translate(letters) for row in snake.read(s).board.lines)


def unlike(s, moves):
    """Whether both snakes will bite, or their heads change places: OpenSpiel may then take out the first alone."""
    trial = s.copy()
    for move in moves:
        snake.play(trial, move)
    dead = trial[snake.DEAD : snake.DEAD + 2].tolist()
    swap = snake.step(s, s[snake.HEAD] - 1, moves[0]) == s[snake.HEAD + 1] - 1
    return min(dead) >= snake.SELF or (dead == [snake.HEADS] * 2 and swap)


def careful(s, seat, rng):
    """Mostly a move to an apple or a free square."""
    grid = snake.APPLE + s[snake.APPLES]
    ahead = [snake.step(s, s[snake.HEAD + seat] - 1, direction) for direction in range(4)]
    free = [a for a in range(4) if ahead[a] >= 0 and s[grid + ahead[a]] == 0]
    apples = [a for a in free if snake.lies(s, ahead[a]) >= 0]
    return rng.choice(apples or free or range(4)) if rng.random() < 0.97 else rng.randrange(4)


def lay(s, state, rng):
    """Lay an apple where OpenSpiel does."""
    state.apply_action(rng.choice([a for a, _ in state.chance_outcomes()]))
    board = "".join(str(state).splitlines()[: s[snake.ROWS]][::-1])
    assert s[MOVER] == CHANCE
    snake.play(s, board.index("*"))


@pytest.mark.parametrize(("rows", "columns"), [(4, 4), (6, 5), (10, 10)])
def test_snake(rows, columns):
    """Moves, deaths and meals; OpenSpiel places its snakes otherwise and counts apples alone."""
    name, rng = f"snake(rows={rows},columns={columns},horizon=60)", random.Random(0)
    game, first = snake.game(columns, rows, apples=1, rounds=60), pyspiel.load_game(name)
    ends = set()
    for _ in range(GAMES // 3):
        s, state = game.first.copy(), first.new_initial_state()
        middle = (rows - 1 - rows // 2) * columns
        for square in (middle + 1, middle + columns - 2):
            snake.play(s, square)
        while s[MOVER] != OVER:
            if state.is_chance_node():
                lay(s, state, rng)
            assert drawn(s) == "\n".join(str(state).splitlines()[:rows])
            moves = [careful(s, seat, rng) for seat in range(2)]
            if unlike(s, moves):
                break
            state.apply_actions(moves)
            for move in moves:
                snake.play(s, move)
            assert state.is_terminal() == (s[MOVER] == OVER)
        else:
            told = str(state).splitlines()[-1].split()[1:]
            assert ["dead" in each for each in told] == (s[snake.DEAD : snake.DEAD + 2] > 0).tolist()
            if not s[snake.DEAD : snake.DEAD + 2].any():
                assert state.returns() == s[snake.EATEN : snake.EATEN + 2].tolist()
            ends.add((*s[snake.DEAD : snake.DEAD + 2].tolist(),))
    assert len(ends) > 4


def named(columns, rows, ships, shots, repeats=False, values=None, loss=1.0):
    """The same game by OpenSpiel's parameters."""
    listed = "[" + ";".join(map(str, ships)) + "]"
    worth = "[" + ";".join(map(str, values or [1] * len(ships))) + "]"
    return (
        f"battleship(board_width={columns},board_height={rows},ship_sizes={listed},ship_values={worth},"
        f"num_shots={shots},allow_repeated_shots={repeats},loss_multiplier={float(loss)})"
    )


@pytest.mark.parametrize(
    "options",
    [
        {"columns": 2, "rows": 2, "ships": (1, 2), "shots": 2},
        {"columns": 3, "rows": 1, "ships": (2,), "shots": 3},
        {"columns": 2, "rows": 2, "ships": (2, 1), "shots": 2, "repeats": True, "values": (3, 2), "loss": 2.5},
    ],
)
def test_battleship_as_a_whole(options):
    same_tree(named(**options), battleship.game(**options))


@pytest.mark.parametrize(
    "options",
    [
        {"columns": 4, "rows": 4, "ships": (2, 3), "shots": 10},
        {"columns": 3, "rows": 3, "ships": (3, 3, 2), "shots": 7},
        {"columns": 3, "rows": 4, "ships": (2, 2, 3), "shots": 14, "repeats": True, "values": (1, 4, 2), "loss": 3},
    ],
)
def test_battleship_at_random(options):
    same_games(named(**options), battleship.game(**options), GAMES // 2)


def test_battleship_of_the_classic_size():
    options = {"columns": 10, "rows": 10, "ships": (2, 3, 3, 4, 5), "shots": 40}
    same_games(named(**options), battleship.game(**options), 2)


def test_battleship_solved():
    """How much the best answer to even play wins is as OpenSpiel says; CFR+ finds the value of the smallest board."""
    options = {"columns": 3, "rows": 2, "ships": (2,), "shots": 2}
    tree, theirs = flatten(battleship.game(**options)), pyspiel.load_game(named(**options))
    assert nash_conv(uniform(tree)) == pytest.approx(pyspiel.nash_conv(theirs, pyspiel.UniformRandomPolicy(theirs)))
    policy = solve(tree, iterations=200)
    assert abs(expected_returns(policy)[0] - 1 / 49) <= nash_conv(policy) < 0.02
