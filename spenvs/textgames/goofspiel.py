"""Goofspiel: bid for prizes with a hand of cards, all at once and, by default, unseen (Ross, 1971).

The vector `s`: 0 the mover; 1 the number of cards; 2 the order of the prizes; 3 open bids; 4 whether points are the
return; 5 the tricks that are over; 6-7 the points; then the prize of each trick (0 not known); then both players'
bids, trick by trick (0 none). The last trick plays itself.
"""

import functools
from collections.abc import Callable

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import FiniteGame, flag, option
from spenvs.core.moves import quote
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

CARDS, ORDER, OPEN, POINTS, TRICK, SCORE, PRIZE = 1, 2, 3, 4, 5, 6, 8
ORDERS = ("random", "descending", "ascending")


@rule
def turn_up(s):
    """Turn up the next prize, or leave that to chance."""
    cards, trick = s[CARDS], s[TRICK]
    if s[ORDER] == 0:
        s[MOVER] = CHANCE
    else:
        s[PRIZE + trick] = cards - trick if s[ORDER] == 1 else 1 + trick
        s[MOVER] = 0


@rule
def award(s):
    """Give the prize of a trick to the higher bid; equal bids lose it."""
    trick = s[TRICK]
    bid = PRIZE + s[CARDS] + 2 * trick
    if s[bid] != s[bid + 1]:
        s[SCORE + (s[bid] < s[bid + 1])] += s[PRIZE + trick]
    s[TRICK] = trick + 1


@rule
def start(s):
    turn_up(s)


@rule
def chance(s, p):
    """Turn up one of the prizes that are left."""
    for card in range(s[CARDS]):
        p[card] = 1.0 / (s[CARDS] - s[TRICK])
    for trick in range(s[TRICK]):
        p[s[PRIZE + trick] - 1] = 0.0


@rule
def legal(s, mask):
    cards = s[CARDS]
    for card in range(cards):
        mask[card] = 1
    for trick in range(s[TRICK]):
        mask[s[PRIZE + cards + 2 * trick + s[MOVER]] - 1] = 0


@rule
def play(s, a):
    cards, trick, mover = s[CARDS], s[TRICK], s[MOVER]
    if mover == CHANCE:
        s[PRIZE + trick] = 1 + a
        s[MOVER] = 0
        return
    s[PRIZE + cards + 2 * trick + mover] = 1 + a
    if mover == 0:
        s[MOVER] = 1
        return
    award(s)
    if trick + 2 < cards:
        turn_up(s)
        return
    for first, step in ((PRIZE, 1), (PRIZE + cards, 2), (PRIZE + cards + 1, 2)):
        left = cards * (cards + 1) // 2
        for n in range(cards - 1):
            left -= s[first + step * n]
        s[first + step * (cards - 1)] = left
    award(s)
    s[MOVER] = OVER


@rule
def public(s):
    """With open bids, both know all once both have bid."""
    return s[OPEN] > 0 and s[MOVER] != 1


@rule
def score(s, r):
    difference = s[SCORE] - s[SCORE + 1]
    r[0] = difference if s[POINTS] else (difference > 0) - (difference < 0)
    r[1] = -r[0]


@rule
def see(s, seat, x):
    """One-hot for each trick: its prize, own bid, who won (player_0, player_1, nobody), with open bids the other's."""
    cards = s[CARDS]
    size = (3 if s[OPEN] else 2) * cards + 3
    for trick in range(cards):
        if s[PRIZE + trick] > 0:
            x[size * trick + s[PRIZE + trick] - 1] = 1
        bid = PRIZE + cards + 2 * trick
        if s[bid + seat] > 0:
            x[size * trick + cards + s[bid + seat] - 1] = 1
        if trick < s[TRICK]:
            winner = 2 if s[bid] == s[bid + 1] else s[bid] < s[bid + 1]
            x[size * trick + 2 * cards + winner] = 1
            if s[OPEN]:
                x[size * trick + 2 * cards + 3 + s[bid + 1 - seat] - 1] = 1


@functools.lru_cache(maxsize=1 << 14)
def hand(cards: int, bids: frozenset[int]) -> tuple[int, ...]:
    """The cards that a player has not bid yet."""
    return tuple(card for card in range(1, cards + 1) if card not in bids)


@functools.lru_cache(maxsize=1 << 14)
def held(cards: int, bids: frozenset[int]) -> str:
    """The same in words."""
    return f"Your hand: {' '.join(map(str, hand(cards, bids)))}."


@functools.cache
def teller(seat: int, open_: int) -> Callable[[int, int, int], str]:
    """Give what tells a seat of a trick that is over: the prize, its own bid, the other's."""

    @functools.lru_cache(maxsize=1 << 14)
    def told(prize: int, own: int, other: int) -> str:
        won = "nobody" if own == other else f"player_{seat if own > other else 1 - seat}"
        return f"prize {prize}: you bid {own}{f' against {other}' if open_ else ''}, {won} won"

    return told


def describe(game, s, seat):
    cells = s.tolist()
    cards, trick = cells[CARDS], cells[TRICK]
    first, now = PRIZE + cards, PRIZE + cards + 2 * trick
    own, others = cells[first + seat : now : 2], cells[first + 1 - seat : now : 2]
    past = "; ".join(map(teller(seat, cells[OPEN]), cells[PRIZE:first], own, others))
    points = f"Points: player_0 {cells[SCORE]}, player_1 {cells[SCORE + 1]}. Tricks so far: {past or 'none'}."
    if trick == cards:
        return points
    bid = cells[now + seat]
    own.append(bid)
    known = f"The prize is {cells[PRIZE + trick]}. {held(cards, frozenset(own))} {points}"
    return f"{known} You have bid {bid}." if bid else known


def show(game, s, seat) -> list[Element]:
    """The hands; at the end, the prizes and the bids in their order."""
    cells = s.tolist()
    mover, trick, first = cells[MOVER], cells[TRICK], PRIZE + cells[CARDS]
    prizes = cells[PRIZE:first] if mover == OVER else cells[PRIZE + trick : PRIZE + trick + 1]
    table: list[Element] = [Cards("prizes" if mover == OVER else "prize", [f"{card}♦" for card in prizes])]
    for i in range(2):
        bids = cells[first + i :: 2]
        cards = bids if mover == OVER else hand(cells[CARDS], frozenset(bids))
        known = seat in (-1, i) or (mover == OVER and cells[OPEN])
        faces = [f"{card}{'♠♥'[i]}" if known else None for card in cards]
        points = cells[SCORE + i]
        table.append(Cards(f"player_{i}", faces, f"{points} point{'s' * (points != 1)}", mover == i))
    bid = f"player_0 bids {cells[first + 2 * trick]}; " if mover == 1 and seat in (-1, 0) else ""
    last = "no trick yet"
    if trick:
        prize, bids = cells[PRIZE + trick - 1], cells[first + 2 * trick - 2 : first + 2 * trick]
        last = f"prize {prize}: player_0 bid {bids[0]}, player_1 bid {bids[1]}"
        if seat >= 0:
            last = teller(seat, cells[OPEN])(prize, bids[seat], bids[1 - seat])
    return [*table, Line(bid + last)]


def game(cards: int = 13, prizes: str = "random", open_bids: bool = False, points: bool = False) -> FiniteGame:
    """Goofspiel, for two players.

    Args:
        cards: how many cards each hand and the prizes have, 3 to 13.
        prizes: the order in which they come: "random", "descending" or "ascending".
        open_bids: bids are shown after each trick; otherwise only who won it is told.
        points: the return is the difference in points; otherwise 1, 0 or -1 for a win, a draw or a loss.
    """
    cards = option("cards", cards, 3, 13)
    open_bids, points = flag("open_bids", open_bids), flag("points", points)
    if prizes not in ORDERS:
        raise ValueError(f'prizes must be "random", "descending" or "ascending"; got {quote(prizes)}')
    told = "Then the bids are shown" if open_bids else "Then it is told who won, but not what was bid"
    goal = "A return is the difference in points" if points else "Whoever has more points at the end wins"
    return FiniteGame(
        __name__,
        seats=2,
        options=(cards, ORDERS.index(prizes), open_bids, points),
        actions=tuple(str(card) for card in range(1, cards + 1)),
        outcomes=cards if prizes == "random" else 0,
        draws=cards - 1 if prizes == "random" else 0,
        cells=PRIZE + 3 * cards,
        view=cards * ((3 if open_bids else 2) * cards + 3),
        stake=cards * (cards + 1) // 2 - 2 if points else 1,
        hidden=True,
        simultaneous=True,
        brief=f"Goofspiel. Two players hold the cards 1 to {cards} each. The prizes, also 1 to {cards}, are turned "
        f"up one by one in {prizes} order. Both players bid a card from their hand for the prize at the same time; "
        "the higher bid wins as many points as the prize shows, equal bids win nothing, and both cards are gone. "
        f"{told}. The last cards are bid automatically. {goal}.",
    )


env, raw_env, parallel_env = constructors("Goofspiel-v0")
