"""The ultimatum game: one divides a pot, the other takes the offer or leaves both with nothing (Güth et al., 1982).

The vector `s`: 0 the mover; 1 the pot; 2 the number of rounds; 3 whether the roles change after each; 4 what the return
is (`RETURNS`); 5 the rounds that are over; 6-7 the points; then for each round the offer + 1 and the answer (0 none
yet, 1 accepted, 2 refused).
"""

import functools

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Heaps, Line
from spenvs.core.game import FiniteGame, choice, flag, option
from spenvs.core.rules import MOVER, OVER, rule

POT, ROUNDS, ALTERNATE, RETURN, DONE, POINTS, OFFER = 1, 2, 3, 4, 5, 6, 8
RETURNS = ("total", "mean", "win")
MEAN, WIN = 1, 2
ANSWERS = ("", "accepted", "refused")


@rule
def start(s):
    s[MOVER] = 0


@rule
def proposer(s, n):
    """Who makes the offer in a round."""
    return n % 2 if s[ALTERNATE] else 0


@rule
def legal(s, mask):
    """Any offer; once there is one, to accept or to refuse it, which are the last two actions."""
    pot = s[POT]
    if s[OFFER + 2 * s[DONE]] == 0:
        for offer in range(pot + 1):
            mask[offer] = 1
    else:
        mask[pot + 1] = mask[pot + 2] = 1


@rule
def play(s, a):
    mover, pot, n = s[MOVER], s[POT], s[DONE]
    now = OFFER + 2 * n
    if s[now] == 0:
        s[now] = 1 + a
        s[MOVER] = 1 - mover
        return
    s[now + 1] = a - pot
    if a == pot + 1:
        s[POINTS + mover] += s[now] - 1
        s[POINTS + 1 - mover] += pot - s[now] + 1
    s[DONE] = n + 1
    s[MOVER] = OVER if s[DONE] == s[ROUNDS] else proposer(s, s[DONE])


@rule
def score(s, r):
    for seat in range(2):
        lead = s[POINTS + seat] - s[POINTS + 1 - seat]
        r[seat] = (lead > 0) - (lead < 0) if s[RETURN] == WIN else s[POINTS + seat]
        if s[RETURN] == MEAN:
            r[seat] /= s[ROUNDS]


@rule
def see(s, seat, x):
    """For each round, the same for both: the offer one-hot (pot + 1 places), accepted, refused."""
    size = s[POT] + 3
    for n in range(s[ROUNDS]):
        now = OFFER + 2 * n
        if s[now] > 0:
            x[size * n + s[now] - 1] = 1
        if s[now + 1] > 0:
            x[size * n + s[POT] + s[now + 1]] = 1


@functools.lru_cache(maxsize=4096)
def told(rounds: bytes, alternate: int) -> str:
    """The rounds that are over, a line each; the text of all but the last is remembered, for speed."""
    if not rounds:
        return ""
    offer, answer = memoryview(rounds[-4:]).cast("h")
    n = len(rounds) // 4
    first = (n - 1) % 2 if alternate else 0
    line = f"Round {n}: player_{first} offered {offer - 1}, player_{1 - first} {ANSWERS[answer]}.\n"
    return told(rounds[:-4], alternate) + line


@functools.lru_cache(maxsize=64)
def known(head: bytes) -> str:
    """The past, from the cells after the mover as far as the rounds that are over; for speed, remembered."""
    pot, rounds, alternate, _, done, *points = memoryview(head[: 2 * OFFER - 2]).cast("h")
    past = f"{told(head[2 * OFFER - 2 :], alternate)}Points: player_0 {points[0]}, player_1 {points[1]}."
    first = done % 2 if alternate else 0
    return past if done == rounds else f"{past} Round {done + 1} of {rounds}: player_{first} divides a pot of {pot}."


def describe(game, s, seat):
    place = OFFER + 2 * s.item(DONE)
    past, offer = known(s[1:place].tobytes()), s.item(place) - 1 if place < s.size else -1
    if offer < 0:
        return past
    other, kept = s.item(MOVER), s.item(POT) - offer
    return f"{past} The offer is {offer} for player_{other}, and player_{1 - other} would keep {kept}."


def show(game, s, seat) -> list[Element]:
    """The pot as it is divided in this round, or as it was in the last."""
    cells = s.tolist()
    mover, pot, rounds, alternate, _, done, *points = cells[:OFFER]
    n = done - (mover == OVER)
    first, offer = n % 2 if alternate else 0, max(cells[OFFER + 2 * n] - 1, 0)
    past = told(s[OFFER : OFFER + 2 * done].tobytes(), alternate).splitlines()
    return [
        Line(past[-1] if past else "no round is over yet"),
        Line(f"round {n + 1} of {rounds}: player_{first} divides {pot}"),
        Heaps((pot - offer, offer), (f"player_{first} keeps", f"player_{1 - first} is offered")),
        Line(f"points: player_0 {points[0]}, player_1 {points[1]}"),
    ]


def game(pot: int = 10, rounds: int = 2, alternate: bool = True, returns: str = "total") -> FiniteGame:
    """The ultimatum game.

    Args:
        pot: what is divided in each round, 1 to 100.
        rounds: 1 to 100.
        alternate: player_0 divides in the first round, player_1 in the second, and so on; otherwise player_0 always.
        returns: "total" points, their "mean" over the rounds, or "win": 1, 0 or -1 for more, as many or less points.
    """
    pot, rounds = option("pot", pot, 1, 100), option("rounds", rounds, 1, 100)
    alternate, kind = flag("alternate", alternate), choice("returns", returns, RETURNS)
    goal = (
        "the sum of your points",
        "your points per round",
        "1 if you have more points in the end, -1 if you have less",
    )
    length = "There is one round" if rounds == 1 else f"There are {rounds} rounds"
    if rounds > 1:
        length += ", and the roles change after each" if alternate else ", and the roles stay as they are"
    return FiniteGame(
        __name__,
        seats=2,
        options=(pot, rounds, alternate, kind),
        actions=(*(f"offer {offer}" for offer in range(pot + 1)), "accept", "refuse"),
        cells=OFFER + 2 * rounds,
        view=rounds * (pot + 3),
        stake=1 if kind == WIN else pot if kind == MEAN else rounds * pot,
        zero_sum=kind == WIN,
        brief=f"Ultimatum game. One player, at first player_0, divides a pot of {pot} points: he offers the other "
        "player a part of it and keeps the rest. If the other accepts, each gets his part; if he refuses, nobody gets "
        f"anything. {length}. Your return is {goal[kind]}.",
    )


env, raw_env, parallel_env = constructors("UltimatumGame-v0")
