"""Steps of dice, fleets and snakes through text, against TextArena's: whole games, and pig of growing length.

    python benchmarks/text_chance.py

A step reads the full text of the turn and answers with the text of a move; TextArena's games as `textarena.make` makes
them, a new one for each episode because the old one leaks into the next. Both sides play by the same rules and draw
their moves in the same way; what is legal in TextArena is found out off the clock. CPU seconds, one core.
"""

import random
import time
from collections.abc import Callable, Sequence

import spenvs

Choice = Callable[[random.Random, Sequence[str]], str]


def evenly(rng: random.Random, legal: Sequence[str]) -> str:
    """Any legal move."""
    return legal[int(rng.random() * len(legal))]


def low(rng: random.Random, legal: Sequence[str]) -> str:
    """One of the two lowest bids, or the challenge: random bids would end most rounds at once."""
    return evenly(rng, [*legal[:2], legal[-1]] if legal[-1] == "liar" else legal[:2])


def ours(env, choose: Choice, steps: int, length: int = 0) -> float:
    """Steps per CPU-second of games through text; of their first `length` steps alone, if that is given."""
    rng, done, read, start = random.Random(0), 0, 0, time.process_time()
    env.reset(seed=1)
    while done < steps:
        env.reset()
        first = done
        for agent in env.agent_iter():
            _, _, terminated, truncated, _ = env.last(observe=False)
            if terminated or truncated:
                env.step(None)
                continue
            read += len(env.text(agent))
            env.step(choose(rng, env.legal(agent)))
            done += 1
            if done - first == length:
                break
    assert read > 0
    return done / (time.process_time() - start)


def theirs(name: str, legal: Callable, choose: Choice, steps: int, length: int = 0) -> float:
    """The same through TextArena's default wrappers; `legal(state)` gives the legal moves, off the clock."""
    import textarena

    rng, done, seconds = random.Random(0), 0, 0.0
    while done < steps:
        first, start = done, time.process_time()
        env = textarena.make(name)
        env.reset(num_players=2, seed=done)
        over = False
        while not over and (done - first < length or not length):
            env.get_observation()
            seconds += time.process_time() - start
            move = choose(rng, legal(env.state))
            start = time.process_time()
            over, _ = env.step(move)
            done += 1
        seconds += time.process_time() - start
    return done / seconds


def rolls(state) -> list[str]:
    """Legal moves of TextArena's pig."""
    return ["[roll]", "[hold]"]


def turns(state) -> list[str]:
    """Legal moves of TextArena's snake."""
    return ["[up]", "[right]", "[down]", "[left]"]


def squares(state) -> list[str]:
    """Legal moves of TextArena's battleship."""
    board = state.game_state["tracking_board"][state.current_player_id]
    return [f"[{chr(65 + i)}{j}]" for i, row in enumerate(board) for j, sign in enumerate(row) if sign == "~"]


def bids(state) -> list[str]:
    """The two lowest bids of TextArena's liar's dice, and the challenge."""
    bid = state.game_state["current_bid"]
    quantity, face = bid["quantity"], bid["face_value"]
    higher = [(n, f) for n in range(max(quantity, 1), quantity + 3) for f in range(max(face, 1), 7)]
    raised = [f"[Bid: {n}, {f}]" for n, f in higher if (n, f) != (quantity, face)][:2]
    return [*raised, *(["[Call]"] if quantity else [])]


def compare(
    label: str, env, name: str, legal: Callable, choose: Choice, choose_theirs: Choice, length: int = 0
) -> None:
    """Print the better of two runs of each, and the ratio."""
    ours(env, choose, 500, length)
    mine = max(ours(env, choose, 20_000, length) for _ in range(2))
    peer = max(theirs(name, legal, choose_theirs, max(5_000, 4 * length), length) for _ in range(2))
    print(f"{label:34}{mine:10,.0f}   {peer:10,.0f}   {mine / peer:6.1f}")


def main() -> None:
    """Print both tables."""
    print("Text steps/CPU-s                      spenvs    TextArena    ratio")
    for id, legal, choose in (
        ("PigDice-v0", rolls, evenly),
        ("Snake-v0", turns, evenly),
        ("Battleship-v0", squares, evenly),
        ("LiarsDice-v0", bids, low),
    ):
        compare(id, spenvs.make(id, preset="textarena"), id, legal, choose, evenly)
    standard = spenvs.make("Snake-v0", preset="standard")
    compare("Snake-v0, 10 by 10", standard, "Snake-v0-standard", turns, evenly, evenly)
    classic = spenvs.make("Battleship-v0", preset="classic", dealt=True)
    compare("Battleship-v0, 10 by 10", classic, "Battleship-v0-standard", squares, evenly, evenly)
    print("\nPig, the first turns of games to 500 points")
    long = spenvs.make("PigDice-v0", goal=500, closing=500, press=True)
    for length in (10, 100, 500):
        compare(f"{length} turns", long, "PigDice-v0-500", rolls, evenly, evenly, length)


if __name__ == "__main__":
    main()
