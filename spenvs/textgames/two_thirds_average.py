"""Guess two thirds of the average of all guesses (Moulin, 1986; Nagel, 1995).

The vector `s`: 0 the mover; 1 the number of players; 2 the highest number; 3 the number of rounds; 4 what the return is
(`RETURNS`); 5 the rounds that are over; 6-11 the points in sixtieths, so that shares are exact; then all players'
numbers + 1 (0 none yet), round by round.
"""

import functools
import struct

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import FiniteGame, choice, option
from spenvs.core.rules import MOVER, OVER, rule

PLAYERS, HIGHEST, ROUNDS, RETURN, DONE, POINTS, NUMBER = 1, 2, 3, 4, 5, 6, 12
RETURNS = ("total", "mean", "win")
MEAN, WIN = 1, 2
POINT = 60
HEAD = struct.Struct("=h2xh2xh")
"""The players, the rounds and the rounds that are over, in the cells after the mover."""


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    for number in range(s[HIGHEST] + 1):
        mask[number] = 1


@rule
def distance(s, now, seat):
    """How far a number is from two thirds of the average, times three times the players, which makes it an integer."""
    total = 0
    for i in range(s[PLAYERS]):
        total += s[now + i] - 1
    return abs(3 * s[PLAYERS] * (s[now + seat] - 1) - 2 * total)


@rule
def play(s, a):
    """The last number ends the round: each who is not nearest pays a point, which the nearest share."""
    mover, players, now = s[MOVER], s[PLAYERS], NUMBER + s[PLAYERS] * s[DONE]
    s[now + mover] = 1 + a
    s[MOVER] = mover + 1
    if mover + 1 < players:
        return
    least, nearest = distance(s, now, 0), 0
    for seat in range(players):
        far = distance(s, now, seat)
        nearest = nearest + 1 if far == least else 1 if far < least else nearest
        least = min(least, far)
    for seat in range(players):
        won = distance(s, now, seat) == least
        s[POINTS + seat] += (players - nearest) * POINT // nearest if won else -POINT
    s[DONE] += 1
    s[MOVER] = OVER if s[DONE] == s[ROUNDS] else 0


@rule
def public(s):
    """Once all have chosen, all know all."""
    return s[MOVER] <= 0


@rule
def score(s, r):
    """Points; for "win", each who has not the most pays 1, which those who have share."""
    players, most, winners = s[PLAYERS], s[POINTS], 0
    for seat in range(players):
        most = max(most, s[POINTS + seat])
    for seat in range(players):
        winners += s[POINTS + seat] == most
    for seat in range(players):
        r[seat] = s[POINTS + seat] / POINT
        if s[RETURN] == MEAN:
            r[seat] /= s[ROUNDS]
        elif s[RETURN] == WIN:
            r[seat] = (players - winners) / winners if s[POINTS + seat] == most else -1.0


@rule
def see(s, seat, x):
    """One-hot for each round: own number, then the others' in the order of seats after one's own, once all have chosen.

    Each takes a place for every number from 0 to the highest.
    """
    players, size = s[PLAYERS], s[HIGHEST] + 1
    for n in range(s[DONE]):
        for i in range(players):
            x[(players * n + i) * size + s[NUMBER + players * n + (seat + i) % players] - 1] = 1
    if seat < s[MOVER]:
        x[players * s[DONE] * size + s[NUMBER + players * s[DONE] + seat] - 1] = 1


@functools.lru_cache(maxsize=4096)
def told(numbers: bytes, players: int) -> str:
    """The rounds that are over, a line each; the text of all but the last is remembered, for speed."""
    if not numbers:
        return ""
    last = [number - 1 for number in memoryview(numbers[-2 * players :]).cast("h")]
    twice = 2 * sum(last)
    target, far = twice / (3 * players), [abs(3 * players * number - twice) for number in last]
    least = min(far)
    nearest = " and ".join([f"player_{i}" for i in range(players) if far[i] == least])
    shown = ", ".join([f"player_{i} {number}" for i, number in enumerate(last)])
    line = f"{shown}. Two thirds of the average: {target:.2f}. Nearest: {nearest}."
    return f"{told(numbers[: -2 * players], players)}Round {len(numbers) // (2 * players)}: {line}\n"


@functools.lru_cache(maxsize=4096)
def signed(value: int) -> str:
    """Points, given in sixtieths."""
    return f"{value / POINT:+.4g}"


@functools.lru_cache(maxsize=4096)
def standing(points: bytes) -> str:
    """The points of all players, given in cells."""
    return ", ".join([f"player_{i} {signed(value)}" for i, value in enumerate(memoryview(points).cast("h"))])


@functools.lru_cache(maxsize=64)
def known(head: bytes) -> str:
    """What all know, from the cells after the mover as far as the rounds that are over; for speed, remembered."""
    players, rounds, done = HEAD.unpack_from(head)
    points = head[2 * POINTS - 2 : 2 * (POINTS + players) - 2]
    past = f"{told(head[2 * NUMBER - 2 :], players)}Points: {standing(points)}."
    return past if done == rounds else f"{past} Round {done + 1} of {rounds}."


def describe(game, s, seat):
    place = NUMBER + game.seats * s.item(DONE)
    own = f" You have chosen {s.item(place + seat) - 1}." if seat < s.item(MOVER) else ""
    return known(s[1:place].tobytes()) + own


def show(game, s, seat) -> list[Element]:
    """The numbers of the present round, or of the last one while none is chosen."""
    mover, players, _, rounds, _, done, *points = s[:NUMBER].tolist()
    first = NUMBER + players * (done if mover > 0 else max(done - 1, 0))
    table: list[Element] = []
    for i in range(players):
        number = s.item(first + i) - 1
        known = mover <= 0 or seat in (-1, i)
        faces = [str(number) if known else None] if number >= 0 else []
        table.append(Cards(f"player_{i}", faces, f"score {signed(points[i])}", mover == i))
    total = s[first : first + players].sum() - players
    target = f"two thirds of the average: {2 * total / (3 * players):.2f}"
    last = target if done and mover <= 0 else "numbers are shown when all have chosen"
    return [*table, Line(f"round {min(done + 1, rounds)} of {rounds}"), Line(last)]


def game(players: int = 3, highest: int = 100, rounds: int = 10, returns: str = "total") -> FiniteGame:
    """Two thirds of the average.

    Args:
        players: 2 to 6.
        highest: the highest number, 1 to 1000; numbers are integers from 0 on.
        rounds: 1 to 100.
        returns: "total" points, their "mean" over the rounds, or "win": each player who has not the most points in the
            end pays 1, which those who have the most share.
    """
    players, highest = option("players", players, 2, 6), option("highest", highest, 1, 1000)
    rounds, kind = option("rounds", rounds, 1, 100), choice("returns", returns, RETURNS)
    goal = (
        "the sum of your points",
        "your points per round",
        "-1 unless you have the most points in the end; those who have share what the others pay",
    )
    length = "There is one round" if rounds == 1 else f"There are {rounds} rounds"
    return FiniteGame(
        __name__,
        seats=players,
        options=(players, highest, rounds, kind),
        actions=tuple(str(number) for number in range(highest + 1)),
        cells=NUMBER + players * rounds,
        view=rounds * players * (highest + 1),
        stake=rounds if kind == 0 else 1,
        hidden=True,
        simultaneous=True,
        brief=f"Two thirds of the average. {players} players choose an integer from 0 to {highest} at the same time. "
        "Whoever is nearest to two thirds of the average of all these numbers wins the round: each of the others pays "
        "1 point, which those who are equally near share. Then all numbers are shown. "
        f"{length}. Your return is {goal[kind]}.",
    )


env, raw_env, parallel_env = constructors("TwoThirdsAverage-v0")
