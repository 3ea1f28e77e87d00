"""Liar's dice by hand: what a bid means, who loses, and how a match goes on."""

import pytest

from spenvs.core.rules import OVER
from spenvs.textgames import liars_dice


def dice(text):
    """Dice as outcomes of chance."""
    return [int(face) - 1 for face in text if face != " "]


@pytest.mark.parametrize(
    ("bid", "returns"),
    [
        ("3x2", [1, -1]),
        ("4x2", [-1, 1]),
        ("1x6", [1, -1]),
        ("2x6", [-1, 1]),
        ("2x1", [1, -1]),
        ("1x4", [1, -1]),
        ("2x5", [-1, 1]),
    ],
)
def test_a_true_bid_costs_the_caller(after, bid, returns):
    """Two twos, a one and a wild six are on the table."""
    assert after(liars_dice.game(dice=2), f"{bid} liar", dice("22 16")).returns() == returns


def test_without_wild_faces_sixes_are_sixes(after):
    game = liars_dice.game(dice=2, wild=False)
    assert after(game, "2x2 liar", dice("22 16")).returns() == [1, -1]
    assert after(game, "3x2 liar", dice("22 16")).returns() == [-1, 1]
    assert after(game, "1x6 liar", dice("22 16")).returns() == [1, -1]


def test_bids_rise_and_there_is_no_liar_before_the_first(after):
    game = liars_dice.game(dice=1, sides=3)
    names = game.actions
    assert names == ("1x1", "1x2", "1x3", "2x1", "2x2", "2x3", "liar")
    assert [names[a] for a in after(game, "", dice("11")).legal()] == list(names[:-1])
    assert [names[a] for a in after(game, "1x3", dice("11")).legal()] == ["2x1", "2x2", "2x3", "liar"]
    assert [names[a] for a in after(game, "2x3", dice("11")).legal()] == ["liar"]


def test_one_round_of_many_is_paid_by_its_loser(after):
    game = liars_dice.game(players=4, dice=1)
    assert after(game, "1x2 2x5 liar", dice("1 2 3 4")).returns() == pytest.approx([1 / 3, -1, 1 / 3, 1 / 3])


def test_the_loser_of_a_round_has_one_die_less_and_begins(after):
    game = liars_dice.game(dice=2, match=True)
    first = dice("11 22")
    lost = after(game, "2x3 liar", [*first, *dice("5 43")])
    assert lost.mover == 0
    assert "Dice left: player_0 1, player_1 2. Your dice: 5." in liars_dice.describe(game, lost.s, 0)
    assert "Your dice: 3 4." in liars_dice.describe(game, lost.s, 1)
    held = after(game, "2x1 liar", [*first, *dice("54 3")])
    assert held.mover == 1
    assert max(held.legal()) < game.actions.index("4x1")
    assert game.names["3x6"] in held.legal()


def test_a_player_without_dice_is_out(after):
    """Player_1 loses his only die: the next one begins, and the bids go round without him."""
    game = liars_dice.game(players=3, dice=1, match=True)
    two = after(game, "1x2 2x5 liar", dice("1 2 3  4 5"))
    assert two.mover == 2
    assert after(game, "1x2 2x5 liar 1x1", dice("1 2 3  4 5")).mover == 0
    over = after(game, "1x2 2x5 liar 1x1 liar", dice("1 2 3  4 5"))
    assert over.mover == OVER
    assert over.returns() == [2, -1, -1]


def test_dice_are_covered_until_somebody_calls(after):
    game = liars_dice.game(dice=2, match=True)
    seen = [after(game, "1x1 2x1", dice(f"12 {other}")).see(0).tolist() for other in ("34", "66")]
    assert seen[0] == seen[1]
    seen = [after(game, "1x1 4x1 liar", dice(f"12 {other} 11 1")).see(0).tolist() for other in ("34", "55")]
    assert seen[0] != seen[1]


def test_rounds_are_told_in_order(after):
    game = liars_dice.game(dice=2, match=True)
    position = after(game, "2x3 liar 1x5", [*dice("11 22"), *dice("5 43")])
    assert liars_dice.describe(game, position.s, 1) == (
        "Round 1: player_0 2x3, player_1 liar. Dice: player_0 1 1, player_1 2 2. player_0 lost.\n"
        "Dice left: player_0 1, player_1 2. Your dice: 3 4. Bids: player_0 1x5."
    )


def test_the_longest_match_fits(after):
    """Bid by bid the highest there is, called each time: the bidder loses die after die, then the others do."""
    game = liars_dice.game(players=6, dice=6, sides=10, match=True)
    position = after(game)
    rounds = 0
    while position.mover != OVER:
        rounds += "liar" in [game.actions[a] for a in position.legal()] and len(position.legal()) == 1
        position.play(position.legal()[-1] if len(position.legal()) > 1 else position.legal()[0])
    assert position._tape[1] <= game.draws
    assert sorted(position.returns())[:5] == [-1] * 5


def test_a_climbing_bid_lowers_neither_number(after):
    """TextArena refuses 3x1 after 2x6."""
    game = liars_dice.game(climb=True)
    position = after(game, "2x5", dice("11111 22222"))
    assert [game.actions[a] for a in position.legal()[:4]] == ["2x6", "3x5", "3x6", "4x5"]
    assert game.actions[position.legal()[-1]] == "liar"


def test_an_overbid_names_dice_that_are_gone(after):
    moves, rolls = "1x1 2x1 liar", [*dice("11 22"), *dice("11 2")]
    for overbid, most in ((False, "3x6"), (True, "4x6")):
        game = liars_dice.game(dice=2, match=True, wild=False, overbid=overbid)
        assert game.actions[after(game, moves, rolls).legal()[-1]] == most


def test_who_begins_the_next_round(after):
    """Player_1 calls wrongly and begins, as the loser does; or player_0, as the next after him."""
    for next_begins, starter in ((False, 1), (True, 0)):
        game = liars_dice.game(dice=2, match=True, wild=False, next_begins=next_begins)
        position = after(game, "1x1 liar", [*dice("11 22"), *dice("11 2")])
        assert position.mover == starter


@pytest.mark.parametrize(
    "options", [{"players": 7}, {"dice": 0}, {"sides": 1}, {"sides": 11}, {"match": "best of 3"}, {"wild": 3}]
)
def test_bad_options_are_refused(options):
    (name,) = options
    with pytest.raises(ValueError, match=f"^{name} must be .*; got "):
        liars_dice.game(**options)
