"""Liar's dice: bid on what lies under all the cups, or call the last bidder a liar; one round, or a match of many.

The vector `s`: 0 the mover; 1 the number of players; 2 dice each; 3 sides; 4 whether the highest face is wild; 5
whether it is a match; 6 whether a bid may lower neither number; 7 whether it may name more dice than are in play; 8
whether the player after the caller begins the next round; 9 the round, from 0; 10 the dice rolled in it; 11 the last
bid + 1 (0: none); 12 its bidder; 13 the dice in play; 14-19 the dice that each player has left. Then a block for each
round: who began; who called the liar + 1 (0 while the round goes on); who lost; the number of bids; each player's dice,
counted by face; and the bids in order.
"""

import functools
import struct
import sys

from spenvs.core.aec import constructors
from spenvs.core.draw import Dice, Element, Line
from spenvs.core.game import FiniteGame, flag, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

PLAYERS, DICE, SIDES, WILD, MATCH, CLIMB, OVERBID, NEXT = range(1, 9)
ROUND, ROLLED, BID, BIDDER, LEFT, HAVE, BLOCKS = 9, 10, 11, 12, 13, 14, 20
STARTER, CALLER, LOSER, COUNT, FACES = range(5)
HEAD = struct.Struct("=4h")
"""The cells of a block before the dice."""


@rule
def block(s, n):
    """Where the block of a round begins."""
    return BLOCKS + n * (FACES + s[PLAYERS] * s[SIDES] * (1 + s[DICE]))


@rule
def after(s, seat):
    """The next player who has dice."""
    seat = (seat + 1) % s[PLAYERS]
    while s[HAVE + seat] == 0:
        seat = (seat + 1) % s[PLAYERS]
    return seat


@rule
def start(s):
    s[MOVER] = CHANCE
    for seat in range(s[PLAYERS]):
        s[HAVE + seat] = s[DICE]
    s[LEFT] = s[PLAYERS] * s[DICE]


@rule
def chance(s, p):
    """Roll one die."""
    for face in range(s[SIDES]):
        p[face] = 1.0 / s[SIDES]


@rule
def legal(s, mask):
    """Any higher bid on as many dice as are in play; after a bid, also the challenge, which is the last action."""
    every = s[PLAYERS] * s[DICE] * s[SIDES]
    for bid in range(s[BID], every if s[OVERBID] else s[LEFT] * s[SIDES]):
        mask[bid] = 1
    if s[BID] > 0:
        mask[every] = 1
        if s[CLIMB]:
            for bid in range(s[BID], every):
                mask[bid] &= bid % s[SIDES] >= (s[BID] - 1) % s[SIDES]


@rule
def roll(s, face):
    """Give a die to the first player who has not rolled all of his."""
    seat, n = 0, s[ROLLED]
    while n >= s[HAVE + seat]:
        n -= s[HAVE + seat]
        seat += 1
    now = block(s, s[ROUND])
    s[now + FACES + seat * s[SIDES] + face] += 1
    s[ROLLED] += 1
    if s[ROLLED] == s[LEFT]:
        s[MOVER] = s[now + STARTER]


@rule
def holds(s):
    """Whether the last bid is true."""
    sides = s[SIDES]
    face, quantity = (s[BID] - 1) % sides, (s[BID] - 1) // sides + 1
    first = block(s, s[ROUND]) + FACES
    for seat in range(s[PLAYERS]):
        quantity -= s[first + seat * sides + face]
        if s[WILD] and face < sides - 1:
            quantity -= s[first + seat * sides + sides - 1]
    return quantity <= 0


@rule
def play(s, a):
    mover, now = s[MOVER], block(s, s[ROUND])
    if mover == CHANCE:
        roll(s, a)
        return
    if a < s[PLAYERS] * s[DICE] * s[SIDES]:
        s[now + FACES + s[PLAYERS] * s[SIDES] + s[now + COUNT]] = a
        s[now + COUNT] += 1
        s[BID] = 1 + a
        s[BIDDER] = mover
        s[MOVER] = after(s, mover)
        return
    loser = mover if holds(s) else s[BIDDER]
    s[now + CALLER] = 1 + mover
    s[now + LOSER] = loser
    s[HAVE + loser] -= 1
    s[LEFT] -= 1
    starter = after(s, mover) if s[NEXT] else loser if s[HAVE + loser] > 0 else after(s, loser)
    if s[MATCH] == 0 or after(s, starter) == starter:
        s[MOVER] = OVER
    else:
        s[MOVER] = CHANCE
        s[ROUND] += 1
        s[ROLLED] = s[BID] = 0
        s[block(s, s[ROUND]) + STARTER] = starter


@rule
def public(s):
    """When a round is over, its dice are shown, and nobody has rolled for the next."""
    return s[ROLLED] == 0 or s[MOVER] == OVER


@rule
def score(s, r):
    """A single round: the loser pays 1, shared by the others. A match: all but the last one left pay him 1."""
    players = s[PLAYERS]
    if s[MATCH]:
        for seat in range(players):
            r[seat] = players - 1.0 if s[HAVE + seat] > 0 else -1.0
    else:
        loser = s[BLOCKS + LOSER]
        for seat in range(players):
            r[seat] = -1.0 if seat == loser else 1.0 / (players - 1)


@rule
def see(s, seat, x):
    """How many dice each player has, then the rounds, the present one first: the dice in sight and the bids made.

    Places: `dice` for each player, as many ones as he has dice; then for each round `dice` for each player and each
    face, as many ones as he rolled of it (zeros where they are covered), and one for each bid that could be made.
    Nothing that was seen is forgotten, so a match of two players with five dice each, nine rounds, takes 1,090 places.
    """
    players, dice, sides = s[PLAYERS], s[DICE], s[SIDES]
    for i in range(players):
        for n in range(s[HAVE + i]):
            x[i * dice + n] = 1
    place = players * dice
    for back in range(s[ROUND] + 1):
        now = block(s, s[ROUND] - back)
        for i in range(players):
            if i == seat or s[now + CALLER] > 0:
                for face in range(sides):
                    for n in range(s[now + FACES + i * sides + face]):
                        x[place + (i * sides + face) * dice + n] = 1
        place += players * dice * sides
        for n in range(s[now + COUNT]):
            x[place + s[now + FACES + players * sides + n]] = 1
        place += players * dice * sides


@functools.cache
def names(sides: int) -> list[str]:
    """The bids in order, as far as any game goes."""
    return [f"{quantity}x{face}" for quantity in range(1, 37) for face in range(1, sides + 1)]


@functools.cache
def spoken(sides: int, seat: int) -> list[str]:
    """The same, each after its bidder."""
    return [f"player_{seat} {name}" for name in names(sides)]


@functools.lru_cache(maxsize=4096)
def order(held: tuple[int, ...], starter: int) -> tuple[int, ...]:
    """The players who have dice, in the order in which they bid."""
    seats = [*range(starter, len(held)), *range(starter)]
    return tuple(seat for seat in seats if held[seat])


@functools.lru_cache(maxsize=4096)
def rolled(counts: bytes) -> str:
    """The dice that a count by face stands for, in cells, the lowest first."""
    return " ".join(str(face) for face, count in enumerate(memoryview(counts).cast("h"), 1) for _ in range(count))


@functools.lru_cache(maxsize=4096)
def calls(bids: bytes, held: tuple[int, ...], starter: int, sides: int) -> str:
    """The bids of a round, each after its bidder; the text of all but the last is remembered, for speed."""
    if not bids:
        return ""
    seats, bid = order(held, starter), int.from_bytes(bids[-2:], sys.byteorder)
    last = spoken(sides, seats[(len(bids) // 2 - 1) % len(seats)])[bid]
    return f"{calls(bids[:-2], held, starter, sides)}, {last}" if len(bids) > 2 else last


def read(cells: bytes, players: int, sides: int) -> tuple[list[str], str, int, int]:
    """Read the cells of a round: each player's dice, the bids, who called and who lost (-1: nobody yet)."""
    starter, caller, loser, count = HEAD.unpack_from(cells)
    first = 2 * (FACES + players * sides)
    faces = [cells[place : place + 2 * sides] for place in range(2 * FACES, first, 2 * sides)]
    held = tuple([sum(counts) for counts in faces])  # of each small number one byte is 0
    made = calls(cells[first : first + 2 * count], held, starter, sides)
    return [rolled(counts) for counts in faces], made, caller - 1, loser if caller else -1


@functools.lru_cache(maxsize=4096)
def told(blocks: bytes, rounds: int, players: int, sides: int) -> str:
    """All that happened in the rounds that are over, a line each."""
    if not rounds:
        return ""
    size = len(blocks) // rounds
    dice, made, caller, loser = read(blocks[-size:], players, sides)
    shown = ", ".join([f"player_{i} {faces}" for i, faces in enumerate(dice) if faces])
    line = f"Round {rounds}: {made}, player_{caller} liar. Dice: {shown}. player_{loser} lost.\n"
    return told(blocks[:-size], rounds - 1, players, sides) + line


@functools.lru_cache(maxsize=4096)
def summary(past: bytes, rounds: int, sides: int, held: tuple[int, ...]) -> str:
    """What happened in the rounds that are over, and how many dice each player has."""
    return f"{told(past, rounds, len(held), sides)}Dice left: " + ", ".join(
        [f"player_{i} {count}" for i, count in enumerate(held)]
    )


def describe(game, s, seat):
    head = s[:BLOCKS].tolist()
    players, sides, ended = head[PLAYERS], head[SIDES], head[ROUND]
    faces, held = players * sides, tuple(head[HAVE : HAVE + players])
    size = FACES + faces * (1 + head[DICE])
    now = BLOCKS + size * ended
    if head[MOVER] == OVER:
        return f"{summary(s[BLOCKS : now + size].tobytes(), ended + 1, sides, held)}."
    dice, first = now + FACES + seat * sides, now + FACES + faces
    bids = calls(s[first : first + s.item(now + COUNT)].tobytes(), held, s.item(now + STARTER), sides) or "none"
    own = rolled(s[dice : dice + sides].tobytes()) or "none"
    return f"{summary(s[BLOCKS:now].tobytes(), ended, sides, held)}. Your dice: {own}. Bids: {bids}."


def show(game, s, seat) -> list[Element]:
    head = s[:BLOCKS].tolist()
    number, size = head[ROUND], block.py_func(head, 1) - BLOCKS
    dice, made, caller, loser = read(s[BLOCKS + number * size :][:size].tobytes(), head[PLAYERS], head[SIDES])
    bids = [call.split() for call in made.split(", ") if call]
    last, table = dict(bids), list[Element]()
    for i, own in enumerate(dice):
        open_, name = seat in (-1, i) or caller >= 0, f"player_{i}"
        note = f"bid {last[name]}" if name in last else "" if own else "out"
        table.append(Dice(name, [int(face) if open_ else None for face in own.split()], note, head[MOVER] == i))
    state = "{} bids {}".format(*bids[-1]) if bids else "no bids yet"
    if caller >= 0:
        state = f"player_{caller} says liar, and player_{loser} loses"
    if head[MATCH]:
        lost = f" (player_{s[BLOCKS + (number - 1) * size + LOSER]} lost the last one)" if number else ""
        table.append(Line(f"round {number + 1}{lost}"))
    return [*table, Line(state)]


def game(
    players: int = 2,
    dice: int = 5,
    sides: int = 6,
    wild: bool = True,
    match: bool = False,
    climb: bool = False,
    overbid: bool = False,
    next_begins: bool = False,
) -> FiniteGame:
    """Liar's dice.

    Args:
        players: 2 to 6.
        dice: how many each player has at first, 1 to 6.
        sides: of each die, 2 to 10.
        wild: the highest face counts as every face.
        match: a round's loser loses a die and begins the next; the last player with dice wins. Otherwise: one round.
        climb: a bid names neither fewer dice nor a lower face than the last one.
        overbid: a bid may name as many dice as all had at first, however few are left.
        next_begins: the player after the caller begins the next round of a match, and not the loser.
    """
    players, dice, sides = option("players", players, 2, 6), option("dice", dice, 1, 6), option("sides", sides, 2, 10)
    wild, match, climb = flag("wild", wild), flag("match", match), flag("climb", climb)
    overbid, next_begins = flag("overbid", overbid), flag("next_begins", next_begins)
    total = players * dice
    rounds = total - 1 if match else 1
    joker = f" Dice that show {sides} are wild: they count as every face." if wild else ""
    higher = "more dice than the last one, or as many of a higher face"
    if climb:
        higher = "more dice or a higher face than the last one, or both, and never fewer dice or a lower face"
    if overbid:
        higher += f"; it may name up to {total} dice, even when fewer are left"
    if match:
        begins = ", and the player after the caller" if next_begins else " and"
        end = (
            f"The loser of a round loses a die{begins} begins the next; who has none left is out. The last one in wins."
        )
    else:
        end = "There is one round; its loser loses the game."
    return FiniteGame(
        __name__,
        seats=players,
        options=(players, dice, sides, wild, match, climb, overbid, next_begins),
        actions=(*names(sides)[: total * sides], "liar"),
        outcomes=sides,
        draws=sum(total - n for n in range(rounds)),
        cells=BLOCKS + rounds * (FACES + players * sides * (1 + dice)),
        view=total + rounds * 2 * total * sides,
        stake=1,
        hidden=True,
        brief=f"Liar's dice. Each of {players} players rolls {dice} {'die' if dice == 1 else 'dice'} of {sides} "
        "sides under a cup and sees no others. In turn, a player bids on what all the dice together show, or calls "
        f'the last bidder a liar. The bid "2x1" says that at least 2 dice show a 1.{joker} Each bid names '
        f"{higher}. When a player is called a liar, all dice are shown: if the bid is true, the caller loses the "
        f"round, else the bidder does. {end}",
    )


env, raw_env, parallel_env = constructors("LiarsDice-v0")
