"""The list of marks: it tells all there is of each, follows every change, and needs no mouse."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.reading.hanging import Hung, Layout
from app.reading.store.key_images import key_images_path
from app.reading.store.marks import default_marks
from app.session.bring import bring_mark
from app.session.drawing import Drawing
from app.session.loaded_stack import LoadedStack
from app.session.marks_list import KEY_IMAGE, MarkRow
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper, default_store
from app.session.settings import Settings
from app.session.viewport_model import Tool
from app.ui.main_window import MainWindow
from app.ui.panels.marks_panel import MarksPanel
from app.ui.panels.parts import BADGE, DETAIL
from imaging.measurement import Mark, Measurement, Place, place_on, stored_points
from imaging.measures import Kind
from imaging.slab import Slab
from imaging.study import Case, Study
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import Opened, answer
from tests.ui.test_viewport_mouse import Hand


class Listing(Opened):
    """The real window with a journal and key images beside its record, and the list open."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder, self.saved, self.notices = qtbot, folder, [], []
        record = folder / "record.sqlite"
        self.session = ReadingSession(
            RecordKeeper(default_store(record)),
            Settings(reader="R1"),
            answer=answer,
            open_marks=default_marks(record),
            key_images=key_images_path(record),
        )
        self.session.noticed.connect(lambda notice: self.notices.append(notice.sentence))
        self.window = MainWindow(self.session)
        self.window.resize(1366, 900)
        self.window.show()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.panel: MarksPanel = self.window.marks

    def draw(self, tool: Tool, *points: tuple[float, float], view: int = 0) -> None:
        """Drag between points given as shares of a view."""
        self.session.set_tool(tool)
        shown = self.window.grid.views[view]
        Hand(shown).drag(*((x * shown.width(), y * shown.height()) for x, y in points))

    def items(self) -> list[str]:
        """Title, lines and badge of every card."""
        cards = (self.panel.list.item(n) for n in range(self.panel.list.count()))
        return [" | ".join(p for p in (c.text(), c.data(DETAIL), c.data(BADGE)) if p) for c in cards]

    def rows(self) -> tuple[MarkRow, ...]:
        """What the list knows."""
        return self.session.marks_list.rows()


def write_pair(folder: Path) -> None:
    """A radiograph of an ankle, and one of the same ankle a year earlier."""
    write_radiograph(folder / "now" / "image.dcm")
    write_radiograph(folder / "then" / "image.dcm", number=2)
    earlier = pydicom.dcmread(folder / "then" / "image.dcm")
    earlier.StudyDate = "20250102"
    earlier.save_as(folder / "then" / "image.dcm")


@pytest.fixture
def listing(qtbot: QtBot, tmp_path: Path) -> Iterator[Listing]:
    write_pair(tmp_path / "studies")
    opened = Listing(qtbot, tmp_path)
    opened.session.open_paths([tmp_path / "studies"])
    opened.until(lambda: len(opened.session.shelf.studies) == 2 and not opened.session.shelf.scanning)
    present = max(opened.session.shelf.studies, key=lambda study: study.date)
    opened.session.open_case(present.study_uid)
    opened.until_ready()
    opened.until(lambda: all(m.picture() is not None for m in opened.session.viewports.models))
    yield opened
    opened.close()


def test_a_key_opens_it_and_closes_it_again(listing: Listing) -> None:
    assert not listing.window.marks_dock.isVisible()
    listing.key(Qt.Key.Key_F4)
    assert listing.window.marks_dock.isVisible()
    assert "No marks yet" in listing.panel._pages.currentWidget().text()
    listing.draw(Tool.LENGTH, (0.3, 0.3), (0.6, 0.3))
    listing.window.give_images_the_keyboard()
    listing.key(Qt.Key.Key_F4)  # it is open: the keyboard goes there
    assert QApplication.focusWidget() is listing.panel.list
    listing.key(Qt.Key.Key_F4)
    assert not listing.window.marks_dock.isVisible()
    assert not listing.panel.isAncestorOf(QApplication.focusWidget())


def test_it_tells_kind_value_calibration_series_and_time_and_follows_every_change(listing: Listing) -> None:
    listing.key(Qt.Key.Key_F4)
    listing.draw(Tool.LENGTH, (0.3, 0.3), (0.6, 0.3))
    (row,) = listing.rows()
    (mark,) = listing.session.journal.marks
    assert row.values == (mark.values[0].text,)
    assert row.values[0].endswith(" mm at detector")
    assert (row.kind, row.where, row.prior) == ("Length", "DX", "")
    assert len(row.time) == len("14:03")
    assert listing.items() == [f"Length | {row.values[0]}\nDX · {row.time}"]
    listing.draw(Tool.ANGLE, (0.2, 0.6), (0.4, 0.6))
    assert len(listing.items()) == 1  # an angle needs a third point
    shown = listing.window.grid.views[0]
    Hand(shown).drag((0.4 * shown.width(), 0.8 * shown.height()))
    assert [item.split(" | ")[0] for item in listing.items()] == ["Length", "Angle"]
    listing.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(listing.items()) == 1
    listing.key(Qt.Key.Key_K)
    assert [item.split(" | ")[0] for item in listing.items()] == ["Length", KEY_IMAGE]


def test_a_mark_on_a_prior_says_so(listing: Listing) -> None:
    listing.key(Qt.Key.Key_F4)
    models = listing.session.viewports.models
    prior = next(n for n, m in enumerate(models) if m.loaded.stack.series_uid not in present_series(listing))
    listing.draw(Tool.LENGTH, (0.3, 0.3), (0.6, 0.3), view=prior)
    assert listing.rows()[0].prior == "2025-01-02"
    assert listing.items()[0].endswith(" | PRIOR 2025-01-02")


def present_series(listing: Listing) -> set[str]:
    assert listing.session.case is not None
    return {series.series_uid for series in listing.session.case.study.series}


def test_the_keyboard_is_enough(listing: Listing) -> None:
    """Bring, hide, name, delete and undo without the mouse."""
    session = listing.session
    listing.draw(Tool.LENGTH, (0.3, 0.3), (0.6, 0.3))
    listing.draw(Tool.LENGTH, (0.3, 0.6), (0.6, 0.6))
    first, second = (mark.measurement.measurement_id for mark in session.journal.marks)
    picture = session.viewports.models[0].picture()
    listing.key(Qt.Key.Key_F4)
    listing.key(Qt.Key.Key_Home)
    listing.key(Qt.Key.Key_Return)
    assert session.drawing.selected == first
    listing.key(Qt.Key.Key_Down)
    assert session.drawing.selected == first  # only Enter selects
    listing.key(Qt.Key.Key_Space)
    assert [shown.measurement_id for shown in session.drawing.shown_on(picture)] == [first]
    assert listing.items()[1].endswith(" | HIDDEN")
    assert listing.panel.hide_button.text() == "Show"
    listing.key(Qt.Key.Key_Space)
    assert len(session.drawing.shown_on(picture)) == 2
    listing.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is listing.panel.words
    for letter in (Qt.Key.Key_D, Qt.Key.Key_K):  # letters are words here, no commands
        listing.key(letter)
    listing.key(Qt.Key.Key_Return)
    assert session.journal.marks[1].measurement.words == "dk"
    assert listing.items()[1].startswith("Length  dk | ")
    assert QApplication.focusWidget() is listing.panel.list
    listing.key(Qt.Key.Key_Delete)  # the row of the keyboard, not the mark that is selected on the picture
    assert [mark.measurement.measurement_id for mark in session.journal.marks] == [first]
    listing.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [mark.measurement.measurement_id for mark in session.journal.marks] == [first, second]
    assert listing.items()[1].startswith("Length  dk | ")


def test_a_click_brings_the_image_and_selects_the_mark(listing: Listing) -> None:
    listing.key(Qt.Key.Key_F4)
    session = listing.session
    models = session.viewports.models
    prior = next(n for n, m in enumerate(models) if m.loaded.stack.series_uid not in present_series(listing))
    listing.draw(Tool.LENGTH, (0.3, 0.3), (0.6, 0.3), view=prior)
    session.drawing.select("")
    session.viewports.set_active(models[1 - prior])
    item = listing.panel.list.item(0)
    listing.qtbot.mouseClick(
        listing.panel.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=listing.panel.list.visualItemRect(item).center(),
    )
    assert session.viewports.active is models[prior]
    assert session.drawing.selected == listing.rows()[0].row_id


def test_selecting_on_the_picture_chooses_the_row(listing: Listing) -> None:
    listing.key(Qt.Key.Key_F4)
    listing.draw(Tool.LENGTH, (0.3, 0.3), (0.6, 0.3))
    listing.draw(Tool.LENGTH, (0.3, 0.6), (0.6, 0.6))
    assert listing.panel.list.currentRow() == 1
    listing.session.drawing.select(listing.rows()[0].row_id)
    assert listing.panel.list.currentRow() == 0


def test_key_images_are_listed_brought_and_unmarked(listing: Listing) -> None:
    listing.key(Qt.Key.Key_K)
    listing.key(Qt.Key.Key_F4)
    (row,) = listing.rows()
    assert (row.kind, row.is_key_image, len(row.time)) == (KEY_IMAGE, True, 5)
    assert not listing.panel.words.isEnabled()
    assert not listing.panel.hide_button.isEnabled()
    assert not listing.panel.save.isEnabled()  # there is no number to save
    assert listing.panel.delete.text() == "Unmark"
    listing.key(Qt.Key.Key_Return)
    listing.key(Qt.Key.Key_Delete)
    assert listing.rows() == ()
    assert listing.session.key_images.marked == {}


def test_a_text_keeps_its_words_rather_than_none(listing: Listing) -> None:
    drawing, panel = listing.session.drawing, listing.panel
    picture = listing.session.viewports.models[0].picture()
    drawing.put(Kind.TEXT, picture, (10, 10))
    drawing.say("cyst")
    listing.key(Qt.Key.Key_F4)
    panel.words.clear()
    panel.words.returnPressed.emit()
    assert panel.words.text() == "cyst"
    assert listing.items()[0].startswith("Text  cyst")


def test_it_saves_as_csv(listing: Listing, tmp_path: Path) -> None:
    listing.draw(Tool.LENGTH, (0.3, 0.3), (0.6, 0.3))
    listing.key(Qt.Key.Key_F4)
    listing.panel.save.click()
    dialog = listing.window.findChildren(QFileDialog)[0]
    dialog.fileSelected.emit(str(tmp_path / "out.csv"))
    listing.until(lambda: (tmp_path / "out.csv").exists() and not listing.session.keeper.busy)
    assert "detector" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    dialog.close()


def test_all_of_it_is_there_after_a_restart_and_nothing_is_hidden(listing: Listing, qtbot: QtBot) -> None:
    session = listing.session
    listing.draw(Tool.LENGTH, (0.3, 0.3), (0.6, 0.3))
    listing.session.drawing.rename(listing.rows()[0].row_id, "tunnel")
    listing.session.drawing.hide(listing.rows()[0].row_id, True)
    listing.key(Qt.Key.Key_K)
    before = listing.rows()
    assert session.case is not None
    uid = session.case.study.study_uid
    listing.until(lambda: session.journal.saved and not session.keeper.busy)
    session.open_case(next(s.study_uid for s in session.shelf.studies if s.study_uid != uid))
    listing.until(lambda: not session.keeper.busy)
    assert listing.rows() == ()
    session.open_case(uid)
    listing.until(lambda: len(listing.rows()) == 2)
    after = listing.rows()
    assert [row.words for row in after] == ["tunnel", ""]
    assert [row.hidden for row in after] == [False, False]
    assert [(row.row_id, row.values, row.where, row.time) for row in after] == [
        (row.row_id, row.values, row.where, row.time) for row in before
    ]


# ── bringing a section ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def volume(make_volume: Callable[..., LoadedStack]) -> LoadedStack:
    return make_volume(np.zeros((2, 6, 8, 10), np.uint16))


@pytest.mark.parametrize("axis", [1, 2])
def test_a_mark_on_a_section_brings_that_section_of_that_echo(
    hang: Callable[..., Any], volume: LoadedStack, axis: int
) -> None:
    world = hang(volume)
    drawing: Drawing = world.session.drawing
    case = Case(Study("1.2", series=(volume.series,)))
    picture = volume.picture(axis, 3, 1)
    assert picture is not None
    for spot in ((1.0, 1.0), (4.0, 2.0)):
        drawing.put(Kind.LENGTH, picture, spot)
    (mark,) = drawing.journal.marks
    assert bring_mark(world.viewports, case, mark.measurement) == ""
    model = world.viewports.active
    assert (model.axis, model.position, model.volume_index) == (axis, 3, 1)
    assert [shown.mark for shown in drawing.shown_on(model.picture())] == [mark]


def test_a_section_that_is_on_the_screen_is_taken_there(hang: Callable[..., Any], volume: LoadedStack) -> None:
    world = hang(volume)
    world.viewports.hang(Layout((Hung(volume.stack, 0), Hung(volume.stack, 2)), ((0, 0, 1, 1), (0, 1, 1, 1))))
    case = Case(Study("1.2", series=(volume.series,)))
    picture = volume.picture(2, 1, 0)
    assert picture is not None
    place = place_on(volume.stack.frames[0].sop_instance_uid, 1, picture.geometry, reconstructed=True)
    mark = Measurement("id", Kind.PROBE, place, stored_points(place, [(2.0, 2.0)], picture.geometry))
    assert bring_mark(world.viewports, case, mark) == ""
    assert world.viewports.active is world.model(1)
    assert (world.model(0).axis, world.model(1).position) == (0, 1)


def test_a_mark_on_a_turned_plane_turns_the_plane_there(hang: Callable[..., Any], volume: LoadedStack) -> None:
    world = hang(volume)
    case = Case(Study("1.2", series=(volume.series,)))
    uid = volume.stack.frames[6].sop_instance_uid  # of the second echo
    tilted = Measurement("id", Kind.PROBE, Place(uid, 1, "1.9", (0.6, 0.8, 0.0)), ((12.0, 14.0, 17.0),))
    world.session.drawing.journal.add(Mark(tilted))
    assert bring_mark(world.viewports, case, tilted) == ""
    model = world.viewports.active
    picture = model.picture()
    assert model.volume_index == 1
    assert abs(float(picture.geometry.normal @ [0.6, 0.8, 0.0])) == pytest.approx(1.0)
    assert [shown.mark.measurement for shown in world.session.drawing.shown_on(picture)] == [tilted]


def test_a_mark_on_a_slab_of_the_acquired_plane_brings_a_slab(hang: Callable[..., Any], volume: LoadedStack) -> None:
    world = hang(volume)
    model = world.model()
    model.set_slab(Slab(10.0))
    picture, drawing = model.picture(), world.session.drawing
    drawing.put(Kind.PROBE, picture, (3.0, 4.0))
    (mark,) = drawing.journal.marks
    model.show_acquired()
    model.go_to(0)
    assert drawing.shown_on(model.picture()) == ()
    assert bring_mark(world.viewports, Case(Study("1.2", series=(volume.series,))), mark.measurement) == ""
    assert model.slab.is_thick
    assert [shown.mark for shown in drawing.shown_on(model.picture())] == [mark]


def test_what_cannot_be_brought_says_why(hang: Callable[..., Any], volume: LoadedStack) -> None:
    world = hang(volume)
    case = Case(Study("1.2", series=(volume.series,)))
    elsewhere = Measurement("id", Kind.PROBE, Place("9.9", 1), ((1.0, 2.0),))
    assert "not in this study" in bring_mark(world.viewports, case, elsewhere)
