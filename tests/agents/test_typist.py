"""The typist of Core War's editor: what it submits is the warrior that it was given, on any core and from any page."""

import gymnasium
import numpy as np
import pytest

import spenvs
from baselines.agents.typist import number_key, typist
from baselines.registry import make_agent
from spenvs.core.position import Position
from spenvs.core.turn import Turn
from spenvs.corewar import assemble, editor
from spenvs.corewar.editor_page import LINE, PAGE, A
from spenvs.corewar.editor_table import ACTIONS, NUMBERS, SUBMIT, signed
from spenvs.registry import UnknownName


def turns(env, players):
    """Play a game; give each turn and its answer."""
    while not env.terminations[env.agent_selection]:
        seat = env.seat_number(env.agent_selection)
        turn = Turn(env, env.agent_selection, rng=np.random.default_rng(0))
        action = players[seat].act(turn)
        yield seat, action
        env.step(action)


@pytest.mark.parametrize("preset", [None, "94"])
@pytest.mark.parametrize("name", ["imp", "dwarf", "clear", "mice"])
def test_it_types_a_warrior_and_submits_it(preset, name):
    env = spenvs.make("CoreWarStep-v0", preset=preset, edits=100)
    agent = make_agent(f"typist:{name}")
    env.reset(seed=1)
    answers = list(turns(env, [agent, agent]))
    warrior = agent.warrior(env.game)
    for seat in range(2):
        page = editor.read(env.position.s, seat)
        assert [list(line) for line in page.lines] == warrior.code.tolist()
        assert page.start == warrior.start
        pressed = [action for each, action in answers if each == seat]
        assert pressed.count(SUBMIT) == 3
        assert pressed[-2:] == [SUBMIT, SUBMIT]


def test_a_short_round_is_followed_by_more_typing():
    env = spenvs.make("CoreWarStep-v0", edits=8)
    agent = typist("dwarf")
    env.reset(seed=1)
    list(turns(env, [agent, agent]))
    assert [list(line) for line in editor.read(env.position.s, 0).lines] == agent.warrior(env.game).code.tolist()


def test_it_types_over_whatever_stands_there():
    """After a random first round, which leaves other lines, numbers and starts."""
    for seed in range(30):
        env = spenvs.make("CoreWarStep-v0", edits=60, rounds=2, lines=8)
        env.reset(seed=seed)
        rng, agent = np.random.default_rng(seed), typist("clear")
        while not env.position.outcomes():
            env.step(env.sample(env.agent_selection, rng))
        list(turns(env, [agent, agent]))
        for seat in range(2):
            page = editor.read(env.position.s, seat)
            assert [list(line) for line in page.lines] == agent.warrior(env.game).code.tolist()
            assert page.start == agent.warrior(env.game).start


@pytest.mark.parametrize("size", [9, 80])
def test_any_number_becomes_any_other_in_a_few_keys(size):
    first = Position(editor.game(lines=1, edits=250, core_size=size), 0)
    longest = 2 * len(str(size // 2)) + 2
    for number in range(size):
        for wanted in range(size):
            position = first.copy()
            position.s[PAGE + LINE + A] = number
            position.play(ACTIONS.index("modifier A"))
            for _ in range(longest):
                now = signed(editor.read(position.s, 0).lines[0][A], size)
                if now % size == wanted:
                    break
                position.play(NUMBERS + number_key(now, signed(wanted, size)))
            assert editor.read(position.s, 0).lines[0][A] == wanted


def test_a_file_is_typed_as_well(tmp_path):
    file = tmp_path / "mine.red"
    file.write_text(";assert 1\nJMP.B $0, $0\n")
    env = spenvs.make("CoreWarStep-v0")
    env.reset(seed=0)
    agent = make_agent(f"typist:{file}")
    list(turns(env, [agent, typist("imp")]))
    assert editor.read(env.position.s, 0).lines == [tuple(assemble(file.read_text()).code[0])]
    assert agent.version() != typist("imp").version()


def test_it_is_an_opponent_to_learn_against():
    env = gymnasium.make("spenvs/CoreWarStep-v0", opponents="typist:imp")
    for seed in range(3):
        env.reset(seed=seed)
        done = False
        while not done:
            _, reward, done, _, _ = env.step(SUBMIT)
        assert reward == -1.0


def test_what_it_cannot_play_or_find_is_said(tmp_path):
    agent = typist("paper")
    assert "does not assemble here: line" in agent.plays(spenvs.make("CoreWarStep-v0"))
    assert agent.plays(spenvs.make("CoreWarStep-v0", preset="94")) is None
    assert agent.plays(spenvs.make("TicTacToe-v0")) == "it types in CoreWarStep-v0, and nowhere else"
    with pytest.raises(UnknownName, match="there is no warrior 'dwraf'; did you mean dwarf"):
        typist("dwraf")
    outside = tmp_path / "outside.red"
    outside.write_text(";assert 1\nORG 3\nJMP.B $0, $0\n")
    assert "starts outside of its own lines" in typist(str(outside)).plays(spenvs.make("CoreWarStep-v0"))
