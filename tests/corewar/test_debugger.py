"""The debugger of battles: what it answers, and where it leaves the battle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spenvs.corewar import assemble, library
from spenvs.corewar.debugger import Debugger
from spenvs.corewar.debugger.commands import ALIASES, COMMANDS
from spenvs.corewar.debugger.history import MOST_SNAPSHOTS, History
from spenvs.corewar.debugger.search import matching
from spenvs.corewar.machine import Settings
from spenvs.corewar.trace import TracedBattle

SMALL = Settings(core_size=100, max_cycles=50, max_processes=8, min_distance=10, max_length=10)


def warrior(code: str, name: str):
    return assemble(f";name {name}\n;assert 1\n" + "\n".join(code.split("|")), core_size=100, max_length=10)


IMP = warrior("MOV.I $0, $1", "Imp")
DWARF = warrior("ADD.AB #4, $3 | MOV.I $2, @2 | JMP.B $-2, $0 | DAT.F #0, #0", "Dwarf")
SPLITTER = warrior("SPL.B $0, $0 | JMP.B $0, $0", "Splitter")
DIES = warrior("NOP.F $0, $0 | DAT.F $0, $0", "Dies")


def small(*warriors):
    """A battle of 50 cycles in 100 cells, with warriors at 0, 50 and 75."""
    return TracedBattle(warriors, SMALL, (0, 50, 75)[: len(warriors)])


def usual(*names):
    return TracedBattle([library.load(name) for name in names], places=[0, 3000][: len(names)])


def same(first: TracedBattle, second: TracedBattle) -> bool:
    """Whether battles stand alike: cores, processes, what was done to cells, P-space, times."""
    one, other = first.snapshot().arrays, second.snapshot().arrays
    queues = all((first.processes(k) == second.processes(k)).all() for k in range(len(first.warriors)))
    return queues and all((one[name] == other[name]).all() for name in one if name != "queue")


def answers(debugger: Debugger, script: str) -> list[str]:
    """The answers to lines of commands, as lines."""
    return [line for command in script.split("\n") for line in debugger.answer(command).split("\n")]


def test_stepping_shows_what_comes_next():
    assert answers(Debugger(small(DWARF, IMP)), "step\nstep 4\nnext 2\nuntil 5\ngo") == [
        "cycle 0  2 Imp           00050  MOV.I  $     0, $     1",
        "cycle 1  1 Dwarf         00001  MOV.I  $     2, @     2",
        "cycle 1  2 Imp           00051  MOV.I  $     0, $     1",
        "cycle 2  1 Dwarf         00002  JMP.B  $    -2, $     0",
        "cycle 2  2 Imp           00052  MOV.I  $     0, $     1",
        "cycle 4  2 Imp           00054  MOV.I  $     0, $     1",
        "cycle 5  1 Dwarf         00002  JMP.B  $    -2, $     0",
        "cycle 50 of 50: Dwarf and Imp survived",
    ]


def test_listing_marks_processes_breakpoints_and_what_was_done():
    debugger = Debugger(small(DWARF, SPLITTER))
    answers(debugger, "step 6\nbreak 3")
    assert debugger.answer("list 0 3").split("\n") == [
        ">  00000  ADD.AB #     4, $     3     1 executed, process of 1, its next",
        "   00001  MOV.I  $     2, @     2     1 executed",
        "   00002  JMP.B  $    -2, $     0     1 executed",
        " * 00003  DAT.F  #     0, #     4     1 read",
    ]
    assert debugger.answer("list w2 w2+1").split("\n") == [
        "   00050  SPL.B  $     0, $     0     2 executed, process of 2",
        "   00051  JMP.B  $     0, $     0     2 executed, 2 processes of 2, its next",
    ]
    assert debugger.answer("list 7").split("\n") == [
        "   00007  DAT.F  #     0, #     4     1 written",
        *[f"   {at:05d}  DAT.F  $     0, $     0" for at in range(8, 22)],
    ]


def test_an_empty_line_repeats_and_a_listing_goes_on():
    debugger = Debugger(small(DWARF, IMP))
    assert debugger.answer("") == ""
    assert [answers(debugger, "list\n")[i][3:8] for i in (0, 14, 15, 29)] == ["00096", "00010", "00011", "00025"]
    answers(debugger, "step 3\n\n")
    assert debugger.battle.executed == 9
    assert debugger.answer("list")[3:8] == f"{debugger.places.next_address - 4:05d}"


def test_breakpoints_stop_before_their_instruction():
    debugger = Debugger(small(DWARF, IMP))
    assert answers(debugger, "break w1+2\ngo") == [
        "breakpoint at 00002",
        "breakpoint at 00002",
        "cycle 2  1 Dwarf         00002  JMP.B  $    -2, $     0",
    ]
    answers(debugger, "go\nstep 30")
    assert (debugger.battle.executed, debugger.places.next_address) == (16, 2)
    assert answers(debugger, "break .+50\nbreak") == [
        "breakpoint at 00052",
        "breakpoint at 00002",
        "breakpoint at 00052",
    ]
    assert answers(debugger, "clear w1+2\nbreak\nclear\nbreak") == [
        "no breakpoint at 00002 any more",
        "breakpoint at 00052",
        "no breakpoint is left",
        "there is no breakpoint",
    ]
    assert debugger.answer("go") == "cycle 50 of 50: Dwarf and Imp survived"


def test_breakpoints_of_the_source_are_set():
    source = "NOP $0\n;break\nNOP $0\nJMP $-2"
    debugger = Debugger(small(IMP, assemble(source, core_size=100)))
    assert debugger.answer("break") == "breakpoint at 00051"
    assert debugger.answer("go").split("\n")[0] == "breakpoint at 00051"
    assert debugger.battle.executed == 3


def test_a_breakpoint_stops_only_if_its_condition_holds():
    debugger = Debugger(small(DWARF, IMP))
    assert debugger.answer("break 0 if cycle >= 7 && n2 == 1") == "breakpoint at 00000 if cycle >= 7 && n2 == 1"
    assert debugger.answer("go").endswith("cycle 9  1 Dwarf         00000  ADD.AB #     4, $     3")
    debugger = Debugger(small(DWARF, IMP))
    assert debugger.answer("break w1+2 if executed > 20; until 6").endswith(
        "cycle 6  1 Dwarf         00000  ADD.AB #     4, $     3"
    )
    assert debugger.answer("go").split("\n")[0] == "breakpoint at 00002"
    assert debugger.battle.executed == 22


def test_breakpoints_stop_next_and_until_as_well():
    for command in ("next 30", "until 30", "step 60"):
        debugger = Debugger(small(DWARF, IMP))
        debugger.answer("break 53")
        assert debugger.answer(command).split("\n")[0] == "breakpoint at 00053", command
        assert debugger.battle.executed == 7


@pytest.mark.parametrize("names", [("dwarf", "paper"), ("stone", "mice"), ("pswitch", "clear")])
def test_going_to_the_end_ends_as_the_battle_does(names):
    played, debugger = usual(*names), Debugger(usual(*names))
    played.step(10**6)
    debugger.answer("go")
    assert same(debugger.battle, played)
    watched = Debugger(usual(*names))
    watched.answer("break 0 if cycle < 0\ngo")
    watched.answer("go")
    assert same(watched.battle, played)


def test_until_stops_at_the_cycle_even_when_others_die():
    for wanted in (1, 2, 9, 30):
        debugger = Debugger(small(DIES, IMP, SPLITTER))
        debugger.answer(f"until {wanted}")
        assert debugger.battle.cycle == wanted
        debugger.answer("back")
        assert debugger.battle.cycle < wanted


def test_deaths_are_told():
    debugger = Debugger(small(DIES, IMP, SPLITTER))
    assert debugger.answer("step 4").split("\n")[-2] == "1 Dies has died"
    assert debugger.answer("registers").split("\n")[1].split()[:3] == ["1", "Dies", "dead"]


# Going back


@given(st.lists(st.integers(-400, 400).filter(bool), max_size=12), st.integers(1, 50))
@settings(max_examples=40, deadline=None)
def test_back_leads_to_where_the_battle_was(moves, every):
    battle, now = usual("paper", "stone"), 0
    history = History(battle, every)
    for move in moves:
        done = history.forward(move) if move > 0 else -history.back(-move)
        assert done == max(move, -now)
        now += done
        fresh = usual("paper", "stone")
        fresh.step(now)
        assert same(battle, fresh)


def test_a_long_battle_needs_few_snapshots():
    history = History(usual("imp", "imp"), every=10)
    history.forward(20000)
    assert history.every > 10
    history.back(19000)
    fresh = usual("imp", "imp")
    fresh.step(1000)
    assert same(history.battle, fresh)
    history.forward(100000)
    assert len(history._moments) <= MOST_SNAPSHOTS + 1


def test_reset_leads_to_the_beginning_and_undoes_changes():
    debugger = Debugger(small(DWARF, IMP))
    answers(debugger, "step 7\nedit 0 DAT.F #1, #2\ngo\nreset")
    assert same(debugger.battle, small(DWARF, IMP))


def test_an_edit_holds_from_its_moment_on_and_is_undone_before_it():
    debugger = Debugger(small(DWARF, IMP))
    assert answers(debugger, "step 7\nedit w2+20 dat #1, <-1")[-1] == "00070  DAT.F  #     1, <    -1"
    changed = debugger.battle.copy()
    answers(debugger, "step 5\nback 5")
    assert same(debugger.battle, changed)
    assert debugger.battle.cell(70).tolist() == assemble("DAT.F #1, <-1", core_size=100).code[0].tolist()
    debugger.answer("go")
    assert "2 Imp" in debugger.answer("reg")
    debugger.answer(f"back {debugger.battle.executed - 6}")
    fresh = small(DWARF, IMP)
    fresh.step(6)
    assert same(debugger.battle, fresh)


# Looking


def test_processes_are_listed_the_next_one_first():
    debugger = Debugger(small(SPLITTER, IMP))
    debugger.answer("step 5")
    assert debugger.answer("processes 1").split("\n") == [
        "1 Splitter: 3 processes",
        "  00001  JMP.B  $     0, $     0",
        "  00001  JMP.B  $     0, $     0",
        "  00000  SPL.B  $     0, $     0",
    ]
    assert debugger.answer("processes").split("\n") == ["2 Imp: 1 process", "  00052  MOV.I  $     0, $     1"]


def test_pspace_shows_what_is_stored():
    storer = warrior("STP.AB #7, #3 | JMP $0", "Storer")
    debugger = Debugger(small(storer, IMP))
    debugger.answer("step")
    assert debugger.answer("pspace 1") == "1 Storer, 10 cells; not 0: 0: 99, 3: 7"


def test_the_core_is_drawn():
    assert Debugger(small(DWARF, IMP)).answer("core").startswith("*aaa.")
    assert "\x1b[38;2;" in Debugger(small(DWARF, IMP), colour=True).answer("core")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("MOV", [1, 50]),
        ("mov.i $0", [50]),
        ("_ #", [0, 3]),
        ("dat #", [3]),
        ("ADD.AB #4, $3", [0]),
        ("ADD.B", []),
        ("JMP -2", [2]),
        ("_ _, @", [1]),
        ("JMP.B $98, $0", [2]),
    ],
)
def test_instructions_are_found(pattern, found):
    assert matching(small(DWARF, IMP).core, pattern) == found


def test_a_search_lists_what_it_finds():
    lines = Debugger(small(DWARF, IMP)).answer("search DAT").split("\n")
    assert lines[0] == "00003  DAT.F  #     0, #     0"
    assert lines[-1] == "and 76 more"
    assert len(lines) == 21


# Commands


def test_every_command_is_in_the_help_and_may_be_cut():
    debugger = Debugger(small(DWARF, IMP))
    told = debugger.answer("help")
    assert max(map(len, told.split("\n"))) <= 90
    for name in COMMANDS:
        assert name in told
        assert COMMANDS[name].meaning in debugger.answer(f"help {name}")
    for word, meant in {
        "s": "step",
        "n": "next",
        "c": "go",
        "b": "break",
        "l": "list",
        "r": "registers",
        "p": "processes",
        "q": "quit",
        "cont": "go",
        "stat": "registers",
        **ALIASES,
    }.items():
        assert debugger.answer(f"help {word}").startswith(COMMANDS[meant].usage), word


def test_commands_may_share_a_line_and_remarks_mean_nothing():
    debugger = Debugger(small(DWARF, IMP))
    assert len(answers(debugger, "# two steps\nstep; step # not a remark")) == 3
    assert debugger.battle.executed == 1
    answers(debugger, "step;step ;; quit")
    assert debugger.battle.executed == 3
    assert debugger.quit


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("jump 5", "there is no command 'jump'; help names all"),
        ("step 0", "a number from 1 on was expected, got 0"),
        ("step x", "there is no name 'x'"),
        ("step 1 2", "'1 2' has no value: expected an operator"),
        ("step 1/0", "division by zero"),
        ("go 5", "go stands alone, got '5' behind it"),
        ("until", "until needs more: until CYCLE"),
        ("until 0", "this is cycle 0: 0 has passed"),
        ("back", "this is the beginning"),
        ("break 5 if", "if needs more: break AT if X"),
        ("break 5 if banana", "there is no name 'banana'"),
        ("clear 5", "there is no breakpoint at 00005; break names all"),
        ("list 1 2 3", "one or two addresses were expected, got '1 2 3'"),
        ("processes 3", "there is no warrior 3; there are 1 to 2"),
        ("list w3", "there is no warrior 3"),
        ("edit", "edit needs more: edit AT CODE"),
        ("edit 5", "edit needs more: edit AT CODE"),
        ("edit 5 FOO", "'FOO' is no instruction; expected one as in MOV.I $0, $1"),
        ("edit 5 MOV.Q 1, 2", "expected a modifier"),
        ("edit 5 MOV 1", "expected ','"),
        ("search", "search needs more: search CODE"),
        ("search FOO", "there is no opcode FOO"),
        ("search MOV 1 2", "'MOV 1 2' is no instruction"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_has_changed(line, hint):
    debugger = Debugger(small(DWARF, IMP))
    said = debugger.answer(line)
    assert said.startswith("? ")
    assert "\n" not in said
    assert hint in said
    assert same(debugger.battle, small(DWARF, IMP))
    assert debugger.breakpoints == {}


WORDS = st.sampled_from(
    [
        *COMMANDS,
        *ALIASES,
        "if",
        "w1",
        ".",
        "+3",
        "-1",
        "5",
        "n2",
        "MOV",
        "#1",
        ",",
        "99999999999",
        "$",
        ";",
        "é",
        "\x00",
    ]
)


@given(st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=6).map(" ".join)))
@settings(max_examples=150, deadline=None)
def test_any_line_is_answered(line):
    assert isinstance(Debugger(small(DWARF, IMP)).answer(line), str)


def test_a_battle_may_be_debugged_from_any_moment():
    battle = small(DWARF, IMP)
    battle.step(10)
    debugger = Debugger(battle)
    assert debugger.answer("back").startswith("? this is the beginning")
    debugger.answer("go; reset")
    fresh = small(DWARF, IMP)
    fresh.step(10)
    assert same(battle, fresh)
    assert np.array_equal(battle.core, fresh.core)
