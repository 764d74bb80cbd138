"""The DICOM information model as the program uses it: Patient, Study, Series, Stack, Frame, and the Case.

Nothing here holds pixels: a Stack says which frames of which files make one display set, in which order and with
which geometry; `imaging.dicom.read` turns it into an `ImageStack` of pixels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from imaging.geometry import Plane, PlaneGeometry, VolumeGeometry
from imaging.region import Box


class StackKind(StrEnum):
    """What a stack can be used for."""

    VOLUME = "volume"  # equally oriented slices at known positions: three planes are possible
    STACK = "stack"  # images of one size without volume geometry: one plane, scrolled
    RADIOGRAPH = "radiograph"  # one projection image


class CalibrationKind(StrEnum):
    """What a millimetre on this image rests on (`docs/decisions` and PS3.3 10.7.1)."""

    GEOMETRY = "geometry"  # cross-sectional geometry, or Pixel Spacing corrected for magnification
    FIDUCIAL = "fiducial"  # Pixel Spacing calibrated with an object of known size
    ESTIMATED = "estimated"  # detector spacing divided by an estimated magnification
    DETECTOR = "detector"  # Imager Pixel Spacing at the detector plane: not magnification-corrected
    ASPECT_ONLY = "aspect_only"  # Pixel Aspect Ratio: shape known, size not
    NONE = "none"


@dataclass(frozen=True)
class Calibration:
    """Spacing of a 2-D image in mm per (row, column) and what it rests on; 1 × 1 px when the kind is NONE."""

    kind: CalibrationKind
    row_spacing: float = 1.0
    column_spacing: float = 1.0

    @property
    def in_millimetres(self) -> bool:
        """False when lengths must be given in pixels."""
        return self.kind not in (CalibrationKind.ASPECT_ONLY, CalibrationKind.NONE)


@dataclass(frozen=True)
class Frame:
    """One 2-D image: a file on disk, and the frame within it (1-based, as DICOM counts)."""

    path: str
    number: int
    sop_instance_uid: str
    geometry: PlaneGeometry | None = None


@dataclass(frozen=True)
class Stack:
    """Frames of one Series that belong together on the screen.

    Attributes
    ----------
    stack_id : str
        Unique within the study: Series Instance UID and an ordinal.
    frames : tuple of Frame
        Ordered by extra dimensions first, then by position along the normal: its length is
        (product of the dimensions' lengths) × slices, in C order (dimension values …, slice).
    dimensions : tuple of (name, values)
        Extra dimensions such as ``("echo_time", (6.312, 12.624))`` in the header's own unit; empty for most.
    geometry : VolumeGeometry or None
        None for a radiograph and for a stack without geometry.
    patient_orientation : (str, str) or None
        Directions of increasing column and of increasing row, as in Patient Orientation (0020,0020).
    """

    stack_id: str
    series_uid: str
    kind: StackKind
    frames: tuple[Frame, ...]
    rows: int
    columns: int
    slices: int
    dimensions: tuple[tuple[str, tuple[float, ...]], ...] = ()
    geometry: VolumeGeometry | None = None
    regular: bool = True
    calibration: Calibration = field(default_factory=lambda: Calibration(CalibrationKind.NONE))
    patient_orientation: tuple[str, str] | None = None
    warnings: tuple[str, ...] = ()

    @property
    def plane(self) -> Plane | None:
        """The acquired plane, from geometry; None without geometry."""
        return self.geometry.slice_plane if self.geometry else None

    def same_images(self, other: "Stack") -> bool:
        """True when both consist of the same frames in the same order."""
        mine, theirs = ([(f.path, f.number) for f in stack.frames] for stack in (self, other))
        return self.stack_id == other.stack_id and mine == theirs

    @property
    def volumes(self) -> int:
        """How many volumes the extra dimensions make (1 for most stacks)."""
        return len(self.frames) // self.slices


@dataclass(frozen=True)
class Series:
    """One acquisition, with the attributes that the hanging protocols, the tasks and the corner text ask for."""

    series_uid: str
    modality: str = ""
    description: str = ""
    number: int | None = None
    body_part: str = ""
    laterality: str = ""
    laterality_source: str = ""
    """Which attribute said the side: "Image Laterality (0020,0062)"."""
    view_position: str = ""
    transfer_syntax: str = ""
    echo_time: float | None = None
    repetition_time: float | None = None
    manufacturer: str = ""
    magnetic_field_strength: float | None = None
    stacks: tuple[Stack, ...] = ()
    is_phantom: bool = False
    is_dicom: bool = True
    may_hold_text: bool = False
    """Words may be burned into the pixels: said so, or not denied of a kind of image that often has some."""
    notices: tuple[str, ...] = ()
    """Sentences a reader must see on the image: "FOR PROCESSING – not for reading", "LOSSY 12:1"."""


@dataclass(frozen=True)
class Patient:
    """Who. Shown only when the reader chose to; never in a log, a file name or a window title."""

    name: str = ""
    patient_id: str = ""
    birth_date: str = ""
    sex: str = ""
    age_years: float | None = None


@dataclass(frozen=True)
class Study:
    """One visit to the scanner."""

    study_uid: str
    patient: Patient = field(default_factory=Patient)
    date: str = ""
    description: str = ""
    accession_number: str = ""
    series: tuple[Series, ...] = ()

    @property
    def is_phantom(self) -> bool:
        """True when any Series says that it shows a phantom."""
        return any(series.is_phantom for series in self.series)

    @property
    def stacks(self) -> tuple[Stack, ...]:
        """All stacks of all Series, in order."""
        return tuple(stack for series in self.series for stack in series.stacks)

    def same_images(self, other: "Study") -> bool:
        """True when both consist of the same stacks of the same frames."""
        mine, theirs = self.stacks, other.stacks
        return len(mine) == len(theirs) and all(a.same_images(b) for a, b in zip(mine, theirs, strict=True))

    def joined(self, other: "Study") -> "Study":
        """The same Study found in another place: Series of both; of a Series in both, the one with more frames."""

        def frames(series: Series) -> int:
            return sum(len(stack.frames) for stack in series.stacks)

        kept = {series.series_uid: series for series in self.series}
        for series in other.series:
            known = kept.get(series.series_uid)
            if known is None or frames(series) >= frames(known):
                kept[series.series_uid] = series
        return replace(other, series=tuple(kept.values()))

    def series_of(self, stack: Stack) -> Series:
        """Return the Series to which a stack belongs."""
        return next(series for series in self.series if series.series_uid == stack.series_uid)


@dataclass(frozen=True)
class ReferenceStandard:
    """What counts as true of a Study; shown and recorded only once the read is signed, and never shown to a task.

    Attributes
    ----------
    labels : mapping of "<task>/<label>" to bool, or to float for a grade or a number
        Only what is known.
    boxes : tuple of Box
        Where the lesions are, when that is known too.
    """

    labels: Mapping[str, bool | float] = field(default_factory=lambda: MappingProxyType({}))
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Case:
    """One Study as it is read: with its prior Studies, clinical data and, where known, the reference standard.

    Attributes
    ----------
    clinical : mapping of str to float or str
        Age, sex, pain score, … for the tasks that can use them.
    reference : ReferenceStandard
        Where it is known (phantoms, study sets).
    places : tuple of Box
        Where the reader asks the models to look ("this vertebra"), for the tasks that are asked about a place.
    """

    study: Study
    priors: tuple[Study, ...] = ()
    clinical: Mapping[str, float | str] = field(default_factory=lambda: MappingProxyType({}))
    reference: ReferenceStandard = field(default_factory=ReferenceStandard)
    places: tuple[Box, ...] = ()
