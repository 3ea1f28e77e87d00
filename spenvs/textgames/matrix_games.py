"""Two players, two choices, both at once, round after round: the rules that several games share.

PrisonersDilemma, StagHunt and MatchingPennies are these rules with payoffs of their own.

The vector `s`: 0 the mover; 1 the most rounds; 2 the chance in percent that another round follows; 3 what the return
is (`RETURNS`); 4-7 what player_0 gets, where player_0 and player_1 choose (0, 0), (0, 1), (1, 0), (1, 1), and 8-11 what
player_1 gets; 12 the rounds that are over; 13-14 the points; then both players' choices (0 none yet, 1 the first, 2 the
second), round by round.
"""

import functools
import struct
import sys

from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import FiniteGame, choice, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

ROUNDS, GO_ON, RETURN, PAYOFF, DONE, POINTS, CHOICE = 1, 2, 3, 4, 12, 13, 15
RETURNS = ("total", "mean", "win")
MEAN, WIN = 1, 2
MOST_ROUNDS, MOST_PAYOFF, MOST_POINTS = 10_000, 1000, 30_000
SHOWN_ROUNDS = 5
LOW = 0 if sys.byteorder == "little" else 1
"""The byte of a cell that holds a small number."""
HEAD = struct.Struct(f"=hh{2 * (DONE - GO_ON - 1)}x3h")
"""The rounds, the chance of another, the rounds that are over and the points, in the cells after the mover."""


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    mask[0] = mask[1] = 1


@rule
def chance(s, p):
    """Another round (0), or the end (1)."""
    p[0] = s[GO_ON] / 100.0
    p[1] = 1.0 - p[0]


@rule
def play(s, a):
    mover, now = s[MOVER], CHOICE + 2 * s[DONE]
    if mover == CHANCE:
        s[MOVER] = 0 if a == 0 else OVER
        return
    s[now + mover] = 1 + a
    s[MOVER] = 1
    if mover == 1:
        pair = 2 * s[now] + s[now + 1] - 3
        s[POINTS] += s[PAYOFF + pair]
        s[POINTS + 1] += s[PAYOFF + 4 + pair]
        s[DONE] += 1
        s[MOVER] = OVER if s[DONE] == s[ROUNDS] else CHANCE if s[GO_ON] < 100 else 0


@rule
def public(s):
    """Once both have chosen, both know all."""
    return s[MOVER] != 1


@rule
def score(s, r):
    for seat in range(2):
        lead = s[POINTS + seat] - s[POINTS + 1 - seat]
        r[seat] = (lead > 0) - (lead < 0) if s[RETURN] == WIN else s[POINTS + seat]
        if s[RETURN] == MEAN:
            r[seat] /= s[DONE]


@rule
def see(s, seat, x):
    """One-hot for each round: own choice (2 places), then the other's (2 places) once both have chosen."""
    for n in range(s[DONE]):
        now = CHOICE + 2 * n
        x[4 * n + s[now + seat] - 1] = 1
        x[4 * n + 2 + s[now + 1 - seat] - 1] = 1
    if s[MOVER] == 1 and seat == 0:
        x[4 * s[DONE] + s[CHOICE + 2 * s[DONE]] - 1] = 1


@functools.cache
def letters(actions: tuple[str, str]) -> bytes:
    """What turns cells of choices into the first letters of their names."""
    return bytes.maketrans(b"\1\2", (actions[0][0] + actions[1][0]).upper().encode())


@functools.lru_cache(maxsize=64)
def told(head: bytes, actions: tuple[str, str]) -> str:
    """What both know, from the cells after the mover as far as the rounds that are over; for speed, remembered."""
    rounds, go_on, done, first, second = HEAD.unpack_from(head)
    known = f"Rounds over: {done} of {'at most ' if go_on < 100 else ''}{rounds}. "
    known += f"Points: player_0 {first}, player_1 {second}."
    if done:
        made = head[2 * CHOICE - 2 + LOW :: 2].translate(letters(actions)).decode()
        known += f" Choices so far: player_0 {made[::2]}, player_1 {made[1::2]}."
    return known


def describe(game, s, seat):
    place = CHOICE + 2 * s.item(DONE)
    known = told(s[1:place].tobytes(), game.actions)
    if seat == 0 and s.item(MOVER) == 1:
        known += f" You have chosen {game.actions[s.item(place) - 1]} for this round."
    return known


def show(game, s, seat) -> list[Element]:
    mover, rounds, go_on = s[: GO_ON + 1].tolist()
    done, *points = s[DONE:CHOICE].tolist()
    table: list[Element] = []
    for i in range(2):
        made = s[CHOICE + i : CHOICE + 2 * (done + 1) : 2][-SHOWN_ROUNDS:].tolist()
        pending = mover == 1 and seat not in (-1, i)
        faces = [game.actions[made_choice - 1] if made_choice else None for made_choice in made]
        faces = [*faces[:-1], None] if pending else faces
        table.append(Cards(f"player_{i}", faces, f"score {points[i]}", mover == i))
    most = "at most " if go_on < 100 else ""
    return [*table, Line(f"round {min(done + 1, rounds) if mover != OVER else done} of {most}{rounds}")]


def matrix_game(
    actions: tuple[str, str],
    payoffs: tuple[int, ...],
    brief: str,
    rounds: int,
    go_on: int,
    returns: str,
    zero_sum: bool = False,
) -> FiniteGame:
    """Make a game of given payoffs.

    Args:
        actions: the names of the two choices; their first letters differ.
        payoffs: what player_0 gets, for the four pairs of choices (see above), then what player_1 gets.
        brief: what is chosen and what it gives.
        rounds: 1 to 10,000, with at most 30,000 points in all.
        go_on: the chance in percent that another round follows, 1 to 100.
        returns: "total", "mean" or "win".
        zero_sum: whether the payoffs always sum to zero.

    Raises:
        ValueError: an option is out of range.
    """
    rounds, go_on = option("rounds", rounds, 1, MOST_ROUNDS), option("go_on", go_on, 1, 100)
    kind, most = choice("returns", returns, RETURNS), max(map(abs, payoffs))
    if rounds * most > MOST_POINTS:
        raise ValueError(f"rounds times the largest payoff must be at most {MOST_POINTS}; got {rounds} times {most}")
    goal = (
        "the sum of your points",
        "your points per round",
        "1 if you have more points at the end, -1 if you have less",
    )
    length = f"There are {rounds} rounds" if rounds > 1 else "There is one round"
    if go_on < 100:
        length = f"After each round another one follows with a chance of {go_on} %, until {rounds} have been played"
    return FiniteGame(
        "spenvs.textgames.matrix_games",
        seats=2,
        options=(rounds, go_on, kind, *payoffs),
        actions=actions,
        outcomes=2 if go_on < 100 else 0,
        draws=rounds - 1 if go_on < 100 else 0,
        cells=CHOICE + 2 * rounds,
        view=4 * rounds,
        stake=1 if kind == WIN else most if kind == MEAN else rounds * most,
        hidden=True,
        simultaneous=True,
        zero_sum=zero_sum or kind == WIN,
        brief=f"{brief} {length}. Your return is {goal[kind]}.",
    )
