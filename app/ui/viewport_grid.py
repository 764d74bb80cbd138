"""All viewports in their places."""

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.reading.hanging import MAIN
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from app.ui.dimension_strip import DimensionStrip
from app.ui.language import tr
from app.ui.overlays import ink
from app.ui.position_strip import PositionStrip
from app.ui.viewport_view import ViewportSession, ViewportView

SEAM = QColor("#101214")


STACK_MIME = "application/x-overread-stack"
"""What is dragged onto a viewport: the id of a stack of the open case."""


class DropMark(QWidget):
    """Shows over a cell that what is dragged would land there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._cell = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Lie over the whole cell."""
        self.setGeometry(self._cell.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame, a veil and a word."""
        painter = QPainter(self)
        veil = QColor(ink.ACCENT)
        veil.setAlpha(60)
        painter.fillRect(self.rect(), veil)
        painter.setPen(ink.pen(ink.ACCENT, 4.0))
        painter.drawRect(self.rect().adjusted(2, 2, -3, -3))
        ink.write(painter, QRectF(self.rect()), Qt.AlignmentFlag.AlignHCenter, tr("Show here"), ink.TEXT)


class ViewportCell(QWidget):
    """One viewport and, for a stack, the strips under it.

    Signals
    -------
    stack_dropped(ViewportModel, stack_id)
    """

    stack_dropped = Signal(object, str)

    def __init__(self, model: ViewportModel, viewports: Viewports, session: ViewportSession) -> None:
        super().__init__()
        self.view = ViewportView(model, viewports, session)
        self.strip = PositionStrip(model, session, self)  # it shows itself: without a parent it would be a window
        self.dimensions = DimensionStrip(model, viewports, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.dimensions)
        column.addWidget(self.strip)
        self._mark = DropMark(self)
        self.setAcceptDrops(True)

    def set_model(self, model: ViewportModel) -> None:
        """Show another viewport's state."""
        self.view.set_model(model)
        self.strip.set_model(model)
        self.dimensions.set_model(model)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A series may land here; files are for the window."""
        if event.mimeData().hasFormat(STACK_MIME):
            event.acceptProposedAction()
            self._mark.cover()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went on."""
        self._mark.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show the series here."""
        self._mark.hide()
        event.acceptProposedAction()
        self.stack_dropped.emit(self.view.model, event.mimeData().data(STACK_MIME).toStdString())


class ViewportGrid(QWidget):
    """Lays out one cell per viewport of a window; the cells are kept when the layout changes.

    Signals
    -------
    context_menu_wanted(ViewportModel, QPoint)
    probed(str)
        As `ViewportView`, from whichever viewport.
    stack_dropped(ViewportModel, stack_id)
        As `ViewportCell`.
    """

    context_menu_wanted = Signal(object, QPoint)
    probed = Signal(str)
    stack_dropped = Signal(object, str)

    def __init__(
        self, viewports: Viewports, session: ViewportSession, parent: QWidget | None = None, window: int = MAIN
    ) -> None:
        super().__init__(parent)
        self._viewports = viewports
        self._session = session
        self._window = window
        self._heard: tuple[ViewportModel, ...] = ()
        self.cells: list[ViewportCell] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, SEAM)
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        viewports.layout_changed.connect(self._show_layout)
        self._show_layout()

    @property
    def views(self) -> tuple[ViewportView, ...]:
        """The viewports' widgets in the order of the models."""
        return tuple(cell.view for cell in self.cells)

    def _show_layout(self) -> None:
        self._fill()
        self._listen()
        for cell in self.cells:
            self._grid.removeWidget(cell)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        maximised = self._viewports.maximised_in(self._window)
        places = zip(self._viewports.places, self._viewports.windows, strict=True)
        own = [place for place, window in places if window == self._window]
        for cell, place in zip(self.cells, own, strict=True):
            shown = maximised is None or cell.view.model is maximised
            row, column, rows, columns = place if maximised is None else (0, 0, 1, 1)
            if shown:
                self._grid.addWidget(cell, row, column, rows, columns)
                for used in range(row, row + rows):
                    self._grid.setRowStretch(used, 1)
                for used in range(column, column + columns):
                    self._grid.setColumnStretch(used, 1)
            cell.setVisible(shown)

    def _fill(self) -> None:
        """Bring the cells in line with the models, keeping as many as possible."""
        models = self._viewports.in_window(self._window)
        for cell in self.cells[len(models) :]:
            cell.hide()
            cell.deleteLater()
        del self.cells[len(models) :]
        for index, model in enumerate(models):
            if index < len(self.cells):
                if self.cells[index].view.model is model:
                    continue
                self.cells[index].set_model(model)
            else:
                cell = ViewportCell(model, self._viewports, self._session)
                cell.view.probed.connect(self.probed)
                cell.view.context_menu_wanted.connect(self.context_menu_wanted)
                cell.stack_dropped.connect(self.stack_dropped)
                self.cells.append(cell)

    def _listen(self) -> None:
        """The active viewport's plane is drawn as a line in all others, in whichever window."""
        if self._heard is not self._viewports.models:
            self._heard = self._viewports.models
            for model in self._heard:
                model.picture_changed.connect(self._repaint)

    def _repaint(self) -> None:
        if self.sender() is self._viewports.active:
            for view in self.views:
                view.update()
