"""Drawing without a mouse: points become marks on the picture they were placed on, and on no other."""

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.session.drawing import Drawing, needed, place_of
from app.session.journal import Journal
from app.session.loaded_stack import LoadedStack, Picture
from app.session.spine import LEVELS, next_level
from imaging.geometry import EdgeLabels
from imaging.measurement import label_lines
from imaging.measures import DEFINITIONS, Kind
from imaging.presentation import Presentation
from imaging.study import Calibration, CalibrationKind
from tests.ui.conftest import radiograph_loaded, volume_loaded

DETECTOR = Calibration(CalibrationKind.DETECTOR, 0.4, 0.2)  # rows 0.4 mm apart, columns 0.2 mm


@pytest.fixture
def drawing(qtbot: QtBot) -> Drawing:
    return Drawing(Journal())


@pytest.fixture
def volume() -> LoadedStack:
    """Six slices of 8 × 10, 4 mm apart, pixels of 1 mm, the value of a pixel tells where it is; two echoes."""
    values = np.arange(2 * 6 * 8 * 10, dtype=np.int16).reshape(2, 6, 8, 10)
    padding = np.zeros(values.shape, np.bool_)
    padding[0, :, 0] = True  # the upper row of every slice
    return volume_loaded(values, padding=padding, presentation=Presentation(rescale=(2.0, -9.0)))


def picture(loaded: LoadedStack, axis: int = 0, position: int = 2, volume_index: int = 0) -> Picture:
    found = loaded.picture(axis, position, volume_index)
    assert found is not None
    return found


def radiograph(calibration: Calibration = DETECTOR) -> Picture:
    return picture(radiograph_loaded(np.zeros((500, 500), np.uint16), calibration), position=0)


def draw(drawing: Drawing, kind: Kind, on: Picture, *points: tuple[float, float]) -> None:
    for point in points:
        drawing.put(kind, on, point)


def lines(drawing: Drawing, on: Picture) -> list[tuple[str, ...]]:
    return [label_lines(shown.mark.values) for shown in drawing.shown_on(on)]


def test_a_length_is_kept_with_its_number(drawing: Drawing) -> None:
    shown = radiograph()
    draw(drawing, Kind.LENGTH, shown, (10.25, 20.5))
    assert drawing.journal.marks == ()
    drawing.follow(Kind.LENGTH, shown, [(25.25, 20.5)])
    preview = drawing.preview_on(shown)
    assert preview is not None
    assert label_lines(preview.mark.values) == ("3.0 mm at detector",)
    draw(drawing, Kind.LENGTH, shown, (40.25, 60.5))
    (mark,) = drawing.journal.marks
    assert mark.measurement.points == ((10.25, 20.5), (40.25, 60.5))
    assert lines(drawing, shown) == [("17.1 mm at detector",)]  # 6 mm across, 16 mm down
    assert drawing.draft is None
    assert drawing.preview_on(shown) is None
    assert drawing.selected == mark.measurement.measurement_id


@pytest.mark.parametrize("kind", [kind for kind in Kind if needed(kind) and kind not in (Kind.TEXT, Kind.SPINE_LABEL)])
def test_every_kind_is_complete_after_its_steps(drawing: Drawing, kind: Kind) -> None:
    shown = radiograph()
    points = [(100, 100), (140, 250), (260, 220), (90, 70)][: needed(kind)]
    for number, point in enumerate(points, 1):
        title, step = drawing.prompt(kind, shown)
        assert step == DEFINITIONS[kind].steps[number - 1]
        assert title.endswith(f"{number}/{len(points)}") == (len(points) > 1)
        assert drawing.journal.marks == ()
        drawing.put(kind, shown, point)
    (mark,) = drawing.journal.marks
    assert mark.measurement.kind is kind
    assert bool(mark.values) == (kind is not Kind.ARROW)
    assert len(mark.measurement.points) == (4 if kind is Kind.BIDIRECTIONAL else len(points))


def test_a_polygon_is_closed_by_the_reader(drawing: Drawing) -> None:
    shown = radiograph()
    draw(drawing, Kind.POLYGON, shown, (10, 10), (20, 10), (20, 20))
    assert drawing.journal.marks == ()
    drawing.close(shown)
    assert lines(drawing, shown) == [("area 4.0 mm² at detector", "mean 0  SD 0", "min 0  max 0")]
    draw(drawing, Kind.POLYGON, shown, (10, 10), (20, 10))
    drawing.close(shown)
    assert len(drawing.journal.marks) == 1
    assert drawing.draft is None


def test_a_mark_lies_on_its_picture_only(drawing: Drawing, volume: LoadedStack) -> None:
    draw(drawing, Kind.LENGTH, picture(volume), (1, 1), (4, 5))
    on = [(a, p, v) for a, n in ((0, 6), (1, 8), (2, 10)) for p in range(n) for v in (0, 1)
          if drawing.shown_on(picture(volume, a, p, v))]  # fmt: skip
    assert on == [(0, 2, 0)]
    other = volume_loaded(np.zeros((6, 8, 10), np.int16), number=3)
    assert drawing.shown_on(picture(other)) == ()


@pytest.mark.parametrize("axis", [1, 2])
def test_a_mark_on_a_section_lies_on_that_section_of_that_echo_only(
    drawing: Drawing, volume: LoadedStack, axis: int
) -> None:
    section = picture(volume, axis, 3, 1)
    draw(drawing, Kind.LENGTH, section, (0.5, 0.5), (3.5, 4.5))
    (mark,) = drawing.journal.marks
    assert len(mark.measurement.points[0]) == 3
    on = [(a, p, v) for a, n in ((0, 6), (1, 8), (2, 10)) for p in range(n) for v in (0, 1)
          if drawing.shown_on(picture(volume, a, p, v))]  # fmt: skip
    assert on == [(axis, 3, 1)]
    (shown,) = drawing.shown_on(section)
    np.testing.assert_allclose(shown.points, [(0.5, 0.5), (3.5, 4.5)])
    # between rows or columns of one slice 1 mm, from slice to slice 4 mm
    row, column = section.spacing
    assert sorted(section.spacing) == [1.0, 4.0]
    assert mark.values[0].value == pytest.approx(np.hypot(3 * column, 4 * row))
    ends = np.array(mark.measurement.points)
    assert mark.values[0].value == pytest.approx(float(np.linalg.norm(ends[1] - ends[0])))


def test_statistics_leave_padding_out_on_slices_and_on_sections(drawing: Drawing, volume: LoadedStack) -> None:
    draw(drawing, Kind.ELLIPSE, picture(volume), (-0.5, -0.5), (2.5, 2.5))  # columns 0 and 1 of rows 0 and 1
    values = {v.name: v.value for v in drawing.journal.marks[0].values}
    assert (values["pixels"], values["mean"]) == (2, 170.5)  # row 1 of slice 2 only: 170 and 171
    section = picture(volume, 2, 3, 0)
    assert section.padding is not None
    assert section.padding[0].all()
    assert not section.padding[1:].any()
    assert picture(volume, 2, 3, 1).padding is not None
    assert not picture(volume, 2, 3, 1).padding.any()


def test_a_large_region_gets_its_statistics_when_it_is_done(drawing: Drawing) -> None:
    shown = picture(radiograph_loaded(np.full((1200, 1200), 7, np.uint16)), position=0)
    drawing.follow(Kind.ELLIPSE, shown, [(0, 0), (1200, 1200)])
    preview = drawing.preview_on(shown)
    assert preview is not None
    assert [value.name for value in preview.mark.values] == ["area"]
    draw(drawing, Kind.ELLIPSE, shown, (0, 0), (1200, 1200))
    assert lines(drawing, shown)[0][1] == "mean 7  SD 0"
    drawing.grab(drawing.shown_on(shown)[0], None, (0, 0))
    drawing.drag_to(shown, (5, 5))
    assert len(lines(drawing, shown)[0]) == 1
    drawing.drop(shown)
    assert len(lines(drawing, shown)[0]) == 3


def test_a_probe_tells_value_and_stored_value(drawing: Drawing, volume: LoadedStack) -> None:
    draw(drawing, Kind.PROBE, picture(volume), (3.9, 2.1))  # row 2, column 3 of slice 2: 2 × 80 + 23
    assert label_lines(drawing.journal.marks[0].values) == ("value 183  stored 96",)
    draw(drawing, Kind.PROBE, picture(volume), (3.9, 0.1))
    assert label_lines(drawing.journal.marks[1].values) == ("padding 163  stored 86",)
    draw(drawing, Kind.PROBE, picture(volume, 2, 3), (1.5, 2.5))
    assert "stored" not in label_lines(drawing.journal.marks[2].values)[0]
    draw(drawing, Kind.PROBE, picture(volume), (-1, 2))
    assert drawing.journal.marks[3].values == ()
    colour = picture(radiograph_loaded(np.full((5, 5, 3), (1, 2, 3), np.uint8)), position=0)
    draw(drawing, Kind.PROBE, colour, (1, 1))
    assert label_lines(drawing.journal.marks[4].values) == ("R 1  G 2", "B 3")


def test_a_point_is_moved_and_the_number_follows(drawing: Drawing) -> None:
    shown = radiograph()
    draw(drawing, Kind.LENGTH, shown, (10, 10), (20, 10))
    (before,) = drawing.shown_on(shown)
    drawing.grab(before, 1, (20.5, 10.0))  # taken half a pixel beside the point
    drawing.drag_to(shown, (30.5, 10.0))
    assert lines(drawing, shown) == [("4.0 mm at detector",)]
    assert drawing.journal.marks[0] == before.mark  # not yet
    drawing.drag_to(shown, (40.5, 10.0))
    drawing.drop(shown)
    assert drawing.journal.marks[0].measurement.points == ((10, 10), (40, 10))
    drawing.undo()
    assert drawing.journal.marks == (before.mark,)
    drawing.journal.redo()
    assert lines(drawing, shown) == [("6.0 mm at detector",)]


def test_a_mark_is_moved_as_a_whole(drawing: Drawing, volume: LoadedStack) -> None:
    section = picture(volume, 1, 3)
    draw(drawing, Kind.ANGLE, section, (1, 1), (4, 1), (4, 3))
    number = drawing.journal.marks[0].values[0].value
    drawing.grab(drawing.shown_on(section)[0], None, (0, 0))
    drawing.drag_to(section, (2.0, 1.5))
    drawing.drop(section)
    (shown,) = drawing.shown_on(section)
    np.testing.assert_allclose(shown.points, [(3, 2.5), (6, 2.5), (6, 4.5)])
    assert shown.mark.values[0].value == pytest.approx(number)


def test_a_grab_without_a_move_changes_nothing(drawing: Drawing) -> None:
    shown = radiograph()
    draw(drawing, Kind.LENGTH, shown, (10, 10), (20, 10))
    drawing.grab(drawing.shown_on(shown)[0], 1, (20, 10))
    drawing.drop(shown)
    drawing.undo()
    assert drawing.journal.marks == ()


def test_cancel_gives_up_the_mark_then_the_selection(drawing: Drawing) -> None:
    shown = radiograph()
    draw(drawing, Kind.LENGTH, shown, (10, 10), (20, 10))
    draw(drawing, Kind.ANGLE, shown, (1, 1))
    assert drawing.cancel()
    assert drawing.draft is None
    drawing.select(drawing.journal.marks[0].measurement.measurement_id)
    drawing.grab(drawing.shown_on(shown)[0], 0, (10, 10))
    drawing.drag_to(shown, (100, 100))
    assert drawing.cancel()
    assert lines(drawing, shown) == [("2.0 mm at detector",)]
    assert drawing.selected
    assert drawing.cancel()
    assert not drawing.selected
    assert not drawing.cancel()


def test_undo_takes_back_points_before_marks(drawing: Drawing) -> None:
    shown = radiograph()
    draw(drawing, Kind.LENGTH, shown, (10, 10), (20, 10))
    draw(drawing, Kind.ANGLE, shown, (1, 1), (2, 2))
    drawing.undo()
    assert drawing.placed_on(shown, Kind.ANGLE) == ((1, 1),)
    drawing.undo()
    assert drawing.draft is None
    assert len(drawing.journal.marks) == 1
    drawing.undo()
    assert drawing.journal.marks == ()
    assert not drawing.selected


def test_deleting_what_is_selected(drawing: Drawing) -> None:
    shown = radiograph()
    drawing.delete_selected()
    draw(drawing, Kind.LENGTH, shown, (10, 10), (20, 10))
    drawing.delete_selected()
    assert drawing.journal.marks == ()
    drawing.undo()
    assert len(drawing.journal.marks) == 1


def test_a_mark_begun_on_another_picture_is_given_up(drawing: Drawing, volume: LoadedStack) -> None:
    here, there = picture(volume), picture(volume, position=3)
    draw(drawing, Kind.LENGTH, here, (1, 1))
    drawing.follow(Kind.LENGTH, here, [(2, 2)])
    assert drawing.preview_on(there) is None
    assert drawing.preview_on(here) is not None
    draw(drawing, Kind.LENGTH, there, (1, 1), (2, 2))
    assert drawing.shown_on(here) == ()
    assert len(drawing.shown_on(there)) == 1


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_waits_for_its_words(drawing: Drawing, qtbot: QtBot) -> None:
    shown = radiograph()
    with qtbot.waitSignal(drawing.words_wanted):
        draw(drawing, Kind.TEXT, shown, (30, 40))
    assert drawing.asked_on(shown) == (30, 40)
    assert drawing.journal.marks == ()
    drawing.say("  cortical\nstep ")
    (mark,) = drawing.journal.marks
    assert mark.measurement.words == "cortical step"
    drawing.ask_words(mark)
    assert drawing.suggestion == "cortical step"
    drawing.say("")  # an old text keeps its words
    assert drawing.journal.marks == (mark,)
    drawing.ask_words(mark)
    drawing.say("step")
    assert drawing.journal.marks[0].measurement.words == "step"
    drawing.undo()
    assert drawing.journal.marks == (mark,)


def test_a_new_text_without_words_is_not_kept(drawing: Drawing) -> None:
    draw(drawing, Kind.TEXT, radiograph(), (30, 40))
    drawing.say("   ")
    assert drawing.journal.marks == ()
    assert drawing.asked is None
    drawing.say("nobody asked")
    assert drawing.journal.marks == ()


def test_an_arrow_may_get_words_and_lose_them(drawing: Drawing) -> None:
    draw(drawing, Kind.ARROW, radiograph(), (30, 40), (50, 50))
    drawing.ask_words(drawing.journal.marks[0])
    drawing.say("here")
    assert drawing.journal.marks[0].measurement.words == "here"
    drawing.ask_words(drawing.journal.marks[0])
    drawing.say("")
    assert drawing.journal.marks[0].measurement.words == ""
    drawing.ask_words(drawing.journal.marks[0])
    drawing.say("there")
    drawing.ask_words(drawing.journal.marks[0])
    drawing.say(None)  # Esc
    assert drawing.journal.marks[0].measurement.words == "there"


def test_any_mark_may_be_given_a_name(drawing: Drawing) -> None:
    shown = radiograph()
    draw(drawing, Kind.LENGTH, shown, (0, 0), (5, 5))
    draw(drawing, Kind.SPINE_LABEL, shown, (9, 9))
    drawing.say("L4")
    length, label = (mark.measurement.measurement_id for mark in drawing.journal.marks)
    values = drawing.journal.marks[0].values
    drawing.rename(length, "  graft   tunnel ")
    drawing.rename(label, " ")  # a label without words would be nothing
    assert [mark.measurement.words for mark in drawing.journal.marks] == ["graft tunnel", "L4"]
    assert drawing.journal.marks[0].values == values
    drawing.rename(length, "")
    drawing.undo()
    assert drawing.journal.marks[0].measurement.words == "graft tunnel"
    drawing.select(length)
    drawing.ask_words_of_selected()
    assert drawing.suggestion == "graft tunnel"
    assert drawing.asked_on(shown) == (0.0, 0.0)


def test_a_hidden_mark_is_nowhere_and_nothing_is_lost(drawing: Drawing) -> None:
    shown = radiograph()
    draw(drawing, Kind.LENGTH, shown, (0, 0), (5, 5))
    draw(drawing, Kind.LENGTH, shown, (0, 9), (5, 9))
    first, second = (mark.measurement.measurement_id for mark in drawing.journal.marks)
    drawing.select(first)
    drawing.hide_or_show_selected()
    assert [s.measurement_id for s in drawing.shown_on(shown)] == [second]
    assert len(drawing.journal.marks) == 2
    drawing.ask_words_of_selected()  # what is named must be seen
    assert [s.measurement_id for s in drawing.shown_on(shown)] == [first, second]
    drawing.hide(second, True)
    drawing.journal.delete(second)
    drawing.undo()
    assert len(drawing.shown_on(shown)) == 2


def test_spine_labels_follow_each_other(drawing: Drawing) -> None:
    shown = radiograph()
    draw(drawing, Kind.SPINE_LABEL, shown, (100, 400))
    assert drawing.suggestion == "L5"
    drawing.say("L5")
    draw(
        drawing,
        Kind.SPINE_LABEL,
        shown,
        (100, 350),
    )
    draw(drawing, Kind.SPINE_LABEL, shown, (100, 300))
    draw(drawing, Kind.SPINE_LABEL, shown, (100, 450))
    assert [m.measurement.words for m in drawing.journal.marks] == ["L5", "L4", "L3", "S1"]
    # between two that are named already only the reader can know
    draw(drawing, Kind.SPINE_LABEL, shown, (100, 320))
    assert drawing.asked is not None


@pytest.mark.parametrize(
    ("bottom", "spot", "level"),
    [("F", 90.0, "T12"), ("F", 110.0, "L2"), ("H", 90.0, "L2"), ("HA", 110.0, "T12"), ("PF", 110.0, "L2")],
)
def test_the_next_level_knows_where_the_head_is(bottom: str, spot: float, level: str) -> None:
    shown: Any = radiograph()
    turned = Picture(**{**shown.__dict__, "edge_labels": EdgeLabels("A", "P", "x", bottom)})
    assert next_level((50.0, spot), [(np.array([50.0, 100.0]), "L1")], turned) == level


def test_levels_end_somewhere() -> None:
    shown = radiograph()
    assert LEVELS[0] == "C1"
    assert next_level((0.0, 0.0), [(np.array([0.0, 10.0]), "C1")], shown) == ""
    assert next_level((0.0, 20.0), [(np.array([0.0, 10.0]), "S5")], shown) == ""
    assert next_level((0.0, 20.0), [(np.array([0.0, 10.0]), "L6")], shown) == ""
    assert next_level((0.0, 20.0), [], shown) == ""


def test_a_picture_without_an_original_takes_no_mark(drawing: Drawing) -> None:
    shown: Any = radiograph()
    nameless = Picture(**{**shown.__dict__, "source": None})
    assert place_of(nameless) is None
    draw(drawing, Kind.LENGTH, nameless, (1, 1), (2, 2))
    assert drawing.journal.marks == ()
    assert drawing.shown_on(nameless) == ()
