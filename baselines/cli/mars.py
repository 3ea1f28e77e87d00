"""`spenvs mars`: Core War battles as pMARS plays them, to count, to look at, or to go through step by step."""

import contextlib
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    from spenvs.corewar.match import Plan
    from spenvs.corewar.trace import TracedBattle

Number = Annotated[int | None, arg(metavar="INT", help_behavior_hint="")]
LONGEST_PAUSE = 600
SHOWN_NAME = 60


@dataclass(frozen=True)
class Mars:
    """Let Core War warriors fight as pMARS does; watch them, or debug a battle.

    For example: spenvs mars imp dwarf -r 100, spenvs mars mine.red paper --watch

    Options of one letter are those of pMARS.
    """

    warriors: Annotated[Positional[tuple[str, ...]], arg(metavar="WARRIOR ...", help_behavior_hint="")]
    """.red files, or warriors of the suite, such as imp, dwarf, stone, paper, mice, clear, scanner, vampire"""
    rounds: Annotated[int | None, arg(aliases=["-r"], metavar="INT", help_behavior_hint="")] = None
    """how many rounds (default: 1, or with -P all that there are)"""
    position: Annotated[int | None, arg(aliases=["-F"], metavar="INT", help_behavior_hint="")] = None
    """where the second of two warriors is loaded in the first round"""
    seed: Number = None
    """what all placements come from: the same ones again (default: any)"""
    fixed: Annotated[bool, arg(aliases=["-f"], help_behavior_hint="")] = False
    """take the seed from the warriors themselves"""
    permute: Annotated[bool, arg(aliases=["-P"], help_behavior_hint="")] = False
    """no placement of two warriors twice with the same one moving first"""
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
    icws88: Annotated[bool, arg(aliases=["-8"], help_behavior_hint="")] = False
    """the language is ICWS'88, and not ICWS'94 with pMARS' extensions"""
    threads: int = 1
    """how many rounds are played at once"""
    list: Flag = False
    """list the warriors as they were assembled"""
    watch: Flag = False
    """show the first round as a film"""
    pause: float = 0.1
    """seconds that each picture of the film stays, here or in the video"""
    picture: File = None
    """a .png file for the core in the first round"""
    at: Number = None
    """the cycle of the picture (default: the end) and at which --step begins (default: 0)"""
    video: File = None
    """an .mp4 or .gif file, or a folder for pictures, that shows the first round"""
    step: Flag = False
    """go through the first round in a debugger; its commands may come through a pipe"""

    def run(self) -> None:
        """Fight, and print the result.

        Raises:
            UnknownName: there is neither a file nor a warrior of the suite of some name.
            ValueError: a warrior does not assemble, or the settings allow no battle.
            ImportError: an .mp4 file without imageio-ffmpeg.
        """
        from spenvs.corewar import battle, battles, disassemble
        from spenvs.corewar.machine import Settings
        from spenvs.corewar.match import Plan

        self._check()
        distance = self.length if self.distance is None else self.distance
        settings = Settings(self.core_size, self.cycles, self.processes, distance, self.length)
        plan = Plan(self.rounds, self.position, "code" if self.fixed else self.seed, self.permute)
        rounds = plan.count(len(self.warriors), settings)
        warriors = [self._read(name, settings, rounds) for name in self.warriors]
        console = screen()
        if self.list:
            for warrior in warriors:
                console.print(listing(warrior, disassemble(warrior)))
        for name, warrior in zip(self.warriors, warriors, strict=True):
            for warning in warrior.warnings:
                console.print(Text(plain(f"{name}: {warning}"), "dim"))
        battles([warriors], settings=replace(settings, max_cycles=1))  # loads the compiled machine
        start = plan.start(warriors, settings)
        first = partial(self._first, warriors, settings, plan, start)
        if self.step:
            return debug(console, self._until(first(), 0), start)
        begun = time.perf_counter()
        result = battle(
            warriors, rounds, None, start, self.core_size, self.cycles, self.processes, distance, self.length,
            self.threads, permute=self.permute,
        )  # fmt: skip
        seconds = time.perf_counter() - begun
        self._show(console, first)
        console.print(results(warriors, result))
        console.print(speed(result, rounds, len(warriors), seconds), style="dim")
        return None

    def _check(self) -> None:
        """Raise ValueError for what makes no sense together or out of its range."""
        if not self.warriors:
            raise ValueError("a battle needs warriors, as in: spenvs mars imp dwarf")
        if self.fixed and (self.seed, self.position) != (None, None):
            raise ValueError("--fixed takes the seed from the warriors: leave out --seed and --position")
        if not 0 <= self.pause <= LONGEST_PAUSE:
            raise ValueError(f"--pause is {self.pause:g}, expected 0 to {LONGEST_PAUSE} seconds")
        if self.at is not None and self.at < 0:
            raise ValueError(f"--at is {self.at}, expected a cycle from 0 on")
        if self.video:
            from spenvs.core.film import checked

            checked(self.video)

    def _read(self, name: str, settings: "Settings", rounds: int) -> "Warrior":
        """Assemble a file, or a warrior of the suite."""
        from spenvs.corewar import RedcodeError, assemble, library
        from spenvs.corewar.source import read_text

        file = Path(name)
        ours = name in library.NAMES and not file.is_file()
        exists = file.exists() or name.lower().endswith(".red")
        text = read_text(file) if exists and not ours else library.source(name)
        try:
            return assemble(
                text, core_size=self.core_size, max_cycles=self.cycles, max_processes=self.processes,
                max_length=self.length, min_distance=settings.min_distance, rounds=rounds,
                warriors=len(self.warriors), standard="88" if self.icws88 else "94",
            )  # fmt: skip
        except RedcodeError as error:
            raise ValueError(f"{name}: {error}") from None

    def _first(self, warriors: Sequence["Warrior"], settings: "Settings", plan: "Plan", start: int) -> "TracedBattle":
        """Begin the first round again, to watch it."""
        from spenvs.corewar.trace import TracedBattle

        places, movers = replace(plan, rounds=1).placed(len(warriors), settings, start)
        return TracedBattle(warriors, settings, places[0], int(movers[0]))

    def _until(self, battle: "TracedBattle", otherwise: int) -> "TracedBattle":
        """Play a battle up to the cycle that was asked for."""
        wanted = otherwise if self.at is None else self.at
        while not battle.over and battle.cycle < wanted:
            battle.step(max(wanted - battle.cycle - 1, 1))
        return battle

    def _show(self, console: Console, first: Callable[[], "TracedBattle"]) -> None:
        """Show the first round in all the ways that were asked for."""
        from PIL import Image

        from spenvs.core.film import GIF_STEP, save
        from spenvs.corewar.film import moments
        from spenvs.corewar.picture import elements, rgb

        if self.watch:
            frames = moments(first(), FRAMES if console.is_terminal else FRAMES_ON_PAPER)
            film(console, (elements(moment, fresh) for moment, fresh in frames), self.pause, keep=True)
        if self.picture:
            battle = self._until(first(), self.cycles)
            Image.fromarray(rgb(battle)).save(self.picture, "png", optimize=True)
            console.print(f"{self.picture} shows the core at cycle {battle.cycle}", markup=False, style="dim")
        if self.video:
            with console.status("drawing"):
                drawn = (rgb(moment, fresh=fresh) for moment, fresh in moments(first(), FRAMES))
                pictures = save(self.video, drawn, 1 / max(self.pause, GIF_STEP))
            console.print(f"{self.video} shows the round in {pictures} pictures", markup=False, style="dim")


def listing(warrior: "Warrior", code: str) -> Text:
    """Give a warrior's listing under a line that names it, as pMARS prints it."""
    head = f'Program "{short(warrior.name)}" (length {len(warrior)}) by "{short(warrior.author)}"'
    return Text(f"{head}\n\n{code}")


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
        table.add_row(Text(short(warrior.name)), Text(short(warrior.author)), *cells)
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


def short(name: str) -> str:
    """Cut a name that fills lines; and what a terminal could obey is taken out of it."""
    return plain(name if len(name) <= SHOWN_NAME else name[: SHOWN_NAME - 1] + "…")


def debug(console: Console, battle: "TracedBattle", seed: int) -> None:
    """Put a battle into the hands of whoever is at the terminal, or of a script that comes through a pipe.

    At the terminal Ctrl-C stops a command, and at the prompt it ends the program.
    """
    from spenvs.corewar.debugger import Debugger

    colour = console.color_system is not None and not console.no_color
    debugger = Debugger(battle, colour, (console.width, console.height) if console.is_terminal else (None, None))
    asks = sys.stdin.isatty()
    if asks:
        _remember_lines()
        print(f"The first round (--seed {seed}); help says what can be done.")
    print(debugger.answer("registers"))
    while not debugger.quit:
        try:
            line = input("(mars) " if asks else "")
        except EOFError:
            break
        if not asks:
            print(f"(mars) {line}")
        try:
            answer = debugger.answer(line)
        except KeyboardInterrupt:
            if not asks:
                raise
            answer = f"\nStopped.\n{debugger.answer('registers')}"
        if answer:
            print(fitting(console, answer))


def _remember_lines() -> None:
    """Let the arrows bring back earlier lines, where the system has this."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  (`input` uses it once it is imported)
