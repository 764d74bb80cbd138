"""How growing bones look to X-rays: shafts, epiphyses, the plates between them, and round carpal bones."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from imaging.phantoms.film import CORTICAL, FAT, SOFT, Body, Film, flat_bone
from imaging.phantoms.hand_anatomy import CARPAL_OUTLINES, PALM, Tube, fingers
from imaging.phantoms.hand_maturity import Growth
from imaging.phantoms.model import Float32
from imaging.phantoms.shapes import blur, bump, coverage, curve, smooth_noise

TABLE = 256
SPONGY = 0.3
"""Density of trabecular bone relative to cortex."""

GAP = 2.1
"""mm of cartilage between a small epiphysis and its shaft, in an adult's scale; a grown one leaves a third of it."""

FULL = 1.08
"""Smoothing takes the corners off an outline; a grown carpal bone touches its neighbours again."""

ROUND_FROM = 6.5
"""mm from the joint to the plate: bones with a longer epiphysis have a rounded one, but for the radius."""

CORNER = 2.6
"""Exponent of the rounded ends of bones: 2 is an ellipse."""


@dataclass(frozen=True)
class Place:
    """Part of the film: positions in the scale of an adult's hand, and the grain there."""

    x: Float32
    y: Float32
    grain: Float32


@dataclass(frozen=True)
class Painted:
    """Attenuation of one bone, and where its ossification centre and its growth plate lie."""

    absorbed: Float32
    centre: NDArray[np.bool_]
    plate: NDArray[np.bool_]


def paint_tube(tube: Tube, growth: Growth, place: Place) -> Painted:
    """A tubular bone at one stage of growth.

    Parameters
    ----------
    place : Place
        Positions in mm of an adult's hand; attenuation is that of the adult's thickness.
    """
    along, across = _bone_axes(tube, place)
    half = _profile(tube.half, along, tube.length) * _cap(along, 2.6)
    if not tube.open_end:
        half = half * _cap(tube.length - along, 3.0)
    shell = np.minimum(_profile(tube.cortex, along, tube.length), half)
    whole = _tubular(across, half, shell, place.grain)
    gap = np.float32(GAP * (1.0 - 0.68 * min(growth.size, 1.0)))
    # The plate bulges towards the joint in the middle of the bone.
    bulge = np.asarray(np.float32(0.7) * (1 - (across / np.maximum(half, np.float32(1))) ** 2), np.float32)
    level = along - np.float32(tube.epiphysis) + bulge
    shaft = whole * coverage(gap / 2 - level, 0.5)
    # Where cartilage turns into bone a dense line marks the end of the shaft.
    shaft = shaft + np.float32(0.16) * bump(level - gap / 2 - np.float32(0.5), 0.25, 0.6) * (whole > 0)
    if growth.size <= 0:
        return Painted(shaft, np.zeros(shaft.shape, np.bool_), np.zeros(shaft.shape, np.bool_))
    width = float(_profile(tube.half, np.array([tube.epiphysis], np.float32), tube.length)[0]) * min(growth.size, 1.06)
    epiphysis, inside = _epiphysis(tube, growth, (along, across, bulge), (width, float(gap)), place.grain)
    total = np.maximum(shaft, epiphysis)
    plate = (np.abs(level) < gap / 2 + np.float32(0.4)) & (np.abs(across) < np.minimum(half, np.float32(width)))
    if growth.fused > 0:
        # Bridges begin in the middle and leave the rim for last.
        bridge = coverage(np.abs(across) - np.float32(growth.fused * 1.15) * half, 1.2)
        filled = whole * (1 + np.float32(0.45 * growth.scar) * bump(level, 0.35, 0.7))
        total = np.maximum(total, filled * bridge)
        plate &= bridge < 0.5
    return Painted(np.asarray(total, np.float32), inside & (np.abs(across) < half), plate)


def _bone_axes(tube: Tube, place: Place) -> tuple[Float32, Float32]:
    """Mm from the joint surface along the bone, and across it."""
    dx, dy = ((b - a) / tube.length for a, b in zip(tube.start, tube.end, strict=True))
    x, y = place.x - np.float32(tube.start[0]), place.y - np.float32(tube.start[1])
    along, across = x * np.float32(dx) + y * np.float32(dy), y * np.float32(dx) - x * np.float32(dy)
    # The slope of a joint surface fades along the bone.
    fade = np.exp(-np.clip(along, 0, None) / np.float32(14))
    return np.asarray(along - np.float32(tube.slope) * across * fade, np.float32), np.asarray(across, np.float32)


def _profile(knots: Sequence[tuple[float, float]], along: Float32, length: float) -> Float32:
    """A smooth function along the bone, by table; constant beyond its ends."""
    dense = curve(np.asarray(knots, float), 12)
    table = np.interp(np.linspace(0, 1, TABLE + 1), dense[:, 0], dense[:, 1]).astype(np.float32)
    return np.asarray(table[np.clip(along * np.float32(TABLE / length), 0, TABLE).astype(np.intp)], np.float32)


def _cap(away: Float32, length: float) -> Float32:
    """1 inside a bone, falling to 0 at its end over `length` mm like a rounded corner."""
    rounded = np.clip(1 - np.clip(1 - away / np.float32(length), 0, None) ** CORNER, 0, 1)
    return np.asarray(rounded ** np.float32(1 / CORNER), np.float32)


def _tubular(across: Float32, half: Float32, shell: Float32, grain: Float32) -> Float32:
    """Attenuation of a tube with a cortex; flares are flatter than they are wide."""
    narrow = np.minimum(half, np.float32(6))
    depth = np.asarray(narrow * np.float32(0.9) + (half - narrow) * np.float32(0.55), np.float32)
    outer = _chord(across, half, depth)
    inner = np.minimum(_chord(across, half - shell, depth - shell), outer)
    texture = 1 + np.float32(0.15) * grain
    return np.asarray(np.float32(CORTICAL) * (outer - inner + np.float32(SPONGY) * inner * texture), np.float32)


def _chord(across: Float32, half: Float32, depth: Float32) -> Float32:
    inside = np.clip(1 - (across / np.maximum(half, np.float32(1e-3))) ** 2, 0, 1)
    return np.asarray(np.where(half > 0, 2 * np.maximum(depth, 0) * np.sqrt(inside), 0), np.float32)


def _epiphysis(
    tube: Tube,
    growth: Growth,
    where: tuple[Float32, Float32, Float32],
    width_and_gap: tuple[float, float],
    grain: Float32,
) -> tuple[Float32, NDArray[np.bool_]]:
    """A dot in the middle of its cartilage that becomes a disc; attenuation and where it is."""
    along, across, bulge = where
    width, gap = width_and_gap
    size = min(growth.size, 1.0)
    height = (tube.epiphysis - gap / 2) * size**0.8
    middle = (tube.epiphysis - gap * size) / 2
    # Phalanges have flat discs, the heads of the metacarpals and the ulna are round.
    flat = 1.5 if tube.epiphysis < ROUND_FROM or tube.name == "radius" else 0.5
    exponent = np.float32(2.0 + flat * size)
    # A grown epiphysis follows the plate, a dot does not.
    bent = along + np.float32(size / 2) * bulge
    a = np.abs(across) / np.float32(width)
    b = np.abs(bent - np.float32(middle)) / np.float32(height / 2)
    radius = (a**exponent + b**exponent) ** (1 / exponent)
    away = np.asarray((radius - 1) * np.float32(min(width, height / 2)), np.float32)
    thick = np.float32(1.6 * min(width, 8.0)) * np.sqrt(np.clip(1 - a * a, 0, 1))
    dense = np.float32(SPONGY) * thick * (1 + np.float32(0.15) * grain)
    rim = np.float32(0.35 * min(width, 8.0)) * bump(away + np.float32(0.45), 0.3, 0.5)
    inside = coverage(away, 0.5)
    return np.asarray(np.float32(CORTICAL) * inside * (dense + rim), np.float32), inside > 0.5


def carpal(name: str, size: float, jitter: NDArray[np.float64]) -> Body:
    """A carpal bone, round while it is small.

    Parameters
    ----------
    size : float
        Relative to the adult's outline; greater than 0.
    jitter : array, shape (2,)
        Displacement in mm.
    """
    ring = np.asarray(CARPAL_OUTLINES[name], float)
    centre = ring.mean(axis=0)
    arms = ring - centre
    radius = float(np.hypot(*arms.T).mean())
    round_arms = arms / np.hypot(*arms.T)[:, None] * radius
    formed = min(1.0, max(0.0, (size - 0.3) / 0.6))
    grown = centre + jitter + FULL * size * (formed * arms + (1 - formed) * round_arms)
    thickness = {"sesamoid": 5.0, "pisiform": 8.0}.get(name, 13.0) * (0.35 + 0.65 * size)
    outline = [(float(x), float(y)) for x, y in grown]
    return flat_bone(name, outline, thickness, cortex=0.7, spongy=0.36, rim=max(1.0, 5.0 * size))


def soft_tissue(film: Film, x: Float32, y: Float32, spread: Sequence[float], rng: np.random.Generator) -> Float32:
    """Attenuation of palm, forearm and fingers, in an adult's scale."""
    step = max(1, round(1.6 / film.spacing))
    small_x, small_y = x[::step, ::step], y[::step, ::step]
    palm = flat_bone("palm", PALM, 1.0, cortex=0.0, spongy=1.0, rim=16.0)
    zero: Float32 = np.zeros(small_x.shape, np.float32)
    thick = palm.absorb(small_x, small_y, zero) / np.float32(CORTICAL) * np.float32(27)
    for axis, half in fingers(spread):
        thick = np.maximum(thick, _finger(small_x, small_y, axis, half))
    thick = blur(thick, 1.6 / (film.spacing * step))
    rows, columns = x.shape
    large = np.kron(thick, np.ones((step, step), np.float32))[:rows, :columns]
    large = blur(large, 0.7 * step)
    wave = 1 + np.float32(0.035) * smooth_noise(rng, (rows, columns), 9 / film.spacing)
    fat = np.minimum(large, np.float32(5))
    return np.asarray(np.float32(FAT) * fat + np.float32(SOFT) * (large - fat) * wave, np.float32)


def _finger(x: Float32, y: Float32, axis: NDArray[np.float64], half: float) -> Float32:
    """Thickness of a round finger along a broken line, narrower at its tip."""
    best: Float32 = np.zeros(x.shape, np.float32)
    last = len(axis) - 2
    for number, (a, b) in enumerate(pairwise(axis)):
        length = float(np.hypot(*(b - a)))
        dx, dy = ((b - a) / length).astype(np.float32)
        px, py = x - np.float32(a[0]), y - np.float32(a[1])
        t = np.clip(px * dx + py * dy, 0, np.float32(length))
        taper = 1 - np.float32(0.24 if number == last else 0.0) * t / np.float32(length)
        away = (px - t * dx) ** 2 + (py - t * dy) ** 2
        round_half = np.float32(half) * taper
        np.maximum(best, 1.75 * np.sqrt(np.clip(round_half**2 - away, 0, None)), out=best)
    return best
