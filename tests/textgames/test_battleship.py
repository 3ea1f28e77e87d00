"""Battleship by hand: placing, shooting, what is told, how it counts; and what a seat may imagine."""

from collections import Counter

import numpy as np
import pytest

import baselines
import spenvs
from spenvs.core.position import Position
from spenvs.core.rules import MOVER, OVER
from spenvs.textgames import battleship

PLACED = "a1-across a1-down c1-across a3-down"
"""On 3 by 3: player_0 has a1 a2 and c1 c2, player_1 a1 b1 and a3 b3."""


def pairs(**options):
    return battleship.game(**{"columns": 3, "rows": 3, "ships": (2, 2), "shots": 5} | options)


def names(game, position):
    return [game.actions[a] for a in position.legal()]


def test_ships_lie_on_the_board_and_apart(after):
    game = pairs()
    assert len(after(game).legal()) == 12
    second = names(game, after(game, "a1-across b2-down"))
    assert "a1-down" not in second
    assert "a2-across" not in second
    assert "b1-across" in second


def test_every_ship_leaves_room_for_those_to_come(after):
    """On a row of three squares, a ship of one in the middle would leave no room for one of two."""
    game = battleship.game(columns=3, rows=1, ships=(1, 2), shots=3)
    assert names(game, after(game)) == ["a1-across", "a3-across"]


def test_what_a_shot_is_told(after):
    game = pairs()
    position = after(game, f"{PLACED} a1 c3 b1 b2 c1")
    told = battleship.describe(game, position.s, 0)
    assert "a  A  A  .   a  x  .  .\nb  .  o  .   b  *  .  .\nc  B  B  o   c  o  .  .\n" in told
    assert "You shot at c1: water. player_1 shot at b2: water. Of 2 ships each, you have lost 0 and sunk 1." in told
    other = battleship.describe(game, position.s, 1)
    assert "a  x  .  B   a  .  .  .\nb  x  .  B   b  .  o  .\nc  o  .  .   c  .  .  o\n" in other


def test_a_sunk_fleet_ends_the_game(after):
    position = after(pairs(), f"{PLACED} a1 a1 b1 a2 a3 b3 b3")
    assert position.mover == OVER
    assert position.returns() == [1, -1]
    assert after(pairs(winner=True), f"{PLACED} a1 a1 b1 a2 a3 b3 b3").returns() == [1, -1]


def test_the_last_shots_end_it_too(after):
    shots = "a1 a1 b1 b1"
    position = after(pairs(shots=2), f"{PLACED} {shots}")
    assert position.mover == OVER
    assert position.returns() == [1, -1]
    assert after(pairs(shots=2, winner=True), f"{PLACED} {shots}").returns() == [0, 0]
    assert after(pairs(shots=2, values=(5, 3), loss=2), f"{PLACED} {shots}").returns() == [5, -10]


def test_squares_are_shot_at_once_unless_the_rules_let_players_repeat(after):
    assert "a1" not in names(pairs(), after(pairs(), f"{PLACED} a1 a1"))
    game = pairs(repeats=True, shots=6)
    assert "a1" in names(game, after(game, f"{PLACED} a1 a1"))
    again = after(game, f"{PLACED} a1 c3 b1 c3 a1")
    assert "You shot at a1: a ship sunk." in battleship.describe(game, again.s, 0)
    assert again.s[battleship.LOST : battleship.LOST + 2].tolist() == [0, 1]


def test_a_seat_sees_nothing_of_ships_that_were_not_hit(after):
    game = pairs()
    seen = [
        after(game, f"a1-across {first} c1-across a3-down a1 a1").see(0).tolist() for first in ("a1-down", "a1-across")
    ]
    assert seen[0] == seen[1]
    seen = [
        after(game, f"a1-across {first} c1-across a3-down c2 a1").see(0).tolist() for first in ("b2-down", "a1-down")
    ]
    assert seen[0] != seen[1]


def test_the_order_of_hits_is_remembered(after):
    """Only a hit made before a ship sank can be a part of it."""
    seen = [after(pairs(), f"{PLACED} {shots}").see(0).tolist() for shots in ("a1 a1 a3 b1", "a3 a1 a1 b1")]
    assert seen[0] != seen[1]


def test_dealt_fleets_are_those_that_players_can_place():
    """Chance lays each ship evenly where it leaves room for the others."""
    placed, dealt = Position(pairs(), 0), Position(pairs(dealt=True), 0)
    p = np.zeros(dealt.game.scratch)
    battleship.chance(dealt.game.first, p)
    assert np.flatnonzero(p).tolist() == [a - 9 for a in placed.legal()]
    assert p.max() == pytest.approx(1 / 12)
    assert dealt.game.actions == placed.game.actions[:9]


def fleets(position, seat):
    """How likely each fleet of the other is to one who knows what a seat knows, by trying all: {its places: chance}."""
    game, found = position.game, {}
    for line in _lines(game, position, seat, game.first.copy(), [], 1.0):
        found[line[0]] = found.get(line[0], 0.0) + line[1]
    return {fleet: weight / sum(found.values()) for fleet, weight in found.items()}


def _lines(game, position, seat, s, path, weight):
    """Each fleet that the other may have, with its weight: his choices among legal places are taken for even."""
    placed = len(path)
    if placed < 2 * s[battleship.SHIPS]:
        legal = np.zeros(len(game.actions), np.int8)
        battleship.legal(s, legal)
        choices = [position.path[placed]] if s[MOVER] == seat else np.flatnonzero(legal).tolist()
        for a in choices:
            following = s.copy()
            battleship.play(following, a)
            share = 1.0 if s[MOVER] == seat else 1.0 / legal.sum()
            yield from _lines(game, position, seat, following, [*path, a], weight * share)
        return
    fleet = tuple(path[1 - seat :: 2])
    for a in position.path[placed:]:
        if s[MOVER] == OVER:
            return
        battleship.play(s, a)
    x = np.zeros(game.view, np.int8)
    battleship.see(s, seat, x)
    if (x == position.see(seat)).all():
        yield fleet, weight


@pytest.mark.parametrize("shots", ["", "c2 a1", "a1 a1 c2 a2", "a1 a1 b1 c3", "a3 b1 c1 b2 b3 c3"])
def test_imagined_fleets_come_as_often_as_they_should(after, shots):
    position, rng, games = after(pairs(), f"{PLACED} {shots}"), np.random.default_rng(0), 3000
    for seat in (0, 1):
        expected = fleets(position, seat)
        drawn = Counter(tuple(position.imagine(seat, rng).path[1 - seat : 4 : 2]) for _ in range(games))
        assert set(drawn) <= set(expected)
        for fleet, chance in expected.items():
            assert drawn[fleet] / games == pytest.approx(chance, abs=0.025)


@pytest.mark.parametrize("preset", ["textarena", "classic"])
def test_whole_fleets_are_imagined_late_in_the_game(preset):
    """With most squares shot at, few fleets are left; one that fits is found at once."""
    env = spenvs.make("Battleship-v0", preset=preset)
    rng = np.random.default_rng(1)
    env.reset(seed=2)
    while env.position.mover != OVER:
        if env.position.s[battleship.SHOT] % 20 == 0:
            for seat in range(2):
                world = env.position.imagine(seat, rng)
                assert (world.see(seat) == env.position.see(seat)).all()
        env.step(int(rng.choice(env.legal_actions())))


def test_a_search_plays_on_imagined_fleets():
    records = baselines.play("Battleship-v0", ["mcts?simulations=100&worlds=4", "random"], 3, seed=1)
    assert all(move.status == "ok" for record in records for move in record.moves)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"columns": 11}, "columns must be"),
        ({"rows": 0}, "rows must be"),
        ({"ships": ()}, "ships must be a list of 1 to 6"),
        ({"ships": "23"}, "ships must be a list"),
        ({"ships": (9,)}, r"ships\[0\] must be"),
        ({"ships": (4, 4, 4, 4, 1)}, "do not fit"),
        ({"values": (1,)}, "values must be as many as ships"),
        ({"shots": 17}, "shots must be"),
        ({"loss": 0.5}, "loss must be a number"),
        ({"winner": "me"}, "winner must be"),
    ],
)
def test_bad_options_are_refused(options, complaint):
    with pytest.raises(ValueError, match=complaint):
        battleship.game(**options)
