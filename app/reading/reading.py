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
from dataclasses import dataclass

from app.reading import events as happened
from app.reading.answer_rules import (
    check_answers,
    check_complete,
    check_decision,
    check_marks,
    check_opinion,
    check_rated,
)
from app.reading.display import Displays
from app.reading.events import Exposure, Happening, View
from app.reading.opinion import Answer, Choice, Decision, LesionMark, Opinion
from app.reading.protocol import Action, Phase, ReadingProtocol, Scale
from app.reading.reading_state import ReadingState
from app.reading.record import Context, Event, Proposal, digest, propose
from app.reading.record_store import RecordStore
from app.reading.revelation import ModelAnswer, ModelResult, attached, revealed
from app.reading.trial import Feedback, Trial
from imaging.errors import UserError
from imaging.study import Case
from imaging.words import Words

__all__ = [
    "Answer",
    "Choice",
    "Decision",
    "Exposure",
    "LesionMark",
    "ModelAnswer",
    "ModelResult",
    "Opinion",
    "Reading",
    "Trial",
    "commit",
    "find_reading",
    "open_reading",
    "resume",
    "study_digest",
]

CLOSED = Words("The findings stay closed until your read is locked.")
SHOWS_NOTHING = Words("This reading protocol shows no findings.")
LOCKED = Words("This read is locked: the unaided answers stay as they are.")
SIGNED = Words("This read is signed: correct it instead.")
IN_A_STUDY = Words("This read belongs to a study: after the signature it stays as it is.")
TIME_IS_UP = Words("The time for this read is up: it is kept as it stands.")
FINDINGS_FIRST = Words("Look at the findings first: select one of them, then answer.")
ONE_OPINION = Words("Here your answers are the decision: change them in the read form, then sign.")


@dataclass(frozen=True)
class Reading(ReadingState):
    """The state of one Reading, and the steps that may be proposed from it; see the module for how it moves."""

    # ── the reader's answers ────────────────────────────────────────────────────────────────────────────────────

    def save_draft(self, opinion: Opinion) -> Proposal:
        """Keep the read form as it stands."""
        self._must_be_open()
        check_opinion(self.protocol, opinion)
        return self._propose(happened.DraftSaved(opinion))

    def lock(self, opinion: Opinion) -> Proposal:
        """Commit the unaided opinion; once the time is up, as far as it has come.

        Raises
        ------
        UserError
            When the protocol does not lock in this phase, or a question is not answered.
        """
        self.protocol.next_phase(self.phase, Action.LOCK)
        timed_out = self.time_is_up
        (check_opinion if timed_out else check_complete)(self.protocol, opinion)
        return self._propose(happened.UnaidedReadLocked(opinion, timed_out))

    def save_marks(self, marks: tuple[LesionMark, ...]) -> Proposal:
        """Keep the marks as they stand after the findings were seen; the locked ones stay in the record."""
        self._must_be_aided()
        if self.time_is_up:
            raise UserError(TIME_IS_UP)
        check_marks(self.protocol, marks)
        return self._propose(happened.MarksSaved(marks))

    def decide(self, decision: Decision) -> Proposal:
        """Say on one question what the final answer is, after the findings were seen.

        Raises
        ------
        UserError
            Outside the aided phase; for a question that no model answered; for an override without a reason, and for
            an agreement whose final answer is not the model's.
        """
        self._must_be_aided()
        if self.time_is_up:
            raise UserError(TIME_IS_UP)
        question = self.protocol.question(decision.question_id)
        model = self.model_answers.get(decision.question_id)
        check_decision(question, model, self.opinion.answer(decision.question_id), decision)
        return self._propose(happened.DecisionMade(decision))

    def sign(self, reference: Mapping[str, bool | float] | None = None, opinion: Opinion | None = None) -> Proposal:
        """End the Reading; once the time is up, as far as it has come.

        Parameters
        ----------
        reference : mapping of question_id to bool or float
            What is true, which the record takes now and never before; in a study only where it gives feedback.
        opinion : Opinion, optional
            Where one opinion is signed: that opinion; the saved draft by default.

        Raises
        ------
        UserError
            When the protocol does not sign in this phase, or something is not answered or not decided.
        """
        self.protocol.next_phase(self.phase, Action.SIGN)
        timed_out = self.time_is_up
        signed: Opinion | None = None
        marks: tuple[LesionMark, ...] | None = None
        if self.protocol.locks:
            if not timed_out:
                self._must_be_decided()
            final = self._final_answers(timed_out)
            marks = self.final_marks if any(question.drawn for question in self.questions) else None
        else:
            signed = self._signed_opinion(opinion, timed_out)
            final = tuple(signed.answer(question.question_id) for question in self.questions)
        known, values = self._known(reference or {}) if self.shows_reference else ({}, {})
        return self._propose(happened.ReadSigned(final, known, values or None, signed, marks, timed_out))

    def _must_be_decided(self) -> None:
        if self.undecided:
            first, rest = self.protocol.question(self.undecided[0]), len(self.undecided) - 1
            more = Words(" and {count} more", count=rest) if rest else ""
            if self.model_answers[first.question_id].withheld:
                raise UserError("Keep or change before you sign: “{question}”{more}", question=first.text, more=more)
            raise UserError("Agree or override before you sign: “{question}”{more}", question=first.text, more=more)
        for question, answer in zip(self.questions, self.final_answers, strict=True):
            marks = tuple(mark for mark in self.final_marks if mark.question_id == question.question_id)
            check_rated(question, answer, marks)

    def _signed_opinion(self, opinion: Opinion | None, timed_out: bool) -> Opinion:
        signed = self.opinion if opinion is None else opinion
        if self.protocol.findings_first and not self.has_seen and not timed_out:
            raise UserError(FINDINGS_FIRST)
        (check_opinion if timed_out else check_complete)(self.protocol, signed)
        return signed

    def _final_answers(self, timed_out: bool) -> tuple[Answer, ...]:
        missing = self.undecided if timed_out else ()
        return tuple(Answer(a.question_id) if a.question_id in missing else a for a in self.final_answers)

    def _known(self, reference: Mapping[str, bool | float]) -> tuple[dict[str, bool], dict[str, float]]:
        """What is true of the questions that are asked: sides, and values of grades and numbers."""
        sides: dict[str, bool] = {}
        values: dict[str, float] = {}
        for question in self.questions:
            true = reference.get(question.question_id)
            if true is None:
                continue
            if question.kind in (Scale.BINARY, Scale.YES_NO):
                sides[question.question_id] = bool(true)
            else:
                values[question.question_id] = float(true)
                side = question.positive_of(float(true))
                sides |= {question.question_id: side} if side is not None else {}
        return sides, values

    def correct(
        self, question_id: str, positive: bool | None, confidence: int | None, reason: str, value: float | None = None
    ) -> Proposal:
        """Change a final answer after signing; the signed one stays in the record. Not in a study."""
        if self.phase is not Phase.SIGNED:
            raise UserError("This read is not signed yet: change your answer instead of correcting it.")
        if self.trial is not None:
            raise UserError(IN_A_STUDY)
        if not reason.strip():
            raise UserError("A correction needs a reason: say in a few words what was wrong.")
        answer = Answer(question_id, positive, confidence, value)
        check_answers(self.protocol, [answer])
        return self._propose(happened.ReadCorrected(answer, reason))

    # ── the models ──────────────────────────────────────────────────────────────────────────────────────────────

    def attach(self, results: tuple[ModelResult, ...]) -> Proposal:
        """Note that models answered, without their answers; `hold` keeps those."""
        if self.phase is Phase.SIGNED and not self.gives(Feedback.MODEL):
            raise UserError("This read is signed: a model's answer that comes later is not part of it.")
        return self._propose(happened.ModelResultsAttached(tuple(attached(result) for result in results)))

    def propose_reveal(self) -> Proposal | None:
        """Note what will be shown; None when there is nothing new. Apply its event, then call `reveal`.

        Raises
        ------
        UserError
            Before the lock, and in a protocol that shows nothing.
        """
        if not self.may_reveal:
            raise UserError(CLOSED if self.protocol.reveals else SHOWS_NOTHING)
        if self.phase is Phase.SIGNED and not self.gives(Feedback.MODEL):
            return None  # what was not seen before the signature is not part of the read
        new = self.unrevealed
        return self._propose(revealed(new)) if new else None

    def reveal_nothing(self) -> Proposal:
        """Note that there is nothing to show, so that a form that waits for findings opens."""
        if not self.may_reveal:
            raise UserError(CLOSED if self.protocol.reveals else SHOWS_NOTHING)
        return self._propose(happened.FindingsRevealed({}, ()))

    def expose(self, exposure: Exposure, on: bool, detail: str = "") -> Proposal:
        """Note that boxes or a map came on or went off, or which finding or slice is looked at."""
        if not self.may_reveal:
            raise UserError(CLOSED)
        return self._propose(happened.ExposureChanged(exposure, on, detail))

    # ── the images ──────────────────────────────────────────────────────────────────────────────────────────────

    def view(self, views: tuple[View, ...]) -> Proposal:
        """Note what was looked at, and for how long."""
        return self._propose(happened.ImagesViewed(views))

    def set_window(self, series: str, center: float, width: float, inverted: bool) -> Proposal:
        """Note the window in which a stack is shown now."""
        return self._propose(happened.WindowChanged(series, center, width, inverted))

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

    # ── rules ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _propose(self, happening: Happening) -> Proposal:
        return propose(self.context, happening)

    def _must_be_open(self) -> None:
        if self.phase is not self.protocol.opens_in:
            raise UserError(SIGNED if self.phase is Phase.SIGNED and not self.protocol.locks else LOCKED)
        if self.protocol.findings_first and not self.has_seen:
            raise UserError(FINDINGS_FIRST)
        if self.time_is_up:
            raise UserError(TIME_IS_UP)

    def _must_be_aided(self) -> None:
        if self.phase is Phase.SIGNED:
            raise UserError(SIGNED)
        if not self.protocol.locks:
            raise UserError(ONE_OPINION)
        if self.phase is not Phase.AIDED:
            raise UserError(CLOSED)


def study_digest(study_uid: str) -> str:
    """How the record names a Study: SHA-256 of its UID."""
    return digest(study_uid)


def open_reading(
    case: Case,
    reader: str,
    protocol: ReadingProtocol,
    displays: Displays | None = None,
    trial: Trial | None = None,
) -> Proposal:
    """Begin a Reading of a Case; `resume` the single event for its first state.

    Raises
    ------
    UserError
        When the reader has no name.
    """
    if not reader.strip():
        raise UserError("Say who is reading before you open a case.")
    context = Context(uuid.uuid4().hex, reader.strip(), study_digest(case.study.study_uid), protocol.digest)
    opened = happened.ReadingOpened(protocol.for_case(case), case.study.is_phantom, displays, trial)
    return propose(context, opened)


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
        protocol = opened.protocol
        reading = Reading(chain[0].context, protocol, opened.phantom, protocol.opens_in, opened.trial)
        for event in chain:
            reading = reading.apply(event)
    except ValueError as error:
        raise UserError(
            "This reading cannot be taken up again: {error}. Run “overread record verify”.", error=error
        ) from error
    return reading


def commit(reading: Reading, store: RecordStore, proposal: Proposal) -> Reading:
    """Append, then apply: the three steps in one, for tests and the command line."""
    return reading.apply(store.append(proposal))


def find_reading(
    store: RecordStore, reader: str, study_uid: str, trial: Trial | None = None, protocol: str | None = None
) -> Reading | None:
    """The latest Reading of this Study by this reader, signed or not; None when there is none.

    With a trial the latest of the same sitting; without one the latest that belongs to no study and, when a protocol is
    named, was read by a protocol of that name: another question is another Reading.
    """
    wanted = (reader.strip().casefold(), study_digest(study_uid))
    mine = [entry for entry in store.readings() if (entry.reader.casefold(), entry.study_digest) == wanted]
    for entry in reversed(mine):
        reading = resume(store.events(entry.reading_id))
        if trial is not None:
            fits = trial.same_sitting(reading.trial)
        else:
            fits = reading.trial is None and protocol in (None, reading.protocol.name)
        if fits:
            return reading
    return None
