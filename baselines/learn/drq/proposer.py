"""Programs proposed by a language model, through any engine of the suite."""

import re
import time
from collections.abc import Sequence
from typing import Any

from baselines.learn.drq.candidate import Proposal, Proposer, Task
from baselines.learn.drq.mutators import RuleMutator
from baselines.learn.drq.prompts import chat
from baselines.learn.drq.settings import Settings
from baselines.llm.agent import LanguageAgent
from baselines.llm.chat import Engine, Prompt, Reply, Request, Sampling
from baselines.registry import make_agent
from spenvs.core.turn import Fault
from spenvs.corewar.answer import NoProgram, program_in

PAUSE = 0.005
"""Seconds between looks for replies."""
FENCES = re.compile("```.*")


class LanguageProposer:
    """Asks a language model, for as many programs at once as its engine works on.

    A reply without a program that can be read is a proposal with an error, as is a request that failed.
    """

    def __init__(self, engine: Engine, sampling: Sampling, settings: Settings, name: str, *, raw: bool = False):
        """Take an engine.

        Args:
            engine: runs the model; it is closed with the proposer.
            sampling: how tokens are drawn.
            settings: of the run.
            name: of the model, by which the run is known.
            raw: the model has no chats and goes on from a text.
        """
        self.engine, self.sampling, self.settings, self.name, self.raw = engine, sampling, settings, name, raw

    def propose(self, tasks: Sequence[Task]) -> list[Proposal]:
        """Ask for all, and wait for the replies.

        Raises:
            Unusable: the model cannot be asked any more, as when its server refuses the key.
        """
        requests = {i: self._request(task) for i, task in enumerate(tasks)}
        replies: dict[Any, Reply | Fault] = {}
        waiting, open_ = list(requests), set[Any]()
        try:
            while len(replies) < len(requests):
                while waiting and len(open_) < self.engine.concurrency:
                    key = waiting.pop(0)
                    self.engine.submit(key, requests[key])
                    open_.add(key)
                ready = dict(self.engine.poll())
                replies |= ready
                open_ -= ready.keys()
                if not ready:
                    time.sleep(PAUSE)
        finally:
            for key in open_:
                self.engine.cancel(key)
        return [self._read(replies[i]) for i in requests]

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()

    def _request(self, task: Task) -> Request:
        messages = chat(task.operator, [parent.source for parent in task.parents], self.settings.battle)
        prompt: Prompt = messages
        if self.raw:
            prompt = "\n\n".join([*(message["content"] for message in messages), "```redcode\n"])
        return Request(prompt, self.sampling, int(task.rng.integers(2**31)), ("```",) if self.raw else ())

    def _read(self, reply: Reply | Fault) -> Proposal:
        if isinstance(reply, Fault):
            return Proposal(error=reply.reason)
        note = {
            "reply": reply.text,
            "finish": reply.finish,
            "tokens_in": reply.tokens_in,
            "tokens_out": reply.tokens_out,
            **({"thought": reply.thought} if reply.thought else {}),
        }
        if self.settings.compat == "drq":
            return Proposal(FENCES.sub("", reply.text), note=note)
        try:
            return Proposal(program_in(reply.text), note=note)
        except NoProgram as error:
            return Proposal(error=str(error), note=note)


def make_proposer(spec: str, settings: Settings) -> Proposer:
    """Make the proposer of a spec: "rules", or a language model as `openai:http://host:8000/v1#model`.

    The model's manner of drawing tokens is that of the spec's options (`temperature=`, `max_tokens=`, ...); with
    `dialect=raw` it goes on from a text.

    Raises:
        UnknownName: there is no such kind of agent.
        ValueError: the spec names no language model.
    """
    if spec == RuleMutator.name:
        return RuleMutator(settings.battle)
    agent = make_agent(spec) if ":" in spec else None
    if not isinstance(agent, LanguageAgent):
        raise ValueError(f"{spec} is no language model: a mutator is 'rules', or such as openai:URL#MODEL")
    raw = agent.manner.dialect == "raw"
    return LanguageProposer(agent.engine, agent.manner.sampling, settings, agent.name or spec, raw=raw)
