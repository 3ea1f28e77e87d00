"""Rules for dice, fleets and snakes."""

import re
from collections.abc import Callable
from math import comb

from numpy.typing import NDArray

from spenvs.core.turn import Action, Turn
from spenvs.textgames import pig_dice, snake


def hold_at_twenty(turn: Turn) -> str:
    """Pig: roll until the turn has brought 20, or what is missing."""
    s = turn.imagine().s  # nothing is hidden
    total, own = int(s[pig_dice.TOTAL]), int(s[pig_dice.POINTS + s[pig_dice.TURN]])
    return "hold" if total >= 20 or own + total >= s[pig_dice.GOAL] else "roll"


def by_the_odds(turn: Turn) -> str:
    """Liar's dice: make the likeliest bid there is, unless it is likelier that the last one was false."""
    known = turn.text.rpartition("\n")[0].rpartition("\n")[2]
    held, own, bids = (known.partition(f"{name}: ")[2].partition(".")[0] for name in ("Dice left", "Your dice", "Bids"))
    left = sum(int(count) for count in re.findall(r"player_\d+ (\d+)", held))
    _, _, sides, wild, *_ = turn.env.game.options
    mine = [int(face) for face in own.split() if face.isdigit()]

    def chance(bid: str) -> float:
        """How likely it is that a bid is true, for one who knows his own dice."""
        quantity, face = map(int, bid.split("x"))
        jokers = {face, sides} if wild else {face}
        unknown, odds = left - len(mine), len(jokers) / sides
        missing = max(quantity - sum(die in jokers for die in mine), 0)
        return sum(comb(unknown, n) * odds**n * (1 - odds) ** (unknown - n) for n in range(missing, unknown + 1))

    raises = [bid for bid in turn.legal if bid != "liar"]
    best = max(raises, key=chance, default="liar")
    last = re.findall(r"\d+x\d+", bids)[-1:]
    return "liar" if best == "liar" or (last and 1 - chance(last[0]) > chance(best)) else best


def room(s: NDArray, square: int, enough: int) -> int:
    """How many squares a snake could reach from one, counted as far as is enough."""
    grid, seen, edge = snake.APPLE + s[snake.APPLES], {square}, [square]
    while edge and len(seen) < enough:
        near = edge.pop(0)
        for direction in range(4):
            following = int(snake.step(s, near, direction))
            if following >= 0 and following not in seen and s[grid + following] == 0:
                seen.add(following)
                edge.append(following)
    return min(len(seen), enough)


def greedy_and_safe(turn: Turn) -> int:
    """Snake: go where it is safe and where there is room, out of the other head's reach, and there to an apple."""
    s = turn.imagine().s  # nothing is hidden but the other's move
    seat = turn.env.seat_number(turn.seat)
    columns, grid = s[snake.COLUMNS], snake.APPLE + s[snake.APPLES]
    heads = [int(s[snake.HEAD + i]) - 1 for i in range(2)]
    threats = [snake.step(s, heads[1 - seat], direction) for direction in range(4)]
    behind = s[snake.EATEN + seat] <= s[snake.EATEN + 1 - seat]
    apples = [divmod(int(place) - 1, columns) for place in s[snake.APPLE : grid] if place > 0]
    length = int(s[snake.EATEN + seat]) + 2

    def merit(action: int) -> tuple[float, ...]:
        square = int(snake.step(s, heads[seat], action))
        if square < 0 or (s[grid + square] and square != s[snake.TAIL + seat]):
            return (-1.0,)
        row, column = divmod(square, columns)
        near = min((abs(row - r) + abs(column - c) for r, c in apples), default=0)
        return float(square not in threats or not behind), float(room(s, square, length)), -near, turn.rng.random()

    return max(turn.actions, key=merit)


def charted(turn: Turn) -> dict[tuple[int, int], str]:
    """Battleship: what the seat knows of each square of the other's waters: '.', 'o', 'x', '*'."""
    columns = turn.env.game.options[0]
    rows = re.findall(r"^[a-j]  .*$", turn.text, re.MULTILINE)
    return {(i, j): sign for i, row in enumerate(rows) for j, sign in enumerate(row.split()[-columns:])}


def run(chart: dict[tuple[int, int], str], square: tuple[int, int], down: int, right: int) -> list[tuple[int, int]]:
    """The hits that follow a square in one direction."""
    found, (i, j) = [], square
    while chart.get((i := i + down, j := j + right)) == "x":
        found.append((i, j))
    return found


def hunt_and_target(turn: Turn) -> int:
    """Battleship: place ships anywhere; shoot on along a ship that is hit, or else at every second square."""
    columns, rows, *_ = turn.env.game.options
    order = turn.rng.permutation(turn.actions).tolist()
    if order[0] >= columns * rows:
        return order[0]
    chart = charted(turn)
    for square in [square for square, sign in chart.items() if sign == "*"]:
        for sunk in max((run(chart, square, *way) for way in AROUND), key=len):
            chart[sunk] = "*"

    def merit(action: int) -> tuple[int, bool]:
        square = divmod(action, columns)
        return max(len(run(chart, square, *way)) for way in AROUND), sum(square) % 2 == 0

    return max(order, key=merit)


AROUND = ((-1, 0), (0, 1), (1, 0), (0, -1))
SCRIPTS: dict[str, Callable[[Turn], Action]] = {
    "Battleship-v0": hunt_and_target,
    "LiarsDice-v0": by_the_odds,
    "PigDice-v0": hold_at_twenty,
    "Snake-v0": greedy_and_safe,
}
