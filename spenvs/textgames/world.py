"""A closed world of things with attributes, in which every question has an exact answer."""

from typing import Any

import numpy as np

Thing = tuple[int, ...]
"""The number of its value for each attribute, in the order of `ATTRIBUTES`."""

ATTRIBUTES = {
    "size": ("tiny", "small", "large", "huge"),
    "colour": ("red", "blue", "green", "yellow", "white", "black"),
    "material": ("wood", "iron", "glass", "clay", "leather"),
    "shape": ("round", "square", "oval", "pointed"),
    "place": ("kitchen", "garden", "attic", "cellar"),
    "owner": ("Anna", "Ben", "Carla", "David", "Emma"),
}
PHRASES = {"material": "made of {}", "place": "in the {}", "owner": "{}'s"}
"""How a value stands in a sentence, where it does not stand alone."""

NAMES = (
    *("anchor", "apron", "basket", "bell", "belt", "bench", "bottle", "bowl", "box", "brush", "bucket", "button"),
    *("candle", "chair", "clock", "comb", "cradle", "crown", "cup", "cushion", "doll", "drum", "fan", "flute"),
    *("hammer", "hat", "jar", "jug", "kettle", "knife", "ladder", "lamp", "mask", "mirror", "pipe", "plate"),
    *("purse", "ring", "saddle", "shield", "shoe", "spoon", "statue", "stool", "tray", "trunk", "vase", "whistle"),
)
VALUES = tuple([(attribute, value) for attribute, values in ATTRIBUTES.items() for value in values])
"""Every value with its attribute; a value is a value of one attribute only."""

_SIZES = np.array([len(values) for values in ATTRIBUTES.values()])
_FIRST = [0, *np.cumsum(_SIZES)[:-1].tolist()]


def things(rng: np.random.Generator, count: int) -> tuple[Thing, ...]:
    """Draw things of which no two have all values the same.

    Args:
        rng: where chance comes from.
        count: how many.
    """
    drawn: dict[Thing, None] = {}
    while len(drawn) < count:
        rows = (rng.random((count, len(_SIZES))) * _SIZES).astype(int).tolist()
        drawn |= dict.fromkeys(map(tuple, rows))
    return tuple(drawn)[:count]


def names(rng: np.random.Generator, count: int) -> tuple[str, ...]:
    """Draw different names for this many things, at most `len(NAMES)`."""
    return tuple([NAMES[i] for i in rng.permutation(len(NAMES))[:count].tolist()])


def has(thing: Thing, value: int) -> bool:
    """Say whether a thing has a value, given by its number in `VALUES`."""
    attribute = _ATTRIBUTE_OF[value]
    return _FIRST[attribute] + thing[attribute] == value


def phrase(attribute: str, value: Any) -> str:
    """Give a value as it stands in a sentence: "red", "made of wood", "in the attic"."""
    return PHRASES.get(attribute, "{}").format(value)


def described(thing: Thing) -> str:
    """Give all values of a thing, as "small, red, made of wood, round, in the attic, Anna's"."""
    rows = zip(ATTRIBUTES.items(), thing, strict=True)
    return ", ".join([phrase(attribute, values[number]) for (attribute, values), number in rows])


_ATTRIBUTE_OF = [number for number, values in enumerate(ATTRIBUTES.values()) for _ in values]
