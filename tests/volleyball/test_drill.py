"""Who touched the ball, as the physics have it and as VolleyBots does."""

import numpy as np
import pytest
from trial import OTHER_RACKET, RACKET, Trial

from spenvs.volleyball import drill
from spenvs.volleyball.drill import CLEAN, FAULTY, NONE
from spenvs.volleyball.model import Clock


def test_hits_are_told_by_the_physics():
    trial = Trial("bump_and_pass")
    w, m, r = trial.w, trial.m, trial.r
    for contact, hits in (
        (0, (NONE, NONE)),
        (RACKET, (CLEAN, NONE)),
        (OTHER_RACKET, (NONE, CLEAN)),
        (1 << 12, (FAULTY, NONE)),
    ):
        w.contact[0] = contact
        assert (drill.touch(w, m, r, 0, 0), drill.touch(w, m, r, 0, 1)) == hits


@pytest.mark.parametrize(
    ("place", "rise", "substeps", "expected"),
    [
        ((0, 0, 0.12), 0, 1, True),
        ((0.19, 0, 0.12), 0, 1, True),
        ((0.21, 0, 0.12), 0, 1, False),
        ((0, 0, 0.21), 0, 1, False),
        ((0, 0, -0.01), 0, 1, False),
        ((0, 0, 0.21), 5, 1, False),
        ((0, 0, 0.21), 5, 4, True),  # 15 ms of flight at 5 m/s are 7.5 cm
        ((0, 0, 0.28), 5, 4, False),
    ],
)
def test_the_cylinder_on_the_racket(place, rise, substeps, expected):
    trial = Trial("solo_bump", clock=Clock(substeps=substeps))
    trial.drone(0, 4.5, 0, 2)
    trial.ball(*np.add((4.5, 0, 2), place), 0, 0, rise)
    assert drill.over(trial.w, trial.m, 0, 0) == expected
