"""Drawing on the screen: to the pixel, by click and drag, turned or mirrored, on one picture only."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.reading.store.marks import default_marks
from app.session.loaded_stack import LoadedStack
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.settings import Settings
from app.session.viewport_model import Tool
from app.ui.main_window import MainWindow
from app.ui.tools.words import WordsField
from app.ui.viewport_view import ViewportView
from imaging.measurement import Mark, label_lines
from imaging.measures import Kind
from imaging.study import Calibration, CalibrationKind
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import Opened, answer
from tests.ui.test_viewport_mouse import Ctrl, Hand, Middle, Right, Shift

Hang = Callable[..., Any]
Loaded = Callable[..., LoadedStack]
Photograph = Callable[[Any], NDArray[np.uint8]]
READER = np.array([0x56, 0xB4, 0xE9])
TALL = Calibration(CalibrationKind.DETECTOR, 0.4, 0.2)


@pytest.fixture
def radiograph(make_radiograph: Loaded) -> LoadedStack:
    """400 × 400 dark pixels of 0.4 mm × 0.2 mm: in a view of 400 × 800 each takes one column and two rows."""
    return make_radiograph(np.full((400, 400), 10, np.uint16), TALL)


@pytest.fixture
def volume(make_volume: Loaded) -> LoadedStack:
    values = np.zeros((5, 100, 100), np.uint16)
    return make_volume(values + np.arange(5, dtype=np.uint16)[:, None, None])


class Desk:
    """One viewport of 400 × 800 with a hand on it."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.viewports, self.drawing = world.viewports, world.session.drawing
        self.model = world.model()
        self.view: ViewportView = world.view(400, 800)
        self.hand = Hand(self.view)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self.drawing.journal.marks  # type: ignore[no-any-return]

    def labels(self) -> list[tuple[str, ...]]:
        return [label_lines(shown.mark.values) for shown in self.drawing.shown_on(self.model.picture())]

    def points(self) -> list[tuple[tuple[float, ...], ...]]:
        """Rounded to a thousandth of a pixel."""
        return [tuple(tuple(round(x, 3) for x in p) for p in mark.measurement.points) for mark in self.marks]

    def choose(self, tool: Tool) -> "Desk":
        self.viewports.set_tool(tool)
        return self


@pytest.fixture
def desk(hang: Hang, radiograph: LoadedStack) -> Desk:
    return Desk(hang(radiograph))


def test_a_drag_is_a_length_to_the_pixel(desk: Desk) -> None:
    desk.choose(Tool.LENGTH).hand.drag((50, 100), (80, 150), (110, 260))
    # one column a pixel, two pixels a row
    assert desk.points() == [((50, 50), (110, 130))]
    assert desk.labels() == [("34.2 mm at detector",)]  # 60 × 0.2 = 12 across, 80 × 0.4 = 32 down


def test_two_clicks_are_the_same_length(desk: Desk) -> None:
    desk.choose(Tool.LENGTH)
    desk.hand.drag((50, 100))
    desk.hand.move((90, 200))
    preview = desk.drawing.preview_on(desk.model.picture())
    assert preview is not None
    assert label_lines(preview.mark.values) == ("21.5 mm at detector",)  # 8 across, 20 down
    desk.hand.drag((110, 260))
    assert desk.points() == [((50, 50), (110, 130))]


def test_the_number_lives_while_the_line_is_drawn(desk: Desk) -> None:
    desk.choose(Tool.LENGTH).hand.press((50, 100))
    for x, text in ((75, "5.0 mm at detector"), (100, "10.0 mm at detector")):
        desk.hand.move((x, 100))
        preview = desk.drawing.preview_on(desk.model.picture())
        assert preview is not None
        assert label_lines(preview.mark.values) == (text,)
        assert desk.marks == ()
    desk.hand.release((100, 100))
    assert desk.labels() == [("10.0 mm at detector",)]


@pytest.mark.parametrize("turn", ["rotate", "flip", "zoom", "pan"])
def test_a_turned_mirrored_or_zoomed_view_changes_no_number(desk: Desk, turn: str) -> None:
    desk.choose(Tool.LENGTH).hand.drag((50, 100), (110, 260))
    before = desk.marks
    act = {
        "rotate": lambda: desk.model.rotate(1),
        "flip": lambda: desk.model.flip(horizontal=True),
        "zoom": lambda: desk.model.zoom_by(2.5, (10.0, 10.0)),
        "pan": lambda: desk.model.pan_by(30.0, -20.0),
    }[turn]
    act()
    assert desk.marks == before
    assert desk.labels() == [("34.2 mm at detector",)]
    # drawn over the old one in the new view, it is the same again
    ends = [desk.view.matrix() @ [*p, 1.0] for p in before[0].measurement.points]
    desk.drawing.journal.undo()
    desk.hand.drag(*(tuple(end) for end in ends))
    assert desk.points() == [((50, 50), (110, 130))]
    assert desk.labels() == [("34.2 mm at detector",)]


def test_the_line_is_painted_where_it_is_and_nowhere_else(desk: Desk, photograph: Photograph) -> None:
    bare = photograph(desk.view)
    desk.choose(Tool.LENGTH).hand.drag((100, 300), (300, 300))
    desk.viewports.set_tool(Tool.WINDOW)
    picture = photograph(desk.view)
    # away from its ends and its label: two pixels of blue around y = 300, a dark border, and nothing else
    part = np.s_[:, 220:280]
    away = np.abs(picture[part].astype(int) - READER).max(axis=2)
    assert np.unique(np.nonzero(away < 12)[0]).tolist() == [299, 300]
    assert (away[299:301] < 12).all()
    changed = np.unique(np.nonzero((picture[part] != bare[part]).any(axis=2))[0])
    assert (changed.min(), changed.max()) == (298, 301)
    # held Space shows the bare image
    desk.world.session.overlays = replace(desk.world.session.overlays, hidden=True)
    hidden = photograph(desk.view)
    assert not (np.abs(hidden[295:305, 120:280].astype(int) - READER).max(axis=2) < 12).any()


def test_while_overlays_are_hidden_nothing_is_taken_or_drawn(desk: Desk) -> None:
    desk.choose(Tool.LENGTH).hand.drag((100, 300), (300, 300))
    desk.world.session.overlays = replace(desk.world.session.overlays, hidden=True)
    desk.hand.drag((100, 300), (100, 500))
    desk.hand.drag((10, 10), (200, 200))
    assert desk.points() == [((100, 150), (300, 150))]


@pytest.mark.parametrize(("away", "taken"), [(0, True), (5.9, True), (6.2, False)])
def test_a_point_is_taken_within_six_pixels(desk: Desk, away: float, taken: bool) -> None:
    desk.choose(Tool.LENGTH).hand.drag((100, 300), (300, 300))
    window = desk.model.window
    desk.choose(Tool.WINDOW)
    desk.hand.drag((300 + away, 300), (320 + away, 340), (350 + away, 400))
    assert desk.points() == [((100, 150), (350, 200) if taken else (300, 150))]
    assert (desk.model.window == window) == taken


def test_a_line_moves_as_a_whole(desk: Desk) -> None:
    desk.choose(Tool.LENGTH).hand.drag((100, 300), (300, 300))
    desk.hand.drag((200, 304), (210, 324), (220, 344))
    assert desk.points() == [((120, 170), (320, 170))]
    desk.hand.drag((220, 340), (222, 341))  # a click selects and moves nothing
    assert desk.points() == [((120, 170), (320, 170))]


def test_a_click_beside_every_mark_selects_none(desk: Desk) -> None:
    desk.choose(Tool.LENGTH).hand.drag((100, 300), (300, 300))
    assert desk.drawing.selected == desk.marks[0].measurement.measurement_id
    desk.choose(Tool.WINDOW).hand.drag((10, 10))
    assert desk.drawing.selected == ""
    desk.hand.drag((200, 300))
    assert desk.drawing.selected == desk.marks[0].measurement.measurement_id


def test_an_angle_is_a_drag_and_a_click_or_three_clicks(desk: Desk) -> None:
    desk.choose(Tool.ANGLE)
    desk.hand.drag((50, 100), (100, 100))
    desk.hand.move((100, 160))
    desk.hand.drag((100, 150))
    assert desk.points()[-1] == ((50, 50), (100, 50), (100, 75))
    for point in ((50, 400), (100, 400), (100, 450)):
        desk.hand.drag(point)
    assert desk.labels() == [("90.0°",), ("90.0°",)]


def test_the_last_point_can_be_aimed(desk: Desk) -> None:
    desk.choose(Tool.ANGLE)
    desk.hand.drag((50, 100), (100, 100))
    desk.hand.drag((120, 150), (110, 150), (100, 150))
    assert desk.points()[-1] == ((50, 50), (100, 50), (100, 75))


def test_cobb_is_two_drags(desk: Desk) -> None:
    desk.choose(Tool.COBB)
    desk.hand.drag((50, 100), (150, 100))
    desk.hand.drag((50, 300), (150, 400))
    assert desk.points() == [((50, 50), (150, 50), (50, 150), (150, 200))]
    assert desk.labels() == [("Cobb 45.0°",)]  # 20 mm across, 20 mm down


def test_a_polygon_by_clicks_closes_at_its_first_corner(desk: Desk) -> None:
    desk.choose(Tool.POLYGON)
    for point in ((50, 100), (150, 100), (150, 200), (50, 200)):
        desk.hand.drag(point)
        desk.hand.move((point[0] + 30, point[1] + 30))
    assert desk.marks == ()
    desk.hand.drag((53, 103))
    assert desk.points() == [((50, 50), (150, 50), (150, 100), (50, 100))]
    assert desk.labels()[0] == ("area 400.0 mm² at detector", "mean 10  SD 0", "min 10  max 10")


def test_a_polygon_closes_at_a_double_click(desk: Desk) -> None:
    desk.choose(Tool.POLYGON)
    for point in ((50, 100), (150, 100)):
        desk.hand.drag(point)
    desk.hand.double_click((150, 200))
    assert desk.points() == [((50, 50), (150, 50), (150, 100))]
    assert desk.viewports.maximised is None


def test_a_polygon_in_one_stroke(desk: Desk) -> None:
    turn = np.linspace(0, 2 * np.pi, 200)
    desk.choose(Tool.POLYGON).hand.drag(*zip(200 + 80 * np.cos(turn), 400 + 80 * np.sin(turn), strict=True))
    (area, *_) = desk.marks[0].values
    # a circle of 80 columns by 40 rows: π × 16 mm × 16 mm, less what the corners cut off
    assert area.value == pytest.approx(np.pi * 16 * 16, rel=0.01)
    assert 40 < len(desk.marks[0].measurement.points) < 100


def test_a_double_click_is_no_point_of_no_length(desk: Desk) -> None:
    desk.choose(Tool.LENGTH).hand.double_click((100, 100))
    assert desk.marks == ()
    assert desk.viewports.maximised is None
    desk.hand.drag((200, 100))
    assert desk.points() == [((100, 50), (200, 50))]


def test_a_double_click_still_maximises_without_a_drawing_tool(desk: Desk) -> None:
    desk.hand.double_click((100, 100))
    assert desk.viewports.maximised is desk.model


def test_other_buttons_and_keys_do_what_they_did(desk: Desk) -> None:
    desk.choose(Tool.LENGTH)
    center = desk.model.view_center()
    desk.hand.drag((100, 100), (130, 120), button=Middle)
    assert desk.model.view_center() != center
    zoom = desk.model.zoom
    desk.hand.drag((100, 100), (100, 50), button=Right)
    assert desk.model.zoom > zoom
    desk.hand.drag((100, 100), (200, 300), modifiers=Ctrl)
    assert desk.model.window.explanation == "box"
    desk.hand.drag((100, 100), (200, 300), modifiers=Shift)
    assert desk.marks == ()
    assert desk.drawing.draft is None


def test_a_second_button_gives_the_drag_up(desk: Desk) -> None:
    desk.choose(Tool.LENGTH).hand.drag((100, 300), (300, 300))
    desk.hand.press((300, 300))
    desk.hand.move((350, 400))
    desk.hand.press((350, 400), Right)
    desk.hand.release((350, 400), Right)
    desk.hand.release((350, 400))
    assert desk.points() == [((100, 150), (300, 150))]


def test_another_tool_gives_up_what_is_being_drawn(desk: Desk) -> None:
    desk.choose(Tool.ANGLE).hand.drag((50, 100))
    assert desk.drawing.draft is not None
    desk.drawing.abandon()
    desk.choose(Tool.LENGTH).hand.drag((50, 200), (100, 200))
    assert [mark.measurement.kind for mark in desk.marks] == [Kind.LENGTH]


def test_the_corner_says_what_to_place_next(desk: Desk) -> None:
    desk.choose(Tool.INSALL_SALVATI)
    picture = desk.model.picture()
    assert desk.view._prompt(picture) == (
        "Insall–Salvati ratio 1/3", "upper end of the longest diagonal of the patella"
    )  # fmt: skip
    desk.hand.drag((50, 100), (60, 180))
    assert desk.view._prompt(picture)[0] == "Insall–Salvati ratio 3/3"
    desk.choose(Tool.WINDOW)
    assert desk.view._prompt(picture) == ()


def test_the_pointer_says_that_a_mark_can_be_taken(desk: Desk) -> None:
    desk.choose(Tool.LENGTH)
    assert desk.view.cursor().shape() is Qt.CursorShape.CrossCursor
    desk.hand.drag((100, 300), (300, 300))
    desk.hand.move((200, 303))
    assert desk.view.cursor().shape() is Qt.CursorShape.PointingHandCursor
    desk.hand.move((200, 340))
    assert desk.view.cursor().shape() is Qt.CursorShape.CrossCursor
    desk.choose(Tool.WINDOW)
    assert desk.view.cursor().shape() is Qt.CursorShape.ArrowCursor


# ── slices and sections ──────────────────────────────────────────────────────────────────────────


def blue(picture: NDArray[np.uint8]) -> int:
    return int((np.abs(picture.astype(int) - READER).max(axis=2) < 12).sum())


def test_no_mark_is_seen_on_another_slice(hang: Hang, volume: LoadedStack, photograph: Photograph) -> None:
    desk = Desk(hang(volume))
    desk.choose(Tool.LENGTH).hand.drag((100, 300), (300, 300))
    desk.choose(Tool.WINDOW)
    here = desk.model.position
    seen = []
    for position in range(5):
        desk.model.go_to(position)
        seen.append(blue(photograph(desk.view)) > 100)
    assert seen == [position == here for position in range(5)]


def test_a_mark_on_a_section_is_seen_there_only(hang: Hang, volume: LoadedStack, photograph: Photograph) -> None:
    desk = Desk(hang((volume, 1)))
    desk.model.go_to(40)
    desk.choose(Tool.LENGTH).hand.drag((100, 400), (300, 400))
    desk.choose(Tool.WINDOW)
    # 200 pixels of the view, which shows 5 slices of 4 mm in 20 mm
    scale = float(np.linalg.norm(desk.view.matrix()[:, 0])) / desk.model.picture().spacing[1]
    assert desk.marks[0].values[0].value == pytest.approx(200 / scale)
    seen = []
    for position in (39, 40, 41):
        desk.model.go_to(position)
        seen.append(blue(photograph(desk.view)) > 100)
    assert seen == [False, True, False]


def test_a_length_begun_on_one_slice_is_not_ended_on_another(hang: Hang, volume: LoadedStack) -> None:
    desk = Desk(hang(volume))
    desk.choose(Tool.LENGTH).hand.drag((100, 300))
    desk.model.go_to(desk.model.position + 1)
    desk.hand.move((200, 300))
    assert desk.drawing.preview_on(desk.model.picture()) is None
    desk.hand.drag((200, 300))
    desk.hand.drag((250, 300))
    assert len(desk.marks) == 1
    frame = desk.model.picture().frame
    assert desk.marks[0].measurement.place.sop_instance_uid == frame.sop_instance_uid


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def field(desk: Desk) -> WordsField | None:
    found = [f for f in desk.view.findChildren(WordsField) if not f.isHidden()]
    return found[0] if found else None


def test_a_text_is_typed_where_it_stands(desk: Desk, photograph: Photograph) -> None:
    desk.view.show()
    desk.choose(Tool.TEXT).hand.drag((120, 300))
    words = field(desk)
    assert words is not None
    assert (words.x(), words.geometry().center().y()) == (120, pytest.approx(300, abs=2))
    QTest.keyClicks(words, "loose body")
    QTest.keyClick(words, Qt.Key.Key_Return)
    assert [mark.measurement.words for mark in desk.marks] == ["loose body"]
    assert desk.points() == [((120, 150),)]
    photograph(desk.view)
    # a text is moved by its words, and changed by a double click on them
    desk.choose(Tool.WINDOW).hand.drag((150, 300), (160, 320), (170, 340))
    assert desk.points() == [((140, 170),)]
    photograph(desk.view)
    desk.hand.double_click((170, 340))
    words = field(desk)
    assert words is not None
    assert words.text() == "loose body"
    words.setText("loose bodies")
    QTest.keyClick(words, Qt.Key.Key_Return)
    assert [mark.measurement.words for mark in desk.marks] == ["loose bodies"]


def test_pixels_that_arrive_do_not_end_the_typing(desk: Desk) -> None:
    desk.view.show()
    desk.choose(Tool.TEXT).hand.drag((120, 300))
    words = field(desk)
    assert words is not None
    QTest.keyClicks(words, "half a wo")
    desk.model.pixels_arrived()
    assert field(desk) is words
    QTest.keyClicks(words, "rd")
    QTest.keyClick(words, Qt.Key.Key_Return)
    assert [mark.measurement.words for mark in desk.marks] == ["half a word"]


def test_esc_leaves_the_text_out(desk: Desk) -> None:
    desk.view.show()
    desk.choose(Tool.TEXT).hand.drag((120, 300))
    words = field(desk)
    assert words is not None
    QTest.keyClicks(words, "nothing")
    QTest.keyClick(words, Qt.Key.Key_Escape)
    assert desk.marks == ()
    assert field(desk) is None


def test_scrolling_on_keeps_what_was_typed(hang: Hang, volume: LoadedStack) -> None:
    desk = Desk(hang(volume))
    desk.view.show()
    desk.choose(Tool.TEXT).hand.drag((120, 300))
    words = field(desk)
    assert words is not None
    QTest.keyClicks(words, "cyst")
    here = desk.model.picture().frame.sop_instance_uid
    desk.model.go_to(desk.model.position + 1)
    assert field(desk) is None
    assert [(m.measurement.words, m.measurement.place.sop_instance_uid) for m in desk.marks] == [("cyst", here)]


# ── in the window ────────────────────────────────────────────────────────────────────────────────


class Measuring(Opened):
    """The real window with a journal beside its record."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder, self.saved, self.notices = qtbot, folder, [], []
        record = folder / "record.sqlite"
        self.session = ReadingSession(
            RecordKeeper(default_store(record)),
            Settings(reader="R1"),
            answer=answer,
            open_marks=default_marks(record),
        )
        self.session.noticed.connect(lambda notice: self.notices.append(notice.sentence))
        self.window = MainWindow(self.session)
        self.window.resize(1366, 768)
        self.window.show()
        qtbot.waitUntil(self.window.isActiveWindow)

    def draw(self, *points: tuple[float, float]) -> None:
        """Drag between points given as shares of the view."""
        view = self.window.grid.views[0]
        Hand(view).drag(*((x * view.width(), y * view.height()) for x, y in points))

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self.session.journal.marks


@pytest.fixture
def measuring(qtbot: QtBot, tmp_path: Path) -> Iterator[Measuring]:
    write_radiograph(tmp_path / "study" / "image.dcm")
    window = Measuring(qtbot, tmp_path).open(tmp_path / "study")
    assert isinstance(window, Measuring)
    yield window
    window.close()


def test_by_keys_and_mouse_before_the_lock_and_after(measuring: Measuring) -> None:
    key, Z = measuring.key, Qt.Key.Key_Z
    key(Qt.Key.Key_D)
    measuring.draw((0.3, 0.3), (0.6, 0.6))
    key(Qt.Key.Key_E)
    measuring.draw((0.5, 0.2), (0.7, 0.4))
    assert [mark.measurement.kind for mark in measuring.marks] == [Kind.LENGTH, Kind.ELLIPSE]
    assert measuring.marks[0].values[0].text.endswith(" mm at detector")
    key(Qt.Key.Key_Delete)
    assert len(measuring.marks) == 1
    key(Z, Ctrl)
    assert len(measuring.marks) == 2
    assert measuring.notices[-1] == "Undone: Ellipse deleted."
    key(Z, Ctrl)
    key(Z, Ctrl)
    assert measuring.marks == ()
    key(Z, Ctrl)
    assert measuring.notices[-1] == "There is nothing to undo."
    key(Qt.Key.Key_Y, Ctrl)
    key(Z, Ctrl | Shift)
    assert len(measuring.marks) == 2
    measuring.lock()
    key(Qt.Key.Key_A, Shift)
    measuring.draw((0.2, 0.2), (0.4, 0.2))
    measuring.draw((0.2, 0.6), (0.4, 0.7))
    assert measuring.marks[-1].measurement.kind is Kind.COBB


def test_esc_cancels_then_deselects(measuring: Measuring) -> None:
    measuring.key(Qt.Key.Key_D)
    measuring.draw((0.3, 0.3), (0.6, 0.6))
    measuring.draw((0.2, 0.7))
    assert measuring.session.drawing.draft is not None
    measuring.key(Qt.Key.Key_Escape)
    assert measuring.session.drawing.draft is None
    measuring.session.drawing.select(measuring.marks[0].measurement.measurement_id)
    measuring.key(Qt.Key.Key_Escape)
    assert measuring.session.drawing.selected == ""
    assert len(measuring.marks) == 1


def test_keys_go_to_the_words_while_they_are_typed(measuring: Measuring) -> None:
    measuring.key(Qt.Key.Key_T)
    measuring.draw((0.4, 0.4))
    for letter in (Qt.Key.Key_D, Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_Backspace):
        measuring.key(letter)
    measuring.key(Qt.Key.Key_Return)
    assert measuring.session.viewports.tool is Tool.TEXT
    assert [mark.measurement.words for mark in measuring.marks] == ["da"]
    measuring.draw((0.6, 0.6))
    measuring.key(Qt.Key.Key_X)
    measuring.key(Qt.Key.Key_Escape)
    assert len(measuring.marks) == 1
    assert QApplication.focusWidget() is not None


def test_marks_are_there_again_when_the_study_is_opened_again(
    measuring: Measuring, qtbot: QtBot, tmp_path: Path
) -> None:
    measuring.key(Qt.Key.Key_D)
    measuring.draw((0.3, 0.3), (0.6, 0.6))
    drawn = measuring.marks
    measuring.close()
    again = Measuring(qtbot, tmp_path)
    again.open(tmp_path / "study")
    assert again.marks == drawn
    again.key(Qt.Key.Key_Z, Ctrl)
    assert again.marks == ()
    again.session.change_settings(reader="R2")
    again.until_ready()
    assert again.marks == ()
    assert not again.session.journal.can_redo()
    again.close()


def test_saving_as_csv(measuring: Measuring, tmp_path: Path) -> None:
    measuring.window.commands.run("measure.save")
    assert measuring.notices[-1] == "There are no marks on this study yet."
    measuring.key(Qt.Key.Key_D)
    measuring.draw((0.3, 0.3), (0.6, 0.6))
    measuring.window.commands.run("measure.save")
    (dialog,) = measuring.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out.csv"))
    dialog.close()
    measuring.until(lambda: not measuring.session.keeper.busy)
    assert measuring.notices[-1] == "1 mark was saved (rows: 1)."
    written = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert ",Length," in written
    assert "detector" in written
    assert "Secret" not in written
    measuring.session.journal.save_csv(tmp_path / "absent" / "out.csv", measuring.session.case)  # type: ignore[arg-type]
    measuring.until(lambda: not measuring.session.keeper.busy)
    assert "were not written" in measuring.notices[-1]
