"""The core as a picture, and battles as films."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from spenvs.core.film import save
from spenvs.corewar import assemble, film, library, picture
from spenvs.corewar.machine import Settings
from spenvs.corewar.trace import TracedBattle

SMALL = Settings(core_size=100, max_cycles=50, max_processes=8, min_distance=10, max_length=10)
GROUND = list(picture.GROUND)
WHITE = [255, 255, 255]


def warrior(code: str, name: str = "it", size: int = 100):
    return assemble(f";name {name}\n;assert 1\n" + "\n".join(code.split("|")), core_size=size, max_length=10)


IMP = warrior("MOV.I $0, $1", "Imp")
STILL = warrior("JMP.B $0, $0", "Still")
DIES = warrior("NOP.F $0, $0 | DAT.F $0, $0", "Dies")


def battle(*warriors, steps=0, places=(0, 50)):
    played = TracedBattle(warriors, SMALL, places[: len(warriors)])
    assert played.step(steps) == steps
    return played


def tile(image: np.ndarray, address: int, scale: int = 6) -> np.ndarray:
    """The pixels of a cell of a core of 100, which has rows of ten."""
    row, column = divmod(address, 10)
    return image[row * scale : row * scale + scale - 1, column * scale : column * scale + scale - 1]


def colour(image: np.ndarray, address: int) -> list[int]:
    """The colour at the corner of a cell, where no process is marked."""
    return tile(image, address)[0, 0].tolist()


def test_cells_have_the_colour_of_their_warrior_the_stronger_the_more_was_done():
    loaded = picture.rgb(battle(IMP, STILL), 6, fresh=0)
    assert loaded.shape[:2] == (60 + 20 * 3 + 12, 480)
    core = picture.cells(battle(IMP, STILL), fresh=0)
    assert (loaded[:60, 210:270] == core).all()
    played = picture.cells(battle(IMP, STILL, steps=6), fresh=0)
    first, second = picture.palette(2)[1:].tolist()
    assert [colour(played, at) for at in (0, 1, 2)] == [first] * 3
    assert colour(played, 50) == second
    assert colour(played, 4) == colour(core, 99) == GROUND
    written = np.array(colour(played, 3))
    assert written.tolist() == colour(core, 0)
    assert written == pytest.approx(np.array(GROUND) * 0.38 + np.array(first) * 0.62, abs=1)


def test_what_is_read_or_counted_is_darker_than_what_is_written():
    reader = warrior("SNE.I $20, $30 | ADD.AB #1, $25 | NOP.F $0, >26 | MOV.AB #1, $27", "reader")
    shown = picture.cells(battle(reader, STILL, steps=8), fresh=0)
    light = {at: sum(colour(shown, at)) for at in (20, 30, 28, 26, 30, 9)}
    assert sum(GROUND) == light[9] < light[20] < light[28] < light[26]


def test_what_was_just_done_is_lighter():
    shown = picture.cells(battle(IMP, STILL, steps=20), fresh=20)
    light = [sum(colour(shown, at)) for at in range(10)]
    assert light == sorted(light)
    assert light[0] < light[4] < light[9]
    assert colour(picture.cells(battle(IMP, STILL, steps=20), fresh=1), 0) == picture.palette(2)[1].tolist()


def test_a_process_is_a_mark_that_leaves_a_cell_its_colour():
    shown = tile(picture.cells(battle(IMP, STILL, steps=2), fresh=0), 50)
    colours, counts = np.unique(shown.reshape(-1, 3), axis=0, return_counts=True)
    assert dict(zip(map(tuple, colours.tolist()), counts, strict=True)) == {
        tuple(WHITE): 9,
        tuple(picture.palette(2)[2].tolist()): 16,
    }


def test_the_process_that_comes_next_is_marked_more_strongly_than_others():
    splitter = warrior("SPL.B $0, $0 | JMP.B $0, $0")
    played = battle(splitter, STILL, steps=2)
    assert played.processes(0).tolist() == [1, 0]
    shown = picture.cells(played, fresh=0)
    assert tile(shown, 1)[2, 2].tolist() == WHITE
    other = tile(shown, 0)[2, 2].tolist()
    assert other != WHITE
    assert sum(other) > sum(colour(shown, 0))


def test_a_death_is_crossed():
    played = battle(DIES, STILL, steps=3)
    assert played.over
    shown = tile(picture.cells(played, fresh=0), 1)
    assert [shown[i, i].tolist() for i in range(5)] == [WHITE] * 5
    assert [shown[i, 4 - i].tolist() for i in range(5)] == [WHITE] * 5
    assert shown[0, 2].tolist() != WHITE


def test_large_cells_show_their_opcode():
    same, other = warrior("MOV.I $0, $1 | MOV.I $5, $6 | DAT.F $0, $0"), warrior("MOV.I $0, $1")
    shown = picture.cells(battle(same, other), 8, fresh=0)
    first, second, bomb = (tile(shown, at, 8) for at in (0, 1, 2))
    assert len(np.unique(second.reshape(-1, 3), axis=0)) == 2
    assert ((second != second[0, 0]).any(axis=2) != (bomb != bomb[0, 0]).any(axis=2)).any()
    assert (tile(picture.cells(battle(same, other), 7, fresh=0), 1, 7) == second[0, 0]).all()
    assert len(np.unique(first.reshape(-1, 3), axis=0)) == 3  # colour, mark and sign


def test_drawing_leaves_the_battle_as_it_is():
    played = battle(IMP, STILL, steps=7)
    before = played.snapshot().arrays
    picture.rgb(played, 10)
    picture.ansi(played)
    after = played.snapshot().arrays
    assert all((before[name] == after[name]).all() for name in before)


def test_the_table_of_a_battle_names_all_that_its_picture_shows():
    text = picture.ansi(battle(IMP, STILL, steps=5), colour=False).split("\n")
    assert text[0][:8] == "111*...."
    assert text[0][49:52] == ".*."
    assert text[2:] == [
        "  1 Imp    █████████▌                     1 process, 4 cells",
        "  2 Still  █████████▌                     1 process, 1 cell",
        "cycle 2 of 50",
    ]


def test_letters_say_what_was_done():
    reader = warrior("SNE.I $20, $30 | ADD.AB #1, $25 | NOP.F $0, >26 | MOV.AB #1, $27", "reader")
    text = "".join(picture.plain(battle(reader, STILL, steps=8)))
    assert (text[:5], text[20], text[26], text[28], text[30]) == ("1111*", ":", "a", "+", "a")
    assert "".join(picture.plain(battle(DIES, STILL, steps=3)))[:2] == "1X"


def test_of_cells_that_share_a_letter_the_liveliest_counts():
    warriors = [library.load("dwarf"), library.load("imp")]
    played = TracedBattle(warriors, places=[0, 4000])
    lines = picture.plain(played)
    assert [len(line) for line in lines] == [80] * 20
    assert "".join(lines).replace(".", "") == "**"
    played.step(2000)
    letters = "".join(picture.plain(played))
    assert letters[0] == "*"
    assert letters[-150:] == "." * 150
    assert letters[4:200] == letters[4] * 196
    assert letters[4] == "a"


@pytest.mark.parametrize("count", [2, 8, 16, 64])
def test_every_warrior_has_a_colour_of_its_own(count):
    colours = picture.palette(count).astype(int)
    assert colours.shape == (count + 1, 3)
    gaps = np.abs(colours[:, None] - colours[None]).sum(axis=2)
    assert gaps[~np.eye(count + 1, dtype=bool)].min() > (60 if count <= 16 else 0)


@given(st.integers(1, 60000))
def test_a_core_is_laid_out_about_four_to_three(size):
    columns = picture.columns_for(size)
    rows = -(-size // columns)
    assert columns * rows < size + columns
    if size > 50:
        assert 0.7 < columns / rows < 2.4


@pytest.mark.parametrize(("size", "columns"), [(8000, 100), (800, 32), (80, 10), (8192, 128), (55440, 264)])
def test_usual_cores_fill_their_rows(size, columns):
    assert picture.columns_for(size) == columns
    assert size % columns == 0


@pytest.mark.parametrize(
    ("warriors", "steps", "said"),
    [
        ((IMP, STILL), 0, "cycle 0 of 50"),
        ((DIES, STILL), 3, "cycle 1 of 50: Still has won"),
        ((STILL, STILL), 100, "cycle 50 of 50: Still and Still survived"),
        ((STILL,), 50, "cycle 50 of 50: Still survived"),
        ((DIES,), 2, "cycle 2 of 50: Dies died"),
    ],
)
def test_the_summary_says_how_it_came_out(warriors, steps, said):
    assert picture.summary(battle(*warriors, steps=steps)) == said


def test_names_from_anywhere_do_no_harm():
    played = battle(warrior("JMP $0", "\x1b[31m" + "x" * 100), STILL)
    shown = picture.ansi(played, colour=False)
    assert "\x1b" not in shown
    assert "x" * 30 not in shown
    assert picture.rgb(played).dtype == np.uint8


@pytest.mark.parametrize("frames", [2, 3, 10, 300])
def test_moments_are_even_and_reach_from_the_present_to_the_end(frames):
    played = battle(IMP, STILL, steps=4)
    times = [(moment.executed, interval) for moment, interval in film.moments(played, frames)]
    assert played.over
    assert times[0][0] == 4
    assert times[-1][0] == 100
    assert len(times) <= frames
    gaps = np.diff([time for time, _ in times])
    assert (gaps[:-1] == times[0][1]).all()
    assert gaps[-1] <= times[0][1]


def test_a_film_is_a_gif(tmp_path):
    path = tmp_path / "battle.gif"
    played = battle(IMP, STILL)
    assert save(path, (picture.rgb(moment, 4, fresh) for moment, fresh in film.moments(played, 6)), 12) == 6
    with Image.open(path) as image:
        assert image.n_frames == 6
        assert image.info["loop"] == 0
        image.seek(5)
        last = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(last - picture.rgb(played, 4, 20)).max() < 20
