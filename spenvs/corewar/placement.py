"""Where pMARS 0.9.2 puts warriors: its random numbers and its placement, number for number."""

import numpy as np
from numba import njit

RETRIES, BACKTRACKS = 20, 4
SEEDS = 2**31 - 1
"""Seeds of the generator are 0 to SEEDS - 1; 0 gives 0 for ever."""

_compiled = njit(cache=True, nogil=True)


@_compiled
def next_seed(seed: int) -> int:
    """Park and Miller's minimal standard generator (Communications of the ACM 31:10, 1988)."""
    following = 16807 * (seed % 127773) - 2836 * (seed // 127773)
    return following + 2147483647 if following < 0 else following


@_compiled
def _scatter(places, size, distance, seed):
    """Draw each place anew while it is too near an earlier one; returns the seed and whether this came to an end."""
    warriors = len(places)
    k, retries, backtracks = 1, RETRIES, BACKTRACKS
    while k < warriors:
        seed = next_seed(seed)
        places[k] = seed % (size - 2 * distance + 1) + distance
        near = 1
        while near < k and abs(places[k] - places[near]) >= distance:
            near += 1
        if near == k:
            k += 1
        elif backtracks == 0:
            return seed, False
        elif retries == 0:
            k, retries = near, RETRIES
            backtracks -= 1
        else:
            retries -= 1
    return seed, True


@_compiled
def _space_out(places, size, distance, seed):
    """Draw the gaps between warriors, then who stands where: always possible, not evenly distributed."""
    warriors = len(places)
    room = size - distance * warriors + 1
    for k in range(1, warriors):
        seed = next_seed(seed)
        gap = seed % room
        j = k - 1
        while j > 0 and gap <= places[j]:
            places[j + 1] = places[j]
            j -= 1
        places[j + 1] = gap
    for k in range(1, warriors):
        places[k] += k * distance
    for k in range(1, warriors):
        seed = next_seed(seed)
        j = seed % (warriors - k) + k
        places[k], places[j] = places[j], places[k]
    return seed


@_compiled
def _place(places, size, distance, seed):
    warriors = places.shape[1]
    for r in range(len(places)):
        places[r, 0] = 0
        if warriors == 2:
            places[r, 1] = distance + seed % (size + 1 - 2 * distance)
            seed = next_seed(seed)
        elif warriors > 2:
            seed, done = _scatter(places[r], size, distance, seed)
            if not done:
                seed = _space_out(places[r], size, distance, seed)


def place(rounds: int, warriors: int, core_size: int, min_distance: int, seed: int) -> np.ndarray:
    """The addresses that pMARS loads warriors at, int64 [rounds, warriors]; the first warrior stands at 0.

    `core_size` is at least `warriors * min_distance`; `seed` is 0 to 2**31 - 2 (pMARS' `-F n` is n - min_distance).
    """
    places = np.zeros((rounds, warriors), np.int64)
    _place(places, core_size, min_distance, seed)
    return places


def permutations(core_size: int, min_distance: int) -> int:
    """How many rounds of two warriors differ in the second one's address or in who moves first."""
    return 2 * (core_size + 1 - 2 * min_distance)


@_compiled
def _permute(entries, drawn, seed):
    remaining = len(entries)
    for r in range(len(drawn)):
        k = seed % remaining
        remaining -= 1
        drawn[r] = entries[k]
        entries[k] = entries[remaining]
        seed = next_seed(seed)


def place_permuted(rounds: int, core_size: int, min_distance: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """As `place`, for pMARS' `-P`: two warriors, no round twice. Also returns who moves first, int64 [rounds].

    `rounds` is at most `permutations(...)`; `seed` is 0 to 2**31 - 2 (pMARS' `-F n` is 2 * (n - min_distance)).
    """
    places, drawn = np.zeros((rounds, 2), np.int64), np.zeros(rounds, np.int64)
    _permute(np.arange(permutations(core_size, min_distance)), drawn, seed)
    places[:, 1] = min_distance + drawn // 2
    return places, drawn % 2


def code_seed(codes: list[np.ndarray]) -> int:
    """The seed that pMARS' `-f` draws from the warriors themselves; each code is int [length, 6]."""
    modes = np.array([0, 1, 2, 3, 4, 130, 131, 132])
    rows = np.concatenate(codes).astype(np.int64)
    terms = np.stack([rows[:, 0] * 8 + rows[:, 1], modes[rows[:, 2]], modes[rows[:, 4]], rows[:, 3], rows[:, 5]], 1)
    flat = terms.reshape(-1)
    return int(next_seed(int((flat ^ np.arange(len(flat))).sum())))
