"""Who stands on a hill: a program with its source and age, and files that become entrants or a reason why not."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from baselines.arena.hill.rules import Rules
from spenvs.corewar import library
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.source import RedcodeError, read_text

SHOWN = 6


@dataclass(frozen=True, eq=False)
class Entrant:
    """A warrior on a hill.

    Attributes:
        file: the name of its file, without .red.
        source: its Redcode.
        warrior: the assembled program.
        age: the number of challengers that came onto the hill while it stood there.
    """

    file: str
    source: str
    warrior: Warrior
    age: int = 0

    @property
    def program(self) -> str:
        """The program's name in the hill's file: a hash of its code, start and PIN, whatever it is called."""
        warrior = self.warrior
        facts = f"{warrior.core_size} {warrior.start} {warrior.pin} ".encode()
        code = np.ascontiguousarray(warrior.code, "<i4").tobytes()
        return hashlib.blake2b(facts + code, digest_size=8).hexdigest()

    @property
    def name(self) -> str:
        """What its author calls it; the file's name where the source gives none."""
        name = self.warrior.name.strip()
        return self.file if name in ("", "Unknown") else name

    def aged(self, years: int) -> "Entrant":
        """Give the same entrant, older."""
        return replace(self, age=self.age + years)


def library_sources() -> dict[str, str]:
    """Give the Redcode of our own warriors by name."""
    return {name: library.source(name) for name in library.NAMES}


def sources_in(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Read the files of a folder, which are found and named as `library.files_in` says.

    Returns:
        The texts by name; and of files that cannot be read, the reasons.

    Raises:
        ValueError: there is no such folder, or no .red file in it.
    """
    sources: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for name, file in library.files_in(folder).items():
        try:
            sources[name] = read_text(file)
        except OSError as error:
            reasons[name] = str(error.strerror or error)
        except RedcodeError as error:
            reasons[name] = str(error).removeprefix(f"{file.name}: ")
    return sources, reasons


def entrants_of(sources: Mapping[str, str], rules: Rules, rounds: int) -> tuple[dict[str, Entrant], dict[str, str]]:
    """Assemble programs.

    Returns:
        Entrants by program, one for each; and the names of the others, each with the reason why it stays out.
    """
    entrants: dict[str, Entrant] = {}
    reasons: dict[str, str] = {}
    for name, source in sources.items():
        try:
            entrant = Entrant(name, source, rules.assembled(source, rounds))
        except RedcodeError as error:
            reasons[name] = str(error)
            continue
        twin = entrants.setdefault(entrant.program, entrant)
        if twin is not entrant:
            reasons[name] = f"it is the same program as {twin.file}, and plays once"
    return entrants, reasons


def labels_of(entrants: Iterable[Entrant]) -> list[str]:
    """Name entrants; where several have one name, the start of the program's hash tells them apart."""
    entrants = list(entrants)
    names = [entrant.name for entrant in entrants]
    return [
        name if names.count(name) == 1 else f"{name} @{entrant.program[:SHOWN]}"
        for name, entrant in zip(names, entrants, strict=True)
    ]
