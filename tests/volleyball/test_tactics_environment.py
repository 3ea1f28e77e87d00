"""The game of tactics behind PettingZoo's interfaces: choices as numbers or text, words, films, players by name."""

import json

import numpy as np
import pytest

import baselines
import spenvs
from baselines.agents.scripts.tactics import tactics
from spenvs.core.moves import IllegalMove
from spenvs.core.record import make_env, replay
from spenvs.registry import UnknownName
from spenvs.volleyball.pictures.spectator import Spectator
from spenvs.volleyball.tactics.batch import TacticsBatch
from spenvs.volleyball.tactics.players import rule
from spenvs.volleyball.volley_tactics import GAME

ID = "DroneVolleyTactics-v0"


def made(**settings):
    env = spenvs.make(ID, **settings)
    env.reset(seed=4)
    return env


def test_a_play_is_that_of_the_batch():
    env, batch = made(), TacticsBatch(GAME, 1, autoreset_mode="Disabled")
    batch.reset(seed=[4])
    rng = np.random.default_rng(0)
    while not batch.terminated[0]:
        both = [env.sample(agent, rng) for agent in env.possible_agents]
        before = env.observe("player_0")["observation"]
        env.step(both[0])
        np.testing.assert_array_equal(env.observe("player_0")["observation"], before)
        env.step(both[1])
        batch.step(np.array([both]))
        for seat, agent in enumerate(env.possible_agents):
            np.testing.assert_array_equal(env.observe(agent)["observation"], batch.observation[0, seat])


def test_both_teams_at_once_and_what_they_are_told_of_a_step():
    teams = spenvs.make_parallel(ID)
    seen, infos = teams.reset(seed=4)
    assert infos["player_0"] == {"happened": [], "steps": 0, "hits": 0}
    hits, rewards = np.zeros(2, int), {}
    while teams.agents:
        actions = {agent: rule(seen[agent]["observation"][None])[0] for agent in teams.agents}
        seen, rewards, terminated, _, infos = teams.step(actions)
        hits += [info["hits"] for info in infos.values()]
        touched = [said for said in infos["player_1"]["happened"] if "touches" in said]
        assert infos["player_0"]["steps"] <= 50
        assert len(touched) <= 2
    assert all(terminated.values())
    outcome = infos["player_0"]["outcome"]
    assert rewards == {"player_0": outcome["result"], "player_1": -outcome["result"]}
    assert hits.sum() == outcome["touches"]


def test_choices_are_read_from_text():
    env = made()
    np.testing.assert_array_equal(env.read("player_0", "Not [0, 0, 0]. [1] I choose\n[3, 1, 2]."), [3, 1, 2])
    for text in ("3 1 2", "3,1,2\n", "[3 , 1, 2]"):
        np.testing.assert_array_equal(env.read("player_0", text), [3, 1, 2])
    for text in (
        "",
        "1 2",
        "1 2 3 4",
        "[1, 2]",
        "[[1, 2, 3]]",
        "[1, 2, 3, 4]",
        "[a, b, c]",
        "[true, 0, 0]",
        "[" * 10_000,
    ):
        with pytest.raises(IllegalMove, match="holds no three numbers in brackets"):
            env.read("player_0", text)


@pytest.mark.parametrize(
    ("answer", "reason", "fault"),
    [
        ("I pass", "holds no three numbers", "unparsed"),
        ("[6, 0, 0]", "choices must be 0 to 5 for FirstPass, 0 to 2 for SecPass, 0 to 3 for Att; got", "illegal"),
        ([1, 0.5, 0], "array of integers of shape [3]; got [1, 0.5, 0]", "unparsed"),
        ([[1], [2, 3]], "array of integers of shape [3]; got [[1], [2, 3]]", "unparsed"),
        (np.array([1e30, 0, 0]), "for Att; got [1000000000, 0, 0]", "illegal"),
        ([1, 0], "array of integers of shape [3]; got [1, 0]", "unparsed"),
        (None, "array of integers of shape [3]; got None", "unparsed"),
    ],
)
def test_what_is_no_choice_is_a_forfeit(answer, reason, fault):
    env = made()
    env.step(answer)
    assert env.rewards == {"player_0": -1.0, "player_1": 1.0}
    assert reason in env.infos["player_0"]["complaint"]
    assert env.infos["player_0"]["fault"] == fault


def test_words_say_where_everybody_is_and_what_each_number_means():
    env = made()
    serving = "player_0" if "your FirstPass serves" in env.text("player_0") else "player_1"
    text = env.text(serving)
    assert "Your FirstPass, " in text
    assert "at (6.00, 0.00, " in text
    assert "Ball at (6.00, " in text
    assert "FirstPass: 0 goto at (4.5, -1.5, 1); " in text
    assert "SecPass: 0 goto at (2, -2, 1.8); 1 set the ball for Att; 2 hover at (2, -2, 1)." in text
    assert "2 send the ball over the net to the right; 3 hover at (2, 0, 2.5)." in text
    assert "your FirstPass receives, whatever you choose for it" in env.text(
        "player_1" if serving == "player_0" else "player_0"
    )


def test_snapshots_are_json_and_out_of_range_choices_in_them_are_refused():
    env = made()
    for _ in range(7):
        env.step(np.array([3, 1, 1]))
    kept, twin = json.loads(json.dumps(env.snapshot())), env.clone()
    other = spenvs.make(ID)
    other.reset(options={"snapshot": kept})
    for each in (env, twin, other):
        for _ in range(5):
            each.step([3, 1, 2])
    assert env.state().tobytes() == twin.state().tobytes() == other.state().tobytes()
    with pytest.raises(ValueError, match="does not fit: what was chosen"):
        env.restore({**kept, "chosen": [[9, 0, 0], [0, 0, 0]]})


def test_a_film_shows_each_step_between_two_choices():
    (record,) = baselines.play(ID, "scripted", seed=3)
    env = make_env(record)
    spectator, shown = Spectator(env.game), 0
    for _, row in replay(record, env=env):
        if row is None or row.seat == "player_0":
            shown += len(list(env.scenes(spectator)))
    steps = int(env.position.batch.worlds.tally[0, 0])
    assert shown == 1 + steps
    assert not list(env.scenes(spectator))  # it has seen all
    assert abs(spectator.time - shown * env.game.clock.step) < 1e-6


def test_players_by_name():
    (record,) = baselines.play(ID, [tactics(), tactics("fixed")], seed=5)
    assert record.rewards == {"player_0": 1.0, "player_1": -1.0}
    assert {tuple(row.action) for row in record.moves if row.seat == "player_1"} == {(1, 0, 0)}
    with pytest.raises(UnknownName, match="there is no tactics 'fix'; did you mean fixed or fixed_2"):
        tactics("fix")


def test_learned_skills_are_not_recorded():
    with pytest.raises(ValueError, match="skills go into make_batch only"):
        spenvs.make(ID, skills={"set": len})
    assert spenvs.make_batch(ID, 2, skills={"set": lambda seen: seen[:, :4]}).num_envs == 2
