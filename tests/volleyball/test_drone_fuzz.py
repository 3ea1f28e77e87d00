"""Nearly two million steps of all games, under all rules, with wild actions from absurd states: no NaN in any world."""

import numpy as np
import pytest

import spenvs
from spenvs.volleyball.worlds import INTEGRAL

ONE_TEAM = ("Hover", "BackAndForth", "HitTheBall", "SoloBump", "BumpAndPass", "SetAndSpikeEasy", "SetAndSpikeHard")
TWO_TEAMS = ("Volley1v1", "Volley3v3", "Volley6v6")
GAMES = [(name, rules) for name in ONE_TEAM for rules in ("fair", "volleybots")]
GAMES += [(name, rules) for name in TWO_TEAMS for rules in ("fair", "volleybots", "hcsp")]
CONTROLS = ("prt", "ctbr", "velocity", "position")
WORLDS, STEPS = 400, 200
ABSURD = np.array([np.nan, np.inf, -np.inf, 1e38, -1e38, 1e20, 1e-38, 0], np.float32)


def wild(rng, shape):
    """Actions of which some hover, some are anything from -1 to 1, some all or nothing, some no numbers at all."""
    hover, any_, extreme = 0.24 + rng.normal(0, 0.05, shape), rng.uniform(-1, 1, shape), rng.choice([-1.0, 1.0], shape)
    kind = rng.choice(4, (*shape[:-1], 1), p=[0.7, 0.15, 0.149, 0.001])
    return np.choose(kind, [hover, any_, extreme, rng.choice(ABSURD, shape)]).astype(np.float32)


def spoil(rng, worlds):
    """Put one number of a drone, and one of the ball, of some worlds out of this world."""
    for i in rng.integers(WORLDS, size=3):
        worlds.drone[i, rng.integers(worlds.drone.shape[1]), rng.integers(INTEGRAL)] = rng.choice(ABSURD)
        worlds.ball[i, rng.integers(6)] = rng.choice(ABSURD)


@pytest.mark.parametrize(("name", "rules"), GAMES)
def test_no_nan_whatever_is_done(name, rules):
    k = GAMES.index((name, rules))
    points = {"points": 3} if name in TWO_TEAMS and rules == "fair" else {}
    batch = spenvs.make_batch(f"Drone{name}-v0", WORLDS, k, rules=rules, control=CONTROLS[k % 4], **points)
    batch.reset()
    rng = np.random.default_rng(k)
    actions = [wild(rng, batch.action.shape) for _ in range(12)]
    over = np.zeros(WORLDS, int)
    for step in range(STEPS):
        if step % 10 == 5:
            spoil(rng, batch.worlds)
        seen, reward, terminated, truncated, _ = batch.step(actions[rng.integers(12)])
        assert np.isfinite(seen).all()
        assert np.isfinite(reward).all()
        over += terminated | truncated
    for field, array in batch.snapshot().items():
        if field != "action" and array.dtype == np.float32:
            assert np.isfinite(array).all(), field
    assert over.sum() > 20


def test_no_game_is_left_out():
    names = {f"Drone{name}-v0" for name, _ in GAMES} | {"DroneVolleyTactics-v0"}
    assert names == {spec.id for spec in spenvs.list_envs("volleyball")}
