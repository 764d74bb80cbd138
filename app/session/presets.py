"""Which window each digit means for a viewport: 0 automatic, 1 and 2 the header's, 3 to 9 by modality."""

from itertools import chain

from app.session.viewport_model import ViewportModel
from imaging.presentation import (
    AUTOMATIC,
    CT_WINDOWS,
    MR_PRESETS,
    OTHER_PRESETS,
    PERCENTILE_PRESETS,
    VoiLut,
    Window,
    percentile_window,
)

HEADER_KEYS = 2
"""Digits kept for what the header offers, so that those after them mean the same for every image of a modality."""

LAST_KEY = 9


def preset_windows(model: ViewportModel | None) -> dict[int, Window | VoiLut]:
    """Digit → window or LUT; empty for a picture in colour and while there is no picture.

    Notes
    -----
    Of CT, whose values are Hounsfield units, the windows are fixed; MR has no units, so its windows are percentiles of
    the series, and so are those of radiographs, inside the shutter. Windows and VOI LUTs of a header are alternatives
    (PS3.3 C.11.2.1): windows come first, then LUTs, and whatever the first two digits do not hold follows after those
    of the modality.
    """
    picture = model.picture() if model is not None else None
    if model is None or model.loaded is None or picture is None or picture.is_colour:
        return {}
    header: tuple[Window | VoiLut, ...] = (*picture.presentation.windows, *picture.presentation.luts)
    series = model.presets()
    by_name = {window.explanation: window for window in series[-len(PERCENTILE_PRESETS) :]}
    values = picture.pixels if picture.padding is None else picture.pixels[~picture.padding]
    automatic = by_name.get(AUTOMATIC) or percentile_window(
        values, *PERCENTILE_PRESETS[AUTOMATIC], explanation=AUTOMATIC
    )
    modality = model.loaded.series.modality
    offered = MR_PRESETS if modality == "MR" else OTHER_PRESETS
    percentiles = tuple(by_name[name] for name in offered if name in by_name)
    own = CT_WINDOWS if modality == "CT" else percentiles
    found: dict[int, Window | VoiLut] = {0: automatic}
    found |= enumerate(header[:HEADER_KEYS], start=1)
    found |= enumerate(chain(own, header[HEADER_KEYS:]), start=1 + HEADER_KEYS)
    return {key: chosen for key, chosen in found.items() if key <= LAST_KEY}
