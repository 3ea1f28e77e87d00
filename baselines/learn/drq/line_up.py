"""Warriors by name: those of the suite, files, and folders."""

from collections.abc import Sequence
from pathlib import Path

from baselines.learn.drq.genome import read
from spenvs.corewar import library
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.machine import Settings
from spenvs.corewar.source import RedcodeError, read_text


def warriors(names: Sequence[str], settings: Settings | None = None) -> dict[str, Warrior]:
    """Assemble warriors: a name is one of `spenvs.corewar.library.NAMES`, a file that ends in .red, or a folder.

    Of a folder, files that do not assemble are left out: `left_out` says why.

    Raises:
        UnknownName: there is none of that name.
        ValueError: a file does not assemble, a folder holds none that does or is not there, two warriors have the same
            name, or there are none.
    """
    found: dict[str, Warrior] = {}
    for name in names:
        for own, warrior in _named(name, settings or Settings()).items():
            if own in found:
                raise ValueError(f"there are two warriors named {own}: each is to have a name of its own")
            found[own] = warrior
    if not found:
        raise ValueError("there is no warrior, expected at least one")
    return found


def left_out(names: Sequence[str], settings: Settings | None = None) -> dict[str, str]:
    """Give the files of folders that `warriors` leaves out, by their paths without .red, and why."""
    folders = [name for name in names if name not in library.NAMES and Path(name).is_dir()]
    return {
        f"{folder}/{file}": reason
        for folder in folders
        for file, reason in library.load_folder(folder, settings)[1].items()
    }


def _named(name: str, settings: Settings) -> dict[str, Warrior]:
    path = Path(name)
    if path.suffix.lower() == ".red":
        try:
            return {path.stem: read(read_text(path), settings)}
        except RedcodeError as error:
            raise ValueError(f"{name}: {error}") from None
    if not path.is_dir() and name != path.name:
        raise ValueError(f"there is no folder {name}: expected one, a .red file, or the name of a warrior of the suite")
    if not path.is_dir() or name in library.NAMES:
        return {name: library.load(name, settings)}
    known, reasons = library.load_folder(path, settings)
    if not known:
        file, reason = next(iter(reasons.items()))
        raise ValueError(f"no file in {name} assembles; of {file}: {reason}")
    return known
