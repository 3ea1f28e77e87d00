"""What happens in a competitive game, in words."""

import numpy as np
from rallies import GAMES, Rally, match

from spenvs.volleyball.environment import DroneEnv
from spenvs.volleyball.rally.state import REASONS
from spenvs.volleyball.rally.text import WHY, caption, events, happened, teams
from spenvs.volleyball.volley1v1 import GAME


def test_a_rally_is_told_step_by_step():
    game = Rally(match(GAMES[3]))

    def told():
        return caption(game.game, game.w), happened(game.game, game.w)

    assert told() == ("rally 1   0:0   red serves", [])
    game.hit(2, 0)
    assert told() == ("rally 1   0:0   red served", ["red_3 touches the ball."])
    game.cross()
    assert told() == ("rally 1   0:0   red 1/3", ["The ball crosses the net."])
    game.hit(4)
    assert told() == ("rally 1   0:0   blue 1/3", ["blue_2 touches the ball."])
    game.ball(-1, 0, 0.1).judge(ground=True)
    fault = "Fault of blue: the ball came down in its half."
    assert told() == ("rally 2   1:0   red serves", [fault, "red wins the rally: 1:0."])
    game.fly(0, -0.1, 0, 0.2).fly(3, 0.1, 0, 2).judge()
    assert told()[1] == [
        "Fault of red: a drone crossed to the far side; a drone crashed.",
        "Fault of blue: a drone crossed to the far side.",
        "Nobody wins the rally: 1:0.",
    ]


def test_infos_name_what_happened():
    game = Rally(match(GAMES[3]))
    game.hit(2, 0)
    assert events(game.game, game.w) == {"crossed": False}
    game.cross()
    assert events(game.game, game.w) == {"crossed": True}
    game.hit(4)
    game.ball(-1, 0, 0.1).judge(ground=True)
    faults = {"red": [], "blue": ["down"]}
    rally = {"winner": "red", "points": {"red": 1, "blue": 0}, "faults": faults, "end": []}
    assert events(game.game, game.w) == {"crossed": False, "rally": rally}


def test_a_rally_that_ends_is_in_the_infos_of_all():
    env = DroneEnv(GAME, "DroneVolley1v1-v0")
    env.reset(seed=0)
    infos = {}
    while env.agents:
        assert not any("rally" in info for info in infos.values())
        infos = env.step(dict.fromkeys(env.agents, np.full(4, -1, np.float32)))[4]
    winner = infos["red"]["rally"]["winner"]
    assert infos["red"]["rally"] == infos["blue"]["rally"]
    assert infos["red"]["score"]["result"] == {"red": 1, "blue": -1, None: 0}[winner]


def test_volleybots_ends_without_a_loser_are_told():
    game = Rally(GAMES[1].with_(fair=False)).fly(0, 1, 0, 0.2).judge()
    assert happened(game.game, game.w) == ["The rally ends: a drone crashed.", "Nobody wins the rally: 0:0."]


def test_every_reason_has_words():
    assert set(WHY) == set(REASONS) - {"time", "both"}


def test_teams_have_names():
    assert all(teams(game) == ("red", "blue") for game in GAMES.values())


def test_who_has_won_is_said_when_all_is_over():
    game = Rally(GAMES[3]).hit(2, 0).cross().hit(4).ball(-1, 0, 0.1).judge(ground=True)
    assert caption(game.game, game.w) == "rally 1   1:0   red wins   blue: the ball came down in its half"
