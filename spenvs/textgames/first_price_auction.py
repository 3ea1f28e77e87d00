"""A sealed auction: the highest bid wins and is paid (Vickrey, 1961).

The vector `s`: 0 the mover; 1 the number of bidders; 2 the highest value; 3 the winner + 1 (0 none yet); then what the
thing is worth to each bidder (0 not drawn yet); then the bids + 1 (0 none yet).
"""

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import FiniteGame, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

PLAYERS, HIGHEST, WINNER, WORTH = 1, 2, 3, 4


@rule
def start(s):
    s[MOVER] = CHANCE


@rule
def highest_bid(s):
    """The highest bid + 1; 0 where there is none."""
    best = 0
    for place in range(WORTH + s[PLAYERS], WORTH + 2 * s[PLAYERS]):
        best = max(best, s[place])
    return best


@rule
def highest_bidders(s):
    """How many made the highest bid."""
    best, count = highest_bid(s), 0
    for place in range(WORTH + s[PLAYERS], WORTH + 2 * s[PLAYERS]):
        count += s[place] == best
    return count


@rule
def chance(s, p):
    """What the thing is worth to the next bidder, 1 or more; at the end, which of the highest bidders wins."""
    players = s[PLAYERS]
    if s[WORTH + players - 1] == 0:
        for outcome in range(s[HIGHEST]):
            p[outcome] = 1.0 / s[HIGHEST]
    else:
        for seat in range(players):
            if s[WORTH + players + seat] == highest_bid(s):
                p[seat] = 1.0 / highest_bidders(s)


@rule
def legal(s, mask):
    """Any bid below what the thing is worth."""
    for bid in range(s[WORTH + s[MOVER]]):
        mask[bid] = 1


@rule
def play(s, a):
    mover, players = s[MOVER], s[PLAYERS]
    if mover >= 0:
        s[WORTH + players + mover] = 1 + a
        s[MOVER] = mover + 1
        if mover + 1 == players:
            s[MOVER] = CHANCE
            if highest_bidders(s) == 1:
                seat = 0
                while s[WORTH + players + seat] < highest_bid(s):
                    seat += 1
                s[WINNER] = 1 + seat
                s[MOVER] = OVER
    elif s[WORTH + players - 1] == 0:
        seat = 0
        while s[WORTH + seat] > 0:
            seat += 1
        s[WORTH + seat] = 1 + a
        s[MOVER] = CHANCE if seat + 1 < players else 0
    else:
        s[WINNER] = 1 + a
        s[MOVER] = OVER


@rule
def score(s, r):
    winner = s[WINNER] - 1
    r[winner] = s[WORTH + winner] - s[WORTH + s[PLAYERS] + winner] + 1


@rule
def see(s, seat, x):
    """One-hot: own worth (1 to the highest), own bid (from 0); at the end also the winner and the bids.

    The others' bids follow one's own in the order of seats, each in as many places as there are values.
    """
    players, size = s[PLAYERS], s[HIGHEST]
    if s[WORTH + seat] > 0:
        x[s[WORTH + seat] - 1] = 1
    for i in range(players):
        bid = s[WORTH + players + (seat + i) % players]
        if bid > 0 and (i == 0 or s[MOVER] == OVER):
            x[size * (1 + i) + bid - 1] = 1
    if s[MOVER] == OVER:
        x[size * (1 + players) + (s[WINNER] - 1 - seat) % players] = 1


def describe(game, s, seat):
    cells = s.tolist()
    mover, players, winner, worth = cells[MOVER], cells[PLAYERS], cells[WINNER] - 1, cells[WORTH + seat]
    bids = [bid - 1 for bid in cells[WORTH + players : WORTH + 2 * players]]
    known = f"To you the thing is worth {worth}."
    if mover == OVER:
        shown = ", ".join([f"player_{i} {bid}" for i, bid in enumerate(bids)])
        return f"{known} Bids: {shown}. player_{winner} wins and pays {bids[winner]}."
    return known + (f" You have bid {bids[seat]}." if bids[seat] >= 0 else "")


def show(game, s, seat) -> list[Element]:
    """What the thing is worth to each, in front, and the bids behind."""
    cells = s.tolist()
    mover, players, winner = cells[MOVER], cells[PLAYERS], cells[WINNER] - 1
    table: list[Element] = []
    for i in range(players):
        worth, bid = cells[WORTH + i], cells[WORTH + players + i] - 1
        mine = seat in (-1, i)
        note = "" if bid < 0 else f"bids {bid}" if mine or mover == OVER else "has bid"
        table.append(Cards(f"player_{i}", [str(worth) if mine else None], note, mover == i))
    if mover == OVER:
        paid = cells[WORTH + players + winner] - 1
        return [*table, Line(f"player_{winner} wins and pays {paid}")]
    return [Line("what it is worth to each"), *table]


def game(players: int = 2, highest: int = 10) -> FiniteGame:
    """The first-price sealed-bid auction.

    Args:
        players: the number of bidders, 2 to 6.
        highest: what the thing can be worth at most, 2 to 100; each integer from 1 on is as likely.
    """
    players, highest = option("players", players, 2, 6), option("highest", highest, 2, 100)
    return FiniteGame(
        __name__,
        seats=players,
        options=(players, highest),
        actions=tuple(f"bid {bid}" for bid in range(highest)),
        outcomes=max(highest, players),
        draws=players + 1,
        cells=WORTH + 2 * players,
        view=highest * (1 + players) + players,
        stake=highest - 1,
        hidden=True,
        simultaneous=True,
        zero_sum=False,
        brief=f"First-price sealed-bid auction. One thing is sold to one of {players} bidders. To each it is worth a "
        f"number from 1 to {highest}, drawn for him alone, each as likely, and known to nobody else. All bid at the "
        "same time, less than it is worth to them. The highest bid wins, and lots decide among equal ones; the "
        "winner's return is what the thing is worth to him less what he bid. The others get nothing.",
    )


env, raw_env, parallel_env = constructors("FirstPriceAuction-v0")
