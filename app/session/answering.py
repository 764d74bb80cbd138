"""Answering by two keys: which question the next key is for, and what a digit says to it."""

from PySide6.QtCore import QObject, Signal

from app.reading.opinion import Answer
from app.reading.protocol import Question, Scale
from app.session.messages import Notice, NoticeLevel
from app.session.reading_desk import ReadingDesk
from imaging.words import Words

CLOSED = Words("The read form is not open.")
TYPE_IT = Words("This answer is a number: F6 goes to its field.")
NO_SIDES = Words("This question has no yes or no: choose a level with F and a digit.")

TENTHS = 10
"""A digit stands for so many points of confidence; 0 for all of them."""


class Answering(QObject):
    """The question that keys answer.

    Signals
    -------
    changed()
        Another question, or none.
    noticed(Notice)
    """

    changed = Signal()
    noticed = Signal(object)

    def __init__(self, desk: ReadingDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._chosen = ""
        desk.phase_changed.connect(self._forget)

    def _forget(self, _: object) -> None:
        self._chosen = ""
        self.changed.emit()

    @property
    def question(self) -> Question | None:
        """The chosen question, else the first that lacks an answer, else the first; None while the form is closed."""
        if not self._desk.is_open:
            return None
        asked = self._desk.questions
        chosen = next((question for question in asked if question.question_id == self._chosen), None)
        missing = (question for question in asked if self._is_missing(question))
        return chosen or next(missing, None) or next(iter(asked), None)

    def choose(self, question_id: str) -> None:
        """Keys answer this question now."""
        if question_id != self._chosen:
            self._chosen = question_id
            self.changed.emit()

    def step(self, steps: int) -> None:
        """Go to another question, round and round."""
        question, asked = self.question, self._desk.questions
        if question is None:
            self._refuse(CLOSED)
        else:
            self.choose(asked[(asked.index(question) + steps) % len(asked)].question_id)

    def say(self, positive: bool) -> None:
        """Yes or no."""
        question = self.question
        if question is None:
            self._refuse(CLOSED)
        elif question.kind in (Scale.BINARY, Scale.YES_NO):
            self._desk.set_answer(question.question_id, positive=positive)
            self._go_on(question)
        else:
            self._refuse(TYPE_IT if question.kind is Scale.NUMBER else NO_SIDES)

    def press(self, digit: int) -> None:
        """A digit: the level of this name, else of this place; for a decision a tenth of the confidence."""
        question = self.question
        if question is None:
            self._refuse(CLOSED)
        elif question.kind is Scale.NUMBER:
            self._refuse(TYPE_IT)
        elif question.kind is Scale.BINARY:
            low, high = (int(bound) for bound in question.bounds)
            self._desk.set_answer(question.question_id, confidence=max(low, min(high, (digit or TENTHS) * TENTHS)))
            self._go_on(question)
        else:
            self._level(question, digit)

    def _level(self, question: Question, digit: int) -> None:
        if question.kind is Scale.YES_NO:
            place = digit if digit in (0, 1) else None
        else:
            place = level_of(question.levels, digit)
        if place is None:
            self._refuse(Words("“{question}” has no answer {digit}.", question=question.text, digit=digit))
        else:
            self._desk.set_answer(question.question_id, value=float(place))
            self._go_on(question)

    def _go_on(self, question: Question) -> None:
        """To the next question that lacks an answer, once this one is complete."""
        asked = self._desk.questions
        place = asked.index(question)
        later = [q for q in (*asked[place:], *asked[:place]) if self._is_missing(q)]
        self._chosen = later[0].question_id if later else question.question_id
        self.changed.emit()

    def _is_missing(self, question: Question) -> bool:
        answer: Answer = self._desk.opinion.answer(question.question_id)
        return bool(question.missing(answer))

    def _refuse(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.INFO, sentence))


def level_of(levels: tuple[str, ...], digit: int) -> int | None:
    """The place of the level that a digit means: the one that is called so, else the one at this place (1 = first)."""
    named = [n for n, name in enumerate(levels) if name.split()[0] == str(digit)]
    if named:
        return named[0]
    is_counted = not any(name.split()[0].isdigit() for name in levels) and 1 <= digit <= len(levels)
    return digit - 1 if is_counted else None
