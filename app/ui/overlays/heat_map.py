"""A SaliencyMap over its image: the image's own transform, a transparent low end, and how coarse it really is."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from app.ui.language import tr
from app.ui.overlays import ink
from app.ui.overlays.scene import Scene
from app.ui.rendering import Tile, area_average, paint_tile, reduction_factor
from imaging.finding import SaliencyMap

THRESHOLD = 0.2
"""Saliency below this share of the study's strongest place is not drawn."""

FULL = 0.5
"""From here on the map is drawn with the whole chosen opacity."""

LARGEST_MARKER = 120.0
"""A native cell that is larger on the screen (logical pixels) is only named, not drawn."""


@lru_cache(maxsize=4)
def colour_table(opacity: float) -> NDArray[np.uint8]:
    """256 premultiplied colours, shape (256, 4) as B, G, R, A: inferno with a transparent low end."""
    # Only those who see a heat map pay for the import.
    from pyqtgraph import colormap

    level = np.linspace(0.0, 1.0, 256)
    inferno: NDArray[np.float64] = colormap.get("inferno").getLookupTable(0.0, 1.0, 256).astype(np.float64)
    alpha: NDArray[np.float64] = np.interp(level, [THRESHOLD, FULL], [0.0, opacity])
    table = np.column_stack([inferno[:, 2::-1] * alpha[:, None], 255.0 * alpha])
    return np.rint(table).astype(np.uint8)


def heat_tile(saliency: SaliencyMap, opacity: float, factor: int) -> Tile:
    """The whole map as a picture with transparency, `factor` image pixels per tile pixel."""
    values, _ = area_average(saliency.values, factor)
    share = np.clip(np.nan_to_num(values.astype(np.float32)), 0.0, 1.0)
    index = np.rint(share * np.float32(255.0)).astype(np.uint8)
    shown = np.ascontiguousarray(colour_table(opacity)[index])
    rows, columns = index.shape
    kind = QImage.Format.Format_ARGB32_Premultiplied
    return Tile(QImage(shown.data, columns, rows, shown.strides[0], kind).copy(), 0, 0, factor)


class HeatMapPainter:
    """Paints one map and keeps its picture until map, opacity or zoom step change."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._map: SaliencyMap | None = None
        self._tile: Tile | None = None

    def paint(self, painter: QPainter, scene: Scene, saliency: SaliencyMap, opacity: float) -> None:
        """Paint the map so that its value (0, 0) covers image coordinates [0, 1] × [0, 1]."""
        rows, columns = scene.picture.pixels.shape[:2]
        if saliency.values.shape != (rows, columns):
            return
        factor = reduction_factor(max(scene.pixel_lengths) * scene.device_ratio)
        key = (id(saliency), round(opacity, 3), factor)
        if self._tile is None or key != self._key:
            # The map is kept too, so that its id cannot come back as another one's.
            self._tile, self._key, self._map = heat_tile(saliency, round(opacity, 3), factor), key, saliency
        painter.save()
        painter.setTransform(scene.transform, True)
        paint_tile(painter, self._tile, rows, columns, smooth=scene.model.smooth)
        painter.restore()


def paint_cell_marker(painter: QPainter, scene: Scene, saliency: SaliencyMap, above: QRectF) -> None:
    """A square as large as one native cell of the map, left above a rectangle (the scale bar)."""
    across, along = (length * saliency.cell_size for length in scene.pixel_lengths)
    if abs(scene.matrix[0, 0]) < abs(scene.matrix[0, 1]):
        across, along = along, across
    if max(across, along) > LARGEST_MARKER:
        return
    square = QRectF(above.center().x() - across / 2, above.top() - 6.0 - along, across, along)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(ink.pen(ink.SHADOW, 3.0))
    painter.drawRect(square)
    painter.setPen(ink.pen(ink.MODEL, 1.0))
    painter.drawRect(square)
    words = QRectF(square.right() + 5.0, square.center().y() - 8.0, 80.0, 16.0)
    ink.write(painter, words, Qt.AlignmentFlag.AlignLeft, tr("map cell"), ink.MODEL)
