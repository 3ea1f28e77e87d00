"""A model's reply: the one program in it, unchanged, or one sentence that says why there is none."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spenvs.corewar import assemble, disassemble, library
from spenvs.corewar.answer import NoProgram, program_in

IMP = ";redcode-94\n;name Imp\n        ORG     start\nstart   MOV.I   $0, $1 ; ahead\n        END\n"
BOMBER = "step equ 4\n\nloop add #step, bomb\n  mov bomb, @bomb\n  jmp loop\nbomb dat 0, <0\n"
PROGRAMS = [IMP, BOMBER, *(library.source(name) for name in library.NAMES)]


def complaint(reply: str) -> str:
    with pytest.raises(NoProgram) as caught:
        program_in(reply)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_plain_program_comes_back_unchanged():
    for program in PROGRAMS:
        assert program_in(program) == program
        assert program_in(f"\n\n{program}\n\n") == f"\n\n{program}\n\n"


@pytest.mark.parametrize("fence", ["```", "~~~~", "```redcode", "``` asm", "  ```"])
def test_fences(fence):
    closing = fence.strip()[: fence.strip().count(fence.strip()[0])]
    for program in PROGRAMS:
        assert program_in(f"An imp.\n{fence}\n{program}{closing}\nIt runs: MOV 0, 1 copies itself.") == program
        assert program_in(f"An imp.\n\n{fence}\n{program}").strip() == program.strip()
        assert program_in(f"{program}{closing}\nIt runs.").strip() == program.strip()


def test_a_fence_that_nobody_closes_ends_where_the_program_ends():
    assert program_in(f"Here:\n```\n{IMP}\nThis imp copies itself.") == IMP
    assert complaint(f"Here:\n```\n{IMP}\nOr this:\n```redcode\n{BOMBER}```").startswith("there are 2 different")


def test_fences_of_other_things_are_passed_over():
    reply = f"Run it:\n```sh\npmars imp.red\n```\n```redcode\n{IMP}```\nOutput:\n```\nImp by A scores 3\n```"
    assert program_in(reply) == IMP
    assert program_in("```mov 0, 1```") == "mov 0, 1"
    assert program_in("```redcode\nwhat is this\n```") == "what is this\n"


def test_answers_and_boxes():
    assert program_in(f"```\n{BOMBER}```\n<answer>{IMP}</answer>") == IMP
    assert program_in("<answer>\nmov <1, 2\njmp -1\n</answer>") == "\nmov <1, 2\njmp -1\n"
    assert program_in(f"So <answer>```\n{IMP}```</answer>") == IMP
    assert program_in("Thus \\boxed{mov }1, {2\njmp -1, }0}.\nDone.") == "mov }1, {2\njmp -1, }0"
    assert program_in(f"<answer>{IMP}</answer> <answer>{IMP.strip()}</answer>").strip() == IMP.strip()
    assert complaint(f"<answer>{IMP}</answer> \\boxed{{jmp 0}}") == (
        "there are 2 different answers in the reply; give one"
    )
    assert complaint(f"{IMP}\n<answer>see above</answer>").startswith("no Redcode program was found")


def test_thoughts_are_passed_over():
    assert program_in(f"<think>\n{BOMBER}</think>\n{IMP}") == f"\n{IMP}"
    assert program_in(f"```\n{BOMBER}```</think>```\n{IMP}```") == IMP
    assert complaint(f"<think>\n{IMP}").startswith("no Redcode program was found")


def test_the_same_program_twice_is_one():
    assert program_in(f"```\n{IMP}```\nAgain:\n```redcode\n{IMP}```") == IMP
    assert program_in(f"One.\n\n{IMP}\nAgain.\n\n{IMP}") == IMP


@pytest.mark.parametrize(
    "reply",
    [
        f"```\n{IMP}```\nor\n```\n{BOMBER}```",
        f"First one.\n\n{IMP}\n\nThe second one.\n\n{BOMBER}",
        f"{IMP}\n{BOMBER}",
        f"{BOMBER}\n{IMP}",
    ],
)
def test_two_programs(reply):
    assert complaint(reply) == "there are 2 different programs in the reply; give one, in one fence (```)"


@pytest.mark.parametrize(
    "reply",
    ["", "I will not.", "```\n```", "```\nA poem.\n```", "<answer></answer>", "Add bombs", "jmp back", "\0" * 9],
)
def test_no_program(reply):
    assert complaint(reply).startswith("no Redcode program was found in the reply ")


@pytest.mark.parametrize(
    "program",
    [
        "start\nmov 0, 1\n jmp start",
        "one two: three dat 1\nmov one, two\ndat three",
        "twice equ dat 1, 1\n equ dat 2, 2\nmov 0, 1\ntwice",
        "i for 3\nlab&i dat i, lab&i\nrof\nmov 0, 1",
        "for 0\nThis is a comment. It has lines,\nand the end.\nrof\nmov 0, 1",
        "mov \\\n 0, \\\n 1\njmp \\\n-1",
        "mov 0 1\nadd #4 $3\nnop\n// a remark\njmp 0 // and another",
        "mov 0, 1\nmvo 0, 1\njmp 0",
        "mvo 0, 1\njmp 0",
        "mov 0, 1\n\njmp start\n\nstart dat 0, 0",
    ],
)
def test_lines_that_are_redcode_only_beside_others(program):
    assert program_in(program) == program
    assert program_in(f"This is it.\n\n{program}\n\nIt is good.") == f"{program}\n"


def test_headings_and_remarks_are_no_code():
    assert program_in(f"# SPL bomber\n\nIt does:\n- MOV 0, 1 first\n\n{IMP}\n\nJump back\n\nGood luck") == IMP
    assert program_in("The bomber adds\n\nDAT bombs\n\nmov 0, 1\njmp -1\n") == "mov 0, 1\njmp -1\n"


WORDS = ["the", "warrior", "copies", "itself", "and", "then", "bombs", "every", "fourth", "cell", "so", "it", "wins"]
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(lambda words: " ".join(words) + ".")
PROSE = st.lists(SENTENCES, max_size=4).map("\n".join)


@given(PROSE, st.sampled_from(PROGRAMS), PROSE, st.sampled_from(["\n", "\n\n", "\n```\n", "\n```redcode\n\n"]))
def test_prose_around_a_program(before, program, after, between):
    fence = between.strip()[:3]
    assert program_in(f"{before}{between}{program}{fence}\n\n{after}").strip() == program.strip()


@given(PROSE, st.lists(st.sampled_from(["mov", "seq", "spl", "dat"]), min_size=1, max_size=9), st.data())
def test_any_listing_is_found_in_prose(prose, opcodes, data):
    operands = data.draw(st.lists(st.integers(-9, 9), min_size=2 * len(opcodes), max_size=2 * len(opcodes)))
    lines = [f"{op} {a}, {b}" for op, a, b in zip(opcodes, operands[::2], operands[1::2], strict=True)]
    listing = disassemble(assemble("\n".join(lines)))
    assert program_in(f"{prose}\n\n{listing}\n{prose}").strip() == listing.strip()


def test_lines_before_and_behind_a_fence_are_not_one_program():
    assert program_in("mov 0, 1\n```\n```\nmov 0, 1").strip() == "mov 0, 1"
    with pytest.raises(NoProgram, match="2 different programs"):
        program_in("mov 0, 1\n```\nin short\n```\njmp -1")


@given(st.text(max_size=300) | st.lists(st.sampled_from(["```", "mov 0, 1", "\n", "<answer>", "}", "\\boxed{"])))
def test_any_reply_gives_a_part_of_it_or_an_error(reply):
    reply = "".join(reply)
    try:
        program = program_in(reply)
    except NoProgram as error:
        program = ""
        message = str(error)
    else:
        message = "short"
    assert program in reply
    assert len(message) < 200


LONG = [
    "```\n",
    "<answer>",
    "\\boxed{",
    "} ",
    "mov 0,1\n\nno.\n",
    "for 1\n",
    "x\n",
    "`",
    "``` a\n",
    " ",
    "(1",
    "x equ mov\n",
]
LONG += [
    "-" * 250 + "\n",
    "1+" * 120 + "?\n",
    "a " * 120 + "?\n",
    "a equ mov\nx equ \\\n",
    "a" * 9000 + "\n",
    "mov 0,\\\n",
]


@pytest.mark.parametrize("piece", LONG, ids=range(len(LONG)))
def test_work_grows_with_the_length_of_the_reply(piece):
    """Twice the garbage takes about twice the work, counted in calls of functions."""

    def calls(size: int) -> int:
        count = 0

        def note(*_) -> None:
            nonlocal count
            count += 1

        reply = piece * (size // len(piece))
        sys.setprofile(note)
        try:
            program_in(reply)
        except NoProgram:
            pass
        finally:
            sys.setprofile(None)
        return count

    assert calls(20_000) < 2.2 * calls(10_000) + 200
