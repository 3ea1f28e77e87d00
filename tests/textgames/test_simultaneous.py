"""Goofspiel and rock, paper, scissors: both choose at once, and neither sees the other's choice before it counts."""

import itertools

import numpy as np
import pytest

import spenvs
from spenvs.core.rules import OVER
from spenvs.textgames import goofspiel, rock_paper_scissors


def test_rock_paper_scissors(after):
    names = rock_paper_scissors.game().actions
    wins = {("rock", "scissors"), ("scissors", "paper"), ("paper", "rock")}
    for pair in itertools.product(names, names):
        expected = [1, -1] if pair in wins else [-1, 1] if pair[::-1] in wins else [0, 0]
        assert after(rock_paper_scissors.game(), " ".join(pair)).returns() == expected


def test_rounds_add_up(after):
    position = after(rock_paper_scissors.game(4), "rock scissors rock scissors paper scissors rock rock")
    assert position.returns() == [1, -1]
    assert after(rock_paper_scissors.game(4), "rock scissors").returns() == [0, 0]


def test_rounds_in_words(after):
    game = rock_paper_scissors.game(3)
    position = after(game, "rock scissors paper")
    assert rock_paper_scissors.describe(game, position.s, 1) == (
        "Rounds over: 1 of 3. Points: player_0 +1, player_1 -1. Choices so far: player_0 R, player_1 S."
    )
    assert rock_paper_scissors.describe(game, position.s, 0).endswith(" You have chosen paper for this round.")


def test_ten_thousand_rounds():
    env = spenvs.make("RockPaperScissors-v0", rounds=10_000)
    env.reset(seed=0)
    for _ in range(10_000):
        env.step(1)
        env.step(0)
    assert env.rewards == {"player_0": 10_000, "player_1": -10_000}


def test_goofspiel_plays_the_last_trick_itself(after):
    """Prizes 2 and 1, then 3 for the cards that are left."""
    game = goofspiel.game(3, points=True)
    position = after(game, "1 2 3 1", (1, 0))
    assert position.mover == OVER
    assert position.returns() == [1 - 5, 5 - 1]
    assert after(goofspiel.game(3), "1 2 3 1", (1, 0)).returns() == [-1, 1]


def test_equal_bids_win_nothing(after):
    game = goofspiel.game(3, prizes="descending", points=True)
    assert after(game, "3 3 1 2").returns() == [1 - 2, 2 - 1]
    assert after(game, "3 3 1 1").returns() == [0, 0]


@pytest.mark.parametrize(("prizes", "order"), [("descending", [4, 3, 2, 1]), ("ascending", [1, 2, 3, 4])])
def test_the_order_of_prizes(after, prizes, order):
    game = goofspiel.game(4, prizes=prizes)
    position = after(game, "1 1 2 2 3 3")
    assert position.s[goofspiel.PRIZE : goofspiel.PRIZE + 4].tolist() == order
    assert game.draws == game.outcomes == 0


def test_a_card_is_bid_once(after):
    position = after(goofspiel.game(4), "3 1", (0, 1))
    assert [position.game.actions[a] for a in position.legal()] == ["1", "2", "4"]


@pytest.mark.parametrize("open_bids", [False, True])
def test_what_a_trick_shows(after, open_bids):
    """That player_1 won with 3 or 4 over 2 is told only where bids are open; that bids were equal is always told."""
    game = goofspiel.game(5, open_bids=open_bids)
    seen = [after(game, f"2 {bid}", (0, 1)).see(0).tolist() for bid in (3, 4, 1, 2)]
    assert (seen[0] == seen[1]) == (not open_bids)
    assert seen[0] != seen[2] != seen[3]
    words = goofspiel.describe(game, after(game, "2 4", (0, 1)).s, 0)
    assert ("against 4" in words) == open_bids


def test_a_pending_bid_is_its_owners_alone(after):
    game = goofspiel.game(5)
    positions = [after(game, bid, (0,)) for bid in ("2", "5")]
    assert positions[0].see(1).tolist() == positions[1].see(1).tolist()
    assert "You have bid 5." in goofspiel.describe(game, positions[1].s, 0)
    assert "bid" not in goofspiel.describe(game, positions[1].s, 1)


@pytest.mark.parametrize("id", ["Goofspiel-v0", "RockPaperScissors-v0"])
def test_parallel_play_is_the_same_game(id):
    options = {"cards": 5} if id == "Goofspiel-v0" else {"rounds": 4}
    turns, parallel = spenvs.make(id, **options), spenvs.make_parallel(id, **options)
    rng = np.random.default_rng(0)
    for seed in range(10):
        turns.reset(seed=seed)
        observations, _ = parallel.reset(seed=seed)
        while parallel.agents:
            actions = {}
            for agent in parallel.agents:
                mask = observations[agent]["action_mask"]
                actions[agent] = int(rng.choice(mask.nonzero()[0]))
            for agent in parallel.agents:
                assert turns.agent_selection == agent
                turns.step(actions[agent])
            observations, rewards, terminations, _, _ = parallel.step(actions)
            for agent in observations:
                assert (observations[agent]["observation"] == turns.observe(agent)["observation"]).all()
        assert rewards == {agent: turns.rewards[agent] for agent in turns.possible_agents}
        assert all(terminations.values())


def test_bad_options_are_refused():
    with pytest.raises(ValueError, match=r'^prizes must be "random", "descending" or "ascending"; got \'up\'$'):
        goofspiel.game(prizes="up")
    with pytest.raises(ValueError, match=r"^cards must be an integer from 3 to 13; got 14$"):
        goofspiel.game(14)
    with pytest.raises(ValueError, match=r"^open_bids must be True or False; got None$"):
        goofspiel.game(open_bids=None)
    with pytest.raises(ValueError, match=r"^rounds must be an integer from 1 to 10000; got 0$"):
        rock_paper_scissors.game(0)


@pytest.mark.parametrize("guilty", [0, 1])
def test_an_illegal_action_ends_a_parallel_game(guilty):
    """PettingZoo's own wrapper stops with an AssertionError where a seat before the last one forfeits."""
    env = spenvs.make_parallel("RockPaperScissors-v0", rounds=3, attempts=2)
    env.reset(seed=0)
    env.step({"player_0": "rock", "player_1": "paper"})
    actions = {f"player_{seat}": "well" if seat == guilty else "rock" for seat in range(2)}
    _, rewards, terminations, _, infos = env.step(actions)
    assert rewards[f"player_{guilty}"] < 0 < rewards[f"player_{1 - guilty}"]
    assert all(terminations.values())
    assert {info["forfeit"] for info in infos.values()} == {f"player_{guilty}"}
    assert env.agents == []


@pytest.mark.parametrize("actions", [{"player_0": "rock"}, {}, ["rock", "paper"], None])
def test_each_seat_of_a_parallel_game_needs_an_action(actions):
    env = spenvs.make_parallel("RockPaperScissors-v0")
    env.reset(seed=0)
    with pytest.raises(ValueError, match=r"step\(\) takes a dict with an action for each of player_0, player_1"):
        env.step(actions)
