"""Matches of hands: who begins, what becomes known, what stays face down, and what is counted."""

import numpy as np
import pytest

import spenvs
from baselines.learn.best_response import expected_returns, nash_conv
from baselines.learn.cfr import solve
from baselines.learn.flatten import flatten
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import indian_poker, kuhn_poker, leduc_poker

JACK, QUEEN, KING = 0, 1, 2
GAMES = {"kuhn": kuhn_poker, "leduc": leduc_poker, "indian": indian_poker}


@pytest.fixture(params=[(name, players) for name in GAMES for players in (2, 3)], ids=lambda p: f"{p[0]}-{p[1]}")
def match(request):
    """A match of eight hands, of two and of three players."""
    name, players = request.param
    return GAMES[name].game(players=players, hands=8)


def played_at_random(game, seed, stop=None):
    """A position after so many random moves, or at the end."""
    position, rng = Position(game, seed), np.random.default_rng(seed)
    while position.mover != OVER and len(position.path) != stop:
        position.play(int(rng.choice(position.legal())))
    return position


def test_a_hand_is_begun_by_the_next_player(match):
    position, starters = Position(match, 3), []
    while position.mover != OVER:
        told = match.rules.describe(match, position.s, 0)
        if "Played so far: nothing" in told or "First round: nothing" in told:
            starters.append(position.mover)
        position.play(position.legal()[-1])
    assert starters == [hand % match.seats for hand in range(8)]


def test_a_world_that_is_imagined_late_looks_the_same(match):
    for seed in range(4):
        position = played_at_random(match, seed, 15)
        if position.mover == OVER:
            continue
        for seat in range(match.seats):
            world = position.imagine(seat, np.random.default_rng(seed))
            assert (world.see(seat) == position.see(seat)).all()
            assert world.mover == position.mover
            again = Position(match, 0)
            again.restore(world.snapshot())
            assert (again.s == world.s).all()


def test_cards_of_folded_hands_stay_unknown_and_others_are_known(after):
    """Player_0 sees a folded queen or king, and the jack of a showdown."""
    game = kuhn_poker.game(hands=3)
    deals = (JACK, QUEEN, KING, JACK, QUEEN, KING)
    position = after(game, "bet pass bet bet", deals)
    first = kuhn_poker.block.py_func(position.s.tolist(), 0) + kuhn_poker.SHOWN
    second = kuhn_poker.block.py_func(position.s.tolist(), 1) + kuhn_poker.SHOWN
    rng = np.random.default_rng(0)
    worlds = [position.imagine(0, rng).s for _ in range(60)]
    folded = [abs(int(s[first + 1])) - 1 for s in worlds]
    assert {*folded} == {QUEEN, KING}
    assert 15 < folded.count(QUEEN) < 45
    assert {int(s[second + 1]) - 1 for s in worlds} == {JACK}
    other = after(game, "bet pass bet bet", (JACK, KING, *deals[2:]))
    assert (other.see(0) == position.see(0)).all()
    assert not (other.see(1) == position.see(1)).all()


def test_the_present_hand_is_drawn_as_evenly_as_the_first(after):
    """What happened in the past hands has no bearing on what the other may hold now."""
    game = leduc_poker.game(hands=8)
    position = after(game, " ".join(["call call call call"] * 5), [0, 2, 4] * 5 + [0, 2])
    rng = np.random.default_rng(1)
    held = [
        (int(position.imagine(position.mover, rng).s[leduc_poker.CARD + 1 - position.mover]) - 1) for _ in range(200)
    ]
    own = int(position.s[leduc_poker.CARD + position.mover]) - 1
    ranks = np.bincount([card // 2 for card in held], minlength=3)
    assert ranks[own // 2] == pytest.approx(200 / 5, abs=20)
    assert ranks.sum() == 200


def test_a_showdown_is_seen_by_all_and_told(after):
    game = kuhn_poker.game(hands=2)
    position = after(game, "pass pass", (JACK, KING, QUEEN, JACK))
    other = after(game, "pass pass", (JACK, QUEEN, QUEEN, JACK))
    assert not (position.see(0) == other.see(0)).all()
    assert kuhn_poker.describe(game, position.s, 0) == (
        "Hand 1: player_0 pass, player_1 pass; player_0 showed J, player_1 showed K; player_1 took the pot of 2.\n"
        "Chips so far: player_0 -1, player_1 +1. Hand 2 of 2. Your card is Q. Played so far: nothing."
    )


def test_a_fold_is_told_to_each_as_he_saw_it(after):
    game = kuhn_poker.game(hands=2)
    position = after(game, "bet pass bet", (JACK, KING, QUEEN, JACK))
    assert kuhn_poker.describe(game, position.s, 1) == (
        "Hand 1: player_0 bet, player_1 pass; no showdown, you had K; player_0 took the pot of 3.\n"
        "Chips so far: player_0 +1, player_1 -1. Hand 2 of 2. Your card is J. Played so far: player_1 bet."
    )
    assert "you had J" in kuhn_poker.describe(game, position.s, 0)


def test_the_folded_card_of_three_stays_down_at_a_showdown(after):
    """Player_1 folds; the others show."""
    game = leduc_poker.game(players=3, hands=2)
    position = after(game, "raise fold call call raise call", (0, 2, 4, 6, 0, 2, 4))
    assert leduc_poker.describe(game, position.s, 0) == (
        "Hand 1: player_0 raise, player_1 fold, player_2 call; open K; player_0 call, player_2 raise, player_0 call; "
        "player_0 showed T, player_2 showed Q; player_0 -7, player_1 -1, player_2 +8.\n"
        "Chips so far: player_0 -7, player_1 -1, player_2 +8. Hand 2 of 2. Your card is T. First round: nothing. "
        "Chips put in: player_0 1, player_1 1, player_2 1."
    )
    assert "you had J" in leduc_poker.describe(game, position.s, 1)


def test_two_hands_of_kuhn_are_worth_nothing_and_are_solved_like_one():
    """Each begins one of them; what was seen of the first does not help in the second."""
    tree = flatten(kuhn_poker.game(hands=2))
    policy = solve(tree, iterations=300)
    assert expected_returns(policy)[0] == pytest.approx(0, abs=0.01)
    assert nash_conv(policy) < 0.02


def test_a_single_hand_is_as_it_was():
    """Its sizes and its value; OpenSpiel judges its whole tree elsewhere."""
    assert (kuhn_poker.game().view, leduc_poker.game().view) == (9, 30)
    assert kuhn_poker.game().stake == 2
    assert leduc_poker.game().stake == 13
    assert expected_returns(solve(flatten(kuhn_poker.game()), iterations=2000))[0] == pytest.approx(-1 / 18, abs=1e-3)


def test_the_winner_by_chips_is_the_one_with_the_positive_return():
    """Chips decide by default: a match of five hands that ends even is a draw, of return 0."""
    game = kuhn_poker.game(hands=5)
    for seed in range(200):
        position = played_at_random(game, seed)
        chips = position.s[kuhn_poker.CHIPS : kuhn_poker.CHIPS + 2]
        assert position.returns() == chips.tolist()
        assert chips.sum() == 0


def test_the_longest_matches_fit():
    """Fifty hands of four players who raise whenever they may."""
    for rules in GAMES.values():
        game = rules.game(players=4, hands=50)
        position = Position(game, 0)
        while position.mover != OVER:
            position.play(position.legal()[-1])
        assert sum(position.returns()) == pytest.approx(0)
        assert len(position.outcomes()) <= game.draws
        assert min(position.returns()) >= -game.stake


@pytest.mark.parametrize("name", ["KuhnPoker-v0", "LeducPoker-v0", "IndianPoker-v0"])
@pytest.mark.parametrize("hands", [0, 51, "five", 2.0, True])
def test_a_bad_number_of_hands_is_refused(name, hands):
    with pytest.raises(ValueError, match=r"^hands must be an integer from 1 to 50; got "):
        spenvs.make(name, hands=hands)


@pytest.mark.parametrize(
    ("id", "shown", "folded"),
    [("KuhnPoker-v0", "bet bet", "bet pass"), ("LeducPoker-v0", "raise call call call", "raise fold")],
)
def test_a_single_hand_ends_with_the_cards_of_a_showdown_and_without_folded_ones(id, shown, folded):
    env = spenvs.make(id)
    for moves, hidden in ((shown, False), (folded, True)):
        env.reset(seed=3)
        for move in moves.split():
            env.step(move)
        others = next(line for line in env.ansi("player_0", False).splitlines() if "player_1" in line)
        assert ("▒▒▒" in others) == hidden
