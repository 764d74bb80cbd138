"""Radiographs of a growing left hand: bone age by construction, chronological age beside it."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.film import Film, collimate, expose, film_image, place_marker
from imaging.phantoms.hand_anatomy import CARPAL_OUTLINES, Tube, tubes
from imaging.phantoms.hand_maturity import Growth, adult_part, growth_of
from imaging.phantoms.hand_paint import Place, carpal, paint_tube, soft_tissue
from imaging.phantoms.model import (
    Float32,
    Phantom,
    PhantomCase,
    generator,
    phantom_case,
    phantom_uid,
)

LABEL = "bone_age/age"
YOUNGEST, OLDEST = 12, 216
"""Bone ages in months; at 18 years all plates have closed in both sexes."""

SPACING = 0.2
CENTRES, PLATES = "ossification centres", "growth plates"
"""Names of the masks: epiphyses, carpal bones and the sesamoid; and growth plates that are still open beside them."""

FIELD = (-70.0, -212.0, 90.0, 50.0)
"""Left, top, right, bottom of an adult's hand with wrist, in mm."""


def generate_hand(
    seed: int, *, bone_age: int | None = None, sex: str | None = None, spacing: float = SPACING
) -> Phantom:
    """Generate one radiograph of a left hand.

    Parameters
    ----------
    seed : int
    bone_age : int or None
        Months; drawn evenly from 12 … 216 when None.
    sex : str or None
        ``"F"`` or ``"M"``; drawn when None.
    spacing : float
        mm per pixel; training takes coarser films.

    Returns
    -------
    Phantom
        Its label ``"bone_age/age"`` is the bone age in months. The chronological age in the header differs from it
        by a normal deviate of 9 % of the age. The film is as large as the hand, so that size alone says little.
    """
    case, months = draw_child(seed, bone_age=bone_age, sex=sex)
    growth = growth_of(months, case.sex, generator(seed, 22))
    values, masks = _radiograph(case, months, growth, seed, spacing)
    key = ("hand", seed, months, case.sex, spacing)
    image = film_image(
        phantom_uid(*key, "series"),
        values,
        masks,
        spacing,
        center=0.5,
        view="PA",
        patient_orientation=("L", "H"),
    )
    return Phantom(
        kind="hand",
        seed=seed,
        case=case,
        study_uid=phantom_uid(*key, "study"),
        frame_of_reference_uid="",
        description="PHANTOM hand PA",
        labels={LABEL: float(months)},
        lesions=(),
        images=(image,),
    )


def draw_child(seed: int, *, bone_age: int | None = None, sex: str | None = None) -> tuple[PhantomCase, int]:
    """Who the hand of this seed belongs to, and its bone age in months; nothing is painted."""
    rng = generator(seed, 21)
    case = phantom_case(seed, rng, "L", "HAND")
    drawn = int(rng.integers(YOUNGEST, OLDEST + 1))
    months = drawn if bone_age is None else bone_age
    chronological = round(float(np.clip(months * (1 + 0.09 * rng.standard_normal()), 6, 228)))
    return replace(case, sex=sex or case.sex, age_years=chronological // 12, age_months=chronological), months


def _radiograph(
    case: PhantomCase, months: float, growth: Mapping[str, Growth], seed: int, spacing: float
) -> tuple[Float32, Mapping[str, NDArray[np.bool_]]]:
    """Display values in [0, 1], and the masks."""
    rng = generator(seed, 23)
    scale = adult_part(months, case.sex) * float(np.clip(1 + 0.035 * rng.standard_normal(), 0.9, 1.1))
    left, top, right, bottom = (edge * scale for edge in FIELD)
    margin = rng.uniform(2, 14, 4)
    wide, high = right - left + margin[0] + margin[1], bottom - top + margin[2] + margin[3]
    film = Film.make(rng, round(high / spacing), round(wide / spacing), spacing)
    middle = (left - margin[0] + wide / 2, top - margin[2] + high / 2)
    turn = float(np.radians(rng.normal(0, 3)))
    c, s = np.float32(np.cos(turn) / scale), np.float32(np.sin(turn) / scale)
    dx, dy = film.x + np.float32(middle[0]), film.y + np.float32(middle[1])
    x, y = np.asarray(c * dx + s * dy, np.float32), np.asarray(c * dy - s * dx, np.float32)
    spread = [float(v) for v in rng.normal(0, (5, 2.5, 2, 2.5, 3.5))]
    soft = soft_tissue(film, x, y, spread, rng)
    bones, masks = _bones(growth, spread, Place(x, y, film.grain), rng)
    mineral = np.float32(rng.uniform(0.85, 1.15))
    # Bone displaces soft tissue along the beam; a small hand is thin.
    values = expose(film, (soft + mineral * bones * np.float32(0.85)) * np.float32(scale), rng)
    edges = (wide / 2 - float(rng.uniform(0, 2)), high / 2 - float(rng.uniform(0, 2)))
    field = collimate(film, *edges, float(np.radians(rng.uniform(-0.6, 0.6))))
    corner = (-wide / 2 + rng.uniform(9, 13), -high / 2 + rng.uniform(10, 16))
    marker = place_marker(film, case.laterality, corner, float(rng.uniform(-0.15, 0.15)))
    values = np.maximum(values, marker * np.float32(0.97)) * field
    return np.ascontiguousarray(np.clip(values, 0, 1)), {name: m & (field > 0.5) for name, m in masks.items()}


def _bones(
    growth: Mapping[str, Growth], spread: list[float], place: Place, rng: np.random.Generator
) -> tuple[Float32, Mapping[str, NDArray[np.bool_]]]:
    """Attenuation of all bones, which add up where they overlap, and the masks."""
    shape = place.x.shape
    total: Float32 = np.zeros(shape, np.float32)
    masks = {CENTRES: np.zeros(shape, np.bool_), PLATES: np.zeros(shape, np.bool_)}
    for tube in tubes(spread):
        window = _window(place, _box(tube))
        painted = paint_tube(tube, growth[tube.name], _part(place, window))
        total[window] += painted.absorbed
        masks[CENTRES][window] |= painted.centre
        masks[PLATES][window] |= painted.plate
    for name in CARPAL_OUTLINES:
        jitter = rng.normal(0, 0.5, 2)
        if growth[name].size <= 0:
            continue
        body = carpal(name, growth[name].size, jitter)
        window = _window(place, body.box)
        part = _part(place, window)
        absorbed = body.absorb(part.x, part.y, part.grain)
        total[window] += absorbed
        masks[CENTRES][window] |= absorbed > 0.05
    return total, masks


def _box(tube: Tube) -> tuple[float, float, float, float]:
    wide = max(half for _, half in tube.half) + 3
    xs, ys = (sorted(pair) for pair in zip(tube.start, tube.end, strict=True))
    return xs[0] - wide, ys[0] - wide, xs[1] + wide, ys[1] + wide


def _window(place: Place, box: tuple[float, float, float, float]) -> tuple[slice, slice]:
    """Rows and columns of the film that hold a box (left, top, right, bottom) of the hand."""
    left, top, right, bottom = box
    inside = (place.x > left) & (place.x < right) & (place.y > top) & (place.y < bottom)
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _part(place: Place, window: tuple[slice, slice]) -> Place:
    return Place(place.x[window], place.y[window], place.grain[window])
