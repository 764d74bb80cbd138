"""Whatever is clicked, in whatever order and design: no word of a model reaches screen, record or export too early.

Random sequences of everything a reader, the models, a second window, a clock and a failing disk can do, over every
table, every choice of what is shown, training and test cases, with and without a time limit. What may be seen when is
decided here anew, from the events alone, and compared with what the Reading lets through.

`OVERREAD_SEQUENCES` and `OVERREAD_STEPS` make the run longer; the last test tells how many there were.
"""

import contextlib
import io
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.reading import reading_state, record
from app.reading.codec import canonical_json
from app.reading.comparison import rows_of
from app.reading.designs import Assignment
from app.reading.events import Exposure, FindingsRevealed, RevealedFinding, View
from app.reading.export import export_csv, export_jsonl
from app.reading.opinion import Choice, Decision, LesionMark, Opinion
from app.reading.protocol import Feedback, Phase, Shown
from app.reading.reading import Answer, Reading, commit, open_reading, resume
from app.reading.record import Proposal, propose, verify
from app.reading.revelation import findings_digest
from app.reading.study_rows import study_rows
from app.reading.trial import Arm, CaseKind
from imaging.errors import UserError
from imaging.finding import Probability
from inference.job import TaskResult
from tests.app.reading.conftest import Clock
from tests.app.reading.sittings import CASE, TRUTH, assignment
from tests.app.reading.whatever import IDS, FailingStore, finals, marks, opinions, secret_result, secrets_of, whole

SEQUENCES = int(os.environ.get("OVERREAD_SEQUENCES", "40"))
STEPS = int(os.environ.get("OVERREAD_STEPS", "30"))

ORDER = [Phase.UNAIDED, Phase.AIDED, Phase.SIGNED]
COUNTED: Counter[str] = Counter()
"""What the run did: sequences, steps, events, looks at findings, and sequences of each design."""


class Reader(RuleBasedStateMachine):
    """One reader, one case, every button, in one design."""

    arm = Arm.SEQUENTIAL

    @initialize(
        kind=st.sampled_from((None, *CaseKind)),
        shows=st.sets(st.sampled_from(Shown), min_size=1),
        limit=st.sampled_from((0, 0, 60)),
        feedback=st.sets(st.sampled_from(Feedback)),
    )
    def open(self, kind: CaseKind | None, shows: set[Shown], limit: int, feedback: set[Feedback]) -> None:
        arm = self.arm
        self.clock = Clock()
        self.kept_time = record.time, reading_state.time
        record.time = reading_state.time = self.clock  # type: ignore[assignment]
        given = assignment(
            arm, kind or CaseKind.TEST, shows=sorted(shows), time_limit_seconds=limit, feedback=sorted(feedback)
        )
        self.given = given if kind else Assignment(given.protocol)
        self.kind, self.shows, self.limit, self.feedback = kind, shows, limit, feedback
        self.store = FailingStore()
        opened = open_reading(CASE, "reader 1", self.given.protocol, trial=self.given.trial)
        self.reading = resume([self.store.append(opened)])
        self.earlier = self.reading
        self.results: list[TaskResult] = []
        self.may_be_read: set[str] = set()
        self.last_answer: TaskResult | None = None
        self.searched = (0, 0)
        self.furthest = 0
        self.locked: Opinion | None = None
        COUNTED["sequences"] += 1
        COUNTED[f"{arm.value}"] += 1

    def teardown(self) -> None:
        if hasattr(self, "kept_time"):
            record.time, reading_state.time = self.kept_time

    # ── what may be seen, decided from the events alone ─────────────────────────────────────────────────────────

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.store.events(self.reading.reading_id)]

    def findings_allowed(self) -> bool:
        kinds = self.kinds
        if self.arm is Arm.UNAIDED:
            training = self.kind is CaseKind.TRAINING and Feedback.MODEL in self.feedback
            return training and "ReadSigned" in kinds
        return self.arm is not Arm.SEQUENTIAL or "UnaidedReadLocked" in kinds

    def truth_allowed(self) -> bool:
        free = self.kind is None
        return "ReadSigned" in self.kinds and (
            free or (self.kind is CaseKind.TRAINING and Feedback.TRUTH in self.feedback)
        )

    # ── buttons ─────────────────────────────────────────────────────────────────────────────────────────────────

    def press(self, make: Callable[[Reading], Proposal | None], reading: Reading | None = None) -> bool:
        """Press a button: it works, or gives a sentence and changes nothing."""
        COUNTED["steps"] += 1
        before, events = self.reading, len(self.kinds)
        with contextlib.suppress(UserError):
            proposal = make(reading or self.reading)
            if proposal is None:
                return False
            if reading is None:
                self.reading = commit(self.reading, self.store, proposal)
            else:  # another window wrote: this one takes the Reading up from the record
                self.store.append(proposal)
                self.take_up()
            COUNTED["events"] += 1
            return True
        assert self.reading is before
        assert len(self.kinds) == events
        return False

    def take_up(self) -> None:
        self.reading = resume(self.store.events(self.reading.reading_id))
        if self.last_answer is not None:
            self.reading = self.reading.hold((self.last_answer,))

    @rule(opinion=opinions)
    def save(self, opinion: Opinion) -> None:
        self.press(lambda r: r.save_draft(opinion))

    @rule(opinion=opinions)
    def lock(self, opinion: Opinion) -> None:
        if self.press(lambda r: r.lock(opinion)):
            self.locked = opinion

    @rule(opinion=st.one_of(st.none(), opinions))
    def sign(self, opinion: Opinion | None) -> None:
        self.press(lambda r: r.sign(TRUTH, opinion))

    @rule(number=st.integers(100_001, 399_999), positive=st.booleans(), promise=st.booleans())
    def models_answer(self, number: int, positive: bool, promise: bool) -> None:
        result = secret_result(number, positive)
        self.results.append(result)
        self.last_answer = result
        self.reading = self.reading.hold((result,))
        COUNTED["steps"] += 1
        if promise:
            self.press(lambda r: r.attach((result,)))

    @rule(number=st.integers(100_001, 399_999))
    def look_at_what_a_model_found(self, number: int) -> None:
        """As it goes when nothing is in the way: answered, noted, shown, looked at."""
        self.models_answer(number, True, True)
        self.reveal()
        self.look(Exposure.FINDING, True, "t/fracture/0")

    @rule(opinion=whole)
    def commit(self, opinion: Opinion) -> None:
        """Everything answered and committed: locked, or signed where nothing is locked."""
        step = self.lock if self.arm is Arm.SEQUENTIAL else self.sign
        step(opinion)

    @rule()
    def attach_again(self) -> None:
        if self.last_answer is not None:
            held = self.last_answer
            self.press(lambda r: r.attach((held,)))

    @rule()
    def reveal(self) -> None:
        allowed, held = self.findings_allowed(), self.last_answer
        if self.press(Reading.propose_reveal):
            assert allowed, "findings were revealed before they may be"
            assert held is not None
            self.may_be_read |= {secret for secret, part in secrets_of(held).items() if part in self.shows}

    @rule()
    def reveal_nothing(self) -> None:
        allowed = self.findings_allowed()
        if self.press(Reading.reveal_nothing):
            assert allowed

    @rule(exposure=st.sampled_from(Exposure), on=st.booleans(), detail=st.sampled_from(("", "t/fracture/0")))
    def look(self, exposure: Exposure, on: bool, detail: str) -> None:
        allowed = self.findings_allowed()
        if self.press(lambda r: r.expose(exposure, on, detail)):
            assert allowed

    @rule(seconds=st.floats(0, 20))
    def view(self, seconds: float) -> None:
        self.press(lambda r: r.view((View("s", "axial", False, round(seconds, 3), 3, 1, 9),)))
        self.press(lambda r: r.set_window("s", 40.0, 400.0, False))

    @rule(
        question=st.sampled_from(IDS),
        choice=st.sampled_from(Choice),
        reason=st.sampled_from(("", "motion")),
        final=finals,
    )
    def decide(self, question: str, choice: Choice, reason: str, final: Answer) -> None:
        made = Decision(question, choice, reason, final.positive, final.confidence, final.value)
        self.press(lambda r: r.decide(made))

    @rule()
    def decide_all(self) -> None:
        for name in self.reading.undecided:
            own = self.reading.opinion.answer(name)
            for choice in (Choice.OVERRIDE, Choice.KEEP):
                made = Decision(name, choice, "motion", own.positive, own.confidence, own.value)
                self.press(lambda r, made=made: r.decide(made))

    @rule(placed=marks)
    def mark_lesions(self, placed: tuple[LesionMark, ...]) -> None:
        self.press(lambda r: r.save_marks(placed))

    @rule(question=st.sampled_from(IDS), reason=st.sampled_from(("", "slip")), final=finals)
    def correct(self, question: str, reason: str, final: Answer) -> None:
        self.press(lambda r: r.correct(question, final.positive, final.confidence, reason, final.value))

    @rule()
    def pause(self) -> None:
        self.press(Reading.pause)

    @rule()
    def unpause(self) -> None:
        self.press(Reading.unpause)

    @rule(seconds=st.sampled_from((0.5, 5.0, 30.0, 61.0)))
    def wait(self, seconds: float) -> None:
        self.clock.go(seconds)

    @rule()
    def pull_the_disk(self) -> None:
        self.store.broken = not self.store.broken

    @rule()
    def the_program_is_killed(self) -> None:
        self.last_answer = None
        self.take_up()

    @rule()
    def remember_this_window(self) -> None:
        self.earlier = self.reading

    @rule(opinion=whole, step=st.sampled_from(("draft", "lock", "sign", "reveal", "attach")))
    def act_in_a_window_left_behind(self, opinion: Opinion, step: str) -> None:
        """A window that shows an earlier state: the record takes only what still fits."""
        steps: dict[str, Callable[[Reading], Proposal | None]] = {
            "draft": lambda r: r.save_draft(opinion),
            "lock": lambda r: r.lock(opinion),
            "sign": lambda r: r.sign(TRUTH, opinion),
            "reveal": Reading.propose_reveal,
            "attach": lambda r: r.attach((secret_result(123_456, True),)),
        }
        allowed, shown = self.findings_allowed(), self.earlier.unrevealed
        if self.press(steps[step], self.earlier):
            if step == "lock":
                self.locked = opinion
            if step == "reveal":
                assert allowed
                known = {entry.digest for entry in shown}
                for result in (result for result in self.results if findings_digest(result) in known):
                    self.may_be_read |= {s for s, part in secrets_of(result).items() if part in self.shows}

    @rule()
    def forge_a_reveal(self) -> None:
        """Somebody writes what a model said straight into the record: refused unless it may be seen now."""
        if self.last_answer is None:
            return
        value = self.last_answer.findings[0].value
        assert isinstance(value, Probability)
        finding = RevealedFinding(
            "t/fracture/0", "t", "fracture", "study", "probability", value.value, 0.5, True, "", 0, ()
        )
        allowed = self.findings_allowed()
        if self.press(lambda r: propose(r.context, FindingsRevealed({}, (finding,)))):
            assert allowed
            self.may_be_read.add(repr(value.value))

    # ── what must always hold ───────────────────────────────────────────────────────────────────────────────────

    def everything_that_can_be_read(self) -> str:
        """Record, exports, statistics and the Reading itself, as text."""
        events = self.store.events(self.reading.reading_id)
        stream = io.StringIO()
        export_jsonl(self.store, stream, free_text=True)
        export_csv(self.store, stream, free_text=True)
        rows = (rows_of(self.reading), study_rows(self.store, {"d1" * 32}))
        return "".join(
            (canonical_json([event.body() for event in events]), stream.getvalue(), repr(rows), repr(self.reading))
        )

    @invariant()
    def no_word_of_a_model_can_be_read_too_early(self) -> None:
        if not hasattr(self, "reading"):
            return
        state = len(self.kinds), len(self.results)
        if state == self.searched:
            return
        self.searched = state
        secrets = {secret for result in self.results for secret in secrets_of(result)} - self.may_be_read
        text = self.everything_that_can_be_read()
        leaked = [secret for secret in secrets if secret in text]
        COUNTED["leaks"] += len(leaked)
        assert leaked == []

    @invariant()
    def the_one_door_is_shut_until_the_record_says_otherwise(self) -> None:
        if not hasattr(self, "reading"):
            return
        shown = self.reading.reveal()
        if not shown:
            return
        COUNTED["looks"] += 1
        early = not self.findings_allowed() or "FindingsRevealed" not in self.kinds
        COUNTED["leaks"] += early
        assert not early
        for finding in (finding for result in shown for finding in result.findings):
            assert (type(finding.value).__name__ != "Withheld") == (Shown.PROBABILITY in self.shows)
            assert finding.region is None or Shown.BOXES in self.shows
            assert finding.saliency == () or Shown.HEAT_MAP in self.shows

    @invariant()
    def nothing_is_ever_shown_in_the_unaided_phase(self) -> None:
        if hasattr(self, "reading") and self.reading.phase is Phase.UNAIDED:
            assert self.reading.reveal() == ()
            assert not self.reading.model_answers
            assert "FindingsRevealed" not in self.kinds

    @invariant()
    def the_reference_standard_comes_last_or_never(self) -> None:
        if hasattr(self, "reading"):
            known = bool(self.reading.reference or self.reading.reference_values)
            assert not known or self.truth_allowed()
            text = canonical_json([event.body() for event in self.store.events(self.reading.reading_id)])
            assert "reference_values" not in text or self.truth_allowed()

    @invariant()
    def the_form_waits_for_the_findings_where_they_come_first(self) -> None:
        if hasattr(self, "reading") and self.arm is Arm.AI_FIRST:
            kinds = self.kinds
            spoken = [n for n, kind in enumerate(kinds) if kind in ("DraftSaved", "ReadSigned")]
            if spoken and not self.reading.timed_out:
                assert "FindingsRevealed" in kinds[: spoken[0]]

    @invariant()
    def the_locked_opinion_stays_and_phases_only_go_on(self) -> None:
        if hasattr(self, "reading"):
            place = ORDER.index(self.reading.phase)
            assert place >= self.furthest
            COUNTED["signed"] += place == 2 > self.furthest
            self.furthest = place
            if self.arm is Arm.SEQUENTIAL and "UnaidedReadLocked" in self.kinds:
                assert self.reading.opinion == self.locked
            assert not self.reading.timed_out or self.limit

    @invariant()
    def the_chain_is_whole_and_tells_the_same_story(self) -> None:
        if not hasattr(self, "reading"):
            return
        chain = self.store.events(self.reading.reading_id)
        assert verify(chain) == []
        again = resume(chain)
        assert replace(again, _held=self.reading._held) == self.reading


def machine(arm: Arm) -> type:
    """The test of one design."""
    made: type = type(arm.value, (Reader,), {"arm": arm}).TestCase  # type: ignore[attr-defined]
    made.settings = settings(  # type: ignore[attr-defined]
        max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    return made


TestSequential, TestUnaided, TestConcurrent, TestAiFirst = map(
    machine, (Arm.SEQUENTIAL, Arm.UNAIDED, Arm.CONCURRENT, Arm.AI_FIRST)
)


def test_what_the_run_did() -> None:
    """Runs after the machines above; `pytest -s` shows the numbers."""
    print(dict(COUNTED))  # noqa: T201
    if all(COUNTED[arm.value] for arm in Arm):  # not when only one of them was asked for
        assert COUNTED["leaks"] == 0
        assert COUNTED["looks"] > COUNTED["sequences"] / 4
        assert COUNTED["signed"] > 0
