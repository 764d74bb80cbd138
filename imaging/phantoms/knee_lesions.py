"""Lesions of the knee: drawn from a seed, painted over the healthy anatomy, their weight remembered for the mask.

Sizes and contrasts range from obvious to barely visible. Distractors (a meniscus with signal that does not reach its
surface, which is degeneration and not a tear) appear in every second knee and change no label.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.knee_anatomy import KneeShape
from imaging.phantoms.knee_paint import Fields
from imaging.phantoms.model import Float32, Lesion
from imaging.phantoms.shapes import Points, bump, coverage, ellipsoid
from imaging.phantoms.slab import Region, Slab, soft_edge

LABELS = ("knee_mri/abnormal", "knee_mri/acl_tear", "knee_mri/meniscus_tear")
NORMAL_SHARE = 0.35
"""Part of the knees without any lesion."""


@dataclass(frozen=True)
class KneeLesion(ABC):
    """A lesion that can paint itself on a slab."""

    lesion: Lesion
    contrast: float

    @abstractmethod
    def paint(self, slab: Slab, fields: Fields, shape: KneeShape) -> None:
        """Change the slab's image and mark where."""

    def _lay(self, slab: Slab, region: Region, weight: Float32, value: float | Float32) -> None:
        slab.fill(region, weight, value)
        slab.mark(self.lesion.name, region, weight)


@dataclass(frozen=True)
class AclTear(KneeLesion):
    """Discontinuity with oedema; wavy remnants of the ligament at both ends. A partial tear keeps some fibres.

    Attributes
    ----------
    place, gap : float
        Middle and half length of the tear along the ligament, as a fraction of its length.
    swelling : float
        Radius of the oedema as a multiple of the ligament's.
    kept : float
        Part of the cross-section that is still continuous; 0 for a complete tear.
    phase : float
        Shape of the remnants.
    """

    place: float
    gap: float
    swelling: float
    kept: float
    phase: float

    def paint(self, slab: Slab, fields: Fields, shape: KneeShape) -> None:
        if fields.acl is None:
            return
        region, (distance, along, radius) = fields.acl
        p = slab.at(region)
        outside = coverage(np.float32(0.4) - _bone_gap(fields, slab, region), 1.5)
        near = bump(along - np.float32(self.place), self.gap, 0.16)
        zone: NDArray[Any] = soft_edge(distance - radius * np.float32(self.swelling)) * outside
        zone = zone * np.clip(near * 1.15, 0, 1)
        cloud = 1 + np.float32(0.22) * np.sin(p.v * np.float32(0.9) + np.float32(self.phase)) * np.sin(
            p.w * np.float32(0.8) + p.u
        )
        if self.kept > 0:
            # Across the ligament, from −1 to 1: fibres beyond the cut stay as they are.
            offset: NDArray[Any] = (p.u + np.float32(1.5) - along * np.float32(9.5)) * np.float32(np.cos(self.phase))
            offset = offset + (p.v - p.w + np.float32(8.5) - along * np.float32(4.5)) * np.float32(
                0.7 * np.sin(self.phase)
            )
            kept = np.asarray(offset / radius - np.float32(1 - 2 * self.kept), np.float32)
            zone = zone * coverage(kept, 0.5)
        self._lay(slab, region, np.asarray(zone, np.float32), np.asarray(np.float32(self.contrast) * cloud, np.float32))
        if self.kept == 0:
            # Remnants: thin, wavy, darker than the oedema around them, absent in the gap itself.
            wave = distance - radius * np.float32(0.55) * (1 + np.sin(along * 26 + np.float32(self.phase)))
            strand = bump(wave, 0.5, 1.0) * (1 - bump(along - np.float32(self.place), self.gap * 0.6, 0.06))
            slab.fill(region, np.asarray(strand * zone * np.float32(0.75), np.float32), shape.acl_signal * 1.4)


@dataclass(frozen=True)
class MeniscusTear(KneeLesion):
    """A cleft of fluid signal that reaches the surface of one meniscus.

    Attributes
    ----------
    pattern : str
        ``"horizontal"``, ``"vertical"``, ``"radial"`` or ``"complex"``.
    angle, extent : float
        Middle and half extent along the rim in radians (0 anterior, π posterior).
    width : float
        Of the cleft, in mm.
    depth : float
        Radial place of a vertical tear; how far from the free edge the others reach (fraction).
    """

    side: str
    pattern: str
    angle: float
    extent: float
    width: float
    depth: float

    def paint(self, slab: Slab, fields: Fields, shape: KneeShape) -> None:
        if self.side not in fields.menisci:
            return
        region, m = fields.menisci[self.side]
        half, body = self.width / 2, soft_edge(m.distance)
        inside = bump(m.angle - np.float32(self.angle), self.extent, 0.25)
        cleft: Float32 = np.zeros_like(m.radial)
        if self.pattern in ("horizontal", "complex"):
            level = (m.height - np.float32(0.42) - np.float32(0.35) * (np.float32(0.5) - m.radial)) * m.thickness
            cleft = np.maximum(cleft, bump(level, half * 0.8, 0.5) * coverage(m.radial - np.float32(self.depth), 0.15))
        if self.pattern in ("vertical", "complex"):
            place = self.depth if self.pattern == "vertical" else self.depth * 0.7
            oblique = (m.radial - np.float32(place) - np.float32(0.12) * (m.height - np.float32(0.5))) * np.float32(10)
            cleft = np.maximum(cleft, bump(oblique, half * 0.8, 0.5))
        if self.pattern == "radial":
            rim = np.float32(15) * (m.angle - np.float32(self.angle))
            cleft = bump(rim, half, 0.6) * coverage(m.radial - np.float32(self.depth + 0.25), 0.15)
            inside = np.ones_like(cleft)
        weight = np.asarray(cleft * inside * body, np.float32)
        self._lay(slab, region, weight, self.contrast)


@dataclass(frozen=True)
class MarrowOedema(KneeLesion):
    """An ill-defined bright area in the marrow below the cartilage."""

    bone: str
    centre: tuple[float, float, float]
    radii: tuple[float, float, float]

    def paint(self, slab: Slab, fields: Fields, shape: KneeShape) -> None:
        found = fields.femur if self.bone == "femur" else fields.tibia
        if found is None:
            return
        region, distance = found
        p = slab.at(region)
        blob = ellipsoid(p, self.centre, self.radii)
        blob = blob + 2 * np.sin(p.u * np.float32(0.45) + 1) * np.sin(p.v * np.float32(0.5)) * np.sin(
            p.w * np.float32(0.4) + 2
        )
        weight = coverage(blob, 5) * soft_edge(distance + np.float32(1.2))
        self._lay(slab, region, np.asarray(weight, np.float32), self.contrast)


@dataclass(frozen=True)
class Effusion(KneeLesion):
    """Fluid that distends the suprapatellar pouch and the gutters."""

    amount: float

    def paint(self, slab: Slab, fields: Fields, shape: KneeShape) -> None:
        region = slab.region((-42, -52, -8), (42, 36, 80))
        if region is None:
            return
        p = slab.at(region)
        free = 1 - slab.solid[:, region[0], region[1]]
        ripple = np.sin(p.w * np.float32(0.35) + p.u * np.float32(0.15)) + np.sin(
            p.u * np.float32(0.3) - p.w * np.float32(0.2)
        )
        tilted = Points(p.u, p.v - np.float32(0.12) * (p.w - 50) + np.float32(0.7) * ripple, p.w)
        pouch = ellipsoid(tilted, (0, -37.0, 50), (22, 1.5 + 4.0 * self.amount, 18 + 8 * self.amount))
        pouch = np.minimum(pouch, ellipsoid(p, (-33, -24, 26), (6, 8, 5 + 13 * self.amount)))
        pouch = np.minimum(pouch, ellipsoid(p, (34, -24, 28), (6, 8, 5 + 13 * self.amount)))
        weight = soft_edge(pouch) * free
        self._lay(slab, region, np.asarray(weight, np.float32), self.contrast)


@dataclass(frozen=True)
class CartilageDefect(KneeLesion):
    """A focal gap in the femoral cartilage, filled with fluid."""

    centre: tuple[float, float, float]
    radius: float

    def paint(self, slab: Slab, fields: Fields, shape: KneeShape) -> None:
        if fields.femur is None:
            return
        region, distance = fields.femur
        p = slab.at(region)
        hole = np.sqrt((p.u - self.centre[0]) ** 2 + (p.v - self.centre[1]) ** 2 + (p.w - self.centre[2]) ** 2)
        layer = soft_edge(distance - np.float32(2.4)) * soft_edge(-distance - np.float32(0.6))
        self._lay(
            slab,
            region,
            np.asarray(soft_edge(hole.astype(np.float32) - np.float32(self.radius)) * layer, np.float32),
            self.contrast,
        )


def _bone_gap(fields: Fields, slab: Slab, region: Region) -> Float32:
    """Distance in mm to the nearest femur or tibia for the samples of a region; large where neither is near."""
    near: Float32 = np.full(slab.shape, 9.0, np.float32)
    for found in (fields.femur, fields.tibia):
        if found is not None:
            (rows, columns), distance = found
            np.minimum(near[:, rows, columns], distance, out=near[:, rows, columns])
    return near[:, region[0], region[1]]


def draw_lesions(rng: np.random.Generator) -> tuple[KneeLesion, ...]:
    """Draw the lesions of one knee; a third of the knees has none."""
    normal, has_acl, has_meniscus, has_other = rng.random(4) < (NORMAL_SHARE, 0.5, 0.52, 0.45)
    which = rng.integers(0, 3)
    if normal:
        return ()
    if not (has_acl or has_meniscus or has_other):
        has_other = True
    drawn: list[KneeLesion] = []
    if has_acl:
        drawn.append(_draw_acl(rng))
        if rng.random() < 0.4:
            drawn.append(_draw_pivot_shift(rng))
    if has_meniscus:
        drawn.append(_draw_meniscus(rng, 0))
        if rng.random() < 0.15:
            drawn.append(_draw_meniscus(rng, 1))
    if has_other:
        drawn.append((_draw_effusion, _draw_oedema, _draw_cartilage)[which](rng))
    return tuple(drawn)


def labels_of(drawn: Sequence[KneeLesion]) -> dict[str, bool]:
    """The reference standard of these lesions."""
    found = {label for lesion in drawn for label in lesion.lesion.labels}
    return {label: label in found for label in LABELS}


def _draw_acl(rng: np.random.Generator) -> AclTear:
    partial = bool(rng.random() < 0.25)
    place = float(rng.uniform(0.38, 0.8))
    where = "proximal third" if place > 0.62 else "mid-substance"
    kind = "partial" if partial else "complete"
    return AclTear(
        lesion=Lesion("acl_tear", (LABELS[0], LABELS[1]), f"{kind} tear of the anterior cruciate ligament, {where}"),
        contrast=float(rng.uniform(0.42, 0.78)),
        place=place,
        gap=float(rng.uniform(0.1, 0.22)),
        swelling=float(rng.uniform(1.1, 1.55)),
        kept=float(rng.uniform(0.25, 0.45)) if partial else 0.0,
        phase=float(rng.uniform(0, 6.28)),
    )


def _draw_meniscus(rng: np.random.Generator, number: int) -> MeniscusTear:
    side = "medial" if (rng.random() < 0.65) == (number == 0) else "lateral"
    pattern = str(rng.choice(["horizontal", "vertical", "radial", "complex"], p=[0.36, 0.26, 0.14, 0.24]))
    angle = float(rng.uniform(1.9, 2.6) if rng.random() < 0.75 else rng.uniform(0.6, 1.7))
    horn = "posterior horn" if angle > 1.9 else ("body" if angle > 1.1 else "anterior horn")
    name = f"meniscus_tear_{number + 1}"
    return MeniscusTear(
        lesion=Lesion(name, (LABELS[0], LABELS[2]), f"{pattern} tear, {horn}, {side} meniscus"),
        contrast=float(rng.uniform(0.4, 0.9)),
        side=side,
        pattern=pattern,
        angle=angle,
        extent=float(rng.uniform(0.25, 0.6)),
        width=float(rng.uniform(1.2, 2.6)),
        depth=float(rng.uniform(0.35, 0.65) if pattern == "vertical" else rng.uniform(0.5, 0.95)),
    )


def _draw_pivot_shift(rng: np.random.Generator) -> MarrowOedema:
    """The bruise that goes with an ACL tear: the middle of the lateral femoral condyle."""
    return MarrowOedema(
        lesion=Lesion("bone_bruise", LABELS[:1], "bone bruise of the lateral femoral condyle"),
        contrast=float(rng.uniform(0.36, 0.66)),
        bone="femur",
        centre=(float(rng.uniform(17, 24)), float(rng.uniform(-14, 0)), float(rng.uniform(10, 16))),
        radii=(float(rng.uniform(6, 11)), float(rng.uniform(7, 12)), float(rng.uniform(6, 10))),
    )


def _draw_oedema(rng: np.random.Generator) -> MarrowOedema:
    bone = str(rng.choice(["femur", "tibia"]))
    side = float(rng.choice([-1, 1]))
    height = rng.uniform(9, 20) if bone == "femur" else -rng.uniform(8, 18)
    return MarrowOedema(
        lesion=Lesion("marrow_oedema", LABELS[:1], f"bone marrow oedema of the {bone}"),
        contrast=float(rng.uniform(0.4, 0.72)),
        bone=bone,
        centre=(side * float(rng.uniform(12, 27)), float(rng.uniform(-10, 16)), float(height)),
        radii=(float(rng.uniform(8, 14)), float(rng.uniform(8, 14)), float(rng.uniform(7, 12))),
    )


def _draw_effusion(rng: np.random.Generator) -> Effusion:
    return Effusion(
        lesion=Lesion("effusion", LABELS[:1], "joint effusion"),
        contrast=float(rng.uniform(0.85, 1.0)),
        amount=float(rng.uniform(0.35, 1.0)),
    )


def _draw_cartilage(rng: np.random.Generator) -> CartilageDefect:
    side = float(rng.choice([-1, 1]))
    return CartilageDefect(
        lesion=Lesion("cartilage_defect", LABELS[:1], "full-thickness cartilage defect of the femoral condyle"),
        contrast=float(rng.uniform(0.85, 1.0)),
        centre=(side * float(rng.uniform(18, 25)), float(rng.uniform(-6, 12)), 2.5),
        radius=float(rng.uniform(4.0, 7.5)),
    )


def paint_distractors(slab: Slab, fields: Fields, rng: np.random.Generator) -> None:
    """Intrasubstance meniscal signal (grade 1–2) in every second knee: it does not reach the surface."""
    present = rng.random() < 0.5
    side = str(rng.choice(["medial", "lateral"]))
    angle, extent, value = float(rng.uniform(1.6, 2.7)), float(rng.uniform(0.2, 0.5)), float(rng.uniform(0.2, 0.38))
    if not present or side not in fields.menisci:
        return
    region, m = fields.menisci[side]
    core = bump(m.height - np.float32(0.5), 0.1, 0.2) * bump(m.radial - np.float32(0.68), 0.1, 0.15)
    weight = core * bump(m.angle - np.float32(angle), extent, 0.25) * soft_edge(m.distance + np.float32(0.8))
    slab.fill(region, np.asarray(weight, np.float32), value)
