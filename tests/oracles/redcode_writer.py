"""Random Redcode that uses every directive, for comparing assemblers."""

import random

from spenvs.corewar.instructions import OPCODES

PREDEFINED = ["CORESIZE", "MAXPROCESSES", "MAXCYCLES", "MAXLENGTH", "MINDISTANCE"]
PREDEFINED += ["VERSION", "WARRIORS", "ROUNDS", "PSPACESIZE", "CURLINE"]
ONLY_94 = ("MUL", "DIV", "MOD", "SEQ", "SNE", "NOP", "LDP", "STP")
OPERATORS = ["+", "-", "*", "/", "%", "+", "-", "*", "==", "!=", "<", ">", "<=", ">=", "&&", "||"]


class Writer:
    """Writes one program from a seed; `standard` is "94" or "88"."""

    def __init__(self, seed: int, standard: str) -> None:
        self.rng, self.standard = random.Random(seed), standard
        self.labels = [
            f"{name}{n}" for n, name in enumerate(self.rng.choices(["start", "ptr", "_b", "Loop", "x"], k=8))
        ]
        self.unplaced = self.labels[:]
        self.texts: list[str] = []
        self.counters: list[str] = []
        self.blocks = 0

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def blank(self) -> str:
        return self.rng.choice(["", "", "", " ", "  ", "\t"])

    def cased(self, word: str) -> str:
        return self.rng.choice([word, word, word.lower(), word.capitalize()])

    def number(self) -> str:
        return str(self.rng.choice([0, 1, 1, 2, 3, 5, 7, 12, self.rng.randrange(100), self.rng.randrange(9000)]))

    def value(self, depth: int) -> str:
        draw = self.rng.random()
        if draw < 0.35:
            return self.number()
        if draw < 0.6:
            return self.rng.choice(self.labels)
        if draw < 0.7:
            return self.rng.choice([*self.texts, "7"])
        if draw < 0.76:
            return self.rng.choice(PREDEFINED)
        if draw < 0.82:
            return self.rng.choice([*self.counters, "4"])
        if draw < 0.87:
            letter = self.rng.choice("abcXYZ")
            return f"({letter}{self.blank()}={self.blank()}{self.number()})" if self.chance(0.4) else letter
        if draw < 0.93 and depth:
            return f"({self.expression(depth - 1)})"
        return self.rng.choice("-+!") + self.value(depth)

    def expression(self, depth: int = 2) -> str:
        parts = [self.value(depth)]
        while self.chance(0.4) and len(parts) < 9:
            operator = self.rng.choice(OPERATORS)
            divisor = operator in "/%" and self.chance(0.98)
            parts += [operator, str(self.rng.randrange(1, 9)) if divisor else self.value(depth)]
        return self.blank().join(parts)

    def operand(self) -> str:
        modes = ["", "$", "@", "<"] if self.standard == "88" and self.chance(0.99) else ["", "", *"#$@<>*{}"]
        text = self.expression() if self.chance(0.998) else ""
        return f"{self.rng.choice(modes)}{self.blank()}{text}"

    def operation(self) -> str:
        word = self.cased(self.rng.choice([op for op in OPCODES if self.standard == "94" or op not in ONLY_94]))
        if self.standard == "94" and self.chance(0.4):
            dot = self.rng.choice([".", ".", ".", " .", " . "])
            word += dot + self.cased(self.rng.choice(["A", "B", "AB", "BA", "F", "X", "I"]))
        return word

    def instruction(self) -> str:
        # pMARS reads past the end of an instruction without a blank in it, so there is one.
        gap, end = (" ", "") if self.chance(0.93) else ("", " ")
        text = f"{self.operation()}{gap}{self.operand()}{end}"
        if self.standard == "88" and text.upper().startswith("DAT"):
            return f"DAT #{self.expression()}, <{self.expression()}"
        alone = 0.7 if text.upper().startswith(("DAT", "SPL", "JMP", "NOP")) else 0.002
        return text if self.chance(alone) else f"{text}{self.blank()},{self.blank()}{self.operand()}"

    def heading(self) -> str:
        """Labels before an instruction."""
        text = ""
        while self.unplaced and self.chance(0.4):
            text += self.unplaced.pop(0) + self.rng.choice([" ", " ", ": ", "\n"])
        return text

    def define(self) -> list[str]:
        name = f"text{len(self.texts)}"
        kind, equ = self.rng.random(), self.cased("EQU")
        if kind < 0.7:
            line = f"{name} {equ} {self.expression(1)}"
            self.texts.append(name)
            return [line]
        if kind < 0.8:
            return [
                f"op{self.blocks} {equ} {self.operation()} ",
                f" op{self.blocks} {self.operand()}, {self.operand()}",
            ]
        if kind < 0.9:
            use = self.rng.choice([f"{self.heading()} m{self.blocks}", f"m{self.blocks} + {self.number()}"])
            lines = [f" {equ} {self.instruction()}" for _ in range(self.rng.randrange(3))]
            return [f"m{self.blocks} {equ} {self.instruction()}", *lines, use]
        return [f"later{self.blocks} {equ} {self.expression(1)}"]

    def repeat(self, depth: int) -> list[str]:
        counter, self.blocks = f"i{self.blocks}", self.blocks + 1
        if self.chance(0.2):
            junk = ["this is ' a comment", "mov ? what, for", "lab&ro dat 1", f"{counter}x for 3", "rof"]
            return [f"{counter} FOR {self.rng.choice(['0', '-1', '1-1'])}", *junk[: self.rng.choice([0, 2, 5])], " rof"]
        self.counters.append(counter)
        head = f"{self.heading()}{counter} {self.cased('FOR')} {self.rng.choice(['1', '2', '3', '1+1', 'WARRIORS*2'])}"
        lines = [head if self.chance(0.9) else f"  FOR {self.rng.randrange(3)}"]
        for _ in range(self.rng.randrange(1, 4)):
            joined = f"lab{self.blocks}&{counter} " if self.chance(0.3) else ""
            if joined and self.chance(0.5):
                self.labels.append(f"lab{self.blocks}01")
            lines += [joined + self.instruction()] if joined or self.chance(0.8) else self.block(depth - 1)
            self.blocks += 1
        self.counters.remove(counter)
        return [*lines, self.cased(" ROF")]

    def block(self, depth: int = 2) -> list[str]:
        draw = self.rng.random()
        if draw < 0.7 or depth == 0:
            line = self.heading() + " " + self.instruction()
            if self.chance(0.05):
                line = line.replace(",", ",\\\n")
            return [line + self.rng.choice(["", "", " ; a comment, dat 1"])]
        self.blocks += 1
        if draw < 0.82:
            return self.define()
        if draw < 0.94:
            return self.repeat(depth)
        conditions = ["CORESIZE==8000 || 1", "CORESIZE > 1 && MAXLENGTH", "VERSION >= 60", self.expression(1)]
        return [f";assert {self.rng.choice(conditions)}"]

    def program(self) -> str:
        lines = ["text before the program", ";redcode" + self.rng.choice(["", "-94", " verbose"])] * self.chance(0.5)
        lines += [f";name {self.number()} of them", ";author the writer"]
        for _ in range(self.rng.randrange(1, 9)):
            lines += self.block()
        if self.standard == "94" and self.chance(0.4):
            lines.insert(self.rng.randrange(len(lines) + 1), f" {self.cased('ORG')} {self.value(1)}")
        if self.standard == "94" and self.chance(0.2):
            lines.append(f" PIN {self.number()}")
        while self.unplaced:
            lines.append(f"{self.unplaced.pop(0)} {self.instruction()}")
        if self.chance(0.5):
            lines += [f" {self.cased('END')} {self.value(1) * self.chance(0.6)}", "what follows is ? not read"]
        if self.chance(0.1):
            lines += [";redcode", "dat 0"] * self.chance(0.5)
        text = "\n".join(lines) + "\n" * self.chance(0.9)
        return self.damaged(text) if self.chance(0.25) else text

    def damaged(self, text: str) -> str:
        """Put a piece too much somewhere, take one away, or move one."""
        at = self.rng.randrange(len(text))
        end = at + self.rng.randrange(1, 12)
        piece = self.rng.choice(
            [",", "#", ".", "(", ")", "&", ":", "&&", "==", " x ", " EQU ", "\n rof\n", " 3 ", "start", "?"]
        )
        return text[:at] + self.rng.choice([piece, piece + text[at:end], ""]) + text[end:]
