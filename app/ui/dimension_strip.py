"""The slider under a viewport for echo, time or b-value: a track for each extra dimension of the stack."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from app.ui.language import tr
from app.ui.overlays import ink
from app.ui.overlays.dimensions import Dimension, dimensions_of, places_of, volume_at
from app.ui.position_strip import PANEL, TRACK

ROW = 20
"""Height of the track of one dimension, logical pixels."""

GAP = 8.0
MOST_WORDS = 0.6
"""Words leave this much of the width to them at most; in a narrower strip the track goes before the number."""


class DimensionStrip(QWidget):
    """One row per extra dimension: its name, a cell for each value, and the value that is shown.

    A click or drag chooses, in every viewport that shows the same stack; the wheel steps.
    """

    def __init__(self, model: ViewportModel, viewports: Viewports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._viewports = model, viewports
        self._dragged: int | None = None
        self.dimensions: tuple[Dimension, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(ink.text_font(self.font()))
        self.setToolTip(tr("Click, drag or turn the wheel for another echo, time or b-value (Shift+Left, Shift+Right)"))
        self._connect_model()

    def set_model(self, model: ViewportModel) -> None:
        """Belong to another viewport."""
        if model is self._model:
            return
        if isValid(self._model):
            self._model.picture_changed.disconnect(self._show_place)
        self._model = model
        self._connect_model()

    def _connect_model(self) -> None:
        self._model.picture_changed.connect(self._show_place)
        self._show_place()

    def _show_place(self) -> None:
        loaded = self._model.loaded
        self.dimensions = dimensions_of(loaded.stack) if loaded is not None else ()
        self.setVisible(bool(self.dimensions))
        self.setFixedHeight(max(1, len(self.dimensions)) * ROW)
        self.update()

    @property
    def places(self) -> tuple[int, ...]:
        """Which value of each dimension is shown, from 0."""
        loaded = self._model.loaded
        return places_of(loaded.stack, self._model.volume_index) if loaded is not None else ()

    # ── painting ─────────────────────────────────────────────────────────────────────────────────

    def track(self, row: int) -> QRectF:
        """Where the cells of a dimension lie; empty where the words need all the room."""
        dimension, metrics = self.dimensions[row], QFontMetricsF(self.font())
        widest = max(metrics.horizontalAdvance(dimension.text(place)) for place in range(len(dimension.values)))
        room = self.width() - widest - 3 * GAP
        if widest > MOST_WORDS * self.width():
            return QRectF()
        return QRectF(widest + 2 * GAP, row * ROW, room, ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, track, mark."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), PANEL)
        for row, (dimension, place) in enumerate(zip(self.dimensions, self.places, strict=True)):
            words = QRectF(GAP, row * ROW, self.width() - 2 * GAP, ROW)
            painter.setPen(ink.TEXT)
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, dimension.text(place))
            track = self.track(row)
            wide = track.width() / len(dimension.values)
            for number in range(len(dimension.values)):
                cell = QRectF(track.left() + number * wide, track.center().y() - 3, wide, 6)
                is_here = number == place
                gap = 2.0 if wide >= 6 else 0.0
                painter.fillRect(cell.adjusted(0, 0, -gap, 0), ink.TEXT if is_here else TRACK)
        painter.end()

    def sizeHint(self) -> QSize:
        """As wide as its viewport."""
        return QSize(200, max(1, len(self.dimensions)) * ROW)

    # ── mouse ────────────────────────────────────────────────────────────────────────────────────

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose; the drag stays in the row where it began."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = min(int(event.position().y()) // ROW, len(self.dimensions) - 1)
            self._viewports.set_active(self._model)
            self._choose(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose along."""
        if self._dragged is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        self._dragged = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step through the row under the pointer, stopping at its ends."""
        row = min(int(event.position().y()) // ROW, len(self.dimensions) - 1)
        self._go(row, self.places[row] + (-1 if event.angleDelta().y() > 0 else 1))
        event.accept()

    def _choose(self, position: QPointF) -> None:
        if self._dragged is None or self._dragged >= len(self.dimensions):
            return
        track, values = self.track(self._dragged), self.dimensions[self._dragged].values
        if track.width() > 0 and position.x() >= track.left():
            self._go(self._dragged, int((position.x() - track.left()) / track.width() * len(values)))

    def _go(self, row: int, place: int) -> None:
        if self._model.loaded is None:
            return
        places = list(self.places)
        places[row] = max(0, min(len(self.dimensions[row].values) - 1, place))
        self._viewports.show_volume(volume_at(self._model.loaded.stack, tuple(places)), self._model)
