"""The read form while it is filled in: the draft that is on the disk a moment after each change."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from app.reading.designs import Assignment
from app.reading.opinion import Answer, LesionMark, Opinion
from app.reading.places import places_of
from app.reading.protocol import Phase, Question, ReadingProtocol, Scale, bundled_protocol, translatable
from app.reading.record import Event
from app.session.reading_history import ReadingHistory
from app.session.record_keeper import RecordKeeper
from app.session.recorded_reading import RETRY_MS, RecordedReading
from imaging.errors import UserError
from imaging.region import Box
from imaging.study import Case

DRAFT_DELAY_MS = 400
"""A draft is written this long after the last change, and always before the case is left."""


class DraftedReading(RecordedReading):
    """A Reading with answers and marks that are not committed yet."""

    def __init__(self, keeper: RecordKeeper, history: ReadingHistory, parent: QObject | None = None) -> None:
        super().__init__(keeper, history, parent)
        self.protocol: ReadingProtocol = translatable(bundled_protocol())
        self.draft = Opinion()
        self._pending: tuple[LesionMark, ...] | None = None  # marks after the lock that are not on the disk yet
        self._case: Case | None = None
        self._assignment: Assignment | None = None
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.timeout.connect(self._write_draft)

    # ── state that the window shows ──────────────────────────────────────────────────────────────────────────────

    @property
    def is_open(self) -> bool:
        """True while the reader may change the read form."""
        return self.reading is not None and self.reading.form_open and not self.writing

    @property
    def assignment(self) -> Assignment:
        """By which protocol, and as which trial, the case is read."""
        return self._assignment or Assignment(self.protocol)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What this case is asked, also before the Reading has begun."""
        if self.reading is not None:
            return self.reading.questions
        return self.assignment.protocol.questions_for(self._case) if self._case else ()

    @property
    def opinion(self) -> Opinion:
        """The draft; the opinion once it is locked or signed."""
        reading = self.reading
        return self.draft if reading is None or reading.phase is reading.protocol.opens_in else reading.opinion

    @property
    def marks(self) -> tuple[LesionMark, ...]:
        """The lesions that the reader marked, as they stand now."""
        reading = self.reading
        if reading is None or self.opinion is self.draft:
            return self.draft.marks
        return reading.final_marks if self._pending is None else self._pending

    @property
    def has_unwritten_marks(self) -> bool:
        """True while marks that were changed after the lock wait to be written."""
        return self._pending is not None

    @property
    def places(self) -> tuple[Box, ...]:
        """Where the reader asks the models to look."""
        return places_of(self._case.study, self.questions, self.marks) if self._case else ()

    # ── changes ──────────────────────────────────────────────────────────────────────────────────────────────────

    def set_answer(
        self,
        question_id: str,
        positive: bool | None = None,
        confidence: int | None = None,
        value: float | None = None,
    ) -> None:
        """Change the draft; it is written a moment later.

        A `value` is the whole answer to a question that has one (yes or no without confidence also takes the side);
        else side and confidence may come one by one.
        """
        old = self.draft.answer(question_id)
        question = next((q for q in self.questions if q.question_id == question_id), None)
        if question is None:
            return
        if question.valued:
            said = float(positive) if question.kind is Scale.YES_NO and positive is not None else value
            new = question.answer_of(said)
        else:
            side = old.positive if positive is None else positive
            new = Answer(question_id, side, old.confidence if confidence is None else confidence)
        others = tuple(a for a in self.draft.answers if a.question_id != question_id)
        self._change_draft(replace(self.draft, answers=(*others, new)))

    def set_comment(self, text: str) -> None:
        """Change the draft's comment."""
        if text != self.draft.comment:
            self._change_draft(replace(self.draft, comment=text))

    def may_mark(self) -> bool:
        """True while lesions may be marked: in the read form, and after the lock until the signature."""
        reading = self.reading
        if reading is None or not any(question.drawn for question in self.questions):
            return False
        after_lock = reading.protocol.locks and reading.phase is Phase.AIDED and not reading.time_is_up
        return self.is_open or after_lock

    def set_marks(self, marks: tuple[LesionMark, ...]) -> None:
        """Change the marks, of the draft or after the lock those that are final; they are written a moment later."""
        if self.is_open:
            self._change_draft(replace(self.draft, marks=marks))
        elif self.may_mark():
            self._pending = marks
            self._draft_timer.start(DRAFT_DELAY_MS)
            self.changed.emit()

    def _change_draft(self, draft: Opinion) -> None:
        if self.is_open:
            self.draft = draft
            self._draft_timer.start(DRAFT_DELAY_MS)
            self.changed.emit()

    def write_draft_now(self) -> None:
        """Write what was changed and not written yet: the case is left."""
        self._draft_timer.stop()
        self._write_draft()

    def _write_draft(self) -> None:
        reading = self.reading
        if reading is None:
            return
        try_again = self.later(lambda: self._draft_timer.start(RETRY_MS))
        if self._pending is not None and reading.phase is not reading.protocol.opens_in:
            self._write_marks(self._pending, try_again)
        elif self.is_open and self.draft != reading.opinion:
            self.append(reading.save_draft(self.draft), failed=try_again)

    def _write_marks(self, marks: tuple[LesionMark, ...], try_again: Callable[[], None]) -> None:
        reading = self.reading
        assert reading is not None

        def written(_: Event) -> None:
            self._pending = None if self._pending is marks else self._pending  # they may have changed meanwhile

        try:
            proposal = reading.save_marks(marks)
        except UserError as error:  # the time was up before they were written
            self._pending = None
            self.refuse(str(error))
            return
        self.append(proposal, written, try_again)
