"""What is to be exported of a viewport's stack, and in which size."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from app.session.viewport_model import ViewportModel

LEAST_SIDE = 1024
"""A whole picture with words over it is enlarged by a whole number until its longer side has so many pixels."""

MOST_SIDE = 4096


class Form(StrEnum):
    """Kinds of files."""

    MP4 = "mp4"
    PNG = "png"


@dataclass(frozen=True)
class PictureSize:
    """Size in pixels of the file, and how many of them make one pixel of the layout (for letters and lines)."""

    width: int
    height: int
    ratio: float = 1.0


@dataclass(frozen=True)
class ExportPlan:
    """What the reader chose.

    Attributes
    ----------
    path : Path
        The video, or the folder of the pictures.
    whole : bool
        All of each picture; else what the viewport shows of it.
    overlays : bool
        With marks, corner text and scale.
    identity : bool
        With name, ID, age, sex and dates in the corner text.
    replaces : bool
        The reader was asked, and the file that is there may be replaced.
    """

    path: Path
    form: Form
    size: PictureSize
    whole: bool
    overlays: bool
    identity: bool
    frames_per_second: int
    replaces: bool = False


def whole_size(model: ViewportModel, *, overlays: bool) -> PictureSize:
    """The size of a whole picture as it is turned in a viewport.

    Without overlays a pixel of the file is a pixel of the image (along its finer side); with them it is enlarged by a
    whole number, so that words do not cover it. Neither side is longer than `MOST_SIDE`.
    """
    rows, columns = model.image_size()
    row_size, column_size = model.spacing()
    unit = min(row_size, column_size)
    across, along = np.abs(model.orientation @ np.array([columns * column_size, rows * row_size])) / unit
    longer = max(across, along)
    scale = float(np.ceil(LEAST_SIDE / longer)) if overlays else 1.0
    scale = min(max(scale, 1.0), MOST_SIDE / longer)
    return PictureSize(max(1, round(across * scale)), max(1, round(along * scale)))


def steps_of(model: ViewportModel) -> tuple[tuple[int, int], ...]:
    """(volume, position) of every picture, as cine plays them: the slices, or of a single slice its echoes or times."""
    if model.loaded is None:
        return ()
    if model.positions > 1:
        return tuple((model.volume_index, position) for position in range(model.positions))
    return tuple((volume, model.position) for volume in range(model.loaded.stack.volumes))
