"""A MARS in plain Python, instruction by instruction as the ICWS'94 draft and pMARS' deviations from it read.

It shares nothing with the compiled one but the names of opcodes, modifiers and modes. Also random programs, and
arguments good and bad.
"""

from collections import deque

import numpy as np
from hypothesis import strategies as st

from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODES, Warrior

READ, CHANGED, FIELD, CELL, EXECUTED, DIED = range(1, 7)
PAIRS = {"A": "aa", "B": "bb", "AB": "ab", "BA": "ba", "F": "aa bb", "I": "aa bb", "X": "ab ba"}
"""Which fields of the source go with which of the target."""


def fold(pointer: int, limit: int, size: int) -> int:
    result = pointer % limit
    return result + size - limit if result > limit // 2 else result


class SlowMars:
    """One round; `cells` are dicts with keys op, mod, am, a, bm, b."""

    def __init__(self, warriors, places, size, cycles, processes, first=0, limits=None):
        self.size, self.processes = size, processes
        self.limits = limits or (size, size)
        self.cells = [{"op": "DAT", "mod": "F", "am": "$", "a": 0, "bm": "$", "b": 0} for _ in range(size)]
        self.queues = []
        for warrior, place in zip(warriors, places, strict=True):
            for k, row in enumerate(warrior.code.tolist()):
                self.cells[(place + k) % size] = {
                    "op": OPCODES[row[0]], "mod": MODIFIERS[row[1]], "am": MODES[row[2]], "a": row[3],
                    "bm": MODES[row[4]], "b": row[5],
                }  # fmt: skip
            self.queues.append(deque([(place + warrior.start) % size]))
        count = len(warriors)
        self.width = size // max(k for k in range(1, 17) if size % k == 0)
        shared = {}
        self.pspace = [[0] * self.width for _ in warriors]
        for k, warrior in enumerate(warriors):
            if warrior.pin is not None:
                self.pspace[k] = shared.setdefault(warrior.pin, self.pspace[k])
        self.last = [size - 1] * count
        self.living = list(range(first, count)) + list(range(first))
        self.left, self.enough = cycles * count, min(2, count)
        self.covered = [set() for _ in warriors]
        self.spawned = [0] * count
        self.executed = 0
        self.touched = {}

    def rows(self):
        kinds = lambda c: (OPCODES.index(c["op"]), MODIFIERS.index(c["mod"]), MODES.index(c["am"]), c["a"])  # noqa: E731
        return np.array([(*kinds(c), MODES.index(c["bm"]), c["b"]) for c in self.cells])

    def touch(self, at, access):
        _, kind, when = self.touched.get(at, (0, 0, -1))
        kind = max(kind, access) if when == self.executed else access
        self.touched[at] = (self.mover, kind, self.executed)

    def operand(self, pc, mode, number):
        """Read and write pointers, relative to `pc`, and a copy of the cell read."""
        if mode == "#":
            return 0, 0, dict(self.cells[pc])
        size, (read, write) = self.size, self.limits
        rp, wp = fold(number, read, size), fold(number, write, size)
        pointer, field = (pc + wp) % size, "a" if mode in "*{}" else "b"
        if mode in "{<":
            self.cells[pointer][field] = (self.cells[pointer][field] - 1) % size
        if mode != "$":
            self.touch((pc + rp) % size, READ)
            if mode in "{}<>":
                self.touch(pointer, CHANGED)
            rp = fold(rp + self.cells[(pc + rp) % size][field], read, size)
            wp = fold(wp + self.cells[pointer][field], write, size)
        found = dict(self.cells[(pc + rp) % size])
        if mode in "}>":
            self.cells[pointer][field] = (self.cells[pointer][field] + 1) % size
        return rp, wp, found

    def queue(self, w, address):
        if len(self.queues[w]) < self.processes:
            self.queues[w].append(address % self.size)
            self.covered[w].add(address % self.size)

    def execute(self, w):
        self.mover = w + 1
        self.executed += 1
        pc = self.queues[w].popleft()
        ir = dict(self.cells[pc])
        rpa, _, source = self.operand(pc, ir["am"], ir["a"])
        if ir["am"] == "#":
            source = ir
        rpb, wpb, target = self.operand(pc, ir["bm"], ir["b"])
        if ir["bm"] == "#":
            target = ir
        op, mod, jump, at = ir["op"], ir["mod"], (pc + rpa) % self.size, (pc + wpb) % self.size
        into = self.cells[at]
        pairs = PAIRS[mod].split()
        following = [pc + 1]
        if op == "DAT":
            following = []
        elif op == "MOV" and mod == "I":
            into.update(source)
        elif op == "MOV":
            into.update({t: source[s] for s, t in pairs})
        elif op in ("ADD", "SUB", "MUL"):
            act = {"ADD": int.__add__, "SUB": int.__sub__, "MUL": int.__mul__}[op]
            into.update({t: act(target[t], source[s]) % self.size for s, t in pairs})
        elif op in ("DIV", "MOD"):
            act = {"DIV": int.__floordiv__, "MOD": int.__mod__}[op]
            into.update({t: act(target[t], source[s]) for s, t in pairs if source[s]})
            following = [pc + 1] if all(source[s] for s, _ in pairs) else []
        elif op in ("JMZ", "JMN", "DJN"):
            fields = {"A": "a", "BA": "a", "B": "b", "AB": "b"}.get(mod, "ab")
            if op == "DJN":
                into.update({f: (into[f] - 1) % self.size for f in fields})
            zero = all(target[f] == (op == "DJN") for f in fields)
            following = [jump if zero == (op == "JMZ") else pc + 1]
        elif op in ("CMP", "SEQ", "SNE"):
            equal = source == target if mod == "I" else all(source[s] == target[t] for s, t in pairs)
            following = [pc + 2 if equal == (op != "SNE") else pc + 1]
        elif op == "SLT":
            following = [pc + 2 if all(source[s] < target[t] for s, t in pairs) else pc + 1]
        elif op == "JMP":
            following = [jump]
        elif op == "SPL":
            following = [pc + 1, jump]
        elif op == "LDP":
            cell = source["a" if mod in ("A", "AB") else "b"] % self.width
            into["a" if mod in ("A", "BA") else "b"] = self.pspace[w][cell] if cell else self.last[w]
        elif op == "STP":
            cell, value = (
                target["a" if mod in ("A", "BA") else "b"] % self.width,
                source["a" if mod in ("A", "AB") else "b"],
            )
            if cell:
                self.pspace[w][cell] = value
            else:
                self.last[w] = value
        before = len(self.queues[w])
        for address in following:
            self.queue(w, address)
        self.spawned[w] += len(self.queues[w]) == before + 2
        self.note(op, mod, pc, jump, (pc + rpb) % self.size, at, not following)

    def note(self, op, mod, pc, read_a, read_b, at, died):
        self.touch(pc, DIED if died else EXECUTED)
        if op not in ("DAT", "NOP", "JMP", "SPL", "JMZ", "JMN", "DJN"):
            self.touch(read_a, READ)
        if op not in ("DAT", "NOP", "JMP", "SPL", "MOV", "LDP"):
            self.touch(read_b, READ)
        if op in ("MOV", "ADD", "SUB", "MUL", "DIV", "MOD", "LDP"):
            self.touch(at, CELL if (op, mod) == ("MOV", "I") else FIELD)
        if op == "DJN":
            self.touch(at, CHANGED)

    @property
    def over(self):
        return self.left <= 0 or len(self.living) < self.enough

    def step(self):
        """One instruction, by pMARS' order and budget."""
        w = self.living.pop(0)
        self.execute(w)
        if self.queues[w]:
            self.living.append(w)
        else:
            self.left -= 1 + (self.left - 1) // (len(self.living) + 1)
        self.left -= 1


NUMBERS = st.one_of(st.integers(-4, 4), st.integers(-60, 60))
"""For a core of 60 cells."""


def cells(opcodes=OPCODES):
    kinds = st.sampled_from(opcodes).map(OPCODES.index)
    return st.tuples(kinds, st.integers(0, 6), st.integers(0, 7), NUMBERS, st.integers(0, 7), NUMBERS)


def programs(size, longest=6):
    """Warriors that mostly live for a while: many splits and copies."""
    lively = ("MOV", "MOV", "SPL", "SPL", "JMP", "DJN", *(op for op in OPCODES if op != "DAT"), "DAT")
    code = st.lists(cells(lively), min_size=1, max_size=longest)

    def warrior(rows, start, pin):
        array = np.array(rows)
        array[:, [3, 5]] %= size
        return Warrior("", "", "", array, start % len(rows), pin, size)

    return st.builds(warrior, code, st.integers(0, longest), st.sampled_from((None, None, 1)))


WHOLE = st.sampled_from((-1, 0, 1, 2, 3, 5, 6, 7, 10, 12, 60, 61, 100))
ODD = st.sampled_from((None, True, 1.0, float("nan"), float("inf"), "60", "code", 1 << 24, 1 << 70, np.int64(12), []))
ANYTHING = WHOLE | WHOLE | WHOLE | ODD
NAMES = "core_size max_cycles max_processes min_distance max_length read_limit write_limit".split()  # noqa: SIM905
SETTINGS = {"core_size": 60, "max_cycles": 50, "max_processes": 5, "min_distance": 6, "max_length": 6}


@st.composite
def odd_warriors(draw):
    """Programs, most of them well made, of which some have fields, starts and cores that no battle takes."""
    if draw(st.integers(0, 5)):
        return draw(programs(60))
    code = np.array(draw(st.lists(st.tuples(*[st.integers(-2, 20)] * 6), max_size=8)))
    return Warrior("", "", "", code, draw(ANYTHING), draw(st.none() | st.integers()), draw(st.sampled_from((60, 61))))


ODD_GROUPS = st.lists(odd_warriors(), max_size=6)
ODD_LIMITS = st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=2).map(lambda odd: SETTINGS | odd)


def refusal(call) -> str | None:
    try:
        call()
    except ValueError as error:
        return str(error)
    return None


def is_a_sentence(reason: str) -> bool:
    return ", " in reason and "\n" not in reason
