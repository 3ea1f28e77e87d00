"""TextArena as judge of the presets that follow it: its engine and our rules play the same random games."""

import random
import sys

import pytest

import spenvs

textarena = pytest.importorskip("textarena")

GAMES = 100
TALK = "Hello."


def blotto(name: str) -> str:
    """A spread as TextArena writes it."""
    return "[" + " ".join(f"{field}{coins}" for field, coins in zip("ABC", name.split(), strict=True)) + "]"


def plainly(name: str) -> str:
    return f"[{name}]"


def amount(name: str) -> str:
    """The number of a gift."""
    return f"[{name.removeprefix('give ')}]"


def division(name: str) -> str:
    """An offer, or an answer to one."""
    word, _, offered = name.partition(" ")
    return f"[Offer: ${offered}]" if offered else {"accept": "[Accept]", "refuse": "[Reject]"}[word]


CASES = [
    ("PrisonersDilemma-v0", "IteratedPrisonersDilemma-v0", plainly),
    pytest.param(
        "StagHunt-v0",
        "IteratedStagHunt-v0",
        plainly,
        marks=pytest.mark.skipif(sys.version_info < (3, 12), reason="TextArena's does not compile before 3.12"),
    ),
    ("MatchingPennies-v0", "IteratedMatchingPennies-v0", plainly),
    ("RockPaperScissors-v0", "IteratedRockPaperScissors-v0", plainly),
    ("TwoThirdsAverage-v0", "IteratedTwoThirdsAverage-v0", plainly),
    ("UltimatumGame-v0", "IteratedUltimatumGame-v0", division),
    ("PublicGoods-v0", "PublicGoodsGame-v0", amount),
    ("ColonelBlotto-v0", "ColonelBlotto-v0", blotto),
]


@pytest.mark.parametrize(("id", "name", "write"), CASES)
def test_the_same_games(id, name, write):
    """The same seats are asked, games end at the same move, and the rewards are the same.

    In every second game the choices are few, so that there are ties.
    """
    env, rng = spenvs.make(id, preset="textarena"), random.Random(id)
    for seed in range(GAMES):
        env.reset(seed=seed)
        theirs = textarena.make(name)
        theirs.reset(num_players=len(env.possible_agents), seed=seed)
        over = False
        while not over:
            seat, _ = theirs.get_observation()
            if theirs.state.game_state.get("phase") == "conversation":
                over, _ = theirs.step(TALK)
                continue
            assert env.agent_selection == f"player_{seat}"
            legal = env.legal(env.agent_selection)
            move = rng.choice(legal if seed % 2 else legal[:3])
            over, _ = theirs.step(write(move))
            env.step(move)
            assert all(env.terminations.values()) == over
        rewards, _ = theirs.close()
        assert {f"player_{seat}": reward for seat, reward in rewards.items()} == env.rewards
