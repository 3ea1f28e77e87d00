"""Turns of whole dialogue games through PettingZoo's AEC interface, against TextArena's.

    python benchmarks/dialogue_steps.py [Name-v0 ...]

Games of random players are recorded first and then played again on the clock, so that only the environment is timed: a
turn is `step`, with text `text` before it. Every dialogue game of the table has a row; one that TextArena has too gets
an entry in `PEERS`. TextArena makes text at every turn in any case; without text means its `-raw` environments, whose
observations are lists of messages. It gets a new environment for each game, because the old one leaks into the next.
CPU seconds of one core, the best of three. (TextArena's WordChains and DontSayIt need a download to be made at all.)
"""

import random
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np

import spenvs

TURNS = 20_000

Games = list[list[str]]
"""The replies of each game; the first is seeded, the others go on with its stream."""


def recorded(env, turns: int) -> Games:
    """Play games of random players."""
    games, rng, played = [], np.random.default_rng(0), 0
    while played < turns:
        replies = []
        env.reset(seed=None if games else 0)
        while not env.terminations[env.agent_selection]:
            replies.append(env.sample(env.agent_selection, rng))
            env.step(replies[-1])
        games.append(replies)
        played += len(replies)
    return games


def rate(env, games: Games, text: bool) -> float:
    """Turns per CPU-second of recorded games."""
    start = time.process_time()
    for number, replies in enumerate(games):
        env.reset(seed=None if number else 0)
        for reply in replies:
            if text:
                env.text(env.agent_selection)
            env.step(reply)
    return sum(map(len, games)) / (time.process_time() - start)


def textarena_games(name: str, reply: Callable[[object, random.Random], str], turns: int) -> Games:
    """The same for TextArena; `reply(env, rng)` gives a legal one."""
    import textarena

    games, rng, played = [], random.Random(0), 0
    while played < turns:
        replies, over = [], False
        env = textarena.make(f"{name}-raw")
        env.reset(num_players=2, seed=None if games else 0)
        while not over:
            replies.append(reply(env, rng))
            over, _ = env.step(replies[-1])
        games.append(replies)
        played += len(replies)
    return games


def textarena_rate(name: str, games: Games) -> float:
    """Turns per CPU-second of the same games."""
    import textarena

    start = time.process_time()
    for number, replies in enumerate(games):
        env = textarena.make(name)
        env.reset(num_players=2, seed=None if number else 0)
        for reply in replies:
            env.get_observation()
            over, _ = env.step(reply)
        assert over, "the game is not the one that was recorded"
    return sum(map(len, games)) / (time.process_time() - start)


def trader(env, rng: random.Random) -> str:
    """A legal reply in SimpleNegotiation, drawn as ours are."""
    state, player = env.state.game_state, env.state.current_player_id
    holds, offer, draw = state["player_resources"][player], state["current_offer"], rng.random()
    if offer and offer["from_player"] != player and draw < 0.6:
        able = all(holds[good] >= n for good, n in offer["requested_resources"].items())
        return "[Accept]" if able and draw < 0.3 else "[Deny]"
    owned = [good for good, held in holds.items() if held]
    if not owned or draw > 0.95:
        return "What would you like?"
    give, want = rng.choice(owned), rng.choice(list(holds))
    return f"[Offer: {rng.randint(1, min(3, holds[give]))} {give} -> {rng.randint(1, 3)} {want}]"


def talker(env, rng: random.Random) -> str:
    """A legal reply in TruthAndDeception: words, and a guess in the last turn."""
    guessing = env.state.turn == env.state.max_turns - 1
    return f"[Fact {rng.randint(1, 2)}]" if guessing else "I am sure of the first of the two."


PEERS: dict[str, tuple[str, Callable[[object, random.Random], str]]] = {
    "ResourceTrade-v0": ("SimpleNegotiation-v0", trader),
    "TruthAndDeception-v0": ("TruthAndDeception-v0", talker),
}


def main(ids: Sequence[str]) -> None:
    """Print a row for each game."""
    print("turns/CPU-s              turns a game      bare  with text   TextArena raw  with text   ratio of texts")
    for spec in spenvs.list_envs():
        if spec.numbered or (ids and spec.id not in ids):
            continue
        env = spenvs.make(spec.id)
        games = recorded(env, TURNS)
        length = sum(map(len, games)) / len(games)
        bare, text = (max(rate(env, games, text) for _ in range(3)) for text in (False, True))
        row = f"{spec.id:24}{length:13.1f}{bare:10,.0f}{text:11,.0f}"
        if spec.id in PEERS:
            name, reply = PEERS[spec.id]
            theirs = textarena_games(name, reply, TURNS)
            raw, wrapped = (max(textarena_rate(each, theirs) for _ in range(3)) for each in (f"{name}-raw", name))
            row += f"{raw:16,.0f}{wrapped:11,.0f}{text / wrapped:17.1f}"
        print(row)


if __name__ == "__main__":
    main(sys.argv[1:])
