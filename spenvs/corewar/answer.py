"""Finding the Redcode program in a language model's reply."""

import re
from collections.abc import Iterator

from spenvs.core.moves import quote
from spenvs.corewar.prose import programs

LANGUAGES = ("redcode", "redcode-94", "corewar")
"""Words behind a fence that say that Redcode stands in it."""

_ANSWER = re.compile(r"<answer>", re.IGNORECASE)
_ANSWER_END = re.compile(r"</answer>", re.IGNORECASE)
_BOXED = re.compile(r"\\boxed\{")
_CLOSING_BRACE = re.compile(r"\}[.$]*[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([^\s`~]*)[^`~\r\n]*[\r\n]*")
_FENCED_LINE = re.compile(r"[ \t]*`{3,}([^`\r\n]+)`{3,}[ \t]*[\r\n]*")


class NoProgram(ValueError):
    """A reply without a Redcode program, or with several."""


def program_in(reply: str) -> str:
    r"""Return the one program in a reply.

    What precedes `</think>` is thought. Where there is `<answer>...</answer>` or `\boxed{...}`, only what stands in it
    counts; so does what stands in fences (three or more backticks or tildes, with or without a word behind them), if
    there is a program in any. A fence that nobody closes ends where the program ends. Without fences, the program is
    the one run of lines that are Redcode (`spenvs.corewar.prose`); a reply that is all program comes back unchanged.
    The same program may be there twice. Whether it assembles is not looked at.

    Raises:
        NoProgram: there is none, or there are several different ones: a program is never guessed.
    """
    text = _answer(reply.rpartition("</think>")[2].partition("<think>")[0])
    blocks, rest = _fenced(text)
    found = _different(blocks) or _different([program for part in rest for program in _bare(part)])
    if len(found) > 1:
        raise NoProgram(f"there are {len(found)} different programs in the reply; give one, in one fence (```)")
    if not found:
        raise NoProgram(f"no Redcode program was found in the reply {quote(reply)}; give one, between two lines ```")
    return found[0]


def _different(found: Iterator[str] | list[str]) -> list[str]:
    """Return the programs without those that differ from others in nothing but blanks at the ends of lines."""
    return list({"\n".join(line.rstrip() for line in text.strip().splitlines()): text for text in found}.values())


def _answer(text: str) -> str:
    """Return what is marked as the answer, the whole text if nothing is."""
    marked = [before for part in _ANSWER.split(text)[1:] for before in _ANSWER_END.split(part, maxsplit=1)[:-1]]
    for part in _BOXED.split(text)[1:]:
        # Braces are modes in Redcode: the box ends at a brace that ends a line, or at the last one.
        end = _CLOSING_BRACE.search(part)
        marked.append((part[: end.start()] if end else part.rpartition("}")[0]).removeprefix("\\text{"))
    answers = _different(marked)
    if len(answers) > 1:
        raise NoProgram(f"there are {len(answers)} different answers in the reply; give one")
    return answers[0] if answers else text


def _fenced(text: str) -> tuple[list[str], list[str]]:
    """Return the programs in fences, and the texts before, between and behind them."""
    found: list[str] = []
    outside: list[list[str]] = [[]]
    block: list[str] = []
    open_fence, language = "", ""

    def close(closed: bool) -> None:
        if closed and (language in LANGUAGES or any(programs(block))):
            found.append("".join(block))
        elif not closed:
            found.extend(_bare("".join(block)))
        block.clear()

    for line in _LINE.findall(text):
        fence = _FENCE.fullmatch(line)
        if not fence or (open_fence and fence[1][0] != open_fence[0]):
            single = None if open_fence else _FENCED_LINE.fullmatch(line)
            if single and any(programs([single[1]])):
                found.append(single[1])
            (block if open_fence else outside[-1]).append(line)
        elif not open_fence:
            outside.append([])
            open_fence, language = fence[1], fence[2].lower()
        elif not fence[2]:
            close(closed=True)
            open_fence = ""
        else:  # another one opens before this one is closed
            close(closed=False)
            language = fence[2].lower()
    if open_fence:
        close(closed=False)
    return found, ["".join(lines) for lines in outside]


def _bare(text: str) -> list[str]:
    """Return the programs among lines without fences."""
    lines = _LINE.findall(text)
    found = list(programs(lines))
    around = "".join([*lines[: found[0].start], *lines[found[0].stop :]]) if len(found) == 1 else "several"
    return [text] if not around.strip() else ["".join(lines[run.start : run.stop]) for run in found]
