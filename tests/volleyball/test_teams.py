"""Teams of drones behind PettingZoo's AEC interface: what arenas play, record and replay."""

import json

import numpy as np
import pytest
from pettingzoo.test import api_test, seed_test

from spenvs.core.moves import IllegalMove
from spenvs.volleyball.environment import DroneEnv
from spenvs.volleyball.hover import GAME as HOVER
from spenvs.volleyball.rally.state import REASONS
from spenvs.volleyball.teams import TeamEnv
from spenvs.volleyball.volley3v3 import GAME as VOLLEY


def volley(**settings):
    return TeamEnv(VOLLEY, "DroneVolley3v3-v0", **settings)


@pytest.mark.filterwarnings("ignore:.*bservation")  # rows are drones, no pixels
def test_pettingzoo_checks():
    api_test(volley(), 300)
    seed_test(volley, 100)
    api_test(TeamEnv(HOVER, "DroneHover-v0"), 100)


def play(env, steps, seed=0):
    """Play random actions around hovering; give what was seen."""
    rng, seen = np.random.default_rng(seed), []
    for _ in range(steps):
        if env.terminations[env.agent_selection]:
            break
        seen.append(env.observe(env.agent_selection)["observation"])
        env.step(rng.uniform(0.1, 0.4, (3, 4)))
    return seen


def test_a_step_is_taken_when_both_teams_have_chosen_and_is_that_of_the_parallel_environment():
    both, each = volley(), DroneEnv(VOLLEY, "DroneVolley3v3-v0")
    both.reset(seed=4)
    expected, _ = each.reset(seed=4)
    rng = np.random.default_rng(1)
    for _ in range(20):
        action = np.round(rng.uniform(0.1, 0.4, (6, 4)).astype(np.float32), 4)
        before = both.observe("player_0")["observation"]
        both.step(action[:3])
        np.testing.assert_array_equal(both.observe("player_0")["observation"], before)
        both.step(action[3:])
        expected = each.step(dict(zip(each.possible_agents, action, strict=True)))[0]
        seen = np.concatenate([both.observe(agent)["observation"] for agent in both.possible_agents])
        np.testing.assert_array_equal(seen, np.stack(list(expected.values())))


def test_what_was_played_is_json_and_plays_the_same_again():
    first, again = volley(), volley()
    first.reset(seed=4)
    again.reset(seed=4)
    rng = np.random.default_rng(2)
    for _ in range(30):
        first.step(rng.uniform(0.1, 0.4, (3, 4)))
        again.step(json.loads(json.dumps(first.played)))
    assert first.state().tobytes() == again.state().tobytes()


def test_nan_is_recorded_as_json_has_it():
    env, again = volley(), volley()
    for each in (env, again):
        each.reset(seed=4)
    env.step(np.full((3, 4), np.nan))
    again.step(json.loads(json.dumps(env.played, allow_nan=False)))
    for each in (env, again):
        each.step(np.full((3, 4), 0.24))
        assert each.rewards == {"player_0": -1, "player_1": 1}
        assert each.outcome()["reason"] == REASONS.index("lost")


def test_snapshot_and_clone_between_two_choices():
    env = volley()
    env.reset(seed=4)
    play(env, 21)
    kept, twin = json.loads(json.dumps(env.snapshot())), env.clone()
    other = volley()
    other.reset(options={"snapshot": kept})
    futures = [play(each, 41, seed=3) for each in (env, twin, other)]
    np.testing.assert_array_equal(futures[0], futures[1])
    np.testing.assert_array_equal(futures[0], futures[2])
    with pytest.raises(ValueError, match="the snapshot does not fit"):
        env.restore({**kept, "world": {"drone": "x"}})


def test_the_reward_is_the_result_and_the_outcome_says_how():
    env = volley()
    env.reset(seed=4)
    while not env.terminations[env.agent_selection]:
        env.step(np.full((3, 4), -1.0))
    assert sorted(env.rewards.values()) == [-1, 1] or set(env.rewards.values()) == {0}
    outcome = env.infos["player_0"]["outcome"]
    assert outcome["result"] == env.rewards["player_0"]
    assert "The game is over" in env.text("player_1")


def test_an_answer_that_is_no_action_is_a_forfeit():
    for answer, reason in ((np.zeros(4), "shape [3, 4]"), ("up!", "holds no action"), (None, "shape [3, 4]")):
        env = volley()
        env.reset(seed=4)
        env.step(answer)
        assert env.rewards == {"player_0": -1.0, "player_1": 1.0}
        assert reason in env.infos["player_0"]["complaint"]
        assert env.infos["player_0"]["fault"] == "unparsed"


def test_asked_again_and_random_instead():
    env = volley(attempts=2, illegal="random")
    env.reset(seed=4)
    env.step("nothing")
    assert env.agent_selection == "player_0"
    assert "refused" in env.text("player_0")
    env.step("nothing")
    assert env.agent_selection == "player_1"
    assert np.abs(env.position.chosen[0, :3]).max() > 0


def test_a_text_holds_numbers():
    env = volley()
    env.reset(seed=4)
    numbers = [[0.1, -0.2, 0.3, 1], [0, 0, 0, 0], [1e-1, 0.5, -1, 0.25]]
    np.testing.assert_allclose(env.read("player_0", f"See [1, 2]. I choose\n{numbers} now."), numbers)
    np.testing.assert_allclose(env.read("player_0", json.dumps([x for row in numbers for x in row])), numbers)
    for text in ("", "[]", "[[[[", "[1, 2, 3]", "[" * 100_000, "[[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3]]"):
        with pytest.raises(IllegalMove, match="holds no action"):
            env.read("player_0", text)


def test_a_text_tells_both_teams_the_same_from_their_sides():
    env = volley()
    env.reset(seed=4)
    mine, theirs = env.text("player_0"), env.text("player_1")
    assert "red_1 at (3.00, -1.50, 2.00)" in mine
    assert "red_1 at (-3.00, 1.50, 2.00)" in theirs
    assert "blue_1 at (3.00, -1.50, 2.00), moving (0.00, 0.00, 0.00) (yours, tilt 0, yaw 0 degrees)" in theirs


def test_who_hovers_nearer_returns_more_and_a_forfeit_least():
    env, returned = TeamEnv(HOVER, "DroneHover-v0"), {}
    for thrust in (-1.0, 0.24, 1.0):
        env.reset(seed=1)
        while not env.terminations["player_0"]:
            env.step([[thrust] * 4])
        returned[thrust] = env.rewards["player_0"]
        assert returned[thrust] == -env.outcome()["distance"] < 0
    env.reset(seed=1)
    env.step("no numbers")
    assert env.rewards["player_0"] < min(returned.values())
