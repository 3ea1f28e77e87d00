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

import functools

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import FiniteGame, choice, flag, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

PLAYERS, COLOURS, RANKS, HAND, INFORMATION, LIVES, KEEP, TENTH = range(1, 9)
DECK, TOKENS, LEFT_LIVES, POINTS, DEALT, TURN, LAST, COUNT = range(9, 17)
FIREWORKS, LEFT, DISCARDED, HELD = 17, 22, 47, 72
FACE, TOLD, LOG = 96, 146, 197
FITTED = 32
NAMES = ("red", "yellow", "green", "white", "blue")


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
    """A point for each card that was played, for everybody; none without lives. MARS: a tenth if the last move paid 0."""
    lost = s[LEFT_LIVES] == 0 and s[KEEP] == 0
    points = 0.0 if lost else float(s[POINTS])
    last = s[LOG + s[COUNT] - 1]
    fitted = last % 64 < s[HAND] and last // 64 >= FITTED
    if s[TENTH] and not fitted and not (lost and s[POINTS] > 0):
        points += 0.1
    for seat in range(s[PLAYERS]):
        r[seat] = points


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
        x[place : place + s[FIREWORKS + colour]] = 1
        place += ranks
    for face in range(faces):
        x[place : place + s[DISCARDED + face]] = 1
        place += copies(s, face % ranks)
    x[place : place + s[TOKENS]] = 1
    place += s[INFORMATION]
    x[place : place + s[LEFT_LIVES]] = 1
    place += s[LIVES]
    x[place : place + max(0, s[DECK] - max(s[DEALT], players * hand))] = 1
    place += s[DECK] - players * hand
    for n in range(s[COUNT] - 1, -1, -1):
        code = s[LOG + n] + 1
        for digit in range(12):
            x[place + digit] = (code >> digit) & 1
        place += 12


@rule
def hindsight(s, seat, drawn, i, p):
    """What seat does not hold, it has seen; what it holds is any card not seen elsewhere that agrees with what was told."""
    hand, colours, ranks = s[HAND], s[COLOURS], s[RANKS]
    for n in range(hand):
        if s[HELD + seat * hand + n] == i + 1:
            break
    else:
        p[s[FACE + i + 1]] = 1.0
        return
    for face in range(colours * ranks):
        p[face] = s[LEFT + face]
    for n in range(hand):
        card = s[HELD + seat * hand + n]
        if card > 0:
            p[s[FACE + card]] += 1.0
            if card <= i:
                p[drawn[card - 1]] -= 1.0
    told = s[TOLD + i + 1]
    for face in range(colours * ranks):
        if not ((told >> (face // ranks)) & (told >> (colours + face % ranks)) & 1):
            p[face] = 0.0


@functools.cache
def card(face: int, ranks: int) -> str:
    """A card in words."""
    return f"{NAMES[face // ranks]} {face % ranks + 1}"


@functools.cache
def told(bits: int, colours: int, ranks: int) -> str:
    """What somebody was told of a card: what it is where that is known, else what it is not."""
    kinds = [NAMES[:colours], [str(rank + 1) for rank in range(ranks)]]
    known, ruled_out = [], []
    for shift, names in zip((0, colours), kinds, strict=True):
        left = [name for i, name in enumerate(names) if bits >> shift + i & 1]
        if len(left) == 1 and len(names) > 1:
            known += left
        else:
            ruled_out += [f"not {name}" for name in names if name not in left]
    words = [" ".join(known)] if known else []
    return ", ".join([*words, *ruled_out]) or "nothing"


def possible(bits: int, unseen: int, colours: int, ranks: int) -> list[int]:
    """The faces that a card can have by what was told of it, out of those not seen elsewhere (a bit for each)."""
    faces = range(colours * ranks)
    return [f for f in faces if unseen >> f & 1 and bits >> f // ranks & bits >> colours + f % ranks & 1]


def unseen(cells: list[int], seat: int) -> int:
    """A bit for each face of which there is a card that a player cannot see."""
    own = [cells[FACE + number] for number in held(cells, seat)]
    return sum(1 << face for face, left in enumerate(cells[LEFT:DISCARDED]) if left or face in own)


def held(cells: list[int], seat: int) -> list[int]:
    """The numbers of the cards in a hand."""
    first = HELD + seat * cells[HAND]
    return [number for number in cells[first : first + cells[HAND]] if number]


@functools.lru_cache(maxsize=4096)
def own(bits: int, unseen: int, colours: int, ranks: int) -> str:
    """What a player knows of a card in hand."""
    words = told(bits, colours, ranks)
    if words == "nothing":
        return "told nothing"
    faces = possible(bits, unseen, colours, ranks)
    if len(faces) == 1:
        return f"told {words}, so it is {card(faces[0], ranks)}"
    rows = [(c, [str(f % ranks + 1) for f in faces if f // ranks == c]) for c in range(colours)]
    return f"told {words}, so it can be {', '.join(f'{NAMES[c]} {" ".join(row)}' for c, row in rows if row)}"


@functools.lru_cache(maxsize=16384)
def move(code: int, seat: int, hand: int, colours: int, ranks: int) -> str:
    """A move in words, and what came of it."""
    action, came = code % 64, code // 64
    if action < 2 * hand:
        shown = f"{action % hand + 1}: {card(came % FITTED - 1, ranks)}"
        if action >= hand:
            return f"player_{seat} discards {shown}"
        return f"player_{seat} plays {shown} {'fits' if came >= FITTED else 'does not fit'}"
    target, kind = divmod(action - 2 * hand, colours + ranks)
    named = NAMES[kind] if kind < colours else str(kind - colours + 1)
    cards = " ".join(str(i + 1) for i in range(hand) if came >> i & 1)
    return f"player_{seat} tells player_{target} {named}: {cards}"


@functools.lru_cache(maxsize=4096)
def moves(codes: tuple[int, ...], players: int, hand: int, colours: int, ranks: int) -> str:
    """All moves in words; the text of all but the last is remembered, for speed."""
    if not codes:
        return ""
    last = move(codes[-1], (len(codes) - 1) % players, hand, colours, ranks)
    return f"{moves(codes[:-1], players, hand, colours, ranks)}; {last}" if len(codes) > 1 else last


@functools.lru_cache(maxsize=4096)
def table(fireworks: tuple[int, ...], discarded: tuple[int, ...], ranks: int) -> str:
    """The fireworks and the discarded cards."""
    built = ", ".join(f"{NAMES[c]} {rank}" for c, rank in enumerate(fireworks))
    rows = [(c, [str(f % ranks + 1) for f in range(c * ranks, (c + 1) * ranks) for _ in range(discarded[f])])
            for c in range(len(fireworks))]
    gone = ", ".join(f"{NAMES[c]} {' '.join(row)}" for c, row in rows if row)
    return f"Fireworks: {built}. Discarded: {gone or 'nothing'}."


def hands(cells: list[int], seat: int) -> list[str]:
    """A line for each hand that a player sees: the cards, and what their holder was told of them; the own one last."""
    colours, ranks = cells[COLOURS], cells[RANKS]
    lines = []
    for other in range(cells[PLAYERS]):
        if other != seat:
            shown = "; ".join(
                [f"{i}: {card(cells[FACE + n], ranks)} (told {told(cells[TOLD + n], colours, ranks)})"
                 for i, n in enumerate(held(cells, other), 1)]
            )
            lines.append(f"player_{other} holds {shown}.")
    missing = unseen(cells, seat)
    shown = "; ".join(
        [f"{i}: {own(cells[TOLD + n], missing, colours, ranks)}" for i, n in enumerate(held(cells, seat), 1)]
    )
    return [*lines, f"You hold {shown}."]


def describe(game, s, seat):
    cells = s.tolist()
    players, colours, ranks, hand, count = cells[PLAYERS], cells[COLOURS], cells[RANKS], cells[HAND], cells[COUNT]
    deck = cells[DECK] - cells[DEALT]
    cards = f"Cards in the deck: {deck}." if deck else f"The deck is empty; turns left: {cells[LAST]}."
    fireworks, discarded = cells[FIREWORKS : FIREWORKS + colours], cells[DISCARDED : DISCARDED + colours * ranks]
    made = tuple(cells[LOG : LOG + count])
    news = min(count, (count - 1 - seat) % players)
    past = moves(made, players, hand, colours, ranks)
    recent = "; ".join([move(made[n], n % players, hand, colours, ranks) for n in range(count - news, count)])
    since = f" Since your last turn: {recent}." if recent and news < count else ""
    return "\n".join(
        [
            f"Information tokens: {cells[TOKENS]} of {cells[INFORMATION]}. Lives: {cells[LEFT_LIVES]} of "
            f"{cells[LIVES]}. Points: {cells[POINTS]} of {colours * ranks}. {cards}",
            table(tuple(fireworks), tuple(discarded), ranks),
            *hands(cells, seat),
            f"Moves so far: {past or 'none'}.{since}",
        ]
    )


def mark(cells: list[int], number: int) -> str | None:
    """What is known of a card to its holder, as a face: R3, R?, ?3, or None."""
    colours, ranks = cells[COLOURS], cells[RANKS]
    bits = cells[TOLD + number]
    by_colour = [NAMES[c][0].upper() for c in range(colours) if bits >> c & 1]
    by_rank = [str(rank + 1) for rank in range(ranks) if bits >> colours + rank & 1]
    known = (by_colour[0] if len(by_colour) == 1 else "?") + (by_rank[0] if len(by_rank) == 1 else "?")
    return None if known == "??" else known


def show(game, s, seat) -> list[Element]:
    cells = s.tolist()
    colours, ranks, players = cells[COLOURS], cells[RANKS], cells[PLAYERS]
    letters = [name[0].upper() for name in NAMES[:colours]]
    painted = {f"{letter}{rank}": name for letter, name in zip(letters, NAMES, strict=False) for rank in "?-12345"}
    built = [f"{letter}{rank or '-'}" for letter, rank in zip(letters, cells[FIREWORKS:], strict=False)]
    drawn: list[Element] = [
        Line(
            f"{cells[POINTS]} points, {cells[TOKENS]} of {cells[INFORMATION]} tokens, {cells[LEFT_LIVES]} of "
            f"{cells[LIVES]} lives, {cells[DECK] - cells[DEALT]} cards in the deck"
        ),
        Cards("fireworks", built, colours=painted),
    ]
    for i in range(players):
        numbers = held(cells, i)
        marks = [mark(cells, n) for n in numbers]
        faces = [f"{letters[cells[FACE + n] // ranks]}{cells[FACE + n] % ranks + 1}" for n in numbers]
        drawn.append(Cards(f"player_{i}", marks if i == seat else faces, turn=cells[MOVER] == i, colours=painted))
        drawn.append(Line(f"player_{i} was told " + " ".join(known or "??" for known in marks)))
    for colour, letter in enumerate(letters):
        counts = cells[DISCARDED + colour * ranks : DISCARDED + (colour + 1) * ranks]
        gone = " ".join(f"{letter}{rank}" for rank, count in enumerate(counts, 1) for _ in range(count))
        drawn.append(Line(f"discarded {NAMES[colour]}: {gone or '-'}"))
    last = cells[COUNT] - 1
    said = move(cells[LOG + last], last % players, cells[HAND], colours, ranks) if last >= 0 else "no moves yet"
    return [*drawn, Line(said)]


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
    players, colours, ranks = option("players", players, 2, 5), option("colours", colours, 1, 5), option("ranks", ranks, 1, 5)
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
        stake=1,
        hidden=True,
        zero_sum=False,
        brief=brief(players, colours, each, hand, information, lives, lost),
    )


def brief(players: int, colours: int, each: list[int], hand: int, information: int, lives: int, lost: str) -> str:
    """The rules in a few sentences."""
    ranks = len(each)
    deck = ", ".join(f"{count} of rank {rank}" for rank, count in enumerate(each, 1))
    return (
        f"Hanabi. {players} players build {colours} fireworks together, one of each colour ({', '.join(NAMES[:colours])}): "
        f"its cards are played in order of rank, from 1 to {ranks}. All see the others' cards but not their own. The deck has, in each "
        f"colour, {deck}. Cards in a hand are numbered from the oldest on, 1 to {hand}; a new card is the last. In turn, "
        f'a player does one of three things. To tell costs an information token: "tell player_1 {NAMES[0]}" shows player_1 which '
        f'cards in hand are {NAMES[0]}, "tell player_1 1" which are of rank 1, all of them; there must be one. '
        f'"discard 1" puts the first card away and gives a token back; there are never more than {information}. "play 1" '
        "plays the first card: it fits if it is the next of its colour; if it does not, it is discarded and a life is lost. "
        "To complete a firework gives a token back. Who plays or discards draws a card. When the deck is empty, everybody "
        f"has one more turn. The game ends then, or with all fireworks complete, or with the last of {lives} lives"
        + (". " if lost == "points" else ", and then scores nothing. ")
        + "Everybody scores a point for each card that was played and fitted."
    )


env, raw_env, parallel_env = constructors("Hanabi-v0")
