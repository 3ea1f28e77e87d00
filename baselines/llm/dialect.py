r"""Dialects: how a turn becomes a prompt, and a model's reply a move.

A dialect is neither the environment's business nor the engine's. `default` asks for a move in square brackets;
`spiral` and `mars` are those of two papers; `raw` is for base models, which know no chats. In all of them thought is
kept apart: what a dialect gives as the answer is all that the environment, and so the other seats, ever hear.
Another dialect is put into `DIALECTS`, under the name that specs call it by.
"""

import re
from dataclasses import dataclass

from baselines.llm.chat import Message, Prompt
from spenvs.core.dialogue_env import WORDS
from spenvs.core.moves import IllegalMove, plain
from spenvs.core.turn import Turn
from spenvs.registry import UnknownName

OPENS = re.compile(r"<(?:think|thinking|thought|reasoning)>|\[THINK\]", re.IGNORECASE)
CLOSES = re.compile(r"</(?:think|thinking|thought|reasoning)>|\[/THINK\]", re.IGNORECASE)
_THOUGHT = re.compile(f"(.*)(?:{CLOSES.pattern})", re.DOTALL | re.IGNORECASE)
_TAGGED = re.compile(r"(?:<think>)?(.*?)</think>\s*<answer>(.*)</answer>", re.DOTALL | re.IGNORECASE)
AT_MOST = "with at most one move, in square brackets"
LONGEST_BOX = 10_000
FENCE = "```"


@dataclass(frozen=True)
class Said:
    """A reply taken apart.

    Attributes:
        answer: what the environment is to hear.
        thought: the rest, which nobody hears.
    """

    answer: str
    thought: str = ""


@dataclass(frozen=True)
class Dialect:
    """The default dialect, and what others change of it.

    The chat is the environment's (`Turn.messages`); the form of the answer is asked for at its end. In a game with
    numbered moves a reply may think aloud, and nothing but its move is heard. In a game of talk all is heard but what
    stands before the last `</think>`, or behind a `<think>` that is not closed.

    Attributes:
        keeps: whether a seat's chat goes on from its last one, replies and all; else each turn begins a new one.
    """

    keeps: bool = False

    def form(self, turn: Turn) -> str:
        """Say in a sentence how an answer is to be written."""
        if turn.mask is not None:
            return "End your reply with one legal move in square brackets, on a line of its own."
        if written := _written(turn):
            return written
        legal = turn.legal
        if WORDS not in legal:
            return "Write one of these moves, in square brackets."
        return f"Write what you say, {AT_MOST if len(legal) > 1 else 'and nothing else'}."

    def render(self, turn: Turn, past: list[Message]) -> Prompt:
        """Write what the model goes on from.

        Args:
            turn: the question.
            past: where `keeps`, the seat's chat so far, its last reply included; else empty.
        """
        hidden = "You may think first, between <think> and </think>: nobody hears that."
        think = hidden if turn.mask is None else "Think first if you like."
        *before, last = turn.messages
        return [*before, _with_request(last, f"{think} {self.form(turn)}")]

    def parse(self, reply: str, turn: Turn) -> Said:
        """Take a reply apart.

        Raises:
            IllegalMove: (unparsed) it has not the form that the dialect asks for.
        """
        thought, answer = apart(reply)
        if turn.mask is None:
            return Said(answer, thought)
        before, _, last = answer.rpartition("\n")
        if not before or not _ends(last, turn):
            before, last = answer, answer
        move: str = turn.env.game.actions[turn.env.read(turn.seat, last)]
        aloud = "" if plain(before) == plain(move) else before
        return Said(f"[{move}]", f"{thought}\n{aloud}".strip())

    def write(self, move: str) -> str:
        """Write a move as a reply that says nothing else, for its probability to be measured."""
        return f"[{move}]"

    def stop(self, turn: Turn) -> tuple[str, ...]:
        """Give the texts at which a reply ends."""
        return ()


class Spiral(Dialect):
    r"""SPIRAL's (Liu et al., 2025, arXiv 2506.24119): one user message a turn, the answer in `\boxed{}`."""

    def form(self, turn: Turn) -> str:
        """Ask for a box."""
        return "Put your final answer within \\boxed{}."

    def render(self, turn: Turn, past: list[Message]) -> Prompt:
        """Put the environment's text into SPIRAL's template."""
        content = (
            "You are playing a two-player zero-sum game. Make valid actions to win.\n"
            f"Observation: {turn.text}\n"
            "Please reason step by step, and put your final answer within \\boxed{}."
        )
        return [{"role": "user", "content": content}]

    def parse(self, reply: str, turn: Turn) -> Said:
        r"""Hear the last `\boxed{}` of a reply.

        Raises:
            IllegalMove: (unparsed) there is none behind the thought, or it is not closed.
        """
        thought, answer = apart(reply)
        if _written(turn) and "\\boxed{" in answer:  # the game finds it: where a program ends, braces do not tell
            return Said(answer, thought)
        before, found, rest = answer.rpartition("\\boxed{")
        content = _closed(rest) if found else None
        if content is None:
            raise IllegalMove("there is no \\boxed{...} in the reply", "unparsed")
        return Said(content, f"{thought}\n{before}".strip())

    def write(self, move: str) -> str:
        """Write a move in a box."""
        return f"\\boxed{{[{move}]}}"


class Mars(Dialect):
    """MARS' (Yuan et al., 2025, arXiv 2510.15414): thought and answer in tags, the whole chat kept."""

    def form(self, turn: Turn) -> str:
        """Ask for tags."""
        answer = "your words or move" if turn.mask is None else "one legal move"
        if _written(turn):
            answer = "your whole answer"
        return f"Write <think>your thoughts</think><answer>{answer}</answer>, and nothing else."

    def render(self, turn: Turn, past: list[Message]) -> Prompt:
        """Go on with the chat; the first message says how to answer."""
        first, *others = turn.messages
        return [*past, others[-1]] if past else [_with_request(first, self.form(turn)), *others]

    def parse(self, reply: str, turn: Turn) -> Said:
        """Hear what stands between the tags; a template may have opened the thought already.

        Raises:
            IllegalMove: (unparsed) something stands outside of them, one is missing, or there are several answers.
        """
        found = _TAGGED.fullmatch(reply.strip())
        if found is None or "answer>" in found[2].lower():
            raise IllegalMove("the reply is not <think>...</think><answer>...</answer>", "unparsed")
        return Said(apart(found[2])[1], found[1].strip())

    def write(self, move: str) -> str:
        """Write a move in tags."""
        return f"<think></think><answer>{move}</answer>"


class Raw(Dialect):
    """For base models: the environment's text, and the beginning of a line that says the move, or the words.

    Where the answer is a text of several lines, as a program, a code block is begun, and the answer is all in it.
    """

    def render(self, turn: Turn, past: list[Message]) -> Prompt:
        """Write the text and begin the answer."""
        if _written(turn):
            return f"{turn.text}\n{FENCE}\n"
        return f"{turn.text}\n{'You' if turn.mask is None else 'Your move'}:"

    def parse(self, reply: str, turn: Turn) -> Said:
        """Hear the reply's first line."""
        if _written(turn):
            thought, answer = apart(reply)
            return Said(f"{FENCE}\n{answer.partition(FENCE)[0]}\n{FENCE}", thought)
        thought, answer = apart(reply.strip().partition("\n")[0])
        return Said(answer, thought)

    def write(self, move: str) -> str:
        """Go on with the line."""
        return f" {move}"

    def stop(self, turn: Turn) -> tuple[str, ...]:
        """End a reply with its line, or with its code block."""
        return (FENCE,) if _written(turn) else ("\n",)


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


def apart(reply: str) -> tuple[str, str]:
    """Give the thought and the answer of a reply: what precedes the last `</think>`, and what follows.

    So a thought may be nested, come in several parts, or have been opened by the chat template already. One that is
    not closed was cut off: the answer is what precedes it. `<thinking>`, `<thought>`, `<reasoning>` and `[THINK]`, with
    which other models think, are read alike, in small or capital letters.
    """
    closed = _THOUGHT.match(reply)
    thought, rest = (closed[1].strip(), reply[closed.end() :]) if closed else ("", reply)
    if opened := OPENS.match(thought):
        thought = thought[opened.end() :]
    if opened := OPENS.search(rest):
        thought, rest = f"{thought}\n{rest[opened.end() :]}", rest[: opened.start()]
    return thought.strip(), rest.strip()


def _written(turn: Turn) -> str:
    """Say how an answer is to be written, where it is neither words nor a move; else ""."""
    return "" if turn.mask is not None else turn.env.game.answer_form


def _with_request(message: Message, request: str) -> Message:
    """Add a sentence to a message."""
    return {**message, "content": f"{message['content']}\n\n{request}"}


def _ends(line: str, turn: Turn) -> bool:
    """Whether a reply's last line is its answer: it is written as one, or names a move and nothing else."""
    if "[" in line or "\\boxed" in line or "<answer>" in line:
        return True
    try:
        return turn.env.read(turn.seat, line) is not None
    except IllegalMove:
        return False


def _closed(text: str) -> str | None:
    r"""Give what precedes the brace that closes a box, without a `\text{}` around it; None if none does."""
    depth = 1
    for brace in re.finditer("[{}]", text[:LONGEST_BOX]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            content = text[: brace.start()].strip()
            return content[6:-1].strip() if re.fullmatch(r"\\text\{[^{}]*\}", content) else content
    return None
