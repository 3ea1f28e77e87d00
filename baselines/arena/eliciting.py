"""What an agent does at every information state of a finite game, given by itself or found out by asking."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.agent import Agent, Answer, Fault, Outcome, Seat
from baselines.arena.asking import answers, attempt
from baselines.learn.policy import Policy
from baselines.learn.tree import Tree
from spenvs.core.moves import quote
from spenvs.core.turn import Move, Turn

BATCH = 256
FORFEIT = -1


def elicited(env: Any, tree: Tree, agent: Agent, samples: int, seed: int, limit: float | None = None) -> Policy:
    """Give the policy of any agent: the probabilities that it gives, else how often it plays what when asked.

    Args:
        env: an environment of the game.
        tree: the game's tree.
        agent: the agent.
        samples: how often it is asked at each information state.
        seed: of its chance.
        limit: the seconds that an answer may take.
    """
    places = situations(env, tree)
    return given(places, tree, agent) or frequencies(tree, asked(places, tree, agent, samples, seed, limit))


def frequencies(tree: Tree, played: NDArray[np.int32]) -> Policy:
    """Give how often each sequence was played, int32 [samples, k]; what is missing at a state was forfeited."""
    return Policy(tree, np.bincount(played[played >= 0], minlength=tree.actions.size) / len(played))


def situations(env: Any, tree: Tree) -> list[Any]:
    """Give an environment in each information state, by one of the histories that lead there."""
    places = []
    for state in range(tree.nodes.size):
        place = env.clone()
        place.restore({"id": env.id, "options": env.options, **tree.history(state)})
        places.append(place)
    return places


def given(places: Sequence[Any], tree: Tree, agent: Agent) -> Policy | None:
    """Give the policy of an agent that gives its action probabilities; None for one that does not.

    What it plays with illegal actions it forfeits.

    Raises:
        ValueError: what it gives are no probabilities.
    """
    probabilities = np.zeros(tree.actions.size)
    for state, place in enumerate(places):
        spread = agent.probabilities(place.turn(game=state))
        if spread is None:
            return None
        spread = np.asarray(spread, np.float64)
        if spread.shape != (len(tree.game.actions),) or not (spread >= 0).all() or abs(spread.sum() - 1.0) > 1e-6:
            what = f"{len(tree.game.actions)} probabilities that sum to 1 were expected"
            raise ValueError(f"{what} from {agent.name or type(agent).__name__}; got {quote(spread, 200)}")
        own = slice(tree.arrays.offset[state], tree.arrays.offset[state + 1])
        probabilities[own] = spread[tree.actions[own]]
    return Policy(tree, probabilities)


def asked(
    places: Sequence[Any], tree: Tree, agent: Agent, samples: int, seed: int, limit: float | None = None
) -> NDArray[np.int32]:
    """Ask an agent several times at every information state: the sequences that it plays, int32 [samples, k].

    Each question is a game of its own to the agent, which it has not seen the beginning of. An answer that the
    environment takes counts as what it plays then; any other, none or one that comes too late is a FORFEIT.
    """
    played = np.full((samples, len(places)), FORFEIT, np.int32)
    for n in range(samples):
        seeds = np.random.SeedSequence([seed, n]).generate_state(len(places), np.uint64).tolist()
        for start in range(0, len(places), BATCH):
            batch = [
                places[state].turn(game=state, rng=partial(np.random.default_rng, seeds[state]))
                for state in range(start, min(start + BATCH, len(places)))
            ]
            for turn, answer in _ask(agent, batch, limit):
                action, first = _played(turn, answer), tree.arrays.offset[turn.game]
                if action is not None:
                    legal = tree.actions[first : tree.arrays.offset[turn.game + 1]]
                    played[n, turn.game] = first + np.flatnonzero(legal == action)[0]
    return played


def _ask(agent: Agent, batch: Sequence[Turn], limit: float | None) -> list[tuple[Turn, Answer]]:
    """Ask at several states at once, each as a game of its own."""
    seats = {turn.game: Seat(turn.env_id, turn.game, turn.seat, turn.role, 0) for turn in batch}
    waiting: dict[int, tuple[Turn, float]] = {}
    told: list[tuple[Turn, Answer]] = []
    for turn in batch:
        waiting[turn.game] = turn, time.monotonic()
        if _fails(partial(agent.begin, seats[turn.game]), limit) or _fails(partial(agent.submit, turn), limit):
            del waiting[turn.game]
    while waiting:
        for turn, answer, _ in answers(agent, waiting, limit):
            if waiting.pop(turn.game, None) is not None:
                told.append((turn, answer))
    for seat in seats.values():
        _fails(partial(agent.end, seat, Outcome(0.0)), limit)
    return told


def _fails(call: Callable[[], None], limit: float | None) -> bool:
    return attempt(call, limit)[1] is not None


def _played(turn: Turn, answer: Answer) -> int | None:
    """Give the action that an answer comes to; None if it cannot be played."""
    if isinstance(answer, Fault):
        return None
    action = answer.action if isinstance(answer, Move) else answer
    if type(action) is int and action in turn.actions:
        return action
    env = turn.env.clone()
    env.position.seed(int(turn.rng.integers(2**63)))
    before = len(env.position.path)
    _, error = attempt(lambda: env.step(action), None)
    return None if error or len(env.position.path) == before else env.position.path[before]
