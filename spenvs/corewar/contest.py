"""The game of Core War: all hand in a program, unseen by the others; then the programs fight; and so again."""

# ruff: noqa: D102 (the methods of a game are described in spenvs.core.dialogue)

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts, State
from spenvs.core.dialogue_env import PROGRAM
from spenvs.core.draw import Element, Line
from spenvs.core.hearing import Said
from spenvs.core.moves import IllegalMove, plain
from spenvs.core.rules import OVER
from spenvs.core.transcript import visible
from spenvs.corewar.account import measures, pictured, seen, shares, told
from spenvs.corewar.answer import NoProgram, program_in
from spenvs.corewar.bout import Bout, fight
from spenvs.corewar.entry import Entry, Program, fenced, indented, rows, unfenced

KEEP = "Keep"
REVEALS = ("none", "disassembly", "source")


@dataclass
class Contest(State):
    """Where a contest stands.

    Attributes:
        entered: the programs of this generation so far, by seat.
        generations: the programs of those that have fought, the latest last.
        bout: the last bout of all seats' programs with one another; its programs are in the order of the seats.
        earned: what each seat earned in each generation.
    """

    entered: list[Program] = field(default_factory=list)
    generations: list[tuple[Program, ...]] = field(default_factory=list)
    bout: Bout | None = None
    earned: list[tuple[float, ...]] = field(default_factory=list)


@dataclass(frozen=True)
class CoreWar(DialogueGame):
    """The game with its options settled; see `game` in the modules of the environments.

    Attributes:
        entry: what a program has to be.
        rewards: what is earned by: one of `spenvs.corewar.bout.REWARDS`.
        reveal: what others see of a program once it has fought: one of `REVEALS`.
        generations: how often programs are handed in.
        champions: how many of the others' earlier programs each new one fights, too.
        programs: what an environment's space of actions holds, "text" or "array".
    """

    simultaneous: ClassVar[bool] = True
    answer_form: ClassVar[str] = "Answer with one whole program, in a code block: ```redcode ... ```."

    entry: Entry
    rewards: str
    reveal: str
    generations: int
    champions: int
    programs: str

    def start(self, rng: np.random.Generator) -> Contest:
        return Contest()

    def legal(self, s: Contest) -> Sequence[str]:
        return (PROGRAM, KEEP) if s.generations else (PROGRAM,)

    def hear(self, s: Contest, reply: str) -> Said:
        text = visible(reply).replace("\t", " ")
        if plain(text.rpartition("</think>")[2].strip(" \n[]")) == plain(KEEP):
            return Said("", KEEP)
        try:
            return Said("", "", unfenced(program_in(text)))
        except NoProgram as fault:
            raise IllegalMove(str(fault), "unparsed") from None

    def write(self, said: Said, move: str) -> str:
        return f"[{KEEP}]" if said.verb else fenced(said.argument)

    def read(self, s: Contest, said: Said) -> Program:
        if said.verb and not s.generations:
            raise IllegalMove("there is no program of yours to keep yet; write one")
        return s.generations[-1][s.mover] if said.verb else self.entry.read(said.argument)

    def play(self, s: Contest, said: Said, move: Program, rng: np.random.Generator) -> str:
        s.audience = ()
        s.entered.append(move)
        s.mover = len(s.entered)
        if s.mover == self.seats:
            self._fight(s, rng)
            s.mover = OVER if len(s.generations) == self.generations else 0
        return said.verb or said.argument

    def _fight(self, s: Contest, rng: np.random.Generator) -> None:
        """Let the programs of this generation fight one another, and each the others' earlier ones."""
        programs = tuple(s.entered)
        bouts = [self._bout(programs, rng)]
        for former in s.generations[len(s.generations) - min(self.champions, len(s.generations)) :]:
            for seat, program in enumerate(programs):
                bouts.append(self._bout((*former[:seat], program, *former[seat + 1 :]), rng))
        s.bout = bouts[0]
        s.earned.append(tuple(np.mean([bout.returns for bout in bouts], axis=0).tolist()))
        s.generations.append(programs)
        s.entered = []
        s.tell(f"{self._battle(len(s.generations))} {told(s.bout)}")

    def _bout(self, programs: tuple[Program, ...], rng: np.random.Generator) -> Bout:
        return fight(programs, self.entry.rounds, self.entry.settings, self.rewards, rng)

    def _battle(self, number: int) -> str:
        return f"Battle {number} of {self.generations}:" if self.generations > 1 else "The battle:"

    def score(self, s: Contest) -> list[float]:
        return [float(mean) for mean in np.mean(s.earned, axis=0)]

    def forfeit(self, s: Contest, seat: int) -> list[float]:
        """Give the returns when a seat forfeits: -1, and to the others what they would get if it alone had died."""
        others = self.stake / (self.seats - 1)
        return [-self.stake if each == seat else others for each in range(self.seats)]

    def outcome(self, s: Contest) -> dict[str, float]:
        """Measure the last battle and the whole game.

        Keys: cycles, of the first placement; for each seat n wins_n, ties_n and losses_n, shares of the placements;
        points_n, pMARS' score; length_n, the instructions of its program; by survival also spawned_n and coverage_n,
        processes split off and cells executed in a placement. In a game of several generations also earned_1_n,
        earned_2_n, ...: the returns of each.
        """
        assert s.bout is not None
        measured = shares(s.bout)
        if self.generations > 1:
            for number, earned in enumerate(s.earned, 1):
                measured |= {f"earned_{number}_{seat}": value for seat, value in enumerate(earned)}
        return measured

    def sample(self, s: Contest, rng: np.random.Generator) -> str:
        return fenced(self.entry.draw(rng))

    def facts(self, s: Contest, seat: int) -> Facts:
        """What the seat knows; rows of programs are those of `Warrior.code`, one after another, zeros behind the last.

        Keys: generation (from 1), generations_left (after it), handed_in (whether the seat has, in this one), program,
        length and begins (the seat's last program, its number of rows and the row of its first process; 0 rows where
        there is none); in a game of several generations of two seats also theirs, their_length and their_begins, zeros
        where nothing is revealed; then of the last battle, the own number first, then those of the next seats: wins,
        ties, losses, points, and, times 1000, returns; and of its first placement, how many cycles it lasted, the cells
        that each executed (coverage) and the processes that each had at the end. Where there was none, all are -1.
        """
        most = self.entry.settings.max_length
        number = min(len(s.generations) + 1, self.generations)
        own = s.entered[seat] if seat < len(s.entered) else s.generations[-1][seat] if s.generations else None
        facts: dict[str, Any] = {
            "generation": number,
            "generations_left": self.generations - number,
            "handed_in": int(seat < len(s.entered)),
            **dict(zip(("program", "length", "begins"), rows(own, most), strict=True)),
        }
        if self.generations > 1 and self.seats == 2:
            theirs = s.generations[-1][1 - seat] if s.generations and self.reveal != "none" else None
            facts |= zip(("theirs", "their_length", "their_begins"), rows(theirs, most), strict=True)
        return facts | measures(s.bout, self.seats, seat)

    def describe(self, s: Contest, seat: int) -> str:
        known = [self._when(s, seat), self._own(s, seat)]
        if s.bout is not None:
            places = len(s.bout.places)
            known.append(f"The last battle, from {places} placement{'s' * (places > 1)}: {told(s.bout, seat)}")
            known.append(seen(s.bout, seat))
            if self.reveal != "none":
                known += [self._revealed(s.bout, other) for other in range(self.seats) if other != seat]
        return "\n".join([part for part in known if part])

    def _when(self, s: Contest, seat: int) -> str:
        if self.generations == 1:
            return ""
        number = min(len(s.generations) + 1, self.generations)
        earned = ", ".join([f"{values[seat]:+.3g}" for values in s.earned])
        return f"Battle {number} of {self.generations}." + (f" Your returns so far: {earned}." if earned else "")

    def _own(self, s: Contest, seat: int) -> str:
        if seat < len(s.entered):
            return f"Your program, of {_size(s.entered[seat])}, is handed in."
        if s.mover == OVER:
            return ""
        if not s.generations:
            return "You have not handed in a program yet."
        last = s.generations[-1][seat]
        warnings = [f"\nThe assembler, on {each}." for each in last.warnings]
        return f"Your last program, of {_size(last)}:\n{indented(last.source)}{''.join(warnings)}"

    def _revealed(self, bout: Bout, seat: int) -> str:
        program = bout.programs[seat]
        return f"The program of player_{seat}, of {_size(program)}:\n{program.shown(self.reveal)}"

    def show(self, s: Contest, seat: int) -> list[Element]:
        table: list[Element] = [Line(f"player_{each}: {self._shown(s, each, seat)}") for each in range(self.seats)]
        if self.generations > 1:
            table.insert(0, Line(f"Battle {min(len(s.generations) + 1, self.generations)} of {self.generations}."))
        hidden = self.reveal == "none" and seat >= 0  # a large picture tells opcodes
        return table if s.bout is None or hidden else [*table, *pictured(s.bout)]

    def _shown(self, s: Contest, author: int, seat: int) -> str:
        """Say what a seat has done, as another (or, with -1, everybody) sees it."""
        done = []
        if s.bout is not None:
            known = self.reveal != "none" or seat in (-1, author)
            size = f"{_size(s.bout.programs[author])} " if known else ""
            earned = f"return {np.mean(s.earned, axis=0)[author]:+.3g}"
            done.append(f"{size}won {s.bout.wins[author]}, tied {s.bout.ties[author]}, lost {s.bout.losses[author]}")
            done.append(earned if s.mover == OVER else f"{earned} so far")
        if author == s.mover:
            done.append("writes a program")
        elif author < len(s.entered):
            own = f" of {_size(s.entered[author])}" if seat in (-1, author) else ""
            done.append(f"has handed in a program{own}")
        elif s.mover != OVER:
            done.append("waits")
        return "; ".join(done)


def _size(program: Program) -> str:
    count = len(program.warrior)
    return f"{count} instruction{'s' * (count != 1)}"
