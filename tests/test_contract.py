"""What every registered environment promises, in every preset.

PettingZoo's own checks run too, but they let much through: most of the tests here are for what they do not see.
"""

import contextlib
import copy
import io
import itertools
import json
import pickle
import random
import warnings

import numpy as np
import pettingzoo
import pytest
from pettingzoo.test import api_test, parallel_api_test, render_test, seed_test

import spenvs
from spenvs.core.record import fingerprint
from spenvs.core.transcript import ASKED


def play(env, seed, most=10_000):
    """Play a game of random legal moves; give all that could be seen on the way."""
    rng = np.random.default_rng(seed)
    env.reset(seed=seed)
    transcript = []
    for _ in range(most):
        if not env.agents:
            break
        agent = env.agent_selection
        observation, reward, terminated, truncated, info = env.last()
        transcript.append((agent, fingerprint(observation), reward, terminated, truncated, fingerprint(info)))
        transcript.append((env.text(agent), env.messages(agent), env.legal(agent)))
        env.step(None if terminated or truncated else env.sample(agent, rng))
    assert not env.agents, "the game does not end"
    return transcript


def quiet(check, *args, **kwargs):
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(*args, **kwargs)


def test_pettingzoo_checks(make):
    for _ in range(5):
        quiet(api_test, make(), 200)
    quiet(seed_test, make, 200)
    quiet(render_test, make)


def test_pettingzoo_parallel_checks(setting):
    id, preset = setting
    env = spenvs.make_parallel(id, preset=preset)
    assert isinstance(env, pettingzoo.ParallelEnv)
    if spenvs.make(id, preset=preset).metadata["is_parallelizable"]:
        quiet(parallel_api_test, env, 200)


def test_same_seed_same_game(make):
    env = make()
    first = play(env, 7)
    assert play(env, 7) == first
    assert play(make(), 7) == first
    assert any(play(make(), seed) != first for seed in range(8, 16))


def test_reset_without_a_seed_goes_on_with_the_stream(make):
    def two_games(env):
        env.reset(seed=3)
        first = env.snapshot()
        env.reset()
        return first, env.snapshot()

    assert two_games(make()) == two_games(make())


def test_interleaved_games_do_not_touch_each_other(make):
    def frames(env, seed):
        rng = np.random.default_rng(seed)
        env.reset(seed=seed)
        while env.agents:
            agent = env.agent_selection
            yield env.text(agent), fingerprint(env.observe(agent)), env.last(observe=False)[1:4]
            done = env.terminations[agent]
            env.step(None if done else env.sample(agent, rng))

    alone = [list(frames(make(), 1)), list(frames(make(), 2))]
    games = [frames(make(), 1), frames(make(), 2)]
    seen = [[], []]
    while any(len(s) < len(a) for s, a in zip(seen, alone, strict=True)):
        for game, frame in zip(games, seen, strict=True):
            frame.extend(f for f in [next(game, None)] if f is not None)
    assert seen == alone


def test_global_generators_are_untouched(make):
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    state, numpy_state = random.getstate(), np.random.get_state()  # noqa: NPY002
    env = make(illegal="random")
    play(env, 11)
    env.reset(seed=1)
    env.step(-1)
    env.clone()
    if env.mask() is not None:
        env.position.imagine(0, np.random.default_rng(0))
    assert random.getstate() == state
    assert str(np.random.get_state()) == str(numpy_state)  # noqa: NPY002


def test_spaces_hold_what_is_seen_and_are_the_same_objects(make):
    env = make()
    for seed in range(5):
        env.reset(seed=seed)
        while env.agents:
            agent = env.agent_selection
            assert env.observation_space(agent) is env.observation_space(agent)
            assert env.action_space(agent) is env.action_space(agent)
            for each in env.possible_agents:
                assert env.observation_space(each).contains(env.observe(each))
            _, reward, terminated, truncated, _ = env.last()
            assert type(terminated) is bool
            assert type(truncated) is bool
            assert isinstance(reward, float)
            assert env.state_space.contains(env.state())
            action = None if terminated else env.sample(agent, env.action_space(agent).np_random)
            assert action is None or env.action_space(agent).contains(action)
            env.step(action)


def test_masks_mark_the_legal_actions_and_are_never_empty(make_finite):
    env = make_finite()
    for seed in range(5):
        env.reset(seed=seed)
        while env.agents:
            agent = env.agent_selection
            assert all(env.observe(each)["action_mask"].any() for each in env.possible_agents)
            observation, _, terminated, _, info = env.last()
            assert info["action_mask"].dtype == np.int8
            assert (info["action_mask"] == observation["action_mask"]).all()
            env.step(None if terminated else int(env.action_space(agent).sample(observation["action_mask"])))


def test_rewards_add_up_and_stay_within_the_stake(make):
    env = make()
    for seed in range(20):
        env.reset(seed=seed)
        rng = np.random.default_rng(seed)
        given, last = dict.fromkeys(env.possible_agents, 0.0), {}
        while env.agents:
            agent = env.agent_selection
            _, reward, terminated, _, _ = env.last(observe=False)
            if terminated:
                last[agent] = reward
                env.step(None)
                continue
            assert reward == 0.0
            env.step(env.sample(agent, rng))
            for each in env.agents:
                given[each] += env.rewards[each]
        assert given == last
        assert min(last.values()) >= -env.game.stake - 1e-9
        if env.game.zero_sum:
            assert abs(sum(last.values())) < 1e-9


def test_reading_changes_nothing_and_gives_no_live_arrays(make):
    env, plain = make(), make()
    rng = np.random.default_rng(0)
    env.reset(seed=4)
    plain.reset(seed=4)
    for turn in itertools.count():
        if not plain.agents:
            break
        agent = env.agent_selection
        for each in env.possible_agents:
            for part in (*env.observe(each).values(), env.mask(), env.state(), *env.last()[0].values()):
                if isinstance(part, np.ndarray):
                    part[:] = 3
            env.text(each), env.messages(each)[0].clear(), env.facts(each)
            env.legal(each).clear()
        if turn % 16 < 2:
            env.picture(agent)
            if env.mask() is not None:
                env.turn(agent).imagine(np.random.default_rng(1))
        assert fingerprint(env.observe(agent)) == fingerprint(plain.observe(agent))
        assert env.snapshot() == plain.snapshot()
        done = plain.terminations[agent]
        action = None if done else plain.sample(agent, rng)
        env.step(action)
        plain.step(action)


def test_every_illegal_action_is_met_by_the_policy(make_finite):
    env = make_finite()
    rng = random.Random(1)
    for seed in range(3):
        env.reset(seed=seed)
        while not env.terminations[env.agent_selection]:
            agent = env.agent_selection
            count = len(env.game.actions)
            wrong = {*range(count)} - {*env.legal_actions()} | {-1, count, 2**40, 2**70, -(2**70)}
            for action in rng.sample(sorted(wrong), min(12, len(wrong))):
                trial = env.clone()
                trial.step(action)
                assert all(trial.terminations.values())
                assert trial.rewards[agent] == -env.game.stake
                assert not env.game.zero_sum or abs(sum(trial.rewards.values())) < 1e-9
                info = trial.infos[agent]
                assert info["forfeit"] == agent
                assert info["fault"] == "illegal"
                assert len(info["complaint"]) > 20
            env.step(rng.choice(env.legal_actions()))


def test_in_simultaneous_games_masks_hold_for_all_who_have_yet_to_choose(make_finite):
    """So that a learner of the parallel interface, who chooses for all at once, knows what is legal."""
    env, rng = make_finite(), np.random.default_rng(0)
    if not env.game.simultaneous:
        pytest.skip("seats move in turn")
    env.reset(seed=0)
    while not env.terminations[env.agent_selection]:
        masks = {agent: env.observe(agent)["action_mask"] for agent in env.possible_agents}
        for agent in env.possible_agents:
            assert env.agent_selection == agent
            assert (env.mask() == masks[agent]).all()
            env.step(env.sample(agent, rng))


@pytest.mark.parametrize("answer", ["", "  \n ", None, 1.5, [0], True, {"a": 1}, b"0"])
def test_an_answer_that_says_nothing_is_unparsed(make, answer):
    env = make()
    env.reset(seed=0)
    agent = env.agent_selection
    env.step(answer)
    assert env.infos[agent]["fault"] == "unparsed"
    assert env.rewards[agent] == -env.game.stake


@pytest.mark.parametrize("answer", ["gibberish", "[nothing] [at all]"])
def test_where_moves_are_numbered_words_are_no_move(make_finite, answer):
    env = make_finite()
    env.reset(seed=0)
    agent = env.agent_selection
    env.step(answer)
    assert env.infos[agent]["fault"] == "unparsed"
    assert env.rewards[agent] == -env.game.stake


def test_a_second_attempt_leaves_the_game_as_it_was(make):
    env = make(attempts=2)
    env.reset(seed=0)
    agent, before = env.agent_selection, env.position.snapshot()
    observed = fingerprint(env.facts(agent))
    env.step("")
    assert env.agent_selection == agent
    assert env.position.snapshot() == before
    assert fingerprint(env.facts(agent)) == observed
    assert env.attempt == 2
    assert env.complaint
    assert env.complaint in env.text(agent)
    trial = env.clone()
    trial.step(env.sample(agent, np.random.default_rng(0)))
    assert trial.complaint is None
    env.step("")
    assert env.terminations[agent]


def test_penalty_costs_only_the_offender(make):
    env = make(illegal="penalty")
    env.reset(seed=0)
    agent = env.agent_selection
    env.step(-1)
    assert env.rewards == {each: -env.game.stake if each == agent else 0.0 for each in env.possible_agents}


def test_random_replacement_is_legal_and_seeded(make):
    def after(seed):
        env = make(illegal="random")
        env.reset(seed=seed)
        legal, agent = env.legal_actions(), env.agent_selection
        env.step("")
        assert env.played in legal or not legal
        assert env.fault is not None
        assert env.infos[agent]["fault"] == "unparsed"
        return env.snapshot()

    assert after(3) == after(3)


def test_copies_go_their_own_way(make):
    def rest(env, seed=1):
        rng = np.random.default_rng(seed)
        seen = []
        while env.agents:
            agent = env.agent_selection
            seen.append((agent, env.text(agent), fingerprint(env.last()[0]), env.last(observe=False)[1:3]))
            env.step(None if env.terminations[agent] else env.sample(agent, rng))
        env.reset()
        return seen, env.snapshot()

    env = make()
    env.reset(seed=9)
    for _ in range(2):
        if not env.terminations[env.agent_selection]:
            env.step(env.sample(env.agent_selection, np.random.default_rng(1)))
    copies = [env.clone(), copy.deepcopy(env), pickle.loads(pickle.dumps(env))]
    restored = make()
    restored.reset(seed=100)
    snapshot = json.loads(json.dumps(env.snapshot()))
    restored.restore(snapshot)
    started = make()
    started.reset(seed=5, options={"snapshot": snapshot})
    expected = rest(env)
    for twin in (*copies, restored, started):
        assert rest(twin) == expected


def test_every_legal_name_is_read_back(make_finite):
    env = make_finite()
    rng = random.Random(2)
    env.reset(seed=2)
    while not env.terminations[env.agent_selection]:
        agent = env.agent_selection
        for action, name in zip(env.legal_actions(), env.legal(agent), strict=True):
            for written in (
                name,
                f"[{name}]",
                f"I think.\n\\boxed{{{name}}}",
                f" {name.upper()}. ",
                f'{{"move": "{name}"}}',
            ):
                assert env.read(agent, written) == action
        assert all(name in env.text(agent) for name in env.legal(agent)[:50])
        env.step(rng.choice(env.legal(agent)))


def test_text_of_waiting_and_finished_seats(make):
    env = make()
    env.reset(seed=0)
    waiting = [agent for agent in env.possible_agents if agent != env.agent_selection]
    for agent in waiting:
        assert "not your turn" in env.text(agent)
        assert env.legal(agent) == []
    env.forfeit(waiting[0] if waiting else env.agent_selection, "left the table")
    for agent in env.possible_agents:
        assert "left the table" in env.text(agent)


def test_messages_say_what_text_says(make):
    env, rng = make(), np.random.default_rng(0)
    env.reset(seed=0)
    while env.agents:
        for agent in env.possible_agents:
            chat = env.messages(agent)
            roles = [message["role"] for message in chat]
            assert roles == ["system", *["user", "assistant"] * (len(roles) // 2 - 1), "user"]
            told = [message["content"] for message in chat if message["content"] != ASKED]
            said = [line.strip() for content in told for line in content.splitlines() if line.strip()]
            text = env.text(agent)
            assert all(line in text for line in said)
        agent = env.agent_selection
        env.step(None if env.terminations[agent] else env.sample(agent, rng))


def test_order_is_enforced_in_one_sentence(make):
    env = make()
    with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
        env.step(0)
    with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
        env.observe(env.possible_agents[0])
    play(env, 0)
    with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
        env.step(0)
    env.reset(seed=0)
    env.forfeit(env.agent_selection, "tired")
    with pytest.raises(ValueError, match=r"step\(None\)"):
        env.step(0)
    env.close()
    env.close()


@pytest.mark.parametrize("seed", [-1, 1.5, "7", [1], True, np.float64(3)])
def test_a_bad_seed_is_refused(make, seed):
    with pytest.raises(ValueError, match="a seed is an integer from 0 on"):
        make().reset(seed=seed)


def test_bad_arguments_are_refused(make):
    env = make()
    env.reset(seed=np.int64(3))
    with pytest.raises(ValueError, match="no seat 'player_99'"):
        env.observe("player_99")
    with pytest.raises(ValueError, match="a snapshot of"):
        env.reset(options={"snapshot": 1})
    with pytest.raises(ValueError, match="snapshot of"):
        env.restore({"id": "Other-v0"})
    with pytest.raises(ValueError, match="render_mode"):
        make(render_mode="hologram")
    with pytest.raises(ValueError, match="illegal"):
        make(illegal="ignore")
    with pytest.raises(ValueError, match="attempts"):
        make(attempts=0)


def test_a_snapshot_that_does_not_fit_is_refused_and_changes_nothing(make):
    env = make(attempts=2)
    env.reset(seed=3)
    env.step(env.sample(env.agent_selection, np.random.default_rng(0)))
    env.step(-1)
    assert env.attempt == 2

    def looks():
        return env.snapshot(), [env.text(agent) for agent in env.agents], env.state().tolist(), str(env.infos)

    before, turn = looks(), env.turn()
    dialogue = [{"path": [""]}, {"path": [7]}, {"path": None}, {"first": None}, {"stream": 7}]
    finite = [{"path": [10**6]}, {"path": [-1]}, {"path": "0"}, {"path": [10**30]}, {"outcomes": 0}, {"stream": "0"}]
    draws = {"outcomes": [10**6]} if getattr(env.game, "draws", 0) else {"path": [0, 0] * 999}
    flight = [*dialogue[:3], {"world": None}, {"world": {}}, {"mover": 9}, {"chosen": ["x"]}]
    for broken in {"text": dialogue, "number": [*finite, draws], "array": flight}[spenvs.spec(env.id).moves]:
        with pytest.raises(ValueError, match="does not fit"):
            env.restore(env.snapshot() | broken)
        assert looks() == before
    with pytest.raises(ValueError, match="attempt"):
        env.restore(env.snapshot() | {"attempt": "once"})
    assert looks() == before
    assert turn.text == env.text(turn.seat)


def test_an_old_turn_cannot_be_read(make):
    env = make()
    env.reset(seed=0)
    turn = env.turn()
    assert turn.text == env.text(turn.seat)
    env.step(env.sample(turn.seat, np.random.default_rng(0)))
    with pytest.raises(RuntimeError, match="is over"):
        turn.text  # noqa: B018


def test_pictures(make):
    for mode, kind in (("ansi", str), ("rgb_array", np.ndarray)):
        env = make(render_mode=mode)
        env.reset(seed=0)
        shown = env.render()
        assert isinstance(shown, kind)
    assert shown.dtype == np.uint8
    assert shown.ndim == 3
    assert shown.shape[2] == 3
    assert (shown == env.render()).all()
