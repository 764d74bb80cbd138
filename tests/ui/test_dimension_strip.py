"""The slider for echo, time and b-value under a viewport."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.session.loaded_stack import LoadedStack
from app.ui.dimension_strip import ROW, DimensionStrip
from app.ui.viewport_grid import ViewportGrid

Hang = Callable[..., Any]
Loaded = Callable[..., LoadedStack]


@pytest.fixture
def echoes(make_volume: Loaded) -> LoadedStack:
    """Eight echoes of three slices."""
    return make_volume(np.zeros((8, 3, 10, 10), np.uint16))


def strip_of(world: Any, width: int = 400) -> DimensionStrip:
    strip = DimensionStrip(world.model(), world.viewports)
    world.add_widget(strip)
    strip.resize(width, strip.height())
    return strip


def mouse(strip: QWidget, kind: QEvent.Type, x: float, y: float = 5.0) -> None:
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, QPointF(x, y), QPointF(x, y), left, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(strip, event)


def place(strip: DimensionStrip, number: int, row: int = 0) -> float:
    """Where the middle of a cell lies."""
    track = strip.track(row)
    return track.left() + (number + 0.5) * track.width() / len(strip.dimensions[row].values)


def test_a_click_chooses_an_echo_in_every_viewport_of_the_stack(hang: Hang, echoes: LoadedStack) -> None:
    world = hang(echoes, (echoes, 1))
    strip = strip_of(world)
    mouse(strip, QEvent.Type.MouseButtonPress, place(strip, 5))
    assert [model.volume_index for model in world.viewports.models] == [5, 5]
    mouse(strip, QEvent.Type.MouseMove, place(strip, 7) + 500)
    assert world.model(1).volume_index == 7
    mouse(strip, QEvent.Type.MouseMove, 0)
    assert world.model(1).volume_index == 7, "over the words nothing is chosen"
    mouse(strip, QEvent.Type.MouseButtonRelease, place(strip, 7))
    mouse(strip, QEvent.Type.MouseMove, place(strip, 1))
    assert world.model(1).volume_index == 7, "the drag has ended"


def test_two_dimensions_have_a_row_each(hang: Hang, echoes: LoadedStack) -> None:
    stack = replace(echoes.stack, dimensions=(("b_value", (0.0, 800.0)), ("echo_time", (10.0, 20.0, 30.0, 40.0))))
    echoes.stack = stack
    world = hang(echoes)
    strip = strip_of(world)
    assert [dimension.name for dimension in strip.dimensions] == ["b", "TE"]
    assert strip.height() == 2 * ROW
    mouse(strip, QEvent.Type.MouseButtonPress, place(strip, 1, 0))
    assert (strip.places, world.model().volume_index) == ((1, 0), 4)
    mouse(strip, QEvent.Type.MouseButtonPress, place(strip, 2, 1), ROW + 3)
    assert (strip.places, world.model().volume_index) == ((1, 2), 6)
    mouse(strip, QEvent.Type.MouseMove, place(strip, 3, 1), 3)
    assert strip.places == (1, 3), "the drag stays in its row"


def test_the_wheel_steps_and_stops_at_the_ends(hang: Hang, echoes: LoadedStack) -> None:
    world = hang(echoes)
    strip = strip_of(world)
    for turn, expected in ((120, 0), (-120, 1), (-120, 2), (120, 1)):
        no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        at = QPointF(100, 5)
        event = QWheelEvent(at, at, QPoint(), QPoint(0, turn), no_button, no_key, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(strip, event)
        assert world.model().volume_index == expected


def test_what_is_shown_is_marked(
    hang: Hang, echoes: LoadedStack, photograph: Callable[[QWidget], NDArray[np.uint8]]
) -> None:
    strip = strip_of(hang(echoes))

    def brightest_cell() -> int:
        row = photograph(strip)[ROW // 2].astype(int).sum(axis=1)
        return int(np.argmax([row[int(place(strip, number))] for number in range(8)]))

    assert brightest_cell() == 0
    strip._viewports.show_volume(6, strip._model)
    assert brightest_cell() == 6


def test_only_stacks_with_echoes_have_it_and_a_narrow_one_shows_the_number(
    hang: Hang, echoes: LoadedStack, make_volume: Loaded
) -> None:
    world = hang(echoes, make_volume(np.zeros((3, 10, 10), np.uint16), number=3))
    grid = ViewportGrid(world.viewports, world.session)
    world.add_widget(grid)
    assert [cell.dimensions.isVisibleTo(grid) for cell in grid.cells] == [True, False]
    narrow = strip_of(world, 90)
    assert narrow.track(0).isEmpty()
    mouse(narrow, QEvent.Type.MouseButtonPress, 80)
    assert world.model().volume_index == 0
    narrow.set_model(world.model(1))
    assert narrow.isHidden()
