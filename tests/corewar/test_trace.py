"""A battle watched step by step: the same as one played at once, and the same as in plain Python, limits included."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_mars import ANYTHING, ODD_GROUPS, ODD_LIMITS, WHOLE, SlowMars, is_a_sentence, programs, refusal

from spenvs.corewar import assemble, mars
from spenvs.corewar.machine import Mars, Settings
from spenvs.corewar.trace import ACCESSES, TracedBattle

SIZE = 60
SMALL = Settings(core_size=SIZE, max_cycles=40, max_processes=5, min_distance=6, max_length=6)
GROUPS = st.lists(programs(SIZE), min_size=1, max_size=6)
ARRAYS = ("core", "queue", "heads", "tails", "pspace", "last")


def warrior(source: str, size: int = SIZE):
    return assemble(";assert 1\n" + source.replace("|", "\n"), core_size=size, max_length=6)


def alike(battle: TracedBattle, slow: SlowMars) -> None:
    assert battle.core.tolist() == slow.rows().tolist()
    assert [battle.processes(w).tolist() for w in range(len(slow.queues))] == [list(q) for q in slow.queues]
    assert battle.coverage.tolist() == [len(c) for c in slow.covered]
    assert (battle.executed, battle.over) == (slow.executed, slow.over)
    for w, cells in enumerate(slow.pspace):
        assert battle.pspace(w).tolist() == [slow.last[w], *cells[1:]]


@settings(max_examples=60)
@given(GROUPS, st.sampled_from((SMALL, replace(SMALL, read_limit=30, write_limit=20))), st.data())
def test_stepping_is_playing(warriors, small, data):
    """Bit for bit, with a snapshot, a copy and a restore on the way."""
    first = data.draw(st.integers(0, len(warriors) - 1))
    battle = TracedBattle(warriors, small, first=first)
    battle.step(data.draw(st.integers(0, 60)))
    here = battle.snapshot()
    twin = battle.copy()
    battle.step(data.draw(st.integers(0, 100)))
    battle.restore(here)
    machine = Mars(warriors, small)
    machine.play(battle.places[None], first)
    while not battle.over:
        assert battle.step() == 1
    twin.step(10**6)
    assert battle.step() == 0
    for each in (battle, twin):
        ended = each.snapshot().arrays
        assert each.executed == machine.instructions
        assert all((ended[name] == getattr(machine, name)).all() for name in ARRAYS if name != "last")
        assert each.alive.tolist() == [bool(n) for n in machine.table[:, : len(warriors)].sum(axis=1)]
        assert (ended["stamp"] == battle.stamp).all()


@settings(max_examples=60)
@given(GROUPS, st.sampled_from((None, 60, 30, 20, 12, 6, 5, 1)), st.sampled_from((None, 60, 30, 20, 12, 6, 5, 1)))
def test_every_step_is_that_of_plain_python(warriors, read, write):
    battle = TracedBattle(warriors, SMALL, read_limit=read, write_limit=write)
    slow = SlowMars(warriors, battle.places, SIZE, 40, 5, limits=(read or SIZE, write or SIZE))
    while not slow.over:
        assert battle.mover == slow.living[0]
        slow.step()
        battle.step()
        alike(battle, slow)
    noted = {at: (int(battle.owner[at]), int(battle.access[at]), int(battle.stamp[at])) for at in slow.touched}
    assert noted == slow.touched
    untouched = np.setdiff1d(np.arange(SIZE), list(slow.touched))
    assert (battle.stamp[untouched] == 0).all()


@settings(max_examples=50)
@given(programs(SIZE), programs(SIZE), st.integers(0, SIZE - 1))
def test_limits_of_the_whole_core_are_none(first, second, at):
    """The two ways to find operands, called with the same core."""
    cores = [TracedBattle([first, second], SMALL).snapshot().arrays["core"] for _ in range(2)]
    private = np.zeros((1, 4), np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64)
    for _ in range(30):
        free, limited = (
            mars.execute(core, SIZE, at, *private, 0, limits, None)
            for core, limits in zip(cores, (None, (SIZE, SIZE)), strict=True)
        )
        assert free == limited
        assert (cores[0] == cores[1]).all()
        at = free % SIZE if free >= 0 else (at + 1) % SIZE


@pytest.mark.parametrize(
    ("source", "changed", "at"),
    [
        # Folding by 12 cells: 0 to 6 ahead, 1 to 5 back. 8 ahead is 4 back, 19 ahead is 5 back (19 % 12 = 7).
        ("MOV.I $0, $8", "MOV.I $0, $8", 56),
        ("MOV.I $0, $19", "MOV.I $0, $19", 55),
        ("MOV.I $0, $6", "MOV.I $0, $6", 6),
        ("MOV.I $0, $7", "MOV.I $0, $7", 55),
        ("MOV.I $0, $-6", "MOV.I $0, $54", 6),
        # Through a pointer: 3 to its number 6, 9 in all, which is 3 back.
        ("MOV.I $0, @3 | DAT.F $0, $0 | DAT.F $0, $0 | DAT.F $0, $6", "MOV.I $0, @3", 57),
        ("MOV.I $0, *3 | DAT.F $0, $0 | DAT.F $0, $0 | DAT.F $6, $0", "MOV.I $0, *3", 57),
        # What a mode decrements lies within the limit of writes: cell 1, not cell 13.
        ("JMP.B $0, <13 | DAT.F $0, $5", "DAT.F $0, $4", 1),
        ("JMP.B $0, }13 | DAT.F $5, $0", "DAT.F $6, $0", 1),
    ],
)
def test_writes_fold_by_their_limit(source, changed, at):
    battle = TracedBattle([warrior(source)], SMALL, write_limit=12)
    battle.step()
    assert battle.cell(at).tolist() == warrior(changed).code[0].tolist()


def test_reads_fold_by_their_limit():
    """20 ahead is 4 back: the cell there is moved, and jumps go there too."""
    for source in ("MOV.I $20, $1", "JMP.B $20, $0"):
        battle = TracedBattle([warrior(source)], SMALL, places=[10], read_limit=12)
        battle.step()
        assert battle.cell(11).tolist() == battle.cell(6).tolist()
    assert battle.processes(0).tolist() == [6]


def test_a_pointer_is_read_and_written_on_two_ways():
    """`MOV.I $0, >13` with writes in 12 cells: cell 1 is the pointer of the write, and is incremented; 13 is not."""
    code = "MOV.I $0, >13 | DAT.F $0, $3"
    battle = TracedBattle([warrior(code)], SMALL, write_limit=12)
    battle.step()
    assert battle.cell(1)[5] == 4
    assert battle.cell(13)[5] == 0
    assert battle.cell(4).tolist() == warrior(code).code[0].tolist()
    # And a decrement is seen by the read only where both ways lead to one cell.
    battle = TracedBattle([warrior("MOV.I <13, $20 | DAT.F $0, $3")], SMALL, write_limit=12)
    battle.step()
    assert battle.cell(1)[5] == 2
    assert battle.cell(56).tolist() == battle.cell(13).tolist()


def touched(battle: TracedBattle) -> dict[int, tuple[int, str]]:
    return {int(at): (int(battle.owner[at]), ACCESSES[battle.access[at]]) for at in np.flatnonzero(battle.stamp)}


def test_accesses_are_noted():
    dwarf = "ADD.AB #4, $3 | MOV.I $2, @2 | JMP.B $-2, $0 | DAT.F #0, #0"
    battle = TracedBattle([warrior(dwarf), warrior("DAT.F <9, $0")], SMALL, places=[0, 30])
    assert battle.owner[[0, 3, 4, 29, 30, 31]].tolist() == [1, 1, 0, 0, 2, 0]
    assert ACCESSES[battle.access[3]] == "written"
    battle.step()
    assert touched(battle) == {0: (1, "executed"), 3: (1, "field written")}
    battle.step()
    assert battle.over
    assert (battle.deaths, battle.mover, battle.alive.tolist()) == ([1], -1, [True, False])
    assert touched(battle) == {
        0: (1, "executed"), 3: (1, "field written"), 30: (2, "died here"), 39: (2, "incremented or decremented")
    }  # fmt: skip
    alone = TracedBattle([warrior(dwarf)], SMALL)
    alone.step(2)
    assert touched(alone)[7] == (1, "written")
    assert touched(alone)[3] == (1, "read")
    assert alone.stamp[[0, 1, 3, 7]].tolist() == [1, 2, 2, 2]
    alone.step(2)
    assert (alone.cycle, alone.turns.tolist(), alone.executed) == (4, [4], 4)


def test_a_death_costs_the_others_its_share_and_one_more():
    """As in pMARS: of 30 instructions 28 are left at the third warrior's; 28 - 1 - 27 // 3 - 1 = 17 follow."""
    still, dat = warrior("JMP.B $0, $0"), warrior("DAT.F $0, $0")
    battle = TracedBattle([still, still, dat], Settings(SIZE, 10, 5, 6, 6))
    assert battle.step(10**6) == 20
    assert battle.over
    assert battle.alive.tolist() == [True, True, False]
    assert battle.cycle == 9


def test_sixty_four_warriors():
    size = 64 * 6
    sources = ["MOV.I $0, $1", "SPL.B $0, $0 | MOV.I $-1, <5", "DJN.F $0, >-7 | DAT.F $1, $1", "JMP.B $0, <-3"]
    warriors = [assemble(f";assert 1\n{s.replace('|', chr(10))}", core_size=size) for s in sources * 16]
    s = Settings(size, 60, 8, 6, 6)
    battle, machine = TracedBattle(warriors, s), Mars(warriors, s)
    slow = SlowMars(warriors, battle.places, size, 60, 8)
    machine.play(battle.places[None])
    while not slow.over:
        slow.step()
    assert battle.step(10**6) == slow.executed
    alike(battle, slow)
    assert (machine.core == battle.snapshot().arrays["core"]).all()
    assert machine.processes(63).tolist() == battle.processes(63).tolist()
    assert 10 < len(battle.deaths) < 60


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"places": [0]}, "expected 2 whole numbers, an address for each warrior"),
        ({"places": [0, 60]}, r"places are \[0, 60\], expected addresses from 0 to 59"),
        ({"places": [0.0, 5.0]}, "expected 2 whole numbers"),
        ({"places": [59, 0]}, "where warriors overlap"),
        ({"first": 2}, "first is 2, expected a whole number from 0 to 1"),
        ({"read_limit": 7}, "read_limit is 7, expected a divisor of core_size, which is 60"),
        ({"write_limit": 61}, "write_limit is 61, expected a whole number from 1 to 60"),
        ({"warriors": []}, "there are 0 warriors, expected 1 to 64"),
    ],
)
def test_what_allows_no_battle_is_said_in_a_sentence(arguments, reason):
    two = [warrior("MOV.I $0, $1 | DAT.F $0, $0")] * 2
    with pytest.raises(ValueError, match=reason):
        TracedBattle(**{"warriors": two, "settings": SMALL, **arguments})


def test_a_snapshot_of_another_battle_is_refused():
    one = warrior("JMP.B $0, $0")
    battle = TracedBattle([one, one], SMALL)
    with pytest.raises(ValueError, match="the snapshot is of another battle"):
        battle.restore(TracedBattle([one], SMALL).snapshot())
    with pytest.raises(ValueError, match="instructions is -1, expected a whole number from 0"):
        battle.step(-1)


@settings(max_examples=60)
@given(ODD_GROUPS, ODD_LIMITS, st.none() | st.lists(WHOLE | st.floats(), max_size=3), ANYTHING)
def test_whatever_is_asked_for_ends_in_a_result_or_in_a_sentence(warriors, limits, places, first):
    reason = refusal(lambda: TracedBattle(warriors, Settings(**limits), places, first).step(1000))
    assert reason is None or is_a_sentence(reason)
