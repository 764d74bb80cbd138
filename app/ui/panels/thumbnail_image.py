"""A frame made small: the pixels of a thumbnail. No Qt, so that any thread may do it."""

import numpy as np
from numpy.typing import NDArray

from imaging.dicom.read import FramePixels, read_frame
from imaging.presentation import PERCENTILE_PRESETS, Window, apply_window, percentile_window
from imaging.study import Calibration, Stack

Grey = NDArray[np.uint8]
SIDE = 64
"""Of a thumbnail on the screen, in logical pixels."""

PIXELS = 2 * SIDE
"""Of its picture, so that it is sharp on a screen of twice the density."""


def small_picture_of_file(stack: Stack) -> Grey:
    """Read the middle frame of a stack's first volume and make it small."""
    return small_picture(read_frame(stack.frames[stack.slices // 2]), stack.calibration)


def small_picture(frame: FramePixels, calibration: Calibration, window: Window | None = None) -> Grey:
    """Shrink a frame to a grey square, shape (PIXELS, PIXELS), with its own shape kept and black around it.

    Every n-th pixel is taken: a thumbnail is for finding a series, not for reading it.
    """
    high = frame.values.shape[0] * calibration.row_spacing
    wide = frame.values.shape[1] * calibration.column_spacing
    scale = PIXELS / max(high, wide)
    rows, columns = max(1, round(high * scale)), max(1, round(wide * scale))
    at_row = np.linspace(0, frame.values.shape[0] - 1, rows).round().astype(np.intp)
    at_column = np.linspace(0, frame.values.shape[1] - 1, columns).round().astype(np.intp)
    values = frame.values[np.ix_(at_row, at_column)]
    if values.ndim == 3:
        grey = values[..., :3].mean(axis=2)
    else:
        presentation = frame.presentation
        chosen = window or (presentation.windows[0] if presentation.windows else None)
        chosen = chosen or percentile_window(values, *PERCENTILE_PRESETS["auto"])
        grey = apply_window(values, chosen, presentation.function, inverted=presentation.inverted)
        if frame.padding is not None:
            grey = np.where(frame.padding[np.ix_(at_row, at_column)], presentation.background, grey)
    picture = np.zeros((PIXELS, PIXELS), dtype=np.uint8)
    top, left = (PIXELS - rows) // 2, (PIXELS - columns) // 2
    picture[top : top + rows, left : left + columns] = grey.astype(np.uint8)
    return picture
