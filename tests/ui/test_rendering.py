"""From values to grey levels: exact at 1:1, averaged when zoomed out, only what is visible when zoomed in."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.session.loaded_stack import Picture
from app.session.viewport_model import ViewportModel
from app.ui.rendering import (
    Look,
    PictureRenderer,
    Tile,
    area_average,
    grey_levels,
    look_of,
    paint_tile,
    reduction_factor,
    tile_region,
    to_image,
)
from imaging.palettes import Palette, colour_table
from imaging.presentation import Presentation, VoiFunction, VoiLut, Window, apply_voi_lut, apply_window
from imaging.study import Calibration, CalibrationKind

RNG = np.random.default_rng(7)


def picture_of(values: NDArray[np.generic], padding: NDArray[np.bool_] | None = None) -> Picture:
    return Picture(values, padding, (1.0, 1.0), Calibration(CalibrationKind.NONE), None, None, Presentation(), None)


def rgb(image: QImage) -> NDArray[np.uint8]:
    shown = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.bytesPerLine())
    return lines[:, : 3 * shown.width()].reshape(shown.height(), shown.width(), 3).copy()


VALUES = {
    "uint16": RNG.integers(0, 1 << 16, (61, 47), dtype=np.uint16),
    "int16": RNG.integers(-(1 << 15), 1 << 15, (61, 47), dtype=np.int16),
    "uint8": RNG.integers(0, 256, (61, 47), dtype=np.uint8),
    "int32": RNG.integers(-(1 << 24), 1 << 24, (61, 47), dtype=np.int32),
    "float32": RNG.normal(300.0, 800.0, (61, 47)).astype(np.float32),
}
WINDOWS = [Window(128.0, 256.0), Window(40.0, 400.0), Window(-600.5, 1500.0), Window(300.0, 1.0), Window(0.25, 0.5)]


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("function", list(VoiFunction))
@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("window", WINDOWS)
def test_grey_levels_are_the_window_rounded(kind: str, function: VoiFunction, inverted: bool, window: Window) -> None:
    values = VALUES[kind]
    expected = np.rint(apply_window(values, window, function, inverted=inverted)).astype(np.uint8)
    before = values.copy()
    np.testing.assert_array_equal(grey_levels(values, Look(window, function, None, inverted)), expected)
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("inverted", [False, True])
def test_grey_levels_are_the_lut_rounded(kind: str, inverted: bool) -> None:
    lut = VoiLut(-50, np.linspace(0.0, 1.0, 600, dtype=np.float32) ** 2)
    expected = np.rint(apply_voi_lut(VALUES[kind], lut, inverted=inverted)).astype(np.uint8)
    look = Look(Window(0.0, 1.0), VoiFunction.LINEAR, lut, inverted)
    np.testing.assert_array_equal(grey_levels(VALUES[kind], look), expected)


def test_monochrome1_is_inverted_once_and_padding_is_background() -> None:
    values = np.array([[0, 128, 255, 0]], dtype=np.uint16)
    padding = np.array([[False, False, False, True]])
    look = Look(Window(128.0, 256.0), inverted=True)
    np.testing.assert_array_equal(grey_levels(values, look, padding), [[255, 127, 0, 0]])


def test_a_value_that_is_not_a_number_is_black() -> None:
    values = np.array([[np.nan, 255.0]], dtype=np.float32)
    for function in VoiFunction:
        grey = grey_levels(values, Look(Window(100.0, 10.0), function))
        np.testing.assert_array_equal(grey, [[0, 255]])


def blocks(values: NDArray[np.generic], factor: int, keep: NDArray[np.bool_]) -> NDArray[np.float64]:
    rows, columns = values.shape
    out = np.zeros((-(-rows // factor), -(-columns // factor)))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            cell = np.s_[r * factor : (r + 1) * factor, c * factor : (c + 1) * factor]
            kept = values[cell][keep[cell]]
            out[r, c] = kept.mean() if kept.size else 0.0
    return out


@pytest.mark.parametrize("factor", [2, 3, 5])
def test_area_average_of_whole_and_partial_blocks(factor: int) -> None:
    values = VALUES["uint16"]
    mean, padding = area_average(values, factor)
    assert padding is None
    np.testing.assert_allclose(mean, blocks(values, factor, np.ones(values.shape, bool)), rtol=1e-5)


def test_padding_is_left_out_of_averages() -> None:
    values = VALUES["int16"]
    padding = RNG.random(values.shape) < 0.3
    padding[:4, :4] = True
    mean, left = area_average(values, 2, padding)
    np.testing.assert_allclose(mean, blocks(values, 2, ~padding), rtol=1e-4, atol=1e-2)
    assert left is not None
    assert left[:2, :2].all()
    assert not left[10:, 10:].all()


def test_colour_is_averaged_channel_by_channel() -> None:
    values = RNG.integers(0, 256, (7, 9, 3), dtype=np.uint8)
    mean, _ = area_average(values, 4)
    assert mean.dtype == np.uint8
    for channel in range(3):
        expected = blocks(values[..., channel], 4, np.ones((7, 9), bool))
        np.testing.assert_allclose(mean[..., channel], expected, atol=0.51)


@pytest.mark.parametrize(
    ("scale", "factor"),
    [(8.0, 1), (1.0, 1), (0.8, 1), (0.6, 1), (0.5, 2), (0.4, 2), (0.33, 3), (0.1, 10), (0.0, 10**6)],
)
def test_reduction_factor_stays_near_the_screen(scale: float, factor: int) -> None:
    assert reduction_factor(scale) == factor


def test_an_image_has_the_grey_levels_and_colours() -> None:
    values = VALUES["uint16"]
    look = Look(Window(30000.0, 50000.0))
    np.testing.assert_array_equal(rgb(to_image(values, look)), np.repeat(grey_levels(values, look)[..., None], 3, 2))
    colour = RNG.integers(0, 256, (5, 7, 3), dtype=np.uint8)
    np.testing.assert_array_equal(rgb(to_image(colour, look)), colour)


def test_a_section_that_lies_flipped_in_memory_becomes_an_image() -> None:
    turned = VALUES["uint16"].T[::-1, ::-1]
    look = Look(Window(30000.0, 50000.0))
    np.testing.assert_array_equal(rgb(to_image(turned, look))[..., 0], grey_levels(turned.copy(), look))


def test_only_the_visible_part_is_windowed() -> None:
    renderer = PictureRenderer()
    renderer.show(picture_of(np.zeros((1000, 800), np.uint16)))
    tile = renderer.tile(Look(Window(0.0, 10.0)), 1, QRectF(100.2, 300.7, 50.0, 40.0))
    assert tile is not None
    assert (tile.left, tile.top) == (99, 299)
    assert (tile.image.width(), tile.image.height()) == (53, 43)
    assert renderer.tile(Look(Window(0.0, 10.0)), 1, QRectF(900.0, 0.0, 50.0, 50.0)) is None


def test_the_region_is_clipped_to_the_picture() -> None:
    assert tile_region(QRectF(-50, -50, 500, 500), 100, 90, 1) == (0, 0, 100, 90)
    assert tile_region(QRectF(-50, -50, 500, 500), 101, 90, 4) == (0, 0, 26, 23)


def test_a_tile_is_kept_until_look_picture_or_region_change() -> None:
    renderer = PictureRenderer()
    values = np.zeros((2, 50, 50), np.uint16)
    renderer.show(picture_of(values[0]))
    everything = QRectF(0, 0, 50, 50)
    first = renderer.tile(Look(Window(0.0, 10.0)), 1, everything)
    assert renderer.tile(Look(Window(0.0, 10.0)), 1, everything) is first
    renderer.show(picture_of(values[0]))  # the same memory through another view
    assert renderer.tile(Look(Window(0.0, 10.0)), 1, everything) is first
    assert renderer.tile(Look(Window(0.0, 11.0)), 1, everything) is not first
    second = renderer.tile(Look(Window(0.0, 11.0)), 1, everything)
    renderer.show(picture_of(values[1]))
    assert renderer.tile(Look(Window(0.0, 11.0)), 1, everything) is not second
    renderer.show(None)
    assert renderer.tile(Look(Window(0.0, 11.0)), 1, everything) is None


def test_partial_blocks_do_not_reach_over_the_picture() -> None:
    canvas = QImage(12, 12, QImage.Format.Format_RGB32)
    canvas.fill(0)
    values, _ = area_average(np.full((5, 7), 200, np.uint8), 4)
    tile = Tile(to_image(values, Look(Window(128.0, 256.0))), 0, 0, 4)
    painter = QPainter(canvas)
    paint_tile(painter, tile, 5, 7, smooth=False)
    painter.end()
    painted = rgb(canvas)[..., 0]
    assert (painted[:5, :7] == 200).all()
    assert painted[5:].max() == 0
    assert painted[:, 7:].max() == 0


def test_without_a_window_the_range_of_the_values_is_shown() -> None:
    picture = picture_of(np.array([[10, 20, 30]], np.uint16))
    look = look_of(picture, ViewportModel())
    assert (look.window.center, look.window.width) == (20.0, 20.0)


# ── colour tables ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("palette", list(Palette))
@pytest.mark.parametrize("inverted", [False, True])
def test_a_colour_table_colours_what_the_grey_scale_would_show(palette: Palette, inverted: bool) -> None:
    values, window = VALUES["uint16"], Window(30_000.0, 40_000.0)
    grey = grey_levels(values, Look(window, inverted=inverted))
    shown = rgb(to_image(values, Look(window, inverted=inverted, palette=palette)))
    np.testing.assert_array_equal(shown, colour_table(palette)[grey])


def test_padding_is_background_whatever_the_colour_table() -> None:
    padding = np.zeros((61, 47), np.bool_)
    padding[:10] = True
    look = Look(Window(30_000.0, 40_000.0), inverted=True, palette=Palette.VIRIDIS)
    shown = rgb(to_image(VALUES["uint16"], look, padding))
    assert shown[:10].max() == 0
    assert (shown[10:] == colour_table(Palette.VIRIDIS)[grey_levels(VALUES["uint16"], look)][10:]).all()


def test_a_picture_in_colour_takes_no_colour_table() -> None:
    picture = picture_of(RNG.integers(0, 256, (6, 5, 3), dtype=np.uint8))
    model = ViewportModel()
    model.set_palette(Palette.PET)
    look = look_of(picture, model)
    assert look.palette is Palette.GREY
    np.testing.assert_array_equal(rgb(to_image(picture.pixels, Look(look.window, palette=Palette.PET))), picture.pixels)


def test_another_colour_table_makes_another_tile() -> None:
    renderer = PictureRenderer()
    renderer.show(picture_of(VALUES["uint8"]))
    everything = QRectF(0, 0, 47, 61)
    grey = renderer.tile(Look(Window(128.0, 256.0)), 1, everything)
    assert renderer.tile(Look(Window(128.0, 256.0), palette=Palette.PET), 1, everything) is not grey
