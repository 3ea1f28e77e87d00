"""Turns of Secret Mafia through text, against TextArena's: seven players who talk and choose at random.

    python benchmarks/text_mafia.py

A turn reads the whole text of the seat to move and answers with a legal reply; TextArena's game is made as
`textarena.make` makes it, a new one for each episode, with its roles and its numbers of turns. CPU seconds, one core.
"""

import random
import time

import numpy as np

import spenvs


def turns(env, steps: int, text: bool) -> float:
    """Turns per CPU-second, the drawing of replies included."""
    rng, done, start = np.random.default_rng(0), 0, time.process_time()
    env.reset(seed=1)
    while done < steps:
        env.reset()
        while not env.terminations[agent := env.agent_selection]:
            if text:
                env.text(agent)
            env.step(env.sample(agent, rng))
            done += 1
    return done / (time.process_time() - start)


def textarena_turns(steps: int, players: int) -> float:
    """The same through TextArena's default wrappers; its legal moves are found off the clock."""
    import textarena

    rng, done, seconds = random.Random(0), 0, 0.0
    while done < steps:
        start = time.process_time()
        env = textarena.make("SecretMafia-v0")
        env.reset(num_players=players, seed=done)
        over = False
        while not over:
            player, _ = env.get_observation()
            seconds += time.process_time() - start
            reply = textarena_reply(env, player, rng)
            start = time.process_time()
            over, _ = env.step(reply)
            done += 1
        seconds += time.process_time() - start
    return done / seconds


def textarena_reply(env, player: int, rng: random.Random) -> str:
    """Suspect or choose anybody who lives."""
    alive = [seat for seat in env.state.game_state["alive_players"] if seat != player] or [player]
    seat = rng.choice(alive)
    talks = env.state.game_state["phase"].value == "Day-Discussion"
    return f"I suspect player {seat}." if talks else f"[Player {seat}]"


def main() -> None:
    """Print one row for each number of players."""
    print("turns/CPU-s       no text      text   TextArena (text)   ratio")
    for players in (7, 12):
        env = spenvs.make("SecretMafia-v0", preset="textarena", players=players)
        turns(env, 1000, True)
        silent = max(turns(env, 30_000, False) for _ in range(3))
        ours = max(turns(env, 30_000, True) for _ in range(3))
        theirs = max(textarena_turns(10_000, players) for _ in range(3))
        print(f"{players:2} players    {silent:12,.0f}{ours:10,.0f}{theirs:19,.0f}{ours / theirs:8.1f}")


if __name__ == "__main__":
    main()
