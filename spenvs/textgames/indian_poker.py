"""Indian poker: each sees all cards but his own, and bets on that; one hand, or a match of many.

The vector `s`: 0 the mover; 1 the number of players; 2 of hands; 3 of ranks; 4 of cards of each rank; 5 the highest
raise; 6 the most raises in a hand; 7 the hands that are over; 8 who begins the present one; 9 its raises; 10 how many
players have put in as much as the last raise; 11 how many have not folded; 12 the most chips that a player has put in;
13 the number of actions; 14-17 the players' cards (1 is the lowest rank, 0 not dealt; negative once folded); 18-21 the
chips that each player has put in; 22-25 the twelfths of chips that each has won, so that a pot can be shared; then the
actions. A match keeps a block for each hand that is over: the number of actions, the players' cards (negative where
they were never shown), the twelfths that each has won in it, and the actions.
"""

import functools

import numpy as np

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Heaps, Line
from spenvs.core.game import FiniteGame, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule
from spenvs.textgames.hands import counted, order, played, put_in, showdown

PLAYERS, HANDS, RANKS, SUITS, HIGHEST, LIMIT, HAND, STARTER, RAISES, CALLS, LEFT, MOST_IN, COUNT = range(1, 14)
CARD, CHIPS, WON, ACTION = 14, 18, 22, 26
FOLD, CHECK, CALL = 0, 1, 2
SHARE = 12
FACES = ("2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K", "A")
LAST_SHOWN = 3


@rule
def most(s):
    """The most actions that a hand takes: all check but one, and each raise is answered by the others."""
    return (s[LIMIT] + 1) * (s[PLAYERS] - 1) + 1


@rule
def block(s, hand):
    """Where the block of a hand that is over begins."""
    length = (s[LIMIT] + 1) * (s[PLAYERS] - 1) + 1
    return ACTION + length + hand * (1 + 2 * s[PLAYERS] + length)


@rule
def start(s):
    """Take the antes of a hand."""
    s[MOVER] = CHANCE
    s[LEFT] = s[PLAYERS]
    s[MOST_IN] = 1
    for seat in range(s[PLAYERS]):
        s[CHIPS + seat] = 1


@rule
def chance(s, p):
    """Deal one of the cards that are left, of which only the rank matters."""
    left = s[RANKS] * s[SUITS]
    for seat in range(s[PLAYERS]):
        left -= s[CARD + seat] > 0
    each = 1.0 / left
    for rank in range(s[RANKS]):
        p[rank] = s[SUITS] * each
    for seat in range(s[PLAYERS]):
        if s[CARD + seat] > 0:
            p[s[CARD + seat] - 1] -= each
    for seat in range(s[PLAYERS]):
        if s[CARD + seat] > 0 and p[s[CARD + seat] - 1] < 0.5 * each:
            p[s[CARD + seat] - 1] = 0.0


@rule
def legal(s, mask):
    """One may check where there is nothing to call; a raise is of 1 to so many chips."""
    even = s[CHIPS + s[MOVER]] == s[MOST_IN]
    mask[FOLD] = mask[CALL] = not even
    mask[CHECK] = even
    for chips in range(s[HIGHEST] if s[RAISES] < s[LIMIT] else 0):
        mask[CALL + 1 + chips] = 1


@rule
def after(s, seat):
    """The next player who has not folded."""
    while True:
        seat = seat + 1 if seat + 1 < s[PLAYERS] else 0
        if s[CARD + seat] > 0:
            return seat


@rule
def finish(s):
    """Share the pot among the highest cards that have not folded, and put the hand of a match into its block.

    Cards are shown by those who have not folded, if they are two or more.
    """
    players, at, pot, best, winners = s[PLAYERS], block(s, s[HAND]), 0, 0, 0
    for seat in range(players):
        pot += s[CHIPS + seat]
        winners = 1 if s[CARD + seat] > best else winners + (s[CARD + seat] == best)
        best = max(best, s[CARD + seat])
    share = SHARE * pot // winners
    for seat in range(players):
        won = (s[CARD + seat] == best) * share - SHARE * s[CHIPS + seat]
        s[WON + seat] += won
        if s[HANDS] > 1:
            s[at + 1 + seat] = s[CARD + seat] if s[LEFT] > 1 else -abs(s[CARD + seat])
            s[at + 1 + players + seat] = won
    if s[HANDS] > 1:
        s[at] = s[COUNT]
        for n in range(s[COUNT]):
            s[at + 1 + 2 * players + n] = s[ACTION + n]
    s[HAND] += 1
    s[MOVER] = OVER


@rule
def begin_next(s):
    """Begin the next hand of a match."""
    s[STARTER] = s[STARTER] + 1 if s[STARTER] + 1 < s[PLAYERS] else 0
    s[RAISES] = s[CALLS] = s[COUNT] = 0
    for seat in range(s[PLAYERS]):
        s[CARD + seat] = 0
    start(s)


@rule
def play(s, a):
    mover = s[MOVER]
    if mover == CHANCE:
        seat = 0
        while s[CARD + seat] > 0:
            seat += 1
        s[CARD + seat] = 1 + a
        s[MOVER] = CHANCE if seat + 1 < s[PLAYERS] else s[STARTER]
        return
    s[ACTION + s[COUNT]] = a
    s[COUNT] += 1
    if a == FOLD:
        s[CARD + mover] = -s[CARD + mover]
        s[LEFT] -= 1
    else:
        s[CALLS] += 1
        if a > CALL:
            s[MOST_IN] += a - CALL
            s[RAISES] += 1
            s[CALLS] = 1
        s[CHIPS + mover] = s[MOST_IN]
    if s[LEFT] > 1 and s[CALLS] < s[LEFT]:
        s[MOVER] = after(s, mover)
        return
    finish(s)
    if s[HAND] < s[HANDS]:
        begin_next(s)


@rule
def settled(s):
    """Between two hands: a card that was folded is never shown."""
    return s[MOVER] == CHANCE and s[CARD] == 0


@rule
def score(s, r):
    for seat in range(s[PLAYERS]):
        r[seat] = s[WON + seat] * (1.0 / SHARE)


@rule
def shown(s, seat):
    """Whether a showdown at the very end has shown a player's card."""
    return s[MOVER] == OVER and s[LEFT] > 1 and s[CARD + seat] > 0


@rule
def see(s, seat, x):
    """One-hot: the card of each player (`ranks` places each), then each action of this hand (as many as there are).

    One's own card is left out until a showdown at the very end. A match adds as much for each hand, from the first on,
    once it is over; one's own card is then in sight if it was shown.
    """
    players, ranks, actions = s[PLAYERS], s[RANKS], CALL + 1 + s[HIGHEST]
    place = 0
    for i in range(players):
        if (i != seat or shown(s, seat)) and s[CARD + i] != 0:
            x[place + abs(s[CARD + i]) - 1] = 1
        place += ranks
    for n in range(s[COUNT]):
        x[place + actions * n + s[ACTION + n]] = 1
    place += actions * most(s)
    for hand in range(s[HAND] if s[HANDS] > 1 else 0):
        at = block(s, hand)
        for i in range(players):
            card = s[at + 1 + i]
            if card > 0 or i != seat:
                x[place + abs(card) - 1] = 1
            place += ranks
        for n in range(s[at]):
            x[place + actions * n + s[at + 1 + 2 * players + n]] = 1
        place += actions * most(s)


@functools.lru_cache(maxsize=4096)
def told(blocks: bytes, hands: int, players: int, seat: int, names: tuple[str, ...]) -> str:
    """What a seat knows of the hands that are over, a line each."""
    if not hands:
        return ""
    size = len(blocks) // hands
    count, *rest = np.frombuffer(blocks[-size:], np.int16).tolist()
    cards, won, actions = rest[:players], tuple(rest[players : 2 * players]), tuple(rest[2 * players :][:count])
    seen = [f"player_{i} had {FACES[-card - 1]}" for i, card in enumerate(cards) if card < 0 and i != seat]
    shown = ", ".join([showdown(cards, FACES), *seen])
    done = played(actions, names, order(players, (hands - 1) % players))[0]
    line = f"Hand {hands}: {done}; {shown}; {counted(won, SHARE)}.\n"
    return told(blocks[:-size], hands - 1, players, seat, names) + line


@functools.lru_cache(maxsize=4096)
def in_sight(cards: tuple[int, ...], seat: int) -> str:
    """All cards but those of a seat; -1 sees all."""
    return ", ".join([f"player_{i} has {FACES[abs(card) - 1]}" for i, card in enumerate(cards) if i != seat])


def describe(game, s, seat):
    head = s[:ACTION].tolist()
    players, hands, hand = head[PLAYERS], head[HANDS], head[HAND]
    known = ""
    if hands > 1:
        blocks = s[block.py_func(head, 0) : block.py_func(head, hand)].tobytes()
        known = told(blocks, hand, players, seat, game.actions)
        known += f"Chips so far: {counted(tuple(head[WON : WON + players]), SHARE)}."
        if head[MOVER] == OVER:
            return known
        known += f" Hand {hand + 1} of {hands}. "
    actions = tuple(s[ACTION : ACTION + head[COUNT]].tolist())
    done = played(actions, game.actions, order(players, head[STARTER]))[0]
    cards = in_sight(tuple(head[CARD : CARD + players]), -1 if shown.py_func(head, seat) else seat)
    return f"{known}You see: {cards}. Played so far: {done}. {put_in(tuple(head[CHIPS : CHIPS + players]))}."


def show(game, s, seat) -> list[Element]:
    """The table; one's own card is shown by a showdown only."""
    cells, players = s.tolist(), game.seats
    match = cells[HANDS] > 1
    table: list[Element] = []
    for i in range(players):
        card = cells[CARD + i]
        open_ = seat != i or shown.py_func(cells, i)
        chips = cells[CHIPS + i]
        note = f"{chips} chip{'s' * (chips != 1)} in" + (", folded" if card < 0 else "")
        note = f"{cells[WON + i] / SHARE:+g} so far, {note}" if match else note
        face = FACES[abs(card) - 1] if open_ and card else None
        table.append(Cards(f"player_{i}", (face,), note, cells[MOVER] == i))
    table.append(Heaps((sum(cells[CHIPS : CHIPS + players]),), ("pot",)))
    actions = tuple(cells[ACTION : ACTION + cells[COUNT]])
    done = played(actions, game.actions, order(players, cells[STARTER]))[0].split(", ")
    table.append(Line(f"last played: {', '.join(done[-LAST_SHOWN:])}"))
    return [*table, Line(f"hand {min(cells[HAND] + 1, cells[HANDS])} of {cells[HANDS]}")] if match else table


def game(
    players: int = 2, hands: int = 1, ranks: int = 13, suits: int = 4, highest: int = 3, raises: int = 3
) -> FiniteGame:
    """Indian poker.

    Args:
        players: 2, 3 or 4.
        hands: 1 to 50; in a match the next player begins each hand.
        ranks: how many ranks the deck has, 2 to 13: 2, 3, ..., 10, J, Q, K, A as far as they go.
        suits: how many cards it has of each rank, 1 to 4; there are more cards than players.
        highest: the highest raise, 1 to 5 chips.
        raises: how often the players of a hand may raise in all, 1 to 5.
    """
    players, hands = option("players", players, 2, 4), option("hands", hands, 1, 50)
    ranks, suits = option("ranks", ranks, 2, 13), option("suits", suits, 1, 4)
    highest, raises = option("highest", highest, 1, 5), option("raises", raises, 1, 5)
    if ranks * suits <= players:
        raise ValueError(f"a deck of {ranks} x {suits} cards is too small for {players} players: raise ranks or suits")
    names = ("fold", "check", "call", *(f"raise {chips}" for chips in range(1, highest + 1)))
    length, past = (raises + 1) * (players - 1) + 1, hands if hands > 1 else 0
    sizes = "1 chip" if highest == 1 else f"1 to {highest} chips"
    times = "once" if raises == 1 else f"{raises} times"
    match = (
        f" A match has {hands} hands; the first is begun by player_0, each other by the next player. A return is the "
        "chips won or lost in all hands."
    )
    return FiniteGame(
        __name__,
        seats=players,
        options=(players, hands, ranks, suits, highest, raises),
        actions=names,
        outcomes=ranks,
        draws=players * hands,
        cells=ACTION + length + past * (1 + 2 * players + length),
        view=(1 + past) * (players * ranks + length * len(names)),
        stake=hands * (1 + raises * highest),
        hidden=True,
        brief=f"Indian poker. The deck has {suits * ranks} cards: {suits} of each rank, from low to high "
        f"{', '.join(FACES[:ranks])}. Each of {players} players antes one chip and holds one card to his forehead, so "
        "that he sees the others' cards and not his own. In turn, a player raises by putting in as much as the last "
        f"who raised and {sizes} more; all together may raise {times} in a hand. He calls by putting in as much as the "
        "last who raised, or folds, which gives up his chips; where there is nothing to call, he may check. When all "
        "have answered, those who have not folded show their cards, if they are two or more, and the highest takes the "
        f"pot; equal cards share it.{match if hands > 1 else ''}",
    )


env, raw_env, parallel_env = constructors("IndianPoker-v0")
