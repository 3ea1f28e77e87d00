"""Chopsticks: hands of fingers that hit each other; a hand with five or more fingers is out.

The vector `s`: 0 the mover; 1 the most turns; 2 whether five fingers are taken off a hand with more; 3 whether a split
may just exchange the hands; 4 the turns played; 5 the winner's seat + 1 (0: none); 6-9 the fingers of player 0's left
and right hand and of player 1's. Actions 0 to 3 are attacks (2 * own hand + hand that is hit; 0 left, 1 right); 3 + 5 l
+ r splits into l and r.
"""

import functools

from spenvs.core.aec import constructors
from spenvs.core.draw import Element, Heaps, Line
from spenvs.core.game import FiniteGame, flag, option
from spenvs.core.rules import MOVER, OVER, rule

TURNS, ROLLOVER, EXCHANGE, PLAYED, WINNER, HAND = range(1, 7)
OUT, SPLIT = 5, 3


@rule
def start(s):
    s[MOVER] = 0
    s[HAND : HAND + 4] = 1


@rule
def legal(s, mask):
    own, other = HAND + 2 * s[MOVER], HAND + 2 - 2 * s[MOVER]
    for a in range(4):
        mask[a] = s[own + a // 2] > 0 and s[other + a % 2] > 0
    left, right = s[own], s[own + 1]
    for first in range(OUT):
        second = left + right - first
        if 0 <= second < OUT and first != left and (first != right or s[EXCHANGE]):
            mask[SPLIT + OUT * first + second] = 1


@rule
def play(s, a):
    mover = s[MOVER]
    own, other = HAND + 2 * mover, HAND + 2 - 2 * mover
    if a <= SPLIT:
        hit = other + a % 2
        s[hit] += s[own + a // 2]
        if s[hit] >= OUT:
            s[hit] = s[hit] - OUT if s[ROLLOVER] else 0
    else:
        s[own], s[own + 1] = divmod(a - SPLIT, OUT)
    s[PLAYED] += 1
    s[MOVER] = OVER if s[PLAYED] == s[TURNS] else 1 - mover
    if s[other] + s[other + 1] == 0:
        s[WINNER] = 1 + mover
        s[MOVER] = OVER


@rule
def score(s, r):
    if s[WINNER] > 0:
        r[s[WINNER] - 1] = 1
        r[2 - s[WINNER]] = -1


@rule
def see(s, seat, x):
    """For each hand (player 0's left and right, player 1's) how many fingers it has, 0 to 4; then the turns played.

    Each has one place for each number; one of them is 1.
    """
    for hand in range(4):
        x[OUT * hand + s[HAND + hand]] = 1
    x[4 * OUT + s[PLAYED]] = 1


@functools.lru_cache(maxsize=4096)
def hands(left: int, right: int) -> str:
    """Two hands in words."""
    return f"left {left or 'out'}, right {right or 'out'}"


def describe(game, s, seat):
    own, other = HAND + 2 * seat, HAND + 2 - 2 * seat
    cells = s.tolist()
    return (
        f"Your hands: {hands(cells[own], cells[own + 1])}. Hands of player_{1 - seat}: "
        f"{hands(cells[other], cells[other + 1])}. Turns played: {cells[PLAYED]} of {cells[TURNS]}."
    )


def show(game, s, seat) -> list[Element]:
    mover, winner = int(s[MOVER]), int(s[WINNER])
    state = f"player_{mover} to move" if mover != OVER else f"player_{winner - 1} wins" if winner else "a draw"
    names = [f"player_{i} {hand}" for i in range(2) for hand in ("left", "right")]
    return [Heaps(s[HAND:].tolist(), names), Line(f"turns played: {s[PLAYED]} of {s[TURNS]}"), Line(state)]


def game(turns: int = 40, rollover: bool = False, exchange: bool = False) -> FiniteGame:
    """Chopsticks.

    Args:
        turns: after how many turns, of both players together, the game is a draw; 1 to 200.
        rollover: a hand with more than five fingers keeps those above five; only five put it out.
        exchange: a split may leave both hands as they were but exchanged, which is as good as a pass.
    """
    turns, rollover, exchange = option("turns", turns, 1, 200), flag("rollover", rollover), flag("exchange", exchange)
    attacks = [f"attack {own} {other}" for own in ("left", "right") for other in ("left", "right")]
    splits = [f"split {left} {right}" for left in range(OUT) for right in range(OUT)][1:]
    beyond = (
        "a hand with exactly five is out, one with more keeps what is above five"
        if rollover
        else ("a hand with five or more is out")
    )
    same = "" if exchange else ", and not by just exchanging them"
    return FiniteGame(
        __name__,
        seats=2,
        options=(turns, rollover, exchange),
        actions=(*attacks, *splits),
        cells=HAND + 4,
        view=4 * OUT + turns + 1,
        stake=1,
        brief="Chopsticks. Two players have two hands each, all with one finger up. In turn, a player either attacks "
        'or splits. "attack left right" hits the right hand of the other player with the left hand of the mover: the '
        f"hand that is hit gets as many fingers more as the hitting hand has up; {beyond}. A hand that is out neither "
        'hits nor is hit. "split 1 3" shares the fingers of the mover\'s two hands out anew, here 1 on the left and 3 '
        f"on the right: as many as before in all, at most four on a hand{same}; so a hand that is out may come back. "
        f"Whoever puts both hands of the other player out wins. After {turns} turns the game is a draw.",
    )


env, raw_env, parallel_env = constructors("Chopsticks-v0")
