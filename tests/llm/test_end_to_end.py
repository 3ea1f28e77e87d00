"""From nothing to a row of a leaderboard: a model learns Kuhn poker, is saved, loaded, measured, and plays."""

import os
import subprocess
import sys

import numpy as np
import pytest

import spenvs
from baselines import make_agent
from baselines.arena.eliciting import asked, situations
from baselines.arena.exploitability import exploitability
from baselines.arena.store import Store
from baselines.learn.flatten import flatten
from baselines.llm.cloning import Example, clone, examples_of
from baselines.llm.tiny import tiny
from spenvs.registry import UnknownName

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

KUHN = "KuhnPoker-v0"
RANDOM = 11 / 24
"""How exploitable it is to play Kuhn poker at random."""


@pytest.fixture(scope="module")
def lessons():
    return examples_of(KUHN, "cfr")


@pytest.fixture(scope="module")
def untrained(lessons, tmp_path_factory):
    texts = [text for example in lessons for text in example.texts]
    return tiny(tmp_path_factory.mktemp("untrained"), width=32, scale=0.2, texts=texts)


@pytest.fixture(scope="module")
def player(lessons, untrained, tmp_path_factory):
    folder = tmp_path_factory.mktemp("player")
    losses = clone(untrained, folder, lessons, epochs=80, batch=24, learning_rate=1e-2)
    assert losses[-1] < 0.5 < 10 < losses[0]
    return folder


def test_every_answer_is_legal_when_nothing_is_left_to_chance(player):
    env = spenvs.make(KUHN)
    tree, agent = flatten(env.game), make_agent(f"hf:{player}?temperature=0&max_tokens=8")
    assert (asked(situations(env, tree), tree, agent, samples=2, seed=0) >= 0).all()


def test_it_plays_nearly_as_its_teacher(player, untrained):
    assert exploitability(KUHN, "random").value == pytest.approx(RANDOM)
    before, after = (
        exploitability(KUHN, f"hf:{folder}", distribution="likelihood").value for folder in (untrained, player)
    )
    assert after < 0.2 < 0.3 < before


def test_it_plays_on_a_leaderboard(player, tmp_path):
    agents = f"hf:{player}?max_tokens=8&temperature=0,random,cfr"
    command = ["leaderboard", KUHN, "--agents", agents, "--games", "4", "--out", "board", "--workers", "1"]
    environment = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "baselines", *command], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in ("hf:", "random", "cfr"))
    with Store(tmp_path / "board" / "arena.sqlite") as store:
        records = list(store.records())
    assert len(records) == 12
    notes = [note for record in records for note in record.notes.values()]
    assert notes
    assert all(note["reply"] in ("[bet]", "[pass]") for note in notes)
    assert all(note["finish"] == "stop" and note["tokens_in"] > note["tokens_out"] > 0 for note in notes)


def test_lessons_are_all_situations_with_the_teachers_moves(lessons):
    spread = {}
    for example in lessons:
        assert example.answer in ("[bet]", "[pass]")
        spread.setdefault(str(example.prompt), []).append(example.weight)
    assert len(spread) == 12
    assert all(sum(weights) == pytest.approx(1) for weights in spread.values())


def test_a_teacher_without_probabilities_is_asked():
    lessons = examples_of(KUHN, lambda turn: "bet", samples=2)
    assert [(lesson.answer, lesson.weight) for lesson in lessons] == [("[bet]", 1.0)] * 12


def test_lessons_are_written_in_a_dialect():
    lesson = examples_of(KUHN, "random", "raw")[0]
    assert lesson.prompt.endswith("Your move:")
    assert lesson.answer in (" pass", " bet")
    assert lesson.texts == [lesson.prompt, f"assistant\n{lesson.answer}"]
    with pytest.raises(UnknownName, match="dialect"):
        examples_of(KUHN, "random", "klingon")


def test_what_is_minimised_is_the_cross_entropy_of_answers_and_their_ends(untrained, lessons, tmp_path):
    """As the engine scores them, which reads each prompt whole; nothing is learnt without a learning rate."""
    other = Example("other", [{"role": "user", "content": "Hi"}], "[a longer answer]", 0.5)
    chosen = [*lessons[::3], other]
    (loss,) = clone(untrained, tmp_path, chosen, epochs=1, batch=3, learning_rate=0.0)
    scores = make_agent(f"hf:{untrained}").engine.score(
        [example.prompt for example in chosen], [[f"{example.answer}<|im_end|>"] for example in chosen]
    )
    weights = np.array([example.weight for example in chosen])
    assert loss == pytest.approx(-(weights @ np.ravel(scores)) / weights.sum(), rel=1e-4)


def test_learning_is_repeatable_and_leaves_the_global_generator_alone(untrained, lessons, tmp_path):
    state = torch.get_rng_state()
    losses = [clone(untrained, tmp_path / name, lessons, epochs=2, batch=8, seed=3) for name in "ab"]
    assert losses[0] == losses[1]
    assert torch.equal(torch.get_rng_state(), state)


def test_a_model_is_not_written_over(untrained, lessons):
    with pytest.raises(ValueError, match="folder of its own"):
        clone(untrained, untrained, lessons)
