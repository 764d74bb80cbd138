"""Names of the vertebrae, and which one a new label names."""

from collections.abc import Iterable

import numpy as np

from app.session.loaded_stack import Picture
from imaging.measures import Points

LEVELS = (
    *(f"C{n}" for n in range(1, 8)),
    *(f"T{n}" for n in range(1, 13)),
    *(f"L{n}" for n in range(1, 6)),
    *(f"S{n}" for n in range(1, 6)),
)
"""From the head to the feet. A sixth lumbar or a thirteenth thoracic vertebra is named by the reader."""


def next_level(spot: tuple[float, float], labels: Iterable[tuple[Points, str]], picture: Picture) -> str:
    """The level that follows the nearest label of a picture, up or down; empty when only the reader can know it.

    Parameters
    ----------
    spot : (float, float)
        Image coordinate (column, row) of the new label.
    labels : iterable of (point, words)
        Those of the picture.
    picture : Picture
        Its edge letters say where the head is; without them it is up.
    """
    known = {words: point for point, words in labels if words in LEVELS}
    if not known:
        return ""
    nearest = min(known, key=lambda level: float(np.hypot(*(known[level] - spot))))
    head_is_down = picture.edge_labels is not None and "H" in picture.edge_labels.bottom
    below = (spot[1] > known[nearest][1]) != head_is_down
    index = LEVELS.index(nearest) + (1 if below else -1)
    level = LEVELS[index] if 0 <= index < len(LEVELS) else ""
    return "" if level in known else level
