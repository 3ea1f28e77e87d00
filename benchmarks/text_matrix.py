"""Steps of whole games through text, against TextArena's games of choices made at once.

    python benchmarks/text_matrix.py

As in `aec_steps.py`, a step reads the full text of the turn and answers with the text of a random legal move, and
TextArena's games are made anew for each episode. All is on the clock, for both. Both play the same number of rounds,
ours with TextArena's options; then as many as 100, since TextArena writes down the whole past at every step.
In the games in which TextArena has the players talk before they choose, "choices" counts these moves alone, since ours
have no talk, and "all" the turns of talk as well, whose text is one sentence. CPU seconds, one core.

TextArena 0.7.4's stag hunt does not compile before Python 3.12.
"""

import random
import time
from collections.abc import Callable

from aec_steps import texts

import spenvs

TALK = "Let us both do well."


def textarena_texts(name: str, players: int, move: Callable, steps: int, **options: int) -> tuple[float, float]:
    """Choices, and all turns, per CPU-second of random play; `move(env, rng)` gives a move."""
    import textarena

    rng, done, choices, start = random.Random(0), 0, 0, time.process_time()
    while done < steps:
        env = textarena.make(name, **options)
        env.reset(num_players=players, seed=done)
        talks = "conversation_round" in env.state.game_state
        over = False
        while not over:
            env.get_observation()
            if talks and env.state.game_state["phase"] == "conversation":
                over, _ = env.step(TALK)
            else:
                over, _ = env.step(move(env, rng))
                choices += 1
            done += 1
    seconds = time.process_time() - start
    return choices / seconds, done / seconds


def one_of(*moves: str) -> Callable:
    """Any of a few moves."""
    return lambda env, rng: moves[int(rng.random() * len(moves))]


def ultimatum(env, rng: random.Random) -> str:
    """An offer, or an answer to one."""
    if env.state.game_state["phase"] == "offering":
        return f"[Offer: ${int(rng.random() * 51)}]"
    return "[Accept]" if rng.random() < 0.5 else "[Reject]"


def spread(env, rng: random.Random) -> str:
    """Any spread of 20 units over three fields."""
    first, second = sorted((int(rng.random() * 21), int(rng.random() * 21)))
    return f"[A{first} B{second - first} C{20 - second}]"


def number(end: int) -> Callable:
    """Any number below the end."""
    return lambda env, rng: f"[{int(rng.random() * end)}]"


GAMES: tuple[tuple[str, str, Callable], ...] = (
    ("PrisonersDilemma-v0", "IteratedPrisonersDilemma-v0", one_of("[Cooperate]", "[Defect]")),
    ("StagHunt-v0", "IteratedStagHunt-v0", one_of("[Stag]", "[Hare]")),
    ("MatchingPennies-v0", "IteratedMatchingPennies-v0", one_of("[heads]", "[tails]")),
    ("RockPaperScissors-v0", "IteratedRockPaperScissors-v0", one_of("[rock]", "[paper]", "[scissors]")),
    ("TwoThirdsAverage-v0", "IteratedTwoThirdsAverage-v0", number(101)),
    ("UltimatumGame-v0", "IteratedUltimatumGame-v0", ultimatum),
    ("PublicGoods-v0", "PublicGoodsGame-v0", number(21)),
    ("ColonelBlotto-v0", "ColonelBlotto-v0", spread),
)


def table(rounds: int | None) -> None:
    """Print one table: of TextArena's number of rounds, or of another."""
    print(f"\n{f'{rounds} rounds' if rounds else 'rounds as in TextArena'}")
    print("text steps/CPU-s            spenvs   TextArena: choices      all   ratio of choices   of all")
    for id, name, move in GAMES:
        options, theirs = ({"rounds": rounds}, {"num_rounds": rounds}) if rounds else ({}, {})
        if rounds and id == "UltimatumGame-v0":
            theirs = {"max_turns": 2 * rounds}
        env = spenvs.make(id, preset="textarena", **options)
        texts(env, 1000)
        ours = max(texts(env, 20_000) for _ in range(3))
        try:
            runs = [textarena_texts(name, len(env.possible_agents), move, 5000, **theirs) for _ in range(3)]
        except SyntaxError:
            print(f"{id:22}{ours:12,.0f}   does not compile")
            continue
        choices, everything = map(max, zip(*runs, strict=True))
        print(f"{id:22}{ours:12,.0f}{choices:21,.0f}{everything:9,.0f}{ours / choices:19.1f}{ours / everything:9.1f}")


if __name__ == "__main__":
    table(None)
    table(100)
