"""A model behind `spenvs serve`, played through `openai:`, is the same player as with `hf:` in process."""

import os
import re
import signal
import subprocess
import sys

import numpy as np
import pytest

import baselines

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("openai")
pytest.importorskip("uvicorn")

from baselines.llm.tiny import tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def address(folder):
    """A server of its own process, and its address."""
    command = [sys.executable, "-m", "baselines", "serve", f"hf:{folder}?device=cpu", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}) as it:
        yield re.search(r"http://127.0.0.1:\d+/v1", it.stdout.readline())[0]
        it.send_signal(signal.SIGINT)


def notes(agent, dialect):
    """The notes of an agent's moves in ten games of Kuhn poker."""
    records = baselines.play(
        "KuhnPoker-v0", [f"{agent}trace=tokens&max_tokens=16&nudge_tokens=8&dialect={dialect}", "random"], games=10
    )
    return [note for record in records for note in record.notes.values()]


@pytest.mark.parametrize("dialect", ["default", "raw"])
def test_tokens_and_logprobs_are_those_in_process(folder, address, dialect, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    served, ours = notes(f"openai:{address}?", dialect), notes(f"hf:{folder}?device=cpu&", dialect)
    assert len(served) == len(ours) >= 10
    for there, here in zip(served, ours, strict=True):
        assert [there[key] for key in ("reply", "finish", "calls", "tokens_in", "tokens_out")] == [
            here[key] for key in ("reply", "finish", "calls", "tokens_in", "tokens_out")
        ]
        for said, drawn in zip(there["tokens"], here["tokens"], strict=True):
            assert (said["prompt"], said["reply"]) == (drawn["prompt"], drawn["reply"])
            np.testing.assert_allclose(said["logprobs"], drawn["logprobs"], atol=1e-4)
