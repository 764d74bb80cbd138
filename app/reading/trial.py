"""A trial: one Reading as a reader study planned it."""

from dataclasses import dataclass
from enum import StrEnum


class Arm(StrEnum):
    """What of the models a Reading shows, and when."""

    UNAIDED = "unaided"  # nothing at all
    SEQUENTIAL = "sequential"  # unaided, lock, then aided: both reads in one sitting
    CONCURRENT = "concurrent"  # the findings are there from the beginning
    AI_FIRST = "ai_first"  # the findings are shown before the reader may answer


class CaseKind(StrEnum):
    """Why a Case is in a study."""

    TEST = "test"  # counts
    TRAINING = "training"  # feedback after the lock; does not count
    ATTENTION = "attention"  # an obvious case that shows whether somebody is reading; does not count


class Shown(StrEnum):
    """What of a model's answer reaches the screen in a phase that shows findings."""

    PROBABILITY = "probability"  # the value, whatever its kind, and what is called positive
    BOXES = "boxes"  # every place: boxes, masks, slices
    HEAT_MAP = "heat_map"


class Feedback(StrEnum):
    """What a reader is shown of a training case once the read is signed."""

    TRUTH = "truth"
    MODEL = "model"


@dataclass(frozen=True)
class Trial:
    """Which Reading of which study this is.

    Attributes
    ----------
    study : str
        The study's name.
    plan_digest : str
        SHA-256 of the plan's file; every export shows it.
    case : str
        The study's own name of the Case; says nothing of the patient.
    session : int
        1, 2, … the sitting to which it belongs (the periods of a crossover; a repeat is a session of its own).
    position : int
        1, 2, … in the Reader's own order within the session.
    """

    study: str
    plan_digest: str
    case: str
    kind: CaseKind
    arm: Arm
    session: int
    position: int

    def same_sitting(self, other: "Trial | None") -> bool:
        """True for the same case in the same session of the same study: one Reading, however often it is opened."""
        if other is None:
            return False
        mine = (self.study, self.plan_digest, self.case, self.session)
        return mine == (other.study, other.plan_digest, other.case, other.session)
