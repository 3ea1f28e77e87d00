"""Tokens are drawn as often as they should be, and rows end where they should."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from scipy import stats  # noqa: E402

from baselines.llm.chat import Sampling  # noqa: E402
from baselines.llm.hf.sampler import Ends, Sampler, truncate_  # noqa: E402

DRAWS = 20_000
SCORES = np.random.default_rng(5).normal(0, 2, 40).astype(np.float32)
MANNERS = [
    Sampling(),
    Sampling(temperature=0.5),
    Sampling(temperature=2.0, top_k=7),
    Sampling(top_p=0.8),
    Sampling(temperature=1.5, top_k=20, top_p=0.6),
]


def drawn(sampling, seeds, scores=SCORES, steps=1, at=0):
    """Give the token drawn with each seed at a step, and the sampler."""
    sampler = Sampler(seeds, sampling, steps)
    for _ in range(at + 1):
        left = sampler(None, torch.from_numpy(scores).repeat(len(seeds), 1))
    assert (left > -torch.inf).sum(-1).tolist() == [1] * len(seeds)
    return left.argmax(-1).numpy(), sampler


def exact(sampling, scores=SCORES):
    """Give the distribution that is meant: softmax, the top k, then the fewest that make up p, one by one."""
    weights = np.exp(scores.astype(np.float64) / sampling.temperature)
    order = sorted(range(len(weights)), key=lambda token: -weights[token])
    if sampling.top_k:
        order = order[: sampling.top_k]
    whole, mass, kept = sum(weights[order]), 0.0, []
    for token in order:
        if mass >= sampling.top_p * whole:
            break
        kept.append(token)
        mass += weights[token]
    spread = np.zeros(len(weights))
    spread[kept] = weights[kept] / mass
    return spread


@pytest.mark.parametrize("sampling", MANNERS, ids=str)
@pytest.mark.parametrize("at", [0, 3])
def test_tokens_are_drawn_as_often_as_the_truncated_softmax_says(sampling, at):
    tokens, _ = drawn(sampling, range(DRAWS), steps=4, at=at)
    counts, expected = np.bincount(tokens, minlength=len(SCORES)), DRAWS * exact(sampling)
    assert not counts[expected == 0].any()
    often = expected >= 5
    rest = [] if expected[~often].sum() < 5 else [~often]
    groups = [np.arange(len(SCORES)) == token for token in np.flatnonzero(often)] + rest
    observed = [counts[group].sum() for group in groups]
    wanted = np.array([expected[group].sum() for group in groups])
    assert stats.chisquare(observed, wanted * sum(observed) / wanted.sum()).pvalue > 1e-3


def test_draws_of_one_row_at_several_steps_are_independent():
    pairs = []
    sampler = Sampler(range(5000), Sampling(top_k=2, temperature=100.0), 2)
    for _ in range(2):
        pairs.append(sampler(None, torch.from_numpy(SCORES).repeat(5000, 1)).argmax(-1).numpy())
    table = stats.contingency.crosstab(*pairs).count
    assert table.shape == (2, 2)
    assert stats.chi2_contingency(table).pvalue > 1e-3


@pytest.mark.parametrize("sampling", MANNERS, ids=str)
def test_a_row_draws_the_same_beside_others(sampling):
    together, _ = drawn(sampling, range(50))
    alone = [drawn(sampling, [seed])[0][0] for seed in range(50)]
    assert together.tolist() == alone


def test_temperature_zero_takes_the_most_probable_token():
    tokens, _ = drawn(Sampling(temperature=0), range(10))
    assert set(tokens) == {SCORES.argmax()}


@pytest.mark.parametrize("temperature", [0, 0.5, 1.0, 3.0])
def test_log_probabilities_are_those_before_temperature_and_truncation(temperature):
    tokens, sampler = drawn(Sampling(temperature, top_k=5, trace=True), range(30))
    wanted = torch.from_numpy(SCORES).log_softmax(-1)[tokens]
    assert np.allclose(sampler.logprobs(), wanted[:, None], atol=1e-5)


def test_no_log_probabilities_are_kept_unless_asked_for():
    assert drawn(Sampling(), range(3))[1].logprobs() == [[], [], []]


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(temperature=0)], ids=str)
def test_a_row_whose_scores_are_no_numbers_is_not_sound(sampling):
    scores = torch.from_numpy(SCORES).repeat(3, 1)
    scores[1, 4] = torch.nan
    sampler = Sampler(range(3), sampling, 2)
    sampler(None, scores)
    sampler(None, torch.from_numpy(SCORES).repeat(3, 1))
    assert sampler.sound() == [True, False, True]


def test_tokens_that_are_impossible_are_never_drawn():
    scores = np.full(40, -np.inf, np.float32)
    scores[[3, 17]] = 0.0
    tokens, _ = drawn(Sampling(), range(2000), scores)
    assert set(tokens) == {3, 17}


@pytest.mark.parametrize(("top_k", "top_p"), [(0, 0.5), (3, 1.0), (50, 1.0), (5, 0.01), (0, 0.999)])
def test_truncation_keeps_the_order_and_the_values(top_k, top_p):
    whole = torch.from_numpy(SCORES).softmax(-1).repeat(2, 1)
    kept = whole.clone()
    truncate_(kept, top_k, top_p)
    stays = exact(Sampling(top_k=top_k, top_p=top_p)) > 0
    assert torch.equal(kept, whole * torch.from_numpy(stays))


class Letters:
    """Words of one letter a token."""

    def pieces(self, ids):
        return [bytes([token]) for token in ids]


def ended(text, stops, limit=100, begin=2):
    """Give how many letters of a text were said when it was ended."""
    ends = Ends(Letters(), begin, [stops], [limit])
    for length in range(1, len(text) + 1):
        if ends(torch.tensor([[0] * begin + list(text[:length].encode())]), None)[0]:
            break
    return ends.lengths[0]


@pytest.mark.parametrize(
    ("text", "stops", "length"),
    [
        ("say STOP and more", ("STOP",), 8),
        ("ab", ("STOP",), None),
        ("say STOP", ("OP", "STOP"), 8),
        ("x\nUser: hello", ("\nUser:",), 7),
        ("one two", (" t", "one"), 3),
        ("long", ("a text that is longer than all that is said",), None),
    ],
)
def test_a_row_ends_with_the_token_that_completes_a_text(text, stops, length):
    assert ended(text, stops) == length


def test_what_stands_in_the_prompt_ends_nothing():
    ends = Ends(Letters(), 4, [["STOP"]], [9])
    assert not ends(torch.tensor([list(b"STOPx")]), None)[0]


def test_rows_end_at_their_own_limits_and_texts():
    ends = Ends(Letters(), 0, [["b"], ["x"], []], [9, 9, 2])
    said = torch.tensor([list(b"abbb"), list(b"abbb"), list(b"abbb")])
    done = [ends(said[:, :length], None).tolist() for length in (1, 2, 3)]
    assert done == [[False] * 3, [True, False, True], [True, False, True]]
    assert ends.lengths == [2, None, 2]
