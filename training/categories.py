"""What samples are sorted by beside their labels: scanner, site, resolution, region, view, side, sex."""

from collections import Counter
from collections.abc import Mapping, Sequence

from training.datasets import Sample
from training.pixels import Look

MOST = 12
"""A note with more different values than this is no category."""

SIDES = (256, 512, 1024, 2048)
"""Classes of resolution, by the longest side in pixels."""

RESOLUTION = "resolution"

Categories = Mapping[str, Mapping[str, str]]
"""Category → sample ID → value."""


def categories_of(samples: Sequence[Sample], looks: Mapping[str, Look] | None = None) -> Categories:
    """Every note with two to `MOST` different values, the sex, and the resolution.

    Parameters
    ----------
    looks : mapping, optional
        What decoding the samples showed; gives the resolution where no note says it.
    """
    found: dict[str, dict[str, str]] = {}
    for sample in samples:
        for name, value in sample.notes.items():
            if value:
                found.setdefault(name, {})[sample.sample_id] = value
        if "sex" in sample.clinical:
            found.setdefault("sex", {})[sample.sample_id] = "male" if sample.clinical["sex"] else "female"
        look = (looks or {}).get(sample.sample_id)
        if look is not None and look.longest and RESOLUTION not in sample.notes:
            found.setdefault(RESOLUTION, {})[sample.sample_id] = size_class(look.longest)
    return {name: values for name, values in sorted(found.items()) if 2 <= len(set(values.values())) <= MOST}


def size_class(longest: int) -> str:
    """The class of a longest side: ``"257–512 px"``."""
    below = 0
    for side in SIDES:
        if longest <= side:
            return f"{below + 1}–{side} px" if below else f"up to {side} px"
        below = side
    return f"more than {below} px"


def most_frequent_first(values: Mapping[str, str]) -> list[str]:
    """The values of a category; equals in the order of their names."""
    counts = Counter(values.values())
    return sorted(counts, key=lambda value: (-counts[value], value))
