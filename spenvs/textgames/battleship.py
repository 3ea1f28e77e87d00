"""Battleship: place a fleet in secret, and sink the other's before it sinks yours; any board up to 10 by 10.

The vector `s`: 0 the mover; 1 columns; 2 rows; 3 the shots of each player; 4 whether a square may be shot at again; 5
whether chance places the ships; 6 whether the winner takes all; 7 how many times a lost ship counts, in hundredths; 8
the number of ships; 9-14 their lengths; 15-20 their values; 21 the ships placed; 22 the shots made; 23-24 the ships
that each has lost. Then a block for each player: his ships' places + 1 (0: not placed); the squares of his waters, row
by row (0 water, or 1 + the ship, and 8 more once the other has shot there); of the other's waters, what he found out (0
nothing, or 1 + 4 times the shot's number + 0 water, 1 hit, 2 sunk); and his shots, each its square + 128 times what it
was told. A place is the upper or left end's square, plus the number of squares for a ship that lies downwards. Shots
are counted for both together.
"""

import functools
from collections.abc import Sequence

import numpy as np

from spenvs.core.aec import constructors
from spenvs.core.draw import Element
from spenvs.core.game import FiniteGame, flag, option
from spenvs.core.moves import quote
from spenvs.core.rules import CHANCE, MOVER, OVER, rule
from spenvs.textgames.battleship_table import Table, brief, drawn, names, words

COLUMNS, ROWS, SHOTS, REPEATS, DEALT, WINNER, LOSS, SHIPS, LENGTH, VALUE = 1, 2, 3, 4, 5, 6, 7, 8, 9, 15
PLACED, SHOT, LOST, BLOCK, MOST_SHIPS = 21, 22, 23, 25, 6
WATER, HIT, SUNK, AGAIN, STRUCK = 0, 1, 2, 128, 8
LURE = 3.0
FLEET, FOUND = b".ABCDEF oxxxxxx".ljust(256), b".ox*" * 64


@rule
def fleet(s, owner):
    """Where the block of a player begins: his ships' places."""
    return BLOCK + owner * (s[SHIPS] + 2 * s[COLUMNS] * s[ROWS] + s[SHOTS])


@rule
def waters(s, owner):
    """Where the squares of a player's waters begin."""
    return fleet(s, owner) + s[SHIPS]


@rule
def found(s, seat):
    """Where what a player found out begins."""
    return waters(s, seat) + s[COLUMNS] * s[ROWS]


@rule
def shots(s, seat):
    """Where the shots of a player begin."""
    return found(s, seat) + s[COLUMNS] * s[ROWS]


@rule
def placing(s):
    """Whether ships are still to be placed."""
    return s[PLACED] < 2 * s[SHIPS]


@rule
def stride(s, place):
    """From one square of a ship to the next."""
    return s[COLUMNS] if place >= s[COLUMNS] * s[ROWS] else 1


@rule
def free(s, owner, ship, place):
    """Whether a ship can lie at a place; one of a single square lies across."""
    squares, columns = s[COLUMNS] * s[ROWS], s[COLUMNS]
    square, length, here = place % squares, s[LENGTH + ship], waters(s, owner)
    down = place >= squares
    room = s[ROWS] - square // columns if down else columns - square % columns
    if room < length or (down and length == 1):
        return False
    taken = 0
    for n in range(length):
        taken += s[here + square + n * stride(s, place)] > 0
    return taken == 0


@rule
def cover(s, owner, ship, place, mark):
    """Mark the squares of a ship."""
    first = waters(s, owner) + place % (s[COLUMNS] * s[ROWS])
    for n in range(s[LENGTH + ship]):
        s[first + n * stride(s, place)] = mark


@rule
def fits(s, owner, ship):
    """Whether the ships from one on can still be placed."""
    if ship == s[SHIPS]:
        return True
    for place in range(2 * s[COLUMNS] * s[ROWS]):
        if free(s, owner, ship, place):
            cover(s, owner, ship, place, 1 + ship)
            fit = fits(s, owner, ship + 1)
            cover(s, owner, ship, place, 0)
            if fit:
                return True
    return False


@rule
def places(s, p, first):
    """Mark the places, counted from `first`, that leave room for the ships to come, and count them."""
    owner, ship, count = s[PLACED] % 2, s[PLACED] // 2, 0
    for place in range(2 * s[COLUMNS] * s[ROWS]):
        if free(s, owner, ship, place):
            cover(s, owner, ship, place, 1 + ship)
            fit = fits(s, owner, ship + 1)
            cover(s, owner, ship, place, 0)
            p[first + place] = fit
            count += fit
    return count


@rule
def start(s):
    s[MOVER] = CHANCE if s[DEALT] else 0


@rule
def chance(s, p):
    """Place a ship anywhere where it leaves room for the others."""
    count = places(s, p, 0)
    for place in range(2 * s[COLUMNS] * s[ROWS]):
        p[place] /= count


@rule
def legal(s, mask):
    """Places for the next ship, or squares to shoot at."""
    squares = s[COLUMNS] * s[ROWS]
    if placing(s):
        places(s, mask, squares)
        return
    known = found(s, s[MOVER])
    for square in range(squares):
        mask[square] = s[REPEATS] > 0 or s[known + square] == 0


@rule
def moor(s, place):
    """Place the next ship; the players do so in turn."""
    owner, ship = s[PLACED] % 2, s[PLACED] // 2
    cover(s, owner, ship, place, 1 + ship)
    s[fleet(s, owner) + ship] = 1 + place
    s[PLACED] += 1
    s[MOVER] = CHANCE if s[DEALT] and placing(s) else s[PLACED] % 2


@rule
def afloat(s, owner, ship, known):
    """Whether a ship has a square that the other has not shot at."""
    place = s[fleet(s, owner) + ship] - 1
    square = place % (s[COLUMNS] * s[ROWS])
    missed = 0
    for n in range(s[LENGTH + ship]):
        missed += s[known + square + n * stride(s, place)] == 0
    return missed > 0


@rule
def shoot(s, square):
    """Shoot at a square, and tell the result to who shot."""
    seat, number = s[MOVER], s[SHOT] // 2
    other, known, told = 1 - seat, found(s, seat), WATER
    new = s[known + square] == 0
    if new:
        s[known + square] = 1 + 4 * number
        s[waters(s, other) + square] += STRUCK
    ship = s[waters(s, other) + square] % STRUCK - 1
    if ship >= 0:
        told = HIT if afloat(s, other, ship, known) else SUNK
    if new:
        s[known + square] += told
        s[LOST + other] += told == SUNK
    s[shots(s, seat) + number] = square + AGAIN * told
    s[SHOT] += 1
    ended = s[LOST + other] == s[SHIPS] or s[SHOT] == 2 * s[SHOTS]
    s[MOVER] = OVER if ended else other


@rule
def play(s, a):
    squares = s[COLUMNS] * s[ROWS]
    if placing(s):
        moor(s, a if s[MOVER] == CHANCE else a - squares)
    else:
        shoot(s, a)


@rule
def damage(s, owner):
    """The value of the ships that a player has lost."""
    value, known = 0, found(s, 1 - owner)
    for ship in range(s[SHIPS]):
        if not afloat(s, owner, ship, known):
            value += s[VALUE + ship]
    return value


@rule
def score(s, r):
    """What a player sank less what he lost, times what a loss counts; or 1 for who sank all, which the other pays."""
    for seat in range(2):
        if s[WINNER]:
            r[seat] = (s[LOST + 1 - seat] == s[SHIPS]) * 1.0 - (s[LOST + seat] == s[SHIPS])
        else:
            r[seat] = damage(s, 1 - seat) - s[LOSS] / 100.0 * damage(s, seat)


@rule
def see(s, seat, x):
    """Four planes of squares, row by row: own ships, the other's shots, own shots, own hits. Then what came, in order.

    For each ship, one-hot: across or down, the row and the column of its upper or left end. For each shot, one-hot: the
    row and the column of the other's, those of one's own, and whether that was a hit, and whether it sank a ship.
    """
    squares, columns, rows = s[COLUMNS] * s[ROWS], s[COLUMNS], s[ROWS]
    here, own, others = waters(s, seat), found(s, seat), found(s, 1 - seat)
    for square in range(squares):
        told = s[own + square]
        x[square] = s[here + square] % STRUCK > 0
        x[squares + square] = s[others + square] > 0
        x[2 * squares + square] = told > 0
        x[3 * squares + square] = told > 0 and (told - 1) % 4 > 0
    place = 4 * squares
    for ship in range(s[SHIPS]):
        lies = s[fleet(s, seat) + ship] - 1
        if lies >= 0:
            x[place + lies // squares] = 1
            x[place + 2 + lies % squares // columns] = 1
            x[place + 2 + rows + lies % columns] = 1
        place += 2 + rows + columns
    for n in range(s[SHOTS]):
        for each in range(2):
            who = 1 - seat if each == 0 else seat
            if n < (s[SHOT] + 1 - who) // 2:
                shot = s[shots(s, who) + n]
                x[place + shot % AGAIN // columns] = 1
                x[place + rows + shot % AGAIN % columns] = 1
                if each == 1:
                    x[place + rows + columns] = shot // AGAIN > 0
                    x[place + rows + columns + 1] = shot // AGAIN == SUNK
            place += rows + columns
        place += 2


@rule
def explains(s, truth, seat, ship, place):
    """How many of a seat's hits a ship would explain at a place; -1 if the seat knows that it does not lie there.

    All of its squares are hit if the last of these shots sank it, and none of these did if they are not all hit.
    """
    known, square, length = found(truth, seat), place % (s[COLUMNS] * s[ROWS]), s[LENGTH + ship]
    hits, sinks, last, sinking = 0, 0, -1, -1
    for n in range(length):
        told = truth[known + square + n * stride(s, place)] - 1
        if told >= 0:
            if told % 4 == WATER:
                return -1
            hits += 1
            last = max(last, told // 4)
            if told % 4 == SUNK:
                sinks += 1
                sinking = told // 4
    if sinks != (hits == length) or (sinks == 1 and sinking != last):
        return -1
    return hits


@rule
def open_hit(s, truth, seat):
    """The first of a seat's hits that no ship explains yet; -1: there is none."""
    known, here = found(truth, seat), waters(s, 1 - seat)
    for square in range(s[COLUMNS] * s[ROWS]):
        told = truth[known + square] - 1
        if told >= 0 and told % 4 != WATER and s[here + square] == 0:
            return square
    return -1


@rule
def over(s, hit, k):
    """The k-th place at which a ship would lie over a square, those across and those downwards in turn; -1: outside."""
    columns, n = s[COLUMNS], k // 2
    if k % 2 == 0:
        return hit - n if n <= hit % columns else -1
    return columns * s[ROWS] + hit - n * columns if n <= hit // columns else -1


@rule
def explainable(s, truth, seat, placed):
    """Whether the other's ships that are not placed (`placed` has a bit for each that is) can explain all other hits.

    The first open hit is explained first: that leaves few places to try.
    """
    hit = open_hit(s, truth, seat)
    if placed == (1 << s[SHIPS]) - 1:
        return hit < 0
    for ship in range(s[SHIPS]):
        if placed >> ship & 1:
            continue
        for k in range(2 * s[LENGTH + ship] if hit >= 0 else 2 * s[COLUMNS] * s[ROWS]):
            place = over(s, hit, k) if hit >= 0 else k
            if place < 0 or not free(s, 1 - seat, ship, place) or explains(s, truth, seat, ship, place) < 0:
                continue
            cover(s, 1 - seat, ship, place, 1 + ship)
            fit = explainable(s, truth, seat, placed | 1 << ship)
            cover(s, 1 - seat, ship, place, 0)
            if fit:
                return True
        if hit < 0:
            return False
    return False


@rule
def rethink(s, truth, seat, p):
    """Of the other's ships, weigh the places from which all that the seat knows can be explained; all else is known.

    Those that explain more hits weigh more, as they do for most fleets that explain all of them. The product of that
    over a fleet is the same for all these fleets, so that it falsifies nothing.
    """
    squares = s[COLUMNS] * s[ROWS]
    if not placing(s):
        p[truth[shots(truth, 1 - seat) + s[SHOT] // 2] % AGAIN] = 1.0
        return
    owner, ship, first = s[PLACED] % 2, s[PLACED] // 2, 0 if s[DEALT] else squares
    if owner == seat:
        p[first + truth[fleet(truth, seat) + ship] - 1] = 1.0
        return
    count = places(s, p, first)
    for place in range(2 * squares):
        if p[first + place] > 0.0:
            hits = explains(s, truth, seat, ship, place)
            cover(s, owner, ship, place, 1 + ship)
            fit = hits >= 0 and explainable(s, truth, seat, (2 << ship) - 1)
            cover(s, owner, ship, place, 0)
            p[first + place] = LURE**hits / count if fit else 0.0


@functools.cache
def parts(squares: int, ships: int, shots: int) -> list[tuple[int, int, int]]:
    """Where the waters, what was found out and the shots of each player begin."""
    size = ships + 2 * squares + shots
    return [tuple(BLOCK + seat * size + ships + n * squares for n in range(3)) for seat in range(2)]  # type: ignore[misc]


def marks(s, seat) -> tuple[str, str]:
    """A sign for each square of a player's own waters, and for each of the other's as far as he knows."""
    squares = s.item(COLUMNS) * s.item(ROWS)
    own, _, end = parts(squares, s.item(SHIPS), s.item(SHOTS))[seat]
    signs = s[own:end].astype(np.uint8).tobytes()
    return signs[:squares].translate(FLEET).decode(), signs[squares:].translate(FOUND).decode()


def read(s, seat: int) -> Table:
    """Lay out what a seat knows of a position."""
    head = s[:BLOCK].tolist()
    ships, firsts, last = head[SHIPS], parts(head[COLUMNS] * head[ROWS], head[SHIPS], head[SHOTS]), []
    for who in range(2):
        count = (head[SHOT] + 1 - who) // 2
        shot = s.item(firsts[who][2] + count - 1) if count else 0
        last.append((shot % AGAIN, shot // AGAIN) if count else None)
    return Table(
        head[COLUMNS], head[ROWS], head[LENGTH : LENGTH + ships], head[SHOTS], head[MOVER], head[PLACED], head[SHOT],
        head[LOST : LOST + 2], *marks(s, seat), last,
    )  # fmt: skip


def describe(game, s, seat):
    return words(read(s, seat), seat)


def show(game, s, seat) -> list[Element]:
    return drawn((read(s, 0), read(s, 1)), seat)


def lengths(name: str, given: Sequence[int], low: int, high: int) -> tuple[int, ...]:
    """Check a list of numbers, one for each ship."""
    if isinstance(given, str) or not isinstance(given, Sequence) or not 1 <= len(given) <= MOST_SHIPS:
        raise ValueError(f"{name} must be a list of 1 to {MOST_SHIPS} integers; got {quote(given)}")
    return tuple(option(f"{name}[{i}]", value, low, high) for i, value in enumerate(given))


def game(
    columns: int = 4,
    rows: int = 4,
    ships: Sequence[int] = (2, 3),
    values: Sequence[int] | None = None,
    shots: int = 10,
    repeats: bool = False,
    dealt: bool = False,
    winner: bool = False,
    loss: float = 1.0,
) -> FiniteGame:
    """Battleship.

    Args:
        columns: 1 to 10.
        rows: 1 to 10.
        ships: the length of each ship, one to six of them; both players have the same.
        values: what each is worth to who sinks it, 1 to 100; 1 each if left out.
        shots: how many each player has, 1 to 100.
        repeats: a square may be shot at again; otherwise there are at most as many shots as squares.
        dealt: chance places all ships; otherwise the players do, a ship each in turn, unseen by the other.
        winner: who sinks all ships wins 1 from the other, and nobody wins if none does; otherwise the values of the
            ships sunk count.
        loss: how many times the value of one's own lost ships is taken off, 1 to 10; other than 1 the sum is not zero.
    """
    columns, rows = option("columns", columns, 1, 10), option("rows", rows, 1, 10)
    squares = columns * rows
    ships = lengths("ships", ships, 1, max(columns, rows))
    values = (1,) * len(ships) if values is None else lengths("values", values, 1, 100)
    if len(values) != len(ships):
        raise ValueError(f"values must be as many as ships, {len(ships)}; got {quote(values)}")
    repeats, dealt, winner = flag("repeats", repeats), flag("dealt", dealt), flag("winner", winner)
    shots = option("shots", shots, 1, 100 if repeats else squares)
    if isinstance(loss, bool) or not isinstance(loss, int | float) or not 1 <= loss <= 10:
        raise ValueError(f"loss must be a number from 1 to 10; got {quote(loss)}")
    loss = round(100 * loss)
    blank = [0] * (MOST_SHIPS - len(ships))
    options = (columns, rows, shots, repeats, dealt, winner, loss, len(ships), *ships, *blank, *values, *blank)
    cells = BLOCK + 2 * (len(ships) + 2 * squares + shots)
    empty = np.array([0, *options, *[0] * cells], np.int16)
    if not fits(empty, 0, 0):
        raise ValueError(f"ships of lengths {quote(ships)} do not fit on {columns} by {rows} squares")
    return FiniteGame(
        __name__,
        seats=2,
        options=options,
        actions=tuple(actions(columns, rows, dealt)),
        cells=cells,
        view=4 * squares + len(ships) * (2 + rows + columns) + shots * (2 * (rows + columns) + 2),
        outcomes=2 * squares if dealt else 0,
        draws=2 * len(ships) if dealt else 0,
        stake=1 if winner else loss / 100 * sum(values),
        hidden=True,
        zero_sum=winner or loss == 100,
        brief=brief(columns, rows, ships, values, shots, dealt, winner, loss / 100),
    )


def actions(columns: int, rows: int, dealt: bool) -> list[str]:
    """The names of the shots, and of the places of ships where players place them."""
    square = names(columns, rows)
    return square if dealt else [*square, *(f"{name}-across" for name in square), *(f"{name}-down" for name in square)]


env, raw_env, parallel_env = constructors("Battleship-v0")
