"""Indian poker by hand: what one sees, what one may do, who takes what; and a small one solved."""

import numpy as np
import pytest

from baselines.learn.best_response import nash_conv
from baselines.learn.cfr import solve
from baselines.learn.flatten import flatten
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import indian_poker

TWO, FIVE, JACK, ACE = 0, 3, 9, 12


@pytest.fixture
def play():
    """Play moves, by name and parted by commas, after a deal."""

    def position(moves, deal, **options):
        game = indian_poker.game(**options)
        position = Position(game, 0)
        path = [game.names[move.strip()] for move in moves.split(",") if move]
        position.restore({"path": path, "outcomes": list(deal)})
        return position

    return position


@pytest.mark.parametrize(
    ("moves", "returns"),
    [
        ("check, check", [1, -1]),
        ("raise 2, call", [3, -3]),
        ("raise 2, fold", [1, -1]),
        ("check, raise 3, fold", [-1, 1]),
        ("raise 1, raise 2, raise 3, call", [7, -7]),
        ("raise 3, raise 3, raise 3, fold", [7, -7]),
        ("raise 3, raise 3, fold", [-4, 4]),
    ],
)
def test_the_higher_card_takes_what_was_put_in(play, moves, returns):
    assert play(moves, (ACE, FIVE)).returns() == returns


def test_equal_cards_share(play):
    assert play("raise 2, call", (JACK, JACK)).returns() == [0, 0]
    assert play("raise 1, fold, call", (JACK, ACE, JACK), players=3).returns() == [0.5, -1, 0.5]


def test_moves(play):
    def legal(moves, **options):
        position = play(moves, (ACE, FIVE), **options)
        return [position.game.actions[a] for a in position.legal()]

    assert legal("") == ["check", "raise 1", "raise 2", "raise 3"]
    assert legal("check") == legal("")
    assert legal("raise 2") == ["fold", "call", "raise 1", "raise 2", "raise 3"]
    assert legal("raise 2, raise 1, raise 3") == ["fold", "call"]
    assert legal("raise 1", raises=1, highest=1) == ["fold", "call"]


def test_one_sees_all_cards_but_his_own(play):
    seen = [play("check", (card, FIVE, JACK), players=3).see(0).tolist() for card in (TWO, ACE)]
    assert seen[0] == seen[1]
    seen = [play("check", (card, FIVE, JACK), players=3).see(1).tolist() for card in (TWO, ACE)]
    assert seen[0] != seen[1]
    position = play("check, raise 2", (TWO, FIVE, JACK), players=3)
    assert indian_poker.describe(position.game, position.s, 2) == (
        "You see: player_0 has 2, player_1 has 5. Played so far: player_0 check, player_1 raise 2. "
        "Chips put in: player_0 1, player_1 3, player_2 1."
    )


def test_a_showdown_shows_ones_own_card_and_a_fold_does_not(play):
    for moves, shown in (("check, check", True), ("raise 1, fold", False)):
        first, second = (play(moves, (card, FIVE, JACK, JACK), hands=2) for card in (JACK, ACE))
        assert (first.see(0) == second.see(0)).all() != shown
        told = indian_poker.describe(first.game, first.s, 0)
        assert ("player_0 showed J" in told) == shown
        assert "player_1 showed 5" in told or "player_1 had 5" in told


def test_at_the_end_of_a_single_hand_a_showdown_is_seen(play):
    first, second = (play("check, check", (card, FIVE)) for card in (JACK, ACE))
    assert not (first.see(0) == second.see(0)).all()
    assert "You see: player_0 has J, player_1 has 5." in indian_poker.describe(first.game, first.s, 0)
    assert "player_0" not in indian_poker.describe(first.game, play("raise 1, fold", (JACK, FIVE)).s, 0).split(".")[0]


def test_the_deck_runs_out_of_a_rank():
    game = indian_poker.game(players=3, ranks=2, suits=2)
    s, p = game.first.copy(), np.zeros(game.outcomes)
    for expected in ([1 / 2, 1 / 2], [1 / 3, 2 / 3], [0, 1]):
        p[:] = 0
        indian_poker.chance(s, p)
        assert p == pytest.approx(expected)
        indian_poker.play(s, 0)
    assert p[0] == 0


def test_of_a_full_deck_a_pair_comes_in_one_of_seventeen_deals():
    game = indian_poker.game()
    s, p = game.first.copy(), np.zeros(game.outcomes)
    indian_poker.play(s, ACE)
    indian_poker.chance(s, p)
    assert p[ACE] == pytest.approx(3 / 51)
    assert p.sum() == pytest.approx(1)


def test_a_small_one_is_solved():
    tree = flatten(indian_poker.game(ranks=3, suits=1, highest=1, raises=1))
    assert nash_conv(solve(tree, iterations=2000)) < 1e-3


def test_the_longest_hand_fits():
    """The last to speak raises, each time."""
    game = indian_poker.game(players=4, raises=5, highest=5)
    position = Position(game, 0)
    while position.mover != OVER:
        last = position.s[indian_poker.CALLS] == position.s[indian_poker.LEFT] - 1
        raises = position.legal()[-1] if last and position.legal()[-1] > indian_poker.CALL else None
        stays = indian_poker.CALL if indian_poker.CALL in position.legal() else indian_poker.CHECK
        position.play(raises or stays)
    assert len(position.path) == indian_poker.most(position.s)
    assert min(position.returns()) >= -game.stake


@pytest.mark.parametrize(
    "options", [{"players": 5}, {"ranks": 1}, {"suits": 5}, {"highest": 0}, {"raises": 6}, {"hands": 0}]
)
def test_bad_options_are_refused(options):
    (name,) = options
    with pytest.raises(ValueError, match=f"^{name} must be an integer from "):
        indian_poker.game(**options)


def test_a_deck_that_is_too_small_is_refused():
    with pytest.raises(ValueError, match="too small for 4 players"):
        indian_poker.game(players=4, ranks=2, suits=2)
