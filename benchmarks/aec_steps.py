"""Steps of whole games through PettingZoo's AEC interface with arrays, against PettingZoo's own games.

    python benchmarks/aec_steps.py

A step is `last()`, a random legal action out of the mask, and `step`; PettingZoo's games as its `env()` makes them.
CPU seconds, one core. (Steps with text: `text_steps.py`.)
"""

import random
import time

import spenvs


def arrays(env, steps: int) -> float:
    """Steps per CPU-second of random play through arrays."""
    rng, done, start = random.Random(0), 0, time.process_time()
    env.reset(seed=1)
    while done < steps:
        env.reset()
        for _ in env.agent_iter():
            observation, _, terminated, truncated, _ = env.last()
            if terminated or truncated:
                env.step(None)
                continue
            legal = observation["action_mask"].nonzero()[0]
            env.step(int(legal[int(rng.random() * len(legal))]))
            done += 1
    return done / (time.process_time() - start)


def main() -> None:
    """Print the table."""
    from pettingzoo.classic import connect_four_v3, leduc_holdem_v4, tictactoe_v3

    print("AEC steps/CPU-s with arrays     spenvs   PettingZoo   ratio")
    for id, peer in (
        ("TicTacToe-v0", tictactoe_v3),
        ("ConnectFour-v0", connect_four_v3),
        ("LeducPoker-v0", leduc_holdem_v4),
    ):
        arrays(spenvs.make(id), 1000)
        ours = max(arrays(spenvs.make(id), 100_000) for _ in range(3))
        theirs = max(arrays(peer.env(), 10_000) for _ in range(3))
        print(f"{id:28}{ours:10,.0f}   {theirs:10,.0f}   {ours / theirs:5.1f}")


if __name__ == "__main__":
    main()
