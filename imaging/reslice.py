"""Values on any plane through a volume, by linear interpolation, thin or as a slab; numpy on threads.

A plane is worked through in tiles that stay in the processor's cache. Row and column of a pixel each have their share
in its place in the volume, a whole and a fractional part, so that a tile only adds them up: the position of the eight
neighbours in memory, and three fractions. docs/decisions/0012 tells why no library does this here.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from imaging.geometry import FloatArray, PlaneGeometry, VolumeGeometry
from imaging.oblique import HAIR, spacing_along
from imaging.slab import THIN, Slab, SlabMode
from imaging.volume import Volume

Values = NDArray[np.generic]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]

TILE_ROWS, TILE_COLUMNS = 64, 256
"""Pixels worked on at a time; what belongs to them fits into the cache of one core."""

BORDER = 0.5
"""A voxel reaches so far from its centre: outside the outermost centres their value holds up to here, as in ITK."""

TOUCHED = 1e-3
"""A sample of which more than this comes from padding is padding: nothing is mixed from values that mean nothing."""


EXACT = 1 << 24
"""Whole numbers below this are exact in float32: a jump from one slice of up to 4000 × 4000 pixels to the next."""


@dataclass(frozen=True)
class Resliced:
    """Values of a plane.

    Attributes
    ----------
    pixels : array, shape (rows, columns)
        Of the volume's type; whole numbers are rounded to the nearest.
    padding : array of bool, shape (rows, columns), or None
        True outside the volume, and where only padding would be shown; None when nothing is.
    """

    pixels: Values
    padding: Mask | None


COMBINED = {
    SlabMode.MEAN: (np.add, 0.0),
    SlabMode.MAXIMUM: (np.maximum, -np.inf),
    SlabMode.MINIMUM: (np.minimum, np.inf),
}
"""How two layers of a slab become one, and the value that changes nothing."""


class Cancelled(Exception):  # noqa: N818 – nothing went wrong
    """The section is not wanted any more."""


def reslice(
    volume: Volume,
    plane: PlaneGeometry,
    slab: Slab = THIN,
    *,
    padding: Mask | None = None,
    every: int = 1,
    threads: int = 1,
    cancelled: Callable[[], bool] = lambda: False,
) -> Resliced:
    """Cut a plane out of a volume with linear interpolation.

    Parameters
    ----------
    volume : Volume
        Grey values of any real type; its geometry may be sheared.
    plane : PlaneGeometry
        Any plane of the same Frame of Reference.
    slab : Slab
        Sampled along the plane's normal, at most one voxel apart; samples outside the volume do not count.
    padding : array of bool, shape of the volume, optional
        Voxels that are not part of the image.
    every : int
        Compute only every so many pixels (and layers of a slab), and fill in between: for a picture that moves.
    threads : int
        Rows are shared out among so many threads.
    cancelled : callable
        Asked now and then; True stops with `Cancelled`.

    Returns
    -------
    Resliced
        On the grid of the plane, whatever `every` is.
    """
    rows, columns = -(-(plane.rows - 1) // every) + 1, -(-(plane.columns - 1) // every) + 1
    job = _Job(volume, plane, slab, padding, every, (rows, columns))

    def work(part: range) -> None:
        tiles = _Tile(job)
        for top in part:
            if cancelled():
                raise Cancelled
            for left in range(0, columns, TILE_COLUMNS):
                tiles.fill(top, min(top + TILE_ROWS, rows), left, min(left + TILE_COLUMNS, columns))

    tops = range(0, rows, TILE_ROWS)
    if threads > 1 and len(tops) > 1:
        list(_pool().map(work, [tops[i::threads] for i in range(threads)]))
    else:
        work(tops)
    pixels, outside = job.pixels, job.outside
    if every > 1:
        pixels = _filled_in(pixels, every, plane.rows, plane.columns)
        outside = outside.repeat(every, axis=0).repeat(every, axis=1)[: plane.rows, : plane.columns]
    return Resliced(pixels, outside if outside.any() else None)


def samples_of(volume: VolumeGeometry, plane: PlaneGeometry, slab: Slab = THIN, grid: int = 24) -> int:
    """About how many samples of the volume a section needs, which is what its time depends on."""
    rows, columns = (np.arange(grid) + 0.5) / grid * plane.rows, (np.arange(grid) + 0.5) / grid * plane.columns
    spots = np.stack(np.meshgrid(columns, rows), axis=-1)
    index = volume.patient_to_index(plane.image_to_patient(spots))
    inside = np.all((index >= -BORDER) & (index <= np.array(volume.shape) - BORDER), axis=-1)
    layers = len(slab.offsets(spacing_along(volume, plane.normal)))
    return round(float(inside.mean()) * plane.rows * plane.columns * layers)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="reslice")


class _Job:
    """What all tiles of a section share."""

    def __init__(
        self,
        volume: Volume,
        plane: PlaneGeometry,
        slab: Slab,
        padding: Mask | None,
        every: int,
        size: tuple[int, int],
    ) -> None:
        self.shape = volume.geometry.shape
        self.strides = self.shape[1] * self.shape[2], self.shape[2], 1
        self.is_small = sum(self.strides) < EXACT
        self.values = np.ascontiguousarray(volume.pixels).reshape(-1)
        self.padding = None if padding is None else np.ascontiguousarray(padding).reshape(-1).view(np.uint8)
        self.mode = slab.mode
        self.pixels = np.zeros(size, volume.pixels.dtype)
        self.outside = np.ones(size, np.bool_)
        to_index = np.linalg.inv(volume.geometry.affine[:3, :3])
        origin = volume.geometry.patient_to_index(plane.position)
        down = to_index @ (plane.along_column * plane.row_spacing * every)
        across = to_index @ (plane.along_row * plane.column_spacing * every)
        offsets = slab.offsets(spacing_along(volume.geometry, plane.normal) * every)
        layers = origin + offsets[:, None] * (to_index @ plane.normal)
        self.columns = np.arange(size[1])[:, None] * across  # shape (columns, 3)
        self.layers = layers[:, None] + np.arange(size[0])[:, None] * down  # shape (layers, rows, 3)


class _Tile:
    """One thread's working memory, and how a tile is computed in it."""

    def __init__(self, job: _Job) -> None:
        self._job = job
        size = TILE_ROWS * TILE_COLUMNS
        self._bases = np.empty(size, np.intp)
        self._jumps = np.empty(size, np.intp)
        self._floats = np.empty((8, size), np.float32)
        self._gathered = np.empty(size, job.values.dtype)
        self._shares = np.empty(size, np.uint8)

    def fill(self, top: int, bottom: int, left: int, right: int) -> None:
        """Compute the pixels from (top, left) up to (bottom, right)."""
        job = self._job
        self._lay_out(bottom - top, right - left)
        columns = job.columns[left:right]
        last = np.array(job.shape) - 1.0
        count: Floats | float = 0.0
        before: FloatArray | None = None
        total: Floats | None = None
        for layer in job.layers:
            rows = layer[top:bottom]
            low = np.minimum(rows[0], rows[-1]) + np.minimum(columns[0], columns[-1])
            high = np.maximum(rows[0], rows[-1]) + np.maximum(columns[0], columns[-1])
            if np.any(high < -BORDER) or np.any(low > last + BORDER):
                continue
            inside: Mask | None = None
            if not job.is_small or np.any(low < 0.0) or np.any(high >= last):
                inside, before = self._go_to_border(rows, columns), None
            else:
                self._go_inside(rows, columns, before)
                before = rows[0]
            if job.padding is not None:
                real = self._interpolated(job.padding, self._share) <= TOUCHED
                inside = real if inside is None else inside & real
            total = self._joined(total, self._interpolated(job.values, self._value), inside)
            count = count + (1.0 if inside is None else inside)
        if total is not None:
            self._keep(total, count, np.s_[top:bottom, left:right])

    def _lay_out(self, rows: int, columns: int) -> None:
        """Views of the working memory in the shape of a tile."""
        size, shape = rows * columns, (rows, columns)
        self._base, self._jump = self._bases[:size].reshape(shape), self._jumps[:size].reshape(shape)
        self._value, self._share = self._gathered[:size].reshape(shape), self._shares[:size].reshape(shape)
        parts = [part[:size].reshape(shape) for part in self._floats]
        self._fractions, (self._first, self._second, self._third, self._upper, self._sum) = parts[:3], parts[3:]

    def _keep(self, total: Floats, count: Floats | float, where: tuple[slice, slice]) -> None:
        outside = np.broadcast_to(np.equal(count, 0.0), total.shape)
        if self._job.mode is SlabMode.MEAN:
            total /= np.maximum(count, 1.0)
        total[outside] = 0.0
        if np.issubdtype(self._job.pixels.dtype, np.integer):
            np.rint(total, out=total)
        self._job.pixels[where] = total
        self._job.outside[where] = outside

    def _joined(self, total: Floats | None, values: Floats, inside: Mask | None) -> Floats:
        """The values of one layer more; where it is not inside, nothing changes."""
        combine, nothing = COMBINED[self._job.mode]
        if inside is not None:
            values[~inside] = nothing
        if total is not None:
            return combine(total, values, out=total)
        np.copyto(self._sum, values)
        return self._sum

    # ── where the samples lie: the first neighbour's place in memory, and three fractions ────────

    def _go_inside(self, rows: FloatArray, columns: FloatArray, before: FloatArray | None) -> None:
        """For a tile that lies inside with all its neighbours; `before` is the first row of the layer below."""
        strides = np.array(self._job.strides)
        jump = self._second
        whole_rows, whole_columns = np.floor(rows), np.floor(columns)
        if before is None:
            np.add((whole_rows @ strides)[:, None], whole_columns @ strides, out=self._base, casting="unsafe")
        for axis, fraction in enumerate(self._fractions):
            if before is None:
                part_of_row = (rows[:, axis] - whole_rows[:, axis]).astype(np.float32)
                part_of_column = (columns[:, axis] - whole_columns[:, axis]).astype(np.float32)
                np.add(part_of_row[:, None], part_of_column, out=fraction)
            else:
                fraction += np.float32(rows[0, axis] - before[axis])
            whole = np.floor(fraction, out=self._first if axis else jump)
            fraction -= whole
            whole *= np.float32(strides[axis])
            if axis:
                jump += whole
        np.copyto(self._jump, jump, casting="unsafe")
        self._base += self._jump

    def _go_to_border(self, rows: FloatArray, columns: FloatArray) -> Mask:
        """The same for a tile at the border; returns which of its pixels are inside."""
        inside = np.ones(self._base.shape, np.bool_)
        self._base[:] = 0
        for axis, (size, stride) in enumerate(zip(self._job.shape, self._job.strides, strict=True)):
            place = rows[:, axis, None] + columns[:, axis]
            inside &= (place >= -BORDER - HAIR) & (place <= size - 1 + BORDER + HAIR)
            np.clip(place, 0.0, size - 1.0, out=place)
            whole = np.minimum(place.astype(np.intp), max(size - 2, 0))
            np.subtract(place, whole, out=self._fractions[axis], casting="unsafe")
            whole *= stride
            self._base += whole
        return inside

    def _interpolated(self, flat: Values, gathered: Values) -> Floats:
        """Linear interpolation between the eight neighbours."""
        slices, rows, _ = self._job.strides
        by_slice, by_row, by_column = self._fractions

        def along_row(offset: int, out: Floats) -> Floats:
            # Clipping costs least, and no index is outside: neighbours beyond the last voxel have no weight.
            for shift, target in ((0, out), (1, self._upper)):
                flat[offset + shift :].take(self._base, out=gathered, mode="clip")
                np.copyto(target, gathered, casting="unsafe")
            return between(out, self._upper, by_column)

        def between(low: Floats, high: Floats, share: Floats) -> Floats:
            high -= low
            high *= share
            low += high
            return low

        near = between(along_row(0, self._first), along_row(rows, self._second), by_row)
        far = between(along_row(slices, self._second), along_row(slices + rows, self._third), by_row)
        return between(near, far, by_slice)


def _filled_in(pixels: Values, every: int, rows: int, columns: int) -> Values:
    """A coarse grid as a fine one, straight lines between what was computed."""
    down = np.empty((rows, pixels.shape[1]), np.float32)
    coarse = pixels.astype(np.float32)
    for phase in range(every):
        lines = down[phase::every]
        share = np.float32(phase / every)
        following = coarse[1 : len(lines) + 1] if phase else coarse[: len(lines)]
        lines[:] = coarse[: len(lines)] * (1 - share) + following * share
    across = np.empty((rows, columns), np.float32)
    for phase in range(every):
        count = across[:, phase::every].shape[1]
        share = np.float32(phase / every)
        following = down[:, 1 : count + 1] if phase else down[:, :count]
        across[:, phase::every] = down[:, :count] * (1 - share) + following * share
    if np.issubdtype(pixels.dtype, np.integer):
        np.rint(across, out=across)
    return across.astype(pixels.dtype)
