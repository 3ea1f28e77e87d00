"""TextArena 0.7.4's games that we have too: by what name and with which options each is the other's, and what to reply.

What a player replies is drawn out of TextArena's own state. Where nothing is left to chance, both play the same games,
and our moves only need TextArena's spelling.
"""

import functools
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spenvs.textgames.dont_say_it import TOPICS
from spenvs.textgames.vocabulary import nouns, words, words_by_start

FILES = "abcdefghij"
FACES = {1: "A", 11: "J", 12: "Q", 13: "K"}
TALK, DEAD_END = "Let us both do well.", "[none]"

Reply = Callable[[Any, random.Random], str]
Some = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True)
class Peer:
    """A game of TextArena's, and ours that is most like it.

    Attributes:
        id: our environment.
        name: TextArena's.
        options: our preset and options.
        theirs: TextArena's options, where they are not those of the name.
        players: how many play.
        reply: draws a legal reply out of TextArena's environment.
        spell: in place of that, how TextArena spells a move of ours.
        some: which of our legal moves are drawn from, to draw as `reply` does.
        turns: how many of TextArena's turns are timed.
        once: whether TextArena's environment is made once, off the clock, and only wrapped anew for each game.
    """

    id: str
    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    theirs: Mapping[str, Any] = field(default_factory=dict)
    players: int = 2
    reply: Reply | None = None
    spell: Callable[[str], str] | None = None
    some: Some = lambda legal: legal
    turns: int = 6000
    once: bool = False


def bracketed(name: str) -> str:
    """Most moves."""
    return f"[{name}]"


def column(name: str) -> str:
    """A column of Connect Four."""
    return f"[col {name}]"


def board_and_square(name: str) -> str:
    """As "4:2" of ultimate tic-tac-toe."""
    return f"[{name.replace(':', ' ')}]"


def heap_and_counters(name: str) -> str:
    """As "1:2" of Nim, whose heaps TextArena numbers from 0."""
    heap, counters = name.split(":")
    return f"[{int(heap) - 1} {counters}]"


def row_and_column(name: str) -> str:
    """As "d3" of Othello; any text is a pass."""
    return "[pass]" if name == "pass" else f"[{int(name[1:]) - 1}, {FILES.index(name[0])}]"


def numbered_hands(name: str) -> str:
    """As "attack left right" of chopsticks."""
    return f"[{name.replace('left', '0').replace('right', '1')}]"


def one_of(*moves: str) -> Reply:
    """Any of a few moves; a sentence where players talk before they choose."""

    def reply(env: Any, rng: random.Random) -> str:
        return TALK if env.state.game_state.get("phase") == "conversation" else rng.choice(moves)

    return reply


def number(end: int) -> Reply:
    """Any number below the end."""
    return one_of(*(f"[{n}]" for n in range(end)))


def kuhn(env: Any, rng: random.Random) -> str:
    """Any legal move of Kuhn poker."""
    return f"[{rng.choice(list(env.state.game_state['current_legal_action_tree']))}]"


def indian(env: Any, rng: random.Random) -> str:
    """Any move of Indian poker, with raises of at most three chips, as far as they are there."""
    state, seat = env.state.game_state, env.state.current_player_id
    to_call, bank = state["highest_bet"] - state["current_bets"][seat], state["player_chips"][seat]
    if to_call == 0:
        return rng.choice(["[check]", *(f"[bet {chips}]" for chips in range(1, min(3, bank) + 1))])
    return rng.choice(["[fold]", "[call]", *(f"[raise {chips}]" for chips in range(1, min(3, bank - to_call) + 1))])


def card(env: Any, rng: random.Random) -> str:
    """Any card that the mover has left for a bid."""
    held = rng.choice(list(env.state.game_state["player_hands"][env.state.current_player_id]))
    return f"[{FACES.get(held, held)}]"


def lowest(legal: Sequence[str]) -> Sequence[str]:
    """The two lowest bids of liar's dice, and the challenge: random bids would end most rounds at once."""
    return [*legal[:2], legal[-1]] if legal[-1] == "liar" else legal[:2]


def bid(env: Any, rng: random.Random) -> str:
    """The same for TextArena's."""
    last = env.state.game_state["current_bid"]
    quantity, face = last["quantity"], last["face_value"]
    higher = [(n, f) for n in range(max(quantity, 1), quantity + 3) for f in range(max(face, 1), 7)]
    raised = [f"[Bid: {n}, {f}]" for n, f in higher if (n, f) != (quantity, face)][:2]
    return rng.choice([*raised, *(["[Call]"] if quantity else [])])


def square(env: Any, rng: random.Random) -> str:
    """Any square that the mover has not shot at."""
    board = env.state.game_state["tracking_board"][env.state.current_player_id]
    return rng.choice(
        [f"[{FILES[i].upper()}{j}]" for i, row in enumerate(board) for j, sign in enumerate(row) if sign == "~"]
    )


def ultimatum(env: Any, rng: random.Random) -> str:
    """Any offer, or an answer to one."""
    if env.state.game_state["phase"] == "offering":
        return f"[Offer: ${rng.randint(0, 50)}]"
    return rng.choice(["[Accept]", "[Reject]"])


def spread(env: Any, rng: random.Random) -> str:
    """Any spread of 20 units over three fields."""
    first, second = sorted((rng.randint(0, 20), rng.randint(0, 20)))
    return f"[A{first} B{second - first} C{20 - second}]"


def trade(env: Any, rng: random.Random) -> str:
    """An offer, an answer to one or talk, drawn as ours are."""
    state, player = env.state.game_state, env.state.current_player_id
    holds, offer, draw = state["player_resources"][player], state["current_offer"], rng.random()
    if offer and offer["from_player"] != player and draw < 0.6:
        able = all(holds[good] >= n for good, n in offer["requested_resources"].items())
        return "[Accept]" if able and draw < 0.3 else "[Deny]"
    owned = [good for good, held in holds.items() if held]
    if not owned or draw > 0.95:
        return "What would you like?"
    give, want = rng.choice(owned), rng.choice(list(holds))
    return f"[Offer: {rng.randint(1, min(3, holds[give]))} {give} -> {rng.randint(1, 3)} {want}]"


def claim(env: Any, rng: random.Random) -> str:
    """A claim about one of the facts, and in the last turn a guess, drawn as ours are."""
    fact = rng.randint(1, 2)
    return f"[Fact {fact}]" if env.state.turn == env.state.max_turns - 1 else f"Fact {fact} is true."


def next_word(env: Any, rng: random.Random) -> str:
    """A word of the chain; where there is none, one that ends the game."""
    wanted = env.state.game_state
    there = words_by_start().get((wanted["required_start_letter"], wanted["required_length"]), ())
    return f"[{rng.choice(there)}]" if there else DEAD_END


def sentence(env: Any, rng: random.Random) -> str:
    """A sentence with two nouns, drawn as ours are."""
    return rng.choice(TOPICS).format(rng.choice(nouns()), rng.choice(nouns()))


def suspect(env: Any, rng: random.Random) -> str:
    """Suspect or choose anybody else who lives."""
    state, player = env.state.game_state, env.state.current_player_id
    seat = rng.choice([seat for seat in state["alive_players"] if seat != player] or [player])
    return f"I suspect player {seat}." if state["phase"].value == "Day-Discussion" else f"[Player {seat}]"


@functools.cache
def stand_in_corpora() -> tempfile.TemporaryDirectory:
    """Let NLTK find our words and nouns where it looks for its corpora, download nothing, and tag words in no time.

    TextArena's word chains and its DontSayIt do not start offline otherwise.
    """
    import nltk

    folder = tempfile.TemporaryDirectory()
    lists = Path(folder.name) / "corpora" / "words"
    lists.mkdir(parents=True)
    (lists / "en").write_text("\n".join(sorted(words())))
    (lists / "en-basic").write_text("\n".join(nouns()))
    nltk.data.path.insert(0, folder.name)
    nltk.download = lambda *args, **kwargs: True
    nltk.pos_tag = lambda tokens: [(token, "NN") for token in tokens]
    return folder


TEXTARENA = {"preset": "textarena"}
MATRIX = tuple(
    Peer(id, name, TEXTARENA, players=players, reply=reply)
    for id, name, players, reply in (
        ("RockPaperScissors-v0", "IteratedRockPaperScissors-v0", 2, one_of("[rock]", "[paper]", "[scissors]")),
        ("PrisonersDilemma-v0", "IteratedPrisonersDilemma-v0", 2, one_of("[Cooperate]", "[Defect]")),
        ("StagHunt-v0", "IteratedStagHunt-v0", 2, one_of("[Stag]", "[Hare]")),
        ("MatchingPennies-v0", "IteratedMatchingPennies-v0", 2, one_of("[heads]", "[tails]")),
        ("UltimatumGame-v0", "IteratedUltimatumGame-v0", 2, ultimatum),
        ("TwoThirdsAverage-v0", "IteratedTwoThirdsAverage-v0", 2, number(101)),
        ("PublicGoods-v0", "PublicGoodsGame-v0", 3, number(21)),
        ("ColonelBlotto-v0", "ColonelBlotto-v0", 2, spread),
    )
)
PEERS = (
    Peer("TicTacToe-v0", "TicTacToe-v0", spell=bracketed),
    Peer("ConnectFour-v0", "ConnectFour-v0", spell=column),
    Peer("Nim-v0", "Nim-v0", {"preset": "three-heaps"}, spell=heap_and_counters),
    Peer("UltimateTicTacToe-v0", "UltimateTicTacToe-v0", spell=board_and_square),
    Peer("Othello-v0", "Othello-v0", spell=row_and_column),
    Peer("Breakthrough-v0", "Breakthrough-v0", TEXTARENA, spell=bracketed),
    Peer("SimpleTak-v0", "SimpleTak-v0", spell=bracketed),
    Peer("Chopsticks-v0", "Chopsticks-v0", spell=numbered_hands),
    Peer("KuhnPoker-v0", "KuhnPoker-v0", TEXTARENA, reply=kuhn),
    Peer("IndianPoker-v0", "IndianPoker-v0", {"hands": 5}, reply=indian),
    Peer("Goofspiel-v0", "GameOfPureStrategy-v0", {"open_bids": True}, reply=card),
    Peer("LiarsDice-v0", "LiarsDice-v0", TEXTARENA, reply=bid, some=lowest),
    Peer("PigDice-v0", "PigDice-v0", TEXTARENA, reply=one_of("[roll]", "[hold]")),
    Peer("Snake-v0", "Snake-v0", TEXTARENA, reply=one_of("[up]", "[right]", "[down]", "[left]")),
    Peer("Battleship-v0", "Battleship-v0", TEXTARENA, reply=square),
    *MATRIX,
    Peer("ResourceTrade-v0", "SimpleNegotiation-v0", TEXTARENA, reply=trade),
    Peer("TruthAndDeception-v0", "TruthAndDeception-v0", reply=claim),
    Peer("WordChains-v0", "WordChains-v0", reply=next_word, turns=40),
    Peer("WordChains-v0", "WordChains-v0", reply=next_word, once=True),
    Peer("DontSayIt-v0", "DontSayIt-v0", TEXTARENA, reply=sentence, turns=40),
    Peer("DontSayIt-v0", "DontSayIt-v0", TEXTARENA, reply=sentence, once=True),
    Peer("SecretMafia-v0", "SecretMafia-v0", TEXTARENA, players=7, reply=suspect),
)
PIG = Peer(
    "PigDice-v0", "PigDice-v0-500", {"goal": 500, "closing": 500, "press": True}, reply=one_of("[roll]", "[hold]")
)
TRADE = Peer("ResourceTrade-v0", "SimpleNegotiation-v0", {**TEXTARENA, "turns": 900}, {"max_turns": 900}, reply=trade)
WITHOUT = {
    "LeducPoker-v0": "its LeducHoldem is not registered",
    "Hanabi-v0": "its Hanabi is not registered",
    "TwentyQuestions-v0": "its TwentyQuestions asks a language model over the network",
}
"""Games that TextArena has too, but that cannot be made as its others are."""
