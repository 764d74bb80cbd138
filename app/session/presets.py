"""Which window each digit means for a viewport: 0 automatic, 1 and 2 the header's, 3 to 9 by modality."""

from app.session.viewport_model import ViewportModel
from imaging.presentation import CT_WINDOWS, PERCENTILE_PRESETS, Window, percentile_window

HEADER_KEYS = 2
"""Digits kept for the header's own windows, so that those after them mean the same for every image of a modality."""

LAST_KEY = 9


def preset_windows(model: ViewportModel | None) -> dict[int, Window]:
    """Digit → window; empty for a picture in colour and while there is no picture.

    Notes
    -----
    Of CT, whose values are Hounsfield units, the windows are fixed; MR has no units, so its windows are percentiles of
    the series. A third and further windows of the header follow after them.
    """
    picture = model.picture() if model is not None else None
    if model is None or model.loaded is None or picture is None or picture.is_colour:
        return {}
    header, series = picture.presentation.windows, model.presets()
    by_name = {window.explanation: window for window in series[-len(PERCENTILE_PRESETS) :]}
    values = picture.pixels if picture.padding is None else picture.pixels[~picture.padding]
    automatic = by_name.get("auto") or percentile_window(values, *PERCENTILE_PRESETS["auto"], explanation="auto")
    percentiles = tuple(window for name, window in by_name.items() if name != "auto")
    own = CT_WINDOWS if model.loaded.series.modality == "CT" else percentiles
    found = {0: automatic, **dict(enumerate(header[:HEADER_KEYS], start=1))}
    found |= dict(enumerate((*own, *header[HEADER_KEYS:]), start=1 + HEADER_KEYS))
    return {key: window for key, window in found.items() if key <= LAST_KEY}
