"""The ultimatum game: offers, answers, and who divides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.learn.best_response import expected_returns, nash_conv
from baselines.learn.flatten import flatten
from baselines.learn.policy import Policy, uniform
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import ultimatum_game


def play(position, offer, accepted):
    position.play(offer)
    position.play(position.game.names["accept" if accepted else "refuse"])


@pytest.mark.parametrize("alternate", [True, False])
@given(rounds=st.lists(st.tuples(st.integers(0, 7), st.booleans()), min_size=1, max_size=12))
def test_points_and_roles(alternate, rounds):
    """The one who divides keeps the rest of what is accepted; the roles change, or stay."""
    totals = np.zeros(2)
    kinds = {"total": 1.0, "mean": 1.0 / len(rounds)}
    positions = {kind: Position(ultimatum_game.game(7, len(rounds), alternate, kind), 0) for kind in (*kinds, "win")}
    for n, (offer, accepted) in enumerate(rounds):
        first = n % 2 if alternate else 0
        assert positions["win"].mover == first
        for position in positions.values():
            play(position, offer, accepted)
        totals += accepted * np.array([7 - offer, offer] if first == 0 else [offer, 7 - offer])
    assert all(position.mover == OVER for position in positions.values())
    for kind, scale in kinds.items():
        assert positions[kind].returns() == pytest.approx(totals * scale)
    assert positions["win"].returns() == np.sign(totals - totals[::-1]).tolist()


def test_what_may_be_said():
    """Any offer from nothing to all; then the answer, and nothing else."""
    position = Position(ultimatum_game.game(3), 0)
    assert [position.game.actions[a] for a in position.legal()] == ["offer 0", "offer 1", "offer 2", "offer 3"]
    position.play(2)
    assert position.mover == 1
    assert [position.game.actions[a] for a in position.legal()] == ["accept", "refuse"]


def test_nothing_is_hidden():
    position = Position(ultimatum_game.game(4), 0)
    for action in (3, 5, 1):
        assert position.see(0).tolist() == position.see(1).tolist()
        position.play(action)
    assert position.see(0).nonzero()[0].tolist() == [3, 5, 7 + 1]


def test_words():
    game = ultimatum_game.game(10, rounds=2)
    position = Position(game, 0)
    play(position, 4, True)
    assert ultimatum_game.describe(game, position.s, 0) == (
        "Round 1: player_0 offered 4, player_1 accepted.\nPoints: player_0 6, player_1 4. "
        "Round 2 of 2: player_1 divides a pot of 10."
    )
    position.play(3)
    words = ultimatum_game.describe(game, position.s, 1)
    assert words.endswith("The offer is 3 for player_0, and player_1 would keep 7.")


def test_offering_nothing_is_an_equilibrium():
    """Whoever accepts whatever he is offered gets nothing in the best reply to it."""
    tree = flatten(ultimatum_game.game(10, rounds=1))
    accepting = Policy(tree, ((tree.actions == 0) | (tree.actions == 11)).astype(float))
    assert nash_conv(accepting) == 0.0
    assert expected_returns(accepting).tolist() == [10.0, 0.0]
    assert nash_conv(uniform(tree)) > 0.0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pot": 0}, "^pot must be an integer from 1 to 100; got 0$"),
        ({"rounds": 101}, "^rounds must be an integer from 1 to 100; got 101$"),
        ({"alternate": 2}, "^alternate must be True or False; got 2$"),
        ({"returns": "most"}, '^returns must be "total", "mean" or "win"; got \'most\'$'),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        ultimatum_game.game(**options)
