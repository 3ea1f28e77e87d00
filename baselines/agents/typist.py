"""A player of Core War's editor that types a given warrior, key by key, and submits it."""

import hashlib
from pathlib import Path
from typing import Any

from baselines.agent import Agent, source_hash
from spenvs.core.turn import Action, Turn
from spenvs.corewar import editor, library
from spenvs.corewar.editor_page import A_MODE, B_MODE, MODIFIER, OPCODE, SIZE, A, B
from spenvs.corewar.editor_table import (
    BELOW,
    CLEAR,
    DELETE,
    DOWN,
    KEYS,
    LESS,
    MODES,
    MODIFIERS,
    MORE,
    NEGATE,
    NUMBERS,
    OPCODES,
    START,
    SUBMIT,
    UP,
    Instruction,
    Page,
    signed,
)  # fmt: skip
from spenvs.corewar.instructions import Warrior
from spenvs.corewar.redcode import assemble
from spenvs.corewar.source import RedcodeError, read_text

EDITOR = "CoreWarStep-v0"


class TypistAgent(Agent):
    """Types one warrior, and submits it as soon as it stands; where a round is too short, it types on in the next."""

    def __init__(self, text: str, name: str = ""):
        """Take the warrior's Redcode, which is assembled for the core of each game."""
        self.text, self.name = text, name
        self._warriors: dict[tuple[int, ...], Warrior] = {}

    def act(self, turn: Turn) -> Action:
        """Press the next key.

        Raises:
            RedcodeError: the warrior is not made for this core, or has more lines than there may be.
        """
        game = turn.env.game
        page = editor.read(turn.env.position.s, turn.env.seat_number(turn.seat))  # its own page, which it may read
        return next_key(page, self.warrior(game), game.options[SIZE - 1])

    def warrior(self, game: Any) -> Warrior:
        """Give the warrior for one game.

        Raises:
            RedcodeError: it is not made for such settings, or starts outside of its own lines.
        """
        if game.options not in self._warriors:
            warrior = assemble(self.text, **editor.limits(game))
            if warrior.start >= len(warrior):
                raise RedcodeError("the program starts outside of its own lines, which cannot be typed")
            self._warriors[game.options] = warrior
        return self._warriors[game.options]

    def plays(self, env: Any) -> str | None:
        """Say that it cannot play: it is no editor, or the warrior does not assemble there."""
        if env.id != EDITOR:
            return f"it types in {EDITOR}, and nowhere else"
        try:
            self.warrior(env.game)
        except RedcodeError as error:
            return f"its warrior does not assemble here: {error}"
        return None

    def version(self) -> str:
        """Hash this file and the warrior's text."""
        return hashlib.blake2b((source_hash(type(self)) + self.text).encode(), digest_size=6).hexdigest()


def typist(warrior: str) -> TypistAgent:
    """Make the player that types one of our own warriors, by name, or that of a file.

    Raises:
        UnknownName: there is neither such a file nor a warrior of that name.
        RedcodeError: the file is too long for a program.
    """
    file = Path(warrior)
    return TypistAgent(read_text(file) if file.is_file() else library.source(warrior))


def next_key(page: Page, warrior: Warrior, core_size: int) -> int:
    """Give the action that brings a page nearer to a warrior; submitting once it is there.

    From the first line on, each is made right before the next one; then what is too much is deleted.
    """
    wanted: list[Instruction] = [tuple(row) for row in warrior.code.tolist()]
    for n, line in enumerate(wanted):
        if n == len(page.lines):
            return BELOW if page.cursor == n - 1 else DOWN
        if page.lines[n] != line:
            return _step(page.cursor, n) if page.cursor != n else _change(page.lines[n], line, core_size)
    if len(page.lines) > len(wanted):
        return DOWN if page.cursor < len(wanted) else DELETE
    if page.start != warrior.start:
        return START if page.cursor == warrior.start else _step(page.cursor, warrior.start)
    return SUBMIT


def _step(cursor: int, line: int) -> int:
    return UP if cursor > line else DOWN


def _change(line: Instruction, wanted: Instruction, core_size: int) -> int:
    """Give the action that makes the first field that is wrong right, or brings it nearer to that."""
    fields = OPCODE, MODIFIER, A_MODE, B_MODE
    for field, first in zip(fields, (OPCODES, MODIFIERS, MODES, MODES + 8), strict=True):
        if line[field] != wanted[field]:
            return first + wanted[field]
    if line[A] != wanted[A]:
        return NUMBERS + number_key(signed(line[A], core_size), signed(wanted[A], core_size))
    return NUMBERS + KEYS + number_key(signed(line[B], core_size), signed(wanted[B], core_size))


def number_key(number: int, wanted: int) -> int:
    """Give the key that brings a number nearer to another one: a digit, one more or less, the other sign, or none."""
    if abs(wanted - number) == 1:
        return MORE if wanted > number else LESS
    if number == -wanted:
        return NEGATE
    has, needs = str(abs(number)) if number else "", str(abs(wanted))
    return int(needs[len(has)]) if needs.startswith(has) else CLEAR
