"""What each opcode, modifier and mode does to the core, and what battles are made of; pMARS judges whole battles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_mars import ANYTHING, ODD_GROUPS, ODD_LIMITS, is_a_sentence, refusal

from spenvs.corewar import Result, Warrior, assemble, battle, battles, library, mars, match
from spenvs.corewar.machine import Mars, Settings, pack, unpack
from spenvs.corewar.placement import next_seed, place

SIZE = 20
IMP = assemble(";assert 1\nMOV.I $0, $1")
DAT = assemble(";assert 1\nDAT.F $0, $0")
STILL = assemble(";assert 1\nJMP.B $0, $0")
DIES = -1


def cells(source: str) -> list[int]:
    """The cells of instructions separated by bars."""
    lines = "\n".join(part.strip() for part in source.split("|"))
    return list(pack(assemble(";assert 1\n" + lines, core_size=SIZE).code, SIZE))


class Lone:
    """A core of 20 cells and the P-space of one warrior."""

    def __init__(self, source: str) -> None:
        code = cells(source)
        self.core = np.full(SIZE, mars.EMPTY, np.int64)
        self.core[: len(code)] = code
        self.pspace, self.last = np.zeros((1, 4), np.int64), np.array([SIZE - 1])

    def step(self, at: int = 0) -> int:
        return mars.execute(self.core, SIZE, at, self.pspace, np.zeros(1, np.int64), self.last, 0, None, None)


def check(source: str, after: str, following: int) -> None:
    lone, expected = Lone(source), Lone(after)
    assert lone.step() == following
    assert unpack(lone.core).tolist() == unpack(expected.core).tolist()


CELLS = " | DAT.F $3, $4 | SUB.X @5, <6"
"""Cells 1 and 2, which most cases below read and write."""


@pytest.mark.parametrize(
    ("modifier", "written"),
    [
        ("A", "SUB.X @3, <6"), ("B", "SUB.X @5, <4"), ("AB", "SUB.X @5, <3"), ("BA", "SUB.X @4, <6"),
        ("F", "SUB.X @3, <4"), ("X", "SUB.X @4, <3"), ("I", "DAT.F $3, $4"),
    ],
)  # fmt: skip
def test_mov(modifier, written):
    code = f"MOV.{modifier} $1, $2"
    check(code + CELLS, f"{code} | DAT.F $3, $4 | {written}", 1)


@pytest.mark.parametrize(
    ("opcode", "numbers"),
    [  # in the order A, B, AB, BA, F, X, I; the destination is (17, 6), the source (3, 4)
        ("ADD", [(0, 6), (17, 10), (17, 9), (1, 6), (0, 10), (1, 9), (0, 10)]),
        ("SUB", [(14, 6), (17, 2), (17, 3), (13, 6), (14, 2), (13, 3), (14, 2)]),
        ("MUL", [(11, 6), (17, 4), (17, 18), (8, 6), (11, 4), (8, 18), (11, 4)]),
        ("DIV", [(5, 6), (17, 1), (17, 2), (4, 6), (5, 1), (4, 2), (5, 1)]),
        ("MOD", [(2, 6), (17, 2), (17, 0), (1, 6), (2, 2), (1, 0), (2, 2)]),
    ],
)
def test_arithmetic(opcode, numbers):
    for modifier, (a, b) in zip(("A", "B", "AB", "BA", "F", "X", "I"), numbers, strict=True):
        code = f"{opcode}.{modifier} $1, $2 | DAT.F $3, $4 |"
        check(f"{code} SUB.X @17, <6", f"{code} SUB.X @{a}, <{b}", 1)


def test_subtraction_wraps():
    check("SUB.AB #7, $1 | DAT.F $0, $3", "SUB.AB #7, $1 | DAT.F $0, $16", 1)


@pytest.mark.parametrize("opcode", ["DIV", "MOD"])
def test_division_by_zero_writes_the_other_field_and_kills(opcode):
    quotient = {"DIV": 4, "MOD": 1}[opcode]
    code = f"{opcode}.F $1, $2 | DAT.F $0, $2 |"
    check(f"{code} DAT.F $9, $9", f"{code} DAT.F $9, ${quotient}", DIES)
    check(f"{opcode}.AB #0, $1 | DAT.F $9, $9", f"{opcode}.AB #0, $1 | DAT.F $9, $9", DIES)


@pytest.mark.parametrize(
    ("code", "following"),
    [
        ("JMP.B $5, $0", 5), ("JMP.B #5, $0", 0), ("JMP.B @1, $0 | DAT.F $0, $3", 4), ("NOP.F $1, $1", 1),
        ("DAT.F $1, $1", DIES), ("SPL.B $5, $0", SIZE + 5), ("SPL.B #5, $0", SIZE),
        ("JMZ.A $5, $1 | DAT.F $0, $1", 5), ("JMZ.B $5, $1 | DAT.F $0, $1", 1),
        ("JMZ.BA $5, $1 | DAT.F $0, $1", 5), ("JMZ.AB $5, $1 | DAT.F $1, $0", 5),
        ("JMZ.F $5, $1 | DAT.F $0, $1", 1), ("JMZ.I $5, $1 | DAT.F $0, $0", 5), ("JMZ.X $5, $1 | DAT.F $1, $0", 1),
        ("JMN.A $5, $1 | DAT.F $0, $1", 1), ("JMN.B $5, $1 | DAT.F $0, $1", 5),
        ("JMN.F $5, $1 | DAT.F $0, $1", 5), ("JMN.I $5, $1 | DAT.F $0, $0", 1), ("JMN.X $5, $1 | DAT.F $1, $0", 5),
    ],
)  # fmt: skip
def test_jumps(code, following):
    check(code, code, following)


@pytest.mark.parametrize(
    ("modifier", "before", "after", "jumps"),
    [
        ("B", "$7, $2", "$7, $1", True), ("B", "$7, $1", "$7, $0", False), ("AB", "$7, $0", "$7, $19", True),
        ("A", "$1, $7", "$0, $7", False), ("BA", "$3, $7", "$2, $7", True), ("F", "$1, $1", "$0, $0", False),
        ("X", "$1, $2", "$0, $1", True), ("I", "$0, $1", "$19, $0", True),
    ],
)  # fmt: skip
def test_djn(modifier, before, after, jumps):
    check(f"DJN.{modifier} $5, $1 | DAT.F {before}", f"DJN.{modifier} $5, $1 | DAT.F {after}", 5 if jumps else 1)


@pytest.mark.parametrize(
    ("modifier", "target", "equal"),
    [
        ("A", "$3, $9", True), ("A", "$4, $4", False), ("B", "$9, $4", True), ("B", "$3, $3", False),
        ("AB", "$9, $3", True), ("AB", "$3, $4", False), ("BA", "$4, $9", True), ("BA", "$3, $4", False),
        ("F", "#3, @4", True), ("F", "$3, $5", False), ("X", "$4, $3", True), ("X", "$4, $4", False),
        ("I", "$3, $4", True), ("I", "$3, @4", False), ("I", "#3, $4", False), ("I", "$3, $5", False),
    ],
)  # fmt: skip
def test_comparisons(modifier, target, equal):
    for opcode, skips in (("CMP", equal), ("SEQ", equal), ("SNE", not equal)):
        code = f"{opcode}.{modifier} $1, $2 | DAT.F $3, $4 | DAT.F {target}"
        check(code, code, 2 if skips else 1)


def test_whole_cells_are_compared_by_opcode_and_modifier_and_cmp_is_not_seq():
    for other in ("CMP.I $3, $4", "SEQ.A $3, $4", "MOV.I $3, $4"):
        code = f"SEQ.I $1, $2 | SEQ.I $3, $4 | {other}"
        check(code, code, 1)


@pytest.mark.parametrize(
    ("modifier", "skips"),
    [  # the source is (3, 8)
        ("A", {"$4, $0": True, "$3, $19": False}), ("B", {"$0, $9": True, "$19, $8": False}),
        ("AB", {"$0, $4": True, "$19, $3": False}), ("BA", {"$9, $0": True, "$8, $19": False}),
        ("F", {"$4, $9": True, "$4, $8": False}), ("I", {"$4, $9": True, "$3, $9": False}),
        ("X", {"$9, $4": True, "$8, $4": False, "$9, $3": False}),
    ],
)  # fmt: skip
def test_slt(modifier, skips):
    for target, skip in skips.items():
        code = f"SLT.{modifier} $1, $2 | DAT.F $3, $8 | DAT.F {target}"
        check(code, code, 2 if skip else 1)


@pytest.mark.parametrize(
    ("mode", "pointer", "after", "address"),
    [
        ("@", "$7, $3", "$7, $3", 4), ("*", "$3, $7", "$3, $7", 4), ("<", "$7, $3", "$7, $2", 3),
        ("{", "$3, $7", "$2, $7", 3), (">", "$7, $3", "$7, $4", 4), ("}", "$3, $7", "$4, $7", 4),
        ("<", "$7, $0", "$7, $19", 0), ("{", "$0, $7", "$19, $7", 0), (">", "$7, $19", "$7, $0", 0),
        ("}", "$19, $7", "$0, $7", 0),
    ],
)  # fmt: skip
def test_indirect_modes(mode, pointer, after, address):
    check(f"JMP.B {mode}1, $0 | DAT.F {pointer}", f"JMP.B {mode}1, $0 | DAT.F {after}", address)
    target = Lone(f"MOV.AB #9, {mode}1 | DAT.F {after}")
    target.core[address] = target.core[address] & ~(mars.FIELD << mars.B_SHIFT) | 9 << mars.B_SHIFT
    lone = Lone(f"MOV.AB #9, {mode}1 | DAT.F {pointer}")
    assert lone.step() == 1
    assert unpack(lone.core).tolist() == unpack(target.core).tolist()


def test_operands_are_read_before_later_side_effects():
    # The A-operand is the pointer that the B-operand then decrements: the old cell is moved.
    check("MOV.I $1, <1 | DAT.F $0, $2", "MOV.I $1, <1 | DAT.F $0, $1 | DAT.F $0, $2", 1)
    # Its own postincrement does not change what is moved either.
    check("MOV.B >1, $2 | DAT.F $0, $0", "MOV.B >1, $2 | DAT.F $0, $1 | DAT.F $0, $0", 1)


def test_pspace():
    lone = Lone("STP.AB #7, #6 | LDP.AB #2, $9 | LDP.A #0, $9 | STP.B $9, #4")
    assert lone.step(0) == 1  # 6 modulo 4 cells
    assert lone.pspace.tolist() == [[0, 0, 7, 0]]
    lone.step(1)
    lone.step(2)
    assert unpack(lone.core[10:12])[:, [3, 5]].tolist() == [[0, 7], [SIZE - 1, 0]]
    lone.core[12] = pack(np.array([[mars.DAT, mars.MOD_F, 1, 0, 1, 5]]), SIZE)[0]
    lone.step(3)  # cell 4 modulo 4 is the last result
    assert lone.last.tolist() == [5]
    assert lone.pspace.tolist() == [[0, 0, 7, 0]]


def test_split_processes_queue_after_their_parent_and_stop_at_the_limit():
    warrior = assemble(";assert 1\nSPL.B $0, $0\nSPL.B $0, $0\nJMP.B $0, $0")
    for cycles, processes in ((1, [1, 0]), (2, [0, 2, 1]), (3, [2, 1, 1])):
        machine = Mars([warrior], Settings(max_cycles=cycles, max_processes=3))
        machine.play(place(1, 1, 8000, 100, 1))
        assert machine.processes(0).tolist() == processes


def test_wins_ties_and_points():
    assert battle([IMP, DAT], 4, position=4000).wins == [4, 0]
    two = battle([IMP, IMP], 3, position=4000)
    assert (two.wins, two.ties, two.scores) == ([0, 0], [3, 3], [3, 3])
    three = battle([IMP, DAT, STILL], 2, seed=7, max_cycles=50)
    assert three.survived.tolist() == [[0, 2, 0], [0, 0, 0], [0, 2, 0]]
    assert (three.scores, three.deaths.tolist()) == ([8, 0, 8], [0, 2, 0])


def test_instructions_are_counted_to_the_cycle_limit():
    assert battle([IMP, STILL], position=4000, max_cycles=70).instructions == 140
    assert battle([STILL], max_cycles=70).instructions == 70
    assert battle([DAT]).deaths.tolist() == [1]


def test_a_death_takes_its_share_of_the_budget_and_one_more():
    # 3 warriors, 10 cycles: 30; the third dies with 28 left counting its own: 28 - 1 - 27 // 3 - 1 = 17 go on.
    assert battle([STILL, STILL, DAT], seed=5, max_cycles=10).instructions == 20


def test_last_of_all_instructions_may_kill_one_of_three():
    """pMARS plays on for ever here."""
    assert battle([IMP, IMP, DAT], seed=5, max_cycles=1).survived[:, 1].tolist() == [1, 1, 0]


def test_the_first_mover_rotates():
    """Whoever moves second is bombed before its first instruction."""
    bomber = assemble(";assert 1\nMOV.I $2, $4000\nJMP.B $0, $0\nDAT.F $0, $0")
    places = np.array([[0, 4000]] * 2)
    machine = Mars([bomber, bomber], Settings())
    machine.play(places)
    assert machine.table.tolist() == [[1, 0, 0, 1], [1, 0, 0, 1]]


def test_warriors_with_one_pin_share_their_pspace():
    pins = [assemble(f";assert 1\nPIN {pin}\nSTP.AB #{pin}, #1\nJMP.B $0, $0") for pin in (3, 4, 3)]
    machine = Mars([*pins, STILL], Settings(max_cycles=2))
    machine.play(place(1, 4, 8000, 100, 1))
    assert machine.bank.tolist() == [0, 1, 0, 3]
    assert machine.pspace[:, 1].tolist() == [3, 4, 0, 0]


def test_the_last_result_is_kept_for_the_next_round():
    machine = Mars([IMP, DAT, STILL], Settings(max_cycles=10))
    assert machine.last.tolist() == [7999] * 3
    machine.play(place(1, 3, 8000, 100, 1))
    assert machine.last.tolist() == [2, 0, 2]


def same(first: Result, second: Result) -> bool:
    return first.survived.tolist() == second.survived.tolist() and first.instructions == second.instructions


def test_threads_and_seeds_make_no_difference_to_the_result():
    bomber = assemble(";assert 1\nADD.AB #3044, $3\nMOV.I $2, @2\nJMP.B $-2, $0\nDAT.F $0, $0")
    warriors = [bomber, IMP, STILL]
    one = battle(warriors, 21, seed=99)
    assert same(one, battle(warriors, 21, seed=99, threads=4))
    assert all(same(one, each) for each in battles([warriors] * 3, 21, seed=99, threads=2))
    drawn = battle(warriors, 21)
    assert same(drawn, battle(warriors, 21, seed=drawn.seed))


def test_rounds_that_are_played_in_several_calls_are_the_same(monkeypatch):
    """As Ctrl-C is heard between calls; what P-space holds goes on from call to call."""
    warriors = [library.load("pswitch"), library.load("dwarf")]
    at_once = battle(warriors, 7, seed=3)
    monkeypatch.setattr(match, "LONGEST_CALL", 2 * 160_000)
    assert battle(warriors, 7, seed=3).survived.tolist() == at_once.survived.tolist()


def test_random_numbers_are_the_minimal_standard():
    """The check value of the article: from 1, the 10,001st number is 1043618065."""
    seed = 1
    for _ in range(10_000):
        seed = next_seed(seed)
    assert seed == 1043618065


def test_places_keep_their_distance_even_where_there_is_no_room_to_spare():
    for warriors, size in ((2, 200), (8, 800), (8, 8000), (64, 6400)):
        places = np.sort(place(20, warriors, size, 100, 12345), axis=1)
        assert (np.diff(places, axis=1) >= 100).all()
        assert (places[:, 0] == 0).all()
        assert (places[:, -1] <= size - 100).all()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"warriors": []}, "there are 0 warriors, expected 1 to 64"),
        ({"max_cycles": 0}, "max_cycles is 0, expected a whole number from 1"),
        ({"max_processes": 1.5}, r"max_processes is 1\.5, expected a whole number"),
        ({"core_size": 199}, "core_size is 199, expected at least 200: 2 warriors with min_distance 100"),
        ({"core_size": 1 << 24}, "core_size is 16777216, expected a whole number from 1 to 16777215"),
        ({"min_distance": 50}, "min_distance is 50, expected at least max_length, which is 100"),
        ({"core_size": 800}, "warrior 0 is assembled for a core of 8000 cells, expected 800"),
        ({"rounds": 0}, "rounds is 0, expected a whole number from 1 to 1000000"),
        ({"threads": 0}, "threads is 0, expected a whole number from 1 to 1024"),
        ({"position": 99}, "position is 99, expected a whole number from 100 to 1073741823"),
        ({"seed": 2**31 - 1}, "seed is 2147483647, expected a whole number from 0 to 2147483646"),
        ({"seed": 1, "position": 200}, "both position and seed are given, expected one of them"),
        ({"warriors": [IMP] * 65}, "there are 65 warriors, expected 1 to 64"),
        ({"max_cycles": float("nan")}, "max_cycles is nan, expected a whole number from 1"),
        ({"core_size": float("nan")}, "core_size is nan, expected a whole number from 1"),
        ({"seed": "codes"}, "seed is 'codes', expected a whole number or 'code'"),
        ({"read_limit": 300}, "read_limit is 300, expected a divisor of core_size, which is 8000"),
        ({"write_limit": 0}, "write_limit is 0, expected a whole number from 1 to 8000"),
        ({"warriors": [IMP] * 3, "permute": True}, "permute is given for 3 warriors, expected 2"),
        ({"rounds": 15603, "permute": True}, "rounds is 15603, expected a whole number from 1 to 15602"),
        ({"warriors": [IMP, Warrior("", "", "", np.zeros((101, 6)))]}, "warrior 1 has 101 instructions, expected 1 to"),
        ({"warriors": [Warrior("", "", "", np.zeros((0, 6)))]}, "warrior 0 has 0 instructions"),
        ({"warriors": [Warrior("", "", "", np.full((1, 6), 20))]}, "an opcode, modifier or mode that does not exist"),
        (
            {"warriors": [Warrior("", "", "", np.zeros((1, 6)), 8000)]},
            "the start of warrior 0 is 8000, expected a whole number from 0 to 7999",
        ),
    ],
)
def test_what_allows_no_battle_is_said_in_a_sentence(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        battle(**{"warriors": [IMP, IMP], **arguments})


@settings(max_examples=100)
@given(ODD_GROUPS, ODD_LIMITS, st.dictionaries(st.sampled_from(["rounds", "position", "seed", "threads"]), ANYTHING))
def test_whatever_is_asked_for_ends_in_a_result_or_in_a_sentence(warriors, limits, arguments):
    """Nothing that is let through reaches beyond the core, the queues or P-space."""
    for permute in (False, True):
        reason = refusal(lambda p=permute: battle(warriors, permute=p, **limits, **arguments))
        assert reason is None or is_a_sentence(reason)
