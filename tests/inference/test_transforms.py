"""What a network sees is what the viewport shows, and boxes find their way back."""

import numpy as np
import pytest

from imaging.presentation import ImageStack, Presentation, VoiLut, Window
from inference.transforms import Letterbox, displayed, letterbox


def stack(values: np.ndarray, look: Presentation, padding: np.ndarray | None = None) -> ImageStack:
    return ImageStack("s", values[None, None], (look,), None if padding is None else padding[None, None])


def test_eight_bit_is_shown_as_it_is() -> None:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    shown = displayed(stack(values, Presentation(windows=(Window(128.0, 256.0),))))
    np.testing.assert_allclose(shown, values / 255, atol=1e-6)


def test_monochrome1_and_monochrome2_look_the_same() -> None:
    values = np.arange(256, dtype=np.uint16).reshape(16, 16)
    plain = displayed(stack(values, Presentation(windows=(Window(128.0, 256.0),))))
    turned = displayed(stack(255 - values, Presentation(windows=(Window(128.0, 256.0),), inverted=True)))
    np.testing.assert_allclose(plain, turned, atol=1e-6)


def test_padding_is_black_whatever_the_polarity() -> None:
    padding = np.zeros((4, 4), dtype=bool)
    padding[0, 0] = True
    shown = displayed(stack(np.zeros((4, 4)), Presentation(windows=(Window(128.0, 256.0),), inverted=True), padding))
    assert shown[0, 0] == 0
    assert shown[1, 1] == 1


def test_a_voi_lut_is_used_where_there_is_no_window() -> None:
    lut = VoiLut(0, np.linspace(0, 1, 4, dtype=np.float32) ** 2)
    shown = displayed(stack(np.array([[0, 1], [2, 3]]), Presentation(luts=(lut,))))
    np.testing.assert_allclose(shown, [[0, 1 / 9], [4 / 9, 1]], atol=1e-6)


def test_colour_becomes_grey() -> None:
    values = np.zeros((1, 1, 2, 2, 3), dtype=np.uint8)
    values[..., 1] = 255
    np.testing.assert_allclose(displayed(ImageStack("s", values, (Presentation(),))), 1 / 3, atol=1e-6)


@pytest.mark.parametrize(
    ("rows", "columns", "shown"), [(454, 373, (448, 368)), (373, 454, (368, 448)), (5, 5, (448, 448))]
)
def test_the_longer_side_fills_the_square(rows: int, columns: int, shown: tuple[int, int]) -> None:
    tensor, frame = letterbox(np.ones((rows, columns), dtype=np.float32), 448)
    assert tensor.shape == (1, 448, 448)
    assert frame.shown == shown
    assert float(tensor[0, : shown[0], : shown[1]].min()) == pytest.approx(1.0, abs=1e-5)
    assert float(tensor.sum()) == pytest.approx(shown[0] * shown[1], rel=1e-5)


def test_boxes_go_there_and_back_and_are_clipped() -> None:
    frame = Letterbox(96, 301, 177)
    boxes = np.array([[10.0, 20.5, 60.0, 300.0]])
    np.testing.assert_allclose(frame.to_original(frame.from_original(boxes)), boxes)
    assert frame.to_original(np.array([[-5.0, -5.0, 500.0, 500.0]])).tolist() == [[0, 0, 177, 301]]


def test_a_bright_pixel_keeps_its_place() -> None:
    image = np.zeros((300, 200), dtype=np.float32)
    image[211, 57] = 1.0
    tensor, frame = letterbox(image, 96)
    weights = tensor[0].double().numpy()
    rows, columns = np.indices(weights.shape) + 0.5
    x, y = (float((weights * columns).sum() / weights.sum()), float((weights * rows).sum() / weights.sum()))
    left, top, _, _ = frame.to_original(np.array([[x, y, x, y]]))[0]
    assert abs(left - 57.5) < 0.5
    assert abs(top - 211.5) < 0.5
