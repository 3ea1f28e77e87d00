"""Loops over a game's rules: templates, compiled once for each game.

What a game needs besides its vector `s` comes in three arrays:

    tape   int64, 2 + length   the state of the chance stream, how many outcomes were drawn, and those outcomes
    mask   int8, actions       the legal moves of the seat to move
    r      float64             the returns once the game is over; until then the scratch of chance
"""

import numpy as np
from numba import carray, njit

from spenvs.core.compiling import pointer, template
from spenvs.core.rules import CHANCE, ILLEGAL, MOVER, OVER, chance, legal, play, score, see

HEADER = 4


@njit(cache=True)
def uniform(tape):
    """Draw from [0, 1) and move the chance stream on (splitmix64: Steele, Lea and Flood, 2014)."""
    state = np.uint64(tape[0]) + np.uint64(0x9E3779B97F4A7C15)
    tape[0] = np.int64(state)
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


@njit(cache=True)
def pick(p, tape, total):
    """Draw an index with the given weights, whose sum is `total`; -1 where all are zero.

    The loop never leaves early: to guess wrong where it will costs more than to go on.
    """
    x = uniform(tape) * total
    chosen, found = -1, False
    for k in range(p.size):
        live = (p[k] > 0.0) & (not found)
        chosen = k if live else chosen
        found |= live & (x < p[k])
        x -= p[k]
    return chosen


@njit(cache=True)
def pick_legal(mask, tape):
    """Draw a legal action, each as likely as the others; -1 where there is none."""
    count = 0
    for a in range(mask.size):
        count += mask[a] != 0
    x = int(uniform(tape) * count)
    chosen, seen = 0, 0
    for a in range(mask.size):
        seen += mask[a] != 0
        chosen += seen <= x
    return chosen if count > 0 else -1


@template
def settle(s, tape, mask, r):
    """Play chance until a seat is to move or the game is over; fill the mask or the returns, and give the mover."""
    while s[MOVER] == CHANCE:
        for k in range(r.size):
            r[k] = 0.0
        chance(s, r)
        outcome = pick(r, tape, 1.0)
        if tape[1] + 2 < tape.size:
            tape[tape[1] + 2] = outcome
        tape[1] += 1
        play(s, outcome)
    for a in range(mask.size):
        mask[a] = 0
    if s[MOVER] == OVER:
        for k in range(r.size):
            r[k] = 0.0
        score(s, r)
    else:
        legal(s, mask)
    return s[MOVER]


@template
def begin(s, first, tape, mask, r):
    """Set up the first position, and play chance."""
    for i in range(s.size):
        s[i] = first[i]
    tape[1] = 0
    return settle(s, tape, mask, r)


@template
def advance(s, tape, mask, r, a):
    """Play one action and what chance does next; an illegal action gives ILLEGAL and changes nothing."""
    if a < 0 or a >= mask.size or mask[a] == 0:
        return ILLEGAL
    play(s, a)
    return settle(s, tape, mask, r)


@template
def look(s, seat, x):
    """Fill a seat's information state."""
    for i in range(x.size):
        x[i] = 0
    see(s, seat, x)


@njit(cache=True)
def unpack(address):
    """Give the state vector, tape, mask and returns that lie in the block at an address: see `pack`."""
    sizes = carray(pointer(address, np.int64), HEADER)
    start = address + 8 * HEADER
    tape = carray(pointer(start, np.int64), sizes[0])
    r = carray(pointer(start + 8 * sizes[0], np.float64), sizes[1])
    start += 8 * (sizes[0] + sizes[1])
    s = carray(pointer(start, np.int16), sizes[2])
    mask = carray(pointer(start + 2 * sizes[2], np.int8), sizes[3])
    return s, tape, mask, r


def views(block):
    """Give the same as `unpack`, as NumPy's views: they keep the block alive."""
    start, scratch, cells, actions = HEADER + int(block[0]), int(block[1]), int(block[2]), int(block[3])
    rest = block[start + scratch :]
    s, mask = rest.view(np.int16)[:cells], rest.view(np.int8)[2 * cells : 2 * cells + actions]
    return s, block[HEADER:start], mask, block[start : start + scratch].view(np.float64)


def pack(cells, tape, actions, scratch):
    """Give an int64 block that holds all of one position, so that a compiled call takes one address and a copy is one.

    The address and not the array, because handing an array to compiled code costs as much as the step of a small game.
    Its header says how long the parts are: the tape, the returns, the state vector, the mask.
    """
    size = HEADER + tape + scratch + (2 * cells + actions + 7) // 8
    block = np.zeros(size, np.int64)
    block[:HEADER] = tape, scratch, cells, actions
    return block


@template
def begin_block(block, first):
    """Do `begin` on the block at an address; the first position lies at another."""
    s, tape, mask, r = unpack(block)
    return begin(s, carray(pointer(first, np.int16), s.size), tape, mask, r)


@template
def advance_block(block, a):
    """Do `advance` on the block at an address."""
    s, tape, mask, r = unpack(block)
    return advance(s, tape, mask, r, a)


@template
def advance_to(s, tape, mask, r, path, outcomes):
    """Play a whole path of seats' actions, chance giving the outcomes listed as far as they go; see `advance`."""
    i, j = 0, 0
    mover = s[MOVER]
    while True:
        while s[MOVER] == CHANCE and j < outcomes.size:
            for k in range(r.size):
                r[k] = 0.0
            chance(s, r)
            if outcomes[j] < 0 or outcomes[j] >= r.size or r[outcomes[j]] <= 0.0:
                return ILLEGAL
            play(s, outcomes[j])
            if tape[1] + 2 < tape.size:
                tape[tape[1] + 2] = outcomes[j]
            tape[1] += 1
            j += 1
        mover = settle(s, tape, mask, r)
        if i == path.size or mover == OVER:
            return mover if i == path.size else ILLEGAL
        a = path[i]
        if a < 0 or a >= mask.size or mask[a] == 0:
            return ILLEGAL
        play(s, a)
        i += 1
