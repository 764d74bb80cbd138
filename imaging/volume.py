"""Pixels of a stack of slices, with geometry."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.geometry import PlaneGeometry, VolumeGeometry, section_axes


@dataclass(frozen=True)
class Section:
    """One 2-D picture cut from a Volume.

    Attributes
    ----------
    pixels : array, shape (rows, columns)
        A view on the volume's values where possible; never modified.
    geometry : PlaneGeometry
    reconstructed : bool
        False for an acquired slice.
    """

    pixels: NDArray[np.generic]
    geometry: PlaneGeometry
    reconstructed: bool


@dataclass(frozen=True)
class Volume:
    """Values after the Modality LUT, shape (slices, rows, columns), with their geometry."""

    pixels: NDArray[np.generic]
    geometry: VolumeGeometry

    def __post_init__(self) -> None:
        if self.pixels.shape != self.geometry.shape:
            raise ValueError(f"pixels {self.pixels.shape} do not match geometry {self.geometry.shape}")

    def section(self, axis: int, index: int) -> Section:
        """Cut perpendicular to an axis of the volume (0 slice, 1 row, 2 column) at an index.

        The result is turned as `VolumeGeometry.section_geometry` says, so that its pixels and its geometry agree.
        """
        vertical, _, flip_v, flip_h = section_axes(self.geometry, axis)
        pixels = np.take(self.pixels, index, axis=axis)
        rest = [a for a in (0, 1, 2) if a != axis]
        if vertical != rest[0]:
            pixels = pixels.T
        if flip_v:
            pixels = pixels[::-1]
        if flip_h:
            pixels = pixels[:, ::-1]
        return Section(pixels, self.geometry.section_geometry(axis, index), reconstructed=axis != 0)
