"""Colonel Blotto: spreads and their numbers, fields, rounds, and matches that are decided early."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.learn.best_response import expected_returns, nash_conv
from baselines.learn.cfr import solve
from baselines.learn.flatten import flatten
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import colonel_blotto


def spread(name):
    return [int(coins) for coins in name.split()]


def winner(first, second):
    """1, 0 or -1, for the first player."""
    fields = [np.sign(a - b) for a, b in zip(first, second, strict=True)]
    return int(np.sign(sum(fields)))


@pytest.mark.parametrize(("fields", "coins"), [(2, 1), (3, 10), (4, 6), (10, 3), (2, 100)])
def test_spreads_are_all_there_and_numbered_as_they_are_placed(fields, coins):
    game = colonel_blotto.game(fields, coins)
    names = [*game.actions]
    assert len(set(names)) == len(names)
    assert all(len(spread(name)) == fields and sum(spread(name)) == coins for name in names)
    assert [spread(name) for name in names] == sorted(map(spread, names))
    for action in {0, 1, len(names) // 2, len(names) - 1}:
        position = Position(game, 0)
        position.play(action)
        placed = position.s[colonel_blotto.PLACED : colonel_blotto.PLACED + fields] - 1
        assert placed.tolist() == spread(names[action])


def test_every_pair_of_spreads():
    game = colonel_blotto.game(3, 4)
    for first, second in itertools.product(range(len(game.actions)), repeat=2):
        position = Position(game, 0)
        position.play(first)
        position.play(second)
        lead = winner(spread(game.actions[first]), spread(game.actions[second]))
        assert position.returns() == [lead, -lead]


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=9, max_size=9))
def test_rounds_add_up_and_a_match_ends_when_it_is_won(pairs):
    """Nine rounds: all are played where each counts; a match is over once somebody has won five."""
    whole = Position(colonel_blotto.game(3, 4, rounds=9), 0)
    match = Position(colonel_blotto.game(3, 4, rounds=9, returns="win"), 0)
    mean = Position(colonel_blotto.game(3, 4, rounds=9, returns="mean"), 0)
    names, won = whole.game.actions, [0, 0]
    for pair in pairs:
        for action in pair:
            whole.play(action)
            mean.play(action)
        if max(won) < 5:
            for action in pair:
                match.play(action)
        lead = winner(spread(names[pair[0]]), spread(names[pair[1]]))
        won[0] += lead > 0
        won[1] += lead < 0
        assert (match.mover == OVER) == (max(won) >= 5 or len(whole.path) == 18)
    assert whole.returns() == [won[0] - won[1], won[1] - won[0]]
    assert mean.returns() == pytest.approx([(won[0] - won[1]) / 9, (won[1] - won[0]) / 9])
    assert match.returns() == [np.sign(won[0] - won[1]), np.sign(won[1] - won[0])]


def test_a_pending_spread_is_its_owners_alone():
    game = colonel_blotto.game()
    positions = [Position(game, 0) for _ in range(2)]
    positions[0].play(0)
    positions[1].play(40)
    assert positions[0].see(1).tolist() == positions[1].see(1).tolist()
    assert positions[0].see(0).tolist() != positions[1].see(0).tolist()
    words = [colonel_blotto.describe(game, position.s, 1) for position in positions]
    assert words[0] == words[1]
    own = colonel_blotto.describe(game, positions[1].s, 0)
    assert own.endswith(f"You have placed {game.actions[40]}.")


def test_words():
    game = colonel_blotto.game(rounds=2)
    position = Position(game, 0)
    position.play(game.names["4 3 3"])
    position.play(game.names["5 5 0"])
    assert colonel_blotto.describe(game, position.s, 1) == (
        "Round 1: player_0 4 3 3, player_1 5 5 0; player_1 wins, 1 to 2 fields.\n"
        "Rounds over: 1 of 2. Rounds won: player_0 0, player_1 1."
    )


def test_five_coins_are_solved():
    tree = flatten(colonel_blotto.game(coins=5))
    policy = solve(tree, iterations=1000)
    assert nash_conv(policy) < 1e-3
    assert expected_returns(policy)[0] == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fields": 1}, "^fields must be an integer from 2 to 10; got 1$"),
        ({"coins": 0}, "^coins must be an integer from 1 to 100; got 0$"),
        ({"fields": 5, "coins": 50}, "^coins must have at most 5000 ways to be spread; 50 on 5 fields have 316251$"),
        ({"rounds": 101}, "^rounds must be an integer from 1 to 100; got 101$"),
        ({"returns": "fields"}, '^returns must be "total", "mean" or "win"; got \'fields\'$'),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        colonel_blotto.game(**options)
