"""The assembler and the disassembler: what each part of the language means, and what is said of mistakes."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spenvs.corewar import RedcodeError, assemble, disassemble
from spenvs.corewar.encoding import Encoding
from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODES, Warrior, default_modifier, pspace_cells


def listed(source: str, **limits) -> list[str]:
    """Each instruction as written by the disassembler, with single blanks and without the label START."""
    lines = disassemble(assemble(source, **limits)).splitlines()
    return [" ".join(line[6:].split()) for line in lines if "ORG" not in line and "END" not in line]


def numbers(*operands: str, before: str = "", **limits) -> list[int]:
    """The values of expressions, by the B numbers of DATs, in a core so large that none is reduced."""
    source = before + "".join(f"dat {operand}\n" for operand in operands)
    half = 1 << 29
    return [(int(b) + half) % (2 * half) - half for b in assemble(source, core_size=2 * half, **limits).code[:, 5]]


def complaint(source: str, **limits) -> str:
    with pytest.raises(RedcodeError) as caught:
        assemble(source, **limits)
    return str(caught.value)


def test_warrior():
    warrior = assemble(
        "nothing of this counts\n;redcode-94\n;name Dwarf\n;author A. B.\n;strategy bomb\n;strategy and wait\n"
        "start add #4, bomb\n mov bomb, @bomb\n jmp start\nbomb dat 0, 4\n end start\n;assert 1\nend\n"
    )
    assert (warrior.name, warrior.author, warrior.strategy) == ("Dwarf", "A. B.", "bomb\nand wait")
    assert (warrior.start, warrior.pin, len(warrior)) == (0, None, 4)
    assert warrior.code.dtype == np.int32
    assert warrior.code.tolist()[0] == [OPCODES.index("ADD"), MODIFIERS.index("AB"), 0, 4, 1, 3]
    assert warrior.code.tolist()[2] == [OPCODES.index("JMP"), MODIFIERS.index("B"), 1, 7998, 1, 0]
    assert warrior.warnings == ("no ;assert says which settings the program is made for",)
    with pytest.raises(ValueError, match="read-only"):
        warrior.code[0, 0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        warrior.start = 2


def test_a_second_marker_ends_the_program():
    assert listed("dat 9\n;redcode\ndat 1\n;redcode\ndat 2") == ["DAT.F # 0, $ 1"]
    assert listed("dat 9\n; redcode\n;redcode94\ndat 1") == ["DAT.F # 0, $ 9", "DAT.F # 0, $ 1"]


def test_all_opcodes_modifiers_and_modes():
    for opcode in OPCODES:
        for modifier in MODIFIERS:
            assert listed(f"{opcode.lower()}.{modifier} 1, 2") == [f"{opcode}.{modifier} $ 1, $ 2"]
    for a in MODES:
        for b in MODES:
            assert listed(f"mov.i {a}1,{b} 2") == [f"MOV.I {a} 1, {b} 2"]


@pytest.mark.parametrize(
    ("opcodes", "direct", "a_immediate", "b_immediate"),
    [
        ("DAT NOP", "F", "F", "F"),
        ("MOV CMP SEQ SNE", "I", "AB", "B"),
        ("ADD SUB MUL DIV MOD", "F", "AB", "B"),
        ("SLT LDP STP", "B", "AB", "B"),
        ("JMP JMZ JMN DJN SPL", "B", "B", "B"),
    ],
)
def test_default_modifiers(opcodes, direct, a_immediate, b_immediate):
    for opcode in opcodes.split():
        assert default_modifier(opcode, "$", "<") == direct
        assert default_modifier(opcode, "#", "#") == a_immediate
        assert default_modifier(opcode, "*", "#") == b_immediate
        assert listed(f"{opcode} 0, 0")[0].startswith(f"{opcode}.{direct} ")


def test_one_operand():
    assert listed("dat <5\njmp 5\nspl @5\nnop 5") == [
        "DAT.F # 0, < 5",
        "JMP.B $ 5, $ 0",
        "SPL.B @ 5, $ 0",
        "NOP.F $ 5, $ 0",
    ]


def test_labels_are_relative_and_stand_anywhere():
    source = "first: dat later, first\none\ntwo three: dat one, three\nlater\nEND: dat two"
    with pytest.raises(RedcodeError):
        assemble(source)
    source = source.replace("END:", "")
    assert listed(source) == ["DAT.F $ 2, $ 0", "DAT.F $ 0, $ 0", "DAT.F # 0, $ -1"]


def test_a_line_that_defines_a_label_again_is_passed_over():
    warrior = assemble("a dat 1\na dat 2\ndat a")
    assert warrior.code[:, 5].tolist() == [1, 7999]
    assert warrior.warnings[0] == "line 2: the line is passed over, as it defines a again"


def test_expressions():
    assert numbers("7/-2", "-7%3", "1<2", "2<=1", "!5", "!0 + 1", "3 && 0 || 2", "((2+3))*-4") == [
        *(-3, -1, 1, 0, 0, 2, 1, -20),
    ]


def test_registers_last_over_the_program():
    assert numbers("a=5", "(b = a+1) * 2", "b", "c", "A") == [5, 12, 6, 0, 5]


def test_constants():
    names = ["MAXPROCESSES", "MAXCYCLES", "MAXLENGTH", "MINDISTANCE", "VERSION", "WARRIORS", "ROUNDS", "PSPACESIZE"]
    limits = {"max_cycles": 7, "max_processes": 8, "max_length": 50, "min_distance": 60, "rounds": 9, "warriors": 3}
    assert numbers(*names, "CURLINE", **limits) == [8, 7, 50, 60, 92, 3, 9, (1 << 30) // 16, 8]
    assert numbers("PSPACESIZE", "CORESIZE-1", pspace_size=12) == [12, (1 << 30) - 1 - (1 << 30)]
    assert [pspace_cells(size) for size in (8000, 97, 55440, 1)] == [500, 97, 3465, 1]


def test_equ_is_text():
    assert listed("step equ 4+1\ndat step*2\ndat late*2\nlate equ 1+1") == ["DAT.F # 0, $ 6", "DAT.F # 0, $ 3"]


def test_equ_of_several_lines():
    source = "bombs equ dat 1, 1\n equ dat 2, 2\n equ\n equ dat 3,\nmov 0, 1\nx bombs 3\n dat x"
    assert listed(source)[1:4] == ["DAT.F $ 1, $ 1", "DAT.F $ 2, $ 2", "DAT.F $ 3, $ 3"]


def test_for_blocks():
    source = (
        'x i for 2\nlab&i dat i, lab&i\n j for i\n dat j*10+i\n rof\nrof\nnone for 0\n ? " nothing\nrof\n dat x, lab02'
    )
    assert listed(source) == [
        *("DAT.F $ 1, $ 0", "DAT.F # 0, $ 11", "DAT.F $ 2, $ 0", "DAT.F # 0, $ 12", "DAT.F # 0, $ 22"),
        "DAT.F $ -5, $ -3",
    ]


def test_org_end_and_pin():
    assert assemble("dat 0\norg go\ngo dat 1\npin 77").start == 1
    assert assemble("dat 0\norg go\ngo dat 1\npin 77").pin == 77
    assert assemble("dat 0\ngo dat 1\nend go\n? not read").start == 1
    both = assemble("org 1\ndat 0\ndat 0\ndat 0\nend 2")
    assert both.start == 1
    assert both.warnings[0] == "line 5: the operand of END is passed over, ORG has set the start"
    outside = assemble(";assert 1\norg -1\ndat 0")
    assert outside.start == 7999
    assert outside.warnings == ("the first process begins outside of the program, at 7999",)


def test_lines_continue_behind_a_backslash():
    assert listed("mov \\\r\n 1, \\\n2\r\ndat 3") == ["MOV.I $ 1, $ 2", "DAT.F # 0, $ 3"]


def test_assert():
    assert assemble(";assert CORESIZE == 8000 && MAXLENGTH >= 100 ; both\ndat 0").warnings == ()
    assert complaint("dat 0\n;assert CORESIZE == 80\n") == (
        "line 2, column 1: the program says that it needs CORESIZE == 80, which does not hold here"
    )
    assert assemble(";assert what\ndat 0").warnings[0] == "line 1: this ;assert is passed over: 'what' is not defined"


def test_breakpoints():
    source = ";break\na dat 1\ndat 2\n;trace\ni for 2\ndat i\nrof\n;trace off\n;BREAK\norg 1\ndat 9\n"
    source += "for 0\n;break\nrof\ndat 10"
    assert assemble(source).breakpoints == (0, 2, 3, 4)
    assert assemble("dat 1 ;break\n; break\ndat 2").breakpoints == (1,)


def test_icws_88():
    assert disassemble(assemble("mov 0, 1\ndat <1, #-2\nend 1", standard="88")) == (
        "       MOV    $     0, $     1     \nSTART  DAT    <     1, #    -2     \n       END      START\n"
    )
    for line in (
        "mov.i 0, 1",
        "mov 0, >1",
        "mov *0, 1",
        "mov 0, #1",
        "jmp #1",
        "dat 1, 2",
        "seq 0, 1",
        "nop 0",
        "org 0",
    ):
        assert complaint(f"jmp 0\n {line}", standard="88").startswith("line 2, column 2: "), line
    assert len(assemble("slt 0, 1\ncmp #0, 1\nspl 0, #1", standard="88")) == 3


def test_listing():
    warrior = assemble("dat 0\norg 1\nmov.i {-1, >4000\nsub.ab #4001, }-3999", core_size=8000)
    assert disassemble(warrior) == (
        "       ORG      START\n       DAT.F  #     0, $     0     \n"
        "START  MOV.I  {    -1, >  4000     \n       SUB.AB # -3999, } -3999     \n"
    )
    whole = assemble(disassemble(assemble(";name N\n;author A\n;strategy S\n;strategy T\npin 3\ndat 0"), header=True))
    assert (whole.name, whole.author, whole.strategy, whole.pin) == ("N", "A", "S\nT", 3)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "expected at least one instruction, found none"),
        ("jmp 0\n jmp there", "line 2, column 6: 'there' is not defined"),
        ("jmp 1 +\n", "line 1, column 7: expected a number, a name or '(', found the end"),
        ("mov 1", "line 1, column 5: expected ',' and the B operand of MOV"),
        ("mov 1,", "line 1, column 6: expected an operand of MOV, found the end of the line"),
        ("mov.q 1, 2", "line 1, column 5: expected a modifier (A, B, AB, BA, F, X, I), found 'Q'"),
        ("mov ?1, 2", "line 1, column 5: expected the A operand, found '?'"),
        ("mov 1, 2, 3", "line 1, column 9: expected a part of an expression, found ','"),
        ("  7 mov 1, 2", "line 1, column 3: expected a label or an opcode, found '7'"),
        ("move 1, 2", "line 1, column 6: expected a label or an opcode behind the label 'move', found '1'"),
        ("ROUNDS dat 0", "line 1, column 1: expected a label or an opcode, found the constant ROUNDS"),
        ("mov mov, 2", "line 1, column 5: expected an operand, found 'mov'"),
        ("dat 4/(2-2)", "line 1, column 11: division by zero"),
        ("dat 2147483648", "line 1, column 5: 2147483648 is larger than 2147483647"),
        ("dat 2000000000*2000000000*2000000000", "line 1, column 36: the value does not fit in 64 bits"),
        ("a equ b\nb equ a\ndat a", "line 2, column 7: the text of a contains a itself"),
        ("dat a\na equ b\nb equ a", "line 1, column 5: the text of a contains a itself"),
        ("a equ 1\nequ 2\ndat a", "line 3, column 5: the text of a has 2 lines, too many for an operand"),
        ("i for 2\ndat i", "line 1, column 6: FOR without ROF; expected a line ROF behind those to repeat"),
        ("dat 0\nrof", "line 2, column 1: ROF without FOR; expected FOR before the lines to repeat"),
        ("for what\nrof", "line 1, column 5: 'what' is not defined"),
        ("dat 0\n dat x&y", "line 2, column 8: expected the counter of a FOR block after '&', found 'y'"),
        ("dat \0", "line 1, column 5: expected the A operand, found '\\x00'"),
        ("a b c d e f g h dat 0", "line 1, column 15: h is label number 8 for one instruction, 7 are allowed"),
        ("dat 0\n" * 101, "line 101, column 1: the program has more than 100 instructions"),
        ("dat " + "1+" * 150 + "1", "line 1, column 256: with names replaced, the line has more than 255 characters"),
    ],
)
def test_mistakes(source, message):
    assert complaint(source) == message


TERMS = st.sampled_from(
    ["1", "-1", "7999", "9999", "a", "b", "c1", "CORESIZE", "x", "(2-b)", "2*3", "!1", "1<2", "nowhere"]
)
OPERANDS = st.builds("{}{}{}".format, st.sampled_from(["", *MODES]), TERMS, st.sampled_from(["", "+a", "-3*2+1", " 4"]))
HEADS = st.sampled_from(["mov", "add.ab", "dat", "spl", "a jmp", "b seq.x", "c1 djn", "sne .f", "x equ", "nop."])


@given(st.lists(st.builds("{} {}, {}".format, HEADS, OPERANDS, OPERANDS), min_size=1, max_size=8).map("\n".join))
def test_the_short_way_for_common_instructions_leads_to_the_same(source):
    """`Encoding` reads the commonest form in one step; without that, code and errors are the same."""

    def outcome() -> object:
        try:
            warrior = assemble(source)
        except RedcodeError as error:
            return str(error)
        return warrior.code.tolist(), warrior.warnings

    short = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Encoding, "_encode_plain", lambda *_: False)
        assert outcome() == short


CELLS = st.tuples(*(st.integers(0, high) for high in (18, 6, 7, 7999, 7, 7999)))


@given(st.lists(CELLS, min_size=1, max_size=100), st.integers(0, 99))
def test_any_code_survives_a_listing(cells, start):
    warrior = Warrior("N", "A", "", np.array(cells), start % len(cells))
    again = assemble(disassemble(warrior))
    assert again.code.tolist() == [list(cell) for cell in cells]
    assert again.start == warrior.start


@pytest.mark.parametrize(
    "limits",
    [{"core_size": 0}, {"core_size": 2**31}, {"max_length": 0}, {"standard": "99"}, {"expr": "c"}, {"compat": "DRQ"}],
)
def test_limits_out_of_range(limits):
    with pytest.raises(ValueError, match="must be"):
        assemble("dat 0", **limits)
