"""Every series the same way up before a network sees it, and back."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imaging.geometry import VolumeGeometry

DIRECTIONS = {
    "sagittal": ((0.0, 0.0, -1.0), (0.0, 1.0, 0.0)),
    "coronal": ((0.0, 0.0, -1.0), (1.0, 0.0, 0.0)),
    "axial": ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0)),
}
"""LPS directions down the rows and along the columns in which every series is shown to the network."""


@dataclass(frozen=True)
class Upright:
    """How an acquired slice must be turned so that it lies as `DIRECTIONS` say; shapes end with (rows, columns)."""

    swap: bool
    flip_rows: bool
    flip_columns: bool

    @classmethod
    def of(cls, plane: str, geometry: VolumeGeometry) -> "Upright":
        """From the geometry of a stack."""
        down, right = (np.array(direction) for direction in DIRECTIONS[plane])
        rows, columns = geometry.affine[:3, 1], geometry.affine[:3, 2]
        swap = bool(abs(columns @ down) > abs(rows @ down))
        if swap:
            rows, columns = columns, rows
        return cls(swap, bool(rows @ down < 0), bool(columns @ right < 0))

    def turn(self, images: NDArray[Any]) -> NDArray[Any]:
        """Acquired → upright, a view."""
        if self.swap:
            images = np.swapaxes(images, -1, -2)
        flips = tuple(axis for axis, flip in ((-2, self.flip_rows), (-1, self.flip_columns)) if flip)
        return np.flip(images, flips) if flips else images

    def back(self, images: NDArray[Any]) -> NDArray[Any]:
        """Upright → acquired, a view."""
        flips = tuple(axis for axis, flip in ((-2, self.flip_rows), (-1, self.flip_columns)) if flip)
        images = np.flip(images, flips) if flips else images
        return np.swapaxes(images, -1, -2) if self.swap else images
