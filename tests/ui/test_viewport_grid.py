"""The grid of viewports and the strip under them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from app.reading.hanging import THREE, Hung, Layout, three_planes
from app.session.loaded_stack import LoadedStack
from app.ui.position_strip import PositionStrip
from app.ui.viewport_grid import ViewportGrid
from imaging.finding import Finding, Probability

Hang = Callable[..., Any]
Loaded = Callable[..., LoadedStack]


@pytest.fixture
def volume(make_volume: Loaded) -> LoadedStack:
    """Ten slices."""
    return make_volume(np.random.default_rng(0).integers(0, 999, (10, 20, 20), dtype=np.uint16))


def grid_of(world: Any, width: int = 600, height: int = 400) -> ViewportGrid:
    grid = ViewportGrid(world.viewports, world.session)
    world.add_widget(grid)
    grid.resize(width, height)
    grid.grab()  # lays it out
    return grid


def test_viewports_stand_in_their_places(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    world.viewports.hang(three_planes(volume.stack))
    grid = grid_of(world, 602, 402)
    assert world.viewports.places == THREE
    large, upper, lower = (cell.geometry() for cell in grid.cells)
    assert large.height() == 402
    assert upper.left() == lower.left() > large.right()
    assert lower.top() > upper.bottom()
    assert abs(large.width() - 2 * upper.width()) <= 6
    assert [view.model for view in grid.views] == list(world.viewports.models)


def test_a_maximised_viewport_has_all_the_room_and_gives_it_back(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume, (volume, 1), (volume, 2))
    grid = grid_of(world)
    world.viewports.toggle_maximised(world.model(1))
    grid.grab()
    assert [cell.isVisibleTo(grid) for cell in grid.cells] == [False, True, False]
    assert grid.cells[1].size() == grid.size()
    world.viewports.toggle_maximised()
    grid.grab()
    assert all(cell.isVisibleTo(grid) for cell in grid.cells)
    assert grid.cells[1].width() < 300


def test_widgets_are_kept_when_the_layout_changes(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume, (volume, 1), (volume, 2))
    grid = grid_of(world)
    before = list(grid.cells)
    world.viewports.hang(Layout((Hung(volume.stack),), ((0, 0, 2, 2),)))
    assert grid.cells == before[:1]
    assert grid.views[0].model is world.model()
    assert grid.cells[0].strip.model is world.model()
    grid.grab()
    assert grid.cells[0].size() == grid.size()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    world.viewports.hang(three_planes(volume.stack))
    assert len(grid.cells) == 3
    assert grid.cells[0] is before[0]
    world.viewports.hang(Layout((), ()))
    assert grid.cells == []


def test_viewports_that_go_let_go_of_their_pixels(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume, (volume, 1))
    grid = grid_of(world)
    models, views = world.viewports.models, [cell.view for cell in grid.cells]
    world.viewports.hang(Layout((Hung(volume.stack),), ((0, 0, 1, 1),)))
    assert [model.loaded for model in models] == [None, None]
    assert views[0].model.loaded is volume  # it shows the new layout
    assert views[1].model.picture() is None  # it will be deleted


def test_the_grid_passes_on_what_its_viewports_say(hang: Hang, volume: LoadedStack, qtbot: Any) -> None:
    grid = grid_of(hang(volume, (volume, 1)))
    with qtbot.waitSignal(grid.probed, check_params_cb=lambda text: text == "here"):
        grid.views[1].probed.emit("here")
    with qtbot.waitSignal(grid.context_menu_wanted):
        grid.views[0].context_menu_wanted.emit(grid.views[0].model, QPoint(1, 2))


# ── the strip ────────────────────────────────────────────────────────────────────────────────────


def strip_of(world: Any, width: int = 200) -> PositionStrip:
    strip = PositionStrip(world.model(), world.session)
    world.add_widget(strip)
    strip.resize(width, strip.height())
    return strip


def ranked(scores: tuple[float, ...], **more: Any) -> Finding:
    return Finding("k/acl/0", "k", "acl", Probability(0.9, 0.5), slice_scores=scores, **{"series_uid": "1.2.2", **more})


SCORES = (0.0, 0.1, 0.2, 0.3, 1.0, 0.3, 0.2, 0.1, 0.0, 0.0)


def test_a_click_jumps_and_a_drag_follows(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    strip = strip_of(world)

    def send(kind: QEvent.Type, x: float) -> None:
        left = Qt.MouseButton.LeftButton
        QApplication.sendEvent(
            strip, QMouseEvent(kind, QPointF(x, 5), QPointF(x, 5), left, left, Qt.KeyboardModifier.NoModifier)
        )

    send(QEvent.Type.MouseButtonPress, 45)
    assert world.model().position == 2
    send(QEvent.Type.MouseMove, 199)
    assert world.model().position == 9
    send(QEvent.Type.MouseMove, 300)
    assert world.model().position == 9


def test_the_ranking_appears_after_the_lock_for_the_selected_finding(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    strip = strip_of(world)
    empty = strip.grab().toImage()
    world.session.selected_finding = "k/acl/0"
    world.session.selected_finding_changed.emit()
    assert strip.scores == ()
    assert strip.grab().toImage() == empty
    world.session.reveal(ranked(SCORES))
    assert strip.scores == SCORES
    bars = strip.grab().toImage()
    # Orange from the foot to the top over slice 4, nothing over slice 0.
    assert bars.pixelColor(90, 3).name() == "#e69f00"
    assert bars.pixelColor(10, 8).name() == empty.pixelColor(10, 8).name()
    assert bars.pixelColor(70, 3).name() == empty.pixelColor(70, 3).name()  # 0.3 is not that tall
    world.session.selected_finding = "k/other/0"
    world.session.selected_finding_changed.emit()
    assert strip.scores == ()


@pytest.mark.parametrize("more", [{"series_uid": "1.2.99"}, {"scores": SCORES[:-1]}])
def test_a_ranking_of_another_stack_is_not_shown(more: dict[str, Any], hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    strip = strip_of(world)
    world.session.selected_finding = "k/acl/0"
    scores = more.pop("scores", SCORES)
    world.session.reveal(ranked(scores, **more))
    assert strip.scores == ()


def test_reconstructed_planes_and_radiographs_have_no_ranking(
    hang: Hang, volume: LoadedStack, make_radiograph: Loaded
) -> None:
    world = hang((volume, 1))
    strip = strip_of(world)
    world.session.selected_finding = "k/acl/0"
    world.session.reveal(ranked((0.5,) * 20))
    assert strip.scores == ()
    single = strip_of(hang(make_radiograph(np.zeros((5, 5), np.uint8))))
    assert single.isHidden()
