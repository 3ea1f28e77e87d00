"""A person at the terminal."""

import contextlib
from pathlib import Path
from typing import Any

from gymnasium import spaces
from rich.text import Text

from baselines.agent import Agent, Outcome, Seat
from baselines.screen import board, named, screen
from spenvs.core.moves import IllegalMove, listing
from spenvs.core.turn import Action, Turn

HELP = "a move by its name, or words where there is talk; ? for the rules, q to leave"
LONG_HELP = "a program, ended by an empty line, or the name of a file with one"


class HumanAgent(Agent):
    """Shows the table and asks for a move by its name; an answer that is no legal move is asked for again.

    `?` shows the rules and every legal move; `q`, or the end of the input, leaves by raising KeyboardInterrupt.
    """

    name = "human"

    def __init__(self) -> None:
        self._console = screen()
        self._tables: dict[tuple[int, str], Any] = {}
        self._read: dict[tuple[int, str], int] = {}
        self._told: set[str] = set()

    def begin(self, seat: Seat) -> None:
        """Tell the player which seat of which game is theirs."""
        who = seat.seat if seat.role == seat.seat else f"{seat.seat}, {seat.role}"
        self._console.rule(Text(f"{seat.env_id}: you are {who}", "bold"))

    def act(self, turn: Turn) -> Action:
        """Ask until the answer is a legal move.

        Raises:
            KeyboardInterrupt: the player leaves.
        """
        key = (turn.game, turn.seat)
        self._tables[key] = turn.env
        if (rules := turn.messages[0]["content"]) not in self._told:
            self._told.add(rules)
            self._say(f"{rules}\n(Answer with {HELP}.)")
        self._show(turn.env, key)
        action = self._ask(turn)
        self._read[key] = len(turn.env.position.path) + 1
        return action

    def end(self, seat: Seat, outcome: Outcome) -> None:
        """Show how the game came out."""
        key = (seat.game, seat.seat)
        env = self._tables.pop(key, None)
        if env is not None:
            self._show(env, key)
        self._read.pop(key, None)
        verdict, style = _verdict(outcome.reward, env is None or env.game.zero_sum)
        self._console.print(Text(f"The game is over: {verdict}. {_reason(env, seat.seat)}".rstrip(), style))

    def _show(self, env: Any, key: tuple[int, str]) -> None:
        """Show what has happened since the player's last move, and the table."""
        news = _news(env, key[1], self._read.get(key, 0))
        self._say(f"\n{news}" if news else "")
        board(self._console, env, key[1])

    def _ask(self, turn: Turn) -> Action:
        legal = turn.legal
        long = isinstance(turn.space, spaces.Text) and bool(turn.env.game.answer_form)
        asked = ", ".join([LONG_HELP, *map("or [{}]".format, legal[1:])]) if long else listing(legal, 12)
        while True:
            answer = self._input(f"{turn.seat}, your move ({asked}): ")
            if answer.lower() in ("q", "quit"):
                raise KeyboardInterrupt("You left; the game does not count.")
            if answer in ("", "?", "help"):
                self._say(turn.text if answer else f"Answer with {HELP}.")
                continue
            if long and not answer.startswith("["):
                answer = self._whole(answer)
            try:
                action = turn.env.read(turn.seat, answer)
            except IllegalMove as fault:
                self._say(str(fault))
                continue
            if turn.mask is None or action in turn.actions:
                return action
            self._say(f"{answer} is not legal now; legal moves: {listing(legal)}")

    def _whole(self, first: str) -> str:
        """Give an answer of several lines: what stands in a file of that name, or what is typed up to an empty line."""
        with contextlib.suppress(OSError, ValueError):
            return Path(first).read_text("utf-8", errors="replace")
        lines = [first]
        while line := self._input("> "):
            lines.append(line)
        return "\n".join(lines)

    def _input(self, prompt: str) -> str:
        try:
            return input(prompt).strip()
        except EOFError:
            self._say("")
            raise KeyboardInterrupt("The input ended; the game does not count.") from None

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False)


def _news(env: Any, seat: str, read: int) -> str:
    """Say what the others have said or played since; where moves may be hidden, all that the seat knows.

    Where moves are arrays there is nothing to say of them.
    """
    transcript = getattr(env.position, "transcript", None)
    if transcript is not None:
        return transcript.read(env.seat_number(seat), "last")
    if env.mask() is None:
        return ""
    if env.game.hidden:
        return env.messages(seat)[-1]["content"].rpartition("\n")[0]
    others = [name for name in env.possible_agents if name != seat]
    played = [named(env, action) for action in env.position.path[read:]]
    return f"{others[0] if len(others) == 1 else 'The others'} played {', '.join(played)}." if played else ""


def _verdict(reward: float, zero_sum: bool) -> tuple[str, str]:
    if not zero_sum:
        return f"your return is {reward:+g}", "bold"
    if reward == 0:
        return "nobody wins", "bold yellow"
    return (f"you won ({reward:+g})", "bold green") if reward > 0 else (f"you lost ({reward:+g})", "bold red")


def _reason(env: Any, seat: str) -> str:
    """Say who forfeited and why, if somebody did."""
    info = env.infos.get(seat, {}) if env is not None else {}
    return f"{info['forfeit']} forfeited: {info['complaint']}." if "forfeit" in info else ""
