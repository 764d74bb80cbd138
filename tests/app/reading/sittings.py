"""A Reading in a memory store, of any table, with questions of every scale and a model that answers them."""

from collections.abc import Iterable

from app.reading.designs import Assignment, trial_protocol
from app.reading.events import Exposure
from app.reading.lesion_marks import image_name
from app.reading.opinion import LesionMark
from app.reading.protocol import Feedback, Phase, Question, Scale, Shape, Shown
from app.reading.reading import Answer, Choice, Decision, Opinion, Reading, commit, open_reading, resume
from app.reading.record import Event, Proposal
from app.reading.revelation import ModelResult
from app.reading.store.memory import MemoryStore
from app.reading.trial import Arm, CaseKind, Trial
from imaging.finding import Finding, Grade, Probability, Quantity
from imaging.region import Box
from imaging.study import Case, Series, Study
from inference.job import TaskResult, TaskStatus

FRACTURE, GRADE, AGE, FEATURE = "t/fracture", "t/grade", "t/age", "t/feature"
QUESTIONS = (
    Question(FRACTURE, "Fracture?", marks=(Shape.POINT, Shape.BOX), fallback=True),
    Question(GRADE, "Grade", kind=Scale.GRADE, levels=("0", "1", "2", "3", "4"), positive_from=2.0, fallback=True),
    Question(AGE, "Age", kind=Scale.NUMBER, lowest=0, highest=228, unit="months", fallback=True),
    Question(FEATURE, "Band?", kind=Scale.YES_NO, heading="Features", fallback=True),
)
IMAGE = "1.2.3.1"
CASE = Case(Study("1.2.3", series=(Series("1.2.3.9", modality="DX"),)))
ANSWERS = (
    Answer(FRACTURE, False, 60),
    QUESTIONS[1].answer_of(1),
    QUESTIONS[2].answer_of(120),
    QUESTIONS[3].answer_of(0),
)
SAID = Opinion(ANSWERS, "a comment")
TRUTH = {FRACTURE: True, GRADE: 3.0, AGE: 131.0, FEATURE: 1.0}


def model_result(probability: float = 0.83, grade: int = 3, age: float = 127.4, version: str = "1") -> TaskResult:
    """What the model says of all four questions, with a box for the fracture."""
    value = Probability(probability, 0.5)
    findings = (
        Finding("t/fracture/0", "t", "fracture", value),
        Finding("t/fracture/1", "t", "fracture", value, Box(IMAGE, 1, 10.5, 20.25, 30.5, 45.75), level="region"),
        Finding("t/grade/0", "t", "grade", Grade(grade, (0, 1, 2, 3, 4))),
        Finding("t/age/0", "t", "age", Quantity(age, "mo")),
        Finding("t/feature/0", "t", "feature", Probability(0.9, 0.5)),
    )
    return TaskResult("t", version, "ab" * 32, TaskStatus.OK, findings=findings)


def assignment(
    arm: Arm,
    kind: CaseKind = CaseKind.TEST,
    *,
    case: str = "C01",
    session: int = 1,
    position: int = 1,
    shows: Iterable[Shown] = tuple(Shown),
    time_limit_seconds: int = 0,
    feedback: Iterable[Feedback] = (),
    questions: Iterable[Question] = QUESTIONS,
) -> Assignment:
    """A trial of the study "wrist"."""
    protocol = trial_protocol(
        arm,
        questions,
        digest="d1" * 32,
        name="wrist",
        version="1",
        shows=shows,
        time_limit_seconds=time_limit_seconds,
        feedback=feedback,
    )
    return Assignment(protocol, Trial("wrist", "d1" * 32, case, kind, arm, session, position))


def mark(mark_id: str = "m1", points: tuple[float, ...] = (20.0, 30.0), rating: int | None = 80) -> LesionMark:
    """A mark on the image of the case."""
    return LesionMark(mark_id, FRACTURE, image_name(IMAGE), 1, points, rating, spacing=(0.2, 0.2))


class Sitting:
    """One reader and one case."""

    def __init__(self, given: Assignment, store: MemoryStore | None = None, reader: str = "R1") -> None:
        self.store = store or MemoryStore()
        opened = open_reading(CASE, reader, given.protocol, trial=given.trial)
        self.reading: Reading = resume([self.store.append(opened)])

    @property
    def events(self) -> tuple[Event, ...]:
        """All of this Reading."""
        return self.store.events(self.reading.reading_id)

    def do(self, proposal: Proposal | None) -> "Sitting":
        """Write and apply."""
        assert proposal is not None
        self.reading = commit(self.reading, self.store, proposal)
        return self

    def models(self, result: ModelResult | None = None) -> "Sitting":
        """The models answer; nothing is shown yet."""
        result = result or model_result()
        self.reading = self.reading.hold((result,))
        return self.do(self.reading.attach((result,)))

    def reveal(self) -> "Sitting":
        """Show what they found."""
        return self.do(self.reading.propose_reveal())

    def decide(self, question: str, choice: Choice, final: Answer, reason: str = "") -> "Sitting":
        """Decide on a question."""
        made = Decision(question, choice, reason, final.positive, final.confidence, final.value)
        return self.do(self.reading.decide(made))

    def decide_all(self, choice: Choice = Choice.OVERRIDE, reason: str = "seen otherwise") -> "Sitting":
        """Stay with the own answer everywhere."""
        for question in self.reading.undecided:
            self.decide(question, choice, self.reading.opinion.answer(question), reason)
        return self

    def read_to_the_end(self, opinion: Opinion = SAID) -> "Sitting":
        """Whatever the table: answer, see, decide, sign."""
        self.models()
        if self.reading.phase is Phase.UNAIDED and self.reading.protocol.locks:
            self.do(self.reading.lock(opinion)).reveal().decide_all()
        elif self.reading.phase is Phase.AIDED:
            self.reveal()
            self.do(self.reading.expose(Exposure.FINDING, True, "t/fracture/0"))
            self.do(self.reading.save_draft(opinion))
        else:
            self.do(self.reading.save_draft(opinion))
        return self.do(self.reading.sign(TRUTH))
