"""The plan of a reader study: what is asked of whom, in which design, and what will be reported. One TOML file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.reading.question import Question
from app.reading.trial import Arm, Feedback, Shown

PLAN_FILE = "plan.toml"


class Design(StrEnum):
    """How unaided and aided reads are brought together."""

    UNAIDED = "unaided"
    SEQUENTIAL = "sequential"
    CONCURRENT = "concurrent"
    CROSSOVER = "crossover"
    AI_FIRST = "ai_first"


class AidedArm(StrEnum):
    """How the aided period of a crossover is read."""

    CONCURRENT = "concurrent"
    SEQUENTIAL = "sequential"
    AI_FIRST = "ai_first"


class ArmsChange(StrEnum):
    """Where the arm of a crossover changes."""

    SESSION = "session"  # one arm in the first session, the other in the second
    BLOCK = "block"  # from block to block; in the second session each block has the other arm


class WashoutFrom(StrEnum):
    """What a washout is counted from."""

    SESSION = "session"  # the last read of the session before
    CASE = "case"  # this reader's read of the same case in the session before


class Balance(StrEnum):
    """What is alike in all blocks."""

    TRUTH = "truth"
    DIFFICULTY = "difficulty"


class TrainingIn(StrEnum):
    """In which sessions the training cases stand."""

    FIRST = "first"
    EVERY = "every"


class Endpoint(StrEnum):
    """The figure on which the study decides."""

    AUC = "auc"
    SENSITIVITY = "sensitivity"
    SPECIFICITY = "specificity"
    ACCURACY = "accuracy"
    WAFROC = "wafroc"


class ReferenceFrom(StrEnum):
    """Where the reference standard comes from."""

    FILE = "file"
    ADJUDICATION = "adjudication"


class Rule(StrEnum):
    """When a panel has agreed."""

    MAJORITY = "majority"  # more than half of the panel
    CONSENSUS = "consensus"  # all of it


class HitRule(StrEnum):
    """When a reader's mark hits a lesion of the reference standard."""

    INSIDE = "inside"  # its centre lies in the lesion's box, or within a margin of it
    OVERLAP = "overlap"  # the boxes overlap (intersection over union)
    DISTANCE = "distance"  # the centres are near each other


@dataclass(frozen=True)
class Sessions:
    """How often the cases are read.

    Attributes
    ----------
    count : int
        2 for a crossover; in other designs each session after the first is a repeat.
    washout_days : int
        At least so long between two sessions; 0 for none.
    """

    count: int
    washout_days: int
    washout_from: WashoutFrom


@dataclass(frozen=True)
class Crossover:
    """What a crossover says beyond the other designs."""

    aided: AidedArm
    arms_change: ArmsChange


@dataclass(frozen=True)
class Blocks:
    """Into how many parts a session is divided, and what is alike in them."""

    count: int
    balance: tuple[Balance, ...]


@dataclass(frozen=True)
class Training:
    """When the training cases stand and what is shown after them."""

    sessions: TrainingIn
    feedback: tuple[Feedback, ...]


@dataclass(frozen=True)
class ReferencePlan:
    """How the reference standard is established.

    Attributes
    ----------
    how : str
        In words, for the report.
    readers : int
        Size of the panel of adjudicators; 0 when the reference comes from a file.
    ties : str
        Id of the adjudicator who reads the cases on which the panel did not agree; empty for nobody.
    tolerance : float
        A panel agrees on a number when its answers lie no further apart than this; their median then counts.
    """

    source: ReferenceFrom
    how: str
    readers: int = 0
    rule: Rule = Rule.MAJORITY
    ties: str = ""
    tolerance: float = 0.0


@dataclass(frozen=True)
class MarkRule:
    """When a mark hits a lesion; `limit` is a margin or distance in mm (px without calibration), or an overlap 0–1."""

    hit: HitRule
    limit: float


@dataclass(frozen=True)
class StudyPlan:
    """A plan, checked.

    Attributes
    ----------
    digest : str
        SHA-256 of the file; the trials and every export carry it.
    text : str
        The file itself, which the study's log keeps.
    questions : tuple of Question
        All that is asked, in order.
    primary : str
        Question on which the study decides.
    margin : float or None
        Non-inferiority margin of the endpoint, positive; None when superiority is asked.
    time_limit_seconds : int
        Per case; 0 for none.
    shown : tuple of Shown
        In aided reads.
    """

    name: str
    title: str
    version: str
    seed: int
    design: Design
    questions: tuple[Question, ...]
    primary: str
    endpoint: Endpoint
    margin: float | None
    shown: tuple[Shown, ...]
    sessions: Sessions
    crossover: Crossover
    blocks: Blocks
    training: Training
    time_limit_seconds: int
    hide_identity: bool
    reference: ReferencePlan
    marks: MarkRule
    cases_file: str
    lesions_file: str
    readers_file: str
    text: str
    digest: str

    @property
    def arms(self) -> tuple[Arm, ...]:
        """The arms that the design has; the first comes first in the sequence AB of a crossover."""
        if self.design is Design.CROSSOVER:
            return Arm.UNAIDED, Arm(self.crossover.aided.value)
        return (Arm(self.design.value),)

    @property
    def is_aided(self) -> bool:
        """True when any arm shows something of a model."""
        return self.arms != (Arm.UNAIDED,)

    def question(self, question_id: str) -> Question:
        """The question of this name; KeyError when the plan does not ask it."""
        for question in self.questions:
            if question.question_id == question_id:
                return question
        raise KeyError(question_id)

    def described(self) -> Mapping[str, str]:
        """What the plan says, in words, for reports and checklists."""
        margin = "superiority" if self.margin is None else f"non-inferiority, margin {self.margin:g}"
        said = {
            "name": self.name,
            "title": self.title,
            "version": self.version,
            "seed": str(self.seed),
            "design": self.design.value,
            "arms": ", ".join(self.arms),
            "endpoint": f"{self.endpoint} of {self.primary} ({margin})",
            "shown of the model": ", ".join(self.shown) if self.is_aided else "nothing",
            "sessions": str(self.sessions.count),
            "washout": _washout(self.sessions),
            "blocks": f"{self.blocks.count}, balanced by {' and '.join(self.blocks.balance) or 'nothing'}",
            "time limit": f"{self.time_limit_seconds} s per case" if self.time_limit_seconds else "none",
            "reference standard": self.reference.how,
            "identity": "hidden" if self.hide_identity else "shown when the reader asks for it",
            "mark hits a lesion": f"{self.marks.hit}, limit {self.marks.limit:g}",
            "digest": self.digest,
        }
        return MappingProxyType(said)


def _washout(sessions: Sessions) -> str:
    if sessions.count < 2 or not sessions.washout_days:
        return "none"
    since = "the same case" if sessions.washout_from is WashoutFrom.CASE else "the last read of the session before"
    return f"{sessions.washout_days} days from {since}"
