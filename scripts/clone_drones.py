"""Clones scripted players of drones into the networks that come with the package, in `baselines/agents/clones`.

    python scripts/clone_drones.py solo_bump back_and_forth

Each takes about two minutes of one core. Its score in episodes that it was not taught in is printed beside that of the
player whose answers it learned.
"""

import importlib
import sys
import time

import numpy as np
import torch

from baselines.agents.clone import FOLDER
from baselines.learn.dagger import clone
from spenvs.volleyball.players.team import scores

EPISODES, SEED = 1000, 1_000_000


def main() -> None:
    """Clone the players of the tasks that are named."""
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:]:
        game = importlib.import_module(f"spenvs.volleyball.{name}").GAME
        begun = time.process_time()
        network = clone(game)
        seconds = time.process_time() - begun
        network.save(FOLDER / f"{name}.npz")
        for who, act in (("network", network), ("player", None)):
            told = scores(game, EPISODES, SEED, act=act)[:, 0]
            error = 1.96 * told.std() / np.sqrt(EPISODES)
            print(f"{name}: {who} {told.mean():.2f} ± {error:.2f} {game.measures[0]}", flush=True)
        print(f"{name}: {seconds:.0f} s of one core", flush=True)


if __name__ == "__main__":
    main()
