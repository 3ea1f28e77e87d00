"""Split: two players talk about how to divide ten coins; who accepts an offer ends the game."""

from dataclasses import dataclass

from spenvs.core.dialogue import DialogueGame, State
from spenvs.core.dialogue_env import WORDS
from spenvs.core.draw import Heaps, Line
from spenvs.core.game import option
from spenvs.core.moves import IllegalMove
from spenvs.core.rules import OVER

COINS = 10


@dataclass
class Talk(State):
    """What player_0 and player_1 would get; (0, 0) while there is no offer. How many turns there were."""

    shares: tuple[int, int] = (0, 0)
    turn: int = 0


@dataclass(frozen=True)
class Split(DialogueGame):
    """The game with its options settled."""

    verbs = ("Keep", "Accept")

    turns: int

    def start(self, rng):
        return Talk()

    def legal(self, s):
        return ["Keep: <number>", *(["Accept"] if any(s.shares) else []), WORDS]

    def read(self, s, said):
        if said.verb == "Keep":
            if not said.argument.isdecimal() or len(said.argument) > 2 or int(said.argument) > COINS:
                raise IllegalMove(f"keep a whole number of coins, from 0 to {COINS}, as in [Keep: 6]")
            return int(said.argument)
        if said.verb == "Accept" and not any(s.shares):
            raise IllegalMove("there is no offer to accept")
        return said.verb

    def play(self, s, said, move, rng):
        s.turn += 1
        if move != "Accept":
            kept = (move, COINS - move) if isinstance(move, int) else (0, 0)
            s.shares = kept if s.mover == 0 else kept[::-1]
        if s.turn == self.turns and move != "Accept":
            s.shares = (0, 0)
        s.mover = OVER if move == "Accept" or s.turn == self.turns else 1 - s.mover
        return f"Keep: {move}" if isinstance(move, int) else move

    def score(self, s):
        return [float(share) for share in s.shares]

    def sample(self, s, rng):
        return "[Accept]" if any(s.shares) and rng.random() < 0.5 else f"[Keep: {rng.integers(COINS + 1)}]"

    def facts(self, s, seat):
        """What the seat would get (0 if there is no offer), and how many turns are left."""
        return {"share": s.shares[seat], "turns_left": self.turns - s.turn}

    def describe(self, s, seat):
        offer = f"You are offered {s.shares[seat]} coins." if any(s.shares) else "There is no offer."
        return f"{offer} Turns left: {self.turns - s.turn}."

    def show(self, s, seat):
        return [Heaps(s.shares, ("player_0", "player_1")), Line(f"turns left: {self.turns - s.turn}")]


def game(turns: int = 6) -> Split:
    """Split.

    Args:
        turns: how many turns there are, of both players together, 2 to 100.
    """
    return Split(
        seats=2,
        stake=COINS,
        zero_sum=False,
        brief=f"Split. Two players talk about how to divide {COINS} coins. [Keep: 6] offers to keep 6 and to leave the "
        "rest to the other, who may [Accept], which ends the game, offer something else, or just talk. Without a deal "
        "nobody gets anything.",
        turns=option("turns", turns, 2, 100),
    )
