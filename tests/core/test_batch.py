"""What the batch engine promises: each of its games is the game that `spenvs.make` plays, whatever it is given."""

import copy
import os
import pickle
import random
import shutil
import subprocess
import sys

import numpy as np
import pytest
from gymnasium.vector import AutoresetMode
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sudden import GAME

import spenvs
from spenvs.core.batch import BatchEnv

GAMES = 8
MODES = list(AutoresetMode)


@pytest.fixture
def batch(finite):
    """Make a batch of the setting."""
    id, preset = finite
    return lambda number=GAMES, seed=0, **options: spenvs.make_batch(id, number, seed, preset=preset, **options)


def bad_sometimes(actions, rng):
    """Put an action that is illegal, or may be, in the place of one in twenty."""
    return np.where(rng.random(len(actions)) < 0.05, rng.integers(-3, 300, len(actions)), actions)


def play(env, steps, rng=None, seed=None):
    """Play at random; give all bytes that came out."""
    out = [env.reset(seed).tobytes()]
    for _ in range(steps):
        actions = env.random_actions()
        observation, reward, terminated, _, info = env.step(actions if rng is None else bad_sometimes(actions, rng))
        ended = info["final_obs"][terminated]
        out += [x.tobytes() for x in (observation, reward, terminated, env.mask, env.seat, info["illegal"], ended)]
    return out


def shows(batch, i, env):
    """Check that a game of the batch stands where an environment stands."""
    agent = env.agent_selection
    seen = env.observe(agent)
    assert batch.seat[i] == env.seat_number(agent)
    assert batch.observation[i].tobytes() == seen["observation"].tobytes()
    assert batch.mask[i].tobytes() == seen["action_mask"].tobytes()


def ends(batch, i, env, info):
    assert info["_final_obs"][i]
    assert batch.reward[i].tolist() == list(env.rewards.values())
    assert info["illegal"][i] == any("forfeit" in each for each in env.infos.values())
    for seat, agent in enumerate(env.possible_agents):
        assert info["final_obs"][i, seat].tobytes() == env.observe(agent)["observation"].tobytes()


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_each_game_is_the_environment_reset_with_its_seed(make_finite, batch, mode):
    """Step by step, over the ends of games, with illegal actions among the others."""
    games, envs = batch(autoreset_mode=mode), [make_finite() for _ in range(GAMES)]
    seeds, rng = [100 + 7 * i for i in range(GAMES)], np.random.default_rng(0)
    games.reset(seed=seeds)
    for env, seed in zip(envs, seeds, strict=True):
        env.reset(seed=seed)
    over = np.zeros(GAMES, bool)
    for _ in range(80):
        actions = bad_sometimes(games.random_actions(), rng)
        info = games.step(actions)[4]
        for i, env in enumerate(envs):
            if over[i]:
                assert not games.reward[i].any()
                if mode is AutoresetMode.NEXT_STEP:
                    env.reset()
                    over[i] = False
                    shows(games, i, env)
                assert games.terminated[i] == over[i]
                continue
            mover = env.seat_number(env.agent_selection)
            env.step(int(actions[i]))
            over[i] = all(env.terminations.values())
            assert games.terminated[i] == over[i]
            if not over[i]:
                assert not games.reward[i].any()
                shows(games, i, env)
                continue
            ends(games, i, env, info)
            if mode is AutoresetMode.SAME_STEP:
                env.reset()
                over[i] = False
                shows(games, i, env)
            else:
                assert games.seat[i] == -2
                assert games.mask[i].all()
                assert games.observation[i].tobytes() == info["final_obs"][i, mover].tobytes()
        assert not games.truncated.any()


def test_a_batch_depends_on_its_seed_and_on_nothing_else(batch):
    first = play(batch(seed=3), 40)
    assert play(batch(seed=3), 40) == first
    assert play(batch(seed=8), 40, seed=3) == first
    assert any(play(batch(seed=seed), 40) != first for seed in range(4, 9))


def test_the_deal_of_a_game_does_not_depend_on_how_many_there_are(batch):
    few, many = batch(5).reset(seed=11).copy(), batch(9).reset(seed=11)
    assert (few == many[:5]).all()


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_threads_change_nothing(batch, mode):
    one, *more = (
        play(batch(50, threads=threads, autoreset_mode=mode), 30, np.random.default_rng(1)) for threads in (1, 2, 7, 64)
    )
    assert all(other == one for other in more)


def test_random_actions_are_legal_and_leave_chance_alone(batch):
    drawing, not_drawing = batch(seed=2), batch(seed=2)
    drawing.reset()
    not_drawing.reset()
    for _ in range(60):
        actions = drawing.random_actions()
        assert drawing.mask[np.arange(GAMES), actions].all()
        drawing.random_actions()
        drawing.step(actions := drawing.random_actions())
        not_drawing.step(actions)
        assert drawing.observation.tobytes() == not_drawing.observation.tobytes()


def test_random_actions_are_each_as_likely_as_the_others():
    batch = spenvs.make_batch("TicTacToe-v0", 9000)
    batch.reset()
    counts = np.bincount(batch.random_actions(), minlength=9)
    assert counts.sum() == 9000
    assert (abs(counts - 1000) < 5 * np.sqrt(1000)).all()


INTEGERS = st.sampled_from(["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])


@given(st.data())
def test_any_integers_are_actions_and_the_illegal_ones_are_forfeits(data):
    batch = spenvs.make_batch("LeducPoker-v0", 6, autoreset_mode="Disabled")
    batch.reset(seed=data.draw(st.integers(0, 2**64)))
    actions = data.draw(hnp.arrays(INTEGERS, 6))
    legal = [0 <= int(a) < 3 and bool(mask[int(a)]) for a, mask in zip(actions, batch.mask, strict=True)]
    seat = batch.seat.copy()
    _, reward, terminated, _, info = batch.step(actions)
    assert info["illegal"].tolist() == [not each for each in legal]
    for i in np.flatnonzero(info["illegal"]):
        assert terminated[i]
        assert reward[i].tolist() == batch.game.forfeit(seat[i])


@pytest.mark.parametrize(
    "actions",
    [
        None,
        1,
        "010",
        {0: 1},
        [],
        [0, 1],
        [[0, 1, 0]],
        [0, [1], 0],
        [0, 1, 2, 1],
        [0.0, 1.0, 0.0],
        [2**70, 0, 0],
        [True, False, True],
        ["0", "1", "0"],
        np.array([0, 1, None]),
    ],
    ids=repr,
)
def test_what_is_no_action_for_each_game_is_refused(actions):
    batch = spenvs.make_batch("KuhnPoker-v0", 3)
    batch.reset()
    before = batch.snapshot()
    with pytest.raises(ValueError, match=r"actions are an array of integers of shape \[3\], one a game; got"):
        batch.step(actions)
    assert all((batch.snapshot()[name] == before[name]).all() for name in before)


def test_a_slice_or_a_list_of_integers_is_as_good_as_an_array():
    batches = [spenvs.make_batch("KuhnPoker-v0", 3) for _ in range(3)]
    for batch, actions in zip(batches, ([1, 0, 1], np.array([1, 9, 0, 9, 1])[::2], np.uint8([1, 0, 1])), strict=True):
        batch.reset()
        batch.step(actions)
    assert len({batch.observation.tobytes() for batch in batches}) == 1


def test_the_arrays_are_the_batchs_own(batch):
    env = batch()
    observation = env.reset()
    assert observation is env.observation
    out = env.step(env.random_actions())
    assert out[:4] == (env.observation, env.reward, env.terminated, env.truncated)
    assert (env.seat.dtype, env.mask.dtype, env.observation.dtype, env.reward.dtype) == ("i1", "i1", "i1", "f8")
    assert env.mask.shape == (GAMES, len(env.game.actions))
    assert env.reward.shape == (GAMES, env.game.seats)
    assert env.observation.shape == (GAMES, env.game.view)


@pytest.mark.parametrize("twin", [copy.deepcopy, lambda env: pickle.loads(pickle.dumps(env))], ids=["copy", "pickle"])
def test_a_copy_goes_on_alike_and_apart(batch, twin):
    env = batch()
    env.reset()
    env.step(env.random_actions())
    other = twin(env)
    before = other.snapshot()
    expected = play(env, 20)
    assert all((other.snapshot()[name] == before[name]).all() for name in before)
    assert play(other, 20) == expected


def test_restore_goes_back(batch):
    env = batch()
    env.reset(seed=4)
    env.step(env.random_actions())
    snapshot = env.snapshot()
    expected = play(env, 20)
    env.restore(snapshot)
    assert play(env, 20) == expected


def test_restore_refuses_another_batchs_snapshot():
    batch = spenvs.make_batch("KuhnPoker-v0", 3)
    with pytest.raises(ValueError, match=r"a snapshot of 3 games of spenvs\.textgames\.kuhn_poker"):
        batch.restore(spenvs.make_batch("KuhnPoker-v0", 4).snapshot())
    with pytest.raises(ValueError, match="a snapshot of 3 games"):
        batch.restore({})


def test_reset_begins_the_marked_games_only(batch):
    env = batch(autoreset_mode="Disabled")
    env.reset(seed=1)
    for _ in range(5):
        env.step(env.random_actions())
    before, which = env.snapshot(), np.arange(GAMES) % 3 == 0
    env.reset(which=which)
    after = env.snapshot()
    assert all((after[name][~which] == before[name][~which]).all() for name in ("s", "observation", "mask", "over"))
    assert not env.terminated[which].any()
    assert not env.reward[which].any()


def test_global_generators_are_untouched(batch):
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    before = random.getstate(), np.random.get_state()[1].tobytes()  # noqa: NPY002
    play(batch(seed=None), 10)
    assert (random.getstate(), np.random.get_state()[1].tobytes()) == before  # noqa: NPY002


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_a_game_that_is_over_when_dealt_ends_in_the_next_step(mode):
    batch = BatchEnv(GAME, 64, autoreset_mode=mode)
    batch.reset(seed=0)
    at_once = batch.seat == -2
    assert 0 < at_once.sum() < 64
    assert not batch.terminated.any()
    _, reward, terminated, _, info = batch.step(np.full(64, 7))
    assert terminated.all()
    assert (info["illegal"] == ~at_once).all()
    assert (reward == np.where(at_once[:, None], [0.5, -0.5], GAME.forfeit(1))).all()
    assert (info["final_obs"][:, :, 1] == at_once[:, None]).all()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"num_envs": 0}, "num_envs must be an integer from 1"),
        ({"num_envs": 2.0}, "num_envs must be an integer from 1"),
        ({"seed": -1}, "a seed is an integer from 0 on"),
        ({"seed": "x"}, "a seed is an integer from 0 on"),
        ({"seed": 1.5}, "a seed is an integer from 0 on"),
        ({"seed": [1]}, "a list of seeds holds one for each of the 2 games; got 1"),
        ({"seed": [1, -1]}, "a seed is an integer from 0 on"),
        ({"threads": 0}, "threads must be an integer from 1"),
        ({"autoreset_mode": "Sometimes"}, "autoreset_mode must be an AutoresetMode or one of 'NextStep'"),
        ({"players": 9}, "players must be an integer from 2 to 4"),
    ],
    ids=str,
)
def test_wrong_arguments_are_refused_in_one_sentence(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        spenvs.make_batch("KuhnPoker-v0", **{"num_envs": 2, **arguments})


def test_unknown_options_are_refused():
    with pytest.raises(TypeError, match=r"no option of KuhnPoker-v0 'playerz'; did you mean players\?"):
        spenvs.make_batch("KuhnPoker-v0", 2, playerz=3)
    with pytest.raises(TypeError, match="no option of KuhnPoker-v0 'attempts'"):
        spenvs.make_batch("KuhnPoker-v0", 2, attempts=3)


def test_what_comes_before_the_first_reset_is_refused():
    batch = spenvs.make_batch("KuhnPoker-v0", 2)
    with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
        batch.step([0, 0])
    with pytest.raises(RuntimeError, match="begins all of its games"):
        batch.reset(which=np.array([True, False]))
    for which in ([True, True], np.ones(3, bool), np.ones(2)):
        with pytest.raises(ValueError, match=r"which must be an array of bool of shape \[2\]; got"):
            batch.reset(which=which)


def run(code, cache, *arguments):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    command = [sys.executable, "-W", "ignore", "-c", code, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


DIGEST = """
import sys, zlib, spenvs
for id in sys.argv[1:]:
    batch = spenvs.make_batch(id, 64)
    print(id, zlib.crc32(batch.reset().tobytes() + batch.mask.tobytes() + batch.snapshot()["s"].tobytes()))
"""


def test_machine_code_of_two_games_compiled_apart_is_not_mixed_up(tmp_path):
    """Numba names code by a count: what two processes compiled, each its own game, may bear the same name."""
    games = ["KuhnPoker-v0", "LeducPoker-v0"]
    apart = "".join(run(DIGEST, tmp_path / game, game) for game in games)
    for game in games:
        shutil.copytree(tmp_path / game, tmp_path / "both", dirs_exist_ok=True)
    assert run(DIGEST, tmp_path / "both", *games) == apart


FORKED = """
import multiprocessing, spenvs
batch = spenvs.make_batch("KuhnPoker-v0", 64, threads=4)
batch.reset()
batch.step(batch.random_actions())
def child(queue):
    batch.step(batch.random_actions())
    queue.put(batch.observation.tobytes())
context = multiprocessing.get_context("fork")
queue = context.Queue()
context.Process(target=child, args=(queue,)).start()
seen = queue.get(timeout=60)
batch.step(batch.random_actions())
print(seen == batch.observation.tobytes())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_fork_goes_on_with_threads_of_its_own():
    environment = os.environ.get("NUMBA_CACHE_DIR", "")
    assert run(FORKED, environment).strip() == "True"
