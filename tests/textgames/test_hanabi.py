"""Hanabi by hand: what a tell shows, what fits, how the game ends, what a seat may know, and how well it is played."""

from itertools import permutations

import numpy as np
import pytest

import spenvs
from baselines.agents.scripts.hanabi import hanabi as scripted
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import hanabi

MINI = {"colours": 2, "ranks": 2, "hand": 3, "information": 3}


def cards(text):
    """Cards of a mini game as outcomes of chance: r1 r2 y1 y2."""
    return [("r1", "r2", "y1", "y2").index(name) for name in text.split()]


def played(moves, deal, **options):
    """A mini game after some moves, separated by commas."""
    game = hanabi.game(**MINI | options)
    position = Position(game, 0)
    path = [game.names[move.strip()] for move in moves.split(",") if move]
    position.restore({"path": path, "outcomes": cards(deal)})
    return position


def says(position, seat):
    return hanabi.describe(position.game, position.s, seat)


DEAL = "r1 y1 r2  y2 r1 y1"


def test_a_tell_points_out_all_cards_of_a_kind_and_no_others():
    position = played("tell player_1 1", DEAL)
    assert (
        "You hold 1: told 2, so it is yellow 2; 2: told 1, so it can be red 1, yellow 1; "
        "3: told 1, so it can be red 1, yellow 1." in says(position, 1)
    )
    assert "player_1 holds 1: yellow 2 (told 2); 2: red 1 (told 1); 3: yellow 1 (told 1)." in says(position, 0)
    assert "player_0 tells player_1 1: cards 2 3." in says(position, 1)
    assert "Information tokens: 2 of 3." in says(position, 0)


def test_what_a_card_is_not_is_told_as_well():
    game = hanabi.game(colours=3, ranks=2)
    position = Position(game, 0)
    position.restore({"path": [game.names["tell player_1 red"]], "outcomes": [0, 0, 1, 2, 2, 0, 3, 2, 4, 4]})
    assert "player_1 holds 1: red 1 (told red); 2: yellow 2 (told not red);" in says(position, 0)


def test_only_what_is_there_can_be_told_and_only_with_a_token():
    assert played("", DEAL).named()[0][3:] == [f"tell player_1 {kind}" for kind in ("red", "yellow", "1", "2")]
    position = played("", "r1 y1 r2 r1 r1 y1")
    assert "tell player_1 2" not in position.named()[0]
    position = played("tell player_1 1, tell player_0 1, tell player_1 2", DEAL)
    assert not any(name.startswith("tell") for name in position.named()[0])


def test_a_card_is_discarded_for_a_token_unless_all_are_there():
    assert not any(name.startswith("discard") for name in played("", DEAL).named()[0])
    position = played("tell player_1 1, discard 1", f"{DEAL} r1")
    assert "Information tokens: 3 of 3." in says(position, 0)
    assert "Discarded: red -, yellow 2." in says(position, 0)
    assert "player_1 holds 1: red 1 (told 1); 2: yellow 1 (told 1); 3: red 1." in says(position, 0)


def test_cards_fit_in_order_of_rank():
    fits = played("play 1, play 2, play 2", f"{DEAL} y1 r1")
    assert "player_0 plays card 1: red 1 fits" in says(fits, 1)
    assert "player_1 plays card 2: red 1 does not fit" in says(fits, 1)
    assert "player_0 plays card 2: red 2 fits" in says(fits, 1)
    assert "Lives: 2 of 3. Points: 2 of 4." in says(fits, 1)
    assert "Fireworks: red 2, yellow 0. Discarded: red 1, yellow -." in says(fits, 1)


def test_a_complete_firework_gives_a_token_back():
    position = played("play 1, tell player_0 1, play 2", f"{DEAL} y1")
    assert "Information tokens: 3 of 3." in says(position, 0)
    assert "Information tokens: 3 of 3." in says(played("play 1, play 3, play 2", f"{DEAL} y1 r1"), 0)


@pytest.mark.parametrize(("lost", "returns"), [("nothing", 0.0), ("points", 1.0)])
def test_the_last_life_ends_the_game(lost, returns):
    position = played("play 1, play 1", f"{DEAL} y1", lives=1, lost=lost)
    assert position.mover == OVER
    assert position.returns() == [returns, returns]


def test_everybody_has_one_more_turn_when_the_deck_is_empty():
    moves = "play 1, play 2"
    position = played(moves, f"{DEAL} r1 y1")
    assert "The deck is empty; turns left: 2." in says(position, 0)
    position.play(position.game.names["play 1"])
    assert position.mover == 1
    position.play(position.game.names["tell player_0 1"])
    assert position.mover == OVER
    assert position.returns() == [2.0, 2.0]


def test_all_fireworks_complete_end_the_game():
    position = played("play 1, play 3, play 1, play 1", "r1 r2 y1 y2 r1 y1 r1 y1")
    assert position.mover == OVER
    assert position.returns() == [4.0, 4.0]


@pytest.mark.parametrize(
    ("moves", "drawn", "lives", "returns"),
    [
        ("play 1, play 2, play 1, tell player_0 1", "r1 y1", 3, 2.1),
        ("play 1, play 2, play 1, play 1", "r1 y1", 3, 3.0),
        ("play 3", "", 1, 0.1),
        ("play 1, play 1", "y1", 1, 0.0),
    ],
)
def test_mars_pays_a_tenth_for_a_last_move_that_changes_nothing(moves, drawn, lives, returns):
    """A tell; a card that fits; the last life with no points to lose, and with some."""
    position = played(moves, f"{DEAL} {drawn}", tenth=True, lives=lives)
    assert position.mover == OVER
    assert position.returns() == pytest.approx([returns, returns])


def test_a_player_does_not_see_his_cards_until_they_are_played():
    other = [played("", f"{own} y2 r1 y1") for own in ("r1 y1 r2", "y1 y1 r1")]
    assert (other[0].see(0) == other[1].see(0)).all()
    assert says(other[0], 0) == says(other[1], 0)
    assert (other[0].see(1) != other[1].see(1)).any()


def imagined(position, seat, number, seed=0):
    rng = np.random.default_rng(seed)
    drawn = [tuple(position.imagine(seat, rng).outcomes()) for _ in range(number)]
    return {deal: drawn.count(deal) / number for deal in set(drawn)}


def test_rethinking_imagines_what_step_by_step_imagines(monkeypatch):
    """The same deals as often, out of a position in which much is known of the hand."""
    position = played("tell player_1 1, discard 1, tell player_1 1", f"{DEAL} y1")
    quick = imagined(position, 0, 3000)
    monkeypatch.delattr(hanabi, "rethink")
    slow = imagined(position, 0, 3000)
    assert set(quick) == set(slow)
    assert len(quick) > 3
    for deal, share in quick.items():
        assert share == pytest.approx(slow[deal], abs=0.04)


def test_a_hand_of_few_colours_left_others_fewer_moves_and_so_makes_them_likelier():
    """Each move of player_1 was one of seven and of a tell for each colour that player_0 holds."""
    game = hanabi.game(colours=5, ranks=1, hand=3, information=3)
    position = Position(game, 0)
    path = [game.names[name] for name in ("tell player_1 1", "discard 1")] * 4
    shown = [3, 3, 4, 3, 4, 0, 1]
    position.restore({"path": path, "outcomes": [0, 1, 2, *shown]})
    unseen = [face for face in range(5) for _ in range(3 - shown.count(face))]
    expected = dict.fromkeys((1, 2, 3), 0.0)
    for hand in permutations(unseen, 3):
        expected[len(set(hand))] += (7 + len(set(hand))) ** -4.0
    got = imagined(position, 0, 3000)
    for colours, weight in expected.items():
        share = sum(share for deal, share in got.items() if len(set(deal[:3])) == colours)
        assert share == pytest.approx(weight / sum(expected.values()), abs=0.03)


def test_a_late_position_of_the_whole_game_is_imagined():
    game = hanabi.game(5, lives=10)
    position, rng = Position(game, 3), np.random.default_rng(3)
    while len(position.path) < 40:
        position.play(int(rng.choice(position.legal()[game.first[hanabi.HAND] :] or position.legal())))
    for seat in range(5):
        worlds = [position.imagine(seat, rng) for _ in range(20)]
        assert all((world.see(seat) == position.see(seat)).all() for world in worlds)
        assert len({world.s.tobytes() for world in worlds}) > 1


@pytest.mark.parametrize(("players", "hand"), [(2, 5), (3, 5), (4, 4), (5, 4)])
def test_hands_are_as_large_as_the_rules_say(players, hand):
    assert hanabi.game(players).first[hanabi.HAND] == hand


@pytest.mark.parametrize(
    "options",
    [
        {"players": 6},
        {"colours": 0},
        {"ranks": 6},
        {"hand": 6},
        {"information": -1},
        {"lives": 0},
        {"lost": "all"},
        {"tenth": 2},
    ],
)
def test_bad_options_are_refused(options):
    (name,) = options
    with pytest.raises(ValueError, match=f"^{name} must be .*; got "):
        hanabi.game(**options)


def test_more_cards_in_hand_than_there_are_is_refused():
    with pytest.raises(ValueError, match="from 1 to 3; got 4"):
        hanabi.game(3, colours=1, hand=4)


def scores(players, games, choose, seed=0):
    """The scores of some games of the whole game."""
    env, rng, got = spenvs.make("Hanabi-v0", players=players), np.random.default_rng(seed), []
    env.reset(seed=seed)
    for _ in range(games):
        env.reset()
        while env.position.mover != OVER:
            env.step(int(choose(env.turn(rng=rng))))
        got.append(env.position.returns()[0])
    return np.array(got)


@pytest.mark.parametrize(("players", "least"), [(2, 19.0), (5, 20.0)])
def test_the_scripted_player_scores_well_with_its_like(players, least):
    got = scores(players, 40, scripted)
    assert got.mean() - 1.96 * got.std() / len(got) ** 0.5 > least
    random = scores(players, 40, lambda turn: turn.rng.choice(turn.actions))
    assert random.mean() + 1.96 * random.std() / len(random) ** 0.5 < 2.0
