"""What can happen in a Reading: one frozen dataclass per kind of event. Its name is the kind in the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.reading.codec import LATER
from app.reading.display import Displays
from app.reading.opinion import Answer, Decision, LesionMark, Opinion
from app.reading.protocol import ReadingProtocol
from app.reading.trial import Trial


@dataclass(frozen=True)
class ReadingOpened:
    """A Reader opened a Case: the first event, with the rules and the questions of this Reading.

    `displays` are the screens with the display check that was in force; None when nothing was noted of them. `trial`
    is None when nobody planned this Reading as part of a study.
    """

    protocol: ReadingProtocol
    phantom: bool
    displays: Displays | None = field(default=None, metadata=LATER)
    trial: Trial | None = field(default=None, metadata=LATER)


@dataclass(frozen=True)
class DraftSaved:
    """The read form as it stands, so that nothing is lost when the program ends."""

    opinion: Opinion


@dataclass(frozen=True)
class AttachedResult:
    """That a Task ran, and on what; **not what it said**, which nobody may read before the lock.

    `findings_digest` proves later that what was revealed is what had been found then. The number of Findings is left
    out: a box more would tell that the answer is yes.
    """

    task: str
    version: str
    weights_sha256: str
    status: str
    reason: str
    guards: tuple[str, ...]
    findings_digest: str


@dataclass(frozen=True)
class ModelResultsAttached:
    """Models answered; their answers are kept, not shown."""

    results: tuple[AttachedResult, ...]


@dataclass(frozen=True)
class UnaidedReadLocked:
    """The reader's own opinion, for good; as far as it had come when the time was up."""

    opinion: Opinion
    timed_out: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True)
class RevealedFinding:
    """One Finding as it was shown.

    Attributes
    ----------
    kind : str
        ``"probability"``, ``"grade"``, ``"quantity"``, or ``"withheld"`` where the protocol does not show values.
    value : float or None
        None where it was withheld.
    operating_point, positive : float, bool or None
        For a probability; None for the others.
    image : str
        First 16 digits of the SHA-256 of the SOP Instance UID of the region; empty for the whole study.
    frame : int
        1-based; 0 for the whole study.
    box : tuple of float
        Left, top, right, bottom in image coordinates of the original Instance; empty when there is none, or none was
        shown.
    levels : tuple of int
        All that a grade could have been.
    """

    finding_id: str
    task: str
    label: str
    level: str
    kind: str
    value: float | None
    operating_point: float | None
    positive: bool | None
    image: str
    frame: int
    box: tuple[float, ...]
    levels: tuple[int, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True)
class FindingsRevealed:
    """What the reader was shown: task → digest of all that its Findings say, and of these what the protocol shows."""

    digests: Mapping[str, str]
    findings: tuple[RevealedFinding, ...]


class Exposure(StrEnum):
    """What of a model a reader can switch on and off, and what they look at."""

    BOXES = "boxes"
    SALIENCY = "saliency"
    SLICE = "slice"
    FINDING = "finding"  # one of the list was selected, or none any more


@dataclass(frozen=True)
class ExposureChanged:
    """Something of the model came on or went off the screen; `detail` says which finding, series or slice."""

    exposure: Exposure
    on: bool
    detail: str


@dataclass(frozen=True)
class View:
    """How long a stack was looked at in one plane; nothing of a model.

    Attributes
    ----------
    series : str
        First 16 digits of the SHA-256 of the Series Instance UID.
    plane : str
        ``"sagittal"``, ``"coronal"``, ``"axial"``, ``"oblique"``, ``"projection"`` for a radiograph, or ``"unknown"``.
    reconstructed : bool
        Not the plane in which it was acquired.
    seconds : float
    slices : int
        How many different ones were on the screen, between `first` and `last` (1-based).
    """

    series: str
    plane: str
    reconstructed: bool
    seconds: float
    slices: int
    first: int
    last: int


@dataclass(frozen=True)
class ImagesViewed:
    """What the reader looked at since this was noted last, in the active viewport; in every phase."""

    views: tuple[View, ...]


@dataclass(frozen=True)
class WindowChanged:
    """The window in which the reader left a stack, once it had settled; `series` as in `View`."""

    series: str
    center: float
    width: float
    inverted: bool


@dataclass(frozen=True)
class MarksSaved:
    """The marks as they stand after the findings were seen; those of the locked opinion stay as they are."""

    marks: tuple[LesionMark, ...]


@dataclass(frozen=True)
class DecisionMade:
    """The reader's decision on one question; a later one replaces it."""

    decision: Decision


@dataclass(frozen=True)
class ReadSigned:
    """The end: final answers, and the reference standard where it is known (recorded now, never before).

    Attributes
    ----------
    final : tuple of Answer
        Empty answers where nothing was said when the time was up.
    reference : mapping of question to bool
        Of a Reading of a study only where the plan gives feedback.
    reference_values : mapping of question to float
        The same for grades and numbers; None when there are none.
    opinion : Opinion or None
        What was signed, where one opinion is signed and nothing was locked before.
    marks : tuple of LesionMark or None
        The final marks of a read that was locked before; None when no question asks for marks.
    """

    final: tuple[Answer, ...]
    reference: Mapping[str, bool]
    reference_values: Mapping[str, float] | None = field(default=None, metadata=LATER)
    opinion: Opinion | None = field(default=None, metadata=LATER)
    marks: tuple[LesionMark, ...] | None = field(default=None, metadata=LATER)
    timed_out: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True)
class ReadCorrected:
    """A final answer was changed after signing, and why. The signed one stays in the record."""

    answer: Answer
    reason: str


@dataclass(frozen=True)
class ReadingPaused:
    """The Case left the screen: the clock stops."""


@dataclass(frozen=True)
class ReadingResumed:
    """The Case is on the screen again: the clock runs. `displays` as in `ReadingOpened`."""

    displays: Displays | None = field(default=None, metadata=LATER)


@dataclass(frozen=True)
class DisplayChanged:
    """The window moved to another screen, or a screen was checked; these are the screens from now on."""

    displays: Displays


@dataclass(frozen=True)
class FailureNoted:
    """Something failed while reading; the sentence that was shown."""

    sentence: str


Happening = (
    ReadingOpened
    | DraftSaved
    | ModelResultsAttached
    | UnaidedReadLocked
    | FindingsRevealed
    | ExposureChanged
    | ImagesViewed
    | WindowChanged
    | MarksSaved
    | DecisionMade
    | ReadSigned
    | ReadCorrected
    | ReadingPaused
    | ReadingResumed
    | DisplayChanged
    | FailureNoted
)

KINDS: dict[str, type[Happening]] = {kind.__name__: kind for kind in Happening.__args__}
"""Kind in the record → class."""

ONCE = ("ReadingOpened", "UnaidedReadLocked", "ReadSigned")
"""Kinds that a Reading has at most once; a store refuses a second one, whoever writes it."""
