"""DAgger: networks that learn what scripted players of drones do."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra rl)")

from baselines.learn.dagger import Flights, Learner, Settings, clone  # noqa: E402
from spenvs.volleyball.hover import GAME  # noqa: E402
from spenvs.volleyball.players.team import Drones, scores, scripted  # noqa: E402

SMALL = Settings(rounds=8, num_envs=64, steps=60, lessons=60, batch=512, kept=20_000, units=32)


@pytest.fixture(autouse=True)
def one_thread():
    """Keep torch to one thread: its others spin, and stand still where all cores are taken."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_it_learns_to_hover_in_seconds():
    """Not well yet; but of drones that do nothing not one is up for the ten seconds that an episode lasts."""
    network = clone(GAME, SMALL, seed=1)
    taught = scores(GAME, 100, 10**6, act=network)[:, -1]
    idle = scores(GAME, 100, 10**6, act=lambda seen: np.zeros((100, 1, 4), np.float32))[:, -1]
    assert (idle > 0).all()
    assert (taught == 0).mean() > 0.15


def test_it_learns_the_same_again():
    one, other = (dict(clone(GAME, replace(SMALL, rounds=2), seed=1).parameters()) for _ in range(2))
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name])


def test_the_network_is_what_was_learned():
    flights = Flights(GAME, SMALL, seed=0)
    flights.fly(None, 1.0)
    learner = Learner(flights.seen[: flights.number], SMALL, torch.Generator().manual_seed(0))
    learner.learn(flights, 1.0)
    seen = flights.seen[:100]
    np.testing.assert_allclose(learner.network()(seen), learner.act(seen), rtol=1e-4, atol=1e-5)


def test_the_player_says_what_it_would_do_wherever_the_network_gets_to():
    flights = Flights(GAME, SMALL, seed=0)
    flights.fly(None, 1.0)
    learner = Learner(flights.seen[: flights.number], SMALL, torch.Generator().manual_seed(0))
    flights.fly(learner, 0.0)
    number = SMALL.num_envs * SMALL.steps
    seen, said = flights.seen[number : number + SMALL.num_envs], flights.said[number : number + SMALL.num_envs]
    player = Drones(scripted(GAME), SMALL.num_envs, 1)
    np.testing.assert_allclose(said, player.act(seen[:, None])[:, 0].clip(-1, 1), rtol=1e-5, atol=1e-6)
    assert flights.seen[number : 2 * number, 2].max() > flights.seen[:number, 2].max()


def test_the_oldest_answers_are_forgotten():
    settings = Settings(num_envs=10, steps=5, kept=30)
    flights = Flights(GAME, settings, seed=0)
    flights.fly(None, 1.0)
    assert flights.number == 50
    assert (flights.seen != 0).any(1).all()
