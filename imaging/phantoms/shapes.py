"""Solid shapes as signed distances in mm (negative inside), smooth fields, blur: all in numpy.

Points are three arrays (u, v, w) of one shape. Distances are exact near the surface, which is where they are used.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from imaging.phantoms.model import Float32


class Points(NamedTuple):
    """Coordinates of samples in mm; arrays that broadcast to one shape."""

    u: Float32
    v: Float32
    w: Float32


def ellipsoid(p: Points, centre: Sequence[float], radii: Sequence[float]) -> Float32:
    """Signed distance of an axis-aligned ellipsoid (first-order, exact on the surface)."""
    a = (p.u - np.float32(centre[0])) / np.float32(radii[0])
    b = (p.v - np.float32(centre[1])) / np.float32(radii[1])
    c = (p.w - np.float32(centre[2])) / np.float32(radii[2])
    a2, b2, c2 = a * a, b * b, c * c
    k0 = np.sqrt(a2 + b2 + c2)
    k1 = np.sqrt(a2 / np.float32(radii[0] ** 2) + b2 / np.float32(radii[1] ** 2) + c2 / np.float32(radii[2] ** 2))
    return np.asarray(k0 * (k0 - 1) / np.maximum(k1, np.float32(1e-6)), np.float32)


def elliptic_column(u: Float32, v: Float32, half_u: Float32, half_v: Float32) -> Float32:
    """Signed distance of an upright column with half-axes that may vary with height (first-order)."""
    a, b = u / half_u, v / half_v
    k0 = np.sqrt(a * a + b * b)
    return np.asarray((k0 - 1) * np.minimum(half_u, half_v), np.float32)


def smooth_union(a: Float32, b: Float32, k: float) -> Float32:
    """Union with a fillet of about k mm (polynomial smooth minimum)."""
    h = np.maximum(np.float32(k) - np.abs(a - b), 0) / np.float32(k)
    return np.asarray(np.minimum(a, b) - h * h * np.float32(k / 4), np.float32)


def smooth_cut(a: Float32, b: Float32, k: float) -> Float32:
    """Intersection with a rounded edge of about k mm; `smooth_cut(a, -b, k)` subtracts b."""
    return -smooth_union(-a, -b, k)


def tube(p: Points, line: NDArray[np.float64], squash: Sequence[float] = (1, 1, 1)) -> tuple[Float32, Float32]:
    """Distance from a polyline, and the place along it.

    Parameters
    ----------
    line : array, shape (n, 3)
    squash : three floats
        Coordinates are divided by these first: (3, 1, 1) makes a band three times as wide in u.

    Returns
    -------
    distance, along : arrays of float32
        mm (in squashed space) and the fraction of the line's length in [0, 1].
    """
    scale = np.asarray(squash, np.float64)
    nodes = (line / scale).astype(np.float32)
    q = [np.asarray(c / np.float32(s), np.float32) for c, s in zip(p, scale, strict=True)]
    lengths = np.linalg.norm(np.diff(nodes, axis=0), axis=1)
    starts = np.concatenate([[0.0], np.cumsum(lengths)])
    best = along = None
    for start, end, length, before in zip(nodes[:-1], nodes[1:], lengths, starts[:-1], strict=True):
        d = (end - start) / np.float32(length)
        x, y, z = q[0] - start[0], q[1] - start[1], q[2] - start[2]
        t = np.clip(x * d[0] + y * d[1] + z * d[2], 0, np.float32(length))
        x, y, z = x - t * d[0], y - t * d[1], z - t * d[2]
        distance = x * x + y * y + z * z
        t = t + np.float32(before)
        if best is None or along is None:
            best, along = distance, t
        else:
            nearer = distance < best
            best, along = np.where(nearer, distance, best), np.where(nearer, t, along)
    assert best is not None
    assert along is not None
    return np.sqrt(best), np.asarray(along / np.float32(starts[-1]), np.float32)


def curve(points: ArrayLike, count: int = 12) -> NDArray[np.float64]:
    """A smooth line through control points (Catmull–Rom), shape (n, d), as about `count` × n vertices."""
    nodes = np.asarray(points, dtype=float)
    padded = np.concatenate([2 * nodes[:1] - nodes[1:2], nodes, 2 * nodes[-1:] - nodes[-2:-1]])
    t = np.linspace(0, 1, count, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate([*pieces, nodes[-1:]])


def profile(x: Float32, knots: Sequence[float], values: Sequence[float]) -> Float32:
    """A smooth function of x through knots, by table look-up (256 steps; constant outside)."""
    low, high = knots[0], knots[-1]
    dense = curve(np.column_stack([knots, values]), 16)
    table = np.interp(np.linspace(low, high, 257), dense[:, 0], dense[:, 1]).astype(np.float32)
    index = ((x - np.float32(low)) * np.float32(256 / (high - low)) + np.float32(0.5)).astype(np.int32)
    return np.asarray(np.take(table, index, mode="clip"), np.float32)


def coverage(distance: Float32, edge: float = 0.7) -> Float32:
    """1 inside, 0 outside, linear over `edge` mm around the surface (partial volume)."""
    return np.asarray(np.clip(np.float32(0.5) - distance / np.float32(edge), 0, 1), np.float32)


def bump(x: Float32, width: float, edge: float) -> Float32:
    """1 for |x| < width, falling smoothly to 0 over `edge`."""
    t = np.clip((np.abs(x) - np.float32(width)) / np.float32(edge), 0, 1)
    return np.asarray(1 - t * t * (3 - 2 * t), np.float32)


def blur(image: NDArray[np.floating], sigma: float) -> Float32:
    """Gaussian blur along the last two axes; edges are repeated."""
    if sigma <= 0:
        return np.asarray(image, np.float32)
    radius = max(1, int(np.ceil(3 * sigma)))
    x = np.arange(-radius, radius + 1)
    kernel = np.exp(-0.5 * (x / sigma) ** 2)
    kernel = (kernel / kernel.sum()).astype(np.float32)
    out = np.asarray(image, np.float32)
    for axis in (-1, -2):
        pad = [(0, 0)] * out.ndim
        pad[axis] = (radius, radius)
        padded = np.pad(out, pad, mode="edge")
        size = out.shape[axis]
        total = np.zeros_like(out)
        for shift, weight in enumerate(kernel):
            window = [slice(None)] * out.ndim
            window[axis] = slice(shift, shift + size)
            total += weight * padded[tuple(window)]
        out = total
    return out


def smooth_noise(rng: np.random.Generator, shape: tuple[int, ...], cell: float) -> Float32:
    """Noise of unit variance with grains of about `cell` pixels: coarse white noise, linearly enlarged."""
    rows, columns = shape[-2:]
    coarse = (*shape[:-2], int(rows / cell) + 3, int(columns / cell) + 3)
    grid = rng.standard_normal(coarse, dtype=np.float32)
    for axis, size in ((-2, rows), (-1, columns)):
        position = np.arange(size, dtype=np.float32) / np.float32(cell) + rng.random(dtype=np.float32)
        index = position.astype(np.intp)
        part = (position - index).reshape((-1, 1) if axis == -2 else (-1,))
        # Cosine easing hides the lattice; dividing by the norm of the weights keeps the variance at one.
        part = (np.float32(0.5) - np.float32(0.5) * np.cos(np.float32(np.pi) * part)).astype(np.float32)
        grid = np.take(grid, index, axis) * (1 - part) + np.take(grid, index + 1, axis) * part
        grid = grid / np.sqrt(part**2 + (1 - part) ** 2)
    return np.asarray(grid, np.float32)


def dilate(mask: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """Grow a mask along the last two axes by a square of ± `pixels`."""
    out = mask.copy()
    for axis in (-1, -2):
        grown = out.copy()
        for shift in range(1, pixels + 1):
            ahead = [slice(None)] * out.ndim
            behind = [slice(None)] * out.ndim
            ahead[axis], behind[axis] = slice(shift, None), slice(None, -shift)
            grown[tuple(ahead)] |= out[tuple(behind)]
            grown[tuple(behind)] |= out[tuple(ahead)]
        out = grown
    return out
