"""Matches: the score, the serve and its rotation against a plain reference; replay, threads and bad actions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rallies import GAMES, Rally, match

from spenvs.volleyball.batch import DroneBatch
from spenvs.volleyball.rally import start
from spenvs.volleyball.rally.match import award, decided
from spenvs.volleyball.rally.state import CLOCK, MEASURES, POINTS, RALLY, SERVING, TURNS
from spenvs.volleyball.worlds import worlds

POINTS_0, POINTS_1 = MEASURES.index("points_0"), MEASURES.index("points_1")


def played(winners, n, points, cap, rotation):
    """Play a match on paper: for each rally the score after it, who serves next, and whether it is over."""
    score, serving, servers = [0, 0], 0, [{1: 0, 3: 2, 6: 4}[n]] * 2
    for winner in winners:
        if winner is not None:
            score[winner] += 1
            if winner != serving and rotation:
                servers[winner] = (servers[winner] + 1) % n
            serving = winner
        ahead, behind = max(score), min(score)
        over = ahead >= cap or (ahead >= points and ahead - behind >= 2)
        yield score, serving * n + servers[serving], over
        if over:
            return


@given(
    st.lists(st.sampled_from([0, 1, 0, 1, None]), min_size=1, max_size=60),
    st.sampled_from([1, 3, 6]),
    st.sampled_from([(1, 1), (3, 3), (5, 7), (11, 15), (21, 99)]),
    st.booleans(),
)
def test_score_serve_and_end(winners, n, to, rotation):
    points, cap = to
    game = match(GAMES[n], points, cap, rotation)
    w, r = worlds(1, game.drones), game.numbers
    for winner, (score, server, over) in zip(winners, played(winners, n, points, cap, rotation), strict=False):
        award(w, r, 0, -1 if winner is None else winner)
        assert w.tally[0, POINTS : POINTS + 2].tolist() == score
        assert start.server(w, 0) == server
        assert decided(w, r, 0) == over


@pytest.mark.parametrize("n", [1, 3, 6])
def test_judge_begins_the_next_rally(n):
    game = Rally(match(GAMES[n]))
    for rally, fallen in enumerate((0, 1, 1, 0), 1):
        assert game.w.tally[0, RALLY] == rally
        game.judge(wait=3)
        game.ball(1 if fallen == 0 else -1, 0, 0.1).judge(ground=True)
        assert game.over
        assert not game.ended
        assert game.w.tally[0, SERVING] == 1 - fallen
        assert game.w.tally[0, CLOCK] == 0
        server = start.server(game.w, 0)
        assert server // n == 1 - fallen
        assert (game.w.ball[0, :2] == game.w.drone[0, server, :2]).all()
        assert game.w.ball[0, 2] == pytest.approx(game.w.drone[0, server, 2] + (1.5 if n == 1 else 3))
        assert game.reward[0, :n] == pytest.approx(-100 if fallen == 0 else 100, abs=5)
    assert game.w.tally[0, POINTS : POINTS + 2].tolist() == [2, 2]


def test_a_rally_without_a_result_is_replayed():
    game = Rally(match(GAMES[3]), team=1)
    game.fly(0, -0.1, 0, 2).fly(3, -2, 0, 0.1).judge()
    assert game.over
    assert not game.ended
    assert game.w.tally[0, [POINTS, POINTS + 1, SERVING, TURNS, TURNS + 1]].tolist() == [0, 0, 1, 0, 0]
    assert game.measured("rallies") == 1
    assert (game.w.drone[0, :, 2] == 2).all()


def test_places_in_6v6_pass_on_with_the_serve():
    game = match(GAMES[6])
    w, m, r = worlds(1, 12), game.model, game.numbers
    start.serve(w, m, r, 0)
    before = w.drone[0, :, :3].copy()
    award(w, r, 0, 1)
    start.serve(w, m, r, 0)
    after = w.drone[0, :, :3]
    assert start.server(w, 0) == 6 + 5
    assert after[11].tolist() == before[10].tolist() == [-9, 0, 2]
    assert (after[:6] == before[:6]).all()
    assert (after[6:] == np.roll(before[6:], 1, axis=0)).all()


def test_in_3v3_only_the_server_changes():
    game = match(GAMES[3])
    w, m, r = worlds(1, 6), game.model, game.numbers
    award(w, r, 0, 1)
    start.serve(w, m, r, 0)
    assert start.server(w, 0) == 3
    assert w.ball[0, :3].tolist() == [-3, 1.5, 5]


def test_teams_that_only_hover_lose_each_serve():
    """So the serve changes hands each time, and the score is even until the cap."""
    game = match(GAMES[3])
    batch = DroneBatch(game, 4, seed=0)
    batch.reset()
    trim = np.broadcast_to(2 * game.drone.trim() - 1, (4, 6, 4)).astype(np.float32)
    trim = trim + np.array([0.05, -0.05, -0.05, 0.05], np.float32)  # so that it falls beside the racket, not on it
    for _ in range(3000):
        *_, terminated, _, _ = batch.step(trim)
        if terminated.any():
            break
    assert terminated.all()
    assert sorted(batch.score[0, [POINTS_0, POINTS_1]]) == [14, 15]
    assert batch.score[0, MEASURES.index("rallies")] == 29


@pytest.mark.parametrize("n", [1, 3, 6])
def test_an_episode_is_a_rally_or_a_match(n):
    trim = np.broadcast_to(2 * GAMES[n].drone.trim() - 1, (300, 2 * n, 4)).astype(np.float32)
    for game, most in ((GAMES[n], 1), (match(GAMES[n], 2, 3, limit=3000), 5)):
        batch = DroneBatch(game, 300, seed=5)
        batch.reset()
        rng = np.random.default_rng(5)
        scores = []
        for _ in range(300):
            *_, terminated, _, _ = batch.step(trim + rng.uniform(-0.3, 0.3, trim.shape).astype(np.float32))
            scores += [score.copy() for score in batch.score[terminated]]
        points = np.array(scores)[:, [POINTS_0, POINTS_1]]
        assert len(scores) > 30
        assert points.max() <= (1 if most == 1 else 3)
        assert points.sum(axis=1).max() == most
        result = np.array(scores)[:, MEASURES.index("result")]
        assert (result == np.sign(points[:, 0] - points[:, 1])).all()


def test_the_same_seed_and_actions_give_the_same_match_whatever_the_threads():
    game = match(GAMES[3], 3, 5)
    rng = np.random.default_rng(1)
    acts = rng.uniform(-0.2, 1, (250, 512, 6, 4)).astype(np.float32)

    def run(threads):
        batch = DroneBatch(game, 512, seed=9, threads=threads)
        batch.reset()
        seen = [b"".join(array.tobytes() for array in batch.step(each)[:4]) for each in acts]
        return seen, [array.tobytes() for array in batch.worlds], batch.score.tobytes()

    assert run(1) == run(2)


@pytest.mark.parametrize("fair", [True, False])
@pytest.mark.parametrize("n", [1, 3, 6])
def test_no_action_puts_what_is_no_number_into_a_world(n, fair):
    batch = DroneBatch(match(GAMES[n].with_(fair=fair), 3, 5), 128, seed=2)
    batch.reset()
    rng = np.random.default_rng(2)
    wild = np.array([np.nan, np.inf, -np.inf, 1e38, -1e38, 0], np.float32)
    for _ in range(150):
        acts = rng.uniform(-0.5, 1.5, (128, 2 * n, 4)).astype(np.float32)
        broken = rng.random(acts.shape) < 0.002
        acts[broken] = rng.choice(wild, broken.sum())
        view, reward, *_ = batch.step(acts)
        assert np.isfinite(view).all()
        assert np.isfinite(reward).all()
        assert all(np.isfinite(array).all() for array in batch.worlds)
