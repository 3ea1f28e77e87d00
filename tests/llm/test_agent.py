"""Language models as agents: what is asked, what is heard, and what is noted."""

import json

import numpy as np
import pytest

import baselines
import spenvs
from baselines.agent import Fault, Move, Outcome, Seat
from baselines.arena.match import Match, run
from baselines.llm import agent as agents
from baselines.llm.agent import LanguageAgent, Manner, player
from baselines.llm.chat import Engine, Reply, Tokens, TooLong
from baselines.llm.dialect import DIALECTS, Dialect
from baselines.registry import make_agent
from spenvs.registry import UnknownName


class Scripted(Engine):
    """An engine that answers as a function says, each poll one of the open requests, the last first."""

    def __init__(self, answer=lambda request: Reply("[0]")):
        self.answer = answer
        self.open, self.asked, self.cancelled = {}, [], []

    def submit(self, key, request):
        assert key not in self.open
        self.open[key] = request
        self.asked.append((key, request))

    def poll(self):
        if not self.open:
            return []
        key, request = self.open.popitem()
        reply = self.answer(request)
        return [(key, Reply(reply) if isinstance(reply, str) else reply)]

    def cancel(self, key):
        self.cancelled.append(key)
        self.open.pop(key, None)

    def version(self):
        return "1"


def script(*replies, **manner):
    """An agent that says these in turn, and goes on with the last."""
    left = list(replies)
    return LanguageAgent(Scripted(lambda request: left.pop(0) if len(left) > 1 else left[0]), Manner(**manner))


def first_legal(request):
    """Play the first of the legal moves that the prompt lists."""
    return f"[{request.prompt[-1]['content'].partition('Legal moves: ')[2].partition(chr(10))[0].split(', ')[0]}]"


def ask(agent, turn):
    """Ask until there is an answer."""
    agent.submit(turn)
    while not (answers := agent.poll()):
        pass
    ((_, answer),) = answers
    return answer


def turn_of(env_id="TicTacToe-v0", game=0, **options):
    env = spenvs.make(env_id, **options)
    env.reset(seed=1)
    return env.turn(game=game, rng=np.random.default_rng(0))


def last(request):
    return request.prompt if isinstance(request.prompt, str) else request.prompt[-1]["content"]


# Whole games


@pytest.mark.parametrize("env_id", ["TicTacToe-v0", "Goofspiel-v0", "KuhnPoker-v0"])
def test_one_agent_plays_all_seats_of_many_games(env_id):
    agent = LanguageAgent(Scripted(first_legal))
    records = baselines.play(env_id, [agent, agent], games=20)
    assert {record.end for record in records} == {"natural"}
    assert agent._asked == agent.engine.open == agent._chats == {}


def test_games_leave_nothing_behind():
    mars = "<think>a</think><answer>{}</answer>"
    agent = LanguageAgent(Scripted(lambda request: mars.format(first_legal(request))), Manner(dialect="mars"))
    records = baselines.play("TicTacToe-v0", [agent, "random"], games=1000)
    assert {record.end for record in records} == {"natural"}
    assert agent._chats == agent._asked == {}


@pytest.mark.parametrize("name", [*DIALECTS])
def test_a_refused_answer_is_complained_about(name):
    agent = script("nonsense", dialect=name)
    (record,) = baselines.play("TicTacToe-v0", [agent, "random"], attempts=3)
    assert [row.status for row in record.moves] == ["unparsed"] * 3
    requests = [last(request) for _, request in agent.engine.asked]
    assert "refused" not in requests[0]
    for request, row in zip(requests[1:], record.moves, strict=False):
        assert f"Your last answer was refused: {row.detail}\n" in request


def test_mars_sees_its_own_replies_again():
    agent = script(
        "<think>A</think><answer>0</answer>", "bad", "<think>B</think><answer>1</answer>", "", dialect="mars"
    )
    moves = iter([4, 8])
    baselines.play("TicTacToe-v0", [agent, lambda turn: next(moves)], attempts=2)
    chats = [request.prompt for _, request in agent.engine.asked]
    assert [message["role"] for message in chats[3]] == ["system", *["user", "assistant"] * 3, "user"]
    assert [message["content"] for message in chats[3][2::2]] == [
        "<think>A</think><answer>0</answer>",
        "bad",
        "<think>B</think><answer>1</answer>",
    ]
    assert chats[3][:6] == [*chats[1], {"role": "assistant", "content": "bad"}, chats[2][-1]]


def test_the_same_seeds_ask_for_the_same_chance():
    def seeds(seed):
        agent = LanguageAgent(Scripted(first_legal))
        baselines.play("TicTacToe-v0", [agent, agent], games=3, seed=seed)
        return [request.seed for _, request in agent.engine.asked]

    assert seeds(0) == seeds(0) != seeds(10)
    assert len({*seeds(0)}) == len(seeds(0))
    assert all(0 <= seed < 2**31 for seed in seeds(0))


# Thought

SECRET = "XYZZY"
THINKING = {
    "default": f"<Thinking>{SECRET}</Thinking>{{}}",
    "spiral": f"{SECRET}, so \\boxed{{{{{{}}}}}} as {SECRET}",
    "mars": f"<think>{SECRET}</think><answer>{{}}</answer>",
    "raw": "{}",
}


@pytest.mark.parametrize("kept", [False, True], ids=["in the text", "kept apart by the engine"])
@pytest.mark.parametrize("name", [*DIALECTS])
@pytest.mark.parametrize(
    ("env_id", "said"),
    [
        ("TicTacToe-v0", "[{}]"),
        ("DontSayIt-v0", "Hello there {}"),
        ("ResourceTrade-v0", "No. [Offer: 1 Wood -> 1 Ore]"),
    ],
)
def test_thought_is_never_heard(env_id, said, name, kept):
    """Neither in what others read, at any time, nor in what is played and recorded; only in the note."""
    calls, heard = iter(range(100)), []

    def reply(request):
        text = said.format(next(calls))
        if kept:
            return Reply(THINKING[name].replace(SECRET, "").format(text), thought=SECRET)
        return Reply(THINKING[name].format(text))

    def listener(turn):
        heard.append(f"{turn.text}{turn.messages}{turn.observation}{turn._env.infos}")
        return turn.sample()

    agent = LanguageAgent(Scripted(reply), Manner(dialect=name))
    (record,) = baselines.play(env_id, [agent, listener], past="all", shows="full")
    assert heard
    assert "Hello there" in heard[0] or env_id != "DontSayIt-v0"
    assert not any(SECRET in each for each in heard)
    assert SECRET not in record.to_json()
    thoughts = [note.get("thought", "") for note in record.notes.values()]
    assert all(SECRET in thought for thought in thoughts) == (name != "raw" or kept)
    if kept:
        assert record.notes[0]["reply"].startswith(f"<think>{SECRET}</think>")


# Replies that are cut off


def cut(text):
    return Reply(text, "length", tokens_in=10, tokens_out=5)


def test_a_reply_that_was_cut_off_is_asked_for_again():
    agent = script(cut("<think>Let me see"), Reply("[4]", tokens_in=20, tokens_out=3))
    answer = ask(agent, turn_of())
    assert isinstance(answer, Move)
    assert answer.action == "[4]"
    assert answer.note == {
        "reply": "<think>Let me see\n[4]",
        "thought": "<think>Let me see",
        "finish": "stop",
        "calls": 2,
        "tokens_in": 30,
        "tokens_out": 8,
    }
    (_, first), (_, second) = agent.engine.asked
    assert second.prompt[:-2] == first.prompt
    assert second.prompt[-2] == {"role": "assistant", "content": "<think>Let me see"}
    assert second.prompt[-1]["role"] == "user"
    assert second.prompt[-1]["content"].startswith(agents.NUDGE)
    assert second.prompt[-1]["content"].endswith(
        "End your reply with one legal move in square brackets, on a line of its own."
    )
    assert (first.sampling.max_tokens, second.sampling.max_tokens) == (1024, 64)
    assert first.seed != second.seed


@pytest.mark.parametrize("nudges", [0, 1, 3])
def test_nudges_come_to_an_end(nudges):
    agent = script(cut("hm"), nudges=nudges)
    answer = ask(agent, turn_of())
    assert isinstance(answer, Fault)
    assert answer.status == "unparsed"
    assert answer.note["calls"] == 1 + nudges
    assert answer.note["finish"] == "length"
    assert answer.note["tokens_out"] == 5 * (1 + nudges)


@pytest.mark.parametrize(
    ("env_id", "reply", "name", "calls"),
    [
        ("TicTacToe-v0", "[4]\nThis takes the", "default", 1),
        ("TicTacToe-v0", "I wonder about [2] and [4] and", "default", 2),
        ("TicTacToe-v0", "[99] is", "default", 2),
        ("TicTacToe-v0", "\\boxed{4} as", "spiral", 1),
        ("TicTacToe-v0", "[4", "raw", 1),
        ("TicTacToe-v0", "which", "raw", 1),
        ("ResourceTrade-v0", "No! [Offer: 1 Wood -> 1 Ore] It is", "default", 1),
        ("ResourceTrade-v0", "No! [Offer: 1 Wood", "default", 2),
        ("ResourceTrade-v0", "I think that we two", "default", 2),
        ("SecretMafia-v0", "Let me think about", "default", 2),
    ],
)
def test_what_is_complete_is_not_asked_for_again(env_id, reply, name, calls):
    agent = script(cut(reply), dialect=name)
    assert ask(agent, turn_of(env_id)).note["calls"] == calls


def test_talk_that_stays_cut_off_is_heard():
    answer = ask(script(cut("I think that we two")), turn_of("ResourceTrade-v0"))
    assert isinstance(answer, Move)
    assert answer.action == "I think that we two"


@pytest.mark.parametrize("name", ["spiral", "mars"])
def test_nudges_ask_for_the_dialects_own_form(name):
    agent = script(cut("hm"), "", dialect=name)
    ask(agent, turn_of())
    spoken = DIALECTS[name]
    assert agent.engine.asked[1][1].prompt[-1]["content"] == f"{agents.NUDGE} {spoken.form(turn_of())}"


def test_a_nudge_that_does_not_fit_leaves_what_there_is():
    too_long = TooLong("crash", "the prompt does not fit")
    fault = ask(script(cut("hm"), too_long), turn_of())
    assert (fault.status, fault.note["calls"]) == ("unparsed", 1)
    assert (
        ask(script(cut("I think that we two"), too_long), turn_of("ResourceTrade-v0")).action == "I think that we two"
    )
    assert ask(script(too_long), turn_of()) is too_long


def test_a_nudge_never_answers_nothing():
    agent = script(cut(""), "[4]")
    ask(agent, turn_of())
    assert agent.engine.asked[1][1].prompt[-2]["content"]


# Notes


def test_notes_tell_retries_cost_and_tokens():
    tokens = Tokens([1, 2], [3], [-0.5])
    reply = Reply("[4]", tokens_in=2000, tokens_out=100, tokens=tokens, retries=2)
    agent = script(cut("hm"), reply, trace="tokens", input_price=1.0, output_price=10.0)
    note = ask(agent, turn_of()).note
    assert note["retries"] == 2
    assert note["cost"] == pytest.approx((2010 * 1.0 + 105 * 10.0) / 1e6)
    assert note["tokens"] == [{"prompt": [1, 2], "reply": [3], "logprobs": [-0.5]}]
    assert json.loads(json.dumps(note)) == note


def test_notes_leave_out_what_there_is_not():
    assert ask(script("[4]"), turn_of()).note == {
        "reply": "[4]",
        "finish": "stop",
        "calls": 1,
        "tokens_in": 0,
        "tokens_out": 0,
    }


def test_notes_of_endless_replies_are_cut():
    note = ask(script("x" * 10_000_000), turn_of()).note
    assert len(note["reply"]) == agents.LONGEST_NOTE


def test_faults_of_the_engine_are_passed_on_with_what_was_said_before():
    assert ask(script(Fault("timeout", "late")), turn_of()) == Fault("timeout", "late")
    fault = ask(script(cut("hm"), Fault("crash", "gone", {"retries": 3})), turn_of())
    assert (fault.status, fault.reason) == ("crash", "gone")
    assert (fault.note["reply"], fault.note["calls"], fault.note["retries"]) == ("hm", 1, 3)


# Ends


def test_the_end_of_a_game_cancels_what_is_open():
    agent, turn = script("[4]"), turn_of(game=7)
    agent.submit(turn)
    agent.end(Seat(turn.env_id, 7, "player_1", "player_1", 0), Outcome(0.0))
    assert agent.engine.open
    agent.end(Seat(turn.env_id, 7, turn.seat, turn.role, 0), Outcome(0.0))
    assert agent.engine.cancelled == [(7, turn.seat)]
    assert agent.poll() == []


def test_what_a_broken_off_run_left_open_answers_nobody():
    agent = LanguageAgent(Scripted(first_legal))
    broken = run([Match("a", "TicTacToe-v0", ("x", "x"), 0) for _ in range(3)], {"x": agent}, concurrency=3)
    next(broken)
    broken.close()
    assert agent.engine.open
    records = baselines.play("KuhnPoker-v0", ["random", agent], games=5)
    assert {record.end for record in records} == {"natural"}


def test_late_replies_lose_their_own_game_only():
    class Slow(Scripted):
        """Never answers those asked first."""

        def poll(self):
            fast = {key: request for key, request in self.open.items() if key[0] != 0}
            return [(key, Reply(first_legal(self.open.pop(key)))) for key in fast]

    agent = LanguageAgent(Slow())
    records = baselines.play("TicTacToe-v0", [agent, "random"], games=4, move_seconds=0.3)
    assert [record.end for record in records] == ["timeout", "natural", "natural", "natural"]
    assert agent.engine.cancelled == [(0, "player_0")]


# Options


def test_images_are_shown_when_asked_for():
    turn = turn_of("ConnectFour-v0")
    for images in (False, True):
        agent = script(cut("hm"), "[0]", images=images)
        ask(agent, turn)
        for _, request in agent.engine.asked:  # the nudge too
            assert len(request.images) == images
            for image in request.images:
                assert image.dtype == np.uint8
                assert image.shape[2:] == (3,)
                assert (image == turn.env.picture(turn.seat)).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"temperature": -1}, "temperature must be a number from 0 to 100; got -1"),
        ({"temperature": "hot"}, "temperature must be a number from 0 to 100; got 'hot'"),
        ({"temperature": True}, "temperature must be a number"),
        ({"top_p": 0}, "top_p must be above 0"),
        ({"top_p": 1.5}, "top_p must be a number from 0 to 1; got 1.5"),
        ({"top_k": -1}, "top_k must be"),
        ({"max_tokens": 0}, "max_tokens must be"),
        ({"nudges": 11}, "nudges must be"),
        ({"nudge_tokens": 0}, "nudge_tokens must be"),
        ({"images": 3}, "images is true or false; got 3"),
        ({"trace": "all"}, "trace is \"tokens\", or left out; got 'all'"),
        ({"input_price": -1.0}, "input_price must be"),
    ],
)
def test_options_out_of_range_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        Manner(**options)


def test_unknown_dialects_and_options_are_named():
    with pytest.raises(UnknownName, match="there is no dialect 'spirl'; did you mean spiral"):
        Manner(dialect="spirl")
    with pytest.raises(UnknownName, match="there is no option of hf 'temprature'; did you mean temperature"):
        make_agent("hf:some/where?temprature=1")
    with pytest.raises(UnknownName, match="there is no option of hf 'bath'; did you mean batch"):
        make_agent("hf:some/where?bath=1")
    with pytest.raises(ValueError, match="missing a required argument: 'path'"):
        make_agent("hf?temperature=1")
    with pytest.raises(ValueError, match="temperature must be a number from 0 to 100; got -1"):
        make_agent("hf:there/is_no_such_model?temperature=-1")  # found out before any model is looked for


def test_an_engines_options_come_before_those_of_play():
    class Own(Scripted):
        def __init__(self, target, *, speed=1):
            super().__init__()
            self.target, self.speed = target, speed

    made = player(Own)("there", speed=3, temperature=0.5, dialect="raw")
    assert (made.engine.target, made.engine.speed) == ("there", 3)
    assert made.manner == Manner(temperature=0.5, dialect="raw")


def test_dialects_of_ones_own_are_called_by_name(monkeypatch):
    class Shouting(Dialect):
        def parse(self, reply, turn):
            return super().parse(reply.lower(), turn)

    monkeypatch.setitem(DIALECTS, "shouting", Shouting())
    agent = script("[BET]", dialect="shouting")
    assert ask(agent, turn_of("KuhnPoker-v0")).action == "[bet]"
    assert agent.version() != script("[BET]").version()


def test_a_dialect_that_fails_loses_one_game_only(monkeypatch):
    class Fragile(Dialect):
        def parse(self, reply, turn):
            if turn.game == 1:
                raise KeyError("oh")
            return super().parse(reply, turn)

    monkeypatch.setitem(DIALECTS, "fragile", Fragile())
    agent = LanguageAgent(Scripted(first_legal), Manner(dialect="fragile"))
    records = baselines.play("TicTacToe-v0", [agent, agent], games=3)
    assert [record.end for record in records] == ["natural", "crash", "natural"]
    assert "player_0 raised KeyError" in records[1].moves[-1].detail


def test_replies_that_are_no_whole_text_can_be_answered():
    agent = script(cut("\ud83d"), "[4]")
    assert ask(agent, turn_of()).action == "[4]"
    assert agent.engine.asked[1][1].prompt[-2]["content"] == "?"


def test_versions_name_the_model_and_how_it_is_asked():
    version = script("").version()
    assert version.startswith("1")
    assert len(version) == 5


# With a real model


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    pytest.importorskip("torch")
    from baselines.llm.tiny import tiny

    return tiny(tmp_path_factory.mktemp("tiny"))


def test_replies_of_a_real_model_are_nudged_when_cut_off(model):
    (record,) = baselines.play("TicTacToe-v0", [f"hf:{model}?max_tokens=5&nudge_tokens=7&nudges=2", "random"])
    note = record.notes[0]
    assert note["finish"] == "length"
    assert note["calls"] == 3
    assert note["tokens_out"] == 5 + 7 + 7
    assert record.moves[0].status == "unparsed"


@pytest.mark.parametrize("env_id", ["TicTacToe-v0", "DontSayIt-v0"])
def test_games_of_a_real_model_are_the_same_again(model, env_id):
    def played():
        agent = f"hf:{model}?max_tokens=6&nudges=0"
        records = baselines.play(env_id, agent, games=2, seed=3, attempts=2, illegal="random", past=2)
        rows = [[row._replace(ms=0.0) for row in record.moves] for record in records]
        return [(record.rewards, record.final, record.notes) for record in records], rows

    first = played()
    assert first == played()
    assert len({note["reply"] for _, _, notes in first[0] for note in notes.values()}) > 10


@pytest.mark.parametrize("name", [*DIALECTS])
def test_likelihoods_are_those_of_the_written_moves(model, name):
    """Against one forward pass for each move, by hand."""
    import torch

    agent = make_agent(f"hf:{model}?dialect={name}")
    words, network = agent.engine.words, agent.engine.model
    turns = [turn_of("KuhnPoker-v0"), turn_of("TicTacToe-v0")]
    turns[1].env.step(4)
    turns[1] = turns[1]._env.turn()
    for turn, given in zip(turns, agent.likelihoods(turns), strict=True):
        logprobs = np.full(len(turn.mask), -np.inf)
        for action, move in zip(turn.actions, turn.legal, strict=True):
            assert turn.env.read(turn.seat, move) == action
            prompt = words.ids(agent.dialect.render(turn, []))
            answer = words.answer_ids(agent.dialect.write(move))
            with torch.inference_mode():
                logits = network(torch.tensor([prompt + answer])).logits[0, len(prompt) - 1 : -1]
            logprobs[action] = float(logits.log_softmax(-1)[range(len(answer)), answer].sum())
        expected = np.exp(logprobs - logprobs.max())
        assert given == pytest.approx(expected / expected.sum(), abs=1e-4)
        assert given.sum() == pytest.approx(1.0)
