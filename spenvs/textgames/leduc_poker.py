"""Leduc poker: two rounds of betting, one card in the open (Southey et al., 2005); one hand, or a match of many.

The vector `s`: 0 the mover; 1 the number of players; 2 of hands; 3 how the cards are dealt; 4 the hands that are over;
5 who begins the present one; 6 its round; 7 the raises in this round; 8 how many players have put in as much as the
last raise; 9 how many have not folded; 10 the most chips that a player has put in; 11-12 the number of actions in each
round; 13 the open card; 14-17 the players' cards (from 1, two of each rank, the lowest first; 0 not dealt; negative
once folded); 18-21 the chips that each player has put in; 22-25 the twelfths of chips that each has won, so that a pot
can be shared; then the actions of the first round, and those of the second. A match keeps a block for each hand that
is over: the number of actions in each round, the open card, the players' cards (negative where they were never shown),
the twelfths that each has won in it, and the actions.
"""

import functools

import numpy as np

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Heaps, Line
from spenvs.core.game import FiniteGame, choice, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule
from spenvs.textgames.hands import counted, order, played, put_in, showdown

PLAYERS, HANDS, DEAL, HAND, STARTER, ROUND, RAISES, CALLS, LEFT, MOST_IN, COUNT = range(1, 12)
PUBLIC, CARD, CHIPS, WON, ACTION = 13, 14, 18, 22, 26
FOLD, CALL, RAISE = 0, 1, 2
ACTIONS, DEALS = ("fold", "call", "raise"), ("cards", "ranks")
RAISED, SHARE, SHOWN, MOST_PLAYERS = 2, 12, 3, 4
DECKS = {2: "JJQQKK", 3: "TTJJQQKK", 4: "99TTJJQQKK"}


@rule
def most(s):
    """The most actions that a round takes."""
    return 3 * s[PLAYERS] - 2


@rule
def block(s, hand):
    """Where the block of a hand that is over begins."""
    length = 2 * (3 * s[PLAYERS] - 2)
    return ACTION + length + hand * (SHOWN + 2 * s[PLAYERS] + length)


@rule
def begin(s):
    """Take the antes of a hand."""
    s[MOVER] = CHANCE
    s[LEFT] = s[PLAYERS]
    s[MOST_IN] = 1
    for seat in range(s[PLAYERS]):
        s[CHIPS + seat] = 1


@rule
def start(s):
    begin(s)


@rule
def chance(s, p):
    """Deal one of the cards that are left, to each player and into the open.

    By ranks, all triples of ranks are equally likely: 24, of which 6 are three different ranks.
    """
    deck = left = 2 * s[PLAYERS] + 2
    for seat in range(MOST_PLAYERS):
        left -= s[CARD + seat] != 0
    each = 1.0 / left
    for card in range(deck):
        p[card] = each
    for seat in range(s[PLAYERS]):
        if s[CARD + seat] != 0:
            p[abs(s[CARD + seat]) - 1] = 0.0
    first, second = (s[CARD] + 1) >> 1, (s[CARD + 1] + 1) >> 1
    if s[DEAL] == 0 or first == 0 or first == second:
        return
    pairs, others = (1 / 4, 3 / 16) if second == 0 else (1 / 3, 1 / 6)
    for card in range(6):
        if p[card] > 0.0:
            p[card] = pairs if p[card ^ 1] == 0.0 else others


@rule
def legal(s, mask):
    """Folding takes a raise to fold to; there are two raises in a round at most."""
    mask[FOLD] = s[CHIPS + s[MOVER]] < s[MOST_IN]
    mask[CALL] = 1
    mask[RAISE] = s[RAISES] < RAISED


@rule
def after(s, seat):
    """The next player who has not folded."""
    while True:
        seat = seat + 1 if seat + 1 < s[PLAYERS] else 0
        if s[CARD + seat] > 0:
            return seat


@rule
def strength(s, seat):
    """A pair with the open card beats any other hand; then the higher rank wins. A folded hand has none."""
    own, public = (s[CARD + seat] + 1) >> 1, (s[PUBLIC] + 1) >> 1
    return 0 if s[CARD + seat] < 0 else own + 100 if own == public else own


@rule
def deal(s, card):
    """Give a card to the first player who has none, or lay it into the open; then betting begins."""
    players = s[PLAYERS]
    if s[ROUND] == 1:
        s[PUBLIC] = card
        s[MOVER] = after(s, s[STARTER] - 1)
        return
    seat = 0
    while s[CARD + seat] > 0:
        seat += 1
    s[CARD + seat] = card
    s[MOVER] = CHANCE if seat + 1 < players else s[STARTER]


@rule
def pay(s):
    """Share the pot among the best hands that have not folded."""
    players, pot, best, winners = s[PLAYERS], 0, 0, 0
    for seat in range(players):
        pot += s[CHIPS + seat]
        hand = strength(s, seat)
        winners = 1 if hand > best else winners + (hand == best)
        best = max(best, hand)
    share = SHARE * pot // winners
    for seat in range(players):
        won = (strength(s, seat) == best) * share - SHARE * s[CHIPS + seat]
        s[WON + seat] += won
        if s[HANDS] > 1:
            s[block(s, s[HAND]) + SHOWN + players + seat] = won


@rule
def file(s):
    """Put a hand of a match into its block. Cards are shown by those who have not folded, if they are two or more."""
    players, at = s[PLAYERS], block(s, s[HAND])
    s[at], s[at + 1], s[at + 2] = s[COUNT], s[COUNT + 1], s[PUBLIC]
    for seat in range(players):
        card = s[CARD + seat]
        s[at + SHOWN + seat] = card if s[LEFT] > 1 else -abs(card)
    for n in range(2 * most(s)):
        s[at + SHOWN + 2 * players + n] = s[ACTION + n]


@rule
def finish(s):
    """Pay for a hand that is over; begin the next one of a match."""
    pay(s)
    if s[HANDS] > 1:
        file(s)
    s[HAND] += 1
    s[MOVER] = OVER
    if s[HAND] < s[HANDS]:
        s[STARTER] = (s[STARTER] + 1) % s[PLAYERS]
        s[ROUND] = s[RAISES] = s[CALLS] = s[COUNT] = s[COUNT + 1] = s[PUBLIC] = 0
        for seat in range(s[PLAYERS]):
            s[CARD + seat] = 0
        begin(s)


@rule
def play(s, a):
    mover, stage = s[MOVER], s[ROUND]
    if mover == CHANCE:
        deal(s, a + 1)
        return
    s[ACTION + most(s) * stage + s[COUNT + stage]] = a
    s[COUNT + stage] += 1
    if a == FOLD:
        s[CARD + mover] = -s[CARD + mover]
        s[LEFT] -= 1
    else:
        s[CALLS] += 1
        if a == RAISE:
            s[MOST_IN] += 2 * (stage + 1)
            s[RAISES] += 1
            s[CALLS] = 1
        s[CHIPS + mover] = s[MOST_IN]
    if s[LEFT] == 1 or (stage == 1 and s[CALLS] == s[LEFT]):
        finish(s)
    elif s[CALLS] == s[LEFT]:
        s[MOVER] = CHANCE
        s[ROUND] = 1
        s[RAISES] = s[CALLS] = 0
    else:
        s[MOVER] = after(s, mover)


@rule
def settled(s):
    """Between two hands: a card that was folded is never shown."""
    return s[MOVER] == CHANCE and s[CARD] == 0


@rule
def score(s, r):
    for seat in range(s[PLAYERS]):
        r[seat] = s[WON + seat] * (1.0 / SHARE)


@rule
def see(s, seat, x):
    """One-hot: own rank (players + 1 places), open rank, then each action of the two rounds (3 for each of 2 x most).

    A match adds as much for each hand, from the first on, once it is over: the rank of each player (zeros where it was
    never shown, though one's own is known), the open rank, the actions.
    """
    players, ranks, length = s[PLAYERS], s[PLAYERS] + 1, most(s)
    if s[CARD + seat] != 0:
        x[(abs(s[CARD + seat]) - 1) >> 1] = 1
    if s[PUBLIC] > 0:
        x[ranks + ((s[PUBLIC] - 1) >> 1)] = 1
    place = 2 * ranks
    for stage in range(2):
        for n in range(s[COUNT + stage]):
            x[place + 3 * (length * stage + n) + s[ACTION + length * stage + n]] = 1
    place += 6 * length
    for hand in range(s[HAND] if s[HANDS] > 1 else 0):
        at = block(s, hand)
        for i in range(players + 1):
            card = s[at + SHOWN + i] if i < players else s[at + 2]
            if card > 0 or i == seat:
                x[place + ((abs(card) - 1) >> 1)] = 1
            place += ranks
        for n in range(2 * length):
            if n % length < s[at + n // length]:
                x[place + 3 * n + s[at + SHOWN + 2 * players + n]] = 1
        place += 6 * length


@functools.lru_cache(maxsize=4096)
def told(blocks: bytes, hands: int, players: int, seat: int) -> str:
    """What a seat knows of the hands that are over, a line each."""
    if not hands:
        return ""
    size, length, deck = len(blocks) // hands, 3 * players - 2, DECKS[players]
    first, second, public, *rest = np.frombuffer(blocks[-size:], np.int16).tolist()
    cards, won, actions = rest[:players], tuple(rest[players : 2 * players]), rest[2 * players :]
    line, left = played(tuple(actions[:first]), ACTIONS, order(players, (hands - 1) % players))
    if public:
        line += f"; open {deck[public - 1]}; {played(tuple(actions[length : length + second]), ACTIONS, left)[0]}"
    own = "" if cards[seat] > 0 else f", you had {deck[-cards[seat] - 1]}"
    line = f"Hand {hands}: {line}; {showdown(cards, deck)}{own}; {counted(won, SHARE)}.\n"
    return told(blocks[:-size], hands - 1, players, seat) + line


def describe(game, s, seat):
    head = s[:ACTION].tolist()
    players, hands, hand = head[PLAYERS], head[HANDS], head[HAND]
    deck, known = DECKS[players], ""
    if hands > 1:
        known = told(s[block.py_func(head, 0) : block.py_func(head, hand)].tobytes(), hand, players, seat)
        known += f"Chips so far: {counted(tuple(head[WON : WON + players]), SHARE)}."
        if head[MOVER] == OVER:
            return known
        known += f" Hand {hand + 1} of {hands}. "
    first, left = played(tuple(s[ACTION : ACTION + head[COUNT]].tolist()), ACTIONS, order(players, head[STARTER]))
    known += f"Your card is {deck[abs(head[CARD + seat]) - 1]}. First round: {first}. "
    if head[PUBLIC]:
        second = ACTION + most.py_func(head)
        done = played(tuple(s[second : second + head[COUNT + 1]].tolist()), ACTIONS, left)[0]
        known += f"The open card is {deck[head[PUBLIC] - 1]}. Second round: {done}. "
    return f"{known}{put_in(tuple(head[CHIPS : CHIPS + players]))}."


def show(game, s, seat) -> list[Element]:
    cells, players = s.tolist(), game.seats
    match, over, length = cells[HANDS] > 1, cells[MOVER] == OVER, most.py_func(cells)
    faces = [DECKS[players][abs(card) - 1] if card else None for card in cells[PUBLIC : CARD + players]]
    table: list[Element] = [Cards("open card", (faces[0],))]
    for i in range(players):
        open_ = seat in (-1, i) or (over and cells[LEFT] > 1 and cells[CARD + i] > 0)
        chips = cells[CHIPS + i]
        note = f"{chips} chip{'s' * (chips != 1)} in" + (", folded" if cells[CARD + i] < 0 else "")
        note = f"{cells[WON + i] / SHARE:+g} so far, {note}" if match else note
        table.append(Cards(f"player_{i}", (faces[1 + i] if open_ else None,), note, cells[MOVER] == i))
    table.append(Heaps((sum(cells[CHIPS : CHIPS + players]),), ("pot",)))
    left = order(players, cells[STARTER])
    for stage in range(2):
        first = ACTION + length * stage
        done, left = played(tuple(cells[first : first + cells[COUNT + stage]]), ACTIONS, left)
        table.append(Line(f"round {stage + 1}: {done}"))
    return [*table, Line(f"hand {min(cells[HAND] + 1, cells[HANDS])} of {cells[HANDS]}")] if match else table


def game(players: int = 2, hands: int = 1, deal: str = "cards") -> FiniteGame:
    """Leduc poker.

    Args:
        players: 2, 3 or 4; the deck has two cards of each of players + 1 ranks.
        hands: 1 to 50; in a match the next player begins each hand.
        deal: how the cards are dealt. "cards": each card that is left is equally likely. "ranks", for two players: each
            triple of ranks (both players' and the open one) is equally likely, as in MARS, whose deals are not those of
            a deck of cards: three different ranks come in 1 of 4 hands instead of 2 of 5.
    """
    players, hands = option("players", players, 2, 4), option("hands", hands, 1, 50)
    dealt = choice("deal", deal, DEALS)
    if dealt == 1 and players > 2:
        raise ValueError(f'deal="ranks" is for two players; got players={players}')
    ranks, length = players + 1, 3 * players - 2
    names = {"9": "nines (9)", "T": "tens (T)", "J": "jacks (J)", "Q": "queens (Q)", "K": "kings (K)"}
    deck = [f"two {names[rank]}" for rank in DECKS[players][::2]]
    others = "the other player" if players == 2 else "the last who raised"
    shuffled = " Each triple of ranks is equally likely." if dealt == 1 else ""
    match = (
        f" A match has {hands} hands; the first is begun by player_0, each other by the next player. The cards of "
        "those who come to a showdown are shown. A return is the chips won or lost in all hands."
    )
    return FiniteGame(
        __name__,
        seats=players,
        options=(players, hands, dealt),
        actions=ACTIONS,
        outcomes=2 * ranks,
        draws=(players + 1) * hands,
        cells=ACTION + 2 * length + (hands * (SHOWN + 2 * players + 2 * length) if hands > 1 else 0),
        view=2 * ranks + 6 * length + (hands * ((players + 1) * ranks + 6 * length) if hands > 1 else 0),
        stake=13 * hands,
        hidden=True,
        brief=f"Leduc poker. The deck has {', '.join(deck[:-1])} and {deck[-1]}.{shuffled} Each of "
        f"{'two' if players == 2 else players} players antes one chip and is dealt one card, seen by nobody else. "
        f"There are two rounds of betting, both begun by {'player_0' if hands == 1 else 'the same player'}; between "
        "them one card is dealt into the open. To raise is "
        f"to put in as much as {others} and 2 chips more in the first round, 4 in the second; a round has at most two "
        f"raises. To call is to put in as much as {others}, which may be nothing (a check). To fold, when "
        f"{'the other' if players == 2 else 'another'} has raised, is to lose the chips put in so far. "
        f"{'If nobody folds' if players == 2 else 'Among those who have not folded'}, a card that pairs the open card "
        "wins, then the higher card; equal cards share the pot."
        f"{match if hands > 1 else ''}",
    )


env, raw_env, parallel_env = constructors("LeducPoker-v0")
