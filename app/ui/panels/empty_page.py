"""The middle of the window while no case is open: what to do, or what is being searched."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.session.messages import Progress
from app.session.reading_session import ReadingSession
from app.ui.language import say
from app.ui.panels.study_list import EMPTY


class EmptyPage(QLabel):
    """One line in the middle."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(say(EMPTY), parent)
        self.setObjectName("empty")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        session.progress_changed.connect(self._show_progress)

    def _show_progress(self, progress: Progress) -> None:
        self.setText(f"{say(progress.text)} …" if progress.active else say(EMPTY))
