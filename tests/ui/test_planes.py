"""Overlay planes and shutters on the screen: drawn where they lie, hidden when asked, the same as `overread render`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from app.session.loaded_stack import LoadedStack
from app.ui.export.cautions import PLANES, words_in
from app.ui.overlays.planes import coverage
from app.ui.rendering import area_average
from imaging.presentation import OVERLAY_GREY, Presentation, Window, display_pixels
from tests.ui.conftest import pixels_of

Hang = Callable[..., Any]
Photograph = Callable[[QWidget], NDArray[np.uint8]]

SIDE = 100
WINDOW = Window(100.0, 401.0)


def with_overlay(loaded: LoadedStack, mask: NDArray[np.bool_]) -> LoadedStack:
    assert loaded.image is not None
    loaded.finish(replace(loaded.image, overlays=(mask,)), loaded.presets)
    return loaded


@pytest.fixture
def mask() -> NDArray[np.bool_]:
    """A frame of one pixel, and one pixel in the middle."""
    made = np.zeros((SIDE, SIDE), np.bool_)
    made[20, 20:81] = made[80, 20:81] = made[20:81, 20] = made[20:81, 80] = made[50, 50] = True
    return made


@pytest.fixture
def world(hang: Hang, make_radiograph: Callable[..., LoadedStack], mask: NDArray[np.bool_]) -> Any:
    """One radiograph with an overlay plane and a shutter of grey 90."""
    values = np.random.default_rng(3).integers(0, 200, (SIDE, SIDE)).astype(np.uint16)
    hidden = np.zeros((SIDE, SIDE), np.bool_)
    hidden[:, :15] = True
    presentation = Presentation(windows=(WINDOW,), background=90)
    return hang(with_overlay(make_radiograph(values, presentation=presentation, padding=hidden), mask))


def sampled(view: Any, shown: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The grey at the centre of each image pixel, where it lies in the view."""
    column, row = np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5)
    x, y = np.einsum("ij,jrc->irc", view.matrix(), np.stack([column, row, np.ones_like(row)]))
    return shown[y.astype(int), x.astype(int), 0]


def test_the_viewport_shows_what_render_writes(world: Any, mask: NDArray[np.bool_]) -> None:
    view = world.view(3 * SIDE + 40, 3 * SIDE + 40)
    world.viewports.toggle_interpolation()
    picture = world.model().picture()
    expected = display_pixels(
        picture.pixels, picture.presentation, window=WINDOW, padding=picture.padding, overlay=picture.overlay
    )
    seen = sampled(view, pixels_of(view.grab().toImage()))
    # Letters and corner text stand at the edges.
    inner = np.s_[30:70, 16:84]
    np.testing.assert_array_equal(seen[inner], expected[inner])
    assert np.all(seen[mask][5:-5] == OVERLAY_GREY)
    assert np.all(seen[30:70, 10:15] == 90)


@pytest.mark.parametrize("change", [{"hidden": True}, {"corner_text": 0}])
def test_space_and_no_corner_text_hide_it(world: Any, photograph: Photograph, change: dict[str, Any]) -> None:
    view = world.view(340, 340)
    assert sampled(view, photograph(view))[50, 50] == OVERLAY_GREY
    world.session.overlays = replace(world.session.overlays, **change)
    world.session.overlays_changed.emit()
    assert sampled(view, photograph(view))[50, 50] < 200


def test_it_turns_with_the_image(world: Any, photograph: Photograph) -> None:
    view = world.view(340, 340)
    world.model().rotate(1)
    world.model().flip(horizontal=True)
    shown = sampled(view, photograph(view))
    assert np.all(shown[20:81, 80] == OVERLAY_GREY)
    assert shown[50, 50] == OVERLAY_GREY


def test_a_thin_line_is_not_lost_when_the_picture_is_small(mask: NDArray[np.bool_]) -> None:
    for factor in (1, 2, 3, 5):
        covered = coverage(mask, factor)
        assert np.all(covered[20 // factor, 20 // factor + 1 : 80 // factor] == 255)
        assert covered[2, 2] == 0


def test_only_the_visible_part_is_painted_and_where_it_lies(world: Any, photograph: Photograph) -> None:
    view = world.view(200, 200)
    model = world.model()
    before = np.argwhere(photograph(view)[80:120, 80:120, 0] == OVERLAY_GREY)
    model.zoom_by(6.0)
    shown = photograph(view)
    x, y = view.matrix() @ [50.5, 50.5, 1.0]
    assert len(before) < len(np.argwhere(shown[80:120, 80:120, 0] == OVERLAY_GREY))
    assert shown[int(y), int(x), 0] == OVERLAY_GREY


def test_colour_is_averaged_without_what_is_hidden() -> None:
    colours = np.full((4, 4, 3), 100, np.uint8)
    colours[:, 1:] = 250
    hidden = np.zeros((4, 4), np.bool_)
    hidden[:, 1:] = True
    values, left = area_average(colours, 2, hidden)
    assert left is not None
    np.testing.assert_array_equal(values[:, 0], 100)
    np.testing.assert_array_equal(left, [[False, True], [False, True]])


def test_saving_warns_of_words_in_the_planes(world: Any) -> None:
    loaded = world.model().loaded
    assert words_in(loaded, (), overlays=True) == (PLANES,)
    assert words_in(loaded, (), overlays=False) == ()  # then they are not painted


def test_what_is_hidden_stays_out_of_window_and_statistics(world: Any) -> None:
    model = world.model()
    picture = model.picture()
    world.viewports.window_from_box(model, 0.0, 0.0, 15.0, 50.0)
    assert model.window == WINDOW
    assert picture.padding[:, :15].all()
