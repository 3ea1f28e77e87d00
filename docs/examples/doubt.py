"""Doubt: one player rolls a die unseen and claims what it shows, the other believes or doubts.

The vector `s`: 0 the mover; 1 the sides of the die; 2 the die (0 not rolled); 3 the claim (0 none); 4 whether it was
doubted.
"""

from spenvs.core.aec import constructors
from spenvs.core.draw import Dice, Element, Line
from spenvs.core.game import FiniteGame, option
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

SIDES, DIE, CLAIM, DOUBTED = 1, 2, 3, 4


@rule
def start(s):
    s[MOVER] = CHANCE


@rule
def chance(s, p):
    """Roll the die."""
    for face in range(s[SIDES]):
        p[face] = 1.0 / s[SIDES]


@rule
def legal(s, mask):
    """Actions 0, 1, ... claim the face 1, 2, ...; the last two believe and doubt."""
    sides = s[SIDES]
    if s[MOVER] == 0:
        for face in range(sides):
            mask[face] = 1
    else:
        mask[sides] = mask[sides + 1] = 1


@rule
def play(s, a):
    mover = s[MOVER]
    if mover == CHANCE:
        s[DIE] = 1 + a
        s[MOVER] = 0
    elif mover == 0:
        s[CLAIM] = 1 + a
        s[MOVER] = 1
    else:
        s[DOUBTED] = a == s[SIDES] + 1
        s[MOVER] = OVER


@rule
def score(s, r):
    """A claim that is believed earns what it says; one that is doubted costs twice that, to whoever was wrong."""
    r[0] = s[CLAIM]
    if s[DOUBTED]:
        r[0] = 2 * s[CLAIM] if s[DIE] >= s[CLAIM] else -2 * s[CLAIM]
    r[1] = -r[0]


@rule
def see(s, seat, x):
    """One-hot: the die, for the seat that rolled it; the claim; believed, doubted."""
    sides = s[SIDES]
    if seat == 0 and s[DIE] > 0:
        x[s[DIE] - 1] = 1
    if s[CLAIM] > 0:
        x[sides + s[CLAIM] - 1] = 1
    if s[MOVER] == OVER:
        x[2 * sides + s[DOUBTED]] = 1


def describe(game, s, seat):
    die = f"Your die shows {s[DIE]}. " if seat == 0 else ""
    claim = f"player_0 claims {s[CLAIM]}." if s[CLAIM] else "Nothing is claimed yet."
    return die + claim


def show(game, s, seat) -> list[Element]:
    mover, die, claim, doubted = s[[MOVER, DIE, CLAIM, DOUBTED]].tolist()
    shown = die if seat in (-1, 0) or mover == OVER else None
    answer = "" if mover != OVER else ", player_1 doubts" if doubted else ", player_1 believes"
    return [Dice("player_0", (shown,), turn=mover == 0), Line(f"claim: {claim or 'none'}{answer}")]


def game(sides: int = 6) -> FiniteGame:
    """Doubt, for two players.

    Args:
        sides: of the die, 2 to 20.
    """
    sides = option("sides", sides, 2, 20)
    return FiniteGame(
        __name__,
        seats=2,
        options=(sides,),
        actions=(*(f"claim {face}" for face in range(1, sides + 1)), "believe", "doubt"),
        outcomes=sides,
        draws=1,
        cells=5,
        view=2 * sides + 2,
        stake=2 * sides,
        hidden=True,
        brief=f"Doubt. player_0 rolls a die with {sides} sides, seen by nobody else, and claims a face. player_1 "
        "believes, and pays as many chips as the claim says, or doubts: then the die is shown, and whoever was wrong "
        "pays twice the claim to the other. A claim is right if the die shows at least as much.",
    )


env, raw_env, parallel_env = constructors("Doubt-v0")
