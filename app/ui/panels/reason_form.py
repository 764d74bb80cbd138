"""Another answer and the reason for it: for an override, and for a correction after the signature."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.reading.opinion import Answer
from app.reading.protocol import Question
from app.ui.language import say, tr
from app.ui.panels.answer_row import AnswerRow, control_for
from app.ui.panels.parts import StillComboBox, button, column, quiet, row, text
from imaging.words import Words

OTHER = Words("Other")

OVERRIDE_REASONS = (
    Words("Artefact"),
    Words("Not seen on the image"),
    Words("Seen on another series"),
    Words("Normal variant"),
    Words("Old or known change"),
    Words("Clinical information"),
    OTHER,
)
CORRECTION_REASONS = (
    Words("Pressed the wrong answer"),
    Words("Seen later"),
    Words("Reference standard known now"),
    OTHER,
)


def said_reason(reason: str) -> str:
    """A recorded reason in the language of the window: the record has those to choose from in English."""
    chosen, colon, own = reason.partition(": ")
    known = next((words for words in (*OVERRIDE_REASONS, *CORRECTION_REASONS) if words == chosen), chosen)
    return f"{say(known)}{colon}{own}"


class SureForm(QWidget):
    """Asks for what the reader's answer lacks when it becomes the model's: how sure, or which level.

    Signals
    -------
    given(Answer), left()
        The final answer; or the reader went back.
    """

    given = Signal(object)
    left = Signal()

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = text("")
        self.answer = control_for(question)
        self._fits: Callable[[Answer], bool] = lambda _: True
        if isinstance(self.answer, AnswerRow):
            self.answer.no.setEnabled(False)
            self.answer.yes.setEnabled(False)
        self.save, self.back = button(tr("Save agreement")), button(tr("Back"))
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.save)
        layout = column(self, margin=0)
        layout.addWidget(self.words)
        layout.addWidget(self.answer)
        layout.addLayout(foot)
        self.answer.said.connect(self._check)
        self.save.clicked.connect(self._give)
        self.back.clicked.connect(self.left)

    def begin(self, positive: bool, fits: Callable[[Answer], bool]) -> None:
        """Ask about an answer on the model's side; `fits` tells which answers are."""
        question, self._fits = self.answer.question, fits
        side = tr("Yes") if positive else tr("No")
        if question.valued:
            self.words.setText(tr("The model says “{side}”. Which level do you give?", side=side))
            self.answer.show_answer(Answer(question.question_id))
        else:
            self.words.setText(tr("Your answer becomes “{side}”. How sure are you of it?", side=side))
            self.answer.show_answer(Answer(question.question_id, positive))
        self._check()
        self.show()

    def _check(self, _: object = None) -> None:
        answer, question = self.answer.answer(), self.answer.question
        missing = ""
        if question.missing(answer):
            missing = tr("Choose a level.") if question.valued else tr("Choose how sure you are.")
        elif not self._fits(answer):
            missing = tr("This level is not on the model's side: choose override for it.")
        self.save.setEnabled(not missing)
        self.save.setToolTip(missing)

    def _give(self) -> None:
        answer = self.answer.answer()
        if not self.answer.question.missing(answer):
            self.given.emit(answer)


class ReasonForm(QWidget):
    """Opens below the answer that it changes; nothing is saved without a reason, where one is needed.

    Signals
    -------
    given(Answer, str)
        The final answer and the reason in words.
    left()
    """

    given = Signal(object, str)
    left = Signal()

    def __init__(self, question: Question, reasons: tuple[str, ...], save: str, *, needs_reason: bool = True) -> None:
        super().__init__()
        self._needs_reason = needs_reason
        self.reason = quiet(StillComboBox())
        self.reason.addItem(tr("Choose a reason …"), "")
        for words in reasons:
            self.reason.addItem(say(words), words)
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("In your own words"))
        self.words.setAcceptDrops(False)
        self.answer = control_for(question)
        self.save, self.back = button(save), button(tr("Back"))
        self.missing = text("", "why_not")
        foot = row()
        foot.addWidget(self.missing, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.save)
        layout = column(self, margin=0)
        layout.addWidget(self.reason)
        layout.addWidget(self.words)
        layout.addWidget(self.answer)
        layout.addLayout(foot)
        self.reason.setVisible(needs_reason)
        self.words.setVisible(needs_reason)
        self.reason.currentIndexChanged.connect(self._check)
        self.words.textChanged.connect(self._check)
        self.answer.said.connect(self._check)
        self.save.clicked.connect(self._give)
        self.back.clicked.connect(self.left)
        self._check()

    def begin(self, answer: Answer) -> None:
        """Empty the reason and offer an answer."""
        self.reason.setCurrentIndex(0)
        self.words.clear()
        self.answer.show_answer(answer)
        self._check()

    def put_away(self) -> None:
        """Hide it and leave the keyboard to the images, so that the column does not jump to another control."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self.hide()

    def reason_text(self) -> str:
        """The chosen reason and the own words; "Other" alone says nothing."""
        chosen, own = self.reason.currentData(), self.words.text().strip()
        if chosen == OTHER:
            return own
        return ": ".join(part for part in (chosen, own) if part)

    def _check(self, _: object = None) -> None:
        missing, question = "", self.answer.question
        if question.missing(self.answer.answer()):
            missing = tr("Give the answer.") if question.valued else tr("Say yes or no, and how sure you are.")
        if self._needs_reason and not self.reason_text():
            missing = tr("A reason is needed.")
        self.missing.setText(missing)
        self.save.setEnabled(not missing)
        self.save.setToolTip(missing)

    def _give(self) -> None:
        answer = self.answer.answer()
        if not self.answer.question.missing(answer):
            self.given.emit(answer, self.reason_text())
