"""VOI functions against the vectors of PS3.3 C.11.2, and what the screen shows."""

import numpy as np
import pytest

from imaging.presentation import (
    ImageStack,
    Presentation,
    VoiFunction,
    VoiLut,
    Window,
    apply_voi_lut,
    apply_window,
    display_pixels,
    linear_levels,
    percentile_window,
)

INPUTS = (0, 1, 64, 127, 128, 254, 255)

# pydicom 3.0.2 apply_windowing, centre 128, width 256, output 0–255.
VECTORS = {
    VoiFunction.LINEAR: (0, 1, 64, 127, 128, 254, 255),
    VoiFunction.LINEAR_EXACT: (0, 1, 63.75, 126.5, 127.5, 253.01, 254),
    VoiFunction.SIGMOID: (30.4, 30.82, 68.58, 126.5, 127.5, 223.76, 224.18),
}


@pytest.mark.parametrize("function", VoiFunction)
def test_voi_function_gives_published_values(function: VoiFunction) -> None:
    shown = apply_window(INPUTS, Window(128, 256), function)
    # The vectors are rounded to two decimals; LINEAR_EXACT multiplies by 255/256.
    np.testing.assert_allclose(shown, VECTORS[function], atol=0.0101 if function is VoiFunction.SIGMOID else 0.51)
    if function is not VoiFunction.LINEAR_EXACT:
        np.testing.assert_allclose(shown, VECTORS[function], atol=0.0101)


def test_linear_exact_follows_its_formula() -> None:
    shown = apply_window(INPUTS, Window(128, 256), VoiFunction.LINEAR_EXACT)
    np.testing.assert_allclose(shown, [((x - 128) / 256 + 0.5) * 255 for x in INPUTS], atol=1e-4)


def test_width_one_is_a_threshold() -> None:
    np.testing.assert_array_equal(apply_window([8, 9, 10, 11], Window(10, 1)), [0, 0, 255, 255])


@pytest.mark.parametrize(("x", "expected"), [(-1e6, 0), (1e6, 255)])
@pytest.mark.parametrize("function", VoiFunction)
def test_far_values_reach_black_and_white(function: VoiFunction, x: float, expected: float) -> None:
    assert apply_window([x], Window(40, 400), function)[0] == pytest.approx(expected, abs=1e-3)


def test_inversion_turns_the_scale_round() -> None:
    plain = apply_window(INPUTS, Window(128, 256))
    np.testing.assert_allclose(apply_window(INPUTS, Window(128, 256), inverted=True), 255 - plain, atol=1e-4)


@pytest.mark.parametrize("function", [VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT])
@pytest.mark.parametrize("width", [2, 80, 400])
def test_levels_describe_the_same_line_as_the_window(function: VoiFunction, width: float) -> None:
    window = Window(40, width)
    levels = linear_levels(window, function)
    assert levels is not None
    low, high = levels
    x = np.linspace(-500, 500, 301)
    expected = np.clip((x - low) / (high - low), 0, 1) * 255
    np.testing.assert_allclose(apply_window(x, window, function), expected, atol=0.01)


def test_sigmoid_has_no_levels() -> None:
    assert linear_levels(Window(1, 2), VoiFunction.SIGMOID) is None


def test_lut_takes_its_ends_outside() -> None:
    lut = VoiLut(10, np.array([0, 0.5, 1], np.float32))
    np.testing.assert_allclose(apply_voi_lut([0, 10, 11, 12, 99], lut), [0, 0, 127.5, 255, 255])


def test_percentiles_leave_out_the_tails_and_never_collapse() -> None:
    window = percentile_window(np.arange(1001), 0, 100)
    assert (window.center, window.width) == (500, 1000)
    assert percentile_window(np.full(50, 7), 1, 99).width == 1
    assert percentile_window(np.array([]), 1, 99) == Window(0.5, 1.0)


def test_default_window_leaves_padding_out() -> None:
    values = np.array([[[[-2000, 0, 100, 200]]]], np.int16)
    stack = ImageStack("s", values, (Presentation(),), padding=values == -2000)
    window = stack.default_window()
    assert window.center - window.width / 2 >= 0


def test_display_rounds_to_nearest_and_paints_padding_black_in_either_polarity() -> None:
    values = np.array([[0, 1, 2, 3]], np.int16)
    padding = np.array([[True, False, False, False]])
    for inverted, expected in ((False, [0, 85, 170, 255]), (True, [0, 170, 85, 0])):
        shown = display_pixels(values, Presentation((Window(2, 4),), inverted=inverted), padding=padding)
        assert shown.dtype == np.uint8
        np.testing.assert_array_equal(shown[0], expected)


def test_display_prefers_the_given_window_then_the_headers_then_the_lut() -> None:
    values = np.array([[0, 1]], np.uint8)
    lut = VoiLut(0, np.array([1.0, 0.0], np.float32))
    both = Presentation((Window(1, 2),), luts=(lut,))
    np.testing.assert_array_equal(display_pixels(values, both, window=Window(1, 1)), [[0, 255]])
    np.testing.assert_array_equal(display_pixels(values, both), [[0, 255]])
    np.testing.assert_array_equal(display_pixels(values, Presentation(luts=(lut,))), [[255, 0]])


def test_a_sample_is_spread_over_the_stack_and_leaves_padding_out() -> None:
    values = np.arange(2 * 3 * 40 * 50, dtype=np.int32).reshape(2, 3, 40, 50)
    stack = ImageStack("s", values, (Presentation(),) * 6)
    assert np.shares_memory(stack.sample(1000), values)
    for padding in (None, values % 50 < 10, values >= 6000):
        stack = ImageStack("s", values, (Presentation(),) * 6, padding)
        kept = values.ravel() if padding is None else values[~padding]
        np.testing.assert_array_equal(stack.sample(len(kept)), kept)
        few = stack.sample(1000)
        assert set(few.tolist()) <= set(kept.tolist())
        assert 600 <= len(few) <= 1500
        np.testing.assert_allclose(np.percentile(few, [1, 50, 99]), np.percentile(kept, [1, 50, 99]), atol=120)


def test_a_sample_of_colours_has_three_values_each() -> None:
    colours = np.zeros((1, 2, 4, 5, 3), np.uint8)
    padding = np.zeros((1, 2, 4, 5), np.bool_)
    padding[0, 0] = True
    assert ImageStack("s", colours, (Presentation(),) * 2, padding).sample().shape == (20, 3)
