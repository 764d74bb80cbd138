"""A field on the image into which the words of a mark are typed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

WIDTH = 180
LONGEST = 120


class WordsField(QLineEdit):
    """Enter, or leaving the field, keeps the words; Esc does not. It answers once and goes."""

    def __init__(self, words: str, answer: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(words, parent)
        self._answer = answer
        self._answered = False
        self.setObjectName("words")
        self.setMaxLength(LONGEST)
        self.setFixedWidth(WIDTH)
        self.setPlaceholderText(self.tr("Words, then Enter"))
        self.selectAll()
        self.returnPressed.connect(self.keep)

    def keep(self) -> None:
        """Take the words as they stand."""
        self._end(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves everything as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self._end("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field keeps what was typed."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.keep()

    def _end(self, words: str) -> None:
        if self._answered:
            return
        self._answered = True
        self.hide()
        self._answer(words)
        self.deleteLater()
