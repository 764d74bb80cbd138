"""Frames at the same position: find what they differ in, so that echoes or b-values become a dimension of one Stack."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from imaging.dicom.facts import FrameFacts
from imaging.words import Words

Dimensions = tuple[tuple[str, tuple[float, ...]], ...]

IMAGE_TYPE = "image_type"
"""Its values count the distinct Image Types in order of appearance, from 0."""

TRAITS = (
    "echo_time",
    "b_value",
    "temporal_position",
    "trigger_time",
    "echo_number",
    IMAGE_TYPE,
    "acquisition_number",
    "acquisition_time",
    "content_time",
)
REPEAT = "repeat"

REPEATED = Words("Several images lie at each position, and the header does not say how they differ.")
UNEVEN = Words("Some positions have more images than others; the images in excess are listed as a stack of their own.")


@dataclass(frozen=True)
class Layers:
    """Frames in C order (dimension values …, position), their dimensions, and what is odd about them."""

    frames: tuple[FrameFacts, ...]
    positions: int
    dimensions: Dimensions = ()
    warnings: tuple[str, ...] = ()


Positions = Sequence[Sequence[FrameFacts]]


def split_layers(positions: Positions) -> list[Layers]:
    """Arrange frames that share an orientation.

    Parameters
    ----------
    positions : sequence of sequences of FrameFacts
        The frames at each position along the normal, in order of position.

    Returns
    -------
    list of Layers
        One whenever the counts allow it; more when a part (an ADC map of fewer slices, a repeated slice) does not
        have the shape of the rest.
    """
    counts = {len(frames) for frames in positions}
    if counts == {1}:
        return [Layers(tuple(frames[0] for frames in positions), len(positions))]
    values = _values(positions)
    if len(counts) == 1:
        return [_product(positions, values) or _ranked(positions, values)]
    return _partition(positions, values) or _peel(positions, values)


def _values(positions: Positions) -> dict[int, Mapping[str, float]]:
    """All usable traits of every frame (by identity), the Image Type counted in order of appearance."""
    kinds: dict[tuple[str, ...], float] = {}
    table: dict[int, Mapping[str, float]] = {}
    for frames in positions:
        for frame in sorted(frames, key=lambda f: f.order):
            kind = kinds.setdefault(frame.image_type, float(len(kinds)))
            table[id(frame)] = {**frame.traits, IMAGE_TYPE: kind}
    common = set.intersection(*(set(traits) for traits in table.values()))
    return {key: {name: traits[name] for name in TRAITS if name in common} for key, traits in table.items()}


def _varying(positions: Positions, values: dict[int, Mapping[str, float]]) -> list[str]:
    """Traits in which frames at one position differ, in the order of `TRAITS`."""
    names = next(iter(values.values()))
    return [n for n in names if any(len({values[id(f)][n] for f in frames}) > 1 for frames in positions)]


def _product(positions: Positions, values: dict[int, Mapping[str, float]]) -> Layers | None:
    """Find the fewest traits whose combinations name every frame exactly once at every position."""
    count = len(positions[0])
    varying = _varying(positions, values)
    for size in (1, 2, 3):
        for names in combinations(varying, size):
            keyed = [{tuple(values[id(f)][n] for n in names): f for f in frames} for frames in positions]
            keys = set(keyed[0])
            levels = [sorted({key[axis] for key in keys}) for axis in range(size)]
            if len(keys) != count or math.prod(map(len, levels)) != count or any(set(k) != keys for k in keyed):
                continue
            frames = tuple(at_position[key] for key in sorted(keys) for at_position in keyed)
            dimensions = tuple((name, tuple(level)) for name, level in zip(names, levels, strict=True))
            return Layers(frames, len(positions), dimensions)
    return None


def _sorted_frames(frames: Sequence[FrameFacts], values: dict[int, Mapping[str, float]]) -> list[FrameFacts]:
    return sorted(frames, key=lambda f: (tuple(values[id(f)].values()), f.order))


def _ranked(positions: Positions, values: dict[int, Mapping[str, float]]) -> Layers:
    """Order the frames at each position alike; name the ranks by a trait that agrees over the positions."""
    ranked = [_sorted_frames(frames, values) for frames in positions]
    count = len(ranked[0])
    frames = tuple(at_position[rank] for rank in range(count) for at_position in ranked)
    for name in _varying(positions, values):
        levels = [{values[id(at_position[rank])][name] for at_position in ranked} for rank in range(count)]
        agreed = tuple(level.pop() for level in levels if len(level) == 1)
        # Directions of one b-value may share it; any other name that does not tell the ranks apart is no name.
        if len(agreed) == count and (name == "b_value" or len(set(agreed)) == count):
            return Layers(frames, len(positions), ((name, agreed),))
    return Layers(frames, len(positions), ((REPEAT, tuple(map(float, range(count)))),), (REPEATED,))


def _partition(positions: Positions, values: dict[int, Mapping[str, float]]) -> list[Layers] | None:
    """Split by one trait when every part then has as many frames at each of its positions."""
    for name in _varying(positions, values):
        levels = sorted({values[id(f)][name] for frames in positions for f in frames})
        parts = [
            [kept for frames in positions if (kept := [f for f in frames if values[id(f)][name] == level])]
            for level in levels
        ]
        if len(levels) <= 8 and all(len({len(frames) for frames in part}) == 1 for part in parts):
            return [layer for part in parts for layer in split_layers(part)]
    return None


def _peel(positions: Positions, values: dict[int, Mapping[str, float]]) -> list[Layers]:
    """Take one frame of each position; what remains is arranged again."""
    ranked = [_sorted_frames(frames, values) for frames in positions]
    first = Layers(tuple(frames[0] for frames in ranked), len(ranked), (), (UNEVEN,))
    rest = [frames[1:] for frames in ranked if len(frames) > 1]
    return [first, *split_layers(rest)]
