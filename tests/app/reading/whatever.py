"""What a reader may say, sensible or not, and results of a model whose words can be found again in any text."""

import numpy as np
from hypothesis import strategies as st

from app.reading.opinion import Opinion
from app.reading.protocol import Shown
from app.reading.reading import Answer
from app.reading.record import Event, Proposal
from app.reading.store.memory import MemoryStore
from imaging.errors import UserError
from imaging.finding import Finding, Grade, Probability, Quantity, SaliencyMap
from imaging.region import Box
from inference.job import TaskResult, TaskStatus
from tests.app.reading.sittings import ANSWERS, FRACTURE, IMAGE, QUESTIONS, mark

IDS = tuple(question.question_id for question in QUESTIONS)
answers = st.one_of(
    st.builds(
        Answer,
        st.sampled_from((FRACTURE, "other/question")),
        st.sampled_from((True, False, None)),
        st.sampled_from((None, 0, 50, 101)),
    ),
    st.builds(QUESTIONS[1].answer_of, st.sampled_from((None, 0, 2, 4, 5))),
    st.builds(QUESTIONS[2].answer_of, st.sampled_from((None, 0, 120, 229))),
    st.builds(QUESTIONS[3].answer_of, st.sampled_from((None, 0, 1))),
)
marks = st.lists(
    st.builds(
        mark,
        st.sampled_from(("m1", "m2")),
        st.sampled_from(((20.0, 30.0), (1.0, 2.0, 3.0, 4.0), (1.0,))),
        st.sampled_from((None, 1, 80, 101)),
    ),
    max_size=2,
).map(tuple)
whole = st.builds(
    lambda side, grade, age, band, marked: Opinion(
        (
            Answer(FRACTURE, side, 50),
            QUESTIONS[1].answer_of(grade),
            QUESTIONS[2].answer_of(age),
            QUESTIONS[3].answer_of(band),
        ),
        "",
        (mark(),) if marked else (),
    ),
    st.booleans(),
    st.integers(0, 4),
    st.integers(0, 228),
    st.integers(0, 1),
    st.booleans(),
)
opinions = st.one_of(whole, st.builds(Opinion, st.lists(answers, max_size=4).map(tuple), st.text(max_size=5), marks))
finals = st.sampled_from(
    (*ANSWERS, Answer(FRACTURE, True, 90), QUESTIONS[1].answer_of(3), QUESTIONS[2].answer_of(127), Answer(FRACTURE))
)


class FailingStore(MemoryStore):
    """A store whose disk can be pulled out."""

    broken = False

    def append(self, proposal: Proposal) -> Event:
        if self.broken:
            raise UserError("The disk is full: the record could not be written.")
        return super().append(proposal)


def secret_result(number: int, positive: bool) -> TaskResult:
    """A result whose probability, number and box can be found again in any text; `number` from 100,001 to 399,999.

    No secret is part of another: 0.1 to 0.9, 61.5 to 61.8, and 7100.001 to 7399.999.
    """
    part = (10 * number + 7) / 10_000_000  # seven digits: a short one, such as 0.2, stands in times and spacings too
    share = part if not positive else 0.5 + part
    chance = Probability(share, 0.5)
    box = Box(IMAGE, 1, 7000.0 + number / 1000, 10.0, 9000.0, 20.0)
    heat = np.full((2, 2), number, np.float32)
    findings = (
        Finding("t/fracture/0", "t", "fracture", chance, saliency=(SaliencyMap(IMAGE, 1, heat, "hirescam", 4.0),)),
        Finding("t/fracture/1", "t", "fracture", chance, box, level="region"),
        Finding("t/grade/0", "t", "grade", Grade(3, (0, 1, 2, 3, 4))),
        Finding("t/age/0", "t", "age", Quantity(61.4 + number / 1_000_000, "mo")),
    )
    return TaskResult("t", "1", "ab" * 32, TaskStatus.OK, findings=findings)


def secrets_of(result: TaskResult) -> dict[str, Shown]:
    """What must not be read anywhere → the part of a result to which it belongs."""
    values = [finding.value.value for finding in result.findings if not isinstance(finding.value, Grade)]  # type: ignore[union-attr]
    box = result.findings[1].region
    assert isinstance(box, Box)
    return {**{repr(float(value)): Shown.PROBABILITY for value in values}, repr(box.left): Shown.BOXES}
