import hashlib
import itertools
import re

import numpy as np
import pytest

import spenvs
from spenvs.core import draw
from spenvs.core.draw import Bars, Cards, Dice, Grid, Heaps, Line, Raster, ansi, pixels
from spenvs.core.rules import OVER

SETTINGS = [(spec.id, preset) for spec in spenvs.list_envs() for preset in (None, *spec.presets)]
TABLES = {
    "marks": [Grid([["X", "1"], ["2", "O"]], {"X": "blue", "O": "red"}, marked=[(0, 0)])],
    "discs": [Grid([["", "X"], ["O", "X"]], {"X": "red", "O": "yellow"}, "discs", ("0", "1"))],
    "cards": [
        Cards("player_0", ("K♠", "10♥", "7♦", "A♣", "Q", "scissors", None), "bet", turn=True),
        Cards("player_1", ()),
    ],
    "dice": [Dice("player_0", (1, 2, 3, 4, 5, 6, 12, None)), Line("bid: 3 x 6")],
    "heaps": [Heaps((1, 0, 100))],
    "stones": [Grid([["X", "·"], ["·", "O"]], {"X": "black", "O": "white"}, "stones", "ab", [(1, 1)], "12")],
    "hexes": [
        Grid(["X·O", "·XO"], {"X": "red", "O": "blue"}, "hexes", "abc", [(1, 1), (1, 2)], "12", 0, ("red", "blue"))
    ],
    "blocks": [Grid([["X", "", "O", ""]] * 4, {"X": "red", "O": "blue"}, marked=[(2, 0)], blocks=2)],
    "bars": [Bars([("a", 0.3, "30"), ("bcd", 1.0, "")], [(230, 159, 0), (86, 180, 233)])],
    "raster": [Raster(np.arange(24, dtype=np.uint8).reshape(2, 4, 3), ("some letters",))],
    "nothing": [],
}


@pytest.mark.parametrize("name", TABLES)
def test_a_picture_is_an_array_of_colours_and_the_same_each_time(name):
    first, second = pixels(TABLES[name], name), pixels(TABLES[name], name)
    assert first.dtype == np.uint8
    assert first.ndim == 3
    assert first.shape[2] == 3
    assert first.tobytes() == second.tobytes()


def test_a_title_and_every_element_change_the_picture():
    pictures = [pixels(table, title) for table in TABLES.values() for title in ("", "a title")]
    digests = {hashlib.sha256(picture.tobytes()).digest() for picture in pictures}
    assert len(digests) == len(pictures)


@pytest.mark.parametrize("name", [name for name in TABLES if name != "raster"])
def test_text_without_colour_holds_no_escapes_and_colour_adds_nothing_else(name):
    plain, coloured = ansi(TABLES[name], False), ansi(TABLES[name], True)
    assert "\x1b" not in plain
    assert ("\x1b" in coloured) == bool(TABLES[name])
    coloured = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    letters = str.maketrans(dict.fromkeys("XO", "●"))
    assert [line.rstrip().translate(letters) for line in coloured.split("\n")] == [
        line.translate(letters) for line in plain.split("\n")
    ]


def test_a_board_as_text():
    assert ansi(TABLES["marks"], False) == "[X]│ 1\n───┼───\n 2 │ O"
    assert ansi(TABLES["discs"], False) == "  0  1\n│ ·  X │\n│ O  X │\n└──────┘"


def test_names_stand_above_a_board_and_beside_it():
    assert ansi(TABLES["stones"], False) == "  a   b\n1 X │ ·\n ───┼───\n2 · │[O]"


def test_rows_of_hexes_are_shifted():
    assert ansi(TABLES["hexes"], False) == "  a b c\n1 X · O\n 2 ·[X|O]"


def test_lines_divide_blocks():
    row = " X    │ O"
    assert ansi(TABLES["blocks"], False).split("\n") == [row, row, "──────┼──────", "[X]   │ O", row]


def test_cards_as_text():
    table = [Cards("me", ("K", None), "bet", turn=True), Cards("you", ("10",))]
    assert ansi(table, False).split("\n") == [
        "       ╭───╮╭───╮",
        "▸ me   │ K ││▒▒▒│  bet",
        "       ╰───╯╰───╯",
        "       ╭───╮",
        "  you  │ 10│",
        "       ╰───╯",
    ]


def test_heaps_as_text_are_cut_where_they_are_too_large_to_count():
    assert ansi([Heaps((1, 3))], False) == "  1  ●      1\n  2  ● ● ●  3"
    assert "●" * 30 + "…" in ansi([Heaps((100,))], False).replace(" ", "")


def test_columns_are_aligned():
    lines = ansi([Grid([[str(100 + 10 * i + j) for j in range(10)] for i in range(12)])], False).split("\n")
    assert len({len(line) for line in lines}) == 1


def test_cards_are_printed_on_their_colour():
    row = Cards("fireworks", ("R1", "B2", "?"), colours={"R1": "red", "B2": "blue"})
    plain = Cards("fireworks", ("R1", "B2", "?"))
    assert "\x1b[91m" in ansi([row])
    assert "\x1b[91m" not in ansi([plain])
    assert ansi([row], False) == ansi([plain], False)
    assert (pixels([row]) != pixels([plain])).any()
    with pytest.raises(ValueError, match="got pink"):
        Cards("player_0", ("P1",), colours={"P1": "pink"})


def test_an_unknown_colour_is_refused():
    with pytest.raises(ValueError, match="a piece is red, yellow, blue, green, white, black; got pink"):
        Grid([["X"]], {"X": "pink"})


def test_lines_of_equal_pieces_are_found_in_all_directions():
    board = ("XXO.", "OXX.", "OOXX", "O..X")
    assert draw.lines(board, "XO", 4) == {(0, 0), (1, 1), (2, 2), (3, 3)}
    assert draw.lines(board, "O", 3) == {(1, 0), (2, 0), (3, 0)}
    assert draw.lines(board, "XO", 5) == set()
    assert draw.lines([["", "", ""]], "XO", 3) == set()


def raster(rows: int, columns: int, plain: tuple[str, ...] = ("as letters",)) -> Raster:
    """Squares of different colours each."""
    return Raster(np.random.default_rng(1).integers(0, 256, (rows, columns, 3), dtype=np.uint8), plain)


def on_screen(text: str) -> np.ndarray:
    """What a terminal shows of half blocks: the colours of the upper and lower halves, black where there is none."""
    rows = []
    for line in text.split("\n"):
        halves, upper, lower = [], None, None
        for codes, blocks in re.findall(r"\x1b\[([\d;]+)m(▀*)", line):
            if found := re.fullmatch(r"38;2;(\d+);(\d+);(\d+);(?:48;2;(\d+);(\d+);(\d+)|49)", codes):
                numbers = [int(number or 0) for number in found.groups()]
                upper, lower = numbers[:3], numbers[3:]
            halves += [(upper, lower)] * len(blocks)
        rows += [[half[i] for half in halves] for i in (0, 1)]
    return np.array(rows, np.uint8)


@pytest.mark.parametrize(("rows", "columns"), [(4, 6), (1, 1), (5, 3)])
def test_a_raster_is_half_blocks_in_a_terminal(rows, columns):
    drawn = raster(rows, columns)
    shown = on_screen(ansi([drawn]))
    assert (shown[:rows] == drawn.squares).all()
    assert len(shown) == rows + rows % 2
    assert not shown[rows:].any()


def test_equal_squares_share_their_colour_codes():
    assert ansi([Raster(np.zeros((2, 50, 3), np.uint8), ())]).count("\x1b") == 2


def test_a_raster_without_colour_is_its_letters():
    assert ansi([raster(9, 9, ("ab", "c"))], False) == "ab\nc"


def test_a_raster_that_does_not_fit_is_drawn_smaller_in_mean_colours():
    squares = np.zeros((4, 4, 3), np.uint8)
    squares[:2, :2] = 100
    squares[0, 2] = 40
    halved = np.array([[[100] * 3, [10] * 3], [[0] * 3, [0] * 3]])
    for room in ({"width": 3}, {"width": 2}, {"height": 1}):
        assert (on_screen(ansi([Raster(squares, ())], **room)) == halved).all()
    assert (on_screen(ansi([Raster(squares, ())], width=4, height=2)) == squares).all()


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 80), (300, 10), (7, 5), (1, 1)])
def test_a_table_with_a_raster_fits_a_terminal(width, height):
    lines = ansi([raster(80, 100), Line("a"), Line("b")], width=width, height=height).split("\n")
    assert len(lines) <= max(height, 3)
    assert max(line.count("▀") for line in lines) <= width


def test_a_raster_in_a_picture_is_its_squares_enlarged_or_its_finer_pixels():
    coarse = raster(3, 2)
    side = 600 // 3
    shown = pixels([coarse])
    top, left = 30 + 6, (shown.shape[1] - 2 * side) // 2
    assert (shown[top : top + 3 * side : side, left : left + 2 * side : side] == coarse.squares).all()
    assert (
        shown[top + side - 1 : top + 3 * side : side, left + side - 1 : left + 2 * side : side] == coarse.squares
    ).all()
    fine = raster(50, 700).squares
    shown = pixels([Raster(coarse.squares, (), fine)])
    left = (shown.shape[1] - 700) // 2
    assert (shown[top : top + 50, left : left + 700] == fine).all()


def test_rasters_are_equal_where_their_squares_and_letters_are():
    assert raster(2, 3) == raster(2, 3)
    assert raster(2, 3) != raster(3, 2)
    assert raster(2, 3) != raster(2, 3, ("other",))
    assert raster(2, 3) != Line("as letters")


def test_bars_are_as_long_as_their_share():
    rows = [("none", 0.0, "0"), ("half", 0.5, "50"), ("all", 1.0, "100"), ("more", 1.1, "110")]
    bars = Bars(rows, [(255, 0, 0)] * 4)
    lines = ansi([bars], False).split("\n")
    assert [line.count("█") for line in lines] == [0, 15, 30, 30]
    assert lines[1] == f"  half  {'█' * 15:30} 50"
    assert ansi([Bars([("a", 1 / 240, "")], [(0, 0, 0)])], False) == "  a  ▏"
    shown = pixels([bars])
    widths = [(shown[y] == (255, 0, 0)).all(axis=1).sum() for y in range(30 + 11, 30 + 88, 22)]
    assert widths[0] == 0
    assert widths[2] == widths[3] == pytest.approx(2 * widths[1], abs=2)


def test_a_long_line_is_broken():
    assert ansi([Line("word " * 40)], False) == "\n".join([("word " * 15).strip()] * 2 + [("word " * 10).strip()])


def test_words_that_the_font_cannot_write_are_left_out_and_nothing_fails():
    assert pixels([Line("misère → 你好 \ud800 x")], "título").dtype == np.uint8


@pytest.mark.parametrize(("id", "preset"), SETTINGS)
def test_every_environment_is_drawn_from_every_seat_through_a_whole_game(id, preset):
    """All its frames have one size, so that they can be a film."""
    env = spenvs.make(id, preset=preset)
    env.reset(seed=5)
    rng, sizes = np.random.default_rng(5), set()
    for step in itertools.count():
        over = env.position.mover == OVER
        if step < 3 or step % 16 == 0 or over:
            for viewer in (None, *env.possible_agents):
                sizes.add(env.picture(viewer).shape)
                text = env.ansi(viewer, colour=False)
                assert text
                assert "\x1b" not in text
        if over:
            break
        env.step(env.sample(env.agent_selection, rng))
    assert len(sizes) == 1 or env.mask() is None


@pytest.mark.parametrize(("id", "preset"), [(id, preset) for id, preset in SETTINGS if spenvs.spec(id).numbered])
def test_what_a_seat_sees_drawn_does_not_depend_on_what_is_hidden_from_it(id, preset):
    """Every position that looks the same to a seat is drawn the same for it, to the last pixel."""
    env = spenvs.make(id, preset=preset)
    if not env.game.hidden:
        pytest.skip("nothing is hidden")
    rng, differed = np.random.default_rng(3), False
    for seed in range(3):
        env.reset(seed=seed)
        while env.position.mover != OVER:
            for seat in range(env.game.seats):
                twin = env.position.imagine(seat, rng)
                table, other = (env.game.rules.show(env.game, p.s, seat) for p in (env.position, twin))
                assert table == other
                differed = differed or not np.array_equal(env.position.s, twin.s)
            env.step(int(rng.choice(env.legal_actions())))
    assert differed


def test_a_card_that_lies_face_down_looks_the_same_whatever_it_is():
    env = spenvs.make("KuhnPoker-v0")
    pictures: dict[str, set[bytes]] = {"player_0": set(), "player_1": set()}
    for seed in range(20):
        env.reset(seed=seed)
        for agent, drawn in pictures.items():
            drawn.add(env.picture(agent).tobytes())
    assert {agent: len(drawn) for agent, drawn in pictures.items()} == {"player_0": 3, "player_1": 3}
