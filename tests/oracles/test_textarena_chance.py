"""TextArena as judge of the presets that follow it: its engine and our rules play the same random games.

What chance did is read from TextArena's state after each step, and given to our rules as outcomes.
"""

import random

import numpy as np
import pytest

from spenvs.core.rules import CHANCE, MOVER, OVER
from spenvs.registry import settings
from spenvs.textgames import battleship, liars_dice, pig_dice, snake

textarena = pytest.importorskip("textarena")

GAMES = 200
MOVES = ("[up]", "[right]", "[down]", "[left]")


def preset(module, id):
    """The game of the preset, by its id."""
    _, options = settings(id, "textarena", {})
    return module.game(**options)


def begin(name, seed):
    env = textarena.make(name)
    env.reset(num_players=2, seed=seed)
    while hasattr(env, "env"):
        env = env.env
    return env


def legal(game, s):
    mask = np.zeros(len(game.actions), np.int8)
    game.rules.legal(s, mask)
    return np.flatnonzero(mask).tolist()


def returns(game, s):
    r = np.zeros(game.scratch)
    game.rules.score(s, r)
    return dict(enumerate(r[: game.seats].tolist()))


@pytest.mark.parametrize("eager", [0.5, 0.9, 0.99])
def test_pig(eager):
    """Players who roll often, so that games end at the goal, and seldom, so that they end with the closing turn."""
    game, rng = preset(pig_dice, "PigDice-v0"), random.Random(0)
    for seed in range(GAMES // 4):
        env, s, over = begin("PigDice-v0", seed), game.first.copy(), False
        while not over:
            assert s[MOVER] == env.state.current_player_id
            assert legal(game, s) == [pig_dice.ROLL, pig_dice.HOLD]
            action = pig_dice.ROLL if rng.random() < eager else pig_dice.HOLD
            over, _ = env.step("[roll]" if action == pig_dice.ROLL else "[hold]")
            pig_dice.play(s, action)
            if action == pig_dice.ROLL:
                pig_dice.play(s, env.roll_value - 1)
            assert s[pig_dice.POINTS :].tolist() == env.state.game_state["scores"]
            assert (s[MOVER] == OVER) == over
        assert env.state.rewards == returns(game, s)


def cover(game, s, rolls):
    """Roll the dice that TextArena rolled."""
    for seat in range(2):
        for face in rolls[seat]:
            assert s[MOVER] == CHANCE
            liars_dice.play(s, face - 1)


def accepts(env, quantity, face):
    state = env.state.game_state
    return env._is_valid_bid(quantity, face, state["current_bid"])[0]


def test_liars_dice():
    """All bids on up to ten dice are judged alike; bids without dice are left out."""
    game, rng = preset(liars_dice, "LiarsDice-v0"), random.Random(1)
    for seed in range(GAMES):
        env, s, over = begin("LiarsDice-v0", seed), game.first.copy(), False
        cover(game, s, env.state.game_state["dice_rolls"])
        while not over:
            assert s[MOVER] == env.state.current_player_id
            bids = [(1 + bid // 6, 1 + bid % 6) for bid in range(60)]
            allowed = [bid for bid, named in enumerate(bids) if accepts(env, *named)]
            challenge = [60] if env.state.game_state["current_bid"]["quantity"] else []
            assert legal(game, s) == allowed + challenge
            action = rng.choice((allowed[:6] or challenge) + challenge * 2)
            lost = env.state.game_state["remaining_dice"].copy()
            over, _ = env.step("[Call]" if action == 60 else "[Bid: {}, {}]".format(*bids[action]))
            liars_dice.play(s, action)
            left = env.state.game_state["remaining_dice"]
            assert s[liars_dice.HAVE :][:2].tolist() == [left[0], left[1]]
            assert (s[MOVER] == OVER) == over
            if left != lost and not over:
                cover(game, s, env.state.game_state["dice_rolls"])
        assert env.state.rewards == returns(game, s)


def note_apples(env):
    """Have TextArena note where it lays apples."""
    laid, lay = [], env._random_free_cell

    def noted(snakes, apples):
        laid.append(lay(snakes, apples))
        return laid[-1]

    env._random_free_cell = noted
    return laid


def square(game, place):
    x, y = place
    return y * game.options[0] + x


def squares(game, positions):
    return [square(game, place) for place in positions]


def deal(game, env, s):
    """Place snakes and apples as TextArena has; what it drew must have had a chance."""
    state = env.state.game_state
    for place in (*(state["snakes"][seat].head for seat in range(2)), *state["apples"]):
        p = np.zeros(game.scratch)
        snake.chance(s, p)
        assert p[square(game, place)] > 0
        assert p.sum() == pytest.approx(1)
        snake.play(s, square(game, place))


def same_board(game, env, s):
    state, head = env.state.game_state, s.tolist()
    for seat in range(2):
        assert snake.body(head, seat) == squares(game, state["snakes"][seat].positions)
        assert head[snake.EATEN + seat] == state["scores"][seat]
    laid = [place - 1 for place in head[snake.APPLE : snake.APPLE + head[snake.APPLES]] if place > 0]
    assert sorted(laid) == sorted(squares(game, state["apples"]))


def careful(s, seat, rng):
    """Mostly a move that leaves the board or hits a body only where there is no other: games last."""
    grid = snake.APPLE + s[snake.APPLES]
    ahead = [snake.step(s, s[snake.HEAD + seat] - 1, direction) for direction in range(4)]
    free = [a for a in range(4) if ahead[a] >= 0 and s[grid + ahead[a]] == 0]
    apples = [a for a in free if snake.lies(s, ahead[a]) >= 0]
    return rng.choice(apples or free or range(4)) if rng.random() < 0.97 else rng.randrange(4)


def tangled(s, first):
    """Whether player_0 eats on the square of player_1's tail: TextArena then lays one snake over the other."""
    ahead = snake.step(s, s[snake.HEAD] - 1, first)
    return ahead >= 0 and snake.lies(s, ahead) >= 0 and ahead == s[snake.TAIL + 1]


@pytest.mark.parametrize("id", ["Snake-v0", "Snake-v0-standard"])
def test_snake(id):
    """With apples laid as TextArena lays them, all is the same, move by move."""
    kinds = {"Snake-v0": {}, "Snake-v0-standard": {"columns": 10, "rows": 10, "apples": 3, "rounds": 50}}
    game, rng, ends = snake.game(careless=True, **kinds[id]), random.Random(2), set()
    for seed in range(GAMES):
        env, s = begin(id, seed), game.first.copy()
        deal(game, env, s)
        laid = note_apples(env)
        while s[MOVER] != OVER:
            same_board(game, env, s)
            actions = [careful(s, seat, rng) for seat in range(2)]
            if tangled(s, actions[0]):
                break
            laid.clear()
            for seat in range(2):
                assert (s[MOVER], env.state.current_player_id) == (seat, seat)
                over, _ = env.step(MOVES[actions[seat]])
                snake.play(s, actions[seat])
            for place in laid:
                if s[MOVER] == CHANCE:
                    snake.play(s, square(game, place))
        else:
            if not over:
                over, _ = env.step(MOVES[0])
            assert over
            assert env.state.rewards == returns(game, s)
            ends.add((*s[snake.DEAD : snake.DEAD + 2].tolist(),))
    assert len(ends) > 5


def fleet(game, env, seat):
    """The places of a player's ships in TextArena, as outcomes of chance."""
    columns, rows = game.options[:2]
    for ends in env.state.game_state["ship_placements"][seat].values():
        (row, column), (last, _) = sorted(ends)
        yield row * columns + column + (columns * rows if last > row else 0)


def chart(env, seat):
    signs = {"~": ".", "O": "o", "X": "x"}
    return "".join(signs[sign] for row in env.state.game_state["tracking_board"][seat] for sign in row)


def test_battleship():
    """Fleets are drawn from TextArena's; hits, sunk ships and the end are the same."""
    game, rng = preset(battleship, "Battleship-v0"), random.Random(3)
    for seed in range(GAMES):
        env, s, over = begin("Battleship-v0", seed), game.first.copy(), False
        for places in zip(fleet(game, env, 0), fleet(game, env, 1), strict=True):
            for place in places:
                p = np.zeros(game.scratch)
                battleship.chance(s, p)
                assert p[place] > 0
                battleship.play(s, place)
        while not over:
            seat = env.state.current_player_id
            assert s[MOVER] == seat
            assert [i for i, sign in enumerate(chart(env, seat)) if sign == "."] == legal(game, s)
            action, lost = rng.choice(legal(game, s)), s[battleship.LOST + 1 - seat]
            heard = len(env.state.observations[seat])
            over, _ = env.step("[{}{}]".format("ABCDE"[action // 5], action % 5))
            battleship.play(s, action)
            assert battleship.marks(s, seat)[1].replace("*", "x") == chart(env, seat)
            sunk = any("Sunk!" in message for _, message, _ in env.state.observations[seat][heard:])
            assert sunk == (s[battleship.LOST + 1 - seat] > lost)
            assert (s[MOVER] == OVER) == over
        assert env.state.rewards == returns(game, s)
