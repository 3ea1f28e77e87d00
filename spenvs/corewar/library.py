"""Warriors: one of our own for each classic strategy, and those in a user's folder."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from spenvs.corewar.source import RedcodeError
from spenvs.registry import UnknownName

if TYPE_CHECKING:
    from spenvs.corewar.instructions import Warrior
    from spenvs.corewar.machine import Settings

DATA = files("spenvs.corewar") / "warriors"
NAMES: tuple[str, ...] = tuple(sorted(file.name.removesuffix(".red") for file in DATA.iterdir()))
"""The names of our own warriors; most are written for a core of 8000 cells."""

HOLD_OUT: tuple[str, ...] = ("clear", "mice", "oneshot", "paper", "quickscan", "splbomber", "stone", "vampire")
"""Warriors to measure others by, and never to be trained against.

One of each kind, most of them strong, so that the circle is in it: a clear, replicators of both builds, a bomber, a
stunner, a vampire and two that look before they strike. The rest holds a relative of most of them to begin with.
"""


def source(name: str) -> str:
    """Give the Redcode of one of our own warriors.

    Raises:
        UnknownName: there is none of that name.
    """
    if name not in NAMES:
        raise UnknownName("warrior", name, NAMES)
    return (DATA / f"{name}.red").read_text("utf-8")


def load(name: str, settings: "Settings | None" = None) -> "Warrior":
    """Assemble one of our own warriors.

    Raises:
        UnknownName: there is none of that name.
        RedcodeError: it is not made for such settings, as the others of its file say.
    """
    return _assembled(source(name), settings)


def read(path: str | Path) -> str:
    """Give the Redcode in a file, whatever its encoding.

    Raises:
        OSError: the file cannot be read.
    """
    return Path(path).read_text("latin-1")


def load_folder(path: str | Path, settings: "Settings | None" = None) -> tuple[dict[str, "Warrior"], dict[str, str]]:
    """Assemble the warriors of a folder and the folders in it: all files that end in .red, in letters of either case.

    Returns:
        The warriors by name, and for each file that does not assemble the reason. A warrior's name is that of its file
        without .red, as seen from the folder: "rave", "hill94/rave".

    Raises:
        ValueError: there is no such folder, or no .red file in it.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise ValueError(f"there is no folder {path}: expected one that holds .red files")
    found = sorted(file for file in folder.rglob("*") if file.suffix.lower() == ".red" and file.is_file())
    if not found:
        raise ValueError(f"there is no .red file in {path}")
    warriors: dict[str, Warrior] = {}
    reasons: dict[str, str] = {}
    for file in found:
        short = file.relative_to(folder).with_suffix("").as_posix()
        name = file.relative_to(folder).as_posix() if short in warriors or short in reasons else short
        try:
            warriors[name] = _assembled(read(file), settings)
        except RedcodeError as error:
            reasons[name] = str(error)
    return warriors, reasons


def _assembled(text: str, settings: "Settings | None") -> "Warrior":
    from spenvs.corewar.machine import Settings  # the compiler is not needed for names
    from spenvs.corewar.redcode import assemble

    limits = settings or Settings()
    return assemble(
        text,
        core_size=limits.core_size,
        max_cycles=limits.max_cycles,
        max_processes=limits.max_processes,
        max_length=limits.max_length,
        min_distance=limits.min_distance,
    )
