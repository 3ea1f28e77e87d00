"""The disassembler: a warrior as pMARS lists it, which is also the format that its loader reads."""

from collections.abc import Sequence

from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODES, Standard, Warrior


def disassemble(warrior: Warrior, header: bool = False) -> str:
    """Return the program as text that `assemble` makes the same code of.

    It equals pMARS' listing, blanks at the ends of lines included; like it, it leaves out a start outside of the
    program. `header` adds what pMARS does not list: name, author, strategy and PIN.
    """
    new, inside = warrior.standard == "94", warrior.start < len(warrior)
    lines = _header(warrior) if header else []
    if new and inside:
        lines.append(f"{'':6} ORG     {'START':>6}")
    for address, row in enumerate(warrior.code.tolist()):
        label = "START" if address == warrior.start else ""
        lines.append(f"{label:6} {cell_text(row, warrior.core_size, warrior.standard)}")
    if not new and inside:
        lines.append(f"{'':6} END     {'START':>6}")
    return "\n".join(lines) + "\n"


def cell_text(cell: Sequence[int], core_size: int, standard: Standard = "94") -> str:
    """Return one instruction, given as a row of `Warrior.code`; numbers above half the core are shown negative."""
    opcode, modifier, a_mode, a, b_mode, b = cell
    suffix = f".{MODIFIERS[modifier]:2}" if standard == "94" else "   "
    a, b = (n - core_size if n > core_size // 2 else n for n in (a, b))
    return f"{OPCODES[opcode]}{suffix} {MODES[a_mode]}{a:6d}, {MODES[b_mode]}{b:6d}     "


def _header(warrior: Warrior) -> list[str]:
    lines = [";redcode-94" if warrior.standard == "94" else ";redcode", f";name {warrior.name}"]
    lines.append(f";author {warrior.author}")
    lines += [f";strategy {line}" for line in warrior.strategy.splitlines()]
    return lines if warrior.pin is None else [*lines, f"{'':6} PIN     {warrior.pin:6d}"]
