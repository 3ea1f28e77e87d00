"""The melee of several programs."""

import numpy as np
import pytest

import spenvs
from spenvs.corewar import assemble, battle
from spenvs.corewar.bout import fight
from spenvs.corewar.entry import Program
from spenvs.corewar.machine import Settings
from spenvs.corewar.placement import SEEDS
from spenvs.corewar.survival import survival

SOURCES = ("MOV 0, 1", "JMP 0", "DAT 0, 0", "SPL 0\nMOV -1, {-1\nJMP -2", "ADD #5, 2\nMOV 2, 7\nJMP -2, 0\nDAT 0, 0")


def fought(players, **options):
    env = spenvs.make("CoreWarArena-v0", players=players, **options)
    env.reset(seed=3)
    for seat in range(players):
        env.step(SOURCES[seat % len(SOURCES)])
    return env, env.position.s.bout


@pytest.mark.parametrize("players", [3, 5, 8])
def test_melees_are_pmars_battles(players):
    """The seed of the places is what is drawn; pMARS itself judges `battle` (tests/oracles)."""
    programs = [Program(source, assemble(source)) for source in (SOURCES * 2)[:players]]
    bout = fight(programs, 25, Settings(), "hill", np.random.default_rng(7))
    seed = int(np.random.default_rng(7).integers(1, SEEDS))
    judged = battle([program.warrior for program in programs], rounds=25, seed=seed)
    assert list(bout.wins) == judged.wins
    assert list(bout.ties) == judged.ties
    assert list(bout.points) == judged.scores
    assert list(bout.losses) == judged.deaths.tolist()
    assert bout.returns == tuple(points / (25 * (players * players - 1)) for points in judged.scores)


def test_by_survival_they_are_drqs_melees():
    programs = [Program(source, assemble(source)) for source in SOURCES]
    bout = fight(programs, 5, Settings(), "survival", np.random.default_rng(7))
    seed = int(np.random.default_rng(7).integers(2**31))
    measured = survival([program.warrior for program in programs], 5, seed)
    assert bout.returns == pytest.approx(measured.scores.mean(axis=0) - 1)
    assert bout.spawned == tuple(measured.spawned.mean(axis=0))
    assert bout.coverage == tuple(measured.coverage.mean(axis=0))
    lived = (measured.alive == 1).sum(axis=0)
    assert [won + tied for won, tied in zip(bout.wins, bout.ties, strict=True)] == lived.tolist()
    assert bout.watch(1).mover == 0
    width = 8000 // len(programs)
    assert all(k * width <= at < (k + 1) * width for row in bout.places.tolist() for k, at in enumerate(row))


@pytest.mark.parametrize("rewards", ["outcome", "survival"])
def test_what_the_dead_lose_the_survivors_share(rewards):
    env, _ = fought(3, rewards=rewards)
    assert [*env.rewards.values()] == pytest.approx([0.5, 0.5, -1], abs=1e-4)


def test_from_two_to_sixty_four_players():
    for players in (2, 64):
        env, bout = fought(players, rounds=1)
        assert len(bout.places[0]) == players == len(env.rewards)
        assert abs(sum(env.rewards.values())) < 1e-9
    for players in (1, 65):
        with pytest.raises(ValueError, match="players must be an integer from 2 to 64"):
            spenvs.make("CoreWarArena-v0", players=players)
    with pytest.raises(ValueError, match="core_size must be at least 12800"):
        spenvs.make("CoreWarArena-v0", players=64, min_distance=200)
