"""OpenSpiel's Hanabi (the Hanabi Learning Environment) as judge: deals, legal moves, the whole table, returns.

Random games end early, when the last life is lost; in every second game cards that do not fit are seldom played.
"""

import random
import re

import numpy as np
import pyspiel
import pytest

from spenvs.core.rules import CHANCE, MOVER, OVER
from spenvs.textgames import hanabi

GAMES = 60
"""Random games for each setting; 10,000 were played once."""

SETTINGS = {
    "mini": (2, {"colours": 2, "ranks": 2, "hand": 3, "information": 3}),
    "simple": (2, {"colours": 3, "ranks": 2}),
    "mars-full": (2, {"colours": 3, "ranks": 3}),
    "two": (2, {}),
    "three": (3, {}),
    "four": (4, {}),
    "five": (5, {}),
    "no tokens": (3, {"colours": 1, "ranks": 3, "hand": 2, "information": 0}),
    "one rank": (3, {"colours": 4, "ranks": 1, "hand": 3, "information": 2}),
    "one card each": (2, {"colours": 1, "ranks": 4, "hand": 1, "information": 1, "lives": 9}),
    "all dealt": (2, {"colours": 2, "ranks": 2, "hand": 4}),
}


def judge(game):
    """OpenSpiel's game with the same options."""
    _, players, colours, ranks, hand, information, lives, *_ = game.first.tolist()
    return pyspiel.load_game(
        f"hanabi(players={players},colors={colours},ranks={ranks},hand_size={hand},"
        f"max_information_tokens={information},max_life_tokens={lives})"
    )


def translate(game, action, mover):
    """OpenSpiel's number for one of our actions: discards come first, and players are counted from the mover on."""
    _, players, colours, ranks, hand, *_ = game.first.tolist()
    if action < 2 * hand:
        return (action + hand) % (2 * hand)
    seat, kind = divmod(action - 2 * hand, colours + ranks)
    beyond = (seat - mover) % players - 1
    if kind < colours:
        return 2 * hand + beyond * colours + kind
    return 2 * hand + (players - 1) * colours + beyond * ranks + kind - colours


def told(cells, number):
    """What a card can be by what was told of it, as OpenSpiel writes it."""
    colours, ranks, bits = cells[hanabi.COLOURS], cells[hanabi.RANKS], cells[hanabi.TOLD + number]
    left = [c for i, c in enumerate("RYGWB"[:colours]) if bits >> i & 1]
    left_ranks = [str(i + 1) for i in range(ranks) if bits >> colours + i & 1]
    return "".join(left + left_ranks)


def table(cells):
    """The whole position, as OpenSpiel writes it but for what was told in so many words."""
    letters, ranks, hand = "RYGWB"[: cells[hanabi.COLOURS]], cells[hanabi.RANKS], cells[hanabi.HAND]
    names = [f"{letter}{rank + 1}" for letter in letters for rank in range(ranks)]
    hands = [
        [
            f"{names[cells[hanabi.FACE + n]]} {told(cells, n)}"
            for n in cells[hanabi.HELD + seat * hand : hanabi.HELD + (seat + 1) * hand]
            if n
        ]
        for seat in range(cells[hanabi.PLAYERS])
    ]
    counts = cells[hanabi.DISCARDED : hanabi.DISCARDED + len(letters) * ranks]
    return {
        "lives": cells[hanabi.LEFT_LIVES],
        "tokens": cells[hanabi.TOKENS],
        "fireworks": [f"{c}{cells[hanabi.FIREWORKS + i]}" for i, c in enumerate(letters)],
        "hands": hands,
        "deck": cells[hanabi.DECK] - cells[hanabi.DEALT],
        "discards": sorted(names[face] for face, count in enumerate(counts) for _ in range(count)),
    }


def their_table(state):
    """The same out of OpenSpiel's text."""
    text = str(state)
    found = re.fullmatch(
        r"Life tokens: (\d+)\nInfo tokens: (\d+)\nFireworks: (.*) \nHands:\n(.*)Deck size: (\d+)\nDiscards:(.*)",
        text,
        re.S,
    )
    hands = [
        [re.sub(r"\|\| ..\|", "", line) for line in hand.splitlines() if line and line != "Cur player"]
        for hand in found[4].split("-----\n")
    ]
    return {
        "lives": int(found[1]),
        "tokens": int(found[2]),
        "fireworks": found[3].split(),
        "hands": hands,
        "deck": int(found[5]),
        "discards": sorted(found[6].split()),
    }


def choose(game, s, legal, careful, rng):
    """Draw a legal move; a careful player seldom plays a card that does not fit."""
    while True:
        action = rng.choice(legal)
        if not careful or action >= s[hanabi.HAND] or rng.random() < 0.05:
            return action
        face = s[hanabi.FACE + s[hanabi.HELD + s[MOVER] * s[hanabi.HAND] + action]]
        if s[hanabi.FIREWORKS + face // s[hanabi.RANKS]] == face % s[hanabi.RANKS]:
            return action


def same_game(game, state, careful, rng):
    """Play one random game in both; give how it ended, and what MARS would have paid."""
    s, paid = game.first.copy(), 0.0
    while s[MOVER] != OVER:
        if s[MOVER] == CHANCE:
            p = np.zeros(game.outcomes)
            hanabi.chance(s, p)
            assert dict(state.chance_outcomes()) == pytest.approx({k: p[k] for k in p.nonzero()[0]})
            outcome = rng.choices(range(game.outcomes), p)[0]
            hanabi.play(s, outcome)
            state.apply_action(outcome)
            continue
        mover, mask = int(s[MOVER]), np.zeros(len(game.actions), np.int8)
        hanabi.legal(s, mask)
        legal = mask.nonzero()[0].tolist()
        assert mover == state.current_player()
        assert state.legal_actions() == sorted(translate(game, action, mover) for action in legal)
        assert table(s.tolist()) == their_table(state)
        action = choose(game, s, legal, careful, rng)
        hanabi.play(s, action)
        state.apply_action(translate(game, action, mover))
        paid += state.rewards()[0]
    assert state.is_terminal()
    assert table(s.tolist()) == their_table(state)
    r = np.zeros(game.scratch)
    hanabi.score(s, r)
    return r[: game.seats].tolist(), state.returns(), paid + (0.1 if state.rewards()[0] == 0 else 0.0)


@pytest.mark.parametrize("setting", SETTINGS)
def test_openspiel_plays_the_same_game(setting):
    players, options = SETTINGS[setting]
    game, rng = hanabi.game(players, **options), random.Random(setting)
    root = judge(game).new_initial_state()
    ends = set()
    for n in range(GAMES):
        ours, theirs, _ = same_game(game, root.clone(), n % 2 == 0, rng)
        assert ours == theirs
        ends.add(ours[0])
    assert len(ends) > 1


@pytest.mark.parametrize("setting", ["mini", "simple", "mars-full", "all dealt"])
def test_marss_rewards_add_up_to_the_return(setting):
    """MARS pays the change of the score after each move, and a tenth for a last move that changes nothing."""
    players, options = SETTINGS[setting]
    game, rng = hanabi.game(players, **options, tenth=True), random.Random(setting)
    root = judge(game).new_initial_state()
    for n in range(GAMES):
        ours, _, paid = same_game(game, root.clone(), n % 2 == 0, rng)
        assert ours == pytest.approx([paid] * players)
