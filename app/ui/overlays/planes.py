"""Overlay planes of the file over their image: its own transform, one neutral grey, no line lost when it is small."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from app.ui.overlays.scene import Scene
from app.ui.rendering import Tile, area_average, paint_tile, reduction_factor, tile_region
from imaging.presentation import OVERLAY_GREY

COLOURS = (
    np.rint(np.arange(256)[:, None] * np.array([OVERLAY_GREY, OVERLAY_GREY, OVERLAY_GREY, 255]) / 255.0)
    .astype(np.uint8)
    .view(np.uint32)
    .ravel()
)
"""Coverage 0 to 255 → premultiplied B, G, R, A in one word."""


def coverage(mask: NDArray[np.bool_], factor: int) -> NDArray[np.uint8]:
    """How much of each block of `factor` × `factor` pixels is drawn, 0 to 255.

    A line of one pixel is drawn fully at any size: it fills 1 / `factor` of the blocks that it runs through.
    """
    if factor == 1:
        return np.where(mask, np.uint8(255), np.uint8(0))
    share, _ = area_average(mask.view(np.uint8), factor)
    lines: NDArray[np.float32] = np.minimum(share.astype(np.float32) * np.float32(255 * factor), np.float32(255))
    return np.rint(lines).astype(np.uint8)


def plane_tile(covered: NDArray[np.uint8], factor: int, region: tuple[int, int, int, int]) -> Tile:
    """The blocks (top, left, bottom, right) of a coverage as a picture with transparency."""
    top, left, bottom, right = region
    shown = COLOURS[covered[top:bottom, left:right]]
    rows, columns = shown.shape
    kind = QImage.Format.Format_ARGB32_Premultiplied
    # Qt wants its own copy: numpy may let the memory go.
    return Tile(QImage(shown.data, columns, rows, shown.strides[0], kind).copy(), left * factor, top * factor, factor)


class PlanePainter:
    """Paints the visible part of one picture's planes and keeps it until picture, zoom step or part change."""

    def __init__(self) -> None:
        self._mask: NDArray[np.bool_] | None = None
        self._covered: tuple[int, NDArray[np.uint8]] | None = None
        self._tile: tuple[tuple[int, int, int, int], Tile] | None = None

    def paint(self, painter: QPainter, scene: Scene, corner_text: int) -> None:
        """Paint them, unless all that is written over the images is off (corner text 0)."""
        mask = scene.picture.overlay
        if mask is None or corner_text == 0:
            return
        rows, columns = mask.shape
        scale = max(scene.pixel_lengths) * scene.device_ratio
        factor = reduction_factor(scale)
        region = tile_region(scene.visible, rows, columns, factor)
        if region[0] >= region[2] or region[1] >= region[3]:
            return
        if self._mask is not mask or self._covered is None or self._covered[0] != factor:
            self._mask, self._covered, self._tile = mask, (factor, coverage(mask, factor)), None
        if self._tile is None or self._tile[0] != region:
            self._tile = region, plane_tile(self._covered[1], factor, region)
        painter.save()
        painter.setTransform(scene.transform, True)
        # Enlarged, a bit is a block like the pixel below it.
        paint_tile(painter, self._tile[1], rows, columns, smooth=scale < 1.0)
        painter.restore()
