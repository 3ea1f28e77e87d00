"""`spenvs hill`: Core War warriors that all meet each other, and challengers."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from rich.console import Console
from rich.text import Text
from tyro.conf import Positional, arg

from baselines.screen import screen

if TYPE_CHECKING:
    from baselines.arena.hill import Challenge

AsBefore = arg(metavar="INT", help_behavior_hint="")


@dataclass(frozen=True)
class Hill:
    """Let Core War warriors fight for a hill, all against all and challengers too.

    For example: spenvs hill warriors/ --size 20, spenvs hill --challenge new.red
    """

    folder: Annotated[Path | None, Positional, arg(metavar="[FOLDER]", help_behavior_hint="")] = None
    """a folder of .red files, whose warriors become the hill (default: the hill as it is, at first the suite's own)"""
    challenge: Annotated[Path | None, arg(metavar="FILE", help_behavior_hint="")] = None
    """a file of Redcode, which plays everybody on the hill; the last of all leaves if the hill is full"""
    rules: Annotated[str | None, arg(metavar="NAME", help_behavior_hint="")] = None
    """94nop, 94, 88, lp, nano, tiny, 94x or multi (default: as before, at first 94)"""
    rounds: Annotated[int | None, AsBefore] = None
    """how many rounds each pair plays (default: as before, at first 200)"""
    size: Annotated[int | None, AsBefore] = None
    """how many stay on the hill (default: as before, at first all)"""
    seed: Annotated[int | None, AsBefore] = None
    """what all placements come from; pMARS' -F less the least distance (default: as before, at first 1)"""
    out: Path = Path("hill")
    """a directory for the results and the report"""
    threads: Annotated[int | None, AsBefore] = None
    """how many battles are fought at once (default: one for each core)"""

    def run(self) -> None:
        """Fight what was not fought yet, print the table, and say where the report lies.

        Raises:
            UnknownName: there are no such rules.
            ValueError: the folder holds too few warriors, the challenger cannot fight, or the hill has other settings.
        """
        from baselines.arena.hill import Hill as King
        from baselines.arena.hill.report import show, write

        console = screen()
        with King(self.out, self.rules, self.rounds, self.seed, self.size, self.threads) as hill:
            try:
                with _bar(console) as bar:
                    if self.folder is not None or not (hill.members or self.challenge):
                        hill.fill(self.folder, bar)
                    ended = hill.challenge(self.challenge, bar) if self.challenge else None
                    table = hill.standings()
            except KeyboardInterrupt:
                raise KeyboardInterrupt(
                    f"Stopped. What was fought is kept in {self.out}: ask again to go on."
                ) from None
        write(table, self.out)
        show(table, console)
        if ended:
            console.print(Text(_told(ended), "bold"))
        console.print(f"The report is in {self.out}: open {self.out / 'index.html'}", style="dim")


@contextlib.contextmanager
def _bar(console: Console) -> Iterator[Callable[[int, int], None]]:
    """Give what is to be called after every battle, to show how far the hill is."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("battles", total=None)
        yield lambda fought, planned: bar.update(task, completed=fought, total=planned)


def _told(challenge: "Challenge") -> str:
    """Say how a challenge ended."""
    from baselines.arena.hill.report import plain

    place = f"{plain(challenge.name)} comes in {challenge.rank} of {challenge.fought} with {challenge.score:.1f} points"
    if not challenge.entered:
        return f"{place}, and does not get onto the hill."
    if challenge.left:
        return f"{place}; {', '.join(map(plain, challenge.left))} had to leave."
    return f"{place}, and stays on the hill."
