"""The game of tactics: when teams choose, what their orders come to, and what they observe."""

import numpy as np
import pytest

from spenvs.volleyball.players import loop, volley3v3
from spenvs.volleyball.players.player import CELLS
from spenvs.volleyball.players.volley3v3 import ORDER
from spenvs.volleyball.rally import view as rally_view
from spenvs.volleyball.rally.state import BARRED, CROSSED, EVENTS, OVER, SIDE
from spenvs.volleyball.tactics.batch import COUNTS, TacticsBatch
from spenvs.volleyball.tactics.learned import SEEN
from spenvs.volleyball.tactics.orders import MEMBERS, ORDERS, PLACE
from spenvs.volleyball.tactics.players import PLAYERS, landing, rule, scores
from spenvs.volleyball.tactics.state import RALLYING, TOUCHED
from spenvs.volleyball.tactics.view import see
from spenvs.volleyball.volley_tactics import GAME, game
from spenvs.volleyball.worlds import QW, VX, WX, worlds

Q = np.float32(np.sqrt(0.5))


def choices(number, worlds, seed=0):
    return np.random.default_rng(seed).integers(COUNTS, size=(number, worlds, 2, 3))


def orders(batch):
    """Give the skill that each role of both teams was told to use, by world."""
    numbers = np.abs(batch.snapshot()["desk_memory"][:, :, ORDER]).astype(int).reshape(-1, 2, 3)[:, :, list(MEMBERS)]
    return [[[ORDERS[k].skill for k in team] for team in world] for world in numbers]


def seen_of(w):
    x, view = np.zeros((1, 6, GAME.view), np.float32), np.zeros((1, 2, 100), np.float32)
    rally_view.see(w, GAME.model, GAME.numbers, 0, x)
    see(w, 0, x, view)
    return view[0]


def test_teams_choose_again_at_touches_crossings_ends_and_after_a_second():
    batch = TacticsBatch(GAME, 1, 3, autoreset_mode="Disabled")
    reasons = set()
    for seed in range(4):
        batch.reset(seed=seed)
        for act in choices(40, 1, seed):
            events = []
            batch.step(act, lambda events=events: events.append(int(batch.worlds.tally[0, EVENTS])))
            assert not any(events[:-1])
            assert batch.info["event"][0] == events[-1]
            assert batch.info["steps"][0] == len(events) <= 50
            over = batch.terminated[0] or batch.truncated[0]
            assert events[-1] or over or len(events) == 50
            reasons |= {name for name, bit in (("crossed", CROSSED), ("over", OVER), ("hit", 63)) if events[-1] & bit}
            reasons |= {"late"} if len(events) == 50 else set()
            if over:
                break
    assert reasons == {"crossed", "over", "hit", "late"}


def test_what_a_team_observes():
    w = worlds(1, 6)
    w.drone[0, :, 0] = 1, 2, 3, -4, -5, -6
    w.drone[0, :, 2] = 2
    w.drone[0, 2, QW : QW + 4] = 0, 1, 0, 0  # red FirstPass, upside down
    w.drone[0, 5, QW : QW + 4] = Q, 0, 0, Q  # blue FirstPass, its nose along y
    w.drone[0, 5, VX : VX + 3] = 0.1, 0.2, 0.3
    w.drone[0, 5, WX : WX + 3] = 1, 0, 0  # it rolls about its nose
    w.ball[0] = -0.5, 0.25, 3, 1, 2, -3
    w.tally[0, [SIDE, BARRED, TOUCHED, RALLYING]] = 1, 1 << 4, 1 << 5, 1
    red, blue = seen_of(w)
    np.testing.assert_allclose(red[:13], [3, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    np.testing.assert_allclose(red[[13, 26, 39, 52, 65]], [1, 2, -6, -4, -5])
    np.testing.assert_allclose(red[39:52], [-6, 0, 2, Q, 0, 0, Q, 0.1, 0.2, 0.3, 0, 1, 0], atol=1e-6)
    np.testing.assert_allclose(blue[:13], [6, 0, 2, Q, 0, 0, -Q, -0.1, -0.2, 0.3, 0, -1, 0], atol=1e-6)
    np.testing.assert_allclose(red[78:84], w.ball[0])
    np.testing.assert_allclose(blue[78:84], [0.5, -0.25, 3, -1, -2, -3])
    np.testing.assert_allclose(red[84:96], [1, 0] * 3 + [0, 1] + [1, 0] + [0, 1])
    np.testing.assert_allclose(blue[84:96], [0, 1] + [1, 0] + [0, 1] + [1, 0] * 3)
    np.testing.assert_allclose([red[96:98], blue[96:98]], [[0, 1], [1, 0]])
    np.testing.assert_allclose([red[98:], blue[98:]], [[0, 1], [0, 1]])


def test_teams_see_the_same_from_both_sides():
    rng = np.random.default_rng(1)
    w, turned = worlds(1, 6), worlds(1, 6)
    w.drone[0] = rng.normal(size=w.drone[0].shape)
    w.drone[0, :, QW : QW + 4] /= np.linalg.norm(w.drone[0, :, QW : QW + 4], axis=1, keepdims=True)
    w.ball[0] = rng.normal(size=6)
    w.tally[0, [SIDE, BARRED, TOUCHED, RALLYING]] = 0, 0b000110, 0b100000, 0
    turned.drone[0] = np.roll(w.drone[0], 3, axis=0)
    turned.drone[0][:, [0, 1, VX, VX + 1]] *= -1
    qw, qx, qy, qz = np.roll(w.drone[0], 3, axis=0)[:, QW : QW + 4].T
    turned.drone[0, :, QW : QW + 4] = np.stack([-qz, -qy, qx, qw], 1)
    turned.ball[0] = w.ball[0] * [-1, -1, 1, -1, -1, 1]
    turned.tally[0, [SIDE, BARRED, TOUCHED, RALLYING]] = 1, 0b110000, 0b000100, 0
    np.testing.assert_allclose(seen_of(turned)[::-1], seen_of(w), atol=1e-5)


def test_until_the_rally_begins_first_pass_serves_and_receives_whatever_is_chosen():
    batch = TacticsBatch(GAME, 1, 3)
    batch.reset(seed=5)
    told = []
    for _ in range(12):
        batch.step(np.array([[[0, 1, 1], [0, 1, 1]]]))
        both = [team[0] for team in orders(batch)[0]]
        rallying = bool(batch.observation[0, 0, 99])
        if not told or told[-1] != (rallying, *sorted(both)):
            told.append((rallying, *sorted(both)))
        if batch.worlds.tally[0, RALLYING] and both == ["goto", "goto"]:
            break
    assert told == [
        (False, "goto", "serve"),
        (False, "receive", "serve_hover"),
        (False, "receive_hover", "serve_hover"),
        (True, "receive_hover", "serve_hover"),
        (True, "goto", "goto"),
    ]


@pytest.mark.parametrize("side", [1, 2])
def test_attacks_go_to_the_side_that_is_asked_for(side):
    batch = TacticsBatch(GAME, 100, 1)
    batch.reset()
    lands = []
    for _ in range(14):
        seen = batch.observation.copy()
        choice = np.stack([rule(seen[:, 0]), rule(seen[:, 1])], 1)
        choice[:, :, 2] = side
        batch.step(choice)
        for team, att in enumerate((1, 4)):
            hit = (batch.info["event"] == 1 << att) & ~batch.terminated
            place = landing(batch.observation[hit, team])[1]
            lands += place[(place[:, 0] < -1)].tolist()  # beyond the net
    y = np.array(lands)[:, 1] * (-1 if side == 1 else 1)
    assert len(y) > 50
    assert (y > 0.1).mean() > 0.95


def test_threads_change_no_bit_and_worlds_do_not_depend_on_each_other():
    acts = choices(8, 600)
    batches = [TacticsBatch(GAME, 600, 2, threads=threads) for threads in (1, 2)]
    one = TacticsBatch(GAME, 1)
    for batch in batches:
        batch.reset(seed=list(range(600)))
    one.reset(seed=[41])
    for act in acts:
        alone, both = (batch.step(act) for batch in batches)
        for first, second in zip((*alone[:4], *alone[4].values()), (*both[:4], *both[4].values()), strict=True):
            assert first.tobytes() == second.tobytes()
        one.step(act[41:42])
        assert one.observation[0].tobytes() == alone[0][41].tobytes()


def test_the_next_episode_begins_as_the_mode_says():
    acts = choices(40, 8)
    seen = {}
    for mode in ("SameStep", "NextStep", "Disabled"):
        batch = TacticsBatch(GAME, 8, autoreset_mode=mode)
        batch.reset(seed=3)
        rows = []
        for act in acts:
            batch.step(act)
            rows.append(
                [x.copy() for x in (batch.observation, batch.reward, batch.terminated, batch.final, batch.fresh)]
            )
        seen[mode] = [np.stack(column) for column in zip(*rows, strict=True)]
    for i in range(8):
        end = int(np.argmax(seen["Disabled"][2][:, i]))
        for mode in seen:
            reward, terminated = seen[mode][1][: end + 1, i], seen[mode][2][: end + 1, i]
            assert not terminated[:-1].any()
            assert terminated[-1]
            assert not reward[:-1].any()
            assert abs(reward[-1]).tolist() in ([1, 1], [0, 0])
            assert reward[-1].sum() == 0
        np.testing.assert_array_equal(seen["SameStep"][3][end, i], seen["Disabled"][0][end, i])
        np.testing.assert_array_equal(seen["SameStep"][0][end, i], seen["NextStep"][0][end + 1, i])
        assert (seen["SameStep"][4][end, i], seen["NextStep"][4][end + 1, i]) == (True, True)
        assert not seen["NextStep"][2][end + 1, i]
        np.testing.assert_array_equal(seen["Disabled"][0][-1, i], seen["Disabled"][0][end, i])


def test_snapshot_and_restore():
    acts = choices(12, 5)
    batch = TacticsBatch(GAME, 5, 1)
    batch.reset()
    for act in acts[:5]:
        batch.step(act)
    kept = batch.snapshot()
    first = [batch.step(act)[0].copy() for act in acts[5:]]
    batch.restore(kept)
    np.testing.assert_array_equal(first, [batch.step(act)[0].copy() for act in acts[5:]])
    with pytest.raises(ValueError, match="its 'desk_choice' must have shape"):
        TacticsBatch(GAME, 4).restore(kept)


def test_what_is_wrong_is_said():
    batch = TacticsBatch(GAME, 2)
    with pytest.raises(RuntimeError, match=r"call reset\(\) first"):
        batch.step(np.zeros((2, 2, 3), int))
    batch.reset()
    for wrong in (np.zeros((2, 6)), "up", None, [[1], [2, 3]], np.full((2, 2, 3), 0.5), np.full((2, 2, 3), np.nan)):
        with pytest.raises(ValueError, match=r"must be an array of integers of shape \[2, 2, 3\]; got"):
            batch.step(wrong)
    for wrong in ([6, 0, 0], [0, 3, 0], [0, 0, 4], [-1, 0, 0]):
        with pytest.raises(
            ValueError, match=r"choices must be 0 to 5 for FirstPass, 0 to 2 for SecPass, 0 to 3 for Att"
        ):
            batch.step(np.array([[[0, 0, 0], wrong]] * 2))
    with pytest.raises(ValueError, match="there is no skill 'dive'; there are goto, pass"):
        game(skills={"dive": len})
    with pytest.raises(ValueError, match="the skill 'set' must be a function; got 3"):
        game(skills={"set": 3})


def scripted_goto(seen):
    """Fly somewhere as the script does, from what a learned skill sees."""
    number = len(seen)
    memory, action = np.zeros((number, 1, CELLS), np.float32), np.zeros((number, 1, 4), np.float32)
    memory[:, 0, ORDER] = [np.flatnonzero((place == PLACE).all(1))[0] for place in seen[:, 57:60]]
    flies = loop.compiled(loop.plays, volley3v3.__name__)
    every = np.ones((number, 1), np.bool_)
    flies(np.ascontiguousarray(seen[:, None, :57]), ~every[:, 0], memory, action, every, 0, number)
    return action[:, 0]


def test_a_learned_skill_that_does_as_the_scripted_one_leads_to_the_same_rally():
    acts = choices(20, 6)
    script, learned = TacticsBatch(GAME, 6), TacticsBatch(game(skills={"goto": scripted_goto}), 6)
    for batch in (script, learned):
        batch.reset(seed=1)
    for act in acts:
        np.testing.assert_array_equal(script.step(act)[0], learned.step(act)[0])


def test_a_network_as_a_skill():
    torch = pytest.importorskip("torch", reason="torch is not installed (extra rl)")
    network = torch.nn.Sequential(torch.nn.Linear(SEEN, 4), torch.nn.Tanh())
    asked = []

    def policy(seen):
        asked.append(len(seen))
        with torch.no_grad():
            return network(torch.from_numpy(seen)).numpy()

    batch = TacticsBatch(game(skills={"set": policy}), 3)
    batch.reset(seed=1)
    batch.step(np.array([[[1, 1, 0], [1, 0, 0]]] * 3))
    assert asked[0] == 3
    assert set(asked) <= {1, 2, 3}
    assert (batch.flown.action[:, 0] != 0).any()
    spoiled = TacticsBatch(game(skills={"set": lambda seen: seen}), 1)
    spoiled.reset()
    with pytest.raises(ValueError, match=r"the skill 'set' must give an array of shape \[2, 4\]; got shape \[2, 61\]"):
        spoiled.step(np.ones((1, 2, 3), int))


def results(first, second, number=200):
    """Play rallies; give the measures by name."""
    return dict(zip(GAME.measures, scores(GAME, first, second, number, seed=1).T, strict=True))


@pytest.mark.parametrize("other", ["fixed", "fixed_2", "random"])
def test_the_rule_beats_the_tactics_of_the_paper(other):
    assert results(rule, PLAYERS[other])["result"].mean() > 0.8
    assert results(PLAYERS[other], rule, 100)["result"].mean() < -0.8


def test_two_rules_pass_set_and_attack():
    played = results(rule, rule)
    assert played["touches"].mean() >= 5.5
    assert played["crossings"].mean() >= 2.5
    assert (played["reason"] == 0).mean() >= 0.4


def test_a_fixed_tactic_never_attacks_and_random_choices_cover_all():
    played = results(PLAYERS["fixed"], PLAYERS["fixed"], 20)
    assert played["touches"].max() == 2  # a serve, and its receive
    drawn = PLAYERS["random"](np.zeros((500, 100), np.float32), np.random.default_rng(0))
    assert [sorted(set(column)) for column in drawn.T.tolist()] == [list(range(count)) for count in COUNTS]


def test_a_match_is_played_to_its_points():
    batch = TacticsBatch(game(points=2, cap=3, steps=5000), 4, autoreset_mode="Disabled")
    seen = batch.reset(seed=2)
    while not (batch.terminated | batch.truncated).all():
        batch.step(np.stack([rule(seen[:, 0]), PLAYERS["fixed"](seen[:, 1])], 1))
    points = batch.score[:, [GAME.measures.index(name) for name in ("points_0", "points_1")]]
    assert (points.max(1) >= 2).all()
    np.testing.assert_array_equal(batch.score[:, 0], np.sign(points[:, 0] - points[:, 1]))
