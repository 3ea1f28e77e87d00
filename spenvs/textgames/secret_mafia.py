"""Secret Mafia: a few kill by night and lie by day; the others talk and vote until they have found them, or lose.

Dimitry Davidoff's game (1986), as TextArena's SecretMafia has it, but for its errors: roles and order come from the
game's own seed, the mafia kills in every night, and nobody chooses whom the role excludes. The teams differ in size, so
returns are 1 for each winner and -1 for each loser, dead or alive, and do not sum to zero; who forfeits loses for the
whole team. Which seat is asked at night tells its role: a seat must learn only when it is asked itself.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spenvs.core.dialogue import DialogueGame, Facts
from spenvs.core.dialogue_env import WORDS, constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import choice, flag, option
from spenvs.core.hearing import Said
from spenvs.core.moves import IllegalMove, listing, plain, quote
from spenvs.core.rules import OVER
from spenvs.textgames.village import (
    DETECTIVE,
    DOCTOR,
    ENDED,
    MAFIA,
    NIGHT,
    NOBODY,
    ROLES,
    TALK,
    VILLAGER,
    VOTE,
    Village,
    as_known,
    dead,
    gang,
    leaders,
    living_and_dead,
    named,
    with_article,
)

AT_NIGHT = {MAFIA: "Kill", DOCTOR: "Protect", DETECTIVE: "Investigate"}
LEAST, MOST = 6, 12
_PLAYER = re.compile(r"(?:player|p)?[ _#]*(\d{1,3})")


@dataclass(frozen=True)
class SecretMafia(DialogueGame):
    """The game with its options settled; see `game`."""

    verbs = ("Kill", "Protect", "Investigate", "Vote", "Pass")

    mafia: int
    talks: int
    open_votes: bool
    ties_drawn: bool
    reveals: bool
    days: int
    anybody: bool
    unguarded: bool

    def start(self, rng: np.random.Generator) -> Village:
        cards = [MAFIA] * self.mafia + [DOCTOR, DETECTIVE] + [VILLAGER] * (self.seats - self.mafia - 2)
        roles = tuple(rng.permutation(cards).tolist())
        s = Village(roles=roles, alive=list(range(self.seats)), fates=[""] * self.seats)
        self._fall_night(s, rng)
        return s

    def _fall_night(self, s: Village, rng: np.random.Generator) -> None:
        """The mafia are asked in a drawn order, then the doctor, then the detective."""
        s.phase = NIGHT
        s.nights.append([NOBODY] * self.seats)
        order = rng.permutation([seat for seat in s.alive if s.roles[seat] == MAFIA]).tolist()
        order += [seat for role in (DOCTOR, DETECTIVE) for seat in s.alive if s.roles[seat] == role]
        s.queue = order[::-1]
        s.tell(f"Night {len(s.nights)} falls.")
        s.mover = s.queue.pop()

    def targets(self, s: Village) -> list[int]:
        """Give whom the seat to move may choose."""
        if self.anybody:
            return s.alive
        if s.phase == NIGHT and s.roles[s.mover] == MAFIA:
            return [seat for seat in s.alive if s.roles[seat] != MAFIA]
        return [seat for seat in s.alive if seat != s.mover]

    def _verb(self, s: Village) -> str:
        return "Vote" if s.phase == VOTE else AT_NIGHT[s.roles[s.mover]]

    def legal(self, s: Village) -> Sequence[str]:
        return (WORDS, "Pass") if s.phase == TALK else _moves(self._verb(s), tuple(self.targets(s)))

    def read(self, s: Village, said: Said) -> int:
        if s.phase == TALK:
            if said.verb not in ("", "Pass"):
                raise IllegalMove(f"now is the time for words, or [Pass]; [{said.verb}: <player>] is not for now")
            return NOBODY
        verb = self._verb(s)
        if not said.verb:
            raise self.needs_move(s, said)
        if said.verb != verb:
            raise IllegalMove(f"[{said.verb}] is not for now; moves: {listing(self.legal(s))}")
        seat = _seat(said.argument)
        if seat is None:
            raise IllegalMove(f"{quote(said.argument)} names no player; a move is, for example, [{self.legal(s)[0]}]")
        if seat not in self.targets(s):
            raise IllegalMove(f"{self._excluded(s, seat)}; moves: {listing(self.legal(s))}")
        return seat

    def _excluded(self, s: Village, seat: int) -> str:
        """Say why the seat to move may not choose this one."""
        if seat >= self.seats:
            return f"there is no player_{seat}"
        if s.fates[seat]:
            return f"player_{seat} is dead"
        return "you cannot choose yourself" if seat == s.mover else f"player_{seat} is mafia, as you are"

    def play(self, s: Village, said: Said, move: int, rng: np.random.Generator) -> str:
        name, seat = said.verb, s.mover
        if s.phase == VOTE:
            s.votes[-1][seat] = move
            s.audience = None if self.open_votes else ()
        elif s.phase == NIGHT:
            s.nights[-1][seat] = move
            s.audience = gang(s.roles) if s.roles[seat] == MAFIA else ()
            if s.roles[seat] == DETECTIVE:
                s.found.append(move)
                s.tell(f"player_{move} is{'' if s.roles[move] == MAFIA else ' not'} mafia.", seat)
        if s.phase != TALK:
            name = f"{name}: player_{move}"
        if s.queue:
            s.mover = s.queue.pop()
        else:
            (self._break_day, self._call_vote, self._count)[s.phase](s, rng)
        return name

    def _break_day(self, s: Village, rng: np.random.Generator) -> None:
        chosen, victim = s.nights[-1], NOBODY
        front = leaders([target for seat, target in enumerate(chosen) if s.roles[seat] == MAFIA])
        if self.unguarded or any(s.roles[seat] in (DOCTOR, DETECTIVE) for seat in s.alive):
            victim = _drawn(front, rng)
        if any(s.roles[seat] == DOCTOR and target == victim for seat, target in enumerate(chosen)):
            victim = NOBODY
        s.killed.append(victim)
        day = len(s.nights)
        if victim == NOBODY:
            s.tell(f"Day {day} breaks: nobody was killed.")
        else:
            s.tell(f"Day {day} breaks: player_{victim} was killed{self._die(s, victim, f'killed in night {day}')}.")
        if not self._ended(s):
            order = rng.permutation(s.alive).tolist()
            s.phase, s.queue = TALK, (order * self.talks)[::-1]
            s.tell(f"All talk in this order: {named(tuple(order))}.")
            s.mover = s.queue.pop()

    def _call_vote(self, s: Village, rng: np.random.Generator) -> None:
        s.phase, s.queue = VOTE, rng.permutation(s.alive).tolist()
        s.votes.append([NOBODY] * self.seats)
        s.tell("The talk is over: all vote.")
        s.mover = s.queue.pop()

    def _count(self, s: Village, rng: np.random.Generator) -> None:
        front = leaders(s.votes[-1])
        out = _drawn(front, rng) if self.ties_drawn or len(front) == 1 else NOBODY
        s.outvoted.append(out)
        if out == NOBODY:
            s.tell("The vote is tied: nobody is voted out.")
        else:
            s.tell(f"player_{out} is voted out{self._die(s, out, f'voted out on day {len(s.votes)}')}.")
        if not self._ended(s):
            self._fall_night(s, rng)

    def _die(self, s: Village, seat: int, fate: str) -> str:
        """Take a seat out of the game; give what the others learn of its role."""
        role = with_article(s.roles[seat])
        s.alive = [each for each in s.alive if each != seat]
        s.fates[seat] = f"{fate}, {role}" if self.reveals else fate
        return f", and was {role}" if self.reveals else ""

    def _ended(self, s: Village) -> bool:
        """End the game if it is decided, and let everybody know the roles."""
        mafia = sum(s.roles[seat] == MAFIA for seat in s.alive)
        late = len(s.outvoted) == self.days
        if 0 < mafia < len(s.alive) - mafia and not late:
            return False
        s.village_won, s.phase, s.mover = mafia == 0, ENDED, OVER
        why = "as many as the others" if mafia >= len(s.alive) - mafia else f"not caught by day {self.days}"
        won = "The mafia is caught: the village wins." if s.village_won else f"The mafia is {why}: it wins."
        s.tell(f"{won} {'; '.join([f'player_{seat} was {with_article(role)}' for seat, role in enumerate(s.roles)])}.")
        return True

    def score(self, s: Village) -> list[float]:
        return [1.0 if (role != MAFIA) == s.village_won else -1.0 for role in s.roles]

    def forfeit(self, s: Village, seat: int) -> list[float]:
        """The team of the seat loses."""
        lost = s.roles[seat] == MAFIA
        return [-1.0 if (role == MAFIA) == lost else 1.0 for role in s.roles]

    def role(self, s: Village, seat: int) -> str:
        return ROLES[s.roles[seat]]

    def outcome(self, s: Village) -> dict[str, float]:
        """Nights begun; whether the village won; how many mafia, and others, were voted out; nights without a death."""
        out = [s.roles[seat] == MAFIA for seat in s.outvoted if seat != NOBODY]
        return {
            "days": len(s.nights),
            "village_won": int(s.village_won),
            "mafia_voted_out": sum(out),
            "others_voted_out": len(out) - sum(out),
            "nights_without_death": s.killed.count(NOBODY),
        }

    def sample(self, s: Village, rng: np.random.Generator) -> str:
        draw = rng.random()
        if s.phase == TALK:
            seat = int(draw * 2 * self.seats)
            return f"I suspect player_{seat}." if seat < self.seats else "[Pass]"
        targets = self.targets(s)
        return f"[{self._verb(s)}: player_{targets[int(draw * len(targets))]}]"

    def facts(self, s: Village, seat: int) -> Facts:
        """Day (counted from the first night); phase; round of talk (0: no talk); the seat's own number; who lives.

        Then, for each seat, its role as far as known (`known`) and, for the mafia, whom each has named this night; for
        each night who was killed, for each day who was voted out, and whom the seat chose in each night; and for each
        day whom each seat voted for, if votes are open. -1 is nobody, or not known, or not yet.
        """
        tonight = s.phase == NIGHT and s.roles[seat] == MAFIA
        choices = zip(s.roles, s.nights[-1], strict=True)
        votes = [
            vote if self.open_votes or each == seat else NOBODY for row in s.votes for each, vote in enumerate(row)
        ]
        rows = {"killed": s.killed, "outvoted": s.outvoted, "chosen": [row[seat] for row in s.nights]}
        blank = [NOBODY] * (self.days * self.seats)
        return {
            "day": len(s.nights),
            "phase": s.phase,
            "round": self._round(s),
            "seat": seat,
            "alive": tuple([int(not fate) for fate in s.fates]),
            "roles": s.known(seat, self.reveals),
            "named": tuple([target if tonight and role == MAFIA else NOBODY for role, target in choices]),
            **{name: tuple((row + blank)[: self.days]) for name, row in rows.items()},
            "votes": tuple((votes + blank)[: len(blank)]),
        }

    def _round(self, s: Village) -> int:
        return self.talks - len(s.queue) // len(s.alive) if s.phase == TALK else 0

    def describe(self, s: Village, seat: int) -> str:
        return f"{self._secret(s, seat)}{living_and_dead(tuple(s.fates))} {self._now(s, seat)}"

    def _secret(self, s: Village, seat: int) -> str:
        """What a role knows more than others."""
        role = s.roles[seat]
        if role == MAFIA:
            return f"The mafia: {named(gang(s.roles))}. "
        if role != DETECTIVE or not s.found:
            return ""
        learnt = [f"player_{each} is{'' if s.roles[each] == MAFIA else ' not'} mafia" for each in s.found]
        return f"You have learnt: {listing(learnt)}. "

    def _now(self, s: Village, seat: int) -> str:
        day = len(s.nights)
        if s.phase == NIGHT:
            return f"It is night {day}."
        if s.phase == TALK:
            return f"It is day {day}; all talk, round {self._round(s)} of {self.talks}."
        if s.phase == VOTE:
            votes = self._ballot(s, seat)
            return f"It is day {day}; all vote. {f'Votes so far: {listing(votes)}.' if votes else 'No votes so far.'}"
        return "The village has won." if s.village_won else "The mafia has won."

    def _ballot(self, s: Village, seat: int) -> list[str]:
        """The votes of the day that a seat may see."""
        cast = enumerate(s.votes[-1] if s.phase == VOTE else [])
        seen = [(each, vote) for each, vote in cast if vote != NOBODY and (self.open_votes or seat in (-1, each))]
        return [f"player_{each} for player_{vote}" for each, vote in seen]

    def show(self, s: Village, seat: int) -> list[Element]:
        names = [f"{as_known(role)} {each}".strip() for each, role in enumerate(s.known(seat, self.reveals))]
        colours = {name: "red" if name.startswith("mafia") else "blue" for name in names if " " in name}
        table: list[Element] = [Cards("living", [names[each] for each in s.alive], colours=colours)]
        if died := [name for name, fate in zip(names, s.fates, strict=True) if fate]:
            table += [Cards("dead", died, colours=colours), Line(dead(tuple(s.fates)))]
        asked = s.phase in (TALK, VOTE) or (s.phase == NIGHT and seat == -1)
        return [*table, Line(f"{self._now(s, seat)}{f' player_{s.mover} is to move.' if asked else ''}")]


@functools.lru_cache(maxsize=10_000)
def _moves(verb: str, targets: tuple[int, ...]) -> tuple[str, ...]:
    return tuple([f"{verb}: player_{seat}" for seat in targets])


@functools.lru_cache(maxsize=1_000)
def _seat(text: str) -> int | None:
    """Read a player's number, written as "player_3", "Player 3" or "3"."""
    found = _PLAYER.fullmatch(plain(text))
    return int(found[1]) if found else None


def _drawn(seats: list[int], rng: np.random.Generator) -> int:
    return seats[0] if len(seats) == 1 else seats[int(rng.random() * len(seats))]


def game(
    players: int = 7,
    mafia: int | None = None,
    talks: int = 2,
    votes: str = "open",
    ties: str = "nobody",
    reveals: bool = True,
    days: int | None = None,
    anybody: bool = False,
    unguarded: bool = True,
) -> SecretMafia:
    """Secret Mafia.

    Args:
        players: number of players, 6 to 12; one is the doctor and one the detective.
        mafia: how many of them are mafia, fewer than half; None takes a quarter, rounded, halves up.
        talks: how often each player talks on a day, 1 to 10.
        votes: "open", heard as they are cast, or "secret", nobody learns who voted for whom.
        ties: in a vote of the day, "nobody" is voted out, or one of those in front is "drawn".
        reveals: whether the role of the dead is told; at the end all roles are.
        days: after how many days the mafia wins if it is not caught, 1 to 100; None takes the number of players.
        anybody: whether any living player may be chosen: oneself by all, and fellow mafia by the mafia.
        unguarded: whether the mafia kills in nights when doctor and detective are both dead.
    """
    players = option("players", players, LEAST, MOST)
    mafia = option("mafia", (players + 2) // 4 if mafia is None else mafia, 1, (players - 1) // 2)
    days = option("days", players if days is None else days, 1, 100)
    talks = option("talks", talks, 1, 10)
    villagers, other = players - mafia - 2, "" if flag("anybody", anybody) else "other "
    tie = ("where votes are tied, nobody is", "a tie is broken by lot")[choice("ties", ties, ("nobody", "drawn"))]
    heard = ("All hear each vote", "Nobody learns how others vote")[choice("votes", votes, ("open", "secret"))]
    return SecretMafia(
        seats=players,
        stake=1.0,
        zero_sum=False,
        brief=f"Secret Mafia. Mafia among the {players} players: {mafia}, who know each other; the others are the "
        f"village: a doctor, a detective and {villagers} villagers, who know only their own role. Each night, every "
        f"mafia names a victim, as in [Kill: player_3], which only mafia hear; the one named most often dies (a tie is "
        f"broken by lot), unless the doctor protects it: [Protect: player_3], one {other}player each night. The "
        f"detective learns whether one {other}player is mafia: [Investigate: player_3]. Nobody hears these two. Each "
        f"day, the living talk, {'once' if talks == 1 else f'{talks} times'} each, in a drawn order ([Pass] says "
        f"nothing); all hear it. Then each votes, as in [Vote: player_3]; whoever gets most votes is out; {tie}. "
        f"{heard}. The roles of the dead are {'' if flag('reveals', reveals) else 'not '}told. The village wins when "
        f"no mafia lives; the mafia wins when it is as many as the others, or not caught by day {days}. The dead win "
        f"and lose with their team.",
        mafia=mafia,
        talks=talks,
        open_votes=votes == "open",
        ties_drawn=ties == "drawn",
        reveals=reveals,
        days=days,
        anybody=anybody,
        unguarded=flag("unguarded", unguarded),
    )


env, raw_env, parallel_env = constructors("SecretMafia-v0")
