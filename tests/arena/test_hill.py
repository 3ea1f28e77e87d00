"""King of the hill: points, who leaves, ages, what is kept, what cannot fight, and the reports."""

import csv
import io
import json
import re

import numpy as np
import pytest
from rich.console import Console

from baselines.arena.hill import RULES, Hill, Rules
from baselines.arena.hill import king as king_module
from baselines.arena.hill.report import show
from baselines.arena.ratings import ELO, PRIOR_ELO
from baselines.cli import main
from spenvs.corewar import assemble, battle, library
from spenvs.corewar.machine import Settings
from spenvs.corewar.match import battles
from spenvs.registry import UnknownName

IMP = ";name Imp\n;author A. Writer\nMOV.I 0, 1\n"
GATE = ";name Gate\nDJN.B #0, <-5\n"
DWARF = ";name Dwarf\nADD.AB #4, 3\nMOV.I 2, @2\nJMP -2\nDAT #0, #0\n"
CLEAR = ";name Clear\nSPL.B #0, 0\nMOV.I 2, >-2\nJMP.B -1\nDAT 0, 0\n"
DUCK = ";name Duck\nJMP.B 0\n"
FOUR = {"imp": IMP, "gate": GATE, "dwarf": DWARF, "clear": CLEAR}
EVIL = "</script><b>x</b>"
SMALL = {"rules": "tiny", "rounds": 20}


def folder(path, **sources):
    path.mkdir(exist_ok=True)
    for name, source in sources.items():
        (path / f"{name}.red").write_text(source)
    return path


@pytest.fixture
def four(tmp_path):
    return folder(tmp_path / "four", **FOUR)


@pytest.fixture
def table(tmp_path, four):
    with Hill(tmp_path / "hill", **SMALL) as hill:
        hill.fill(four)
        return hill.standings()


def names(hill):
    return {member.name for member in hill.members}


def test_points_are_three_for_a_win_and_one_for_a_tie(table):
    warriors = {s.name: s for s in (assemble(text, core_size=800, max_length=20) for text in FOUR.values())}
    programs = {row.name: row.program for row in table.rows}
    for row in table.rows:
        points = 0
        for other in table.rows:
            if other is not row:
                pair = sorted([row.name, other.name], key=programs.get)
                result = battles([[warriors[name] for name in pair]], 20, seed=1, settings=RULES["tiny"].settings)[0]
                points += result.scores[pair.index(row.name)]
        assert row.score.value == pytest.approx(points * 100 / 20 / 3)
    assert [row.rank for row in table.rows] == [1, 2, 3, 4]
    assert [row.score.value for row in table.rows] == sorted((row.score.value for row in table.rows), reverse=True)


def test_rows_add_up_to_the_matrix(table):
    assert (table.wins + table.ties + table.losses == 20 * (1 - np.eye(4))).all()
    for row, wins, ties, losses in zip(table.rows, table.wins, table.ties, table.losses, strict=True):
        assert (row.wins, row.ties, row.losses) == (wins.sum(), ties.sum(), losses.sum())
        assert np.nanmean(table.points[row.rank - 1]) == pytest.approx(row.score.value)
        assert row.score.low <= row.score.value <= row.score.high
        assert row.rating.low <= row.rating.value <= row.rating.high
    assert sum(row.nash for row in table.rows) == pytest.approx(1)
    assert sum(row.alpha_rank for row in table.rows) == pytest.approx(1)
    assert sum(row.rating.value for row in table.rows) == pytest.approx(0)


def test_the_result_depends_neither_on_threads_nor_on_who_came_first(tmp_path, four, table):
    with Hill(tmp_path / "one", threads=1, **SMALL) as hill:
        hill.fill(four)
        assert hill.standings().to_json() == table.to_json()
    with Hill(tmp_path / "late", threads=3, **SMALL) as hill:
        hill.fill(folder(tmp_path / "two", imp=IMP, gate=GATE))
        hill.challenge(four / "dwarf.red")
        hill.challenge(four / "clear.red")
        late = hill.standings()
    assert [row.name for row in late.rows] == [row.name for row in table.rows]
    assert (late.wins == table.wins).all()
    assert [row.score for row in late.rows] == [row.score for row in table.rows]


def test_no_battle_is_fought_twice_and_a_cut_off_run_goes_on(tmp_path, four, monkeypatch):
    from baselines.arena.hill import fights

    fought = []

    def counting(groups, *arguments, **options):
        fought.append(groups)
        if len(fought) == 3:
            raise KeyboardInterrupt
        return battles(groups, *arguments, **options)

    monkeypatch.setattr(fights, "battles", counting)
    with Hill(tmp_path / "hill", threads=1, **SMALL) as hill, pytest.raises(KeyboardInterrupt):
        hill.fill(four)
    assert len(fought) < 7
    with Hill(tmp_path / "hill") as hill:
        assert (hill.rules.name, hill.rounds) == ("tiny", 20)
        told = []
        hill.fill(four, lambda done, planned: told.append((done, planned)))
        assert len(fought) == 7  # the one that was cut off was fought again
        assert told[-1] == (6, 6)
        hill.fill(four)
        hill.standings()
        assert len(fought) == 7


def test_the_last_leaves_when_there_are_too_many(tmp_path, four, table):
    with Hill(tmp_path / "small", size=3, **SMALL) as hill:
        hill.fill(four)
        rows = hill.standings().rows
    assert {row.name for row in rows} == {row.name for row in table.rows[:3]}
    with Hill(tmp_path / "hill", size=2) as hill:
        assert len(hill.standings().rows) == 2
        assert len(hill.members) == 2


def test_a_challenger_that_stays_pushes_the_last_off_and_ages_the_others(tmp_path, four, table):
    last = table.rows[-1].name
    with Hill(tmp_path / "hill", size=4) as hill:
        strong = hill.challenge(assembled_scanner())
        assert strong.entered
        assert strong.left == (last,)
        assert strong.fought == 5
        rows = {row.name: row for row in hill.standings().rows}
        assert set(rows) == {row.name for row in table.rows[:3]} | {"Hunter"}
        assert {name: row.age for name, row in rows.items()} == dict.fromkeys(rows, 1) | {"Hunter": 0}
        weak = hill.challenge(assemble(";name Dead\nDAT 0, 0\n", core_size=800, max_length=20))
        assert (weak.entered, weak.left, weak.rank, weak.score) == (False, (), 5, 0.0)
        assert {row.name: row.age for row in hill.standings().rows} == {name: row.age for name, row in rows.items()}
        hill.fill(four)  # those who were there before keep their ages
        assert {member.name: member.age for member in hill.members} == {
            row.name: int(row.name != last) for row in table.rows
        }


def assembled_scanner():
    return assemble(";name Hunter\n" + library.source("clear").replace(";name", ";was"), core_size=800, max_length=20)


def test_where_there_is_room_nobody_leaves(tmp_path, table):
    with Hill(tmp_path / "hill") as hill:
        assert hill.challenge(assembled_scanner()).left == ()
        assert len(hill.members) == 5


def test_circles_are_found_and_begin_with_the_best(tmp_path):
    with Hill(tmp_path / "hill", rounds=40) as hill:
        hill.fill(folder(tmp_path / "w", **{n: library.source(n) for n in ("clear", "mice", "splbomber", "scanner")}))
        table = hill.standings()
    circles = {circle.names for circle in table.circles}
    place = {row.name: row.rank - 1 for row in table.rows}
    assert table.circle_count == len(circles) > 0
    for circle in table.circles:
        first, second, third = (place[name] for name in circle.names)
        assert first < min(second, third)
        for a, b, margin in zip((first, second, third), (second, third, first), circle.margins, strict=True):
            assert margin == (table.wins[a, b] - table.wins[b, a]) * 100 / 40 > 0


def test_the_ratings_are_where_the_likelihood_is_flat(table):
    """Bradley and Terry (1952), a tie half a win, and the prior of the arena's ratings: the gradient is 0."""
    strength = np.array([row.rating.value for row in table.rows]) / ELO
    expected = 20 / (1 + np.exp(strength - strength[:, None])) * (1 - np.eye(4))
    gradient = (table.wins + table.ties / 2 - expected).sum(axis=1) - (ELO / PRIOR_ELO) ** 2 * strength
    assert gradient == pytest.approx(np.zeros(4), abs=1e-6)


def test_in_a_melee_all_fight_in_one_core(tmp_path, four):
    with Hill(tmp_path / "hill", Rules("small melee", RULES["tiny"].settings, melee=True), rounds=30) as hill:
        hill.fill(four)
        table = hill.standings()
        rows = table.rows
        line = sorted(hill.members, key=lambda member: member.program)
    result = battle([m.warrior for m in line], 30, seed=1, core_size=800, max_cycles=8000, max_processes=800,
                    min_distance=20, max_length=20)  # fmt: skip
    ours = {row.program: (row.score.value, row.wins, row.ties, row.losses) for row in rows}
    theirs = zip(result.scores, result.wins, result.ties, result.deaths.tolist(), strict=True)
    for member, (score, wins, ties, deaths) in zip(line, theirs, strict=True):
        assert ours[member.program] == (pytest.approx(score * 100 / 30), wins, ties, deaths)
    assert rows[0].rating is None
    assert not table.circles
    assert len(table.to_csv().splitlines()) == 5
    assert '"melee":true' in table.to_html()
    with Hill(tmp_path / "hill", size=3) as hill:
        assert hill.rules.name == "small melee"
        assert len(hill.standings().rows) == 3


def test_files_that_cannot_fight_are_named_with_the_reason(tmp_path, four):
    folder(four, broken="MOV.I 0, 1\nMOV.Q 0, 1\n", long="NOP 0\n" * 21, twin=";name Another\n" + IMP, empty="")
    (four / "gone.red").symlink_to(tmp_path / "nowhere")
    (four / "huge.red").write_bytes(b"x" * (2**20 + 1))
    (four / "zeros.RED").write_bytes(bytes(100))
    with Hill(tmp_path / "hill", **SMALL) as hill:
        hill.fill(four)
        assert names(hill) == {"Imp", "Gate", "Dwarf", "Clear"}
        reasons = hill.standings().left_out
    assert set(reasons) == {"broken", "long", "twin", "empty", "gone", "huge", "zeros"}
    assert re.search("line 2, column 5.*expected a modifier", reasons["broken"])
    assert "line 21" in reasons["long"]
    assert reasons["twin"] == "it is the same program as imp, and plays once"
    assert reasons["gone"] == "No such file or directory"
    assert reasons["huge"] == "expected a program, found a file of more than 1000000 bytes"
    with Hill(tmp_path / "hill") as hill:
        assert hill.left_out == reasons


def test_programs_that_the_rules_do_not_allow_stay_out(tmp_path, four):
    folder(four, private="LDP.AB #0, 1\nJMP -1, 0\n", new="MOV.I 0, }1\n", old="MOV 0, 1\n")
    found = {}
    for rules in ("94", "94nop", "88"):
        with Hill(tmp_path / rules, rules, rounds=1) as hill:
            hill.fill(folder(four, imp2="MOV 0, 2\n"))
            found[rules] = hill.left_out
    assert "private" not in found["94"]
    assert "P-space" in found["94nop"]["private"]
    assert "LDP" in found["88"]["private"]
    assert "ICWS'88" in found["88"]["new"]


def test_warriors_of_one_name_are_told_apart(tmp_path):
    with Hill(tmp_path / "hill", **SMALL) as hill:
        hill.fill(folder(tmp_path / "w", a=IMP, b=IMP.replace("1", "2"), c="JMP 0\n"))
        found = [row.name for row in hill.standings().rows]
    assert sorted(name.partition(" @")[0] for name in found) == ["Imp", "Imp", "c"]
    assert len(set(found)) == 3


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"rounds": 0}, "rounds is 0, expected 1 to 1000000"),
        ({"seed": 0}, "seed is 0, expected 1 to 2147483646"),
        ({"size": 1}, "size is 1, expected 2"),
        ({"threads": 0}, "threads is 0"),
    ],
)
def test_numbers_out_of_range_are_refused(tmp_path, options, complaint):
    with pytest.raises(ValueError, match=complaint):
        Hill(tmp_path, **options)


def test_unknown_rules_are_refused(tmp_path):
    with pytest.raises(UnknownName, match="did you mean nano"):
        Hill(tmp_path, "nanno")


@pytest.mark.parametrize("other", [{"rules": "nano"}, {"rounds": 30}, {"seed": 5}])
def test_other_settings_than_those_of_the_hill_are_refused(tmp_path, table, other):
    with pytest.raises(ValueError, match="holds a hill with rules tiny, 20 rounds and seed 1, not rules"):
        Hill(tmp_path / "hill", **other)
    with Hill(tmp_path / "hill", **SMALL) as hill:
        assert len(hill.members) == 4


def test_settings_may_change_as_long_as_nobody_stands_on_the_hill(tmp_path, four):
    with Hill(tmp_path / "hill", "nano") as hill, pytest.raises(ValueError, match="no folder"):
        hill.fill(tmp_path / "nowhere")
    with Hill(tmp_path / "hill", **SMALL) as hill:
        hill.fill(four)
        assert hill.rules.name == "tiny"


def test_a_folder_with_too_few_warriors_is_refused(tmp_path):
    with Hill(tmp_path / "hill", **SMALL) as hill:
        with pytest.raises(ValueError, match=r"there is no \.red file"):
            hill.fill(folder(tmp_path / "none"))
        with pytest.raises(ValueError, match=r"holds 1 of the 2 or more warriors.*bad: line 1"):
            hill.fill(folder(tmp_path / "one", imp=IMP, bad="MOVE 1"))
        with pytest.raises(ValueError, match="nobody stands on the hill"):
            hill.standings()


def test_a_challenger_that_cannot_fight_is_refused(tmp_path, table):
    with Hill(tmp_path / "hill") as hill:
        with pytest.raises(ValueError, match="bad does not assemble: line 1, column 6"):
            hill.challenge(folder(tmp_path / "c", bad="MOVE 1") / "bad.red")
        with pytest.raises(ValueError, match="Other is the same program as Imp, which stands on the hill"):
            hill.challenge(folder(tmp_path / "c", twin=";name Other\nMOV.I 0, 1\n") / "twin.red")
        with pytest.raises(FileNotFoundError):
            hill.challenge(tmp_path / "nobody.red")
        assert len(hill.members) == 4


@pytest.mark.parametrize("content", [b"not a database, but long enough to be one" * 100, None])
def test_a_file_that_is_no_hill_is_refused(tmp_path, content):
    if content is None:
        import sqlite3

        with sqlite3.connect(tmp_path / "hill.sqlite") as db:
            db.execute("CREATE TABLE something (x)")
        db.close()
    else:
        (tmp_path / "hill.sqlite").write_bytes(content)
    with pytest.raises(ValueError, match="is not a hill's file"):
        Hill(tmp_path)


def test_the_reports_say_the_same(tmp_path, table):
    data = json.loads(table.to_json())
    assert [row["name"] for row in data["rows"]] == [row.name for row in table.rows]
    assert data["wins"] == table.wins.tolist()
    assert data["rules"]["core_size"] == 800
    rows = list(csv.DictReader(io.StringIO(table.to_csv())))
    assert [float(row["score"]) for row in rows] == [row.score.value for row in table.rows]
    pairs = list(csv.DictReader(io.StringIO(table.pairs_csv())))
    assert len(pairs) == 12
    assert sum(int(pair["wins"]) for pair in pairs) == table.wins.sum()
    for width in (40, 100):
        console = Console(file=io.StringIO(), width=width)
        show(table, console)
        printed = console.file.getvalue()
        assert all(row.name in printed for row in table.rows)


def test_the_page_needs_nothing_else_and_keeps_foreign_text_out_of_its_markup(tmp_path):
    evil = f";name {EVIL}\n;author {EVIL}\nMOV.I 0, 1 ; {EVIL}\n"
    with Hill(tmp_path / "hill", **SMALL) as hill:
        hill.fill(folder(tmp_path / "w", evil=evil, duck=DUCK))
        written = hill.write()
        page = hill.standings().to_html()
    assert EVIL not in page
    assert page.count("<script>") == page.count("</script>") == 1
    assert not re.search(r"(src|href)=|@import|url\(|/\* (STYLE|SHARED) \*/", page)
    assert "function tint(" in page
    assert sorted(path.name for path in written) == ["hill.csv", "hill.json", "index.html", "pairs.csv"]
    assert all(path.stat().st_size for path in written)


def test_control_characters_do_not_reach_the_terminal(tmp_path):
    with Hill(tmp_path / "hill", **SMALL) as hill:
        hill.fill(folder(tmp_path / "w", a=";name \x1b[31mred [bold]x\nMOV.I 0, 1\n", b=DUCK))
        console = Console(file=io.StringIO(), width=100)
        show(hill.standings(), console)
    assert "\x1b" not in console.file.getvalue()
    assert "[31mred [bold]x" in console.file.getvalue()


def test_from_the_command_line(tmp_path, four, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["hill", "four", "--rules", "tiny", "--rounds", "20", "--size", "4"]) == 0
    assert "Hill tiny: 4 warriors, 20 rounds a pair" in capsys.readouterr().out
    (tmp_path / "dead.red").write_text(";name Dead\nDAT 0, 0\n")
    assert main(["hill", "--challenge", "dead.red"]) == 0
    assert "Dead comes in 5 of 5 with 0.0 points, and does not get onto the hill." in capsys.readouterr().out
    assert main(["hill", "--rounds", "7"]) == 2
    assert capsys.readouterr().err.startswith("spenvs: hill holds a hill with rules tiny")
    assert main(["hill", "nowhere"]) == 2
    assert "there is no folder nowhere" in capsys.readouterr().err


def test_an_empty_hill_is_filled_with_our_own_before_a_challenge(tmp_path, monkeypatch):
    monkeypatch.setattr(king_module, "library_sources", lambda: {"imp": IMP, "dwarf": DWARF})
    with Hill(tmp_path, rounds=2) as hill:
        assert hill.challenge(assemble(DUCK)).fought == 3
        assert names(hill) == {"Imp", "Dwarf", "Duck"}


def test_the_public_hills_have_their_settings():
    assert RULES["94"].settings == Settings(8000, 80000, 8000, 100, 100)
    assert RULES["lp"].settings.max_processes == 8
    assert RULES["nano"].settings == Settings(80, 800, 80, 5, 5)
    assert RULES["94x"].settings == Settings(55440, 500000, 10000, 200, 200)
    assert [name for name, rules in RULES.items() if rules.melee] == ["multi"]
    assert all(Rules.of(json.loads(json.dumps(rules.key()))) == rules for rules in RULES.values())
