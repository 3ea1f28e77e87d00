"""The competitive games look and pay the same from both sides of the net, and show what they say they show."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rallies import GAMES

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.rally import judging
from spenvs.volleyball.rally.state import (
    BARRED,
    BEFORE,
    CLOCK,
    DOWN,
    END,
    EVENTS,
    FAULTS,
    HIT,
    IN_PLAY,
    LAST,
    LAST_TEAM,
    MEASURES,
    NEAR,
    POINTS,
    SERVE,
    SERVING,
    SIDE,
    TOUCHES,
    TURNS,
    WINNER,
)
from spenvs.volleyball.worlds import BALL_V, BODY, GROUND, NET, QW, THROTTLE, VX, WX, X, Y, Z, worlds

CASES = [(1, True), (3, True), (3, False), (6, True), (6, False)]
"""Of VolleyBots' duel the racket test has no mirror symmetry (`test_volleybots_rules`)."""
TURNED = np.array([-1, -1, 1], np.float32)


def random_state(game, rng):
    """Give a world in the middle of a rally, in which much happens at once."""
    w, n = worlds(1, game.drones), game.drones // 2
    half, wide = float(game.court.length) / 2, float(game.court.width) / 2
    x = rng.uniform(-0.05, half, 2 * n) * np.repeat([1, -1], n)
    w.drone[0, :, X], w.drone[0, :, Y] = x, rng.uniform(-wide, wide, 2 * n)
    w.drone[0, :, Z] = rng.uniform(0.25, 3, 2 * n)
    q = rng.normal(size=(2 * n, 4))
    w.drone[0, :, QW : QW + 4] = q / np.linalg.norm(q, axis=1, keepdims=True)
    w.drone[0, :, VX : VX + 6] = rng.normal(size=(2 * n, 6))
    w.drone[0, :, THROTTLE : THROTTLE + 4] = rng.uniform(0, 1, (2 * n, 4))
    d = rng.integers(2 * n)
    near = w.drone[0, d, :3] + rng.normal(0, 0.15, 3)
    w.ball[0, :3] = near if rng.random() < 0.7 else rng.uniform([-half - 1, -wide - 1, 0.1], [half + 1, wide + 1, 3])
    w.ball[0, BALL_V:] = rng.normal(0, 3, 3)
    w.memory[0, BEFORE : BEFORE + 3] = w.ball[0, BALL_V:] + rng.normal(0, 0.5, 3)
    t, everybody = w.tally[0], (1 << 2 * n) - 1
    t[SERVING], t[SIDE], t[LAST_TEAM] = rng.integers(2, size=3)
    t[SERVE], t[TOUCHES], t[DOWN] = rng.integers(3), rng.integers(4), rng.integers(2)
    t[LAST] = rng.integers(n) + n * t[LAST_TEAM] if t[SERVE] else -1
    t[CLOCK], t[HIT] = 100, rng.integers(95, 101)
    t[BARRED], t[NEAR] = rng.integers(everybody + 1), rng.integers(everybody + 1) | rng.integers(everybody + 1) << BODY
    if n == 6:
        t[TURNS : TURNS + 2] = rng.integers(6, size=2)
    touched = 1 << rng.integers(2 * n) if rng.random() < 0.5 else 0
    w.contact[0] = touched | (rng.random() < 0.1) * GROUND | (rng.random() < 0.1) * NET
    w.contact[0] |= (rng.random() < 0.1) * (1 << BODY + rng.integers(2 * n)) | (rng.random() < 0.1) * rng.integers(64)
    w.faulty[0] = (rng.random() < 0.1) * (1 << rng.integers(2 * n))
    return w


def swapped(bits, n):
    """Swap the bits of the teams."""
    own = (1 << n) - 1
    return (bits & own) << n | bits >> n & own


def mirrored(w):
    """Give the world as it looks after half a turn, with the teams' parts swapped."""
    other, n = worlds(1, w.drone.shape[1]), w.drone.shape[1] // 2
    order = [*range(n, 2 * n), *range(n)]
    other.drone[...] = w.drone[:, order]
    other.drone[..., [X, Y, VX, VX + 1]] *= -1
    qw, qx, qy, qz = np.moveaxis(w.drone[:, order, QW : QW + 4], -1, 0)
    other.drone[..., QW : QW + 4] = np.stack([-qz, -qy, qx, qw], -1)
    other.ball[0] = w.ball[0] * np.tile(TURNED, 2)
    other.memory[...] = w.memory
    for k in (BEFORE, END):
        other.memory[0, k : k + 3] *= TURNED
    old, t = w.tally[0], other.tally[0]
    t[:] = old
    t[[SERVING, SIDE, LAST_TEAM]] = 1 - old[[SERVING, SIDE, LAST_TEAM]]
    t[WINNER] = 1 - old[WINNER] if old[WINNER] >= 0 else -1
    t[LAST] = (old[LAST] + n) % (2 * n) if old[LAST] >= 0 else -1
    for k in (POINTS, TURNS, FAULTS):
        t[[k, k + 1]] = old[[k + 1, k]]
    flags, bits = ~0xFFFF, (1 << BODY) - 1
    t[BARRED] = swapped(old[BARRED], n)
    t[EVENTS] = old[EVENTS] & flags | swapped(old[EVENTS] & bits, n)
    t[NEAR] = swapped(old[NEAR] & bits, n) | swapped(old[NEAR] >> BODY & bits, n) << BODY
    contact = w.contact[0]
    other.contact[0] = (
        swapped(contact & bits, n) | swapped(contact >> BODY & bits, n) << BODY | contact & (GROUND | NET)
    )
    other.faulty[0] = swapped(w.faulty[0], n)
    return other


def judged(game, w):
    reward, measure = np.zeros((1, game.drones), np.float32), np.zeros((1, len(MEASURES)), np.float32)
    status = judging.judge(w, game.model, game.numbers, 0, reward, measure)
    return status, reward[0], measure[0]


def seen(game, w):
    view = np.zeros((1, game.drones, game.view), np.float32)
    judging.see(w, game.model, game.numbers, 0, view)
    return view[0]


@pytest.mark.parametrize(("n", "fair"), CASES)
@given(seed=st.integers(0, 2**32))
def test_a_mirrored_state_is_judged_alike_to_the_bit(n, fair, seed):
    game = GAMES[n].with_(fair=fair)
    w = random_state(game, np.random.default_rng(seed))
    other = mirrored(w)
    status, reward, measure = judged(game, w)
    status_2, reward_2, measure_2 = judged(game, other)
    assert status == status_2
    assert reward.tobytes() == np.roll(reward_2, n).tobytes()
    assert (mirrored(w).tally == other.tally).all()
    swap = [MEASURES.index(name.translate({48: 49, 49: 48})) for name in MEASURES]
    measure_2[0] *= -1
    assert (measure == measure_2[swap]).all()


@pytest.mark.parametrize("n", [1, 3, 6])
@given(seed=st.integers(0, 2**32))
def test_a_mirrored_state_looks_alike(n, seed):
    game = GAMES[n]
    w = random_state(game, np.random.default_rng(seed))
    assert seen(game, w) == pytest.approx(np.roll(seen(game, mirrored(w)), n, axis=0), abs=1e-5)


@pytest.mark.parametrize("n", [3, 6])
def test_mirrored_actions_make_mirrored_rallies(n):
    game = GAMES[n]
    batch = DroneBatch(game, 64, seed=3)
    batch.reset()
    first = {batch.worlds.tally[i, SERVING]: i for i in range(64)}
    rng = np.random.default_rng(0)
    for _ in range(40):
        acts = rng.uniform(0, 0.6, (64, 2 * n, 4)).astype(np.float32)
        acts[first[1]] = np.roll(acts[first[0]], n, axis=0)
        view, reward, *_ = batch.step(acts)
        assert view[first[0]] == pytest.approx(np.roll(view[first[1]], n, axis=0), abs=1e-4)
        assert reward[first[0]] == pytest.approx(np.roll(reward[first[1]], n), abs=1e-4)


@pytest.mark.parametrize("n", [1, 3, 6])
def test_the_teams_start_as_mirror_images(n):
    for serving in (0, 1):
        game = GAMES[n]
        w = worlds(1, game.drones)
        w.tape[0, 0] = serving
        judging.begin(w, game.model, game.numbers, 0)
        view = seen(game, w)
        if n == 1:
            assert np.abs(view[:, :3] - [1.5, 0, 2]).max() <= 0.1 + 1e-6
            assert (view[:, 14:16] != 0).all()
        else:
            assert (view[:n, :19] == view[n:, :19]).all()
            assert (view[:, 23:26] == 0).all()


def test_what_a_duellist_observes():
    game = GAMES[1]
    w = random_state(game, np.random.default_rng(0))
    w.tally[0, [SERVE, LAST_TEAM]] = IN_PLAY, 1
    x, (p, other), ball, v = seen(game, w), w.drone[0, :, :3], w.ball[0, :3], w.ball[0, 3:]
    expected = np.concatenate([p, w.drone[0, 0, QW : QW + 4] * np.sign(w.drone[0, 0, QW])])
    assert x[0, :7] == pytest.approx(expected)
    rest = [p - [1.5, 0, 2], other - p, p - ball, v, [1, 0]]
    assert x[0, 23:] == pytest.approx(np.concatenate(rest), abs=1e-6)
    rest = [TURNED * other - [1.5, 0, 2], TURNED * (p - other), TURNED * (other - ball), TURNED * v, [0, 1]]
    assert x[1, 23:] == pytest.approx(np.concatenate(rest), abs=1e-6)


@pytest.mark.parametrize(("n", "home"), [(3, (3, 1.5, 2)), (6, (3, 0, 2))])
def test_what_a_member_of_a_team_observes(n, home):
    game = GAMES[n]
    w = random_state(game, np.random.default_rng(0))
    w.tally[0, [SIDE, BARRED, TURNS, TURNS + 1]] = 1, 1 << 1, 0, 0
    x, p, ball, v = seen(game, w), w.drone[0, :, :3], w.ball[0, :3], w.ball[0, 3:]
    number = np.eye(n)[1]
    rest = [p[1] - home, ball - p[1], v, [0, 1], number, [0, 1], p.ravel()]
    assert x[1, 23:] == pytest.approx(np.concatenate(rest), abs=1e-6)
    d = n + 1
    places = TURNED * np.roll(p, n, axis=0)
    rest = [TURNED * p[d] - home, TURNED * (ball - p[d]), TURNED * v, [1, 0], number, [1, 0], places.ravel()]
    assert x[d, 23:] == pytest.approx(np.concatenate(rest), abs=1e-6)


def test_body_rates_are_shown_in_the_world():
    game = GAMES[3]
    w = worlds(1, 6)
    judging.begin(w, game.model, game.numbers, 0)
    w.drone[0, 4, WX : WX + 3] = 1, 2, 3
    assert seen(game, w)[4, 10:13].tolist() == [1, 2, 3]
