"""Leduc poker: six cards, two rounds of betting, one card in the open (Southey et al., 2005).

The vector `s`: 0 the mover; 1-2 the players' cards and 3 the open card (1-6, two of each rank, the lowest first; 0
not dealt); 4 the round; 5 the raises in this round; 6-7 the chips that each player has put in; 8-9 the number of
actions in each round; 10-13 the actions of the first round; 14-17 those of the second.
"""

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Heaps, Line
from spenvs.core.game import FiniteGame
from spenvs.core.rules import CHANCE, MOVER, OVER, rule

CARD, PUBLIC, ROUND, RAISES, CHIPS, COUNT, ACTION = 1, 3, 4, 5, 6, 8, 10
FOLD, CALL, RAISE = 0, 1, 2
DECK, MOST, RAISED = 6, 4, 2
RANKS = "JQK"


@rule
def start(s):
    s[MOVER] = CHANCE
    s[CHIPS] = s[CHIPS + 1] = 1


@rule
def chance(s, p):
    """Deal one of the cards that are left: to player_0, to player_1, into the open."""
    left = DECK - (s[CARD] > 0) - (s[CARD + 1] > 0)
    for card in range(DECK):
        p[card] = 1.0 / left
    if s[CARD] > 0:
        p[s[CARD] - 1] = 0.0
    if s[CARD + 1] > 0:
        p[s[CARD + 1] - 1] = 0.0


@rule
def legal(s, mask):
    """Folding takes a raise to fold to; there are two raises in a round at most."""
    mover = s[MOVER]
    mask[FOLD] = s[CHIPS + mover] < s[CHIPS + 1 - mover]
    mask[CALL] = 1
    mask[RAISE] = s[RAISES] < RAISED


@rule
def play(s, a):
    mover, stage = s[MOVER], s[ROUND]
    if mover == CHANCE:
        place = CARD
        while s[place] > 0:
            place += 1
        s[place] = a + 1
        s[MOVER] = CHANCE if place == CARD else 0
        return
    n = s[COUNT + stage]
    s[ACTION + MOST * stage + n] = a
    s[COUNT + stage] = n + 1
    s[MOVER] = 1 - mover
    if a == FOLD:
        s[MOVER] = OVER
    elif a == RAISE:
        s[CHIPS + mover] = s[CHIPS + 1 - mover] + 2 * (stage + 1)
        s[RAISES] += 1
    else:
        s[CHIPS + mover] = s[CHIPS + 1 - mover]
        if n > 0:
            s[MOVER] = OVER if stage == 1 else CHANCE
            s[ROUND] = 1
            s[RAISES] = 0


@rule
def strength(s, seat):
    """A pair with the open card beats any other hand; then the higher rank wins."""
    own, public = (s[CARD + seat] - 1) // 2, (s[PUBLIC] - 1) // 2
    return own + DECK if own == public else own


@rule
def score(s, r):
    stage = s[ROUND]
    n = s[COUNT + stage]
    if s[ACTION + MOST * stage + n - 1] == FOLD:
        winner = n % 2
    else:
        difference = strength(s, 0) - strength(s, 1)
        if difference == 0:
            return
        winner = 0 if difference > 0 else 1
    r[winner] = s[CHIPS + 1 - winner]
    r[1 - winner] = -r[winner]


@rule
def see(s, seat, x):
    """One-hot: own rank (3 places), open rank (3), then each action of the two rounds (3 places for each of 2 x 4)."""
    if s[CARD + seat] > 0:
        x[(s[CARD + seat] - 1) // 2] = 1
    if s[PUBLIC] > 0:
        x[3 + (s[PUBLIC] - 1) // 2] = 1
    for stage in range(2):
        for n in range(s[COUNT + stage]):
            x[6 + 3 * (MOST * stage + n) + s[ACTION + MOST * stage + n]] = 1


def played(game, cells: list[int], stage: int) -> str:
    """What was done in a round; player_0 begins both."""
    first = ACTION + MOST * stage
    actions = cells[first : first + cells[COUNT + stage]]
    return ", ".join(f"player_{n % 2} {game.actions[a]}" for n, a in enumerate(actions)) or "nothing"


def describe(game, s, seat):
    cells = s.tolist()
    known = f"Your card is {RANKS[(cells[CARD + seat] - 1) // 2]}. First round: {played(game, cells, 0)}. "
    if cells[PUBLIC]:
        known += f"The open card is {RANKS[(cells[PUBLIC] - 1) // 2]}. Second round: {played(game, cells, 1)}. "
    return f"{known}Chips put in: player_0 {cells[CHIPS]}, player_1 {cells[CHIPS + 1]}."


def show(game, s, seat) -> list[Element]:
    cells = s.tolist()
    faces = [RANKS[(card - 1) // 2] if card else None for card in cells[CARD : PUBLIC + 1]]
    table: list[Element] = [Cards("open card", (faces[2],))]
    for i in range(2):
        card = faces[i] if seat in (-1, i) or cells[MOVER] == OVER else None
        table.append(Cards(f"player_{i}", (card,), f"{cells[CHIPS + i]} chips in", cells[MOVER] == i))
    rounds = [Line(f"round {stage + 1}: {played(game, cells, stage)}") for stage in range(2)]
    return [*table, Heaps((cells[CHIPS] + cells[CHIPS + 1],), ("pot",)), *rounds]


def game() -> FiniteGame:
    """Leduc poker, for two players."""
    return FiniteGame(
        __name__,
        seats=2,
        actions=("fold", "call", "raise"),
        outcomes=DECK,
        draws=3,
        cells=ACTION + 2 * MOST,
        view=6 + 2 * MOST * 3,
        stake=13,
        hidden=True,
        brief="Leduc poker. The deck has two jacks (J), two queens (Q) and two kings (K). Each of two players "
        "antes one chip and is dealt one card, seen by nobody else. There are two rounds of betting, both begun by "
        "player_0; between them one card is dealt into the open. To raise is to put in as much as the other player "
        "and 2 chips more in the first round, 4 in the second; a round has at most two raises. To call is to put "
        "in as much as the other player, which may be nothing (a check). To fold, when the other has raised, is to "
        "lose the chips put in so far. If nobody folds, a card that pairs the open card wins, then the higher "
        "card; equal cards share the pot.",
    )


env, raw_env, parallel_env = constructors("LeducPoker-v0")
