"""Small parts that every panel is made of."""

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.language import say, tr

Widget = TypeVar("Widget", bound=QWidget)

DETAIL, BADGE, MARK = (Qt.ItemDataRole.UserRole + n for n in range(1, 4))
"""Roles of the items that `CardDelegate` draws: lines below the title, word in a frame, warning icon (bool)."""


class ElidedLabel(QLabel):
    """One line that is cut in the middle when it has no room; the tooltip then has all of it."""

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(say(text), parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter = QPainter(self)
        painter.setFont(self.font())
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.style().drawItemText(
            painter, self.rect(), flags, self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )

    def event(self, event: QEvent) -> bool:
        """Offer the whole text as the tooltip when it does not fit."""
        if event.type() == QEvent.Type.ToolTip and self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            event.ignore()
            return True
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self.text())
        return super().event(event)


class StillSlider(QSlider):
    """Leaves the wheel to the column it lies in: scrolling past it changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass it on."""
        event.ignore()


class StillComboBox(QComboBox):
    """Leaves the wheel to the column it lies in."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass it on."""
        event.ignore()


class CardDelegate(QStyledItemDelegate):
    """Draws an item as a card: picture, title, lines below it, a badge and a warning mark."""

    def __init__(self, picture: int, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture, self._height = picture, height

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the list."""
        return QSize(80, self._height)

    def picture_rect(self, item: QRect) -> QRect:
        """Where the picture stands in an item."""
        return QRect(item.left() + 8, item.top() + (item.height() - self._picture) // 2, self._picture, self._picture)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one card."""
        painter.save()
        rect = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.ACCENT_DARK))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.RAISED))
        picture = self.picture_rect(rect)
        rect.adjust(8, 0, -8, 0)
        symbol = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(symbol, QIcon):
            symbol.paint(painter, picture)
        if index.data(MARK):
            theme.icon("warning").paint(painter, QRect(picture.right() - 15, picture.top() + 1, 14, 14))
        rect.setLeft(picture.right() + 9)
        lines = (index.data(DETAIL) or "").split("\n")
        line = painter.fontMetrics().height()
        top = rect.top() + (rect.height() - (1 + len(lines)) * (line + 2)) // 2
        first = QRect(rect.left(), top, rect.width(), line)
        self._badge(painter, first, index.data(BADGE) or "")
        self._line(painter, first, index.data(Qt.ItemDataRole.DisplayRole) or "", theme.TEXT)
        for number, words in enumerate(lines, start=1):
            below = QRect(rect.left(), top + number * (line + 2), rect.width(), line)
            self._line(painter, below, words, theme.SECONDARY)
        painter.restore()

    @staticmethod
    def _line(painter: QPainter, rect: QRect, text: str, colour: str) -> None:
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    @staticmethod
    def _badge(painter: QPainter, rect: QRect, text: str) -> None:
        """Draw the badge at the right end and take its room from the line."""
        if not text:
            return
        font, kept = painter.font(), painter.font()
        font.setPointSize(theme.POINT_SIZE - 3)
        font.setBold(True)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text) + 8
        frame = QRect(rect.right() - width, rect.top() + 1, width, rect.height() - 2)
        painter.setPen(QColor(theme.SECONDARY))
        painter.drawRoundedRect(frame, 3, 3)
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setFont(kept)
        rect.setRight(frame.left() - 4)


class Drawer(QWidget):
    """A part of a column with a heading that opens and closes it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QToolButton()
        self.heading.setObjectName("drawer")
        self.heading.setText(say(title))
        self.heading.setCheckable(True)
        self.heading.setChecked(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.heading.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.body = QWidget()
        self.content = column(self.body, margin=0)
        layout = column(self, margin=0)
        layout.addWidget(self.heading)
        layout.addWidget(self.body)
        self.heading.toggled.connect(self._open)
        self._open(True)

    def _open(self, is_open: bool) -> None:
        self.heading.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.heading.setToolTip(tr("Close") if is_open else tr("Open"))
        self.body.setVisible(is_open)


def column(owner: QWidget | None = None, *, margin: int = 8, spacing: int = 4) -> QVBoxLayout:
    """A vertical layout on the 4 px grid."""
    layout = QVBoxLayout(owner) if owner is not None else QVBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def row(owner: QWidget | None = None, *, spacing: int = 8) -> QHBoxLayout:
    """A horizontal layout without margins."""
    layout = QHBoxLayout(owner) if owner is not None else QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return layout


def text(words: str = "", name: str = "", *, wrap: bool = True) -> QLabel:
    """A label that breaks its lines; never rich text, so that a header's words are shown as they are."""
    label = QLabel(say(words))
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label


def badge(words: str, tip: str = "") -> QLabel:
    """A word in a small frame."""
    label = text(words, "badge", wrap=False)
    label.setToolTip(say(tip))
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


def symbol(name: str, tip: str = "") -> QLabel:
    """One of the program's icons as a label."""
    label = QLabel()
    set_symbol(label, name, tip)
    label.setFixedWidth(16)
    return label


def set_symbol(label: QLabel, name: str, tip: str = "") -> None:
    """Change the icon of a label made by `symbol`; an empty name shows nothing."""
    if name:
        label.setPixmap(theme.icon(name).pixmap(16, 16))
    else:
        label.clear()
    label.setToolTip(say(tip))


def rule() -> QFrame:
    """A thin line between two parts."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def button(words: str, tip: str = "") -> QPushButton:
    """A push button that a mouse click does not take the keyboard to: keys stay with the images."""
    made = QPushButton(say(words))
    made.setToolTip(say(tip))
    return quiet(made)


def segment(words: str) -> QPushButton:
    """A small button that stays pressed."""
    made = quiet(QPushButton(say(words)))
    made.setObjectName("segment")
    made.setCheckable(True)
    return made


def quiet(widget: Widget) -> Widget:
    """Let a widget take the keyboard by Tab only."""
    widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return widget


def check_quietly(widget: QAbstractButton, checked: bool) -> None:
    """Show a state without reporting it as the reader's choice."""
    widget.blockSignals(True)
    widget.setChecked(checked)
    widget.blockSignals(False)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            empty(inner)


def without_phantom(words: str) -> str:
    """A name without the word that its badge already says."""
    return words[8:] if words.upper().startswith("PHANTOM ") else words


def keys_text(keys: Iterable[str]) -> str:
    """Keys as people write them: "Ctrl+O or F2"."""
    return tr(" or ").join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key for key in keys)


def with_keys(words: str, keys: Iterable[str]) -> str:
    """A tooltip with the keys behind it."""
    shown = keys_text(keys)
    said = say(words)
    return f"{said}  ({shown})" if shown else said
