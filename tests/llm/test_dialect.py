"""How turns become prompts, and replies moves."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import spenvs
from baselines.llm import dialect
from baselines.llm.dialect import DIALECTS, apart
from spenvs.core.moves import IllegalMove
from spenvs.registry import UnknownName

NAMES = [*DIALECTS]


def asked(env_id="TicTacToe-v0", *moves, seed=1, **options):
    """Begin a game, make moves, and put the question that follows."""
    env = spenvs.make(env_id, **options)
    env.reset(seed=seed)
    for move in moves:
        env.step(move)
    return env.turn(rng=np.random.default_rng(0))


def parse(reply, turn=None, name="default"):
    return dialect.find(name).parse(reply, turn or asked())


def taken(reply, turn, name):
    """Give what a reply comes to, or what is wrong with it."""
    try:
        return parse(reply, turn, name)
    except IllegalMove as fault:
        return fault


def written(prompt):
    """All of a prompt in one text."""
    return prompt if isinstance(prompt, str) else "\n".join(message["content"] for message in prompt)


# Thought and answer


@pytest.mark.parametrize(
    ("reply", "thought", "answer"),
    [
        ("hello", "", "hello"),
        ("", "", ""),
        ("<think>a</think>b", "a", "b"),
        (" <think>\na\n</think>\n\nb\n", "a", "b"),
        ("a</think>b", "a", "b"),  # the chat template has opened the thought
        ("<think>a</think>b<think>c</think>d", "a</think>b<think>c", "d"),
        ("<think>a<think>b</think>c</think>d", "a<think>b</think>c", "d"),
        ("<think>They say <think> and </think>. Hm.</think>d", "They say <think> and </think>. Hm.", "d"),
        ("b<think>a", "a", "b"),
        ("<think>a", "a", ""),
        ("<think>a</think>b<think>c", "a\nc", "b"),
        ("<THINK>a</Think>b", "a", "b"),
        ("<thinking>a</thinking>b", "a", "b"),
        ("<thought>a</thought>b", "a", "b"),
        ("<reasoning>a</reasoning>b", "a", "b"),
        ("[THINK]a[/THINK]b", "a", "b"),
        ("b<think>a</think>", "b<think>a", ""),  # what precedes a thought that ends could be one too
        ("2 < 3 </thinker>", "", "2 < 3 </thinker>"),
    ],
)
def test_thought_is_what_precedes_its_end(reply, thought, answer):
    assert apart(reply) == (thought, answer)


TAGS = st.sampled_from([("<think>", "</think>"), ("<Thinking>", "</thinking>"), ("[THINK]", "[/THINK]")])
PIECES = st.lists(
    st.sampled_from(["<think>", "</think>", "[4]", "\\boxed{", "}", "<answer>", "</answer>", "\n", "[", "]", "{", "4"])
    | st.text(max_size=4)
).map("".join)


@given(TAGS, PIECES, st.sampled_from(NAMES))
def test_what_is_thought_is_never_the_answer(tags, noise, name):
    opens, closes = tags
    turn = asked("ResourceTrade-v0")
    for reply in (
        f"{opens}{noise}SECRET{closes}I say \\boxed{{hi}}",
        f"{noise}SECRET{closes}<answer>hi</answer>",
        f"hi {opens}SECRET",
    ):
        said = taken(reply, turn, name)
        assert isinstance(said, IllegalMove) or "SECRET" not in said.answer


@given(PIECES, st.sampled_from(NAMES), st.booleans())
def test_any_reply_is_taken_apart_or_unparsed(reply, name, talk):
    turn = asked("ResourceTrade-v0" if talk else "TicTacToe-v0")
    said = taken(reply, turn, name)
    if isinstance(said, IllegalMove):
        assert said.fault == "unparsed"
    else:
        assert isinstance(said.answer, str)
        assert isinstance(said.thought, str)


@pytest.mark.parametrize("piece", ["<think>", "</think>", "\\boxed{", "{", "[", "<answer>", "</think>  ", "[4]\n", "x"])
@pytest.mark.parametrize("name", NAMES)
def test_a_megabyte_takes_no_time(piece, name):
    began = time.process_time()
    for turn in (asked(), asked("ResourceTrade-v0")):
        taken(f"<think>a</think>{piece * (1_000_000 // len(piece))}", turn, name)
    assert time.process_time() - began < 1


# The default dialect


@pytest.mark.parametrize(
    ("reply", "move"),
    [
        ("[4]", "4"),
        ("4", "4"),
        ("**[4]**", "4"),
        ("\\boxed{4}", "4"),
        ("\\boxed{\\text{4}}", "4"),
        ("<answer>4</answer>", "4"),
        ('{"action": 4}', "4"),
        ('```json\n{"move": "4"}\n```', "4"),
        ("Action: 4", "4"),
        ("I could play [2] or [6].\n[4]", "4"),
        ("I could play [2] or [6].\nSo I take [4]", "4"),
        ("I could play [2].\n4", "4"),
        ("I could play [2].\n\nAnswer: 4\n", "4"),
        ("I could play [2].\n\\boxed{4}", "4"),
        ("[4]\nThis takes the centre.", "4"),
        ("<think>[0] or [1]?</think>[4]", "4"),
        ("[4]<think>was that wise", "4"),
    ],
)
def test_the_last_line_that_names_a_move_counts(reply, move):
    assert parse(reply).answer == f"[{move}]"


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I do not know.",
        "[2] or [4]",
        "[2]\n[4]\nOne of these.",
        "I could play [2].\n[99]",  # the answer is no move: what was considered before it is none either
        "I could play [2].\n\\boxed{}",
        "I could play [2].\nSo [4], or [6].",
        "[4]<think>was that wise?</think>",
        "<think>[4]",
        "[4]</think>",
        '{"action": 2, "move": 4}',
    ],
)
def test_what_is_not_clear_is_not_guessed(reply):
    with pytest.raises(IllegalMove) as fault:
        parse(reply)
    assert fault.value.fault == "unparsed"


def test_a_move_that_the_rules_forbid_is_heard_as_such():
    turn = asked("TicTacToe-v0", 4)
    turn.env.step(parse("[4]", turn).answer)
    assert turn._env.fault.fault == "illegal"


def test_what_was_thought_aloud_is_kept():
    said = parse("<think>Hm.</think>Row 1?\nNo.\n[4]")
    assert said.thought == "Hm.\nRow 1?\nNo."
    assert parse("[4]\nThis wins.").thought == "[4]\nThis wins."
    assert parse("[4]").thought == parse("**4**").thought == ""


@pytest.mark.parametrize("shows", ["full", "move and talk", "move"])
def test_only_the_move_is_heard_in_a_game_of_numbered_moves(shows):
    turn = asked(past="all", shows=shows)
    env = turn.env
    env.step(parse("My SECRET plan is the diagonal.\nThe SECRET is [4]", turn).answer)
    env.step(parse("[2]\nas I have a SECRET", env.turn()).answer)
    assert "[2]" in env.text("player_0").partition("player_1: ")[2]
    for agent in env.possible_agents:
        assert "SECRET" not in env.text(agent)
        assert "SECRET" not in str(env.messages(agent))


@pytest.mark.parametrize(
    ("env_id", "moves", "form"),
    [
        ("TicTacToe-v0", (), "End your reply with one legal move in square brackets, on a line of its own."),
        ("DontSayIt-v0", (), "Write what you say, and nothing else."),
        ("ResourceTrade-v0", (), "Write what you say, with at most one move, in square brackets."),
        ("SecretMafia-v0", (), "Write one of these moves, in square brackets."),
    ],
)
def test_the_form_that_is_asked_for_fits_what_can_be_done(env_id, moves, form):
    last = dialect.find("default").render(asked(env_id, *moves), [])[-1]
    assert last["role"] == "user"
    assert last["content"].endswith(form)
    assert ("<think>" in last["content"]) == (env_id != "TicTacToe-v0")


# Prompts of all dialects in all games


def test_prompts_tell_all_that_the_environment_tells(make):
    """Roles alternate, the rules and the state are there once, and so is what was wrong with a refused answer."""
    env = make(attempts=2)
    env.reset(seed=5)
    rng = np.random.default_rng(5)
    for _ in range(3):
        if not env.terminations[env.agent_selection]:
            env.step(env.sample(env.agent_selection, rng))
    if env.terminations[env.agent_selection]:
        env.reset(seed=5)
    env.step("")
    assert env.complaint
    turn = env.turn()
    for spoken in DIALECTS.values():
        prompt = spoken.render(turn, [])
        text = written(prompt)
        assert text.count(env.game.brief) == 1
        assert text.count(f"Your last answer was refused: {env.complaint}\n") == 1
        assert env._knows(turn.seat) in text
        if not isinstance(prompt, str):
            roles = [message["role"] for message in prompt if message["role"] != "system"]
            assert roles == [*itertools.islice(itertools.cycle(["user", "assistant"]), len(roles))]
            assert roles[-1] == "user"


def test_a_written_move_is_read_back(make_finite):
    env = make_finite()
    env.reset(seed=2)
    turn = env.turn()
    for spoken in DIALECTS.values():
        for action, move in zip(turn.actions, turn.legal, strict=True):
            reply = spoken.write(move)
            for end in spoken.stop(turn):
                reply = reply.partition(end)[0]
            assert env.read(turn.seat, spoken.parse(reply, turn).answer) == action


def test_unknown_dialects_are_named():
    with pytest.raises(UnknownName, match="there is no dialect 'spirl'; did you mean spiral"):
        dialect.find("spirl")


# SPIRAL's


def test_spiral_writes_its_template():
    turn = asked("KuhnPoker-v0")
    (message,) = dialect.find("spiral").render(turn, [])
    assert message["role"] == "user"
    assert message["content"] == (
        "You are playing a two-player zero-sum game. Make valid actions to win.\n"
        f"Observation: {turn.text}\n"
        "Please reason step by step, and put your final answer within \\boxed{}."
    )


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("\\boxed{[4]}", "[4]"),
        ("So \\boxed{ 4 }.", "4"),
        ("\\boxed{2} no, \\boxed{4}", "4"),
        ("\\boxed{4} because of {this} and }", "4"),
        ("\\boxed{\\text{4}}", "4"),
        ("\\boxed{{4}}", "{4}"),
        ("<think>\\boxed{2}</think>\\boxed{4}", "4"),
    ],
)
def test_spiral_hears_the_last_box(reply, answer):
    turn = asked()
    assert parse(reply, turn, "spiral").answer == answer
    assert turn.env.read(turn.seat, answer) == 4


@pytest.mark.parametrize("reply", ["", "[4]", "4", "\\boxed{4", "\\boxed4", "<think>\\boxed{4}", "\\boxed{4}</think>"])
def test_spiral_hears_nothing_else(reply):
    with pytest.raises(IllegalMove, match=r"there is no \\boxed") as fault:
        parse(reply, name="spiral")
    assert fault.value.fault == "unparsed"


def test_spiral_talks_in_the_box():
    turn = asked("ResourceTrade-v0")
    said = parse("I lie: \\boxed{A fair one! [Offer: 1 Wood -> 1 Ore]}", turn, "spiral")
    assert said.thought == "I lie:"
    turn.env.step(said.answer)
    assert "player_0: A fair one! [Offer: 1 Wood -> 1 Ore]" in turn._env.text("player_1")


# MARS'


@pytest.mark.parametrize(
    ("reply", "answer", "thought"),
    [
        ("<think>a</think><answer>4</answer>", "4", "a"),
        ("<think></think><answer> [4] </answer>", "[4]", ""),
        ("\n<think>a\nb</think>\n\n<answer>4</answer>\n", "4", "a\nb"),
        ("a</think><answer>4</answer>", "4", "a"),
        ("<Think>a</Think><Answer>4</Answer>", "4", "a"),
        ('<think>a</think><answer>{"action": 4}</answer>', '{"action": 4}', "a"),
    ],
)
def test_mars_hears_what_stands_in_tags(reply, answer, thought):
    turn = asked()
    said = parse(reply, turn, "mars")
    assert (said.answer, said.thought) == (answer, thought)
    assert turn.env.read(turn.seat, said.answer) == 4


@pytest.mark.parametrize(
    "reply",
    [
        "4",
        "<answer>4</answer>",
        "<think>a</think>4",
        "<think>a</think><answer>4",
        "<think>a</think>So <answer>4</answer>",
        "<think>a</think><answer>4</answer>.",
        "<think>a</think><answer>2</answer><answer>4</answer>",
        "<think>a<answer>4</answer>",
    ],
)
def test_mars_hears_nothing_else(reply):
    with pytest.raises(IllegalMove, match="is not <think>") as fault:
        parse(reply, name="mars")
    assert fault.value.fault == "unparsed"


@pytest.mark.parametrize("env_id", ["ResourceTrade-v0", "TicTacToe-v0"])
def test_mars_goes_on_with_its_chat(env_id):
    """The second turn: what was said before, thoughts included, then all that happened since."""
    spoken = dialect.find("mars")
    turn = asked(env_id, past="all", attempts=2)
    env = turn.env
    first = spoken.render(turn, [])
    reply = {"role": "assistant", "content": f"<think>THOUGHT</think><answer>{turn.legal[0]}</answer>"}
    env.step("I offer [Offer: 1 Wood -> 1 Ore]" if env.mask() is None else 0)
    env.step("NEWS" if env.mask() is None else 4)
    second = spoken.render(env.turn(), [*first, reply])
    assert second[:3] == [*first, reply]
    assert [message["role"] for message in second] == ["system", "user", "assistant", "user"]
    assert "THOUGHT" in written(second)
    assert ("player_1: NEWS" if env.mask() is None else "player_1: [4]") in second[-1]["content"]
    assert env._knows("player_0") in second[-1]["content"]
    assert written(second).count("Write <think>your thoughts</think>") == 1
    env.step("")
    third = spoken.render(env.turn(), [*second, {"role": "assistant", "content": ""}])
    assert [message["role"] for message in third] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert "Your last answer was refused" in third[-1]["content"]
    assert env._knows("player_0") in third[-1]["content"]


# Base models


def test_raw_begins_the_answer():
    spoken, turn = dialect.find("raw"), asked("KuhnPoker-v0")
    assert spoken.render(turn, []) == f"{turn.text}\nYour move:"
    assert spoken.stop(turn) == ("\n",)
    for reply in ("bet", " bet.", "[bet] because", "bet\nfoo", " Bet"):
        assert turn.env.read(turn.seat, spoken.parse(reply, turn).answer) == 1


def test_raw_goes_on_with_the_talk_as_it_is_written():
    spoken, turn = dialect.find("raw"), asked("DontSayIt-v0", "Hello.", "Good day.")
    prompt = spoken.render(turn, [])
    assert "\nYou: Hello.\nplayer_1: Good day.\n" in prompt
    assert prompt.endswith("\nYou:")
    assert spoken.stop(turn) == ("\n",)
    assert spoken.parse(" How are you?\nplayer_1: Fine.", turn).answer == "How are you?"
