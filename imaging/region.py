"""Where something is, in the coordinates of the original, unrotated image.

A region names its Instance by SOP Instance UID and its frame by number (1-based, as DICOM counts).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Box:
    """A rectangle in image coordinates: (column, row) from the image corner, in pixels (SCOORD sense)."""

    sop_instance_uid: str
    frame: int
    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.left <= self.right and self.top <= self.bottom):
            raise ValueError(f"box with negative extent: {self}")

    @property
    def area(self) -> float:
        """Square pixels."""
        return (self.right - self.left) * (self.bottom - self.top)

    def intersection_over_union(self, other: "Box") -> float:
        """IoU in [0, 1]; 0 for boxes on different images."""
        if (self.sop_instance_uid, self.frame) != (other.sop_instance_uid, other.frame):
            return 0.0
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        if width <= 0 or height <= 0:
            return 0.0
        return width * height / (self.area + other.area - width * height)


@dataclass(frozen=True)
class Mask:
    """A set of pixels: boolean array, shape (rows, columns) of the whole original image, and its bounding box."""

    box: Box
    pixels: NDArray[np.bool_]

    @property
    def sop_instance_uid(self) -> str:
        """The Instance it lies on."""
        return self.box.sop_instance_uid

    @property
    def frame(self) -> int:
        """The frame it lies on."""
        return self.box.frame


@dataclass(frozen=True)
class SliceRegion:
    """One slice of a volume, when that is all a model can say of the place.

    `box` bounds the saliency on that slice, when the task gives one.
    """

    sop_instance_uid: str
    frame: int
    slice_index: int
    series_uid: str
    box: Box | None = None


Region = Box | Mask | SliceRegion
