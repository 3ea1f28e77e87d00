"""Decisions of random play in the bare core, called from Python, against OpenSpiel called from Python.

    python benchmarks/core_steps.py

Neither makes observations. Moves are picked by the same code. Ours draws chance itself; OpenSpiel leaves that to the
caller, who draws by the probabilities that it gives: with `random.choices`, or with a bare loop over them (lean).
Decisions of seats per CPU-second on one core, the best of three runs in turn.
"""

import random
import time

import pyspiel

from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import connect_four, hanabi, kuhn_poker, leduc_poker, liars_dice, tictactoe

GAMES = (
    ("kuhn_poker", kuhn_poker.game()),
    ("leduc_poker", leduc_poker.game()),
    ("tic_tac_toe", tictactoe.game()),
    ("liars_dice", liars_dice.game(dice=1)),
    ("liars_dice(numdice=5)", liars_dice.game(dice=5)),
    ("connect_four", connect_four.game()),
    ("hanabi", hanabi.game()),
)
DECISIONS = 200_000


def ours(position: Position) -> float:
    uniform, done, start = random.Random(0).random, 0, time.process_time()
    while done < DECISIONS:
        position.begin()
        while position.mover != OVER:
            legal = position.legal()
            position.play(legal[int(uniform() * len(legal))])
            done += 1
    return done / (time.process_time() - start)


def openspiel(game: pyspiel.Game) -> float:
    rng, done, start = random.Random(0), 0, time.process_time()
    uniform, terminal, chance = rng.random, int(pyspiel.PlayerId.TERMINAL), int(pyspiel.PlayerId.CHANCE)
    while done < DECISIONS:
        state = game.new_initial_state()
        while (player := state.current_player()) != terminal:
            if player == chance:
                outcomes, probabilities = zip(*state.chance_outcomes(), strict=True)
                state.apply_action(rng.choices(outcomes, probabilities)[0])
            else:
                legal = state.legal_actions()
                state.apply_action(legal[int(uniform() * len(legal))])
                done += 1
    return done / (time.process_time() - start)


def openspiel_lean(game: pyspiel.Game) -> float:
    uniform, done, start = random.Random(0).random, 0, time.process_time()
    terminal, chance = int(pyspiel.PlayerId.TERMINAL), int(pyspiel.PlayerId.CHANCE)
    while done < DECISIONS:
        state = game.new_initial_state()
        while (player := state.current_player()) != terminal:
            if player == chance:
                left = uniform()
                for outcome, probability in state.chance_outcomes():  # noqa: B007
                    left -= probability
                    if left < 0.0:
                        break
                state.apply_action(outcome)
            else:
                legal = state.legal_actions()
                state.apply_action(legal[int(uniform() * len(legal))])
                done += 1
    return done / (time.process_time() - start)


def main() -> None:
    print(f"{'decisions per CPU-second':24} {'ours':>10} {'OpenSpiel':>10} {'ratio':>6} {'lean':>10} {'ratio':>6}")
    for name, game in GAMES:
        position, peer = Position(game, 0), pyspiel.load_game(name)
        runs = [(ours(position), openspiel(peer), openspiel_lean(peer)) for _ in range(3)]
        own, other, lean = map(max, zip(*runs, strict=True))
        print(f"{name:24} {own:10,.0f} {other:10,.0f} {own / other:6.2f} {lean:10,.0f} {own / lean:6.2f}")


if __name__ == "__main__":
    main()
