"""Programs proposed by a language model behind a real HTTP server on this machine."""

import json
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from baselines.agent import Unusable
from baselines.learn.drq import Settings, evolve
from baselines.learn.drq.candidate import Candidate, Task
from baselines.learn.drq.prompts import chat, system
from baselines.learn.drq.proposer import make_proposer
from spenvs.corewar import assemble, library
from spenvs.corewar.answer import program_in
from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODES
from spenvs.corewar.machine import Settings as Battle
from spenvs.corewar.survival import survival

pytest.importorskip("openai")

BATTLE = Battle(core_size=800, max_cycles=400, max_processes=20, min_distance=20, max_length=20)
SMALL = Settings(rounds=2, iterations=6, placements=2, n_init=4, at_once=3, battle=BATTLE)
BOMBER = (
    "Here is a bomber.\n```redcode\n;name {}\n ORG s\ns ADD.AB #4, $b\n MOV.I $b, @b\n JMP $s\nb DAT #0, #{}\n END\n```"
)


class Model:
    """Answers as a function of the request's messages; use as a context manager."""

    def __init__(self, says):
        self.says, self.asked, self.open, self.most = says, [], 0, 0
        self.lock = threading.Lock()

    def __enter__(self):
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with model.lock:
                    model.asked.append(body)
                    number, model.open = len(model.asked), model.open + 1
                    model.most = max(model.most, model.open)
                time.sleep(0.02)
                status, told = model.reply(number, body)
                with model.lock:
                    model.open -= 1
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *told):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.spec = f"openai:http://127.0.0.1:{self.server.server_port}/v1#m?retries=0&temperature=0.7"
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def reply(self, number, body):
        text = self.says(number, body)
        if isinstance(text, int):
            return text, json.dumps({"error": {"message": "no"}}).encode()
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 11, "completion_tokens": 22, "total_tokens": 33}
        whole = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": usage,
        }
        return 200, json.dumps(whole).encode()


def run(folder, model, settings=SMALL):
    return evolve(settings, model.spec, hold_out=[], out=folder, threads=1)


def test_a_model_proposes_what_it_was_asked_for(tmp_path):
    with Model(lambda number, body: BOMBER.format(f"bomber {number}", number)) as model:
        log = run(tmp_path, model)
    assert [len(candidates) for candidates in log.rounds] == [4 + 1 + 6, 4 + 2 + 6]
    assert log.mutator.startswith("openai:http://127.0.0.1")
    for candidates in log.rounds:
        for candidate in candidates:
            assert candidate.error == ""
            if candidate.operator in ("new", "mutate"):
                assert len(assemble(candidate.source, core_size=800, max_length=20, min_distance=20)) == 4
                assert (candidate.note["tokens_in"], candidate.note["tokens_out"]) == (11, 22)
    mutants = [c for candidates in log.rounds for c in candidates if c.operator == "mutate"]
    shown = [body["messages"][1]["content"] for body in model.asked]
    known = {candidate.id: candidate for candidates in log.rounds for candidate in candidates}
    for mutant in mutants:
        assert any(known[mutant.parents[0]].source.strip() in text for text in shown)
    assert all(body["temperature"] == 0.7 for body in model.asked)
    assert len({body["seed"] for body in model.asked}) == len(model.asked)


def test_many_requests_are_open_at_once(tmp_path):
    with Model(lambda number, body: BOMBER.format(number, number)) as model:
        run(tmp_path, model, replace(SMALL, rounds=1))
    assert model.most > 1


def test_what_holds_no_program_is_kept_with_its_reason(tmp_path):
    said = ["I would rather not.", "```redcode\nMOVE 1, 2\n```", 500, BOMBER.format("good", 4)]
    with Model(lambda number, body: said[number % 4]) as model:
        log = run(tmp_path, model, replace(SMALL, rounds=1, iterations=12))
    found = [c for c in log.rounds[0] if c.operator in ("new", "mutate")]
    refused = [c for c in found if c.error]
    assert {c.note.get("reply") for c in refused} == {said[0], said[1], None}
    assert all(c.fitness == -np.inf for c in refused)
    assert any("500" in c.error for c in refused)
    assert len(refused) < len(found)


def test_champions_of_a_model_are_files_with_the_text_it_wrote(tmp_path):
    lenient = "```\n;name stay\nstart JMP start\n SPL start\n MOV 0, 1\n```"
    with Model(lambda number, body: lenient) as model:
        log = run(tmp_path, model, replace(SMALL, rounds=1, warm_start=False))
    text = (tmp_path / "champions" / "01.red").read_text()
    again = assemble(text, core_size=800, max_length=20, min_distance=20)
    assert (again.code == log.champions[0].warrior.code).all()
    assert "; start JMP start" in text


def test_a_refused_key_ends_the_run_and_keeps_what_was_played(tmp_path):
    with Model(lambda number, body: BOMBER.format(number, number) if number <= 4 else 401) as model:
        with pytest.raises(Unusable, match="key"):
            run(tmp_path, model)
        model.says = lambda number, body: BOMBER.format(number, number)
        log = run(tmp_path, model)
    assert [len(candidates) for candidates in log.rounds] == [11, 12]


def test_the_released_code_reads_a_reply_whole(tmp_path):
    """Only lines of ``` are taken out: prose is an error there."""
    said = [BOMBER.format("a", 4), BOMBER.format("a", 4).partition("\n")[2]]
    with Model(lambda number, body: said[number % 2]) as model:
        log = run(tmp_path, model, replace(SMALL, rounds=1, iterations=1, compat="drq"))
    new = [candidate for candidate in log.rounds[0] if candidate.operator == "new"]
    assert sorted(bool(candidate.error) for candidate in new[:4]) == [False, False, True, True]


def test_an_agent_that_is_no_language_model_is_refused():
    with pytest.raises(ValueError, match="no language model"):
        make_proposer("random", SMALL)


# Prompts


def test_the_language_is_told_in_full():
    text = system(Battle())
    for name in (*OPCODES[:17], "ORG", "EQU", "END"):
        assert name in text
    for modifier in MODIFIERS:
        assert f".{modifier} " in text
    for mode in MODES:
        assert f"\n{mode}n " in text
    assert "8000 cells" in text
    assert "-1 is 7999" in text


@pytest.mark.parametrize("number", range(4))
def test_the_examples_are_programs_that_live(number):
    example = "```redcode" + system(Battle()).split("```redcode")[1 + number].partition("\n```")[0] + "\n```"
    warrior = assemble(program_in(example))
    assert survival([warrior], 2).alive.min() == 1
    assert survival([warrior, library.load("dwarf")], 20).scores[:, 0].mean() > 0.5


def test_requests_show_the_programs_they_are_about():
    for operator, sources in (("new", []), ("mutate", ["DAT 1"]), ("crossover", ["DAT 1", "DAT 2"])):
        told, asked = chat(operator, sources, BATTLE)
        assert (told["role"], asked["role"]) == ("system", "user")
        assert all(source in asked["content"] for source in sources)
        assert asked["content"].count("```redcode") == len(sources)


def test_a_base_model_goes_on_from_a_text(tmp_path):
    pytest.importorskip("torch")
    from baselines.llm.tiny import tiny

    model = tiny(tmp_path, width=16, context=16384, texts=[system(BATTLE)] * 2)
    proposer = make_proposer(f"hf:{model}?dialect=raw&max_tokens=4", SMALL)
    try:
        made = proposer.propose([Task("new", (), np.random.default_rng(0))])
    finally:
        proposer.close()
    assert made[0].error  # four random tokens are no program
    assert made[0].note["tokens_in"] > 400
    assert Candidate(1, 0, "new", error=made[0].error).fitness == -np.inf
