"""Core War's editor in each preset: battles, and steps of the batch engine, of the AEC environment and of a learner.

    python benchmarks/editor.py

A battle is eight placements, here of two dwarfs and of two imps, which fight until the last cycle. A batch step is an
edit in each of 4096 games, drawn at random from what is legal, battles and new games included; random programs mostly
die soon. A learner's step is one edit and all that a typist of a dwarf answers, in 256 games at once. On one thread
CPU seconds count, on two the clock does. The best of several runs.
"""

import time
from collections.abc import Callable

import gymnasium
import numpy as np

import spenvs
from baselines.agents.typist import TypistAgent, next_key, typist
from spenvs.core.position import Position
from spenvs.corewar import editor

GAMES, VIEWS, RUNS = 4096, 256, 5


def best(
    step: Callable[[], object], count: int, size: int = 1, clock: Callable[[], float] = time.process_time
) -> float:
    """Steps, or battles, per second of the best run."""
    step()
    seconds = []
    for _ in range(RUNS):
        start = clock()
        for _ in range(count):
            step()
        seconds.append(clock() - start)
    return size * count / min(seconds)


def battles(preset: str | None, agent: TypistAgent) -> float:
    """Let a warrior that both seats have typed fight itself."""
    game = spenvs.make("CoreWarStep-v0", preset=preset).game
    position, warrior = Position(game, 0), agent.warrior(game)
    while not position.outcomes():
        page = editor.read(position.s, position.mover)
        position.play(next_key(page, warrior, editor.limits(game)["core_size"]))
    return best(lambda: editor.battle(position.s, 0), 30)


def batch(preset: str | None, threads: int, clock: Callable[[], float]) -> float:
    env = spenvs.make_batch("CoreWarStep-v0", GAMES, preset=preset, threads=threads)
    env.reset()
    return best(lambda: env.step(env.random_actions()), 100, GAMES, clock)


def single(preset: str | None) -> float:
    env, rng = spenvs.make("CoreWarStep-v0", preset=preset), np.random.default_rng(0)
    env.reset(seed=0)

    def step() -> None:
        if env.terminations[env.agent_selection]:
            env.reset()
        env.step(env.sample(env.agent_selection, rng))

    return best(step, 3000)


def learner(preset: str | None) -> float:
    env = gymnasium.make_vec("spenvs/CoreWarStep-v0", VIEWS, preset=preset, opponents="typist:dwarf")
    rng = np.random.default_rng(0)
    _, infos = env.reset(seed=0)

    def step() -> None:
        nonlocal infos
        infos = env.step((infos["action_mask"] * rng.random(infos["action_mask"].shape)).argmax(1))[4]

    return best(step, 30, VIEWS)


def main() -> None:
    heads = f"{'dwarfs':>9} {'imps':>9}   {'1 thread':>10} {'2 threads':>10} {'AEC':>9} {'learner':>9}"
    print(f"{'a second':10} {heads}")
    for preset in (None, *spenvs.spec("CoreWarStep-v0").presets):
        dwarfs, imps = (battles(preset, typist(name)) for name in ("dwarf", "imp"))
        one, two = batch(preset, 1, time.process_time), batch(preset, 2, time.perf_counter)
        print(
            f"{preset or 'default':10} {dwarfs:9,.0f} {imps:9,.0f}   {one:10,.0f} {two:10,.0f} {single(preset):9,.0f} "
            f"{learner(preset):9,.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
