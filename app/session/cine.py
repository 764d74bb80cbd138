"""Cine: the active stack plays by itself, round and round."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from imaging.words import Words


class Cine(QObject):
    """Plays the active viewport until the reader scrolls, stops it, or turns to something else.

    The timer is set anew after each step: however long a picture takes, what the reader does comes in between.

    Signals
    -------
    changed()
        It began or stopped.
    """

    changed = Signal()

    def __init__(
        self, viewports: Viewports, frames_per_second: Callable[[], int], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._viewports, self._rate = viewports, frames_per_second
        self._model: ViewportModel | None = None
        self._stepping = False
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._step)
        viewports.scrolled.connect(self._stop_by_hand)
        viewports.active_changed.connect(self.stop)
        viewports.layout_changed.connect(self._stop_without_viewport)
        viewports.add_notes(self._note)
        self.changed.connect(viewports.notes_changed)

    @property
    def playing(self) -> bool:
        """True while it plays."""
        return self._model is not None

    @property
    def frames_per_second(self) -> int:
        """The rate asked for, between 1 and 60."""
        return max(1, min(60, self._rate()))

    def toggle(self) -> None:
        """Play, or stop."""
        if self._model is not None:
            self.stop()
        elif can_play(self._viewports.active):
            self._model = self._viewports.active
            self._wait()
            self.changed.emit()

    def stop(self, *_: object) -> None:
        """Stop where it is."""
        if self._model is not None:
            self._model = None
            self._timer.stop()
            self.changed.emit()

    def _wait(self) -> None:
        self._timer.start(round(1000 / self.frames_per_second))

    def _step(self) -> None:
        model = self._model
        if model is None or not can_play(model):
            self.stop()
            return
        if model.loaded is not None and model.loaded.complete:  # else wait for the rest of the stack
            self._stepping = True
            if model.positions > 1:
                model.go_to((model.position + 1) % model.positions)
            else:
                self._viewports.step_volume(1, model)
            self._stepping = False
        self._wait()

    def _stop_by_hand(self) -> None:
        if not self._stepping:
            self.stop()

    def _stop_without_viewport(self) -> None:
        if self._model not in self._viewports.models:
            self.stop()

    def _note(self, model: ViewportModel) -> str:
        return (
            Words("▶ cine {frames_per_second} fps", frames_per_second=self.frames_per_second)
            if model is self._model
            else ""
        )


def can_play(model: ViewportModel | None) -> bool:
    """True when a viewport has more than one picture to show."""
    return model is not None and model.loaded is not None and (model.positions > 1 or model.loaded.stack.volumes > 1)
