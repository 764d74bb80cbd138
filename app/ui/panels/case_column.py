"""The left column: studies, or where a reader study stands, and the series of the open one."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app.session.reading_session import ReadingSession
from app.ui.panels.front import panel_of
from app.ui.panels.parts import column
from app.ui.panels.study_list import StudyListPanel
from app.ui.panels.thumbnails import ThumbnailsPanel

WIDTH = 240


class CaseColumn(QWidget):
    """Studies above, thumbnails below."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Where a reader study stands, or the list; whoever asks for the list's own parts knows that there is one.
        self.studies: Any = panel_of(session) if session.study is not None else StudyListPanel(session)
        self.series = ThumbnailsPanel(session)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.studies)
        split.addWidget(self.series)
        split.setSizes([360, 440])
        split.setChildrenCollapsible(False)
        column(self, margin=0, spacing=0).addWidget(split)
        self.setMinimumWidth(WIDTH)
        self.setAutoFillBackground(True)
