"""What the vector environment promises: it is Gymnasium's own vector of the same views, only faster."""

import random

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import data_equivalence
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from sudden import GAME

from spenvs.core.aec import FiniteEnv
from spenvs.core.table import Table
from spenvs.core.tables import AskedTables, CompiledTables, tables_like
from spenvs.core.vector import SoloVectorEnv

GAMES = 5
MODES = list(AutoresetMode)


def drawn(turn):
    """An opponent: a legal move, drawn from the seat's own generator, and sometimes one that is not."""
    return 10_000 if turn.rng.random() < 0.02 else int(turn.rng.choice(turn.actions))


def bad_sometimes(masks, rng):
    """Draw legal actions, but for one in twenty."""
    legal = [int(rng.choice(np.flatnonzero(mask))) for mask in masks]
    return np.where(rng.random(len(masks)) < 0.05, rng.integers(-2, 300, len(masks)), legal)


def pair(id, mode, **options):
    """Make the environment and what it is to equal."""
    ours = gymnasium.make_vec(f"spenvs/{id}", GAMES, autoreset_mode=mode, **options)
    views = [lambda: gymnasium.make(f"spenvs/{id}", **options)] * GAMES
    return ours, SyncVectorEnv(views, autoreset_mode=mode)


def play_both(ours, theirs, steps, seed):
    """Play both alike and check that they give the same, types included."""
    rng = np.random.default_rng(seed)
    ended = 0
    assert data_equivalence(ours.reset(seed=seed), theirs.reset(seed=seed), exact=True)
    for _ in range(steps):
        actions = bad_sometimes(ours.action_masks(), rng)
        got, expected = ours.step(actions), theirs.step(actions)
        assert data_equivalence(got, expected, exact=True), (got, expected)
        ended += got[2].sum()
        if ours.metadata["autoreset_mode"] is AutoresetMode.DISABLED and got[2].any():
            got, expected = (env.reset(options={"reset_mask": got[2].copy()}) for env in (ours, theirs))
            assert data_equivalence(got, expected, exact=True), (got, expected)
    assert ended


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("seat", [0, 1, "random"])
def test_it_is_gymnasiums_vector_of_the_views(finite, seat, mode):
    id, preset = finite
    ours, theirs = pair(id, mode, preset=preset, seat=seat)
    assert isinstance(ours._tables, CompiledTables)
    play_both(ours, theirs, 130 if "hundred" in str(preset) else 60, 17)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_so_it_is_with_other_opponents(finite, mode):
    id, preset = finite
    ours, theirs = pair(id, mode, preset=preset, seat="random", opponents=drawn)
    assert isinstance(ours._tables, AskedTables)
    play_both(ours, theirs, 130 if "hundred" in str(preset) else 40, 23)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize(
    "options",
    [
        {"attempts": 2},
        {"illegal": "random"},
        {"illegal": "penalty"},
        {"preset": "three-players", "opponents": ["random", drawn]},
    ],
    ids=" ".join,
)
def test_so_it_is_with_every_option(mode, options):
    ours, theirs = pair("KuhnPoker-v0", mode, **options)
    play_both(ours, theirs, 80, 29)


def test_make_vec_finds_it():
    for options in ({}, {"vectorization_mode": "vector_entry_point"}):
        env = gymnasium.make_vec("spenvs/KuhnPoker-v0", num_envs=3, **options)
        assert isinstance(env, SoloVectorEnv)
        assert env.metadata["autoreset_mode"] is AutoresetMode.NEXT_STEP
        assert env.num_envs == 3
    assert isinstance(gymnasium.make_vec("spenvs/KuhnPoker-v0", vectorization_mode="sync"), SyncVectorEnv)


def test_what_comes_out_lies_in_the_spaces(finite):
    id, preset = finite
    env = gymnasium.make_vec(f"spenvs/{id}", 3, preset=preset)
    observation, _ = env.reset(seed=0)
    assert observation in env.observation_space
    assert observation[0] in env.single_observation_space
    for _ in range(10):
        observation, reward, terminated, truncated, infos = env.step(env.action_masks().argmax(1))
        assert observation in env.observation_space
        assert (reward.dtype, terminated.dtype, truncated.dtype) == (np.float64, np.bool_, np.bool_)
        assert infos["action_mask"].dtype == np.int8


def test_returned_arrays_are_fresh():
    for opponents in ("random", drawn):
        env = gymnasium.make_vec("spenvs/KuhnPoker-v0", 4, opponents=opponents, autoreset_mode="SameStep")
        kept = [env.reset(seed=0)]
        copies = [repr(kept[0])]
        for _ in range(20):
            kept.append(env.step(np.zeros(4, int)))
            copies.append(repr(kept[-1]))
        assert [repr(each) for each in kept] == copies


def test_an_agent_is_asked_for_all_waiting_games_at_once():
    class Batched:
        def __init__(self):
            self.asked = []

        def act_many(self, turns):
            self.asked.append(len({turn.game for turn in turns}))
            return [turn.actions[0] for turn in turns]

        def act(self, turn):
            raise AssertionError("one at a time")

    agent = Batched()
    env = gymnasium.make_vec("spenvs/KuhnPoker-v0", 6, opponents=agent)
    env.reset(seed=0)
    env.step(np.zeros(6, int))
    assert agent.asked == [6]


def test_wrong_numbers_of_answers_are_an_error():
    class Short:
        def act_many(self, turns):
            return [0]

        def act(self, turn):
            return 0

    env = gymnasium.make_vec("spenvs/KuhnPoker-v0", 3, opponents=Short())
    env.reset(seed=0)
    with pytest.raises(ValueError, match=r"act_many must give one answer a turn, 3; .* gave 1"):
        env.step(np.zeros(3, int))


def test_wrappers_of_gymnasium_work_on_it():
    env = gymnasium.make_vec("spenvs/TicTacToe-v0", 4)
    env = gymnasium.wrappers.vector.RecordEpisodeStatistics(env)
    env = gymnasium.wrappers.vector.ReshapeObservation(env, (2, 3, 3))
    env.reset(seed=0)
    lengths = []
    for _ in range(60):
        observation, _, terminated, _, infos = env.step(env.unwrapped.action_masks().argmax(1))
        assert observation.shape == (4, 2, 3, 3)
        lengths += infos["episode"]["l"][terminated].tolist() if terminated.any() else []
    assert lengths
    assert all(3 <= length <= 5 for length in lengths)


def test_a_game_that_ends_before_the_seat_is_to_move_is_dealt_anew():
    for opponents in ("random", lambda turn: turn.actions[0]):
        tables = tables_like(Table(FiniteEnv(GAME, "Sudden-v0"), 0, opponents), 40)
        everywhere = np.ones(40, bool)
        tables.begin(everywhere, list(range(40)))
        assert not tables.over.any()
        assert tables.observation[:, 2].all()
        tables.play(np.zeros(40, np.int64), everywhere)
        assert tables.over.all()
        assert set(tables.reward) <= {1.0, -1.0}


def test_a_seat_that_never_comes_to_move_is_a_clear_error():
    env = gymnasium.make_vec("spenvs/KuhnPoker-v0", 3, seat=1, opponents=lambda turn: 9)
    with pytest.raises(RuntimeError, match="1000 games of KuhnPoker-v0 ended before seat 1 was to move"):
        env.reset(seed=0)


def test_pictures_of_all_games():
    for opponents in ("random", drawn):
        env, views = (
            gymnasium.make_vec("spenvs/KuhnPoker-v0", 3, render_mode=mode, opponents=opponents)
            for mode in ("rgb_array", "ansi")
        )
        texts = views.reset(seed=0) and views.render()
        env.reset(seed=0)
        for i, picture in enumerate(env.render()):
            one = gymnasium.make("spenvs/KuhnPoker-v0", render_mode="rgb_array", opponents=opponents)
            one.reset(seed=i)
            assert (one.render() == picture).all()
            assert texts[i] == one.unwrapped.game_env.ansi("player_0", colour=False)


def test_global_generators_are_untouched(finite):
    id, preset = finite
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    before = random.getstate(), np.random.get_state()[1].tobytes()  # noqa: NPY002
    env = gymnasium.make_vec(f"spenvs/{id}", 3, preset=preset, seat="random")
    env.reset()
    for _ in range(10):
        env.step(env.action_masks().argmax(1))
    assert (random.getstate(), np.random.get_state()[1].tobytes()) == before  # noqa: NPY002


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"num_envs": 0}, "num_envs must be an integer from 1"),
        ({"num_envs": 1.5}, "num_envs must be an integer from 1"),
        ({"autoreset_mode": "Never"}, "autoreset_mode must be an AutoresetMode or one of"),
        ({"render_mode": "human"}, 'render_mode of many games must be None, "ansi" or "rgb_array"'),
        ({"seat": 2}, "seat must be one of 0, 1"),
        ({"opponents": 3}, "an opponent is"),
        ({"opponents": ["random", "random"]}, "has 1 other seats"),
        ({"illegal": "shrug"}, "illegal must be"),
    ],
    ids=str,
)
def test_wrong_arguments_are_refused_in_one_sentence(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        SoloVectorEnv("KuhnPoker-v0", **{"num_envs": 2, **arguments})


@pytest.mark.parametrize("opponents", ["random", drawn], ids=["random", "function"])
def test_wrong_calls_are_refused_in_one_sentence(opponents):
    env = SoloVectorEnv("KuhnPoker-v0", 2, opponents=opponents, autoreset_mode="Disabled")
    with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
        env.step([0, 0])
    with pytest.raises(ValueError, match=r"the first reset\(\) begins all games"):
        env.reset(options={"reset_mask": np.array([True, False])})
    for seed in (-1, "x", 1.5, [1], [1, -1], [1, 2, 3]):
        with pytest.raises(ValueError, match=r"a seed is an integer|a list of seeds"):
            env.reset(seed=seed)
    env.reset(seed=0)
    for mask in ([True, False], np.ones(3, bool), np.ones(2)):
        with pytest.raises(ValueError, match=r"reset_mask must be an array of bool of shape \[2\]"):
            env.reset(options={"reset_mask": mask})
    with pytest.raises(ValueError, match="reset_mask marks no game"):
        env.reset(options={"reset_mask": np.zeros(2, bool)})
    for actions in (None, [0], [0.5, 1], ["a", "b"]):
        with pytest.raises(ValueError, match=r"actions are an array of integers of shape \[2\]"):
            env.step(actions)
    env.step([9, 0])
    with pytest.raises(RuntimeError, match=r"games are over \(0.*\): begin them with reset"):
        env.step([0, 0])
