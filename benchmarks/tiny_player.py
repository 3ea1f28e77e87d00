"""A language model from nothing to a player: it learns TicTacToe from minimax and Kuhn poker from CFR, and is measured.

    python benchmarks/tiny_player.py FOLDER

The whole path: every situation of both games as a chat, a vocabulary learnt from these texts, a small Qwen2 that learns
to answer as its teachers play, a folder that anybody's tools can load; then the model in it as the agent `hf:FOLDER`,
in games and before a perfect opponent. It is asked about nothing that it was not taught: this measures the path, not
how a model generalises. Replies are drawn at temperature 1.
"""

import argparse
import logging
import tempfile
import time

from rich.console import Console
from rich.table import Table

import baselines
import spenvs
from baselines.arena.eliciting import asked, situations
from baselines.arena.exploitability import exploitability
from baselines.learn.flatten import flatten
from baselines.llm.cloning import clone, examples_of
from baselines.llm.tiny import tiny

KUHN, TICTACTOE = "KuhnPoker-v0", "TicTacToe-v0"
TIMES = 32
"""How often an epoch repeats Kuhn poker's 12 situations, beside TicTacToe's 4,520."""


def train(folder: str, epochs: int) -> None:
    """Make a model, and teach it."""
    examples = examples_of(TICTACTOE, "minimax") + TIMES * examples_of(KUHN, "cfr")
    with tempfile.TemporaryDirectory() as untrained:
        tiny(untrained, layers=4, scale=0.2, texts=[text for example in examples for text in example.texts])
        clone(untrained, folder, examples, epochs=epochs, batch=32, learning_rate=3e-3)


def legal(env_id: str, agent: baselines.Agent, samples: int) -> float:
    """Give the share of answers that can be played, over all situations of a game."""
    env = spenvs.make(env_id)
    tree = flatten(env.game)
    return float((asked(situations(env, tree), tree, agent, samples, seed=0) >= 0).mean())


def contest(env_id: str, agent: baselines.Agent, opponent: str, games: int) -> list[str]:
    """Play, half of the games from each seat: mean reward, games won, drawn and lost, share of legal answers."""
    rewards, good = [], []
    for seat in ("player_0", "player_1"):
        players = [agent, opponent] if seat == "player_0" else [opponent, agent]
        for record in baselines.play(env_id, players, games // 2, seed=len(rewards)):
            rewards.append(record.rewards[seat])
            good += [move.status == "ok" for move in record.moves if move.seat == seat]
    results = [sum(r > 0 for r in rewards), sum(r == 0 for r in rewards), sum(r < 0 for r in rewards)]
    return [
        env_id,
        opponent,
        str(games),
        f"{sum(rewards) / games:+.3f}",
        *map(str, results),
        f"{100 * sum(good) / len(good):.2f} %",
    ]


def measure(spec: str, console: Console) -> None:
    """Print how well the model plays, and how exploitable it is."""
    agent = baselines.make_agent(spec)
    for env_id, samples in ((TICTACTOE, 1), (KUHN, 100)):
        console.print(
            f"{env_id}: {100 * legal(env_id, agent, samples):.2f} % of its answers in all situations are legal"
        )
    table = Table("environment", "opponent", "games", "mean reward", "won", "drawn", "lost", "legal answers")
    for env_id, opponent, games in (
        (TICTACTOE, "random", 200),
        (TICTACTOE, "minimax", 100),
        (KUHN, "random", 500),
        (KUHN, "cfr", 500),
    ):
        table.add_row(*contest(env_id, agent, opponent, games))
    console.print(table)
    table = Table("exploitability at Kuhn poker", "by likelihood", "as it plays", "interval")
    likely = exploitability(KUHN, agent, distribution="likelihood")
    for name, player, value in (
        ("random", "random", ""),
        ("cfr", "cfr", ""),
        ("the model", agent, f"{likely.value:.3f}"),
    ):
        plays = exploitability(KUHN, player, samples=200)
        table.add_row(name, value, f"{plays.value:.3f}", "{:.3f} to {:.3f}".format(*plays.interval))
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", help="where the model is saved")
    parser.add_argument("--epochs", type=int, default=16)
    arguments, console = parser.parse_args(), Console(width=110)
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("baselines.llm").setLevel(logging.INFO)
    start, worked = time.monotonic(), time.process_time()
    train(arguments.folder, arguments.epochs)
    console.print(f"trained in {time.monotonic() - start:.0f} s, {time.process_time() - worked:.0f} CPU-s")
    measure(f"hf:{arguments.folder}?max_tokens=8", console)
    console.print(f"all in {time.monotonic() - start:.0f} s, {time.process_time() - worked:.0f} CPU-s")


if __name__ == "__main__":
    main()
