"""A leaderboard as one page that needs nothing else: the tables, and the games behind the numbers, move by move."""

import base64
import json
import math
import zlib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from baselines.arena.board import Leaderboard
from baselines.arena.results import Entrant, game_of
from baselines.arena.store import Store
from baselines.screen import named
from spenvs.core.record import Record, make_env, replay

MOST_BYTES = 4_000_000
MOST_GAMES = 1000
MOST_BOARDS = 200
LONGEST_BOARD = 8000
PAINTED = "\x1b[38;2;"
LONGEST_NOTE = 6000


def page_of(board: Leaderboard) -> str:
    """Write the page; where the arena's file is there, with its games.

    They are taken deal by deal, the same deals for all, until about MOST_BYTES are full, and MOST_GAMES of an event at
    most, since each is played again; of the games beyond that the page knows the results, and says how they are shown.
    """
    template = files("baselines.arena").joinpath("page.html").read_text(encoding="utf-8")
    games = _games(board) if board.arena is not None and board.arena.exists() else {}
    return template.replace('"BOARD"', _script(json.loads(board.to_json()))).replace('"GAMES"', _script(games))


def _script(data: Any) -> str:
    """Write data as JSON that may stand in a script element."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _games(board: Leaderboard) -> dict[str, str]:
    """Give the games of each event as lines of JSON, deflated, in base64."""
    assert board.arena is not None
    labels = {Entrant(row.spec, row.version): row.agent for row in board.rows}
    records: dict[str, list[Record]] = {event.event: [] for event in board.events}
    with Store(board.arena) as store:
        counted = {game.id for group in store.groups()[0] for game in group.games}
        for record in store.records(notes=False):
            if record.id in counted:
                records[game_of(record)[1].label].append(record)
        room = MOST_BYTES // max(len(records), 1)
        for games in records.values():
            games.sort(key=lambda record: (record.seed, record.id))
        return {event: _packed(games, labels, room, store) for event, games in records.items()}


def _packed(records: Iterable[Record], labels: Mapping[Entrant, str], room: int, store: Store) -> str:
    packer, packed, env = zlib.compressobj(9), bytearray(), None
    for number, record in enumerate(records):
        game = _summary(record, labels)
        if len(packed) < room and number < MOST_GAMES:
            try:
                env = env or make_env(record)
                game |= _moves(record, env, store.notes(record.id))
            except (ValueError, LookupError, TypeError) as error:
                game["broken"] = f"This game cannot be replayed: {error}"
        packed += packer.compress(json.dumps(game, separators=(",", ":")).encode() + b"\n")
    return base64.b64encode(packed + packer.flush()).decode()


def _summary(record: Record, labels: Mapping[Entrant, str]) -> dict[str, Any]:
    """Give what a list of games shows; `loser` is the number of the seat that a fault lost the game."""
    _, _, game = game_of(record)
    return {
        "id": record.id,
        "seed": record.seed,
        "seats": list(record.seats),
        "roles": [seat["role"] for seat in record.seats.values()],
        "players": [labels[player] for player in game.players],
        "rewards": game.rewards,
        "end": record.end,
        "loser": game.fault[0] if game.fault else None,
        "length": len(record.moves),
    }


def _moves(record: Record, env: Any, notes: Mapping[int, Any]) -> dict[str, Any]:
    """Give the table at first and after the moves, and the moves: seat, move, status, complaint, ms, note.

    There are MOST_BOARDS tables and one, at most: of a longer game after every second move, or third, and the last.
    """
    boards: list[str] = []
    moves: list[list[Any]] = []
    seats = list(record.seats)
    every, plain = max(1, math.ceil(len(record.moves) / MOST_BOARDS)), False
    for number, (_, row) in enumerate(replay(record, check=False, env=env)):
        if number % every == 0 or row is None:
            board = "" if plain else env.ansi(width=1)  # makes pictures as small as can be, and nothing else
            plain = plain or PAINTED in board  # pictures are drawn in letters: colours would fill the page
            boards.append((env.ansi(colour=False) if plain else board)[:LONGEST_BOARD])
        if row is not None:
            note = _told(notes.get(len(moves)))
            move = named(env, row.action) if row.status == "ok" else ""
            moves.append([seats.index(row.seat), move, row.status, row.detail, row.ms, note])
    return {"boards": boards, "every": every, "moves": moves}


def _told(note: Any) -> dict[str, str]:
    """Give what a page tells of a note: thought, reply, what they took, and anything else as JSON; token ids not."""
    if not isinstance(note, dict):
        return {"else": _clipped(json.dumps(note, ensure_ascii=False))} if note else {}
    left = {key: value for key, value in note.items() if key != "tokens"}
    thought, reply = (left.pop(key) if isinstance(left.get(key), str) else "" for key in ("thought", "reply"))
    if thought and thought != reply:
        reply = reply.replace(thought, "…")
    told = {"thought": thought, "reply": reply, "took": _took(left)}
    told["else"] = json.dumps(left, ensure_ascii=False) if left else ""
    return {name: _clipped(text) for name, text in told.items() if text}


def _took(note: dict[str, Any]) -> str:
    """Say what an answer of a language model took, and take it out of the note."""
    words = {
        "tokens_in": "{:,} tokens in",
        "tokens_out": "{:,} out",
        "calls": "asked {} times",
        "retries": "{} requests made again",
        "cost": "${:.6f}",
    }
    said = []
    for name, form in words.items():
        if isinstance(note.get(name), int | float):
            value = note.pop(name)
            said += [form.format(value)] if (name, value) != ("calls", 1) else []
    finish = note.pop("finish", None)
    return ", ".join([*said, *(["cut off by its length"] if finish == "length" else [])])


def _clipped(text: str) -> str:
    """Leave the middle out of a long text: a reply says at its end what is played."""
    if len(text) <= LONGEST_NOTE:
        return text
    left = len(text) - LONGEST_NOTE
    return f"{text[: LONGEST_NOTE // 2]}\n[… {left:,} characters left out …]\n{text[-LONGEST_NOTE // 2 :]}"
