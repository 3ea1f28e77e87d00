"""Our own warriors: each stays alive, wins and loses where it should, and does what its strategy says."""

import numpy as np
import pytest

from spenvs.corewar import assemble, battle, battles, library
from spenvs.corewar.instructions import MODES, OPCODE
from spenvs.corewar.machine import Settings
from spenvs.corewar.trace import CELL_WRITTEN, TracedBattle

ROUNDS, POSITION = 200, 1234
KNOWN = {
    "imp": {"dwarf": (0, 153, 47), "impgate": (0, 0, 200), "clear": (0, 4, 196), "oneshot": (0, 21, 179)},
    "impring": {"dwarf": (109, 47, 44), "impgate": (1, 0, 199), "clear": (0, 1, 199)},
    "impspiral": {"dwarf": (196, 3, 1), "stone": (155, 37, 8), "impgate": (1, 0, 199), "clear": (0, 4, 196)},
    "impgate": {"imp": (200, 0, 0), "impring": (200, 0, 0), "impspiral": (197, 0, 3)},
    "dwarf": {"gemini": (116, 1, 83), "paper": (63, 56, 81), "mice": (1, 34, 165), "clear": (0, 50, 150)},
    "gemini": {"impgate": (116, 0, 84), "scanner": (161, 0, 39)},
    "stone": {"scanner": (118, 10, 72), "quickscan": (43, 124, 33)},
    "splbomber": {"paper": (98, 57, 45), "mice": (128, 38, 34)},
    "clear": {"paper": (127, 5, 68), "stone": (118, 32, 50), "oneshot": (128, 0, 72), "imp": (193, 7, 0)},
    "dclear": {"silk": (93, 21, 86), "mice": (178, 15, 7), "paper": (176, 11, 13)},
    "mice": {"clear": (136, 54, 10), "dwarf": (175, 25, 0)},
    "paper": {"stone": (112, 9, 79), "gemini": (199, 1, 0)},
    "silk": {"clear": (194, 6, 0), "oneshot": (191, 8, 1), "scanner": (193, 4, 3)},
    "paperstone": {"stone": (183, 16, 1), "silk": (10, 187, 3)},
    "scanner": {"dwarf": (123, 0, 77), "splbomber": (140, 11, 49), "wait": (0, 200, 0), "mice": (1, 30, 169)},
    "oneshot": {"stone": (156, 21, 23), "scanner": (124, 0, 76), "wait": (0, 200, 0)},
    "quickscan": {"dwarf": (75, 97, 28), "gemini": (197, 3, 0), "stone": (42, 124, 34)},
    "stoneimp": {"dwarf": (196, 4, 0), "stone": (167, 25, 8), "impgate": (23, 19, 158)},
    "vampire": {"stone": (104, 24, 72), "clear": (116, 0, 84), "dclear": (120, 16, 64), "mice": (188, 1, 11)},
    "pswitch": {"stone": (66, 87, 47), "impspiral": (2, 195, 3)},
    "decoy": {"oneshot": (145, 2, 53), "scanner": (170, 0, 30), "clear": (104, 0, 96)},
}
"""Wins, ties and losses of the first against the second in 200 rounds; pMARS 0.9.2 (-r 200 -F 1234) gives the same."""


@pytest.fixture(scope="module")
def warriors():
    return {name: library.load(name) for name in library.NAMES}


@pytest.fixture(scope="module")
def played(warriors):
    """Wins, ties and losses of all pairs whose results are known."""
    pairs = [(a, b) for a, opponents in KNOWN.items() for b in opponents]
    results = battles([(warriors[a], warriors[b]) for a, b in pairs], ROUNDS, position=POSITION, threads=2)
    return {pair: (r.wins[0], r.ties[0], r.wins[1]) for pair, r in zip(pairs, results, strict=True)}


def test_known_matchups(played):
    assert played == {(a, b): known for a, opponents in KNOWN.items() for b, known in opponents.items()}


def test_each_strategy_has_a_warrior_and_each_warrior_a_matchup():
    assert len(library.NAMES) >= 20
    assert {*KNOWN, *(b for opponents in KNOWN.values() for b in opponents)} == set(library.NAMES)


@pytest.mark.parametrize("name", library.NAMES)
def test_each_explains_itself(name):
    lines = library.source(name).splitlines()
    assert [line.split()[0] for line in lines[:4]] == [";redcode-94", ";name", ";author", ";strategy"]
    assert max(map(len, lines)) <= 110
    assert sum(line.startswith("; ") for line in lines) >= 2
    assert not library.load(name).warnings


def test_all_stay_alive_alone(warriors):
    results = battles([[warrior] for warrior in warriors.values()])
    assert all(result.wins == [1] for result in results)
    assert all(result.instructions == 80_000 for result in results)


def test_the_circle_closes(played):
    beats = [("clear", "paper"), ("clear", "stone"), ("mice", "clear"), ("splbomber", "mice"), ("scanner", "splbomber")]
    beats += [
        ("stone", "scanner"),
        ("paper", "stone"),
        ("silk", "clear"),
        ("dclear", "silk"),
        ("dclear", "mice"),
        ("vampire", "dclear"),
    ]
    assert all(played[pair][0] > played[pair][2] for pair in beats)


def watched(warriors, *names, places=None, steps=0):
    battle = TracedBattle([warriors[name] for name in names], places=places or [k * 4000 for k in range(len(names))])
    battle.step(steps)
    return battle


def copies(battle, warrior, start=0):
    """How often the opcodes of a program stand in the core, from its row `start` on."""
    opcodes, body = battle.core[:, 0], warrior.code[start:, 0]
    around = np.concatenate([opcodes, opcodes[: len(body) - 1]])
    return int((np.lib.stride_tricks.sliding_window_view(around, len(body)) == body).all(axis=1).sum())


def opcodes(battle, name):
    return int((battle.core[:, 0] == OPCODE[name]).sum())


def test_an_imp_turns_what_it_runs_into_an_imp(warriors):
    battle = watched(warriors, "imp", "wait", places=[0, 100], steps=260)
    assert battle.alive.all()
    assert (battle.core[102, :3] == warriors["imp"].code[0, :3]).all()
    assert battle.processes(1)[0] > 100


def test_a_ring_runs_in_three_places_and_a_spiral_in_seven(warriors):
    ring, spiral = watched(warriors, "impring", steps=3000), watched(warriors, "impspiral", steps=3200)
    assert len(ring.processes(0)) == 3
    assert len(spiral.processes(0)) == 32
    # processes follow each other at a distance of d, and d * points is one cell more than the core
    assert set(np.diff(ring.processes(0)) % 8000) == {2667}
    assert (np.diff(spiral.processes(0)) % 8000 == 1143).sum() >= 30  # but for the last and the first in the queue


def test_imps_are_harder_to_bomb_the_more_they_are(played):
    assert played["imp", "dwarf"][2] > played["impring", "dwarf"][2] > played["impspiral", "dwarf"][2]


def test_a_gate_breaks_an_imp_where_it_passes(warriors):
    battle = watched(warriors, "impgate", "imp", places=[500, 400])
    while not battle.over:
        battle.step()
    assert battle.alive.tolist() == [True, False]
    assert 80 <= battle.cycle <= 100  # the gate is 90 cells away


def test_a_dwarf_bombs_every_fourth_cell_and_never_itself(warriors):
    battle = watched(warriors, "dwarf", steps=80_000)
    assert (np.flatnonzero(battle.access == CELL_WRITTEN) % 4 == 0).all()
    assert (battle.access == CELL_WRITTEN).sum() > 1900
    assert (battle.core[1:4] == warriors["dwarf"].code[1:]).all()


def test_gemini_walks(warriors):
    battle = watched(warriors, "gemini", steps=600)
    place = 99 * (int(battle.processes(0)[0]) // 99)
    assert place >= 5 * 99
    assert (battle.core[place + 2 : place + 10] == warriors["gemini"].code[2:]).all()


def test_a_stone_bombs_with_many_processes(warriors):
    battle = watched(warriors, "stone", steps=2000)
    assert len(battle.processes(0)) > 20
    assert (battle.core == warriors["stone"].code[-1]).all(axis=1).sum() > 400


def test_a_stunner_makes_the_enemy_split(warriors):
    battle = watched(warriors, "dwarf", "splbomber", places=[3, 4000])
    most = 0
    while not battle.over:
        battle.step(100)
        most = max(most, int(battle.process_counts[0]))
    assert warriors["dwarf"].code[:, 0].tolist().count(OPCODE["SPL"]) == 0
    assert most > 100


def test_a_clear_wipes_everything_but_itself(warriors):
    battle = watched(warriors, "clear", steps=60_000)
    length = len(warriors["clear"])
    assert (battle.core[1:length] == warriors["clear"].code[1:]).all()
    assert (battle.core[length + 20 :, [3, 5]] != 0).any(axis=1).all()


def test_a_d_clear_stuns_first_and_kills_then(warriors):
    battle = watched(warriors, "dclear", steps=7000)
    assert opcodes(battle, "SPL") > 4000
    battle.step(20_000)
    assert opcodes(battle, "SPL") < 400


@pytest.mark.parametrize(("name", "start"), [("mice", 1), ("paper", 3), ("silk", 3), ("paperstone", 4)])
def test_replicators_multiply(warriors, name, start):
    body = library.load(name)
    if name == "paperstone":
        body = assemble("\n".join(library.source(name).partition("stone   SPL")[0].splitlines()).replace("stone", "p"))
    soon, later = watched(warriors, name, steps=400), watched(warriors, name, steps=8000)
    assert 1 <= copies(soon, body, start) < copies(later, body, start)
    assert copies(later, body, start) > 8


def test_silk_copies_all_of_itself_at_once_and_counts_back_to_zero(warriors):
    body, end = warriors["silk"].code[3:], 9
    assert len(body) == 8
    battle = watched(
        warriors, "silk", steps=7 + 8 + 16
    )  # the launch, the split, and a move while the copies' first splits
    assert (battle.core[3 + 1730 : 3 + 1738] == body).all()
    assert battle.core[3, 3] == 8
    while battle.processes(0).tolist().count(end) < 8:
        battle.step()
    assert battle.core[3, 3] == 0
    assert (battle.core[end + 2807 - 8 : end + 2807, 0] == body[:, 0]).all()


def test_paper_and_stone_do_both(warriors):
    battle = watched(warriors, "paperstone", steps=3000)
    assert (battle.core == warriors["paperstone"].code[-1]).all(axis=1).sum() > 20
    assert len(battle.processes(0)) > 100


def test_a_scanner_erases_what_it_finds_and_only_that(warriors):
    battle = watched(warriors, "scanner", "impgate", places=[0, 200 + 14 * 57])
    while battle.alive[1]:
        battle.step()
    assert battle.cycle < 57 * 2 + 100
    assert (battle.core[998, [3, 5]] == 0).all()
    assert (battle.core[1:6] == warriors["scanner"].code[1:6]).all()


def test_a_one_shot_clears_from_its_first_hit(warriors):
    battle = watched(warriors, "oneshot", "dwarf", places=[0, 3000])
    while battle.alive[1]:
        battle.step()
    assert len(battle.processes(0)) > 1
    first = int(np.flatnonzero((battle.core == warriors["oneshot"].code[1]).all(axis=1))[1])  # [0] is its own
    assert 0 < first < 3010


def test_a_quick_scanner_kills_whom_its_looks_meet(warriors):
    cycles = {}
    for place in (1202, 1240):  # the fourth look compares the cells 4806 and 4836 with each other
        battle = watched(warriors, "quickscan", "dwarf", places=[0, place + 3604])
        battle.step(400)
        cycles[place] = bool(battle.alive[1])
    assert cycles == {1202: False, 1240: True}


def test_a_stone_with_a_spiral_loses_seldom_where_a_stone_alone_does(warriors, played):
    alone = battle([warriors["stone"], warriors["dwarf"]], ROUNDS, position=POSITION)
    assert played["stoneimp", "dwarf"][2] < alone.wins[1]
    watch = watched(warriors, "stoneimp", steps=2000)
    imps = (watch.core == warriors["stoneimp"].code[9]).all(axis=1).sum()
    bombs = (watch.core == warriors["stoneimp"].code[-1]).all(axis=1).sum()
    assert imps > 50
    assert bombs > 50


def test_a_vampire_takes_the_enemy_to_its_pit(warriors):
    battle = watched(warriors, "vampire", "dwarf")
    pit = range(11, 14)
    while battle.cycle < 80_000 and not battle.over and not set(battle.processes(1).tolist()) & set(pit):
        battle.step()
    assert set(battle.processes(1).tolist()) & set(pit)
    battle.step(2000)
    assert np.isin(battle.processes(1), pit).mean() > 0.9


def test_a_p_switcher_changes_after_a_loss(warriors):
    """Spirals beat a stone and cannot beat a paper: after the first losses it stays a paper."""
    stone = battle([warriors["stone"], warriors["impspiral"]], ROUNDS, position=POSITION)
    switch = battle([warriors["pswitch"], warriors["impspiral"]], ROUNDS, position=POSITION)
    once = [battle([warriors["pswitch"], warriors["impspiral"]], position=100 + 37 * k) for k in range(40)]
    assert stone.wins[1] > 100
    assert switch.wins[1] < 5
    assert sum(result.wins[1] for result in once) > 20  # without a memory it is a stone in every round


def test_decoys_lead_scanners_astray(warriors):
    bare = assemble(library.source("decoy").replace("decoys  EQU     8", "decoys  EQU     0"))
    assert len(bare) == len(warriors["decoy"]) - 8
    groups = [(w, warriors[name]) for name in ("oneshot", "scanner") for w in (warriors["decoy"], bare)]
    one_shot, bare_one_shot, scanner, bare_scanner = battles(groups, 400, position=4000, threads=2)
    assert one_shot.deaths[0] < bare_one_shot.deaths[0]
    assert scanner.deaths[0] < bare_scanner.deaths[0] / 2


def test_the_duck_is_unseen_by_those_who_look_for_numbers(warriors, played):
    assert played["scanner", "wait"] == played["oneshot", "wait"] == (0, ROUNDS, 0)
    assert warriors["wait"].code[0].tolist() == [OPCODE["JMP"], 0, MODES.index("$"), 0, MODES.index("$"), 0]


def test_dwarf_and_imp_play_in_other_cores_too():
    small = Settings(core_size=800, max_cycles=8000, max_processes=800, max_length=20, min_distance=20)
    assert library.load("dwarf", small).core_size == library.load("imp", small).core_size == 800
