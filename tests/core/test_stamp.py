"""Machine code on disk is not used any more once a source has changed that it was made of, in whatever file that is."""

import os
import subprocess
import sys

from spenvs.core.stamp import sources

FAR = "from numba import njit\n\n@njit(cache=True)\ndef far(n):\n    return n + {}\n"
NEAR = """
from far import far
from spenvs.core.rules import rule

@rule
def near(n):
    return far(n)
"""
GAME = """
import numpy
from near import near
from numba import carray, types
from spenvs.core.compiling import apart, pointer
from spenvs.core.rules import rule

@rule
def middle(n):
    return near(n)

@apart(types.int64)
def write(address):
    carray(pointer(address, numpy.int16), 1)[0] = middle(1)

@rule
def play(s, a):
    s[a] = middle(1)
    write(s.ctypes.data + 2 * (s.size - 1))
"""
LOOP = """
from spenvs.core.compiling import template
from spenvs.core.rules import play

@template
def play_all(s):
    for a in range(s.size):
        play(s, a)
"""
RUN = """
import sys
sys.path.insert(0, ".")
import loop, numpy, toy
from spenvs.core.compiling import specialise

s = numpy.zeros(3, numpy.int16)
toy.play(s, 0)
print(s.tolist())
specialise(loop.play_all, "toy")(s)
print(s.tolist())
"""


def run(folder):
    """Play in a process of its own, with machine code kept in the folder."""
    env = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", RUN], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:2]


def test_what_is_compiled_follows_changes_in_what_it_calls_from_other_files(tmp_path):
    """Rules, templates, and what is compiled apart from its callers."""
    for name, text in (("far", FAR.format(1)), ("near", NEAR), ("toy", GAME), ("loop", LOOP)):
        (tmp_path / f"{name}.py").write_text(text)
    assert run(tmp_path) == ["[2, 0, 2]", "[2, 2, 2]"]
    (tmp_path / "far.py").write_text(FAR.format(5))
    assert run(tmp_path) == ["[6, 0, 6]", "[6, 6, 6]"]


def test_sources_are_the_files_of_all_that_is_called():
    from spenvs.corewar import editor
    from spenvs.textgames import kuhn_poker

    names = {file.rpartition("/")[2] for file in sources(editor.play.py_func)}
    assert names == {"editor.py", "editor_page.py", "editor_battle.py"}
    assert {file.rpartition("/")[2] for file in sources(kuhn_poker.play.py_func)} == {"kuhn_poker.py"}
