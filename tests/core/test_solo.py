"""What the Gymnasium view of one seat promises, for every registered environment and preset."""

import copy
import pickle
import random
import re

import gymnasium
import numpy as np
import pytest
from gymnasium.envs.registration import EnvSpec
from gymnasium.utils.env_checker import check_env
from sudden import GAME

import spenvs
from spenvs.core.aec import FiniteEnv
from spenvs.core.solo import SoloEnv
from spenvs.core.table import Table, begin_games, move_others
from spenvs.core.turn import Fault, Move


@pytest.fixture
def solo(finite):
    """Make the view; keyword arguments are its own."""
    id, preset = finite
    return lambda **options: gymnasium.make(f"spenvs/{id}", preset=preset, **options)


def kuhn(**options):
    return gymnasium.make("spenvs/KuhnPoker-v0", **options)


def first(turn):
    """An opponent: the first legal move."""
    return turn.actions[0]


def drawn(turn):
    """An opponent: a legal move, drawn from the seat's own generator."""
    return int(turn.rng.choice(turn.actions))


def games(env, seed, number=5, choose=None):
    """Play at random; give all that was seen."""
    rng = np.random.default_rng(seed)
    choose = choose or (lambda mask: int(rng.choice(np.flatnonzero(mask))))
    seen = []
    for game in range(number):
        observation, info = env.reset(seed=seed if game == 0 else None)
        seen.append((observation.tobytes(), repr(info)))
        over = False
        while not over:
            observation, reward, over, truncated, info = env.step(choose(info["action_mask"]))
            assert not truncated
            seen.append((observation.tobytes(), reward, over, repr(info)))
    return seen


@pytest.mark.parametrize("seat", [0, -1, "random"])
def test_gymnasiums_checks(finite, solo, seat):
    seat = spenvs.make(finite[0], preset=finite[1]).game.seats - 1 if seat == -1 else seat
    check_env(solo(seat=seat).unwrapped, skip_render_check=seat != 0)


@pytest.mark.parametrize("opponents", ["random", drawn], ids=["random", "function"])
def test_the_seed_decides_all(solo, opponents):
    def play(seed):
        return games(solo(seat="random", opponents=opponents), seed)

    assert play(3) == play(3)
    assert any(play(seed) != play(3) for seed in range(4, 9))


def test_a_game_is_the_whole_game_seen_from_one_seat(make_finite, solo):
    """With opponents that take their first legal move, play the same game by hand.

    One that ends before the seat is to move is dealt anew.
    """
    seats = make_finite().game.seats
    for seat in range(seats):
        env, whole, rng = solo(seat=seat, opponents=first), make_finite(), np.random.default_rng(seat)
        observation, info = env.reset(seed=seat + 5)
        whole.reset(seed=seat + 5)
        me = whole.possible_agents[seat]
        reward, over, asked = 0.0, False, False
        while True:
            while whole.agent_selection != me and not whole.terminations[me]:
                whole.step(whole.legal_actions()[0])
                if whole.terminations[me] and not asked:
                    whole.reset()
            asked = True
            seen = whole.observe(me)
            assert observation.tobytes() == seen["observation"].tobytes()
            assert info["action_mask"].tobytes() == seen["action_mask"].tobytes()
            assert (info["seat"], reward, over) == (seat, whole.rewards[me], whole.terminations[me])
            assert env.unwrapped.text() == whole.text(me)
            assert env.unwrapped.messages() == whole.messages(me)
            assert env.unwrapped.legal() == whole.legal(me)
            if over:
                break
            action = int(rng.choice(whole.legal_actions()))
            whole.step(action)
            observation, reward, over, _, info = env.step(action)


def test_masks_say_what_is_legal(solo):
    env = solo(seat="random")
    _, info = env.reset(seed=1)
    for _ in range(30):
        masks = env.get_wrapper_attr("action_masks")()
        assert masks.dtype == np.bool_
        assert masks.tolist() == info["action_mask"].tolist()
        assert info["action_mask"].dtype == np.int8
        action = env.action_space.sample(info["action_mask"])
        assert masks[action]
        _, _, over, _, info = env.step(action)
        if over:
            _, info = env.reset()


def test_the_drawn_seat_takes_all_values(solo):
    env = solo(seat="random")
    seats = {env.reset(seed=0 if i == 0 else None)[1]["seat"] for i in range(60)}
    assert seats == set(range(env.unwrapped.game_env.game.seats))


def test_random_opponents_play_every_legal_move(solo):
    def firsts(env):
        played = set()
        for i in range(300):
            env.reset(seed=0 if i == 0 else None)
            played.add(env.unwrapped.game_env.position.path[0])
        return played

    env = solo(seat=1)
    env.reset(seed=0)
    if env.unwrapped.game_env.position.path == []:  # who is in the second seat begins
        env = solo(seat=0)
        env.reset(seed=0)
    whole, legal = env.unwrapped.game_env.clone(), set()
    for _ in range(300):
        whole.reset()
        legal.update(whole.legal_actions())
    assert firsts(env) <= legal
    if len(legal) < 20:
        assert firsts(env) == legal


def test_its_spec_is_json_that_makes_it_again(solo):
    env = solo(seat="random")
    again = gymnasium.make(EnvSpec.from_json(env.spec.to_json()))
    assert games(again, 5, 2) == games(env, 5, 2)


@pytest.mark.parametrize("twin", [copy.deepcopy, lambda env: pickle.loads(pickle.dumps(env))], ids=["copy", "pickle"])
@pytest.mark.parametrize("opponents", ["random", drawn], ids=["random", "function"])
def test_a_copy_goes_on_alike_and_apart(solo, twin, opponents):
    env = solo(seat="random", opponents=opponents)
    _, info = env.reset(seed=3)
    env.step(int(np.flatnonzero(info["action_mask"])[0]))
    other, last = twin(env), lambda mask: int(np.flatnonzero(mask)[-1])
    for _ in range(3):
        action = last(env.get_wrapper_attr("action_masks")())
        if env.unwrapped.table.over:
            break
        ours, others = env.step(action), other.step(action)
        assert ours[0].tobytes() == others[0].tobytes()
        assert repr(ours[1:]) == repr(others[1:])
    assert games(env, None, choose=last) == games(other, None, choose=last)


def test_global_generators_are_untouched(solo):
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    before = random.getstate(), np.random.get_state()[1].tobytes()  # noqa: NPY002
    games(solo(seat="random"), 1)
    games(solo(opponents=drawn), 1)
    assert (random.getstate(), np.random.get_state()[1].tobytes()) == before  # noqa: NPY002


def test_an_illegal_move_costs_what_the_options_say(solo):
    env = solo()
    illegal = env.action_space.n
    env.reset(seed=0)
    _, reward, over, _, info = env.step(illegal)
    game = env.unwrapped.game_env.game
    assert (reward, over) == (-game.stake, True)
    assert (info["fault"], info["forfeit"]) == ("illegal", "player_0")
    assert "there is no action" in info["complaint"]

    env = solo(attempts=2, illegal="random")
    before, _ = env.reset(seed=0)
    after, reward, over, _, info = env.step(illegal)
    assert (after.tobytes(), reward, over) == (before.tobytes(), 0.0, False)
    assert info["fault"] == "illegal"
    assert "Your last answer was refused" in env.unwrapped.text()
    info = env.step(illegal)[4]
    assert env.unwrapped.game_env.position.path
    assert info["fault"] == "illegal"
    assert "forfeit" not in info


def test_an_action_may_be_a_text():
    env = kuhn()
    env.reset(seed=0)
    env.step("I think I should [bet]")
    assert env.unwrapped.game_env.position.path[0] == 1
    env.reset()
    assert env.step("hm")[4]["fault"] == "unparsed"


# Opponents


class Recorder:
    """An opponent with all the methods that are asked for."""

    def __init__(self):
        self.heard = []

    def begin(self, seat):
        self.heard.append(("begin", seat))

    def act(self, turn):
        self.heard.append(("act", turn.game, turn.seat))
        return Move(turn.actions[0], {"thought": "hm"})

    def end(self, seat, outcome):
        self.heard.append(("end", seat, outcome))


def test_an_agent_hears_when_a_game_begins_and_ends():
    agent = Recorder()
    env = kuhn(seat=1, opponents=agent)
    env.reset(seed=2)
    reward = env.step(0)[1]
    (_, seat), (_, number, name), (_, same, outcome) = agent.heard
    assert (seat.env_id, seat.seat, seat.role) == ("KuhnPoker-v0", "player_0", "player_0")
    assert (seat.game, seat.seat) == (number, name)
    assert seat == same
    assert (outcome.reward, outcome.status, outcome.reason) == (-reward, "ok", None)
    env.reset()
    assert agent.heard[-2][1].game != number
    assert agent.heard[-2][1].seed != seat.seed


def test_each_other_seat_has_its_own_opponent():
    agents = [Recorder(), Recorder()]
    env = kuhn(preset="three-players", seat=1, opponents=agents)
    env.reset(seed=0)
    env.step(0)
    assert [[what[2] for what in agent.heard if what[0] == "act"] for agent in agents] == [["player_0"], ["player_2"]]
    shared = Recorder()
    env = kuhn(preset="three-players", seat=1, opponents=shared)
    env.reset(seed=0)
    env.step(0)
    assert [what[2] for what in shared.heard if what[0] == "act"] == ["player_0", "player_2"]


def test_a_spec_is_resolved_by_the_installed_factory(tmp_path):
    file = tmp_path / "passes.py"
    file.write_text("def passes(turn):\n    return 0\n")
    env = kuhn(seat=1, opponents=f"python:{file}:passes")
    for seed in range(5):
        env.reset(seed=seed)
        assert env.unwrapped.game_env.position.path == [0]


def test_a_fault_of_an_opponent_is_its_forfeit():
    for answer, fault in (
        (Fault("timeout", "too slow"), "timeout"),
        (Fault("unparsed", "said nothing"), "unparsed"),
        ("nonsense", "unparsed"),
        (99, "illegal"),
        (None, "unparsed"),
    ):
        env = kuhn(opponents=lambda turn, answer=answer: answer)
        env.reset(seed=0)
        _, reward, over, _, info = env.step(0)
        assert (reward, over, info["fault"], info["forfeit"]) == (2.0, True, fault, "player_1")


def test_an_opponent_that_fails_says_so():
    def fails(turn):
        raise ZeroDivisionError("in the agent")

    env = kuhn(opponents=fails)
    env.reset(seed=0)
    with pytest.raises(ZeroDivisionError, match="in the agent"):
        env.step(0)


def test_attempts_hold_for_opponents_too():
    asked = []

    def stubborn(turn):
        asked.append((turn.attempt, turn.complaint))
        return 7 if len(asked) < 3 else 0

    env = kuhn(opponents=stubborn, attempts=3)
    env.reset(seed=0)
    _, _, over, _, info = env.step(0)
    assert over
    assert "forfeit" not in info
    assert [attempt for attempt, _ in asked] == [1, 2, 3]
    assert "there is no action 7" in asked[1][1]


def test_a_game_that_ends_before_the_seat_is_to_move_is_dealt_anew():
    for opponents in ("random", first):
        table = Table(FiniteEnv(GAME, "Sudden-v0"), 0, opponents)
        for seed in range(20):
            table.begin(seed)
            begin_games([table])
            assert not table.over
            assert table.env.position.s[1] == 2
            assert table.env.agent_selection == "player_0"
            table.play(0)
            move_others([table])
            assert table.over


def test_a_seat_that_never_comes_to_move_is_a_clear_error():
    env = kuhn(seat=1, opponents=lambda turn: 9)
    with pytest.raises(RuntimeError, match="1000 games of KuhnPoker-v0 ended before seat 1 was to move"):
        env.reset(seed=0)


# Positions, pictures, errors


def test_reset_from_a_snapshot(make_finite, solo):
    whole = make_finite()
    whole.reset(seed=4)
    snapshot = whole.snapshot()
    seat = whole.seat_number(whole.agent_selection)
    env = solo(seat=seat)
    observation, _ = env.reset(seed=0, options={"snapshot": snapshot})
    assert observation.tobytes() == whole.observe(whole.agent_selection)["observation"].tobytes()


def test_a_snapshot_in_which_the_seat_does_not_move_any_more_is_refused():
    whole = spenvs.make("KuhnPoker-v0")
    whole.reset(seed=0)
    whole.step(0)
    with pytest.raises(ValueError, match="ends before player_0 is to move"):
        kuhn(opponents=first).reset(seed=0, options={"snapshot": whole.snapshot()})


def test_pictures_show_what_the_seat_sees(solo, capsys):
    env = solo(render_mode="rgb_array")
    env.reset(seed=0)
    agent = env.unwrapped.table.agent
    assert (env.render() == env.unwrapped.game_env.picture(agent)).all()
    env = solo(render_mode="ansi")
    env.reset(seed=0)
    assert env.render() == env.unwrapped.game_env.ansi(agent, colour=False)
    assert not capsys.readouterr().out
    env = solo(render_mode="human")
    env.reset(seed=0)
    assert capsys.readouterr().out == env.unwrapped.game_env.ansi(agent) + "\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"seat": 2}, 'seat must be one of 0, 1, or "random", in KuhnPoker-v0; got 2'),
        ({"seat": -1}, 'seat must be one of 0, 1, or "random"'),
        ({"seat": "player_0"}, "got 'player_0'"),
        ({"seat": True}, "got True"),
        ({"opponents": None}, 'an opponent is "random", the spec of an agent, an object .* got None'),
        ({"opponents": Recorder}, "an opponent is .* got <class"),
        ({"opponents": ["random", "random"]}, "KuhnPoker-v0 has 1 other seats: give one opponent, .* got 2"),
        ({"opponents": []}, "got 0"),
        ({"illegal": "shrug"}, "illegal must be"),
        ({"render_mode": "smell"}, "render_mode must be"),
        ({"players": 17}, "players must be an integer from 2 to 4"),
    ],
    ids=str,
)
def test_wrong_arguments_are_refused_in_one_sentence(arguments, complaint):
    with pytest.raises(ValueError, match=complaint) as caught:
        SoloEnv("KuhnPoker-v0", **arguments)
    assert "\n" not in str(caught.value)


def test_unknown_names_are_refused():
    with pytest.raises(LookupError, match=r"no environment 'KunhPoker-v0'; did you mean KuhnPoker-v0"):
        SoloEnv("KunhPoker-v0")
    with pytest.raises(TypeError, match=r"no option of KuhnPoker-v0 'playerz'; did you mean players\?"):
        SoloEnv("KuhnPoker-v0", playerz=2)
    with pytest.raises(LookupError, match="no kind of agent 'nobody'"):
        SoloEnv("KuhnPoker-v0", opponents="nobody")


@pytest.mark.parametrize("seed", [-1, 1.5, "x", True])
def test_bad_seeds_are_refused(seed):
    with pytest.raises(ValueError, match=re.escape("a seed is an integer from 0 on")):
        SoloEnv("KuhnPoker-v0").reset(seed=seed)


def test_a_step_needs_a_game():
    env = SoloEnv("KuhnPoker-v0")
    with pytest.raises(RuntimeError, match=r"no game of KuhnPoker-v0 is going on: call reset\(\) first"):
        env.step(0)
    env.reset(seed=0)
    env.step(9)
    with pytest.raises(RuntimeError, match=r"no game of KuhnPoker-v0 is going on: call reset\(\) first"):
        env.step(0)
