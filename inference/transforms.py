"""From an ImageStack to what a network sees, and back. Shared by inference and training."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate, pad

from imaging.presentation import ImageStack, apply_voi_lut, apply_window

FloatImage = NDArray[np.float32]


def displayed(stack: ImageStack, frame: int = 0) -> FloatImage:
    """One frame as the viewport shows it: one polarity (dense is bright), whatever the photometric interpretation.

    Parameters
    ----------
    stack : ImageStack
    frame : int
        Zero-based, in the stack's order.

    Returns
    -------
    array of float32, shape (rows, columns)
        In [0, 1]: the header's window or VOI LUT (else percentiles over the stack), then inversion; padding is 0.
    """
    if stack.is_colour:
        return np.asarray(stack.values[0, 0].mean(axis=-1) / 255.0, dtype=np.float32)
    rows, columns = stack.values.shape[-2:]
    values = stack.values.reshape(-1, rows, columns)[frame]
    look = stack.presentations[frame]
    if look.luts and not look.windows:
        shown = apply_voi_lut(values, look.luts[0], inverted=look.inverted, maximum=1.0)
    else:
        window = look.windows[0] if look.windows else stack.default_window()
        shown = apply_window(values, window, look.function, inverted=look.inverted, maximum=1.0)
    if stack.padding is not None:
        shown = np.where(stack.padding.reshape(-1, rows, columns)[frame], np.float32(0), shown)
    return np.asarray(shown, dtype=np.float32)


@dataclass(frozen=True)
class Letterbox:
    """How an image was laid into a square: scaled so that its longer side fits, in the top left corner.

    Both sides count in image coordinates (from the corner), so scaling alone is exact.
    """

    side: int
    rows: int
    columns: int

    @property
    def shown(self) -> tuple[int, int]:
        """(rows, columns) of the square that carry the image; the rest is zero."""
        factor = self.side / max(self.rows, self.columns)
        return max(1, round(self.rows * factor)), max(1, round(self.columns * factor))

    @property
    def scale(self) -> tuple[float, float]:
        """Square pixels per original pixel along (row, column)."""
        rows, columns = self.shown
        return rows / self.rows, columns / self.columns

    def to_original(self, boxes: NDArray[np.floating]) -> NDArray[np.float64]:
        """Map boxes (left, top, right, bottom), shape (n, 4), to the original image, clipped to it."""
        row, column = self.scale
        original = np.asarray(boxes, dtype=np.float64).reshape(-1, 4) / (column, row, column, row)
        return np.clip(original, 0.0, (self.columns, self.rows, self.columns, self.rows))

    def mask_to_original(self, probability: FloatImage) -> NDArray[np.bool_]:
        """Pixels of the original image, shape (rows, columns), that a map of the square, (side, side), calls more
        likely than not; interpolated between the square's pixel centres."""
        rows, columns = self.shown
        inner = torch.from_numpy(probability[:rows, :columns])[None, None]
        scaled = interpolate(inner, (self.rows, self.columns), mode="bilinear", align_corners=False)
        return np.asarray(scaled[0, 0].numpy() >= 0.5)

    def from_original(self, boxes: NDArray[np.floating]) -> NDArray[np.float64]:
        """Map boxes of the original image, shape (n, 4), into the square."""
        row, column = self.scale
        return np.asarray(boxes, dtype=np.float64).reshape(-1, 4) * (column, row, column, row)


def letterbox(image: FloatImage, side: int) -> tuple[Tensor, Letterbox]:
    """Scale an image of shape (rows, columns) into a square, antialiased: a tensor of shape (1, side, side)."""
    frame = Letterbox(side, *image.shape)
    rows, columns = frame.shown
    tensor = torch.from_numpy(np.array(image))[None, None]
    if tensor.shape[-2:] != (rows, columns):
        tensor = interpolate(tensor, (rows, columns), mode="bilinear", align_corners=False, antialias=True)
    return pad(tensor[0], (0, side - columns, 0, side - rows)).clamp_(0, 1), frame


def standardised(images: Tensor) -> Tensor:
    """Mean 0 and standard deviation 1 over the lit part of each image: films are exposed differently."""
    lit = (images > 0).float()
    count = lit.sum(dim=(1, 2, 3), keepdim=True).clamp(min=1)
    mean = (images * lit).sum(dim=(1, 2, 3), keepdim=True) / count
    variance = (((images - mean) * lit) ** 2).sum(dim=(1, 2, 3), keepdim=True) / count
    return (images - mean) / (variance.sqrt() + 0.02)


def flattened(images: Tensor) -> Tensor:
    """Take the slow changes of brightness out of images (n, 1, side, side): what is left is edges and trabeculae.

    Mean and standard deviation over about a quarter of the side, so that an over-exposed film looks like any other.
    """
    size = images.shape[-2:]
    coarse = avg_pool2d(images, 8)
    mean = avg_pool2d(coarse, 7, 1, 3, count_include_pad=False)
    square = avg_pool2d(avg_pool2d(images * images, 8), 7, 1, 3, count_include_pad=False)
    deviation = (square - mean * mean).clamp(min=0).sqrt()
    mean = interpolate(mean, size, mode="bilinear", align_corners=False)
    deviation = interpolate(deviation, size, mode="bilinear", align_corners=False)
    return ((images - mean) / (deviation + 0.02)).clamp(-4, 4)
