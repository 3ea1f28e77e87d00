"""The numbers, addresses and conditions that commands of the debugger are given."""

import re

from spenvs.corewar.expressions import ExpressionError, evaluate
from spenvs.corewar.trace import TracedBattle

MOST_LISTED = 1000
NAMES = """\
.  pc     the address executed next
w1 w2 ..  the address where a warrior was loaded
p1 p2 ..  the address that a warrior executes next, -1 for a dead one
n1 n2 ..  the number of a warrior's processes
a  b      the numbers of the instruction executed next
cycle     instructions that every living warrior has executed
executed  instructions executed by all
mover     the number of the warrior that executes next, 0 at the end
size      the number of cells"""
"""What stands for what, for the help."""

_NAME = re.compile(r"[A-Za-z_]\w*|\.")
_OF_WARRIOR = re.compile(r"([wpn])([1-9]\d{0,3})")


class DebuggerError(ValueError):
    """A command that cannot be obeyed, in one sentence."""


class Places:
    """Reads expressions, in which names stand for what is the case in a battle."""

    def __init__(self, battle: TracedBattle):
        self.battle = battle

    @property
    def next_address(self) -> int:
        """The address executed next; at the end that of the first warrior left, or else 0."""
        alive = self.battle.alive
        if not alive.any():
            return 0
        mover = self.battle.mover if self.battle.mover >= 0 else int(alive.argmax())
        return int(self.battle.processes(mover)[0])

    def value(self, text: str) -> int:
        """Give the value of an expression, as Redcode has them; comparisons are 1 or 0.

        Raises:
            DebuggerError: it has none.
        """
        try:
            return evaluate(_NAME.sub(lambda found: f"({self._named(found[0].lower())})", text).strip(), {})
        except ExpressionError as error:
            raise DebuggerError(f"{text.strip()!r} has no value: {error}") from None

    def address(self, text: str) -> int:
        """Give an address; with a sign before it, it is counted from the one executed next.

        Raises:
            DebuggerError: as for `value`.
        """
        relative = text.strip()[:1] in ("+", "-")
        return (self.value(text) + relative * self.next_address) % self.battle.settings.core_size

    def span(self, text: str, length: int) -> tuple[int, int]:
        """Give the first and last address of "FROM TO", "FROM, TO" or "FROM" for so many; the last is not reduced.

        Raises:
            DebuggerError: it is none, or is too long.
        """
        parts = text.split(",") if "," in text else text.split()
        if len(parts) > 2:
            raise DebuggerError(f"one or two addresses were expected, got {text!r}; a comma parts those with blanks")
        first = self.address(parts[0])
        if len(parts) == 1:
            return first, first + length - 1
        last = first + (self.address(parts[1]) - first) % self.battle.settings.core_size
        if last - first >= MOST_LISTED:
            raise DebuggerError(f"at most {MOST_LISTED} cells are listed at once, got {last - first + 1}")
        return first, last

    def count(self, text: str) -> int:
        """Give a number from 1 on; 1 where there is none.

        Raises:
            DebuggerError: as for `value`, or it is less.
        """
        number = self.value(text) if text else 1
        if number < 1:
            raise DebuggerError(f"a number from 1 on was expected, got {number}")
        return number

    def warrior(self, text: str) -> int:
        """Give the index of a warrior from its number, counted from 1; without one, of that which executes next.

        Raises:
            DebuggerError: there is none.
        """
        if not text:
            return max(self.battle.mover, 0)
        number = self.value(text)
        if not 1 <= number <= len(self.battle.warriors):
            raise DebuggerError(f"there is no warrior {number}; there are 1 to {len(self.battle.warriors)}")
        return number - 1

    def _named(self, name: str) -> int:
        battle = self.battle
        if found := _OF_WARRIOR.fullmatch(name):
            k = self.warrior(found[2])
            queue = battle.processes(k)
            return {"w": int(battle.places[k]), "p": int(queue[0]) if len(queue) else -1, "n": len(queue)}[found[1]]
        if name in (".", "pc"):
            return self.next_address
        if name in ("a", "b"):
            return int(battle.cell(self.next_address)[3 if name == "a" else 5])
        values = {
            "cycle": battle.cycle,
            "executed": battle.executed,
            "mover": battle.mover + 1,
            "size": battle.settings.core_size,
        }
        if name not in values:
            raise DebuggerError(f"there is no name {name!r}; there are . pc w1 p1 n1 a b {' '.join(values)}")
        return values[name]
