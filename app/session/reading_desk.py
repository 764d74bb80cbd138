"""The reading desk: carries each step of a Reading through the record and back.

Every step is three lines in three places: propose (here), append (record thread), apply (here). Until the event is on
the disk nothing changes on the screen; when it cannot be written, nothing changes at all and the draft stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.reading.comparison import rows_of
from app.reading.opinion import Answer, Choice, Decision, Opinion
from app.reading.protocol import Phase, Question, ReadingProtocol, bundled_protocol
from app.reading.reading import Exposure, Reading, find_reading, open_reading, resume, study_digest
from app.reading.record import Event, Proposal
from app.reading.revelation import ModelAnswer
from app.reading.store import RecordStore
from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper
from app.statistics.summary import Summary, summarise
from imaging.errors import UserError
from imaging.study import Case
from inference.job import TaskResult
from inference.registry import task_ids

DRAFT_DELAY_MS = 400
"""A draft is written this long after the last change, and always before the lock."""

NO_READING = "No case is open for reading."


class ReadingDesk(QObject):
    """The Reading of the open case.

    Signals
    -------
    changed()
        Draft, decisions, phase, or a write that is under way.
    phase_changed(Phase), revealed(tuple of TaskResult), recorded(Event), noticed(Notice)
    statistics_changed(), states_changed()
    """

    changed = Signal()
    phase_changed = Signal(object)
    revealed = Signal(object)
    recorded = Signal(object)
    noticed = Signal(object)
    statistics_changed = Signal()
    states_changed = Signal()

    def __init__(self, keeper: RecordKeeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self.protocol: ReadingProtocol = bundled_protocol()
        self.reading: Reading | None = None
        self.draft = Opinion()
        self.writing = False  # a lock, decision or signature is on its way to the disk
        self.statistics: Summary | None = None
        self.phases: Mapping[str, Phase] = MappingProxyType({})  # study digest → phase, of this reader
        self._case: Case | None = None
        self._generation = 0
        self._early: tuple[TaskResult, ...] = ()
        self._beginning = False
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._draft_timer.timeout.connect(self._write_draft)

    # ── state that the window shows ──────────────────────────────────────────────────────────────────────────────

    @property
    def phase(self) -> Phase:
        """Unaided while there is no Reading: then nothing may be shown either."""
        return self.reading.phase if self.reading else Phase.UNAIDED

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
        self._flush_draft()
        if self.reading is not None and self.reading.phase is not Phase.SIGNED:
            self._append(self.reading.pause(), lambda event: None)
        self._generation += 1
        self._beginning = False
        self._case, self.reading, self.draft, self._early = case, None, Opinion(), ()
        self._set_writing(False)
        self.phase_changed.emit(Phase.UNAIDED)
        self.revealed.emit(())

    def begin(self, reader: str) -> None:
        """Take up the reader's Reading of this case where it was left, or open a new one."""
        case, protocol, generation = self._case, self.protocol, self._generation
        if case is None or not reader.strip() or self.reading is not None or self._beginning:
            self.changed.emit()
            return
        self._beginning = True

        def find_or_open(store: RecordStore) -> tuple[Reading, Event | None]:
            found = find_reading(store, reader, case.study.study_uid)
            if found is None:
                event = store.append(open_reading(case, reader, protocol))
                return resume([event]), event
            if found.phase is Phase.SIGNED:
                return found, None
            event = store.append(found.unpause())
            return found.apply(event), event

        def begun(result: tuple[Reading, Event | None]) -> None:
            reading, event = result
            if event is not None:
                self.recorded.emit(event)
            if generation != self._generation:
                return
            self._beginning = False
            self.reading, self.draft = reading, reading.opinion
            self.phase_changed.emit(reading.phase)
            self.changed.emit()
            if self._early:
                self.take_results(self._early)

        def failed(sentence: str) -> None:
            self._beginning = False
            self._refuse(sentence)

        self._keeper.do(find_or_open, begun, failed)

    # ── the unaided read ─────────────────────────────────────────────────────────────────────────────────────────

    def set_answer(self, question_id: str, positive: bool | None = None, confidence: int | None = None) -> None:
        """Change the draft; it is written a moment later."""
        if self.phase is not Phase.UNAIDED or self.writing:
            return
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
        if self.phase is Phase.UNAIDED and not self.writing and text != self.draft.comment:
            self._change_draft(replace(self.draft, comment=text))

    def why_not_lock(self) -> str:
        """What is missing before the lock; empty when nothing is."""
        return self._objection(lambda reading: reading.lock(self.draft))

    def lock(self) -> None:
        """Commit the unaided opinion: on the disk first, then the phase changes."""
        self._draft_timer.stop()
        self._step(lambda reading: reading.lock(self.draft), self._reveal)

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
            self._append(self.reading.attach(results), lambda event: self._reveal())

    def _reveal(self) -> None:
        """After the lock: write what will be shown, then show it."""
        reading = self.reading
        if reading is None or reading.phase is Phase.UNAIDED or reading.phase not in reading.protocol.reveal_in:
            return
        proposal = reading.propose_reveal()
        if proposal is None:
            self.revealed.emit(self.shown)
        else:
            self._append(proposal, lambda event: self.revealed.emit(self.shown))

    def expose(self, what: str, on: bool, detail: str) -> None:
        """Note that something of a model came on or went off the screen."""
        if self.reading is not None and self.reading.phase is Phase.AIDED:
            self._append(self.reading.expose(Exposure(what), on, detail), lambda event: None)

    # ── the decision ─────────────────────────────────────────────────────────────────────────────────────────────

    def decide(
        self,
        question_id: str,
        choice: Choice,
        reason: str = "",
        final_positive: bool | None = None,
        final_confidence: int | None = None,
    ) -> None:
        """Agree with the model on a question, or override it; what is left out is taken from the model or the read."""
        answer, model = self.opinion.answer(question_id), self.model_answers.get(question_id)
        agreed = model.positive if model else bool(answer.positive)
        positive = final_positive if final_positive is not None else (agreed if choice is Choice.AGREE else not agreed)
        confidence = final_confidence or answer.confidence or 50
        decision = Decision(question_id, choice, reason, positive, confidence)
        self._step(lambda reading: reading.decide(decision))

    def why_not_sign(self) -> str:
        """What is missing before the signature; empty when nothing is."""
        return self._objection(lambda reading: reading.sign())

    def sign(self) -> None:
        """End the Reading; the reference standard enters the record now, where it is known."""
        reference = self._case.reference.labels if self._case else {}
        self._step(lambda reading: reading.sign(reference), self._after_signature)

    def correct(self, question_id: str, positive: bool, confidence: int, reason: str) -> None:
        """Change a final answer after signing; the signed one stays in the record."""
        self._step(lambda reading: reading.correct(question_id, positive, confidence, reason), self._after_signature)

    def note_failure(self, sentence: str) -> None:
        """Keep a failure that the reader was told of."""
        if self.reading is not None and self.reading.phase is not Phase.SIGNED:
            self._append(self.reading.note_failure(sentence), lambda event: None)

    def _after_signature(self) -> None:
        if self.reading is not None:
            self.refresh(self.reading.context.reader)

    # ── statistics over what is in the record ────────────────────────────────────────────────────────────────────

    def refresh(self, reader: str) -> None:
        """Count anew what this reader has signed, and where each of their Readings stands."""

        def count(store: RecordStore) -> tuple[Summary, dict[str, Phase]]:
            mine = [entry for entry in store.readings() if entry.reader == reader.strip()]
            readings = [resume(store.events(entry.reading_id)) for entry in mine]
            summary = summarise(row for reading in readings for row in rows_of(reading))
            return summary, {r.context.study_digest: r.phase for r in readings}

        def counted(result: tuple[Summary, dict[str, Phase]]) -> None:
            self.statistics, self.phases = result
            self.statistics_changed.emit()
            self.states_changed.emit()

        self._keeper.do(count, counted, self._refuse)

    def phase_of(self, study_uid: str) -> Phase | None:
        """Where this reader's Reading of a study stands; None when it has not been opened."""
        return self.phases.get(study_digest(study_uid))

    # ── propose, append, apply ───────────────────────────────────────────────────────────────────────────────────

    def _step(self, propose: Callable[[Reading], Proposal], then: Callable[[], None] = lambda: None) -> None:
        if self.reading is None or self.writing:
            self._refuse(NO_READING if self.reading is None else "The step before is still being written.")
            return
        try:
            proposal = propose(self.reading)
        except UserError as error:
            self._refuse(str(error))
            return
        before = self.reading.phase
        self._set_writing(True)

        def written(event: Event) -> None:
            self._set_writing(False)
            if self.reading is not None and self.reading.phase is not before:
                self.phases = {**self.phases, self.reading.context.study_digest: self.reading.phase}
                self.phase_changed.emit(self.reading.phase)
                self.states_changed.emit()
            then()

        self._append(proposal, written)

    def _append(self, proposal: Proposal, then: Callable[[Event], None]) -> None:
        generation = self._generation

        def written(event: Event) -> None:
            self.recorded.emit(event)
            if generation == self._generation and self.reading is not None:
                self.reading = self.reading.apply(event)
                then(event)
                self.changed.emit()

        def failed(sentence: str) -> None:
            if generation == self._generation:
                self._set_writing(False)
            self._refuse(sentence)

        self._keeper.do(lambda store: store.append(proposal), written, failed)

    def _change_draft(self, draft: Opinion) -> None:
        self.draft = draft
        if self.reading is not None:
            self._draft_timer.start()
        self.changed.emit()

    def _write_draft(self) -> None:
        if self.reading is not None and self.reading.phase is Phase.UNAIDED and not self.writing:
            self._append(self.reading.save_draft(self.draft), lambda event: None)

    def _flush_draft(self) -> None:
        if self._draft_timer.isActive():
            self._draft_timer.stop()
            self._write_draft()

    def _objection(self, propose: Callable[[Reading], object]) -> str:
        if self.reading is None:
            return NO_READING if self._case is None else "Say who is reading before you read."
        try:
            propose(self.reading)
        except UserError as error:
            return str(error)
        return ""

    def _set_writing(self, writing: bool) -> None:
        self.writing = writing
        self.changed.emit()

    def _refuse(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.ERROR, sentence))
        self.changed.emit()
