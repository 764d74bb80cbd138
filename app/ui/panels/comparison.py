"""Reader and model side by side, question by question, and the decision on each."""

from PySide6.QtWidgets import QWidget

from app.reading.protocol import Phase, Question
from app.session.reading_session import ReadingSession
from app.ui.language import tr
from app.ui.panels.comparison_row import ComparisonRow
from app.ui.panels.front import tells_at_once
from app.ui.panels.parts import Drawer, column, empty, rule


class ComparisonPanel(QWidget):
    """Shown from the lock on; where nothing is locked, from the signature on."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: tuple[Question, ...] = ()
        self.rows: dict[str, ComparisonRow] = {}
        self._rules: list[QWidget] = []
        self._drawer = Drawer(tr("Comparison and decision"))
        self._list = column(margin=0, spacing=8)
        self._drawer.content.addLayout(self._list)
        column(self).addWidget(self._drawer)
        session.reading_changed.connect(self._show_rows)
        session.phase_changed.connect(self._show_rows)
        session.findings_revealed.connect(self._show_rows)
        session.case_changed.connect(self._show_rows)
        session.desk.state_changed.connect(self._show_rows)
        self._show_rows()

    def _show_rows(self, _: object = None) -> None:
        session = self._session
        decided_here = session.phase is Phase.AIDED and session.reading_desk.locks
        locked = session.case is not None and (decided_here or session.phase is Phase.SIGNED)
        asked = self._session.questions if locked else ()
        self.setVisible(locked and not tells_at_once(session))
        self._drawer.heading.setText(
            tr("Comparison and decision") if self._session.phase is not Phase.SIGNED else tr("Comparison and result")
        )
        if asked != self._asked:
            self._asked = asked
            empty(self._list)
            self.rows, self._rules = {}, []
            for number, question in enumerate(asked):
                self._rules.append(rule())
                self._list.addWidget(self._rules[number])
                self.rows[question.question_id] = ComparisonRow(self._session, question)
                self._list.addWidget(self.rows[question.question_id])
        above = False
        for line, shown in zip(self._rules, self.rows.values(), strict=True):
            shown.show_state()
            matters = shown.matters()
            shown.setVisible(matters)
            line.setVisible(matters and above)
            above = above or matters
