"""What can happen in a Reading: one frozen dataclass per kind of event. Its name is the kind in the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.reading.codec import LATER
from app.reading.display import Displays
from app.reading.opinion import Answer, Decision, Opinion
from app.reading.protocol import ReadingProtocol


@dataclass(frozen=True)
class ReadingOpened:
    """A Reader opened a Case: the first event, with the rules and the questions of this Reading.

    `displays` are the screens with the display check that was in force; None when nothing was noted of them.
    """

    protocol: ReadingProtocol
    phantom: bool
    displays: Displays | None = field(default=None, metadata=LATER)


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
    """The reader's own opinion, for good."""

    opinion: Opinion


@dataclass(frozen=True)
class RevealedFinding:
    """One Finding as it was shown.

    Attributes
    ----------
    kind : str
        ``"probability"``, ``"grade"`` or ``"quantity"``.
    operating_point, positive : float, bool or None
        For a probability; None for the others.
    image : str
        First 16 digits of the SHA-256 of the SOP Instance UID of the region; empty for the whole study.
    frame : int
        1-based; 0 for the whole study.
    box : tuple of float
        Left, top, right, bottom in image coordinates of the original Instance; empty when there is none.
    """

    finding_id: str
    task: str
    label: str
    level: str
    kind: str
    value: float
    operating_point: float | None
    positive: bool | None
    image: str
    frame: int
    box: tuple[float, ...]


@dataclass(frozen=True)
class FindingsRevealed:
    """What the reader was shown after the lock: task → digest of its Findings, and the Findings."""

    digests: Mapping[str, str]
    findings: tuple[RevealedFinding, ...]


class Exposure(StrEnum):
    """What of a model a reader can switch on and off, and what they look at."""

    BOXES = "boxes"
    SALIENCY = "saliency"
    SLICE = "slice"


@dataclass(frozen=True)
class ExposureChanged:
    """Something of the model came on or went off the screen; `detail` says which finding, series or slice."""

    exposure: Exposure
    on: bool
    detail: str


@dataclass(frozen=True)
class DecisionMade:
    """The reader's decision on one question; a later one replaces it."""

    decision: Decision


@dataclass(frozen=True)
class ReadSigned:
    """The end: final answers, and the reference standard where it is known (recorded now, never before)."""

    final: tuple[Answer, ...]
    reference: Mapping[str, bool]


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
