"""Turns of games of words through text, against TextArena's.

    python benchmarks/text_words.py

A turn reads the full text and answers; what the players answer is made off the clock. TextArena's word chains and its
DontSayIt do not start offline: they download NLTK's corpora and a tagger. Here they get our lists in place of those,
through NLTK itself, and a tagger that takes no time. Its environments are timed in two ways: made anew for each game,
as `textarena.make` does and as in our other benchmarks, because the old one leaks into the next; and at their best,
made once, off the clock, with only new wrappers for each game. Its TwentyQuestions asks a language model over the
network and cannot be compared. CPU seconds of one core, the best of three.
"""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from dialogue_steps import rate, recorded

import spenvs
from spenvs.textgames.dont_say_it import TOPICS
from spenvs.textgames.vocabulary import nouns, words, words_by_start

TURNS, TURNS_ANEW = 20_000, 50


def stand_in_corpora(folder: Path) -> None:
    """Let NLTK find our words and nouns where it looks for its corpora, and download nothing."""
    import nltk

    lists = folder / "corpora" / "words"
    lists.mkdir(parents=True)
    (lists / "en").write_text("\n".join(sorted(words())))
    (lists / "en-basic").write_text("\n".join(nouns()))
    nltk.data.path.insert(0, str(folder))
    nltk.download = lambda *args, **kwargs: True
    nltk.pos_tag = lambda tokens: [(token, "NN") for token in tokens]


def peer_rate(name: str, reply: Callable[[object, random.Random], str], turns: int, anew: bool) -> float:
    """Turns per CPU-second of TextArena's game, made anew for each game or once.

    `reply(env, rng)` gives what the players answer.
    """
    import textarena
    from textarena.envs.registration import ENV_REGISTRY

    raw, rng, done, seconds = textarena.make(f"{name}-raw"), random.Random(0), 0, 0.0
    while done < turns:
        start, over = time.process_time(), False
        env = raw = textarena.make(f"{name}-raw") if anew else raw
        for wrapper in ENV_REGISTRY[name].default_wrappers:
            env = wrapper(env)
        env.reset(num_players=2, seed=done)
        while not over:
            env.get_observation()
            seconds += time.process_time() - start
            said = reply(raw, rng)
            start = time.process_time()
            over, _ = env.step(said)
            done += 1
        seconds += time.process_time() - start
    return done / seconds


def claim(env, rng: random.Random) -> str:
    """A turn of truth and deception, drawn as ours are."""
    fact = rng.randint(1, 2)
    return f"[Fact {fact}]" if env.state.turn == env.state.max_turns - 1 else f"Fact {fact} is true."


def next_word(env, rng: random.Random) -> str:
    """A word of the chain; where there is none, one that ends the game."""
    wanted = env.state.game_state
    there = words_by_start().get((wanted["required_start_letter"], wanted["required_length"]), ())
    return f"[{rng.choice(there)}]" if there else "[none]"


def talk(env, rng: random.Random) -> str:
    """A sentence with two nouns, drawn as ours are."""
    return rng.choice(TOPICS).format(rng.choice(nouns()), rng.choice(nouns()))


PEERS: dict[str, Callable[[object, random.Random], str]] = {
    "TruthAndDeception-v0": claim,
    "WordChains-v0": next_word,
    "DontSayIt-v0": talk,
}


def main() -> None:
    """Print a row for each game."""
    print("turns/CPU-s with text     turns a game    spenvs  TextArena   ratio   made once   ratio")
    for id, reply in PEERS.items():
        env = spenvs.make(id)
        games = recorded(env, TURNS)
        length = np.mean([len(replies) for replies in games])
        ours = max(rate(env, games, True) for _ in range(3))
        anew = max(peer_rate(id, reply, TURNS_ANEW, True) for _ in range(3))
        once = max(peer_rate(id, reply, TURNS, False) for _ in range(3))
        row = f"{id:26}{length:12.1f}{ours:10,.0f}{anew:11,.0f}{ours / anew:8.1f}{once:12,.0f}{ours / once:8.1f}"
        print(row, flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        stand_in_corpora(Path(folder))
        main()
