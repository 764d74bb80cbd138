"""Where things lie on the screen, to the pixel."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QApplication

from app.session.loaded_stack import LoadedStack
from app.ui.viewport_view import ViewportView
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.presentation import Presentation, VoiFunction, Window, apply_window
from imaging.region import Box, Mask, SliceRegion
from imaging.study import Calibration, CalibrationKind

Photograph = Callable[[ViewportView], NDArray[np.uint8]]
Hang = Callable[..., Any]
Loaded = Callable[..., LoadedStack]

FULL = Presentation(windows=(Window(128.0, 256.0),))
RNG = np.random.default_rng(3)
BOX = Box("1.2.1.1", 1, 4.0, 6.0, 12.0, 15.0)


def bare(world: Any) -> None:
    world.session.overlays = replace(world.session.overlays, hidden=True)


def finding(region: Any = BOX, **more: Any) -> Finding:
    return Finding("task/fracture/0", "task", "fracture", Probability(0.87, 0.5), region=region, **more)


def grey(shot: NDArray[np.uint8]) -> NDArray[np.uint8]:
    assert (shot == shot[..., :1]).all()
    return shot[..., 0]


def coloured(shot: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return shot.max(axis=2).astype(int) - shot.min(axis=2) > 30


def blown_up(values: NDArray[Any], down: int, across: int) -> NDArray[Any]:
    return np.kron(values, np.ones((down, across), values.dtype))


def placed(values: NDArray[Any], width: int, height: int) -> NDArray[Any]:
    """Values in the middle of a black view."""
    out = np.zeros((height, width), values.dtype)
    rows, columns = values.shape
    top, left = (height - rows) // 2, (width - columns) // 2
    out[top : top + rows, left : left + columns] = values
    return out


# ── the picture ──────────────────────────────────────────────────────────────────────────────────

TURNS = {
    "as it is": ((), lambda a: a),
    "right": (("rotate", 1), lambda a: np.rot90(a, -1)),
    "upside down": (("rotate", 2), lambda a: np.rot90(a, 2)),
    "left": (("rotate", -1), lambda a: np.rot90(a, 1)),
    "mirrored": (("flip", True), lambda a: a[:, ::-1]),
    "top to bottom": (("flip", False), lambda a: a[::-1]),
    "right, then mirrored": (("rotate", 1, "flip", True), lambda a: np.rot90(a, -1)[:, ::-1]),
    "mirrored, then right": (("flip", True, "rotate", 1), lambda a: np.rot90(a[:, ::-1], -1)),
}


@pytest.mark.parametrize("name", TURNS)
@pytest.mark.parametrize("spacing", [(1.0, 1.0), (2.0, 1.0), (0.5, 1.0)])
def test_every_pixel_lies_where_it_should(
    name: str, spacing: tuple[float, float], hang: Hang, make_radiograph: Loaded, photograph: Photograph
) -> None:
    values = RNG.integers(0, 256, (20, 24), dtype=np.uint8)
    world = hang(make_radiograph(values, Calibration(CalibrationKind.GEOMETRY, *spacing), FULL))
    bare(world)
    model = world.model()
    model.smooth = False
    words, turn = TURNS[name]
    for word, how in zip(words[::2], words[1::2], strict=True):
        model.rotate(how) if word == "rotate" else model.flip(horizontal=how)
    down, across = round(10 * spacing[0]), round(10 * spacing[1])
    expected = turn(blown_up(values, down, across))
    # A view in which the fitted picture is ten pixels a millimetre wide.
    height, width = expected.shape
    shot = grey(photograph(world.view(width, height)))
    np.testing.assert_array_equal(shot, expected)


def test_one_bright_pixel_under_zoom_and_pan(hang: Hang, make_radiograph: Loaded, photograph: Photograph) -> None:
    values = np.zeros((100, 80), np.uint16)
    values[37, 52] = 255
    world = hang(make_radiograph(values, presentation=FULL))
    bare(world)
    model = world.model()
    model.smooth = False
    view = world.view(400, 400)  # fit: 4 view pixels per image pixel
    model.zoom_by(2.0)
    model.center_on((50.0, 40.0))  # the view's middle (200, 200) is image coordinate (50, 40)
    shot = grey(photograph(view))
    rows, columns = np.nonzero(shot)
    assert (rows.min(), rows.max()) == (200 - 24, 200 - 17)
    assert (columns.min(), columns.max()) == (200 + 16, 200 + 23)
    assert (shot[rows, columns] == 255).all()


def test_at_one_to_one_the_screen_shows_the_rounded_window(
    hang: Hang, make_radiograph: Loaded, photograph: Photograph
) -> None:
    values = RNG.integers(0, 4096, (100, 80), dtype=np.uint16)
    world = hang(make_radiograph(values, presentation=Presentation((Window(1000.0, 700.0),), VoiFunction.SIGMOID)))
    bare(world)
    expected = np.rint(apply_window(values, Window(1000.0, 700.0), VoiFunction.SIGMOID)).astype(np.uint8)
    np.testing.assert_array_equal(grey(photograph(world.view(80, 100))), expected)


def test_a_large_picture_is_averaged(hang: Hang, make_radiograph: Loaded, photograph: Photograph) -> None:
    checkers = (np.indices((400, 300)).sum(axis=0) % 2 * 255).astype(np.uint8)
    world = hang(make_radiograph(checkers, presentation=FULL))
    bare(world)
    shot = grey(photograph(world.view(150, 200)))
    assert set(np.unique(shot)) <= {127, 128}  # no moiré


def test_monochrome1_and_the_readers_inversion(hang: Hang, make_radiograph: Loaded, photograph: Photograph) -> None:
    values = np.full((10, 10), 255, np.uint8)
    world = hang(make_radiograph(values, presentation=replace(FULL, inverted=True)))
    bare(world)
    view = world.view(50, 50)
    assert grey(photograph(view)).max() == 0
    world.model().invert()
    assert grey(photograph(view)).min() == 255


def test_padding_is_black_in_an_inverted_picture(hang: Hang, make_radiograph: Loaded, photograph: Photograph) -> None:
    padding = np.zeros((10, 10), bool)
    padding[:, 5:] = True
    values = np.zeros((10, 10), np.uint8)
    world = hang(make_radiograph(values, presentation=replace(FULL, inverted=True), padding=padding))
    bare(world)
    world.model().smooth = False
    shot = grey(photograph(world.view(100, 100)))
    assert (shot[:, :50] == 255).all()
    assert (shot[:, 50:] == 0).all()


def test_colour_has_no_window(hang: Hang, make_radiograph: Loaded, photograph: Photograph) -> None:
    values = RNG.integers(0, 256, (10, 10, 3), dtype=np.uint8)
    world = hang(make_radiograph(values))
    bare(world)
    world.model().smooth = False
    shot = photograph(world.view(100, 100))
    np.testing.assert_array_equal(shot, values.repeat(10, axis=0).repeat(10, axis=1))


def test_a_view_without_pixels_says_so(hang: Hang, make_radiograph: Loaded, photograph: Photograph) -> None:
    world = hang(make_radiograph(np.zeros((10, 10), np.uint8)))
    view = world.view(300, 200)
    world.model().clear()
    shot = photograph(view)
    assert shot[80:120].max() > 100
    assert shot[:60].max() == 0


# ── the model's marks ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", [(), ("rotate", 1), ("flip", True)])
def test_a_boxs_corners_are_pixel_corners(
    words: tuple[Any, ...], hang: Hang, make_radiograph: Loaded, photograph: Photograph
) -> None:
    world = hang(make_radiograph(np.zeros((20, 20), np.uint8), presentation=FULL))
    model = world.model()
    world.session.overlays = replace(world.session.overlays, corner_text=0, crosshair=False)
    view = world.view(400, 400)
    turned = np.zeros((20, 20), bool)
    turned[6:15, 4:12] = True  # rows 6 to 15, columns 4 to 12
    if words:
        model.rotate(1) if words[0] == "rotate" else model.flip(horizontal=True)
        turned = np.rot90(turned, -1) if words[0] == "rotate" else turned[:, ::-1]
    before = photograph(view)
    world.session.reveal(finding())
    drawn = (photograph(view) != before).any(axis=2)
    rows, columns = np.nonzero(turned)
    top, bottom = rows.min() * 20, (rows.max() + 1) * 20
    left, right = columns.min() * 20, (columns.max() + 1) * 20
    drawn[: top - 2] = False  # the label stands above
    y, x = np.nonzero(drawn)
    assert abs(y.min() - top) <= 2
    assert abs(y.max() + 1 - bottom) <= 2
    assert abs(x.min() - left) <= 2
    assert abs(x.max() + 1 - right) <= 2
    assert not drawn[top + 3 : bottom - 3, left + 3 : right - 3].any()


@pytest.mark.parametrize("name", TURNS)
def test_a_heat_map_pixel_lies_on_its_image_pixel(
    name: str, hang: Hang, make_radiograph: Loaded, photograph: Photograph
) -> None:
    world = hang(make_radiograph(np.full((20, 20), 90, np.uint8), presentation=FULL))
    model = world.model()
    model.smooth = False
    words, turn = TURNS[name]
    for word, how in zip(words[::2], words[1::2], strict=True):
        model.rotate(how) if word == "rotate" else model.flip(horizontal=how)
    overlays = replace(world.session.overlays, corner_text=0, crosshair=False, boxes=False)
    world.session.overlays = overlays
    view = world.view(400, 400)
    heat = np.zeros((20, 20), np.float32)
    heat[8, 5], heat[9, 6], heat[12, 12] = 1.0, 0.6, 0.1
    world.session.reveal(finding(None, saliency=(SaliencyMap("1.2.1.1", 1, heat, "hirescam", 50.0),)))
    before = photograph(view)
    world.session.overlays = replace(overlays, heat=True)
    changed = (photograph(view) != before).any(axis=2)
    changed[:60] = False  # the caption in the corner
    expected = blown_up(turn(heat >= 0.2).astype(np.uint8), 20, 20).astype(bool)
    assert expected[60:].sum() == 800
    np.testing.assert_array_equal(changed, expected)


def test_a_masks_outline_runs_along_pixel_edges(hang: Hang, make_radiograph: Loaded, photograph: Photograph) -> None:
    world = hang(make_radiograph(np.zeros((20, 20), np.uint8), presentation=FULL))
    world.session.overlays = replace(world.session.overlays, corner_text=0, crosshair=False)
    view = world.view(400, 400)
    pixels = np.zeros((20, 20), bool)
    pixels[8:10, 6:9] = True
    before = photograph(view)
    world.session.reveal(finding(Mask(Box("1.2.1.1", 1, 2, 6, 14, 14), pixels)))
    inside = np.s_[130:270, 50:270]
    assert (photograph(view)[inside] == before[inside]).all()  # only the selected finding shows its outline
    world.session.selected_finding = "task/fracture/0"
    drawn = (photograph(view) != before).any(axis=2)[124:276, 44:276]  # inside the box
    y, x = np.nonzero(drawn)
    assert abs(y.min() + 124 - 160) <= 1
    assert abs(y.max() + 125 - 200) <= 1
    assert abs(x.min() + 44 - 120) <= 1
    assert abs(x.max() + 45 - 180) <= 1


def test_nothing_of_the_model_is_painted_before_the_lock(
    hang: Hang, make_volume: Loaded, photograph: Photograph
) -> None:
    world = hang(make_volume(np.full((3, 20, 20), 90, np.uint8), presentation=FULL))
    world.session.overlays = replace(world.session.overlays, heat=True)
    view = world.view(400, 400)
    before = photograph(view)
    assert not coloured(before).any()
    uid = world.model().picture().frame.sop_instance_uid
    heat = SaliencyMap(uid, 1, np.ones((20, 20), np.float32), "hirescam", 4.0)
    answer = finding(SliceRegion(uid, 1, 1, "1.2.2", Box(uid, 1, 5, 5, 9, 9)), saliency=(heat,))
    world.session.reveal(answer)
    assert coloured(photograph(view)).mean() > 0.5
    world.session.revealed = ()  # the next case
    np.testing.assert_array_equal(photograph(view), before)


def test_marks_stay_on_their_own_frame(hang: Hang, make_volume: Loaded, photograph: Photograph) -> None:
    world = hang(make_volume(np.full((3, 20, 20), 90, np.uint8), presentation=FULL))
    view = world.view(400, 400)
    uid = world.model().picture().frame.sop_instance_uid
    world.session.reveal(finding(Box(uid, 1, 5, 5, 9, 9)))
    assert coloured(photograph(view)).any()
    world.model().scroll(1)
    assert not coloured(photograph(view)).any()


def test_boxes_can_be_switched_off_and_everything_hidden(
    hang: Hang, make_radiograph: Loaded, photograph: Photograph
) -> None:
    world = hang(make_radiograph(np.zeros((20, 20), np.uint8), presentation=FULL, is_phantom=True))
    world.session.reveal(finding())
    view = world.view(400, 400)
    world.session.reference_boxes = (BOX,)
    assert coloured(photograph(view)).any()
    bare(world)
    assert photograph(view).max() == 0
    world.session.overlays = replace(world.session.overlays, hidden=False, boxes=False)
    shot = photograph(view)
    orange = (shot[..., 0] > 150) & (shot[..., 2] < 40)
    assert not orange[100:300].any()


def test_a_negative_answer_is_marked_only_while_it_is_selected(
    hang: Hang, make_radiograph: Loaded, photograph: Photograph
) -> None:
    world = hang(make_radiograph(np.zeros((20, 20), np.uint8), presentation=FULL))
    view = world.view(400, 400)
    world.session.reveal(replace(finding(), value=Probability(0.1, 0.5)))
    assert not coloured(photograph(view)).any()
    world.session.selected_finding = "task/fracture/0"
    assert coloured(photograph(view)).any()


def test_the_reference_standard_is_green(hang: Hang, make_radiograph: Loaded, photograph: Photograph) -> None:
    world = hang(make_radiograph(np.zeros((20, 20), np.uint8), presentation=FULL))
    view = world.view(400, 400)
    world.session.reference_boxes = (BOX, replace(BOX, frame=2, left=0.0))
    shot = photograph(view).astype(int)
    green = shot[..., 1] - shot[..., 0] > 60
    y, x = np.nonzero(green)
    assert abs(y.min() - 120) <= 2
    assert abs(x.min() - 80) <= 2
    assert abs(x.max() + 1 - 240) <= 2


# ── other things ─────────────────────────────────────────────────────────────────────────────────


def test_the_active_viewport_has_a_border(hang: Hang, make_volume: Loaded, photograph: Photograph) -> None:
    loaded = make_volume(np.zeros((4, 20, 20), np.uint8), presentation=FULL)
    world = hang(loaded, (loaded, 1))
    first, second = world.view(200, 200), world.view(200, 200, 1)
    world.viewports.set_active(world.model(0))
    assert photograph(first)[0, 100].tolist() == [0x4C, 0x9B, 0xE8]
    assert photograph(second)[0, 100].max() == 0
    world.viewports.set_active(world.model(1))
    assert photograph(first)[0, 100].max() == 0


def test_the_active_plane_is_a_line_in_the_others(hang: Hang, make_volume: Loaded, photograph: Photograph) -> None:
    loaded = make_volume(np.zeros((8, 20, 20), np.uint8), presentation=FULL)
    world = hang(loaded, (loaded, 1))
    world.session.overlays = replace(world.session.overlays, corner_text=0)
    axial = world.view(320, 200, 1)  # 8 sagittal slices of 4 mm: 32 mm across
    world.viewports.set_active(world.model(0))
    world.model(0).go_to(2)
    line = photograph(axial)[40:160]
    bright = np.nonzero(line.max(axis=(0, 2)) > 30)[0]
    # Rows run along the patient's x, ten view pixels a millimetre; slice 2 is the third of eight.
    lines = bright[(bright > 20) & (bright < 300)]
    assert lines.size
    assert abs(lines.mean() - 100) <= 1.5


def test_a_tooltip_says_all_of_a_shortened_line(
    hang: Hang, make_volume: Loaded, photograph: Photograph, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "a very long description of a series that does not fit into the corner of a small viewport"
    loaded = make_volume(np.zeros((4, 20, 20), np.uint8), presentation=FULL, description=long, notices=(long,))
    world = hang(loaded)
    view = world.view(260, 200)
    photograph(view)
    shown: list[str] = []
    monkeypatch.setattr("app.ui.viewport_view.QToolTip.showText", lambda _, text, __: shown.append(text))
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, QPoint(245, 165), QPoint(245, 165)))
    assert shown == [long]
    assert view.tooltip_at(QPointF(130, 100)) == ""


def test_many_changes_are_one_painting(
    hang: Hang, make_volume: Loaded, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    world = hang(make_volume(np.zeros((9, 20, 20), np.uint8), presentation=FULL))
    paintings: list[int] = []
    paint = ViewportView.paintEvent

    def counted(self: ViewportView, event: QPaintEvent) -> None:
        paintings.append(1)
        paint(self, event)

    monkeypatch.setattr(ViewportView, "paintEvent", counted)
    view = world.view(200, 200)
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.show()
    QApplication.processEvents()
    paintings.clear()
    for _ in range(5):
        world.model().drag_window(1.0, 1.0)
        world.model().scroll(1)
        world.model().zoom_by(1.1)
    assert not paintings
    QApplication.processEvents()
    assert len(paintings) == 1


def test_another_model_takes_over_the_widget(hang: Hang, make_radiograph: Loaded, photograph: Photograph) -> None:
    loaded = make_radiograph(np.full((10, 10), 200, np.uint8), presentation=FULL)
    world = hang(loaded)
    bare(world)
    view = world.view(50, 50)
    old = world.model()
    other = hang(make_radiograph(np.full((10, 10), 100, np.uint8), presentation=FULL))
    view.set_model(other.model())
    assert np.unique(photograph(view)).tolist() == [100]
    old.clear()
    assert np.unique(photograph(view)).tolist() == [100]
