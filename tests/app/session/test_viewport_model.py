"""One viewport without its widget."""

import gc
import weakref

import numpy as np
import pytest
from numpy.typing import NDArray

from app.session.loaded_stack import SECTIONS_KEPT, LoadedStack, percentile_presets
from app.session.view_transform import MAXIMUM_SCALE
from app.session.viewport_model import ViewportModel
from imaging.dicom.read import FramePixels
from imaging.geometry import EdgeLabels, PlaneGeometry, VolumeGeometry
from imaging.presentation import ImageStack, Presentation, VoiFunction, VoiLut, Window
from imaging.study import Calibration, CalibrationKind, Frame, Series, Stack, StackKind

SPACING = (4.0, 2.0, 0.5)


def make_stack(echoes: int = 1, slices: int = 5, rows: int = 20, columns: int = 60) -> Stack:
    """Sagittal: columns run to posterior, rows to the feet, slices to the left."""
    along_row, along_column = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, -1.0])
    planes = [
        PlaneGeometry(np.array([4.0 * i, 0, 0]), along_row, along_column, 2.0, 0.5, rows, columns, 3.0, "1.9")
        for i in range(slices)
    ]
    frames = tuple(Frame("none", 1, f"1.{e}.{i}", p) for e in range(echoes) for i, p in enumerate(planes))
    return Stack(
        "1/0", "1", StackKind.VOLUME, frames, rows, columns, slices,
        dimensions=(("echo_time", tuple(float(e) for e in range(echoes))),) if echoes > 1 else (),
        geometry=VolumeGeometry.from_planes(planes[0], [4.0, 0, 0], slices),
        calibration=Calibration(CalibrationKind.GEOMETRY, 2.0, 0.5),
    )  # fmt: skip


def load(
    stack: Stack, presentation: Presentation | None = None, values: NDArray[np.generic] | None = None
) -> LoadedStack:
    loaded = LoadedStack(stack, Series("1", stacks=(stack,)))
    if values is None:
        shape = stack.volumes, stack.slices, stack.rows, stack.columns
        values = np.random.default_rng(1).integers(0, 2048, shape, dtype=np.uint16)
    image = ImageStack("1/0", values, (presentation or Presentation((Window(600.0, 1200.0),)),) * len(stack.frames))
    loaded.finish(image, percentile_presets(image))
    return loaded


@pytest.fixture
def model() -> ViewportModel:
    """Five anisotropic slices; the middle one is shown."""
    model = ViewportModel()
    model.show(load(make_stack()))
    return model


def at(model: ViewportModel, coordinate: tuple[float, float], width: float = 400, height: float = 300) -> list[float]:
    return (model.image_to_view(width, height) @ [*coordinate, 1.0]).tolist()


# ── where things lie ─────────────────────────────────────────────────────────────────────────────


def test_fit_shows_the_whole_picture_with_true_proportions(model: ViewportModel) -> None:
    # 20 rows × 2 mm = 40 mm high, 60 columns × 0.5 mm = 30 mm wide: 300 / 40 = 7.5 view pixels a millimetre.
    assert at(model, (0, 0)) == pytest.approx([200 - 112.5, 0])
    assert at(model, (60, 20)) == pytest.approx([200 + 112.5, 300])


def test_a_quarter_turn_is_clockwise(model: ViewportModel) -> None:
    model.rotate()
    # 40 mm wide and 30 mm high: 10 view pixels a millimetre; the top-left corner comes to the top right.
    assert at(model, (0, 0)) == pytest.approx([400, 0])
    assert at(model, (60, 0)) == pytest.approx([400, 300])
    model.rotate(-1)
    assert at(model, (0, 0)) == pytest.approx([87.5, 0])
    model.rotate(4)
    assert at(model, (0, 0)) == pytest.approx([87.5, 0])


def test_zoom_about_an_anchor_and_pan(model: ViewportModel) -> None:
    before = at(model, (10, 5))
    model.zoom_by(3.0, (10, 5))
    assert at(model, (10, 5)) == pytest.approx(before)
    model.pan_by(4, -2)
    assert at(model, (10, 5)) == pytest.approx([before[0] + 4 * 0.5 * 22.5, before[1] - 2 * 2 * 22.5])
    model.center_on((1.0, 2.0))
    assert at(model, (1, 2)) == pytest.approx([200, 150])
    model.fit()
    assert at(model, (30, 10)) == pytest.approx([200, 150])


def test_zoom_has_limits(model: ViewportModel) -> None:
    model.zoom_by(1e9)
    assert np.linalg.norm(model.image_to_view(400, 300)[:, 0]) <= MAXIMUM_SCALE
    model.zoom_by(1e-9)
    assert at(model, (60, 20))[1] - at(model, (0, 0))[1] == pytest.approx(30)  # a tenth of fit


@pytest.mark.parametrize(
    ("steps", "letters"),
    [
        ("", EdgeLabels(left="A", right="P", top="H", bottom="F")),
        ("r", EdgeLabels(left="F", right="H", top="A", bottom="P")),
        ("rr", EdgeLabels(left="P", right="A", top="F", bottom="H")),
        ("h", EdgeLabels(left="P", right="A", top="H", bottom="F")),
        ("v", EdgeLabels(left="A", right="P", top="F", bottom="H")),
        ("rh", EdgeLabels(left="H", right="F", top="A", bottom="P")),
        ("hr", EdgeLabels(left="F", right="H", top="P", bottom="A")),
    ],
)
def test_letters_through_turns_and_flips(model: ViewportModel, steps: str, letters: EdgeLabels) -> None:
    for step in steps:
        model.rotate() if step == "r" else model.flip(horizontal=step == "h")
    assert model.edge_labels() == letters
    assert model.flipped == (("h" in steps) != ("v" in steps))
    # The letter at the right edge names the direction in which the patient lies there.
    inverse = np.linalg.inv(model.image_to_view(400, 300)[:, :2])
    column, row = inverse @ [1.0, 0.0]
    direction = {"P": column, "A": -column, "F": row, "H": -row}[letters.right]
    assert direction > 0


def test_letters_of_a_radiograph_come_from_patient_orientation() -> None:
    stack = Stack(
        "1/0", "1", StackKind.RADIOGRAPH, (Frame("none", 1, "1.1"),), 20, 60, 1, patient_orientation=("L", "F")
    )
    model = ViewportModel()
    model.show(load(stack))
    assert model.edge_labels() == EdgeLabels(left="R", right="L", top="H", bottom="F")


# ── scrolling ────────────────────────────────────────────────────────────────────────────────────


def test_scrolling_stops_at_the_ends(model: ViewportModel, qtbot: object) -> None:
    heard: list[str] = []
    model.picture_changed.connect(lambda: heard.append("picture"))
    model.scrolled.connect(lambda: heard.append("scrolled"))
    assert model.position == 2
    model.scroll(-10)
    model.scroll(-1)
    assert model.position == 0
    assert heard == ["picture", "scrolled"]
    model.go_to(99, by_hand=False)
    assert model.position == 4
    assert heard == ["picture", "scrolled", "picture"]


def test_echoes_go_round() -> None:
    model = ViewportModel()
    model.show(load(make_stack(echoes=3)))
    model.next_volume(2)
    assert model.volume_index == 2
    shown = model.picture()
    assert shown is not None
    assert shown.frame is not None
    assert shown.frame.sop_instance_uid == "1.2.2"
    model.next_volume(1)
    assert model.volume_index == 0


@pytest.mark.parametrize(("axis", "size", "positions"), [(0, (20, 60), 5), (1, (60, 5), 20), (2, (20, 5), 60)])
def test_three_planes(axis: int, size: tuple[int, int], positions: int) -> None:
    model = ViewportModel()
    model.show(load(make_stack()), axis)
    assert model.positions == positions
    assert model.image_size() == size
    picture = model.picture()
    assert picture is not None
    assert picture.pixels.shape == size
    assert picture.reconstructed == (axis != 0)
    assert model.spacing() == picture.spacing


def test_a_section_is_cut_once_and_a_stack_lets_its_pixels_go() -> None:
    loaded = load(make_stack())
    first = loaded.picture(1, 3, 0)
    assert loaded.picture(1, 3, 0) is first
    for position in range(SECTIONS_KEPT):
        loaded.picture(2, position, 0)
    again = loaded.picture(1, 3, 0)
    assert again is not None
    assert first is not None
    assert again is not first
    np.testing.assert_array_equal(again.pixels, first.pixels)
    gone = weakref.ref(loaded)
    gc.disable()  # without the collector: nothing may hold the stack in a cycle
    try:
        del loaded
        assert gone() is None
    finally:
        gc.enable()


# ── window ───────────────────────────────────────────────────────────────────────────────────────


def test_dragging_right_is_wider_and_down_is_higher(model: ViewportModel) -> None:
    gain = next(w.width for w in model.presets() if w.explanation == "auto") / 1024
    model.drag_window(10, 20)
    assert model.window == Window(pytest.approx(600 + 20 * gain), pytest.approx(1200 + 10 * gain))
    model.drag_window(-1e6, 0)
    assert model.window is not None
    assert model.window.width == 1.0


def test_a_window_stays_for_the_stack_and_reset_takes_it_back(model: ViewportModel) -> None:
    model.set_window(Window(1.0, 2.0))
    model.scroll(1)
    model.pixels_arrived()
    assert model.window == Window(1.0, 2.0)
    model.invert()
    model.flip(horizontal=True)
    model.zoom_by(2)
    model.reset()
    assert model.window == Window(600.0, 1200.0)
    assert not model.is_inverted()
    assert not model.flipped
    assert model.zoom == 1.0


def test_polarity_is_the_images_and_the_readers_together() -> None:
    model = ViewportModel()
    model.show(load(make_stack(), Presentation((Window(1.0, 2.0),), inverted=True)))
    assert model.is_inverted()
    model.invert()
    assert not model.is_inverted()


def test_function_and_lut_come_from_the_header() -> None:
    model = ViewportModel()
    model.show(load(make_stack(), Presentation((Window(1.0, 2.0),), VoiFunction.SIGMOID)))
    assert model.function is VoiFunction.SIGMOID
    assert model.lut is None
    lut = VoiLut(0, np.linspace(0, 1, 4, dtype=np.float32))
    model.show(load(make_stack(), Presentation(luts=(lut,))))
    assert model.lut is lut
    model.set_window(Window(1.0, 2.0))
    assert model.lut is None


# ── pixels that come late ────────────────────────────────────────────────────────────────────────


def test_frames_are_shown_as_they_arrive(qtbot: object) -> None:
    stack = make_stack()
    loaded = LoadedStack(stack, Series("1", stacks=(stack,)))
    model = ViewportModel()
    model.show(loaded)
    assert model.picture() is None
    assert model.image_size() == (20, 60)
    assert at(model, (30, 10)) == pytest.approx([200, 150])
    values = np.full((20, 60), 7, np.uint16)
    loaded.add_frame(2, FramePixels(values, None, Presentation((Window(7.0, 8.0),))))
    model.pixels_arrived()
    picture = model.picture()
    assert picture is not None
    assert picture.pixels is values
    assert model.window == Window(7.0, 8.0)
    model.scroll(1)
    assert model.picture() is None
