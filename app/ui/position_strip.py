"""The strip under a stack viewport: where the slice lies, and – once revealed – how the model ranks the slices."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from app.session.viewport_model import ViewportModel
from app.ui.language import tr
from app.ui.overlays import ink
from app.ui.overlays.marks import all_findings
from app.ui.viewport_view import ViewportSession

PANEL = QColor("#181B1F")
TRACK = QColor("#2A2F36")
HEIGHT = 18


class PositionStrip(QWidget):
    """One cell per slice; click or drag jumps there. Bars of the selected finding's slice scores after the lock."""

    def __init__(self, model: ViewportModel, session: ViewportSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self._scores: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setToolTip(tr("Click or drag to jump to a slice"))
        session.findings_revealed.connect(self._show_scores)
        session.selected_finding_changed.connect(self._show_scores)
        session.overlays_changed.connect(self._show_overlays)
        self._connect_model()

    @property
    def model(self) -> ViewportModel:
        """The viewport that is shown above."""
        return self._model

    @property
    def scores(self) -> tuple[float, ...]:
        """The bars: one probability per slice, in stack order; empty before the lock and without a ranking."""
        return self._scores

    def set_model(self, model: ViewportModel) -> None:
        """Belong to another viewport."""
        if model is self._model:
            return
        if isValid(self._model):
            self._model.picture_changed.disconnect(self._show_position)
        self._model = model
        self._connect_model()

    def _connect_model(self) -> None:
        self._model.picture_changed.connect(self._show_position)
        self._show_position()

    def _show_position(self) -> None:
        self.setVisible(self._model.positions > 1)
        self._show_scores()

    def _show_scores(self, *_: object) -> None:
        self._scores = self._find_scores()
        self.update()

    def _show_overlays(self, *_: object) -> None:
        self.update()

    def _find_scores(self) -> tuple[float, ...]:
        loaded = self._model.loaded
        if loaded is None or self._model.axis != 0 or self._model.sweep is not None:
            return ()
        selected = self._session.selected_finding
        for finding in all_findings(self._session.revealed):
            wanted = finding.finding_id == selected
            here = finding.series_uid in ("", loaded.stack.series_uid)
            if wanted and here and len(finding.slice_scores) == self._model.positions:
                return finding.slice_scores
        return ()

    # ── painting ─────────────────────────────────────────────────────────────────────────────────

    def cell(self, position: int) -> QRectF:
        """The part of the strip that stands for a slice."""
        width = self.width() / max(self._model.positions, 1)
        return QRectF(position * width, 0, width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, bars, mark."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), PANEL)
        track = QRectF(0, self.height() - 5, self.width(), 3)
        painter.fillRect(track, TRACK)
        if not self._session.overlays.hidden:
            for position, score in enumerate(self._scores):
                cell = self.cell(position)
                tall = float(np.clip(score, 0.0, 1.0)) * (self.height() - 7)
                gap = 1.0 if cell.width() >= 4 else 0.0
                painter.fillRect(
                    QRectF(cell.left(), self.height() - 6 - tall, max(cell.width() - gap, 1.0), tall), ink.MODEL
                )
        here = self.cell(self._model.position)
        width = max(here.width(), 4.0)
        mark = QRectF(here.center().x() - width / 2, self.height() - 6, width, 5)
        painter.fillRect(mark, ink.TEXT)
        painter.end()

    def sizeHint(self) -> QSize:
        """As wide as its viewport."""
        return QSize(200, HEIGHT)

    # ── mouse ────────────────────────────────────────────────────────────────────────────────────

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump."""
        self._jump(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Jump along."""
        self._jump(event)

    def _jump(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self.width() > 0:
            self._model.go_to(int(event.position().x() / self.width() * self._model.positions))
