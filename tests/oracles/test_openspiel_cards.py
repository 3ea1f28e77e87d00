"""OpenSpiel as judge of poker: three players, and matches of hands, which it does not have, hand by hand."""

import random

import numpy as np
import pyspiel
import pytest

from spenvs.core.rules import CHANCE, MOVER, OVER
from spenvs.textgames import kuhn_poker, leduc_poker

GAMES = 500  # ten thousand of each were compared once, too


def weights(game, s):
    """The probabilities of chance, or ones for the legal moves."""
    w = np.zeros(max(game.outcomes, len(game.actions)))
    if s[MOVER] == CHANCE:
        game.rules.chance(s, w)
    else:
        mask = np.zeros(len(game.actions), np.int8)
        game.rules.legal(s, mask)
        w[: mask.size] = mask
    return w


def compare_hand(game, s, judge, first: int, rng: random.Random) -> np.ndarray:
    """Play a hand of a match at random, beside OpenSpiel's; its player 0 is our seat `first`. Give its returns.

    The cards are dealt to our seats in their order and to OpenSpiel's players in theirs: what chance may do next is
    compared where both deal the same card, which is the open one.
    """
    players = game.seats
    cards = []
    for _ in range(players):
        cards.append(rng.choice(np.flatnonzero(weights(game, s)).tolist()))
        game.rules.play(s, cards[-1])
    for player in range(players):
        judge.apply_action(cards[(player + first) % players])
    while not judge.is_terminal():
        w = weights(game, s)
        if judge.is_chance_node():
            assert s[MOVER] == CHANCE
            assert dict(judge.chance_outcomes()) == pytest.approx({int(k): w[k] for k in np.flatnonzero(w)})
        else:
            assert s[MOVER] == (judge.current_player() + first) % players
            assert np.flatnonzero(w).tolist() == judge.legal_actions()
        a = rng.choice(np.flatnonzero(w).tolist())
        game.rules.play(s, a)
        judge.apply_action(a)
    return np.roll(judge.returns(), first)


@pytest.mark.parametrize(
    ("name", "rules", "players", "hands"),
    [
        ("kuhn_poker", kuhn_poker, 2, 5),
        ("kuhn_poker", kuhn_poker, 3, 4),
        ("leduc_poker", leduc_poker, 2, 5),
        ("leduc_poker", leduc_poker, 2, 1),
        ("leduc_poker", leduc_poker, 3, 1),
        ("leduc_poker", leduc_poker, 3, 4),
        ("leduc_poker", leduc_poker, 4, 3),
    ],
)
def test_a_match_returns_the_sum_of_its_hands(name, rules, players, hands):
    game, judge = rules.game(players=players, hands=hands), pyspiel.load_game(f"{name}(players={players})")
    rng = random.Random(f"{name} {players} {hands}")
    for _ in range(GAMES):
        s, expected = game.first.copy(), np.zeros(players)
        for hand in range(hands):
            assert s[MOVER] == CHANCE
            expected += compare_hand(game, s, judge.new_initial_state(), hand % players, rng)
        returns = np.zeros(game.scratch)
        game.rules.score(s, returns)
        assert s[MOVER] == OVER
        assert returns[:players] == pytest.approx(expected, abs=1e-9)
