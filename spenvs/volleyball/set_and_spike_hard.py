"""SetAndSpikeHard: as SetAndSpikeEasy, against a defender that strikes the ball back (VolleyBots).

Places, turns and what a drone observes (40 numbers) are those of `spenvs.volleyball.set_and_spike`, the defender is
`spenvs.volleyball.board`; it is not observed. The attack succeeds where the ball comes down though the defender was
called to it, or where the defender met it and it then flies out of the court or into the net. A ball so slow or so high
that the defender was not called is no success.

Paid as there, but 5 for success in place of the ball in the target, nothing for how far it came down from that, and a
drone is low at 0.4 m.

With `fair` success costs nothing (VolleyBots takes 10 for the ball that is down), the ball must be down in the far
half, and one that the defender met and let fall there is a success, too: VolleyBots counts only what it did not meet.
"""

from spenvs.volleyball.board import AWAKE, CENTRE, NORMAL, RADIUS, TOUCHED, defend, rest
from spenvs.volleyball.compiled import device
from spenvs.volleyball.drill import FOUL, low
from spenvs.volleyball.game import DroneGame
from spenvs.volleyball.making import constructors, settled
from spenvs.volleyball.model import Court
from spenvs.volleyball.pair import BALL_OUT, GROUNDED, IN_NET, TURN, ball_foul, share
from spenvs.volleyball.pair import ENDS as FOULS
from spenvs.volleyball.pictures.scene import Board
from spenvs.volleyball.rules import ENDED, GOES_ON
from spenvs.volleyball.set_and_spike import LIMIT, NOBODY, ONE, STAGE, VIEW, ZERO, attack, drone_foul, f, see, sound
from spenvs.volleyball.set_and_spike import begin as set_up
from spenvs.volleyball.worlds import X

FLOOR = f(0.4)

MEASURES = ("success", "set", "spike", "downward", "crossed", "called", "met", "end")
"""Whether the attack beat the defender; the same stages as in SetAndSpikeEasy; whether the defender was called to the
ball, and whether it met it; see `ENDS`."""
ENDS = (*FOULS, "success")
"""What ended the episode; see `spenvs.volleyball.pair`."""
SUCCESS = len(FOULS)

__all__ = ["ENDS", "GAME", "MEASURES", "begin", "judge", "see", "sound"]


@device
def begin(w, m, r, i):
    """Place drones and ball, and lay the defender down."""
    set_up(w, m, r, i)
    rest(w, i)


@device
def judge(w, m, r, i, reward, measure):
    """Let the defender act; pay for the stages of the attack; end where it is decided, or with a foul."""
    defend(w, m, i, w.tally[i, TURN] == NOBODY)
    wrong = attack(w, m, r, i, reward, measure)
    crashed, dropped = drone_foul(w, i, reward, FLOOR), ball_foul(w, m, r, i)
    won = _beaten(w, r, i, dropped)
    if won:
        measure[i, 0] = ONE
        share(i, reward, STAGE)
    if dropped and not (won and r.fair):
        share(i, reward, -FOUL)
    measure[i, 5], measure[i, 6] = w.tally[i, AWAKE], w.tally[i, TOUCHED]
    end = wrong if wrong else crashed if crashed else SUCCESS if won else dropped
    measure[i, 7] = end
    return ENDED if end else GOES_ON


@device
def _beaten(w, r, i, dropped):
    """Say whether the attack beat the defender; `dropped` is what the ball does wrong."""
    if w.tally[i, TURN] != NOBODY or w.tally[i, AWAKE] == 0:
        return False
    met = w.tally[i, TOUCHED] == 1
    if met and dropped in (BALL_OUT, IN_NET):
        return True
    if not low(w, r, i, GROUNDED):
        return False
    return (w.ball[i, X] < ZERO and dropped != BALL_OUT) if r.fair else not met


def marks(w, i):
    """Show the defender."""
    centre, normal = (tuple(w.memory[i, k : k + 3].tolist()) for k in (CENTRE, NORMAL))
    return {"board": Board(centre, normal, float(RADIUS))}


GAME = DroneGame(
    module=__name__,
    drones=2,
    teams=1,
    view=VIEW,
    measures=MEASURES,
    limit=LIMIT,
    court=Court(),
    names=("setter", "attacker"),
    brief="Set the ball to the attacker, who spikes it over the net where the defender cannot return it.",
)


def game(
    control: str = "prt", rules: str = "fair", steps: int = LIMIT, substeps: int = 4, ball_drag: float = 0.0
) -> DroneGame:
    """Two drones: one sets the ball, one spikes it past a defender.

    Args:
        control: what an action is: "prt", thrusts of the rotors; "ctbr", body rates and thrust; "velocity"; "position".
        rules: "fair", ours, or "volleybots", with VolleyBots' quirks: its published drone, its mixer, its ways to tell
            who touched the ball.
        steps: steps of 0.02 s after which an episode is cut off, 1 to 1000000.
        substeps: steps of the physics in each of them, 1 to 100.
        ball_drag: how much the air slows the ball, 0 to 100, in 1/m: its deceleration at 1 m/s. 1.81 is a real ball's.
    """
    return settled(GAME, locals())


env, raw_env, parallel_env = constructors("DroneSetAndSpikeHard-v0", GAME)
