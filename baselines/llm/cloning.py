"""A language model learns to answer as another agent plays: supervised learning, from every situation of a small game.

The prompts are those that the model will read when it plays, the answers what a dialect makes of the agent's moves.
That is behavioural cloning (Pomerleau, 1989, ALVINN) of a whole distribution: each move counts as much as the agent is
likely to play it, so that the model's own probabilities become the agent's.
"""

import itertools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import spenvs
from baselines.arena.eliciting import elicited, situations
from baselines.learn.flatten import flatten
from baselines.llm import dialect
from baselines.llm.chat import Prompt
from baselines.llm.prompt import Words
from baselines.registry import make_agent

log = logging.getLogger(__name__)
BETAS = 0.9, 0.95
"""Of AdamW, as GPT-3 (Brown et al., 2020, arXiv 2005.14165): a model that learns from nothing forgets sooner."""


@dataclass(frozen=True, slots=True)
class Example:
    """One answer to one question.

    Attributes:
        env_id: the environment that is asked about.
        prompt: the question.
        answer: the answer.
        weight: how much it counts: the probability that the teacher gives it.
    """

    env_id: str
    prompt: Prompt
    answer: str
    weight: float = 1.0

    @property
    def texts(self) -> list[str]:
        """What is read and written, each message after its role: what a tokenizer may learn from (`tiny`)."""
        question = [self.prompt] if isinstance(self.prompt, str) else map("{role}\n{content}".format_map, self.prompt)
        return [*question, f"assistant\n{self.answer}"]


def examples_of(env_id: str, teacher: Any, name: str = "default", samples: int = 64, **options: Any) -> list[Example]:
    """Give what an agent answers at every information state of a finite game: its moves with their probabilities.

    Args:
        env_id: the environment's id.
        teacher: a spec, an agent, or a function of a turn.
        name: of the dialect that questions and answers are written in.
        samples: how often to ask at each information state if the teacher does not give its probabilities.
        **options: the environment's options, preset included.

    Raises:
        ValueError: the game is too large.
        UnknownName: there is no such environment, agent or dialect.
    """
    env, spoken = spenvs.make(env_id, **options), dialect.find(name)
    tree = flatten(env.game)
    places = situations(env, tree)
    policy = elicited(env, tree, make_agent(teacher), samples, seed=0)
    examples = []
    for state, place in enumerate(places):
        turn, spread = place.turn(), policy.at(state)
        prompt = spoken.render(turn, [])
        for action, move in zip(turn.actions, turn.legal, strict=True):
            if spread[action] > 0:
                examples.append(Example(env_id, prompt, spoken.write(move), float(spread[action])))
    return examples


def clone(
    source: str | Path,
    target: str | Path,
    examples: Sequence[Example],
    *,
    epochs: int = 10,
    batch: int = 64,
    learning_rate: float = 3e-3,
    seed: int = 0,
) -> list[float]:
    """Teach a model of the transformers library to answer as the examples do, and save it in another folder.

    What is minimised is the cross-entropy of the answers and of the token that ends them, by AdamW (Loshchilov and
    Hutter, 2017, arXiv 1711.05101), the learning rate rising and falling once. The prompts are only read.

    Args:
        source: the folder of a model, or its name on the Hugging Face Hub.
        target: the folder to save it in, with its tokenizer.
        examples: what to learn.
        epochs: how often each example is seen.
        batch: how many are seen at once, all of one environment.
        learning_rate: the highest.
        seed: of their order.

    Returns:
        the mean loss of each epoch, in nats for an answer.

    Raises:
        ValueError: the folders are the same.
    """
    import torch
    import transformers

    if Path(source).resolve() == Path(target).resolve():
        raise ValueError(f"{target} holds the model that is to learn; what it becomes needs a folder of its own")
    transformers.utils.logging.disable_progress_bar()
    tokenizer = transformers.AutoTokenizer.from_pretrained(source)
    model: Any = transformers.AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32).train()
    lessons, rng = _lessons(Words(tokenizer), examples), np.random.default_rng(seed)
    steps = epochs * sum(-(-len(rows) // batch) for rows in lessons)
    optimizer = torch.optim.AdamW(model.parameters(), learning_rate, BETAS)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, learning_rate, steps, pct_start=0.1)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for rows in _batches(lessons, batch, rng):
            loss = _loss(model, rows)
            optimizer.zero_grad()
            (loss / sum(row.weight for row in rows)).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        losses.append(total / sum(example.weight for example in examples))
        log.info("epoch %d of %d: %.4f nats", epoch + 1, epochs, losses[-1])
    model.save_pretrained(target)
    tokenizer.save_pretrained(target)
    return losses


class _Row(NamedTuple):
    """An example in tokens."""

    prompt: list[int]
    answer: list[int]
    weight: float


def _lessons(words: Words, examples: Sequence[Example]) -> list[list[_Row]]:
    """Put examples into tokens, those of each environment apart."""
    lessons: dict[str, list[_Row]] = {}
    for example in examples:
        answer = [*words.answer_ids(example.answer), words.tokenizer.eos_token_id]
        lessons.setdefault(example.env_id, []).append(_Row(words.ids(example.prompt), answer, example.weight))
    return list(lessons.values())


def _batches(lessons: Sequence[Sequence[_Row]], size: int, rng: np.random.Generator) -> list[list[_Row]]:
    """Deal out all rows in batches of one environment each, in random order."""
    batches = []
    for rows in lessons:
        order = rng.permutation(len(rows))
        batches += [[rows[i] for i in order[start : start + size]] for start in range(0, len(rows), size)]
    return [batches[i] for i in rng.permutation(len(batches))]


def _loss(model: Any, rows: Sequence[_Row]) -> Any:
    """Give the weighted cross-entropy of the answers of some rows, summed.

    What all prompts begin with, such as the rules, is read once for all.
    """
    import torch

    common = _common([row.prompt for row in rows])
    ids, read, weights = _padded(rows, len(common))
    longest, shared = max(len(row.answer) for row in rows), None
    if common:
        shared = model(input_ids=torch.tensor([common]), use_cache=True, logits_to_keep=1).past_key_values
        shared.batch_repeat_interleave(len(rows))
    found = model(
        input_ids=ids,
        attention_mask=torch.cat([torch.ones(len(rows), len(common), dtype=torch.long), read], 1),
        position_ids=(len(common) + read.cumsum(-1) - 1).clamp(min=0),
        past_key_values=shared,
        logits_to_keep=longest + 1,
    )
    guesses = found.logits[:, :-1].transpose(1, 2)
    each = torch.nn.functional.cross_entropy(guesses, ids[:, -longest:], reduction="none")
    return (each * weights[:, -longest:]).sum()


def _common(prompts: Sequence[list[int]]) -> list[int]:
    """Give the tokens that all prompts begin with, but no whole prompt."""
    first, last = min(prompts), max(prompts)  # what these two begin with, those between them do too
    return [
        a for a, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first[:-1], last[:-1], strict=False))
    ]


def _padded(rows: Sequence[_Row], skipped: int) -> tuple[Any, Any, Any]:
    """Put rows without their first tokens into arrays [rows, longest], padded on the left as engines pad.

    Returns:
        the tokens, int64; 1 where there are some; the weights of those that belong to answers.
    """
    import torch

    texts = [row.prompt[skipped:] + row.answer for row in rows]
    size = max(map(len, texts))
    ids, read = torch.zeros(len(rows), size, dtype=torch.long), torch.zeros(len(rows), size, dtype=torch.long)
    weights = torch.zeros(len(rows), size)
    for i, (row, text) in enumerate(zip(rows, texts, strict=True)):
        ids[i, size - len(text) :] = torch.tensor(text)
        read[i, size - len(text) :] = 1
        weights[i, size - len(row.answer) :] = row.weight
    return ids, read, weights
