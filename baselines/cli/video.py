"""Films of games that were played: their records are played again, and drawn step by step."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spenvs.core.record import Record, make_env, replay


def save(record: Record, path: Path, camera: str = "broadcast") -> int:
    """Film a game of drones; see `spenvs.volleyball.pictures.film`. Gives the number of pictures.

    Raises:
        ValueError: the file's ending is none of a film's, or there is no such camera.
        ImportError: an .mp4 file without imageio-ffmpeg.
        OSError: the file cannot be written.
    """
    from spenvs.volleyball.pictures import film  # what draws is loaded when something is drawn

    env = make_env(record)
    fps = 1 / env.game.clock.step
    pictures = film.pictures(_scenes(record, env), camera=camera, labels=True, fps=fps, threads=2)
    return film.save(path, pictures, fps)


def _scenes(record: Record, env: Any) -> Iterator[Any]:
    """Give the scene of each step, the first one before anybody has moved."""
    from spenvs.volleyball.pictures.spectator import Spectator

    spectator, first = Spectator(env.game), env.possible_agents[0]
    for _, row in replay(record, check=False, env=env):
        if row is None or row.seat == first:
            yield env.scene(spectator)
