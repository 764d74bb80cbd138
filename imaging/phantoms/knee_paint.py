"""Paint a healthy knee on one slab of samples, from the skin inwards."""

from dataclasses import dataclass, field

import numpy as np

from imaging.phantoms import knee_anatomy as anatomy
from imaging.phantoms.knee_anatomy import KneeShape
from imaging.phantoms.model import Float32
from imaging.phantoms.shapes import Points, bump, coverage, curve, ellipsoid, tube
from imaging.phantoms.slab import Region, Slab, soft_edge


@dataclass
class Fields:
    """Distances that lesions need again: structure → (region, distance)."""

    femur: tuple[Region, Float32] | None = None
    tibia: tuple[Region, Float32] | None = None
    patella: tuple[Region, Float32] | None = None
    menisci: dict[str, tuple[Region, anatomy.MeniscusField]] = field(default_factory=dict)
    acl: tuple[Region, tuple[Float32, Float32, Float32]] | None = None


def paint_knee(slab: Slab, shape: KneeShape) -> Fields:
    """Paint everything that belongs in a healthy knee; return the fields that lesions build on."""
    fields = Fields()
    _paint_envelope(slab, shape)
    _paint_muscles(slab, shape)
    _paint_joint_space(slab, shape)
    _paint_cartilage_and_bone(slab, shape, fields)
    _paint_menisci(slab, shape, fields)
    _paint_cruciates(slab, shape, fields)
    _paint_bands(slab, shape)
    return fields


def _paint_envelope(slab: Slab, shape: KneeShape) -> None:
    whole = (slice(0, slab.shape[1]), slice(0, slab.shape[2]))
    distance, thicker = anatomy.envelope(slab.points)
    fat = np.float32(shape.fat) * thicker
    slab.fill(whole, soft_edge(distance - 1), shape.values["skin"])
    slab.fill(whole, soft_edge(distance + np.float32(0.3)), shape.values["fat"])
    p = slab.points
    septa = np.sin(p.u * np.float32(0.5) + 2 * np.sin(p.w * np.float32(0.12))) * np.sin(
        p.w * np.float32(0.35) + 2 * np.sin(p.v * np.float32(0.11)) + p.u * np.float32(0.2)
    )
    inside = soft_edge(distance + 2) * np.float32(0.35)
    slab.fill(whole, bump(septa, 0.03, 0.12) * inside, shape.values["skin"])
    # The deep fascia: a thin dark line between subcutaneous fat and the compartment below.
    slab.fill(whole, bump(distance + 1 + fat, 0.2, 0.8) * np.float32(0.8), shape.values["fascia"])


def _paint_muscles(slab: Slab, shape: KneeShape) -> None:
    grow = np.float32(shape.muscle)
    for line, squash, radii in anatomy.MUSCLES:
        region = slab.region(*anatomy.muscle_box(line, squash, [r * shape.muscle for r in radii]))
        if region is None:
            continue
        p = slab.at(region)
        distance = anatomy.belly(p, line, squash, [r * float(grow) for r in radii])
        # Fibres run along the belly, with thin streaks of fat between the bundles.
        streaks = np.sin(p.u * np.float32(0.8) + 2 * np.sin(p.w * np.float32(0.06))) + np.sin(
            p.v * np.float32(0.9) + 2 * np.sin(p.w * np.float32(0.05) + p.u * np.float32(0.2))
        )
        value = np.float32(shape.values["muscle"]) * (1 - np.float32(0.4) * np.clip(streaks - np.float32(0.9), 0, 1))
        slab.fill(region, soft_edge(distance - np.float32(0.9)) * np.float32(0.7), shape.values["fascia"])
        slab.fill(region, soft_edge(distance), value)
    vessels = ((6, 35, 2.4, "vessel"), (2, 39, 2.9, "vein"), (8, 46, 2.6, "nerve"))
    for u, v, radius, name in vessels:
        region = slab.region((u - 27, v - 17, -120), (u + 6, v + 6, 120))
        if region is None:
            continue
        course = curve(
            [
                [u - 22, v - 12, 110],
                [u - 6, v - 4, 45],
                [u, v, 10],
                [u + 1, v - 2, -25],
                [u - 6, v - 8, -60],
                [u - 9, v - 10, -110],
            ],
            2,
        )
        distance, _ = tube(slab.at(region), course)
        slab.fill(region, soft_edge(distance - np.float32(radius + 0.7)), shape.values["fascia"])
        slab.fill(region, soft_edge(distance - np.float32(radius)), shape.values[name])


def _paint_joint_space(slab: Slab, shape: KneeShape) -> None:
    """Capsule, Hoffa's fat pad with its septa, synovium in the notch and the thin film of fluid."""
    region = slab.region((-40, -50, -40), (40, 36, 60))
    if region is None:
        return
    p = slab.at(region)
    values = shape.values
    capsule = ellipsoid(p, (0, -3, 10), (40, 34, 26))
    slab.fill(region, bump(capsule, 0.3, 0.9) * np.float32(0.7), values["capsule"])
    notch = ellipsoid(p, (0, 12, 8), (shape.notch + 1, 20, 15))
    slab.fill(region, soft_edge(notch), values["synovium"])
    hoffa = ellipsoid(p, (1, -31, -1), (27, 17, 20))
    septa = np.sin(p.v * np.float32(0.55) + np.sin(p.w * np.float32(0.3)) * 2) * np.sin(
        p.w * np.float32(0.45) + p.u * np.float32(0.25)
    )
    slab.fill(
        region, soft_edge(hoffa), values["hoffa"] * (1 + np.float32(0.7) * np.clip(septa - np.float32(0.55), 0, 1))
    )
    # The recess outside the menisci: synovium and a little fluid make their outer border visible.
    recess = np.abs(ellipsoid(p, (0, 2, -1), (38, 26, 30))) + np.abs(p.w + np.float32(1.5)) * np.float32(0.55)
    slab.fill(region, coverage(recess - np.float32(4), 5) * np.float32(0.75), values["synovium"] * 1.1)
    film = ellipsoid(p, (0, -36, 50), (17, 0.8 + shape.fluid, 14))
    slab.fill(region, soft_edge(film), values["fluid"] * 0.6)


def _bone(slab: Slab, region: Region, distance: Float32, p: Points, shape: KneeShape, cortex: Float32) -> None:
    """Cortex as a dark rim, marrow with trabecular grain and a faint physeal scar."""
    slab.fill(region, soft_edge(distance), shape.values["cortex"], solid=True)
    grain = (
        np.sin(p.u * np.float32(2.1) + p.w) * np.sin(p.w * np.float32(2.3) - p.v) * np.sin(p.v * np.float32(1.9) + p.u)
    )
    slab.fill(region, soft_edge(distance + cortex), shape.values["marrow"] * (1 + np.float32(0.1) * grain))


def _scar(p: Points, height: Float32) -> Float32:
    """Weight of the closed growth plate: a faint, wavy, broken line."""
    wave = np.sin(p.u * np.float32(0.31)) + np.sin(p.v * np.float32(0.37) + 1) + np.sin((p.u + p.v) * np.float32(0.7))
    return np.asarray(bump(height + wave, 0.2, 1.2) * np.float32(0.3), np.float32)


def _paint_cartilage_and_bone(slab: Slab, shape: KneeShape, fields: Fields) -> None:
    cartilage, fluid = shape.values["cartilage"], shape.values["fluid"] * 0.85
    region = slab.region(*anatomy.FEMUR_BOX)
    if region is not None:
        p = slab.at(region)
        distance = anatomy.femur(p, shape)
        # Articular: the underside and back of the condyles and the trochlea, but not the notch or the metaphysis.
        back = np.clip((p.v + 10) * np.float32(0.2), 0, 1)
        articular = coverage(p.w - 36 + back * 4, 4) * coverage(np.float32(11) - np.abs(p.u) - 14 * (1 - back), 3)
        articular = articular * coverage(np.abs(p.u) - 34, 3) * coverage(p.w - 20 - 30 * ((p.v > 12) | (p.v < -18)), 8)
        slab.fill(region, soft_edge(distance - np.float32(2.2 + 0.5 * shape.fluid)) * articular, fluid)
        slab.fill(region, soft_edge(distance - np.float32(2.0)) * articular, cartilage, solid=True)
        _bone(slab, region, distance, p, shape, np.float32(1.0) + np.clip((p.w - 38) * np.float32(0.06), 0, 2.2))
        slab.fill(
            region, _scar(p, p.w - 29 - np.float32(0.005) * p.u**2) * soft_edge(distance + 2), shape.values["cortex"]
        )
        fields.femur = region, distance
    region = slab.region(*anatomy.TIBIA_BOX)
    if region is not None:
        p = slab.at(region)
        distance = anatomy.tibia(p)
        articular = (
            coverage(anatomy.tibia_top(p.u, p.v) - 1 - p.w, 1.5)
            * coverage(np.float32(8.5) - np.abs(p.u), 3)
            * coverage(np.abs(p.u) - 35, 2)
        )
        slab.fill(region, soft_edge(distance - np.float32(1.9)) * articular, cartilage, solid=True)
        _bone(slab, region, distance, p, shape, np.float32(1.0) + np.clip((-20 - p.w) * np.float32(0.06), 0, 2.4))
        slab.fill(
            region, _scar(p, p.w + 18 - np.float32(0.004) * p.u**2) * soft_edge(distance + 2), shape.values["cortex"]
        )
        fields.tibia = region, distance
    region = slab.region((-25, -62, -2), (27, -28, 58))
    if region is not None:
        p = slab.at(region)
        distance = anatomy.patella(p, shape)
        behind = coverage(np.float32(-43) - p.v, 4) * coverage(
            np.abs(p.w - 28 - np.float32(shape.patella_height)) - 15, 3
        )
        slab.fill(region, soft_edge(distance - np.float32(2.9)) * behind, cartilage, solid=True)
        _bone(slab, region, distance, p, shape, np.float32(1.2) + np.zeros_like(distance))
        fields.patella = region, distance
    region = slab.region((22, 5, -112), (43, 28, -10))
    if region is not None:
        p = slab.at(region)
        _bone(
            slab, region, anatomy.fibula(p), p, shape, np.float32(1.0) + np.clip((-34 - p.w) * np.float32(0.06), 0, 1.5)
        )


def _paint_menisci(slab: Slab, shape: KneeShape, fields: Fields) -> None:
    for side in anatomy.SIDES:
        region = slab.region(*anatomy.meniscus_box(side))
        if region is None:
            continue
        found = anatomy.meniscus(slab.at(region), side)
        # Cartilage and bone keep their place: the meniscus fills what they leave.
        free = 1 - slab.solid[:, region[0], region[1]]
        slab.fill(
            region, soft_edge(found.distance - np.float32(0.5)) * free * np.float32(0.4), shape.values["fluid"] * 0.5
        )
        slab.fill(region, soft_edge(found.distance) * free, shape.values["meniscus"], solid=True)
        fields.menisci[side] = region, found


def _paint_cruciates(slab: Slab, shape: KneeShape, fields: Fields) -> None:
    region = slab.region(*anatomy.PCL_BOX)
    if region is not None:
        distance, along = tube(slab.at(region), anatomy.pcl_line(), (1.15, 1, 1))
        distance = distance - np.float32(4.6) - np.float32(0.8) * bump(along - np.float32(0.4), 0.1, 0.4)
        outside = 1 - _bone_cover(fields, region)
        slab.fill(region, soft_edge(distance) * outside, shape.values["ligament"], solid=True)
    region = slab.region(*anatomy.ACL_BOX)
    if region is not None:
        p = slab.at(region)
        distance, along, radius = anatomy.acl(p)
        # Fibre bundles: the ligament is striated, more so where it fans out on the tibia.
        bundles = np.sin((p.v - p.w) * np.float32(1.5) + p.u) * np.sin(p.u * np.float32(1.4))
        value = np.float32(shape.acl_signal) * (1 + np.float32(0.9) * (1 - along) * np.clip(bundles, 0, 1))
        slab.fill(region, soft_edge(distance - radius) * (1 - _bone_cover(fields, region)), value, solid=True)
        fields.acl = region, (distance, along, radius)


def _bone_cover(fields: Fields, region: Region) -> Float32:
    """How much of each sample of a region is femur or tibia."""
    rows, columns = region
    cover: Float32 = np.zeros((1, rows.stop - rows.start, columns.stop - columns.start), np.float32)
    for found in (fields.femur, fields.tibia):
        if found is None:
            continue
        (r, c), distance = found
        top, bottom = max(r.start, rows.start), min(r.stop, rows.stop)
        left, right = max(c.start, columns.start), min(c.stop, columns.stop)
        if top >= bottom or left >= right:
            continue
        if cover.shape[0] != distance.shape[0]:
            cover = np.repeat(cover, distance.shape[0], axis=0)
        part = cover[:, top - rows.start : bottom - rows.start, left - columns.start : right - columns.start]
        inside = soft_edge(distance[:, top - r.start : bottom - r.start, left - c.start : right - c.start])
        np.maximum(part, inside, out=part)
    return cover


def _paint_bands(slab: Slab, shape: KneeShape) -> None:
    lift = shape.patella_height
    tendons: dict[str, anatomy.Band] = {
        "quadriceps": ([[0, -49.5, 42 + lift], [0, -45, 68], [0, -41, 110]], (4.5, 1, 1), 3.4),
        "patellar": ([[1, -52.5, 13 + lift], [1, -45, -10], [3, -29.5, -38]], (4.8, 1, 1), 2.5),
        "prepatellar": ([[1, -57, 10 + lift], [1, -58.5, 26 + lift], [0, -53, 44 + lift]], (9, 1, 1), 1.2),
    }
    for line, squash, radius in [*tendons.values(), *anatomy.BANDS.values()]:
        region = slab.region(*anatomy.muscle_box(line, squash, [radius]))
        if region is None:
            continue
        distance, _ = tube(slab.at(region), curve(line, 2), squash)
        weight = soft_edge(distance - np.float32(radius)) * (1 - slab.solid[:, region[0], region[1]])
        slab.fill(region, weight, shape.values["tendon"], solid=True)
