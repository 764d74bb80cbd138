"""Watches the places that the reader asks the models about: drawn, moved or deleted, the models are asked again."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.session.model_desk import ModelDesk
from app.session.reading_desk import ReadingDesk
from imaging.region import Box

SETTLED_MS = 300
"""A box that is being changed is asked about this long after its last change."""


class AskedPlaces(QObject):
    """What was answered about another box is let go at once: it is never shown for this one.

    Signals
    -------
    moved()
        The models have to be asked about the places as they stand now.
    """

    moved = Signal()

    def __init__(self, desk: ReadingDesk, models: ModelDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._models = desk, models
        self._asked: tuple[Box, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_MS)
        self._timer.timeout.connect(self.moved)
        desk.changed.connect(self._compare)

    def note_asked(self) -> None:
        """The models are asked about the places as they stand now."""
        self._timer.stop()
        self._asked = self._desk.places

    @property
    def settling(self) -> bool:
        """True while the models are not asked yet about the places as they stand."""
        return self._timer.isActive()

    def _compare(self) -> None:
        if self._desk.reading is None:  # another case, whose places are not known yet
            self._timer.stop()
            self._asked = ()
        elif self._desk.places != self._asked:
            self._asked = self._desk.places
            self._models.forget()
            self._desk.let_go_results()
            self._timer.start()
