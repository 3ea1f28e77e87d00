"""Public goods: what is given is multiplied and shared by all, whoever gave it (Isaac and Walker, 1988).

The vector `s`: 0 the mover; 1 the number of players; 2 the endowment; 3 the multiplier in hundredths; 4 the number of
rounds; 5 what the return is (`RETURNS`); 6 the rounds that are over; 7-12 what each player has given so far; then all
players' contributions + 1 (0 none yet), round by round.
"""

import functools

from spenvs.core.aec import constructors
from spenvs.core.draw import Cards, Element, Line
from spenvs.core.game import FiniteGame, choice, option
from spenvs.core.moves import quote
from spenvs.core.rules import MOVER, OVER, rule

PLAYERS, ENDOWMENT, MULTIPLIER, ROUNDS, RETURN, DONE, GIVEN, GIFT = 1, 2, 3, 4, 5, 6, 7, 13
RETURNS = ("total", "mean", "win")
MEAN, WIN = 1, 2


@rule
def start(s):
    s[MOVER] = 0


@rule
def legal(s, mask):
    for gift in range(s[ENDOWMENT] + 1):
        mask[gift] = 1


@rule
def play(s, a):
    mover, players = s[MOVER], s[PLAYERS]
    now = GIFT + players * s[DONE]
    s[now + mover] = 1 + a
    s[MOVER] = mover + 1
    if mover + 1 == players:
        for seat in range(players):
            s[GIVEN + seat] += s[now + seat] - 1
        s[DONE] += 1
        s[MOVER] = OVER if s[DONE] == s[ROUNDS] else 0


@rule
def public(s):
    """Once all have given, all know all."""
    return s[MOVER] <= 0


@rule
def points(s, seat):
    """What was kept so far, and the share in what came of all gifts."""
    total = 0
    for i in range(s[PLAYERS]):
        total += s[GIVEN + i]
    return s[DONE] * s[ENDOWMENT] - s[GIVEN + seat] + s[MULTIPLIER] * total / (100.0 * s[PLAYERS])


@rule
def score(s, r):
    """Points; for "win", 1 for those who gave the least, and -1 for the others, or 0 where several gave the least.

    All have the same share, so the most points are with those who gave the least.
    """
    players, least, winners = s[PLAYERS], s[GIVEN], 0
    for seat in range(players):
        least = min(least, s[GIVEN + seat])
    for seat in range(players):
        winners += s[GIVEN + seat] == least
    for seat in range(players):
        if s[RETURN] == WIN:
            r[seat] = 1.0 if s[GIVEN + seat] == least else -1.0 if winners == 1 else 0.0
        else:
            r[seat] = points(s, seat) / (s[ROUNDS] if s[RETURN] == MEAN else 1)


@rule
def see(s, seat, x):
    """One-hot for each round: own gift, then the others' in the order of seats after one's own, once all have given.

    Each takes a place for every number from 0 to the endowment.
    """
    players, size = s[PLAYERS], s[ENDOWMENT] + 1
    for n in range(s[DONE]):
        for i in range(players):
            x[(players * n + i) * size + s[GIFT + players * n + (seat + i) % players] - 1] = 1
    if seat < s[MOVER]:
        x[players * s[DONE] * size + s[GIFT + players * s[DONE] + seat] - 1] = 1


@functools.lru_cache(maxsize=4096)
def told(gifts: bytes, players: int, endowment: int, multiplier: int) -> str:
    """The rounds that are over, a line each; the text of all but the last is remembered, for speed."""
    if not gifts:
        return ""
    last = [gift - 1 for gift in memoryview(gifts[-2 * players :]).cast("h")]
    share = multiplier * sum(last) / (100 * players)
    each = ", ".join([f"player_{i} gave {gift} (+{endowment - gift + share:.4g})" for i, gift in enumerate(last)])
    line = f"Round {len(gifts) // (2 * players)}: {each}; shared: {multiplier / 100:g} x {sum(last)}."
    return f"{told(gifts[: -2 * players], players, endowment, multiplier)}{line}\n"


@functools.lru_cache(maxsize=64)
def known(head: bytes) -> str:
    """What all know, from the cells after the mover as far as the rounds that are over; for speed, remembered."""
    players, endowment, multiplier, rounds, _, done, *given = memoryview(head[: 2 * GIFT - 2]).cast("h")
    most = done * endowment + multiplier * sum(given) / (100 * players)
    standing = ", ".join([f"player_{i} {most - gifts:.6g}" for i, gifts in enumerate(given[:players])])
    now = f"Round {done + 1} of {rounds}." if done < rounds else ""
    return f"{told(head[2 * GIFT - 2 :], players, endowment, multiplier)}Points: {standing}. {now}".rstrip()


def describe(game, s, seat):
    place = GIFT + game.seats * s.item(DONE)
    own = f" You have given {s.item(place + seat) - 1}." if seat < s.item(MOVER) else ""
    return known(s[1:place].tobytes()) + own


def show(game, s, seat) -> list[Element]:
    """The gifts of the present round, or of the last one while nobody has given."""
    head = s[:GIFT].tolist()
    mover, players, endowment, multiplier, rounds, _, done = head[:GIVEN]
    first = GIFT + players * (done if mover > 0 else max(done - 1, 0))
    table: list[Element] = []
    for i in range(players):
        gift = s.item(first + i) - 1
        known = mover <= 0 or seat in (-1, i)
        faces = [str(gift) if known else None] if gift >= 0 else []
        table.append(Cards(f"player_{i}", faces, f"score {points.py_func(head, i):.6g}", mover == i))
    total = s[first : first + players].sum() - players
    shared = f"given: {total}, and {multiplier * total / 100:g} shared"
    last = shared if done and mover <= 0 else "gifts are shown when all have given"
    return [*table, Line(f"round {min(done + 1, rounds)} of {rounds}: {endowment} for each"), Line(last)]


def hundredths(multiplier: float) -> int:
    """Check the multiplier, and give it in hundredths.

    Raises:
        ValueError: it is no number from 0.01 to 100 with at most two decimal places.
    """
    fits = isinstance(multiplier, int | float) and not isinstance(multiplier, bool) and 0.01 <= multiplier <= 100
    if not fits or round(multiplier * 100) / 100 != multiplier:
        raise ValueError(
            f"multiplier must be a number from 0.01 to 100 with at most two decimal places; got {quote(multiplier)}"
        )
    return round(multiplier * 100)


def game(
    players: int = 4, endowment: int = 20, multiplier: float = 1.6, rounds: int = 10, returns: str = "total"
) -> FiniteGame:
    """The public goods game.

    Args:
        players: 2 to 6.
        endowment: what each player gets in each round, to keep or to give, 1 to 100.
        multiplier: what is given is multiplied by this, 0.01 to 100 in hundredths, and shared equally. Between 1 and
            the number of players it makes the dilemma: all are better off if all give, each is if he does not.
        rounds: 1 to 100.
        returns: "total" points, their "mean" over the rounds, or "win": 1 for the most points in the end, and -1 for
            the others, or 0 for them where several have the most.
    """
    players, endowment = option("players", players, 2, 6), option("endowment", endowment, 1, 100)
    factor, rounds = hundredths(multiplier), option("rounds", rounds, 1, 100)
    kind, most = choice("returns", returns, RETURNS), endowment + factor * endowment / 100
    goal = (
        "the sum of your points",
        "your points per round",
        "1 if you have the most points in the end; otherwise -1, or 0 if several have the most",
    )
    length = "There is one round" if rounds == 1 else f"There are {rounds} rounds"
    return FiniteGame(
        __name__,
        seats=players,
        options=(players, endowment, factor, rounds, kind),
        actions=tuple(f"give {gift}" for gift in range(endowment + 1)),
        cells=GIFT + players * rounds,
        view=rounds * players * (endowment + 1),
        stake=1 if kind == WIN else most if kind == MEAN else rounds * most,
        hidden=True,
        simultaneous=True,
        zero_sum=False,
        brief=f"Public goods. In each round each of {players} players gets {endowment} points, and all choose at the "
        "same time how many of them to give; the rest they keep. All that is given is multiplied by "
        f"{factor / 100:g} and shared equally among the {players}, whoever gave it. Then all gifts are shown. "
        f"{length}. Your return is {goal[kind]}.",
    )


env, raw_env, parallel_env = constructors("PublicGoods-v0")
