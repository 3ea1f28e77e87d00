"""The rules of a hill: the settings of its battles, and what its warriors may use; by name those of public hills."""

from dataclasses import dataclass, field

from spenvs.corewar.instructions import OPCODE, Standard, Warrior
from spenvs.corewar.machine import Settings
from spenvs.corewar.redcode import assemble
from spenvs.corewar.source import RedcodeError


@dataclass(frozen=True)
class Rules:
    """What is played on a hill.

    Attributes:
        name: what the rules are called.
        settings: of every battle.
        standard: the Redcode that warriors are written in.
        pspace: whether they may use P-space, by LDP and STP.
        melee: whether all fight in one core, and not each pair in its own.
    """

    name: str
    settings: Settings = field(default_factory=Settings)
    standard: Standard = "94"
    pspace: bool = True
    melee: bool = False

    def assembled(self, source: str, rounds: int) -> Warrior:
        """Assemble a program for battles of `rounds` rounds.

        Raises:
            RedcodeError: it does not assemble under these rules, or uses what they do not allow.
        """
        settings = self.settings
        warrior = assemble(
            source,
            core_size=settings.core_size,
            max_cycles=settings.max_cycles,
            max_processes=settings.max_processes,
            max_length=settings.max_length,
            min_distance=settings.min_distance,
            rounds=rounds,
            standard=self.standard,
        )
        if not self.pspace and (warrior.code[:, 0] >= OPCODE["LDP"]).any():
            raise RedcodeError(f"it uses P-space (LDP or STP), which the rules {self.name} do not allow")
        return warrior

    def options(self, rounds: int, seed: int) -> str:
        """Give pMARS' options for a battle by these rules."""
        s = self.settings
        numbers = f"-s {s.core_size} -c {s.max_cycles} -p {s.max_processes} -l {s.max_length} -d {s.min_distance}"
        return f"-bk{'8' if self.standard == '88' else ''} -r {rounds} {numbers} -F {seed + s.min_distance}"

    def key(self) -> list[int | str]:
        """Give what results depend on, in a form that stays the same when `Settings` gets more fields."""
        s = self.settings
        numbers = [s.core_size, s.max_cycles, s.max_processes, s.min_distance, s.max_length]
        return [self.name, self.standard, int(self.pspace), int(self.melee), *numbers]

    @classmethod
    def of(cls, key: list[int | str]) -> "Rules":
        """Make rules of their key."""
        name, standard, pspace, melee, *numbers = key
        return cls(name, Settings(*numbers), standard, bool(pspace), bool(melee))  # type: ignore[arg-type]


RULES: dict[str, Rules] = {
    rules.name: rules
    for rules in (
        Rules("94nop", pspace=False),
        Rules("94"),
        Rules("88", standard="88", pspace=False),
        Rules("lp", Settings(8000, 80000, 8, 200, 200)),
        Rules("nano", Settings(80, 800, 80, 5, 5)),
        Rules("tiny", Settings(800, 8000, 800, 20, 20)),
        Rules("94x", Settings(55440, 500000, 10000, 200, 200)),
        Rules("multi", melee=True),
    )
}
"""Rules by name: 94nop, 94, 88, lp (8 processes), nano, tiny, 94x (large core), multi (all in one core)."""
