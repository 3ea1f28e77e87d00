"""Warriors: one of our own for each classic strategy, and those in a user's folder."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spenvs.corewar.source import RedcodeError
from spenvs.registry import UnknownName

if TYPE_CHECKING:
    from spenvs.corewar.instructions import Warrior
    from spenvs.corewar.machine import Settings

DATA = files("spenvs.corewar") / "warriors"
NAMES: tuple[str, ...] = tuple(sorted(file.name.removesuffix(".red") for file in DATA.iterdir()))
"""The names of our own warriors; most are written for a core of 8000 cells."""

HOLD_OUT: tuple[str, ...] = (
    "clear",
    "impspiral",
    "mice",
    "oneshot",
    "paper",
    "paperstone",
    "quickscan",
    "silk",
    "splbomber",
    "stone",
    "vampire",
)
"""Warriors to measure others by, and never to be trained against.

Half of them, the stronger half, one of each kind, so that the circle is in it: a clear, replicators of every build, a
bomber, a stunner, a vampire, a spiral and two that look before they strike. What is left to train against holds a
simpler relative of most (dwarf, imp ring), or one that is better at the same (d-clear, scanner).
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
        RedcodeError: it is not made for such settings: most need a core of 8000 cells.
    """
    from spenvs.corewar.redcode import assemble

    return assemble(source(name), **_limits(settings))


def files_in(path: str | Path) -> dict[str, Path]:
    """Find the warriors of a folder and the folders in it: all files that end in .red, in letters of either case.

    A link that leads nowhere is among them, so that whoever reads it can say so.

    Returns:
        The files by name, in order: that of the file without .red, as seen from the folder: "rave", "hill94/rave".

    Raises:
        ValueError: there is no such folder, or no .red file in it.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise ValueError(f"there is no folder {path}: expected one that holds .red files")
    named: dict[str, Path] = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() == ".red" and (file.is_file() or not file.exists()):
            inside = file.relative_to(folder)
            short = inside.with_suffix("").as_posix()
            named[inside.as_posix() if short in named else short] = file
    if not named:
        raise ValueError(f"there is no .red file in {path}")
    return named


def load_folder(path: str | Path, settings: "Settings | None" = None) -> tuple[dict[str, "Warrior"], dict[str, str]]:
    """Assemble the warriors of a folder, which are found and named as `files_in` says.

    Returns:
        The warriors by name, and for each file that does not assemble or cannot be read the reason.

    Raises:
        ValueError: there is no such folder, or no .red file in it.
    """
    from spenvs.corewar.redcode import read_file

    warriors: dict[str, Warrior] = {}
    reasons: dict[str, str] = {}
    for name, file in files_in(path).items():
        try:
            warriors[name] = read_file(file, **_limits(settings))
        except OSError as error:
            reasons[name] = str(error.strerror or error)
        except RedcodeError as error:
            reasons[name] = str(error).removeprefix(f"{file.name}: ")
    return warriors, reasons


def _limits(settings: "Settings | None") -> dict[str, Any]:
    """Give what the assembler has to know of the settings of a battle."""
    from spenvs.corewar.machine import Settings  # here, since names need no compiler

    limits = settings or Settings()
    names = ("core_size", "max_cycles", "max_processes", "max_length", "min_distance")
    return {name: getattr(limits, name) for name in names}
