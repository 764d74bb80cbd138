"""What goes on beside a read: its clock, what is looked at, marked lesions, answers by key, and what is exposed."""

from PySide6.QtCore import QObject, Signal

from app.reading.protocol import Shown
from app.session.answering import Answering
from app.session.asked_places import AskedPlaces
from app.session.attention import Attention
from app.session.lesions import Lesions
from app.session.marks import Marks
from app.session.messages import InferenceStage, InferenceState
from app.session.model_desk import ModelDesk
from app.session.read_clock import ReadClock
from app.session.reading_desk import ReadingDesk
from app.session.viewports import Viewports
from inference.job import TaskResult

LAYERS = {"boxes": Shown.BOXES, "saliency": Shown.HEAT_MAP}


class ReadingAids(QObject):
    """Wired to the desk, the models and the viewports; the window asks its parts."""

    noticed = Signal(object)

    def __init__(
        self, viewports: Viewports, desk: ReadingDesk, models: ModelDesk, marks: Marks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._models, self._marks = desk, models, marks
        self._exposed = False  # the record says which layers were on when the findings appeared
        self.clock = ReadClock(desk, self)
        self.attention = Attention(viewports, desk, self)
        self.lesions = Lesions(desk, viewports, self)
        self.places = AskedPlaces(desk, models, self)
        self.answering = Answering(desk, self)
        self.lesions.noticed.connect(self.noticed)
        self.answering.noticed.connect(self.noticed)
        desk.revealed.connect(marks.select_first)
        desk.revealed.connect(self._note_layers)
        desk.phase_changed.connect(self._look_for_models)
        marks.exposed.connect(self._expose)
        models.state_changed.connect(self._note_inference)

    def shows(self, part: Shown) -> bool:
        """True when this part of what a model found is ever shown of the open case."""
        return part in self._desk.assignment.protocol.shows

    # ── exposures ────────────────────────────────────────────────────────────────────────────────

    def _expose(self, what: str, on: bool, detail: str) -> None:
        if what not in LAYERS or self.shows(LAYERS[what]):
            self._desk.expose(what, on, detail)

    def _note_layers(self, results: tuple[TaskResult, ...]) -> None:
        """The record says which layers were on when the findings appeared; a new case begins anew."""
        if not results:
            self._exposed = False
        elif not self._exposed:
            self._exposed = True
            overlays = self._marks.overlays
            self._expose("boxes", overlays.boxes and not overlays.hidden, self._marks.selected)
            if overlays.heat:
                self._expose("saliency", not overlays.hidden, self._marks.selected)

    # ── models that do not answer ────────────────────────────────────────────────────────────────

    def _look_for_models(self, _: object) -> None:
        """Where no model answers the questions of the case, nothing will ever be there to be seen first."""
        if not self._desk.tasks():
            self._desk.nothing_to_reveal()

    def _note_inference(self, state: InferenceState) -> None:
        if state.stage is InferenceStage.FAILED:
            self._desk.note_failure(state.detail or state.text)
            self._desk.nothing_to_reveal()
