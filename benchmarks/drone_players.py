"""How well players of drone volleyball play: what is asked, what is published, and theirs.

`python benchmarks/drone_players.py` plays 1,000 episodes of each game on seeds that no constant was tuned on, prints a
table, and writes `benchmarks/results/drone_players.csv`, from which the documentation has its numbers. Published are
the best results of VolleyBots (arXiv 2502.01932) after 0.5 to 1 billion steps of learning. In 3v3 and 6v6 all rallies
of a team begin alike, so a noise of 0.02 is added to all actions in games of two teams. Networks that were cloned from
the scripted players fly the same seeds; that takes PyTorch. In the game of tactics every two players meet, in both
seats.
"""

import argparse
import csv
import importlib
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import spenvs
from baselines.agents.clone import clone, names
from spenvs.registry import EnvSpec
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.players.team import scores
from spenvs.volleyball.tactics import players as tactics
from spenvs.volleyball.volley_tactics import GAME as TACTICS

EPISODES, SEED, NOISE = 1000, 2025, 0.02
RESULTS = Path(__file__).parent / "results/drone_players.csv"
Score = Callable[[dict[str, NDArray[np.float32]]], NDArray[np.float32]]
MEASURES: tuple[tuple[str, str, Score, float | None], ...] = (
    ("DroneHover", "metres from the point, mean", lambda told: told["mean distance"], None),
    ("DroneBackAndForth", "points reached", lambda told: told["targets"], 9.9),
    ("DroneHitTheBall", "metres", lambda told: told["distance"], 9.0),
    ("DroneSoloBump", "bumps above 3.5 m", lambda told: told["high bumps"], 14.5),
    ("DroneBumpAndPass", "passes above 4 m", lambda told: told["crossings"], 10.0),
    ("DroneSetAndSpikeEasy", "share in the target", lambda told: told["in target"], 0.6),
    ("DroneSetAndSpikeHard", "share past the defender", lambda told: told["success"], 0.3),
    ("DroneVolley1v1", "touches in a rally of 20 s at most", lambda told: told["touches"], 15.0),
    ("DroneVolley1v1", "share of rallies that last so long", lambda told: told["reason"] == 0, 0.85),
    ("DroneVolley3v3", "touches in a rally of 10 s at most", lambda told: told["touches"], 5.0),
    ("DroneVolley3v3", "crossings of the net", lambda told: told["crossings"], 2.0),
    ("DroneVolley3v3", "share of rallies that last so long", lambda told: told["reason"] == 0, 0.45),
    ("DroneVolley3v3", "spikes in a rally", lambda told: told["spikes_0"] + told["spikes_1"], 0.1),
    ("DroneVolley6v6", "touches in a rally of 10 s at most", lambda told: told["touches"], None),
    ("DroneVolley6v6", "crossings of the net", lambda told: told["crossings"], None),
    ("DroneVolley6v6", "share of rallies that last so long", lambda told: told["reason"] == 0, None),
    ("DroneVolley6v6", "spikes in a rally", lambda told: told["spikes_0"] + told["spikes_1"], None),
)
"""Environment, what its players are measured by, how that is had from what the game measures, and what is asked."""
RALLIES: tuple[tuple[str, str, Score, float | None], ...] = (
    ("DroneVolleyTactics", "touches in a rally of 10 s at most", lambda told: told["touches"], 5.0),
    ("DroneVolleyTactics", "crossings of the net", lambda told: told["crossings"], 2.0),
    ("DroneVolleyTactics", "share of rallies that last so long", lambda told: told["reason"] == 0, 0.45),
)
"""The same of rallies in which both teams follow the rule."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=EPISODES)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    begun, rows = time.process_time(), []
    print(f"{'game':22}{'measure':38}{'player':22}{'asked':>8}{'published':>11}{'ours':>9} ± 95 %")
    for name in dict.fromkeys(name for name, *_ in MEASURES):
        spec = spenvs.spec(name)
        for player, told in flown(spec, arguments.episodes, arguments.seed):
            rows += [told_of(spec, player, told, row) for row in MEASURES if row[0] == name]
    rows += duels(arguments.episodes, arguments.seed)
    if arguments.episodes >= EPISODES:
        with RESULTS.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(
                [("environment", "measure", "player", "mean", "margin"), *rows]
            )
    print(f"{time.process_time() - begun:.0f} s of CPU time, compilation included")


def flown(spec: EnvSpec, episodes: int, seed: int) -> list[tuple[str, NDArray[np.float32]]]:
    """Let players fly a game: their names, and what the game measures, [episodes, measures]."""
    game: DroneGame = importlib.import_module(spec.module).GAME
    own = game.module.rpartition(".")[2]
    players = [("scripted", scores(game, episodes, seed, NOISE if game.teams == 2 else 0.0))]
    if own in names():
        network = clone(own).network
        players.append((f"clone:{own}", scores(game, episodes, seed, act=lambda seen: network(seen[:, 0])[:, None])))
    return players


def duels(episodes: int, seed: int) -> list[tuple[str, ...]]:
    """Let players of tactics meet, half of the time in each seat: how often which one wins, and how rallies go."""
    spec, told, rows = spenvs.spec("DroneVolleyTactics"), {}, []
    for one, two in itertools.product(tactics.PLAYERS, repeat=2):
        told[one, two] = tactics.scores(TACTICS, tactics.PLAYERS[one], tactics.PLAYERS[two], episodes // 2, seed)
    for one, two in itertools.product(tactics.PLAYERS, repeat=2):
        won = np.concatenate([told[one, two], -told[two, one]])  # of which only the result is asked
        row = (spec.name, f"share of rallies won against {two}", lambda told: told["result"] > 0, None)
        rows.append(told_of(spec, f"tactics:{one}", won, row))
    both = tactics.scores(TACTICS, tactics.rule, tactics.rule, episodes, seed)
    return [*(told_of(spec, "scripted", both, row) for row in RALLIES), *rows]


def told_of(
    spec: EnvSpec, player: str, told: NDArray[np.float32], row: tuple[str, str, Score, float | None]
) -> tuple[str, ...]:
    """Print how well a player has played, and give it as a row of the results."""
    _, what, score, asked = row
    game: DroneGame = importlib.import_module(spec.module).GAME
    values = score(dict(zip(game.measures, told.T, strict=True))).astype(float)
    mean, margin = values.mean(), 1.96 * values.std() / np.sqrt(len(values))
    published = next((value for quantity, value, _ in spec.values if quantity == what), "")
    met = "" if asked is None else "met" if mean >= asked else "short"
    wanted = "" if asked is None else f"{asked:.2f}"
    print(
        f"{spec.name:22}{what:38}{player:22}{wanted:>8}{published:>11}{mean:>9.3f} ± {margin:.3f}   {met}", flush=True
    )
    digits = 2 if margin >= 0.005 and mean >= 1 else 3
    return spec.id, what, player, f"{mean:.{digits}f}", f"{margin:.{digits}f}"


if __name__ == "__main__":
    main()
