"""Rules for games of offers and talk: who gives way over time, who never does, and who gives way as the other does.

The tactics are those of Faratin, Sierra and Jennings (1998), Negotiation decision functions for autonomous agents. A
tactic says how much to ask for; what that means in a game, and what to say beside it, is the same for all of them.
"""

import functools
import itertools
import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from spenvs.core.turn import Action, Turn
from spenvs.textgames.division import ITEMS, listed, rest
from spenvs.textgames.goods import Amounts, worth
from spenvs.textgames.money import CENTS, money

if TYPE_CHECKING:
    from baselines.agents.scripted import ScriptedAgent

Demand = Callable[[Turn], float]
"""How much a seat asks for now, from 0 (the least that it would take) to 1 (all that it could hope for)."""

BOULWARE, EARLY, FIRM, LEAST = 0.3, 2.0, 0.6, 0.05
PATIENCE, HALF = 10, 0.5
SOONER, LATER = "Give way sooner.", "Hold out longer."


# Tactics


def progress(facts: Mapping[str, Any]) -> float:
    """Give how far a seat is through its own turns, or through its patience, from 0 at the first to 1."""
    turn, turns = facts["turn"], facts["turn"] + facts["turns_left"]
    last = min((turns - 1 - turn % 2) // 2, PATIENCE)
    return min(turn // 2 / last, 1.0) if last > 0 else 1.0


def conceding(exponent: float) -> Demand:
    """Ask for less and less, for 1 - progress^(1/exponent): below 1 late (boulware), above 1 early (conceder)."""
    return lambda turn: 1 - progress(turn.facts) ** (1 / (exponent * 2.0 ** _advice(turn)))


def holding(level: float) -> Demand:
    """Ask for the same, always."""
    return lambda turn: level


def _advice(turn: Turn) -> int:
    """Count what a critic has said: how often to give way sooner, less how often to hold out."""
    if turn.facts.get("round", 1) == 1:
        return 0
    heard = [line for line in turn.text.splitlines() if line.startswith("player_2: ")]
    return sum(line.endswith(SOONER) for line in heard) - sum(line.endswith(LATER) for line in heard)


# Talk

_FIRST = ("Let us begin.", "I hope that we find a way.", "Good to meet you.")
_NEXT = ("How about this?", "Here is another thought.", "Let us try this.")
_EARLY = ("That will not do.", "You can do better than that.", "We are far apart.", "That is not what I had in mind.")
_LATE = ("We are getting closer.", "I cannot go much further.", "That is nearly all I can give.", "Not quite yet.")
_AGREED = ("Agreed.", "It is a deal.", "That will do.")


def _one_of(turn: Turn, phrases: tuple[str, ...]) -> str:
    return phrases[int(turn.rng.random() * len(phrases))]


def _before_an_offer(turn: Turn) -> str:
    facts = turn.facts
    if facts["offer_by"] == 1 - int(turn.seat[-1]):
        return _one_of(turn, _EARLY if progress(facts) < HALF else _LATE)
    return _one_of(turn, _FIRST if facts["turn"] < 2 else _NEXT)


def _accept(turn: Turn) -> str:
    return f"{_one_of(turn, _AGREED)} [Accept]"


# BuyerSeller


def bargain(tactic: Demand, turn: Turn) -> str:
    """Ask for a price between the own limit and the best that there could be; take what is no worse than that."""
    facts = turn.facts
    if turn.role == "critic":
        return criticise(facts)
    selling = turn.role == "seller"
    sign = 1 if selling else -1
    asked = _price(facts, tactic(turn), selling)
    offered = (facts["bids"] if selling else facts["asks"])[0]
    if offered >= 0 and sign * (offered - asked) > 0:
        asked = offered
    if facts["offer_by"] == int(selling):
        last_chance = facts["turns_left"] == 1 and sign * (offered - facts["limit"]) > 0
        if last_chance or asked == offered:
            return _accept(turn)
    words = _before_an_offer(turn)
    if facts["turn"] < 2:
        words = f"It is a fine {facts['item']}." if selling else f"That {facts['item']} would suit me."
    return f"{words} [Offer: {money(asked)}]"


def _price(facts: Mapping[str, Any], demand: float, selling: bool) -> int:
    """Give the price for a demand in whole dollars, rounded away from the limit."""
    limit = facts["limit"]
    best = max(facts["highest"], limit) if selling else min(facts["lowest"], limit)
    price = limit + max(demand, LEAST) * (best - limit)
    dollars = math.ceil(price / CENTS) if selling else math.floor(price / CENTS)
    return max(1, dollars) * CENTS


def criticise(facts: Mapping[str, Any]) -> str:
    """Advise the side that one coaches: who got no deal should give way sooner, who got one hold out longer."""
    if facts["paid"] < 0:
        return f"No deal is worth less than a small gain. {SOONER}"
    return f"You closed at {money(facts['paid'])}; there may be more in it. {LATER}"


def mirrored_price(turn: Turn) -> float:
    """Give way by as much as the other has since its last offer; by a tenth before it has made two."""
    facts, selling = turn.facts, turn.role == "seller"
    (own, _), (last, before) = (facts["asks"], facts["bids"]) if selling else (facts["bids"], facts["asks"])
    reach = abs((facts["highest"] if selling else facts["lowest"]) - facts["limit"])
    if own < 0 or not reach:
        return 1.0
    given = max(0, last - before if selling else before - last) / reach if before >= 0 else 0.1
    return abs(own - facts["limit"]) / reach - given


# DealOrNoDeal

_SHARE = re.compile(r"([0-9]+) books?, ([0-9]+) hats?, ([0-9]+) balls?")
_YES = re.compile(r"\b(?:agreed?|deal|yes|ok|okay|fine)\b", re.IGNORECASE)
FAIR = 0.4


def divide(tactic: Demand, turn: Turn) -> str:
    """Of the shares that are worth enough, take the one that leaves the other most of what it has asked for."""
    facts = turn.facts
    pool, values, whole = facts["pool"], facts["values"], worth(facts["pool"], facts["values"])
    least = (FAIR if facts["objective"] >= 0 else 0.5) * whole
    target = math.ceil(least + max(0.0, min(1.0, tactic(turn))) * (whole - least))
    if facts["sealed"]:
        return _divide_sealed(turn, target)
    offered = worth(rest(pool, facts["others"]), values) if facts["others"][0] >= 0 else 0
    if facts["offer_by"] == 1 - int(turn.seat[-1]):
        last_chance = facts["turns_left"] == 1 and offered > (0 if facts["objective"] >= 0 else whole / 2)
        if offered >= target or last_chance:
            return _accept(turn)
    target = max(target, offered)
    share = generous(pool, values, target, facts["others"], facts["others_before"])
    dearest = ITEMS[max(range(len(ITEMS)), key=lambda i: values[i] if pool[i] else -1)]
    words = f"I like a good {dearest}." if facts["turn"] < 2 else _before_an_offer(turn)
    return f"{words} [Propose: {listed(share)}]"


@functools.lru_cache(maxsize=10_000)
def generous(pool: Amounts, values: Amounts, target: int, *asked: Amounts) -> Amounts:
    """Give the share worth `target` or more that leaves most of what the other wants, judged by what it asked for."""
    known = [share for share in asked if share[0] >= 0]
    wants = [
        (1 + sum(share[i] for share in known)) / (2 + len(known) * there) if there else 0.0
        for i, there in enumerate(pool)
    ]

    def merit(share: Amounts) -> tuple[float, int]:
        left = sum(want * n for want, n in zip(wants, rest(pool, share), strict=True))
        return left, worth(share, values)

    shares = itertools.product(*(range(n + 1) for n in pool))
    return max((share for share in shares if worth(share, values) >= target), key=merit, default=pool)


def _divide_sealed(turn: Turn, target: int) -> str:
    """Say openly what one would take; seal it when the other has agreed or sealed, or what the other's words leave."""
    facts = turn.facts
    pool, values = facts["pool"], facts["values"]
    own, theirs, agreed = _spoken(turn)
    fits = theirs is not None and all(n <= there for n, there in zip(theirs, pool, strict=True))
    left = rest(pool, theirs) if theirs is not None and fits else None
    if own is not None and (agreed or facts["offer_by"] >= 0):
        return f"[Propose: {listed(own)}]"
    if left is not None and (worth(left, values) >= target or facts["offer_by"] >= 0):
        return f"[Propose: {listed(left)}]"
    share = generous(pool, values, target, theirs if fits and theirs is not None else (-1, -1, -1))
    if facts["offer_by"] >= 0 or facts["turns_left"] <= 2:
        return f"[Propose: {listed(share)}]"
    words = _FIRST if theirs is None else _EARLY if progress(facts) < HALF else _LATE
    return f"{_one_of(turn, words)} I would take {listed(share)}."


def _spoken(turn: Turn) -> tuple[Amounts | None, Amounts | None, bool]:
    """Give what the seat and the other last said that they would take, and whether the other's last words agree."""
    shares: dict[bool, Amounts] = {}
    agreed = False
    for line in turn.text.splitlines():
        own, other = line.startswith("You: "), line.startswith(f"player_{1 - int(turn.seat[-1])}: ")
        if not (own or other):
            continue
        said = _SHARE.findall(line)
        if said:
            shares[own] = tuple(map(int, said[-1]))
        agreed = other and not said and bool(_YES.search(line))
    return shares.get(True), shares.get(False), agreed


def mirrored_share(turn: Turn) -> float:
    """Give way by as much as the other's last proposal was better than the one before; by a tenth until it made two."""
    facts = turn.facts
    pool, values, own = facts["pool"], facts["values"], facts["own"]
    whole = worth(pool, values)
    if own[0] < 0 or not whole:
        return 1.0
    given = 0.1 * whole
    if facts["others_before"][0] >= 0:
        given = max(0, worth(facts["others_before"], values) - worth(facts["others"], values))
    return ((worth(own, values) - given) / whole - FAIR) / (1 - FAIR)


# ResourceTrade

EVEN, MOST_GIVEN, PAIRS = 0.6, 5, 4


def trade(tactic: Demand, turn: Turn) -> str:
    """Offer what is worth least for what is worth most; take what gains more than the other is likely to gain."""
    facts = turn.facts
    demand = max(0.0, tactic(turn))
    if facts["offer_by"] == 1 - int(turn.seat[-1]) and _worth_taking(facts, demand):
        return _accept(turn)
    if facts["turns_left"] == 1:
        return "No, thank you. It was a pleasure."
    pair = _pair(facts)
    if pair is None:
        return "I have nothing to offer."
    goods = re.findall(r"[0-9]+ (\w+) \(worth", turn.text)
    give, want = (goods[good] for good in pair)
    n = min(facts["holds"][pair[0]], MOST_GIVEN)
    return f"I could use more {want}. [Offer: {n} {give} -> {math.ceil(n * (1 + demand))} {want}]"


def _pair(facts: Mapping[str, Any]) -> tuple[int, int] | None:
    """Choose what to give and what to want: what the other has just asked for and offered, or the best by turns."""
    values, holds = facts["values"], facts["holds"]
    pairs = [
        (give, want)
        for give, want in itertools.permutations(range(len(values)), 2)
        if holds[give] and values[give] < values[want]
    ]
    if not pairs:
        return None
    pairs.sort(key=lambda pair: values[pair[0]] - values[pair[1]])
    suit = [(give, want) for give, want in pairs if facts["wants"][give] and facts["gives"][want]]
    if suit and facts["offer_by"] >= 0:
        return suit[0]
    return pairs[max(0, facts["turn"] // 2 - facts["trades"]) % min(len(pairs), PAIRS)]


def _worth_taking(facts: Mapping[str, Any], demand: float) -> bool:
    """Weigh the own gain against the other's, to which its best good is likely to be worth as much as the own best."""
    gives, wants, values = facts["gives"], facts["wants"], facts["values"]
    gain = worth(gives, values) - worth(wants, values)
    able = all(held >= n for held, n in zip(facts["holds"], wants, strict=True))
    return able and gain > 0 and gain >= (EVEN + demand) * (max(values) * sum(wants) - min(values) * sum(gives))


def mirrored_rate(turn: Turn) -> float:
    """Ask for as many goods for each given as the other has just asked for; first for one and a quarter."""
    facts = turn.facts
    if facts["offer_by"] != 1 - int(turn.seat[-1]):
        return 0.25
    return min(1.0, sum(facts["wants"]) / max(1, sum(facts["gives"])) - 1)


# Players

Script = Callable[[Turn], Action]
_GAMES: dict[str, Callable[[Demand, Turn], str]] = {
    "ResourceTrade-v0": trade,
    "DealOrNoDeal-v0": divide,
    "BuyerSeller-v0": bargain,
}


def scripts(tactic: Demand) -> dict[str, Script]:
    """Give the rule of each game that follows a tactic."""
    return {id: functools.partial(play, tactic) for id, play in _GAMES.items()}


CONCEDER: dict[str, Script] = scripts(conceding(EARLY))
HARDLINER: dict[str, Script] = scripts(holding(FIRM))
TITFORTAT: dict[str, Script] = {
    "ResourceTrade-v0": functools.partial(trade, mirrored_rate),
    "DealOrNoDeal-v0": functools.partial(divide, mirrored_share),
    "BuyerSeller-v0": functools.partial(bargain, mirrored_price),
}
SCRIPTS: dict[str, Script] = scripts(conceding(BOULWARE))


def conceder(exponent: float = EARLY) -> "ScriptedAgent":
    """Make the player that gives way over time, late with an exponent below 1 (boulware), early with one above 1.

    Raises:
        ValueError: the exponent is not above 0.
    """
    from baselines.agents.scripted import ScriptedAgent  # which imports this module

    if not isinstance(exponent, int | float) or not 0.01 <= exponent <= 100:
        raise ValueError(f"exponent must be a number from 0.01 to 100; got {exponent!a}")
    return ScriptedAgent(scripts(conceding(exponent)))


def hardliner() -> "ScriptedAgent":
    """Make the player that never gives way."""
    from baselines.agents.scripted import ScriptedAgent  # which imports this module

    return ScriptedAgent(HARDLINER)
