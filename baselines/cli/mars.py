"""`spenvs mars`: Core War battles as pMARS plays them, to count, to look at, or to go through step by step."""

import contextlib
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from tyro.conf import Positional, arg

from baselines.cli.words import File, Flag
from baselines.screen import FRAMES, FRAMES_ON_PAPER, film, fitting, screen

if TYPE_CHECKING:
    from spenvs.corewar import Result, Warrior
    from spenvs.corewar.machine import Settings
    from spenvs.corewar.trace import TracedBattle

Number = Annotated[int | None, arg(metavar="INT", help_behavior_hint="")]


@dataclass(frozen=True)
class Mars:
    """Let Core War warriors fight as pMARS does; watch them, or debug a battle.

    For example: spenvs mars imp dwarf -r 100, spenvs mars mine.red paper --watch

    Options of one letter are those of pMARS.
    """

    warriors: Annotated[Positional[tuple[str, ...]], arg(metavar="WARRIOR ...", help_behavior_hint="")]
    """.red files, or warriors of the suite, such as imp, dwarf, stone, paper, mice, clear, scanner, vampire"""
    rounds: Annotated[int, arg(aliases=["-r"])] = 1
    """how many rounds"""
    position: Annotated[int | None, arg(aliases=["-F"], metavar="INT", help_behavior_hint="")] = None
    """where the second of two warriors is loaded in the first round"""
    seed: Number = None
    """what all placements come from: the same ones again (default: any)"""
    core_size: Annotated[int, arg(aliases=["-s"])] = 8000
    """cells of the core"""
    cycles: Annotated[int, arg(aliases=["-c"])] = 80000
    """instructions of each warrior until the round is a tie"""
    processes: Annotated[int, arg(aliases=["-p"])] = 8000
    """processes that each warrior may have"""
    length: Annotated[int, arg(aliases=["-l"])] = 100
    """instructions that a warrior may have"""
    distance: Annotated[int | None, arg(aliases=["-d"], metavar="INT", help_behavior_hint="")] = None
    """cells between the first cells of warriors, at least (default: length)"""
    standard: Literal["94", "88"] = "94"
    """ICWS'94 with pMARS' extensions, or ICWS'88"""
    threads: int = 1
    """how many rounds are played at once"""
    list: Flag = False
    """list the warriors as they were assembled"""
    watch: Flag = False
    """show the first round as a film"""
    pause: float = 0.1
    """seconds that each picture of the film stays, here or in the GIF"""
    picture: File = None
    """a .png file for the core in the first round"""
    at: Number = None
    """the cycle of the picture (default: the end) and at which --step begins (default: 0)"""
    gif: File = None
    """a .gif file for the first round as a film"""
    step: Flag = False
    """go through the first round in a debugger; its commands may come through a pipe"""

    def run(self) -> None:
        """Fight, and print the result.

        Raises:
            UnknownName: there is neither a file nor a warrior of the suite of some name.
            ValueError: a warrior does not assemble, or the settings allow no battle.
        """
        from spenvs.corewar import battle, battles, disassemble
        from spenvs.corewar.machine import Settings

        if not self.warriors:
            raise ValueError("a battle needs warriors, as in: spenvs mars imp dwarf")
        distance = self.length if self.distance is None else self.distance
        settings = Settings(self.core_size, self.cycles, self.processes, distance, self.length)
        warriors = [self._read(name, settings) for name in self.warriors]
        console = screen()
        if self.list:
            for warrior in warriors:
                console.print(listing(warrior, disassemble(warrior)))
        for name, warrior in zip(self.warriors, warriors, strict=True):
            for warning in warrior.warnings:
                console.print(Text(plain(f"{name}: {warning}"), "dim"))
        battles([warriors], settings=replace(settings, max_cycles=1))  # loads the compiled machine
        begun = time.perf_counter()
        result = battle(
            warriors, 1 if self.step else self.rounds, self.position, self.seed,
            self.core_size, self.cycles, self.processes, distance, self.length, self.threads,
        )  # fmt: skip
        seconds = time.perf_counter() - begun
        if self.step:
            return debug(console, self._until(self._first(warriors, settings, result.seed), 0))
        self._show(console, lambda: self._first(warriors, settings, result.seed))
        console.print(results(warriors, result))
        console.print(speed(result, self.rounds, len(warriors), seconds), style="dim")
        return None

    def _read(self, name: str, settings: "Settings") -> "Warrior":
        """Assemble a file, or a warrior of the suite."""
        from spenvs.corewar import RedcodeError, assemble, library

        file = Path(name)
        ours = not file.is_file() and not name.lower().endswith(".red")
        text = library.source(name) if ours else library.read(file)
        try:
            return assemble(
                text, core_size=self.core_size, max_cycles=self.cycles, max_processes=self.processes,
                max_length=self.length, min_distance=settings.min_distance, rounds=self.rounds,
                warriors=len(self.warriors), standard=self.standard,
            )  # fmt: skip
        except RedcodeError as error:
            raise ValueError(f"{name}: {error}") from None

    def _first(self, warriors: Sequence["Warrior"], settings: "Settings", seed: int) -> "TracedBattle":
        """Begin the first round again, to watch it."""
        from spenvs.corewar.placement import place
        from spenvs.corewar.trace import TracedBattle

        return TracedBattle(warriors, settings, place(1, len(warriors), self.core_size, settings.min_distance, seed)[0])

    def _until(self, battle: "TracedBattle", otherwise: int) -> "TracedBattle":
        """Play a battle up to the cycle that was asked for."""
        wanted = otherwise if self.at is None else self.at
        while not battle.over and battle.cycle < wanted:
            battle.step(max(wanted - battle.cycle - 1, 1))
        return battle

    def _show(self, console: Console, first: Callable[[], "TracedBattle"]) -> None:
        """Show the first round in all the ways that were asked for."""
        from PIL import Image

        from spenvs.corewar.film import moments, save_gif
        from spenvs.corewar.picture import elements, rgb

        if self.watch:
            frames = moments(first(), FRAMES if console.is_terminal else FRAMES_ON_PAPER)
            film(console, (elements(moment, fresh) for moment, fresh in frames), self.pause, keep=True)
        if self.picture:
            battle = self._until(first(), self.cycles)
            Image.fromarray(rgb(battle)).save(self.picture, "png", optimize=True)
            console.print(f"{self.picture} shows the core at cycle {battle.cycle}", markup=False, style="dim")
        if self.gif:
            with console.status("drawing"):
                pictures = save_gif(
                    self.gif, (rgb(b, fresh=fresh) for b, fresh in moments(first(), FRAMES)), self.pause
                )
            console.print(f"{self.gif} shows the round in {pictures} pictures", markup=False, style="dim")


def listing(warrior: "Warrior", code: str) -> Text:
    """Give a warrior's listing under a line that names it, as pMARS prints it."""
    head = f'Program "{warrior.name}" (length {len(warrior)}) by "{warrior.author}"'
    return Text(f"{plain(head)}\n\n{code}")


def results(warriors: Sequence["Warrior"], result: "Result") -> Table:
    """Put a result into a table; survivors count the rounds that a warrior of a melee survived with 1, 2, ... alive."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("warrior", style="bold", overflow="fold")
    table.add_column("author", overflow="fold")
    heads = ["score", "wins", "ties", "losses", *(["survivors"] if len(warriors) > 2 else [])]
    for head in heads:
        table.add_column(head, justify="right")
    rows = zip(warriors, result.scores, result.wins, result.ties, result.deaths, result.survived, strict=True)
    for warrior, *counts, survived in rows:
        cells = [*map(str, counts), " ".join(map(str, survived))][: len(heads)]
        table.add_row(Text(plain(warrior.name)), Text(plain(warrior.author)), *cells)
    return table


def speed(result: "Result", rounds: int, warriors: int, seconds: float) -> str:
    """Say how many instructions were executed, how quickly, and how to have the same again."""
    rate = result.instructions / max(seconds, 1e-9) / 1e6
    count = f"{rounds} round{'s' * (rounds > 1)}, {result.instructions:,} instructions in {seconds:.3g} s"
    again = f"; --seed {result.seed} places them so again" if warriors > 1 else ""
    return f"{count}: {rate:.3g} million/s{again}"


def plain(text: str) -> str:
    """Take out of a text what a terminal could obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def debug(console: Console, battle: "TracedBattle") -> None:
    """Put a battle into the hands of whoever is at the terminal, or of a script that comes through a pipe."""
    from spenvs.corewar.debugger import Debugger

    colour = console.color_system is not None and not console.no_color
    debugger = Debugger(battle, colour, (console.width, console.height) if console.is_terminal else (None, None))
    asks = sys.stdin.isatty()
    if asks:
        _remember_lines()
        print("The first round; help says what can be done.")
    print(debugger.answer("registers"))
    while not debugger.quit:
        try:
            line = input("(mars) " if asks else "")
        except EOFError:
            break
        if not asks:
            print(f"(mars) {line}")
        if answer := debugger.answer(line):
            print(fitting(console, answer))


def _remember_lines() -> None:
    """Let the arrows bring back earlier lines, where the system has this."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  (`input` uses it once it is imported)
