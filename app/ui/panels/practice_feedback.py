"""Feedback on a practised case, right after the signature: what is true, what the model said, and what mattered."""

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.reading.practice.plan import Repetition
from app.reading.practice.queue import Outcome
from app.reading.practice.reads import is_right, model_is_right
from app.reading.protocol import Phase, Question, Scale
from app.reading.revelation import ModelAnswer
from app.session.messages import InferenceStage
from app.session.practice_desk import PracticeDesk
from app.session.reading_session import ReadingSession
from app.ui import theme
from app.ui.language import say, tr
from app.ui.numbers import probability_text
from app.ui.panels.cards import is_phantom_trained
from app.ui.panels.parts import Drawer, column, empty, keys_text, row, rule, set_symbol, symbol, text
from imaging.words import Words

KNOWN = {
    Outcome.KNOWN: Words("You knew this one."),
    Outcome.UNSURE: Words("You were right, but not sure."),
    Outcome.MISSED: Words("You were wrong on this one."),
}
BOXES = Words(
    "Boxes in the colour of this heading show where it is{keys}. The model's boxes and heat map are switched below.",
)
NO_FEATURES = Words("Nothing abnormal is marked on this case.")


class PracticeFeedback(QWidget):
    """One compact block above the read form; shown from the signature on."""

    def __init__(self, session: ReadingSession, desk: PracticeDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._desk = session, desk
        self._drawer = Drawer(tr("What is true of this case"))
        self._drawer.heading.setStyleSheet(f"color: {theme.REFERENCE};")
        self._list = column(margin=0, spacing=6)
        self._drawer.content.addLayout(self._list)
        column(self).addWidget(self._drawer)
        session.phase_changed.connect(self._show_feedback)
        session.reading_changed.connect(self._show_feedback)
        session.findings_revealed.connect(self._show_feedback)
        session.case_changed.connect(self._show_feedback)
        session.desk.state_changed.connect(self._show_feedback)
        desk.changed.connect(self._show_feedback)
        self._shown: object = None
        self._show_feedback()

    def _show_feedback(self, _: object = None) -> None:
        session, desk = self._session, self._desk
        reading, case = session.reading_desk.reading, desk.case
        signed = session.phase is Phase.SIGNED and session.reading_desk.shows_reference
        self.setVisible(signed and reading is not None and case is not None)
        place = desk.ahead.queue.places.get(case.case) if desk.ahead is not None and case is not None else None
        state = (reading, case, place, session.desk.state.stage) if signed else None
        if state == self._shown:
            return
        self._shown = state
        empty(self._list)
        if not signed or reading is None or case is None or desk.practice is None:
            return
        if place is not None and desk.trial is not None and place.reads >= desk.trial.session:
            again = (place.due - desk.ahead.queue.today).days if desk.ahead is not None else 0
            when = tr("tomorrow") if again == 1 else tr("in {n} days", "in 1 day", again)
            self._list.addWidget(
                text(
                    tr("{known} It comes back {when} (box {box}).", known=KNOWN[place.last], when=when, box=place.box),
                    "phase",
                )
            )
        repetition = desk.practice.plan.repetition
        items = [question for question in session.questions if self._is_item(question)]
        for number, question in enumerate(question for question in session.questions if question not in items):
            if number:
                self._list.addWidget(rule())
            self._list.addWidget(text(question.text))
            self._list.addLayout(self._answers(question, repetition))
            words = [words for name, words in case.features if name == question.question_id]
            self._add_features(words)
        if items:
            self._list.addWidget(rule())
            self._list.addLayout(self._checklist(items))
        loose = [words for name, words in case.features if name == ""]
        self._add_features(loose)
        if not case.features and any(question.kind is not Scale.NUMBER for question in session.questions):
            self._list.addWidget(text(NO_FEATURES, "secondary"))
        if case.boxes:
            self._list.addWidget(text(tr(BOXES, keys=self._keys()), "secondary"))

    def _keys(self) -> str:
        keys = self._session.keys.get("practice.lesion", [])
        return tr("; {keys} goes from one to the next", keys=keys_text(keys)) if keys else ""

    def _add_features(self, features: list[str]) -> None:
        """What mattered, in a reader's words."""
        for words in features:
            line = row(spacing=6)
            line.addWidget(_coloured("•", theme.REFERENCE))
            line.addWidget(text(words), 1)
            self._list.addLayout(line)

    def _is_item(self, question: Question) -> bool:
        """An item of a checklist of which no model said anything: one line is enough for it."""
        return question.kind is Scale.YES_NO and question.question_id not in self._session.reading_desk.model_answers

    def _checklist(self, items: list[Question]) -> QGridLayout:
        """A line for each item: right or wrong, what was asked, what is true, what the reader said."""
        reading = self._session.reading_desk.reading
        assert reading is not None
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(text(items[0].heading, "secondary"), 0, 1)
        for place, name in ((2, tr("True")), (3, tr("You"))):
            grid.addWidget(text(name, "secondary", wrap=False), 0, place)
        for line, question in enumerate(items, 1):
            true, own = self._true(question), reading.opinion.answer(question.question_id)
            mark = symbol("")
            set_symbol(mark, "" if true is None else "right" if is_right(question, own, true) else "wrong")
            grid.addWidget(mark, line, 0)
            grid.addWidget(text(question.text), line, 1)
            grid.addWidget(_coloured(self._true_words(question, true), theme.REFERENCE), line, 2)
            grid.addWidget(_coloured(question.words(own), theme.READER), line, 3)
        return grid

    def _true(self, question: Question) -> float | None:
        """What is true, on the question's scale; None where nobody knows."""
        reading = self._session.reading_desk.reading
        assert reading is not None
        side = reading.reference.get(question.question_id)
        return reading.reference_values.get(question.question_id, None if side is None else float(side))

    def _answers(self, question: Question, repetition: Repetition) -> QGridLayout:
        desk = self._session.reading_desk
        reading, true = desk.reading, self._true(question)
        assert reading is not None
        own, model = reading.opinion.answer(question.question_id), desk.model_answers.get(question.question_id)
        right = None if true is None else is_right(question, own, true, repetition.tolerance)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        model_right = (
            None if model is None or true is None else model_is_right(question, model, true, repetition.tolerance)
        )
        truth = self._true_words(question, true)
        if question.kind is Scale.NUMBER and true is not None and repetition.tolerance:
            within = say(question.value_words(repetition.tolerance))
            truth = tr("{value}; right within {tolerance}", value=truth, tolerance=within)
        lines = (
            (tr("True"), theme.REFERENCE, truth, None),
            (tr("You"), theme.READER, say(question.words(own)), right),
            (tr("Model"), theme.MODEL, self._model_words(question, model), model_right),
        )
        for number, (name, colour, words, was_right) in enumerate(lines):
            label, mark, said = text(name, "secondary", wrap=False), symbol(""), _coloured(words, colour)
            set_symbol(mark, "" if was_right is None else "right" if was_right else "wrong")
            label.setMinimumWidth(self.fontMetrics().horizontalAdvance(tr("Model")) + 4)
            for place, widget in enumerate((label, mark, said)):
                grid.addWidget(widget, number, place)
        return grid

    def _true_words(self, question: Question, true: float | None) -> str:
        if true is None:
            return tr("not known")
        return say(question.value_words(true)) if question.valued else tr("Yes") if true else tr("No")

    def _model_words(self, question: Question, model: ModelAnswer | None) -> str:
        if model is None:
            running = self._session.desk.state.stage is InferenceStage.RUNNING
            return tr("still running …") if running else tr("no answer")
        if model.value is not None:
            return say(question.value_words(model.value))
        said, trained = (
            tr("Yes") if model.positive else tr("No"),
            is_phantom_trained(question.question_id.split("/")[0]),
        )
        chance, cut = probability_text(model.probability or 0.0), model.operating_point or 0.0
        return tr(
            "{answer} (P {chance}, cut {cut:.2f}{phantoms})",
            answer=said,
            chance=chance,
            cut=cut,
            phantoms=tr(", phantoms") if trained else "",
        )


def _coloured(words: str, colour: str) -> QLabel:
    label = text(words)
    label.setStyleSheet(f"color: {colour};")
    label.setFont(theme.tabular(label.font()))
    return label
