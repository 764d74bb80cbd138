"""Planes that are turned and slabs, without a widget: what stays where it is, what is computed, and what is refused."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.reading.hanging import Layout, three_planes
from app.session import cutter, cutting
from app.session.loaded_stack import LoadedStack
from app.session.turning import (
    COLOUR,
    NO_SERIES,
    NO_VOLUME,
    STEP,
    STILL_READ,
    UNEVEN,
    Turning,
    Way,
    begin_slab,
    pivot_of,
    set_thickness,
    why_not_turn,
)
from app.session.viewport_model import Tool, ViewportModel
from app.session.viewports import Viewports
from imaging import reslice_compiled
from imaging.geometry import EdgeLabels
from imaging.oblique import Sweep
from imaging.presentation import ImageStack, Presentation
from imaging.slab import Slab, SlabMode
from imaging.study import StackKind, Study
from tests.ui.conftest import volume_loaded

SHAPE = (20, 60, 70)
LANDMARK = np.array([30.0, 41.0, -12.0])
"""A bright point in the patient (LPS, mm): slice 10, row 32, column 31 of the stack below."""


def phantom(**more: Any) -> LoadedStack:
    """Sagittal slices of 3 mm, pixels of 1 mm, with a ball around the landmark."""
    index = np.stack(np.meshgrid(*(np.arange(n) for n in SHAPE), indexing="ij"), axis=-1)
    loaded = volume_loaded(np.zeros(SHAPE, np.uint16), spacing=(3.0, 1.0, 1.0))
    assert loaded.stack.geometry is not None
    away = np.linalg.norm(loaded.stack.geometry.index_to_patient(index) - LANDMARK, axis=-1)
    values = (1000 * np.exp(-0.5 * (away / 3.0) ** 2)).astype(np.uint16)
    return volume_loaded(values, spacing=(3.0, 1.0, 1.0), **more)


@pytest.fixture
def viewports(qapp: object) -> Viewports:
    """Three planes of the phantom."""
    loaded = phantom()
    viewports = Viewports(lambda _: loaded)
    viewports.hang(three_planes(loaded.stack))
    return viewports


@pytest.fixture
def turning(viewports: Viewports) -> Iterator[Turning]:
    """What keys do."""
    turning = Turning(viewports)
    yield turning
    turning.close()


def point_at(viewports: Viewports, model: ViewportModel, place: NDArray[np.float64]) -> None:
    """Put the crosshair on a place in the patient that lies in a viewport's plane."""
    plane = model.plane_at(model.position)
    assert plane is not None
    column, row = plane.patient_to_image(place).tolist()
    viewports.set_cursor(model, (column, row))


def brightest(model: ViewportModel) -> NDArray[np.float64]:
    """The place in the patient of the brightest pixel of a picture."""
    picture = model.picture()
    assert picture is not None
    assert picture.geometry is not None
    index = np.unravel_index(int(np.argmax(picture.pixels)), picture.pixels.shape)
    return picture.geometry.pixel_to_patient(index)


# ── turning ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_landmark_stays_under_the_crosshair_while_its_plane_turns(
    viewports: Viewports, turning: Turning, number: int, way: Way
) -> None:
    point_at(viewports, viewports.models[0], LANDMARK)
    model = viewports.models[number]
    model.zoom_by(1.7)
    viewports.set_active(model)
    cursor = viewports.cursor_in(model)
    assert cursor is not None
    before = model.image_to_view(400, 300) @ [*cursor, 1.0]
    for _ in range(17):
        turning.turn(way)
    plane = model.plane_at(model.position)
    assert plane is not None
    assert plane.distance(LANDMARK) == pytest.approx(0.0, abs=1e-9)
    cursor = viewports.cursor_in(model)
    assert cursor is not None
    # It is where it was on the screen, and the brightest pixel of the picture is there.
    np.testing.assert_allclose(model.image_to_view(400, 300) @ [*cursor, 1.0], before, atol=1e-6)
    np.testing.assert_allclose(brightest(model), LANDMARK, atol=0.75)


def test_a_turn_is_so_many_degrees_about_an_axis_of_the_screen(viewports: Viewports, turning: Turning) -> None:
    model = viewports.models[0]
    before = model.plane_at(model.position)
    assert before is not None
    for _ in range(10):
        turning.turn(Way.LEFT)
    plane = model.plane_at(model.position)
    assert plane is not None
    assert np.degrees(np.arccos(plane.normal @ before.normal)) == pytest.approx(10 * STEP)
    np.testing.assert_allclose(plane.along_column, before.along_column, atol=1e-12)
    # The right edge comes towards the reader: row × column, the normal, points into the screen.
    assert plane.along_row @ before.normal == pytest.approx(-np.sin(np.radians(10 * STEP)))
    for _ in range(10):
        turning.turn(Way.RIGHT)
    plane = model.plane_at(model.position)
    assert plane is not None
    np.testing.assert_allclose(plane.normal, before.normal, atol=1e-9)


def test_a_turn_follows_the_screen_when_the_picture_is_rotated(viewports: Viewports, turning: Turning) -> None:
    model = viewports.models[0]
    before = model.plane_at(model.position)
    assert before is not None
    model.rotate(1)
    turning.turn(Way.LEFT)
    plane = model.plane_at(model.position)
    assert plane is not None
    # What runs down the screen is the row now.
    np.testing.assert_allclose(plane.along_row, before.along_row, atol=1e-12)


def test_left_and_right_up_and_down_take_each_other_back(viewports: Viewports, turning: Turning) -> None:
    model = viewports.models[1]
    viewports.set_active(model)
    before = model.plane_at(model.position)
    for there, back in ((Way.LEFT, Way.RIGHT), (Way.UP, Way.DOWN)):
        turning.turn(there)
        turning.turn(back)
        plane = model.plane_at(model.position)
        assert plane is not None
        assert before is not None
        np.testing.assert_allclose(plane.normal, before.normal, atol=1e-9)


def test_without_a_crosshair_it_turns_about_the_middle_of_the_view(viewports: Viewports, turning: Turning) -> None:
    model = viewports.models[0]
    model.center_on((20.0, 44.0))
    plane = model.plane_at(model.position)
    assert plane is not None
    middle = plane.image_to_patient(model.view_center())
    turning.turn(Way.UP)
    plane = model.plane_at(model.position)
    assert plane is not None
    np.testing.assert_allclose(plane.image_to_patient(model.view_center()), middle, atol=1e-9)


def test_scrolled_away_it_turns_about_the_foot_of_the_crosshair(viewports: Viewports, turning: Turning) -> None:
    point_at(viewports, viewports.models[0], LANDMARK)
    model = viewports.models[1]
    model.scroll(9)
    plane = model.plane_at(model.position)
    assert plane is not None
    pivot = pivot_of(viewports, model)
    assert plane.distance(pivot) == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(np.cross(pivot - LANDMARK, plane.normal), 0.0, atol=1e-9)


def test_scale_and_zoom_are_kept(viewports: Viewports, turning: Turning) -> None:
    for model in viewports.models:
        viewports.set_active(model)
        model.zoom_by(2.0)
        size = model.spacing()[1]
        before = np.linalg.norm(model.image_to_view(300, 200)[:, 0]) / size
        turning.turn(Way.LEFT)
        after = np.linalg.norm(model.image_to_view(300, 200)[:, 0]) / model.spacing()[1]
        assert after == pytest.approx(before)


def test_letters_follow_the_plane(viewports: Viewports, turning: Turning) -> None:
    model = viewports.models[0]
    for _ in range(15):
        turning.turn(Way.LEFT)
    labels = model.edge_labels()
    assert labels in (EdgeLabels("AL", "PR", "H", "F"), EdgeLabels("AR", "PL", "H", "F"))
    model.flip(horizontal=True)
    flipped = model.edge_labels()
    assert labels is not None
    assert flipped is not None
    assert (flipped.left, flipped.right) == (labels.right, labels.left)


def test_straight_again_shows_the_section_that_was_in_the_middle(viewports: Viewports, turning: Turning) -> None:
    point_at(viewports, viewports.models[0], LANDMARK)
    model = viewports.models[0]
    position = model.position
    for _ in range(7):
        turning.turn(Way.DOWN)
    assert turning.is_turned
    plane = model.plane_at(model.position)
    assert plane is not None
    middle = plane.image_to_patient(model.view_center())
    turning.straighten()
    assert not turning.is_turned
    assert model.is_acquired
    picture = model.picture()
    assert picture is not None
    assert picture.frame is not None
    assert abs(model.position - position) <= 3
    plane = model.plane_at(model.position)
    assert plane is not None
    away = plane.patient_to_image(middle) - model.view_center()
    np.testing.assert_allclose(away, 0.0, atol=1e-9)


def test_reset_is_as_when_it_was_opened(viewports: Viewports, turning: Turning) -> None:
    model = viewports.models[2]
    viewports.set_active(model)
    before = model.image_to_view(300, 300)
    turning.turn(Way.LEFT)
    turning.change_thickness(1)
    model.reset()
    assert model.sweep is None
    assert not model.slab.is_thick
    np.testing.assert_allclose(model.image_to_view(300, 300), before)


def test_the_wheel_goes_along_the_normal(viewports: Viewports, turning: Turning) -> None:
    model = viewports.models[0]
    for _ in range(12):
        turning.turn(Way.RIGHT)
    before = model.plane_at(model.position)
    model.scroll(2)
    after = model.plane_at(model.position)
    assert before is not None
    assert after is not None
    moved = after.position - before.position
    np.testing.assert_allclose(np.cross(moved, before.normal), 0.0, atol=1e-9)
    assert np.linalg.norm(moved) == pytest.approx(2 * before.thickness)
    model.go_to(10_000)
    assert model.position == model.positions - 1
    assert model.picture() is not None


def test_a_turned_plane_comes_to_the_crosshair(viewports: Viewports, turning: Turning) -> None:
    turned, other = viewports.models[1], viewports.models[0]
    viewports.set_active(turned)
    for _ in range(10):
        turning.turn(Way.UP)
    point_at(viewports, other, LANDMARK)
    plane = turned.plane_at(turned.position)
    assert plane is not None
    assert abs(float(plane.distance(LANDMARK))) <= plane.thickness / 2 + 1e-9


def test_parallel_turned_planes_scroll_together(qapp: object) -> None:
    loaded = phantom()
    viewports = Viewports(lambda _: loaded)
    hung = three_planes(loaded.stack).viewports[0]
    viewports.hang(Layout((hung, hung), ((0, 0, 1, 1), (0, 1, 1, 1))))
    turning = Turning(viewports)
    for model in viewports.models:
        viewports.set_active(model)
        for _ in range(5):
            turning.turn(Way.LEFT)
    one, other = viewports.models
    one.scroll(3)
    planes = one.plane_at(one.position), other.plane_at(other.position)
    assert planes[0] is not None
    assert planes[1] is not None
    assert abs(float(planes[0].distance(planes[1].position))) <= planes[0].thickness / 2 + 1e-6
    turning.close()


def test_every_echo_is_cut_alike(qapp: object) -> None:
    random = np.random.default_rng(4)
    values = np.stack([random.integers(0, 500, SHAPE), random.integers(1000, 1500, SHAPE)]).astype(np.uint16)
    loaded = volume_loaded(values, spacing=(3.0, 1.0, 1.0))
    viewports = Viewports(lambda _: loaded)
    viewports.hang(three_planes(loaded.stack))
    turning = Turning(viewports)
    turning.turn(Way.LEFT)
    model = viewports.models[0]
    first = model.picture()
    viewports.step_volume(1)
    second = model.picture()
    assert first is not None
    assert second is not None
    assert first.pixels.max() < 500
    assert second.pixels.max() >= 1000
    assert second.source == loaded.stack.frames[SHAPE[0]]
    np.testing.assert_array_equal(np.asarray(first.padding), np.asarray(second.padding))
    turning.close()


def test_a_new_layout_keeps_what_is_turned(viewports: Viewports, turning: Turning) -> None:
    turning.turn(Way.LEFT)
    turning.set_mode(SlabMode.MEAN)
    before = viewports.models[0]
    stack = before.loaded.stack if before.loaded is not None else None
    assert stack is not None
    viewports.hang(Layout(three_planes(stack).viewports[:1], ((0, 0, 1, 1),)))
    after = viewports.models[0]
    assert (after.sweep, after.slab, after.position) == (before.sweep, before.slab, before.position)


# ── slabs ────────────────────────────────────────────────────────────────────────────────────────


def test_keys_make_slabs_thicker_and_thinner(viewports: Viewports, turning: Turning) -> None:
    model = viewports.models[0]  # 3 mm slices
    seen = []
    for steps in (1, 1, 1, -1, -1, -1):
        turning.change_thickness(steps)
        seen.append(model.slab.thickness)
    assert seen == [5.0, 7.5, 10.0, 7.5, 5.0, 0.0]
    viewports.set_active(viewports.models[1])  # 1 mm apart
    seen = []
    for _ in range(3):
        turning.change_thickness(1)
    for _ in range(5):
        seen.append(viewports.models[1].slab.thickness)
        turning.change_thickness(-1)
    assert seen == [10.0, 7.5, 5.0, 3.0, 2.0]
    assert not turning.is_slab


def test_no_slab_is_thicker_than_the_volume(viewports: Viewports, turning: Turning) -> None:
    for _ in range(20):
        turning.change_thickness(1)
    assert viewports.models[0].slab.thickness == 60.0


@pytest.mark.parametrize(
    ("mode", "expected"), [(SlabMode.MEAN, np.mean), (SlabMode.MAXIMUM, np.max), (SlabMode.MINIMUM, np.min)]
)
def test_a_slab_of_acquired_slices(
    viewports: Viewports, turning: Turning, mode: SlabMode, expected: Callable[..., Any]
) -> None:
    model = viewports.models[0]
    turning.set_mode(mode)
    set_thickness(model, 9.0)
    picture = model.picture()
    assert picture is not None
    assert model.loaded is not None
    assert model.loaded.image is not None
    at = model.position
    values = model.loaded.image.values[0, at - 1 : at + 2].astype(float)
    np.testing.assert_allclose(picture.pixels, expected(values, axis=0), atol=1.0)
    # It is no original image any more: nothing that belongs to one is drawn on it.
    assert (picture.frame, picture.reconstructed, picture.slab) == (None, True, Slab(9.0, mode))
    turning.thin()
    assert model.is_acquired


def test_the_mode_is_kept_when_the_slab_is_thin(viewports: Viewports, turning: Turning) -> None:
    turning.set_mode(SlabMode.MINIMUM)
    turning.thin()
    turning.change_thickness(1)
    assert viewports.models[0].slab == Slab(5.0, SlabMode.MINIMUM)


# ── coarse at once, whole after rest ─────────────────────────────────────────────────────────────


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the main thread take so little that everything begins coarse."""
    monkeypatch.setattr(cutting, "AT_ONCE", 500)
    monkeypatch.setattr(cutting, "AT_ONCE_PLAIN", 500)


@pytest.mark.usefixtures("small_budget")
def test_rest_brings_the_whole_section(viewports: Viewports, turning: Turning, qtbot: QtBot) -> None:
    model = viewports.models[0]
    for _ in range(10):
        turning.turn(Way.LEFT)
    coarse = model.picture()
    assert coarse is not None
    assert coarse.coarse
    request = model.unfinished
    assert request is not None
    qtbot.waitUntil(lambda: model.unfinished is None, timeout=5000)
    whole = model.picture()
    assert whole is not None
    assert not whole.coarse
    np.testing.assert_array_equal(whole.pixels, request.cut().pixels)
    assert whole.pixels.shape == coarse.pixels.shape


@pytest.mark.usefixtures("small_budget")
def test_the_latest_plane_wins(viewports: Viewports, turning: Turning, qtbot: QtBot) -> None:
    model = viewports.models[0]
    for _ in range(6):
        turning.turn(Way.LEFT)
        qtbot.wait(25)  # long enough that computing begins, not that it must have ended
    last = model.plane_at(model.position)
    qtbot.waitUntil(lambda: model.unfinished is None, timeout=5000)
    picture = model.picture()
    assert picture is not None
    assert picture.geometry is not None
    assert last is not None
    np.testing.assert_allclose(picture.geometry.position, last.position)


@pytest.mark.usefixtures("small_budget")
def test_the_whole_section_is_computed_beside_the_main_thread(
    viewports: Viewports, turning: Turning, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[object] = []
    original = cutting.reslice

    def spy(*arguments: Any, **options: Any) -> Any:
        threads.append((options["every"], QThread.currentThread() is turning.thread()))
        return original(*arguments, **options)

    monkeypatch.setattr(cutting, "reslice", spy)
    turning.turn(Way.LEFT)
    qtbot.waitUntil(lambda: viewports.models[0].picture() is not None and viewports.models[0].unfinished is None)
    assert {is_main for every, is_main in threads if every == 1} == {False}
    assert {is_main for every, is_main in threads if every > 1} == {True}


@pytest.mark.usefixtures("small_budget")
def test_a_fault_is_said_once_and_not_tried_again(
    viewports: Viewports, turning: Turning, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    turning.noticed.connect(lambda notice: said.append(notice.sentence))
    original = cutting.reslice

    def break_down(*arguments: Any, **options: Any) -> Any:
        if options["every"] == 1:
            raise RuntimeError("made up")
        return original(*arguments, **options)

    monkeypatch.setattr(cutting, "reslice", break_down)
    turning.turn(Way.LEFT)
    qtbot.waitUntil(lambda: bool(said))
    qtbot.wait(80)
    assert len(said) == 1
    assert "could not be computed" in said[0]


@pytest.mark.usefixtures("small_budget")
def test_closing_while_it_computes_ends_the_thread(
    viewports: Viewports, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = cutting.reslice

    def slow(*arguments: Any, **options: Any) -> Any:
        if options["every"] == 1:
            time.sleep(0.05)
        return original(*arguments, **options)

    monkeypatch.setattr(cutting, "reslice", slow)
    turning = Turning(viewports)
    turning.turn(Way.LEFT)
    qtbot.wait(40)
    turning.close()
    assert not any(thread.isRunning() for thread in turning.findChildren(QThread))


def test_a_small_section_is_whole_at_once(viewports: Viewports, turning: Turning) -> None:
    turning.turn(Way.LEFT)
    picture = viewports.models[0].picture()
    assert picture is not None
    assert not picture.coarse
    assert viewports.models[0].unfinished is None


@pytest.fixture
def nothing_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the program has just started."""
    monkeypatch.setattr(reslice_compiled, "_ready", set())


@pytest.mark.usefixtures("nothing_compiled")
def test_the_first_turn_has_the_inner_loop_compiled(viewports: Viewports, turning: Turning, qtbot: QtBot) -> None:
    image = viewports.models[0].loaded.image if viewports.models[0].loaded is not None else None
    assert image is not None
    assert turning.findChildren(QThread) == []  # for plain sections no thread runs
    turning.turn(Way.LEFT)
    by_numpy = viewports.models[0].picture()
    qtbot.waitUntil(lambda: reslice_compiled.is_ready(image.values, None), timeout=30_000)
    viewports.models[0].scroll(1)
    viewports.models[0].scroll(-1)
    compiled = viewports.models[0].picture()
    assert by_numpy is not None
    assert compiled is not None
    assert compiled is not by_numpy
    assert np.abs(compiled.pixels.astype(int) - by_numpy.pixels).max() <= 1


@pytest.mark.usefixtures("nothing_compiled")
def test_where_nothing_can_be_compiled_numpy_cuts(
    viewports: Viewports, turning: Turning, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def fail(*arguments: object, **options: object) -> None:
        tried.append(arguments)
        raise ImportError("made up")

    monkeypatch.setattr(cutter, "prepare", fail)
    monkeypatch.setattr(cutting, "AT_ONCE_PLAIN", 500)
    model = viewports.models[0]
    for _ in range(3):
        turning.turn(Way.LEFT)
        qtbot.waitUntil(lambda: model.unfinished is None and model.picture() is not None, timeout=5000)
    assert len(tried) == 1


def test_what_is_asked_for_again_is_not_computed_again(
    viewports: Viewports, turning: Turning, monkeypatch: pytest.MonkeyPatch
) -> None:
    turning.turn(Way.LEFT)
    model = viewports.models[0]
    picture = model.picture()
    monkeypatch.setattr(cutting, "reslice", partial(os.abort))
    assert model.picture() is picture


# ── what is refused ──────────────────────────────────────────────────────────────────────────────


def refusals() -> list[tuple[str, Callable[[LoadedStack], None], str]]:
    def two_slices(loaded: LoadedStack) -> None:
        loaded.stack = replace(loaded.stack, slices=2)

    def radiograph(loaded: LoadedStack) -> None:
        loaded.stack = replace(loaded.stack, kind=StackKind.STACK)

    def uneven(loaded: LoadedStack) -> None:
        loaded.stack = replace(loaded.stack, regular=False)

    def one_column(loaded: LoadedStack) -> None:
        loaded.stack = replace(loaded.stack, columns=1)

    def no_numbers(loaded: LoadedStack) -> None:
        assert loaded.stack.geometry is not None
        affine = loaded.stack.geometry.affine.copy()
        affine[0, 3] = np.nan
        loaded.stack = replace(loaded.stack, geometry=replace(loaded.stack.geometry, affine=affine))

    def unread(loaded: LoadedStack) -> None:
        loaded.image = None

    def coloured(loaded: LoadedStack) -> None:
        loaded.image = ImageStack("1", np.zeros((1, *SHAPE, 3), np.uint8), (Presentation(),) * SHAPE[0])

    return [
        ("two slices", two_slices, NO_VOLUME),
        ("no volume", radiograph, NO_VOLUME),
        ("one column", one_column, NO_VOLUME),
        ("uneven gaps", uneven, UNEVEN),
        ("no numbers", no_numbers, UNEVEN),
        ("not read", unread, STILL_READ),
        ("colour", coloured, COLOUR),
    ]


@pytest.mark.parametrize(("name", "spoil", "sentence"), refusals(), ids=[name for name, _, _ in refusals()])
def test_what_cannot_be_turned_says_why(
    viewports: Viewports, turning: Turning, name: str, spoil: Callable[[LoadedStack], None], sentence: str
) -> None:
    model = viewports.models[0]
    said: list[str] = []
    turning.noticed.connect(lambda notice: said.append(notice.sentence))
    assert model.loaded is not None
    spoil(model.loaded)
    assert turning.why_not() == sentence
    turning.turn(Way.LEFT)
    turning.change_thickness(1)
    turning.set_mode(SlabMode.MEAN)
    assert said == [sentence] * 3
    assert model.sweep is None
    assert not model.slab.is_thick
    assert begin_slab(model) == sentence


def test_an_empty_viewport_says_why() -> None:
    assert why_not_turn(None) == NO_SERIES
    assert why_not_turn(ViewportModel()) == NO_SERIES


def test_a_tilted_stack_can_be_turned_on_its_true_positions(viewports: Viewports) -> None:
    model = viewports.models[0]
    assert model.loaded is not None
    geometry = model.loaded.stack.geometry
    assert geometry is not None
    sheared = geometry.affine.copy()
    sheared[2, 0] = 0.8
    model.loaded.stack = replace(model.loaded.stack, geometry=replace(geometry, affine=sheared))
    assert why_not_turn(model) == ""


@pytest.mark.parametrize("axis", [1, 2])
def test_the_planes_of_a_tilted_stack_stand_at_right_angles(qapp: object, axis: int) -> None:
    """A bright voxel is shown where the tilted slices put it in the patient, and a right angle is one."""
    values = np.zeros(SHAPE, np.uint16)
    bright = tuple(size // 2 + 2 for size in SHAPE)
    values[bright] = 1000
    loaded = volume_loaded(values, spacing=(3.0, 1.0, 1.0))
    assert loaded.stack.geometry is not None
    sheared = loaded.stack.geometry.affine.copy()
    sheared[:3, 0] += [0.0, 0.7, 0.9]
    loaded.stack = replace(loaded.stack, geometry=replace(loaded.stack.geometry, affine=sheared))
    geometry = loaded.stack.geometry
    assert geometry is not None
    model = ViewportModel()
    model.show(loaded, axis)
    point = geometry.index_to_patient(bright)
    model.go_to(round(model.position_of(point) or 0.0))
    plane, picture = model.plane_at(model.position), model.picture()
    assert plane is not None
    assert picture is not None
    assert picture.oblique
    assert picture.reconstructed
    assert float(plane.along_row @ plane.along_column) == pytest.approx(0.0, abs=1e-9)
    row, column = np.unravel_index(int(np.argmax(picture.pixels)), picture.pixels.shape)
    np.testing.assert_allclose(plane.patient_to_image(point), [column + 0.5, row + 0.5], atol=1.0)
    before = plane.normal
    model.turn_to(Sweep.of_section(geometry, axis, point).turned(plane.along_row, 20.0))
    model.straighten()
    straight = model.plane_at(model.position)
    assert straight is not None
    np.testing.assert_allclose(straight.normal, before, atol=1e-9)


# ── the crosshair tool ───────────────────────────────────────────────────────────────────────────


def test_the_crosshair_tool_brings_a_crosshair(viewports: Viewports, turning: Turning) -> None:
    assert viewports.cursor is None
    viewports.set_tool(Tool.CROSSHAIR)
    active = viewports.active
    assert active is not None
    assert viewports.cursor_in(active) == pytest.approx(active.view_center())
    before = viewports.cursor
    viewports.set_tool(Tool.WINDOW)
    viewports.set_tool(Tool.CROSSHAIR)
    assert viewports.cursor is before


def test_an_original_image_is_brought_in_front_of_a_turned_plane(viewports: Viewports, turning: Turning) -> None:
    model = viewports.models[0]
    assert model.loaded is not None
    turning.turn(Way.LEFT)
    turning.change_thickness(1)
    viewports.bring_frame(Study("1", series=(model.loaded.series,)), model.loaded.stack.frames[4].sop_instance_uid, 1)
    assert model.is_acquired
    assert model.position == 4
