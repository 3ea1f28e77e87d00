"""What a language model is told: Redcode from end to end, and what to write.

The structure is that of the paper's prompts (arXiv 2601.03335): a system message with the language, and a request for a
new program, for a change of one, or for a child of two. The words are our own.
"""

from collections.abc import Sequence

from baselines.llm.chat import Message
from spenvs.corewar.machine import Settings

SYSTEM = """\
You write programs for Core War. You know the ICWS'94 standard of its language, Redcode, by heart.

# The game
Warriors are programs that share one circular memory, the core, of {core_size} cells. Each cell holds one \
instruction. An empty cell is DAT.F $0, $0. All warriors are loaded at places that they do not know; then, in turns, \
each executes one instruction. A warrior has a queue of processes, at the start just one; each turn its next process \
executes one instruction and goes to the end of the queue. A process that executes DAT dies, and a warrior without \
processes is out. A battle ends after {max_cycles} turns of each warrior. A warrior may have {max_length} \
instructions and {max_processes} processes at most. You want yours to be alive for as long as possible, and the \
others to be dead as soon as possible.

# Instructions
An instruction is written OPCODE.MODIFIER A, B where A and B are operands: a mode and a number. All numbers are kept \
from 0 to {core_size} - 1 (so -1 is {last}), and all addresses count from the instruction itself: $0 is this cell, \
$1 the next one.
DAT: the process dies. Both numbers are free to hold data.
MOV: copies A to B. MOV.I copies the whole cell.
ADD, SUB, MUL: B becomes B plus, minus, times A.
DIV, MOD: B becomes the quotient or the remainder of B by A; a divisor of 0 kills the process.
JMP: goes on at A.
JMZ: goes on at A if B is zero.
JMN: goes on at A if B is not zero.
DJN: takes 1 off B, then goes on at A if B is not zero.
SEQ (also CMP): skips the next instruction if A and B are equal.
SNE: skips the next instruction if they differ.
SLT: skips the next instruction if A is less than B.
SPL: this process goes on at the next instruction, and a new process begins at A, behind it in the queue.
NOP: does nothing.
Directives for the assembler: ORG says at which label the program starts, name EQU text names a text, END ends the \
program.

# Modifiers
.A the A-numbers of both operands; .B the B-numbers; .AB the A-number of A and the B-number of B; .BA the B-number \
of A and the A-number of B; .F both numbers, A with A and B with B; .X both numbers crosswise; .I the whole cell \
(for MOV, SEQ, SNE; the same as .F elsewhere).

# Modes
#n immediate: the operand is this instruction's own number.
$n direct: the cell n from here. A number without a mode is direct.
*n indirect through the A-number: the cell that the A-number of cell n points to, counted from cell n.
@n indirect through the B-number of cell n.
{{n the same through the A-number, which is first decreased by 1.
<n the same through the B-number, which is first decreased by 1.
}}n the same through the A-number, which is increased by 1 afterwards.
>n the same through the B-number, which is increased by 1 afterwards.
Operand A is worked out in full before operand B. Numbers may be expressions with + - * / % and parentheses; labels \
stand for the distance to the instruction that they name.

# Examples
```redcode
;name a step at a time
; copies itself into the next cell, where it is then executed
        ORG   start
start   MOV.I $0, $1
        END
```
```redcode
;name three imps
; three processes move as a ring, a third of the core apart
        ORG   start
step    EQU   2667
start   SPL.B $first
        SPL.B $third
        JMP.B $imp+step
first   JMP.B $imp
third   JMP.B $imp+2*step
imp     MOV.I #0, $step
        END
```
```redcode
;name bomber
; throws a DAT at every fourth cell, and misses itself
        ORG   start
start   ADD.AB #4, $bomb
        MOV.I $bomb, @bomb
        JMP.B $start
bomb    DAT.F #0, #0
        END
```
```redcode
;name clearing
; splits for ever and wipes the core through a pointer that grows
        ORG   start
pointer DAT.F #0, #20
wipe    DAT.F #0, #0
start   SPL.B #0, $0
        MOV.I $wipe, >pointer
        JMP.B $-1, $0
        END
```

# Rules for your program
It begins with ORG and ends with END. Labels are in small letters, each is defined once, at the beginning of an \
instruction's line and nowhere else. Addresses count from the instruction that uses them. Comments begin with ;"""

FORM = "Answer with the program and nothing else, in one block between ``` and ```, with what it does in its comments. "
LABELS = "Put each label on the line of an instruction."
NEW = "Write a new Core War program in correct Redcode. Be inventive. " + FORM + LABELS
MUTATE = (
    "Change the following Core War program so that it is likelier to survive, and to kill the other programs in the "
    "core. You may change a little or a lot. " + FORM + LABELS + "\n\n\n{}"
)
CROSSOVER = (
    "Make one Core War program out of the best ideas of the following ones, so that it is likelier to survive, and to "
    "kill the other programs in the core. " + FORM + LABELS + "\n\n\n{}"
)


def system(settings: Settings) -> str:
    """Give the system message for battles with these settings."""
    return SYSTEM.format(
        core_size=settings.core_size,
        last=settings.core_size - 1,
        max_cycles=settings.max_cycles,
        max_length=settings.max_length,
        max_processes=settings.max_processes,
    )


def chat(operator: str, sources: Sequence[str], settings: Settings) -> list[Message]:
    """Ask for a program.

    Args:
        operator: "new", "mutate" or "crossover".
        sources: the programs that it is to be made of.
        settings: of the battles.
    """
    shown = "\n\n".join(f"```redcode\n{source.strip()}\n```" for source in sources)
    asked = {"new": NEW, "mutate": MUTATE, "crossover": CROSSOVER}[operator].format(shown)
    return [{"role": "system", "content": system(settings)}, {"role": "user", "content": asked}]
