"""Kuhn and Leduc poker by hand: who takes what."""

import numpy as np
import pytest

import spenvs
from baselines.agents.scripts.cards import SCRIPTS
from baselines.agents.scripts.poker import kuhn_betting, odds
from baselines.learn.best_response import nash_conv
from baselines.learn.flatten import flatten
from baselines.learn.policy import normalised
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import indian_poker, kuhn_poker, leduc_poker

JACK, QUEEN, KING = 0, 1, 2


@pytest.mark.parametrize(
    ("moves", "high", "low"),
    [
        ("pass pass", [1, -1], [-1, 1]),
        ("bet bet", [2, -2], [-2, 2]),
        ("pass bet bet", [2, -2], [-2, 2]),
        ("bet pass", [1, -1], [1, -1]),
        ("pass bet pass", [-1, 1], [-1, 1]),
    ],
)
def test_kuhn_pays_as_kuhn_says(after, moves, high, low):
    """Kuhn (1950), with the higher card and with the lower one."""
    assert after(kuhn_poker.game(), moves, (KING, JACK)).returns() == high
    assert after(kuhn_poker.game(), moves, (JACK, QUEEN)).returns() == low


def test_kuhn_of_three(after):
    """The best hand has folded, so that the second takes the pot."""
    game = kuhn_poker.game(3)
    assert after(game, "pass bet bet pass", (3, 0, 1)).returns() == [-1, -2, 3]
    assert after(game, "bet pass pass", (0, 1, 2)).returns() == [2, -1, -1]
    assert after(game, "bet bet bet", (0, 3, 2)).returns() == [-2, 4, -2]
    assert after(game, "pass pass pass", (0, 1, 2)).returns() == [-1, -1, 2]


def test_kuhn_of_four_lets_each_answer_once(after):
    game = kuhn_poker.game(4)
    assert after(game, "pass pass bet bet pass", (0, 1, 2, 3)).mover == 1
    assert after(game, "pass pass bet bet pass bet", (0, 4, 2, 3)).returns() == [-1, 5, -2, -2]


def cards(text):
    """Leduc's six cards by rank: the first of each."""
    return [2 * "JQK".index(rank) for rank in text]


@pytest.mark.parametrize(
    ("moves", "dealt", "returns"),
    [
        ("raise fold", "JK", [1, -1]),
        ("call raise fold", "KJ", [-1, 1]),
        ("raise raise fold", "KJ", [-3, 3]),
        ("call call raise fold", "JKQ", [1, -1]),
        ("call call raise raise fold", "KJQ", [-5, 5]),
        ("raise call call call", "KQJ", [3, -3]),
        ("raise raise call raise raise call", "KQJ", [13, -13]),
        ("call call call call", "QKJ", [-1, 1]),
    ],
)
def test_leduc_pays_what_was_put_in(after, moves, dealt, returns):
    assert after(leduc_poker.game(), moves, cards(dealt)).returns() == returns


def test_leduc_pairs_beat_kings_and_equal_cards_share(after):
    game = leduc_poker.game()
    assert after(game, "call call raise call", [0, 4, 1]).returns() == [5, -5]
    assert after(game, "call call raise call", [4, 2, 3]).returns() == [-5, 5]
    assert after(game, "call call raise call", [2, 3, 5]).returns() == [0, 0]


def test_leduc_moves(after):
    """No folding where nothing is to be paid, no third raise; both rounds are begun by player_0."""
    game, dealt = leduc_poker.game(), cards("JKQ")

    def legal(moves):
        position = after(game, moves, dealt)
        return position.mover, [game.actions[a] for a in position.legal()]

    assert legal("") == (0, ["call", "raise"])
    assert legal("call") == (1, ["call", "raise"])
    assert legal("call raise") == (0, ["fold", "call", "raise"])
    assert legal("raise raise") == (0, ["fold", "call"])
    assert legal("raise call") == (0, ["call", "raise"])
    assert legal("raise call call raise raise") == (1, ["fold", "call"])
    assert after(game, "raise call call call", dealt).mover == OVER


def test_leduc_in_words(after):
    position = after(leduc_poker.game(), "raise call call raise", cards("JKQ"))
    assert leduc_poker.describe(position.game, position.s, 0) == (
        "Your card is J. First round: player_0 raise, player_1 call. The open card is Q. "
        "Second round: player_0 call, player_1 raise. Chips put in: player_0 3, player_1 7."
    )


@pytest.mark.parametrize(
    ("id", "preset"),
    [
        ("KuhnPoker-v0", None),
        ("KuhnPoker-v0", "five-hands"),
        ("KuhnPoker-v0", "textarena"),
        ("LeducPoker-v0", None),
        ("LeducPoker-v0", "five-hands"),
        ("IndianPoker-v0", None),
        ("IndianPoker-v0", "five-hands"),
        ("Goofspiel-v0", None),
    ],
)
def test_scripted_players_beat_random_ones(id, preset):
    """Pairs of games, one deal from both seats: the 95 % interval of a pair's mean is above zero."""
    env, script, rng, pairs = spenvs.make(id, preset=preset), SCRIPTS[id], np.random.default_rng(0), []
    for seed in range(200):
        won = 0.0
        for seat in range(2):
            env.reset(seed=seed)
            own = np.random.default_rng(seed)
            while not env.terminations[agent := env.agent_selection]:
                scripted = agent == f"player_{seat}"
                env.step(script(env.turn(agent, rng=own)) if scripted else int(rng.choice(env.legal_actions())))
            assert not any("fault" in info for info in env.infos.values())
            won += env.rewards[f"player_{seat}"] / 2
        pairs.append(won)
    assert np.mean(pairs) > 1.96 * np.std(pairs, ddof=1) / len(pairs) ** 0.5


def test_the_scripted_player_of_kuhn_cannot_be_beaten():
    """Kuhn's equilibrium with alpha = 1/3, as the script plays it at every information state."""
    tree, position = flatten(kuhn_poker.game()), Position(kuhn_poker.game(), 0)
    weights: list[float] = []
    for state in range(tree.nodes.size):
        position.restore(tree.history(state))
        s, seat = position.s, position.mover
        card, bets = s[kuhn_poker.CARD + seat] - 1, s[kuhn_poker.BETTOR] > 0
        bet = kuhn_betting(card == KING, card == JACK, bets, s[kuhn_poker.COUNT] == 2)
        weights += [1 - bet, bet]
    assert nash_conv(normalised(tree, np.array(weights))) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("preset", ["three-players", "five-hands", "small", None])
def test_the_odds_of_indian_poker_are_those_of_the_deck(preset):
    """Own cards as they are imagined by the rules win as often as the script believes."""
    env = spenvs.make("IndianPoker-v0", preset=preset)
    env.reset(seed=4)
    seat, s = env.position.mover, env.position.s
    seen = [int(s[indian_poker.CARD + i]) - 1 for i in range(env.game.seats) if i != seat]
    believed = odds(seen, seen, int(s[indian_poker.RANKS]), int(s[indian_poker.SUITS]))
    rng = np.random.default_rng(0)
    own = [int(env.position.imagine(seat, rng).s[indian_poker.CARD + seat]) - 1 for _ in range(400)]
    won = np.mean([1.0 if card > max(seen) else 0.5 if card == max(seen) else 0.0 for card in own])
    assert won == pytest.approx(believed, abs=0.08)
