"""Where a Reading stands, and how the events of the record lead there: a fold, and nothing else."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self

from app.reading import events as happened
from app.reading.display import Displays
from app.reading.events import Exposure, Happening
from app.reading.opinion import Answer, Decision, LesionMark, Opinion
from app.reading.protocol import Action, Phase, Question, ReadingProtocol
from app.reading.record import PROCESS, Context, Event
from app.reading.revelation import Held, ModelAnswer, ModelResult, held, model_answers
from app.reading.trial import CaseKind, Feedback, Trial

NOTHING_SAID = Opinion()


@dataclass(frozen=True)
class ReadingState:
    """The state of one Reading.

    Attributes
    ----------
    protocol : ReadingProtocol
        With exactly the questions that this Reading asks.
    trial : Trial or None
        Which Reading of a study this is.
    phase : Phase
    opinion : Opinion
        The draft until the lock, the locked opinion after it. Where nothing is locked: the draft, then what was signed.
    decisions : mapping of question_id to Decision
    model_answers : mapping of question_id to ModelAnswer
        What the reader has been shown; empty until the Findings were revealed.
    reference : mapping of question_id to bool
        The reference standard; empty until the read is signed, and in a study without feedback.
    reference_values : mapping of question_id to float
        The same for grades and numbers.
    aided_marks : tuple of LesionMark or None
        The marks after the findings were seen; None while they are those of the locked opinion.
    timed_out : tuple of Phase
        Phases that ended because the time was up.
    nanoseconds : mapping of Phase to int
        Time in each phase while the Case was on the screen.
    displays : tuple of DisplayState or None
        The screens of the last event that told of them, with their display checks.
    """

    context: Context
    protocol: ReadingProtocol
    phantom: bool
    phase: Phase = Phase.UNAIDED
    trial: Trial | None = None
    opinion: Opinion = NOTHING_SAID
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    corrections: Mapping[str, Answer] = field(default_factory=dict)
    model_answers: Mapping[str, ModelAnswer] = field(default_factory=dict)
    reference: Mapping[str, bool] = field(default_factory=dict)
    reference_values: Mapping[str, float] = field(default_factory=dict)
    aided_marks: tuple[LesionMark, ...] | None = None
    timed_out: tuple[Phase, ...] = ()
    nanoseconds: Mapping[Phase, int] = field(default_factory=dict)
    displays: Displays | None = None
    last_sequence: int = 0
    _held: tuple[Held, ...] = field(default=(), repr=False)
    _attached: tuple[str, ...] = field(default=(), repr=False)
    _revealed: tuple[str, ...] = field(default=(), repr=False)
    _seen: bool = field(default=False, repr=False)
    _unanswered: tuple[str, ...] = field(default=(), repr=False)
    _clock: tuple[str, int] | None = field(default=None, repr=False)
    _paused: bool = field(default=False, repr=False)

    @property
    def reading_id(self) -> str:
        """Its name in the record."""
        return self.context.reading_id

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the reader is asked about this Case."""
        return self.protocol.questions

    @property
    def final_answers(self) -> tuple[Answer, ...]:
        """The last word on every question: the correction, else the decision, else the opinion.

        Empty for a question that was not decided when the time was up: nobody knows what the reader would have said.
        """
        return tuple(self._final(question.question_id) for question in self.questions)

    @property
    def final_marks(self) -> tuple[LesionMark, ...]:
        """The last word on where lesions are."""
        return self.opinion.marks if self.aided_marks is None else self.aided_marks

    @property
    def undecided(self) -> tuple[str, ...]:
        """Questions that a model answered and the reader has not decided on yet; () where nothing was locked."""
        if not self.protocol.locks:
            return ()
        asked = (question.question_id for question in self.questions)
        return tuple(name for name in asked if name in self.model_answers and name not in self.decisions)

    def _final(self, question_id: str) -> Answer:
        if question_id in self.corrections:
            return self.corrections[question_id]
        decision = self.decisions.get(question_id)
        if decision:
            return decision.final
        return Answer(question_id) if question_id in self._unanswered else self.opinion.answer(question_id)

    # ── what may be shown and answered now ──────────────────────────────────────────────────────────────────────

    @property
    def may_reveal(self) -> bool:
        """True in a phase in which findings may be seen; never in the unaided one."""
        if self.phase is Phase.UNAIDED:
            return False
        as_feedback = self.phase is Phase.SIGNED and self.gives(Feedback.MODEL)
        return self.phase in self.protocol.reveal_in or as_feedback

    @property
    def has_seen(self) -> bool:
        """True once findings were revealed and the reader has selected one, or there was none to select."""
        return self._seen

    @property
    def form_open(self) -> bool:
        """True while answers may be given: not before the findings were seen, where they come first."""
        waits = self.protocol.findings_first and not self._seen
        return self.phase is self.protocol.opens_in and not waits and not self.time_is_up

    @property
    def shows_reference(self) -> bool:
        """True when the reference standard enters the record with the signature, and may then be shown."""
        return self.trial is None or self.gives(Feedback.TRUTH)

    def gives(self, feedback: Feedback) -> bool:
        """True when the plan of the study lets this be shown after the signature: of training cases only."""
        is_training = self.trial is not None and self.trial.kind is CaseKind.TRAINING
        return is_training and feedback in self.protocol.feedback

    def reveal(self) -> tuple[ModelResult, ...]:
        """What models found, for the screen: () before the lock, and until the record says that it was revealed.

        This is the one door. What the protocol does not show of a result is not in what comes out of it.
        """
        return tuple(entry.shown for entry in self._held if entry.key in self._revealed) if self.may_reveal else ()

    def hold(self, results: tuple[ModelResult, ...]) -> Self:
        """Keep results in memory; a newer result of a task replaces the older one. Nothing is shown by this."""
        new = {result.task: held(result, self.protocol.shows) for result in results}
        kept = tuple(entry for entry in self._held if entry.task not in new)
        return replace(self, _held=kept + tuple(new.values()))

    def let_go(self) -> Self:
        """Forget the results in memory: they answer another question than the one that is asked now."""
        return replace(self, _held=())

    @property
    def unrevealed(self) -> tuple[Held, ...]:
        """Results that the record knows of and that were not shown yet."""
        return tuple(e for e in self._held if e.key in self._attached and e.key not in self._revealed)

    # ── time ────────────────────────────────────────────────────────────────────────────────────────────────────

    def seconds_in(self, phase: Phase) -> float:
        """Time spent in a phase, up to the last event."""
        return self.nanoseconds.get(phase, 0) / 1e9

    def seconds_left(self, now_ns: int | None = None) -> float | None:
        """How long this phase may still last, 0 at least; None without a limit, and after the signature.

        Parameters
        ----------
        now_ns : int, optional
            Time of the monotonic clock; the present one by default.
        """
        limit = self.protocol.time_limit_seconds
        if not limit or self.phase is Phase.SIGNED:
            return None
        running = 0
        if self._clock is not None and self._clock[0] == PROCESS:
            running = max((time.monotonic_ns() if now_ns is None else now_ns) - self._clock[1], 0)
        return max(0.0, limit - (self.nanoseconds.get(self.phase, 0) + running) / 1e9)

    @property
    def time_is_up(self) -> bool:
        """True when this phase has lasted as long as it may."""
        return self.seconds_left() == 0.0

    # ── applying what the record holds ──────────────────────────────────────────────────────────────────────────

    def apply(self, event: Event) -> Self:
        """The Reading after an event that **is in the record**.

        Raises
        ------
        ValueError
            When the event is of another Reading, not the next one, or against the protocol.
        """
        if event.context != self.context or event.sequence != self.last_sequence + 1:
            raise ValueError(f"event {event.sequence} does not follow event {self.last_sequence} of this reading")
        return replace(self._timed(event)._after(event.happening), last_sequence=event.sequence)

    def _after(self, what: Happening) -> Self:
        match what:
            case happened.ReadingOpened(displays=displays):
                self._must_be(self.last_sequence == 0, what)
                return replace(self, displays=displays)
            case happened.ReadingResumed(displays) | happened.DisplayChanged(displays):
                return replace(self, displays=displays)
            case happened.DraftSaved(opinion):
                waits = self.protocol.findings_first and not self._seen
                self._must_be(self.phase is self.protocol.opens_in and not waits, what)
                return replace(self, opinion=opinion)
            case happened.ModelResultsAttached(results):
                keys = tuple(f"{result.task} {result.findings_digest}" for result in results)
                return replace(self, _attached=self._attached + keys)
            case happened.FindingsRevealed():
                return self._after_reveal(what)
            case happened.ExposureChanged(exposure, on):
                looked = exposure is Exposure.FINDING and on and bool(self._revealed)
                return replace(self, _seen=self._seen or looked)
            case happened.ReadSigned():
                return self._after_signature(what)
            case happened.ReadCorrected(answer):
                self._must_be(self.phase is Phase.SIGNED and self.trial is None, what)
                return replace(self, corrections=MappingProxyType({**self.corrections, answer.question_id: answer}))
        return self._after_step(what)

    def _after_step(self, what: Happening) -> Self:
        match what:
            case happened.UnaidedReadLocked(opinion, timed_out):
                self._must_be(self.protocol.allows(self.phase, Action.LOCK) and self._may_time_out(timed_out), what)
                ended = (*self.timed_out, self.phase) if timed_out else self.timed_out
                phase = self.protocol.next_phase(self.phase, Action.LOCK)
                return replace(self, opinion=opinion, phase=phase, timed_out=ended)
            case happened.MarksSaved(marks):
                self._must_be(self.phase is Phase.AIDED and self.protocol.locks, what)
                return replace(self, aided_marks=marks)
            case happened.DecisionMade(decision):
                self._must_be(self.phase is Phase.AIDED and self.protocol.locks, what)
                return replace(self, decisions=MappingProxyType({**self.decisions, decision.question_id: decision}))
        return self  # views, windows, pauses and failures are kept in the record only

    def _after_reveal(self, what: happened.FindingsRevealed) -> Self:
        self._must_be(self.may_reveal, what)
        keys = tuple(f"{task} {known}" for task, known in what.digests.items())
        answers = MappingProxyType({**self.model_answers, **model_answers(what, self.questions)})
        decided = {n: d for n, d in self.decisions.items() if n not in answers or answers[n].allows(d)}
        return replace(
            self,
            _revealed=self._revealed + keys,
            model_answers=answers,
            decisions=MappingProxyType(decided),
            _seen=self._seen or not what.findings,
        )

    def _after_signature(self, what: happened.ReadSigned) -> Self:
        allowed = self.protocol.allows(self.phase, Action.SIGN) and self._may_time_out(what.timed_out)
        self._must_be(allowed and (self.shows_reference or not (what.reference or what.reference_values)), what)
        return replace(
            self,
            phase=self.protocol.next_phase(self.phase, Action.SIGN),
            opinion=what.opinion or self.opinion,
            reference=what.reference,
            reference_values=what.reference_values or MappingProxyType({}),
            timed_out=(*self.timed_out, self.phase) if what.timed_out else self.timed_out,
            _unanswered=self.undecided if what.timed_out else (),
        )

    def _may_time_out(self, timed_out: bool) -> bool:
        """No phase has run out of time before the time was up."""
        limit = self.protocol.time_limit_seconds
        return not timed_out or (limit > 0 and self.nanoseconds.get(self.phase, 0) >= limit * 10**9)

    def _timed(self, event: Event) -> Self:
        """Count the time since the last event to the phase in which it was spent."""
        times = dict(self.nanoseconds)
        if self._clock and self._clock[0] == event.process and not isinstance(event.happening, happened.ReadingResumed):
            times[self.phase] = times.get(self.phase, 0) + max(event.monotonic_ns - self._clock[1], 0)
        paused = self._paused and not isinstance(event.happening, happened.ReadingResumed)
        paused = paused or isinstance(event.happening, happened.ReadingPaused)
        clock = None if paused else (event.process, event.monotonic_ns)
        return replace(self, nanoseconds=MappingProxyType(times), _clock=clock, _paused=paused)

    def _must_be(self, allowed: bool, what: Happening) -> None:
        if not allowed:
            raise ValueError(f"{type(what).__name__} is against the protocol in the {self.phase} phase")
