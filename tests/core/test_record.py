"""Records: they hold all of a game, and their replay notices any change."""

import dataclasses
import json

import numpy as np
import pytest

import baselines
from spenvs.core.record import Record, ReplayError, fingerprint, replay, verify


@pytest.fixture(scope="module")
def record():
    (played,) = baselines.play("KuhnPoker-v0", ["random", "random"], seed=3)
    return played


def test_json_round_trip(record):
    text = record.to_json()
    assert text.isascii()
    assert "\n" not in text
    assert Record.from_json(text) == record
    assert Record.from_json(text.encode()) == record
    assert json.loads(text)["schema"] == 1


def test_every_environment_replays(make, setting):
    id, preset = setting
    seats = len(make().possible_agents)
    for played in baselines.play(id, ["random"] * seats, games=5, preset=preset, attempts=2):
        verify(Record.from_json(played.to_json()))


def test_faults_replay():
    def wrong(turn):
        return "nonsense"

    def crash(turn):
        raise RuntimeError("no")

    for policy in ("forfeit", "random", "penalty"):
        for player in (wrong, crash):
            for attempts in (1, 3):
                (played,) = baselines.play("TicTacToe-v0", [player, "random"], attempts=attempts, illegal=policy)
                verify(Record.from_json(played.to_json()))


def test_replay_shows_each_position(record):
    texts = [env.text(row.seat) for env, row in replay(record) if row]
    assert len(texts) == len(record.moves)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 4},
        {"final": "00000000"},
        {"rewards": {"player_0": 9.0, "player_1": -9.0}},
        {"env": {"id": "KuhnPoker-v0", "options": {"players": 3}, "settings": {}, "spenvs": ""}},
    ],
)
def test_a_changed_record_is_noticed(record, change):
    with pytest.raises(ReplayError, match="KuhnPoker"):
        verify(dataclasses.replace(record, **change))


def test_a_changed_move_is_noticed(record):
    moves = [record.moves[0]._replace(action=1 - record.moves[0].action), *record.moves[1:]]
    with pytest.raises(ReplayError):
        verify(dataclasses.replace(record, moves=moves))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1}', '{"schema": 2, "id": "x"}', "nonsense"])
def test_what_is_no_record_is_refused(text):
    with pytest.raises(ValueError, match="record"):
        Record.from_json(text)


def test_fingerprints_tell_types_and_shapes_apart():
    seen = [
        np.zeros(4, np.int8),
        np.zeros((2, 2), np.int8),
        np.zeros(2, np.int16),
        "a",
        "\ud800",
        {"a": 1},
        {"b": 1},
        [1, 2],
        None,
    ]
    prints = [fingerprint(each) for each in seen]
    assert len(set(prints)) == len(prints)
    assert all(len(each) == 8 for each in prints)
    assert fingerprint({"a": 1, "b": "x"}) == fingerprint({"b": "x", "a": 1})
