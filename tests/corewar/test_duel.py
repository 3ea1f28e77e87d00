"""Core War for two, as its users meet it: agents, Gymnasium, the parallel interface, records."""

import gymnasium
import numpy as np
import pytest

import baselines
import spenvs
from baselines.llm import dialect
from spenvs.core.record import Record, verify

IMP = "MOV 0, 1"


def plays(source):
    return lambda turn: f"This is my program.\n```redcode\n{source}\n```\nGood luck!"


@pytest.mark.parametrize(("winner", "loser"), [("clear", "stone"), ("mice", "clear"), ("scanner", "splbomber")])
def test_the_circle_of_strategies(winner, loser):
    """Who beats whom among our own warriors is known from pMARS (tests/corewar/test_warriors.py)."""
    for seats, sign in (((winner, loser), 1), ((loser, winner), -1)):
        specs = [f"warrior:{name}" for name in seats]
        (record,) = baselines.play("CoreWarDuel-v0", specs, seed=1, rounds=60)
        assert sign * record.rewards["player_0"] > 0.2
        assert record.rewards["player_0"] == -record.rewards["player_1"]


def test_one_seat_in_gymnasium():
    env = gymnasium.make("spenvs/CoreWarDuel-v0", opponents=plays("JMP 0"), programs="array")
    seen, info = env.reset(seed=1)
    assert seen in env.observation_space
    assert info["seat"] == 0
    rows = np.tile([12, 4, 1, 0, 1, 0], (100, 1))
    rows[0] = [13, 1, 1, 0, 1, 0]
    assert rows.reshape(-1) in env.action_space
    seen, reward, terminated, truncated, info = env.step(rows.reshape(-1))
    assert (reward, terminated, truncated) == (0.0, True, False)
    assert env.unwrapped.game_env.outcome()["ties_0"] == 1.0
    assert seen in env.observation_space
    assert "The program of player_1" in info["text"]


def test_all_seats_act_at_once_in_the_parallel_interface():
    env = spenvs.make_parallel("CoreWarDuel-v0", attempts=3)
    env.reset(seed=1)
    seen, rewards, terminations, _, infos = env.step({"player_0": IMP, "player_1": "DAT 0, 0"})
    assert rewards == {"player_0": 1.0, "player_1": -1.0}
    assert all(terminations.values())
    assert infos["player_0"]["outcome"]["wins_0"] == 1.0
    assert seen["player_0"]["numbers"].dtype == np.int32
    assert env.agents == []
    for broken, faulty in ((0, "player_0"), (1, "player_1")):
        env.reset(seed=1)
        actions = {f"player_{seat}": "no program" if seat == broken else IMP for seat in range(2)}
        _, rewards, terminations, _, infos = env.step(actions)
        assert rewards[faulty] == -1.0
        assert all(terminations.values())
        assert infos["player_1"]["forfeit"] == faulty
        assert env.agents == []


def test_a_refused_program_may_be_put_right_and_is_in_the_record():
    said = []

    def learns(turn):
        said.append(turn.complaint)
        return plays(IMP if turn.complaint else "MOV 0, nowhere")(turn)

    (record,) = baselines.play("CoreWarDuel-v0", [learns, plays("DAT 0, 0")], attempts=2)
    assert said == [None, "line 1, column 8: 'nowhere' is not defined"]
    assert [row.status for row in record.moves] == ["illegal", "ok", "ok"]
    assert record.rewards == {"player_0": 1.0, "player_1": -1.0}
    assert record.moves[1].action == f"```redcode\n{IMP}\n```"
    verify(Record.from_json(record.to_json()))


def test_rounds_are_drawn_anew_in_each_game():
    env = spenvs.make("CoreWarDuel-v0")
    places = []
    for seed in (1, 1, 2, None):
        env.reset(seed=seed)
        env.step(IMP)
        env.step("JMP 0")
        places.append(env.position.s.bout.places.tolist())
    assert places[0] == places[1]
    assert len({str(each) for each in places}) == 3


SAID = "MOV {0, }1\nJMP <2, >3"


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("default", f"<think>[Keep] or MOV 0, 1?</think>A program:\n```redcode\n{SAID}\n```\nIt moves {{ and }}."),
        ("spiral", f"It should move {{.\n\\boxed{{{SAID}}}"),
        ("mars", f"<think>MOV 0, 1?</think><answer>```\n{SAID}\n```</answer>"),
        ("raw", f"{SAID}\n```\nThat was my program.\n```\nJMP 0\n```"),
    ],
)
def test_language_models_are_asked_for_a_program_and_understood(name, reply):
    env = spenvs.make("CoreWarDuel-v0")
    env.reset(seed=0)
    turn, spoken = env.turn(), dialect.find(name)
    prompt = spoken.render(turn, [])
    last = prompt if isinstance(prompt, str) else prompt[-1]["content"]
    asked = {
        "default": "code block",
        "spiral": "\\boxed{}",
        "mars": "<answer>your whole answer</answer>",
        "raw": "\n```\n",
    }
    assert asked[name] in last if name != "mars" else asked[name] in prompt[0]["content"]
    if name == "raw":
        assert spoken.stop(turn) == ("```",)
    env.step(spoken.parse(reply, turn).answer)
    assert env.position.s.entered[0].source == SAID
