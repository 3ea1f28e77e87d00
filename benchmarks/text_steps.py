"""Turns of whole games through text, against TextArena's: every game that both have, every dialogue, and long games.

    python benchmarks/text_steps.py [Name-v0 ...]

Games of random players are recorded first and then played on the clock, so that only the environments are timed: a turn
reads the whole text of the seat to move, and answers with the text of a move. The same for both. TextArena's
environments are made anew for each game, because the old one leaks into the next; two of them read dictionaries
whenever they are made, and have a second row (*) where they are made once, off the clock, and only wrapped anew. Where
TextArena's players talk before they choose, their talk counts as turns. Its texts tell less than ours: most name no
legal moves, and many do not say how the game stands.

CPU seconds of one core; the best of three runs, each over other games, so that no text is remembered from the last.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import textarena
from textarena.envs.registration import ENV_REGISTRY
from textarena_games import DEAD_END, PEERS, PIG, TRADE, WITHOUT, Peer, Some, next_word, sentence, stand_in_corpora

import spenvs

TURNS, RUNS = 20_000, 3
BARE, READ = 80_000, 50_000
LENGTHS = ((PIG, (10, 100, 500)), (TRADE, (10, 100, 900)))

Games = list[list[str]]
"""The replies of each game."""


def recorded(env: Any, seed: int, turns: int = TURNS, some: Some | None = None, most: int = 0) -> Games:
    """Play our games with random players, from a seed on; of each only the first turns, if `most` is given."""
    games, rng, played = Games(), np.random.default_rng(seed), 0
    while played < turns:
        replies = list[str]()
        env.reset(seed=None if games else seed)
        while not env.terminations[agent := env.agent_selection] and not 0 < most == len(replies):
            if env.mask() is None:
                replies.append(env.sample(agent, rng))
            else:
                legal = some(env.legal(agent)) if some else env.legal(agent)
                replies.append(legal[int(rng.random() * len(legal))])
            env.step(replies[-1])
        games.append(replies)
        played += len(replies)
    return games


def rate(env: Any, seed: int, games: Games, read: bool = True) -> float:
    """Turns per CPU-second of recorded games, with or without text."""
    start = time.process_time()
    for number, replies in enumerate(games):
        env.reset(seed=None if number else seed)
        for reply in replies:
            if read:
                env.text(env.agent_selection)
            env.step(reply)
    return sum(map(len, games)) / (time.process_time() - start)


def maker(peer: Peer) -> Callable[[], Any]:
    """Give what makes TextArena's environment for one game."""
    if peer.reply in (next_word, sentence):
        stand_in_corpora()
    if not peer.once:
        return lambda: textarena.make(peer.name, **peer.theirs)
    raw = textarena.make(f"{peer.name}-raw", **peer.theirs)

    def wrapped() -> Any:
        env = raw
        for wrapper in ENV_REGISTRY[peer.name].default_wrappers:
            env = wrapper(env)
        return env

    return wrapped


def their_recorded(peer: Peer, make: Callable[[], Any], seed: int, ours: Games, most: int = 0) -> Games:
    """Play TextArena's games: the same as ours where those can be spelled, otherwise with random players.

    Raises:
        ValueError: TextArena took a reply as illegal.
    """
    games, rng, played = Games(), random.Random(seed), 0
    while played < peer.turns and len(games) < len(ours):
        env, replies, over = make(), list[str](), False
        env.reset(num_players=peer.players, seed=seed + len(games))
        spelled = iter([peer.spell(move) for move in ours[len(games)]] if peer.spell else ())
        while not over and not 0 < most == len(replies):
            reply = peer.reply(env, rng) if peer.reply else next(spelled, None)
            if reply is None:
                break
            replies.append(reply)
            turn = env.state.turn
            over, _ = env.step(reply)
            if env.state.turn == turn and reply != DEAD_END:
                raise ValueError(f"{peer.name} took {reply} as illegal")
        games.append(replies)
        played += len(replies)
    return games


def their_rate(peer: Peer, make: Callable[[], Any], seed: int, games: Games) -> float:
    """Turns per CPU-second of TextArena's recorded games."""
    start = time.process_time()
    for number, replies in enumerate(games):
        env = make()
        env.reset(num_players=peer.players, seed=seed + number)
        for reply in replies:
            env.get_observation()
            env.step(reply)
    return sum(map(len, games)) / (time.process_time() - start)


def mean_length(games: Games) -> float:
    """Turns of a game."""
    return sum(map(len, games)) / len(games)


def compared(peer: Peer, most: int = 0) -> str:
    """Give the cells of a row: both rates and their ratio, and turns a game, of whole games or of their first turns."""
    env, make, ours, theirs = spenvs.make(peer.id, **peer.options), maker(peer), [], []
    for run in range(RUNS):
        seed = 1_000_000 * run
        games = recorded(env, seed, some=peer.some, most=most)
        ours.append(rate(env, seed, games))
        their_games = their_recorded(peer, make, seed, games, most)
        theirs.append(their_rate(peer, make, seed, their_games))
    lengths = f"{mean_length(games):10.1f}{mean_length(their_games):8.1f}"
    return f"{max(ours):12,.0f}{max(theirs):11,.0f}{max(ours) / max(theirs):8.1f}{lengths}"


def table_of_games(ids: Sequence[str]) -> None:
    """Print a row for each game that both have."""
    print("turns/CPU-s with text         spenvs  TextArena   ratio   turns a game: ours, theirs")
    for peer in PEERS:
        if ids and peer.id not in ids:
            continue
        try:
            cells = compared(peer)
        except SyntaxError:
            cells = "  TextArena: its game does not compile on this Python"
        print(f"{peer.id + '*' * peer.once:24}{cells}", flush=True)
    for id, why in WITHOUT.items():
        if not ids or id in ids:
            print(f"{id:24}  TextArena: {why}")


def table_of_dialogues(ids: Sequence[str]) -> None:
    """Print a row for each dialogue, with our default rules."""
    dialogues = [spec.id for spec in spenvs.list_envs() if not spec.numbered and (not ids or spec.id in ids)]
    if dialogues:
        print(f"\nturns/CPU-s of dialogues    turns a game   without text   with text   (bars: {BARE:,} and {READ:,})")
    for id in dialogues:
        env, runs = spenvs.make(id), []
        for seed in range(RUNS):
            games = recorded(env, seed)
            runs.append((rate(env, seed, games, read=False), rate(env, seed, games)))
        bare, read = map(max, zip(*runs, strict=True))
        print(f"{id:24}{mean_length(games):16.1f}{bare:15,.0f}{read:12,.0f}", flush=True)


def table_of_lengths(ids: Sequence[str]) -> None:
    """Print what a turn costs in longer and longer games."""
    long = [(peer, lengths) for peer, lengths in LENGTHS if not ids or peer.id in ids]
    if long:
        print("\nfirst turns of long games     spenvs  TextArena   ratio   turns")
    for peer, lengths in long:
        for length in lengths:
            print(f"{peer.id:24}{compared(peer, length)}", flush=True)


if __name__ == "__main__":
    chosen = [spenvs.spec(id).id for id in sys.argv[1:]]
    for table in (table_of_games, table_of_dialogues, table_of_lengths):
        table(chosen)
