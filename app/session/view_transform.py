"""How a picture lies in a view: zoom, pan, rotation and flip."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

Matrix = NDArray[np.float64]

MAXIMUM_SCALE = 200.0
"""Screen pixels per image unit; beyond this a picture is a single pixel."""


class ViewTransform(QObject):
    """From image coordinates to a view; what the picture is, a subclass knows.

    Signals
    -------
    view_changed()
        Zoom, pan, rotation, flip.
    """

    view_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.smooth = True
        self.orientation: Matrix = np.eye(2)
        self.zoom = 1.0  # relative to fit
        self.center: tuple[float, float] | None = None  # image coordinate in the middle of the view; None: the image's

    def image_size(self) -> tuple[int, int]:
        """(rows, columns) of the picture."""
        raise NotImplementedError

    def spacing(self) -> tuple[float, float]:
        """(row, column) size of a pixel in mm, or its shape only when uncalibrated."""
        raise NotImplementedError

    def fitted_size(self) -> NDArray[np.float64]:
        """(width, height), in the unit of the spacing, of what fills the view at zoom 1."""
        rows, columns = self.image_size()
        row_size, column_size = self.spacing()
        return np.array([columns * column_size, rows * row_size])

    def zoom_by(self, factor: float, anchor: tuple[float, float] | None = None) -> None:
        """Zoom; the image coordinate `anchor` stays where it is on the screen."""
        zoom = float(np.clip(self.zoom * factor, 0.1, 60.0))
        if anchor is not None:
            cx, cy = self.view_center()
            share = self.zoom / zoom
            self.center = anchor[0] + (cx - anchor[0]) * share, anchor[1] + (cy - anchor[1]) * share
        self.zoom = zoom
        self.view_changed.emit()

    def pan_by(self, columns: float, rows: float) -> None:
        """Move the middle of the view by image pixels."""
        cx, cy = self.view_center()
        self.center = cx - columns, cy - rows
        self.view_changed.emit()

    def center_on(self, coordinate: tuple[float, float]) -> None:
        """Put an image coordinate (column, row) in the middle."""
        self.center = coordinate
        self.view_changed.emit()

    def fit(self) -> None:
        """Show the whole picture."""
        self.zoom, self.center = 1.0, None
        self.view_changed.emit()

    def rotate(self, quarter_turns: int = 1) -> None:
        """Turn clockwise as seen on the screen."""
        turn = np.array([[0.0, -1.0], [1.0, 0.0]])  # screen axes: right, down
        self.orientation = np.linalg.matrix_power(turn, quarter_turns % 4) @ self.orientation
        self.view_changed.emit()

    def flip(self, *, horizontal: bool) -> None:
        """Mirror what is seen, left to right or top to bottom."""
        self.orientation = np.diag([-1.0, 1.0] if horizontal else [1.0, -1.0]) @ self.orientation
        self.view_changed.emit()

    @property
    def flipped(self) -> bool:
        """True when the picture is mirrored (a red badge says so)."""
        return float(np.linalg.det(self.orientation)) < 0

    def view_center(self) -> tuple[float, float]:
        """Image coordinate (column, row) in the middle of the view."""
        if self.center is not None:
            return self.center
        rows, columns = self.image_size()
        return columns / 2, rows / 2

    def image_to_view(self, width: float, height: float) -> Matrix:
        """Affine matrix, shape (2, 3), from image coordinates (column, row) to positions in a view of this size."""
        row_size, column_size = self.spacing()
        across, along = np.abs(self.orientation @ self.fitted_size())
        fit = min(width / across, height / along)
        scale = float(np.clip(fit * self.zoom, fit * 0.1, MAXIMUM_SCALE / min(row_size, column_size)))
        linear = self.orientation @ np.diag([column_size, row_size]) * scale
        offset = np.array([width / 2, height / 2]) - linear @ np.array(self.view_center())
        return np.column_stack([linear, offset])
