"""A colour table in a viewport: chosen, shown with its values, saved with the picture, never on a colour picture."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.reading.hanging import three_planes
from app.session.display_commands import NO_GREY_PICTURE
from app.session.loaded_stack import LoadedStack
from app.ui.overlays.colour_bar import bar_rect, paint_colour_bar, room_beside, value_range
from app.ui.rendering import Look
from app.ui.save_picture import picture_of
from imaging.palettes import Palette, colour_table
from imaging.presentation import Presentation, VoiFunction, VoiLut, Window
from tests.app.session.conftest import write_radiograph
from tests.ui.conftest import pixels_of
from tests.ui.fakes import Opened

Hang = Callable[..., Any]
Loaded = Callable[..., LoadedStack]
Photograph = Callable[[QWidget], NDArray[np.uint8]]
FULL = Presentation(windows=(Window(128.0, 256.0),))


@pytest.fixture
def ramp(make_radiograph: Loaded) -> LoadedStack:
    """256 columns of the values 0 to 255, shown as they are."""
    return make_radiograph(np.tile(np.arange(256, dtype=np.uint8), (256, 1)), presentation=FULL)


@pytest.fixture
def noise(make_volume: Loaded) -> LoadedStack:
    """Six slices."""
    return make_volume(np.random.default_rng(1).integers(0, 255, (6, 64, 64)).astype(np.uint16))


def test_the_viewport_shows_the_table_and_resets_to_grey(hang: Hang, ramp: LoadedStack, photograph: Photograph) -> None:
    world = hang(ramp)
    view, model = world.view(256, 256), world.model()
    grey = photograph(view)
    model.set_palette(Palette.PET)
    coloured = photograph(view)
    row = 60  # above the bar, below the corner text
    np.testing.assert_array_equal(coloured[row, 30:200], colour_table(Palette.PET)[30:200])
    model.reset()
    np.testing.assert_array_equal(photograph(view), grey)


def test_the_bar_runs_through_the_table_beside_the_values(
    hang: Hang, ramp: LoadedStack, photograph: Photograph
) -> None:
    world = hang(ramp)
    view, model = world.view(600, 600), world.model()
    model.set_palette(Palette.HOT_IRON)
    scene = view._scene(model.picture())
    shown = photograph(view)
    letter = QFontMetricsF(view.font())
    columns = range(int(600 - letter.horizontalAdvance("LLL") - 60), 600)
    middle = bar_rect(scene, 0.0)
    top, bottom = int(middle.top()) + 3, int(middle.bottom()) - 3
    table = colour_table(Palette.HOT_IRON).astype(int)

    def has(row: int, level: int) -> bool:
        return any(np.abs(shown[row, column].astype(int) - table[level]).max() <= 12 for column in columns)

    assert has(top, 250)
    assert has(bottom, 5)


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (Look(Window(128.0, 256.0)), (0.0, 255.0)),
        (Look(Window(40.0, 400.0), VoiFunction.LINEAR_EXACT), (-160.0, 240.0)),
        (Look(Window(40.0, 400.0), VoiFunction.SIGMOID), (-360.0, 440.0)),
        (Look(Window(0.5, 1.0), lut=VoiLut(100, np.linspace(0, 1, 51, dtype=np.float32))), (100.0, 150.0)),
    ],
)
def test_the_values_at_the_ends_are_those_of_the_window(look: Look, expected: tuple[float, float]) -> None:
    assert value_range(look) == pytest.approx(expected)


def test_a_grey_picture_has_no_bar(hang: Hang, ramp: LoadedStack) -> None:
    world = hang(ramp)
    view = world.view(300, 300)
    scene = view._scene(world.model().picture())
    paint_colour_bar(None, scene, Look(Window(0.5, 1.0)))  # type: ignore[arg-type]
    assert room_beside(scene, Look(Window(0.5, 1.0)), QFontMetricsF(view.font())) == 0.0


def test_a_saved_picture_carries_the_table_and_its_bar_even_without_overlays(hang: Hang, ramp: LoadedStack) -> None:
    world = hang(ramp)
    view, model = world.view(256, 256), world.model()
    model.set_palette(Palette.VIRIDIS)
    saved = pixels_of(picture_of(view, overlays=False))
    np.testing.assert_array_equal(saved[5, 10:200], colour_table(Palette.VIRIDIS)[10:200])
    expected = colour_table(Palette.VIRIDIS)[np.tile(np.arange(256), (256, 1))]
    different = (saved != expected).any(axis=2)
    assert different.any()
    assert not different[:60].any()


def test_it_stays_when_the_layout_changes_and_belongs_to_one_viewport(hang: Hang, noise: LoadedStack) -> None:
    world = hang(noise, (noise, 1))
    world.viewports.set_palette(Palette.PET)
    assert [m.palette for m in world.viewports.models] == [Palette.PET, Palette.GREY]
    world.viewports.hang(three_planes(noise.stack))
    assert [m.palette for m in world.viewports.models] == [Palette.PET, Palette.GREY, Palette.GREY]
    world.viewports.show_stack(world.model(0), noise.stack)  # shown anew it is grey
    assert world.model(0).palette is Palette.GREY


def test_the_next_table_goes_round(hang: Hang, noise: LoadedStack) -> None:
    world = hang(noise)
    seen = []
    for _ in Palette:
        world.viewports.step_palette(1)
        seen.append(world.model().palette)
    assert seen == [*list(Palette)[1:], Palette.GREY]


def test_a_colour_picture_is_refused(hang: Hang, make_radiograph: Loaded) -> None:
    world = hang(make_radiograph(np.zeros((8, 8, 3), np.uint8)))
    assert not world.viewports.can_be_coloured
    world.viewports.set_palette(Palette.PET)
    assert world.model().palette is Palette.GREY


def test_keys_choose_tables(qtbot: QtBot, tmp_path: Path) -> None:
    opened = Opened(qtbot, tmp_path)
    try:
        opened.window.commands.run("colour.pet")
        assert opened.notices == [NO_GREY_PICTURE]
        write_radiograph(tmp_path / "study" / "image.dcm")
        opened.open(tmp_path / "study")
        model = opened.session.viewports.active
        assert model is not None
        opened.until(lambda: model.picture() is not None)
        opened.window.commands.run("colour.pet")
        assert model.palette is Palette.PET
        opened.window.commands.run("colour.next")
        assert model.palette is Palette.PET_20_STEP
        opened.window.commands.run("view.reset")
        assert model.palette is Palette.GREY
    finally:
        opened.close()
