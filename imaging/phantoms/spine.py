"""Spine MRI phantoms: one solid model, a sagittal T1-weighted and a sagittal T2-weighted series (Yeh 2022).

The two series show the same slices on different matrices and fields of view, as they are acquired: what is drawn on
one is found on the other through geometry only. A spine coil sees little of what lies in front.
"""

from dataclasses import dataclass, replace

import numpy as np

from imaging.geometry import FloatArray, PlaneGeometry, VolumeGeometry
from imaging.phantoms.model import (
    Acquisition,
    Lesion,
    Phantom,
    PhantomCase,
    PhantomImage,
    generator,
    phantom_case,
    phantom_uid,
)
from imaging.phantoms.slab import receive, slab_of
from imaging.phantoms.spine_anatomy import T1, T2, SpineShape
from imaging.phantoms.spine_lesions import FRACTURE
from imaging.phantoms.spine_paint import paint_spine
from imaging.phantoms.spine_signs import FEATURES, MALIGNANT, Signs, draw_signs
from imaging.region import Box

STRUCTURES = ("vertebrae", "discs", "canal")
MASK_THRESHOLD = 0.25
"""A voxel belongs to a structure when at least this part of it does."""
BOX_MARGIN = 1.15
"""Side of the reader's square over the longer side of the abnormal vertebra: the whole vertebra lies in it."""


@dataclass(frozen=True)
class SeriesPlan:
    """How one series is acquired; `pixel` in mm, `full_scale` is the value of the brightest tissue."""

    name: str
    pixel: float
    tissues: dict[str, float]
    full_scale: float
    acquisition: Acquisition


PLANS = (
    SeriesPlan(
        "t1", 0.94, T1, 900.0, Acquisition("PHANTOM SAG T1 SE", "PHANTOM spine", 400, 15, 1, 1.5, flip_degrees=90)
    ),
    SeriesPlan(
        "t2", 0.67, T2, 1100.0, Acquisition("PHANTOM SAG T2 FSE", "PHANTOM spine", 3200, 90, 16, 1.5, flip_degrees=90)
    ),
)
STEP, THICKNESS = 4.4, 4.0
FIELD, SLICES = 300.0, 13
"""mm of a whole examination, and its slices."""
CLOSE_FIELD, CLOSE_SLICES = 96.0, 5
"""Of a close-up: the abnormal vertebra and its neighbours."""


def generate_spine(seed: int, *, malignant: bool | None = None, close: bool = False) -> Phantom:
    """Generate one spine with the diagnosis and the signs that its seed draws.

    Parameters
    ----------
    malignant : bool, optional
        The diagnosis, where the seed shall not draw it; its signs are drawn either way.
    close : bool
        Only the middle of the same examination, for training: a tenth of the time.
    """
    signs = draw_signs(generator(seed, 2), malignant)
    case = _patient(seed, signs)
    shape = SpineShape.draw(generator(seed, 3), signs, case.sex, case.age_years)
    kind = f"{'' if malignant is None else malignant}{'close' if close else ''}"
    frame_uid = phantom_uid("spine", seed, kind, "frame")
    rng = generator(seed, 4)
    to_patient = _local_to_patient(rng)
    images = []
    for number, plan in enumerate(PLANS):
        geometry = _geometry(plan, generator(seed, 5, number), to_patient, signs.place, frame_uid, close)
        images.append(_acquire(seed, number, plan, geometry, to_patient, shape, kind))
    phantom = Phantom(
        kind="spine",
        seed=seed,
        case=case,
        study_uid=phantom_uid("spine", seed, kind, "study"),
        frame_of_reference_uid=frame_uid,
        description="PHANTOM spine MRI",
        labels=signs.labels,
        lesions=(Lesion(FRACTURE, (MALIGNANT,) if signs.malignant else (), description_of(shape)),),
        images=tuple(images),
    )
    return replace(phantom, places=(reader_box(phantom),))


def _patient(seed: int, signs: Signs) -> PhantomCase:
    """Age as in the paper: 61.7 years with a malignant fracture, 68.8 with a benign one, 23 to 95."""
    rng = generator(seed, 1)
    drawn = phantom_case(seed, rng, "", "TLSPINE")
    age = int(np.clip(rng.normal(61.7 if signs.malignant else 68.8, 12), 23, 95))
    return PhantomCase(drawn.name, f"PHANTOM-SPINE-{seed:04d}", drawn.sex, age, "", "TLSPINE")


def description_of(shape: SpineShape) -> str:
    """The abnormal vertebra in a reader's words."""
    signs = shape.signs
    words = ", ".join(name.replace("_", " ") for name in FEATURES if signs.has(name))
    return f"{'malignant' if signs.malignant else 'benign'} fracture of {shape.target.name}: {words}"


def _local_to_patient(rng: np.random.Generator) -> FloatArray:
    """The model's (left, posterior, up) mm → LPS mm, shape (4, 4): a patient not quite straight on the table."""
    matrix = np.eye(4)
    for axis, angle in enumerate(np.radians(rng.uniform(-2, 2, 3))):
        c, s = np.cos(angle), np.sin(angle)
        turn = np.eye(4)
        i, j = (axis + 1) % 3, (axis + 2) % 3
        turn[i, i], turn[j, j], turn[i, j], turn[j, i] = c, c, -s, s
        matrix = turn @ matrix
    matrix[:3, 3] = rng.uniform((-6, -20, -60), (6, 20, 60))
    return matrix


def _geometry(
    plan: SeriesPlan, rng: np.random.Generator, to_patient: FloatArray, place: float, frame_uid: str, close: bool
) -> VolumeGeometry:
    """Slices of the spine's own sagittal plane, one of them through the lesion; the fields differ a little."""
    field = CLOSE_FIELD if close else FIELD
    slices = CLOSE_SLICES if close else SLICES
    matrix = round(field / plan.pixel)
    row, column = to_patient[:3, :3] @ [0, 1, 0], to_patient[:3, :3] @ [0, 0, -1]
    normal = np.cross(row, column)
    shift = rng.uniform(-4, 4, 2) if close else rng.uniform(-12, 12, 2)
    middle = to_patient @ np.array([place, shift[0] - (0 if close else 20), shift[1], 1.0])
    half = (matrix - 1) / 2 * plan.pixel
    position = middle[:3] - half * (row + column) - (slices - 1) / 2 * STEP * normal
    first = PlaneGeometry(position, row, column, plan.pixel, plan.pixel, matrix, matrix, THICKNESS, frame_uid)
    return VolumeGeometry.from_planes(first, STEP * normal, slices)


def _acquire(
    seed: int,
    number: int,
    plan: SeriesPlan,
    geometry: VolumeGeometry,
    to_patient: FloatArray,
    shape: SpineShape,
    kind: str,
) -> PhantomImage:
    values = {name: value * shape.factors[name] for name, value in plan.tissues.items()}
    signal = np.empty(geometry.shape, np.float32)
    coil = np.empty(geometry.shape, np.float32)
    masks: dict[str, np.ndarray] = {
        name: np.zeros(geometry.shape, np.bool_) for name in (*STRUCTURES, FRACTURE, *FEATURES)
    }
    index_to_local = np.linalg.inv(to_patient) @ geometry.affine
    for index in range(geometry.shape[0]):
        slab = slab_of(index, THICKNESS, STEP, index_to_local, geometry.shape, shape.warp)
        paint_spine(slab, shape, values)
        signal[index] = slab.image.mean(axis=0)
        v = slab.points.v[0] - shape.wall(slab.points.w[0])
        coil[index] = np.exp(-np.clip((0 - v) / 70, -0.6, 3))
        for name, weight in slab.lesions.items():
            masks[name][index] = weight.mean(axis=0) > MASK_THRESHOLD
    scale = 0.6 / plan.pixel
    pixels = receive(
        signal,
        generator(seed, 6, number),
        scale=scale,
        full_scale=plan.full_scale,
        blur_pixels=0.55 * scale + 0.1,
        coil=coil,
    )
    masks["discs"] &= ~masks["vertebrae"]  # they were painted from body to body
    masks = {name: mask for name, mask in masks.items() if mask.any() or name in (*STRUCTURES, FRACTURE)}
    series_uid = phantom_uid("spine", seed, kind, plan.name)
    return PhantomImage(
        name=plan.name,
        series_uid=series_uid,
        sop_instance_uids=tuple(phantom_uid(series_uid, i) for i in range(len(pixels))),
        pixels=pixels,
        masks=masks,
        pixel_spacing=(plan.pixel, plan.pixel),
        window=(0.4 * plan.full_scale, 0.85 * plan.full_scale),
        geometry=geometry,
        acquisition=plan.acquisition,
    )


def reader_box(phantom: Phantom) -> Box:
    """The square that a reader draws round the whole abnormal vertebra, on the middle T2-weighted slice."""
    image = phantom.image("t2")
    boxes = image.boxes(FRACTURE)
    areas = [int(image.masks[FRACTURE][image.sop_instance_uids.index(box.sop_instance_uid)].sum()) for box in boxes]
    middle = image.sop_instance_uids[len(image.pixels) // 2]
    box = next((b for b in boxes if b.sop_instance_uid == middle), boxes[int(np.argmax(areas))])
    half = max(box.right - box.left, box.bottom - box.top) * BOX_MARGIN / 2
    column, row = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return Box(box.sop_instance_uid, box.frame, column - half, row - half, column + half, row + half)
