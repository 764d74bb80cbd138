"""Lesions on the slices of a volume: where they are in the patient, on which slice they are shown, and the way back."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from app.reading.opinion import LesionMark
from app.reading.protocol import Question, Shape
from app.session.lesions import RECONSTRUCTED, Lesions
from app.session.loaded_stack import LoadedStack
from tests.ui.conftest import World

ASKED = Question("t/l", "Lesion?", marks=(Shape.POINT, Shape.BOX))


class OpenDesk(QObject):
    """A reading desk whose read asks for lesions."""

    changed, phase_changed = Signal(), Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.marks: tuple[LesionMark, ...] = ()
        self.questions = (ASKED,)

    def may_mark(self) -> bool:
        return True

    def set_marks(self, marks: tuple[LesionMark, ...]) -> None:
        self.marks = marks
        self.changed.emit()


@pytest.fixture
def world(hang: Callable[..., World], make_volume: Callable[..., LoadedStack]) -> World:
    volume = make_volume(np.zeros((6, 20, 30), np.int16), spacing=(4.0, 0.5, 0.8))
    return hang(volume, (volume, 1))


@pytest.fixture
def lesions(world: World) -> Lesions:
    return Lesions(OpenDesk(), world.viewports)  # type: ignore[arg-type]


def test_a_mark_knows_its_place_in_the_patient(world: World, lesions: Lesions) -> None:
    model = world.model()
    model.go_to(3)
    picture = model.picture()
    assert picture is not None
    assert picture.geometry is not None
    lesions.add(picture, [(12.0, 8.0)])
    (mark,) = lesions.marks
    assert mark.patient_mm == pytest.approx(picture.geometry.image_to_patient(np.array([[12.0, 8.0]]))[0], abs=1e-3)
    assert mark.patient_mm[0] == pytest.approx(12.0)  # the fourth slice, 4 mm apart
    assert mark.spacing == (0.5, 0.8)
    lesions.drag(mark, picture, [(4.0, 6.0), (8.0, 10.0)])
    lesions.drop()
    (box,) = lesions.marks
    assert (box.points, box.mark_id) == ((4.0, 6.0, 8.0, 10.0), mark.mark_id)
    assert box.patient_mm == pytest.approx(picture.geometry.image_to_patient(np.array([[6.0, 8.0]]))[0], abs=1e-3)


def test_it_is_shown_on_its_slice_only_and_can_be_stepped_to(world: World, lesions: Lesions) -> None:
    model = world.model()
    for position in (1, 4):
        model.go_to(position)
        lesions.add(model.picture(), [(5.0, 5.0)])  # type: ignore[arg-type]
    shown = []
    for position in range(6):
        model.go_to(position)
        shown.append(len(lesions.shown_on(model.picture())))  # type: ignore[arg-type]
    assert shown == [0, 1, 0, 0, 1, 0]
    lesions.select("")
    for steps, position in ((1, 1), (1, 4), (1, 1), (-1, 4)):
        lesions.step(steps, world.session.case)
        assert model.position == position
    assert lesions.number(lesions.selected) == 2


def test_a_section_that_is_computed_takes_no_mark(world: World, lesions: Lesions) -> None:
    said: list[str] = []
    lesions.noticed.connect(lambda notice: said.append(notice.sentence))
    picture = world.model(1).picture()
    assert picture is not None
    lesions.add(picture, [(5.0, 3.0)])
    assert (lesions.marks, said) == ((), [RECONSTRUCTED])
