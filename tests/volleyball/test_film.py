"""Games as films, and the files that hold them."""

import sys

import numpy as np
import pytest
from moments import SEEN, rally
from PIL import Image

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


def test_a_gif_has_at_most_50_pictures_in_a_second(tmp_path):
    images = [draw(scene, SEEN) for scene in scenes(11)]
    for fps, pictures, each in ((50, 11, 20), (100, 6, 20), (20, 11, 50)):
        assert film.save(tmp_path / "a.gif", images, fps) == 11
        with Image.open(tmp_path / "a.gif") as gif:
            assert (gif.n_frames, gif.info["duration"], gif.size) == (pictures, each, SEEN)
            shown = np.asarray(gif.convert("RGB"))
        assert np.abs(shown.astype(int) - images[0]).mean() < 6


def test_a_folder_has_a_png_for_each_picture(tmp_path):
    images = [draw(scene, SEEN) for scene in scenes(3)]
    assert film.save(tmp_path / "rally", images) == 3
    names = sorted(path.name for path in (tmp_path / "rally").iterdir())
    assert names == ["00000.png", "00001.png", "00002.png"]
    assert (np.asarray(Image.open(tmp_path / "rally" / "00002.png")) == images[2]).all()


def test_a_video_without_its_extra_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(ImportError, match=r"pip install 'spenvs\[video\]'"):
        film.save(tmp_path / "a.mp4", [draw(rally(), SEEN)])


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_video_has_all_pictures(tmp_path):
    """imageio-ffmpeg's reader and writer leave pipes to the garbage collector."""
    ffmpeg = pytest.importorskip("imageio_ffmpeg", reason="needs the extra `video`")
    images = [draw(scene, (160, 96)) for scene in scenes(12)]
    assert film.save(tmp_path / "a.mp4", images, 25) == 12
    reader = ffmpeg.read_frames(str(tmp_path / "a.mp4"))
    about = next(reader)
    shown = [np.frombuffer(frame, np.uint8).reshape(96, 160, 3) for frame in reader]
    assert (about["size"], about["fps"], len(shown)) == ((160, 96), 25, 12)
    assert np.abs(shown[5].astype(int) - images[5]).mean() < 8


@pytest.mark.parametrize("fps", [0, -1, 1e6, float("nan")])
def test_a_film_runs_at_some_pace(fps, tmp_path):
    with pytest.raises(ValueError, match="fps is more than 0"):
        film.save(tmp_path / "a.gif", [draw(rally(), SEEN)], fps)
    with pytest.raises(ValueError, match="fps is more than 0"):
        list(film.pictures(scenes(1), SEEN, fps=fps))


def test_other_endings_and_empty_films_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"a film is \.mp4"):
        film.save(tmp_path / "a.avi", [draw(rally(), SEEN)])
    with pytest.raises(ValueError, match="at least one picture"):
        film.save(tmp_path / "a.gif", [])
