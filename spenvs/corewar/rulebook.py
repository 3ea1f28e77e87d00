"""The rules of Core War for a player who reads: what a program is made of, and what is scored."""

from spenvs.corewar.contest import KEEP
from spenvs.corewar.entry import Entry

REVEALED = {"none": "", "disassembly": " and a disassembly of the other's program", "source": " and the other's source"}

OPCODES_94 = """\
DAT: the process that executes it dies
MOV: copy A to B
ADD, SUB, MUL, DIV, MOD: B = B + A, B - A, B * A, B / A, B % A (dividing by 0 kills the process)
JMP: go to A
JMZ, JMN: go to A if the number at B is 0, is not 0
DJN: take 1 from the number at B, then go to A if it is not 0
SPL: start another process at A; this one goes on with the next cell
SEQ (CMP), SNE: skip the next cell if A and B are equal, are not equal
SLT: skip the next cell if A is less than B
NOP: do nothing"""
PSPACE_94 = """
LDP, STP: read a number from, write it to, your private memory, which lasts from placement to placement"""
OPCODES_88 = """\
DAT: the process that executes it dies
MOV: copy A to B
ADD, SUB: B = B + A, B - A
JMP: go to A
JMZ, JMN: go to A if the number at B is 0, is not 0
DJN: take 1 from the number at B, then go to A if it is not 0
SPL: start another process at A; this one goes on with the next cell
CMP: skip the next cell if A and B are equal
SLT: skip the next cell if A is less than B"""
MODES_94 = """\
#n: the number n itself
$n, or n alone: the cell n cells from this one
@n: the cell that the B number of cell n points to, counted from cell n; *n: likewise by its A number
<n, >n: as @n, but 1 is taken from that B number before, added to it after; {n, }n: likewise with the A number"""
MODES_88 = """\
#n: the number n itself; $n, or n alone: the cell n cells from this one
@n: the cell that the B number of cell n points to, counted from cell n; <n: as @n, after taking 1 from that number"""
MODIFIERS = """\
A modifier behind the opcode says what is used: .A and .B the A or B number of both cells, .AB the A number of A and \
the B number of B, .BA the reverse, .F both numbers, .X both crosswise, .I the whole instruction. Without one it is \
.B for jumps and SPL; else .AB if A has a #, .B if only B has one or for SLT, .I for MOV, SEQ and SNE, .F for \
arithmetic."""
EXAMPLE = """\
An example, which throws a DAT at every fifth cell and moves on:
        ORG   start
bomb    DAT   #0, #0
start   ADD   #5, aim
aim     MOV   bomb, 2
        JMP   start"""


def brief(entry: Entry, seats: int, rewards: str, play: str) -> str:
    """Write the rules in a page.

    Args:
        entry: what a program has to be.
        seats: how many players there are.
        rewards: what is earned by.
        play: how the game goes and what it pays, in a few sentences: see `course`.
    """
    at, old = entry.settings, entry.standard == "88"
    opcodes = OPCODES_88 if old else OPCODES_94 + (PSPACE_94 if entry.pspace else "")
    modes = MODES_88 if old else f"{MODES_94}\n{MODIFIERS}"
    return f"""\
Core War. You write a program in Redcode that fights {"another program" if seats == 2 else f"{seats - 1} others"} in \
a memory of {at.core_size} cells, a ring in which all addresses are relative and numbers are taken modulo \
{at.core_size}. Each cell holds one instruction: an opcode and two operands, A and B, each a mode and a number. All \
other cells hold DAT 0, 0 at first. In turn, each program executes one instruction of one of its processes, which take \
turns too; then that process goes to the next cell. A program whose last process has died is dead; so one wins by \
writing DATs where the other will execute them, and by not being where the other writes. {_end(entry, rewards)}

{play} Hand it in whole, in a code block; words around that do not matter.

Instructions:
{opcodes}
Operands:
{modes}
Labels, EQU, FOR/ROF, {"END start" if old else "ORG start"} (where to begin) and ; comments work as usual. A program \
has at most {at.max_length} instructions and {at.max_processes} processes at a time. A battle is fought \
{_often(entry.rounds)}, in which programs begin at least {at.min_distance} cells from one another.{_limits(entry)}
{EXAMPLE_88 if old else EXAMPLE}"""


EXAMPLE_88 = EXAMPLE.replace("        ORG   start\n", "") + "\n        END   start"


def _often(rounds: int) -> str:
    return "from one placement drawn at random" if rounds == 1 else f"from {rounds} placements drawn at random"


def _limits(entry: Entry) -> str:
    """Say how far an instruction reaches, if that is not everywhere."""
    limits = (("reads from", entry.settings.read_limit), ("writes to", entry.settings.write_limit))
    told = [f" An instruction {does} no cells but the {limit} around it." for does, limit in limits if limit]
    return "".join(told)


def _end(entry: Entry, rewards: str) -> str:
    cycles = entry.settings.max_cycles
    if rewards == "survival":
        return f"A battle lasts {cycles} instructions of each program, or until all are dead."
    return (
        f"A battle ends when one program is left, which has won, or after {cycles} instructions of each, which is a "
        "tie of those that live."
    )


def course(seats: int, rewards: str, generations: int, champions: int, reveal: str) -> str:
    """Say how the game goes and what it pays."""
    others = "the other player" if seats == 2 else "the others"
    goes = f"Each player hands in one program, which {others} cannot see before the battle."
    if generations > 1:
        goes = f"There are {generations} battles. Before each, {goes[0].lower()}{goes[1:]}"
        told = f"After each, all see how it went{REVEALED[reveal]}"
        goes += f" {told}, and may write a better one, or answer [{KEEP}] to hand in the last one again."
    if champions:
        goes += f" Each new program also fights the last {champions} earlier ones of the other player."
    return f"{goes} {_pays(seats, rewards)}{' The return is the mean over the battles.' if generations > 1 else ''}"


def _pays(seats: int, rewards: str) -> str:
    """Say what a player gets for a battle."""
    if rewards == "survival":
        return (
            f"As long as a program lives, it shares {seats} points a battle, spread over its time, with all that live; "
            "a player's return is those points less 1, on average."
        )
    if rewards == "hill":
        return (
            f"A program that survives gets {seats * seats - 1} points, divided by the number of survivors and rounded "
            f"down; a player's return is the points as a part of the most, on average."
        )
    if seats == 2:
        return "A win is worth 1, a tie 0 and a loss -1, on average over the placements."
    return "The dead get -1 each, and the survivors share what they lose, on average over the placements."
