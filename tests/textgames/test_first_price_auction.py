"""The sealed auction: who wins, what is paid, what is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.learn.best_response import expected_returns, nash_conv
from baselines.learn.flatten import flatten
from baselines.learn.policy import normalised, uniform
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import first_price_auction

BIDDERS = st.lists(st.integers(1, 10).flatmap(lambda worth: st.tuples(st.just(worth), st.integers(0, worth - 1))),
                   min_size=2, max_size=6)  # fmt: skip


def auction(bidders, lots=()):
    """Play an auction of bidders, each with what the thing is worth to him and what he bids."""
    game = first_price_auction.game(len(bidders))
    position = Position(game, 0)
    outcomes = [worth - 1 for worth, _ in bidders]
    position.restore({"path": [bid for _, bid in bidders], "outcomes": [*outcomes, *lots]})
    return position


@given(BIDDERS, st.randoms(use_true_random=False))
def test_the_highest_bid_wins_and_is_paid(bidders, rng):
    best = max(bid for _, bid in bidders)
    leaders = [seat for seat, (_, bid) in enumerate(bidders) if bid == best]
    winner = rng.choice(leaders)
    position = auction(bidders, [winner] if len(leaders) > 1 else [])
    assert position.mover == OVER
    expected = [0.0] * len(bidders)
    expected[winner] = bidders[winner][0] - best
    assert position.returns() == expected


def test_lots_are_even():
    wins = [0, 0, 0]
    for seed in range(600):
        position = Position(first_price_auction.game(3, 2), seed)
        while position.mover != OVER:
            position.play(0)
        wins[position.s[first_price_auction.WINNER] - 1] += 1
    assert min(wins) > 150


def test_bids_stay_below_the_worth():
    position = auction([(4, 0), (9, 0)], [0])
    position.restore({"path": [], "outcomes": [3, 8]})
    assert position.legal() == (0, 1, 2, 3)
    position.play(3)
    assert position.legal() == tuple(range(9))


def test_worth_and_bids_are_private_until_all_have_bid():
    game = first_price_auction.game(2)
    seen, words = [], []
    for worth, bid in ((10, 2), (3, 1)):
        position = Position(game, 0)
        position.restore({"path": [bid], "outcomes": [worth - 1, 4]})
        seen.append(position.see(1).tolist())
        words.append(first_price_auction.describe(game, position.s, 1))
    assert seen[0] == seen[1]
    assert words == ["To you the thing is worth 5."] * 2
    over = auction([(10, 2), (5, 4)])
    assert first_price_auction.describe(game, over.s, 0) == (
        "To you the thing is worth 10. Bids: player_0 2, player_1 4. player_1 wins and pays 4."
    )


def test_lots_are_seen():
    """After equal bids the views tell who won."""
    views = [auction([(5, 2), (5, 2)], [winner]).see(0).tolist() for winner in range(2)]
    assert views[0] != views[1]


def test_bidding_half_is_nearly_an_equilibrium():
    """Half of the worth, rounded down, among two bidders; two thirds among three."""
    for players, highest, gain in ((2, 10, 0.01), (3, 5, 0.04)):
        tree = flatten(first_price_auction.game(players, highest))
        worth = np.repeat(tree.legal, tree.legal)
        shaded = normalised(tree, (tree.actions == worth * (players - 1) // players).astype(float))
        assert nash_conv(shaded) == pytest.approx(gain)
        assert nash_conv(uniform(tree)) > 10 * gain
        assert (expected_returns(shaded) > 0).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"players": 1}, "^players must be an integer from 2 to 6; got 1$"),
        ({"highest": 1}, "^highest must be an integer from 2 to 100; got 1$"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        first_price_auction.game(**options)
