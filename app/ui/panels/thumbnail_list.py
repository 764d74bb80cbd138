"""The list of thumbnails: a series is dragged out of it, and the star on a picture leads to its key images."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.panels.parts import CardDelegate
from app.ui.panels.thumbnail_image import SIDE
from app.ui.viewport_grid import STACK_MIME

STACK_ID = Qt.ItemDataRole.UserRole
STARS, NAME = Qt.ItemDataRole.UserRole + 10, Qt.ItemDataRole.UserRole + 11
"""Roles: how many key images the stack has; what a screen reader says of it besides."""


class ThumbnailDelegate(CardDelegate):
    """A card with the number of key images in the corner of its picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(picture=SIDE, height=SIDE + 8, parent=parent)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the card, and the star over it."""
        super().paint(painter, option, index)
        count = index.data(STARS) or 0
        if count:
            painter.save()
            rect = self.star_rect(option.rect, count, painter.fontMetrics())
            painter.setPen(QColor(theme.READER))
            painter.setBrush(QColor(0, 0, 0, 200))
            painter.drawRoundedRect(rect, 3, 3)
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), _stars(count))
            painter.restore()

    def star_rect(self, item: QRect, count: int, metrics: QFontMetrics) -> QRect:
        """Where the star stands in an item: in the lower right corner of the picture."""
        size = QSize(metrics.horizontalAdvance(_stars(count)) + 8, metrics.height() + 2)
        picture = self.picture_rect(item)
        return QRect(QPoint(picture.right() - size.width(), picture.bottom() - size.height()), size)


def _stars(count: int) -> str:
    return f"★ {count}"


class ThumbnailList(QListWidget):
    """Items carry the id of their stack.

    Attributes
    ----------
    on_star : bool
        The last press of the mouse was on a star.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on_star = False
        self._delegate = ThumbnailDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setDragEnabled(True)
        self.setDragDropMode(QListWidget.DragDropMode.DragOnly)

    def item_of(self, stack_id: str) -> QListWidgetItem | None:
        """The item of a stack."""
        items = (self.item(number) for number in range(self.count()))
        return next((item for item in items if item.data(STACK_ID) == stack_id), None)

    def mimeTypes(self) -> list[str]:
        """What a drag carries."""
        return [STACK_MIME]

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """The stack of the dragged item."""
        data = QMimeData()
        if items:
            data.setData(STACK_MIME, str(items[0].data(STACK_ID)).encode())
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        """A drag takes nothing away."""
        return Qt.DropAction.CopyAction

    def star_of(self, item: QListWidgetItem) -> QRect:
        """Where the star of an item stands; empty without key images."""
        count = item.data(STARS) or 0
        rect = self.visualItemRect(item)
        return self._delegate.star_rect(rect, count, self.fontMetrics()) if count else QRect()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note what was meant."""
        place = event.position().toPoint()
        item = self.itemAt(place)
        self.on_star = item is not None and self.star_of(item).adjusted(-3, -3, 3, 3).contains(place)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What a key opens is the series."""
        self.on_star = False
        super().keyPressEvent(event)
