"""Lateral radiographs of the elbow: fat pads that lie on the bone, or are lifted off it by fluid in the joint.

With an effusion the anterior fat pad is lifted into a triangle ("sail sign"), and the posterior one, hidden in the
olecranon fossa before, stands out behind the humerus (Norell 1954; Goswami 2002, Radiology 222:419).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.film import (
    CORTICAL,
    FAT,
    SOFT,
    Body,
    Film,
    collimate,
    expose,
    film_image,
    flat_bone,
    long_bone,
    place_marker,
)
from imaging.phantoms.model import Float32, Lesion, Phantom, generator, phantom_case, phantom_uid
from imaging.phantoms.shapes import blur, smooth_noise

LABEL = "elbow_effusion/effusion"
SPACING = 0.2
ROWS, COLUMNS = 1050, 1000
"""Of the film at the detector's spacing."""

PAD_DEPTH = 30.0
"""mm of fat along the beam."""
SEEN = 0.35
"""A pixel belongs to the mask where this part of the beam's way through a pad is fat."""

Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Effusion:
    """How far fluid lifts the pads.

    Attributes
    ----------
    lift : float
        mm by which the lower end of the anterior pad stands off the humerus.
    posterior : float
        mm by which the posterior pad stands out; 0 when it stays in its fossa.
    """

    lift: float
    posterior: float


def draw_effusion(seed: int) -> Effusion | None:
    """The effusion of a seed; every other elbow has none."""
    rng = generator(seed, 32)
    if rng.random() < 0.5:
        return None
    lift = float(rng.uniform(3.0, 9.0))
    # A small effusion may leave the posterior pad where it was.
    seen = rng.random() < 0.55 + 0.07 * (lift - 3.0)
    return Effusion(lift, float(rng.uniform(0.45, 0.85)) * lift if seen else 0.0)


def generate_elbow(seed: int, *, effusion: bool | None = None, spacing: float = SPACING) -> Phantom:
    """Generate one lateral radiograph of an adult's elbow.

    Parameters
    ----------
    seed : int
    effusion : bool or None
        False gives the twin without fluid (same elbow and exposure); None leaves it to the seed.
    spacing : float
        mm per pixel; training takes coarser films.
    """
    rng = generator(seed, 31)
    case = phantom_case(seed, rng, str(rng.choice(["L", "R"])), "ELBOW")
    found = draw_effusion(seed)
    if effusion is not None:
        found = (found or Effusion(6.0, 3.5)) if effusion else None
    values, mask = _radiograph(found, case.laterality, seed, spacing)
    lesions: tuple[Lesion, ...] = ()
    if found is not None:
        signs = "sail sign and posterior fat pad" if found.posterior else "sail sign"
        lesions = (Lesion("effusion", (LABEL,), f"effusion of the elbow: {signs}, lifted by {found.lift:.0f} mm"),)
    key = ("elbow", seed, "effusion" if found else "dry", spacing)
    image = film_image(
        phantom_uid(*key, "series"),
        values,
        {lesion.name: mask for lesion in lesions},
        spacing,
        center=0.5,
        view="LATERAL",
        patient_orientation=("P", "F") if case.laterality == "L" else ("A", "F"),
    )
    return Phantom(
        kind="elbow",
        seed=seed,
        case=case,
        study_uid=phantom_uid(*key, "study"),
        frame_of_reference_uid="",
        description="PHANTOM elbow LATERAL",
        labels={LABEL: found is not None},
        lesions=lesions,
        images=(image,),
    )


def bones() -> tuple[Body, ...]:
    """Humerus from above, radius and ulna to the front (left), flexed by a right angle; mm."""
    humerus = long_bone(
        "humerus",
        [(18, -190), (11, -70), (6, -30), (0, -6)],
        [(0, 11.5), (0.65, 11), (0.81, 10), (0.9, 7.5), (0.96, 8), (1, 8)],
        [(0, 11.5), (0.65, 11), (0.81, 10.5), (0.9, 8), (0.96, 8), (1, 8)],
        [(0, 4.4), (0.65, 3.8), (0.83, 2.2), (0.93, 1.2), (1, 0.9)],
        [(0, 0.06), (0.65, 0.08), (0.87, 0.2), (1, 0.3)],
        caps=(0, 4),
    )
    capitellum = [(-15, -3), (-12, -12), (-3, -16), (7, -13), (12, -4), (10, 6), (1, 11), (-10, 8)]
    radius = long_bone(
        "radius",
        [(-14, 8), (-34, 7), (-70, 8), (-190, 4)],
        [(0, 11.5), (0.06, 11.5), (0.14, 8), (0.3, 8.5), (0.6, 7.5), (1, 7.5)],
        [(0, 11.5), (0.06, 11.5), (0.14, 7.5), (0.3, 7.5), (0.6, 7.5), (1, 7.5)],
        [(0, 0.8), (0.1, 1.0), (0.25, 2.4), (1, 2.8)],
        [(0, 0.3), (0.15, 0.2), (0.4, 0.08), (1, 0.07)],
        caps=(2.5, 0),
    )
    olecranon = [
        (-16, 18), (-8, 14), (4, 16), (13, 8), (15, -6), (21, -12), (28, -6), (30, 10), (22, 26), (2, 33), (-20, 30),
    ]  # fmt: skip
    ulna = long_bone(
        "ulna",
        [(-4, 25), (-50, 26), (-190, 20)],
        [(0, 9), (0.2, 8.5), (0.5, 7), (1, 6.5)],
        [(0, 9), (0.2, 8.5), (0.5, 7), (1, 6.5)],
        [(0, 1.2), (0.2, 2.2), (0.6, 2.8), (1, 2.6)],
        [(0, 0.25), (0.3, 0.12), (1, 0.07)],
        caps=(5, 0),
    )
    coronoid = [(-24, 20), (-20, 13), (-13, 12), (-8, 20), (-14, 28)]
    return (
        humerus,
        flat_bone("humerus", capitellum, 34, rim=10, spongy=0.16, cortex=0.6),
        radius,
        flat_bone("ulna", olecranon, 24, rim=9, spongy=0.2, cortex=0.7),
        ulna,
        flat_bone("ulna", coronoid, 16, rim=5, spongy=0.2, cortex=0.6),
    )


def _pads(effusion: Effusion | None, wobble: NDArray[np.float64]) -> tuple[Pairs, Pairs]:
    """Outlines of the anterior and of the posterior fat pad; the latter is empty when it lies in its fossa."""
    lift = effusion.lift if effusion else 0.0
    thick = 3.6 + float(wobble[0])
    # Along the front of the humerus, from the shaft down to the capitellum; the lower end is lifted most.
    front = [(-1.5, -56), (-1.8, -46), (-2.2, -36), (-3.6, -27), (-6.5, -19)]
    off = [0.2, 0.35 * lift, 0.8 * lift, 1.15 * lift, 1.05 * lift]
    inner = [(x - 0.8 - o, y - 0.25 * o) for (x, y), o in zip(front, off, strict=True)]
    width = [0.8, 0.9, 1.0, 1.0, 0.5] if lift == 0 else [0.5, 1.0, 1.6, 2.0, 0.9]
    outer = [(x - thick * w, y - 0.1 * thick * w) for (x, y), w in zip(inner, width, strict=True)]
    anterior = [*inner, *reversed(outer)]
    if effusion is None or effusion.posterior == 0:
        return anterior, ()
    out = effusion.posterior
    back = [(19.5, -52), (17.8, -43), (15.8, -34), (13.6, -26)]
    near = [(x + 0.6 + out * w, y) for (x, y), w in zip(back, (0.15, 0.8, 1.0, 0.6), strict=True)]
    far = [(x + (3.0 + float(wobble[1])) * w, y) for (x, y), w in zip(near, (0.4, 1.1, 1.2, 0.6), strict=True)]
    return anterior, [*near, *reversed(far)]


def _radiograph(
    effusion: Effusion | None, laterality: str, seed: int, spacing: float
) -> tuple[Float32, NDArray[np.bool_]]:
    """Display values in [0, 1] and the mask of the lifted pads."""
    rng = generator(seed, 33)
    film = Film.make(rng, round(ROWS * SPACING / spacing), round(COLUMNS * SPACING / spacing), spacing)
    scale, turn, offset = float(rng.uniform(0.88, 1.06)), float(np.radians(rng.normal(0, 6))), rng.uniform(-9, 9, 2)
    c, s = np.float32(np.cos(turn) / scale), np.float32(np.sin(turn) / scale)
    # The joint lies right of and below the middle, since the forearm reaches to the left.
    dx, dy = film.x - np.float32(32 + offset[0]), film.y - np.float32(30 + offset[1])
    x, y = np.asarray(c * dx + s * dy, np.float32), np.asarray(c * dy - s * dx, np.float32)
    soft = _flesh(film, x, y, rng)
    anterior, posterior = _pads(effusion, rng.normal(0, 0.35, 2))
    pads: Float32 = np.zeros(soft.shape, np.float32)
    for outline in (anterior, posterior):
        if outline:
            np.maximum(pads, _fill(outline, x, y), out=pads)
    pads = blur(pads, 0.5 / spacing)
    soft = soft - pads * np.float32((SOFT - FAT) * PAD_DEPTH * rng.uniform(0.8, 1.2))
    parts: dict[str, Float32] = {}
    for body in bones():
        part = parts.setdefault(body.name, np.zeros(soft.shape, np.float32))
        window = _window(body, x, y)
        np.maximum(part[window], body.absorb(x[window], y[window], film.grain[window]), out=part[window])
    total = np.sum(list(parts.values()), axis=0, dtype=np.float32)
    values = expose(film, soft + np.float32(rng.uniform(0.85, 1.1) * 0.82) * total, rng)
    rng = generator(seed, 34)  # how many numbers the photons took depends on what they met
    half_width, half_height = COLUMNS * SPACING / 2, ROWS * SPACING / 2
    edges = half_width - float(rng.uniform(2, 9)), half_height - float(rng.uniform(2, 9))
    field = collimate(film, *edges, float(np.radians(rng.uniform(-0.8, 0.8))))
    mask = (pads > SEEN) & (total < 0.35) & (field > 0.5) if effusion else np.zeros(soft.shape, np.bool_)
    if laterality == "R":
        values, mask, field = values[:, ::-1], mask[:, ::-1], field[:, ::-1]
    corner = (-half_width + rng.uniform(16, 22), -half_height + rng.uniform(17, 24))
    marker = place_marker(film, laterality, corner, float(rng.uniform(-0.15, 0.15)))
    values = np.maximum(values, marker * np.float32(0.97)) * field
    return np.ascontiguousarray(np.clip(values, 0, 1)), np.ascontiguousarray(mask)


def _fill(outline: Pairs, x: Float32, y: Float32) -> Float32:
    """A rounded body over an outline, 0 … 1, as flat bones are made."""
    body = flat_bone("pad", outline, 1.0, cortex=0.0, spongy=1.0, rim=1.6)
    filled: Float32 = np.zeros(x.shape, np.float32)
    window = _window(body, x, y)
    filled[window] = body.absorb(x[window], y[window], filled[window]) / np.float32(CORTICAL)
    return filled


def _window(body: Body, x: Float32, y: Float32) -> tuple[slice, slice]:
    """Rows and columns of the film in which a body lies."""
    left, top, right, bottom = body.box
    inside = (x > left - 1) & (x < right + 1) & (y > top - 1) & (y < bottom + 1)
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


ARM: Pairs = [(62, -210), (58, -60), (46, -8), (40, 22), (22, 42), (-20, 48), (-70, 46), (-220, 36), (-220, -14),
              (-70, -20), (-40, -24), (-30, -48), (-30, -90), (-34, -210)]  # fmt: skip
"""Outline of the skin in mm."""


def _flesh(film: Film, x: Float32, y: Float32, rng: np.random.Generator) -> Float32:
    """Attenuation of skin, fat and muscle, faintly streaked."""
    step = max(1, round(1.6 / film.spacing))
    small = x[::step, ::step], y[::step, ::step]
    body = flat_bone("arm", ARM, 1.0, cortex=0.0, spongy=1.0, rim=30.0)
    zero: Float32 = np.zeros(small[0].shape, np.float32)
    thick = blur(body.absorb(*small, zero) / np.float32(CORTICAL) * np.float32(62), 1.5)
    rows, columns = x.shape
    large = blur(np.kron(thick, np.ones((step, step), np.float32))[:rows, :columns], 0.7 * step)
    wave = 1 + np.float32(0.03) * smooth_noise(rng, (rows, columns), 14 / film.spacing)
    fat = np.minimum(large, np.float32(9))
    return np.asarray(np.float32(FAT) * fat + np.float32(SOFT) * (large - fat) * wave, np.float32)
