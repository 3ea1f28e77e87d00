"""The hill itself: filling it from a folder, challenging it, and who stays."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from baselines.arena.hill import report
from baselines.arena.hill.entrants import Entrant, entrants_of, library_sources, sources_in
from baselines.arena.hill.fights import Fights
from baselines.arena.hill.results import results, strongest
from baselines.arena.hill.rules import RULES, Rules
from baselines.arena.hill.standings import Standings, standings
from baselines.arena.hill.store import HillStore
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.listing import disassemble
from spenvs.corewar.source import RedcodeError, read_text
from spenvs.registry import UnknownName

ROUNDS, SEED = 200, 1
MOST_ROUNDS = 1_000_000


@dataclass(frozen=True)
class Challenge:
    """How a challenge ended.

    Attributes:
        name: of the challenger.
        rank: its rank among all who fought, itself and the warriors on the hill; 1 is the best.
        score: its points of 100 rounds.
        fought: the number of all who fought.
        entered: whether it stands on the hill now.
        left: the names of those that had to leave: one where the hill was full.
    """

    name: str
    rank: int
    score: float
    fought: int
    entered: bool
    left: tuple[str, ...]


class Hill:
    """A hill in a directory: warriors that all meet each other, and the results of their battles. A context manager.

    Each pair plays one battle of `rounds` rounds (in a melee all play one), with the same seed, so that every result
    can be had from pMARS, too. Results are kept as they come, and no battle is fought twice, whoever comes and goes.

    Attributes:
        rules: by which it plays.
        rounds: of each battle.
        seed: of the placement of each battle; pMARS' `-F` is this and the least distance together.
        size: how many stay; None for all.
        left_out: files of the last folder that are not on the hill because they cannot fight, and why.
    """

    def __init__(
        self,
        out: str | Path = "hill",
        rules: str | Rules | None = None,
        rounds: int | None = None,
        seed: int | None = None,
        size: int | None = None,
        threads: int | None = None,
    ):
        """Open a hill, or begin one.

        Args:
            out: its directory; the results are in hill.sqlite there.
            rules: their name in `RULES`, or others; None for those of the hill, at first "94".
            rounds: of each battle, 1 to a million; None for those of the hill, at first 200.
            seed: 1 to 2**31 - 2; None for that of the hill, at first 1. (With pMARS' seed 0 all rounds are the same.)
            size: how many stay, at least 2; None for as many as before, at first all.
            threads: how many battles are fought at once; None for one a core. The results do not depend on it.

        Raises:
            UnknownName: there are no such rules.
            ValueError: a number is out of range; the directory holds a hill with other rules, rounds or seed.
        """
        _check(rounds, seed, size, threads)
        self.out = Path(out)
        self.out.mkdir(parents=True, exist_ok=True)
        self._store = HillStore(self.out / "hill.sqlite")
        try:
            self.rules, self.rounds, self.seed = self._agreed(rules, rounds, seed)
        except BaseException:
            self._store.close()
            raise
        self.size: int | None = size or self._store.setting("size")
        self._store.set(size=self.size)
        self._fights = Fights(self._store, self.rules, self.rounds, self.seed, threads)
        self.left_out: dict[str, str] = self._store.setting("left_out") or {}

    def _agreed(self, rules: str | Rules | None, rounds: int | None, seed: int | None) -> tuple[Rules, int, int]:
        """Give rules, rounds and seed of the hill; they may change as long as nobody stands on it."""
        begun = self._store.setting("begun")
        before, *numbers = (Rules.of(begun[0]), *begun[1:]) if begun else (RULES["94"], ROUNDS, SEED)
        chosen = before if rules is None else _find(rules)
        rounds, seed = rounds or numbers[0], seed or numbers[1]
        now = [chosen.key(), rounds, seed]
        if begun and begun != now and self._store.members():
            told = f"rules {before.name}, {numbers[0]} rounds and seed {numbers[1]}"
            asked = f"rules {chosen.name}, {rounds} rounds and seed {seed}"
            raise ValueError(f"{self.out} holds a hill with {told}, not {asked}: keep those, or take another out")
        self._store.set(begun=now)
        return chosen, rounds, seed

    def __enter__(self) -> "Hill":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the hill's file."""
        self._store.close()

    @property
    def members(self) -> list[Entrant]:
        """Who stands on the hill, in no order of strength."""
        return [
            Entrant(file, source, self.rules.assembled(source, self.rounds), age)
            for file, source, age in self._store.members()
        ]

    def fill(self, folder: str | Path | None = None, progress: Callable[[int, int], None] | None = None) -> None:
        """Put the warriors of a folder, or our own, onto the hill in place of those that are there.

        All play all. If they are more than `size`, the one with the fewest points leaves, and so on. Who stood on the
        hill before keeps its age. `left_out` says what files cannot fight, and why. `progress` is called with the
        number of battles fought and of all.

        Raises:
            ValueError: there is no such folder, or it holds less than two warriors that can fight.
        """
        sources, unread = (library_sources(), {}) if folder is None else sources_in(Path(folder))
        found, broken = entrants_of(sources, self.rules, self.rounds)
        self.left_out = {**unread, **broken}
        if len(found) < 2:
            reasons = "".join(f"; {file}: {reason}" for file, reason in sorted(self.left_out.items())[:3])
            where = "the library" if folder is None else folder
            raise ValueError(f"{where} holds {len(found)} of the 2 or more warriors that a hill takes{reasons}")
        ages = {member.program: member.age for member in self.members}
        entrants = [entrant.aged(ages.get(program, 0)) for program, entrant in found.items()]
        self._store.set(left_out=self.left_out)
        self._fights.fight(entrants, progress)
        self._store.seat(strongest(self._fights, entrants, self.size))

    def challenge(
        self, challenger: str | Path | Warrior, progress: Callable[[int, int], None] | None = None
    ) -> Challenge:
        """Let a warrior challenge the hill: it plays everybody, and if the hill is full, the weakest of all leaves.

        If the challenger stays, everybody else who does is a year older. A hill that is empty is filled with our own
        warriors first.

        Args:
            challenger: a file of Redcode, or a warrior.
            progress: is called with the number of battles fought and of all.

        Raises:
            OSError: the file cannot be read.
            RedcodeError: the program does not assemble by the hill's rules.
            ValueError: the hill holds the same program already.
        """
        entrant = self._entrant(challenger)
        if not self._store.members():
            self.fill(progress=progress)
        members = self.members
        twin = next((member for member in members if member.program == entrant.program), None)
        if twin:
            raise ValueError(f"{entrant.name} is the same program as {twin.name}, which stands on the hill")
        entrants = [*members, entrant]
        self._fights.fight(entrants, progress)
        found = results(self._fights, entrants)
        rank = found.order(entrants).index(len(members)) + 1
        score = float(found.points(found.ends[None].astype(float))[0, -1])
        kept = strongest(self._fights, entrants, self.size)
        entered = entrant in kept
        if entered:
            self._store.seat([member.aged(int(member is not entrant)) for member in kept])
        left = tuple(member.name for member in members if entered and member not in kept)
        return Challenge(entrant.name, rank, score, len(entrants), entered, left)

    def _entrant(self, challenger: str | Path | Warrior) -> Entrant:
        if isinstance(challenger, Warrior):
            file, source = challenger.name or "warrior", disassemble(challenger, header=True)
        else:
            file, source = Path(challenger).stem, read_text(challenger)
        try:
            return Entrant(file, source, self.rules.assembled(source, self.rounds))
        except RedcodeError as error:
            raise RedcodeError(f"{file} does not assemble: {error}") from None

    def standings(self) -> Standings:
        """Give the table; battles that a cut-off run left open are fought first.

        Raises:
            ValueError: nobody stands on the hill.
        """
        members = self.members
        if not members:
            raise ValueError(f"nobody stands on the hill in {self.out}: fill it first")
        kept = strongest(self._fights, members, self.size)
        self._fights.fight(kept)
        self._store.seat(kept)
        return standings(self._fights, kept, self.size, self.left_out)

    def write(self) -> list[Path]:
        """Write the table into the hill's directory: hill.json, hill.csv, pairs.csv, index.html; give their paths."""
        return report.write(self.standings(), self.out)


def _find(rules: str | Rules) -> Rules:
    if isinstance(rules, Rules):
        return rules
    if rules not in RULES:
        raise UnknownName("rules", rules, RULES)
    return RULES[rules]


def _check(rounds: int | None, seed: int | None, size: int | None, threads: int | None) -> None:
    ranges = {
        "rounds": (rounds, 1, MOST_ROUNDS),
        "seed": (seed, 1, 2**31 - 2),
        "size": (size, 2, 10_000),
        "threads": (threads, 1, 1024),
    }
    for name, (value, least, most) in ranges.items():
        if value is not None and not least <= value <= most:
            raise ValueError(f"{name} is {value}, expected {least} to {most}")
