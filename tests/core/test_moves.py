"""Reading moves out of text: what is understood, what is refused, and that nothing breaks it."""

import contextlib
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spenvs
from spenvs.core.moves import IllegalMove, listing, quote, read_move

ACTIONS = {"pass": 0, "bet": 1, "raise to 20": 2, "3": 3}


@pytest.mark.parametrize(
    ("reply", "action"),
    [
        ("bet", 1),
        ("  BET!  ", 1),
        ("[bet]", 1),
        ("I could [think] about it, but: [Bet].", 1),
        ("\\boxed{pass}", 0),
        ("so \\boxed{\\text{pass}} it is", 0),
        ("[bet] looks bad, hence \\boxed{pass}", 0),
        ("<answer> Raise  to   20 </answer>", 2),
        ("<think>[bet] or [pass]?</think> [pass]", 0),
        ('{"move": "bet"}', 1),
        ('{"action": 3}', 3),
        ('```json\n{"reason": "why not", "action": "pass"}\n```', 0),
        ("Action: bet", 1),
        ("I weigh it up.\nMy move is: pass.", 0),
        ("\uff22\uff25\uff34", 1),
        ("**bet**", 1),
        ("[bet] and again [bet]", 1),
        ("[3]", 3),
        ('{"move": ["bet"]}', 1),
    ],
)
def test_forms_that_are_understood(reply, action):
    assert read_move(reply, ACTIONS) == action


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "   ",
        "[]",
        "bet or pass",
        "[bet] [pass]",
        "\\boxed{bet} \\boxed{pass}",
        "I will not bet",
        '{"move": null}',
        "[fold]",
        "{" * 5000 + "}" * 5000,
        "\x00\x1b[31m",
        "\ud800",
    ],
)
def test_what_is_not_one_move_is_never_guessed(reply):
    with pytest.raises(IllegalMove) as refused:
        read_move(reply, ACTIONS)
    assert refused.value.fault == "unparsed"
    str(refused.value).encode("ascii")


UGLY = st.lists(
    st.one_of(
        st.characters(),
        st.sampled_from("[]{}<>\\\"'`\n\r\t\x00\x1b\ud800\udfff\u202e\u200b"),
        st.sampled_from(["\\boxed{", "<answer>", "</answer>", "<think>", "</think>", '{"move":', "[", "]", "0", "bet"]),
    ),
    max_size=40,
).map("".join)
ENVS = [spenvs.make(spec.id) for spec in spenvs.list_envs()]


@settings(max_examples=2000, deadline=None)
@given(UGLY)
def test_no_text_raises_out_of_step(text):
    for env in ENVS:
        env.reset(seed=1)
        agent = env.agent_selection
        env.step(text)
        assert env.fault is None or str(env.fault).isascii()
        assert env.fault is not None or env.agents
        env.text(agent)


def test_a_hundred_thousand_strings():
    env = spenvs.make("TicTacToe-v0")
    rng = random.Random(0)
    pieces = [
        "\\boxed{",
        "}",
        "[",
        "]",
        "<answer>",
        "</answer>",
        "4",
        "9",
        "\x00",
        "\ud800",
        "\U0001f600",
        " ",
        "\n",
        '{"move":',
        '"',
    ]
    for _ in range(100_000):
        env.reset()
        env.step("".join(rng.choices(pieces, k=rng.randrange(8))))
        assert env.fault is not None or env.played == 4


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "[",
        "]",
        "\\boxed{",
        "<answer>",
        "</think>",
        "<think>",
        '{"move":',
        "\n",
        " ",
        "[bet]",
        "\ud800",
        "٣",
        "<answer>[",
    ],
)
def test_a_megabyte_is_read_in_linear_time(piece):
    text = piece * (1_000_000 // len(piece))
    start = time.process_time()
    with contextlib.suppress(IllegalMove):
        read_move(text, ACTIONS)
    assert time.process_time() - start < 5


def test_quotes_are_short_and_ascii():
    assert quote("ä" * 1000).isascii()
    assert len(quote("x" * 10**6)) <= 60
    assert listing(["a", "b"]) == "a, b"
    assert listing([str(i) for i in range(30)], 3) == "0, 1, 2 and 27 more"
