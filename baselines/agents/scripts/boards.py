"""Rules for boards and heaps. Nothing is hidden in these games: the position that a seat imagines is the true one."""

import functools
import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.core.turn import Action, Turn

Value = Callable[[int], float]
DRAW_AT_MOST = 0.5


def after(position: Position, action: int) -> Position:
    """Give the position that an action leads to."""
    following = position.copy()
    following.play(action)
    return following


def wins(position: Position) -> bool:
    """Whether the mover has an action that wins at once."""
    seat = position.mover
    return seat != OVER and any(after(position, a).returns()[seat] > DRAW_AT_MOST for a in position.legal())


def careful(position: Position) -> Sequence[int]:
    """Give what deserves a thought: a move that wins; or else all that neither lose at once nor let the other win."""
    seat, following = position.mover, {a: after(position, a) for a in position.legal()}
    won = [a for a, reached in following.items() if reached.returns()[seat] > DRAW_AT_MOST]
    if won:
        return won[:1]
    lasting = [a for a, reached in following.items() if reached.returns()[seat] > -DRAW_AT_MOST]
    return [a for a in lasting if not wins(following[a])] or lasting or position.legal()


def best(turn: Turn, actions: Iterable[int], value: Value) -> int:
    """Give the action of the highest value, one drawn of several."""
    values = {a: value(a) for a in actions}
    top = max(values.values())
    return int(turn.rng.choice([a for a, worth in values.items() if worth == top]))


# Lines


@functools.cache
def lines_through(rows: int, columns: int, length: int) -> dict[int, list[tuple[int, ...]]]:
    """Give all lines of a length on a board by the squares that they hold."""
    found: dict[int, list[tuple[int, ...]]] = {square: [] for square in range(rows * columns)}
    for row in range(rows):
        for column in range(columns):
            for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
                if row + down * (length - 1) < rows and 0 <= column + right * (length - 1) < columns:
                    line = tuple((row + down * i) * columns + column + right * i for i in range(length))
                    for square in line:
                        found[square].append(line)
    return found


def tictactoe(turn: Turn) -> Action:
    """Take the square whose lines promise most: those with many marks of one player and none of the other."""
    position = turn.imagine()
    s, rules = position.s, position.game.rules
    if s[rules.WILD] or s[rules.MISERE]:
        return best(turn, careful(position), lambda a: 0)
    lines = lines_through(int(s[rules.ROWS]), int(s[rules.COLUMNS]), int(s[rules.LINE]))
    marks, own = s[rules.CELL :].tolist(), 1 + position.mover

    def promise(square: int) -> float:
        worth = 0.0
        for line in lines[square]:
            mine, others = (sum(marks[i] == mark for i in line) for mark in (own, 3 - own))
            worth += (0.0 if others else 2 * 10.0**mine) + (0.0 if mine else 10.0**others)
        return worth

    return best(turn, position.legal(), promise)


def connect_four(turn: Turn) -> Action:
    """Win, let the other not win, stay near the middle."""
    position = turn.imagine()
    middle = (len(position.game.actions) - 1) / 2
    return best(turn, careful(position), lambda column: -abs(column - middle))


def ultimate_tictactoe(turn: Turn) -> Action:
    """Win boards, do not send the other where it wins one or may choose; the centre of a board before its corners."""
    position = turn.imagine()
    rules, own, other = position.game.rules, 1 + position.mover, 2 - position.mover

    def boards(reached: Position, mark: int) -> float:
        """How many boards a player has won; all that there could be, and more, if it has won the game."""
        return 100.0 if reached.s[rules.WINNER] == mark else reached.s[rules.OWNER : rules.CELL].tolist().count(mark)

    def worth(action: int) -> float:
        reached, square = after(position, action), action % 9
        won = boards(reached, own)
        lost = max((boards(after(reached, reply), other) for reply in reached.legal()), default=0.0)
        place = 0.3 if square == 4 else 0.2 if square % 2 == 0 else 0.0
        return 3 * won - 2 * lost - (reached.s[rules.FORCED] == 0) + place

    return best(turn, position.legal(), worth)


# Moves on a board


def othello(turn: Turn) -> Action:
    """Take corners, leave the squares beside free corners, and leave the other few moves."""
    position = turn.imagine()
    n, rules = int(position.s[position.game.rules.SIZE]), position.game.rules
    board = "".join(rules.board(position.s))
    corners = [(row, column) for row in (0, n - 1) for column in (0, n - 1)]

    def worth(action: int) -> float:
        row, column = divmod(action, n)
        reached = after(position, action)
        if reached.mover == OVER:
            return 1000 * reached.returns()[position.mover]
        replies = [name for name in reached.named()[0] if name != "pass"]
        beside = [max(abs(row - i), abs(column - j)) == 1 and board[i * n + j] == "." for i, j in corners]
        return 100 * ((row, column) in corners) - 25 * any(beside) - len(replies)

    return best(turn, position.legal(), worth)


def breakthrough(turn: Turn) -> Action:
    """Win, stop the other, capture; otherwise walk on with the foremost piece that is not captured for it."""
    position = turn.imagine()
    s, rules, seat = position.s, position.game.rules, position.mover
    rows, columns = int(s[rules.ROWS]), int(s[rules.COLUMNS])
    squares = s[rules.CELL :].reshape(rows, columns)
    ahead = 1 if seat == 0 else -1

    home = 0 if seat == 0 else rows - 1

    def worth(action: int) -> float:
        now = after(position, action).s[rules.CELL :].reshape(rows, columns)
        ((row, column),) = np.argwhere((now == 1 + seat) & (squares != 1 + seat)).tolist()
        if row == rows - 1 - home:
            return 1000.0
        beside = [side for side in (column - 1, column + 1) if 0 <= side < columns]
        attackers = sum(now[row + ahead, side] == 2 - seat for side in beside)
        guards = sum(now[row - ahead, side] == 1 + seat for side in beside)
        captured, threat = squares[row, column] == 2 - seat, (now[home + ahead] == 2 - seat).any()
        return 10 * captured - 100 * threat - 8 * (attackers > guards) - 3 * (attackers > 0) + abs(row - home)

    return best(turn, position.legal(), worth)


# Chains


@functools.cache
def touching(n: int, steps: tuple[tuple[int, int], ...]) -> list[list[int]]:
    """Give the neighbours of each cell of a board of n by n."""
    cells = [[(row + down, column + right) for down, right in steps] for row in range(n) for column in range(n)]
    return [[i * n + j for i, j in around if 0 <= i < n and 0 <= j < n] for around in cells]


def reach(cost: Sequence[float], first: Iterable[int], around: list[list[int]]) -> list[float]:
    """Give the least cost of a chain from some cells to each cell, both ends included: 0, 1 or infinite for a cell."""
    least = [math.inf] * len(cost)
    waiting = deque(sorted(first, key=lambda cell: cost[cell]))
    for cell in waiting:
        least[cell] = cost[cell]
    while waiting:
        here = waiting.popleft()
        for there in around[here]:
            if least[here] + cost[there] < least[there]:
                least[there] = least[here] + cost[there]
                (waiting.append if cost[there] else waiting.appendleft)(there)
    return least


def chains(position: Position, seat: int, across: bool) -> list[float]:
    """Give, for each cell, how many stones the shortest chain of a player through it lacks, from side to side."""
    rules, n = position.game.rules, int(position.s[position.game.rules.SIZE])
    around = touching(n, tuple(zip(rules.BELOW, rules.BESIDE, strict=True)))
    cost = [
        1.0 if stone == 0 else 0.0 if stone % 2 != seat else math.inf for stone in position.s[rules.CELL :].tolist()
    ]
    first = range(0, n * n, n) if across else range(n)
    last = [cell + (n - 1) * (1 if across else n) for cell in first]
    there, back = reach(cost, first, around), reach(cost, last, around)
    return [a + b - own for a, b, own in zip(there, back, cost, strict=True)]


def hex_chain(turn: Turn) -> Action:
    """Put a stone where the shortest chains of both players cross, near the middle; take over a good first stone."""
    position = turn.imagine()
    rules, n = position.game.rules, int(position.s[position.game.rules.SIZE])
    if n * n in position.legal():
        first = int(position.s[rules.CELL :].argmax())
        if 0 < first // n < n - 1 and 0 < first % n < n - 1:
            return n * n
    own, other = chains(position, 0, False), chains(position, 1, True)

    def worth(cell: int) -> float:
        return -own[cell] - other[cell] - math.dist(divmod(cell, n), (n / 2 - 0.5, n / 2 - 0.5)) / n**2

    return best(turn, (cell for cell in position.legal() if cell < n * n), worth)


def simple_tak(turn: Turn) -> Action:
    """Win, let the other not win, and put a stone where the shortest roads of both players cross."""
    position = turn.imagine()
    roads = [[chains(position, seat, across) for across in (False, True)] for seat in range(2)]

    def worth(square: int) -> float:
        return -sum(min(down[square], across[square]) for down, across in roads)

    return best(turn, careful(position), worth)


# Counters and fingers


def nim(turn: Turn) -> Action:
    """Leave heaps whose exclusive or is 0; misère with heaps of 1 only, an odd number of them (Bouton, 1901)."""
    position = turn.imagine()
    rules = position.game.rules

    def worth(action: int) -> float:
        held = rules.heaps(after(position, action).s)
        odd = functools.reduce(lambda a, b: a ^ b, held)
        return odd == (1 if position.s[rules.MISERE] and max(held) <= 1 else 0)

    return best(turn, position.legal(), worth)


def chopsticks(turn: Turn) -> Action:
    """Put hands out, and leave the other few ways to do so."""
    position = turn.imagine()
    start = position.game.rules.HAND
    own, other = ((slice(start + 2 * seat, start + 2 * seat + 2)) for seat in (position.mover, 1 - position.mover))

    def alive(s: np.ndarray, hands: slice) -> int:
        return int((s[hands] > 0).sum())

    def worth(action: int) -> float:
        reached = after(position, action)
        threats = sum(alive(after(reached, reply).s, own) < alive(reached.s, own) for reply in reached.legal())
        return alive(reached.s, own) - 2 * alive(reached.s, other) - threats

    return best(turn, careful(position), worth)


SCRIPTS: dict[str, Callable[[Turn], Action]] = {
    "TicTacToe-v0": tictactoe,
    "ConnectFour-v0": connect_four,
    "Nim-v0": nim,
    "UltimateTicTacToe-v0": ultimate_tictactoe,
    "Othello-v0": othello,
    "Breakthrough-v0": breakthrough,
    "Hex-v0": hex_chain,
    "SimpleTak-v0": simple_tak,
    "Chopsticks-v0": chopsticks,
}
