"""Players of the game of tactics: functions from what teams observe, float32 [N, 100], to choices, int64 [N, 3].

`fixed`, `fixed_2` and `at_random` are the scripted ones of Hierarchical Co-Self-Play (arXiv 2505.04317). Its random
player draws from five of FirstPass' six choices; ours from all.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from spenvs.volleyball.tactics.batch import TacticsBatch
from spenvs.volleyball.tactics.game import TacticsGame
from spenvs.volleyball.tactics.orders import CHOICES
from spenvs.volleyball.tactics.view import BALL, EACH, HIT

Floats = NDArray[np.float32]
Choices = NDArray[np.int64]
Player = Callable[[Floats, np.random.Generator], Choices]
WEIGHT, LOW = 9.81, 1.6
"""Gravity, m/s², and the height at which places where the ball comes down are compared, m."""
LENGTH, WIDTH, MARGIN = 6.0, 3.0, 0.3
"""Half of the court, m; how far beyond it the ball must come down to be left alone, m."""
FIRST, SECOND, ATTACKER = range(3)
MIDDLE, PASS = 1, 3
STAY, SET = 0, 1
READY, ATTACK, NET = 0, 1, 3
"""Choices: to be in place; to hit, of those with two sides to the left; to be in the middle at the net."""
TARGETS = np.array([[-4.0, -1.7], [-4.0, 1.7]], np.float32)
"""Where attacks to the left and to the right come down, m."""
BESIDE = 0.3
"""From how far to the right a ball is received below where Att waits, so that it has to make room, m."""
FAVOUR = 0.8
"""How much nearer to the ball another must be than the one whose touch it is to take it, m."""


def fixed(seen: Floats, rng: np.random.Generator | None = None) -> Choices:
    """Stay where one is."""
    return np.tile(np.array([1, 0, 0]), (len(seen), 1))


def fixed_2(seen: Floats, rng: np.random.Generator | None = None) -> Choices:
    """Stay, but set the ball."""
    return np.tile(np.array([1, 1, 0]), (len(seen), 1))


def at_random(seen: Floats, rng: np.random.Generator) -> Choices:
    """Draw each choice, all as likely."""
    return rng.integers([len(orders) for orders in CHOICES], size=(len(seen), 3))


def rule(seen: Floats, rng: np.random.Generator | None = None) -> Choices:
    """Tell who is nearest to the ball to hit it, attack where nobody stands, and have the others wait in place."""
    ours, lands = landing(seen)
    free = seen[:, HIT : HIT + 6 : 2] > 0.5
    touches = 3 - free.sum(1)
    hitter = np.where(ours & (touches < 3), nearest(seen, lands, free, touches), -1)
    choice = np.tile(np.array([MIDDLE, STAY, READY]), (len(seen), 1))
    right = ~ours | (lands[:, 1] > 0)
    choice[:, FIRST] = np.where((hitter == FIRST) | ~ours, PASS + right, MIDDLE)
    choice[:, SECOND] = np.where((hitter == SECOND) | (hitter < 0) | (touches == 0), SET, STAY)
    choice[:, ATTACKER] = np.where(ours, ATTACK + open_side(seen), READY)
    choice[ours & (touches == 0) & (lands[:, 1] > BESIDE), ATTACKER] = NET
    return choice


def landing(seen: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Say where the ball comes down to `LOW`, [N, 2], and whether that is in the own half, or near to it."""
    place, moves = seen[:, BALL : BALL + 3], seen[:, BALL + 3 : BALL + 6]
    square = moves[:, 2] ** 2 + 2 * WEIGHT * (place[:, 2] - LOW)
    left = (moves[:, 2] + np.sqrt(np.maximum(square, 0))) / WEIGHT
    lands = place[:, :2] + moves[:, :2] * left[:, None]
    within = (lands[:, 0] < LENGTH + MARGIN) & (np.abs(lands[:, 1]) < WIDTH + MARGIN)
    touched = (seen[:, HIT : HIT + 6 : 2] < 0.5).any(1)
    return (lands[:, 0] > 0) & (within | touched), lands


def nearest(seen: Floats, lands: Floats, free: NDArray[np.bool_], touches: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give who is to hit a ball: of those who may, the one whose touch it is, unless another is much nearer."""
    places = seen[:, : 3 * EACH].reshape(-1, 3, EACH)[:, :, :2]
    far = np.linalg.norm(places - lands[:, None], axis=2)
    far -= FAVOUR * (np.arange(3) == touches[:, None])
    return np.where(free, far, np.inf).argmin(1)


def open_side(seen: Floats) -> NDArray[np.int64]:
    """Give the side, 0 for left or 1 for right, where the other team's nearest drone is farther away."""
    others = seen[:, 3 * EACH : 6 * EACH].reshape(-1, 3, EACH)[:, :, :2]
    far = np.linalg.norm(others[:, :, None] - TARGETS, axis=3).min(1)
    return far.argmax(1)


PLAYERS: dict[str, Player] = {"rule": rule, "fixed": fixed, "fixed_2": fixed_2, "random": at_random}


def scores(game: TacticsGame, first: Player, second: Player, num_envs: int, seed: int = 0) -> Floats:
    """Let two players play one episode in each of N worlds; give what the game measures, float32 [N, measures]."""
    batch, rng = TacticsBatch(game, num_envs, seed, autoreset_mode="Disabled"), np.random.default_rng(seed)
    seen = batch.reset()
    while not (batch.terminated | batch.truncated).all():
        batch.step(np.stack([first(seen[:, 0], rng), second(seen[:, 1], rng)], 1))
    return batch.score
