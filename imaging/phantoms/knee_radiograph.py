"""Radiographs of one knee from the front with the signs of osteoarthritis: Kellgren–Lawrence grade 0 to 4."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.film import (
    CORTICAL,
    Film,
    collimate,
    expose,
    film_image,
    flat_bone,
    flesh,
    long_bone,
    place_marker,
    polygon_distance,
)
from imaging.phantoms.knee_joint import (
    CENTRE,
    FEMUR,
    PLATEAU,
    SIDES,
    SPACE,
    TIBIA,
    KneeShape,
    KneeSigns,
    Points2,
    bend_femur,
    bend_tibia,
    closed_curve,
    draw_signs,
    spur,
)
from imaging.phantoms.model import (
    Float32,
    Lesion,
    Phantom,
    PhantomCase,
    generator,
    phantom_case,
    phantom_uid,
)
from imaging.phantoms.shapes import bump, smooth_noise

SPACING = 0.2
FILM = 110.0
"""mm: coned to the joint, as the knees are that `knee_kl_grade` learnt from."""
GRADE, DISEASE = "knee_kl_grade/kl", "knee_kl_grade/osteoarthritis"
SHARES = (0.36, 0.16, 0.24, 0.16, 0.08)
"""How often each grade is drawn: about as in the cohort the real training knees come from."""
SCLEROSIS_REACH = 8.0
NOTICED = 0.15
"""Less narrowing or sclerosis than this is within what healthy knees differ by."""
MASK_PART = 0.3
"""A pixel belongs to a sclerosis when at least this part of its largest density was added there."""


@dataclass(frozen=True)
class Bone:
    """Signed distance to a bone's outline (positive inside, mm) and the attenuation of the bone alone."""

    distance: Float32
    absorbed: Float32


def draw_knee(seed: int, *, grade: int | None = None) -> tuple[PhantomCase, KneeSigns]:
    """Whose knee a seed is, and its signs; nothing is painted."""
    rng = generator(seed, 31)
    laterality = str(rng.choice(["L", "R"]))
    case = phantom_case(seed, rng, laterality, "KNEE")
    drawn = int(rng.choice(5, p=SHARES))
    return case, draw_signs(generator(seed, 32), drawn if grade is None else grade)


def generate_knee_radiograph(seed: int, *, grade: int | None = None, spacing: float = SPACING) -> Phantom:
    """Generate one frontal radiograph of a knee.

    Parameters
    ----------
    seed : int
    grade : int or None
        Kellgren–Lawrence grade 0 … 4; drawn when None. The same seed has the same knee, exposure and noise in every
        grade.
    spacing : float
        mm per pixel; training takes coarser films.
    """
    case, signs = draw_knee(seed, grade=grade)
    values, masks = _radiograph(case, signs, seed, spacing)
    key = ("knee radiograph", seed, signs.grade, spacing)
    image = film_image(
        phantom_uid(*key, "series"),
        values,
        masks,
        spacing,
        center=0.52,
        view="AP",
        patient_orientation=("L", "F"),
    )
    return Phantom(
        kind="knee radiograph",
        seed=seed,
        case=case,
        study_uid=phantom_uid(*key, "study"),
        frame_of_reference_uid="",
        description="PHANTOM knee AP",
        labels={GRADE: float(signs.grade), DISEASE: signs.grade >= 2},
        lesions=lesions_of(signs),
        images=(image,),
    )


def lesions_of(signs: KneeSigns) -> tuple[Lesion, ...]:
    """Every sign with the words a reader has for it."""
    labels = (GRADE, DISEASE) if signs.grade >= 2 else (GRADE,)
    found = [(f"osteophyte {site}", f"osteophyte of {size:.0f} mm, {site}") for site, size in signs.osteophytes.items()]
    for side in SIDES:
        lost = signs.narrowing[side]
        if lost >= NOTICED:
            left = (1 - lost) * SPACE[side]
            found.append((f"narrowing {side}", f"{side} joint space narrowed to {left:.0f} mm"))
        if signs.sclerosis[side] >= NOTICED:
            found.append((f"sclerosis {side}", f"subchondral sclerosis, {side}"))
    if signs.deformity >= 1:
        found.append(("deformity", f"{signs.worn} plateau sunk by {signs.deformity:.0f} mm"))
    return tuple(Lesion(name, labels, words) for name, words in found)


def _radiograph(
    case: PhantomCase, signs: KneeSigns, seed: int, spacing: float
) -> tuple[Float32, Mapping[str, NDArray[np.bool_]]]:
    """Display values in [0, 1], and the mask of every sign."""
    rng = generator(seed, 33)
    side = round(FILM / spacing)
    film = Film.make(rng, side, side, spacing)
    shape = KneeShape.draw(rng, case.sex)
    half = 58 * shape.width
    axis = [(-3, -70), (0, 0), (-2, 70)]
    soft = flesh(film, axis, [(0, half + 5), (0.5, half), (1, half - 1)], float(rng.uniform(4, 11)), rng)
    tilt, offset = float(np.radians(rng.uniform(-3, 3))), rng.uniform(-4, 4, 2)
    c, s = np.float32(np.cos(tilt)), np.float32(np.sin(tilt))
    dx, dy = film.x - np.float32(offset[0]), film.y - np.float32(offset[1])
    x, y = np.asarray((c * dx + s * dy) / np.float32(shape.width), np.float32), np.asarray(c * dy - s * dx, np.float32)
    bones, masks = _bones(x, y, film, shape, signs, rng)
    mineral = np.float32(rng.uniform(0.85, 1.1))
    values = expose(film, soft + mineral * bones * np.float32(0.82), rng)
    edge = FILM / 2
    field = collimate(film, edge - float(rng.uniform(0.5, 4)), edge - float(rng.uniform(0.5, 4)), tilt / 4)
    if case.laterality != "R":
        values, field = values[:, ::-1], field[:, ::-1]
        masks = {name: mask[:, ::-1] for name, mask in masks.items()}
    corner = (-edge + rng.uniform(9, 12), -edge + rng.uniform(11, 15))
    marker = place_marker(film, case.laterality, corner, float(rng.uniform(-0.15, 0.15)))
    values = np.maximum(values, marker * np.float32(0.97)) * field
    kept = {name: np.ascontiguousarray(mask & (field > 0.5)) for name, mask in masks.items()}
    return np.ascontiguousarray(np.clip(values, 0, 1)), kept


def _bones(
    x: Float32, y: Float32, film: Film, shape: KneeShape, signs: KneeSigns, rng: np.random.Generator
) -> tuple[Float32, dict[str, NDArray[np.bool_]]]:
    """Attenuation of all bones, and the masks of the signs, at knee coordinates x, y."""
    patches = smooth_noise(rng, film.grain.shape, 6 / film.spacing)
    texture = 1 + np.float32(0.2) * film.grain + np.float32(0.06) * patches
    femur = _bone(x, y, bend_femur(FEMUR + shape.femur, signs), 38, texture)
    tibia = _bone(x, y, bend_tibia(TIBIA + shape.tibia, signs), 36, texture)
    masks: dict[str, NDArray[np.bool_]] = {}
    total: Float32 = np.zeros(film.grain.shape, np.float32)
    for name, bone, bend in (("femur", femur, bend_femur), ("tibia", tibia, bend_tibia)):
        absorbed = bone.absorbed + _plate(name, bone, x, y, shape)
        for side in SIDES:
            density = _sclerosis(name, side, bone, x, y, texture)
            absorbed += np.float32(signs.sclerosis[side]) * density
            if signs.sclerosis[side] >= NOTICED:
                mask = masks.setdefault(f"sclerosis {side}", np.zeros(total.shape, np.bool_))
                mask |= density > MASK_PART * density.max()
            site = f"{side} {name}"
            if site in signs.osteophytes:
                size = signs.osteophytes[site]
                grown = _bone(x, y, bend(spur(site, size), signs), 13 + 2.6 * size, texture, rim=1.5 + 0.7 * size)
                masks[f"osteophyte {site}"] = (grown.distance > 0) & (bone.distance < 1)
                absorbed = np.maximum(absorbed, grown.absorbed)
        total += absorbed
    for side in SIDES:
        if signs.narrowing[side] >= NOTICED:
            masks[f"narrowing {side}"] = _gap(x, y, femur, tibia, side)
    if signs.deformity >= 1:
        healthy = polygon_distance(x, y, closed_curve(TIBIA + shape.tibia))
        masks["deformity"] = (healthy > 0) & (tibia.distance < 0)
    total += _beside(x, y, film, shape)
    return total, masks


def _bone(x: Float32, y: Float32, outline: Points2, full: float, texture: Float32, rim: float = 15.0) -> Bone:
    """A rounded bone over an outline: thin shell at the joint, thick one along the shaft, trabeculae inside."""
    d = polygon_distance(x, y, closed_curve(outline))
    along = np.abs(y)
    shell = np.asarray(0.6 + 2.6 * np.clip((along - 28) / 50, 0, 1), np.float32)

    def dome(depth: Float32, thickness: Float32 | float) -> Float32:
        t = np.clip(depth / np.float32(rim), 0, 1)
        return np.asarray(np.float32(1) * thickness * np.sqrt(1 - (1 - t) ** 2), np.float32)

    inside = np.asarray(d - shell, np.float32)
    outer, inner = dome(d, full), dome(inside, np.asarray(full - 2 * shell, np.float32))
    density = np.asarray(0.26 - 0.13 * np.clip((along - 12) / 50, 0, 1), np.float32)
    absorbed = np.float32(CORTICAL) * (outer - inner + density * inner * texture)
    return Bone(d, np.asarray(absorbed, np.float32))


def _plate(name: str, bone: Bone, x: Float32, y: Float32, shape: KneeShape) -> Float32:
    """The subchondral plate, seen along its surface: bright under the plateau, the far rim below it."""
    d, total = bone.distance, np.zeros(bone.distance.shape, np.float32)
    for side in SIDES:
        low, high = PLATEAU[side]
        across = bump(x - np.float32((low + high) / 2), (high - low) / 2 - 6, 6)
        if name == "tibia":
            line = 12 * _line(d, 1.0, 0.9) + 3 * _line(d, 4.2, 0.8)
            total += across * np.clip((20 - y) / 8, 0, 1) * line * np.float32(shape.plate)
        else:
            total += across * np.clip((y + 14) / 6, 0, 1) * 5.5 * _line(d, 0.6, 0.7) * np.float32(shape.plate)
    return np.asarray(np.float32(CORTICAL) * total, np.float32)


def _line(d: Float32, depth: float, width: float) -> Float32:
    """A band `depth` mm under the surface."""
    return np.asarray((d > 0) * np.exp(-(((d - np.float32(depth)) / np.float32(width)) ** 2)), np.float32)


def _sclerosis(name: str, side: str, bone: Bone, x: Float32, y: Float32, texture: Float32) -> Float32:
    """Density of a full sclerosis under the joint surface of one compartment; in the condyle it is weaker."""
    near = np.clip(((26 - y) if name == "tibia" else (26 + y)) / np.float32(12), 0, 1)
    across = bump(x - np.float32(CENTRE[side]), 7, 11)
    d = bone.distance
    fading = np.exp(-np.clip(d, 0, None) / np.float32(SCLEROSIS_REACH / 2))
    depth = (d > 0) * (6 * _line(d, 1.5, 2.2) + 8 * fading)
    strength = np.float32(CORTICAL * (1.0 if name == "tibia" else 0.55))
    return np.asarray(strength * across * near * depth * texture, np.float32)


def _gap(x: Float32, y: Float32, femur: Bone, tibia: Bone, side: str) -> NDArray[np.bool_]:
    """The joint space of a compartment, with a millimetre of the bones that bound it."""
    low, high = PLATEAU[side]
    here = (x > low) & (x < high) & (y > -9) & (y < 16)
    return np.asarray(here & (femur.distance < 1) & (tibia.distance < 1), np.bool_)


def _beside(x: Float32, y: Float32, film: Film, shape: KneeShape) -> Float32:
    """Patella in front of the femur and head of the fibula behind the tibia."""
    right, down = shape.patella
    outline = [(-19, -42), (0, -50), (19, -43), (24, -30), (17, -17), (2, -9), (-15, -16), (-23, -29)]
    patella = flat_bone("patella", [(a + right, b + down) for a, b in outline], 8, rim=13, spongy=0.22, cortex=0.35)
    lower = shape.fibula
    fibula = long_bone(
        "fibula",
        [(-37, 20 + lower), (-36.5, 34 + lower), (-32, 62), (-30, 95)],
        [(0, 5), (0.18, 9), (0.4, 7), (0.7, 6), (1, 6)],
        [(0, 5), (0.18, 8.5), (0.4, 6.5), (0.7, 5.5), (1, 6)],
        [(0, 0.6), (0.3, 0.9), (0.7, 1.8), (1, 2.4)],
        [(0, 0.24), (0.3, 0.18), (0.7, 0.1), (1, 0.08)],
        caps=(8, 0),
    )
    return patella.absorb(x, y, film.grain) + fibula.absorb(x, y, film.grain)
