"""Worlds that a seat cannot tell from the true one: determinisation, on any finite game.

Whatever the seat did not do itself is drawn anew among what looked the same to it: chance by its probabilities, other
seats' actions evenly. The draw depends on what the seat saw and on nothing else.
"""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from numpy.typing import NDArray

from spenvs.core.compiling import raw, specialise, template
from spenvs.core.kernels import look, pick, uniform
from spenvs.core.rules import CHANCE, MOVER, OVER, chance, legal, play, public, rethink, settled

if TYPE_CHECKING:
    from spenvs.core.position import Position

PATIENCE = 1_000_000
TRIES = 1000
WORLDS = 8


def imagine(
    position: "Position", seat: int, rng: np.random.Generator
) -> tuple[NDArray[np.int16], list[int], NDArray[np.int64]]:
    """Draw a world that looks to `seat` like a position.

    Several are drawn step by step, and one of them is taken by its weight (sampling importance resampling: Rubin,
    1987), stage by stage where the game is `settled` on the way. In a game with `rethink` that says at each step what
    may come, with all in view that the seat came to know later.

    Returns:
        Its state vector, the seats' actions that led to it, and what chance drew.

    Raises:
        RuntimeError: no such world was found, which means that the game's `see` forgets something.
    """
    game = position.game
    path, outcomes = np.array(position.path, np.int64), np.array(position.outcomes(), np.int64)
    if hasattr(game.rules, "rethink"):
        return _rethought(position, seat, path, outcomes, rng)
    trial, line = np.zeros(game.cells, np.int16), np.zeros(path.size + outcomes.size, np.int64)
    by_chance, ends = np.zeros((2, line.size), np.bool_)
    known = specialise(retrace, game.module)(trial, game.first, line, by_chance, ends, path, outcomes)
    worlds, truths = np.zeros((2, line.size + 1 - known, game.cells), np.int16)
    specialise(lay_out, game.module)(truths, game.first, line)
    drawn, mass = line[known:].copy(), np.ones(line.size - known)
    x, y = np.zeros((2, game.view), np.int8)
    mask, p = np.zeros(len(game.actions), np.int8), np.zeros(max(game.outcomes, len(game.actions)))
    draw, dice = specialise(relive, game.module), np.array([rng.bit_generator.random_raw() >> 1])
    worlds[0] = truths[0]
    stages = [0, *np.flatnonzero(ends[known:-1]) + 1, line.size - known]
    for a, b in pairwise(stages):
        total, real = 0.0, line[known + a : known + b]
        end, steps = worlds[b], drawn[a:b]
        for _ in range(WORLDS):
            world, mine = worlds[a : b + 1], drawn[a:b]
            weight = draw(world, truths[a : b + 1], real, mine, mass[a:b], seat, dice, trial, x, y, mask, p, PATIENCE)
            total += weight
            if uniform(dice) * total < weight:
                end, steps = worlds[b].copy(), mine.copy()
        if total == 0.0:
            raise RuntimeError(f"no position was found that looks to seat {seat} like this one: does `see` forget?")
        worlds[b], drawn[a:b] = end, steps
    line[known:] = drawn
    return worlds[-1], line[~by_chance].tolist(), line[by_chance]


def _rethought(
    position: "Position", seat: int, path: NDArray[np.int64], outcomes: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int16], list[int], NDArray[np.int64]]:
    """Do `imagine` by `rethink`."""
    game = position.game
    trial, line = np.zeros(game.cells, np.int16), np.zeros(path.size + outcomes.size, np.int64)
    by_chance, ends = np.zeros((2, line.size), np.bool_)
    specialise(retrace, game.module)(trial, game.first, line, by_chance, ends, path, outcomes)
    draw, dice = specialise(reconsider, game.module), np.array([rng.bit_generator.random_raw() >> 1])
    drawn, x, y = line.copy(), position.see(seat), np.zeros(game.view, np.int8)
    p = np.zeros(max(game.outcomes, len(game.actions)))
    state, steps, total = trial, line, 0.0
    for attempt in range(TRIES):
        if attempt >= WORLDS and total > 0.0:
            break
        weight = draw(trial, game.first, position.s, seat, line, drawn, dice, x, y, p)
        total += weight
        if uniform(dice) * total < weight:
            state, steps = trial.copy(), drawn.copy()
    if total == 0.0:
        raise RuntimeError(f"no position was found that looks to seat {seat} like this one: is `rethink` right?")
    return state, steps[~by_chance].tolist(), steps[by_chance]


@template
def reconsider(s, first, truth, seat, line, drawn, dice, x, y, p):
    """Play a line of steps again, all but the seat's own drawn by `rethink`; give the weight, 0 if it looks wrong.

    The weight is the product, over these steps, of all that `rethink` gave to what might have come. `x` is what the
    seat sees at `truth`; `y` and `p` are scratch, `drawn` takes the steps.
    """
    s, truth, y, p, dice, weight = raw(s), raw(truth), raw(y), raw(p), raw(dice), 1.0
    s[:] = first
    for step in range(line.size):
        drawn[step] = line[step]
        if s[MOVER] == OVER:
            return 0.0
        if s[MOVER] != seat:
            p[:] = 0.0
            rethink(s, truth, seat, p)
            drawn[step], total = one_of(p, dice)
            weight *= total
            if total == 0.0:
                return 0.0
        play(s, drawn[step])
    look(s, seat, y)
    return weight if s[MOVER] == truth[MOVER] and alike(x, y) else 0.0


@template
def retrace(s, first, line, by_chance, ends, path, outcomes):
    """Play a path again, fill `line` with its steps, chance's included, and say after how many all was public last.

    `by_chance` marks the steps of chance, `ends` those after which the game was settled.
    """
    s[:] = first
    i, j, known = 0, 0, 0
    for step in range(line.size):
        by_chance[step] = s[MOVER] == CHANCE
        if by_chance[step]:
            line[step] = outcomes[j]
            j += 1
        else:
            line[step] = path[i]
            i += 1
        play(s, line[step])
        ends[step] = settled(s)
        if public(s):
            known = step + 1
    return known


@template
def lay_out(truths, first, line):
    """Fill `truths` with the last positions of a line of steps, the final one included."""
    known = line.size + 1 - truths.shape[0]
    truths[0] = first
    for step in range(line.size):
        row = max(0, step + 1 - known)
        if row > 0:
            truths[row] = truths[row - 1]
        play(truths[row], line[step])


@njit(cache=True)
def alike(x, y):
    """Whether two vectors hold the same; numba's own comparison makes an array first."""
    for i in range(x.size):  # noqa: SIM110
        if x[i] != y[i]:
            return False
    return True


@njit(cache=True)
def one_of(p, dice):
    """Draw an index by its weight, and give the sum of all; quick where all but one are zero, as they mostly are."""
    count, only = 0, 0
    for k in range(p.size):
        count += p[k] > 0.0
        only += k * (p[k] > 0.0)
    if count == 1:
        return only, p[only]
    total = p.sum()
    return pick(p, dice, total), total


@template
def weigh(s, following, seat, real, trial, x, y, mask, p):
    """Fill the probabilities of the steps from `s` after which `seat` sees what it sees in `following`; sum them up."""
    p[:] = 0.0
    if s[MOVER] == CHANCE:
        chance(s, p)
    elif s[MOVER] == seat:
        p[real] = 1.0
    else:
        mask[:] = 0
        legal(s, mask)
        for a in range(mask.size):
            p[a] = mask[a] / mask.sum()
    look(following, seat, x)
    total = 0.0
    for k in range(p.size):
        if p[k] > 0.0:
            trial[:] = s
            play(trial, k)
            look(trial, seat, y)
            if trial[MOVER] != following[MOVER] or not alike(x, y):
                p[k] = 0.0
            total += p[k]
    return total


@template
def relive(worlds, truths, line, drawn, mass, seat, dice, trial, x, y, mask, p, patience):
    """Play on so that `seat` cannot tell it from what really happened; give the weight of that, 0 if it fails.

    `truths` come from `lay_out`, the first world is given; `line` holds the steps between them. What the seat did
    itself is kept, and anything else is drawn from what would have looked the same to it: chance by its probabilities,
    other seats' actions evenly. Where that leads nowhere, n or more steps are taken back with probability 1/n: seldom
    many, so that what is far on is not lost, yet nothing stays stuck. `worlds` is filled as `truths` is, `drawn` as
    `line`, `mass` with the probability of what might have been drawn at each step: the product of these is the weight,
    which makes up for looking no more than one step ahead. `trial`, `x`, `y`, `mask`, `p` are scratch.
    """
    step = 0
    for _ in range(patience):
        if step == line.size:
            return mass.prod()
        mass[step] = weigh(worlds[step], truths[step + 1], seat, line[step], trial, x, y, mask, p)
        k = pick(p, dice, mass[step])
        if k < 0:
            step = max(0, step - int(1.0 / (1.0 - uniform(dice))))
            continue
        worlds[step + 1] = worlds[step]
        play(worlds[step + 1], k)
        drawn[step] = k
        step += 1
    return 0.0
