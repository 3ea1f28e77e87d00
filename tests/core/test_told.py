"""What text and messages tell of others' turns and of the past in finite games: the options `shows` and `past`."""

import json

import numpy as np
import pytest

import baselines
import spenvs
from spenvs.core.record import replay, verify

REPLY = "<think>I hold nothing.</think>I am strong! [bet]"


def kuhn(**options):
    env = spenvs.make("KuhnPoker-v0", **options)
    env.reset(seed=1)
    env.step(REPLY)
    return env


@pytest.mark.parametrize(
    ("shows", "line"),
    [
        ("full", "player_0: ‹think>I hold nothing.‹/think>I am strong! (bet) [bet]"),
        ("move and talk", "player_0: I am strong! [bet]"),
        ("move", "player_0: [bet]"),
        ("nothing", None),
    ],
)
def test_what_is_shown_of_a_turn(shows, line):
    env = kuhn(shows=shows, past="all")
    lines = env.text("player_1").splitlines()
    assert [each for each in lines if each.startswith("player_0:")] == ([line] if line else [])
    assert "You: I am strong! [bet]" in env.text("player_0")
    assert "think" not in env.text("player_0")


def test_by_default_a_finite_game_tells_only_what_matters_now():
    assert (
        kuhn().text("player_1")
        == spenvs.make("KuhnPoker-v0").game.brief + "\n\n" + kuhn().messages("player_1")[1]["content"]
    )
    assert "player_0:" not in kuhn().text("player_1")


def test_the_past_is_a_chat_of_positions_and_own_answers():
    env = spenvs.make("TicTacToe-v0", past="all")
    env.reset(seed=0)
    for move in (4, 0, 8, 2):
        env.step(move)
    system, *chat = env.messages("player_0")
    assert system["content"] == env.game.brief
    assert [message["role"] for message in chat] == ["user", "assistant"] * 2 + ["user"]
    assert [message["content"] for message in chat if message["role"] == "assistant"] == ["[4]", "[8]"]
    assert "player_1: [0]" in chat[2]["content"]
    assert "player_1: [2]" in chat[4]["content"]
    assert chat[4]["content"].endswith("Legal moves: 1, 3, 5, 6, 7")


def test_a_window_keeps_the_last_events():
    env = spenvs.make("TicTacToe-v0", past=2)
    env.reset(seed=0)
    for move in (4, 0, 8, 2):
        env.step(move)
    told = env.text("player_0").removeprefix(env.game.brief).split("You are player_0.")[0]
    assert told.split() == ["You:", "[8]", "player_1:", "[2]"]


def test_what_is_chosen_unseen_is_not_told():
    env = spenvs.make("RockPaperScissors-v0", shows="full", past="all")
    env.reset(seed=0)
    env.step("rock it is: [rock]")
    assert "rock it is" not in env.text("player_1")
    assert "player_0:" not in env.text("player_1")


def test_copies_keep_what_was_told():
    env = kuhn(shows="move and talk", past="all")
    text = env.text("player_1")
    twin, restored = env.clone(), spenvs.make("KuhnPoker-v0", shows="move and talk", past="all")
    restored.reset(seed=5)
    restored.restore(json.loads(json.dumps(env.snapshot())))
    assert restored.text("player_0") == env.text("player_0")
    with pytest.raises(ValueError, match="what was told is broken"):
        restored.restore(env.snapshot() | {"told": [["player_0", "bet"]]})
    env.step("bet")
    assert twin.text("player_1") == restored.text("player_1") == text
    assert env.text("player_1") != text


@pytest.mark.parametrize("bad", [{"shows": "all"}, {"past": 0}, {"past": "first"}, {"past": True}, {"past": 1.5}])
def test_options_out_of_range_are_refused(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        spenvs.make("KuhnPoker-v0", **bad)


def test_the_view_is_kept_in_records_where_it_is_not_the_usual():
    (usual,) = baselines.play("KuhnPoker-v0", ["random", "random"])
    (told,) = baselines.play("KuhnPoker-v0", ["random", "random"], past="all", shows="full")
    assert set(usual.env["settings"]) == {"attempts", "illegal"}
    assert told.env["settings"] | {"past": "all", "shows": "full"} == told.env["settings"]
    verify(told)


def test_a_replay_tells_what_was_said():
    def proud(turn):
        return f"Mine! [{turn.legal[-1]}]"

    texts = []
    for shows in ("move", "move and talk"):
        (record,) = baselines.play("KuhnPoker-v0", [proud, proud], past="all", shows=shows)
        texts.append([env.text("player_1") for env, _ in replay(record)])
        assert [type(row.action) for row in record.moves] == [int if shows == "move" else str] * len(record.moves)
    assert all("Mine!" not in text for text in texts[0][:2])
    assert "player_0: Mine! [bet]" in texts[1][1]


def test_a_long_game_does_not_tell_more_than_its_window():
    env, rng = spenvs.make("RockPaperScissors-v0", past=4, rounds=100), np.random.default_rng(0)
    env.reset(seed=0)
    while env.agents and not env.terminations[env.agent_selection]:
        env.step(env.sample(env.agent_selection, rng))
    assert len(env.messages("player_0")) <= 6
