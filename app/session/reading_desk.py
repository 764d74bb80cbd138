"""The reading desk: the read form, the models' answers and the decision on the open case."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.reading.answer_rules import agreed_answer
from app.reading.designs import Assignment
from app.reading.display import Displays
from app.reading.opinion import Answer, Choice, Decision, Opinion
from app.reading.protocol import Action, Feedback, Phase
from app.reading.reading import Exposure, Reading, find_reading, open_reading, resume
from app.reading.record import Event
from app.reading.record_store import RecordStore
from app.reading.revelation import ModelAnswer
from app.reading.trial import CaseKind
from app.session.drafted_reading import DraftedReading
from app.session.reading_history import ReadingHistory
from app.session.record_keeper import RecordKeeper
from app.session.recorded_reading import NO_READING
from imaging.errors import UserError
from imaging.study import Case
from imaging.words import Words
from inference.job import TaskResult
from inference.registry import task_ids

WHO = Words("Say who is reading before you read.")
OPENING = Words("The record is being opened.")
BEING_WRITTEN = Words("The read is being written.")
STILL_SEARCHING = Words("The rest of this study is still being searched.")
SEARCH_STOPPED = Words("The search was stopped and images may be missing: open the study's folder again to read it.")
MODELS_RUNNING = Words("The models are still running: wait for them, or stop them with Esc.")
NOT_REVEALED = Words("What the models found is not in the record yet; it is tried again in a moment.")


class ReadingDesk(DraftedReading):
    """The Reading of the open case.

    Signals
    -------
    revealed(tuple of TaskResult)
        What the models found, after the lock; empty when another case is opened.
    ending()
        This phase or sitting is about to end: what belongs to it is written now.
    """

    revealed = Signal(object)
    ending = Signal()

    def __init__(self, keeper: RecordKeeper, history: ReadingHistory, parent: QObject | None = None) -> None:
        super().__init__(keeper, history, parent)
        self.assigned: Callable[[Case], Assignment] = lambda _: Assignment(self.protocol)  # a study says otherwise
        self.displays: Callable[[], Displays | None] = lambda: None  # the window knows them
        self._reader = ""
        self._trouble = ""  # why the Reading could not begin
        self._beginning = False
        self._early: tuple[TaskResult, ...] = ()

    # ── state that the window shows ──────────────────────────────────────────────────────────────────────────────

    @property
    def phase(self) -> Phase:
        """Unaided while there is no Reading: then nothing may be shown either."""
        return self.reading.phase if self.reading else Phase.UNAIDED

    @property
    def locks(self) -> bool:
        """False where one opinion is signed and nothing is locked before."""
        return self.assignment.protocol.locks

    @property
    def may_show_reference(self) -> bool:
        """True when what is true of the case may be shown once the read is signed."""
        return self.reading is not None and self.reading.shows_reference

    @property
    def shows_reference(self) -> bool:
        """True when what is true of the case may be shown now."""
        return self.may_show_reference and self.phase is Phase.SIGNED

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """Decision by question."""
        return self.reading.decisions if self.reading else {}

    @property
    def model_answers(self) -> Mapping[str, ModelAnswer]:
        """What the models answered, by question; empty before the lock."""
        return self.reading.model_answers if self.reading else {}

    @property
    def shown(self) -> tuple[TaskResult, ...]:
        """What the models found; empty before the lock."""
        results: tuple[Any, ...] = self.reading.reveal() if self.reading else ()
        return results

    def tasks(self) -> tuple[str, ...]:
        """Tasks that answer a question of this case; none where nothing of them would ever be shown."""
        protocol = self.assignment.protocol
        trial = self.assignment.trial
        as_feedback = trial is not None and trial.kind is CaseKind.TRAINING and Feedback.MODEL in protocol.feedback
        if not (protocol.reveals or as_feedback):
            return ()
        asked = {question.question_id.split("/")[0] for question in self.questions}
        return tuple(task for task in task_ids() if task in asked)

    # ── beginning and leaving ────────────────────────────────────────────────────────────────────────────────────

    def look_at(self, case: Case | None) -> None:
        """Leave the case before; `begin` starts the Reading once all of the new one is known."""
        self.ending.emit()
        self.write_draft_now()
        if self.reading is not None and self.reading.phase is not Phase.SIGNED:
            self.append(self.reading.pause())
        self.forget()
        self._case, self.draft, self._pending, self._early = case, Opinion(), None, ()
        self._reader, self._trouble, self._beginning, self._assignment = "", "", False, None
        try:
            self._assignment = self.assigned(case) if case is not None else None
        except UserError as error:
            self._case, self._trouble = None, str(error)
            self.refuse(self._trouble)
        self.phase_changed.emit(Phase.UNAIDED)
        self.revealed.emit(())

    def begin(self, reader: str) -> None:
        """Take up the reader's Reading of this case where it was left, or open a new one."""
        case, given, generation = self._case, self.assignment, self._generation
        self._reader = reader.strip()
        if case is None or not self._reader or self.reading is not None or self._beginning:
            self.changed.emit()
            return
        self._beginning = True

        def find_or_open(store: RecordStore) -> tuple[Reading, Event | None]:
            found = find_reading(store, reader, case.study.study_uid, given.trial, given.protocol.name)
            if found is None:
                event = store.append(open_reading(case, reader, given.protocol, self.displays(), given.trial))
                return resume([event]), event
            if found.phase is Phase.SIGNED:
                return found, None
            event = store.append(found.unpause(self.displays()))
            return found.apply(event), event

        def begun(result: tuple[Reading, Event | None]) -> None:
            reading, event = result
            self._history.note(reading.context.study_digest, reading.phase)
            if generation == self._generation:
                self._beginning, self._trouble = False, ""
                self.reading, self.draft = reading, reading.opinion
            if event is not None:
                self.recorded.emit(event)
            if generation == self._generation:
                self.phase_changed.emit(reading.phase)
                self.changed.emit()
                self.note_displays()  # what changed while the record was being written
                if self._early:
                    self.take_results(self._early)

        def failed(sentence: str) -> None:
            if generation == self._generation:
                is_news = sentence != self._trouble
                self._beginning, self._trouble = False, sentence
                if is_news:
                    self.refuse(sentence)
                try_again()

        try_again = self.later(lambda: self.begin(reader))
        self._keeper.do(find_or_open, begun, failed)

    def note_displays(self) -> None:
        """The record says on which screens, and with which display checks, this Reading goes on."""
        displays = self.displays()
        reading = self.reading
        if reading is not None and reading.phase is not Phase.SIGNED and displays and displays != reading.displays:
            self.append(reading.show_on(displays))

    # ── the reader's opinion ─────────────────────────────────────────────────────────────────────────────────────

    def why_not_lock(self) -> str:
        """What is missing before the lock; empty when nothing is."""
        return self._objection(lambda reading: reading.lock(self.draft))

    def lock(self) -> None:
        """Commit the unaided opinion: on the disk first, then the phase changes. Sign, where nothing is locked."""
        if self.reading is not None and not self.reading.protocol.locks:
            self.sign()
            return
        self.ending.emit()
        self._draft_timer.stop()
        self.step(lambda reading: reading.lock(self.draft), self._reveal, Action.LOCK)

    def end_of_time(self) -> None:
        """The time is up: keep the read as it stands."""
        reading = self.reading
        if reading is not None and reading.time_is_up and not self.writing:
            self.lock() if reading.protocol.allows(reading.phase, Action.LOCK) else self.sign()

    # ── the models ───────────────────────────────────────────────────────────────────────────────────────────────

    def take_results(self, results: tuple[TaskResult, ...]) -> None:
        """Keep what the models said; it is shown after the lock, and the record says that it was there."""
        if self.reading is None:
            self._early = results
            return
        self._early = ()
        self.reading = self.reading.hold(results)
        if self.reading.phase is Phase.SIGNED and not self.reading.gives(Feedback.MODEL):
            self.revealed.emit(self.shown)
        else:
            try_again = self.later(lambda: self.take_results(results))
            self.append(self.reading.attach(results), lambda event: self._reveal(), try_again)

    def let_go_results(self) -> None:
        """What the models said is about another place than the reader asks about now: nobody shall see it."""
        self._early = ()
        if self.reading is not None:
            had = bool(self.shown)
            self.reading = self.reading.let_go()
            if had:
                self.revealed.emit(())

    def _reveal(self) -> None:
        """Write what will be shown, then show it; not before the lock."""
        reading = self.reading
        if reading is None or not reading.may_reveal:
            return
        proposal = reading.propose_reveal()
        if proposal is None:
            self.revealed.emit(self.shown)
        else:
            self.append(proposal, lambda event: self.revealed.emit(self.shown), self.later(self._reveal))

    def nothing_to_reveal(self) -> None:
        """No model answers this case: a form that waits for findings opens."""
        reading = self.reading
        if reading is not None and reading.may_reveal and reading.protocol.findings_first and not reading.has_seen:
            self.append(reading.reveal_nothing(), failed=self.later(self.nothing_to_reveal))

    def expose(self, what: str, on: bool, detail: str) -> None:
        """Note that something of a model came on or went off the screen."""
        if self.reading is not None and self.reading.phase is Phase.AIDED and self.reading.may_reveal:
            self.append(self.reading.expose(Exposure(what), on, detail))

    # ── the decision ─────────────────────────────────────────────────────────────────────────────────────────────

    def decide(
        self,
        question_id: str,
        choice: Choice,
        reason: str = "",
        final_positive: bool | None = None,
        final_confidence: int | None = None,
        final_value: float | None = None,
    ) -> None:
        """Say on one question what the final answer is, after seeing the model's.

        Left out, it is the model's (agree), the own one (keep), or the other side with the own confidence (override);
        an answer whose side changes needs a confidence of its own.
        """
        question = next((q for q in self.questions if q.question_id == question_id), None)
        if question is None:
            return
        own, model = self.opinion.answer(question_id), self.model_answers.get(question_id)
        final = Answer(question_id, final_positive, final_confidence, final_value)
        if question.valued and final_value is not None:
            final = question.answer_of(final_value)
        elif not final.given and choice is Choice.KEEP:
            final = own
        elif not final.given and choice is Choice.AGREE and model is not None:
            final = agreed_answer(question, model, own) or Answer(question_id, model.positive)
        elif not question.valued:
            side = final_positive
            if side is None:
                side = model.positive if choice is Choice.AGREE and model else not (model and model.positive)
            sure = own.confidence if final_confidence is None and side == own.positive else final_confidence
            final = Answer(question_id, side, sure)
        if not question.valued and final.confidence is None:
            self.refuse(Words("Your answer changes: say how sure you are of the new one."))
            return
        decision = Decision(question_id, choice, reason, final.positive, final.confidence, final.value)
        self.step(lambda reading: reading.decide(decision))

    def why_not_sign(self) -> str:
        """What is missing before the signature; empty when nothing is."""
        if self.in_flight or self.has_unwritten_marks:
            return BEING_WRITTEN
        if self.reading and self.phase is Phase.AIDED and self._has_unrevealed(self.reading):
            return NOT_REVEALED
        return self._objection(lambda reading: reading.sign(opinion=self.draft))

    @staticmethod
    def _has_unrevealed(reading: Reading) -> bool:
        return reading.may_reveal and bool(reading.unrevealed)

    def sign(self) -> None:
        """End the Reading; the reference standard enters the record now, where it is known and may be shown."""
        self._draft_timer.stop()
        self.ending.emit()
        reference = self._case.reference.labels if self._case else {}
        self.step(lambda reading: reading.sign(reference, self.draft), self._end, Action.SIGN)

    def _end(self) -> None:
        self._count_again()
        if self.reading is not None and self.reading.gives(Feedback.MODEL):
            self._reveal()

    def correct(
        self, question_id: str, positive: bool | None, confidence: int | None, reason: str, value: float | None = None
    ) -> None:
        """Change a final answer after signing; the signed one stays in the record."""
        self.step(lambda reading: reading.correct(question_id, positive, confidence, reason, value), self._count_again)

    def note_failure(self, sentence: str) -> None:
        """Keep a failure that the reader was told of."""
        if self.reading is not None and self.reading.phase is not Phase.SIGNED:
            self.append(self.reading.note_failure(sentence))

    def _count_again(self) -> None:
        if self.reading is not None:
            self._history.refresh(self.reading.context.reader)

    def _objection(self, propose: Callable[[Reading], object]) -> str:
        if self.reading is None:
            return self._trouble or (NO_READING if self._case is None else OPENING if self._reader else WHO)
        try:
            propose(self.reading)
        except UserError as error:
            return str(error)
        return ""
