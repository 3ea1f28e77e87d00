"""The assembler's second pass: numbers for each instruction that the first pass has left."""

import re
from enum import Enum, auto

from spenvs.corewar.expansion import DEPTH, DIRECTIVES, Expansion
from spenvs.corewar.expressions import ExpressionError, evaluate
from spenvs.corewar.instructions import MODE, MODIFIER, OPCODE, Standard, default_modifier
from spenvs.corewar.names import Counter, Equ, Label, Names
from spenvs.corewar.source import Pieces, Place, RedcodeError, Token, token_at, tokens

_ONLY_94 = ("MUL", "DIV", "MOD", "SEQ", "SNE", "NOP", "LDP", "STP", "ORG", "PIN")

_PLAIN = re.compile(
    r"([A-Z]{3})(?:\.([A-Za-z]{1,2}))?\s+([#$@<>*{}])?([-+*/%()\w\s]+),\s*([#$@<>*{}])?([-+*/%()\w\s]+)", re.ASCII
)
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class _State(Enum):
    """What the parser of an instruction expects."""

    MODIFIER_OR_A = auto()
    MODIFIER = auto()
    A_MODE = auto()
    A_NUMBER = auto()
    B_MODE = auto()
    B_NUMBER = auto()


class _Instruction:
    """The second pass over one line: its opcode, modifier, modes and the texts of its operands."""

    def __init__(self, line: Pieces, address: int, first: Expansion) -> None:
        opcode = token_at(line.text, 0)
        if opcode is None or (opcode.text not in OPCODE and opcode.text not in DIRECTIVES):
            (line.at(0) if line.text else Place(1, 1)).fail("expected an opcode")
        self.opcode, self.place, self.modifier = opcode.text, line.at(0), ""
        self.a_mode = self.b_mode = "$"
        self.a, self.b = Pieces(), Pieces()
        self.directive = self.opcode in DIRECTIVES
        self._origin = 0 if self.directive else address
        self._first, self._filled, self._depth = first, False, 0
        self._state = _State.B_NUMBER if self.directive else _State.MODIFIER_OR_A
        for token in tokens(line.text, opcode.end):
            self._read(token, line.at(token.start))
        if not self.directive:
            self._complete(line)

    def _read(self, token: Token, place: Place) -> None:
        """Take a token, or what it stands for."""
        self._first.budget.spend(place)
        if token.kind != "word":
            self._accept(token.kind, token.text, place)
        elif self._state is _State.MODIFIER:
            self._take_modifier(token.text.upper(), place)
        else:
            self._read_name(token, place)

    def _read_name(self, token: Token, place: Place) -> None:
        meaning = self._first.names.find(token.text)
        if isinstance(meaning, Equ):
            if meaning.busy:
                place.fail(f"the text of {token.text} contains {token.text} itself")
            if self._depth == DEPTH:
                place.fail(f"EQU texts stand more than {DEPTH} deep in one another")
            meaning.busy, self._depth = True, self._depth + 1
            self._first.budget.spend(place, len(meaning.lines[0].text))
            for inner in tokens(meaning.lines[0].text):
                self._read(inner, place)
            meaning.busy, self._depth = False, self._depth - 1
        elif isinstance(meaning, Label):
            for inner in tokens(str(meaning.address - self._origin)):
                self._accept(inner.kind, inner.text, place)
        elif len(token.text) == 1 and not isinstance(meaning, Counter):
            self._accept("register", token.text, place)
        else:
            place.fail(f"{token.text!r} is not defined")

    def _take_modifier(self, name: str, place: Place) -> None:
        if name not in MODIFIER:
            place.fail(f"expected a modifier ({', '.join(MODIFIER)}), found {name!r}")
        self.modifier, self._state = name, _State.A_MODE

    def _accept(self, kind: str, text: str, place: Place) -> None:
        """Take a token that stands for itself."""
        state = self._state
        if state is _State.MODIFIER_OR_A and text == ".":
            self._state = _State.MODIFIER
        elif state is _State.MODIFIER:
            place.fail(f"expected a modifier ({', '.join(MODIFIER)}), found {text!r}")
        elif state in (_State.MODIFIER_OR_A, _State.A_MODE, _State.B_MODE):
            self._begin_operand(kind, text, place)
        elif state is _State.A_NUMBER and text == ",":
            self._state, self._filled = _State.B_MODE, False
        else:
            self._extend_operand(kind, text, place)

    def _begin_operand(self, kind: str, text: str, place: Place) -> None:
        """Take the mode of an operand, if it has one."""
        is_b = self._state is _State.B_MODE
        if kind == "other":
            place.fail(f"expected the {'B' if is_b else 'A'} operand, found {text!r}")
        self._state = _State.B_NUMBER if is_b else _State.A_NUMBER
        if kind != "mode":
            self._extend_operand(kind, text, place)
        elif is_b:
            self.b_mode = text
        else:
            self.a_mode = text

    def _extend_operand(self, kind: str, text: str, place: Place) -> None:
        if kind == "other" or (kind == "mode" and text not in "<>*"):
            place.fail(f"expected a part of an expression, found {text!r}")
        operand = self.a if self._state is _State.A_NUMBER else self.b
        # A blank keeps numbers apart that stand next to each other, so that they are no expression.
        operand.add(text + " " if kind == "number" else text, place)
        self._filled = True

    def _complete(self, line: Pieces) -> None:
        """Fill in what an instruction may leave out."""
        if not self._filled:
            line.at(len(line.text)).fail(f"expected an operand of {self.opcode}, found the end of the line")
        if not self.b.text:
            if self.opcode == "DAT":
                self.a_mode, self.b_mode, self.a, self.b = "#", self.a_mode, Pieces(), self.a
            elif self.opcode not in ("SPL", "JMP", "NOP"):
                line.at(len(line.text)).fail(f"expected ',' and the B operand of {self.opcode}")

    def check_88(self) -> None:
        """Raise RedcodeError for what ICWS'88 does not have."""
        if self.opcode in _ONLY_94:
            self.place.fail(f"ICWS'88 has no {self.opcode}")
        if self.modifier:
            self.place.fail(f"ICWS'88 has no modifiers, found '.{self.modifier}'")
        for mode in (self.a_mode, self.b_mode):
            if mode in "*{}>":
                self.place.fail(f"expected one of the modes # $ @ < of ICWS'88, found {mode!r}")
        if self.opcode == "DAT" and not (self.a_mode in "#<" and self.b_mode in "#<"):
            self.place.fail("expected # or < before the operands of DAT, as in ICWS'88")
        if self.opcode in ("MOV", "ADD", "SUB", "CMP") and self.b_mode == "#":
            self.place.fail(f"expected one of the modes $ @ < for the B operand of {self.opcode}, as in ICWS'88")
        if self.opcode in ("JMP", "JMZ", "JMN", "DJN", "SPL") and self.a_mode == "#":
            self.place.fail(f"expected one of the modes $ @ < for the A operand of {self.opcode}, as in ICWS'88")


class Encoding:
    """The second pass: `code` gets a row for each instruction, `start` the row where the program starts."""

    def __init__(self, first: Expansion, core_size: int, standard: Standard) -> None:
        self.code: list[tuple[int, int, int, int, int, int]] = []
        self.start = 0
        self.pin: int | None = None
        self.warnings, self.breakpoints = first.warnings, first.breakpoints
        self._registers, self._rule, self._core_size = first.registers, first.rule, core_size
        for line in first.instructions:
            if standard == "94" and self._encode_plain(line, first.names):
                continue
            instruction = _Instruction(line, len(self.code), first)
            if standard == "88":
                instruction.check_88()
            if instruction.directive:
                self._direct(instruction)
            else:
                self._encode(instruction)
        if not self.code:
            raise RedcodeError("expected at least one instruction, found none")
        if self.start >= len(self.code):
            self.warnings.append(f"the first process begins outside of the program, at {self.start}")
        if not first.asserted:
            self.warnings.append("no ;assert says which settings the program is made for")

    def _encode_plain(self, line: Pieces, names: Names) -> bool:
        """Take an instruction of the commonest form, two operands of numbers and labels; False for any other line.

        It only saves time: what is read here means the same to `_Instruction`, which also knows what to say of errors.
        """
        found = _PLAIN.fullmatch(line.text)
        if found is None or found[1] not in OPCODE:
            return False
        modes = found[3] or "$", found[5] or "$"
        modifier = found[2].upper() if found[2] else default_modifier(found[1], *modes)
        values: list[int] = []
        try:
            for operand in (found[4], found[6]):
                text = _WORD.sub(lambda word: f" {names.address(word[0]) - len(self.code)} ", operand)
                values.append(evaluate(text, self._registers, self._rule) % self._core_size)
        except (ExpressionError, KeyError):
            return False
        if modifier not in MODIFIER:
            return False
        self.code.append((OPCODE[found[1]], MODIFIER[modifier], MODE[modes[0]], values[0], MODE[modes[1]], values[1]))
        return True

    def _value(self, operand: Pieces) -> int:
        """Return the value of an operand, 0 for one that is left out."""
        if not operand.text:
            return 0
        try:
            return evaluate(operand.text, self._registers, self._rule)
        except ExpressionError as error:
            operand.at(error.index).fail(str(error))

    def _direct(self, directive: _Instruction) -> None:
        value = self._value(directive.b)
        if directive.opcode == "PIN":
            self.pin = value
        elif directive.opcode == "ORG":
            self.start = value % self._core_size
        elif value and self.start:
            self.warnings.append(
                f"line {directive.place.line}: the operand of END is passed over, ORG has set the start"
            )
        elif value:
            self.start = value % self._core_size

    def _encode(self, instruction: _Instruction) -> None:
        a = self._value(instruction.a) % self._core_size
        b = self._value(instruction.b) % self._core_size
        modes = instruction.a_mode, instruction.b_mode
        modifier = instruction.modifier or default_modifier(instruction.opcode, *modes)
        self.code.append((OPCODE[instruction.opcode], MODIFIER[modifier], MODE[modes[0]], a, MODE[modes[1]], b))
