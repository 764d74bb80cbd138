"""What a phantom is: pixels, geometry, labels that are true by construction, and a mask of every lesion."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from imaging.geometry import VolumeGeometry
from imaging.region import Box

Float32 = NDArray[np.float32]

PHANTOM_VERSION = 1
"""Raised whenever the same seed gives other pixels; part of every UID and of the demo's cache key."""


@dataclass(frozen=True)
class PhantomCase:
    """Who the phantom pretends to be. The name says that nobody is meant.

    `age_months` is None for adults, whose age is told in years.
    """

    name: str
    patient_id: str
    sex: str
    age_years: int
    laterality: str
    body_part: str
    study_date: str = "20260101"
    age_months: int | None = None


@dataclass(frozen=True)
class Equipment:
    """What the header says of the scanner."""

    manufacturer: str = "Overread"
    model: str = "phantom generator"
    serial_number: str = "0"


@dataclass(frozen=True)
class Lesion:
    """One abnormality.

    Attributes
    ----------
    name : str
        Unique within the phantom; the key of `PhantomImage.masks`.
    labels : tuple of str
        The labels it makes true, as ``"<task>/<label>"``.
    description : str
        In a reader's words ("horizontal tear, posterior horn, medial meniscus").
    """

    name: str
    labels: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class Acquisition:
    """How an MR series pretends to be acquired: times in ms, field strength in tesla."""

    description: str = "PHANTOM PD FS"
    protocol: str = "PHANTOM knee"
    repetition_time: float = 3200
    echo_time: float = 35
    echo_train: int = 8
    tesla: float = 3
    fat_saturated: bool = False
    flip_degrees: float = 150


@dataclass(frozen=True)
class PhantomImage:
    """One Series.

    Attributes
    ----------
    name : str
        ``"sagittal"``, ``"coronal"``, ``"axial"``, ``"t1"``, ``"t2"`` or ``"image"``.
    pixels : array of uint16, shape (slices, rows, columns)
        12 bits; one slice for a radiograph.
    masks : mapping of lesion name to array of bool, same shape
        Exactly where that lesion changed the picture (beyond blur and noise); of a hand, where the structures lie
        that make its bone age; of a spine the structures too.
    geometry : VolumeGeometry or None
        None for a radiograph.
    acquisition : Acquisition or None
        Of an MR series.
    patient_orientation : (str, str)
        Of a radiograph: the directions along a row and down a column.
    pixel_spacing : (float, float)
        mm between rows and between columns; at the detector for a radiograph.
    window : (float, float)
        Centre and width that show the image well.
    """

    name: str
    series_uid: str
    sop_instance_uids: tuple[str, ...]
    pixels: NDArray[np.uint16]
    masks: Mapping[str, NDArray[np.bool_]]
    pixel_spacing: tuple[float, float]
    window: tuple[float, float]
    geometry: VolumeGeometry | None = None
    view: str = ""
    patient_orientation: tuple[str, str] = ("", "")
    acquisition: Acquisition | None = None

    def boxes(self, lesion: str) -> tuple[Box, ...]:
        """Bounding boxes of a lesion on every slice that shows it, in image coordinates."""
        found = []
        for uid, mask in zip(self.sop_instance_uids, self.masks[lesion], strict=True):
            rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
            if rows.size:
                found.append(
                    Box(uid, 1, float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))
                )
        return tuple(found)


@dataclass(frozen=True)
class Phantom:
    """A study that the program generated.

    Attributes
    ----------
    kind : str
        ``"limb"``, ``"knee"``, ``"hand"``, ``"elbow"`` or ``"spine"``.
    seed : int
        With `PHANTOM_VERSION`, all there is to know: the same seed gives the same bytes.
    labels : mapping of "<task>/<label>" to bool, or to float for a number
        The reference standard, true by construction.
    places : tuple of Box
        Where a reader would ask a model to look: the square round the abnormal vertebra of a spine.
    """

    kind: str
    seed: int
    case: PhantomCase
    study_uid: str
    frame_of_reference_uid: str
    description: str
    labels: Mapping[str, bool | float]
    lesions: tuple[Lesion, ...]
    images: tuple[PhantomImage, ...] = field(default_factory=tuple)
    places: tuple[Box, ...] = ()
    equipment: Equipment = Equipment()

    def image(self, name: str) -> PhantomImage:
        """The Series of this name; KeyError when there is none."""
        for image in self.images:
            if image.name == name:
                return image
        raise KeyError(name)


def phantom_uid(*parts: object) -> str:
    """A UID under 2.25 (PS3.5 B.2: a UUID as decimal integer) that depends on its parts alone."""
    digest = hashlib.sha256("|".join(["overread-phantom", str(PHANTOM_VERSION), *map(str, parts)]).encode()).digest()
    return f"2.25.{int.from_bytes(digest[:16], 'big')}"


def generator(seed: int, *purpose: int) -> np.random.Generator:
    """One stream per purpose, so that drawing a lesion never moves the noise or the anatomy."""
    return np.random.default_rng([PHANTOM_VERSION, seed, *purpose])


def phantom_case(seed: int, rng: np.random.Generator, laterality: str, body_part: str) -> PhantomCase:
    """Age, sex and a name that says phantom."""
    return PhantomCase(
        name=f"PHANTOM^{seed:04d}",
        patient_id=f"PHANTOM-{body_part}-{seed:04d}",
        sex=str(rng.choice(["F", "M"])),
        age_years=int(rng.integers(18, 75)),
        laterality=laterality,
        body_part=body_part,
    )
