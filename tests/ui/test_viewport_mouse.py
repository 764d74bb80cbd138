"""What the mouse does in a viewport."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.session.loaded_stack import LoadedStack
from app.session.view_transform import MAXIMUM_SCALE
from app.session.viewport_model import Tool
from app.ui.tools.mouse import Drag, drag_of
from app.ui.tools.probe import probe_text
from imaging.presentation import Presentation, Window
from imaging.study import Calibration, CalibrationKind

Hang = Callable[..., Any]
Loaded = Callable[..., LoadedStack]
Left, Right, Middle = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
NoButton = Qt.MouseButton.NoButton
Plain, Ctrl, Shift = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
SIGNED = Presentation(windows=(Window(500.0, 1000.0),))


class Hand:
    """Sends mouse events to a widget."""

    def __init__(self, widget: QWidget) -> None:
        self.widget = widget
        self.buttons = NoButton

    def _send(self, kind: QEvent.Type, at: tuple[float, float], button: Any, modifiers: Any) -> None:
        position = QPointF(*at)
        event = QMouseEvent(kind, position, position + QPointF(1000, 500), button, self.buttons, modifiers)
        QApplication.sendEvent(self.widget, event)

    def press(self, at: tuple[float, float], button: Any = Left, modifiers: Any = Plain) -> None:
        self.buttons |= button
        self._send(QEvent.Type.MouseButtonPress, at, button, modifiers)

    def move(self, at: tuple[float, float], modifiers: Any = Plain) -> None:
        self._send(QEvent.Type.MouseMove, at, NoButton, modifiers)

    def release(self, at: tuple[float, float], button: Any = Left, modifiers: Any = Plain) -> None:
        self.buttons &= ~button
        self._send(QEvent.Type.MouseButtonRelease, at, button, modifiers)

    def drag(self, *points: tuple[float, float], button: Any = Left, modifiers: Any = Plain) -> None:
        self.press(points[0], button, modifiers)
        for point in points[1:]:
            self.move(point, modifiers)
        self.release(points[-1], button, modifiers)

    def double_click(self, at: tuple[float, float], button: Any = Left) -> None:
        self.drag(at, button=button)
        self.buttons |= button
        self._send(QEvent.Type.MouseButtonDblClick, at, button, Plain)
        self.release(at, button)

    def wheel(self, at: tuple[float, float], delta: int, modifiers: Any = Plain) -> None:
        event = QWheelEvent(
            QPointF(*at), QPointF(*at), QPoint(), QPoint(0, delta), NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase,
            False,
        )  # fmt: skip
        QApplication.sendEvent(self.widget, event)


class Heard(QObject):
    """Keeps what signals said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Any] = []

    def keep(self, *arguments: Any) -> None:
        self.said.append(arguments)


@pytest.fixture
def volume(make_volume: Loaded) -> LoadedStack:
    """Thirty slices of 40 × 50; the values of slice n are 100 n + column."""
    values = np.zeros((30, 40, 50), np.uint16)
    values += 100 * np.arange(30, dtype=np.uint16)[:, None, None] + np.arange(50, dtype=np.uint16)
    return make_volume(values, presentation=SIGNED)


@pytest.mark.parametrize(
    ("buttons", "modifiers", "tool", "classic", "drag"),
    [
        (Left, Plain, Tool.WINDOW, False, Drag.WINDOW),
        (Left, Plain, Tool.PAN, False, Drag.PAN),
        (Left, Plain, Tool.SCROLL, False, Drag.SCROLL),
        (Left, Plain, Tool.ZOOM, False, Drag.ZOOM),
        (Left, Plain, Tool.CROSSHAIR, False, Drag.CROSSHAIR),
        (Left, Shift, Tool.WINDOW, False, Drag.CROSSHAIR),
        (Left, Ctrl, Tool.PAN, False, Drag.BOX),
        (Middle, Plain, Tool.WINDOW, False, Drag.PAN),
        (Right, Plain, Tool.WINDOW, False, Drag.ZOOM),
        (Right, Plain, Tool.PAN, True, Drag.WINDOW),
        (Left, Plain, Tool.PAN, True, Drag.PAN),
        (Left | Right, Plain, Tool.WINDOW, False, Drag.SCROLL),
        (NoButton, Plain, Tool.WINDOW, False, Drag.NOTHING),
    ],
)
def test_buttons(buttons: Any, modifiers: Any, tool: Tool, classic: bool, drag: Drag) -> None:
    assert drag_of(buttons, modifiers, tool, right_button_windows=classic) is drag


def test_left_drag_windows_right_is_wider_down_is_higher(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    model, hand = world.model(), Hand(world.view(400, 400))
    hand.drag((100, 100), (150, 100))
    assert model.window.width > 1000.0
    assert model.window.center == 500.0
    wider = model.window.width
    hand.drag((100, 100), (100, 150))
    assert model.window.width == wider
    assert model.window.center > 500.0


def test_a_click_changes_nothing_but_the_active_viewport(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume, (volume, 1))
    before = world.model(1).window
    Hand(world.view(400, 400, 1)).drag((100, 100), (102, 101))
    assert world.viewports.active is world.model(1)
    assert world.model(1).window == before


def test_wheel_up_is_the_previous_slice(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    model, hand = world.model(), Hand(world.view(400, 400))
    model.go_to(15)
    hand.wheel((10, 10), 120)
    assert model.position == 14
    hand.wheel((10, 10), -240)
    assert model.position == 16
    hand.wheel((10, 10), -120, Shift)
    assert model.position == 26


def test_touchpad_steps_add_up(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    model, hand = world.model(), Hand(world.view(400, 400))
    model.go_to(15)
    for _ in range(5):
        hand.wheel((10, 10), -30)
    assert model.position == 16
    hand.wheel((10, 10), 30)  # the other way: what was left is void
    hand.wheel((10, 10), -100)
    assert model.position == 16
    hand.wheel((10, 10), -20)
    assert model.position == 17


def test_shift_wheel_steps_through_the_echoes(hang: Hang, make_volume: Loaded) -> None:
    world = hang(make_volume(np.zeros((4, 6, 20, 20), np.uint8), presentation=SIGNED))
    hand = Hand(world.view(200, 200))
    hand.wheel((10, 10), -120, Shift)
    assert (world.model().volume_index, world.model().position) == (1, 3)
    hand.wheel((10, 10), 240, Shift)
    assert world.model().volume_index == 3


@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize("delta", [120, -120, 37])
def test_ctrl_wheel_zooms_at_the_pointer(hang: Hang, volume: LoadedStack, delta: int, turn: int) -> None:
    world = hang(volume)
    view, model = world.view(400, 300), world.model()
    model.rotate(turn)
    model.zoom_by(3.0)
    before, at = model.zoom, np.array([130.0, 70.0, 1.0])
    column, row = view.mouse.to_image(QPointF(130, 70))
    Hand(view).wheel((130, 70), delta, Ctrl)
    assert (model.zoom > before) == (delta > 0)
    np.testing.assert_allclose(view.matrix() @ [column, row, 1.0], at[:2], atol=1e-6)


def test_zooming_ends_without_the_picture_creeping(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    view, model = world.view(400, 300), world.model()
    hand = Hand(view)
    for _ in range(60):
        hand.wheel((130, 70), 120, Ctrl)
    before = view.mouse.to_image(QPointF(130, 70))
    assert float(np.linalg.norm(view.matrix()[:, 0])) <= MAXIMUM_SCALE + 1e-6
    for _ in range(5):
        hand.wheel((130, 70), 120, Ctrl)
    np.testing.assert_allclose(view.mouse.to_image(QPointF(130, 70)), before, atol=1e-6)
    assert model.zoom <= 60.0


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_middle_drag_holds_the_picture_under_the_pointer(hang: Hang, volume: LoadedStack, turn: int) -> None:
    world = hang(volume)
    view = world.view(400, 300)
    world.model().rotate(turn)
    world.model().flip(horizontal=True)
    before = view.mouse.to_image(QPointF(100, 100))
    Hand(view).drag((100, 100), (130, 80), (170, 50), button=Middle)
    np.testing.assert_allclose(view.mouse.to_image(QPointF(170, 50)), before, atol=1e-6)


def test_right_drag_zooms_about_the_press_point(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    view = world.view(400, 300)
    before = view.mouse.to_image(QPointF(250, 200))
    heard = Heard()
    view.context_menu_wanted.connect(heard.keep)
    Hand(view).drag((250, 200), (250, 150), button=Right)
    assert world.model().zoom > 1.0
    np.testing.assert_allclose(view.mouse.to_image(QPointF(250, 200)), before, atol=1e-6)
    assert not heard.said


def test_right_click_asks_for_the_menu(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    view, heard = world.view(400, 300), Heard()
    view.context_menu_wanted.connect(heard.keep)
    Hand(view).drag((250, 200), (251, 201), button=Right)
    assert heard.said == [(world.model(), QPoint(1251, 701))]
    assert world.model().zoom == 1.0


def test_classic_right_button_windows(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    world.session.settings = replace(world.session.settings, right_button_windows=True)
    Hand(world.view(400, 300)).drag((100, 100), (150, 100), button=Right)
    assert world.model().window.width > 1000.0
    assert world.model().zoom == 1.0


def test_both_buttons_scroll_and_nothing_follows_the_release(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    view, model, heard = world.view(400, 300), world.model(), Heard()
    view.context_menu_wanted.connect(heard.keep)
    model.go_to(0)
    hand, window = Hand(view), model.window
    hand.press((100, 100))
    hand.press((100, 100), Right)
    hand.move((100, 150))
    assert model.position == 5  # 300 view pixels for 30 slices
    hand.release((100, 150), Left)
    hand.move((140, 190))
    hand.release((140, 190), Right)
    assert (model.position, model.zoom, model.window) == (5, 1.0, window)
    assert not heard.said


def test_double_click_gives_all_the_room_and_takes_it_back(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume, (volume, 1))
    hand = Hand(world.view(400, 300, 1))
    hand.double_click((50, 50))
    assert world.viewports.maximised is world.model(1)
    hand.double_click((50, 50))
    assert world.viewports.maximised is None
    hand.double_click((50, 50), Right)
    assert world.viewports.maximised is None


def test_ctrl_drag_windows_from_a_box(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    view, model = world.view(500, 400), world.model()  # ten view pixels per image pixel
    model.go_to(0)
    hand = Hand(view)
    hand.press((100, 50), Left, Ctrl)
    hand.move((199, 149), Ctrl)
    assert view.mouse.rubber_band is not None
    hand.release((199, 149), Left, Ctrl)
    assert view.mouse.rubber_band is None
    values = np.tile(np.arange(10, 20), 10)
    low, high = np.percentile(values, [1.0, 99.0])
    assert model.window.center == pytest.approx((low + high) / 2)
    assert model.window.width == pytest.approx(high - low)


def test_shift_move_puts_the_linked_cursor(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume, (volume, 1))
    view = world.view(500, 400)
    Hand(view).move((105, 325), Shift)
    np.testing.assert_allclose(world.viewports.cursor_in(world.model(0)), (10.5, 32.5))
    assert world.model(1).position == 32  # the row
    Hand(view).move((205, 25))
    np.testing.assert_allclose(world.viewports.cursor_in(world.model(0)), (10.5, 32.5))


def test_the_crosshair_tool_follows_the_drag(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume, (volume, 2))
    world.viewports.set_tool(Tool.CROSSHAIR)
    Hand(world.view(500, 400)).drag((105, 105), (205, 325))
    np.testing.assert_allclose(world.viewports.cursor_in(world.model(0)), (20.5, 32.5))
    assert world.model(1).position == 20  # the column


def test_what_lies_under_the_pointer(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    view, heard = world.view(500, 400), Heard()
    view.probed.connect(heard.keep)
    world.model().go_to(3)
    hand = Hand(view)
    hand.move((235, 118))
    hand.move((-5, 118))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    # Sagittal: x = 4 mm × slice; y = 10 + column centre; z = 20 − row centre.
    assert heard.said == [("(c 23, r 11)  323    L 12.0  P 33.0  H 8.7 mm",), ("",), ("",)]


def test_probing_padding_colour_and_fractions(make_radiograph: Loaded) -> None:
    padding = np.zeros((4, 4), bool)
    padding[0, 0] = True
    grey = make_radiograph(np.full((4, 4), 0.125, np.float32), Calibration(CalibrationKind.NONE), padding=padding)
    picture = grey.picture(0, 0, 0)
    assert picture is not None
    assert probe_text(picture, (0.5, 0.5)) == "(c 0, r 0)  padding"
    assert probe_text(picture, (1.0, 0.0)) == "(c 1, r 0)  0.125"
    assert probe_text(picture, (4.0, 0.0)) == ""
    colour = make_radiograph(np.full((4, 4, 3), 7, np.uint8)).picture(0, 0, 0)
    assert colour is not None
    assert probe_text(colour, (1.0, 0.0)) == "(c 1, r 0)  RGB 7 7 7"
