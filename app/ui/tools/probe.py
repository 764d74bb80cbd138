"""What lies under the pointer, in words."""

import numpy as np

from app.session.loaded_stack import Picture
from app.ui.language import tr
from imaging.geometry import direction_letters


def probe_text(picture: Picture, coordinate: tuple[float, float]) -> str:
    """Pixel index, value, and place in the patient; empty outside the picture.

    Parameters
    ----------
    picture : Picture
    coordinate : (float, float)
        Image coordinate (column, row) from the corner.

    Returns
    -------
    str
        ``"(c 231, r 118)  742    L 12.3  P 4.5  H 120.0 mm"``: column and row are 0-based pixel indices.
    """
    column, row = (int(np.floor(part)) for part in coordinate)
    rows, columns = picture.pixels.shape[:2]
    if not (0 <= row < rows and 0 <= column < columns):
        return ""
    text = f"(c {column}, r {row})  {_value(picture, row, column)}"
    if picture.geometry is not None:
        text += f"    {place_text(picture.geometry.image_to_patient(coordinate).tolist())}"
    return text


def _value(picture: Picture, row: int, column: int) -> str:
    if picture.padding is not None and picture.padding[row, column]:
        return tr("padding")
    value = picture.pixels[row, column]
    if picture.is_colour:
        return "RGB " + " ".join(str(part) for part in np.asarray(value).tolist())
    return f"{value.item():g}" if isinstance(value, np.floating) else str(value.item())


def place_text(point: list[float]) -> str:
    """An LPS point in mm as ``"L 12.3  P 4.5  H 120.0 mm"``."""
    parts = []
    for axis, part in enumerate(point):
        direction = np.zeros(3)
        direction[axis] = part if part else 1.0
        parts.append(f"{direction_letters(direction)} {abs(part):.1f}")
    return "  ".join(parts) + " mm"
