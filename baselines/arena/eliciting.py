"""What an agent does at every information state of a finite game, given by itself or found out by asking."""

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.agent import Agent, Answer, Fault, Outcome, Seat
from baselines.arena.asking import answers, attempt
from baselines.arena.match import IDLE_SECONDS
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
    spreads = []
    for state, place in enumerate(places):
        spread = agent.probabilities(place.turn(game=state))
        if spread is None:
            return None
        spreads.append(spread)
    return _policy(spreads, tree, agent)


def likely(places: Sequence[Any], tree: Tree, agent: Agent) -> Policy:
    """Give the policy that a language model would have if it answered at once: moves as likely as their written form.

    Raises:
        ValueError: the agent cannot tell, as it is no language model or its engine gives no log-probabilities; or what
            it gives are no probabilities.
    """
    ask = getattr(agent, "likelihoods", None)
    if ask is None:
        raise ValueError(f"{_name(agent)} cannot tell the likelihood of moves: only language models can")
    spreads: list[Any] = []
    for start in range(0, len(places), BATCH):
        batch = enumerate(places[start : start + BATCH], start)
        spreads += ask([place.turn(game=state) for state, place in batch])
    return _policy(spreads, tree, agent)


def _policy(spreads: Sequence[Any], tree: Tree, agent: Agent) -> Policy:
    """Put the probabilities of all actions, at every information state, into a policy."""
    probabilities = np.zeros(tree.actions.size)
    for state, given in enumerate(spreads):
        spread = np.asarray(given, np.float64)
        if spread.shape != (len(tree.game.actions),) or not (spread >= 0).all() or abs(spread.sum() - 1.0) > 1e-6:
            what = f"{len(tree.game.actions)} probabilities that sum to 1 were expected"
            raise ValueError(f"{what} from {_name(agent)}; got {quote(spread, 200)}")
        own = slice(tree.arrays.offset[state], tree.arrays.offset[state + 1])
        probabilities[own] = spread[tree.actions[own]]
    return Policy(tree, probabilities)


def _name(agent: Agent) -> str:
    return agent.name or type(agent).__name__


def asked(
    places: Sequence[Any], tree: Tree, agent: Agent, samples: int, seed: int, limit: float | None = None
) -> NDArray[np.int32]:
    """Ask an agent several times at every information state: the sequences that it plays, int32 [samples, k].

    Each question is a game of its own to the agent, which it has not seen the beginning of. An answer that the
    environment takes counts as what it plays then; any other, none or one that comes too late is a FORFEIT.
    """
    played = np.full((samples, len(places)), FORFEIT, np.int32)
    for turn, answer in _answers(agent, _questions(places, samples, seed), limit):
        state, n = divmod(turn.game, samples)
        action, first = _played(turn, answer), tree.arrays.offset[state]
        if action is not None:
            legal = tree.actions[first : tree.arrays.offset[state + 1]]
            played[n, state] = first + np.flatnonzero(legal == action)[0]
    return played


def _questions(places: Sequence[Any], samples: int, seed: int) -> Iterator[Turn]:
    """Put all questions, those about one state after each other, so that an engine may remember how they begin."""
    draws = [np.random.SeedSequence([seed, n]).generate_state(len(places), np.uint64).tolist() for n in range(samples)]
    for state, place in enumerate(places):
        for n in range(samples):
            yield place.turn(game=state * samples + n, rng=partial(np.random.default_rng, draws[n][state]))


def _answers(agent: Agent, questions: Iterator[Turn], limit: float | None) -> Iterator[tuple[Turn, Answer]]:
    """Ask questions, each as a game of its own and BATCH at once or more, and give the answers as they come."""
    waiting: dict[int, tuple[Turn, float]] = {}
    most = max(BATCH, agent.concurrency)
    while (fresh := list(itertools.islice(questions, most - len(waiting)))) or waiting:
        for turn in fresh:
            waiting[turn.game] = turn, time.monotonic()
            turn.deadline = None if limit is None else time.monotonic() + limit
            if _fails(partial(agent.begin, _seat(turn)), limit) or _fails(partial(agent.submit, turn), limit):
                del waiting[turn.game]
                _fails(partial(agent.end, _seat(turn), Outcome(0.0)), limit)
        began, ready = time.monotonic(), answers(agent, waiting, limit)
        for turn, answer, _ in ready:
            if waiting.pop(turn.game, None) is not None:
                _fails(partial(agent.end, _seat(turn), Outcome(0.0)), limit)
                yield turn, answer
        if waiting and not ready:  # an engine that worked in the meantime is not kept waiting
            time.sleep(max(0.0, IDLE_SECONDS - (time.monotonic() - began)))


def _seat(turn: Turn) -> Seat:
    return Seat(turn.env_id, turn.game, turn.seat, turn.role, 0)


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
