"""Statistics of the pixels inside a shape. A pixel belongs to a shape when its centre lies in it."""

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Mask = NDArray[np.bool_]
T = TypeVar("T", bound=np.generic)

PART = 1 << 15


@dataclass(frozen=True)
class RoiStatistics:
    """Values after the Modality LUT inside a shape, padding and undefined values left out.

    Attributes
    ----------
    pixels : int
    mean, minimum, maximum : float
    deviation : float or None
        Standard deviation with n − 1 in the denominator (as ITK's label statistics); None for a single pixel.
    """

    pixels: int
    mean: float
    deviation: float | None
    minimum: float
    maximum: float


@dataclass(frozen=True)
class Patch:
    """A mask over a part of an image: its first row and column, and which pixels of the part belong to it."""

    row: int
    column: int
    mask: Mask

    def of(self, image: NDArray[T]) -> NDArray[T]:
        """The part of an image (rows, columns, …) that the mask lies over."""
        rows, columns = self.mask.shape
        return image[self.row : self.row + rows, self.column : self.column + columns]


def ellipse_patch(corners: Points, shape: tuple[int, int]) -> Patch:
    """Pixels in the ellipse that fills an upright box.

    Parameters
    ----------
    corners : array, shape (2, 2)
        Two opposite corners of the box in image coordinates (column, row).
    shape : (int, int)
        (rows, columns) of the image.
    """
    low, high = corners.min(axis=0), corners.max(axis=0)
    row, column, rows, columns = _bounds(low, high, shape)
    middle, half = (low + high) / 2, (high - low) / 2
    if min(half) <= 0.0:
        return Patch(row, column, np.zeros((rows, columns), np.bool_))
    x = (np.arange(column, column + columns) + 0.5 - middle[0]) / half[0]
    y = (np.arange(row, row + rows) + 0.5 - middle[1]) / half[1]
    # The square of x at most so much in each row: one comparison for each pixel.
    return Patch(row, column, (x**2)[None, :] <= (1.0 - y**2)[:, None])


def polygon_patch(corners: Points, shape: tuple[int, int]) -> Patch:
    """Pixels in a closed polygon, by the even–odd rule.

    Parameters
    ----------
    corners : array, shape (n, 2)
        Image coordinates (column, row); the last is joined to the first.
    shape : (int, int)
        (rows, columns) of the image.
    """
    row, column, rows, columns = _bounds(corners.min(axis=0), corners.max(axis=0), shape)
    mask = np.zeros((rows, columns), np.bool_)
    x = np.arange(column, column + columns) + 0.5
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        # Rows whose centre line this edge crosses, its lower end not counted; others cost nothing.
        first, last = (int(np.ceil(y - 0.5)) - row for y in (min(y0, y1), max(y0, y1)))
        lines = np.arange(max(first, 0), min(last, rows))
        if lines.size and y0 != y1:
            crossing = x0 + (lines + row + 0.5 - y0) * (x1 - x0) / (y1 - y0)
            mask[lines] ^= x[None, :] < crossing[:, None]
    return Patch(row, column, mask)


def _bounds(low: Points, high: Points, shape: tuple[int, int]) -> tuple[int, int, int, int]:
    """(first row, first column, rows, columns) of the pixels whose centres may lie between two corners."""
    first = np.clip(np.floor(low[::-1]), 0, shape).astype(int)
    end = np.clip(np.ceil(high[::-1]), first, shape).astype(int)
    rows, columns = (end - first).tolist()
    return int(first[0]), int(first[1]), int(rows), int(columns)


def statistics(pixels: NDArray[np.generic], padding: Mask | None, patch: Patch) -> RoiStatistics | None:
    """Mean, deviation and range inside a patch; None when no pixel is left.

    Parameters
    ----------
    pixels : array, shape (rows, columns)
        Output of the Modality LUT.
    padding : array of bool, same shape, or None
    patch : Patch
    """
    part: NDArray[Any] = patch.of(pixels)
    mask = patch.mask
    if padding is not None:
        mask = mask & ~patch.of(padding)
    values = part[mask]
    if values.dtype.kind == "f":
        values = values[np.isfinite(values)]
    if values.size == 0:
        return None
    total, squares = _sums(values, origin := float(values[0]))
    spread = max(0.0, squares - total**2 / values.size)
    return RoiStatistics(
        pixels=int(values.size),
        mean=origin + total / values.size,
        deviation=float(np.sqrt(spread / (values.size - 1))) if values.size > 1 else None,
        minimum=float(values.min()),
        maximum=float(values.max()),
    )


def _sums(values: NDArray[Any], origin: float) -> tuple[float, float]:
    """Sum and sum of squares of values less an origin, in parts that stay in the cache."""
    total = squares = 0.0
    for first in range(0, values.size, PART):
        part = values[first : first + PART].astype(np.float64) - origin
        total += float(part.sum())
        squares += float(part @ part)
    return total, squares


def ellipse_outline(corners: Points, count: int = 72) -> Points:
    """Points along the ellipse in an upright box, shape (count + 1, 2), the first repeated at the end."""
    middle, half = corners.mean(axis=0), np.abs(corners[1] - corners[0]) / 2
    turn = np.linspace(0.0, 2 * np.pi, count + 1)
    outline: Points = middle + half * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    return outline


def polygon_area(corners: Points) -> float:
    """Area of a simple polygon, shape (n, 2), in the square of its unit (the shoelace formula)."""
    x, y = (corners - corners[0]).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2
