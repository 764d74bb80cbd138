"""Scanners that a phantom can have been examined on: how noisy, sharp, bright they are, and what their header says.

A second examination of the same patient is the same phantom on a scanner again, with noise and identifiers of its own.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.model import Equipment, Phantom, PhantomImage, generator, phantom_uid
from imaging.phantoms.shapes import blur

FULL = 4095
"""Largest value of 12 bits."""


@dataclass(frozen=True)
class Scanner:
    """How a scanner changes what it sees.

    Attributes
    ----------
    noise : float
        Standard deviation, as a part of the window that shows the image well.
    blur : float
        Standard deviation in pixels.
    scale, shift : float
        What values are multiplied by, and what is then added, as a part of that window.
    """

    equipment: Equipment
    noise: float
    blur: float
    scale: float = 1.0
    shift: float = 0.0

    @property
    def name(self) -> str:
        """Maker and model, as it stands in tables."""
        return f"{self.equipment.manufacturer} {self.equipment.model}"


NORTH = Scanner(Equipment("Phantom North", "N1", "101"), noise=0.01, blur=0.0)
SOUTH = Scanner(Equipment("Phantom South", "S2", "202"), noise=0.045, blur=0.7, scale=0.88, shift=0.03)
EAST = Scanner(Equipment("Phantom East", "E3", "303"), noise=0.02, blur=0.35, scale=1.12, shift=-0.03)
SCANNERS = (NORTH, SOUTH, EAST)


def scan(phantom: Phantom, scanner: Scanner, visit: int = 0, patient_id: str = "") -> Phantom:
    """Examine a phantom: the same patient, masks and truth; other pixels, identifiers and equipment.

    Parameters
    ----------
    visit : int
        Counts the examinations of a patient; each has noise of its own.
    patient_id : str
        What the header says of the patient, instead of the truth.
    """
    key = (scanner.name, scanner.scale, scanner.shift, visit, patient_id)
    images = tuple(_scan_image(image, number, phantom, scanner, key) for number, image in enumerate(phantom.images))
    renamed = {
        old: new
        for before, after in zip(phantom.images, images, strict=True)
        for old, new in zip(before.sop_instance_uids, after.sop_instance_uids, strict=True)
    }
    case = replace(phantom.case, patient_id=patient_id, name=f"PHANTOM^{patient_id}") if patient_id else phantom.case
    frame = phantom.frame_of_reference_uid
    return replace(
        phantom,
        case=case,
        study_uid=phantom_uid(phantom.study_uid, *key),
        frame_of_reference_uid=phantom_uid(frame, *key) if frame else "",
        images=images,
        places=tuple(replace(place, sop_instance_uid=renamed[place.sop_instance_uid]) for place in phantom.places),
        equipment=scanner.equipment,
    )


def _scan_image(
    image: PhantomImage, number: int, phantom: Phantom, scanner: Scanner, key: tuple[object, ...]
) -> PhantomImage:
    series_uid = phantom_uid(image.series_uid, *key)
    visit = key[3]
    assert isinstance(visit, int)
    return replace(
        image,
        series_uid=series_uid,
        sop_instance_uids=tuple(phantom_uid(series_uid, index) for index in range(len(image.sop_instance_uids))),
        pixels=expose_again(image, scanner, generator(phantom.seed, 41, number, visit)),
    )


def expose_again(image: PhantomImage, scanner: Scanner, rng: np.random.Generator) -> NDArray[np.uint16]:
    """The pixels as this scanner gives them: blurred, scaled, shifted, noisier; 12 bits."""
    width = image.window[1]
    noise = rng.standard_normal(image.pixels.shape, dtype=np.float32)
    seen = blur(image.pixels.astype(np.float32), scanner.blur) * np.float32(scanner.scale)
    seen = seen + np.float32(width) * (np.float32(scanner.shift) + np.float32(scanner.noise) * noise)
    pixels: NDArray[np.uint16] = np.clip(np.rint(seen), 0, FULL).astype(np.uint16)
    return pixels
