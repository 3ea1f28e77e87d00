"""How well the scripted players of drone volleyball play: a table of what is asked, what is published, and theirs.

`python benchmarks/drone_players.py` plays 1,000 episodes of each game on seeds that no constant was tuned on. Published
are the best results of VolleyBots (arXiv 2502.01932) after 0.5 to 1 billion steps of learning. In 3v3 all rallies of a
team begin alike, so a noise of 0.02 is added to all actions there, and in 1v1.
"""

import argparse
import importlib
import time

import numpy as np

from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.players.team import scores

EPISODES, SEED, NOISE = 1000, 2025, 0.02
TASKS = (
    ("back_and_forth", "targets", "targets", 9.9, "10.04"),
    ("hit_the_ball", "distance", "distance, m", 9.0, "11.40"),
    ("solo_bump", "high bumps", "high bumps", 14.5, "10.83"),
    ("bump_and_pass", "crossings", "high passes", 10.0, "13.71"),
    ("set_and_spike", "in target", "in target", 0.6, "0.99"),
    ("set_and_spike_hard", "success", "defender beaten", 0.3, "0.75"),
)
MATCHES = (
    ("volley1v1", {"touches": 15.0, "lasts": 0.85}),
    ("volley3v3", {"touches": 5.0, "crossings": 2.0, "lasts": 0.45, "spikes": 0.1}),
)


def game(name: str) -> DroneGame:
    return importlib.import_module(f"spenvs.volleyball.{name}").GAME


def line(name: str, what: str, asked: float, published: str, values: np.ndarray) -> str:
    margin = 1.96 * values.std() / np.sqrt(len(values))
    met = "met" if values.mean() >= asked else "short"
    return f"{name:20}{what:18}{asked:>8.2f}{published:>11}{values.mean():>9.3f} ± {margin:.3f}   {met}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=EPISODES)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    begun = time.process_time()
    print(f"{'game':20}{'measure':18}{'asked':>8}{'published':>11}{'ours':>9} ± 95 %")
    for name, measure, what, asked, published in TASKS:
        column = game(name).measures.index(measure)
        values = scores(game(name), arguments.episodes, arguments.seed)[:, column]
        print(line(name, what, asked, published, values), flush=True)
    for name, asks in MATCHES:
        names = game(name).measures
        rows = dict(zip(names, scores(game(name), arguments.episodes, arguments.seed, NOISE).T, strict=True))
        found = {"touches": rows["touches"], "crossings": rows["crossings"], "lasts": rows["reason"] == 0}
        found["spikes"] = rows["spikes_0"] + rows["spikes_1"]
        for what, asked in asks.items():
            print(line(name, what, asked, "", found[what]), flush=True)
    print(f"{time.process_time() - begun:.0f} s of CPU time, compilation included")


if __name__ == "__main__":
    main()
