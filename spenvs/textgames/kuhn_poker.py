"""Kuhn poker: one card each, one bet of one chip.

By Kuhn (1950); for three and more players as Szafron, Gibson and Sturtevant (2013) play it.

The vector `s`: 0 the mover; 1 the number of players; 2-5 their cards (1 is the lowest, 0 not dealt); 6 the number of
actions; 7 the place of the first bet, from 1 (0: none); 8-14 the actions.
"""

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Heaps
from spenvs.core.game import FiniteGame, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

PLAYERS, CARD, COUNT, BETTOR, ACTION = 1, 2, 6, 7, 8
PASS, BET = 0, 1
CARDS = {2: "JQK", 3: "TJQK", 4: "9TJQK"}


@rule
def start(s):
    s[MOVER] = CHANCE


@rule
def chance(s, p):
    """Deal one of the cards that are left."""
    players = s[PLAYERS]
    for card in range(players + 1):
        p[card] = 1.0
    left = players + 1
    for seat in range(players):
        if s[CARD + seat] > 0:
            p[s[CARD + seat] - 1] = 0.0
            left -= 1
    for card in range(players + 1):
        p[card] /= left


@rule
def legal(s, mask):
    mask[PASS] = mask[BET] = 1


@rule
def play(s, a):
    players = s[PLAYERS]
    if s[MOVER] == CHANCE:
        seat = 0
        while s[CARD + seat] > 0:
            seat += 1
        s[CARD + seat] = a + 1
        s[MOVER] = CHANCE if seat + 1 < players else 0
        return
    n = s[COUNT] + 1
    s[ACTION + n - 1] = a
    s[COUNT] = n
    if a == BET and s[BETTOR] == 0:
        s[BETTOR] = n
    last = players if s[BETTOR] == 0 else s[BETTOR] + players - 1
    s[MOVER] = OVER if n == last else n % players


@rule
def score(s, r):
    players, first = s[PLAYERS], s[BETTOR]
    pot, winner, best = 0, -1, 0
    for seat in range(players):
        stays = first == 0
        paid = 1
        for n in range(seat, s[COUNT], players):
            if first > 0 and s[ACTION + n] == BET:
                stays = True
                paid = 2
        r[seat] = -paid
        pot += paid
        if stays and s[CARD + seat] > best:
            winner, best = seat, s[CARD + seat]
    r[winner] += pot


@rule
def see(s, seat, x):
    """One-hot: own card (players + 1), then each action so far (two places each)."""
    players = s[PLAYERS]
    if s[CARD + seat] > 0:
        x[s[CARD + seat] - 1] = 1
    for n in range(s[COUNT]):
        x[players + 1 + 2 * n + s[ACTION + n]] = 1


def describe(game, s, seat):
    card = CARDS[game.seats][s[CARD + seat] - 1]
    actions = s[ACTION : ACTION + s[COUNT]].tolist()
    played = ", ".join(f"player_{n % game.seats} {game.actions[a]}" for n, a in enumerate(actions))
    return f"Your card is {card}. Played so far: {played or 'nothing'}."


def show(game, s, seat) -> list[Element]:
    mover = int(s[MOVER])
    table: list[Element] = []
    for i in range(game.seats):
        card = CARDS[game.seats][s[CARD + i] - 1]
        done = [game.actions[a] for a in s[ACTION + i : ACTION + s[COUNT] : game.seats].tolist()]
        open_ = seat in (-1, i) or mover == OVER
        table.append(Cards(f"player_{i}", (card if open_ else None,), ", ".join(done), mover == i))
    chips = game.seats + sum(s[ACTION : ACTION + s[COUNT]].tolist())
    return [*table, Heaps((chips,), ("pot",))]


def game(players: int = 2) -> FiniteGame:
    """Kuhn poker.

    Args:
        players: 2, 3 or 4; the deck has one card more than there are players.
    """
    players = option("players", players, 2, 4)
    deck = ", ".join(CARDS[players])
    return FiniteGame(
        __name__,
        seats=players,
        options=(players,),
        actions=("pass", "bet"),
        outcomes=players + 1,
        draws=players,
        cells=ACTION + 2 * players - 1,
        view=players + 1 + 2 * (2 * players - 1),
        stake=2,
        hidden=True,
        brief=f"Kuhn poker. The deck, from low to high, is {deck}. Each of {players} players antes one chip and is "
        "dealt one card, seen by nobody else. In turn, a player passes or bets one chip. Once somebody has bet, "
        "each of the others in turn bets one chip too (a call) or passes (a fold, which gives up the ante). The "
        "highest card that has not folded takes the pot.",
    )


env, raw_env, parallel_env = constructors("KuhnPoker-v0")
