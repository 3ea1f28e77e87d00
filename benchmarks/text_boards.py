"""Steps of whole board games with text, against TextArena's.

    python benchmarks/text_boards.py

As in `aec_steps.py`: a step reads the full text of the turn and answers with the text of a random legal move. TextArena
as `textarena.make` makes it, a new one for each game; what is legal there is known from our rules, off the clock.
Breakthrough is TextArena's variant; a game that TextArena does not end because nobody can move ends when ours does. CPU
seconds, one core.
"""

import random
import time
from collections.abc import Callable

from aec_steps import texts

import spenvs
from spenvs.core.rules import OVER

FILES = "abcdefgh"


def bracketed(name: str) -> str:
    """TextArena's spelling of most moves."""
    return f"[{name}]"


def board_and_square(name: str) -> str:
    """Its spelling of "4:2"."""
    return f"[{name.replace(':', ' ')}]"


def row_and_column(name: str) -> str:
    """Its spelling of "d3"; any text is a pass."""
    return "[pass]" if name == "pass" else f"[{int(name[1:]) - 1}, {FILES.index(name[0])}]"


def numbered_hands(name: str) -> str:
    """Its spelling of "attack left right"."""
    return f"[{name.replace('left', '0').replace('right', '1')}]"


def textarena_texts(name: str, ours, spell: Callable[[str], str], steps: int) -> float:
    """TextArena's steps per CPU-second, with legal moves out of our environment of the same game."""
    import textarena

    rng, done, seconds, position = random.Random(0), 0, 0.0, ours.position
    while done < steps:
        position.begin()
        start = time.process_time()
        env = textarena.make(name)
        env.reset(num_players=2, seed=done)
        while position.mover != OVER:
            env.get_observation()
            seconds += time.process_time() - start
            action = rng.choice(position.legal())
            move = spell(ours.game.actions[action])
            position.play(action)
            start = time.process_time()
            over, _ = env.step(move)
            assert over <= (position.mover == OVER)
            done += 1
        seconds += time.process_time() - start
    return done / seconds


def main() -> None:
    """Print the table."""
    print("AEC steps/CPU-s with text       spenvs    TextArena   ratio")
    for id, options, spell in (
        ("TicTacToe-v0", {}, bracketed),
        ("UltimateTicTacToe-v0", {}, board_and_square),
        ("Othello-v0", {}, row_and_column),
        ("Breakthrough-v0", {"preset": "textarena"}, bracketed),
        ("SimpleTak-v0", {}, bracketed),
        ("Chopsticks-v0", {}, numbered_hands),
    ):
        env = spenvs.make(id, **options)
        texts(env, 1000)
        ours = max(texts(env, 20_000) for _ in range(3))
        theirs = max(textarena_texts(id, env, spell, 4000) for _ in range(3))
        print(f"{id:28}{ours:10,.0f}   {theirs:10,.0f}   {ours / theirs:5.1f}")


if __name__ == "__main__":
    main()
