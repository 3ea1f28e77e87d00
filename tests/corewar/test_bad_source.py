"""Broken programs of every kind: one sentence with the place, after a bounded amount of work."""

import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spenvs.corewar import RedcodeError, assemble, disassemble, names
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.redcode import read_file
from spenvs.corewar.source import LARGEST_FILE

WORDS = ["mov", "dat", "spl", "jmp", "for", "rof", "equ", "org", "end", "pin", "lab", "==", "&&", "||"]
WORDS += [*"abi0129,.#$@<>*{}()+-/%!=&:;\\"]
OPTIONS = [{}, {"lenient": True}, {"compat": "drq"}, {"standard": "88"}, {"expr": "standard"}]


def complaint(source: object, **options) -> RedcodeError:
    with pytest.raises(RedcodeError) as caught:
        assemble(source, **options)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
    return caught.value


def chain(first: str, line: str, last: str, length: int) -> str:
    """EQUs each of which names the one before."""
    return first + "".join(line.format(n, n - 1) for n in range(1, length)) + last


def endless(size: int) -> dict[str, str]:
    """Programs of about `size` characters that would grow, nest or go on without end."""
    blanks, some, many = " " * (size * 9 // 10), size // 100, size // 10
    return {
        "endless FOR": "for 2147483647\nrof\n",
        "FOR in FOR": "i for 99999\nj for 99999\nrof\nrof",
        "nine FORs": "for 10\n" * 9 + "x\n" + "rof\n" * 9,
        "too many instructions": "for 1000000000\nfor 1000000000\ndat 0\nrof\nrof",
        "EQU doubles": chain("a0 equ\n", "a{0} equ a{1} a{1}\n", "dat a49", 50),
        "EQU doubles, used before": chain("dat a49\na0 equ\n", "a{0} equ a{1} a{1}\n", "", 50),
        "EQU doubles its length": chain("a0 equ 1\n", "a{0} equ a{1}+a{1}\n", "dat a39", 40),
        "EQU doubles its lines": chain("a0 equ dat 0\n equ dat 0\n", "a{0} equ a{1}\n equ a{1}\n", "a39\n", 40),
        "EQU deep": chain("a0 equ 1\n", "a{0} equ a{1}\n", f"dat a{some - 1}", some),
        "EQU deep, used before": chain(f"dat a{some - 1}\na0 equ 1\n", "a{0} equ a{1}\n", "", some),
        "FOR deep": "for 1\n" * many,
        "FOR 0 deep": "for 0\n" * many,
        "parentheses": "dat " + "(" * size,
        "signs": "dat " + "-" * 240,
        "assignments": "dat " + "a=" * 120,
        "sums": "dat " + "1+" * size,
        "digits": "dat " + "9" * size,
        "a word": "x" * size,
        "an EQU again and again": "x equ 1\n" * many,
        "assertions": ";assert 1\n" * many,
        "breakpoints": ";break\n" * many,
        "backslashes": "\\\n" * size,
        "NULs": "\0" * size,
        "blanks repeated by FOR": f"e equ\nfor 100000\n{blanks}e\nrof",
        "blanks repeated by EQU": f"e equ\nx equ {blanks}e\n" + "x\n" * some,
        "blanks repeated by EQU, used before": "e equ\ndat x" + " + x" * 40 + f"\nx equ {blanks}e\n",
        "blanks skipped again and again": f"for 100000\nfor 0\na{blanks}b\nrof\nrof",
        "a word repeated": "for 1000\n" + "a" * size + "\nrof",
        "names joined again and again": "i for 1000\na" + "&i" * (size // 2) + "\nrof",
        "labels": "".join(f"l{n}\n" for n in range(many)),
        "labels with code": "".join(f"l{n} dat 0\n" for n in range(many)),
        "EQUs": "".join(f"l{n} equ 1\n" for n in range(many)),
        "labels again and again": "x dat 0\n" * many,
        "instructions": "mov 0, 1\n" * many,
        "ORG": "org 1\n" * many,
        "markers": ";redcode\n" * many,
        "line ends": "\n\r\r\n" * (size // 4),
        "form feeds": "\f" * size,
        "commas": "dat " + "," * size,
        "other alphabets": "€\u2028\ufeff" * (size // 3),
        "half a character": "dat \ud800" * many,
    }


@pytest.mark.parametrize("options", OPTIONS[:3], ids=["strict", "lenient", "drq"])
@pytest.mark.parametrize("kind", endless(1000))
def test_work_is_bounded(kind, options, monkeypatch):
    """Function calls are counted: some for each step of the budget, a few for each character of the text."""
    monkeypatch.setattr(names, "STEPS", 2000)
    source, calls = endless(8_000)[kind], 0

    def count(*_) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        assemble(source, **options)
    except RedcodeError as error:
        message = str(error)
    else:
        message = ""
    finally:
        sys.setprofile(None)
    assert calls < 100 * 2000 + 60 * len(source)
    assert "\n" not in message
    assert len(message) < 600


@pytest.mark.parametrize(
    "kind", ["endless FOR", "parentheses", "EQU doubles its lines", "blanks repeated by FOR", "NULs"]
)
def test_a_megabyte(kind):
    complaint(endless(1_000_000)[kind])


@pytest.mark.parametrize("kind", ["bytes", "words", "lines"])
def test_a_megabyte_of_garbage(kind):
    rng = random.Random(7)
    if kind == "bytes":
        complaint(rng.randbytes(1_000_000).decode("latin-1"))
    else:
        complaint((" " if kind == "words" else "\n").join(rng.choices([*WORDS, "\n"], k=300_000)))


PIECES = [*WORDS, " ", " ", " ", "\n", "\n", ";redcode", ";assert", "CURLINE", "lab&i", "\0", "é", "\t", "\r", ";break"]
LISTS = st.lists(st.sampled_from(PIECES), max_size=80)


def outcome(text: str, **options) -> Warrior | RedcodeError:
    try:
        return assemble(text, **options)
    except RedcodeError as error:
        return error


@given(st.one_of(st.text(max_size=300), LISTS.map(" ".join), LISTS.map("".join)), st.sampled_from(OPTIONS))
def test_any_text_gives_a_warrior_or_an_error(text, options):
    result = outcome(text, **options)
    if isinstance(result, Warrior):
        assert 1 <= len(result) <= (8000 if "compat" in options else 100)
        again = assemble(disassemble(result), standard=result.standard, max_length=8000)
        assert (again.code == result.code).all()
    else:
        assert result.line <= text.count("\n") + text.count("\r") + 1
        assert "\n" not in str(result)


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("\tdat 1, what", 1, 9),
        ("; one\n\n  jmp  there", 3, 8),
        ("a equ 1\ndat a, bb", 2, 8),
        ("a equ bb+1\ndat 0\ndat a", 1, 7),
        ("dat 1, \\\n 2, 3", 1, 10),
        ("dat 0\r\ndat ?\r\n", 2, 5),
        ("dat 0\rdat ?", 2, 5),
        ("i for 2\n dat i, 1/0\nrof", 2, 11),
        ("junk\n;redcode\n spl @", 3, 6),
        ("\ufeffmov ?, 1", 1, 5),
        ("dat 0\nend nowhere", 2, 5),
        ("org 1 2\ndat there, 0", 2, 5),
    ],
)
def test_places(source, line, column):
    error = complaint(source)
    assert (error.line, error.column) == (line, column)
    assert str(error).startswith(f"line {line}, column {column}: ")


@pytest.mark.parametrize("value", [None, 5, b"dat 0", ["dat 0"]])
def test_what_is_no_text(value):
    assert str(complaint(value)).startswith(f"expected the program's text, found {type(value).__name__}; ")


@pytest.mark.parametrize(
    ("data", "author"),
    [
        ("dat 0 ;é\n;author Åse".encode(), "Åse"),
        (b"\xef\xbb\xbfdat 0\n;author Bo", "Bo"),
        ("dat 0\r\n;author Åse\r\n".encode("latin-1"), "Åse"),
        ("dat 0\r\n;author Jürgen\r\n\x1a\0\0".encode("cp437"), "Jürgen"),
        ("dat 0\n;author Bo".encode("utf-16"), "Bo"),
    ],
)
def test_files_of_any_encoding(tmp_path, data, author):
    (tmp_path / "old.red").write_bytes(data)
    warrior = read_file(tmp_path / "old.red")
    assert (warrior.name, warrior.author, len(warrior)) == ("old", author, 1)
    assert read_file(str(tmp_path / "old.red"), core_size=80).core_size == 80


def test_files_that_are_no_programs(tmp_path):
    file = tmp_path / "page.html"
    for data, said in (
        (b"<html>\n<pre>", "page.html: line 1, column 1: expected a label or an opcode, found '<'"),
        (bytes(range(256)), "page.html: line 1, column 1: expected a label or an opcode, found '\\x00'"),
        (b"", "page.html: expected at least one instruction, found none"),
        (b" " * (LARGEST_FILE + 1), "page.html: expected a program, found a file of more than 1000000 bytes"),
    ):
        file.write_bytes(data)
        with pytest.raises(RedcodeError) as caught:
            read_file(file)
        assert str(caught.value) == said
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none.red")


@given(st.binary(max_size=200))
def test_any_file_gives_a_warrior_or_an_error(tmp_path_factory, data):
    file = tmp_path_factory.getbasetemp() / "any.red"
    file.write_bytes(data)
    try:
        message = ""
        read_file(file)
    except RedcodeError as error:
        message = str(error)
    assert message == "" or message.startswith("any.red: ")
