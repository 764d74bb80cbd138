"""The read form: the reader's own answers, which nobody can change after the lock."""

from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.reading.opinion import Opinion
from app.reading.protocol import Phase, Question
from app.session.reading_session import ReadingSession
from app.ui.panels.answer_row import AnswerRow
from app.ui.panels.parts import Drawer, column, empty, text


class ReadForm(QWidget):
    """One answer per question and a comment."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: dict[str, AnswerRow] = {}
        self._asked: tuple[Question, ...] | None = None
        self._drawer = Drawer("Your read")
        self._questions = column(margin=0, spacing=4)
        self.comment = QPlainTextEdit()
        self.comment.setPlaceholderText("Comment (optional)")
        self.comment.setAccessibleName("Comment")
        self.comment.setTabChangesFocus(True)
        self.comment.setAcceptDrops(False)
        self.comment.setFixedHeight(3 * self.fontMetrics().lineSpacing() + 12)
        self._drawer.content.addLayout(self._questions)
        self._drawer.content.addWidget(self.comment)
        column(self).addWidget(self._drawer)
        self.comment.textChanged.connect(self._keep_comment)
        session.reading_changed.connect(self._show_opinion)
        session.phase_changed.connect(self._show_opinion)
        session.case_changed.connect(self._show_opinion)
        self._show_opinion()

    def focus_first(self) -> None:
        """Give the keyboard to the first answer that is missing, else to the first."""
        rows = list(self.rows.values())
        missing = [r for r in rows if r.positive is None or r.confidence is None]
        for chosen in (missing or rows)[:1]:
            target = chosen.no if chosen.positive is None else chosen.slider
            target.setFocus()

    def _show_questions(self) -> None:
        if self._asked == self._session.questions:
            return
        self._asked = self._session.questions
        empty(self._questions)
        self.rows.clear()
        for question in self._asked:
            self._questions.addWidget(text(question.text))
            answer = AnswerRow(question.lowest, question.highest)
            answer.setToolTip(question.hint)
            answer.answered.connect(partial(self._answer, question.question_id))
            answer.confidence_chosen.connect(partial(self._choose, question.question_id))
            self.rows[question.question_id] = answer
            self._questions.addWidget(answer)
            self._questions.addSpacing(4)

    def _show_opinion(self, _: object = None) -> None:
        self._show_questions()
        session = self._session
        opinion: Opinion = session.opinion
        is_open = session.reading_desk.is_open
        for question_id, answer in self.rows.items():
            given = opinion.answer(question_id)
            answer.show_answer(given.positive, given.confidence)
            answer.setEnabled(is_open)
        self._drawer.heading.setText("Your read" if session.phase is Phase.UNAIDED else "Your read (locked)")
        self.setVisible(session.case is not None)
        self.comment.setVisible(bool(opinion.comment) or session.phase is Phase.UNAIDED)
        self.comment.setReadOnly(not is_open)
        self.comment.style().unpolish(self.comment)
        self.comment.style().polish(self.comment)
        if self.comment.toPlainText() != opinion.comment:
            self.comment.blockSignals(True)
            self.comment.setPlainText(opinion.comment)
            self.comment.blockSignals(False)

    def _answer(self, question_id: str, positive: bool) -> None:
        self._session.set_answer(question_id, positive=positive)

    def _choose(self, question_id: str, confidence: int) -> None:
        self._session.set_answer(question_id, confidence=confidence)

    def _keep_comment(self) -> None:
        self._session.set_comment(self.comment.toPlainText())
