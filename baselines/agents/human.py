"""A person at the terminal."""

import sys

from rich.console import Console

from baselines.agent import Agent, Seat
from spenvs.core.moves import IllegalMove, listing
from spenvs.core.turn import Action, Turn


class HumanAgent(Agent):
    """Shows the table and asks for a move, by name; an answer that cannot be read is asked for again.

    `?` shows the rules and every legal move, `q` or the end of the input leaves.
    """

    name = "human"

    def __init__(self) -> None:
        self._console = Console()
        self._told: set[int] = set()

    def begin(self, seat: Seat) -> None:
        """Greet the player with the seat."""
        self._console.rule(f"[bold]{seat.env_id}[/]: you are [bold]{seat.seat}[/]")

    def act(self, turn: Turn) -> Action:
        """Ask until the answer names a legal move.

        Raises:
            KeyboardInterrupt: the player leaves.
        """
        if turn.game not in self._told:
            self._told.add(turn.game)
            self._say(turn.messages[0]["content"])
        sys.stdout.write(turn.env.ansi(turn.seat) + "\n")
        legal = turn.legal
        while True:
            answer = self._ask(f"{turn.seat}, your move ({listing(legal, 12)}): ")
            if answer in ("?", "help"):
                self._say(turn.text)
            elif answer in ("q", "quit"):
                raise KeyboardInterrupt
            else:
                try:
                    action = turn.env.read(turn.seat, answer)
                    if action in turn.actions:
                        return action
                    self._say(f"{answer} is not legal now: {listing(legal)}")
                except IllegalMove as fault:
                    self._say(f"{fault}")

    def _ask(self, prompt: str) -> str:
        try:
            return input(prompt).strip()
        except EOFError:
            raise KeyboardInterrupt from None

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False)
