"""Watching a game as it is played."""

from typing import Any

from rich.console import Console

from baselines.agent import Agent, Fault, Move, Outcome, Seat, Turn
from baselines.screen import announcements, named, played, result, scene, thought


class Watch:
    """Shows one game at a time on a terminal, position by position."""

    def __init__(self, console: Console, pause: float):
        """Show games on `console`, waiting `pause` seconds after each position."""
        self.console, self.pause = console, pause
        self.env: Any = None
        self.rewards: dict[str, float] = {}
        self._heard = 0

    def begin(self) -> None:
        """Hear that a game begins."""
        self.env, self.rewards, self._heard = None, {}, 0

    def position(self, env: Any) -> None:
        """Show where a game stands."""
        self.env = env
        said = announcements(env)
        for text in said[self._heard :]:
            self.console.print(f"* {text}", markup=False)
        self._heard = len(said)
        scene(self.console, env, self.pause)

    def over(self, seat: Seat, outcome: Outcome) -> None:
        """Hear the end for a seat; after the last one, show how the game came out."""
        self.rewards[seat.seat] = outcome.reward
        if outcome.reason:
            self.console.print(f"{seat.seat} forfeits: {outcome.reason}", markup=False)
        if self.env is not None and len(self.rewards) == len(self.env.possible_agents):
            self.position(self.env)
            self.console.print(result(self.rewards))


class Watched(Agent):
    """An agent whose games are shown: it answers as the agent within does."""

    def __init__(self, agent: Agent, watch: Watch):
        """Show the games of `agent` through `watch`."""
        self.agent, self.name, self.watch = agent, agent.name, watch

    def begin(self, seat: Seat) -> None:
        """Pass it on."""
        self.watch.begin()
        self.agent.begin(seat)

    def submit(self, turn: Turn) -> None:
        """Show the position, and pass the question on."""
        if turn.complaint:
            self.watch.console.print(f"{turn.seat} is asked again: {turn.complaint}", markup=False)
        else:
            self.watch.position(turn.env)
        self.agent.submit(turn)

    def poll(self) -> list[tuple[Turn, Any]]:
        """Give the answers of the agent within, and show them."""
        answers = self.agent.poll()
        for turn, answer in answers:
            action = answer.action if isinstance(answer, Move) else answer
            what = answer.reason if isinstance(answer, Fault) else named(turn.env, action)
            self.watch.console.print(played(turn.seat, self.name, what))
            if isinstance(answer, Move | Fault) and (words := thought(answer.note or {})):
                self.watch.console.print(words)
        return answers

    def end(self, seat: Seat, outcome: Outcome) -> None:
        """Pass it on, and show the end."""
        self.agent.end(seat, outcome)
        self.watch.over(seat, outcome)

    def version(self) -> str:
        """Name the version of the agent within."""
        return self.agent.version()
