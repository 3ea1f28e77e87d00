"""DRQ's melee: golden values, and the paper's formula summed up cycle by cycle over a MARS in plain Python."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_mars import ANYTHING, ODD_GROUPS, ODD_LIMITS, SlowMars, is_a_sentence, programs, refusal

from spenvs.corewar import Warrior, assemble
from spenvs.corewar.machine import Settings
from spenvs.corewar.survival import slots, survival

SIZE = 60
SMALL = Settings(core_size=SIZE, max_cycles=40, max_processes=5, min_distance=6, max_length=6)


def warrior(source: str, core_size: int = 8000) -> Warrior:
    return assemble(";assert 1\n" + source.replace("|", "\n"), core_size=core_size)


IMP, DAT, STILL = (warrior(source) for source in ("MOV.I $0, $1", "DAT.F $0, $0", "JMP.B $0, $0"))
DWARF = warrior("ADD.AB #4, $3 | MOV.I $2, @2 | JMP.B $-2, $0 | DAT.F #0, #0")


def dies_after(cycles: int) -> Warrior:
    return warrior(f"DJN.B $0, #{cycles} | DAT.F $0, $0", core_size=64000)


def close(first, second) -> bool:
    return bool(np.allclose(first, second, rtol=0, atol=1e-9))


def test_two_imps_share_the_battle():
    """DRQ's own sum of 80,000 shares is 0.9999999999993368 here."""
    result = survival([IMP, IMP])
    summed = 0.0
    for _ in range(80_000):
        summed += 1 / (2 * 80_000)
    assert 2 * summed == 0.9999999999993368
    assert close(result.scores, 2 * summed)
    assert close(result.alive, 1)
    assert result.spawned.tolist() == [[0, 0]] * 20
    assert result.coverage.tolist() == [[8000, 8000]] * 20
    assert result.instructions == 20 * 160_000


def test_an_overrun_dwarf_runs_as_an_imp():
    """Where an imp reaches a dwarf both run through the whole core; else one kills the other, who takes all 2."""
    result = survival([IMP, DWARF], rounds=60)
    tied = (result.coverage == 8000).all(axis=1)
    killed = result.alive[:, 0] < 1
    assert tied.any()
    assert killed.any()
    assert close(result.scores[tied], 1)
    assert close(result.scores[killed, 0], result.alive[killed, 0])
    assert close(result.scores[killed, 1], 2 - result.alive[killed, 0])


@pytest.mark.parametrize(
    ("warriors", "scores", "alive"),
    [  # of 80,000 cycles
        ([IMP, DAT], [2, 0], [1, 0]),
        ([DAT, DAT], [0, 0], [0, 0]),
        ([dies_after(20_000), dies_after(20_000)], [0.25, 0.25], [0.25, 0.25]),
        ([dies_after(20_000), dies_after(60_000)], [0.25, 1.25], [0.25, 0.75]),
        ([dies_after(8_000), STILL, STILL], [0.1, 0.1 + 1.35, 0.1 + 1.35], [0.1, 1, 1]),
        ([STILL, dies_after(8_000), dies_after(40_000)], [0.1 + 0.6 + 1.5, 0.1, 0.1 + 0.6], [1, 0.1, 0.5]),
    ],
)
def test_scores_worked_out_by_hand(warriors, scores, alive):
    wide = [Warrior("", "", "", w.code, core_size=64000) for w in warriors]
    result = survival(wide, 2, settings=Settings(core_size=64000))
    assert close(result.scores, [scores] * 2)
    assert close(result.alive, [alive] * 2)


def test_spawned_processes_stop_at_the_limit():
    splitter = warrior("SPL.B $0, $0 | JMP.B $0, $0")
    result = survival([splitter, STILL], 1, settings=Settings(max_cycles=100, max_processes=4))
    assert result.spawned.tolist() == [[3, 0]]
    assert result.coverage.tolist() == [[2, 1]]


def test_where_warriors_stand():
    """CPython's generator from 5 and 6; slots of 2666 cells, less the warrior's length and 100 cells."""
    warriors = [IMP, DWARF, warrior("SPL.B $0, $0 | JMP.B $0, $0")]
    assert slots(warriors, 2, 5, Settings()).tolist() == [[2551, 3712, 6800], [2350, 2996, 7318]]
    assert slots(warriors, 1, np.int64(6), Settings()).tolist() == [[2350, 2996, 7318]]
    assert slots([IMP] * 64, 3, 0, Settings(min_distance=125)).tolist() == [[125 * k for k in range(64)]] * 3


@settings(max_examples=80)
@given(st.lists(programs(SIZE), min_size=1, max_size=6), st.integers(0, 10**6), st.sampled_from((None, (30, 20))))
def test_the_formula_cycle_by_cycle(warriors, seed, limits):
    """Each living warrior in the order of its index, whatever the number alive; then each gets N/T over the number."""
    read, write = limits or (None, None)
    result = survival(warriors, 2, seed, replace(SMALL, read_limit=read, write_limit=write))
    for r, places in enumerate(slots(warriors, 2, seed, SMALL)):
        slow = SlowMars(warriors, places, SIZE, 40, 5, limits=limits)
        scores, alive = np.zeros((2, len(warriors)))
        for _ in range(40):
            for w in range(len(warriors)):
                if slow.queues[w]:
                    slow.execute(w)
            living = np.array([bool(q) for q in slow.queues])
            if not living.any():
                break
            scores += living * len(warriors) / (40 * living.sum())
            alive += living / 40
        assert close(result.scores[r], scores)
        assert close(result.alive[r], alive)
        assert result.spawned[r].tolist() == slow.spawned
        assert result.coverage[r].tolist() == [len(c) for c in slow.covered]


def test_threads_make_no_difference():
    warriors = [DWARF, IMP, warrior("SPL.B $0, $0 | MOV.I $-1, >5 | DJN.F $-1, <-7"), STILL]
    one, three = (survival(warriors, 7, 3, Settings(max_cycles=3000), threads) for threads in (1, 3))
    for name in ("scores", "alive", "spawned", "coverage", "instructions"):
        assert np.array_equal(getattr(one, name), getattr(three, name))


def test_scores_add_up_to_the_number_of_warriors_while_somebody_lives():
    result = survival([IMP, DWARF, STILL, DAT], 10, settings=Settings(max_cycles=4000))
    assert close(result.scores.sum(axis=1), 4)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"warriors": []}, "there are 0 warriors, expected 1 to 64"),
        ({"warriors": [IMP] * 65}, "there are 65 warriors, expected 1 to 64"),
        ({"rounds": 0}, "rounds is 0, expected a whole number from 1 to 1000000"),
        ({"threads": 1.5}, r"threads is 1\.5, expected a whole number from 1 to 1024"),
        ({"seed": None}, "seed is None, expected a whole number"),
        ({"settings": Settings(core_size=800)}, "warrior 0 is assembled for a core of 8000 cells, expected 800"),
        ({"warriors": [Warrior("", "", "", np.zeros((101, 6)))]}, "warrior 0 has 101 instructions, expected 1 to 100"),
        ({"warriors": [IMP] * 3, "settings": Settings(min_distance=3000)}, "core_size is 8000, expected at least 9000"),
    ],
)
def test_what_allows_no_battle_is_said_in_a_sentence(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        survival(**{"warriors": [IMP, DWARF], **arguments})


@settings(max_examples=60)
@given(ODD_GROUPS, ODD_LIMITS, st.dictionaries(st.sampled_from(["rounds", "seed", "threads"]), ANYTHING))
def test_whatever_is_asked_for_ends_in_a_result_or_in_a_sentence(warriors, limits, arguments):
    reason = refusal(lambda: survival(warriors, settings=Settings(**limits), **arguments))
    assert reason is None or is_a_sentence(reason)
