"""Kuhn poker: one card each, one bet; one hand, or a match of many.

By Kuhn (1950); for three and more players as Szafron, Gibson and Sturtevant (2013) play it.

The vector `s`: 0 the mover; 1 the number of players; 2 of hands; 3 who begins the first; 4 the chips in a bet; 5 what
a match is played for; 6 the hands that are over; 7 who begins the present one; 8 who won the last; 9 the number of
actions in this hand; 10 the place of the first bet, from 1 (0: none); 11-14 the chips that each player has won; 15-18
their cards (1 is the lowest, 0 not dealt); then the actions. A match keeps a block for each hand that is over: its
winner, the number of actions, the cards (negative where they were never shown), the actions.
"""

import functools

import numpy as np

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Heaps, Line
from spenvs.core.game import FiniteGame, choice, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule
from spenvs.textgames.hands import counted, showdown

PLAYERS, HANDS, FIRST, STAKE, GOAL, HAND, STARTER, WON, COUNT, BETTOR, CHIPS, CARD, ACTION = *range(1, 12), 15, 19
WINNER, DONE, SHOWN = range(3)
PASS, BET = 0, 1
GOALS = ("chips", "most chips", "last hand")
DECKS = {2: "JQK", 3: "TJQK", 4: "9TJQK"}


@rule
def block(s, hand):
    """Where the block of a hand that is over begins."""
    players = s[PLAYERS]
    return ACTION + 2 * players - 1 + hand * (SHOWN + 3 * players - 1)


@rule
def start(s):
    s[MOVER] = CHANCE
    s[STARTER] = s[FIRST]


@rule
def chance(s, p):
    """Deal one of the cards that are left."""
    players = s[PLAYERS]
    left = players + 1
    for seat in range(players):
        left -= s[CARD + seat] > 0
    each = 1.0 / left
    for card in range(players + 1):
        p[card] = each
    for seat in range(players):
        if s[CARD + seat] > 0:
            p[s[CARD + seat] - 1] = 0.0


@rule
def legal(s, mask):
    mask[PASS] = mask[BET] = 1


@rule
def bets(s, seat):
    """Whether a player has bet, or called, in this hand."""
    players = s[PLAYERS]
    n = seat - s[STARTER]
    if n < 0:
        n += players
    if s[BETTOR] > n + 1:
        n += players
    return s[BETTOR] > 0 and s[ACTION + n] == BET


@rule
def pay(s):
    """Give the pot to the highest card that has not folded."""
    players = s[PLAYERS]
    pot, winner, best = 0, 0, 0
    for seat in range(players):
        bet = bets(s, seat)
        paid = 1 + s[STAKE] if bet else 1
        pot += paid
        s[CHIPS + seat] -= paid
        if (bet or s[BETTOR] == 0) and s[CARD + seat] > best:
            winner, best = seat, s[CARD + seat]
    s[CHIPS + winner] += pot
    s[WON] = winner


@rule
def file(s):
    """Put a hand of a match into its block. Cards are shown by those who have not folded, if they are two or more."""
    players, at, stay = s[PLAYERS], block(s, s[HAND]), 0
    s[at + WINNER] = s[WON]
    s[at + DONE] = s[COUNT]
    for seat in range(players):
        stay += s[BETTOR] == 0 or bets(s, seat)
    for seat in range(players):
        shown = stay > 1 and (s[BETTOR] == 0 or bets(s, seat))
        s[at + SHOWN + seat] = s[CARD + seat] if shown else -s[CARD + seat]
    for n in range(s[COUNT]):
        s[at + SHOWN + players + n] = s[ACTION + n]


@rule
def play(s, a):
    players = s[PLAYERS]
    if s[MOVER] == CHANCE:
        seat = 0
        while s[CARD + seat] > 0:
            seat += 1
        s[CARD + seat] = a + 1
        s[MOVER] = CHANCE if seat + 1 < players else s[STARTER]
        return
    n = s[COUNT] + 1
    s[ACTION + n - 1] = a
    s[COUNT] = n
    if a == BET and s[BETTOR] == 0:
        s[BETTOR] = n
    last = players if s[BETTOR] == 0 else s[BETTOR] + players - 1
    s[MOVER] = s[MOVER] + 1 if s[MOVER] + 1 < players else 0
    if n < last:
        return
    pay(s)
    if s[HANDS] > 1:
        file(s)
    s[HAND] += 1
    if s[HAND] == s[HANDS]:
        s[MOVER] = OVER
        return
    s[MOVER] = CHANCE
    s[STARTER] = (s[STARTER] + 1) % players
    s[COUNT] = s[BETTOR] = 0
    for seat in range(players):
        s[CARD + seat] = 0


@rule
def settled(s):
    """Between two hands: a card that was folded is never shown."""
    return s[MOVER] == CHANCE and s[CARD] == 0


@rule
def score(s, r):
    """The chips; or the others pay 1 each to the winner of the last hand, or to those who have the most chips."""
    players, most, winners = s[PLAYERS], s[CHIPS], 0
    for seat in range(players):
        r[seat] = s[CHIPS + seat]
        most = max(most, s[CHIPS + seat])
    if s[GOAL] == 0:
        return
    for seat in range(players):
        won = seat == s[WON] if s[GOAL] == 2 else s[CHIPS + seat] == most
        r[seat] = won
        winners += won
    for seat in range(players):
        r[seat] = r[seat] * players / winners - 1.0


@rule
def see(s, seat, x):
    """One-hot: own card (players + 1), then each action of this hand (two places for each of 2 players - 1).

    A match adds as much for each hand, from the first on, once it is over: the card of each player (players + 1 each;
    zeros where it was never shown, though one's own is known) and the actions.
    """
    players = s[PLAYERS]
    if s[CARD + seat] > 0:
        x[s[CARD + seat] - 1] = 1
    place = players + 1
    for n in range(s[COUNT]):
        x[place + 2 * n + s[ACTION + n]] = 1
    place += 4 * players - 2
    for hand in range(s[HAND] if s[HANDS] > 1 else 0):
        at = block(s, hand)
        for i in range(players):
            card = s[at + SHOWN + i]
            if card > 0 or i == seat:
                x[place + abs(card) - 1] = 1
            place += players + 1
        for n in range(s[at + DONE]):
            x[place + 2 * n + s[at + SHOWN + players + n]] = 1
        place += 4 * players - 2


@functools.lru_cache(maxsize=4096)
def played(actions: tuple[int, ...], starter: int, players: int) -> str:
    """The actions of a hand, each after its player."""
    done = [f"player_{(starter + n) % players} {'bet' if a else 'pass'}" for n, a in enumerate(actions)]
    return ", ".join(done) or "nothing"


@functools.lru_cache(maxsize=4096)
def told(blocks: bytes, hands: int, first: int, players: int, stake: int, seat: int) -> str:
    """What a seat knows of the hands that are over, a line each."""
    if not hands:
        return ""
    size = len(blocks) // hands
    winner, count, *rest = np.frombuffer(blocks[-size:], np.int16).tolist()
    actions, deck = tuple(rest[players : players + count]), DECKS[players]
    own = "" if rest[seat] > 0 else f", you had {deck[-rest[seat] - 1]}"
    done, pot = played(actions, (first + hands - 1) % players, players), players + stake * sum(actions)
    line = f"Hand {hands}: {done}; {showdown(rest[:players], deck)}{own}; player_{winner} took the pot of {pot}.\n"
    return told(blocks[:-size], hands - 1, first, players, stake, seat) + line


def describe(game, s, seat):
    head = s[:ACTION].tolist()
    players, hands, first, stake, _, hand = head[PLAYERS : HAND + 1]
    past = ""
    if hands > 1:
        start = block.py_func(head, 0)
        past = told(s[start : block.py_func(head, hand)].tobytes(), hand, first, players, stake, seat)
        past += f"Chips so far: {counted(tuple(head[CHIPS : CHIPS + players]))}. "
        if head[MOVER] == OVER:
            return past.rstrip()
        past += f"Hand {hand + 1} of {hands}. "
    card = DECKS[players][head[CARD + seat] - 1]
    actions = tuple(s[ACTION : ACTION + head[COUNT]].tolist())
    return f"{past}Your card is {card}. Played so far: {played(actions, head[STARTER], players)}."


def open_at_the_end(cells: list[int], seat: int) -> bool:
    """Whether a player shows the card at the end of a single hand: if two or more have not folded, and it is one."""
    stay = [cells[BETTOR] == 0 or bets.py_func(cells, i) for i in range(cells[PLAYERS])]
    return stay[seat] and sum(stay) > 1


def show(game, s, seat) -> list[Element]:
    cells = s.tolist()
    players, starter, over, match = game.seats, cells[STARTER], cells[MOVER] == OVER, cells[HANDS] > 1
    actions = cells[ACTION : ACTION + cells[COUNT]]
    table: list[Element] = []
    for i in range(players):
        done = [game.actions[a] for a in actions[(i - starter) % players :: players]]
        note, open_ = ", ".join(done), seat in (-1, i) or (over and not match and open_at_the_end(cells, i))
        if match:
            note = f"{cells[CHIPS + i]:+d}  {note}"
            open_ = seat in (-1, i) or (over and cells[block.py_func(cells, cells[HAND] - 1) + SHOWN + i] > 0)
        face = DECKS[players][cells[CARD + i] - 1] if open_ else None
        table.append(Cards(f"player_{i}", (face,), note, cells[MOVER] == i))
    table.append(Heaps((players + cells[STAKE] * sum(actions),), ("pot",)))
    return [*table, Line(f"hand {min(cells[HAND] + 1, cells[HANDS])} of {cells[HANDS]}")] if match else table


GOAL_TOLD = (
    "A return is the chips won or lost in all hands.",
    "Whoever has won the most chips in the end wins.",
    "Whoever wins the last hand wins, whatever the chips.",
)


def game(players: int = 2, hands: int = 1, first: int = 0, bet: int = 1, goal: str = "chips") -> FiniteGame:
    """Kuhn poker.

    Args:
        players: 2, 3 or 4; the deck has one card more than there are players.
        hands: 1 to 50; in a match the next player begins each hand.
        first: the seat that begins the first hand.
        bet: how many chips a bet moves, 0 to 10; the ante is always 1.
        goal: what the return is. "chips": the chips won in all hands. "most chips": each player who has not the most
            chips in the end pays 1, shared by those who have. "last hand": all pay 1 to the winner of the last hand.
    """
    players, hands = option("players", players, 2, 4), option("hands", hands, 1, 50)
    first, bet = option("first", first, 0, players - 1), option("bet", bet, 0, 10)
    played_for = choice("goal", goal, GOALS)
    deck, block_size = ", ".join(DECKS[players]), SHOWN + 3 * players - 1
    chips = {0: "", 1: " one chip"}.get(bet, f" {bet} chips")
    free = "" if bet else " A bet or a call moves no chips."
    match = (
        f" A match has {hands} hands; the first is begun by player_{first}, each other by the next player. The "
        f"cards of those who come to a showdown are shown. {GOAL_TOLD[played_for]}"
    )
    return FiniteGame(
        __name__,
        seats=players,
        options=(players, hands, first, bet, played_for),
        actions=("pass", "bet"),
        outcomes=players + 1,
        draws=players * hands,
        cells=ACTION + 2 * players - 1 + (hands * block_size if hands > 1 else 0),
        view=(players + 1 + 4 * players - 2)
        + (hands * (players * (players + 1) + 4 * players - 2) if hands > 1 else 0),
        stake=hands * (1 + bet) if played_for == 0 else 1,
        hidden=True,
        brief=f"Kuhn poker. The deck, from low to high, is {deck}. Each of {players} players antes one chip and is "
        f"dealt one card, seen by nobody else. In turn, a player passes or bets{chips}. Once somebody has bet, "
        f"each of the others in turn bets{chips} too (a call) or passes (a fold, which gives up the ante).{free} The "
        f"highest card that has not folded takes the pot.{match if hands > 1 else ''}",
    )


env, raw_env, parallel_env = constructors("KuhnPoker-v0")
