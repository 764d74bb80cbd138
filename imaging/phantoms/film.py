"""A radiograph as X-rays make it: chords through bone and soft tissue, exposure, noise, collimation, a lead marker.

Film coordinates are mm, x to the right and y down, with the origin in the middle. Bones are bodies whose thickness
along the beam is known at each point, so that a cortex is bright at its edges without being drawn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.model import Float32, PhantomImage, phantom_uid
from imaging.phantoms.shapes import blur, coverage, curve, smooth_noise

CORTICAL, SOFT, FAT = 0.105, 0.021, 0.0165
"""Attenuation per mm at about 60 kV, effective."""

FULL_SCALE = 4095
"""Of a 12-bit detector."""

Outline = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Film:
    """The detector: positions of its pixels (mm), grain for trabecular bone, and its size."""

    x: Float32
    y: Float32
    grain: Float32
    spacing: float

    @classmethod
    def make(cls, rng: np.random.Generator, rows: int, columns: int, spacing: float) -> "Film":
        """A film of rows × columns pixels."""
        x = ((np.arange(columns) - (columns - 1) / 2) * spacing).astype(np.float32)[None, :]
        y = ((np.arange(rows) - (rows - 1) / 2) * spacing).astype(np.float32)[:, None]
        # Trabeculae run along the limb: grain that is longer than it is wide, in two sizes.
        fine = np.repeat(smooth_noise(rng, (rows // 3 + 1, columns), 0.35 / spacing), 3, axis=0)[:rows]
        coarse = np.repeat(smooth_noise(rng, (rows // 2 + 1, columns), 0.8 / spacing), 2, axis=0)[:rows]
        return cls(x, y, blur(0.55 * fine + 0.6 * coarse, 0.6), spacing)


@dataclass(frozen=True)
class Body:
    """Attenuation of a bone at positions (x, y), given the grain there; and how much of a position it covers."""

    name: str
    absorb: Callable[[Float32, Float32, Float32], Float32]
    box: tuple[float, float, float, float]
    """Left, top, right, bottom in mm."""


def _chord(d: Float32, half: Float32, depth: Float32) -> Float32:
    """Length of the beam's way through an elliptic cylinder at distance d from its axis."""
    inside = np.clip(1 - (d / np.maximum(half, np.float32(1e-3))) ** 2, 0, 1)
    return np.asarray(np.where(half > 0, 2 * depth * np.sqrt(inside), 0), np.float32)


def _axis_coordinates(x: Float32, y: Float32, line: NDArray[np.float64]) -> tuple[Float32, Float32]:
    """Signed distance from a polyline (positive to its left when looking down the film) and mm along it."""
    nodes = line.astype(np.float32)
    lengths = np.linalg.norm(np.diff(nodes, axis=0), axis=1)
    starts = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
    best = side = along = None
    last = len(lengths) - 1
    for i, (a, b, length, start) in enumerate(zip(nodes[:-1], nodes[1:], lengths, starts, strict=True)):
        dx, dy = (b - a) / length
        t = (x - a[0]) * dx + (y - a[1]) * dy
        # The first and last pieces run on, so that the ends of a bone keep straight coordinates.
        t = np.clip(t, 0 if i else -np.inf, length if i < last else np.inf)
        ex, ey = x - a[0] - t * dx, y - a[1] - t * dy
        squared = ex * ex + ey * ey
        signed = ex * dy - ey * dx
        if best is None:
            best, side, along = squared, signed, t + np.float32(start)
        else:
            nearer = squared < best
            best = np.where(nearer, squared, best)
            side = np.where(nearer, signed, side)
            along = np.where(nearer, t + np.float32(start), along)
    assert best is not None
    assert side is not None
    assert along is not None
    return np.asarray(np.sign(side) * np.sqrt(best), np.float32), np.asarray(along, np.float32)


def _table(values: Sequence[tuple[float, float]], length: float) -> Float32:
    knots = np.asarray(values, float)
    dense = curve(np.column_stack([knots[:, 0] * length, knots[:, 1]]), 12)
    return np.interp(np.linspace(0, length, 513), dense[:, 0], dense[:, 1]).astype(np.float32)


def long_bone(
    name: str,
    axis: Outline,
    left: Sequence[tuple[float, float]],
    right: Sequence[tuple[float, float]],
    cortex: Sequence[tuple[float, float]],
    spongy: Sequence[tuple[float, float]],
    *,
    depth: float = 0.85,
    caps: tuple[float, float] = (6.0, 6.0),
) -> Body:
    """A tubular bone: half-widths to the left and right, cortical thickness and trabecular density along its axis.

    Parameters
    ----------
    axis : outline of the axis in mm
    left, right, cortex : (fraction of the axis, mm)
    spongy : (fraction, density relative to cortex)
    depth : float
        Thickness along the beam relative to the half-width; flares are flatter than they are wide.
    caps : two floats
        Length in mm over which each end is rounded; 0 when the bone leaves the film.
    """
    line = curve(np.asarray(axis, float), 4)
    length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
    tables = [_table(t, length) for t in (left, right, cortex, spongy)]
    wide = float(max(tables[0].max(), tables[1].max())) + 2

    def absorb(x: Float32, y: Float32, grain: Float32) -> Float32:
        d, s = _axis_coordinates(x, y, line)
        index = np.clip(s * np.float32(512 / length), 0, 512).astype(np.intp)
        hl, hr, shell, density = (t[index] for t in tables)
        half = (hl + hr) * np.float32(0.5)
        d = d - (hl - hr) * np.float32(0.5)
        for cap, away in ((caps[0], s), (caps[1], np.float32(length) - s)):
            if cap > 0:
                rounded = np.clip(1 - np.clip(1 - away / np.float32(cap), 0, None) ** 2.6, 0, 1)
                half = half * rounded ** np.float32(1 / 2.6)
            else:
                half = np.where(away < -5, 0, half)
        shaft = np.minimum(half, np.float32(14))
        thick = shaft * np.float32(depth) + (half - shaft) * np.float32(0.4)
        outer = _chord(d, half, thick)
        inner = np.minimum(_chord(d, half - shell, np.maximum(thick - shell, 0)), outer)
        texture = 1 + np.float32(0.17) * grain
        return np.asarray(np.float32(CORTICAL) * (outer - inner + density * inner * texture), np.float32)

    lo, hi = line.min(0) - wide, line.max(0) + wide
    return Body(name, absorb, (float(lo[0]), float(lo[1]) - 4, float(hi[0]), float(hi[1]) + 4))


def polygon_distance(x: Float32, y: Float32, nodes: NDArray[np.float32]) -> Float32:
    """Signed distance to a closed polygon, positive inside."""
    best: Float32 = np.full(np.broadcast_shapes(x.shape, y.shape), 1e9, np.float32)
    inside = np.zeros(best.shape, np.bool_)
    for a, b in zip(nodes, np.roll(nodes, -1, axis=0), strict=True):
        ex, ey = b - a
        px, py = x - a[0], y - a[1]
        t = np.clip((px * ex + py * ey) / np.float32(ex * ex + ey * ey + 1e-9), 0, 1)
        np.minimum(best, (px - t * ex) ** 2 + (py - t * ey) ** 2, out=best)
        if a[1] != b[1]:
            crossing = ((a[1] <= y) != (b[1] <= y)) & (px < (py / ey) * ex)
            inside ^= crossing
    return np.asarray(np.where(inside, 1, -1) * np.sqrt(best), np.float32)


def flat_bone(
    name: str, outline: Outline, thickness: float, *, cortex: float = 0.9, spongy: float = 0.3, rim: float = 6.0
) -> Body:
    """A short or irregular bone: a rounded body over a closed smooth outline (mm), `thickness` mm thick."""
    ring = np.asarray(outline, float)
    closed = np.concatenate([ring[-2:], ring, ring[:2]])
    nodes = curve(closed, 3)[6:-7].astype(np.float32)

    def dome(d: Float32, full: float) -> Float32:
        t = np.clip(d / np.float32(rim), 0, 1)
        return np.asarray(np.float32(full) * np.sqrt(np.clip(1 - (1 - t) ** 2, 0, 1)), np.float32)

    def absorb(x: Float32, y: Float32, grain: Float32) -> Float32:
        d = polygon_distance(x, y, nodes)
        outer, inner = dome(d, thickness), dome(d - np.float32(cortex), thickness - 2 * cortex)
        texture = 1 + np.float32(0.17) * grain
        return np.asarray(np.float32(CORTICAL) * (outer - inner + np.float32(spongy) * inner * texture), np.float32)

    lo, hi = nodes.min(0) - 2, nodes.max(0) + 2
    return Body(name, absorb, (float(lo[0]), float(lo[1]), float(hi[0]), float(hi[1])))


def flesh(
    film: Film, axis: Outline, half: Sequence[tuple[float, float]], fat: float, rng: np.random.Generator
) -> Float32:
    """Attenuation of the soft tissues around an axis: skin and fat outside, muscle inside, faintly streaked."""
    line = curve(np.asarray(axis, float), 4)
    length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
    d, s = _axis_coordinates(film.x, film.y, line)
    table = _table(half, length)
    width = table[np.clip(s * np.float32(512 / length), 0, 512).astype(np.intp)]
    wave = smooth_noise(rng, np.broadcast_shapes(film.x.shape, film.y.shape), 22 / film.spacing)
    outer = _chord(d + np.float32(0.4) * wave, width, width * np.float32(0.95))
    inner = _chord(d - wave, width - np.float32(fat), (width - np.float32(fat)) * np.float32(0.9))
    streak = 1 + np.float32(0.05) * wave
    return np.asarray(np.float32(FAT) * (outer - inner) + np.float32(SOFT) * inner * streak, np.float32)


def expose(film: Film, attenuation: Float32, rng: np.random.Generator) -> Float32:
    """What the detector shows, 0 (black) … 1 (white): heel effect, scatter, Poisson noise, blur, log, window."""
    rows, columns = attenuation.shape
    heel = 1 + np.float32(rng.uniform(-0.12, 0.12)) * np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
    heel = heel + np.float32(rng.uniform(-0.04, 0.04)) * np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
    primary = np.exp(-blur(attenuation, 0.22 / film.spacing)) * heel
    small = primary[::8, ::8]
    scatter = np.kron(blur(small, 9.0), np.ones((8, 8), np.float32))[:rows, :columns]
    scatter = blur(scatter, 5.0)
    photons = np.float32(rng.uniform(2500, 7000)) * (primary + np.float32(0.06) * scatter)
    counts = rng.poisson(photons).astype(np.float32)
    signal = blur(np.maximum(counts, 1), 0.5)
    density = -np.log(signal / np.float32(np.percentile(signal[::4, ::4], 99.5)))
    top = np.float32(np.percentile(density[::4, ::4], 99.7) * 1.04)
    return np.asarray(np.clip(density / top, 0, 1) ** np.float32(0.92), np.float32)


GLYPHS = {"L": ("10000",) * 6 + ("11111",), "R": ("11110", "10001", "10001", "11110", "10100", "10010", "10001")}


def place_marker(film: Film, letter: str, centre: tuple[float, float], tilt: float) -> Float32:
    """Coverage of a lead letter 12 mm high."""
    glyph = np.array([[c == "1" for c in row] for row in GLYPHS[letter]], np.float32)
    pixel = 12.0 / glyph.shape[0]
    c, s = np.cos(tilt), np.sin(tilt)
    x, y = film.x - np.float32(centre[0]), film.y - np.float32(centre[1])
    column = ((c * x + s * y) / pixel + glyph.shape[1] / 2).astype(np.float32)
    row = ((c * y - s * x) / pixel + glyph.shape[0] / 2).astype(np.float32)
    inside = (column >= 0) & (column < glyph.shape[1]) & (row >= 0) & (row < glyph.shape[0])
    value = glyph[
        np.clip(row, 0, glyph.shape[0] - 1).astype(np.intp), np.clip(column, 0, glyph.shape[1] - 1).astype(np.intp)
    ]
    return blur(np.where(inside, value, 0).astype(np.float32), 0.8)


def collimate(film: Film, half_width: float, half_height: float, tilt: float) -> Float32:
    """1 inside the collimated field, 0 outside, with a soft edge."""
    c, s = np.float32(np.cos(tilt)), np.float32(np.sin(tilt))
    a = np.abs(c * film.x + s * film.y) - np.float32(half_width)
    b = np.abs(c * film.y - s * film.x) - np.float32(half_height)
    return coverage(np.maximum(a, b), 1.2)


def film_image(
    series_uid: str,
    values: Float32,
    masks: Mapping[str, NDArray[np.bool_]],
    spacing: float,
    *,
    center: float,
    view: str,
    patient_orientation: tuple[str, str],
) -> PhantomImage:
    """The only image of a radiograph's series.

    Parameters
    ----------
    values : array, shape (rows, columns)
        Display values in [0, 1].
    masks : mapping of lesion name to array of bool, same shape
    spacing : float
        mm per pixel, at the detector.
    center : float
        Of the window, in display values; it is as wide as they are.
    """
    return PhantomImage(
        name="image",
        series_uid=series_uid,
        sop_instance_uids=(phantom_uid(series_uid, 0),),
        pixels=np.rint(values * FULL_SCALE).astype(np.uint16)[None],
        masks={name: mask[None] for name, mask in masks.items()},
        pixel_spacing=(spacing, spacing),
        window=(center * FULL_SCALE, 1.0 * FULL_SCALE),
        view=view,
        patient_orientation=patient_orientation,
    )
