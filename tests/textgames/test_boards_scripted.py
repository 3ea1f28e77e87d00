"""Scripted players of boards and heaps: better than random, legal in every preset, as good as their rules."""

import numpy as np
import pytest

import spenvs
from baselines.agents.scripted import ScriptedAgent
from baselines.agents.scripts.boards import SCRIPTS, careful
from baselines.arena.match import play
from spenvs.core.position import Position
from spenvs.textgames import connect_four, tictactoe

PAIRS = 50
SETTINGS = [(id, preset) for id in SCRIPTS for preset in spenvs.registry.spec(id).presets]


def rewards(id, seat, games, opponent="random", **options):
    """What the scripted player gets in each game from one seat."""
    agents = [ScriptedAgent(SCRIPTS), opponent]
    records = play(id, agents[:: 1 - 2 * seat], games=games, seed=1, **options)
    assert all(record.end == "natural" for record in records)
    return np.array([record.rewards[f"player_{seat}"] for record in records])


@pytest.mark.parametrize("id", SCRIPTS)
def test_it_beats_random_play(id):
    """The lower end of the 95 % interval of its mean reward over pairs of games, a seat each, lies above 0."""
    pairs = (rewards(id, 0, PAIRS) + rewards(id, 1, PAIRS)) / 2
    assert pairs.mean() - 1.96 * pairs.std(ddof=1) / np.sqrt(PAIRS) > 0


@pytest.mark.parametrize(("id", "preset"), SETTINGS)
def test_it_plays_every_preset(id, preset):
    games = 2 if preset == "gomoku" else 6
    assert rewards(id, 0, games, preset=preset).sum() + rewards(id, 1, games, preset=preset).sum() > 0


@pytest.mark.parametrize("misere", [False, True])
def test_nim_is_never_lost_from_a_won_position(misere):
    """The heaps 1, 3, 5, 7 are lost for who begins, 3, 4, 5 won (Bouton, 1901)."""
    assert (rewards("Nim-v0", 1, 50, misere=misere) == 1).all()
    assert (rewards("Nim-v0", 0, 50, "minimax", heaps=(3, 4, 5), misere=misere) == 1).all()


def test_who_begins_does_not_lose_tictactoe_against_best_play():
    assert rewards("TicTacToe-v0", 0, 20, "minimax").min() == 0


def test_careful_wins_blocks_and_does_not_help(after):
    assert careful(after(tictactoe.game(), "0 3 1 4")) == [2]
    assert careful(after(tictactoe.game(), "0 4 1")) == [2]
    assert 3 not in careful(after(connect_four.game(), "0 6 1 6 2 5 5 5"))[1:]
    assert careful(Position(tictactoe.game(misere=True), 0)) == list(range(9))
