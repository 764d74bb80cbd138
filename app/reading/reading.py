"""A Reading: one Reader × one Case, from the open study to the signature.

A Reading is a value. It never writes; each step is three lines that different threads may run:

    proposal = reading.lock(opinion)     # main thread: check the rules; a `UserError` is a sentence for the screen
    event = store.append(proposal)       # record thread: on disk, or a `UserError` and nothing has changed
    reading = reading.apply(event)       # main thread: only now the phase changes

Append and apply in the order of the proposals. `commit` does the three in one, for tests and the command line;
`resume` folds the events of a half-finished Reading back into one.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.reading import events as happened
from app.reading.answer_rules import check_answers, check_complete
from app.reading.display import Displays
from app.reading.events import Exposure, Happening
from app.reading.opinion import Answer, Choice, Decision, Opinion
from app.reading.protocol import Action, Phase, Question, ReadingProtocol
from app.reading.record import Context, Event, Proposal, digest, propose
from app.reading.record_store import RecordStore
from app.reading.revelation import ModelAnswer, ModelResult, attached, findings_digest, model_answers, revealed
from imaging.errors import UserError
from imaging.study import Case

__all__ = [
    "Answer",
    "Choice",
    "Decision",
    "Exposure",
    "ModelAnswer",
    "ModelResult",
    "Opinion",
    "Reading",
    "commit",
    "find_reading",
    "open_reading",
    "resume",
    "study_digest",
]

CLOSED = "The findings stay closed until your read is locked."
NOTHING_SAID = Opinion()
SIGNED = "This read is signed: correct it instead."


@dataclass(frozen=True)
class Reading:
    """The state of one Reading; see the module for how it moves.

    Attributes
    ----------
    protocol : ReadingProtocol
        With exactly the questions that this Reading asks.
    phase : Phase
    opinion : Opinion
        The draft until the lock, the locked opinion after it.
    decisions : mapping of question_id to Decision
    model_answers : mapping of question_id to ModelAnswer
        What the reader has been shown; empty until the Findings were revealed.
    reference : mapping of question_id to bool
        The reference standard; empty until the read is signed.
    nanoseconds : mapping of Phase to int
        Time in each phase while the Case was on the screen.
    displays : tuple of DisplayState or None
        The screens of the last event that told of them, with their display checks.
    """

    context: Context
    protocol: ReadingProtocol
    phantom: bool
    phase: Phase = Phase.UNAIDED
    opinion: Opinion = NOTHING_SAID
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    corrections: Mapping[str, Answer] = field(default_factory=dict)
    model_answers: Mapping[str, ModelAnswer] = field(default_factory=dict)
    reference: Mapping[str, bool] = field(default_factory=dict)
    nanoseconds: Mapping[Phase, int] = field(default_factory=dict)
    displays: Displays | None = None
    last_sequence: int = 0
    _held: tuple[tuple[str, ModelResult], ...] = field(default=(), repr=False)
    _attached: tuple[str, ...] = field(default=(), repr=False)
    _revealed: tuple[str, ...] = field(default=(), repr=False)
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
        """The last word on every question: the correction, else the decision, else the opinion."""
        return tuple(self._final(question.question_id) for question in self.questions)

    @property
    def undecided(self) -> tuple[str, ...]:
        """Questions that a model answered and the reader has not decided on yet."""
        asked = (question.question_id for question in self.questions)
        return tuple(name for name in asked if name in self.model_answers and name not in self.decisions)

    def seconds_in(self, phase: Phase) -> float:
        """Time spent in a phase, up to the last event."""
        return self.nanoseconds.get(phase, 0) / 1e9

    # ── the one door ────────────────────────────────────────────────────────────────────────────────────────────

    def reveal(self) -> tuple[ModelResult, ...]:
        """What models found, for the screen: () before the lock, and until the record says that it was revealed."""
        if self.phase is Phase.UNAIDED or self.phase not in self.protocol.reveal_in:
            return ()
        return tuple(result for known, result in self._held if known in self._revealed)

    def hold(self, results: tuple[ModelResult, ...]) -> "Reading":
        """Keep results in memory; a newer result of a task replaces the older one. Nothing is shown by this."""
        new = {result.task: (_key(result), result) for result in results}
        kept = tuple(entry for entry in self._held if entry[1].task not in new)
        return replace(self, _held=kept + tuple(new.values()))

    # ── proposals ───────────────────────────────────────────────────────────────────────────────────────────────

    def save_draft(self, opinion: Opinion) -> Proposal:
        """Keep the read form as it stands."""
        self._only_in(Phase.UNAIDED, "This read is locked: the unaided answers stay as they are.")
        check_answers(self.protocol, opinion.answers)
        return self._propose(happened.DraftSaved(opinion))

    def attach(self, results: tuple[ModelResult, ...]) -> Proposal:
        """Note that models answered, without their answers; `hold` keeps those."""
        if self.phase is Phase.SIGNED:
            raise UserError("This read is signed: a model's answer that comes later is not part of it.")
        return self._propose(happened.ModelResultsAttached(tuple(attached(result) for result in results)))

    def lock(self, opinion: Opinion) -> Proposal:
        """Commit the unaided opinion.

        Raises
        ------
        UserError
            When the protocol does not lock in this phase, or a question is not answered.
        """
        self.protocol.next_phase(self.phase, Action.LOCK)
        check_complete(self.protocol, opinion)
        return self._propose(happened.UnaidedReadLocked(opinion))

    def propose_reveal(self) -> Proposal | None:
        """Note what will be shown; None when there is nothing new. Apply its event, then call `reveal`.

        Raises
        ------
        UserError
            Before the lock, and in a protocol that shows nothing.
        """
        if self.phase is Phase.UNAIDED or self.phase not in self.protocol.reveal_in:
            raise UserError(CLOSED if self.protocol.reveal_in else "This reading protocol shows no findings.")
        if self.phase is Phase.SIGNED:
            return None  # what was not seen before the signature is not part of the read
        new = [result for key, result in self._held if key in self._attached and key not in self._revealed]
        return self._propose(revealed(new)) if new else None

    def expose(self, exposure: Exposure, on: bool, detail: str = "") -> Proposal:
        """Note that boxes or a map came on or went off, or which slice is looked at."""
        if self.phase not in self.protocol.reveal_in:
            raise UserError(CLOSED)
        return self._propose(happened.ExposureChanged(exposure, on, detail))

    def decide(self, decision: Decision) -> Proposal:
        """Agree with the model or override it, on one question.

        Raises
        ------
        UserError
            Outside the aided phase; for a question that no model answered; for an override without a reason, and for
            an agreement whose final answer is not the model's.
        """
        if self.phase is Phase.SIGNED:
            raise UserError(SIGNED)
        self._only_in(Phase.AIDED, CLOSED)
        question = self.protocol.question(decision.question_id)
        answer = self.model_answers.get(decision.question_id)
        if answer is None:
            raise UserError(f"No model answered “{question.text}”: your locked answer stands.")
        if decision.choice is Choice.OVERRIDE and not decision.reason.strip():
            raise UserError("An override needs a reason: say in a few words why the model is not right.")
        if decision.choice is Choice.AGREE and decision.final_positive != answer.positive:
            raise UserError("You agree with the model, but your final answer is not the model's: choose override.")
        check_answers(self.protocol, [Answer(decision.question_id, decision.final_positive, decision.final_confidence)])
        return self._propose(happened.DecisionMade(decision))

    def sign(self, reference: Mapping[str, bool] | None = None) -> Proposal:
        """End the Reading.

        Parameters
        ----------
        reference : mapping of question_id to bool
            The labels of `Case.reference`, which the record takes now and never before.

        Raises
        ------
        UserError
            When the protocol does not sign in this phase, or something is not answered or not decided.
        """
        self.protocol.next_phase(self.phase, Action.SIGN)
        if self.phase is Phase.UNAIDED:
            check_complete(self.protocol, self.opinion)
        if self.undecided:
            first, rest = self.protocol.question(self.undecided[0]).text, len(self.undecided) - 1
            raise UserError(f"Agree or override before you sign: “{first}”{f' and {rest} more' if rest else ''}")
        asked = {question.question_id for question in self.questions}
        known = {name: bool(value) for name, value in (reference or {}).items() if name in asked}
        return self._propose(happened.ReadSigned(self.final_answers, known))

    def correct(self, question_id: str, positive: bool, confidence: int, reason: str) -> Proposal:
        """Change a final answer after signing; the signed one stays in the record."""
        self._only_in(Phase.SIGNED, "This read is not signed yet: change your answer instead of correcting it.")
        if not reason.strip():
            raise UserError("A correction needs a reason: say in a few words what was wrong.")
        answer = Answer(question_id, positive, confidence)
        check_answers(self.protocol, [answer])
        return self._propose(happened.ReadCorrected(answer, reason))

    def pause(self) -> Proposal:
        """Note that the Case left the screen; the clock stops."""
        return self._propose(happened.ReadingPaused())

    def unpause(self, displays: Displays | None = None) -> Proposal:
        """Note that the Case is on the screen again, in this run of the program or a later one."""
        return self._propose(happened.ReadingResumed(displays))

    def show_on(self, displays: Displays) -> Proposal:
        """Note that the Case is on another screen now, or that its screen was checked."""
        return self._propose(happened.DisplayChanged(displays))

    def note_failure(self, sentence: str) -> Proposal:
        """Note a failure that the reader was told of."""
        return self._propose(happened.FailureNoted(sentence))

    # ── applying what the record holds ──────────────────────────────────────────────────────────────────────────

    def apply(self, event: Event) -> "Reading":
        """The Reading after an event that **is in the record**.

        Raises
        ------
        ValueError
            When the event is of another Reading, not the next one, or against the protocol.
        """
        if event.context != self.context or event.sequence != self.last_sequence + 1:
            raise ValueError(f"event {event.sequence} does not follow event {self.last_sequence} of this reading")
        return replace(self._timed(event)._after(event.happening), last_sequence=event.sequence)

    def _after(self, what: Happening) -> "Reading":
        match what:
            case happened.DraftSaved(opinion):
                self._must_be(self.phase is Phase.UNAIDED, what)
                return replace(self, opinion=opinion)
            case happened.ModelResultsAttached(results):
                keys = tuple(f"{result.task} {result.findings_digest}" for result in results)
                return replace(self, _attached=self._attached + keys)
            case happened.UnaidedReadLocked(opinion):
                self._must_be(self.protocol.allows(self.phase, Action.LOCK), what)
                return replace(self, opinion=opinion, phase=self.protocol.next_phase(self.phase, Action.LOCK))
            case happened.FindingsRevealed(digests):
                self._must_be(self.phase is not Phase.UNAIDED and self.phase in self.protocol.reveal_in, what)
                keys = tuple(f"{task} {known}" for task, known in digests.items())
                answers = MappingProxyType({**self.model_answers, **model_answers(what)})
                held = {n: d for n, d in self.decisions.items() if n not in answers or answers[n].allows(d)}
                return replace(self, _revealed=self._revealed + keys, model_answers=answers, decisions=held)
            case happened.DecisionMade(decision):
                self._must_be(self.phase is Phase.AIDED, what)
                return replace(self, decisions=MappingProxyType({**self.decisions, decision.question_id: decision}))
            case happened.ReadSigned(_, reference):
                self._must_be(self.protocol.allows(self.phase, Action.SIGN), what)
                return replace(self, phase=self.protocol.next_phase(self.phase, Action.SIGN), reference=reference)
            case happened.ReadCorrected(answer):
                self._must_be(self.phase is Phase.SIGNED, what)
                return replace(self, corrections=MappingProxyType({**self.corrections, answer.question_id: answer}))
            case happened.ReadingOpened(displays=displays):
                self._must_be(self.last_sequence == 0, what)
                return replace(self, displays=displays)
            case happened.ReadingResumed(displays) | happened.DisplayChanged(displays):
                return replace(self, displays=displays)
        return self  # exposure, pauses and failures are kept in the record only

    def _timed(self, event: Event) -> "Reading":
        """Count the time since the last event to the phase in which it was spent."""
        times = dict(self.nanoseconds)
        if self._clock and self._clock[0] == event.process and not isinstance(event.happening, happened.ReadingResumed):
            times[self.phase] = times.get(self.phase, 0) + max(event.monotonic_ns - self._clock[1], 0)
        paused = self._paused and not isinstance(event.happening, happened.ReadingResumed)
        paused = paused or isinstance(event.happening, happened.ReadingPaused)
        clock = None if paused else (event.process, event.monotonic_ns)
        return replace(self, nanoseconds=MappingProxyType(times), _clock=clock, _paused=paused)

    # ── rules ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _propose(self, happening: Happening) -> Proposal:
        return propose(self.context, happening)

    def _final(self, question_id: str) -> Answer:
        if question_id in self.corrections:
            return self.corrections[question_id]
        decision = self.decisions.get(question_id)
        if decision:
            return Answer(question_id, decision.final_positive, decision.final_confidence)
        return self.opinion.answer(question_id)

    def _only_in(self, phase: Phase, sentence: str) -> None:
        if self.phase is not phase:
            raise UserError(sentence)

    def _must_be(self, allowed: bool, what: Happening) -> None:
        if not allowed:
            raise ValueError(f"{type(what).__name__} is against the protocol in the {self.phase} phase")


def study_digest(study_uid: str) -> str:
    """How the record names a Study: SHA-256 of its UID."""
    return digest(study_uid)


def open_reading(case: Case, reader: str, protocol: ReadingProtocol, displays: Displays | None = None) -> Proposal:
    """Begin a Reading of a Case; `resume` the single event for its first state.

    Raises
    ------
    UserError
        When the reader has no name.
    """
    if not reader.strip():
        raise UserError("Say who is reading before you open a case.")
    context = Context(uuid.uuid4().hex, reader.strip(), study_digest(case.study.study_uid), protocol.digest)
    return propose(context, happened.ReadingOpened(protocol.for_case(case), case.study.is_phantom, displays))


def resume(events: Iterable[Event]) -> Reading:
    """Fold the events of a Reading.

    Raises
    ------
    UserError
        When they do not make a Reading: the record was changed. `overread record verify` says where.
    """
    chain = tuple(events)
    try:
        if not chain or not isinstance(chain[0].happening, happened.ReadingOpened):
            raise ValueError("the beginning is missing")
        opened = chain[0].happening
        reading = Reading(chain[0].context, opened.protocol, opened.phantom)
        for event in chain:
            reading = reading.apply(event)
    except ValueError as error:
        raise UserError(f"This reading cannot be taken up again: {error}. Run “overread record verify”.") from error
    return reading


def commit(reading: Reading, store: RecordStore, proposal: Proposal) -> Reading:
    """Append, then apply: the three steps in one, for tests and the command line."""
    return reading.apply(store.append(proposal))


def find_reading(store: RecordStore, reader: str, study_uid: str) -> Reading | None:
    """The latest Reading of this Study by this reader, signed or not; None when there is none."""
    wanted = (reader.strip().casefold(), study_digest(study_uid))
    mine = [entry for entry in store.readings() if (entry.reader.casefold(), entry.study_digest) == wanted]
    return resume(store.events(mine[-1].reading_id)) if mine else None


def _key(result: ModelResult) -> str:
    return f"{result.task} {findings_digest(result)}"
