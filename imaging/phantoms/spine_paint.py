"""Paint a thoracolumbar spine on one slab of samples, from the skin inwards, in the brightness of one weighting."""

import numpy as np

from imaging.phantoms.model import Float32
from imaging.phantoms.shapes import Points, bump, coverage, ellipsoid
from imaging.phantoms.slab import Region, Slab, soft_edge
from imaging.phantoms.spine_anatomy import CONUS, SACRUM, BodyField, SpineShape, Vertebra, body, pedicles, spinous
from imaging.phantoms.spine_lesions import paint_lesions, paint_neighbours

EVERYWHERE = 1000.0


def paint_spine(slab: Slab, shape: SpineShape, values: dict[str, float]) -> None:
    """Paint one slice.

    Parameters
    ----------
    values : mapping of tissue to brightness
        `spine_anatomy.T1` or `T2`, with the patient's own factors.
    """
    _paint_trunk(slab, shape, values)
    _paint_vessels(slab, shape, values)
    _paint_canal(slab, shape, values)
    _paint_discs(slab, shape, values)
    fields: dict[str, tuple[Region, BodyField]] = {}
    for index, item in enumerate(shape.vertebrae):
        _paint_posterior(slab, shape, item, values, lumbar=index <= CONUS)
    for item in shape.vertebrae:
        field = _paint_body(slab, shape, item, values)
        if field is not None:
            fields[item.name] = field
    _paint_ligaments(slab, shape, values)
    paint_neighbours(slab, shape, values, fields)
    paint_lesions(slab, shape, values, fields)


def _whole(slab: Slab) -> Region:
    return slice(0, slab.shape[1]), slice(0, slab.shape[2])


def _paint_trunk(slab: Slab, shape: SpineShape, values: dict[str, float]) -> None:
    """Skin, fat, the back muscles beside the midline, and what lies in front of the spine."""
    whole, p = _whole(slab), slab.points
    wall = shape.wall(p.w)
    behind = p.v - wall
    skin = np.float32(62 + shape.fat) + np.float32(4) * np.sin(p.w * np.float32(0.02))
    slab.fill(whole, soft_edge(behind - skin) * np.float32(1), values["skin"])
    slab.fill(whole, soft_edge(behind - skin + 2), values["fat"])
    side = np.abs(p.u - shape.sideways(p.w))
    # In the midline fat and interspinous ligaments, beside it muscle with streaks of fat.
    streaks = np.sin(p.v * np.float32(0.55) + 2 * np.sin(p.w * np.float32(0.05)) + p.u) + np.sin(
        p.v * np.float32(0.23) - p.w * np.float32(0.06)
    )
    muscle = values["muscle"] + (values["fat"] - values["muscle"]) * np.float32(0.45) * np.clip(streaks - 0.7, 0, 1)
    deep = coverage(behind - np.float32(58), 2) * coverage(np.float32(14) - behind, 2)
    slab.fill(whole, np.asarray(deep * coverage(np.float32(5) - side, 4), np.float32), np.asarray(muscle, np.float32))
    bend = np.sin(p.w * np.float32(0.11) + p.u * np.float32(0.3)) * 2
    strands = np.sin(p.v * np.float32(0.21) + bend) + np.sin(p.w * np.float32(0.19) - p.v * np.float32(0.13) + bend)
    between = values["interspinous"] * (1 + np.float32(0.3) * strands)
    slab.fill(
        whole,
        np.asarray(deep * coverage(side - np.float32(6), 3) * np.float32(0.85), np.float32),
        np.asarray(between, np.float32),
    )
    fascia = bump(behind - np.float32(58), 0.4, 1.2) * np.float32(0.8)
    slab.fill(whole, np.asarray(fascia, np.float32), values["fascia"])
    # In front: mesentery and bowel, of which a spine coil sees little.
    bend = np.sin(p.w * np.float32(0.043) + p.u * np.float32(0.1)) * 2 + np.sin(p.w * np.float32(0.017)) * 3
    loops = np.sin(p.v * np.float32(0.083) + bend) + np.sin(p.w * np.float32(0.061) + p.v * np.float32(0.021) + bend)
    loops = loops + np.sin(p.v * np.float32(0.19) - p.w * np.float32(0.13) + 2 * bend) * np.float32(0.7)
    front = coverage(behind + np.float32(72), 12)
    organs = np.asarray(values["bowel"] * (1 + np.float32(0.35) * loops), np.float32)
    slab.fill(whole, np.asarray(front, np.float32), organs)
    # Between the bodies and what surrounds them: ligaments and veins rather than fat.
    column = coverage(np.abs(behind + np.float32(16.5)) - np.float32(18), 1) * coverage(side - np.float32(22), 2)
    slab.fill(whole, np.asarray(column * np.float32(0.8), np.float32), values["annulus"])


def _paint_vessels(slab: Slab, shape: SpineShape, values: dict[str, float]) -> None:
    """Aorta and vena cava in front of the bodies: flow voids; crura and psoas beside them."""
    region = slab.region((-EVERYWHERE, -120, -EVERYWHERE), (EVERYWHERE, 30, EVERYWHERE))
    if region is None:
        return
    p = slab.at(region)
    wall = shape.wall(p.w)
    side = p.u - shape.sideways(p.w)
    front = p.v - wall + np.float32(49) - np.float32(2) * np.sin(p.w * np.float32(0.03))
    low = coverage(np.float32(-95) - p.w, 20)  # below, they part and leave the midline
    for u, radius in ((10.0, 8.5), (-16.0, 9.5)):
        distance = np.sqrt((side - np.float32(u)) ** 2 + front**2) - np.float32(radius)
        slab.fill(region, np.asarray(soft_edge(distance - 1) * low, np.float32), values["fascia"])
        slab.fill(region, np.asarray(soft_edge(distance) * low, np.float32), values["vessel"])
    psoas = np.sqrt(((np.abs(side) - 36) / 15) ** 2 + ((front - 22) / 17) ** 2)
    slab.fill(region, np.asarray(coverage((psoas - 1) * 14, 2) * low, np.float32), values["muscle"])


def _paint_canal(slab: Slab, shape: SpineShape, values: dict[str, float]) -> None:
    """Epidural fat, the dural sac with cerebrospinal fluid, cord and conus, and the roots of the cauda equina."""
    region = slab.region((-17, -EVERYWHERE, -EVERYWHERE), (17, EVERYWHERE, EVERYWHERE))
    if region is None:
        return
    p = slab.at(region)
    wall = shape.wall(p.w)
    side = p.u - shape.sideways(p.w)
    back = p.v - wall
    wide = np.float32(shape.canal)
    sacral = np.clip((shape.vertebrae[SACRUM - 1].centre[1] - p.w) / 40, 0, 1)
    half_v, half_u = np.float32(7.6) * wide * (1 - np.float32(0.55) * sacral), np.float32(10) * wide
    fat = np.sqrt((side / (half_u + 3)) ** 2 + ((back - 12) / (half_v + np.float32(4.5))) ** 2)
    slab.fill(region, coverage(np.asarray((fat - 1) * half_v, np.float32), 1), values["fat"])
    centre = np.float32(1.2) + half_v + np.float32(4) * sacral
    k = np.sqrt((side / half_u) ** 2 + ((back - centre) / half_v) ** 2)
    sac = (k - 1) * half_v
    inside = coverage(np.asarray(sac, np.float32), 0.8)
    slab.fill(region, coverage(np.asarray(sac - 0.7, np.float32), 0.8), values["ligament"])
    slab.fill(region, inside, values["fluid"])
    slab.mark("canal", region, inside)
    conus = shape.vertebrae[CONUS].centre[1]
    taper = np.clip((p.w - conus + 12) / 22, 0, 1)
    cord = np.sqrt((side / np.float32(5.2)) ** 2 + ((back - centre - np.float32(0.4)) / np.float32(3.6)) ** 2)
    cord_distance = (cord - taper) * np.float32(3.6)
    slab.fill(region, coverage(np.asarray(cord_distance, np.float32), 0.9) * inside * (taper > 0), values["cord"])
    threads = np.sin(side * np.float32(1.7) + np.sin(p.w * np.float32(0.04)) * 2) * np.sin(back * np.float32(1.5))
    behind = coverage(centre - np.float32(0.15) * half_v - back, 2.5)  # roots lie at the back in a lying patient
    roots = np.clip(threads * 2, 0, 1) * (1 - taper) * behind * inside * np.float32(0.75)
    slab.fill(region, np.asarray(roots, np.float32), values["root"])


def _paint_discs(slab: Slab, shape: SpineShape, values: dict[str, float]) -> None:
    """Discs fill what the endplates leave: painted from the middle of one body to that of the next."""
    for below, above in zip(shape.vertebrae[:-1], shape.vertebrae[1:], strict=True):
        v, w = (
            (a + b) / 2
            for a, b in zip(below.place(0, below.height / 2), above.place(0, -above.height / 2), strict=True)
        )
        reach = (below.width / 2 + 3, below.depth / 2 + 12, below.disc / 2 + 16)
        region = slab.region((-reach[0], v - reach[1], w - reach[2]), (reach[0], v + reach[1], w + reach[2]))
        if region is None:
            continue
        middle = Vertebra("", (v, w), (below.tilt + above.tilt) / 2, 0, 0, 0, 0, 0, 0)
        own = middle.frame(slab.at(region), shape.sideways(slab.at(region).w))
        half_d = np.float32(min(below.depth, above.depth) / 2 + 0.6 + 2.0 * below.degeneration)
        half_w = np.float32(min(below.width, above.width) / 2)
        k = (np.abs(own.v / half_d) ** 3 + np.abs(own.u / half_w) ** np.float32(2.4)) ** np.float32(1 / 2.7)
        height = np.float32(below.disc / 2 + 9)
        distance = np.maximum((k - 1) * half_d, np.abs(own.w) - height)
        weight = soft_edge(np.asarray(distance, np.float32))
        slab.fill(region, weight, values["annulus"])
        slab.mark("discs", region, weight)
        bright = np.float32(values["nucleus"] * (1 - 0.85 * below.degeneration))
        low = np.float32(min(values["annulus"], values["nucleus"]))
        nucleus = coverage((k - np.float32(0.68)) * half_d, 5) * coverage(
            np.abs(own.w) - np.float32(max(below.disc / 2 + 3, 1.5)), 2
        )
        cleft = 1 - np.float32(0.35) * bump(own.w, 0.3, 1.2) * np.float32(below.degeneration < 0.5)
        slab.fill(region, nucleus, np.asarray(np.maximum(bright, low) * cleft, np.float32))


def _region_of(slab: Slab, item: Vertebra, back: float, margin: float = 4.0) -> Region | None:
    """Rows and columns that a vertebra can touch, `back` mm behind its body included."""
    corners = [
        item.place(b, h)
        for b in (-item.depth / 2 - 7 - margin, item.depth / 2 + margin + back)
        for h in (-item.height / 2 - margin - 4 - back * 0.6, item.height / 2 + margin + 4)
    ]
    half = item.width / 2 + 4
    low = (-half, min(c[0] for c in corners), min(c[1] for c in corners))
    high = (half, max(c[0] for c in corners), max(c[1] for c in corners))
    return slab.region(low, high)


def marrow(own: Points, shape: SpineShape, item: Vertebra, value: float) -> Float32:
    """Marrow with trabecular grain and fatty islands."""
    phase = np.float32(len(item.name) + 3 * item.centre[1] / 28)
    v, w, u = own.v, own.w, own.u
    fine = np.sin(v * np.float32(1.7) + w * np.float32(0.9) + u)
    fine = fine * np.sin(w * np.float32(2.1) - v * np.float32(0.6) + phase)
    bend = np.float32(1.5) * np.sin(w * np.float32(0.31) + v * np.float32(0.17) + phase)
    across = w * np.float32(0.37) + u * np.float32(0.3) - v * np.float32(0.2)
    coarse = np.sin(v * np.float32(0.33) + bend) + np.sin(across + bend)
    return np.asarray(value * (1 + np.float32(shape.grain) * (fine + np.float32(0.7) * coarse)), np.float32)


def _paint_body(
    slab: Slab, shape: SpineShape, item: Vertebra, values: dict[str, float]
) -> tuple[Region, BodyField] | None:
    region = _region_of(slab, item, 0)
    if region is None:
        return None
    p = slab.at(region)
    field = body(item, item.frame(p, shape.sideways(p.w)), shape)
    slab.fill(region, soft_edge(field.distance), values["cortex"], solid=True)
    inside = soft_edge(field.distance + np.float32(0.9))
    slab.fill(region, inside, marrow(field.own, shape, item, values["marrow"]))
    vein = ellipsoid(field.own, (0, item.depth / 2 - 3, 0), (6, 5.5, 1.5))
    slab.fill(region, soft_edge(vein) * inside * np.float32(0.6), (values["fluid"] + values["marrow"]) / 2)
    slab.mark("vertebrae", region, soft_edge(field.distance))
    return region, field


def _paint_posterior(slab: Slab, shape: SpineShape, item: Vertebra, values: dict[str, float], *, lumbar: bool) -> None:
    """Pedicles, pillars, laminae and spinous process, with fat and the root in the foramen."""
    region = _region_of(slab, item, 46)
    if region is None:
        return
    p = slab.at(region)
    own = item.frame(p, shape.sideways(p.w))
    side = np.abs(own.u)
    beside = Points(np.asarray(side - 15, np.float32), own.v, own.w)
    foramen = ellipsoid(
        beside,
        (0, item.depth / 2 + 5, -item.height / 2 - 2),
        (6, 6.5, 10),
    )
    slab.fill(region, soft_edge(foramen), values["fat"])
    root = ellipsoid(
        Points(np.asarray(side - 15, np.float32), own.v, own.w),
        (0, item.depth / 2 + 4, -item.height / 2 + 2),
        (7, 2.6, 3),
    )
    slab.fill(region, soft_edge(root), values["root"])
    for distance in (spinous(item, own, lumbar), pedicles(item, own)):
        slab.fill(region, soft_edge(distance), values["cortex"])
        slab.fill(region, soft_edge(distance + np.float32(1.3)), marrow(own, shape, item, values["marrow"] * 1.03))


def _paint_ligaments(slab: Slab, shape: SpineShape, values: dict[str, float]) -> None:
    """The posterior longitudinal ligament: a thin dark line between bodies and sac."""
    region = slab.region((-9, -EVERYWHERE, -EVERYWHERE), (9, EVERYWHERE, EVERYWHERE))
    if region is None:
        return
    p = slab.at(region)
    line = bump(p.v - shape.wall(p.w) - np.float32(0.6), 0.2, 0.7) * np.float32(0.55)
    slab.fill(region, np.asarray(line, np.float32), values["ligament"])
