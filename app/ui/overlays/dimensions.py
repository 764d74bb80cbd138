"""The extra dimensions of a stack (echo, time, b-value) in words, and the place of a volume in each of them."""

from dataclasses import dataclass

import numpy as np

from app.ui.language import say
from app.ui.terms import term
from imaging.study import Stack
from imaging.words import Words

DIMENSION_NAMES: dict[str, tuple[str, str]] = {
    "echo_time": ("TE", "ms"),
    "repetition_time": ("TR", "ms"),
    "inversion_time": ("TI", "ms"),
    "flip_angle": ("FA", "°"),
    "b_value": ("b", "s/mm²"),
    "trigger_time": (Words("trigger"), "ms"),
}
"""Extra dimensions of a stack in the words of the scanner; others are shown by their own name."""


@dataclass(frozen=True)
class Dimension:
    """One extra dimension.

    Attributes
    ----------
    name : str
        In the words of the scanner ("TE"); empty when the volumes are no grid of the dimensions.
    values : tuple of str
        One for each place, with its unit; empty where the place says more than the value (a rank, a time of day).
    """

    name: str
    values: tuple[str, ...]

    def text(self, place: int) -> str:
        """Value and place: ``"TE 12.6 ms, 2/8"``."""
        value = self.values[place]
        words = f"{self.name} {value}," if value else self.name
        return f"{words} {place + 1}/{len(self.values)}".strip()


def dimensions_of(stack: Stack) -> tuple[Dimension, ...]:
    """The extra dimensions of a stack, the slowest first; empty without any."""
    if not stack.dimensions or stack.volumes < 2:
        return ()
    found = tuple(_dimension(name, values) for name, values in stack.dimensions)
    if int(np.prod([len(dimension.values) for dimension in found])) != stack.volumes:
        return (Dimension("", ("",) * stack.volumes),)
    return found


def places_of(stack: Stack, volume_index: int) -> tuple[int, ...]:
    """Where a volume stands in each of `dimensions_of`, from 0."""
    lengths = tuple(len(dimension.values) for dimension in dimensions_of(stack))
    return tuple(int(place) for place in np.unravel_index(volume_index, lengths)) if lengths else ()


def volume_at(stack: Stack, places: tuple[int, ...]) -> int:
    """The volume that stands at these places: the inverse of `places_of`."""
    lengths = tuple(len(dimension.values) for dimension in dimensions_of(stack))
    return int(np.ravel_multi_index(places, lengths)) if lengths else 0


def dimension_text(stack: Stack, volume_index: int) -> str:
    """The value of every extra dimension and its place: ``"TE 12.6 ms, 2/8"``; empty without extra dimensions."""
    places = places_of(stack, volume_index)
    return " · ".join(d.text(place) for d, place in zip(dimensions_of(stack), places, strict=True))


def _dimension(name: str, values: tuple[float, ...]) -> Dimension:
    word, unit = DIMENSION_NAMES.get(name, (term(name), ""))
    gap = "" if unit == "°" else " "
    return Dimension(
        say(word), tuple(f"{value:.1f}".removesuffix(".0") + gap + unit if unit else "" for value in values)
    )
