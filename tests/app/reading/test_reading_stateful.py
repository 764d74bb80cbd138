"""Whatever a reader clicks, in whatever order: nothing is shown before the lock, and the chain is always whole."""

import contextlib
from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.reading.events import Exposure
from app.reading.protocol import Phase, bundled_protocol
from app.reading.reading import Answer, Choice, Decision, Opinion, Reading, commit, open_reading, resume
from app.reading.record import Event, Proposal, verify
from app.reading.store.memory import MemoryStore
from imaging.errors import UserError
from imaging.finding import Finding, Probability
from imaging.study import Case, ReferenceStandard, Series, Study
from inference.job import TaskResult, TaskStatus

QUESTIONS = ("knee_mri/abnormal", "knee_mri/acl_tear", "knee_mri/meniscus_tear")
CASE = Case(
    Study("1.2.7", series=(Series("1.2.7.1", modality="MR", body_part="KNEE"),)),
    reference=ReferenceStandard(dict.fromkeys(QUESTIONS, True)),
)
ORDER = [Phase.UNAIDED, Phase.AIDED, Phase.SIGNED]
answers = st.builds(
    Answer,
    st.sampled_from((*QUESTIONS, "lower_limb/fracture")),
    st.sampled_from((True, False, None)),
    st.sampled_from((None, 0, 1, 50, 100, 101)),
)
whole = st.tuples(st.booleans(), st.booleans(), st.booleans()).map(
    lambda calls: Opinion(tuple(Answer(q, call, 50) for q, call in zip(QUESTIONS, calls, strict=True)))
)
opinions = st.one_of(whole, st.builds(Opinion, st.lists(answers, max_size=4).map(tuple), st.text(max_size=20)))


class FailingStore(MemoryStore):
    """A store whose disk can be pulled out."""

    broken = False

    def append(self, proposal: Proposal) -> Event:
        if self.broken:
            raise UserError("The disk is full: the record could not be written.")
        return super().append(proposal)


class Reader(RuleBasedStateMachine):
    """One reader, one case, every button."""

    def __init__(self) -> None:
        super().__init__()
        self.store = FailingStore()
        self.reading = resume([self.store.append(open_reading(CASE, "reader 1", bundled_protocol()))])
        self.locked: Opinion | None = None
        self.furthest = 0

    def press(self, make: Callable[[Reading], Proposal | None]) -> None:
        """Press a button: it works, or gives a sentence and changes nothing."""
        before = self.reading
        with contextlib.suppress(UserError):
            proposal = make(self.reading)
            if proposal is None:
                return
            self.reading = commit(self.reading, self.store, proposal)
            return
        assert self.reading is before

    @rule(opinion=opinions)
    def save(self, opinion: Opinion) -> None:
        self.press(lambda r: r.save_draft(opinion))

    @rule(opinion=opinions)
    def lock(self, opinion: Opinion) -> None:
        was = self.reading.phase
        self.press(lambda r: r.lock(opinion))
        if was is Phase.UNAIDED and self.reading.phase is Phase.AIDED:
            self.locked = opinion

    @rule(value=st.floats(0, 1), broken_promise=st.booleans())
    def models_answer(self, value: float, broken_promise: bool) -> None:
        findings = tuple(Finding(f"{q}/0", "knee_mri", q.split("/")[1], Probability(value, 0.5)) for q in QUESTIONS[:2])
        result = TaskResult("knee_mri", "1", "ab", TaskStatus.OK, findings=findings)
        self.reading = self.reading.hold((result,))
        if not broken_promise:
            self.press(lambda r: r.attach((result,)))

    @rule()
    def reveal(self) -> None:
        self.press(Reading.propose_reveal)

    @rule(exposure=st.sampled_from(Exposure), on=st.booleans())
    def look(self, exposure: Exposure, on: bool) -> None:
        self.press(lambda r: r.expose(exposure, on))

    @rule(
        question=st.sampled_from(QUESTIONS),
        choice=st.sampled_from(Choice),
        reason=st.sampled_from(("", "motion")),
        final=st.booleans(),
    )
    def decide(self, question: str, choice: Choice, reason: str, final: bool) -> None:
        self.press(lambda r: r.decide(Decision(question, choice, reason, final, 50)))

    @rule()
    def decide_all(self) -> None:
        for question in self.reading.undecided:
            self.press(lambda r, q=question: r.decide(Decision(q, Choice.OVERRIDE, "motion", False, 50)))

    @rule()
    def sign(self) -> None:
        self.press(lambda r: r.sign(CASE.reference.labels))

    @rule(question=st.sampled_from(QUESTIONS), reason=st.sampled_from(("", "slip")))
    def correct(self, question: str, reason: str) -> None:
        self.press(lambda r: r.correct(question, True, 50, reason))

    @rule()
    def pull_the_disk(self) -> None:
        self.store.broken = not self.store.broken

    @rule()
    def the_program_is_killed(self) -> None:
        self.reading = resume(self.store.events(self.reading.reading_id))

    @invariant()
    def nothing_is_shown_before_the_lock(self) -> None:
        if self.reading.phase is Phase.UNAIDED:
            assert self.reading.reveal() == ()
            assert not self.reading.model_answers
            assert all(e.kind != "FindingsRevealed" for e in self.store.events(self.reading.reading_id))

    @invariant()
    def what_is_shown_is_in_the_record(self) -> None:
        kinds = [event.kind for event in self.store.events(self.reading.reading_id)]
        if self.reading.reveal():
            assert kinds.index("UnaidedReadLocked") < kinds.index("FindingsRevealed")

    @invariant()
    def the_locked_opinion_stays(self) -> None:
        if self.locked is not None:
            assert self.reading.opinion == self.locked
        else:
            assert self.reading.phase is Phase.UNAIDED

    @invariant()
    def phases_only_go_on(self) -> None:
        place = ORDER.index(self.reading.phase)
        assert place >= self.furthest
        self.furthest = place

    @invariant()
    def the_reference_standard_comes_last(self) -> None:
        assert not self.reading.reference or self.reading.phase is Phase.SIGNED

    @invariant()
    def the_chain_is_whole_and_tells_the_same_story(self) -> None:
        chain = self.store.events(self.reading.reading_id)
        assert verify(chain) == []
        again = resume(chain)
        assert (again.phase, again.opinion, again.decisions, again.final_answers) == (
            self.reading.phase,
            self.reading.opinion,
            self.reading.decisions,
            self.reading.final_answers,
        )


TestReader = Reader.TestCase
TestReader.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
