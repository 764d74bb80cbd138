"""What every overlay needs to know of the viewport it is drawn on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF, QTransform

from app.session.loaded_stack import Picture
from app.session.viewport_model import ViewportModel
from imaging.geometry import EdgeLabels


@dataclass(frozen=True, eq=False)
class Scene:
    """One painting of one viewport.

    Attributes
    ----------
    model : ViewportModel
    picture : Picture
    width, height : float
        Size of the view in logical pixels.
    matrix : array, shape (2, 3)
        Image coordinates (column, row) to view positions.
    edge_labels : EdgeLabels or None
        As they stand on the screen.
    device_ratio : float
        Device pixels per logical pixel.
    """

    model: ViewportModel
    picture: Picture
    width: float
    height: float
    matrix: NDArray[np.float64]
    edge_labels: EdgeLabels | None = None
    device_ratio: float = 1.0

    @property
    def rect(self) -> QRectF:
        """The whole view."""
        return QRectF(0, 0, self.width, self.height)

    @cached_property
    def transform(self) -> QTransform:
        """The matrix in Qt's words."""
        return qt_transform(self.matrix)

    @cached_property
    def pixel_lengths(self) -> tuple[float, float]:
        """Logical pixels of the view that one image pixel takes along (its row, its column)."""
        across, along = np.linalg.norm(self.matrix[:, :2], axis=0)
        return float(across), float(along)

    @cached_property
    def visible(self) -> QRectF:
        """Image coordinates of what can be seen (may reach over the picture)."""
        inverse, _ = self.transform.inverted()
        return inverse.mapRect(self.rect)

    def to_view(self, column: float, row: float) -> QPointF:
        """Where an image coordinate lies in the view."""
        return self.transform.map(QPointF(column, row))

    def polygon(self, left: float, top: float, right: float, bottom: float) -> QPolygonF:
        """A rectangle of image coordinates as a closed polygon of the view."""
        corners = (left, top), (right, top), (right, bottom), (left, bottom), (left, top)
        return QPolygonF([self.to_view(*corner) for corner in corners])

    def is_on_frame(self, sop_instance_uid: str, frame: int) -> bool:
        """True when a mark of that Instance and frame belongs on this picture."""
        shown = self.picture.frame
        return shown is not None and (shown.sop_instance_uid, shown.number) == (sop_instance_uid, frame)


def qt_transform(matrix: NDArray[np.float64]) -> QTransform:
    """Make a QTransform of a (2, 3) affine matrix."""
    (a, c, x), (b, d, y) = matrix.tolist()
    return QTransform(a, b, c, d, x, y)
