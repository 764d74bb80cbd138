"""The controls of one answer: no or yes and how sure, a level, a number, or a line of a checklist."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QDoubleSpinBox, QRadioButton, QWidget

from app.reading.opinion import Answer
from app.reading.protocol import Question, Scale
from app.ui.language import say, tr
from app.ui.numbers import years_text
from app.ui.panels.parts import column, quiet, row, segment, text
from app.ui.panels.rated_slider import RatedSlider

SEGMENTS_WIDTH = 300
"""Levels whose names take more than this stand below each other."""

MONTHS = "months"


class AnswerControl(QWidget):
    """One question's control.

    Signals
    -------
    said(dict)
        What the reader changed, as `set_answer` takes it: ``positive``, ``confidence`` or ``value``.
    """

    said = Signal(object)

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question

    def show_answer(self, answer: Answer) -> None:
        """Show an answer; reports nothing."""
        raise NotImplementedError

    def answer(self) -> Answer:
        """What is chosen."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """The part that the keyboard goes to."""
        raise NotImplementedError


class AnswerRow(AnswerControl):
    """Two radio buttons, a slider and its number, in one line."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        self.no, self.yes = quiet(QRadioButton(tr("No"))), quiet(QRadioButton(tr("Yes")))
        self._pair = group_of(self, (self.no, self.yes))
        tip = tr(
            "How sure you are of your answer: {lowest} a guess, {highest} certain",
            lowest=question.lowest,
            highest=question.highest,
        )
        self._sure = RatedSlider(tr("Confidence"), tip, question.lowest, question.highest)
        self.slider, self.number = self._sure.slider, self._sure.number
        line = row(self)
        line.addWidget(self.no)
        line.addWidget(self.yes)
        line.addWidget(self._sure, 1)
        self._pair.idClicked.connect(lambda number: self.said.emit({"positive": bool(number)}))
        self._sure.chosen.connect(lambda value: self.said.emit({"confidence": value}))

    def show_answer(self, answer: Answer) -> None:
        """Show an answer; reports nothing."""
        check_one(self._pair, None if answer.positive is None else int(answer.positive))
        self._sure.show_value(answer.confidence)

    @property
    def positive(self) -> bool | None:
        """What is chosen; None for nothing."""
        return True if self.yes.isChecked() else False if self.no.isChecked() else None

    @property
    def confidence(self) -> int | None:
        """What is chosen; None for nothing."""
        return self.slider.value_or_none

    def answer(self) -> Answer:
        """What is chosen."""
        return Answer(self.question.question_id, self.positive, self.confidence)

    def first(self) -> QWidget:
        """No, or the confidence once a side is chosen."""
        return self.no if self.positive is None else self.slider


class GradeRow(AnswerControl):
    """One button for each level, side by side while they fit, and what the chosen one means."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        widest = sum(self.fontMetrics().horizontalAdvance(say(name)) + 26 for name in question.levels)
        side_by_side = widest <= SEGMENTS_WIDTH
        self.levels: list[QAbstractButton] = []
        for name in question.levels:
            self.levels.append(segment(name) if side_by_side else quiet(QRadioButton(say(name))))
        for level, hint in zip(self.levels, question.level_hints, strict=False):
            level.setToolTip(say(hint))
        self._group = group_of(self, self.levels)
        layout = column(self, margin=0)
        line = row(spacing=4) if side_by_side else column(margin=0, spacing=0)
        for level in self.levels:
            line.addWidget(level)
        if side_by_side:
            line.addStretch(1)
        layout.addLayout(line)
        self.meaning = text("", "secondary")
        self.meaning.setFixedHeight(3 * self.fontMetrics().lineSpacing())
        self.meaning.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.meaning.setVisible(bool(question.level_hints))
        layout.addWidget(self.meaning)
        self._group.idClicked.connect(self._choose)

    def _choose(self, place: int) -> None:
        self._explain(place)
        self.said.emit({"value": float(place)})

    def show_answer(self, answer: Answer) -> None:
        """Show an answer; reports nothing."""
        place = None if answer.value is None else round(answer.value)
        check_one(self._group, place)
        self._explain(place)

    def _explain(self, place: int | None) -> None:
        hints = self.question.level_hints
        self.meaning.setText(say(hints[place]) if place is not None and place < len(hints) else "")

    def answer(self) -> Answer:
        """What is chosen."""
        place = self._group.checkedId()
        return self.question.answer_of(None if place < 0 else float(place))

    def first(self) -> QWidget:
        """The chosen level, else the lowest."""
        return self._group.checkedButton() or self.levels[0]


class NumberField(QDoubleSpinBox):
    """A number with a state "not given yet" one step below the lowest; leaves the wheel to the column."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass it on."""
        event.ignore()


class NumberRow(AnswerControl):
    """A field for a number with its unit; months are told as years, too."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        self.field = NumberField()
        self.field.setDecimals(question.decimals)
        self._step = 10.0**-question.decimals
        self.field.setSingleStep(self._step)
        self._empty = question.lowest - self._step
        self.field.setRange(self._empty, question.highest)
        self.field.setSpecialValueText("–")
        self.field.setMinimumWidth(
            self.fontMetrics().horizontalAdvance(f"{question.highest} {say(question.unit)}") + 48
        )
        self.field.setSuffix(f" {say(question.unit)}" if question.unit else "")
        self.field.setAccessibleName(say(question.text))
        low, high = (question.value_words(bound) for bound in question.bounds)
        self.field.setToolTip(tr("From {low} to {high}", low=low, high=high))
        self.field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field.setAcceptDrops(False)
        self.years = text("", "secondary", wrap=False)
        line = row(self)
        line.addWidget(self.field)
        line.addWidget(self.years, 1)
        self.field.valueChanged.connect(self._choose)
        self.show_answer(Answer(question.question_id))

    def _choose(self, _: float) -> None:
        value = self.answer().value
        self._explain(value)
        self.said.emit({"value": value})

    def show_answer(self, answer: Answer) -> None:
        """Show an answer; reports nothing, and leaves alone what is being typed."""
        if answer.value != self.answer().value:
            self.field.blockSignals(True)
            self.field.setValue(self._empty if answer.value is None else answer.value)
            self.field.blockSignals(False)
        self._explain(answer.value)

    def _explain(self, value: float | None) -> None:
        if self.question.unit != MONTHS or value is None:
            self.years.setText("")
        else:
            self.years.setText(f"= {years_text(value)}")

    def answer(self) -> Answer:
        """What is given."""
        value = self.question.nearest(self.field.value())
        return self.question.answer_of(None if value < self.question.lowest else value)

    def first(self) -> QWidget:
        """The field."""
        return self.field


class ChecklistRow(AnswerControl):
    """The words of a question and two small buttons in one line: no and yes, without a confidence."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(question, parent)
        self.no, self.yes = segment(tr("No")), segment(tr("Yes"))
        self._pair = group_of(self, (self.no, self.yes))
        line = row(self, spacing=4)
        line.addWidget(text(question.text), 1)
        for button in (self.no, self.yes):
            button.setAccessibleName(f"{say(question.text)}: {button.text()}")
            line.addWidget(button)
        self._pair.idClicked.connect(lambda number: self.said.emit({"value": float(number)}))

    def show_answer(self, answer: Answer) -> None:
        """Show an answer; reports nothing."""
        check_one(self._pair, None if answer.value is None else round(answer.value))

    def answer(self) -> Answer:
        """What is chosen."""
        number = self._pair.checkedId()
        return self.question.answer_of(None if number < 0 else float(number))

    def first(self) -> QWidget:
        """No, or what is chosen."""
        return self._pair.checkedButton() or self.no


CONTROLS: dict[Scale, type[AnswerControl]] = {
    Scale.BINARY: AnswerRow,
    Scale.YES_NO: ChecklistRow,
    Scale.GRADE: GradeRow,
    Scale.NUMBER: NumberRow,
}


def control_for(question: Question) -> AnswerControl:
    """The control of a question's scale."""
    return CONTROLS[question.kind](question)


def group_of(owner: QWidget, buttons: Iterable[QAbstractButton]) -> QButtonGroup:
    """Buttons of which one at most is pressed, numbered from 0."""
    group = QButtonGroup(owner)
    for number, button in enumerate(buttons):
        group.addButton(button, number)
    return group


def check_one(group: QButtonGroup, number: int | None) -> None:
    """Show which button is pressed, or none; reports nothing."""
    group.setExclusive(False)  # else a group cannot be emptied
    for button in group.buttons():
        button.setChecked(group.id(button) == number)
    group.setExclusive(True)
