"""All reads of a finished reader study, as the report and the exports take them: rows, no record, no pixels."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RatedMark:
    """A place that a reader or a model marked.

    Attributes
    ----------
    rating : float
        Higher = more suspicious.
    lesion : int
        1, 2, … the lesion of the reference standard that it hits; 0 for none (a non-lesion localisation).
    """

    rating: float
    lesion: int


@dataclass(frozen=True)
class Read:
    """One answer of one reader to one question about one case in one arm.

    Attributes
    ----------
    arm : str
        ``"unaided"`` or ``"aided"``. A sequential Reading gives two reads, each with the time spent in its phase.
    positive : bool or None
        The decision; None for a question without one (a bone age).
    rating : float
        The scale of the question: 1–200 for a decision with confidence (VIPER), the place of a level (0 = lowest), a
        number. Higher = more.
    overridden, reason
        Of the decision on the model's answer; only in an aided read of a sequential Reading.
    seconds : float
        Time with the case on the screen.
    exposure_seconds : mapping
        What of the model was on the screen → seconds: ``"boxes"``, ``"saliency"``.
    marks : tuple of RatedMark, or None
        None when the question does not ask for marks.
    """

    reading_id: str
    reader: str
    case: str
    question: str
    arm: str
    session: int
    position: int
    positive: bool | None
    rating: float
    seconds: float
    overridden: bool = False
    reason: str = ""
    exposure_seconds: Mapping[str, float] = field(default_factory=dict)
    marks: tuple[RatedMark, ...] | None = None


@dataclass(frozen=True)
class StudyQuestion:
    """A question of the study.

    Attributes
    ----------
    scale : str
        ``"binary"`` (decision, then 1–100 within it), ``"yes_no"``, ``"grade"`` or ``"number"``.
    levels : tuple of str
        Of a grade, lowest first: all that may be given, also those that nobody gave.
    positive_from : float or None
        A grade or number counts as positive from here on.
    unit : str
        Of a number.
    margin : float or None
        Non-inferiority margin (a positive number), when the plan names one: of the endpoint that ``plan["endpoint"]``
        begins with, or of the area under the curve.
    """

    question_id: str
    text: str
    scale: str
    primary: bool = False
    levels: tuple[str, ...] = ()
    positive_from: float | None = None
    unit: str = ""
    margin: float | None = None


@dataclass(frozen=True)
class StudyCase:
    """A case of the study with its reference standard.

    Attributes
    ----------
    truth : mapping of question to float
        1 and 0 for yes and no, else the place of the level (0 = lowest) or the number. A question that is not there has
        no reference.
    lesions : mapping of question to weights of the lesions
        As many as there are lesions; equal weights sum to 1. () for none.
    features : mapping of str to bool
        The reference checklist, when there is one.
    body_part, difficulty, phantom
        For tables by subgroup, and for the label that a phantom's numbers carry.
    """

    case: str
    truth: Mapping[str, float]
    lesions: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    features: Mapping[str, bool] = field(default_factory=dict)
    body_part: str = ""
    difficulty: str = ""
    phantom: bool = False


@dataclass(frozen=True)
class StudyReader:
    """A reader under the study's own name, with the group they belong to and their years of experience."""

    reader: str
    group: str = ""
    years: float | None = None


@dataclass(frozen=True)
class ModelRead:
    """What the model answered; for every case, whether or not it was shown.

    Attributes
    ----------
    rating : float
        The probability, level or number.
    """

    case: str
    question: str
    positive: bool | None
    rating: float
    operating_point: float | None = None
    marks: tuple[RatedMark, ...] | None = None


@dataclass(frozen=True)
class StudyReads:
    """A finished study.

    Attributes
    ----------
    design : str
        ``"unaided"``, ``"sequential"``, ``"concurrent"``, ``"crossover"`` or ``"ai_first"``.
    plan : mapping
        What the plan says, for the checklists: title, seed, washout, how the reference standard was established, …
    left_out : mapping of str to int
        Why reads are not in here → how many: training, attention, not finished, time limit, …
    """

    study: str
    title: str
    plan_digest: str
    design: str
    plan: Mapping[str, str]
    questions: tuple[StudyQuestion, ...]
    readers: tuple[StudyReader, ...]
    cases: tuple[StudyCase, ...]
    reads: tuple[Read, ...]
    model: tuple[ModelRead, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that were read, unaided first."""
        present = {read.arm for read in self.reads}
        return tuple(arm for arm in ("unaided", "aided") if arm in present)

    @property
    def phantom(self) -> bool:
        """True when any case is a phantom: every number says so."""
        return any(case.phantom for case in self.cases)
