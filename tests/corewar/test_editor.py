"""Core War's editor: what each key does, who sees what, and battles that are those of `spenvs.corewar.battle`."""

import dataclasses

import numpy as np
import pytest

from spenvs.core.aec import FiniteEnv
from spenvs.core.batch import BatchEnv
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.corewar import Warrior, battle, editor
from spenvs.corewar.editor_table import ACTIONS, SUBMIT
from spenvs.corewar.instructions import MODES, MODIFIERS, OPCODES
from spenvs.corewar.placement import next_seed

EMPTY = [OPCODES.index("DAT"), MODIFIERS.index("F"), MODES.index("$"), 0, MODES.index("$"), 0]
FIELDS = {"opcode": 0, "modifier": 1, "A-mode": 2, "A-number": 3, "B-mode": 4, "B-number": 5}
SIGNS = {
    "immediate": "#", "direct": "$", "A-indirect": "*", "B-indirect": "@", "A-predecrement": "{", "B-predecrement": "<",
    "A-postincrement": "}", "B-postincrement": ">",
}  # fmt: skip
VALUES = {
    **{name: n for names in (OPCODES, MODIFIERS) for n, name in enumerate(names)},
    **{name: MODES.index(sign) for name, sign in SIGNS.items()},
}
IMP = ("opcode MOV", "modifier I", "B-number +1", "submit")


@dataclasses.dataclass
class Model:
    """A page as lists, with signed numbers, and a key pressed as one would on paper."""

    size: int
    room: int
    lines: list[list[int]] = dataclasses.field(default_factory=lambda: [EMPTY.copy()])
    cursor: int = 0
    start: int = 0

    def press(self, name: str) -> bool:
        """Edit the page; give whether that could be done and has changed anything."""
        before = ([line.copy() for line in self.lines], self.cursor, self.start)
        kind, what = name.split()[0], name.split()[-1]
        if kind.endswith("number"):
            self.type(FIELDS[kind], what)
        elif kind in FIELDS:
            self.lines[self.cursor][FIELDS[kind]] = VALUES[what]
        elif kind == "insert" and len(self.lines) < self.room:
            self.insert(self.cursor + (what == "below"))
        elif kind == "delete" and len(self.lines) > 1:
            self.delete()
        elif kind == "line" and 0 <= self.cursor + (1 if what == "down" else -1) < len(self.lines):
            self.cursor += 1 if what == "down" else -1
        elif kind == "start":
            self.start = self.cursor
        return before != (self.lines, self.cursor, self.start)

    def type(self, field: int, what: str) -> None:
        line, number = self.lines[self.cursor], self.lines[self.cursor][field]
        changed = {"+1": number + 1, "-1": number - 1, "negate": -number, "clear": 0}.get(what)
        if changed is None:
            sign = "-" if number < 0 else ""
            changed = int(f"{sign}{abs(number)}{what}")
            changed = number if abs(changed) > self.size // 2 else changed
        line[field] = self.signed(changed)

    def signed(self, number: int) -> int:
        return next(n for n in (number, number - self.size, number + self.size) if -self.size < 2 * n <= self.size)

    def insert(self, at: int) -> None:
        self.lines.insert(at, EMPTY.copy())
        self.start += self.start >= at
        self.cursor = at

    def delete(self) -> None:
        self.start -= self.start > self.cursor
        del self.lines[self.cursor]
        self.cursor, self.start = (min(n, len(self.lines) - 1) for n in (self.cursor, self.start))

    def copy(self) -> "Model":
        return Model(self.size, self.room, [line.copy() for line in self.lines], self.cursor, self.start)

    def page(self):
        rows = [tuple(n % self.size if i in (3, 5) else n for i, n in enumerate(line)) for line in self.lines]
        return rows, self.cursor, self.start


def page(position, seat):
    read = editor.read(position.s, seat)
    return list(read.lines), read.cursor, read.start


def press(position, *names):
    for name in names:
        position.play(ACTIONS.index(name))
    return position


def at_random(position, rng):
    """Play to the end; give on the way each battle's programs and what chance drew, once it is over."""
    fought = 0
    while position.mover != OVER:
        position.play(int(rng.choice(position.legal())))
        if len(position.outcomes()) > fought:
            fought += 1
            yield fought, [editor.read(position.s, seat, last=True) for seat in range(2)], position.outcomes()[-1]


@pytest.mark.parametrize("size", [10, 77, 800])
def test_keys_do_what_they_would_on_paper_and_those_that_change_nothing_are_illegal(size):
    game = editor.game(lines=4, edits=250, rounds=1, core_size=size, min_distance=4)
    position, model, rng = Position(game, 0), Model(size, 4), np.random.default_rng(size)
    for _ in range(249):
        for action, name in enumerate(ACTIONS[:SUBMIT]):
            assert position.mask[action] == model.copy().press(name), name
        assert position.mask[SUBMIT]
        action = int(rng.choice(position.legal()[:-1]))
        position.play(action)
        model.press(ACTIONS[action])
        assert page(position, 0) == model.page()


@pytest.mark.parametrize("size", [9, 80])
@pytest.mark.parametrize("field", ["A", "B"])
def test_every_number_can_be_typed_with_digits_and_a_sign(size, field):
    keys = [a for a, name in enumerate(ACTIONS) if name.startswith((f"{field}-number digit", f"{field}-number negate"))]
    reached, left = {0}, [Position(editor.game(lines=1, edits=250, core_size=size), 0)]
    while left:
        position = left.pop()
        for key in (key for key in keys if position.mask[key]):
            twin = position.copy()
            twin.play(key)
            number = editor.read(twin.s, 0).lines[0][FIELDS[f"{field}-number"]]
            left += [] if number in reached else [twin]
            reached.add(number)
    assert reached == set(range(size))


def test_a_turn_ends_when_a_seat_submits_or_has_no_edits_left():
    position = Position(editor.game(edits=3, rounds=2), 0)
    press(position, "submit")
    assert position.mover == 1
    press(position, "opcode MOV", "insert below", "line up")
    assert position.mover == 0
    assert len(position.outcomes()) == 1
    press(position, "submit", "submit")
    assert position.mover == OVER


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"core_size": 81, "lines": 5, "max_cycles": 300, "max_processes": 63},
        {"core_size": 8000, "max_processes": 1, "min_distance": 100, "placements": 3},
        {"core_size": 32767, "max_cycles": 12345, "lines": 2, "edits": 9, "placements": 100},
    ],
)
def test_battles_are_those_of_two_warriors_placed_by_the_series(options):
    game, rng, decided = editor.game(**options), np.random.default_rng(1), 0
    limits = editor.limits(game)
    for seed in range(40):
        position = Position(game, seed)
        for number, programs, series in at_random(position, rng):
            warriors = [
                Warrior("", "", "", np.array(page.lines), page.start, core_size=limits["core_size"])
                for page in programs
            ]
            result = battle(warriors, rounds=game.options[3], seed=next_seed(1 + series), **limits)
            for seat in range(2):
                told = editor.battles(position.s, seat)[number - 1]
                assert [told.won, told.lost, told.tied] == [result.wins[seat], result.wins[1 - seat], result.ties[0]]
                share = result.instructions / (2 * limits["max_cycles"] * game.options[3])
                assert told.share == int(1000 * share) / 1000
            decided += result.wins[0] not in (0, game.options[3])
    assert decided


def test_private_memory_lasts_from_placement_to_placement():
    """A program that leaves a mark there in the first placement, and dies where it finds one."""
    load = ("opcode LDP", "modifier A", "A-mode immediate", "A-number +1", "B-number digit 4", "insert below")
    jump = ("opcode JMN", "modifier A", "A-number digit 3", "B-number digit 3", "insert below")
    both = ("A-mode immediate", "A-number +1", "B-mode immediate", "B-number +1", "insert below")
    position = Position(editor.game(rounds=1, placements=10), 0)
    press(position, *load, *jump, "opcode STP", "modifier AB", *both, "opcode JMP", "insert below", "submit", *IMP)
    (told,) = editor.battles(position.s, 0)
    assert (told.won, told.lost, told.tied) == (0, 9, 1)


def test_the_return_is_the_mean_of_placements_won_less_lost():
    game = editor.game(rounds=2)
    for seed in range(5):
        position = press(Position(game, seed), *IMP, "submit", "submit", *IMP)
        assert position.returns() == [0.5, -0.5]


def test_edits_of_a_round_are_seen_by_their_seat_alone_and_programs_by_both_after_the_battle():
    def shown(env):
        return (
            *(part.tobytes() for part in env.observe("player_1").values()),
            env.text("player_1"),
            env.ansi("player_1"),
        )

    games = [FiniteEnv(editor.game(), "CoreWarStep-v0") for _ in range(2)]
    for env, keys in zip(games, (IMP, ("opcode JMP", "insert above", "submit")), strict=True):
        env.reset(seed=1)
        for key in keys:
            env.step(key)
    for key in ("opcode SPL", "submit"):
        assert shown(games[0]) == shown(games[1])
        for env in games:
            env.step(key)
    assert "MOV.I $0, $1" in games[0].text("player_1")
    assert "JMP.F $0, $0" in games[1].text("player_1")
    assert (games[0].observe("player_1")["observation"] != games[1].observe("player_1")["observation"]).any()


def read_lines(game, x):
    """Read the lines of a page off an observation; give them, where the program starts, and the rest."""
    wide = 1 + (game.options[4] // 2).bit_length()
    lines, start = [], None
    for n in range(game.options[0]):
        *fields, x = np.split(x, np.cumsum([19, 7, 8, 8, wide, wide, 1]))
        *kinds, a, b, starts = fields
        if kinds[0].any():
            opcode, modifier, a_mode, b_mode = (int(kind.argmax()) for kind in kinds)
            a, b = ((-1) ** int(bits[0]) * sum(int(bit) << i for i, bit in enumerate(bits[1:])) for bits in (a, b))
            lines.append((opcode, modifier, a_mode, a % game.options[4], b_mode, b % game.options[4]))
            start = n if starts[0] else start
        assert all(kind.sum() == kinds[0].any() for kind in kinds)
    return lines, start, x


def test_the_observation_is_both_programs_the_cursor_the_edits_left_and_how_the_battles_ended():
    game = editor.game(lines=3, edits=20, rounds=3, placements=5)
    rng, position = np.random.default_rng(3), Position(game, 5)
    while position.mover != OVER:
        for seat in range(2):
            lines, start, x = read_lines(game, position.see(seat))
            own = editor.read(position.s, seat)
            assert (lines, start) == (list(own.lines), own.start)
            lines, start, x = read_lines(game, x)
            others = editor.read(position.s, 1 - seat, last=True)
            assert (lines, start) == (list(others.lines), others.start)
            cursor, left, number, rest = np.split(x, np.cumsum([3, 20, 4]))
            assert cursor.tolist() == [n == own.cursor for n in range(3)]
            assert f"{left.sum()} edit" in game.rules.describe(game, position.s, seat)
            told = editor.battles(position.s, seat)[::-1]
            assert number.argmax() == len(told)
            counts = [(b.won, b.lost, round(10 * b.share + 1e-9)) for b in told] + [(0, 0, 0)] * (3 - len(told))
            parts = [np.split(block, [5, 10]) for block in rest.reshape(3, -1)]
            assert [tuple(int(part.sum()) for part in block) for block in parts] == counts
        position.play(int(rng.choice(position.legal())))


def test_what_may_have_been_edited_is_imagined_evenly():
    position = press(Position(editor.game(edits=1, rounds=1, lines=1), 0), "opcode MOV")
    first = Position(position.game, 0).legal()
    rng = np.random.default_rng(0)
    drawn = [position.imagine(1, rng).path[0] for _ in range(100 * len(first))]
    counts = np.array([drawn.count(action) for action in first])
    assert counts.sum() == len(drawn)
    assert (abs(counts - 100) < 50).all()


def test_threads_that_fight_at_the_same_time_change_nothing():
    def rewards(threads):
        batch = BatchEnv(editor.game(edits=4, lines=2), 300, threads=threads)
        batch.reset(seed=5)
        return b"".join(batch.step(batch.random_actions())[1].tobytes() for _ in range(60)), batch.observation.tobytes()

    first = rewards(1)
    assert np.frombuffer(first[0]).any()
    assert rewards(4) == first


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lines": 0}, "lines must be an integer from 1 to 100; got 0"),
        ({"core_size": 15}, "core_size must be an integer from 16 to 32767; got 15"),
        ({"min_distance": 7}, "min_distance must be an integer from 8 to 400; got 7"),
        ({"max_cycles": 0}, "max_cycles must be an integer from 1 to 1000000; got 0"),
        ({"edits": "many"}, "edits must be an integer from 1 to 250; got 'many'"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        editor.game(**options)
