"""Hanabi: fireworks that all build together, everybody seeing all cards but their own (Bauza, 2010).

The vector `s`: 0 the mover; 1 the number of players; 2 colours; 3 ranks; 4 cards in a hand; 5 the most information
tokens; 6 lives at first; 7 whether a lost game keeps its points; 8 whether MARS' tenth is paid; 9 the cards there are;
10 information tokens left; 11 lives left; 12 points; 13 the cards dealt; 14 whose turn it is; 15 the turns left once
the deck is empty; 16 the number of moves made. Then, with a card's face written as colour * ranks + rank: the fireworks
by colour; the cards left in the deck and those discarded, by face; the hands (`hand` cells each, the oldest card first:
its number in the order of the deal, from 1; 0 is none); the face of each card by this number; what its holder was told
of it (a bit for each colour, then for each rank, that it can still be); and the moves in order: action + 64 * what came
of it. That is, for a tell, a bit for each card told of; otherwise the card's face + 1, and 32 more if it fitted.
"""

import numpy as np
from numpy.typing import NDArray

from spenvs.core.aec import constructors
from spenvs.core.draw import Element
from spenvs.core.game import FiniteGame, choice, flag, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule
from spenvs.textgames.hanabi_table import FITTED, NAMES, Table, drawn, rules, words

PLAYERS, COLOURS, RANKS, HAND, INFORMATION, LIVES, KEEP, TENTH = range(1, 9)
DECK, TOKENS, LEFT_LIVES, POINTS, DEALT, TURN, LAST, COUNT = range(9, 17)
FIREWORKS, LEFT, DISCARDED, HELD = 17, 22, 47, 72
FACE, TOLD, LOG = 96, 146, 197


@rule
def copies(s, rank):
    """How many cards there are of a rank in one colour: three of the lowest, one of the highest, two of the others."""
    return 3 if rank == 0 else 1 if rank == s[RANKS] - 1 else 2


@rule
def start(s):
    s[MOVER] = CHANCE
    s[TOKENS], s[LEFT_LIVES] = s[INFORMATION], s[LIVES]
    for face in range(s[COLOURS] * s[RANKS]):
        s[LEFT + face] = copies(s, face % s[RANKS])
        s[DECK] += s[LEFT + face]


@rule
def chance(s, p):
    """Draw one of the cards that are left."""
    for face in range(s[COLOURS] * s[RANKS]):
        p[face] = s[LEFT + face] / (s[DECK] - s[DEALT])


@rule
def legal(s, mask):
    """Play or, unless all tokens are there, discard a card; with a token left, tell of a colour or rank that is there.

    The actions are: play the first, second, ... card; discard it; then for each player each colour and each rank.
    """
    hand, colours, ranks, tokens = s[HAND], s[COLOURS], s[RANKS], s[TOKENS]
    for seat in range(s[PLAYERS]):
        first, tell = HELD + seat * hand, 2 * hand + seat * (colours + ranks)
        for i in range(hand):
            card = s[first + i]
            if card > 0 and seat == s[MOVER]:
                mask[i] = 1
                mask[hand + i] = tokens < s[INFORMATION]
            elif card > 0 and tokens > 0:
                face = s[FACE + card]
                mask[tell + face // ranks] = 1
                mask[tell + colours + face % ranks] = 1


@rule
def deal(s, face):
    """Give a card to whose turn it is; at first, hand after hand is dealt."""
    hand, players = s[HAND], s[PLAYERS]
    opening = s[DEALT] < hand * players
    place = HELD + (s[DEALT] // hand if opening else s[TURN]) * hand
    while s[place] > 0:
        place += 1
    s[LEFT + face] -= 1
    s[DEALT] += 1
    s[place] = s[DEALT]
    s[FACE + s[DEALT]] = face
    s[TOLD + s[DEALT]] = (1 << (s[COLOURS] + s[RANKS])) - 1
    if s[DEALT] == s[DECK]:
        s[LAST] = players
    if not opening:
        s[TURN] = (s[TURN] + 1) % players
    if s[DEALT] >= hand * players:
        s[MOVER] = s[TURN]


@rule
def take(s, i):
    """Take a card out of the mover's hand, and give its face."""
    place, end = HELD + s[MOVER] * s[HAND] + i, HELD + (s[MOVER] + 1) * s[HAND] - 1
    face = s[FACE + s[place]]
    while place < end:
        s[place] = s[place + 1]
        place += 1
    s[end] = 0
    return face


@rule
def lay(s, face):
    """Play a card; say whether it fitted."""
    colour, rank = face // s[RANKS], face % s[RANKS]
    if s[FIREWORKS + colour] != rank:
        s[LEFT_LIVES] -= 1
        s[DISCARDED + face] += 1
        return False
    s[FIREWORKS + colour] += 1
    s[POINTS] += 1
    if rank == s[RANKS] - 1 and s[TOKENS] < s[INFORMATION]:
        s[TOKENS] += 1
    return True


@rule
def tell(s, seat, kind):
    """Tell a player of a colour or rank; give a bit for each card told of."""
    colours, ranks, touched = s[COLOURS], s[RANKS], 0
    for i in range(s[HAND]):
        card = s[HELD + seat * s[HAND] + i]
        if card > 0:
            face, bit = s[FACE + card], 1 << kind
            same = (1 << colours) - 1 if kind < colours else ((1 << ranks) - 1) << colours
            if kind == face // ranks or kind == colours + face % ranks:
                s[TOLD + card] &= ~same | bit
                touched |= 1 << i
            else:
                s[TOLD + card] &= ~bit
    s[TOKENS] -= 1
    return touched


@rule
def play(s, a):
    if s[MOVER] == CHANCE:
        deal(s, a)
        return
    hand, empty, kinds = s[HAND], s[DEALT] == s[DECK], s[COLOURS] + s[RANKS]
    if a < hand:
        face = take(s, a)
        came = face + 1 + (FITTED if lay(s, face) else 0)
    elif a < 2 * hand:
        face = take(s, a - hand)
        came = face + 1
        s[DISCARDED + face] += 1
        s[TOKENS] += 1
    else:
        came = tell(s, (a - 2 * hand) // kinds, (a - 2 * hand) % kinds)
    s[LOG + s[COUNT]] = a + 64 * came
    s[COUNT] += 1
    if empty:
        s[LAST] -= 1
    if s[LEFT_LIVES] == 0 or s[POINTS] == s[COLOURS] * s[RANKS] or (empty and s[LAST] == 0):
        s[MOVER] = OVER
    elif a < 2 * hand and not empty:
        s[MOVER] = CHANCE
    else:
        s[TURN] = (s[TURN] + 1) % s[PLAYERS]
        s[MOVER] = s[TURN]


@rule
def score(s, r):
    """For everybody a point for each card that fitted; MARS also pays a tenth if the last move left the score."""
    lost = s[LEFT_LIVES] == 0 and s[KEEP] == 0
    points = 0.0 if lost else float(s[POINTS])
    last = s[LOG + s[COUNT] - 1]
    fitted = last % 64 < s[HAND] and last // 64 >= FITTED
    if s[TENTH] and not fitted and not (lost and s[POINTS] > 0):
        points += 0.1
    for seat in range(s[PLAYERS]):
        r[seat] = points


@rule
def count(x, place, number, most):
    """Mark as many of the next `most` places as there are things; give the place after them."""
    for i in range(min(number, most)):
        x[place + i] = 1
    return place + most


@rule
def see(s, seat, x):
    """All that the seat saw: the others' hands, what was told of every card, the table, and all moves, the last first.

    Places: for each player, card and face, one if the player is another and holds it; for each player and card, one for
    each colour and each rank that it can be by what was told; as many ones as the fireworks have cards, for each
    colour; for each face, as many as are discarded; then tokens, lives and the cards in the deck, likewise; then 12 for
    each move that can be made at most: the action + 1 in 6 binary digits, the lowest first, and what came of it as
    the vector has it in 6. The hands of before follow from those of now and the moves, so nothing is forgotten. Two
    players with the standard cards take 1,556 places.
    """
    players, colours, ranks, hand = s[PLAYERS], s[COLOURS], s[RANKS], s[HAND]
    faces, place = colours * ranks, 0
    for i in range(players * hand):
        if s[HELD + i] > 0 and i // hand != seat:
            x[place + s[FACE + s[HELD + i]]] = 1
        place += faces
    for i in range(players * hand):
        if s[HELD + i] > 0:
            for kind in range(colours + ranks):
                x[place + kind] = (s[TOLD + s[HELD + i]] >> kind) & 1
        place += colours + ranks
    for colour in range(colours):
        place = count(x, place, s[FIREWORKS + colour], ranks)
    for face in range(faces):
        place = count(x, place, s[DISCARDED + face], copies(s, face % ranks))
    place = count(x, place, s[TOKENS], s[INFORMATION])
    place = count(x, place, s[LEFT_LIVES], s[LIVES])
    place = count(x, place, s[DECK] - s[DEALT], s[DECK] - players * hand)
    for n in range(s[COUNT] - 1, -1, -1):
        code = s[LOG + n] + 1
        for digit in range(12):
            x[place + digit] = (code >> digit) & 1
        place += 12


@rule
def rethink(s, truth, seat, p):
    """Moves are as they were; a card dealt is as the seat saw it, or one that its hand can hold by what it was told.

    What it can hold is not seen elsewhere, and not yet imagined in its hand. A move counts as one of those legal.
    """
    if s[MOVER] != CHANCE:
        legal(s, p)
        count = 0
        for a in range(p.size):
            count += p[a] > 0.0
            p[a] = 0.0
        p[truth[LOG + s[COUNT]] % 64] = 1.0 / count
        return
    number, held = s[DEALT] + 1, False
    for i in range(s[HAND]):
        held |= truth[HELD + seat * s[HAND] + i] == number
    if not held:
        p[truth[FACE + number]] = 1.0
        return
    for face in range(s[COLOURS] * s[RANKS]):
        p[face] = truth[LEFT + face]
    for i in range(s[HAND]):
        card = truth[HELD + seat * s[HAND] + i]
        if card > 0:
            p[truth[FACE + card]] += 1.0
            if card < number:
                p[s[FACE + card]] -= 1.0
    told = truth[TOLD + number]
    for face in range(s[COLOURS] * s[RANKS]):
        if not ((told >> (face // s[RANKS])) & (told >> (s[COLOURS] + face % s[RANKS])) & 1):
            p[face] = 0.0


def read(s: NDArray[np.int16]) -> Table:
    """Lay out what a position holds."""
    cells: list[int] = s[: LOG + s.item(COUNT)].tolist()
    players, colours, ranks, hand = cells[PLAYERS:INFORMATION]
    hands = []
    for first in range(HELD, HELD + players * hand, hand):
        hands.append(tuple([(cells[FACE + n], cells[TOLD + n]) for n in cells[first : first + hand] if n]))
    return Table(
        players, colours, ranks, hand, cells[INFORMATION], cells[LIVES], cells[MOVER], cells[TOKENS],
        cells[LEFT_LIVES], cells[POINTS], cells[DECK] - cells[DEALT], cells[LAST],
        tuple(cells[LEFT : LEFT + colours * ranks]),
        tuple(cells[FIREWORKS : FIREWORKS + colours]),
        tuple(cells[DISCARDED : DISCARDED + colours * ranks]),
        hands,
        tuple(cells[LOG:]),
    )  # fmt: skip


def describe(game, s, seat):
    return words(read(s), seat)


def show(game, s, seat) -> list[Element]:
    return drawn(read(s), seat)


def game(
    players: int = 2,
    colours: int = 5,
    ranks: int = 5,
    hand: int | None = None,
    information: int = 8,
    lives: int = 3,
    lost: str = "nothing",
    tenth: bool = False,
) -> FiniteGame:
    """Hanabi.

    Args:
        players: 2 to 5.
        colours: 1 to 5 out of red, yellow, green, white and blue.
        ranks: 1 to 5; three cards of the lowest, one of the highest and two of the others in each colour.
        hand: the cards in a hand, 1 to 5; None is 5 for two or three players and 4 for more.
        information: the tokens at first, and the most there can be, 0 to 20.
        lives: how many cards that do not fit end the game, 1 to 10.
        lost: what a game scores in which all lives are lost: "nothing", or "points" for the cards played so far.
        tenth: a last move that leaves the score as it is earns everybody 0.1, as in MARS.
    """
    players, colours, ranks = (
        option("players", players, 2, 5),
        option("colours", colours, 1, 5),
        option("ranks", ranks, 1, 5),
    )
    hand = option("hand", (5 if players < 4 else 4) if hand is None else hand, 1, 5)
    information, lives = option("information", information, 0, 20), option("lives", lives, 1, 10)
    keep, tenth = choice("lost", lost, ("nothing", "points")), flag("tenth", tenth)
    each = [3, *[2] * (ranks - 2), 1] if ranks > 1 else [3]
    deck = colours * sum(each)
    option("hand", hand, 1, deck // players)
    most = information + 2 * (deck - players * hand) + players
    numbers = [str(i + 1) for i in range(hand)]
    kinds = [*NAMES[:colours], *(str(rank + 1) for rank in range(ranks))]
    return FiniteGame(
        __name__,
        seats=players,
        options=(players, colours, ranks, hand, information, lives, keep, tenth),
        actions=(
            *(f"play {i}" for i in numbers),
            *(f"discard {i}" for i in numbers),
            *(f"tell player_{seat} {kind}" for seat in range(players) for kind in kinds),
        ),
        outcomes=colours * ranks,
        draws=deck,
        cells=LOG + most,
        view=players * hand * (colours * ranks + colours + ranks)
        + colours * ranks
        + (2 * deck - players * hand)
        + information
        + lives
        + 12 * most,
        stake=colours * ranks,
        hidden=True,
        zero_sum=False,
        brief=rules(players, colours, each, hand, information, lives, lost),
    )


env, raw_env, parallel_env = constructors("Hanabi-v0")
