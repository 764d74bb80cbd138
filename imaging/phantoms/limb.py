"""Limb radiographs: bones in soft tissue under X-rays, and fractures of several kinds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms import limb_anatomy as anatomy
from imaging.phantoms.film import Body, Film, collimate, expose, film_image, flesh, place_marker
from imaging.phantoms.limb_anatomy import FractureSite, LimbView
from imaging.phantoms.model import Float32, Lesion, Phantom, generator, phantom_case, phantom_uid
from imaging.phantoms.shapes import bump, coverage

VIEWS: dict[str, Callable[[], LimbView]] = {
    "ankle AP": anatomy.ankle_ap,
    "leg AP": lambda: anatomy.leg("AP"),
    "leg lateral": lambda: anatomy.leg("LATERAL"),
    "knee AP": anatomy.knee_ap,
    "knee lateral": anatomy.knee_lateral,
    "wrist PA": anatomy.wrist_pa,
}
SPACING = 0.2
MASK_MARGIN = 1.0
"""mm on either side of the fracture gap that belong to the mask: the broken cortex itself."""


@dataclass(frozen=True)
class Fracture:
    """A broken bone.

    Attributes
    ----------
    slope : float
        Obliquity: mm along the bone per mm across it.
    gap : float
        Width of the dark line in mm.
    shift : (float, float)
        Displacement of the far fragment across and along the bone, in mm; zero for a hairline.
    tilt : float
        Angulation of the far fragment in radians.
    contrast : float
        Part of the bone that is missing along the line.
    teeth : array, shape (n, 3)
        Frequency (per mm), phase and height (mm) of the line's irregularities.
    spiral : float
        Height in mm of the S of a spiral line.
    """

    site: FractureSite
    kind: str
    point: tuple[float, float]
    slope: float
    gap: float
    shift: tuple[float, float]
    tilt: float
    contrast: float
    teeth: NDArray[np.float64]
    spiral: float

    @property
    def displaced(self) -> bool:
        """True when the far fragment has moved."""
        return self.kind != "hairline"

    def level(self, x: Float32, y: Float32) -> Float32:
        """Signed mm beyond the fracture line (positive: the fragment that moves)."""
        across, along = x - np.float32(self.point[0]), y - np.float32(self.point[1])
        line = np.float32(self.slope) * across
        for frequency, phase, height in self.teeth:
            t = across * np.float32(frequency) + np.float32(phase)
            line = line + np.float32(height) * (2 * np.abs(t - np.floor(t + np.float32(0.5))) - np.float32(0.5))
        if self.spiral:
            line = line + np.float32(self.spiral) * np.sin(across * np.float32(1.3 / self.site.half_width))
        return np.asarray(along - line, np.float32)

    def back(self, x: Float32, y: Float32) -> tuple[Float32, Float32]:
        """Where a point of the displaced fragment was before."""
        c, s = np.float32(np.cos(self.tilt)), np.float32(np.sin(self.tilt))
        dx, dy = x - np.float32(self.point[0] + self.shift[0]), y - np.float32(self.point[1] + self.shift[1])
        return (
            np.asarray(c * dx + s * dy + np.float32(self.point[0]), np.float32),
            np.asarray(c * dy - s * dx + np.float32(self.point[1]), np.float32),
        )


def generate_limb(seed: int, *, view: str | None = None, fracture: bool | None = None) -> Phantom:
    """Generate one radiograph of a limb; about half of the seeds show a fracture.

    Parameters
    ----------
    seed : int
    view : str or None
        A key of `VIEWS`; drawn when None.
    fracture : bool or None
        False gives the intact twin (same limb, exposure and noise); None leaves it to the seed.
    """
    rng = generator(seed, 11)
    name = str(rng.choice(list(VIEWS)))
    plan = VIEWS[view or name]()
    laterality = str(rng.choice(["L", "R"]))
    broken = bool(rng.random() < 0.5)
    case = phantom_case(seed, rng, laterality, plan.body_part)
    found = _draw_fracture(plan, generator(seed, 12)) if (broken if fracture is None else fracture) else None
    values, mask = _radiograph(plan, found, laterality, seed)
    label = "lower_limb/fracture" if plan.region != "wrist" else "upper_limb/fracture"
    lesions: tuple[Lesion, ...] = ()
    if found is not None:
        lesions = (Lesion("fracture", (label,), f"{found.kind} fracture, {found.site.words}"),)
    key = (plan.region, plan.view, seed, "broken" if found else "intact")
    image = film_image(
        phantom_uid("limb", *key, "series"),
        values,
        {lesion.name: mask for lesion in lesions},
        SPACING,
        center=0.52,
        view=plan.view,
        patient_orientation=patient_orientation(plan, laterality),
    )
    return Phantom(
        kind="limb",
        seed=seed,
        case=case,
        study_uid=phantom_uid("limb", *key, "study"),
        frame_of_reference_uid="",
        description=f"PHANTOM {plan.region} {plan.view}",
        labels={label: found is not None},
        lesions=lesions,
        images=(image,),
    )


def patient_orientation(view: LimbView, laterality: str) -> tuple[str, str]:
    """Patient Orientation of the film of this side."""
    row, column = view.orientation
    if laterality != view.drawn_side:
        # Frontal views keep the patient's right on the left of the film; a mirrored lateral faces the other way.
        row = {"A": "P", "P": "A"}.get(row, row)
    return row, column


def _draw_fracture(plan: LimbView, rng: np.random.Generator) -> Fracture:
    site = plan.sites[int(rng.choice(len(plan.sites), p=[0.5, 0.25, 0.25]))]
    kind = str(rng.choice(["transverse", "oblique", "spiral", "hairline"], p=[0.22, 0.33, 0.2, 0.25]))
    sign = float(rng.choice([-1, 1]))
    half = site.half_width
    slope = (
        sign
        * {
            "transverse": rng.uniform(0, 0.2),
            "oblique": rng.uniform(0.5, 1.1),
            "spiral": rng.uniform(0.5, 0.9),
            "hairline": rng.uniform(0.1, 0.9),
        }[kind]
    )
    size = 0.0 if kind == "hairline" else float(rng.uniform(0.12, 0.6))
    teeth = np.column_stack(
        [
            rng.uniform(0.05, 0.22, 4),
            rng.uniform(0, 1, 4),
            rng.uniform(0.3, 1.3, 4) * (0.6 if kind == "hairline" else 1),
        ]
    )
    up = -1.0 if plan.region == "wrist" else 1.0
    return Fracture(
        site=site,
        kind=kind,
        point=(site.point[0], site.point[1] + float(rng.uniform(-1, 1)) * site.reach),
        slope=float(slope),
        gap=float(rng.uniform(0.5, 0.9)) if kind == "hairline" else float(rng.uniform(0.6, 2.2)),
        shift=(sign * size * half * 0.8, up * size * float(rng.uniform(-2.0, 2.5))),
        tilt=0.0 if kind == "hairline" else float(np.radians(rng.uniform(-6, 6))),
        contrast=float(rng.uniform(0.4, 0.7)) if kind == "hairline" else float(rng.uniform(0.75, 1.0)),
        teeth=teeth,
        spiral=sign * float(rng.uniform(0.5, 0.9)) * half if kind == "spiral" else 0.0,
    )


def _radiograph(
    plan: LimbView, fracture: Fracture | None, laterality: str, seed: int
) -> tuple[Float32, NDArray[np.bool_]]:
    """Display values in [0, 1] and the mask of the fracture."""
    rng = generator(seed, 13)
    film = Film.make(rng, plan.rows, plan.columns, SPACING)
    soft = flesh(film, plan.flesh_axis, plan.flesh_half, float(rng.uniform(3, 8)), rng)
    scale, tilt, offset = float(rng.uniform(0.92, 1.06)), float(np.radians(rng.uniform(-3, 3))), rng.uniform(-5, 5, 2)
    mineral = np.float32(rng.uniform(0.85, 1.1))
    bones, mask = _bones(plan, fracture, film, scale, tilt, offset)
    shift = [round(float(v) / SPACING) for v in offset]
    soft = np.roll(soft, (shift[1], shift[0]), axis=(0, 1))
    # Bone displaces soft tissue along the beam.
    values = expose(film, soft + mineral * bones * np.float32(0.82), rng)
    half_width = plan.columns * SPACING / 2 - float(rng.uniform(3, 9))
    half_height = plan.rows * SPACING / 2 - float(rng.uniform(3, 9))
    field = collimate(film, half_width, half_height, float(np.radians(rng.uniform(-0.8, 0.8))))
    if laterality != plan.drawn_side:
        values, mask, field = values[:, ::-1], mask[:, ::-1], field[:, ::-1]
    corner = (-plan.columns * SPACING / 2 + rng.uniform(15, 22), -plan.rows * SPACING / 2 + rng.uniform(17, 26))
    marker = place_marker(film, laterality, corner, float(rng.uniform(-0.15, 0.15)))
    values = np.maximum(values, marker * np.float32(0.97)) * field
    return np.ascontiguousarray(np.clip(values, 0, 1)), np.ascontiguousarray(mask & (field > 0.5))


def _bones(
    plan: LimbView, fracture: Fracture | None, film: Film, scale: float, tilt: float, offset: NDArray[np.float64]
) -> tuple[Float32, NDArray[np.bool_]]:
    c, s = np.float32(np.cos(tilt) / scale), np.float32(np.sin(tilt) / scale)
    dx, dy = film.x - np.float32(offset[0]), film.y - np.float32(offset[1])
    x, y = np.asarray(c * dx + s * dy, np.float32), np.asarray(c * dy - s * dx, np.float32)
    total: Float32 = np.zeros(x.shape, np.float32)
    mask = np.zeros(x.shape, np.bool_)
    parts: dict[str, Float32] = {}
    for body in plan.bones:
        broken = fracture is not None and (body.name == fracture.site.bone or body.name in fracture.site.attached)
        grown = (8.0 if broken else 0.0) + 10.0
        window = _window(x, y, body, grown)
        if window is None:
            continue
        place = (x[window], y[window], film.grain[window])
        if fracture is not None and broken:
            absorbed, found = _broken(body, fracture, plan, place)
            mask[window] |= found
        else:
            absorbed = body.absorb(*place)
        # Parts of one bone are one body: the thicker counts; different bones lie behind each other and add up.
        part = parts.setdefault(body.name, np.zeros(x.shape, np.float32))
        np.maximum(part[window], absorbed, out=part[window])
    for part in parts.values():
        total += part
    return total, mask


def _window(x: Float32, y: Float32, body: Body, margin: float) -> tuple[slice, slice] | None:
    left, top, right, bottom = body.box
    rows = np.flatnonzero((y.max(axis=1) > top - margin) & (y.min(axis=1) < bottom + margin))
    columns = np.flatnonzero((x.max(axis=0) > left - margin) & (x.min(axis=0) < right + margin))
    if not rows.size or not columns.size:
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _broken(
    body: Body, fracture: Fracture, plan: LimbView, place: tuple[Float32, Float32, Float32]
) -> tuple[Float32, NDArray[np.bool_]]:
    """Two fragments of one bone, or a bone that goes along with the far fragment; and the mask of the fracture."""
    x, y, grain = place
    sign = np.float32(-1 if plan.region == "wrist" else 1)
    itself = body.name == fracture.site.bone
    level = sign * fracture.level(x, y)
    intact = body.absorb(x, y, grain)
    half = np.float32(fracture.gap / 2)
    if not fracture.displaced:
        if not itself:
            return intact, np.zeros(x.shape, np.bool_)
        # A hairline is a line where part of the bone is missing: it fades where the beam crosses it obliquely.
        line = bump(level, fracture.gap / 2, 0.45) * np.float32(fracture.contrast)
        return np.asarray(intact * (1 - line), np.float32), (np.abs(level) < half + MASK_MARGIN * 0.6) & (intact > 0.01)
    bx, by = fracture.back(x, y)
    moved = body.absorb(bx, by, grain)
    moved_level = sign * fracture.level(bx, by)
    if not itself:
        return moved, np.zeros(x.shape, np.bool_)
    keep = coverage(level + half, 0.35) * np.float32(fracture.contrast) + np.float32(1 - fracture.contrast) * coverage(
        level, 0.35
    )
    far = coverage(half - moved_level, 0.35) * np.float32(fracture.contrast) + np.float32(
        1 - fracture.contrast
    ) * coverage(-moved_level, 0.35)
    near = (np.abs(level) < half + MASK_MARGIN) & (intact > 0.01)
    near |= (np.abs(moved_level) < half + MASK_MARGIN) & (moved > 0.01)
    return np.asarray(intact * keep + moved * far, np.float32), near
