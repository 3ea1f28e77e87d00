"""The commands of the debugger, and what each of them does."""

import re
from collections.abc import Callable
from typing import NamedTuple

from spenvs.corewar import picture
from spenvs.corewar.debugger import views
from spenvs.corewar.debugger.history import History
from spenvs.corewar.debugger.places import NAMES, DebuggerError, Places
from spenvs.corewar.debugger.search import matching
from spenvs.corewar.redcode import assemble
from spenvs.corewar.source import RedcodeError
from spenvs.corewar.trace import TracedBattle

SHOWN_STEPS = 20
LISTED_BEFORE, LISTED, FOUND = 4, 15, 20


class Debugger:
    """A debugger of one battle, which answers `answer(line)`; `quit` is True once it was asked to end.

    It begins with breakpoints where the warriors' sources have `;break`. Addresses, numbers and conditions are those of
    `spenvs.corewar.debugger.places`.
    """

    def __init__(self, battle: TracedBattle, colour: bool = False, room: tuple[int | None, int | None] = (None, None)):
        """Debug a battle from where it stands on; `colour` and `room` (columns, lines) are those of the terminal."""
        self.battle, self.colour, self.room = battle, colour, room
        self.history = History(battle)
        self.places = Places(battle)
        self.quit = False
        self.breakpoints: dict[int, str] = {
            int(place + row) % battle.settings.core_size: ""
            for place, warrior in zip(battle.places, battle.warriors, strict=True)
            for row in warrior.breakpoints
        }
        self._last = ""
        self._listed: int | None = None

    def answer(self, line: str) -> str:
        """Obey a line: a command, or several with `;` between them. An empty one repeats the last.

        A command that cannot be obeyed is answered with one sentence, which begins with "? ", and ends the line.
        """
        line = line.strip()
        if line:
            self._last, self._listed = line, None
        answers = []
        for part in self._last.split(";"):
            try:
                answers.append(self._obey(part.strip()))
            except (DebuggerError, RedcodeError) as error:
                answers.append(f"? {error}")
                break
        return "\n".join(answer for answer in answers if answer)

    def _obey(self, text: str) -> str:
        if not text or text.startswith("#"):
            return ""
        word, _, rest = text.partition(" ")
        return _command(word).run(self, rest.strip())

    # Running

    def _run(self, instructions: int) -> None:
        """Execute so many instructions at most, up to a breakpoint."""
        if not self.breakpoints:
            self.history.forward(instructions)
            return
        for _ in range(instructions):
            if not self.history.forward(1) or self._meets_breakpoint():
                return

    def _meets_breakpoint(self) -> bool:
        condition = None if self.battle.over else self.breakpoints.get(self.places.next_address)
        return condition is not None and (not condition or bool(self.places.value(condition)))

    def _report(self, run: Callable[[], None]) -> str:
        """Play on, and say who has died and where the battle stands then."""
        died = len(self.battle.deaths)
        run()
        new = [f"{views.numbered(self.battle, k)} has died" for k in self.battle.deaths[died:]]
        met = [f"breakpoint at {self.places.next_address:05d}"] if self._meets_breakpoint() else []
        return "\n".join([*new, *met, views.state(self.battle)])

    def _stopped(self) -> bool:
        return self.battle.over or self._meets_breakpoint()

    def _step(self, rest: str) -> str:
        times = self.places.count(rest)
        if times > SHOWN_STEPS:
            return self._report(lambda: self._run(times))
        answers = []
        for _ in range(times):
            answers.append(self._report(lambda: self._run(1)))
            if self._stopped():
                break
        return "\n".join(answers)

    def _cycle(self, rest: str) -> str:
        times = self.places.count(rest)

        def run() -> None:
            for _ in range(times):
                self._run(int(self.battle.alive.sum()))
                if self._stopped():
                    return

        return self._report(run)

    def _go(self, rest: str) -> str:
        _nothing("go", rest)
        return self._report(lambda: self._run(self.battle.settings.max_cycles * len(self.battle.warriors)))

    def _until(self, rest: str) -> str:
        wanted = self.places.value(_something("until", rest))
        if wanted <= self.battle.cycle:
            raise DebuggerError(f"this is cycle {self.battle.cycle}: {wanted} has passed; back and reset lead there")

        def run() -> None:
            while not self.battle.over and (missing := wanted - self.battle.cycle) > 0:
                self._run(max(missing - 1, 1))  # so few that no warrior can get past the cycle
                if self._meets_breakpoint():
                    return

        return self._report(run)

    def _back(self, rest: str) -> str:
        if not self.history.back(self.places.count(rest)):
            raise DebuggerError("this is the beginning: nothing can be undone")
        return views.state(self.battle)

    def _reset(self, rest: str) -> str:
        _nothing("reset", rest)
        self.history.reset()
        return views.state(self.battle)

    # Breakpoints

    def _break(self, rest: str) -> str:
        if not rest:
            return "\n".join(map(self._breakpoint, sorted(self.breakpoints))) or "there is no breakpoint"
        where, *condition = re.split(r"(?:^|\s+)if\b", rest, maxsplit=1, flags=re.IGNORECASE)
        if condition:
            self.places.value(_something("if", condition[0]))
        address = self.places.address(where or ".")
        self.breakpoints[address] = condition[0].strip() if condition else ""
        return self._breakpoint(address)

    def _breakpoint(self, address: int) -> str:
        condition = self.breakpoints[address]
        return f"breakpoint at {address:05d}" + (f" if {condition}" if condition else "")

    def _clear(self, rest: str) -> str:
        if not rest:
            self.breakpoints.clear()
            return "no breakpoint is left"
        address = self.places.address(rest)
        if self.breakpoints.pop(address, None) is None:
            raise DebuggerError(f"there is no breakpoint at {address:05d}; break names all")
        return f"no breakpoint at {address:05d} any more"

    # Looking and changing

    def _list(self, rest: str) -> str:
        if rest:
            first, last = self.places.span(rest, LISTED)
        else:
            first = self.places.next_address - LISTED_BEFORE if self._listed is None else self._listed
            last = first + LISTED - 1
        self._listed = last + 1
        return views.cells(self.battle, range(first, last + 1), self.breakpoints)

    def _processes(self, rest: str) -> str:
        return views.processes(self.battle, self.places.warrior(rest))

    def _registers(self, rest: str) -> str:
        _nothing("registers", rest)
        return views.status(self.battle)

    def _core(self, rest: str) -> str:
        _nothing("core", rest)
        return picture.ansi(self.battle, self.colour, *self.room)

    def _pspace(self, rest: str) -> str:
        return views.pspace(self.battle, self.places.warrior(rest))

    def _edit(self, rest: str) -> str:
        where, _, text = rest.partition(" ")
        size = self.battle.settings.core_size
        address = self.places.address(_something("edit", where))
        source = _something("edit", text)
        try:
            row = assemble(source, core_size=size, max_length=1).code[0]
        except RedcodeError as error:
            if error.line:
                raise
            raise DebuggerError(f"{source!r} is no instruction; expected one as in MOV.I $0, $1") from None
        self.battle.put(address, row)
        self.history.changed()
        return views.instruction(self.battle, address)

    def _search(self, rest: str) -> str:
        try:
            addresses = matching(self.battle.core, _something("search", rest))
        except ValueError as error:
            raise DebuggerError(str(error)) from None
        return views.found(self.battle, addresses, FOUND)

    def _help(self, rest: str) -> str:
        if rest:
            command = _command(rest)
            return f"{command.usage}: {command.meaning}"
        width = max(len(command.usage) for command in COMMANDS.values())
        lines = [f"{command.usage:{width}}  {command.meaning}" for command in COMMANDS.values()]
        return "\n".join([*lines, "", HELP, NAMES])

    def _quit(self, rest: str) -> str:
        _nothing("quit", rest)
        self.quit = True
        return ""


class Command(NamedTuple):
    """What a word makes the debugger do: `usage` and `meaning` are its help."""

    usage: str
    meaning: str
    run: Callable[[Debugger, str], str]


COMMANDS = {
    command.usage.split()[0]: command
    for command in (
        Command("step [N]", "execute N instructions, 1 if not said", Debugger._step),
        Command("next [N]", "let every warrior execute an instruction, N times", Debugger._cycle),
        Command("go", "play on to a breakpoint or the end", Debugger._go),
        Command("until CYCLE", "play on to a cycle", Debugger._until),
        Command("break [AT] [if X]", "stop before AT is executed (if X is not 0); alone: name all", Debugger._break),
        Command("clear [AT]", "take the breakpoint away, alone: all of them", Debugger._clear),
        Command("list [FROM [TO]]", "list cells, those about the next instruction if not said", Debugger._list),
        Command("processes [W]", "list the processes of warrior W, or of the one to move", Debugger._processes),
        Command("registers", "say how each warrior stands", Debugger._registers),
        Command("back [N]", "undo N instructions", Debugger._back),
        Command("reset", "go back to the beginning", Debugger._reset),
        Command("core", "draw the core", Debugger._core),
        Command("pspace [W]", "list the P-space of warrior W, or of the one to move", Debugger._pspace),
        Command("edit AT CODE", "put an instruction into a cell", Debugger._edit),
        Command("search CODE", "find instructions, such as SPL.B #0, MOV or DAT _, <-1", Debugger._search),
        Command("help [COMMAND]", "say what commands do", Debugger._help),
        Command("quit", "end", Debugger._quit),
    )
}
"""All commands by name."""
ALIASES = {
    "c": "go",
    "continue": "go",
    "cycle": "next",
    "status": "registers",
    "map": "core",
    "exit": "quit",
    "?": "help",
}
HELP = """\
A command may be cut to its first letters; of several the first in this list is
meant, but c is continue, which is go. An empty line repeats the last one; after
list it goes on listing. A line may hold several with ; between them, and what
begins with # means nothing. Other names: cycle (next), status (registers),
map (core), exit (quit).

Numbers are expressions as in Redcode: 14, w2+3, 2*(n1-1). An address with a
sign before it is counted from the instruction executed next: list -5 +10. A
condition is an expression too: break w1+2 if n1 > 5 && cycle >= 100. Names:"""


def _command(word: str) -> Command:
    """Find a command by its name, another name for it, or how one begins."""
    word = word.lower()
    for name in [word] * (word in ALIASES) + [*COMMANDS, *ALIASES]:
        if name.startswith(word):
            return COMMANDS[ALIASES.get(name, name)]
    raise DebuggerError(f"there is no command {word!r}; help names all")


def _something(command: str, rest: str) -> str:
    if not rest.strip():
        usage = COMMANDS[command].usage if command in COMMANDS else "break AT if X"
        raise DebuggerError(f"{command} needs more: {usage}")
    return rest


def _nothing(command: str, rest: str) -> None:
    if rest:
        raise DebuggerError(f"{command} stands alone, got {rest!r} behind it")
