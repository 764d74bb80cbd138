"""The series list: priors, key images, dragging and keys that put a series into a viewport."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.reading.hanging import Hung, Layout
from app.session.display_commands import NO_SERIES_CHOSEN
from app.session.key_images import KeyImages
from app.session.loaded_stack import LoadedStack
from app.session.record_keeper import RecordKeeper
from app.session.viewports import Viewports
from app.ui.panels.thumbnail_list import STACK_ID, STARS
from app.ui.panels.thumbnails import ThumbnailsPanel
from app.ui.viewport_grid import STACK_MIME, ViewportCell
from imaging.study import Case, Study
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import Opened, words_in

Left, None_ = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def reading(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """A radiograph with a prior, side by side."""
    for number, day in ((1, "20260102"), (2, "20250102")):
        path = tmp_path / "studies" / f"{number}.dcm"
        write_radiograph(path, number)
        data = pydicom.dcmread(path)
        data.StudyDate = day
        data.save_as(path)
    opened = Opened(qtbot, tmp_path).open(tmp_path / "studies")
    session = opened.session
    newer = next(study for study in session.shelf.studies if study.date == "20260102")
    if session.case is None or session.case.study is not newer:
        session.open_case(newer.study_uid)
        opened.until_ready()
    opened.until(lambda: all(m.picture() is not None for m in session.viewports.models))
    assert len(session.viewports.models) == 2
    yield opened
    opened.close()


def panel(opened: Opened) -> ThumbnailsPanel:
    return opened.window.case_column.series


def shown(opened: Opened) -> list[str]:
    return [m.loaded.stack.stack_id for m in opened.session.viewports.models if m.loaded]


def drag(cell: ViewportCell, stack_id: str) -> tuple[QDragEnterEvent, QMimeData]:
    """A series over a cell."""
    data = QMimeData()
    data.setData(STACK_MIME, stack_id.encode())
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, data, Left, None_)
    QApplication.sendEvent(cell, enter)
    return enter, data


def test_priors_stand_below_the_study_and_say_so(reading: Opened) -> None:
    listed = panel(reading).list
    now, before = listed.item(0), listed.item(1)
    assert listed.count() == 2
    assert "2025-01-02" in before.toolTip()
    assert "2025-01-02" not in now.toolTip()
    assert "Series (1 + 1 prior)" in words_in(panel(reading))
    assert "prior of 2025-01-02" in before.data(Qt.ItemDataRole.AccessibleTextRole)
    reading.until(lambda: not before.icon().isNull())
    listed.itemClicked.emit(before)
    assert shown(reading)[0] == before.data(STACK_ID)


def test_a_series_dragged_onto_a_viewport_is_shown_there(reading: Opened) -> None:
    first, second = reading.window.grid.cells
    now, before = shown(reading)
    enter, data = drag(first, before)
    assert enter.isAccepted()
    assert first._mark.isVisible()
    assert first._mark.geometry() == first.rect()
    assert not second._mark.isVisible()
    QApplication.sendEvent(first, QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, Left, None_))
    assert not first._mark.isVisible()
    assert shown(reading) == [before, before]
    drag(second, now)
    QApplication.sendEvent(second, QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, Left, None_))
    assert reading.session.viewports.active is second.view.model


def test_a_drag_that_goes_on_leaves_no_mark(reading: Opened) -> None:
    cell = reading.window.grid.cells[0]
    before = shown(reading)
    drag(cell, before[1])
    QApplication.sendEvent(cell, QDragLeaveEvent())
    assert not cell._mark.isVisible()
    assert shown(reading) == before


def test_files_dragged_over_a_viewport_are_for_the_window(reading: Opened, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    cell = reading.window.grid.cells[0]
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, data, Left, None_)
    QApplication.sendEvent(cell, enter)
    assert not cell._mark.isVisible()
    move = QDragMoveEvent(QPoint(20, 20), Qt.DropAction.CopyAction, data, Left, None_)
    QApplication.sendEvent(cell, move)
    assert not cell._mark.isVisible()


def test_a_stack_that_is_not_of_the_case_changes_nothing(reading: Opened) -> None:
    before = shown(reading)
    reading.session.layouts.put("1.2.3/0", reading.session.viewports.models[0])
    assert shown(reading) == before


def test_what_is_dragged_is_the_stack_and_nothing_of_the_patient(reading: Opened) -> None:
    listed = panel(reading).list
    data = listed.mimeData([listed.item(1)])
    assert data.formats() == [STACK_MIME]
    assert data.data(STACK_MIME).toStdString() == listed.item(1).data(STACK_ID)


def test_keys_lead_to_the_list_choose_and_put(reading: Opened) -> None:
    window, listed = reading.window, panel(reading).list
    now, before = shown(reading)

    def put(digit: Qt.Key) -> None:
        reading.key(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
        reading.key(digit)

    window.give_images_the_keyboard()
    reading.key(Qt.Key.Key_F7)
    assert listed.hasFocus()
    assert listed.currentItem().data(STACK_ID) == now
    reading.key(Qt.Key.Key_Down)
    assert listed.currentItem().data(STACK_ID) == before
    put(Qt.Key.Key_1)
    assert shown(reading) == [before, before]
    reading.key(Qt.Key.Key_Up)
    put(Qt.Key.Key_2)
    assert shown(reading) == [before, now]
    assert reading.session.viewports.active is reading.session.viewports.models[1]
    reading.key(Qt.Key.Key_Down)
    reading.key(Qt.Key.Key_Return)
    assert shown(reading) == [before, before]
    reading.key(Qt.Key.Key_F7)
    assert not listed.hasFocus()


def test_what_cannot_be_put_says_why(reading: Opened) -> None:
    reading.session.layouts.chosen = ""
    reading.window.commands.run("series.into_viewport_1")
    assert reading.notices[-1] == NO_SERIES_CHOSEN
    reading.session.layouts.chosen = shown(reading)[0]
    reading.window.commands.run("series.into_viewport_7")
    assert reading.notices[-1] == "There is no viewport 7 in this layout."


def test_viewports_are_numbered_row_by_row(reading: Opened) -> None:
    layouts, viewports = reading.session.layouts, reading.session.viewports
    assert [layouts.viewport(number) for number in (1, 2, 3)] == [*viewports.models, None]
    reading.window.commands.run("window.second")
    main, second = viewports.models
    assert (layouts.viewport(1), layouts.viewport(2)) == (main, second)


def test_key_images_are_counted_on_the_thumbnail_and_a_click_on_the_star_shows_one(reading: Opened) -> None:
    listed = panel(reading).list
    item = listed.item(0)
    assert listed.star_of(item).isEmpty()
    assert item.data(STARS) in (0, None)
    reading.window.commands.run("image.key")
    assert item.data(STARS) == 1
    assert "1 key image" in item.data(Qt.ItemDataRole.AccessibleTextRole)
    model = reading.session.viewports.models[0]
    reading.session.layouts.put(shown(reading)[1], model)
    QTest.mouseClick(listed.viewport(), Left, pos=listed.star_of(item).center())
    assert shown(reading)[0] == item.data(STACK_ID)
    reading.window.commands.run("image.key")
    assert item.data(STARS) == 0
    assert "key image" not in item.data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_click_on_the_star_goes_through_the_key_images_of_that_series(
    make_volume: object, qapp: object, tmp_path: Path
) -> None:
    a: LoadedStack = make_volume(np.zeros((6, 8, 8), np.uint16), number=2)  # type: ignore[operator]
    b: LoadedStack = make_volume(np.zeros((6, 8, 8), np.uint16), number=3)  # type: ignore[operator]
    viewports = Viewports(lambda stack: a if stack is a.stack else b)
    keeper = RecordKeeper(lambda: None)
    keys = KeyImages(viewports, keeper)
    keys.look_at(Case(Study("1", series=(a.series, b.series))), "R1")
    viewports.hang(Layout((Hung(a.stack),), ((0, 0, 1, 1),)))
    for stack, position in ((a.stack, 1), (a.stack, 4), (b.stack, 2)):
        frame = stack.frames[position]
        keys.set_marked((frame.sop_instance_uid, frame.number), True)
    seen = []
    for _ in range(3):
        keys.step_within(a.stack)
        seen.append(viewports.models[0].position)
    assert seen == [4, 1, 4]
    keys.step_within(b.stack)
    model = viewports.models[0]
    assert model.loaded is b
    assert model.position == 2
    keeper.close()
