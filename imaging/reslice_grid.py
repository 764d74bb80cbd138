"""Where the samples of a section lie in a volume, row by row and layer by layer of its slab."""

from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from imaging.geometry import FloatArray, PlaneGeometry, VolumeGeometry
from imaging.oblique import HAIR, spacing_along
from imaging.slab import THIN, Slab

Whole = NDArray[np.intp]

BORDER = 0.5
"""A voxel reaches so far from its centre: outside the outermost centres their value holds up to here, as in ITK."""

TOUCHED = 1e-3
"""A sample of which more than this comes from padding is padding: nothing is mixed from values that mean nothing."""

NO_STEP = 1e-12
"""Voxels per pixel below which the rows of a plane run along an axis of the volume."""


class Cancelled(Exception):  # noqa: N818 – nothing went wrong
    """The section is not wanted any more."""


class SampleGrid:
    """Samples as indices of the volume, (slice, row, column) at voxel centres.

    Parameters
    ----------
    geometry : VolumeGeometry
    plane : PlaneGeometry
    slab : Slab
    every : int
        Only every so many pixels, and layers.

    Attributes
    ----------
    rows, columns : int
        The last of them lies on or beyond the last pixel.
    origin, down, across : array, shape (3,)
        The first sample of the first layer, and the steps to the next row and column.
    offsets : array, shape (layers, 3)
        From the first layer to each.
    """

    def __init__(self, geometry: VolumeGeometry, plane: PlaneGeometry, slab: Slab, every: int) -> None:
        self.shape = geometry.shape
        self.rows, self.columns = -(-(plane.rows - 1) // every) + 1, -(-(plane.columns - 1) // every) + 1
        to_index = np.linalg.inv(geometry.affine[:3, :3])
        self.down: FloatArray = to_index @ (plane.along_column * plane.row_spacing * every)
        self.across: FloatArray = to_index @ (plane.along_row * plane.column_spacing * every)
        heights = slab.offsets(spacing_along(geometry, plane.normal) * every)
        through: FloatArray = to_index @ plane.normal
        self.origin: FloatArray = geometry.patient_to_index(plane.position) + heights[0] * through
        self.offsets: FloatArray = (heights - heights[0])[:, None] * through
        if min(self.shape) < 2 or not np.isfinite([*self.origin, *self.down, *self.across, *self.offsets[-1]]).all():
            # What follows does not check its indices.
            raise ValueError("a volume of two voxels and more along every axis, and finite numbers for its geometry")

    @classmethod
    def of_nothing(cls, shape: tuple[int, int, int]) -> Self:
        """One sample, in the first voxel of a volume of this shape."""
        corner, axes = np.zeros(3), np.eye(3)
        return cls(VolumeGeometry(np.eye(4), shape), PlaneGeometry(corner, axes[2], axes[1], 1.0, 1.0, 1, 1), THIN, 1)

    @cached_property
    def row_starts(self) -> FloatArray:
        """The first sample of every row, shape (layers, rows, 3)."""
        starts: FloatArray = self.origin + self.offsets[:, None] + np.arange(self.rows)[:, None] * self.down
        return starts

    def columns_between(self, border: float) -> tuple[Whole, Whole]:
        """The columns that lie between the outermost voxel centres, and so much beyond.

        Returns
        -------
        start, stop : int arrays, shape (layers, rows)
            The first of them, and the first that does not lie there any more.
        """
        starts = self.row_starts
        first, last = np.zeros(starts.shape[:2]), np.full(starts.shape[:2], self.columns - 1.0)
        for axis, size in enumerate(self.shape):
            low, high = -border - starts[..., axis], size - 1 + border - starts[..., axis]
            if abs(self.across[axis]) < NO_STEP:
                last[(low > 0.0) | (high < 0.0)] = -1.0
                continue
            ends = low / self.across[axis], high / self.across[axis]
            first, last = np.maximum(first, np.minimum(*ends)), np.minimum(last, np.maximum(*ends))
        start = np.ceil(first).astype(np.intp)
        return start, np.maximum(np.floor(last).astype(np.intp) + 1, start)

    @cached_property
    def seen(self) -> tuple[Whole, Whole]:
        """The columns that lie in the volume."""
        return self.columns_between(BORDER - HAIR)
