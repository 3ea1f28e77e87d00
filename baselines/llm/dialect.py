r"""Dialects: how a turn becomes a prompt, and a model's reply a move.

A dialect is neither the environment's business nor the engine's. `default` asks for a move in square brackets;
`spiral` and `mars` are those of two papers; `raw` is for base models, which know no chats.
"""

import re
from dataclasses import dataclass

from baselines.llm.chat import Message, Prompt
from spenvs.core.moves import IllegalMove
from spenvs.core.turn import Turn
from spenvs.registry import UnknownName

THINK, THOUGHT = "<think>", "</think>"
ANSWER = "Think first if you like. End your reply with a line that holds one legal move, in square brackets."
SPEAK = "Reply with what you say, and a move in square brackets. What stands between <think> and </think> nobody hears."
NUDGE = "Your reply was cut off: it was too long. Do not think any more. Give your answer now, in a few words."


@dataclass(frozen=True)
class Said:
    """A reply taken apart.

    Attributes:
        answer: what the environment is to hear.
        thought: the rest, which nobody is.
    """

    answer: str
    thought: str = ""


@dataclass(frozen=True)
class Dialect:
    """The default dialect, and what others change of it.

    The chat is the environment's (`Turn.messages`) and a request for the form of the answer. In a game with numbered
    moves a reply may think aloud: only its last line is heard, if there is a move in it. In a game of talk everything
    but the thought is.

    Attributes:
        keeps: whether a seat's chat goes on from its last one, replies and all; else each turn begins a new one.
    """

    keeps: bool = False

    def render(self, turn: Turn, past: list[Message]) -> Prompt:
        """Write what the model goes on from.

        Args:
            turn: the question.
            past: where `keeps`, the seat's chat so far, its last reply included; else empty.
        """
        return with_request(turn.messages, SPEAK if turn.mask is None else ANSWER)

    def parse(self, reply: str, turn: Turn) -> Said:
        """Take a reply apart.

        Raises:
            IllegalMove: (unparsed) it has not the form that the dialect asks for.
        """
        thought, answer = apart(reply)
        if turn.mask is None:
            return Said(answer, thought)
        before, _, last = answer.rpartition("\n")
        if "[" in last or "\\boxed" in last:
            return Said(last, f"{thought}\n{before}".strip())
        return Said(answer, thought)

    def write(self, move: str) -> str:
        """Write a move as a reply that says nothing else, for its probability to be measured."""
        return f"[{move}]"

    def stop(self, turn: Turn) -> tuple[str, ...]:
        """Give the texts at which a reply ends."""
        return ()


class Spiral(Dialect):
    r"""SPIRAL's (Liu et al., 2025, arXiv 2506.24119): one user message a turn, the answer in `\boxed{}`."""

    def render(self, turn: Turn, past: list[Message]) -> Prompt:
        """Put the environment's text into SPIRAL's template."""
        content = (
            "You are playing a two-player zero-sum game. Make valid actions to win.\n"
            f"Observation: {turn.text}\n"
            "Please reason step by step, and put your final answer within \\boxed{}."
        )
        return [{"role": "user", "content": content}]

    def parse(self, reply: str, turn: Turn) -> Said:
        r"""Hear the last `\boxed{}` of a reply."""
        before, found, rest = reply.rpartition("\\boxed{")
        answer, closed, _ = rest.rpartition("}")
        if not found or not closed:
            raise IllegalMove("there is no \\boxed{...} in the reply", "unparsed")
        return Said(boxed(answer), before.strip())

    def write(self, move: str) -> str:
        """Write a move in a box."""
        return f"\\boxed{{[{move}]}}"


class Mars(Dialect):
    """MARS' (Yuan et al., 2025, arXiv 2510.15414): thought and answer in tags, the whole chat kept."""

    def render(self, turn: Turn, past: list[Message]) -> Prompt:
        """Go on with the chat; the first message says how to answer."""
        first, *_, last = turn.messages
        if not past:
            return [with_request([first], TAGS)[0], *turn.messages[1:]]
        return [*past, last]

    def parse(self, reply: str, turn: Turn) -> Said:
        """Hear what stands between the tags.

        Raises:
            IllegalMove: (unparsed) something stands outside of them, or one is missing.
        """
        found = TAGGED.fullmatch(reply.strip())
        if found is None:
            raise IllegalMove("the reply is not <think>...</think><answer>...</answer>", "unparsed")
        return Said(boxed(found[2].strip()), found[1].strip())

    def write(self, move: str) -> str:
        """Write a move in tags."""
        return f"<think></think><answer>{move}</answer>"


class Raw(Dialect):
    """For base models: the environment's text, and the beginning of the answer."""

    def render(self, turn: Turn, past: list[Message]) -> Prompt:
        """Write the text and begin the answer."""
        return f"{turn.text}\n{turn.seat}:" if turn.mask is None else f"{turn.text}\nAnswer: ["

    def parse(self, reply: str, turn: Turn) -> Said:
        """Hear the reply's only line, or what stands before the bracket that closes."""
        return Said(reply.strip() if turn.mask is None else boxed(reply.partition("]")[0]))

    def write(self, move: str) -> str:
        """Go on from the bracket."""
        return f"{move}]"

    def stop(self, turn: Turn) -> tuple[str, ...]:
        """End a reply with its line, or with the bracket that closes."""
        return ("\n",) if turn.mask is None else ("]", "\n")


TAGS = (
    "Answer with your thoughts and one legal action, as in <think>your thoughts</think><answer>your action</answer>, "
    "and with nothing else."
)
TAGGED = re.compile(r"<think>(.*?)</think>\s*<answer>([^<]*)</answer>", re.DOTALL)
DIALECTS: dict[str, Dialect] = {
    "default": Dialect(),
    "spiral": Spiral(),
    "mars": Mars(keeps=True),
    "raw": Raw(),
}


def find(name: str) -> Dialect:
    """Give the dialect of a name.

    Raises:
        UnknownName: there is none.
    """
    if name not in DIALECTS:
        raise UnknownName("dialect", name, DIALECTS)
    return DIALECTS[name]


def with_request(messages: list[Message], request: str) -> list[Message]:
    """Add a sentence to the first message of a chat."""
    first, *rest = messages
    return [{**first, "content": f"{first['content']}\n\n{request}"}, *rest]


def apart(reply: str) -> tuple[str, str]:
    """Give the thought and the answer of a reply: what precedes `</think>`, and what follows.

    Some templates open the thought in the prompt, so that a reply may begin within it; a thought that is not closed was
    cut off, and there is no answer.
    """
    thought, closed, answer = reply.rpartition(THOUGHT)
    if closed:
        return thought.strip().removeprefix(THINK).strip(), answer.strip()
    answer, opened, thought = reply.partition(THINK)
    return (thought.strip(), answer.strip()) if opened else ("", reply.strip())


def boxed(answer: str) -> str:
    """Put a short answer into brackets, spaces squeezed, unless it has some."""
    answer = " ".join(answer.split())
    return answer if "[" in answer or len(answer.split()) > MOST_WORDS else f"[{answer}]"


MOST_WORDS = 5
