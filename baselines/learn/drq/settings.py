"""What a run of the Digital Red Queen is set to, and the baselines that are other settings of it."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

from baselines.learn.drq.archive import EDGES
from spenvs.corewar.machine import MOST_ROUNDS, check_number
from spenvs.corewar.machine import Settings as Battle
from spenvs.registry import UnknownName

Baseline = Literal["zero-shot", "best-of-n", "static", "single-cell", "duel"]
DRQ_THRESHOLD = 0.8
MOST = 10**18


@dataclass(frozen=True)
class Settings:
    """The settings of a run; by default those of the paper (arXiv 2601.03335), but for the threshold.

    Attributes:
        rounds: how many rounds.
        iterations: proposals of a round after its first ones.
        placements: battles that a fitness is the mean of.
        champions: how many of the last rounds' champions are opponents (K); None for all.
        n_init: new programs at the start of a round.
        at_once: proposals that are drawn from the same archive and made at once; the paper has one after the other.
        sample_new: probability of a proposal to be a new program.
        crossover: probability of any other proposal to join two elites; the paper has none.
        axes: of the archive, of "tsp", "mc", "uo" and "pl".
        single_cell: keep one elite only: no MAP-Elites.
        fitness: "melee", or "duel" for the mean of the duels with each opponent.
        warm_start: begin each round with the initial opponents and the past champions too.
        threshold: end a round once the best fitness is above this share of the number of warriors; None for never.
        seed: of the proposals and of the choice of parents; battles have the seeds 0, 1, ... whatever it is.
        compat: "drq" for what the paper's released code does otherwise. Reproduced: a round ends once the best fitness
            is above 0.8, which is below par, for warriors that all survive have 1 (so with a warm start each round ends
            after one proposal; `threshold` is not looked at); a reply is read whole, without its lines of ``` , as a
            program in the dialect of its parser (`assemble(compat="drq")`). The candidate has the first slot and the
            first move with either. Not reproduced: the mistakes of its simulator's instructions (SNE.I, SLT.I, .BA of
            arithmetic, unreduced numbers, DIV and MOD of negative ones), and programs above `max_length`, which there
            overlap the next slot and here have no fitness.
        battle: core size, cycles, processes, length and distance.
    """

    rounds: int = 20
    iterations: int = 250
    placements: int = 20
    champions: int | None = None
    n_init: int = 8
    at_once: int = 1
    sample_new: float = 0.1
    crossover: float = 0.0
    axes: tuple[str, ...] = ("tsp", "mc")
    single_cell: bool = False
    fitness: Literal["melee", "duel"] = "melee"
    warm_start: bool = True
    threshold: float | None = None
    seed: int = 0
    compat: Literal["drq"] | None = None
    battle: Battle = field(default_factory=Battle)

    def __post_init__(self) -> None:
        """Check the settings.

        Raises:
            ValueError: one is out of range.
            UnknownName: there is no such axis.
        """
        for name in ("rounds", "n_init", "at_once"):
            check_number(name, getattr(self, name), MOST)
        check_number("placements", self.placements, MOST_ROUNDS)
        for name in ("iterations", "seed"):
            check_number(name, getattr(self, name), MOST, 0)
        if self.champions is not None:
            check_number("champions", self.champions, MOST)
        for name in ("sample_new", "crossover"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is {getattr(self, name)!r}, expected a probability from 0 to 1")
        if self.threshold is not None and not self.threshold > 0:
            raise ValueError(f"threshold is {self.threshold!r}, expected a share above 0 of the number of warriors")
        if self.fitness not in ("melee", "duel"):
            raise ValueError(f"fitness is {self.fitness!r}, expected 'melee' or 'duel'")
        if self.compat not in (None, "drq"):
            raise ValueError(f"compat is {self.compat!r}, expected 'drq' or None")
        for axis in self.axes:
            if axis not in EDGES:
                raise UnknownName("axis", axis, EDGES)
        if not self.axes or len(set(self.axes)) < len(self.axes):
            raise ValueError(f"axes are {self.axes!r}, expected one or more of {', '.join(EDGES)}, each once")

    def limit(self, warriors: int) -> float | None:
        """Give the fitness above which a round ends, None if it goes on to its last iteration."""
        if self.compat == "drq":
            return DRQ_THRESHOLD
        return None if self.threshold is None else self.threshold * warriors

    def as_baseline(self, name: Baseline) -> "Settings":
        """Give the settings of a baseline of the paper.

        "zero-shot" asks for one program, "best-of-n" for `n_init` ones and takes the fittest, "static" plays one round,
        "single-cell" has no MAP-Elites, and "duel" takes duels for the fitness. Other numbers of champions are another
        `champions`.

        Raises:
            UnknownName: there is none of that name.
        """
        changes: dict[str, dict[str, Any]] = {
            "zero-shot": {"rounds": 1, "iterations": 0, "n_init": 1, "warm_start": False},
            "best-of-n": {"rounds": 1, "iterations": 0, "warm_start": False},
            "static": {"rounds": 1},
            "single-cell": {"single_cell": True},
            "duel": {"fitness": "duel"},
        }
        if name not in get_args(Baseline):
            raise UnknownName("baseline", name, get_args(Baseline))
        return replace(self, **changes[name])

    def as_json(self) -> dict[str, Any]:
        """Give the settings as values of JSON."""
        return {**asdict(self), "axes": list(self.axes)}
