"""What lies over an image in its own file: overlay planes (PS3.3 C.9.2) and the display shutter (PS3.3 C.7.6.11)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.tag import BaseTag

from imaging.dicom import attributes as at
from imaging.dicom.instance import Instance
from imaging.roi import polygon_patch

Mask = NDArray[np.bool_]

OVERLAY_GROUPS = range(0x6000, 0x6020, 2)
ROWS, COLUMNS, FRAMES, ORIGIN, FRAME_ORIGIN, BIT_POSITION, DATA = 0x10, 0x11, 0x15, 0x50, 0x51, 0x102, 0x3000

NUDGE = 1e-6
"""In pixels: a polygon moved by it to all sides holds the pixels whose centres lie on its edges."""


# ── overlay planes ───────────────────────────────────────────────────────────────────────────────


def overlay_mask(instance: Instance, number: int) -> Mask | None:
    """Draw all overlay planes of a frame into one mask.

    Parameters
    ----------
    instance : Instance
    number : int
        Frame, from 1.

    Returns
    -------
    array of bool, shape (rows, columns), or None
        True where any plane of the frame has a bit, graphics and regions of interest alike; what lies beside the
        image is cut off. None when no bit of any plane is on it. A plane whose elements contradict each other is
        left out: it never costs the image.

    Notes
    -----
    The origin is row\\column of the plane's first pixel, counted from 1 (C.9.2.1.1). A plane without a number of
    frames and without Image Frame Origin belongs to every frame, otherwise to those from the origin on. A bit position
    other than 0 means bits embedded in the unused bits of the pixels, a retired form that is read from native pixels.
    """
    shape = instance.form.rows, instance.form.columns
    mask: Mask | None = None
    for group in OVERLAY_GROUPS:
        plane = _plane(instance, number, group) if BaseTag(group << 16 | ROWS) in instance.dataset else None
        if plane is None or not plane[0].any():
            continue
        mask = np.zeros(shape, np.bool_) if mask is None else mask
        _lay(*plane, mask)
    return mask if mask is not None and mask.any() else None


def _plane(instance: Instance, number: int, group: int) -> tuple[Mask, int, int] | None:
    """Bits of one plane for a frame, and the 0-based row and column of its first pixel."""
    dataset = instance.dataset
    data = _value(dataset, group, DATA)
    if not isinstance(data, bytes):
        position = _whole(dataset, group, BIT_POSITION)
        bits = instance.bit_plane(number, position) if position else None
        return None if bits is None else (bits, 0, 0)
    rows, columns = _whole(dataset, group, ROWS), _whole(dataset, group, COLUMNS)
    frames, first = _whole(dataset, group, FRAMES), _whole(dataset, group, FRAME_ORIGIN)
    index = 0 if frames is None and first is None else number - (first or 1)
    if rows is None or columns is None or rows < 1 or columns < 1 or not 0 <= index < max(frames or 1, 1):
        return None
    size = rows * columns
    if len(data) * 8 < (index + 1) * size:
        return None
    if dataset.original_encoding[1] is False and dataset[BaseTag(group << 16 | DATA)].VR == "OW":
        data = np.frombuffer(data[: len(data) // 2 * 2], ">u2").astype("<u2").tobytes()
    # Frames follow each other without gaps (PS3.5 8.1.1): one may start in the middle of a byte.
    start, shift = divmod(index * size, 8)
    part = np.frombuffer(data, np.uint8, -(-(shift + size) // 8), start)
    bits = np.unpackbits(part, bitorder="little")[shift : shift + size].reshape(rows, columns).astype(np.bool_)
    row, column = _origin(dataset, group)
    return bits, row - 1, column - 1


def _lay(bits: Mask, row: int, column: int, mask: Mask) -> None:
    """Add the bits that lie on the image to its mask."""
    top, left = max(row, 0), max(column, 0)
    bottom, right = min(row + bits.shape[0], mask.shape[0]), min(column + bits.shape[1], mask.shape[1])
    if top < bottom and left < right:
        mask[top:bottom, left:right] |= bits[top - row : bottom - row, left - column : right - column]


def _value(dataset: Dataset, group: int, element: int) -> Any:
    try:
        found = dataset.get(BaseTag(group << 16 | element))
        return None if found is None else found.value
    except at.ODD_VALUE:
        return None


def _whole(dataset: Dataset, group: int, element: int) -> int | None:
    try:
        return int(_value(dataset, group, element))
    except at.ODD_VALUE:
        return None


def _origin(dataset: Dataset, group: int) -> tuple[int, int]:
    try:
        row, column = (int(part) for part in _value(dataset, group, ORIGIN))
    except at.ODD_VALUE:
        return 1, 1
    return row, column


# ── display shutter ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Shutter:
    """What of an image is to be seen: what lies in all of the shapes that are there.

    Rows and columns count from 1, as in the header; an edge and what lies on it belong to the visible part.

    Attributes
    ----------
    rectangle : (float, float, float, float) or None
        First and last row, first and last column.
    circle : (float, float, float, float) or None
        Row and column of the centre, and the radius in rows and in columns (they differ where pixels are not square).
    polygon : tuple of (float, float)
        Row and column of each corner; empty when there is none.
    level : int
        Grey, 0 to 255, in which the rest is painted.
    """

    rectangle: tuple[float, float, float, float] | None = None
    circle: tuple[float, float, float, float] | None = None
    polygon: tuple[tuple[float, float], ...] = ()
    level: int = 0


def display_shutter(dataset: Dataset, shared: Dataset | None, own: Dataset | None) -> Shutter | None:
    """Read the display shutter of one frame: its own, the shared or the image's; None when it has none.

    Notes
    -----
    PS3.3 C.7.6.11, and C.8.19.3 Frame Display Shutter for functional groups. The Shutter Presentation Value is a
    P-value of 16 bits; without one the rest is black. Bitmap shutters exist in presentation states only.
    """
    group = at.functional(shared, own, dataset, "FrameDisplayShutterSequence") or dataset
    shapes = at.texts(group, "ShutterShape")
    rectangle = circle = None
    polygon: tuple[tuple[float, float], ...] = ()
    if "RECTANGULAR" in shapes:
        names = ("UpperHorizontal", "LowerHorizontal", "LeftVertical", "RightVertical")
        edges = [at.number(group, f"Shutter{name}Edge") for name in names]
        top, bottom, left, right = edges
        if top is not None and bottom is not None and left is not None and right is not None:
            rectangle = top, bottom, left, right
    if "CIRCULAR" in shapes:
        centre, radius = at.numbers(group, "CenterOfCircularShutter"), at.number(group, "RadiusOfCircularShutter")
        if len(centre) == 2 and radius is not None and radius > 0:
            circle = centre[0], centre[1], radius / _height_of_pixel(dataset), radius
    if "POLYGONAL" in shapes:
        flat = at.numbers(group, "VerticesOfThePolygonalShutter")
        if len(flat) >= 6 and len(flat) % 2 == 0:
            polygon = tuple(zip(flat[::2], flat[1::2], strict=True))
    if rectangle is None and circle is None and not polygon:
        return None
    value = at.number(group, "ShutterPresentationValue") or 0.0
    return Shutter(rectangle, circle, polygon, round(255.0 * min(max(value, 0.0), 65535.0) / 65535.0))


def _height_of_pixel(dataset: Dataset) -> float:
    """Height of a pixel in widths: the radius of a shutter is counted along a row."""
    for keyword in ("PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"):
        pair = at.numbers(dataset, keyword)
        if len(pair) == 2 and min(pair) > 0:
            return pair[0] / pair[1]
    return 1.0


@lru_cache(maxsize=2)
def hidden_by(shutter: Shutter, rows: int, columns: int) -> Mask | None:
    """Mark what a shutter hides of an image of this size (read-only).

    None when that is nothing, and also when it is everything: such a shutter is an error of the writer, and an image
    that is not shown at all would be the worse one.
    """
    row, column = np.arange(1, rows + 1)[:, None], np.arange(1, columns + 1)[None, :]
    seen = np.ones((rows, columns), np.bool_)
    if shutter.rectangle is not None:
        top, bottom, left, right = shutter.rectangle
        seen &= (row >= min(top, bottom)) & (row <= max(top, bottom))
        seen &= (column >= min(left, right)) & (column <= max(left, right))
    if shutter.circle is not None:
        at_row, at_column, high, wide = shutter.circle
        # The pixels on the circle itself must not fall to rounding.
        room = wide**2 * (1.0 + NUDGE) - ((row - at_row) * (wide / high)) ** 2
        seen &= (column - at_column) ** 2 <= room
    if shutter.polygon:
        seen &= _inside(shutter.polygon, rows, columns)
    if seen.all() or not seen.any():
        return None
    hidden: Mask = ~seen
    hidden.flags.writeable = False
    return hidden


def _inside(polygon: tuple[tuple[float, float], ...], rows: int, columns: int) -> Mask:
    # Pixel 1 has its centre at image coordinate 0.5.
    corners = np.array(polygon)[:, ::-1] - 0.5
    mask = np.zeros((rows, columns), np.bool_)
    for x in (-NUDGE, NUDGE):
        for y in (-NUDGE, NUDGE):
            patch = polygon_patch(corners + np.array([x, y]), (rows, columns))
            part = patch.of(mask)
            part |= patch.mask
    for row, column in polygon:  # a sharp corner may have slipped through
        if 1 <= row <= rows and 1 <= column <= columns:
            mask[round(row) - 1, round(column) - 1] = True
    return mask
