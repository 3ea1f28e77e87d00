"""Films of games that were played: their records are played again, and drawn step by step."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spenvs.core.record import Record, make_env, replay


def check(env: Any, path: Path, camera: str) -> None:
    """See, before a game of drones is played, that it can be filmed.

    Raises:
        ValueError: it is no game of drones, the file's ending is none of a film's, or there is no such camera.
        ImportError: an .mp4 file without imageio-ffmpeg.
        FileNotFoundError: there is no such folder.
    """
    if not hasattr(env, "scene"):
        raise ValueError(f"--video shows games of drones; {env.id} is none: see it with --watch")
    from spenvs.core import film  # what draws is loaded when something is drawn
    from spenvs.volleyball.pictures.camera import view

    film.checked(path)
    env.reset(seed=0)
    view(env.scene(), camera)


def save(record: Record, path: Path, camera: str = "broadcast") -> int:
    """Film a game of drones. Gives the number of pictures.

    Raises:
        ValueError: the file's ending is none of a film's, or there is no such camera.
        ImportError: an .mp4 file without imageio-ffmpeg.
        OSError: the file cannot be written.
    """
    from spenvs.core import film
    from spenvs.volleyball.pictures.film import pictures

    env = make_env(record)
    fps = 1 / env.game.clock.step
    return film.save(path, pictures(scenes(record, env), camera=camera, labels=True, fps=fps, threads=2), fps)


def scenes(record: Record, env: Any) -> Iterator[Any]:
    """Give the scene of each step, the first one before anybody has moved."""
    from spenvs.volleyball.pictures.spectator import Spectator

    spectator, first = Spectator(env.game), env.possible_agents[0]
    for _, row in replay(record, check=False, env=env):
        if row is None or row.seat == first:
            yield from env.scenes(spectator)
