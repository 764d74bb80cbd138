"""From values after the Modality LUT to what the screen shows.

The order of PS3.4 N.2: padding → Modality LUT → VOI (window or LUT) → inversion, each exactly once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from imaging.errors import Refusal
from imaging.words import Words

OVERLAY_GREY = 224
"""Grey level of the overlay planes of a file: light and neutral, below the white of the image."""


class VoiFunction(StrEnum):
    """VOI LUT Function (0028,1056)."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


@dataclass(frozen=True)
class Window:
    """Centre and width in the units of the Modality LUT's output."""

    center: float
    width: float
    explanation: str = ""


@dataclass(frozen=True, eq=False)
class VoiLut:
    """One item of the VOI LUT Sequence: `values` for inputs from `first_mapped`, scaled to [0, 1].

    Two are the same only when they are one: tables are not compared number by number while the mouse is dragged.
    """

    first_mapped: int
    values: NDArray[np.float32]
    explanation: str = ""


@dataclass(frozen=True)
class Presentation:
    """How an image wants to be shown, as its header says.

    Attributes
    ----------
    windows : tuple of Window
        All windows of the header, in order; empty when it names none.
    function : VoiFunction
    luts : tuple of VoiLut
        Alternatives to the windows.
    inverted : bool
        True when the smallest value is white (MONOCHROME1, or Presentation LUT Shape INVERSE).
    rescale : (float, float) or None
        Slope and intercept of the Modality LUT, to tell the stored value of a pixel; None when they do not say it.
    background : int
        Grey level, 0 to 255, in which padding is painted: that of the display shutter, else black.
    """

    windows: tuple[Window, ...] = ()
    function: VoiFunction = VoiFunction.LINEAR
    luts: tuple[VoiLut, ...] = ()
    inverted: bool = False
    rescale: tuple[float, float] | None = None
    background: int = 0


def apply_window(
    values: ArrayLike,
    window: Window,
    function: VoiFunction = VoiFunction.LINEAR,
    *,
    inverted: bool = False,
    maximum: float = 255.0,
) -> NDArray[np.float32]:
    """Apply a VOI window.

    Parameters
    ----------
    values : array
        Output of the Modality LUT, any shape.
    window : Window
        LINEAR needs width ≥ 1 (1 is a threshold), the others width > 0; smaller widths are raised.
    function : VoiFunction
    inverted : bool
        White for the smallest value.
    maximum : float
        Output range is [0, maximum].

    Returns
    -------
    array of float32, same shape

    Notes
    -----
    PS3.3 C.11.2.1.2.1 (LINEAR), C.11.2.1.3.1 (SIGMOID), C.11.2.1.3.2 (LINEAR_EXACT).
    """
    x = np.array(values, dtype=np.float32)
    center = window.center
    if function is VoiFunction.SIGMOID:
        width = max(window.width, 1e-6)
        with np.errstate(over="ignore"):
            x = maximum / (1.0 + np.exp(-4.0 * (x - center) / width))
    elif function is VoiFunction.LINEAR_EXACT:
        width = max(window.width, 1e-6)
        x -= center
        x *= maximum / width
        x += 0.5 * maximum
        np.clip(x, 0.0, maximum, out=x)
    elif window.width <= 1.0:
        x = np.where(x <= center - 0.5, 0.0, maximum)
    else:
        x -= center - 0.5
        x *= maximum / (window.width - 1.0)
        x += 0.5 * maximum
        np.clip(x, 0.0, maximum, out=x)
    if inverted:
        x = maximum - x
    return np.asarray(x, dtype=np.float32)


def apply_voi_lut(
    values: ArrayLike, lut: VoiLut, *, inverted: bool = False, maximum: float = 255.0
) -> NDArray[np.float32]:
    """Apply one item of the VOI LUT Sequence (PS3.3 C.11.2.1.1); inputs outside the table take its ends."""
    index = np.asarray(values, dtype=np.float64) - lut.first_mapped
    index = np.clip(np.rint(index), 0, len(lut.values) - 1).astype(np.intp)
    shown = lut.values[index] * np.float32(maximum)
    return np.asarray(maximum - shown if inverted else shown, dtype=np.float32)


def display_pixels(
    values: ArrayLike,
    presentation: Presentation,
    *,
    window: Window | None = None,
    padding: NDArray[np.bool_] | None = None,
    overlay: NDArray[np.bool_] | None = None,
) -> NDArray[np.uint8]:
    """What the screen shows of one frame, 8 bit.

    Parameters
    ----------
    values : array, shape (rows, columns), or (rows, columns, 3) uint8, which is returned as it is
        Output of the Modality LUT.
    presentation : Presentation
    window : Window, optional
        The reader's; otherwise the header's first window, its first VOI LUT, or the percentiles of these values.
    padding : array of bool, shape (rows, columns), optional
        Painted in the presentation's background, black as a rule, whatever the polarity.
    overlay : array of bool, shape (rows, columns), optional
        Painted over all in `OVERLAY_GREY`.

    Returns
    -------
    array of uint8, same shape
        `apply_window` rounded to the nearest integer.
    """
    pixels = np.asarray(values)
    if pixels.ndim == 3:
        colours = np.array(pixels, dtype=np.uint8)
        return _over(colours, presentation, padding, overlay)
    if window is None and presentation.windows:
        window = presentation.windows[0]
    if window is None and presentation.luts:
        shown = apply_voi_lut(pixels, presentation.luts[0], inverted=presentation.inverted)
    else:
        if window is None:
            kept = pixels if padding is None else pixels[~padding]
            window = percentile_window(kept, *PERCENTILE_PRESETS[AUTOMATIC], explanation=AUTOMATIC)
        shown = apply_window(pixels, window, presentation.function, inverted=presentation.inverted)
    return _over(np.rint(shown).astype(np.uint8), presentation, padding, overlay)


def _over(
    shown: NDArray[np.uint8],
    presentation: Presentation,
    padding: NDArray[np.bool_] | None,
    overlay: NDArray[np.bool_] | None,
) -> NDArray[np.uint8]:
    """Paint what does not belong to the image, then what lies over it."""
    if padding is not None:
        shown[padding] = presentation.background
    if overlay is not None:
        shown[overlay] = OVERLAY_GREY
    return shown


def linear_levels(window: Window, function: VoiFunction) -> tuple[float, float] | None:
    """The values shown as black and as white when the VOI is a straight line; None for SIGMOID.

    A renderer that scales linearly between two levels shows exactly what `apply_window` computes.
    """
    if function is VoiFunction.SIGMOID:
        return None
    if function is VoiFunction.LINEAR_EXACT:
        half = max(window.width, 1e-6) / 2.0
        return window.center - half, window.center + half
    if window.width <= 1.0:
        return window.center - 0.5, window.center - 0.5 + 1e-3
    half = (window.width - 1.0) / 2.0
    return window.center - 0.5 - half, window.center - 0.5 + half


AUTOMATIC = Words("auto")

PERCENTILE_PRESETS: dict[str, tuple[float, float]] = {
    AUTOMATIC: (0.1, 99.9),
    Words("fluid"): (5.0, 99.5),
    Words("bone and marrow"): (1.0, 95.0),
    Words("low contrast"): (20.0, 98.0),
    "1–99 %": (1.0, 99.0),
}
"""MR units are arbitrary, so presets are percentiles of the non-padding pixels over the whole series."""

MR_PRESETS = ("fluid", "bone and marrow", "low contrast")
OTHER_PRESETS = ("1–99 %", "low contrast")
"""Which of the percentiles are offered for MR, and for what is neither MR nor CT: a radiograph shows no fluid."""

CT_WINDOWS: tuple[Window, ...] = (
    Window(40.0, 400.0, Words("soft tissue")),
    Window(480.0, 2500.0, Words("bone")),
    Window(-600.0, 1500.0, Words("lung")),
    Window(40.0, 80.0, Words("brain")),
)
"""Windows in Hounsfield units, as OHIF ships them (defaultWindowLevelPresets.ts)."""


SAMPLE = 200_000
"""Values that percentiles are taken of."""


def _stride(size: int, limit: int) -> int:
    # A stride that is odd does not fall into step with the rows of a power-of-two matrix.
    return (size // limit) | 1 if size > limit else 1


def percentile_window(
    values: ArrayLike, low: float, high: float, *, explanation: str = "", limit: int = SAMPLE
) -> Window:
    """Window from percentiles of values (padding already left out), subsampled evenly to at most `limit`."""
    flat = np.ravel(np.asarray(values))
    if flat.size == 0:
        return Window(0.5, 1.0, explanation)
    flat = flat[:: _stride(flat.size, limit)]
    bottom, top = np.percentile(flat, [low, high])
    width = max(float(top - bottom), 1.0 if np.issubdtype(flat.dtype, np.integer) else 1e-6)
    return Window(float(bottom + top) / 2.0, width, explanation)


@dataclass(frozen=True)
class ImageStack:
    """The pixels of one Stack.

    Attributes
    ----------
    stack_id : str
    values : array, shape (volumes, slices, rows, columns), or (volumes, slices, rows, columns, 3) uint8 for colour
        Output of the Modality LUT (integer types are kept when slope and intercept allow it).
    padding : array of bool, shape (volumes, slices, rows, columns), or None
        True where a pixel is padding: painted as background, left out of every statistic.
    presentations : tuple of Presentation
        One per frame, in the order of the stack's frames; the first is the one used until the reader changes it.
    refusals : tuple of Refusal
        Frames that could not be decoded; they are padding throughout.
    overlays : sequence of (array of bool, shape (rows, columns), or None)
        Where the overlay planes draw, one per frame in the order of the stack's frames; () when no frame has any.
    """

    stack_id: str
    values: NDArray[np.generic]
    presentations: Sequence[Presentation]
    padding: NDArray[np.bool_] | None = None
    refusals: tuple[Refusal, ...] = ()
    overlays: Sequence[NDArray[np.bool_] | None] = ()

    @property
    def is_colour(self) -> bool:
        """True for RGB images, which have no window."""
        return self.values.ndim == 5

    @property
    def presentation(self) -> Presentation:
        """The first frame's presentation, used for the whole stack."""
        return self.presentations[0]

    def default_window(self) -> Window:
        """The header's first window, else a percentile window over the whole stack."""
        if self.presentation.windows:
            return self.presentation.windows[0]
        return percentile_window(self.sample(), *PERCENTILE_PRESETS[AUTOMATIC], explanation=AUTOMATIC)

    def sample(self, limit: int = SAMPLE) -> NDArray[np.generic]:
        """Values outside the padding, spread evenly over the stack and about `limit` of them: for percentiles.

        The stack is not copied for it.
        """
        flat = self.values.reshape(-1, *self.values.shape[4:])
        if self.padding is None:
            return flat[:: _stride(len(flat), limit)]
        padding = self.padding.reshape(-1)
        step = _stride(len(flat) - int(np.count_nonzero(padding)), limit)
        return flat[::step][~padding[::step]]
