"""Which keys belong to the widget that has the keyboard, and which to the commands."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

WRITING = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
OPERATED = (QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox)

MOVING = {
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
}
"""Keys with which a control is operated and left."""

BY_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def belongs_to_widget(widget: QWidget | None, event: QKeyEvent) -> bool:
    """True when a key is for the focused widget: everything typed into a text, and what operates a control.

    Keys with Ctrl and the function keys are always commands; Ctrl with what edits a text is taken by the text itself.
    """
    if widget is None or event.modifiers() & BY_COMMAND:
        return False
    if is_writing(widget):
        return event.key() < Qt.Key.Key_Escape or event.key() in MOVING
    return isinstance(widget, OPERATED) and event.key() in MOVING


def is_writing(widget: QWidget | None) -> bool:
    """True while a text that can be changed has the keyboard."""
    return isinstance(widget, WRITING) and not widget.isReadOnly()


def stays_with_widget(event: QEvent) -> bool:
    """True when a window must leave a key to the widget that has the keyboard, before it becomes a command."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    focused = QApplication.focusWidget()
    if belongs_to_widget(focused, event) or (event.key() == Qt.Key.Key_Escape and is_writing(focused)):
        event.accept()
        return True
    return False
