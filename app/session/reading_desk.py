"""The reading desk: the read form, the models' answers and the decision on the open case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.reading.display import Displays
from app.reading.opinion import Answer, Choice, Decision, Opinion
from app.reading.protocol import Action, Phase, Question, ReadingProtocol, bundled_protocol
from app.reading.reading import Exposure, Reading, find_reading, open_reading, resume
from app.reading.record import Event
from app.reading.record_store import RecordStore
from app.reading.revelation import ModelAnswer
from app.session.reading_history import ReadingHistory
from app.session.record_keeper import RecordKeeper
from app.session.recorded_reading import NO_READING, RETRY_MS, RecordedReading
from imaging.errors import UserError
from imaging.study import Case
from inference.job import TaskResult
from inference.registry import task_ids

DRAFT_DELAY_MS = 400
"""A draft is written this long after the last change, and always before the case is left."""

WHO = "Say who is reading before you read."
OPENING = "The record is being opened."
BEING_WRITTEN = "The read is being written."
STILL_SEARCHING = "The rest of this study is still being searched."
SEARCH_STOPPED = "The search was stopped and images may be missing: open the study's folder again to read it."
MODELS_RUNNING = "The models are still running: wait for them, or stop them with Esc."
NOT_REVEALED = "What the models found is not in the record yet; it is tried again in a moment."


class ReadingDesk(RecordedReading):
    """The Reading of the open case.

    Signals
    -------
    revealed(tuple of TaskResult)
        What the models found, after the lock; empty when another case is opened.
    """

    revealed = Signal(object)

    def __init__(self, keeper: RecordKeeper, history: ReadingHistory, parent: QObject | None = None) -> None:
        super().__init__(keeper, history, parent)
        self.protocol: ReadingProtocol = bundled_protocol()
        self.draft = Opinion()
        self.displays: Callable[[], Displays | None] = lambda: None  # the window knows them
        self._case: Case | None = None
        self._reader = ""
        self._trouble = ""  # why the Reading could not begin
        self._beginning = False
        self._early: tuple[TaskResult, ...] = ()
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.timeout.connect(self._write_draft)

    # ── state that the window shows ──────────────────────────────────────────────────────────────────────────────

    @property
    def phase(self) -> Phase:
        """Unaided while there is no Reading: then nothing may be shown either."""
        return self.reading.phase if self.reading else Phase.UNAIDED

    @property
    def is_open(self) -> bool:
        """True while the reader may change the read form."""
        return self.reading is not None and self.reading.phase is Phase.UNAIDED and not self.writing

    @property
    def questions(self) -> tuple[Question, ...]:
        """What this case is asked, also before the Reading has begun."""
        if self.reading is not None:
            return self.reading.questions
        return self.protocol.questions_for(self._case) if self._case else ()

    @property
    def opinion(self) -> Opinion:
        """The draft, and after the lock the locked opinion."""
        if self.reading is None or self.reading.phase is Phase.UNAIDED:
            return self.draft
        return self.reading.opinion

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
        """Tasks that answer a question of this case."""
        asked = {question.question_id.split("/")[0] for question in self.questions}
        return tuple(task for task in task_ids() if task in asked)

    # ── beginning and leaving ────────────────────────────────────────────────────────────────────────────────────

    def look_at(self, case: Case | None) -> None:
        """Leave the case before; `begin` starts the Reading once all of the new one is known."""
        self._draft_timer.stop()
        if self.reading is not None and self.reading.phase is not Phase.SIGNED:
            if self.is_open and self.draft != self.reading.opinion:
                self.append(self.reading.save_draft(self.draft))
            self.append(self.reading.pause())
        self.forget()
        self._case, self.draft, self._early = case, Opinion(), ()
        self._reader, self._trouble, self._beginning = "", "", False
        self.phase_changed.emit(Phase.UNAIDED)
        self.revealed.emit(())

    def begin(self, reader: str) -> None:
        """Take up the reader's Reading of this case where it was left, or open a new one."""
        case, protocol, generation = self._case, self.protocol, self._generation
        self._reader = reader.strip()
        if case is None or not self._reader or self.reading is not None or self._beginning:
            self.changed.emit()
            return
        self._beginning = True

        def find_or_open(store: RecordStore) -> tuple[Reading, Event | None]:
            found = find_reading(store, reader, case.study.study_uid)
            if found is None:
                event = store.append(open_reading(case, reader, protocol, self.displays()))
                return resume([event]), event
            if found.phase is Phase.SIGNED:
                return found, None
            event = store.append(found.unpause(self.displays()))
            return found.apply(event), event

        def begun(result: tuple[Reading, Event | None]) -> None:
            reading, event = result
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

    # ── the unaided read ─────────────────────────────────────────────────────────────────────────────────────────

    def set_answer(self, question_id: str, positive: bool | None = None, confidence: int | None = None) -> None:
        """Change the draft; it is written a moment later."""
        old = self.draft.answer(question_id)
        new = Answer(
            question_id,
            old.positive if positive is None else positive,
            old.confidence if confidence is None else confidence,
        )
        others = tuple(a for a in self.draft.answers if a.question_id != question_id)
        self._change_draft(replace(self.draft, answers=(*others, new)))

    def set_comment(self, text: str) -> None:
        """Change the draft's comment."""
        if text != self.draft.comment:
            self._change_draft(replace(self.draft, comment=text))

    def why_not_lock(self) -> str:
        """What is missing before the lock; empty when nothing is."""
        return self._objection(lambda reading: reading.lock(self.draft))

    def lock(self) -> None:
        """Commit the unaided opinion: on the disk first, then the phase changes."""
        self._draft_timer.stop()
        self.step(lambda reading: reading.lock(self.draft), self._reveal, Action.LOCK)

    def _change_draft(self, draft: Opinion) -> None:
        if self.is_open:
            self.draft = draft
            self._draft_timer.start(DRAFT_DELAY_MS)
            self.changed.emit()

    def _write_draft(self) -> None:
        if self.reading is not None and self.is_open and self.draft != self.reading.opinion:
            try_again = self.later(lambda: self._draft_timer.start(RETRY_MS))
            self.append(self.reading.save_draft(self.draft), failed=try_again)

    # ── the models ───────────────────────────────────────────────────────────────────────────────────────────────

    def take_results(self, results: tuple[TaskResult, ...]) -> None:
        """Keep what the models said; it is shown after the lock, and the record says that it was there."""
        if self.reading is None:
            self._early = results
            return
        self._early = ()
        self.reading = self.reading.hold(results)
        if self.reading.phase is Phase.SIGNED:
            self.revealed.emit(self.shown)
        else:
            try_again = self.later(lambda: self.take_results(results))
            self.append(self.reading.attach(results), lambda event: self._reveal(), try_again)

    def _reveal(self) -> None:
        """After the lock: write what will be shown, then show it."""
        reading = self.reading
        if reading is None or reading.phase is Phase.UNAIDED or reading.phase not in reading.protocol.reveal_in:
            return
        proposal = reading.propose_reveal()
        if proposal is None:
            self.revealed.emit(self.shown)
        else:
            self.append(proposal, lambda event: self.revealed.emit(self.shown), self.later(self._reveal))

    def expose(self, what: str, on: bool, detail: str) -> None:
        """Note that something of a model came on or went off the screen."""
        if self.reading is not None and self.reading.phase is Phase.AIDED:
            self.append(self.reading.expose(Exposure(what), on, detail))

    # ── the decision ─────────────────────────────────────────────────────────────────────────────────────────────

    def decide(
        self,
        question_id: str,
        choice: Choice,
        reason: str = "",
        final_positive: bool | None = None,
        final_confidence: int | None = None,
    ) -> None:
        """Agree with the model on a question, or override it.

        Left out, the final answer is the model's (agree) or the other one (override), and the confidence that of the
        unaided answer when the final one is the same. An answer that changes needs a confidence of its own.
        """
        answer, model = self.opinion.answer(question_id), self.model_answers.get(question_id)
        if final_positive is None:
            of_model = model.positive if model else bool(answer.positive)
            final_positive = of_model if choice is Choice.AGREE else not of_model
        if final_confidence is None and final_positive == answer.positive:
            final_confidence = answer.confidence
        if final_confidence is None:
            self.refuse("Your answer changes: say how sure you are of the new one.")
            return
        decision = Decision(question_id, choice, reason, final_positive, final_confidence)
        self.step(lambda reading: reading.decide(decision))

    def why_not_sign(self) -> str:
        """What is missing before the signature; empty when nothing is."""
        if self.in_flight:
            return BEING_WRITTEN
        if self.reading and self.phase is Phase.AIDED and self._has_unrevealed(self.reading):
            return NOT_REVEALED
        return self._objection(lambda reading: reading.sign())

    @staticmethod
    def _has_unrevealed(reading: Reading) -> bool:
        return reading.phase in reading.protocol.reveal_in and reading.propose_reveal() is not None

    def sign(self) -> None:
        """End the Reading; the reference standard enters the record now, where it is known."""
        reference = self._case.reference.labels if self._case else {}
        self.step(lambda reading: reading.sign(reference), self._count_again, Action.SIGN)

    def correct(self, question_id: str, positive: bool, confidence: int, reason: str) -> None:
        """Change a final answer after signing; the signed one stays in the record."""
        self.step(lambda reading: reading.correct(question_id, positive, confidence, reason), self._count_again)

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
