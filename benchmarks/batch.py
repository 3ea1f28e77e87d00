"""Steps of thousands of games at once, all registered environments: the batch engine and the vector environment.

    python benchmarks/batch.py [NAME ...]

A batch step is one decision in each of 8192 games, drawn at random from what is legal: state, observation, mask, seat
and reward are filled, and games that are over begin anew. On one thread CPU seconds count, on two the clock does. A
vector step is one decision of the learner and all the answers of its random opponents, in 1024 games; its peer is
Gymnasium's `SyncVectorEnv` of the same views, with 64. The best of several runs.
"""

import sys
import time
from collections.abc import Callable

import gymnasium

import spenvs

GAMES, VIEWS, PEERS = 8192, 1024, 64


def best(step: Callable[[], object], size: int, clock: Callable[[], float], steps: int, runs: int = 5) -> float:
    """Steps per second of the best run, in millions."""
    step()
    seconds = []
    for _ in range(runs):
        start = clock()
        for _ in range(steps):
            step()
        seconds.append(clock() - start)
    return size * steps / min(seconds) / 1e6


def batch(id: str, threads: int, clock: Callable[[], float]) -> float:
    env = spenvs.make_batch(id, GAMES, threads=threads)
    env.reset()
    return best(lambda: env.step(env.random_actions()), GAMES, clock, 100)


def vector(id: str, mode: str, number: int, steps: int) -> float:
    env = gymnasium.make_vec(f"spenvs/{id}", number, vectorization_mode=mode)
    _, infos = env.reset(seed=0)

    def step() -> None:
        nonlocal infos
        infos = env.step(infos["action_mask"].argmax(1))[4]

    return best(step, number, time.process_time, steps)


def main() -> None:
    heads = f"{'1 thread':>9} {'2 threads':>9}    {'vector':>7} {'SyncVector':>10} {'ratio':>6}"
    print(f"{'million steps per second':24} {heads}")
    for spec in spenvs.list_envs():
        if len(sys.argv) > 1 and spec.name not in sys.argv[1:]:
            continue
        one, two = batch(spec.id, 1, time.process_time), batch(spec.id, 2, time.perf_counter)
        ours, peer = vector(spec.id, "vector_entry_point", VIEWS, 50), vector(spec.id, "sync", PEERS, 10)
        print(f"{spec.name:24} {one:9.2f} {two:9.2f}    {ours:7.2f} {peer:10.4f} {ours / peer:6.0f}")


if __name__ == "__main__":
    main()
