"""What a Task reports about a Case, and why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.region import Region


@dataclass(frozen=True)
class Probability:
    """A number in [0, 1] with the operating point that calls it positive."""

    value: float
    operating_point: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.value <= 1.0:
            raise ValueError(f"probability {self.value} is outside [0, 1]")

    @property
    def positive(self) -> bool:
        """True when the value reaches the operating point."""
        return self.value >= self.operating_point


@dataclass(frozen=True)
class Grade:
    """An ordinal grade on a fixed scale (Kellgren–Lawrence 0–4, Pfirrmann 1–5)."""

    value: int
    levels: tuple[int, ...]


@dataclass(frozen=True)
class Quantity:
    """A measured number with its unit (UCUM: ``mm``, ``mo``, ``ms``).

    Attributes
    ----------
    interval : (low, high) or None
        Where the reference standard lies in 95 of 100 cases, by the model's errors on held-out cases; None when
        nobody measured it.
    """

    value: float
    unit: str
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Withheld:
    """In place of a value that is not shown: a reading protocol may leave it out. No task answers with it."""


@dataclass(frozen=True)
class SaliencyMap:
    """Explanation of one Finding on one 2-D image.

    Attributes
    ----------
    values : array of float32, shape (rows, columns) of the original image
        Not negative; **normalised over the whole study** for this finding, so that a slice which carried
        little looks faint: 1 is the strongest place of the study.
    method : str
        Name in the task's card, such as ``"hirescam"``.
    cell_size : float
        Side of one native cell of the map in pixels of the original image: how sharp the map really is.
    allowed : bool
        False when the method failed the sanity check recorded in the card; shown for teaching only.
    """

    sop_instance_uid: str
    frame: int
    values: NDArray[np.float32]
    method: str
    cell_size: float
    allowed: bool = True


@dataclass(frozen=True)
class Finding:
    """One answer of one Task: a label, its value, where it is and why.

    Attributes
    ----------
    finding_id : str
        Unique within the study and stable between runs: ``"<task>/<label>/<ordinal>"``.
    task : str
    label : str
        One of the card's labels.
    value : Probability, Grade or Quantity
        `Withheld` in what a reader is shown, where the reading protocol does not show values.
    region : Region or None
        None when the answer concerns the whole image or study.
    saliency : tuple of SaliencyMap
        One per image on which the map is not empty; sorted by slice.
    slice_scores : tuple of float
        For a stack: the label's probability slice by slice, in stack order; else empty.
    series_uid : str
        The Series in which `region` and `slice_scores` lie; empty for a radiograph.
    level : str
        ``"study"`` for the answer that the read form asks for and that the reader's label is compared with
        (exactly one per label and task), ``"region"`` for a place that supports it (a box, a plane).
    """

    finding_id: str
    task: str
    label: str
    value: Probability | Grade | Quantity | Withheld
    region: Region | None = None
    saliency: tuple[SaliencyMap, ...] = ()
    slice_scores: tuple[float, ...] = ()
    series_uid: str = ""
    level: str = "study"

    def __post_init__(self) -> None:
        if not all(0.0 <= score <= 1.0 for score in self.slice_scores):
            raise ValueError("a slice's probability is outside [0, 1]")
