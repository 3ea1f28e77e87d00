"""Loops over worlds: templates, compiled once for each game (`spenvs.core.compiling`)."""

from typing import Any

from numba import njit

from spenvs.core.compiling import specialise, template
from spenvs.core.stamp import stamped
from spenvs.volleyball.compiled import device
from spenvs.volleyball.control import steer
from spenvs.volleyball.physics import advance
from spenvs.volleyball.rules import GOES_ON, RULES, STEP, begin, judge, see
from spenvs.volleyball.table import opened

SAME_STEP, NEXT_STEP, WAIT, BEGIN = 0, 1, 2, 3
RESTS, STEPS, BEGINS = 0, 1, 2
"""What a world does in a step."""


def compiled(loop: Any, module: str) -> Any:
    """Compile a loop of this module for the game whose rules stand in a module."""
    return specialise(loop, module, True, RULES)


def flies_at(address, mode, first, last):
    """Let the physics take a step in each world from `first` to before `last` in which an episode goes on.

    `address` is that of a table (`spenvs.volleyball.table`). This is the same for all games, and compiled once.
    """
    w, m, r, out = opened(address)
    for i in range(first, last):
        if course(out, i, mode) == STEPS:
            act(w, m, r, i, out)
            advance(w, m, i)


flies_at = njit(cache=True, nogil=True, error_model="numpy")(stamped(flies_at))


@template
def tells_at(address, mode, first, last):
    """Do what the game does in a step after `flies_at`; `mode` says what becomes of episodes that are over.

    SAME_STEP begins the next one at once, NEXT_STEP in the step after, which takes no action; WAIT leaves them alone.
    BEGIN takes no step, but begins episodes where `fresh` says so.
    """
    w, m, r, out = opened(address)
    for i in range(first, last):
        tell(w, m, r, i, out, mode)


@device
def course(out, i, mode):
    """Say whether a world takes a step, begins an episode, or rests."""
    if mode == BEGIN:
        return BEGINS if out.fresh[i] else RESTS
    if mode == SAME_STEP or not (out.terminated[i] or out.truncated[i]):
        return STEPS
    return BEGINS if mode == NEXT_STEP else RESTS


@device
def act(w, m, r, i, out):
    """Tell the rotors in a world what the actions ask for."""
    w.faulty[i] = 0
    for d in range(w.drone.shape[1]):
        steer(w, m, r, i, d, out.action)


@template(count=False, inline=True)
def tell(w, m, r, i, out, mode):
    """Judge what came of a step, begin an episode where one is to begin, and say what is seen.

    Each rule is called at one place, and so compiled once.
    """
    what = course(out, i, mode)
    out.fresh[i] = False
    for d in range(w.drone.shape[1]):
        out.reward[i, d] = 0.0
    over = False
    if what == STEPS:
        w.tally[i, STEP] += 1
        out.terminated[i] = judge(w, m, r, i, out.reward, out.measure) != GOES_ON
        out.truncated[i] = (not out.terminated[i]) and w.tally[i, STEP] >= r.limit
        over = out.terminated[i] or out.truncated[i]
    while what != RESTS:
        if what == BEGINS:
            clear(w, i, out, not over)
            begin(w, m, r, i)
        see(w, m, r, i, out.observation)
        if what == STEPS and over:
            finish(w, i, out)
            what = BEGINS if mode == SAME_STEP else RESTS
        else:
            what = RESTS


@device
def clear(w, i, out, anew):
    """Wipe what an episode left behind; if `anew`, what the last step had to say, too."""
    for k in range(w.memory.shape[1]):
        w.memory[i, k] = 0.0
    for k in range(w.tally.shape[1]):
        w.tally[i, k] = 0
    for k in range(out.measure.shape[1]):
        out.measure[i, k] = 0.0
    if anew:
        out.terminated[i], out.truncated[i] = False, False
        w.contact[i], w.faulty[i] = 0, 0
    out.fresh[i] = True


@device
def finish(w, i, out):
    """Keep what an episode that is over came to."""
    for k in range(out.measure.shape[1]):
        out.score[i, k] = out.measure[i, k]
    for d in range(w.drone.shape[1]):
        for k in range(out.final.shape[2]):
            out.final[i, d, k] = out.observation[i, d, k]
