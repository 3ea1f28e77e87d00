"""Secret Mafia as TextArena plays it: the preset against TextArena's engine, under the same random players."""

import random

import numpy as np
import pytest

import spenvs
from spenvs.textgames.village import TALK

textarena = pytest.importorskip("textarena")

GAMES = 600
"""Games of each; 5,000 agree too."""


def ours(players, games):
    """For each game: whether the village won, and how many turns it took."""
    env, rng, results = spenvs.make("SecretMafia-v0", preset="textarena", players=players), random.Random(1), []
    env.reset(seed=1)
    for _ in range(games):
        env.reset()
        turns = 0
        while not env.terminations[agent := env.agent_selection]:
            position = env.position
            others = [seat for seat in position.s.alive if seat != position.mover]
            talks = position.s.phase == TALK
            env.step("Well." if talks else f"[{env.legal(agent)[0].partition(':')[0]}: {rng.choice(others)}]")
            turns += 1
        results.append((env.outcome()["village_won"], turns))
    return np.array(results, float)


def theirs(players, games):
    """The same in TextArena, which draws from the process's generator."""
    random.seed(1)
    rng, results = random.Random(2), []
    for _ in range(games):
        env = textarena.make("SecretMafia-v0-raw")
        env.reset(num_players=players)
        over, turns = False, 0
        while not over:
            state = env.state.game_state
            player, _ = env.get_observation()
            others = [seat for seat in state["alive_players"] if seat != player]
            talks = state["phase"].value == "Day-Discussion"
            over, _ = env.step("Well." if talks else f"[Player {rng.choice(others)}]")
            turns += 1
        rewards, info = env.close()
        village = [seat for seat in rewards if info[seat]["role"] != "Mafia"]
        assert len({rewards[seat] for seat in village}) == 1
        results.append((rewards[village[0]] == 1, turns))
    return np.array(results, float)


@pytest.mark.parametrize("players", [6, 9, 12])
def test_wins_and_lengths_are_textarenas(players):
    """The means lie within four standard errors of each other."""
    one, two = ours(players, GAMES), theirs(players, GAMES)
    error = np.sqrt((one.var(axis=0) + two.var(axis=0)) / GAMES)
    assert (np.abs(one.mean(axis=0) - two.mean(axis=0)) < 4 * error).all()
