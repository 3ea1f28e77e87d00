"""The table of a game of Hanabi as a player sees it, in words and as a picture."""

import functools
from typing import NamedTuple

from spenvs.core.draw import Cards, Element, Line

NAMES = ("red", "yellow", "green", "white", "blue")
LETTERS = "RYGWB"
FITTED = 32
"""In what came of a move: added to the face + 1 of a card that fitted."""

FEW = 8
"""What a card can be is listed if it is no more than this."""


class Table(NamedTuple):
    """What lies on the table.

    Attributes:
        players: how many play.
        colours: how many there are.
        ranks: how many there are.
        hand: how many cards a hand has at most.
        information: the most tokens.
        lives: the lives at first.
        mover: the seat to move.
        tokens: the tokens left.
        left_lives: the lives left.
        points: the cards that fitted.
        deck: the cards left in the deck.
        last: the turns left once it is empty.
        left: how many cards of each face are in the deck; a face is colour * ranks + rank.
        fireworks: how far each has come, by colour.
        discarded: how many cards are discarded, by face.
        hands: for each player the face of each card, the oldest first, and what was told of it: a bit for each colour,
            then for each rank, that it can still be.
        moves: all moves in order, as action + 64 * what came of it.
    """

    players: int
    colours: int
    ranks: int
    hand: int
    information: int
    lives: int
    mover: int
    tokens: int
    left_lives: int
    points: int
    deck: int
    last: int
    left: tuple[int, ...]
    fireworks: tuple[int, ...]
    discarded: tuple[int, ...]
    hands: list[tuple[tuple[int, int], ...]]
    moves: tuple[int, ...]

    def possible(self, seat: int) -> list[int]:
        """Give a bit for each face that each card of a player can have, for all that the player knows."""
        unseen = marked(self.left)
        for face, _ in self.hands[seat]:
            unseen |= 1 << face
        return [allowed(bits, self.colours, self.ranks) & unseen for _, bits in self.hands[seat]]


def rules(players: int, colours: int, each: list[int], hand: int, information: int, lives: int, lost: str) -> str:
    """The rules in a few sentences."""
    ranks = len(each)
    deck = ", ".join(f"{count} of rank {rank}" for rank, count in enumerate(each, 1))
    return (
        f"Hanabi. {players} players build {colours} firework{'s' if colours > 1 else ''} together, one of each colour "
        f"({', '.join(NAMES[:colours])}): its cards are played in order of rank, from 1 to {ranks}. All see the "
        f"others' cards but not their own. The deck has, in each colour, {deck}. Cards in a hand are numbered from the "
        f"oldest on, 1 to {hand}; a new card is the last. In turn, a player does one of three things. To tell costs an "
        f'information token: "tell player_1 {NAMES[0]}" shows player_1 which cards in hand are {NAMES[0]}, "tell '
        'player_1 1" which are of rank 1, all of them; there must be one. "discard 1" puts the first card away and '
        f'gives a token back; with {information} there it is not allowed. "play 1" plays the first card: it fits if it '
        "is the next of its colour; if it does not, it is discarded and a life is lost. To complete a firework gives a "
        "token back. Who plays or discards draws a card. When the deck is empty, everybody has one more turn. "
        f"The game ends then, or with all fireworks complete, or with the last of {lives} "
        + ("lives" if lives > 1 else "life")
        + (". " if lost == "points" else ", and then scores nothing. ")
        + "Everybody scores a point for each card that fitted."
    )


@functools.lru_cache(maxsize=4096)
def marked(counts: tuple[int, ...]) -> int:
    """Give a bit for each count that is not 0."""
    return sum([1 << face for face, count in enumerate(counts) if count])


@functools.cache
def card(face: int, ranks: int) -> str:
    """A card in words."""
    return f"{NAMES[face // ranks]} {face % ranks + 1}"


@functools.cache
def ranked(colour: int, ranks: int) -> str:
    """Some cards of one colour in words, `ranks` having a bit for each."""
    return f"{NAMES[colour]} {' '.join([str(rank + 1) for rank in range(ranks.bit_length()) if ranks >> rank & 1])}"


@functools.cache
def told(bits: int, colours: int, ranks: int) -> str:
    """What somebody was told of a card: what it is where that is known, and what it is not; "" is nothing."""
    known, ruled_out = [], []
    for shift, names in ((0, NAMES[:colours]), (colours, "12345"[:ranks])):
        left = [name for i, name in enumerate(names) if bits >> shift + i & 1]
        if len(left) == 1 < len(names):
            known += left
        else:
            ruled_out += [f"not {name}" for name in names if name not in left]
    return ", ".join([" ".join(known), *ruled_out] if known else ruled_out)


@functools.cache
def other_card(face: int, bits: int, colours: int, ranks: int) -> str:
    """A card of another player, and what its holder was told of it."""
    words = told(bits, colours, ranks)
    return f"{card(face, ranks)} (told {words})" if words else card(face, ranks)


@functools.lru_cache(maxsize=4096)
def other_hand(cards: tuple[tuple[int, int], ...], colours: int, ranks: int) -> str:
    """All cards of another player."""
    return "; ".join([f"{i}: {other_card(*each, colours, ranks)}" for i, each in enumerate(cards, 1)])


@functools.cache
def allowed(bits: int, colours: int, ranks: int) -> int:
    """Give a bit for each face that a card can have by what was told of it."""
    return sum((bits >> colours) << c * ranks for c in range(colours) if bits >> c & 1)


@functools.lru_cache(maxsize=16384)
def own_card(bits: int, faces: int, colours: int, ranks: int) -> str:
    """What a player was told of a card in hand, and what it can be: a bit for each face, 0 if they are too many."""
    words = told(bits, colours, ranks)
    if not faces:
        return f"told {words}" if words else "unknown"
    held = [(c, faces >> c * ranks & (1 << ranks) - 1) for c in range(colours)]
    can_be = ", ".join([ranked(c, left) for c, left in held if left])
    return f"{f'told {words}, so it' if words else 'it'} {'can be' if faces & (faces - 1) else 'is'} {can_be}"


@functools.lru_cache(maxsize=16384)
def move(code: int, seat: int, hand: int, colours: int, ranks: int) -> str:
    """A move in words, and what came of it."""
    action, came = code % 64, code // 64
    if action < 2 * hand:
        what = f"card {action % hand + 1}: {card(came % FITTED - 1, ranks)}"
        if action >= hand:
            return f"player_{seat} discards {what}"
        return f"player_{seat} plays {what} {'fits' if came >= FITTED else 'does not fit'}"
    target, kind = divmod(action - 2 * hand, colours + ranks)
    named = NAMES[kind] if kind < colours else kind - colours + 1
    cards = [str(i + 1) for i in range(hand) if came >> i & 1]
    return f"player_{seat} tells player_{target} {named}: card{'s' if len(cards) > 1 else ''} {' '.join(cards)}"


@functools.lru_cache(maxsize=4096)
def moves(codes: tuple[int, ...], players: int, hand: int, colours: int, ranks: int) -> str:
    """All moves in words; the text of all but the last is remembered, for speed."""
    if not codes:
        return "none"
    last = move(codes[-1], (len(codes) - 1) % players, hand, colours, ranks)
    return f"{moves(codes[:-1], players, hand, colours, ranks)}; {last}" if len(codes) > 1 else last


@functools.lru_cache(maxsize=4096)
def piles(fireworks: tuple[int, ...], discarded: tuple[int, ...], ranks: int) -> str:
    """The fireworks and the discarded cards."""
    built = ", ".join([f"{NAMES[c]} {rank}" for c, rank in enumerate(fireworks)])
    gone = ", ".join([heap(c, discarded[c * ranks : (c + 1) * ranks]) for c in range(len(fireworks))])
    return f"Fireworks: {built}. Discarded: {gone}."


@functools.cache
def heap(colour: int, counts: tuple[int, ...]) -> str:
    """The discarded cards of a colour."""
    return f"{NAMES[colour]} {' '.join([str(rank) for rank, n in enumerate(counts, 1) for _ in range(n)]) or '-'}"


def words(table: Table, seat: int) -> str:
    """All that a player knows."""
    players, colours, ranks, hand = table.players, table.colours, table.ranks, table.hand
    deck = f"Cards in the deck: {table.deck}." if table.deck else f"The deck is empty; turns left: {table.last}."
    lines = [
        f"Information tokens: {table.tokens} of {table.information}. Lives: {table.left_lives} of {table.lives}. "
        f"Points: {table.points} of {colours * ranks}. {deck}",
        piles(table.fireworks, table.discarded, ranks),
    ]
    for other, cards in enumerate(table.hands):
        if other != seat:
            lines.append(f"player_{other} holds {other_hand(cards, colours, ranks)}.")
    own = [
        f"{i}: {own_card(bits, faces if faces.bit_count() <= FEW else 0, colours, ranks)}"
        for i, (faces, (_, bits)) in enumerate(zip(table.possible(seat), table.hands[seat], strict=True), 1)
    ]
    lines.append(f"You hold {'; '.join(own)}.")
    lines.append(f"Moves so far: {moves(table.moves, players, hand, colours, ranks)}.")
    count = len(table.moves)
    news = (count - 1 - seat) % players
    if 0 < news < count:
        since = [move(table.moves[n], n % players, hand, colours, ranks) for n in range(count - news, count)]
        lines.append(f"Since your last turn: {'; '.join(since)}.")
    return "\n".join(lines)


@functools.cache
def known(bits: int, colours: int, ranks: int) -> str:
    """What is known of a card to its holder, in two letters: R3, R?, ?3, or ??."""
    left = [c for i, c in enumerate(LETTERS[:colours]) if bits >> i & 1]
    left_ranks = [str(rank + 1) for rank in range(ranks) if bits >> colours + rank & 1]
    return (left[0] if len(left) == 1 else "?") + (left_ranks[0] if len(left_ranks) == 1 else "?")


def drawn(table: Table, seat: int) -> list[Element]:
    """The table as a player sees it; seat -1 sees everything."""
    colours, ranks = table.colours, table.ranks
    paper = {f"{letter}{rank}": name for letter, name in zip(LETTERS, NAMES, strict=True) for rank in "?12345"}
    built = [f"{letter}{rank or '-'}" for letter, rank in zip(LETTERS, table.fireworks, strict=False)]
    lines: list[Element] = [
        Line(
            f"points {table.points} of {colours * ranks}, tokens {table.tokens} of {table.information}, lives "
            f"{table.left_lives} of {table.lives}, cards in the deck {table.deck}"
        ),
        Cards("fireworks", built, colours=paper),
    ]
    for i, cards in enumerate(table.hands):
        marks = [known(bits, colours, ranks) for _, bits in cards]
        faces = [f"{LETTERS[face // ranks]}{face % ranks + 1}" for face, _ in cards]
        own = [None if mark == "??" else mark for mark in marks]
        lines.append(Cards(f"player_{i}", own if i == seat else faces, turn=table.mover == i, colours=paper))
        lines.append(Line(f"player_{i} was told {' '.join(marks)}"))
    lines += [Line(f"discarded {heap(c, table.discarded[c * ranks : (c + 1) * ranks])}") for c in range(colours)]
    last = len(table.moves) - 1
    said = move(table.moves[last], last % table.players, table.hand, colours, ranks) if last >= 0 else "no moves yet"
    return [*lines, Line(said)]
