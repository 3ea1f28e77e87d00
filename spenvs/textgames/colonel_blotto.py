"""Colonel Blotto: spread coins over the fields; who has more on a field wins it (Borel, 1921).

The vector `s`: 0 the mover; 1 the number of fields; 2 the coins; 3 the number of rounds; 4 what the return is
(`RETURNS`); 5 the rounds that are over; 6-7 the rounds that each player has won; then for each round player_0's coins
on each field, then player_1's, all + 1 (0 none yet).
"""

import functools
import math

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import FiniteGame, choice, option
from spenvs.core.rules import MOVER, OVER, rule

FIELDS, COINS, ROUNDS, RETURN, DONE, WON, PLACED = 1, 2, 3, 4, 5, 6, 8
RETURNS = ("total", "mean", "win")
MEAN, WIN = 1, 2
MOST_ACTIONS = 5000


@rule
def start(s):
    s[MOVER] = 0


@rule
def ways(coins, fields):
    """In how many ways coins can be spread over fields: coins + fields - 1 over fields - 1."""
    count = 1
    for k in range(1, fields):
        count = count * (coins + k) // k
    return count


@rule
def legal(s, mask):
    mask[:] = 1


@rule
def place(s, first, a):
    """Write down the spread of a number: they are numbered by their first field, then by the second, and so on."""
    left = s[COINS]
    for field in range(s[FIELDS] - 1):
        after, coins = s[FIELDS] - 1 - field, 0
        while a >= ways(left - coins, after):
            a -= ways(left - coins, after)
            coins += 1
        s[first + field] = 1 + coins
        left -= coins
    s[first + s[FIELDS] - 1] = 1 + left


@rule
def play(s, a):
    mover, fields = s[MOVER], s[FIELDS]
    now = PLACED + 2 * fields * s[DONE]
    place(s, now + fields * mover, a)
    s[MOVER] = 1
    if mover == 0:
        return
    lead = 0
    for field in range(now, now + fields):
        lead += (s[field] > s[field + fields]) - (s[field] < s[field + fields])
    s[WON] += lead > 0
    s[WON + 1] += lead < 0
    s[DONE] += 1
    decided = s[RETURN] == WIN and 2 * max(s[WON], s[WON + 1]) > s[ROUNDS]
    s[MOVER] = OVER if decided or s[DONE] == s[ROUNDS] else 0


@rule
def public(s):
    """Once both have placed their coins, both know all."""
    return s[MOVER] != 1


@rule
def score(s, r):
    for seat in range(2):
        lead = s[WON + seat] - s[WON + 1 - seat]
        r[seat] = (lead > 0) - (lead < 0) if s[RETURN] == WIN else lead
        if s[RETURN] == MEAN:
            r[seat] /= s[ROUNDS]


@rule
def see(s, seat, x):
    """One-hot for each round and field: own coins (coins + 1 places); then the same of the other, once both placed."""
    fields, size = s[FIELDS], s[COINS] + 1
    for n in range(s[DONE] + 1):
        for i in range(2):
            if (n < s[DONE]) or (i == 0 and seat == 0 and s[MOVER] == 1):
                for field in range(fields):
                    k = 2 * fields * n + field
                    x[(k + fields * i) * size + s[PLACED + k + fields * (seat if i == 0 else 1 - seat)] - 1] = 1


@functools.cache
def spreads(fields: int, coins: int) -> tuple[str, ...]:
    """The names of all spreads, in the order of `place`."""
    if fields == 1:
        return (str(coins),)
    return tuple(f"{first} {rest}" for first in range(coins + 1) for rest in spreads(fields - 1, coins - first))


def names(cells: list[int]) -> str:
    """A spread in words."""
    return " ".join([str(coins - 1) for coins in cells])


@functools.lru_cache(maxsize=4096)
def told(placed: bytes, fields: int) -> str:
    """The rounds that are over, a line each; the text of all but the last is remembered, for speed."""
    if not placed:
        return ""
    last = memoryview(placed[-4 * fields :]).cast("h").tolist()
    pairs = list(zip(last[:fields], last[fields:], strict=True))
    won = sum(a > b for a, b in pairs), sum(a < b for a, b in pairs)
    winner = "nobody wins" if won[0] == won[1] else f"player_{int(won[0] < won[1])} wins"
    line = f"Round {len(placed) // (4 * fields)}: player_0 {names(last[:fields])}, player_1 {names(last[fields:])}; "
    return f"{told(placed[: -4 * fields], fields)}{line}{winner}, {won[0]} to {won[1]} fields.\n"


@functools.lru_cache(maxsize=64)
def known(head: bytes) -> str:
    """What both know, from the cells after the mover as far as the rounds that are over; for speed, remembered."""
    fields, _, rounds, _, done, first, second = memoryview(head[: 2 * PLACED - 2]).cast("h")
    past = told(head[2 * PLACED - 2 :], fields)
    return f"{past}Rounds over: {done} of {rounds}. Rounds won: player_0 {first}, player_1 {second}."


def describe(game, s, seat):
    fields = s.item(FIELDS)
    place = PLACED + 2 * fields * s.item(DONE)
    pending = seat == 0 and s.item(MOVER) == 1
    own = f" You have placed {names(s[place : place + fields].tolist())}." if pending else ""
    return known(s[1:place].tobytes()) + own


def show(game, s, seat) -> list[Element]:
    """The coins of the present round, or of the last one while none are placed."""
    mover, fields, coins, rounds, _, done, *won = s[:PLACED].tolist()
    first = PLACED + 2 * fields * (done if mover == 1 else max(done - 1, 0))
    table: list[Element] = []
    for i in range(2):
        placed = s[first + fields * i : first + fields * (i + 1)].tolist()
        known = mover != 1 or seat in (-1, i)
        faces = [str(amount - 1) if known else None for amount in placed if amount]
        table.append(Cards(f"player_{i}", faces, f"{won[i]} won", mover == i))
    past = told(s[PLACED : PLACED + 2 * fields * done].tobytes(), fields).splitlines()
    return [*table, Line(past[-1] if past and mover != 1 else f"round {done + 1} of {rounds}: {coins} coins")]


def game(fields: int = 3, coins: int = 10, rounds: int = 1, returns: str = "total") -> FiniteGame:
    """Colonel Blotto.

    Args:
        fields: 2 to 10.
        coins: what each player has in each round, 1 to 100, with at most 5,000 ways to spread them over the fields.
        rounds: 1 to 100.
        returns: "total" rounds won less rounds lost, their "mean", or "win": 1, 0 or -1 for more, as many or less
            rounds won, in which case the game ends once a player has won more than half of them.
    """
    fields, coins = option("fields", fields, 2, 10), option("coins", coins, 1, 100)
    rounds, kind = option("rounds", rounds, 1, 100), choice("returns", returns, RETURNS)
    count = math.comb(coins + fields - 1, fields - 1)
    if count > MOST_ACTIONS:
        raise ValueError(
            f"coins must have at most {MOST_ACTIONS} ways to be spread; {coins} on {fields} fields have {count}"
        )
    goal = (
        "the rounds that you win less those that you lose",
        "the rounds that you win less those that you lose, per round",
        "1 if you win more rounds than the other, -1 if you win less; it ends once a player has won more than half",
    )
    length = "There is one round" if rounds == 1 else f"There are {rounds} rounds"
    first = coins // 2
    example = " ".join(map(str, (first, *[0] * (fields - 2), coins - first)))
    return FiniteGame(
        __name__,
        seats=2,
        options=(fields, coins, rounds, kind),
        actions=spreads(fields, coins),
        cells=PLACED + 2 * fields * rounds,
        view=rounds * 2 * fields * (coins + 1),
        stake=rounds if kind == 0 else 1,
        hidden=True,
        simultaneous=True,
        brief=f"Colonel Blotto. Two players each spread {coins} coins over {fields} fields at the same time: "
        f'"{example}" puts {first} on the first field and {coins - first} on the last. The player with more coins on a '
        "field wins it, nobody if both have as many; who wins more fields wins the round. Then all coins are shown. "
        f"{length}. Your return is {goal[kind]}.",
    )


env, raw_env, parallel_env = constructors("ColonelBlotto-v0")
