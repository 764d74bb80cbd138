"""A practice set's rules: what is asked, in which arm, and when a case comes back. One TOML file."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.reading.question import Question
from app.reading.study.plan import (
    AidedArm,
    ArmsChange,
    Blocks,
    Crossover,
    Design,
    Endpoint,
    HitRule,
    MarkRule,
    ReferenceFrom,
    ReferencePlan,
    Sessions,
    StudyPlan,
    Training,
    TrainingIn,
    WashoutFrom,
)
from app.reading.study.plan_file import asked_questions, file_beside
from app.reading.study.toml_table import TomlTable, read_bytes, read_toml
from app.reading.trial import Arm, Feedback, Shown

PRACTICE_FILE = "practice.toml"

USUAL_DAYS = (1, 3, 7, 14, 30)
"""Days after which a case comes back, box by box; each about twice the one before."""


@dataclass(frozen=True)
class Repetition:
    """When a case comes back: Leitner's boxes.

    Attributes
    ----------
    days : tuple of int
        Of box 1, 2, …: a case comes back so many days after it was read; they grow.
    sure_from : int
        From this confidence (1–100) a right answer counts as known.
    tolerance : float
        A number is right when it lies no further than this from what is true.
    new_per_day : int
        So many cases at most are read for the first time on one day.
    judged_by : tuple of str
        Questions by which a case counts as known; () for all of which it is known what is true.
    """

    days: tuple[int, ...] = USUAL_DAYS
    sure_from: int = 60
    tolerance: float = 0.0
    new_per_day: int = 10
    judged_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        grow = all(earlier < later for earlier, later in pairwise(self.days))
        if not self.days or self.days[0] < 1 or not grow:
            raise ValueError("a case comes back after one day or more, and later from box to box")


@dataclass(frozen=True)
class PracticePlan:
    """The rules of a practice set.

    Attributes
    ----------
    rules : StudyPlan
        Questions, files and reference standard, as the list of cases is checked against and trials are made from.
    arm : Arm
        `UNAIDED`: the answer is signed, then everything is shown. Another arm practises with the model.
    features_file : str
        Which features mattered on which case; empty for none.
    """

    rules: StudyPlan
    arm: Arm
    repetition: Repetition
    features_file: str

    @property
    def name(self) -> str:
        """The name of the set, which its trials carry."""
        return self.rules.name

    @property
    def title(self) -> str:
        """For people."""
        return self.rules.title

    @property
    def curves(self) -> tuple[Question, ...]:
        """The questions as the learning curve shows them: first those that bring a case back."""
        judged = self.repetition.judged_by
        return tuple(sorted(self.rules.questions, key=lambda question: question.question_id not in judged))


def read_practice_plan(path: Path) -> PracticePlan:
    """Read the rules of a practice set.

    Raises
    ------
    UserError
        One sentence with the file, the key and what is allowed.
    """
    return parse_practice_plan(read_bytes(path), path.name)


def parse_practice_plan(content: bytes, file: str = PRACTICE_FILE) -> PracticePlan:
    """The rules from the content of their file; see `read_practice_plan`."""
    top = read_toml(content, file)
    arm = top.choice("arm", Arm, Arm.UNAIDED)
    questions, primary = asked_questions(top)
    reference = top.table("reference")
    rules = StudyPlan(
        name=top.name_of("name"),
        title=top.text("title"),
        version=top.name_of("version"),
        seed=top.whole("seed", lowest=0, highest=2**63 - 1),
        design=Design(arm.value),
        questions=questions,
        primary=primary,
        endpoint=Endpoint.AUC,
        margin=None,
        shown=top.table("model").choices("show", Shown, tuple(Shown)) or tuple(Shown),
        sessions=Sessions(1, 0, WashoutFrom.SESSION),
        crossover=Crossover(AidedArm.CONCURRENT, ArmsChange.SESSION),
        blocks=Blocks(1, ()),
        training=Training(TrainingIn.EVERY, tuple(Feedback)),
        time_limit_seconds=top.whole("time_limit_seconds", 0, lowest=0, highest=86_400),
        hide_identity=True,
        reference=ReferencePlan(ReferenceFrom.FILE, reference.text("how")),
        marks=MarkRule(HitRule.INSIDE, 2.0),
        cases_file=file_beside(top, "cases", "cases.csv"),
        lesions_file=file_beside(top, "lesions", ""),
        readers_file="",
        text=content.decode("utf-8"),
        digest=hashlib.sha256(content).hexdigest(),
    )
    plan = PracticePlan(rules, arm, _repetition(top.table("repetition"), questions), file_beside(top, "features", ""))
    reference.done()
    top.done()
    return plan


def _repetition(table: TomlTable, questions: Sequence[Question]) -> Repetition:
    own = Repetition()
    asked = [question.question_id for question in questions]
    judged_by = table.texts("judged_by", own.judged_by)
    for name in judged_by:
        if name not in asked:
            raise table.refuse("judged_by", f"a list of some of {', '.join(asked)}", name)
    days = table.wholes("days", own.days, lowest=1, highest=3650)
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise table.object_to("days", "must grow from box to box.")
    found = Repetition(
        days,
        table.whole("sure_from", own.sure_from, lowest=1, highest=100),
        table.number("tolerance", own.tolerance, lowest=0.0, highest=1e6),
        table.whole("new_per_day", own.new_per_day, lowest=0, highest=10_000),
        judged_by,
    )
    table.done()
    return found
