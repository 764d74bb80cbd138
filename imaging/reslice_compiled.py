"""The inner loop of `imaging.reslice`, compiled by numba: it takes values where they lie, and without the lock.

Importing numba and compiling takes about a second once on a machine and for each type of values, later a fifth of one
from numba's cache. Until then, and where numba cannot run, `imaging.reslice_plain` does the same.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imaging.reslice_grid import TOUCHED, Cancelled, SampleGrid
from imaging.slab import SlabMode

Values = NDArray[np.generic]
Mask = NDArray[np.bool_]

ROWS_AT_A_TIME = 32
"""After so many rows it is asked whether the section is still wanted."""

MODES = {SlabMode.MEAN: 0, SlabMode.MAXIMUM: 1, SlabMode.MINIMUM: 2}

_ready: set[tuple[str, bool]] = set()


def is_ready(values: Values, padding: Mask | None) -> bool:
    """True when `prepare` has been called for such values."""
    return (values.dtype.str, padding is not None) in _ready


def prepare(dtype: np.dtype[Any], *, padded: bool) -> None:
    """Compile for values of a type; in a worker's thread, since it takes its time."""
    values: Values = np.zeros((2, 2, 2), dtype)
    grid = SampleGrid.of_nothing(values.shape)
    _part(grid, values, np.zeros(values.shape, np.bool_) if padded else None, SlabMode.MEAN, *_result(grid, dtype))(0)
    _ready.add((dtype.str, padded))


def reslice_compiled(
    grid: SampleGrid,
    values: Values,
    padding: Mask | None,
    mode: SlabMode,
    threads: int,
    cancelled: Callable[[], bool],
) -> tuple[Values, Mask]:
    """Sample a volume; returns values of its type and where there are none, both of shape (rows, columns)."""
    pixels, outside = _result(grid, values.dtype)
    part = _part(grid, values, padding, mode, pixels, outside)

    def work(tops: range) -> None:
        for top in tops:
            if cancelled():
                raise Cancelled
            part(top)

    tops = range(0, grid.rows, ROWS_AT_A_TIME)
    if threads > 1:
        list(_pool().map(work, [tops[n::threads] for n in range(threads)]))
    else:
        work(tops)
    return pixels, outside


def _result(grid: SampleGrid, dtype: np.dtype[Any]) -> tuple[Values, Mask]:
    return np.zeros((grid.rows, grid.columns), dtype), np.ones((grid.rows, grid.columns), np.bool_)


def _part(
    grid: SampleGrid, values: Values, padding: Mask | None, mode: SlabMode, pixels: Values, outside: Mask
) -> Callable[[int], None]:
    """A function that computes the rows from a given one on."""
    loop, steps = _compiled(), (grid.origin, grid.down, grid.across, grid.offsets)
    values, padding = _locked(values), None if padding is None else _locked(padding)
    whole = values.dtype.kind in "iu"

    def run(top: int) -> None:
        rows = top, min(top + ROWS_AT_A_TIME, grid.rows)
        loop(values, padding, steps, grid.seen, MODES[mode], whole, rows, (pixels, outside))

    return run


def _locked(values: NDArray[Any]) -> NDArray[Any]:
    """What can be written and what cannot are two types for numba: here it is always the latter."""
    view = np.ascontiguousarray(values).view()
    view.flags.writeable = False
    return view


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="reslice")


@cache
def _compiled() -> Callable[..., None]:
    import numba  # for those who turn a plane: 64 MB of memory

    def compiled(*, keep: bool) -> Callable[..., None]:
        loop: Callable[..., None] = numba.njit(nogil=True, cache=keep, fastmath={"contract"}, error_model="numpy")(
            _loop
        )
        return loop

    try:
        return compiled(keep=True)
    except RuntimeError:  # no folder in which numba could keep what it compiled
        return compiled(keep=False)


def _loop(
    values: Any, padding: Any, steps: Any, limits: Any, mode: int, whole: bool, rows: tuple[int, int], result: Any
) -> None:
    """Compute rows of a section: first where the samples of a row lie, then their values, so both loops stay simple.

    Every index is clamped into the volume: a sample beyond the outermost voxel centres has their value.
    """
    (origin, down, across, offsets), (starts, stops), (pixels, outside) = steps, limits, result
    slices, lines, columns = values.shape
    flat, size = values.reshape(-1), pixels.shape[1]
    total, count = np.empty(size), np.empty(size, np.int64)
    base, by_column, by_row, by_slice = np.empty(size, np.int64), np.empty(size), np.empty(size), np.empty(size)
    for row in range(rows[0], rows[1]):
        count[:] = 0
        for layer in range(len(offsets)):
            begin = origin + offsets[layer] + row * down
            columns_seen = range(starts[layer, row], stops[layer, row])
            for c in columns_seen:
                z = min(max(begin[0] + c * across[0], 0.0), slices - 1.0)
                y = min(max(begin[1] + c * across[1], 0.0), lines - 1.0)
                x = min(max(begin[2] + c * across[2], 0.0), columns - 1.0)
                i, j, k = min(int(z), slices - 2), min(int(y), lines - 2), min(int(x), columns - 2)
                by_slice[c], by_row[c], by_column[c] = z - i, y - j, x - k
                base[c] = (i * lines + j) * columns + k
            for c in columns_seen:
                wx, wy, wz = by_column[c], by_row[c], by_slice[c]
                a = base[c]  # the voxels at the corners of a cell: a and b of one slice, d and e of the next
                b, d = a + columns, a + lines * columns
                e = d + columns
                if padding is not None:
                    mask = padding.reshape(-1)
                    near = (mask[a] * (1 - wx) + mask[a + 1] * wx) * (1 - wy)
                    near += (mask[b] * (1 - wx) + mask[b + 1] * wx) * wy
                    far = (mask[d] * (1 - wx) + mask[d + 1] * wx) * (1 - wy)
                    far += (mask[e] * (1 - wx) + mask[e + 1] * wx) * wy
                    if near * (1 - wz) + far * wz > TOUCHED:
                        continue
                near, near_next = float(flat[a]), float(flat[b])
                near += (flat[a + 1] - near) * wx
                near_next += (flat[b + 1] - near_next) * wx
                near += (near_next - near) * wy
                far, far_next = float(flat[d]), float(flat[e])
                far += (flat[d + 1] - far) * wx
                far_next += (flat[e + 1] - far_next) * wx
                far += (far_next - far) * wy
                value = near + (far - near) * wz
                if count[c] == 0:
                    total[c] = value
                elif mode == 0:
                    total[c] += value
                elif mode == 1:
                    total[c] = max(total[c], value)
                else:
                    total[c] = min(total[c], value)
                count[c] += 1
        for c in range(size):
            if count[c]:
                value = total[c] / count[c] if mode == 0 else total[c]
                pixels[row, c] = np.rint(value) if whole else value
                outside[row, c] = False
