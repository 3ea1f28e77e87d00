"""Games as films, whose cameras move."""

import numpy as np
import pytest
from moments import SEEN, rally

from spenvs.volleyball.pictures import film
from spenvs.volleyball.pictures.picture import draw


def scenes(number):
    for k in range(number):
        yield rally(ball=np.array([2 - 0.1 * k, 0, 3.0]))


@pytest.mark.parametrize("camera", ["broadcast", "ball"])
def test_films_are_the_same_for_any_number_of_threads(camera):
    films = [list(film.pictures(scenes(21), SEEN, camera, threads=threads)) for threads in (1, 2)]
    assert len(films[0]) == len(films[1]) == 21
    assert all((one == other).all() for one, other in zip(*films, strict=True))


def test_the_camera_follows_softly_and_at_its_own_pace():
    still = [rally(ball=np.array([x, 0, 3.0])) for x in [3.0] + [-3.0] * 99]
    first, *_, last = film.pictures(still, SEEN, "ball", fps=50)
    assert (first == draw(still[0], SEEN, "ball")).all()
    assert np.abs(last.astype(int) - draw(still[-1], SEEN, "ball")).mean() < 0.5


@pytest.mark.parametrize("fps", [0, -1, 1e6, float("nan")])
def test_a_film_runs_at_some_pace(fps):
    with pytest.raises(ValueError, match="fps is more than 0"):
        list(film.pictures(scenes(1), SEEN, fps=fps))
