"""The outline of a mask along the edges of its pixels."""

import numpy as np
from numpy.typing import NDArray

Corner = tuple[int, int]


def mask_outline(pixels: NDArray[np.bool_]) -> tuple[NDArray[np.float64], ...]:
    """Closed outlines of a mask, exactly along pixel edges.

    Parameters
    ----------
    pixels : array of bool, shape (rows, columns)

    Returns
    -------
    tuple of arrays, shape (n, 2)
        Image coordinates (column, row) of the corners of each outline, the first repeated at the end. Outer
        outlines run clockwise on the screen, holes the other way. Pixels that touch only at a corner stay apart.
    """
    rows, columns = np.nonzero(pixels)
    if rows.size == 0:
        return ()
    top, left = int(rows.min()), int(columns.min())
    part = np.pad(pixels[top : rows.max() + 1, left : columns.max() + 1], 1).astype(np.int8)
    steps = _directed_edges(part)
    outlines = []
    while steps:
        outlines.append(np.add(_follow(steps), np.array([left - 1.0, top - 1.0])))
    return tuple(outlines)


def _directed_edges(part: NDArray[np.int8]) -> dict[Corner, list[Corner]]:
    # Each edge runs with the mask on its right hand, seen on the screen.
    down = np.diff(part, axis=0)
    across = np.diff(part, axis=1)
    steps: dict[Corner, list[Corner]] = {}

    def add(found: NDArray[np.bool_], start: Corner, end: Corner, shift: Corner) -> None:
        for r, c in zip(*(index.tolist() for index in np.nonzero(found)), strict=True):
            corner = (c + shift[0], r + shift[1])
            steps.setdefault((corner[0] + start[0], corner[1] + start[1]), []).append(
                (corner[0] + end[0], corner[1] + end[1])
            )

    add(down > 0, (0, 0), (1, 0), (0, 1))  # upper edges run right
    add(down < 0, (1, 0), (0, 0), (0, 1))  # lower edges run left
    add(across > 0, (0, 1), (0, 0), (1, 0))  # left edges run up
    add(across < 0, (0, 0), (0, 1), (1, 0))  # right edges run down
    return steps


def _follow(steps: dict[Corner, list[Corner]]) -> list[Corner]:
    start = next(iter(steps))
    path, here, direction = [start], start, (0, 0)
    while True:
        ends = steps[here]
        # Where four edges meet, turn right: the two pixels stay apart.
        ends.sort(key=lambda end: direction[0] * (end[1] - here[1]) - direction[1] * (end[0] - here[0]))
        ahead = ends.pop()
        if not ends:
            del steps[here]
        turn = (ahead[0] - here[0], ahead[1] - here[1])
        if turn == direction:
            path[-1] = ahead  # one straight line, one segment
        else:
            path.append(ahead)
        here, direction = ahead, turn
        if here == start:
            return path
