"""A battle that can go back: snapshots at some moments, and from there instruction by instruction."""

from dataclasses import dataclass

from spenvs.corewar.trace import Snapshot, TracedBattle

MOST_SNAPSHOTS, MOST_BYTES = 64, 1 << 28


@dataclass(frozen=True)
class _Moment:
    """A snapshot; `lasting` if it cannot be computed from an earlier one."""

    executed: int
    snapshot: Snapshot
    lasting: bool


class History:
    """Plays a battle forward and back.

    A battle is never further than `every` instructions from a snapshot. When there are too many snapshots, every second
    one goes, and `every` doubles.
    """

    def __init__(self, battle: TracedBattle, every: int = 1000):
        """Begin where the battle stands, which becomes its beginning."""
        self.battle, self.every = battle, every
        beginning = battle.snapshot()
        size = sum(array.nbytes for array in beginning.arrays.values())
        self._most = min(max(MOST_BYTES // size, 2), MOST_SNAPSHOTS)
        self._moments = [_Moment(battle.executed, beginning, True)]

    @property
    def beginning(self) -> int:
        """The number of instructions that were executed at the beginning."""
        return self._moments[0].executed

    def forward(self, instructions: int) -> int:
        """Execute so many instructions, fewer where the battle ends before; returns how many."""
        done, more = 0, True
        while done < instructions and more:
            room = self._moments[-1].executed + self.every - self.battle.executed
            wanted = min(instructions - done, max(room, 1))
            more = (executed := self.battle.step(wanted)) == wanted
            done += executed
            if executed >= room:
                self._keep(lasting=False)
        return done

    def back(self, instructions: int) -> int:
        """Undo so many instructions, fewer at the beginning; returns how many.

        What was changed by hand after the moment that this leads to is undone too.
        """
        here = self.battle.executed
        there = max(here - instructions, self.beginning)
        while self._moments[-1].executed > there:
            self._moments.pop()
        self.battle.restore(self._moments[-1].snapshot)
        self.battle.step(there - self.battle.executed)
        return here - there

    def reset(self) -> None:
        """Go back to the beginning; changes by hand are undone."""
        del self._moments[1:]
        self.battle.restore(self._moments[0].snapshot)

    def changed(self) -> None:
        """Hear that the battle was changed by hand, so that its present state is no longer what the rules lead to."""
        self._keep(lasting=True)

    def _keep(self, lasting: bool) -> None:
        self._moments.append(_Moment(self.battle.executed, self.battle.snapshot(), lasting))
        passing = [moment for moment in self._moments if not moment.lasting]
        if len(passing) > self._most:
            gone = {id(moment) for moment in passing[::2]}
            self._moments = [moment for moment in self._moments if id(moment) not in gone]
            self.every *= 2
