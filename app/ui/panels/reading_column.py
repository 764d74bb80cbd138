"""The reading column, top to bottom: phase, models, own read, findings, comparison, statistics."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.session.reading_session import ReadingSession
from app.ui.panels.comparison import ComparisonPanel
from app.ui.panels.findings import FindingsPanel
from app.ui.panels.front import feedback_of
from app.ui.panels.model_line import ModelLine
from app.ui.panels.parts import column, rule
from app.ui.panels.phase_header import PhaseHeader
from app.ui.panels.read_form import ReadForm
from app.ui.panels.statistics import StatisticsPanel

WIDTH = 372


class ReadingColumn(QWidget):
    """Phase and next action stay in place; the rest scrolls."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PhaseHeader(session)
        self.models = ModelLine(session)
        self.feedback = feedback_of(session)
        self.form = ReadForm(session)
        self.findings = FindingsPanel(session)
        self.comparison = ComparisonPanel(session)
        self.statistics = StatisticsPanel(session)
        self.statistics.setVisible(session.study is None)  # no reader of a study sees results
        inside = QWidget()
        parts = column(inside, margin=0, spacing=0)
        if self.feedback is not None:
            parts.addWidget(self.feedback)
        for panel in (self.form, self.findings, self.comparison, self.statistics):
            parts.addWidget(panel)
        parts.addStretch(1)
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # so that nothing moves sideways
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setWidget(inside)
        layout = column(self, margin=0, spacing=0)
        layout.addWidget(self.header)
        layout.addWidget(rule())
        layout.addWidget(self.models)
        layout.addWidget(rule())
        layout.addWidget(self.scroller, 1)
        self.setMinimumWidth(WIDTH)
        session.case_changed.connect(self._begin_at_top)
        self.setAutoFillBackground(True)

    def _begin_at_top(self) -> None:
        self.scroller.verticalScrollBar().setValue(0)

    def focus_first(self) -> None:
        """Give the keyboard to what has to be said next: who reads, else the first answer."""
        if not self.header.reader.text().strip() or self.header.reader.property("wanted"):
            self.header.reader.setFocus()
        else:
            self.form.focus_first()
