"""The read form: the reader's own answers, which nobody can change after the lock."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.reading.opinion import Opinion
from app.reading.protocol import Phase, Question, Scale
from app.session.reading_session import ReadingSession
from app.ui.language import say, tr
from app.ui.panels.answer_row import AnswerControl, control_for
from app.ui.panels.lesion_list import LesionList
from app.ui.panels.parts import Drawer, column, empty, text
from app.ui.panels.place_line import PlaceLine


class ReadForm(QWidget):
    """One answer per question, the marks of those that ask for them, and a comment."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: dict[str, AnswerControl] = {}
        self.lesions: dict[str, LesionList] = {}
        self._places: dict[str, QWidget] = {}
        self._asked: tuple[Question, ...] | None = None
        self._drawer = Drawer(tr("Your read"))
        self._questions = column(margin=0, spacing=0)
        self.comment = QPlainTextEdit()
        self.comment.setPlaceholderText(tr("Comment (optional)"))
        self.comment.setAccessibleName(tr("Comment"))
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
        session.aids.answering.changed.connect(self._show_current)
        self._show_opinion()

    def focus_first(self) -> None:
        """Give the keyboard to the first answer that is missing, else to the first."""
        rows = list(self.rows.values())
        missing = [r for r in rows if r.question.missing(r.answer())]
        for chosen in (missing or rows)[:1]:
            chosen.first().setFocus()

    # ── questions ────────────────────────────────────────────────────────────────────────────────

    def _show_questions(self) -> None:
        if self._asked == self._session.questions:
            return
        self._asked = self._session.questions
        empty(self._questions)
        for known in (self.rows, self.lesions, self._places):
            known.clear()
        heading = ""
        for question in self._asked:
            if question.heading and question.heading != heading:
                self._questions.addWidget(text(question.heading, "heading"))
            heading = question.heading
            self._questions.addWidget(self._place_for(question))

    def _place_for(self, question: Question) -> QWidget:
        """A question with all that belongs to it."""
        name = question.question_id
        place = QWidget()
        place.setObjectName("question")
        layout: QVBoxLayout = column(place, margin=0)
        compact = question.kind is Scale.YES_NO
        layout.setContentsMargins(6, 1 if compact else 4, 0, 1 if compact else 4)
        if not compact:  # a line of a checklist says its words itself
            layout.addWidget(text(question.text))
        control = self.rows[name] = control_for(question)
        control.setToolTip(say(question.hint))
        control.said.connect(partial(self._answer, name))
        layout.addWidget(control)
        if question.marks:
            self.lesions[name] = LesionList(self._session, question)
            layout.addWidget(self.lesions[name])
        if question.place:
            layout.addWidget(PlaceLine(self._session, question))
        self._places[name] = place
        return place

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def _show_opinion(self, _: object = None) -> None:
        self._show_questions()
        session = self._session
        opinion: Opinion = session.opinion
        is_open = session.reading_desk.is_open
        for question_id, control in self.rows.items():
            control.show_answer(opinion.answer(question_id))
            control.setEnabled(is_open)
        self._drawer.heading.setText(self._heading())
        self.setVisible(session.case is not None)
        self.comment.setVisible(bool(opinion.comment) or is_open)
        self.comment.setReadOnly(not is_open)
        self.comment.style().unpolish(self.comment)
        self.comment.style().polish(self.comment)
        if self.comment.toPlainText() != opinion.comment:
            self.comment.blockSignals(True)
            self.comment.setPlainText(opinion.comment)
            self.comment.blockSignals(False)
        self._show_current()

    def _heading(self) -> str:
        session = self._session
        locks, phase = session.reading_desk.locks, session.phase
        if phase is Phase.SIGNED and not locks:
            return tr("Your read (signed)")
        return tr("Your read (locked)") if phase is not Phase.UNAIDED and locks else tr("Your read")

    def _show_current(self) -> None:
        """Mark the question that the next key answers."""
        current = self._session.aids.answering.question
        for name, place in self._places.items():
            here = current is not None and name == current.question_id and len(self._places) > 1
            if place.property("current") != here:
                place.setProperty("current", here)
                place.style().unpolish(place)
                place.style().polish(place)

    # ── what the reader does ─────────────────────────────────────────────────────────────────────

    def _answer(self, question_id: str, said: dict[str, Any]) -> None:
        self._session.aids.answering.choose(question_id)
        self._session.set_answer(question_id, **said)

    def _keep_comment(self) -> None:
        self._session.set_comment(self.comment.toPlainText())
