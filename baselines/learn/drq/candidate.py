"""A proposed program and what became of it, and what proposes programs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np

Operator = Literal["new", "mutate", "crossover", "opponent", "champion"]
"""How a candidate came to be; "opponent" and "champion" are the known ones that a round begins with."""


@dataclass(frozen=True)
class Candidate:
    """One line of a run's log.

    Attributes:
        round: from 1.
        number: within the round, from 0.
        operator: how it came to be.
        parents: ids of the candidates it was made of; of a champion, its own in the round that it won.
        source: its Redcode, "" if the proposal held none.
        error: why it has no fitness, "" if it has one.
        fitness: -inf if there is none.
        behaviour: its place on each axis of `archive.EDGES`; empty without a fitness.
        note: what the proposer says of it: a reply, tokens.
    """

    round: int
    number: int
    operator: Operator
    parents: tuple[str, ...] = ()
    source: str = ""
    error: str = ""
    fitness: float = -math.inf
    behaviour: Mapping[str, float] = field(default_factory=dict)
    note: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its name in the run, as "7.123": round 7, number 123."""
        return f"{self.round}.{self.number}"


@dataclass(frozen=True)
class Task:
    """What is to be proposed.

    Attributes:
        operator: "new", "mutate" or "crossover".
        parents: none, one or two candidates with a program.
        rng: where all chance of the proposal comes from.
    """

    operator: Operator
    parents: tuple[Candidate, ...]
    rng: np.random.Generator


@dataclass(frozen=True)
class Proposal:
    """A program in Redcode, or why there is none."""

    source: str = ""
    error: str = ""
    note: Mapping[str, Any] = field(default_factory=dict)


class Proposer(Protocol):
    """Proposes programs."""

    name: str
    """What a run is known by that used it."""

    def propose(self, tasks: Sequence[Task]) -> list[Proposal]:
        """Give a proposal for each task; they may be worked on at once."""

    def close(self) -> None:
        """Give back what it holds."""
