"""A field on the image into which the words of a mark are typed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.language import tr

WIDTH = 180
LONGEST = 120


class WordsField(QLineEdit):
    """Enter, or leaving the field, keeps the words; Esc does not. It answers once and goes."""

    def __init__(self, words: str, answer: Callable[[str | None], None], parent: QWidget) -> None:
        super().__init__(words, parent)
        self._view, self._answer = parent, answer
        self._answered = False
        self.setObjectName("words")
        self.setMaxLength(LONGEST)
        self.setFixedWidth(WIDTH)
        self.setPlaceholderText(tr("Words, then Enter"))
        self.selectAll()
        self.returnPressed.connect(self.keep)

    def open_at(self, x: float, y: float) -> None:
        """Show it with the keyboard, its left end at a position of the parent, but inside it."""
        room = self._view.size()
        height = self.sizeHint().height()
        left = max(0, min(round(x), room.width() - self.width()))
        self.move(left, max(0, min(round(y) - height // 2, room.height() - height)))
        self.show()
        self.setFocus()

    def keep(self) -> None:
        """Take the words as they stand."""
        self._end(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self._end(None)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field keeps what was typed."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.keep()

    def _end(self, words: str | None) -> None:
        if self._answered:
            return
        self._answered = True
        self.hide()
        self._answer(words)
        self.deleteLater()
