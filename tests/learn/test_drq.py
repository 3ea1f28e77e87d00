"""Whole runs of a Red Queen with the rule mutator: fitness, rounds, lineage, and going on after a kill."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from baselines.learn.drq import Settings, evolve, load
from baselines.learn.drq.archive import Archive
from baselines.learn.drq.candidate import Proposal
from baselines.learn.drq.fitness import Fitness
from baselines.learn.drq.genome import read
from baselines.learn.drq.line_up import left_out, warriors
from baselines.learn.drq.measures import cycles, duels, margins
from baselines.learn.drq.report import page
from spenvs.corewar import assemble, library
from spenvs.corewar.machine import Settings as Battle
from spenvs.corewar.survival import survival
from spenvs.registry import UnknownName

BATTLE = Battle(core_size=800, max_cycles=400, max_processes=20, min_distance=20, max_length=20)
SMALL = Settings(rounds=3, iterations=12, placements=3, n_init=4, seed=5, battle=BATTLE)
CLEAR = "SPL.B #0, $0\nMOV.I $2, >-2\nJMP.B $-1, $0\nDAT.F $0, $0"
IMP, WAIT = "MOV.I $0, $1", "JMP.B $0, $0"


class Fixed:
    """Proposes the same program again and again."""

    name = "fixed"

    def __init__(self, *sources):
        self.sources = sources
        self.asked = []

    def propose(self, tasks):
        first = len(self.asked)
        self.asked += tasks
        return [Proposal(self.sources[i % len(self.sources)]) for i in range(first, len(self.asked))]

    def close(self):
        pass


def run(folder, settings=SMALL, mutator="rules", **options):
    options = {"opponents": ["imp"], "hold_out": ["dwarf", "wait"], "threads": 1, **options}
    return evolve(settings, mutator, out=folder, **options)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished")
    return folder, run(folder)


# Fitness


def test_fitness_and_behaviour_are_those_of_the_melee():
    crowd = [library.load(name, BATTLE) for name in ("dwarf", "imp", "wait")]
    candidate = assemble(CLEAR, core_size=800)
    found = Fitness(crowd, "melee", 7, BATTLE, threads=2).evaluate(candidate)
    told = survival([candidate, *crowd], 7, 0, BATTLE)
    assert found.fitness == told.scores[:, 0].mean()
    assert found.behaviour["tsp"] == told.spawned[:, 0].mean()
    assert found.behaviour["mc"] == told.coverage[:, 0].mean()
    assert found.behaviour["tsp"] == 19  # it splits until it has all 20 processes
    assert (found.behaviour["uo"], found.behaviour["pl"]) == (4, 4)


def test_the_fitness_of_duels_is_the_mean_of_each():
    crowd = [library.load(name, BATTLE) for name in ("dwarf", "imp", "wait")]
    candidate = assemble(CLEAR, core_size=800)
    found = Fitness(crowd, "duel", 4, BATTLE).evaluate(candidate)
    each = [survival([candidate, opponent], 4, 0, BATTLE).scores[:, 0].mean() for opponent in crowd]
    assert found.fitness == pytest.approx(np.mean(each), abs=1e-12)


def test_who_ties_with_all_has_a_fair_share():
    imp = assemble(IMP, core_size=800)
    assert Fitness([imp] * 4, "melee", 2, BATTLE).evaluate(imp).fitness == pytest.approx(1.0, abs=1e-9)


# Rounds


def test_each_round_is_played_against_the_champions_of_all_earlier_ones(finished):
    _, log = finished
    for t, champion in enumerate(log.champions, 1):
        enemies = [*log.opponents.values(), *(past.warrior for past in log.champions[: t - 1])]
        assert champion.warriors == t + 1
        fitness = Fitness(enemies, "melee", 3, BATTLE).evaluate(champion.warrior).fitness
        assert champion.candidate.fitness == fitness
        assert fitness == max(candidate.fitness for candidate in log.rounds[t - 1])


def test_only_the_last_champions_are_opponents(tmp_path):
    log = run(tmp_path, replace(SMALL, champions=1))
    assert [champion.warriors for champion in log.champions] == [2, 3, 3]
    last = log.champions[2]
    enemies = [*log.opponents.values(), log.champions[1].warrior]
    assert last.candidate.fitness == Fitness(enemies, "melee", 3, BATTLE).evaluate(last.warrior).fitness
    assert [c.operator for c in log.rounds[2]].count("champion") == 1


def test_a_round_begins_with_new_programs_then_the_known_ones(finished):
    _, log = finished
    third = [candidate.operator for candidate in log.rounds[2]]
    assert third[:7] == ["new"] * 4 + ["opponent"] + ["champion"] * 2
    assert len(third) == 7 + 12
    assert [c.parents for c in log.rounds[2][5:7]] == [(champion.candidate.id,) for champion in log.champions[:2]]


def test_a_cold_start_knows_nothing(tmp_path):
    log = run(tmp_path, replace(SMALL, warm_start=False, rounds=2))
    assert {c.operator for candidates in log.rounds for c in candidates} <= {"new", "mutate"}


def test_parents_are_elites_of_the_same_round_at_that_time(finished):
    _, log = finished
    for candidates in log.rounds:
        archive = Archive()
        for candidate in candidates:
            if candidate.operator == "mutate":
                assert candidate.parents[0] in {elite.id for elite in archive.elites.values()}
            archive.place(candidate)


def test_the_shares_of_operators_are_those_set(tmp_path):
    settings = replace(SMALL, rounds=1, iterations=400, placements=1, sample_new=0.25, crossover=0.5)
    operators = [c.operator for c in run(tmp_path, settings).rounds[0]][5:]
    shares = [operators.count(name) / 400 for name in ("new", "mutate", "crossover")]
    assert shares == pytest.approx([0.25, 0.375, 0.375], abs=0.1)


def test_children_of_a_step_are_proposed_at_once_from_the_same_archive(tmp_path):
    proposer = Fixed(WAIT)
    sizes = []
    original = proposer.propose
    proposer.propose = lambda tasks: sizes.append(len(tasks)) or original(tasks)
    run(tmp_path, replace(SMALL, rounds=1, at_once=5), proposer)
    assert sizes == [4, 5, 5, 2]


# Threshold and baselines


def test_a_round_ends_above_the_threshold_which_is_a_share_of_the_warriors(tmp_path):
    below = run(tmp_path / "below", replace(SMALL, rounds=1, threshold=0.5), Fixed(IMP))
    above = run(tmp_path / "above", replace(SMALL, rounds=1, threshold=0.49), Fixed(IMP))
    assert below.champions[0].candidate.fitness == pytest.approx(1.0)  # of 2: not above a half
    assert len(below.rounds[0]) == 5 + 12
    assert len(above.rounds[0]) == 5 + 1


def test_the_released_codes_threshold_is_below_a_fair_share(tmp_path):
    """With a warm start each round ended after one proposal, and the imp won them all."""
    log = run(tmp_path, replace(SMALL, compat="drq"), Fixed("DAT.F $0, $0"))
    assert [len(candidates) for candidates in log.rounds] == [4 + t + 1 for t in (1, 2, 3)]
    assert all(champion.warrior.code.tolist() == [[0, 6, 1, 0, 1, 1]] for champion in log.champions)
    assert [c.operator for c in log.rounds[2]][-1] in ("mutate", "new")


@pytest.mark.parametrize(
    ("name", "sizes"), [("zero-shot", [1]), ("best-of-n", [4]), ("static", [17]), ("single-cell", [17, 18, 19])]
)
def test_baselines_are_settings_of_the_same_run(tmp_path, name, sizes):
    log = run(tmp_path, SMALL.as_baseline(name))
    assert [len(candidates) for candidates in log.rounds] == sizes
    assert all(champion.cells == 1 for champion in log.champions) == (name in ("zero-shot", "single-cell"))


def test_the_baseline_of_duels_has_two_warriors_in_each_battle(tmp_path):
    log = run(tmp_path, replace(SMALL, rounds=2).as_baseline("duel"))
    assert [champion.warriors for champion in log.champions] == [2, 2]


def test_settings_out_of_range_are_refused():
    for wrong in (
        {"rounds": 0},
        {"placements": 10**7},
        {"seed": -1},
        {"sample_new": 1.5},
        {"champions": 0},
        {"threshold": 0.0},
        {"axes": ()},
    ):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Settings(**wrong)
    with pytest.raises(UnknownName, match="mc"):
        Settings(axes=("mcc",))
    with pytest.raises(UnknownName, match="zero-shot"):
        Settings().as_baseline("zeroshot")


# What is kept


def rows(folder):
    """All candidates, as they are written down."""
    return [candidate for candidates in load(folder).rounds for candidate in candidates]


def test_a_run_is_the_same_for_any_number_of_threads(finished, tmp_path):
    run(tmp_path, threads=3)
    assert rows(tmp_path) == rows(finished[0])


def test_another_seed_is_another_run(finished, tmp_path):
    run(tmp_path, replace(SMALL, seed=6, rounds=1))
    assert rows(tmp_path)[:4] != rows(finished[0])[:4]


class Stop(Exception):
    pass


@pytest.mark.parametrize("after", [0, 1, 7, 13, 20, 38])
def test_a_run_that_was_broken_off_comes_to_the_same_candidates(finished, tmp_path, after):
    steps = 0

    def count(round, done, most):
        nonlocal steps
        if steps == after:
            raise Stop
        steps += 1

    with pytest.raises(Stop):
        run(tmp_path, on_step=count)
    assert run(tmp_path).phenotypes.tolist() == finished[1].phenotypes.tolist()
    assert rows(tmp_path) == rows(finished[0])


SCRIPT = """
import sys
sys.path[:0] = [sys.argv[2]]
from test_drq import run
run(sys.argv[1], on_step=lambda *told: print(*told, flush=True))
"""


def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been(finished, tmp_path):
    """The process is killed while it is somewhere in a step, twice, at points of chance."""
    here = str(__file__).rpartition("/")[0]
    rng = np.random.default_rng()
    for _ in range(2):
        with subprocess.Popen([sys.executable, "-c", SCRIPT, tmp_path, here], stdout=subprocess.PIPE) as process:
            for _ in range(int(rng.integers(1, 12))):
                process.stdout.readline()
            time.sleep(rng.random() * 0.01)
            process.send_signal(signal.SIGKILL)
    run(tmp_path)
    assert rows(tmp_path) == rows(finished[0])


def test_a_run_that_has_ended_goes_on_with_more_rounds(finished, tmp_path):
    run(tmp_path, replace(SMALL, rounds=1))
    run(tmp_path)
    assert rows(tmp_path) == rows(finished[0])


def test_a_run_does_not_go_on_with_other_settings(finished):
    with pytest.raises(ValueError, match="iterations 12, not 13"):
        run(finished[0], replace(SMALL, iterations=13))
    with pytest.raises(ValueError, match="hold_out dwarf, wait, not dwarf: go on"):
        run(finished[0], hold_out=["dwarf"])
    with pytest.raises(ValueError, match="champions none, not 2: go on"):
        run(finished[0], replace(SMALL, champions=2))


def test_a_run_does_not_go_on_with_another_program_of_the_same_name(tmp_path):
    judge, one = tmp_path / "judge.red", replace(SMALL, rounds=1)
    judge.write_text(IMP)
    run(tmp_path / "run", one, hold_out=[str(judge)])
    judge.write_text(WAIT)
    with pytest.raises(ValueError, match="other programs as hold_out, under the names judge"):
        run(tmp_path / "run", one, hold_out=[str(judge)])


def test_two_processes_do_not_write_to_the_same_run(tmp_path):
    def again(round, done, most):
        with pytest.raises(ValueError, match="another run"):
            run(tmp_path)
        raise Stop

    with pytest.raises(Stop):
        run(tmp_path, on_step=again)


def test_a_folder_of_something_else_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no run"):
        load(tmp_path)
    (tmp_path / "run.sqlite").write_text("something else, of some length" * 100)
    with pytest.raises(ValueError, match="no file of a run"):
        run(tmp_path)


DAMAGES = {
    "is no file of a run": lambda file: file.write_bytes(file.read_bytes()[:5000]),
    "is damaged": "UPDATE candidates SET behaviour = '{' WHERE round = 2",
    "does not say 'mutator'": "DELETE FROM settings WHERE name = 'mutator'",
    "has format 1": "PRAGMA user_version=1",
    "no such table": "DROP TABLE rounds",
}


@pytest.mark.parametrize("said", DAMAGES)
def test_a_damaged_file_is_named_in_a_sentence(finished, tmp_path, said):
    file, damage = tmp_path / "run.sqlite", DAMAGES[said]
    shutil.copy(finished[0] / "run.sqlite", file)
    if isinstance(damage, str):
        with closing(sqlite3.connect(file)) as db, db:
            db.execute(damage)
    else:
        damage(file)
    with pytest.raises(ValueError, match=said) as told:
        load(tmp_path)
    assert str(file) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    (tmp_path / "run.sqlite").mkdir()
    with pytest.raises(ValueError, match="cannot be used"):
        run(tmp_path)


def test_champions_are_files_with_their_lineage(finished):
    folder, log = finished
    for t, champion in enumerate(log.champions, 1):
        text = (folder / "champions" / f"{t:02}.red").read_text()
        again = assemble(text, core_size=800, max_length=20, min_distance=20)
        assert (again.code == champion.warrior.code).all()
        assert again.start == champion.warrior.start
        assert f"candidate {champion.candidate.id} ({champion.candidate.operator})" in text
        for ancestor in log.ancestry(champion.candidate):
            assert f"{ancestor.id} ({ancestor.operator})" in text.replace("\n; ", "")


def test_the_ancestry_ends_at_a_program_without_parents(finished):
    _, log = finished
    for candidates in log.rounds:
        for candidate in candidates:
            line = [candidate, *log.ancestry(candidate)]
            assert all(older.id in younger.parents for younger, older in pairwise(line))
            assert line[-1].operator in ("new", "opponent")


def test_champions_are_measured_by_duels_with_the_hold_out(finished):
    _, log = finished
    judges = warriors(["dwarf", "wait"], BATTLE)
    for champion in log.champions:
        assert duels(champion.warrior, judges, 3, BATTLE) == (champion.scores, champion.others)
    assert log.phenotypes.shape == (3, 2)


def test_champions_are_measured_by_duels_with_each_other(finished):
    _, log = finished
    for t, champion in enumerate(log.champions):
        earlier = [each.warrior for each in log.champions[:t]]
        assert list(champion.margins) == margins(champion.warrior, earlier, 3, BATTLE)
        assert log.defeats[t, :t].tolist() == [margin > 1e-9 for margin in champion.margins]
        assert log.defeats[:t, t].tolist() == [margin < -1e-9 for margin in champion.margins]


def test_the_report_names_cycles_among_champions(finished, tmp_path):
    """The log is that of a run in which 1 defeats 2, 2 defeats 3, and 3 defeats 1."""
    log = finished[1]
    margin = [(), (-0.5,), (0.5, -0.5)]
    turned = [replace(champion, margins=each) for champion, each in zip(log.champions, margin, strict=True)]
    text = page(replace(log, champions=tuple(turned)))
    assert "1 of 1 triples" in text
    assert "1 → 2 → 3 → 1" in text
    assert "In 1 of 3 duels the later champion defeats the earlier one, in 2 the earlier one the later" in text
    assert text.count("<title>2 defeats 3</title>") == 2
    assert f"{len(cycles(log.defeats))} of 1 triples" in (finished[0] / "index.html").read_text()


def test_a_champion_that_dies_at_once_is_reported(tmp_path):
    log = run(tmp_path, SMALL.as_baseline("zero-shot"), Fixed("DAT.F $0, $0"))
    assert log.champions[0].candidate.fitness == 0
    assert "of round 1" in (tmp_path / "index.html").read_text()


def test_the_report_shows_every_champion_and_archive(finished):
    folder, log = finished
    text = (folder / "index.html").read_text()
    for champion in log.champions:
        assert f"{champion.candidate.id}: {len(champion.warrior)} instruction" in text
    assert text.count('<svg class="heat"') == 3
    assert "Generality by round" in text
    assert "http" not in text.replace("http://www.w3.org", "")


def test_a_run_without_a_hold_out_has_no_generality(tmp_path):
    log = run(tmp_path, replace(SMALL, rounds=1), hold_out=[])
    assert log.phenotypes.shape == (1, 0)
    assert "Generality by round" not in (tmp_path / "index.html").read_text()


# What cannot be done


def test_a_program_that_cannot_fight_is_kept_with_its_error(tmp_path):
    long = "\n".join(["MOV.I $0, $1"] * 21)
    log = run(tmp_path, replace(SMALL, rounds=1), Fixed(WAIT, "MOV nowhere, 1", long))
    first = log.rounds[0]
    assert "nowhere" in first[1].error
    assert first[1].fitness == first[2].fitness == -np.inf
    assert "20" in first[2].error
    assert first[0].error == ""
    assert log.champions[0].broken == sum(candidate.fitness == -np.inf for candidate in first) > 2


def test_a_round_in_which_nothing_can_fight_says_so(tmp_path):
    with pytest.raises(ValueError, match="no program of round 1 has a fitness"):
        run(tmp_path, replace(SMALL, warm_start=False), Fixed("no program"))


def test_a_core_without_room_for_all_champions_is_refused_at_once(tmp_path):
    with pytest.raises(ValueError, match="41 warriors, and a battle room for 40"):
        run(tmp_path, replace(SMALL, rounds=40))
    with pytest.raises(ValueError, match="65 warriors, and a battle room for 64"):
        run(tmp_path, Settings(rounds=64))
    run(tmp_path / "few", replace(SMALL, rounds=1, iterations=0, champions=3))


def test_warriors_come_from_the_suite_files_and_folders(tmp_path):
    (tmp_path / "mine.red").write_text("MOV 0, 1")
    (tmp_path / "broken.red").write_text("MOVE 0, 1")
    assert set(warriors(["imp", str(tmp_path / "mine.red")])) == {"imp", "mine"}
    assert set(warriors([str(tmp_path)])) == {"mine"}
    assert list(left_out(["imp", str(tmp_path / "mine.red"), str(tmp_path)])) == [f"{tmp_path}/broken"]
    with pytest.raises(ValueError, match="no folder"):
        warriors([str(tmp_path / "none")])
    with pytest.raises(ValueError, match="broken"):
        warriors([str(tmp_path / "broken.red")])
    with pytest.raises(ValueError, match="two warriors named imp"):
        warriors(["imp", "imp"])
    with pytest.raises(UnknownName):
        warriors(["imqp"])


def test_everything_written_down_is_plain(finished):
    """The log is read by other programs: no pickles, and JSON only where there is a structure."""
    with closing(sqlite3.connect(finished[0] / "run.sqlite")) as db:
        for parents, behaviour, note, fitness in db.execute("SELECT parents, behaviour, note, fitness FROM candidates"):
            assert isinstance(json.loads(parents), list)
            assert set(json.loads(behaviour)) == ({"tsp", "mc", "uo", "pl"} if fitness is not None else set())
            assert isinstance(json.loads(note), dict)


def test_sources_in_the_log_assemble(finished):
    for candidate in rows(finished[0]):
        assert len(read(candidate.source, BATTLE)) >= 1
