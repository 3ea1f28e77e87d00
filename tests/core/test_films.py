"""Pictures written as GIFs, videos and folders."""

import sys

import numpy as np
import pytest
from PIL import Image

from spenvs.core.film import save


def picture(k: int, width: int = 64, height: int = 40) -> np.ndarray:
    """A slow change of colour, and a small bright square that moves."""
    image = np.zeros((height, width, 3), np.uint8)
    image[...] = np.linspace(60, 90, width)[None, :, None] * [1.0, 0.8, 0.6]
    image[8:14, 4 * k : 4 * k + 6] = (230, 40, 40)
    return image


def pictures(number: int) -> list[np.ndarray]:
    return [picture(k) for k in range(number)]


@pytest.mark.parametrize(("fps", "shown", "each"), [(50, 6, 40), (100, 3, 40), (20, 11, 50), (12, 11, 80)])
def test_a_gif_has_at_most_25_pictures_in_a_second(fps, shown, each, tmp_path):
    assert save(tmp_path / "a.gif", iter(pictures(11)), fps) == 11
    with Image.open(tmp_path / "a.gif") as gif:
        assert (gif.n_frames, gif.info["duration"], gif.info["loop"], gif.size) == (shown, each, 0, (64, 40))
        gif.seek(shown - 1)
        assert gif.info["duration"] == 2000


def test_a_gif_keeps_rare_colours(tmp_path):
    save(tmp_path / "a.gif", pictures(11), 25)
    with Image.open(tmp_path / "a.gif") as gif:
        for k in (0, 5, 10):
            gif.seek(k)
            shown = np.asarray(gif.convert("RGB")).astype(int)
            assert np.abs(shown - picture(k)).max() < 16


def test_what_stands_still_in_a_gif_takes_no_room(tmp_path):
    save(tmp_path / "one.gif", [picture(0)])
    save(tmp_path / "many.gif", [picture(0)] * 50 + [picture(1)])
    assert (tmp_path / "many.gif").stat().st_size < (tmp_path / "one.gif").stat().st_size + 51 * 200


def test_a_folder_has_a_png_for_each_picture(tmp_path):
    for _ in range(2):
        assert save(tmp_path / "rally", pictures(3)) == 3
    names = sorted(path.name for path in (tmp_path / "rally").iterdir())
    assert names == ["00000.png", "00001.png", "00002.png"]
    assert (np.asarray(Image.open(tmp_path / "rally" / "00002.png")) == picture(2)).all()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_video_has_all_pictures_even_sides_and_stops_at_its_end(tmp_path):
    """imageio-ffmpeg's reader and writer leave pipes to the garbage collector."""
    ffmpeg = pytest.importorskip("imageio_ffmpeg", reason="needs the extra `video`")
    given = [picture(k, 159, 97) for k in range(12)]
    assert save(tmp_path / "a.mp4", given, 25) == 12
    reader = ffmpeg.read_frames(str(tmp_path / "a.mp4"))
    about = next(reader)
    shown = [np.frombuffer(frame, np.uint8).reshape(98, 160, 3) for frame in reader]
    assert (about["size"], about["fps"], len(shown)) == ((160, 98), 25, 12 + 49)
    for k, wanted in ((5, given[5]), (11, given[11]), (60, given[11])):
        assert np.abs(shown[k][:97, :159].astype(int) - wanted).mean() < 8


def test_a_video_without_its_extra_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(ImportError, match=r"pip install 'spenvs\[video\]'"):
        save(tmp_path / "a.mp4", pictures(1))


@pytest.mark.parametrize("fps", [0, -1, 1e6, float("nan")])
def test_a_film_runs_at_some_pace(fps, tmp_path):
    with pytest.raises(ValueError, match="fps is more than 0"):
        save(tmp_path / "a.gif", pictures(1), fps)


def test_other_endings_empty_films_and_missing_folders_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"a film is \.mp4"):
        save(tmp_path / "a.avi", pictures(1))
    with pytest.raises(ValueError, match="at least one picture"):
        save(tmp_path / "a.gif", [])
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        save(tmp_path / "no" / "a.gif", pictures(1))
