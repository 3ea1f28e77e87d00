"""Compiling rules once for each game: the disk cache hits, and never gives another game's or an older code."""

import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from spenvs.core import kernels


def python(code, cache, path=""):
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


COUNT = """
    import numpy as np, sys
    from spenvs.core import kernels
    from spenvs.core.compiling import specialise
    from spenvs.core.position import Position
    import importlib
    for name in sys.argv[1:] or {names!r}:
        module = importlib.import_module("spenvs.textgames." + name)
        position = Position(module.game(), 5)
        begin = specialise(kernels.begin_block, module.__name__)
        print(len(position.mask), sum(begin.stats.cache_hits.values()), sum(begin.stats.cache_misses.values()))
"""


def test_second_process_compiles_nothing_and_games_do_not_mix(tmp_path):
    assert python(COUNT.format(names=["kuhn_poker"]), tmp_path) == ["2", "0", "1"]
    assert python(COUNT.format(names=["tictactoe"]), tmp_path) == ["9", "0", "1"]
    assert python(COUNT.format(names=["tictactoe", "kuhn_poker"]), tmp_path) == ["9", "1", "0", "2", "1", "0"]


GAME = """
    from spenvs.core.rules import MOVER, OVER, rule

    @rule
    def legal(s, mask):
        mask[0] = 1

    @rule
    def play(s, a):
        s[MOVER] = OVER

    @rule
    def score(s, r):
        r[0] = 1

    @rule
    def see(s, seat, x):
        x[0] = 1
"""
TEMPLATE = """
    from numba import njit
    from spenvs.core.compiling import template

    @njit(cache=True)
    def inner():
        return {inner}

    @template
    def part(s):
        play(s, 0)
        return {part}

    @template
    def whole(s):
        return part(s) + inner()
"""
RUN = """
    import numpy as np
    from spenvs.core.compiling import specialise
    import loops
    whole = specialise(loops.whole, "tiny_game")
    print(whole(np.zeros(2, np.int16)), sum(whole.stats.cache_hits.values()))
"""


def test_an_edited_template_is_compiled_anew(tmp_path):
    (tmp_path / "tiny_game.py").write_text(textwrap.dedent(GAME))
    loops, cache = tmp_path / "loops.py", tmp_path / "cache"

    def run(part, inner):
        loops.write_text(textwrap.dedent(TEMPLATE.format(part=part, inner=inner)))
        return python(RUN, cache, tmp_path)

    assert run(1, 100) == ["101", "0"]
    assert run(1, 100) == ["101", "1"]
    assert run(2, 100) == ["102", "0"]
    assert run(2, 300) == ["302", "0"]


def test_uniform_is_splitmix64():
    """The first outputs of the reference implementation with seed 1234567 (Vigna, splitmix64.c)."""
    tape = np.array([1234567], np.int64)
    expected = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert [int(kernels.uniform(tape) * 2**53) for _ in expected] == [x >> 11 for x in expected]


@pytest.mark.parametrize("weights", [[0.5, 0.5], [0.0, 1.0, 0.0], [0.1, 0.0, 0.6, 0.3]])
def test_pick_follows_the_weights(weights):
    p, tape = np.array(weights), np.array([99], np.int64)
    counts = np.bincount([kernels.pick(p, tape, 1.0) for _ in range(20_000)], minlength=p.size)
    assert (counts[p == 0] == 0).all()
    assert np.abs(counts / 20_000 - p).max() < 0.015


def test_pick_of_nothing():
    assert kernels.pick(np.zeros(3), np.array([1], np.int64), 0.0) == -1
    assert kernels.pick_legal(np.zeros(3, np.int8), np.array([1], np.int64)) == -1


def test_pick_legal_is_even():
    mask, tape = np.array([0, 1, 1, 0, 1], np.int8), np.array([3], np.int64)
    counts = np.bincount([kernels.pick_legal(mask, tape) for _ in range(20_000)], minlength=5)
    assert counts[0] == counts[3] == 0
    assert np.abs(counts[[1, 2, 4]] / 20_000 - 1 / 3).max() < 0.015
