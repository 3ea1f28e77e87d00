"""Policies as players: our own small networks, Stable-Baselines3's and torch's."""

import importlib
from itertools import pairwise

import gymnasium
import numpy as np
import pytest
from gymnasium.spaces import Box

import baselines
import spenvs
from baselines.agents.clone import FOLDER, CloneAgent, clone, names
from baselines.learn.network import Network
from spenvs.registry import UnknownName
from spenvs.volleyball.bump_and_pass import GAME as PASS
from spenvs.volleyball.hover import GAME as HOVER
from spenvs.volleyball.teams import TeamEnv


def network(*sizes, seed=0):
    rng = np.random.default_rng(seed)
    weights = tuple(rng.normal(0, 0.3, (b, a)).astype(np.float32) for a, b in pairwise(sizes))
    return Network(weights, tuple(rng.normal(0, 0.3, len(weight)).astype(np.float32) for weight in weights))


def turn_of(env, seed=0, **options):
    env.reset(seed=seed)
    return env.turn(rng=np.random.default_rng(seed), **options)


def passing():
    return TeamEnv(PASS, "DroneBumpAndPass-v0")


def hover():
    return TeamEnv(HOVER, "DroneHover-v0")


def test_a_network_does_what_torch_does():
    torch = pytest.importorskip("torch", reason="torch is not installed (extra rl)")
    ours = network(7, 9, 8, 3)
    parts = []
    for weight, bias in zip(ours.weights, ours.biases, strict=True):
        parts += [torch.nn.Linear(*weight.shape[::-1]), torch.nn.Tanh()]
        parts[-2].weight.data, parts[-2].bias.data = torch.from_numpy(weight), torch.from_numpy(bias)
    x = np.random.default_rng(1).normal(size=(5, 7)).astype(np.float32)
    theirs = torch.nn.Sequential(*parts[:-1])(torch.from_numpy(x)).detach().numpy()
    np.testing.assert_allclose(ours(x), theirs, rtol=1e-5, atol=1e-6)


def test_a_network_is_what_its_file_says(tmp_path):
    ours = network(7, 9, 3)
    for name in ("a.npz", "b.npz"):
        ours.save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    read = Network.load(tmp_path / "a.npz")
    assert (read.inputs, read.outputs) == (7, 3)
    assert CloneAgent(read).version() == CloneAgent(ours).version() != CloneAgent(network(7, 9, 3, seed=1)).version()
    np.testing.assert_array_equal(read(np.ones(7, np.float32)), ours(np.ones(7, np.float32)))


@pytest.mark.parametrize("arrays", [{}, {"weight_0": np.ones((3, 2))}, {"weight_0": np.ones(3), "bias_0": np.ones(3)}])
def test_a_file_without_a_network_is_refused(tmp_path, arrays):
    np.savez(tmp_path / "odd.npz", **arrays)
    with pytest.raises(ValueError, match=r"odd\.npz holds no network"):
        Network.load(tmp_path / "odd.npz")


def test_what_is_no_file_is_refused(tmp_path):
    (tmp_path / "odd.npz").write_bytes(b"PK\3\4 odd")
    with pytest.raises(ValueError, match="holds no network"):
        clone(str(tmp_path / "odd.npz"))
    with pytest.raises(ValueError, match="there is no file"):
        clone(str(tmp_path / "none.npz"))
    with pytest.raises(UnknownName, match="no network"):
        clone("none")


def test_layers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        Network((np.ones((3, 2)), np.ones((3, 2))), (np.ones(3), np.ones(3)))


def test_a_network_answers_for_every_drone_of_a_team_and_for_many_games_at_once():
    net = network(PASS.view, 8, 4)
    agent, envs = CloneAgent(net), [passing(), passing(), hover()]
    assert agent.plays(envs[0]) is None
    assert f"({PASS.view}, 4), not ({HOVER.view}, 4)" in agent.plays(envs[2])
    turns = [turn_of(env, seed) for seed, env in enumerate(envs[:2])]
    answers = agent.act_many(turns)
    for env, turn, answer in zip(envs, turns, answers, strict=False):
        seen = env.observe("player_0")["observation"]
        np.testing.assert_allclose(answer, [net(row) for row in seen], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(answer, agent.act(turn), rtol=1e-5, atol=1e-6)
        env.step(answer)


def test_games_of_different_kinds_may_ask_together():
    class Both(CloneAgent):
        def choose(self, seen, masks, turns):
            return masks.argmax(1) if masks is not None else np.full((len(seen), 4), 0.5)

    envs = [spenvs.make("TicTacToe-v0"), passing(), spenvs.make("TicTacToe-v0")]
    first, second, third = Both(network(1, 1)).act_many([turn_of(env) for env in envs])
    assert (first, third) == (0, 0)
    assert second.shape == (2, 4)


def test_a_network_with_an_output_for_each_action_plays_the_best_legal_one():
    agent = CloneAgent(network(*np.shape(spenvs.make("TicTacToe-v0").observation_space("player_0")["observation"]), 9))
    records = baselines.play("TicTacToe-v0", [agent, "random"], games=20, seed=0)
    assert all(record.end == "natural" for record in records)


def test_it_says_that_it_does_not_read_text():
    assert "not text" in CloneAgent(network(1, 1)).plays(spenvs.make("TwentyQuestions-v0"))


@pytest.mark.parametrize("name", names())
def test_our_own_networks_are_small_and_keep_their_game_going(name):
    """For two seconds, in which a drone that does nothing has fallen."""
    assert (FOLDER / f"{name}.npz").stat().st_size < 40_000
    game = importlib.import_module(f"spenvs.volleyball.{name}").GAME
    agent, env = clone(name), TeamEnv(game, name)
    assert agent.plays(env) is None
    assert "made for" in agent.plays(passing())
    assert "control='prt'" in agent.plays(TeamEnv(game.with_(control="ctbr"), name))
    env.reset(seed=0)
    for _ in range(100):
        assert not env.terminations["player_0"]
        env.step(agent.act(env.turn()))


@pytest.fixture
def ppo(tmp_path):
    """Save an untrained policy of one drone; give it, and its file."""
    sb3 = pytest.importorskip("stable_baselines3", reason="Stable-Baselines3 is not installed (extra rl)")
    model = sb3.PPO("MlpPolicy", gymnasium.make("spenvs:spenvs/DroneHover-v0"), device="cpu", seed=0)
    model.save(tmp_path / "best.zip")
    return model, tmp_path / "best.zip"


def test_a_model_of_stable_baselines3_plays_as_it_predicts(ppo):
    from baselines.agents.sb3 import SB3Agent

    model, path = ppo
    agent, env = SB3Agent(str(path)), hover()
    assert agent.plays(env) is None
    assert f"shape ({HOVER.view},), not ({PASS.view},)" in agent.plays(passing())
    assert "actions" in agent.plays(_like_hover_with_numbered_actions())
    answer = agent.act(turn_of(env))
    np.testing.assert_array_equal(answer, model.predict(env.observe("player_0")["observation"], deterministic=True)[0])
    env.step(answer)


def _like_hover_with_numbered_actions():
    env = hover()
    env.action_spaces = {"player_0": spenvs.make("TicTacToe-v0").action_space("player_0")}
    env.observation_spaces["player_0"].spaces["observation"] = Box(-1, 1, (HOVER.view,), np.float32)
    return env


def test_what_a_model_draws_comes_from_the_turn(ppo):
    torch = pytest.importorskip("torch", reason="torch is not installed (extra rl)")
    from baselines.agents.sb3 import SB3Agent

    agent, env = SB3Agent(str(ppo[1]), deterministic=False), hover()
    state = torch.get_rng_state()
    drawn = [agent.act(turn_of(env, seed)) for seed in (1, 1, 2)]
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] != drawn[2]).any()
    assert (torch.get_rng_state() == state).all()


def test_files_and_algorithms_that_are_not_there_are_refused(ppo, tmp_path):
    from baselines.agents.sb3 import SB3Agent

    with pytest.raises(ValueError, match="there is no file"):
        SB3Agent(str(tmp_path / "none.zip"))
    with pytest.raises(ValueError, match="no algorithm 'PPPO'"):
        SB3Agent(str(ppo[1]), algorithm="PPPO")


def test_a_masked_model_plays_legal_moves_only(tmp_path):
    contrib = pytest.importorskip("sb3_contrib", reason="sb3-contrib is not installed (extra rl)")
    from baselines.agents.sb3 import SB3Agent

    env = gymnasium.make("spenvs:spenvs/TicTacToe-v0")
    contrib.MaskablePPO("MlpPolicy", env, device="cpu", seed=0).save(tmp_path / "best.zip")
    for deterministic in (True, False):
        agent = SB3Agent(str(tmp_path / "best.zip"), algorithm="MaskablePPO", deterministic=deterministic)
        assert agent.plays(spenvs.make("TicTacToe-v0")) is None
        records = baselines.play("TicTacToe-v0", [agent, agent], games=5, seed=0)
        assert all(record.end == "natural" for record in records)
        assert (len({record.moves[0].action for record in records}) == 1) == deterministic


def test_a_network_of_torch_plays(tmp_path):
    torch = pytest.importorskip("torch", reason="torch is not installed (extra rl)")
    from baselines.agents.torch import TorchAgent

    rows = ({0: torch.export.Dim("rows")},)
    for name, sizes in (("fly", (PASS.view, 4)), ("nine", (18, 9))):
        program = torch.export.export(torch.nn.Linear(*sizes), (torch.zeros(2, sizes[0]),), dynamic_shapes=rows)
        torch.export.save(program, tmp_path / f"{name}.pt2")
    agent = TorchAgent(str(tmp_path / "fly.pt2"))
    assert agent.act(turn_of(passing())).shape == (2, 4)
    drawing = TorchAgent(str(tmp_path / "nine.pt2"), deterministic=False)
    records = baselines.play("TicTacToe-v0", [drawing, drawing], games=10, seed=0)
    assert all(record.end == "natural" for record in records)
    assert len({record.moves[0].action for record in records}) > 1
    with pytest.raises(ValueError, match=r"ends in \.pt2"):
        TorchAgent(str(tmp_path / "fly.pt"))
