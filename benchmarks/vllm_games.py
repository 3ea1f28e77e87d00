"""Games of a language model that vLLM runs against itself: streamed, and in lockstep, in one run.

In the stream each game goes on as soon as its own reply is done. In lockstep all open games are asked at once, all
replies are waited for, and all these games are moved on: as a loop over batches does. In both a game that ends makes
room for another. Engine, games, seeds and replies are the same.

With fewer games open, more of lockstep's time is waiting for the last reply of a batch. With all open (`--open 1024`)
its batches refill the engine by themselves, and the stream waits for its longest game.

The length of each reply is drawn from a lognormal distribution by the request's seed, cut at 1,024 tokens, as lengths
of models that think are spread. A random model of two layers writes the replies; where one holds no legal move, a
random move is played, so that games last.

Measured from vLLM's own statistics: what `EngineCore` reports after each step, with the time by its own clock.

* busy: the share of the wall time in which the engine was at work on some request: from one step's end to the next
  one's, if requests were left after the first; between such steps it never waits. What vLLM does in Python to schedule
  a step counts as work.
* model: the share in which the model was run (its `elapsed_ms` of an iteration).
* batch: how many requests it worked on at once, the mean over that time.

And by the clock of this process's CPU time: what each reply costs outside of vLLM: game, prompt, tokens, reading,
record; beside the engine, which shares the machine's caches, and alone, with replies that are there at once.

Run in the environment of scripts/vllm-cpu.sh: python benchmarks/vllm_games.py
"""

import argparse
import dataclasses
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import baselines
import spenvs
from baselines.agent import Agent
from baselines.llm.agent import LanguageAgent, Manner
from baselines.llm.chat import Engine, Reply
from baselines.llm.tiny import tiny
from baselines.llm.vllm import VLLM
from baselines.llm.vllm.loading import start

GAME = "TicTacToe-v0"
MEDIAN, SIGMA, LONGEST = 16, 1.3, 1024


@dataclass
class Work:
    """What an engine did in one run.

    Attributes:
        steps: of each step its end in seconds, how many requests it worked on and were left, and milliseconds of model.
        inside: CPU seconds that this process spent in vLLM's code.
        tokens: how many were drawn.
    """

    steps: list[tuple[float, int, int, float]] = field(default_factory=list)
    inside: float = 0.0
    tokens: int = 0

    def shares(self, began: float, ended: float) -> tuple[float, float, float]:
        """Give busy, model and batch."""
        busy = batch = 0.0
        for before, after in zip([(began, 0, 1, 0.0), *self.steps], self.steps, strict=False):
            if before[2]:
                busy += after[0] - before[0]
                batch += (after[0] - before[0]) * after[1]
        return busy / (ended - began), sum(step[3] for step in self.steps) / 1000 / (ended - began), batch / busy


class Measured(VLLM):
    """An engine whose replies are of random lengths, and that takes notes of its work."""

    work = Work()

    def _start(self, arguments):
        statistics = {"disable_log_stats": False, "enable_logging_iteration_details": True}
        core = start({**arguments, **statistics})
        core.engine_core.get_output = self._noted(core.engine_core.get_output)
        core.step, core.add_request = self._timed(core.step), self._timed(core.add_request)
        return core

    def _noted(self, get_output):
        def noted():
            outputs = get_output()
            if (stats := outputs.scheduler_stats) is not None:
                left = stats.num_running_reqs + stats.num_waiting_reqs
                ran = stats.iteration_details.elapsed_ms if stats.iteration_details else 0.0
                self.work.steps.append((outputs.timestamp, len(outputs.outputs), left, ran))
            return outputs

        return noted

    def _timed(self, function):
        def timed(*arguments, **options):
            before = time.thread_time()
            try:
                return function(*arguments, **options)
            finally:
                self.work.inside += time.thread_time() - before

        return timed

    def submit(self, key, request):
        """Draw how long the reply may be."""
        length = np.random.default_rng(request.seed).lognormal(np.log(MEDIAN), SIGMA)
        sampling = dataclasses.replace(request.sampling, max_tokens=int(np.clip(length, 1, LONGEST)))
        super().submit(key, dataclasses.replace(request, sampling=sampling))

    def _sampling(self, request, length):
        sampling = super()._sampling(request, length)
        sampling.ignore_eos = True  # a model with random weights would end most long replies by accident
        return sampling


class Lockstep(Agent):
    """Answers all questions at once, and none before all are answered."""

    def __init__(self, player):
        self.player, self.name = player, "lockstep"

    def act_many(self, turns):
        """Wait for all."""
        for turn in turns:
            self.player.submit(turn)
        answers = {}
        while len(answers) < len(turns):
            answers.update((turn.game, answer) for turn, answer in self.player.poll())
        return [answers[turn.game] for turn in turns]


class Canned(Engine):
    """Reads prompts as the other does, and has a reply at once."""

    concurrency = 256

    def __init__(self, words, length):
        self.words, self.drawn = words, list(range(97, 97 + length))
        self.waiting = []

    def submit(self, key, request):
        """Read the prompt."""
        self.waiting.append((key, request, self.words.ids(request.prompt)))

    def poll(self):
        """Give the next few replies."""
        taken, self.waiting = self.waiting[:8], self.waiting[8:]
        return [(key, self.reply(request, prompt)) for key, request, prompt in taken]

    def reply(self, request, prompt):
        """Put the reply into words."""
        text, _ = self.words.until(self.words.reply(self.drawn, request.prompt), request.stop)
        return Reply(text, "stop", len(prompt), len(self.drawn))

    def version(self):
        """There are no weights."""
        return ""


def alone(words, games):
    """Play games with no engine at work, and give milliseconds of CPU a reply."""
    agent = LanguageAgent(Canned(words, 26), Manner(nudges=0))
    agent.name = "alone"
    before = time.thread_time()
    records = baselines.play(GAME, [agent, agent], games=games, concurrency=games, illegal="random")
    return 1000 * (time.thread_time() - before) / sum(len(record.moves) for record in records)


def model(folder):
    """Make a model whose tokens are words of the game."""
    env = spenvs.make(GAME)
    env.reset(seed=0)
    texts = [message["content"] for message in env.messages(env.agent_selection)]
    return tiny(folder, heads=2, context=2048, texts=texts)


def run(name, engine, agent, games, at_once):
    """Play the games, so many at once, and print a line."""
    engine.work = Work()
    engine.core.reset_prefix_cache()
    began, cpu = time.monotonic(), time.thread_time()
    records = baselines.play(GAME, [agent, agent], games=games, concurrency=at_once, illegal="random")
    ended, ours = time.monotonic(), time.thread_time() - cpu - engine.work.inside
    notes = [note for record in records for note in record.notes.values()]
    moves, lengths = sum(len(record.moves) for record in records), [note["tokens_out"] for note in notes]
    busy, ran, batch = engine.work.shares(began, ended)
    rate, each = moves / (ended - began), 1000 * ours / len(notes)
    print(
        f"{name:9s} {moves} moves, {rate:6.0f} moves/s, busy {busy:6.1%}, model {ran:6.1%}, batch {batch:5.1f}, "
        f"{each:.3f} ms a reply of ours, lengths {np.mean(lengths):.0f} +- {np.std(lengths):.0f}, most {max(lengths)}",
        flush=True,
    )
    return rate, busy, each


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--games", type=int, default=1024)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--open", type=int, default=128, help="games open at once")
    parser.add_argument("--concurrency", type=int, default=256)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        options = {"dtype": "float32", "memory": 0.25, "eager": True, "context": 2048}
        engine = Measured(str(model(Path(folder) / "tiny")), concurrency=given.concurrency, **options)
        agent = LanguageAgent(engine, Manner(nudges=0))
        agent.name = "stream"
        alone(engine.words, 16)  # what is compiled and loaded at first use
        runs = []
        for _ in range(given.repeats):
            streamed = run("stream", engine, agent, given.games, given.open)
            locked = run("lockstep", engine, Lockstep(agent), given.games, given.open)
            runs.append((*streamed, locked[0]))
        engine.close()
        each = min(alone(engine.words, given.games) for _ in range(3))
    rates, busy, beside, locked = zip(*runs, strict=True)
    rate, other = max(rates), max(locked)
    print(f"best of {given.repeats}: {rate:.0f} against {other:.0f} moves/s: {rate / other:.2f} times; ", end="")
    print(f"busy {max(busy):.1%}; ours: {min(beside):.3f} ms a reply beside the engine, {each:.3f} ms alone")


if __name__ == "__main__":
    main()
