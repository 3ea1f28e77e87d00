"""The Red Queen's game: programs handed in again and again."""

import pytest

import spenvs

IMP, SITTER, DEAD = "MOV 0, 1", "JMP 0", "DAT 0, 0"


@pytest.fixture
def make():
    def begun(**options):
        env = spenvs.make("CoreWarEvolve-v0", **options)
        env.reset(seed=1)
        return env

    return begun


def hand_in(env, *replies):
    for reply in replies:
        env.step(reply)


def test_the_return_is_the_mean_over_the_battles(make):
    env = make(generations=3)
    hand_in(env, IMP, DEAD, IMP, SITTER)
    assert not any(env.terminations.values())
    assert env.text("player_1").count("Your returns so far: -1, ") == 1
    earned = env.position.s.earned
    hand_in(env, DEAD, "[Keep]")
    assert env.rewards["player_0"] == pytest.approx(sum(first for first, _ in earned) / 3)
    assert env.rewards["player_0"] == pytest.approx((1 + earned[1][0] - 1) / 3)
    assert env.outcome()["earned_1_0"] == 1.0
    assert env.outcome()["earned_3_1"] == 1.0


@pytest.mark.parametrize("keep", ["[Keep]", "keep", "<think>Better not.</think> [KEEP]", "[keep]\n"])
def test_a_program_may_be_kept(make, keep):
    env = make(generations=2)
    assert env.legal("player_0") == ["<program>"]
    hand_in(env, IMP, SITTER)
    assert env.legal("player_0") == ["<program>", "Keep"]
    hand_in(env, keep, "DAT 0, 0")
    first, second = env.position.s.generations
    assert second[0] is first[0]
    assert env.position.path[2] == "[Keep]"


def test_champions_are_fought_too(make):
    """Old programs go on fighting the other's new one: here a dead one loses to what the other hands in later."""
    scores = {}
    for champions in (0, 1, 2):
        env = make(generations=3, champions=champions)
        hand_in(env, DEAD, IMP, SITTER, SITTER, SITTER, SITTER)
        scores[champions] = [first for first, _ in env.position.s.earned]
    # the second battle: a tie, and with champions SITTER against IMP and DEAD against SITTER
    assert scores[0] == [-1, 0, 0]
    assert scores[1][0] == -1
    assert scores[1][1] == pytest.approx(scores[2][1])
    assert -0.75 < scores[1][1] <= -1 / 3
    assert scores[1][2] == 0
    assert -0.5 < scores[2][2] <= -1 / 5


def test_what_is_seen_between_battles(make):
    env = make()
    hand_in(env, f"{IMP}\nDAT 1, 1 ; an imp", DEAD)
    text = env.text("player_0")
    assert "Your last program, of 2 instructions:\n    MOV 0, 1\n    DAT 1, 1 ; an imp\n" in text
    assert "you won 4, tied 0 and lost 0; player_1 won 0, tied 0 and lost 4." in text
    assert "player_1 executed 0 cells and died." in text
    assert "The program of player_1, of 1 instruction:\n    ORG START\n    START DAT.F $0, $0\n" in text
    assert "an imp" not in env.text("player_1")
    facts = env.facts("player_0")
    assert facts["program"][:12] == (0, 6, 1, 0, 1, 1, 12, 4, 1, 1, 1, 1)
    assert (facts["length"], facts["their_length"], facts["generation"], facts["generations_left"]) == (2, 1, 2, 3)
    assert facts["theirs"][:6] == (12, 4, 1, 0, 1, 0)
    assert facts["wins"] == (4, 0)
    assert facts["handed_in"] == 0
    hidden = make(reveal="none")
    hand_in(hidden, IMP, SITTER)
    assert hidden.facts("player_1")["their_length"] == 0
    assert "The program of player_0" not in hidden.text("player_1")


def test_all_that_was_said_can_be_kept_in_view(make):
    env = make(past="all")
    hand_in(env, IMP, SITTER, SITTER, SITTER)
    chat = env.messages("player_0")
    assert [message["role"] for message in chat] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert chat[2]["content"] == "```redcode\nMOV 0, 1\n```"
    assert "Battle 1 of 5: player_0 won" in chat[3]["content"]
    assert len(make().messages("player_0")) == 2


def test_read_in_a_parallel_loop():
    env = spenvs.make_parallel("CoreWarEvolve-v0", generations=3)
    env.reset(seed=0)
    for last in (False, False, True):
        assert env.agents == ["player_0", "player_1"]
        _, rewards, terminations, _, _ = env.step({"player_0": IMP, "player_1": DEAD})
        assert all(terminations.values()) == last
        assert rewards["player_0"] == float(last)
