"""Overlay planes of the file over their image: its own transform, one neutral grey, no line lost when it is small."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from app.ui.overlays.scene import Scene
from app.ui.rendering import Tile, area_average, paint_tile, reduction_factor
from imaging.presentation import OVERLAY_GREY


def plane_tile(mask: NDArray[np.bool_], factor: int) -> Tile:
    """The mask as a picture with transparency, `factor` image pixels per tile pixel.

    A line of one pixel is drawn fully at any size: it covers 1 / `factor` of the blocks that it runs through.
    """
    share, _ = area_average(mask.astype(np.float32), factor)
    alpha = np.minimum(share.astype(np.float32) * np.float32(factor), np.float32(1.0))[..., None]
    colour = np.array([OVERLAY_GREY, OVERLAY_GREY, OVERLAY_GREY, 255], np.float32)  # B, G, R, A, premultiplied
    shown = np.ascontiguousarray(np.rint(alpha * colour).astype(np.uint8))
    rows, columns = alpha.shape[:2]
    kind = QImage.Format.Format_ARGB32_Premultiplied
    return Tile(QImage(shown.data, columns, rows, shown.strides[0], kind).copy(), 0, 0, factor)


class PlanePainter:
    """Paints the planes of one picture and keeps their tile until picture or zoom step change."""

    def __init__(self) -> None:
        self._mask: NDArray[np.bool_] | None = None
        self._tile: Tile | None = None

    def paint(self, painter: QPainter, scene: Scene, corner_text: int) -> None:
        """Paint them, unless all that is written over the images is off (corner text 0)."""
        mask = scene.picture.overlay
        if mask is None or corner_text == 0:
            return
        factor = reduction_factor(max(scene.pixel_lengths) * scene.device_ratio)
        if self._tile is None or self._mask is not mask or self._tile.factor != factor:
            self._tile, self._mask = plane_tile(mask, factor), mask
        painter.save()
        painter.setTransform(scene.transform, True)
        # Enlarged, a bit is a block like the pixel below it.
        paint_tile(painter, self._tile, *mask.shape, smooth=max(scene.pixel_lengths) * scene.device_ratio < 1.0)
        painter.restore()
