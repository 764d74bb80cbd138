"""From a solid model to the signal of a slice: the samples of a slab, and what a coil and a receiver make of them."""

import numpy as np
from numpy.typing import NDArray

from imaging.geometry import FloatArray
from imaging.phantoms.model import Float32
from imaging.phantoms.shapes import Points, blur, coverage, smooth_noise

Region = tuple[slice, slice]
SUB_SLICES = 3


class Slab:
    """The samples of one slice (a few thin sub-slices), painted tissue by tissue.

    Arrays have shape (sub-slices, rows, columns). `solid` is how much of a sample is taken by tissue that fluid
    cannot enter; `lesions` holds the weight of each lesion.
    """

    def __init__(self, points: Points, to_index: NDArray[np.float64]) -> None:
        self.points = points
        self.shape = points.u.shape
        self.image = np.zeros(self.shape, np.float32)
        self.solid = np.zeros(self.shape, np.float32)
        self.lesions: dict[str, Float32] = {}
        self._to_index = to_index

    def region(self, low: tuple[float, float, float], high: tuple[float, float, float]) -> Region | None:
        """Rows and columns that a box in local mm can touch; None when this slice misses it."""
        corners = np.array(
            [[x, y, z, 1] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
        )
        index = corners @ self._to_index.T
        if index[:, 0].max() < 0 or index[:, 0].min() > 1:  # the slice itself is [0, 1] along the first index
            return None
        bottom, top = np.floor(index.min(0)) - 4, np.ceil(index.max(0)) + 5
        rows = slice(max(0, int(bottom[1])), min(self.shape[1], int(top[1])))
        columns = slice(max(0, int(bottom[2])), min(self.shape[2], int(top[2])))
        return (rows, columns) if rows.start < rows.stop and columns.start < columns.stop else None

    def at(self, region: Region) -> Points:
        """The samples of a region."""
        u, v, w = (c[:, region[0], region[1]] for c in self.points)
        return Points(u, v, w)

    def fill(self, region: Region, weight: Float32, value: float | Float32, *, solid: bool = False) -> None:
        """Blend a value in by weight."""
        target = self.image[:, region[0], region[1]]
        target += weight * (np.float32(value) - target if isinstance(value, float) else value - target)
        if solid:
            taken = self.solid[:, region[0], region[1]]
            np.maximum(taken, weight, out=taken)

    def mark(self, lesion: str, region: Region, weight: Float32) -> None:
        """Remember where a lesion is."""
        if lesion not in self.lesions:
            self.lesions[lesion] = np.zeros(self.shape, np.float32)
        marked = self.lesions[lesion][:, region[0], region[1]]
        np.maximum(marked, weight, out=marked)


def soft_edge(distance: Float32) -> Float32:
    """Coverage with the models' usual edge."""
    return coverage(distance, 0.8)


def slab_of(
    index: int,
    thickness: float,
    step: float,
    index_to_local: FloatArray,
    shape: tuple[int, int, int],
    warp: NDArray[np.float32],
) -> Slab:
    """Sample positions of one slice: thin sheets across its thickness, gently warped so that no edge is a formula.

    Parameters
    ----------
    thickness, step : float
        Of a slice, and from one to the next, in mm.
    index_to_local : array, shape (4, 4)
        (slice, row, column, 1) to the model's mm.
    shape : (slices, rows, columns)
    warp : array, shape (3, 4)
        Amplitude in mm and phase of two waves for each direction.
    """
    _, rows, columns = shape
    offsets = (np.arange(SUB_SLICES) - (SUB_SLICES - 1) / 2) / SUB_SLICES * thickness / step
    s = (index + offsets)[:, None, None]
    r, c = np.arange(rows)[None, :, None], np.arange(columns)[None, None, :]
    m = index_to_local
    u, v, w = ((m[i, 0] * s + m[i, 1] * r + m[i, 2] * c + m[i, 3]).astype(np.float32) for i in range(3))
    a, k = warp, np.float32(0.09)
    moved = Points(
        u + a[0, 0] * np.sin(k * v + 3 * a[0, 1]) + a[0, 2] * np.sin(k * w + 3 * a[0, 3]),
        v + a[1, 0] * np.sin(k * w + 3 * a[1, 1]) + a[1, 2] * np.sin(k * u + 3 * a[1, 3]),
        w + a[2, 0] * np.sin(k * u + 3 * a[2, 1]) + a[2, 2] * np.sin(k * v + 3 * a[2, 3]),
    )
    # Local mm → (0 … 1 through the slice, row, column), for bounding boxes; the warp is inside their margin.
    inverse = np.linalg.inv(np.asarray(index_to_local, np.float64))
    half = 0.5 * thickness / step + 3.0 / step
    to_index: NDArray[np.float64] = inverse[:3].copy()
    to_index[0] = inverse[0] / (2 * half)
    to_index[0, 3] += (half - index) / (2 * half)
    return Slab(moved, to_index)


def receive(
    signal: Float32,
    rng: np.random.Generator,
    *,
    scale: float,
    full_scale: float,
    blur_pixels: float,
    coil: Float32 | float = 1.0,
) -> NDArray[np.uint16]:
    """What the coil and the receiver make of a signal in [0, 1]: blur, shading, Rician noise, 12 bits.

    Parameters
    ----------
    signal : array, shape (slices, rows, columns)
    scale : float
        Pixels per 0.6 mm: coarser pixels hear the same noise averaged over their area.
    full_scale : float
        Pixel value of a signal of 1 in the middle of the coil.
    coil : array or float
        Sensitivity of a surface coil on top of the smooth shading.
    """
    slices, rows, columns = signal.shape
    grain = smooth_noise(rng, signal.shape, 2.2 * scale) * np.float32(0.6)
    grain += smooth_noise(rng, signal.shape, 7 * scale) * np.float32(0.4)
    image = blur(signal * (1 + np.float32(0.07) * grain), blur_pixels)
    z, y, x = np.ix_(*(np.linspace(-1, 1, n, dtype=np.float32) for n in (slices, rows, columns)))
    a = rng.uniform(-1, 1, 6).astype(np.float32)
    shading = np.float32(0.12) * (a[0] * x + a[1] * y) + np.float32(0.06) * (a[2] * z + a[3] * x * y)
    shading = shading - np.float32(0.1 + 0.06 * abs(float(a[4]))) * (x * x + y * y)
    image = image * np.exp(shading) * coil
    level = np.float32(rng.uniform(0.014, 0.03) * scale)
    real = image + level * rng.standard_normal(image.shape, dtype=np.float32)
    imaginary = level * rng.standard_normal(image.shape, dtype=np.float32)
    magnitude = np.sqrt(real * real + imaginary * imaginary) * np.float32(full_scale)
    pixels: NDArray[np.uint16] = np.clip(np.rint(magnitude), 0, 4095).astype(np.uint16)
    return pixels
