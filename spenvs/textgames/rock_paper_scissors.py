"""Rock, paper, scissors, played for any number of rounds.

The vector `s`: 0 the mover; 1 the number of rounds; 2 what the return is (`RETURNS`); 3 the rounds that are over; 4 how
many more of them player_0 has won than player_1; then both players' choices (0 none yet, 1 rock, 2 paper, 3 scissors),
round by round.
"""

import functools
import sys

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import FiniteGame, choice, option
from spenvs.core.rules import MOVER, OVER, rule

ROUNDS, RETURN, DONE, LEAD, CHOICE = 1, 2, 3, 4, 5
RETURNS = ("total", "mean", "win")
MEAN, WIN = 1, 2
SHOWN_ROUNDS = 5
LETTERS = bytes.maketrans(b"\1\2\3", b"RPS")
LOW = 0 if sys.byteorder == "little" else 1
"""The byte of a cell that holds a small number."""


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    mask[0] = mask[1] = mask[2] = 1


@rule
def play(s, a):
    mover, now = s[MOVER], CHOICE + 2 * s[DONE]
    s[now + mover] = 1 + a
    s[MOVER] = 1 - mover
    if mover == 1:
        s[LEAD] += (s[now] - s[now + 1] + 4) % 3 - 1
        s[DONE] += 1
        if s[DONE] == s[ROUNDS]:
            s[MOVER] = OVER


@rule
def public(s):
    """Once both have chosen, both know all."""
    return s[MOVER] != 1


@rule
def score(s, r):
    for seat in range(2):
        lead = -s[LEAD] if seat else s[LEAD]
        r[seat] = (lead > 0) - (lead < 0) if s[RETURN] == WIN else lead
        if s[RETURN] == MEAN:
            r[seat] /= s[ROUNDS]


@rule
def see(s, seat, x):
    """One-hot for each round: own choice (3 places), then the other's (3 places) once both have chosen."""
    for n in range(s[DONE]):
        for own in range(2):
            x[6 * n + 3 * own + s[CHOICE + 2 * n + (seat if own == 0 else 1 - seat)] - 1] = 1
    if s[MOVER] == 1 and seat == 0:
        x[6 * s[DONE] + s[CHOICE + 2 * s[DONE]] - 1] = 1


@functools.lru_cache(maxsize=64)
def told(head: bytes) -> str:
    """What both know, from the cells after the mover as far as the rounds that are over; for speed, remembered."""
    rounds, _, done, lead = memoryview(head[: 2 * CHOICE - 2]).cast("h")
    known = f"Rounds over: {done} of {rounds}. Points: player_0 {lead:+d}, player_1 {-lead:+d}."
    if done:
        made = head[2 * CHOICE - 2 + LOW :: 2].translate(LETTERS).decode()
        known += f" Choices so far: player_0 {made[::2]}, player_1 {made[1::2]}."
    return known


def describe(game, s, seat):
    place = CHOICE + 2 * s.item(DONE)
    known = told(s[1:place].tobytes())
    if seat == 0 and s.item(MOVER) == 1:
        known += f" You have chosen {game.actions[s.item(place) - 1]} for this round."
    return known


def show(game, s, seat) -> list[Element]:
    mover = int(s[MOVER])
    rounds, _, done, lead = s[ROUNDS : LEAD + 1].tolist()
    table: list[Element] = []
    for i in range(2):
        made = s[CHOICE + i : CHOICE + 2 * (done + 1) : 2][-SHOWN_ROUNDS:].tolist()
        known = made if seat in (-1, i) else made[: len(made) - (mover == 1)]
        faces = [game.actions[chosen - 1] if chosen else None for chosen in known]
        faces += [None] * (len(made) - len(known))
        table.append(Cards(f"player_{i}", faces, f"score {-lead if i else lead:+d}", mover == i))
    return [*table, Line(f"round {min(done + 1, rounds)} of {rounds}")]


def game(rounds: int = 1, returns: str = "total") -> FiniteGame:
    """Rock, paper, scissors.

    Args:
        rounds: 1 to 10,000.
        returns: "total" points, their "mean" over the rounds, or "win": 1, 0 or -1 for more, as many or less points.
    """
    rounds, kind = option("rounds", rounds, 1, 10_000), choice("returns", returns, RETURNS)
    goal = (
        "the sum of your points",
        "your points per round",
        "1 if you have more points at the end, -1 if you have less",
    )
    return FiniteGame(
        __name__,
        seats=2,
        options=(rounds, kind),
        actions=("rock", "paper", "scissors"),
        cells=CHOICE + 2 * rounds,
        view=6 * rounds,
        stake=rounds if kind == 0 else 1,
        hidden=True,
        simultaneous=True,
        brief="Rock, paper, scissors. Two players choose at the same time. Rock (R) beats scissors (S), scissors "
        "beat paper (P), paper beats rock. The winner of a round gets 1 point and the loser -1. Rounds to play: "
        f"{rounds}. Your return is {goal[kind]}.",
    )


env, raw_env, parallel_env = constructors("RockPaperScissors-v0")
