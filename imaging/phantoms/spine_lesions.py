"""What is abnormal: the signs of one vertebra, and what may be seen in the others whatever the diagnosis."""

from collections.abc import Mapping

import numpy as np

from imaging.phantoms.model import Float32
from imaging.phantoms.shapes import Points, bump, coverage, ellipsoid
from imaging.phantoms.slab import Region, Slab, soft_edge
from imaging.phantoms.spine_anatomy import SACRUM, BodyField, SpineShape, pedicles, spinous

Fields = Mapping[str, tuple[Region, BodyField]]
FRACTURE = "fracture"
"""Name of the abnormal vertebra's mask."""


def paint_lesions(slab: Slab, shape: SpineShape, values: dict[str, float], fields: Fields) -> None:
    """Paint the signs of the abnormal vertebra; each leaves a mask of its name."""
    rng = np.random.default_rng(shape.signs.seed)  # the same for every slice and weighting
    draws = rng.uniform(0, 1, 40)
    found = fields.get(shape.target.name)
    if found is not None:
        region, field = found
        slab.mark(FRACTURE, region, soft_edge(field.distance))
        _marrow_signs(slab, shape, values, region, field, draws)
        _focal_signs(slab, shape, values, region, field, draws)
    _outside_signs(slab, shape, values, draws)


def _cloud(own: Points, draws: np.ndarray) -> Float32:
    """An uneven field of mean 0 and amplitude 1 in a vertebra's own frame."""
    a, b = (np.float32(6 * d) for d in draws[:2])
    bend = np.float32(1.2) * np.sin(own.v * np.float32(0.21) + own.w * np.float32(0.29) + a)
    wave = np.sin(own.v * np.float32(0.36) + a + bend) * np.sin(own.w * np.float32(0.45) + b - bend)
    fine = np.sin(own.v * np.float32(0.8) + bend + own.u * np.float32(0.4)) * np.sin(own.w * np.float32(0.9) - b)
    return np.asarray(wave + np.float32(0.5) * fine, np.float32)


def _lay(slab: Slab, name: str, region: Region, weight: Float32, value: float | Float32, strength: float = 1.0) -> None:
    slab.fill(region, np.asarray(weight * np.float32(strength), np.float32), value)
    slab.mark(name, region, weight)


def _marrow_signs(
    slab: Slab, shape: SpineShape, values: dict[str, float], region: Region, field: BodyField, draws: np.ndarray
) -> None:
    """Diffuse change, a band of oedema, or something smaller that is neither."""
    signs, item, own = shape.signs, shape.target, field.own
    inside = soft_edge(field.distance + np.float32(1.0))
    cloud = _cloud(own, draws)
    height = np.float32(item.height)
    if signs.has("diffuse_signal"):
        # A corner at the back below may be spared, less than a quarter of the body.
        spared = own.w + height * np.float32(0.5 - 0.2 * draws[2]) - np.float32(0.25) * own.v
        weight = inside * coverage(np.asarray(-spared, np.float32), 4)
        value = values["replaced"] * (1 + np.float32(0.13) * cloud)
        _lay(slab, "diffuse_signal", region, np.asarray(weight, np.float32), np.asarray(value, np.float32), 0.95)
    elif signs.has("band_oedema"):
        thick = height * np.float32(0.28 + 0.18 * draws[3])
        reach = field.upper + thick + np.float32(1.0) * cloud
        weight = inside * coverage(np.asarray(-reach, np.float32), 3)
        _lay(slab, "band_oedema", region, np.asarray(weight, np.float32), values["oedema"], 0.95)
    elif not signs.has("homogeneous_marrow") and not signs.has("nodular_lesion"):
        # An anterior corner: oedema without the pattern of a band.
        corner = ellipsoid(
            own,
            (0, -item.depth * 0.36, item.height * (0.15 + 0.15 * draws[4])),
            (14, item.depth * 0.24, item.height * 0.3),
        )
        weight = inside * coverage(corner + np.float32(0.8) * cloud, 4)
        slab.fill(region, np.asarray(weight * np.float32(0.8), np.float32), values["oedema"])


def _focal_signs(
    slab: Slab, shape: SpineShape, values: dict[str, float], region: Region, field: BodyField, draws: np.ndarray
) -> None:
    """Nodules, dark lines and patches, clefts."""
    signs, item, own = shape.signs, shape.target, field.own
    inside = soft_edge(field.distance + np.float32(1.0))
    cloud = _cloud(own, draws[5:])
    half_d, half_h = item.depth / 2, item.height / 2
    at = signs.place
    if signs.has("nodular_lesion"):
        for number in range(1 + int(draws[7] * 2.2)):
            radius = min(4.2 + 3.2 * draws[8 + number], half_h * 0.8)
            spot = (at, (draws[11 + number] - 0.5) * half_d * 1.1, (draws[14 + number] - 0.5) * half_h * 0.7)
            nodule = ellipsoid(own, spot, (radius * 1.1, radius * 1.15, radius))
            slab.fill(region, coverage(nodule - np.float32(0.9), 0.8) * inside * np.float32(0.7), values["dark"] * 2)
            _lay(slab, "nodular_lesion", region, coverage(nodule, 0.9) * inside, values["nodule"])
    if signs.has("dark_line"):
        depth = np.float32(min(2.6 + 4.0 * draws[17], half_h * 0.8))
        line = field.upper + depth + np.float32(0.7) * np.sin(own.v * np.float32(0.35) + np.float32(6 * draws[18]))
        span = coverage(
            np.abs(own.v + np.float32(2 - 4 * draws[19])) - np.float32(half_d * (0.62 + 0.25 * draws[20])), 2
        )
        weight = bump(np.asarray(line, np.float32), 0.55 + 0.4 * draws[21], 0.6) * span * inside
        _lay(slab, "dark_line", region, np.asarray(weight, np.float32), values["dark"])
    if signs.has("dark_patch"):
        radius = 4.0 + 3.0 * draws[22]
        patch = ellipsoid(
            own,
            (at, (draws[23] - 0.6) * half_d * 0.8, (draws[24] - 0.5) * half_h * 0.7),
            (radius * 1.6, radius * 1.3, min(radius, half_h * 0.75)),
        )
        weight = coverage(patch + np.float32(1.3) * cloud, 1.2) * inside
        _lay(slab, "dark_patch", region, np.asarray(weight, np.float32), values["dark"] * 1.3)
    if signs.has("fluid_cleft"):
        depth = np.float32(min(3.2 + 2.0 * draws[25], half_h * 0.7))
        span = coverage(np.abs(own.v + np.float32(half_d * 0.2)) - np.float32(half_d * (0.45 + 0.25 * draws[26])), 1.5)
        wide = coverage(np.abs(own.u - np.float32(at)) - np.float32(11), 2)
        weight = bump(field.upper + depth, 0.8 + 0.7 * draws[27], 0.7) * span * wide * inside
        _lay(slab, "fluid_cleft", region, np.asarray(weight, np.float32), values["cleft"])


def _outside_signs(slab: Slab, shape: SpineShape, values: dict[str, float], draws: np.ndarray) -> None:
    """A mass round the vertebra, and a change of its pedicle and arch."""
    signs, item = shape.signs, shape.target
    (v, w), reach = item.centre, item.depth / 2 + 52
    region = slab.region((-45, v - reach, w - 45), (45, v + reach, w + 45))
    if region is None:
        return
    p = slab.at(region)
    own = item.frame(p, shape.sideways(p.w))
    if signs.has("posterior_elements"):
        side = own.u * np.float32(1 if draws[28] < 0.5 else -1)
        distance = np.minimum(pedicles(item, own), spinous(item, own, lumbar=True))
        weight = soft_edge(distance + np.float32(0.6)) * coverage(-side - 5, 3)
        swollen = soft_edge(pedicles(item, own) - np.float32(1.5)) * coverage(-side - 5, 3)
        both = np.maximum(weight, swollen)
        _lay(slab, "posterior_elements", region, np.asarray(both, np.float32), values["replaced"], 0.95)
    if signs.has("soft_tissue_mass"):
        size = 6.5 + 4.0 * draws[29]
        high = item.height * (0.42 + 0.2 * draws[30])
        if draws[31] < 0.62:  # into the canal
            centre, radii = (signs.place, item.depth / 2 + 1.5, 0.0), (11.0, size, high)
        else:  # in front of the body
            centre, radii = (signs.place, -item.depth / 2 - 2.0, 0.0), (16.0, size * 1.3, high * 1.15)
        mass = ellipsoid(own, centre, radii) + np.float32(0.7) * _cloud(own, draws[32:])
        # It lies outside the bone, which keeps its own signs.
        bone = slab.lesions.get("fracture")
        free = 1 - bone[:, region[0], region[1]] if bone is not None else 1.0
        weight = coverage(np.asarray(mass, np.float32), 1.2) * free
        _lay(slab, "soft_tissue_mass", region, np.asarray(weight, np.float32), values["mass"])


def paint_neighbours(slab: Slab, shape: SpineShape, values: dict[str, float], fields: Fields) -> None:
    """Other vertebrae: nodules of a disease that skips levels, and haemangiomas, which mean nothing."""
    rng = np.random.default_rng([shape.signs.seed, 1])
    near = [i for i in range(SACRUM, len(shape.vertebrae)) if i != shape.abnormal and abs(i - shape.abnormal) <= 4]
    order = rng.permutation(near)
    count = int(rng.integers(1, 4)) if shape.signs.has("skipped_lesion") else 0
    draws = rng.uniform(0, 1, (len(near), 5))
    for number, index in enumerate(order):
        item, d = shape.vertebrae[index], draws[number]
        found = fields.get(item.name)
        kind = "nodule" if number < count else "haemangioma" if d[4] < 0.12 else ""
        if found is None or not kind:
            continue
        region, field = found
        radius = min(5.5 + 5.0 * d[0], item.height * 0.42) * (1.0 if kind == "nodule" else 0.75)
        place = ((d[1] - 0.5) * 10, (d[2] - 0.5) * item.depth * 0.4, (d[3] - 0.5) * item.height * 0.3)
        distance = ellipsoid(field.own, place, (radius * 1.2, radius * 1.1, radius))
        weight = coverage(distance + np.float32(0.6) * _cloud(field.own, d), 1.2)
        weight = np.asarray(weight * soft_edge(field.distance + np.float32(1)), np.float32)
        slab.fill(region, weight, values[kind])
        if kind == "nodule":
            slab.mark("skipped_lesion", region, weight)
