"""What holds for every text game: a seat's information state, and the words for it, say the same and leak nothing."""

import importlib

import numpy as np
import pytest

from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.registry import list_envs, spec

OTHERS = [
    ("TicTacToe-v0", {"rows": 4, "columns": 3, "wild": True, "misere": True}),
    ("ConnectFour-v0", {"rows": 2, "columns": 12, "line": 3}),
    ("LiarsDice-v0", {"players": 3, "dice": 1, "sides": 2, "match": True}),
    ("LiarsDice-v0", {"players": 5, "dice": 3, "sides": 4, "match": True, "wild": False}),
    ("LiarsDice-v0", {"players": 2, "dice": 2, "sides": 3, "match": True}),
    ("Nim-v0", {"heaps": (1,)}),
    ("Nim-v0", {"heaps": (100, 2, 2), "misere": True}),
    ("Goofspiel-v0", {"cards": 3, "open_bids": True, "points": True}),
    ("Goofspiel-v0", {"cards": 5, "prizes": "ascending"}),
    ("RockPaperScissors-v0", {"rounds": 3}),
]
SETTINGS = [
    *(
        (each.id, options)
        for each in list_envs("textgames")
        if each.numbered
        for options in ({}, *each.presets.values())
    ),
    *OTHERS,
]


@pytest.fixture(params=SETTINGS, ids=lambda setting: f"{setting[0]}-{setting[1]}")
def game(request):
    id, options = request.param
    return importlib.import_module(spec(id).module).game(**options)


def never(s):
    return False


def positions(game, games, seed=0):
    """Go through random games: each position, and the seat that made each move of its path."""
    rng, position = np.random.default_rng(seed), Position(game, seed)
    for _ in range(games):
        position.begin()
        movers = []
        yield position, movers
        while position.mover != OVER:
            movers.append(position.mover)
            position.play(int(rng.choice(position.legal())))
            yield position, movers


def test_views_are_zeros_and_ones_and_moves_never_run_out(game):
    for position, _ in positions(game, 20):
        assert bool(position.legal()) == (position.mover != OVER)
        assert position._tape[1] <= game.draws
        for seat in range(game.seats):
            assert set(position.see(seat).tolist()) <= {0, 1}


def test_a_view_recalls_the_seats_own_moves(game):
    """What looks the same to a seat to move allows the same moves; where things are hidden, it also recalls its own."""
    known = {}
    for position, movers in positions(game, 400 if game.cells < 100 else 40):
        if (seat := position.mover) != OVER:
            if game.hidden and getattr(game.rules, "public", never)(position.s):
                movers[:] = [None] * len(movers)  # what all know needs no recall
            own = [a for a, mover in zip(position.path, movers, strict=True) if mover == seat] if game.hidden else []
            recalled = known.setdefault((seat, position.see(seat).tobytes()), (position.legal(), own))
            assert recalled == (position.legal(), own)


def test_words_and_views_say_the_same(game):
    """Equal views have equal texts, so that words leak nothing, and equal texts have equal views.

    Whose turn it is, all are told beside both.
    """
    words, views = {}, {}
    for position, _ in positions(game, 400 if game.cells < 100 else 40):
        for seat in range(game.seats):
            view, text = position.see(seat).tobytes(), game.rules.describe(game, position.s, seat)
            known = seat, position.mover == seat, position.mover == OVER
            assert words.setdefault((known, view), text) == text
            assert views.setdefault((known, text), view) == view


def test_returns_keep_to_what_the_game_promises(game):
    """Nobody loses more than the stake, and in a zero-sum game what one loses the others win."""
    lost = 0.0
    for position, _ in positions(game, 300 if game.cells < 100 else 40):
        returns = position.returns()
        lost = min(lost, *returns)
        assert not game.zero_sum or abs(sum(returns)) < 1e-9
        assert position.mover == OVER or returns == [0.0] * game.seats
    assert -game.stake <= lost <= 0


def test_imagined_positions_hold_what_the_seat_knows(game):
    """They look the same to the seat, allow the same moves, and can be played to the end."""
    rng = np.random.default_rng(1)
    for position, _ in positions(game, 3):
        if rng.random() > 60 / (len(position.path) + 60):
            continue
        for seat in range(game.seats):
            world = position.imagine(seat, rng)
            assert world.mover == position.mover
            assert (world.see(seat) == position.see(seat)).all()
            assert seat != world.mover or world.legal() == position.legal()
            while world.mover != OVER:
                world.play(world.random_action())
