"""Positions: chance, copies, snapshots, and worlds that a seat cannot tell apart."""

import copy
import pickle

import numpy as np
import pytest

import spenvs
from spenvs.core.moves import IllegalMove
from spenvs.core.position import Position, chance_stream
from spenvs.core.rules import OVER
from spenvs.textgames import kuhn_poker, leduc_poker, tictactoe


def walk(position, seed, most=10_000):
    rng = np.random.default_rng(seed)
    position.begin()
    for _ in range(most):
        yield position
        if position.mover == OVER:
            return
        position.play(int(rng.choice(position.legal())))


def test_deals_are_even():
    position = Position(kuhn_poker.game(), 0)
    deals = np.zeros((3, 3))
    for _ in range(6000):
        position.begin()
        deals[tuple(position.outcomes())] += 1
    assert (np.diag(deals) == 0).all()
    assert np.abs(deals[~np.eye(3, dtype=bool)] / 6000 - 1 / 6).max() < 0.02


def test_illegal_plays_change_nothing():
    position = Position(tictactoe.game(), 0)
    position.play(4)
    before = position.snapshot()
    for action in (4, 9, -1, 10**12):
        with pytest.raises(IllegalMove):
            position.play(action)
    assert position.snapshot() == before
    for action in (0, 3, 1, 5, 2):
        if position.mover != OVER:
            position.play(action)
    assert position.mover == OVER
    with pytest.raises(IllegalMove, match="the game is over"):
        position.play(8)


def test_copies_are_independent(make_finite):
    game = make_finite().game
    for position in walk(Position(game, 1), 1):
        for twin in (position.copy(), copy.deepcopy(position), pickle.loads(pickle.dumps(position))):
            assert twin.snapshot() == position.snapshot()
            assert (twin.s == position.s).all()
            assert (twin.mask == position.mask).all()
            assert twin.returns() == position.returns()
            if twin.mover != OVER:
                before = position.snapshot()
                twin.play(twin.legal()[0])
                assert position.snapshot() == before


def test_the_tape_holds_every_draw(make_finite):
    game = make_finite().game
    for seed in range(20):
        for position in walk(Position(game, seed), seed):
            assert position._tape[1] <= game.draws


def test_imagined_positions_look_the_same(make_finite):
    """What is imagined from any position of a few games shows the seat what it sees, and differs where it can."""
    game = make_finite().game
    rng = np.random.default_rng(0)
    differs = False
    for seed in range(3 if game.cells > 20 else 10):
        for ply, position in enumerate(walk(Position(game, seed), seed)):
            for seat in range(game.seats) if ply < 20 or ply % 8 == 0 else ():
                world = position.imagine(seat, rng)
                assert (world.see(seat) == position.see(seat)).all()
                assert world.mover == position.mover
                if position.mover == seat:
                    assert world.legal() == position.legal()
                assert len(world.path) == len(position.path)
                again = Position(game, 0)
                again.restore(world.snapshot())
                assert (again.s == world.s).all()
                differs |= (world.s != position.s).any()
    assert differs == game.hidden


def test_imagining_knows_only_what_the_seat_sees():
    """Two deals that differ in the other's card give the same worlds from the same generator."""
    game = kuhn_poker.game()
    worlds = []
    for other in (1, 2):
        position = Position(game, 0)
        position.restore({"path": [1], "outcomes": [0, other]})
        rng = np.random.default_rng(7)
        drawn = [position.imagine(0, rng).outcomes() for _ in range(200)]
        assert {tuple(deal) for deal in drawn} == {(0, 1), (0, 2)}
        worlds.append(drawn)
    assert worlds[0] == worlds[1]


def test_imagined_cards_follow_their_chances():
    position = Position(kuhn_poker.game(3), 0)
    position.restore({"path": [], "outcomes": [0, 1, 2]})
    rng = np.random.default_rng(3)
    others = [tuple(position.imagine(0, rng).outcomes()[1:]) for _ in range(3000)]
    assert len(set(others)) == 6
    assert max(abs(others.count(pair) / 3000 - 1 / 6) for pair in set(others)) < 0.03


def test_imagined_cards_take_account_of_what_came_later():
    """Holding K of K K Q Q J J with Q open, the other card is J twice as likely as K, and as Q."""
    game = leduc_poker.game()
    position = Position(game, 0)
    position.restore({"path": [1, 1], "outcomes": [4, 0, 2]})
    rng = np.random.default_rng(0)
    ranks = np.bincount([position.imagine(0, rng).outcomes()[1] // 2 for _ in range(4000)]) / 4000
    assert np.abs(ranks - [0.5, 0.25, 0.25]).max() < 0.06


def test_streams_are_numpys_seed_sequences():
    expected = np.random.SeedSequence(42).generate_state(3, np.uint64).view(np.int64)
    assert (chance_stream(42, 3) == expected).all()
    assert chance_stream(42) == expected[0]


def test_a_game_begins_in_its_own_options():
    assert spenvs.make("KuhnPoker-v0", players=4).game.seats == 4
    assert tictactoe.game(rows=2, columns=5).first[1:3].tolist() == [2, 5]
    assert pickle.loads(pickle.dumps(tictactoe.game(wild=True))) == tictactoe.game(wild=True)
