"""A world for viewports: stacks written by hand, and a session that only holds what viewports ask for."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.reading.hanging import Hung, Layout
from app.reading.opinion import LesionMark
from app.reading.protocol import Question
from app.session.drawing import Drawing
from app.session.journal import Journal
from app.session.lesions import Lesions
from app.session.loaded_stack import LoadedStack, percentile_presets
from app.session.messages import Overlays
from app.session.settings import Settings
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from app.ui.viewport_view import ViewportView
from imaging.finding import Finding
from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.presentation import ImageStack, Presentation
from imaging.region import Box
from imaging.study import Calibration, CalibrationKind, Case, Frame, Series, Stack, StackKind, Study
from inference.job import TaskResult, TaskStatus

SAGITTAL = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, -1.0])
"""Along a row to posterior, down a column to the feet."""


class NoDesk(QObject):
    """A reading desk whose read asks for no lesions."""

    changed, phase_changed = Signal(), Signal(object)
    marks: tuple[LesionMark, ...] = ()
    questions: tuple[Question, ...] = ()

    def may_mark(self) -> bool:
        return False


class FakeSession(QObject):
    """What viewports ask of the reading session, and nothing else."""

    settings_changed = Signal()
    overlays_changed = Signal()
    findings_revealed = Signal(object)
    phase_changed = Signal(object)
    selected_finding_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.overlays, self.settings, self.selected_finding = Overlays(), Settings(), ""
        self.drawing = Drawing(Journal(), self)
        self.lesions = Lesions(NoDesk(self), Viewports(lambda stack: LoadedStack(stack, Series("1"))), self)  # type: ignore[arg-type]
        self.case: Case | None = None
        self.revealed: tuple[TaskResult, ...] = ()
        self.reference_boxes: tuple[Box, ...] = ()

    def reveal(self, *findings: Finding) -> None:
        """As after the lock."""
        self.revealed = (TaskResult("task", "1.0.0", "ab" * 32, TaskStatus.OK, findings=findings),)
        self.findings_revealed.emit(self.revealed)


def volume_loaded(
    values: NDArray[np.generic],
    spacing: tuple[float, float, float] = (4.0, 1.0, 1.0),
    presentation: Presentation | None = None,
    padding: NDArray[np.bool_] | None = None,
    number: int = 2,
    **series: object,
) -> LoadedStack:
    """A sagittal stack; values of shape (slices, rows, columns) or (echoes, slices, rows, columns)."""
    values = values if values.ndim == 4 else values[None]
    echoes, slices, rows, columns = values.shape
    along_row, along_column = SAGITTAL
    planes = [
        PlaneGeometry(
            np.array([spacing[0] * i, 10.0, 20.0]), along_row, along_column, *spacing[1:], rows, columns, 3.0, "1.9"
        )
        for i in range(slices)
    ]
    uid = f"1.2.{number}"
    frames = tuple(
        Frame("none", 1, f"{uid}.{echo}.{i}", plane) for echo in range(echoes) for i, plane in enumerate(planes)
    )
    dimensions = (("echo_time", tuple(6.312 * (e + 1) for e in range(echoes))),) if echoes > 1 else ()
    stack = Stack(
        f"{uid}/0",
        uid,
        StackKind.VOLUME,
        frames,
        rows,
        columns,
        slices,
        dimensions=dimensions,
        geometry=VolumeGeometry.from_planes(planes[0], [spacing[0], 0.0, 0.0], slices),
        calibration=Calibration(CalibrationKind.GEOMETRY, *spacing[1:]),
    )
    return _finish(stack, values, presentation, padding, series)


def radiograph_loaded(
    values: NDArray[np.generic],
    calibration: Calibration | None = None,
    presentation: Presentation | None = None,
    padding: NDArray[np.bool_] | None = None,
    **series: object,
) -> LoadedStack:
    """One projection image of shape (rows, columns), or (rows, columns, 3) in colour."""
    rows, columns = values.shape[:2]
    stack = Stack(
        "1.2.1/0",
        "1.2.1",
        StackKind.RADIOGRAPH,
        (Frame("none", 1, "1.2.1.1"),),
        rows,
        columns,
        1,
        calibration=calibration or Calibration(CalibrationKind.NONE),
        patient_orientation=("L", "F"),
    )
    padding = padding[None] if padding is not None else None
    return _finish(stack, values[None, None], presentation, padding, series)


def _finish(
    stack: Stack,
    values: NDArray[np.generic],
    presentation: Presentation | None,
    padding: NDArray[np.bool_] | None,
    series: dict[str, object],
) -> LoadedStack:
    described = {"modality": "MR", "description": "PD FS", "number": 4, **series}
    loaded = LoadedStack(stack, Series(stack.series_uid, stacks=(stack,), **described))  # type: ignore[arg-type]
    padding = padding.reshape(values.shape) if padding is not None else None
    image = ImageStack(stack.stack_id, values, (presentation or Presentation(),) * len(stack.frames), padding)
    loaded.finish(image, percentile_presets(image))
    return loaded


@dataclass
class World:
    """Viewports with their session; `view` makes the widget of one of them."""

    session: FakeSession
    viewports: Viewports
    add_widget: Callable[[QWidget], None]

    def model(self, index: int = 0) -> ViewportModel:
        """One viewport."""
        return self.viewports.models[index]

    def view(self, width: int, height: int, index: int = 0) -> ViewportView:
        """The widget of a viewport, of this size."""
        view = ViewportView(self.model(index), self.viewports, self.session)  # type: ignore[arg-type]
        self.add_widget(view)
        view.resize(width, height)
        return view


@pytest.fixture
def hang(qtbot: object) -> Callable[..., World]:
    """Hang loaded stacks, each with an axis, side by side."""

    def make(*hung: LoadedStack | tuple[LoadedStack, int]) -> World:
        pairs = [item if isinstance(item, tuple) else (item, 0) for item in hung]
        by_id = {loaded.stack.stack_id: loaded for loaded, _ in pairs}
        viewports = Viewports(lambda stack: by_id[stack.stack_id])
        places = tuple((0, i, 1, 1) for i in range(len(pairs)))
        viewports.hang(Layout(tuple(Hung(loaded.stack, axis) for loaded, axis in pairs), places))
        session = FakeSession()
        session.case = Case(Study("1.2", date="20260102", series=tuple(loaded.series for loaded, _ in pairs)))
        return World(session, viewports, qtbot.addWidget)  # type: ignore[attr-defined]

    return make


@pytest.fixture
def make_volume() -> Callable[..., LoadedStack]:
    """`volume_loaded`."""
    return volume_loaded


@pytest.fixture
def make_radiograph() -> Callable[..., LoadedStack]:
    """`radiograph_loaded`."""
    return radiograph_loaded


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """RGB of an image, shape (rows, columns, 3)."""
    shown = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.bytesPerLine())
    return lines[:, : 3 * shown.width()].reshape(shown.height(), shown.width(), 3).copy()


@pytest.fixture
def photograph() -> Callable[[QWidget], NDArray[np.uint8]]:
    """What a widget paints, shape (rows, columns, 3)."""

    def take(widget: QWidget) -> NDArray[np.uint8]:
        return pixels_of(widget.grab().toImage())

    return take
