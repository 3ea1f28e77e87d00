"""OpenSpiel's lewis_signaling as judge of the reference game in symbols: what pays there pays the same here."""

import numpy as np
import pytest

import spenvs

pyspiel = pytest.importorskip("pyspiel")

GAMES = 2000


@pytest.mark.parametrize("kinds", [2, 3, 5])
def test_returns_of_random_games(kinds):
    """A state is the kind of the object that is meant, and an action the kind of the one that is picked."""
    payoffs = ",".join(str(int(state == action)) for state in range(kinds) for action in range(kinds))
    peer = pyspiel.load_game("lewis_signaling", {"num_states": kinds, "num_messages": kinds, "payoffs": payoffs})
    env = spenvs.make("ReferenceGame-v0", preset="lewis", objects=kinds, values=kinds, symbols=kinds)
    rng = np.random.default_rng(0)
    env.reset(seed=0)
    seen = set()
    for _ in range(GAMES):
        env.reset()
        meant = env.facts(env.agent_selection)
        state = meant["objects"][meant["target"] - 1]
        signal, place = 1 + int(rng.integers(kinds)), 1 + int(rng.integers(kinds))
        env.step(f"[Signal: {signal}]")
        action = env.facts(env.agent_selection)["objects"][place - 1]
        env.step(f"[Pick: {place}]")
        judge = peer.new_initial_state()
        for each in (state, signal - 1, action):
            judge.apply_action(each)
        assert list(env.rewards.values()) == judge.returns()
        seen.add((state, signal, action))
    assert len(seen) == kinds**3
