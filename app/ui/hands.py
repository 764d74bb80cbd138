"""Hands for the tour: mouse and keys go to the real window, as a reader's would."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeWidget, QTreeWidgetItem, QWidget

from app.ui.panels.rated_slider import ConfidenceSlider

NONE = Qt.KeyboardModifier.NoModifier
WHEEL_NOTCH = 120
"""Eighths of a degree, as every mouse reports one notch."""


def press(window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press and let go of a key, where the keyboard is now."""
    QTest.keyClick(keyboard(window), key, modifiers)


def keyboard(window: QWidget) -> QWidget:
    """The widget that has the keyboard."""
    return QApplication.focusWidget() or window


def write(widget: QWidget, words: str) -> None:
    """Click into a text and type."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    widget.setFocus()
    QTest.keyClicks(widget, words)


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Click on a widget, in its middle unless a place is given."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NONE, place or widget.rect().center())


def click_item(view: QAbstractItemView, row: int) -> None:
    """Click on a row of a list."""
    index = view.model().index(row, 0)
    view.scrollTo(index)
    click(view.viewport(), view.visualRect(index).center())


def click_tree(tree: QTreeWidget, item: QTreeWidgetItem) -> None:
    """Click on a row of a table."""
    tree.scrollToItem(item)
    click(tree.viewport(), tree.visualItemRect(item).center())


def choose(slider: ConfidenceSlider, value: int) -> None:
    """Click on the slider where a value lies."""
    share = (value - slider.minimum()) / (slider.maximum() - slider.minimum())
    click(slider, QPoint(6 + round(share * (slider.width() - 12)), slider.height() // 2))


def drag(widget: QWidget, start: QPoint, end: QPoint, steps: int = 8) -> None:
    """Drag with the left button."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, NONE, start)
    for step in range(1, steps + 1):
        QTest.mouseMove(widget, start + (end - start) * step / steps)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, NONE, end)


def wheel(widget: QWidget, notches: int, modifiers: Qt.KeyboardModifier = NONE, place: QPoint | None = None) -> None:
    """Turn the wheel; positive is away from the hand."""
    at = QPointF(place or widget.rect().center())
    for _ in range(abs(notches)):
        turn = QPoint(0, WHEEL_NOTCH if notches > 0 else -WHEEL_NOTCH)
        event = QWheelEvent(
            at,
            QPointF(widget.mapToGlobal(at)),
            QPoint(),
            turn,
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
