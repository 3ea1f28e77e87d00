"""The waters of Battleship as a player sees them, in words and as a picture."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

from spenvs.core.draw import Element, Grid, Line
from spenvs.core.rules import OVER

LETTERS = "abcdefghij"
TOLD = ("water", "a hit", "a ship sunk")


class Table(NamedTuple):
    """What a player knows.

    Attributes:
        columns: how many there are.
        rows: how many there are.
        lengths: the length of each ship.
        shots: how many each player has.
        mover: the seat to move.
        placed: the ships placed by both.
        shot: the shots made by both.
        lost: how many ships each player has lost.
        own: a sign for each square of the player's own waters, row by row.
        other: the same of the other's waters, as far as the player knows.
        last: each player's last shot: its square, and what was told of it, as in `TOLD`; None: there is none.
    """

    columns: int
    rows: int
    lengths: Sequence[int]
    shots: int
    mover: int
    placed: int
    shot: int
    lost: Sequence[int]
    own: str
    other: str
    last: Sequence[tuple[int, int] | None]


def brief(
    columns: int,
    rows: int,
    ships: Sequence[int],
    values: Sequence[int],
    shots: int,
    dealt: bool,
    winner: bool,
    loss: float,
) -> str:
    """The rules in a few sentences."""
    fleet = ", ".join(f"{'ABCDEF'[i]} of length {length}" for i, length in enumerate(ships))
    if dealt:
        placed = "Chance places the ships, and each player sees his own alone."
    else:
        placed = (
            "The players first place their ships in turn, unseen by the other, each named by its upper or left end, as "
            "in b2-across or b2-down."
        )
    if winner:
        end = "Who first sinks all ships of the other wins."
    else:
        worth = (
            "1 each" if set(values) == {1} else ", ".join(f"{'ABCDEF'[i]} {value}" for i, value in enumerate(values))
        )
        times = f", {loss:g} times" if loss != 1 else ""
        end = (
            f"The game ends when a fleet is sunk or after {shots} shots each. The ships that a player sank count for "
            f"him and those that he lost against him{times} (worth: {worth})."
        )
    return (
        f"Battleship. Each of two players has waters of {rows} rows (a to {LETTERS[rows - 1]}) and {columns} "
        f"columns (1 to {columns}), and ships {fleet}, which lie across or downwards and do not overlap. {placed} Then "
        "they shoot in turn at squares of the other's waters, as in b2, and are told what was hit: water (o), a ship "
        f"(x), or the last square of a ship, which sinks (*). {end}"
    )


@functools.cache
def names(columns: int, rows: int) -> list[str]:
    """The squares, row by row."""
    return [f"{LETTERS[row]}{column + 1}" for row in range(rows) for column in range(columns)]


@functools.lru_cache(maxsize=1 << 16)
def both(row: int, own: str, other: str) -> str:
    """One row of both waters."""
    return f"{LETTERS[row]}  {'  '.join(own)}   {LETTERS[row]}  {'  '.join(other)}"


@functools.cache
def heading(columns: int) -> str:
    """What stands above both waters."""
    numbers = " ".join([f"{n:2}" for n in range(1, columns + 1)])
    return f"   {'your waters'.ljust(3 * columns + 3)}the other's\n  {numbers}      {numbers}\n"


def side_by_side(own: str, other: str, columns: int) -> str:
    """Both waters, row by row."""
    firsts = range(0, len(own), columns)
    rows = [both(row, own[i : i + columns], other[i : i + columns]) for row, i in enumerate(firsts)]
    return heading(columns) + "\n".join(rows)


def last_shots(table: Table, seat: int) -> str:
    """What each shot at last."""
    square, said = names(table.columns, table.rows), ""
    for who, name in ((seat, "You"), (1 - seat, f"player_{1 - seat}")):
        if shot := table.last[who]:
            said += f"{name} shot at {square[shot[0]]}: {TOLD[shot[1]]}. "
    return said


def words(table: Table, seat: int) -> str:
    """All that a player knows."""
    placed, ships, limit = table.placed, len(table.lengths), table.shots
    known = f"What you know:\n{side_by_side(table.own, table.other, table.columns)}\n"
    if placed < 2 * ships:
        ship = (placed + 1 - seat) // 2
        if placed % 2 != seat:
            return f"{known}The other is placing ships."
        return f"{known}Place your ship {'ABCDEF'[ship]}, of length {table.lengths[ship]}."
    left = limit - (table.shot + 1 - seat) // 2
    return (
        f"{known}{last_shots(table, seat)}Of {ships} ships each, you have lost {table.lost[seat]} and sunk "
        f"{table.lost[1 - seat]}. You have {left} of {limit} shots left."
    )


def drawn(tables: tuple[Table, Table], seat: int) -> list[Element]:
    """The waters of both as a player sees them, from what each knows; seat -1 sees everything."""
    table, columns, rows = tables[0], tables[0].columns, tables[0].rows
    colours = {**dict.fromkeys("ABCDEF", "white"), "x": "red", "*": "red", "o": "blue"}
    heads, sides = [str(n + 1) for n in range(columns)], LETTERS[:rows]
    elements: list[Element] = []
    for owner in range(2):
        signs = tables[owner].own if seat in (-1, owner) else tables[1 - owner].other
        squares = [[sign.strip(".") for sign in signs[i * columns : (i + 1) * columns]] for i in range(rows)]
        lost = f", {table.lost[owner]} of {len(table.lengths)} ships lost" if table.lost[owner] else ""
        elements += [Line(f"waters of player_{owner}{lost}"), Grid(squares, colours, "stones", heads, (), sides)]
    does = "places a ship" if table.placed < 2 * len(table.lengths) else "shoots"
    legend = Line("white: ship, red: hit, blue: miss")
    return [*elements, legend, Line("the game is over" if table.mover == OVER else f"player_{table.mover} {does}")]
