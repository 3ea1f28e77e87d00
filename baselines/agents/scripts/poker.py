"""Rules for poker and for Goofspiel, from what the seat is told in words."""

from collections.abc import Sequence

from spenvs.core.turn import Action, Turn


def said(text: str, before: str, behind: str = ".") -> str:
    """Give what a text says between the last of these words and the next of those."""
    return text.rpartition(before)[2].partition(behind)[0]


def kuhn_betting(high: bool, low: bool, called: bool, passed: bool) -> float:
    """Give the probability of a bet or call in Kuhn's equilibrium with alpha = 1/3 (Kuhn, 1950).

    Args:
        high: whether the card is the highest.
        low: whether it is the lowest.
        called: whether there is a bet to call.
        passed: whether the seat has passed before.
    """
    alpha = 1 / 3
    if called:
        return 1.0 if high else 0.0 if low else alpha + 1 / 3 if passed else 1 / 3
    return 3 * alpha if high else alpha if low else 0.0


def kuhn_poker(turn: Turn) -> Action:
    """Play Kuhn's equilibrium; with more players, every card but the highest and the lowest is a middle one."""
    text = turn.text
    if "moves no chips" in text:
        return "bet"
    deck, card = text.partition("from low to high, is ")[2].partition(".")[0], said(text, "Your card is ")
    played = said(text, "Played so far: ")
    chance = kuhn_betting(deck.endswith(card), deck.startswith(card), " bet" in played, f"{turn.seat} pass" in played)
    return "bet" if turn.rng.random() < chance else "pass"


def leduc_poker(turn: Turn) -> Action:
    """Raise with a pair, or with a king before the open card; call with a king or queen; else fold where one has to."""
    text, legal = turn.text, turn.legal
    card, open_card = said(text, "Your card is "), said(text, "The open card is ")
    is_open = "The open card is " in text
    if "raise" in legal and (card == open_card if is_open else card == "K"):
        return "raise"
    strong = card in ("K", "Q") or (is_open and card == open_card)
    return "call" if strong or "fold" not in legal else "fold"


def odds(seen: Sequence[int], all_seen: Sequence[int], ranks: int, suits: int) -> float:
    """Give the probability that one's own card beats the best of some seen cards; a tie counts half."""
    best, unseen = max(seen), [rank for rank in range(ranks) for _ in range(suits)]
    for card in all_seen:
        unseen.remove(card)
    return sum(1.0 if card > best else 0.5 if card == best else 0.0 for card in unseen) / len(unseen)


def indian_poker(turn: Turn) -> Action:
    """Bet by the odds of one's own card against the best that is seen and has not folded.

    From 3/4 on raise as high as one may, from 3/5 on by one chip; below 2/5 fold where there is something to call.
    """
    text, legal = turn.text, turn.legal
    faces = text.partition("from low to high ")[2].partition(".")[0].split(", ")
    suits, played = int(said(text, " cards: ", " ")), said(text, "Played so far: ")
    sights = [sight.split(" has ") for sight in said(text, "You see: ").split(", ")]
    cards = {player: faces.index(face) for player, face in sights}
    left = [card for player, card in cards.items() if f"{player} fold" not in played]
    won = odds(left, [*cards.values()], len(faces), suits)
    raises = [move for move in legal if move.startswith("raise")]
    if raises and won >= 3 / 5:
        return raises[-1 if won >= 3 / 4 else 0]
    return "check" if "check" in legal else "call" if won >= 2 / 5 else "fold"


def goofspiel(turn: Turn) -> Action:
    """Bid what the prize is worth, which is always in the hand."""
    return said(turn.text, "The prize is ")
