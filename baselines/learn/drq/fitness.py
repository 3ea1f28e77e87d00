"""What a program is worth against the opponents of a round, and how it behaves among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from baselines.learn.drq.genome import opcodes_of
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.machine import Settings
from spenvs.corewar.survival import survival


@dataclass(frozen=True)
class Evaluation:
    """What a candidate's battles came to, means over the placements.

    Attributes:
        fitness: 1 for its fair share.
        behaviour: its place on each axis of `archive.EDGES`.
    """

    fitness: float
    behaviour: dict[str, float]


class Fitness:
    """Evaluates candidates against the same opponents from the same placements.

    "melee" is that of the Digital Red Queen: all stand in one core, the candidate first, and its fitness is N/T times
    the sum over the T cycles of its share of the N warriors' survivors. It is 1 where all survive, N at most. "duel" is
    the mean of its duels with each opponent, N = 2. Processes and coverage are counted in the same battles: they are
    not the program's alone.
    """

    def __init__(
        self,
        opponents: Sequence[Warrior],
        kind: Literal["melee", "duel"] = "melee",
        placements: int = 20,
        settings: Settings | None = None,
        threads: int = 1,
    ):
        """Take the opponents.

        Args:
            opponents: one or more.
            kind: one battle of all, or duels.
            placements: how many battles are averaged; their seeds are 0, 1, ...
            settings: of the battles.
            threads: how many play them; the result is the same for any number.
        """
        self.opponents, self.kind, self.placements = tuple(opponents), kind, placements
        self.settings, self.threads = settings or Settings(), threads
        self._known: dict[tuple[bytes, int, int | None], Evaluation] = {}

    @property
    def warriors(self) -> int:
        """How many fight one battle."""
        return 1 + len(self.opponents) if self.kind == "melee" else 2

    def evaluate(self, candidate: Warrior) -> Evaluation:
        """Evaluate a program; the same code is played only once.

        Raises:
            ValueError: it cannot fight these opponents under these settings.
        """
        key = candidate.code.tobytes(), candidate.start, candidate.pin
        if key not in self._known:
            self._known[key] = self._played(candidate)
        return self._known[key]

    def _played(self, candidate: Warrior) -> Evaluation:
        groups = [self.opponents] if self.kind == "melee" else [(opponent,) for opponent in self.opponents]
        told = [survival((candidate, *group), self.placements, 0, self.settings, self.threads) for group in groups]
        behaviour = {
            "tsp": float(np.mean([each.spawned[:, 0] for each in told])),
            "mc": float(np.mean([each.coverage[:, 0] for each in told])),
            "uo": float(opcodes_of(candidate)),
            "pl": float(len(candidate)),
        }
        return Evaluation(float(np.mean([each.scores[:, 0] for each in told])), behaviour)
