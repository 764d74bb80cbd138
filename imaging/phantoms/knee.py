"""Knee MRI phantoms: one solid model, three acquired series (sagittal oblique, coronal, axial).

The contrast is that of a fat-saturated proton-density sequence. The signal of a slice is averaged over its
thickness, blurred in the plane, shaded by a receive-coil bias field and made Rician (magnitude of a complex signal).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from imaging.geometry import FloatArray, PlaneGeometry, VolumeGeometry
from imaging.phantoms.knee_anatomy import KneeShape
from imaging.phantoms.knee_lesions import KneeLesion, draw_lesions, labels_of, paint_distractors
from imaging.phantoms.knee_paint import paint_knee
from imaging.phantoms.model import Phantom, PhantomCase, PhantomImage, generator, phantom_case, phantom_uid
from imaging.phantoms.slab import receive, slab_of

FULL_SCALE = 1500.0
"""Pixel value of joint fluid at the middle of the coil."""
MASK_THRESHOLD = 0.25
"""A voxel belongs to a lesion when at least this part of it was changed."""


@dataclass(frozen=True)
class SeriesPlan:
    """How one series is acquired."""

    name: str
    slices: int
    spacing: float
    thickness: float


PLANS = (
    SeriesPlan("sagittal", 24, 3.9, 3.5),
    SeriesPlan("coronal", 22, 4.0, 3.5),
    SeriesPlan("axial", 24, 4.2, 3.8),
)


def generate_knee(seed: int, *, lesions: bool = True, matrix: int = 256) -> Phantom:
    """Generate one knee with whatever lesions its seed draws.

    Parameters
    ----------
    seed : int
    lesions : bool
        False gives the lesion-free twin: the same anatomy, coil and noise.
    matrix : int
        Rows and columns of each slice; the field of view stays 154 mm.
    """
    rng = generator(seed, 1)
    laterality = str(rng.choice(["L", "R"]))
    case = phantom_case(seed, rng, laterality, "KNEE")
    shape = KneeShape.draw(rng, case.sex)
    drawn = draw_lesions(generator(seed, 2)) if lesions else ()
    twin = "" if lesions else "twin"
    to_local = _patient_to_local(generator(seed, 3), laterality, shape.size)
    frame_uid = phantom_uid("knee", seed, matrix, twin, "frame")
    images = []
    for number, plan in enumerate(PLANS):
        geometry = _plan_geometry(plan, generator(seed, 4, number), to_local, laterality, matrix, frame_uid)
        images.append(_acquire(seed, number, plan, geometry, to_local, shape, case, drawn, twin))
    return Phantom(
        kind="knee",
        seed=seed,
        case=case,
        study_uid=phantom_uid("knee", seed, matrix, twin, "study"),
        frame_of_reference_uid=frame_uid,
        description="PHANTOM knee MRI",
        labels=labels_of(drawn),
        lesions=tuple(lesion.lesion for lesion in drawn),
        images=tuple(images),
    )


def _patient_to_local(rng: np.random.Generator, laterality: str, size: float) -> FloatArray:
    """LPS mm → the model's (lateral, posterior, up) mm, shape (4, 4): a knee slightly turned, beside the midline."""
    side = 1.0 if laterality == "L" else -1.0
    angles = np.radians(rng.uniform(-4, 4, 3))
    rotation = np.eye(3)
    for axis, angle in enumerate(angles):
        c, s = np.cos(angle), np.sin(angle)
        turn = np.eye(3)
        i, j = (axis + 1) % 3, (axis + 2) % 3
        turn[i, i], turn[j, j], turn[i, j], turn[j, i] = c, c, -s, s
        rotation = turn @ rotation
    centre = np.array([side * rng.uniform(70, 110), rng.uniform(-15, 15), rng.uniform(-25, 25)])
    matrix = np.eye(4)
    matrix[:3, :3] = np.diag([side, 1, 1]) @ rotation / size
    matrix[:3, 3] = -matrix[:3, :3] @ centre
    return matrix


def _plan_geometry(
    plan: SeriesPlan, rng: np.random.Generator, to_local: FloatArray, laterality: str, matrix: int, frame_uid: str
) -> VolumeGeometry:
    """Place a series as a technologist would: centred on the joint, sagittal slices turned along the ACL."""
    side = 1.0 if laterality == "L" else -1.0
    directions = {
        "sagittal": ([0, 1, 0], [0, 0, -1]),
        "coronal": ([1, 0, 0], [0, 0, -1]),
        "axial": ([1, 0, 0], [0, 1, 0]),
    }[plan.name]
    turn = np.radians(-side * rng.uniform(8, 18) if plan.name == "sagittal" else rng.uniform(-3, 3))
    c, s = np.cos(turn), np.sin(turn)
    about = (
        np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
        if plan.name != "axial"
        else np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    )
    row, column = (about @ np.asarray(d, float) for d in directions)
    normal = np.cross(row, column)
    local_centre = np.array({"sagittal": [0, -3, 4], "coronal": [0, -6, 4], "axial": [0, -3, 8]}[plan.name], float)
    local_centre += rng.uniform(-3, 3, 3)
    centre = np.linalg.inv(to_local) @ np.append(local_centre, 1)
    spacing = 154.0 / matrix
    half = (matrix - 1) / 2 * spacing
    position = centre[:3] - half * (row + column) - (plan.slices - 1) / 2 * plan.spacing * normal
    first = PlaneGeometry(position, row, column, spacing, spacing, matrix, matrix, plan.thickness, frame_uid)
    return VolumeGeometry.from_planes(first, plan.spacing * normal, plan.slices)


def _acquire(
    seed: int,
    number: int,
    plan: SeriesPlan,
    geometry: VolumeGeometry,
    to_local: FloatArray,
    shape: KneeShape,
    case: PhantomCase,
    drawn: Sequence[KneeLesion],
    twin: str,
) -> PhantomImage:
    signal = np.empty(geometry.shape, np.float32)
    masks = {lesion.lesion.name: np.zeros(geometry.shape, np.bool_) for lesion in drawn}
    index_to_local = to_local @ geometry.affine
    for index in range(plan.slices):
        slab = slab_of(index, plan.thickness, plan.spacing, index_to_local, geometry.shape, shape.warp)
        fields = paint_knee(slab, shape)
        paint_distractors(slab, fields, generator(seed, 5))
        for lesion in drawn:
            lesion.paint(slab, fields, shape)
        signal[index] = slab.image.mean(axis=0)
        for name, weight in slab.lesions.items():
            masks[name][index] = weight.mean(axis=0) > MASK_THRESHOLD
    rows = geometry.shape[1]
    scale = rows / 256
    receiver = generator(seed, 6, number)
    pixels = receive(signal, receiver, scale=scale, full_scale=FULL_SCALE, blur_pixels=0.55 * scale)
    series_uid = phantom_uid("knee", seed, rows, twin, plan.name)
    return PhantomImage(
        name=plan.name,
        series_uid=series_uid,
        sop_instance_uids=tuple(phantom_uid(series_uid, i) for i in range(plan.slices)),
        pixels=pixels,
        masks=masks,
        pixel_spacing=(geometry.spacing[1], geometry.spacing[2]),
        window=(0.42 * FULL_SCALE, 0.86 * FULL_SCALE),
        geometry=geometry,
    )
