"""The board of Snake as the players see it, in words and as a picture."""

import functools
from dataclasses import dataclass, field
from typing import NamedTuple

from spenvs.core.draw import Element, Grid, Line
from spenvs.core.rules import OVER

DIRECTIONS = ("up", "right", "down", "left")
DEATHS = ("", "ran into the wall", "met the other head", "bit itself", "ran into the other snake")
LETTERS = "abcdefghijklmno"
PIECES = ("0o", "1x")


@dataclass(slots=True)
class Board:
    """What lies on the board.

    Attributes:
        columns: how many there are.
        rows: how many there are.
        signs: a sign for each square, row by row from below: 0 or 1 for a head, o or x for the body behind it, * for an
            apple and . for nothing.
        bodies: the squares of each snake, from its head to its tail.
        eaten: the apples that each has eaten.
        text: the board and both snakes in words.
    """

    columns: int
    rows: int
    signs: str
    bodies: tuple[list[int], list[int]]
    eaten: list[int]
    text: str = field(init=False)

    def __post_init__(self) -> None:
        square = names(self.columns, self.rows)
        lines = [heads(self.columns), *map(line, self.lines, range(self.rows, 0, -1))]
        for seat, (pieces, eaten) in enumerate(zip(self.bodies, self.eaten, strict=True)):
            places = " ".join([square[piece] for piece in pieces])
            lines.append(f"player_{seat} (head {seat}, body {'ox'[seat]}): {places}, {eaten} eaten")
        self.text = "\n".join(lines)

    @property
    def lines(self) -> list[str]:
        """The signs, a text for each row, from the highest down."""
        firsts = range(len(self.signs) - self.columns, -1, -self.columns)
        return [self.signs[first : first + self.columns] for first in firsts]


class Table(NamedTuple):
    """What is seen of a game.

    Attributes:
        board: what lies on the board.
        mover: the seat to move.
        round: the rounds that are over.
        rounds: the most rounds.
        moves: both players' moves in this round, as directions + 1; 0 is none yet.
        dead: how each snake died, as in `DEATHS`; 0: it lives.
    """

    board: Board
    mover: int
    round: int
    rounds: int
    moves: list[int]
    dead: list[int]


def rules(columns: int, rows: int, rounds: int) -> str:
    """The rules in a few sentences."""
    return (
        f"Snake on {columns} columns (a to {LETTERS[columns - 1]}) and {rows} rows (1 to {rows}, from "
        "below). In each round, two snakes move by one square at the same time: up, right, down or left. Who eats an "
        "apple (*) grows by one piece, and a new apple is laid. A snake is out that runs into the wall, into a body, "
        "or with its head into the other head, also when both change places; a tail that moves on is no hindrance. "
        f"Who outlives the other wins. If both are out at once, or after {rounds} rounds, who has eaten more apples "
        "wins."
    )


@functools.cache
def names(columns: int, rows: int) -> list[str]:
    """The squares, row by row from below."""
    return [f"{LETTERS[column]}{row + 1}" for row in range(rows) for column in range(columns)]


@functools.cache
def around(columns: int, rows: int) -> list[tuple[int, ...]]:
    """For each square the next in each direction; -1 outside."""
    return [
        (
            square + columns if square // columns < rows - 1 else -1,
            square + 1 if square % columns < columns - 1 else -1,
            square - columns if square >= columns else -1,
            square - 1 if square % columns else -1,
        )
        for square in range(columns * rows)
    ]


@functools.cache
def ways(columns: int, rows: int) -> list[list[tuple[int, str]]]:
    """The same with what a player reads of it: each direction, and the name of the square that lies there."""
    square, every = names(columns, rows), list[list[tuple[int, str]]]()
    for near in around(columns, rows):
        places = [square[following] if following >= 0 else "the wall" for following in near]
        read = [f"{name} {place}" for name, place in zip(DIRECTIONS, places, strict=True)]
        every.append([*zip(near, read, strict=True)])
    return every


@functools.cache
def heads(columns: int) -> str:
    """What stands above the columns."""
    return "   " + " ".join(LETTERS[:columns])


@functools.lru_cache(maxsize=1 << 16)
def line(row: str, number: int) -> str:
    """One row of the board."""
    return f"{number:2} {' '.join(row)}"


def ahead(board: Board, seat: int) -> str:
    """What lies in each direction."""
    signs, parts = board.signs, []
    for following, way in ways(board.columns, board.rows)[board.bodies[seat][0]]:
        if following < 0 or (sign := signs[following]) == ".":
            parts.append(way)
        elif sign == "*":
            parts.append(f"{way} (apple)")
        else:
            owner = sign in PIECES[1]
            part = "head" if sign in "01" else "tail" if board.bodies[owner][-1] == following else "body"
            parts.append(f"{way} ({'your' if owner == seat else 'the other'} {part})")
    return ", ".join(parts)


def fates(table: Table) -> str:
    """How the game ended."""
    ends = [
        f"player_{i} went {DIRECTIONS[table.moves[i] - 1]} and {DEATHS[table.dead[i]]}"
        for i in range(2)
        if table.dead[i]
    ]
    return "; ".join(ends) or "the last round is over"


def words(table: Table, seat: int) -> str:
    """All that a player knows."""
    board, moved = table.board.text, table.moves[seat]
    if table.mover == OVER:
        return f"The last board:\n{board}\nThe game ended in round {table.round} of {table.rounds}: {fates(table)}."
    known = f"Round {table.round + 1} of {table.rounds}.\n{board}\n"
    if moved:
        return f"{known}You go {DIRECTIONS[moved - 1]} in this round."
    return f"{known}Next to your head: {ahead(table.board, seat)}."


def drawn(table: Table) -> list[Element]:
    """The board, which both see alike."""
    board, rounds = table.board, table.rounds
    state = f"round {min(table.round + 1, rounds)} of {rounds}" if table.mover != OVER else fates(table)
    colours = {"0": "blue", "o": "blue", "1": "red", "x": "red", "*": "green"}
    squares = [[sign.strip(".") for sign in row] for row in board.lines]
    sides = [str(row) for row in range(board.rows, 0, -1)]
    marked = [
        (board.rows - 1 - row, column) for row, column in (divmod(body[0], board.columns) for body in board.bodies)
    ]
    grid = Grid(squares, colours, "stones", LETTERS[: board.columns], marked, sides)
    return [grid, Line(f"player_0 (blue) has eaten {board.eaten[0]}, player_1 (red) {board.eaten[1]}"), Line(state)]
