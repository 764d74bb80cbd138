"""The same as `imaging.reslice_compiled` in numpy, nothing to wait for, but about fifteen times slower."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from imaging.geometry import FloatArray
from imaging.reslice_grid import TOUCHED, Cancelled, SampleGrid
from imaging.slab import SlabMode

Values = NDArray[np.generic]
Mask = NDArray[np.bool_]

ROWS_AT_A_TIME = 32
"""Worked on together: what belongs to them stays in the cache."""


def reslice_plain(
    grid: SampleGrid, values: Values, padding: Mask | None, mode: SlabMode, cancelled: Callable[[], bool]
) -> tuple[Values, Mask]:
    """Sample a volume; returns values of its type and where there are none, both of shape (rows, columns)."""
    pixels: Values = np.zeros((grid.rows, grid.columns), values.dtype)
    outside = np.ones((grid.rows, grid.columns), np.bool_)
    (starts, stops), numbers = grid.seen, np.arange(grid.columns)
    combine, nothing = {
        SlabMode.MEAN: (np.add, 0.0),
        SlabMode.MAXIMUM: (np.maximum, -np.inf),
        SlabMode.MINIMUM: (np.minimum, np.inf),
    }[mode]
    for top in range(0, grid.rows, ROWS_AT_A_TIME):
        if cancelled():
            raise Cancelled
        rows = np.s_[top : min(top + ROWS_AT_A_TIME, grid.rows)]
        total, count = np.full(pixels[rows].shape, nothing), np.zeros(pixels[rows].shape)
        for layer, start, stop in zip(grid.row_starts[:, rows], starts[:, rows], stops[:, rows], strict=True):
            seen = (numbers >= start[:, None]) & (numbers < stop[:, None])
            row, column = np.nonzero(seen)
            place = layer[row] + column[:, None] * grid.across
            if padding is not None:
                kept = _interpolated(padding.view(np.uint8), place) <= TOUCHED
                row, column, place = row[kept], column[kept], place[kept]
            total[row, column] = combine(total[row, column], _interpolated(values, place))
            count[row, column] += 1
        found = count > 0
        mean = total[found] / count[found] if mode is SlabMode.MEAN else total[found]
        pixels[rows][found] = np.rint(mean) if values.dtype.kind in "iu" else mean
        outside[rows] = ~found
    return pixels, outside


def _interpolated(values: Values, place: FloatArray) -> NDArray[np.float64]:
    """Values at indices (slice, row, column), shape (n, 3); beyond the outermost voxel centres theirs holds."""
    last = np.array(values.shape) - 1
    place = np.clip(place, 0.0, last)
    first = np.minimum(place.astype(np.intp), last - 1)
    share = place - first
    slices, lines, columns = first.T
    by_slice, by_row, by_column = share.T

    def along_row(i: int, j: int) -> NDArray[np.float64]:
        near, far = (values[slices + i, lines + j, columns + k].astype(np.float64) for k in (0, 1))
        return mixed(near, far, by_column)

    def mixed(near: NDArray[np.float64], far: NDArray[np.float64], part: FloatArray) -> NDArray[np.float64]:
        found: NDArray[np.float64] = near + (far - near) * part
        return found

    first_slice = mixed(along_row(0, 0), along_row(0, 1), by_row)
    next_slice = mixed(along_row(1, 0), along_row(1, 1), by_row)
    return mixed(first_slice, next_slice, by_slice)
