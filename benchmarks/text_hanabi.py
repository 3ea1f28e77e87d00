"""Hanabi, which TextArena cannot make: text steps against OpenSpiel's, imagined worlds, and how well the script plays.

    python benchmarks/text_hanabi.py

Random play of the whole game for two players. Each turn is read, ours with the rules, all moves so far and the legal
moves; OpenSpiel's is the observation and the legal moves by name, and the caller draws chance. Random games end early,
so for imagining and for text a second figure is for games of the scripted player, which last. CPU seconds, one core,
the best of three runs in turn.
"""

import random
import time

import numpy as np
import pyspiel

import spenvs
from baselines.agents.scripts.hanabi import hanabi as scripted
from spenvs.core.rules import OVER

DECISIONS, GAMES = 30_000, 200


def texts() -> float:
    env, uniform, done = spenvs.make("Hanabi-v0"), random.Random(0).random, 0
    env.reset(seed=0)
    start = time.process_time()
    while done < DECISIONS:
        env.reset()
        while not env.terminations[env.agent_selection]:
            env.text(env.agent_selection)
            legal = env.legal(env.agent_selection)
            env.step(legal[int(uniform() * len(legal))])
            done += 1
    return done / (time.process_time() - start)


def openspiel() -> float:
    game, rng, done = pyspiel.load_game("hanabi"), random.Random(0), 0
    terminal, chance = int(pyspiel.PlayerId.TERMINAL), int(pyspiel.PlayerId.CHANCE)
    start = time.process_time()
    while done < DECISIONS:
        state = game.new_initial_state()
        while (player := state.current_player()) != terminal:
            if player == chance:
                left = rng.random()
                for outcome, probability in state.chance_outcomes():  # noqa: B007
                    left -= probability
                    if left < 0.0:
                        break
                state.apply_action(outcome)
                continue
            legal = state.legal_actions()
            state.observation_string(player)
            [state.action_to_string(player, action) for action in legal]
            state.apply_action(legal[int(rng.random() * len(legal))])
            done += 1
    return done / (time.process_time() - start)


def scripted_games() -> tuple[np.ndarray, list[float], list[float]]:
    """Scores of the scripted player, and what a text and an imagined world took on the way, in microseconds."""
    env, rng = spenvs.make("Hanabi-v0"), np.random.default_rng(0)
    env.reset(seed=0)
    scores, reading, imagining = [], [], []
    env.turn(rng=rng).imagine()
    for _ in range(GAMES):
        env.reset()
        while env.position.mover != OVER:
            turn = env.turn(rng=rng)
            times = [time.process_time()]
            for look in (lambda turn=turn: turn.text, turn.imagine):
                look()
                times.append(time.process_time())
            reading.append(1e6 * (times[1] - times[0]))
            imagining.append(1e6 * (times[2] - times[1]))
            env.step(int(scripted(turn)))
        scores.append(env.position.returns()[0])
    return np.array(scores), reading, imagining


def main() -> None:
    texts()
    own, other = map(max, zip(*[(texts(), openspiel()) for _ in range(3)], strict=True))
    print(f"{'text steps per CPU-second':26} {'ours':>10} {'OpenSpiel':>10} {'ratio':>6}")
    print(f"{'random games':26} {own:10,.0f} {other:10,.0f} {own / other:6.2f}")
    scores, reading, imagining = scripted_games()
    error = 1.96 * scores.std() / len(scores) ** 0.5
    print(f"\nscripted player, {GAMES} games: {scores.mean():.2f} ± {error:.2f} of 25")
    print(f"its turns: {np.mean(reading):.0f} us for a text, {np.mean(imagining):.0f} us for an imagined world")


if __name__ == "__main__":
    main()
