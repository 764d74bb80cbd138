"""The pointer by keys: a mark is drawn without a mouse."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from pytestqt.qtbot import QtBot

from app.ui.key_pointer import FASTEST, KeyPointer
from app.ui.main_window import NO_POINTER
from imaging.measures import Kind
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import Opened

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    write_radiograph(tmp_path / "study" / "image.dcm")
    window = Opened(qtbot, tmp_path).open(tmp_path / "study")
    yield window
    window.close()


def place(opened: Opened) -> QPoint:
    """Where the pointer is in the viewport."""
    return opened.window.grid.views[0].mapFromGlobal(QCursor.pos())


def test_it_comes_to_the_middle_and_moves_by_a_pixel(opened: Opened) -> None:
    view = opened.window.grid.views[0]
    QCursor.setPos(view.mapToGlobal(QPoint(-50, -50)))
    opened.key(Qt.Key.Key_Right, CONTROL_SHIFT)
    assert place(opened) == view.rect().center()
    opened.key(Qt.Key.Key_Up, CONTROL_SHIFT)
    assert place(opened) == view.rect().center() - QPoint(0, 1)


def test_a_key_that_is_held_moves_faster_and_stops_at_the_edge(opened: Opened) -> None:
    view, clock = opened.window.grid.views[0], [0.0]
    opened.window.pointer = KeyPointer(lambda: clock[0])
    QCursor.setPos(view.mapToGlobal(view.rect().center()))
    places = []
    for seconds in (*(0.04 * n for n in range(15)), 2.0):
        clock[0] = seconds
        opened.window.commands.run("pointer.left")
        places.append(place(opened).x())
    steps = [before - after for before, after in pairwise([view.rect().center().x(), *places])]
    assert steps[0] == 1
    assert steps[:-1] == sorted(steps[:-1])
    assert max(steps) == FASTEST
    assert steps[-1] == 1, "after a pause it is exact again"
    for n in range(200):
        clock[0] = 3.0 + 0.04 * n
        opened.window.commands.run("pointer.left")
    assert place(opened).x() == 0


def test_a_length_is_drawn_by_keys_alone(opened: Opened) -> None:
    view = opened.window.grid.views[0]
    QCursor.setPos(view.mapToGlobal(QPoint(-50, -50)))
    opened.key(Qt.Key.Key_D)
    opened.key(Qt.Key.Key_Right, CONTROL_SHIFT)
    opened.key(Qt.Key.Key_Insert)
    for _ in range(40):
        opened.key(Qt.Key.Key_Right, CONTROL_SHIFT)
    away = place(opened).x() - view.rect().center().x()
    assert away >= 40
    opened.key(Qt.Key.Key_Insert)
    (mark,) = opened.session.journal.marks
    assert mark.measurement.kind is Kind.LENGTH
    (start, end), matrix = mark.measurement.points, view.matrix()
    step = matrix[:, :2] @ (end[0] - start[0], end[1] - start[1])
    assert step == pytest.approx((away, 0), abs=1e-6)


def test_outside_the_viewport_it_says_how_to_get_there(opened: Opened) -> None:
    view = opened.window.grid.views[0]
    QCursor.setPos(view.mapToGlobal(QPoint(-50, -50)))
    opened.key(Qt.Key.Key_Insert)
    assert opened.notices[-1] == NO_POINTER
    assert not opened.session.journal.marks
