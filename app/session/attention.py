"""What the reader looks at, as the record keeps it: how long each series in each plane, and the windows they left.

Not every turn of the wheel is written: what was seen is added up and noted every few seconds, and before a phase ends.
Nothing here is about a model, so that it is noted in every phase.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer

from app.reading.events import View
from app.reading.lesion_marks import image_name
from app.reading.protocol import Phase
from app.reading.reading import Reading
from app.session.reading_desk import ReadingDesk
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from imaging.study import Stack, StackKind

NOTE_MS = 10_000
"""What was looked at is noted this often."""

WINDOW_SETTLES_MS = 800
"""A window counts as chosen when it has not changed for so long."""

SHORTEST_SECONDS = 0.05
"""What was on the screen for less was passed by."""

PROJECTION, UNKNOWN = "projection", "unknown"

Key = tuple[str, str, bool]
"""Series (under its name in the record), plane, and whether it was reconstructed."""


@dataclass
class _Look:
    seconds: float = 0.0
    slices: set[int] = field(default_factory=set)


class Attention(QObject):
    """Listens to the active viewport and writes to the record of the open Reading."""

    def __init__(
        self,
        viewports: Viewports,
        desk: ReadingDesk,
        parent: QObject | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._viewports, self._desk, self._now = viewports, desk, now
        self._model: ViewportModel | None = None
        self._looks: dict[Key, _Look] = {}
        self._key: Key | None = None
        self._since = 0.0
        self._windows: dict[str, tuple[float, float, bool]] = {}
        self._note_timer = QTimer(self)
        self._note_timer.setInterval(NOTE_MS)
        self._note_timer.timeout.connect(self.note)
        self._window_timer = QTimer(self)
        self._window_timer.setSingleShot(True)
        self._window_timer.setInterval(WINDOW_SETTLES_MS)
        self._window_timer.timeout.connect(self._note_window)
        viewports.active_changed.connect(self._follow)
        desk.phase_changed.connect(self._begin)
        desk.ending.connect(self.note)

    def _begin(self, _: object) -> None:
        """A sitting or a phase begins: what was seen before it is not part of it."""
        self._looks.clear()
        self._windows = {} if self._desk.reading is None else self._windows
        self._key = None
        self._look()
        self._note_timer.start() if self._reading() is not None else self._note_timer.stop()

    def _reading(self) -> Reading | None:
        reading = self._desk.reading
        return reading if reading is not None and reading.phase is not Phase.SIGNED else None

    def _follow(self, model: ViewportModel | None) -> None:
        """Another viewport is active."""
        if model is not self._model:
            self._note_window_now()
            if self._model is not None and self._model in self._viewports.models:
                self._model.picture_changed.disconnect(self._look)
                self._model.window_changed.disconnect(self._window_timer.start)
            self._model = model
            if model is not None:
                model.picture_changed.connect(self._look)
                model.window_changed.connect(self._window_timer.start)
        self._look()

    def _look(self) -> None:
        """Count the time until now to what was looked at, and see what it is from now on."""
        now, model = self._now(), self._model
        if self._key is not None:
            self._looks.setdefault(self._key, _Look()).seconds += now - self._since
        self._since, self._key = now, None
        if model is not None and model.loaded is not None and self._reading() is not None:
            series = image_name(model.loaded.series.series_uid)
            self._key = series, _plane_name(model, model.loaded.stack), not model.is_acquired
            self._looks.setdefault(self._key, _Look()).slices.add(model.position + 1)

    def note(self) -> None:
        """Write what was looked at since it was written last."""
        self._note_window_now()
        self._look()
        reading, looks = self._reading(), self._looks
        self._looks, self._key = {}, None
        self._look()
        views = tuple(
            View(*key, round(look.seconds, 3), len(look.slices), min(look.slices), max(look.slices))
            for key, look in looks.items()
            if look.seconds >= SHORTEST_SECONDS and look.slices
        )
        if reading is not None and views:
            self._desk.append(reading.view(views))

    def _note_window_now(self) -> None:
        if self._window_timer.isActive():
            self._window_timer.stop()
            self._note_window()

    def _note_window(self) -> None:
        """Write the window in which the active stack was left, when the reader chose another."""
        model, reading = self._model, self._reading()
        if model is None or model.loaded is None or model.window is None or reading is None:
            return
        series = image_name(model.loaded.series.series_uid)
        shown = model.window.center, model.window.width, model.inverted
        if (model.window_touched or model.inverted or series in self._windows) and self._windows.get(series) != shown:
            self._windows[series] = shown
            self._desk.append(reading.set_window(series, float(shown[0]), float(shown[1]), bool(shown[2])))


def _plane_name(model: ViewportModel, stack: Stack) -> str:
    plane = model.plane_at(model.position)
    if plane is None and model.position < len(stack.frames):
        plane = stack.frames[model.position].geometry
    if plane is not None:
        return plane.plane.value
    return PROJECTION if stack.kind is StackKind.RADIOGRAPH else UNKNOWN
