"""Pig: roll a die as often as you dare, or hold and keep what the turn has brought (Scarne, 1945).

The vector `s`: 0 the mover; 1 the goal; 2 the most turns (0: any number); 3 the rolls and holds after which the next
turn to end is the last (0: never); 4 the most rolls and holds; 5 whether one may roll when holding would win; 6 whose
turn it is; 7 what the turn has brought; 8 the rolls and holds made; 9 the turns that are over; 10 the last roll (0:
there was none); 11 who rolled it; 12 the winner's seat + 1 (0: none); 13-14 both players' points.
"""

import functools

from spenvs.core.aec import constructors
from spenvs.core.draw import Dice, Element, Line
from spenvs.core.game import FiniteGame, flag, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

GOAL, TURNS, CLOSING, MOVES, PRESS, TURN, TOTAL, MADE, ENDED, ROLLED, ROLLER, WINNER, POINTS = range(1, 14)
ROLL, HOLD = 0, 1


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    """Either; but where holding wins, only that, unless players may press on."""
    mask[HOLD] = 1
    mask[ROLL] = s[PRESS] > 0 or s[POINTS + s[TURN]] + s[TOTAL] < s[GOAL]


@rule
def chance(s, p):
    for face in range(6):
        p[face] = 1.0 / 6.0


@rule
def end_turn(s):
    """Pass the die on, or end a game that has lasted long enough: the higher points win."""
    s[ENDED] += 1
    s[TOTAL] = 0
    lead = s[POINTS] - s[POINTS + 1]
    if s[POINTS + s[TURN]] >= s[GOAL]:
        s[WINNER] = 1 + s[TURN]
        s[MOVER] = OVER
    elif s[ENDED] == s[TURNS] or 0 < s[CLOSING] < s[MADE]:
        s[WINNER] = (1 if lead > 0 else 2) if lead != 0 else 0
        s[MOVER] = OVER
    else:
        s[TURN] = 1 - s[TURN]
        s[MOVER] = s[TURN]


@rule
def play(s, a):
    if s[MOVER] == CHANCE:
        s[ROLLED] = 1 + a
        s[ROLLER] = s[TURN]
        if a == 0:
            end_turn(s)
        else:
            s[TOTAL] += 1 + a
            s[MOVER] = s[TURN]
        return
    s[MADE] += 1
    if a == HOLD:
        s[POINTS + s[TURN]] += s[TOTAL]
        end_turn(s)
    else:
        s[MOVER] = CHANCE
    if s[MADE] == s[MOVES]:
        s[MOVER] = OVER


@rule
def score(s, r):
    if s[WINNER] > 0:
        r[s[WINNER] - 1] = 1
        r[2 - s[WINNER]] = -1


@rule
def see(s, seat, x):
    """One-hot, goal + 1 places each (the last: the goal or more): own points, the other's, what the turn has brought.

    Then whether it is one's own turn, and in binary digits, the lowest first, the same three (15 places each), the
    rolls and holds made (13 places) and the turns that are over (13 places); at last what the last roll showed
    (one-hot, 6 places), and whether it was one's own. Nothing is hidden.
    """
    goal, place = s[GOAL], 3 * (s[GOAL] + 1)
    own, other, total = s[POINTS + seat], s[POINTS + 1 - seat], s[TOTAL]
    x[min(own, goal)] = 1
    x[goal + 1 + min(other, goal)] = 1
    x[2 * (goal + 1) + min(total, goal)] = 1
    x[place] = s[TURN] == seat
    for digit in range(15):
        x[place + 1 + digit] = (own >> digit) & 1
        x[place + 16 + digit] = (other >> digit) & 1
        x[place + 31 + digit] = (total >> digit) & 1
    for digit in range(13):
        x[place + 46 + digit] = (s[MADE] >> digit) & 1
        x[place + 59 + digit] = (s[ENDED] >> digit) & 1
    if s[ROLLED] > 0:
        x[place + 71 + s[ROLLED]] = 1
        x[place + 78] = s[ROLLER] == seat


@functools.lru_cache(maxsize=4096)
def standing(goal: int, own: int, others: int, other: str) -> str:
    """Both players' points."""
    return f"You have {own} points, {other} has {others}; {goal} win."


@functools.lru_cache(maxsize=4096)
def choice(total: int, own: int, goal: int, other: str) -> str:
    """What the turn has brought, and what the two moves would do."""
    held = f"you have {own + total} and {'win' if own + total >= goal else f'it is the turn of {other}'}"
    return (
        f"Your turn total is {total}. If you hold, {held}. If you roll, a 2 to 6 is added to your turn total, and a 1 "
        f"{f'loses these {total} points and ends' if total else 'ends'} your turn."
    )


def describe(game, s, seat):
    head = s.tolist()
    mover, goal, turns, turn, total = (head[i] for i in (MOVER, GOAL, TURNS, TURN, TOTAL))
    other = f"player_{1 - seat}"
    known = standing(goal, head[POINTS + seat], head[POINTS + 1 - seat], other)
    known += f" Turns over: {head[ENDED]}{f' of {turns}' if turns else ''}; moves made: {head[MADE]}."
    if head[ROLLED]:
        known += f" The last roll, by {'you' if head[ROLLER] == seat else other}, was a {head[ROLLED]}."
    if mover == OVER:
        winner = f"player_{head[WINNER] - 1} has won" if head[WINNER] else "Nobody has won"
        return f"{known} Turn total: {total}. {winner}."
    if turn == seat:
        return f"{known} {choice(total, head[POINTS + seat], goal, other)}"
    return f"{known} It is the turn of {other}, whose turn total is {total}."


def show(game, s, seat) -> list[Element]:
    head = s.tolist()
    mover, rolled, winner = head[MOVER], head[ROLLED], head[WINNER]
    table: list[Element] = []
    for i in range(2):
        faces = [rolled] if rolled and head[ROLLER] == i else []
        turn = f" + {head[TOTAL]} in this turn" if mover == i else ""
        table.append(Dice(f"player_{i}", faces, f"{head[POINTS + i]} points{turn}", mover == i))
    state = f"first to {head[GOAL]}" if mover != OVER else f"player_{winner - 1} wins" if winner else "a draw"
    return [*table, Line(state)]


def game(goal: int = 50, turns: int = 0, closing: int = 0, moves: int = 1000, press: bool = False) -> FiniteGame:
    """Pig.

    Args:
        goal: the points that win, 2 to 1000.
        turns: after so many turns, both players' together, the higher points win, 0 to 5000; 0: no such end.
        closing: after so many rolls and holds, the next turn to end is the last one, and the higher points win, 0 to
            5000; 0: no such end.
        moves: after so many rolls and holds the game is a draw, 1 to 5000.
        press: one may roll on when to hold would win; otherwise one must hold.
    """
    goal, moves = option("goal", goal, 2, 1000), option("moves", moves, 1, 5000)
    turns, closing = option("turns", turns, 0, 5000), option("closing", closing, 0, 5000)
    press = flag("press", press)
    ends = [f"The first to have {goal} points wins."]
    if turns:
        ends.append(f"After {turns} turns, both players' together, the higher points win.")
    if closing:
        ends.append(f"After {closing} rolls and holds, the next turn to end is the last, and the higher points win.")
    ends.append(f"After {moves} rolls and holds, the game is a draw.")
    must = "" if press else " Who would win by holding must hold."
    return FiniteGame(
        __name__,
        seats=2,
        options=(goal, turns, closing, moves, press),
        actions=("roll", "hold"),
        outcomes=6,
        draws=moves,
        cells=POINTS + 2,
        view=3 * (goal + 1) + 79,
        stake=1,
        brief="Pig. Two players take turns with one die. In his turn a player rolls as often as he likes: a roll of 2 "
        "to 6 is added to his turn total, a roll of 1 loses the turn total and ends the turn. Instead of rolling he "
        f"may hold, which adds the turn total to his points and ends the turn.{must} {' '.join(ends)}",
    )


env, raw_env, parallel_env = constructors("PigDice-v0")
