"""One question: what the reader said, what the model said, what is decided, and who was right."""

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.reading.answer_rules import agreed_answer
from app.reading.opinion import Answer, Choice, Decision
from app.reading.protocol import Phase, Question, Scale
from app.reading.revelation import ModelAnswer
from app.session.messages import InferenceStage
from app.session.reading_session import ReadingSession
from app.ui import theme
from app.ui.language import say, tr
from app.ui.numbers import probability_text, years_text
from app.ui.panels.answer_row import MONTHS
from app.ui.panels.cards import is_phantom_trained
from app.ui.panels.parts import button, column, row, set_symbol, symbol, text
from app.ui.panels.reason_form import CORRECTION_REASONS, OVERRIDE_REASONS, ReasonForm, SureForm, said_reason
from imaging.words import Words

YOU, MODEL, FINAL, REFERENCE = Words("You"), Words("Model"), Words("Final"), Words("Reference")
NO_ANSWER = Words("No model answered: your answer stands.")
WITHHELD = Words("The model's answer is not shown in this read.")
NOT_SHOWN = Words("not shown in this study")


class ComparisonRow(QWidget):
    """Owned by `ComparisonPanel`, which tells it when to look again."""

    def __init__(self, session: ReadingSession, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._question = session, question
        self.question_id = question.question_id
        self.lines: dict[str, tuple[QLabel, QLabel]] = {}
        self.verdict, self._verdict_mark = text("", wrap=False), symbol("")
        self.agree = button(tr("Agree"), tr("The final answer is the model's"))
        self.override = button(
            tr("Override …"), tr("Your final answer is another one, or for another reason; it needs a reason")
        )
        self.keep = button(tr("Keep"), tr("Your final answer is the one you locked"))
        self.change = button(tr("Change …"), tr("Your final answer is another one"))
        self.correct = button(tr("Correct …"), tr("Change the final answer; the signed one stays in the record"))
        for choice in (self.agree, self.override, self.keep, self.change):
            choice.setCheckable(True)
        self.overriding = ReasonForm(question, OVERRIDE_REASONS, tr("Save override"))
        self.changing = ReasonForm(question, (), tr("Save change"), needs_reason=False)
        self.correcting = ReasonForm(question, CORRECTION_REASONS, tr("Save correction"))
        self.agreeing = SureForm(question)
        self._note = text("", "secondary")
        self._build()
        self.agree.clicked.connect(self._agree)
        self.override.clicked.connect(self._begin_override)
        self.keep.clicked.connect(self._keep)
        self.change.clicked.connect(self._begin_change)
        self.correct.clicked.connect(self._begin_correction)
        self.overriding.given.connect(self._override)
        self.changing.given.connect(self._change)
        self.correcting.given.connect(self._correct)
        self.agreeing.given.connect(self._agree_surely)
        for form in self._reason_forms():
            form.left.connect(self._leave)
            form.hide()
        self.agreeing.left.connect(self._leave)
        self.agreeing.hide()

    def _reason_forms(self) -> tuple[ReasonForm, ...]:
        return self.overriding, self.changing, self.correcting

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        colours = {
            YOU: theme.READER,
            MODEL: theme.MODEL,
            FINAL: theme.TEXT,
            REFERENCE: theme.REFERENCE,
        }
        for number, (name, colour) in enumerate(colours.items()):
            mark, said = symbol(""), text()
            label = text(name, "secondary", wrap=False)
            if name != REFERENCE:
                said.setStyleSheet(f"color: {colour};")
            said.setFont(theme.tabular(said.font()))
            for place, widget in enumerate((label, mark, said)):
                grid.addWidget(widget, number, place)
            self.lines[name] = (mark, said)
            label.setMinimumWidth(self.fontMetrics().horizontalAdvance(say(REFERENCE)) + 4)
        verdict, choices = row(spacing=4), row()
        verdict.addWidget(self._verdict_mark)
        verdict.addWidget(self.verdict, 1)
        for choice in (self.agree, self.override, self.keep, self.change, self.correct):
            choices.addWidget(choice)
        choices.addStretch(1)
        layout = column(self, margin=0)
        layout.addWidget(text(self._question.text))
        layout.addLayout(grid)
        layout.addLayout(verdict)
        layout.addWidget(self._note)
        layout.addLayout(choices)
        for form in (self.agreeing, *self._reason_forms()):
            layout.addWidget(form)

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show_state(self) -> None:
        """Show what the session knows now."""
        session, question = self._session, self._question
        answer, model = session.opinion.answer(question.question_id), self._model()
        decision = next((d for d in session.decisions if d.question_id == question.question_id), None)
        signed = session.phase is Phase.SIGNED
        reference = self._reference()
        final = self._final(signed, decision) or (answer if model is None else None)
        self._say(YOU, say(question.words(answer)), self._right(answer.positive, answer.value, reference))
        said = (model.positive, model.value) if model else (None, None)
        self._say(MODEL, self._model_text(model), self._right(*said, reference))
        of_final = (final.positive, final.value) if final else (None, None)
        self._say(FINAL, say(question.words(final)) if final else tr("not decided"), self._right(*of_final, reference))
        self._say(REFERENCE, self._reference_text(signed, reference), None)
        known = theme.REFERENCE if session.reading_desk.shows_reference else theme.SECONDARY
        self.lines[REFERENCE][1].setStyleSheet(f"color: {known};")
        self._show_verdict(answer, model)
        self._show_controls(model, decision, signed)

    def matters(self) -> bool:
        """False for an item of a checklist about which there is nothing to compare, to decide or to correct."""
        if self._question.kind is not Scale.YES_NO or self._model() is not None or self._reference() is not None:
            return True
        return self._session.phase is Phase.SIGNED and self._session.reading_desk.assignment.trial is None

    def _model(self) -> ModelAnswer | None:
        return self._session.reading_desk.model_answers.get(self._question.question_id)

    def _say(self, name: str, words: str, right: bool | None) -> None:
        mark, said = self.lines[name]
        said.setText(words)
        set_symbol(mark, "" if right is None else "right" if right else "wrong")
        mark.setToolTip("" if right is None else tr("right") if right else tr("not right"))

    def _right(self, positive: bool | None, value: float | None, reference: float | None) -> bool | None:
        """Whether an answer is right; None where nobody knows, and for a number, which may be more or less so."""
        question = self._question
        if reference is None or question.kind is Scale.NUMBER:
            return None
        if question.kind is Scale.GRADE and value is not None:
            return value == reference
        true = question.positive_of(reference) if question.valued else bool(reference)
        return None if positive is None else positive == true

    def _model_text(self, model: ModelAnswer | None) -> str:
        if model is None:
            return tr("no answer")
        if model.withheld:
            return say(NOT_SHOWN) if self._session.reading_desk.assignment.trial else tr("not shown")
        trained_so = is_phantom_trained(self._question.question_id.split("/")[0])
        if model.value is not None:
            years = f" = {years_text(model.value)}" if self._question.unit == MONTHS else ""
            said = say(self._question.value_words(model.value)) + years
            return tr("{answer} (phantoms)", answer=said) if trained_so else said
        kind = tr(", phantoms") if trained_so else ""
        said = tr("Yes") if model.positive else tr("No")
        chance, cut = probability_text(model.probability or 0.0), model.operating_point or 0.0
        return tr(
            "{said} (P {chance}, cut {cut:.2f}{kind})",
            said=said,
            chance=chance,
            cut=cut,
            kind=kind,
        )

    def _show_verdict(self, answer: Answer, model: ModelAnswer | None) -> None:
        if model is None or model.withheld:
            set_symbol(self._verdict_mark, "info")
            running = self._session.desk.state.stage is InferenceStage.RUNNING
            words = say(WITHHELD) if model else tr("The models are still running.") if running else say(NO_ANSWER)
            self.verdict.setText(words)
            return
        if answer.positive is None and answer.value is None:  # the time was up
            set_symbol(self._verdict_mark, "info")
            self.verdict.setText(tr("You gave no answer."))
            return
        same = model.is_answered_by(answer)
        set_symbol(self._verdict_mark, "agree" if same else "disagree")
        self.verdict.setText(tr("You and the model agree") if same else self._apart(answer, model))

    def _apart(self, answer: Answer, model: ModelAnswer) -> str:
        question = self._question
        if model.value is None or answer.value is None:
            return tr("You and the model disagree")
        away = abs(model.value - answer.value)
        if question.kind is Scale.GRADE:
            return tr("You and the model differ by {n} levels", "You and the model differ by 1 level", round(away))
        return tr("You and the model differ by {difference}", difference=question.value_words(away))

    def _show_controls(self, model: ModelAnswer | None, decision: Decision | None, signed: bool) -> None:
        can_decide = model is not None and not signed
        withheld = model is not None and model.withheld
        in_study = self._session.reading_desk.assignment.trial is not None
        self.agree.setVisible(can_decide and not withheld)
        self.override.setVisible(can_decide and not withheld)
        self.keep.setVisible(can_decide and withheld)
        self.change.setVisible(can_decide and withheld)
        self.correct.setVisible(signed and not in_study)
        writing = self._session.reading_desk.writing
        for control in (self.agree, self.override, self.keep, self.change, self.correct):
            control.setEnabled(not writing)
        made = decision.choice if decision is not None else None
        self.agree.setChecked(made is Choice.AGREE or not self.agreeing.isHidden())
        self.override.setChecked(made is Choice.OVERRIDE or not self.overriding.isHidden())
        self.keep.setChecked(made is Choice.KEEP)
        self.change.setChecked(made is Choice.CHANGE or not self.changing.isHidden())
        overridden = decision is not None and made is Choice.OVERRIDE
        self._note.setText(
            tr("Override: {reason}", reason=said_reason(decision.reason)) if decision is not None and overridden else ""
        )
        self._note.setVisible(overridden)
        if signed:
            self.overriding.put_away()
            self.changing.put_away()
            self.agreeing.hide()

    def _reference(self) -> float | None:
        """What is true, as a value of the question's scale; None before it may be shown, and where nobody knows."""
        reading, name = self._session.reading_desk.reading, self._question.question_id
        if reading is None or not self._session.reading_desk.shows_reference:
            return None
        side = reading.reference.get(name)
        return reading.reference_values.get(name, None if side is None else float(side))

    def _reference_text(self, signed: bool, reference: float | None) -> str:
        if signed and not self._session.reading_desk.shows_reference:
            return say(NOT_SHOWN)
        if not signed:
            return tr("hidden until you sign") if self._session.reading_desk.may_show_reference else say(NOT_SHOWN)
        if reference is None:
            return tr("not known")
        return (
            say(self._question.value_words(reference))
            if self._question.valued
            else tr("Yes")
            if reference
            else tr("No")
        )

    def _final(self, signed: bool, decision: Decision | None) -> Answer | None:
        reading = self._session.reading_desk.reading
        answers = reading.final_answers if reading and signed else ()
        decided = decision.final if decision is not None else None
        return next((a for a in answers if a.question_id == self._question.question_id), decided)

    # ── what the reader does ─────────────────────────────────────────────────────────────────────

    def _agree(self) -> None:
        """Agree; an answer that changes by it may need a confidence, or a level, of its own."""
        self.overriding.put_away()
        model, own = self._model(), self._session.opinion.answer(self.question_id)
        if model is not None and agreed_answer(self._question, model, own) is None:
            self.agreeing.begin(bool(model.positive), model.is_answered_by)
        else:
            self._session.decide(self.question_id, Choice.AGREE)
        self.show_state()

    def _agree_surely(self, answer: Answer) -> None:
        self.agreeing.hide()
        self._decide(Choice.AGREE, answer)

    def _keep(self) -> None:
        self.changing.put_away()
        self._session.decide(self.question_id, Choice.KEEP)
        self.show_state()

    def _begin_override(self) -> None:
        self.agreeing.hide()
        self._begin(self.overriding)
        self.overriding.reason.setFocus()

    def _begin_change(self) -> None:
        self._begin(self.changing)

    def _begin(self, form: ReasonForm) -> None:
        form.begin(self._session.opinion.answer(self.question_id))
        form.show()
        self.show_state()

    def _override(self, answer: Answer, reason: str) -> None:
        self.overriding.put_away()
        self._decide(Choice.OVERRIDE, answer, reason)

    def _change(self, answer: Answer, _: str) -> None:
        self.changing.put_away()
        self._decide(Choice.CHANGE, answer)

    def _decide(self, choice: Choice, answer: Answer, reason: str = "") -> None:
        self._session.decide(
            self.question_id,
            choice,
            reason=reason,
            final_positive=answer.positive,
            final_confidence=answer.confidence,
            final_value=answer.value,
        )
        self.show_state()

    def _begin_correction(self) -> None:
        final = self._final(True, None)
        self.correcting.begin(final or Answer(self.question_id))
        self.correcting.show()

    def _correct(self, answer: Answer, reason: str) -> None:
        self.correcting.put_away()
        self._session.correct(self.question_id, answer.positive, answer.confidence, reason, answer.value)

    def _leave(self) -> None:
        for form in self._reason_forms():
            form.put_away()
        self.agreeing.hide()
        self.show_state()
