"""Turning planes with the mouse, in the viewport and in the window; what is written and drawn on such sections."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.session import cutting
from app.session.loaded_stack import LoadedStack
from app.session.turning import Turning, Way
from app.session.viewport_model import Tool, ViewportModel
from app.ui.overlays.corner_text import corner_lines
from app.ui.overlays.marks import elsewhere_caption, findings_on, saliency_on
from app.ui.overlays.plane_lines import plane_lines
from app.ui.overlays.scene import Scene
from app.ui.position_strip import PositionStrip
from app.ui.tools.planes import Grip
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.measurement import Mark
from imaging.measures import Kind
from imaging.region import Box
from imaging.slab import Slab, SlabMode
from tests.app.session.test_turning import LANDMARK, phantom
from tests.ui.test_viewport_mouse import Hand

Hang = Callable[..., Any]
Photograph = Callable[[QWidget], NDArray[np.uint8]]
SIZE = 400


class Bench:
    """The three planes of the phantom, the crosshair on its landmark, and the crosshair tool."""

    def __init__(self, world: Any) -> None:
        self.world, self.viewports = world, world.viewports
        self.turning = Turning(self.viewports)
        self.views = [world.view(SIZE, SIZE, index) for index in range(3)]
        first = self.viewports.models[0]
        self.viewports.set_cursor(first, tuple(first.plane_at(first.position).patient_to_image(LANDMARK)))
        self.viewports.set_tool(Tool.CROSSHAIR)

    def model(self, index: int) -> ViewportModel:
        found: ViewportModel = self.viewports.models[index]
        return found

    def line(self, view: int, of: int) -> Any:
        lines = plane_lines(self.viewports, self.model(view), self.views[view].matrix(), (SIZE, SIZE))
        return next(line for line in lines if line.model is self.model(of))

    def at_cursor(self, view: int) -> NDArray[np.float64]:
        place = self.views[view].matrix() @ [*self.viewports.cursor_in(self.model(view)), 1.0]
        return np.asarray(place)

    def close(self) -> None:
        self.turning.close()


@pytest.fixture
def bench(hang: Hang) -> Iterator[Bench]:
    """As `Bench`."""
    loaded = phantom()
    bench = Bench(hang((loaded, 0), (loaded, 1), (loaded, 2)))
    yield bench
    bench.close()


def around(center: NDArray[np.float64], start: QPointF, degrees: float) -> tuple[float, float]:
    """A place on the screen turned about another, clockwise."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    x, y = (center + turn @ (np.array([start.x(), start.y()]) - center)).tolist()
    return x, y


def tilt_of(line: Any) -> float:
    """Direction of a line on the screen, degrees from 0 to 180."""
    return float(np.degrees(np.arctan2(line.seen.dy(), line.seen.dx()))) % 180


# ── handles ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("view", "of"), [(1, 0), (2, 0), (0, 1), (2, 1), (0, 2), (1, 2)])
@pytest.mark.parametrize("degrees", [25.0, -40.0])
def test_a_drag_around_the_crosshair_turns_the_plane_with_the_line(
    bench: Bench, view: int, of: int, degrees: float
) -> None:
    hand, line = Hand(bench.views[view]), bench.line(view, of)
    before, planes = tilt_of(line), [m.plane_at(m.position) for m in bench.viewports.models]
    handle, center = line.turn_handles[0], bench.at_cursor(view)
    steps = [around(center, handle, degrees * share) for share in (0.3, 0.7, 1.0)]
    hand.drag((handle.x(), handle.y()), *steps)
    # The line on the screen follows the mouse, and the handle is where it was let go.
    assert (tilt_of(bench.line(view, of)) - before - degrees + 90) % 180 - 90 == pytest.approx(0.0, abs=1e-6)
    ends = [np.hypot(h.x() - steps[-1][0], h.y() - steps[-1][1]) for h in bench.line(view, of).turn_handles]
    assert min(ends) < 1e-6
    # That plane has turned, about the landmark, and no other.
    for number, before_it in enumerate(planes):
        plane = bench.model(number).plane_at(bench.model(number).position)
        turned = np.degrees(np.arccos(min(1.0, abs(float(plane.normal @ before_it.normal)))))
        assert turned == pytest.approx(abs(degrees) if number == of else 0.0, abs=1e-4)
        assert abs(float(plane.distance(LANDMARK))) <= plane.thickness / 2
    turned_plane = bench.model(of).plane_at(bench.model(of).position)
    assert turned_plane.distance(LANDMARK) == pytest.approx(0.0, abs=1e-9)


def test_a_flipped_and_rotated_picture_turns_the_same_way(bench: Bench) -> None:
    bench.model(1).flip(horizontal=True)
    bench.model(1).rotate(1)
    line = bench.line(1, 0)
    handle, center, before = line.turn_handles[0], bench.at_cursor(1), tilt_of(line)
    Hand(bench.views[1]).drag((handle.x(), handle.y()), around(center, handle, 15.0), around(center, handle, 30.0))
    assert (tilt_of(bench.line(1, 0)) - before - 30.0 + 90) % 180 - 90 == pytest.approx(0.0, abs=1e-6)


def test_a_turned_plane_can_be_turned_again_in_another_view(bench: Bench) -> None:
    for view in (1, 2):
        handle = bench.line(view, 0).turn_handles[0]
        end = around(bench.at_cursor(view), handle, 20.0)
        Hand(bench.views[view]).drag((handle.x(), handle.y()), end)
    plane = bench.model(0).plane_at(bench.model(0).position)
    assert plane.distance(LANDMARK) == pytest.approx(0.0, abs=1e-9)
    assert (np.abs(plane.normal) > 0.1).all()


@pytest.mark.parametrize("view", [1, 2])
def test_a_drag_away_from_the_line_makes_a_slab(bench: Bench, view: int) -> None:
    model, line = bench.model(0), bench.line(view, 0)
    handle, across = line.slab_handles[0], line.across
    per_mm = float(np.linalg.norm(bench.views[view].matrix()[:, 0])) / bench.model(view).spacing()[1]
    start = np.array([handle.x(), handle.y()])
    target = start + 6.0 * per_mm * across
    Hand(bench.views[view]).drag(tuple(start), tuple((start + target) / 2), tuple(target))
    assert model.slab == Slab(12.0, SlabMode.MAXIMUM)
    assert bench.line(view, 0).half_slab == pytest.approx(6.0 * per_mm)
    assert len(bench.line(view, 0).edges) == 2
    # Back to the line it is thin again.
    handle = bench.line(view, 0).slab_handles[0]
    Hand(bench.views[view]).drag((handle.x(), handle.y()), (handle.x() - 5, handle.y()), tuple(bench.at_cursor(view)))
    assert not model.slab.is_thick


def test_beside_the_handles_the_tool_moves_the_crosshair(bench: Bench) -> None:
    hand = Hand(bench.views[0])
    hand.drag((60.0, 90.0), (80.0, 120.0))
    np.testing.assert_allclose(bench.at_cursor(0), [80.0, 120.0], atol=1e-6)
    assert all(model.sweep is None for model in bench.viewports.models)


def test_a_handle_under_the_pointer_stands_out(bench: Bench) -> None:
    view, handle = bench.views[1], bench.line(1, 0).turn_handles[1]
    Hand(view).move((handle.x() + 3, handle.y()))
    assert view.mouse.planes.over is bench.model(0)
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    hit = view.mouse.planes.hit(handle)
    assert hit is not None
    assert hit[1] is Grip.TURN
    Hand(view).move((5.0, 5.0))
    assert view.mouse.planes.over is None
    Hand(view).move((handle.x(), handle.y()))
    view.mouse.planes.leave()
    assert view.mouse.planes.over is None


def test_with_another_tool_there_are_lines_and_no_handles(bench: Bench) -> None:
    bench.viewports.set_tool(Tool.WINDOW)
    handle = bench.views[1].mouse.planes.hit(QPointF(*bench.at_cursor(1)))
    assert handle is None
    lines = plane_lines(bench.viewports, bench.model(1), bench.views[1].matrix(), (SIZE, SIZE))
    assert [line.model for line in lines] == [bench.model(0)]  # the active one
    assert lines[0].turn_handles == lines[0].slab_handles == ()


def test_a_stack_that_cannot_be_turned_has_no_handles(bench: Bench) -> None:
    loaded = bench.model(0).loaded
    assert loaded is not None
    loaded.image = None
    assert plane_lines(bench.viewports, bench.model(1), bench.views[1].matrix(), (SIZE, SIZE)) == ()


def test_unlinked_there_is_nothing_to_turn_about(bench: Bench) -> None:
    bench.viewports.linking.toggle()
    assert bench.line(1, 0).turn_handles == ()


def test_the_line_and_its_handles_are_painted(bench: Bench, photograph: Photograph) -> None:
    line = bench.line(1, 0)
    handle = line.turn_handles[0]
    with_handles = photograph(bench.views[1]).astype(int)
    bench.viewports.set_tool(Tool.WINDOW)
    without = photograph(bench.views[1]).astype(int)
    row, column = round(handle.y()), round(handle.x())
    changed = np.abs(with_handles - without)[row - 6 : row + 7, column - 6 : column + 7].max(axis=-1) > 30
    assert changed.sum() > 15


# ── what the views show ──────────────────────────────────────────────────────────────────────────


def test_the_picture_follows_the_drag_and_is_whole_after_it(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, photograph: Photograph
) -> None:
    monkeypatch.setattr(cutting, "AT_ONCE", 1500)
    monkeypatch.setattr(cutting, "AT_ONCE_PLAIN", 1500)
    bench.world.session.overlays = type(bench.world.session.overlays)(corner_text=0, crosshair=False)
    view, handle = bench.views[0], bench.line(1, 0).turn_handles[0]
    hand, center = Hand(bench.views[1]), bench.at_cursor(1)
    hand.press((handle.x(), handle.y()))
    shown = []
    for degrees in (10.0, 20.0, 30.0):
        hand.move(around(center, handle, degrees))
        picture = bench.model(0).picture()
        assert picture is not None
        assert picture.coarse
        shown.append(photograph(view))
    assert all((a != b).any() for a, b in pairwise(shown))
    hand.release(around(center, handle, 30.0))
    qtbot.waitUntil(lambda: bench.model(0).unfinished is None, timeout=5000)
    whole = bench.model(0).picture()
    assert whole is not None
    assert not whole.coarse
    assert (photograph(view) != shown[-1]).any()


def test_the_landmark_is_seen_where_the_crosshair_is(bench: Bench, photograph: Photograph) -> None:
    bench.viewports.set_active(bench.model(2))
    for _ in range(12):
        bench.turning.turn(Way.UP)
        bench.turning.turn(Way.RIGHT)
    bench.world.session.overlays = type(bench.world.session.overlays)(corner_text=0, crosshair=False)
    bench.model(2).edge_labels = lambda: None  # type: ignore[method-assign]  # letters are bright too
    grey = photograph(bench.views[2])[..., 0].astype(float)
    rows, columns = np.nonzero(grey > 0.9 * grey.max())
    x, y = bench.at_cursor(2)
    assert abs(columns.mean() - x) < 4
    assert abs(rows.mean() - y) < 4


def lines_of(bench: Bench, index: int) -> list[str]:
    model, view = bench.model(index), bench.views[index]
    picture = model.picture()
    assert picture is not None
    scene = Scene(model, picture, SIZE, SIZE, view.matrix(), model.edge_labels())
    corners = corner_lines(scene, bench.world.session.case, show_identity=False)
    return [line.text for part in (corners.top_left, corners.bottom_left) for line in part]


def test_the_corner_says_what_it_is(bench: Bench) -> None:
    assert "sagittal" in lines_of(bench, 0)
    assert not any("slab" in line or "oblique" in line for line in lines_of(bench, 0))
    bench.viewports.set_active(bench.model(0))
    for _ in range(6):
        bench.turning.turn(Way.LEFT)
    bench.turning.change_thickness(1)
    words = lines_of(bench, 0)
    assert {"sagittal, oblique", "reconstructed, 3.0 mm", "slab 5.0 mm MIP", "turned 12°"} <= set(words)
    for _ in range(17):
        bench.turning.turn(Way.LEFT)
    assert "oblique" in lines_of(bench, 0)
    bench.viewports.set_active(bench.model(1))
    bench.turning.set_mode(SlabMode.MINIMUM)
    assert {"axial", "slab 5.0 mm minIP"} <= set(lines_of(bench, 1))


def test_a_length_on_a_turned_plane_is_the_length_in_the_patient(bench: Bench) -> None:
    bench.viewports.set_active(bench.model(0))
    for _ in range(11):
        bench.turning.turn(Way.LEFT)
        bench.turning.turn(Way.DOWN)
    model, drawing = bench.model(0), bench.world.session.drawing
    picture = model.picture()
    assert picture is not None
    ends = (30.0, 25.0), (52.0, 61.0)
    for end in ends:
        drawing.put(Kind.LENGTH, picture, end)
    (mark,) = drawing.journal.marks
    start, stop = picture.geometry.image_to_patient(np.array(ends))
    assert mark.values[0].value == pytest.approx(float(np.linalg.norm(stop - start)))
    np.testing.assert_allclose(mark.measurement.points, [start, stop])
    # It belongs to that plane: not to the next one, and not to the plane when it is turned on.
    assert [shown.mark for shown in drawing.shown_on(model.picture())] == [mark]
    model.scroll(1)
    assert drawing.shown_on(model.picture()) == ()
    model.scroll(-1)
    bench.turning.turn(Way.LEFT)
    assert drawing.shown_on(model.picture()) == ()
    bench.turning.turn(Way.RIGHT)
    assert [shown.mark for shown in drawing.shown_on(model.picture())] == [mark]


def test_the_statistics_of_a_slab_say_of_what(bench: Bench) -> None:
    model, drawing = bench.model(0), bench.world.session.drawing
    model.set_slab(Slab(9.0, SlabMode.MAXIMUM))
    picture = model.picture()
    assert picture is not None
    for corner in ((20.0, 20.0), (40.0, 45.0)):
        drawing.put(Kind.ELLIPSE, picture, corner)
    mark: Mark = drawing.journal.marks[0]
    names = [value.name for value in mark.values if not value.unit]
    assert names == ["mean (MIP)", "SD (MIP)", "min (MIP)", "max (MIP)", "pixels"]


def test_no_statistics_are_taken_from_a_coarse_picture(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "AT_ONCE", 100)
    monkeypatch.setattr(cutting, "AT_ONCE_PLAIN", 100)
    model, drawing = bench.model(0), bench.world.session.drawing
    bench.turning.turn(Way.LEFT)
    picture = model.picture()
    assert picture is not None
    assert picture.coarse
    for corner in ((20.0, 20.0), (40.0, 45.0)):
        drawing.put(Kind.ELLIPSE, picture, corner)
    assert all(value.unit for value in drawing.journal.marks[0].values)


def marked_finding(loaded: LoadedStack) -> Finding:
    """A box with a map on the middle slice."""
    frame = loaded.stack.frames[10]
    heat = SaliencyMap(frame.sop_instance_uid, frame.number, np.ones((60, 70), np.float32), "hirescam", 8.0)
    box = Box(frame.sop_instance_uid, frame.number, 5, 5, 30, 30)
    return Finding("a", "task", "tear", Probability(0.9, 0.5), box, saliency=(heat,))


def test_marks_of_the_model_stay_on_the_slices_they_were_made_on(bench: Bench) -> None:
    model, view = bench.model(0), bench.views[0]
    assert model.loaded is not None
    finding = marked_finding(model.loaded)
    model.go_to(10)

    def scene() -> Scene:
        picture = model.picture()
        assert picture is not None
        return Scene(model, picture, SIZE, SIZE, view.matrix())

    def drawn() -> tuple[bool, bool, bool]:
        found = findings_on(scene(), (finding,), "a"), saliency_on(scene(), (finding,), "a")
        return bool(found[0]), found[1] is not None, bool(elsewhere_caption(scene(), (finding,)))

    assert drawn() == (True, True, False)
    model.set_slab(Slab(9.0))
    assert drawn() == (False, False, True)
    model.set_slab(Slab())
    bench.viewports.set_active(model)
    bench.turning.turn(Way.LEFT)
    assert drawn() == (False, False, True)
    # Of a stack without marks, and before the lock, nothing is said.
    assert elsewhere_caption(scene(), ()) == ()


def test_the_strip_shows_no_ranking_of_slices_on_a_turned_plane(bench: Bench) -> None:
    model = bench.model(0)
    assert model.loaded is not None
    strip = PositionStrip(model, bench.world.session)
    bench.world.add_widget(strip)
    scores = tuple(np.linspace(0, 1, model.positions).tolist())
    finding = Finding("a", "task", "tear", Probability(0.9, 0.5), slice_scores=scores)
    bench.world.session.selected_finding = "a"
    bench.world.session.reveal(finding)
    assert strip.scores == scores
    bench.viewports.set_active(model)
    bench.turning.turn(Way.LEFT)
    assert strip.scores == ()
    bench.turning.straighten()
    assert strip.scores == scores


def test_window_and_inversion_stay(bench: Bench) -> None:
    model = bench.model(0)
    model.drag_window(20, 10)
    model.invert()
    before = model.window, model.inverted
    bench.viewports.set_active(model)
    bench.turning.turn(Way.LEFT)
    bench.turning.change_thickness(1)
    model.scroll(1)
    assert (model.window, model.inverted) == before
