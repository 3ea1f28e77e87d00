"""What the assembler makes of Redcode that is none in pMARS: leniently, and as the parser of the Digital Red Queen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spenvs.corewar import RedcodeError, assemble, disassemble, library

ASCII = "blanks, commas or signs from outside of ASCII are taken for those in it"
NO_ASSERT = "no ;assert says which settings the program is made for"


def listed(source: str, **options) -> list[str]:
    """Each instruction as written by the disassembler, with single blanks and without the label START."""
    lines = disassemble(assemble(source, **options)).splitlines()
    return [" ".join(line[6:].split()) for line in lines if "ORG" not in line]


def complaint(source: str, **options) -> str:
    with pytest.raises(RedcodeError) as caught:
        assemble(source, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "right", "warning"),
    [
        (
            "```redcode\nmov 0, 1\n```",
            "mov 0, 1",
            ["line 1: the fence ``` is passed over", "line 3: the fence ``` is passed over"],
        ),
        ("mov 0, 1 // a copy", "mov 0, 1", ["line 1: what follows // is taken for a comment"]),
        ("# an imp\nmov 0, 1", "mov 0, 1", ["line 1: a line that begins with # is taken for a comment"]),
        ("nop", "nop 0, 0", ["line 1: NOP without operands is taken for NOP $0, $0"]),
        ("dat.x", "dat.x 0, 0", ["line 1: DAT without operands is taken for DAT $0, $0"]),
        ("add #4", "add #4, 0", ["line 1: the B operand of ADD, which is missing, is taken for $0"]),
        ("mov 0 1", "mov 0, 1", ["line 1: a comma is put between the operands"]),
        ("add.ab #4 @b\nb dat 0", "add.ab #4, @b\nb dat 0", ["line 1: a comma is put between the operands"]),
        ("b dat 0\nadd.ab #4 b", "b dat 0\nadd.ab #4, b", ["line 2: a comma is put between the operands"]),
        ("mov (1+2) b-1\nb dat 0", "mov 3, b-1\nb dat 0", ["line 1: a comma is put between the operands"]),
        ("x :dat 1\njmp x, ", "x: dat 1\njmp x", None),
        ("go : dat 1\njmp go", "go dat 1\njmp go", ["line 1: the blank between go and ':' is passed over"]),
        ("go dat 1\njmp Go", "go dat 1\njmp go", ["line 2: Go is taken for go"]),
        ("spl coresize/2", "spl CORESIZE/2", ["line 1: coresize is taken for CORESIZE"]),
        (
            "mov\u00a0\u22121, 2",
            "mov -1, 2",
            [f"line 1: {ASCII}"],
        ),
    ],
)
def test_what_is_put_right(source, right, warning):
    complaint(source)
    if warning is None:
        complaint(source, lenient=True)
    else:
        warrior = assemble(source, lenient=True)
        assert listed(source, lenient=True) == listed(right)
        assert warrior.warnings == (*warning, NO_ASSERT)


@pytest.mark.parametrize(
    "source", ["mov 0 1 2", "mov", "jmp", "mov 1, 2, 3", "mvo 1, 2", "x dat 0\nX dat 1\njmp xX", "jmp Q1"]
)
def test_what_stays_an_error(source):
    assert complaint(source, lenient=True).startswith("line ")


def test_columns_stay_right():
    assert complaint("go dat 0\nmov Go what", lenient=True) == "line 2, column 8: 'what' is not defined"
    assert complaint("a equ dat 0, 0\nmov 0 1\na there", lenient=True).startswith("line 3, column 3: ")


def test_conditions_and_breakpoints_stay():
    warrior = assemble(";assert coresize == 8000\n;break\nmov 0 1", lenient=True)
    assert warrior.warnings == ("line 1: coresize is taken for CORESIZE", "line 3: a comma is put between the operands")
    assert warrior.breakpoints == (0,)
    assert complaint(";assert CORESIZE == 80\nmov 0 1", lenient=True).endswith("which does not hold here")


@pytest.mark.parametrize("name", library.NAMES)
def test_a_program_without_errors_means_the_same(name):
    strict, lenient = library.load(name), assemble(library.source(name), lenient=True)
    assert (strict.code == lenient.code).all()
    assert strict.warnings == lenient.warnings


def test_numbers_with_a_blank_between_them():
    """pMARS reads them as one, so that the program has no error; a lenient reader takes them for two."""
    glued = assemble("dat 1 2")
    assert (glued.code[0, 3], glued.code[0, 5]) == (0, 12)
    assert glued.warnings[0] == "line 1: the blank before 2 is passed over: it goes on the number before it"
    assert listed("dat 1 2\njmp 3 4", lenient=True) == ["DAT.F $ 1, $ 2", "JMP.B $ 3, $ 4"]


def test_what_needs_no_leniency():
    source = "first: mov 0, 1\njmp first\nend first\nthat was it"
    assert listed(source, lenient=True) == listed(source) == ["MOV.I $ 0, $ 1", "JMP.B $ -1, $ 0"]
    assert listed("x equ +1\ndat 5 x", lenient=True) == ["DAT.F # 0, $ 6"]


ONLY = "expected numbers, names and the operators + - * % and comparisons only"

# The lines of the table of differences between DRQ's parser and pMARS, in its order.


@pytest.mark.parametrize(
    ("source", "drq"),
    [
        ("dat 0, 0", ["DAT.F $ 0, # 0"]),
        ("dat 1, <2", ["DAT.F $ 1, < 2"]),
        ("dat 5", ["DAT.F $ 5, # 0"]),
        ("mov 5\nnop\ndat", ["MOV.I $ 5, $ 0", "NOP.F $ 0, $ 0", "DAT.F $ 0, # 0"]),
        ("seq 0, 1\nsne 0, 1\ncmp 0, 1", ["SEQ.B $ 0, $ 1", "SNE.B $ 0, $ 1", "CMP.I $ 0, $ 1"]),
        ("seq #0, 1\nsne 0, #1", ["SEQ.AB # 0, $ 1", "SNE.B $ 0, # 1"]),
        ("mov.i {0, }1", ["MOV.I { 0, } 1"]),
        ("step equ 4+1\ndat step*2, #0\nstep equ 7", ["DAT.F $ 14, # 0"]),
        ("a equ 2\na equ a*3\nmov a, 0", ["MOV.I $ 6, $ 0"]),
        ("dat 7//2, -7%3", ["DAT.F $ 3, # 2"]),
        ("dat 1<2<3, 1==1", ["DAT.F $ 1, # 1"]),
        ("dat CYCLES, CORESIZE//1", ["DAT.F $ 0, # 0"]),
        ("dat 5, 5\n;redcode-94\ndat 6, 6", ["DAT.F $ 5, # 5", "DAT.F $ 6, # 6"]),
        ("dat 5, 5\n;redcode\ndat 6, 6\n;redcode\ndat 7", ["DAT.F $ 6, # 6"]),
        ("dat 10-2*3+1, #0", ["DAT.F $ 5, # 0"]),
        ("```redcode\ngo jmp go, <-1 ; here\nend go\n```", ["JMP.B $ 0, < -1"]),
        ("\n".join(["nop"] * 150), ["NOP.F $ 0, $ 0"] * 150),
    ],
)
def test_the_dialect_of_drq(source, drq):
    assert listed(source, compat="drq") == drq


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("mov {0, 1", "line 1, column 1: expected a modifier behind MOV, as one of its modes is * { or }"),
        ("a equ dat 0, 0\na", "line 1, column 7: expected numbers, names and + - * % ( ), found 'dat 0, 0'"),
        ("a equ b\nb equ 1\ndat a", "line 1, column 7: 'b' is not defined"),
        ("i for 3\nnop\nrof", "line 1, column 3: expected an opcode, found 'for'"),
        ("pin 3", "line 1, column 1: expected an opcode, found 'pin'"),
        ("ldp 0, 1", "line 1, column 1: expected an opcode, found 'ldp'"),
        ("nop\nstp 0, 1", "line 2, column 1: expected an opcode, found 'stp'"),
        ("lab: nop", "line 1, column 1: expected an opcode, found 'lab:'"),
        ("lab\nnop", "line 1, column 1: expected an opcode, found 'lab'"),
        (" Lab nop", "line 1, column 2: expected a label that begins with a small letter, found 'Lab'"),
        ("mov 0,\\\n1", "line 1, column 7: expected numbers, names and + - * % ( ), found '\\\\'"),
        (
            "dat 10/2",
            "line 1, column 5: expected a whole number, found a division with /, which leaves a fraction "
            "in this dialect",
        ),
        (";assert 1 && 1\nnop", "line 1, column 9: expected numbers, names and + - * % ( ), found '1 && 1'"),
        (
            ";assert CORESIZE == 80\nnop",
            "line 1, column 9: the program says that it needs CORESIZE == 80, which does not hold here",
        ),
        ("dat CURLINE", "line 1, column 5: 'CURLINE' is not defined"),
        ("mov 0,  MAXCYCLES", "line 1, column 9: 'MAXCYCLES' is not defined"),
        (
            "dat __import__('os')",
            "line 1, column 5: expected numbers, names and + - * % ( ), found \"__import__('os')\"",
        ),
        (
            "dat 1 if 2 else 3",
            f"line 1, column 5: {ONLY}",
        ),
        ("dat 2**99", f"line 1, column 5: {ONLY}"),
        ("dat 007", "line 1, column 5: expected an expression, found '007'"),
        ("dat 1//0", "line 1, column 5: division by zero"),
        ("mov 1, 2, 3", "line 1, column 1: expected two operands of MOV at most, found 3"),
        ("mov.q 1, 2", "line 1, column 1: expected a modifier (A, B, AB, BA, F, X, I), found 'q'"),
        ("; nothing", "expected at least one instruction, found none"),
        ("nop\n" * 100, "line 98, column 1: the program has more instructions than the core has cells, 97"),
    ],
)
def test_what_the_dialect_of_drq_rejects(source, message):
    limits = {"core_size": 97} if source.startswith("nop\nnop") else {}
    assert complaint(source, compat="drq", **limits) == message


def test_the_start_in_the_dialect_of_drq():
    assert assemble("nop\ngo nop\nend go\nmore", compat="drq").start == 1
    assert assemble("org go\nnop\ngo nop\nend", compat="drq").start == 1
    assert assemble("org 8077\nnop", compat="drq").start == 77
    whole = assemble(";redcode\n;name N\n;author A\n;strategy S\n;strategy T\nnop", compat="drq")
    assert (whole.name, whole.author, whole.strategy) == ("N", "A", "S\nT")


PIECES = [
    *"0123456789ab(+-*%/<>=!#$@{},;\\ ",
    "mov ",
    "dat ",
    " equ ",
    "org ",
    "end ",
    "go ",
    "\n",
    "\n",
    "```",
    ";assert ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200))
def test_any_text_gives_a_warrior_or_an_error(text):
    for options in ({"lenient": True}, {"compat": "drq"}, {"lenient": True, "expr": "standard"}):
        try:
            warrior = assemble(text, **options)
        except RedcodeError as error:
            lines, message, length = text.count("\n") + text.count("\r") + 1, str(error), 1
            line = error.line
        else:
            lines, message, length, line = 0, "", len(warrior), 0
        assert line <= lines
        assert "\n" not in message
        assert length >= 1
