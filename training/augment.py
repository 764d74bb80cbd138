"""Random views of a radiograph: image and outlines move together (the paper's flip, rotation, shift, scaling)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Points = NDArray[np.float64]
"""An outline: (x, y) image coordinates from the corner, shape (n, 2)."""


@dataclass(frozen=True)
class Augmentation:
    """Each change is drawn by itself with its probability.

    Attributes
    ----------
    flip, rotate, shift, scale, tone : float
        Probabilities. Amiri 2022 leaves 80 % of the images alone and gives each of the first four 5 %.
    rotation_degrees : float
        Uniform in ± this.
    shift_fraction : float
        Uniform in ± this part of the view's side.
    scale_factor : float
        Log-uniform in [1 / this, this].
    gamma : float
        Standard deviation of the logarithm of gamma.
    """

    flip: float
    rotate: float
    rotation_degrees: float
    shift: float
    shift_fraction: float
    scale: float
    scale_factor: float
    tone: float
    gamma: float
    one_at_most: bool = False
    """The first four exclude one another, as in the paper: with 5 % each, 80 % of the views stay as they are."""


def random_matrix(
    random: np.random.Generator, settings: Augmentation, centre: tuple[float, float], side: int
) -> NDArray[np.float64]:
    """Draw the map from image coordinates to a square view of `side` pixels around `centre`, shape (2, 3)."""
    s = settings
    shares = (s.flip, s.rotate, s.shift, s.scale)
    draw = one_of(shares, random.random()) if s.one_at_most else random.random(4) < shares
    values = random.uniform(-1, 1, 4)
    angle = np.radians(s.rotation_degrees * values[0]) if draw[1] else 0.0
    factor = s.scale_factor ** values[1] if draw[3] else 1.0
    linear = factor * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    if draw[0]:
        linear = linear @ np.diag([-1.0, 1.0])
    middle = side / 2 + (s.shift_fraction * side * values[2:] if draw[2] else 0.0)
    return np.column_stack([linear, middle - linear @ np.asarray(centre)])


def one_of(shares: tuple[float, ...], number: float) -> NDArray[np.bool_]:
    """Which of several exclusive changes a uniform number in [0, 1) stands for: one, or none."""
    ends = np.cumsum(shares)
    return np.asarray((ends - shares <= number) & (number < ends))


def take_view(image: NDArray[np.uint8], matrix: NDArray[np.float64], side: int) -> NDArray[np.uint8]:
    """Resample an image, shape (rows, columns), into the view of a matrix; outside is 0."""
    back = np.linalg.inv(np.vstack([matrix, [0, 0, 1]]))
    picture = Image.fromarray(image).transform(
        (side, side), Image.Transform.AFFINE, tuple(back[:2].ravel()), Image.Resampling.BILINEAR, fillcolor=0
    )
    return np.asarray(picture)


def change_tone(image: NDArray[np.float32], random: np.random.Generator, settings: Augmentation) -> NDArray[np.float32]:
    """Apply a random gamma to an image in [0, 1]."""
    draw, exponent = random.random() < settings.tone, np.exp(settings.gamma * random.standard_normal())
    return np.asarray(image**exponent if draw else image, dtype=np.float32)


def move_outline(outline: Points, matrix: NDArray[np.float64]) -> Points:
    """Map an outline into the view."""
    return outline @ matrix[:, :2].T + matrix[:, 2]


def bounding_box(outline: Points, side: int | None = None) -> NDArray[np.float64]:
    """(left, top, right, bottom) of an outline, clipped to the view when its side is given."""
    box = np.concatenate([outline.min(axis=0), outline.max(axis=0)])
    return box if side is None else np.clip(box, 0, side)


def visible_part(outline: Points, side: int) -> float:
    """Fraction of an outline's bounding box that lies in the view."""
    whole, seen = bounding_box(outline), bounding_box(outline, side)
    area = float(np.prod(np.maximum(whole[2:] - whole[:2], 1e-6)))
    return float(np.prod(np.maximum(seen[2:] - seen[:2], 0.0))) / area


def fill_outline(outline: Points, side: int) -> NDArray[np.uint8]:
    """The outline's inside as 1, shape (side, side). PIL counts pixel centres as whole numbers: hence the half."""
    canvas = Image.new("L", (side, side), 0)
    ImageDraw.Draw(canvas).polygon([(float(x) - 0.5, float(y) - 0.5) for x, y in outline], fill=1)
    return np.asarray(canvas)
