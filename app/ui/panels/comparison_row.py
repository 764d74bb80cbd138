"""One question: what the reader said, what the model said, what is decided, and who was right."""

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.reading.opinion import Answer, Choice, Decision
from app.reading.protocol import Phase, Question
from app.reading.revelation import ModelAnswer
from app.session.messages import InferenceStage
from app.session.reading_session import ReadingSession
from app.ui import theme
from app.ui.numbers import probability_text
from app.ui.panels.cards import is_phantom_trained
from app.ui.panels.parts import button, column, row, set_symbol, symbol, text
from app.ui.panels.reason_form import CORRECTION_REASONS, OVERRIDE_REASONS, ReasonForm, SureForm

NO_ANSWER = "No model answered: your answer stands."


class ComparisonRow(QWidget):
    """Owned by `ComparisonPanel`, which tells it when to look again."""

    def __init__(self, session: ReadingSession, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._question = session, question
        self.question_id = question.question_id
        self.lines: dict[str, tuple[QLabel, QLabel]] = {}
        self.verdict, self._verdict_mark = text("", wrap=False), symbol("")
        self.agree = button("Agree", "The final answer is the model's")
        self.override = button(
            "Override …", "Your final answer is another one, or for another reason; it needs a reason"
        )
        self.correct = button("Correct …", "Change the final answer; the signed one stays in the record")
        for choice in (self.agree, self.override):
            choice.setCheckable(True)
        self.overriding = ReasonForm(OVERRIDE_REASONS, "Save override")
        self.correcting = ReasonForm(CORRECTION_REASONS, "Save correction")
        self.agreeing = SureForm()
        self._note = text("", "secondary")
        self._build()
        self.agree.clicked.connect(self._agree)
        self.override.clicked.connect(self._begin_override)
        self.correct.clicked.connect(self._begin_correction)
        self.overriding.given.connect(self._override)
        self.correcting.given.connect(self._correct)
        self.overriding.left.connect(self._leave)
        self.correcting.left.connect(self._leave)
        self.agreeing.given.connect(self._agree_surely)
        self.agreeing.left.connect(self._leave)
        for form in (self.overriding, self.correcting, self.agreeing):
            form.hide()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        colours = {"You": theme.READER, "Model": theme.MODEL, "Final": theme.TEXT, "Reference": theme.REFERENCE}
        for number, (name, colour) in enumerate(colours.items()):
            mark, said = symbol(""), text()
            label = text(name, "secondary", wrap=False)
            if name != "Reference":
                said.setStyleSheet(f"color: {colour};")
            said.setFont(theme.tabular(said.font()))
            for place, widget in enumerate((label, mark, said)):
                grid.addWidget(widget, number, place)
            self.lines[name] = (mark, said)
            label.setMinimumWidth(self.fontMetrics().horizontalAdvance("Reference") + 4)
        verdict, choices = row(spacing=4), row()
        verdict.addWidget(self._verdict_mark)
        verdict.addWidget(self.verdict, 1)
        choices.addWidget(self.agree)
        choices.addWidget(self.override)
        choices.addWidget(self.correct)
        choices.addStretch(1)
        layout = column(self, margin=0)
        layout.addWidget(text(self._question.text))
        layout.addLayout(grid)
        layout.addLayout(verdict)
        layout.addWidget(self._note)
        layout.addLayout(choices)
        layout.addWidget(self.agreeing)
        layout.addWidget(self.overriding)
        layout.addWidget(self.correcting)

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show_state(self) -> None:
        """Show what the session knows now."""
        session, name = self._session, self._question.question_id
        answer = session.opinion.answer(name)
        model = session.reading_desk.model_answers.get(name)
        decision = next((d for d in session.decisions if d.question_id == name), None)
        signed = session.phase is Phase.SIGNED
        reference = self._reference(signed)
        final = self._final(signed, decision) or (answer if model is None else None)
        self._say("You", answer_text(answer), _right(answer.positive, reference))
        self._say("Model", self._model_text(model), _right(model.positive if model else None, reference))
        self._say(
            "Final",
            answer_text(final) if final else "not decided",
            _right(final.positive if final else None, reference),
        )
        known = "not known" if reference is None else "Yes" if reference else "No"
        self._say("Reference", known if signed else "hidden until you sign", None)
        self.lines["Reference"][1].setStyleSheet(f"color: {theme.REFERENCE if signed else theme.SECONDARY};")
        self._show_verdict(answer, model)
        self._show_controls(model, decision, signed)

    def _say(self, name: str, words: str, right: bool | None) -> None:
        mark, said = self.lines[name]
        said.setText(words)
        set_symbol(mark, "" if right is None else "right" if right else "wrong")
        mark.setToolTip("" if right is None else "right" if right else "not right")

    def _model_text(self, model: ModelAnswer | None) -> str:
        if model is None or model.probability is None or model.operating_point is None:
            return "no answer"
        kind = ", phantoms" if is_phantom_trained(self._question.question_id.split("/")[0]) else ""
        said, chance = "Yes" if model.positive else "No", probability_text(model.probability)
        return f"{said} (P {chance}, cut {model.operating_point:.2f}{kind})"

    def _show_verdict(self, answer: Answer, model: ModelAnswer | None) -> None:
        if model is None:
            set_symbol(self._verdict_mark, "info")
            running = self._session.desk.state.stage is InferenceStage.RUNNING
            self.verdict.setText("The models are still running." if running else NO_ANSWER)
            return
        same = answer.positive == model.positive
        set_symbol(self._verdict_mark, "agree" if same else "disagree")
        self.verdict.setText("You and the model agree" if same else "You and the model disagree")

    def _show_controls(self, model: ModelAnswer | None, decision: Decision | None, signed: bool) -> None:
        can_decide = model is not None and not signed
        self.agree.setVisible(can_decide)
        self.override.setVisible(can_decide)
        self.correct.setVisible(signed)
        writing = self._session.reading_desk.writing
        for control in (self.agree, self.override, self.correct):
            control.setEnabled(not writing)
        agreed = decision is not None and decision.choice is Choice.AGREE
        self.agree.setChecked(agreed or not self.agreeing.isHidden())
        overridden = decision is not None and decision.choice is Choice.OVERRIDE
        self.override.setChecked(overridden or not self.overriding.isHidden())
        self._note.setText(f"Override: {decision.reason}" if decision is not None and overridden else "")
        self._note.setVisible(overridden)
        if signed:
            self.overriding.put_away()
            self.agreeing.hide()

    def _reference(self, signed: bool) -> bool | None:
        reading = self._session.reading_desk.reading
        return reading.reference.get(self._question.question_id) if reading and signed else None

    def _final(self, signed: bool, decision: Decision | None) -> Answer | None:
        reading = self._session.reading_desk.reading
        answers = reading.final_answers if reading and signed else ()
        if decision is not None:
            decided = Answer(decision.question_id, decision.final_positive, decision.final_confidence)
        else:
            decided = None
        return next((a for a in answers if a.question_id == self._question.question_id), decided)

    # ── what the reader does ─────────────────────────────────────────────────────────────────────

    def _agree(self) -> None:
        """Agree; an answer that changes by it needs a confidence of its own."""
        self.overriding.put_away()
        name = self._question.question_id
        model = self._session.reading_desk.model_answers.get(name)
        if model is not None and model.positive != self._session.opinion.answer(name).positive:
            self.agreeing.begin(bool(model.positive))
        else:
            self._session.decide(name, Choice.AGREE)
        self.show_state()

    def _agree_surely(self, confidence: int) -> None:
        self.agreeing.hide()
        self._session.decide(self._question.question_id, Choice.AGREE, final_confidence=confidence)
        self.show_state()

    def _begin_override(self) -> None:
        self.agreeing.hide()
        answer = self._session.opinion.answer(self._question.question_id)
        self.overriding.begin(answer.positive, answer.confidence)
        self.overriding.show()
        self.overriding.reason.setFocus()
        self.show_state()

    def _override(self, positive: bool, confidence: int, reason: str) -> None:
        self.overriding.put_away()
        self._session.decide(
            self._question.question_id,
            Choice.OVERRIDE,
            reason=reason,
            final_positive=positive,
            final_confidence=confidence,
        )
        self.show_state()

    def _begin_correction(self) -> None:
        final = self._final(True, None)
        self.correcting.begin(final.positive if final else None, final.confidence if final else None)
        self.correcting.show()

    def _correct(self, positive: bool, confidence: int, reason: str) -> None:
        self.correcting.put_away()
        self._session.correct(self._question.question_id, positive, confidence, reason)

    def _leave(self) -> None:
        self.overriding.put_away()
        self.correcting.put_away()
        self.agreeing.hide()
        self.show_state()


def answer_text(answer: Answer) -> str:
    """ "Yes (80 of 100)"."""
    if answer.positive is None:
        return "no answer"
    sure = f" (sure: {answer.confidence})" if answer.confidence is not None else ""
    return f"{'Yes' if answer.positive else 'No'}{sure}"


def _right(said: bool | None, reference: bool | None) -> bool | None:
    return None if said is None or reference is None else said == reference
