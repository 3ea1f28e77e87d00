"""A person at the terminal: what is shown, what is asked, and how one leaves."""

import io

import pytest

import baselines
from baselines.agents.human import HumanAgent


def first(turn):
    return turn.actions[0]


@pytest.fixture
def types(monkeypatch, capsys):
    """Play a game with answers that are typed beforehand, and give its record and what was on the screen."""

    def play(answers, env_id, agents, **options):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{answer}\n" for answer in answers)))
        records = baselines.play(
            env_id, [HumanAgent() if a == "human" else a for a in agents], concurrency=1, **options
        )
        return records[-1], capsys.readouterr().out

    return play


def test_a_person_plays_by_the_names_of_moves(types):
    record, screen = types(["4", "2", "[6]"], "TicTacToe-v0", ["human", first])
    assert [row.action for row in record.moves] == [4, 0, 2, 1, 6]
    assert [row.status for row in record.moves] == ["ok"] * 5
    assert "TicTacToe-v0: you are player_0" in screen
    assert screen.rstrip().endswith("The game is over: you won (+1).")


def test_what_the_opponent_did_since_is_told(types):
    _, screen = types(["4", "2", "6"], "TicTacToe-v0", ["human", first])
    assert screen.count("player_1 played 0.") == 1
    assert screen.count("player_1 played 1.") == 1


def test_the_last_position_is_shown_with_the_result(types):
    record, screen = types(["8", "3", "4"], "TicTacToe-v0", [first, "human"])
    assert record.rewards["player_1"] == -1
    end = screen[screen.rindex("player_0 played 2.") :]
    assert "[X]│[X]│[X]" in end
    assert "you lost (-1)" in end


def test_a_draw_is_told(types):
    record, screen = types(["rock"], "RockPaperScissors-v0", ["human", first])
    assert record.rewards == {"player_0": 0, "player_1": 0}
    assert "nobody wins" in screen


def test_what_is_no_legal_move_is_asked_for_again(types):
    record, screen = types(["9", "four", "", "0", "4", "2", "6"], "TicTacToe-v0", [first, "human"])
    assert {row.status for row in record.moves} == {"ok"}
    assert "no move was found in '9'" in screen
    assert "no move was found in 'four'" in screen
    assert "0 is not legal now; legal moves: 1, 2, 3" in screen


def test_a_question_mark_shows_the_rules_and_the_legal_moves(types):
    _, screen = types(["?", "bet", "bet"], "KuhnPoker-v0", ["human", first])
    assert screen.count("antes one") == 2
    assert "Legal moves: pass, bet" in screen


@pytest.mark.parametrize("answers", [["q"], ["4", "QUIT"], [], ["4"]])
def test_a_person_may_leave(types, answers):
    with pytest.raises(KeyboardInterrupt, match="the game does not count"):
        types(answers, "TicTacToe-v0", ["human", first])


@pytest.mark.parametrize(
    ("env_id", "opponent", "answer", "screens"),
    [("KuhnPoker-v0", first, "bet", 3), ("RockPaperScissors-v0", "random", "paper", 1)],
)
def test_only_what_the_seat_knows_is_shown_before_the_end(types, env_id, opponent, answer, screens):
    """Of six deals a player tells three apart, by the own card; of three commitments none."""
    asked = {types([answer], env_id, [opponent, "human"], seed=seed)[1].partition("your move")[0] for seed in range(40)}
    assert len(asked) == screens


def test_two_people_share_a_terminal(types):
    record, screen = types(["4", "0", "2", "1", "6"], "TicTacToe-v0", ["human", "human"])
    assert len(record.moves) == 5
    assert "you are player_0" in screen
    assert "you are player_1" in screen
    assert "you won (+1)" in screen
    assert "you lost (-1)" in screen


def test_the_rules_are_told_once(types):
    _, screen = types(["pass"] * 6, "KuhnPoker-v0", ["human", first], games=3)
    assert screen.count("antes one") == 1
    assert screen.count("The game is over") == 3


def test_the_opponents_fault_is_explained(types):
    def crash(turn):
        raise ZeroDivisionError("oops")

    record, screen = types(["4"], "TicTacToe-v0", ["human", crash])
    assert record.end == "crash"
    assert "you won (+1). player_1 forfeited: player_1 raised ZeroDivisionError: oops." in " ".join(screen.split())


def test_a_program_is_typed_in_lines_or_read_from_a_file(types, tmp_path):
    file = tmp_path / "imp.red"
    file.write_bytes("MOV 0, 1 ; J\u00fcrgen\n\nEND".encode("latin-1"))
    answers = ["MOV 0, nowhere", "", "SPL 0", "MOV -1, 9", "", "[keep]", str(file)]
    record, screen = types(answers, "CoreWarEvolve-v0", ["human", lambda turn: "DAT 0, 0"], generations=3)
    assert [row.action for row in record.moves if row.seat == "player_0"] == [
        "```redcode\nSPL 0\nMOV -1, 9\n```",
        "[Keep]",
        "```redcode\nMOV 0, 1 ; J\ufffdrgen\n\nEND\n```",
    ]
    assert "'nowhere' is not defined" in screen
    assert "or [Keep]): " in screen


def test_a_person_may_send_arrays(types):
    answers = ["?", "no numbers", "[[0.2, 0.2, 0.2, 0.2]]", "[[0.3, 0.3, 0.3, 0.3]]"]
    record, screen = types(answers, "DroneHover-v0", ["human"], steps=2)
    assert [row.action[0][0] for row in record.moves] == [0.2, 0.3]
    assert "your move ([[a, b, c, d]])" in screen
    assert "the answer holds no action" in screen
    assert "The game is over: your return is" in screen
