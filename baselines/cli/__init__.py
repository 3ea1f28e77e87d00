"""The command line: `spenvs list | show | play | leaderboard | mars | hill | replay | solve | serve`.

Each verb is a frozen dataclass with a `run` method in a module of its own: its fields are the verb's options, and their
docstrings the help. What takes long to load is imported when a verb runs.
"""

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Union

import tyro

from baselines.cli.environments import List, Show
from baselines.cli.hill import Hill
from baselines.cli.leaderboard import Leaderboard
from baselines.cli.mars import Mars
from baselines.cli.play import Play
from baselines.cli.replay import Replay
from baselines.cli.serve import Serve
from baselines.cli.solve import Solve
from baselines.cli.train import TrainDRQ
from baselines.cli.words import arrange
from spenvs import __version__
from spenvs.registry import UnknownName

VERBS: dict[str, Any] = {
    "list": List,
    "show": Show,
    "play": Play,
    "leaderboard": Leaderboard,
    "mars": Mars,
    "hill": Hill,
    "replay": Replay,
    "solve": Solve,
    "serve": Serve,
    "train drq": TrainDRQ,
}
ABOUT = """Environments, agents and arenas for self-play.

`spenvs VERB --help` says more of a verb, `spenvs --version` names the version."""
PLAIN = (tyro.conf.FlagCreatePairsOff,)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code: 0, 2 for what cannot be done, 130 when interrupted.

    Args:
        words: what follows `spenvs`; None for `sys.argv`.
    """
    words = sys.argv[1:] if words is None else list(words)
    try:
        _run(words)
        sys.stdout.flush()
    except KeyboardInterrupt as stop:
        return _complain(str(stop) or "Stopped.", 130)
    except BrokenPipeError:
        # Whoever read the output has gone; without this the interpreter complains when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (UnknownName, ValueError, OSError, ImportError) as error:
        return _complain(f"spenvs: {_sentence(error)}", 2)
    return 0


def _run(words: Sequence[str]) -> None:
    if not words or words[0] in ("-h", "--help"):
        _help()
    elif words[0] in ("-V", "--version"):
        sys.stdout.write(f"spenvs {__version__}\n")
    else:
        verb, rest = _verb(words)
        tyro.cli(VERBS[verb], prog=f"spenvs {verb}", args=arrange(verb, VERBS[verb], rest), config=PLAIN).run()


def _verb(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Take the verb, of one word or two, off the words."""
    for length in (2, 1):
        if (verb := " ".join(words[:length])) in VERBS:
            return verb, words[length:]
    raise UnknownName("verb", words[0], VERBS)


def _help() -> None:
    verbs = [
        Annotated[kind, tyro.conf.subcommand(verb, description=kind.__doc__.partition("\n")[0])]
        for verb, kind in VERBS.items()
    ]
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.suppress(SystemExit):
        tyro.cli(Union[tuple(verbs)], prog="spenvs", description=ABOUT, args=["--help"], config=PLAIN)  # type: ignore[call-overload]  # noqa: UP007
    sys.stdout.write(text.getvalue().replace(f"{{{','.join(VERBS)}}}", "VERB"))  # all of them fill more than a line


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code
