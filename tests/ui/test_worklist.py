"""The worklist in the window: typed into, moved through, opened, ordered, and silent about names."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.reading.worklist import Column, KnownStudy, ReadState
from app.session.reopening import GONE
from app.ui.panels.worklist import NO_NAMES, TAUGHT, WorklistPanel
from app.ui.panels.worklist_table import COLUMNS, STATES
from assets import ASSETS
from imaging.dicom import index
from imaging.study import Patient
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import Opened, words_in

Key = Qt.Key
ANNA = Patient("Muster^Anna", "PAT0815", "19800102", "F")
STUDIES = tuple(
    KnownStudy(
        f"9.{n}",
        ANNA if n % 2 else Patient("Beispiel^Bernd", "4711"),
        f"2024{1 + n % 12:02d}0{1 + n % 9}",
        f"MRI knee {n}" if n % 3 else "Spine X-ray",
        modalities=("MR",) if n % 3 else ("DX",),
        body_parts=("KNEE",) if n % 3 else ("LSPINE",),
        series=1,
        images=n,
        is_phantom=n == 4,
        places=(f"/nowhere/{n}",),
    )
    for n in range(1, 13)
)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """An empty window."""
    window = Opened(qtbot, tmp_path)
    yield window
    window.close()


@pytest.fixture
def listed(opened: Opened) -> Opened:
    """A window with twelve studies in its worklist, the keyboard in the search."""
    worklist = opened.window.worklist
    assert worklist is not None
    worklist._keeper.do(lambda store: store.keep(STUDIES), lambda _: worklist.refresh(), opened.notices.append)
    opened.window.focus_search()
    settle(opened)
    return opened


def panel(opened: Opened) -> WorklistPanel:
    front = opened.window.front
    assert isinstance(front, WorklistPanel)
    return front


def settle(opened: Opened) -> None:
    """Until the worklist has answered and written everything."""
    worklist = opened.window.worklist
    assert worklist is not None
    opened.until(lambda: not (worklist._keeper.busy or opened.session.shelf.scanning or opened.session.keeper.busy))


def typed(opened: Opened, words: str) -> None:
    QTest.keyClicks(panel(opened).search, words)
    settle(opened)


def column(opened: Opened, which: Column) -> list[str]:
    """What stands in a column."""
    model, number = panel(opened).model, next(n for n, shown in enumerate(COLUMNS) if shown.column is which)
    return [str(model.index(row, number).data() or "") for row in range(model.rowCount())]


def current_row(opened: Opened) -> int:
    return panel(opened).table.currentIndex().row()


def drop(target: QWidget, *paths: Path) -> bool:
    """Drag files over a widget and let go; the event goes up to the window as Qt sends it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, button, none)
    enter.ignore()
    receiver: QWidget | None = target
    while receiver is not None and not receiver.acceptDrops():
        receiver = receiver.parentWidget()
    assert receiver is not None
    QApplication.sendEvent(receiver, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, button, none)
        QApplication.sendEvent(receiver, event)
    return enter.isAccepted()


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_worklist_teaches(opened: Opened) -> None:
    settle(opened)
    assert "Drop a folder here, or press Ctrl+O" in words_in(panel(opened))
    assert TAUGHT in words_in(panel(opened))
    assert not panel(opened).table.isVisible()


def test_typing_finds_and_says_how_many(listed: Opened) -> None:
    assert panel(listed).search.hasFocus()
    assert panel(listed).model.rowCount() == 12
    assert panel(listed).count.text() == "12 studies"
    typed(listed, "mr kn")
    assert panel(listed).model.rowCount() == 8
    assert panel(listed).count.text() == "8 of 12 studies"
    assert set(column(listed, Column.BODY_PART)) == {"KNEE"}


def test_arrows_move_while_the_keyboard_stays_in_the_search(listed: Opened) -> None:
    worklist = listed.window.worklist
    assert worklist is not None
    assert current_row(listed) == 0
    for key, row in ((Key.Key_Down, 1), (Key.Key_Down, 2), (Key.Key_Up, 1), (Key.Key_PageDown, 11), (Key.Key_Down, 11)):
        listed.key(key)
        assert current_row(listed) == row
        entry = worklist.line(row)
        assert entry is not None
        assert worklist.chosen == entry.study_uid
    assert panel(listed).search.hasFocus()
    typed(listed, "k")
    assert current_row(listed) == 0  # of another answer the first line


def test_escape_clears_then_leaves_to_the_images(listed: Opened, tmp_path: Path) -> None:
    write_radiograph(tmp_path / "study" / "image.dcm")
    listed.open(tmp_path / "study")
    assert listed.window.grid.isVisible()
    listed.key(Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel(listed).isVisible()
    typed(listed, "spine")
    listed.key(Key.Key_Escape)
    settle(listed)
    assert panel(listed).search.text() == ""
    assert panel(listed).model.rowCount() == 13
    assert panel(listed).isVisible()
    listed.key(Key.Key_Escape)
    assert listed.window.grid.isVisible()
    listed.key(Key.Key_I)  # keys are commands again
    active = listed.session.viewports.active
    assert active is not None
    assert active.inverted


def test_letters_in_the_search_are_letters(listed: Opened, tmp_path: Path) -> None:
    write_radiograph(tmp_path / "study" / "image.dcm")
    listed.open(tmp_path / "study")
    listed.window.focus_search()
    active = listed.session.viewports.active
    assert active is not None
    typed(listed, "i r z")
    assert panel(listed).search.text() == "i r z"
    assert not active.inverted


def test_enter_opens_what_was_typed_even_before_it_is_found(listed: Opened, tmp_path: Path) -> None:
    uid = write_radiograph(tmp_path / "study" / "image.dcm")
    listed.session.open_paths([tmp_path / "study"])
    listed.until_ready()
    other = write_radiograph(tmp_path / "other" / "image.dcm", 2)
    listed.session.open_paths([tmp_path / "other"])
    settle(listed)
    listed.window.focus_search()
    settle(listed)
    QTest.keyClicks(panel(listed).search, "2026 unread")
    listed.key(Key.Key_Return)
    listed.until(lambda: listed.session.case is not None and listed.session.case.study.study_uid == other)
    assert listed.window.grid.isVisible()
    assert not panel(listed).search.hasFocus()
    listed.window.focus_search()
    panel(listed).search.clear()
    typed(listed, "ankle begun")
    assert panel(listed).model.rowCount() == 2
    assert uid in {listed.window.worklist.line(row).study_uid for row in range(2)}  # type: ignore[union-attr]


def test_enter_on_files_that_are_gone_says_so(listed: Opened) -> None:
    listed.key(Key.Key_Return)
    listed.until(lambda: GONE in listed.notices)
    settle(listed)
    assert "files gone" in column(listed, Column.IMAGES)
    assert panel(listed).isVisible()
    assert current_row(listed) == 0


def test_a_double_click_opens(listed: Opened) -> None:
    table = panel(listed).table
    place = table.visualRect(panel(listed).model.index(3, 5)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert current_row(listed) == 3
    assert panel(listed).search.hasFocus()
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    listed.until(lambda: GONE in listed.notices)


def test_headings_and_keys_order(listed: Opened) -> None:
    header = panel(listed).table.horizontalHeader()
    images = next(n for n, shown in enumerate(COLUMNS) if shown.column is Column.IMAGES)
    QTest.mouseClick(
        header.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(header.sectionViewportPosition(images) + 9, header.height() // 2),
    )
    settle(listed)
    assert column(listed, Column.IMAGES) == [str(n) for n in range(12, 0, -1)]
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (images, Qt.SortOrder.DescendingOrder)
    listed.key(Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    settle(listed)
    assert column(listed, Column.IMAGES) == [str(n) for n in range(1, 13)]
    for _ in range(3):
        listed.key(Key.Key_F5)
    settle(listed)
    assert header.sortIndicatorSection() == 2
    assert column(listed, Column.DATE) == sorted(column(listed, Column.DATE), reverse=True)


def test_forget_and_bring_back(listed: Opened) -> None:
    worklist = listed.window.worklist
    assert worklist is not None
    assert not panel(listed).restore.isVisible()
    listed.key(Key.Key_Down)
    chosen = worklist.chosen
    listed.key(Key.Key_F8)
    settle(listed)
    assert panel(listed).model.rowCount() == 11
    assert current_row(listed) == 1
    assert worklist.chosen != chosen
    assert panel(listed).restore.isVisible()
    QTest.mouseClick(panel(listed).restore, Qt.MouseButton.LeftButton)
    settle(listed)
    assert panel(listed).model.rowCount() == 12
    assert worklist.row_of(chosen) == 1
    assert not panel(listed).restore.isVisible()


def test_a_search_without_an_answer_says_what_is_searched(listed: Opened) -> None:
    typed(listed, "zzz")
    shown = panel(listed).nothing
    assert shown.isVisible()
    assert "“zzz”" in shown.text()
    assert "modality" in shown.text()
    assert "name" not in shown.text()
    assert not panel(listed).forget.isEnabled()
    listed.session.change_settings(show_identity=True)
    settle(listed)
    assert "name" in shown.text()


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def test_no_word_of_the_worklist_names_a_patient_unless_it_is_wanted(listed: Opened) -> None:
    for secret in ("Muster", "Anna", "PAT0815", "1980"):
        assert secret not in words_in(panel(listed))
    assert NO_NAMES in words_in(panel(listed))
    assert "P00001" in words_in(panel(listed))
    typed(listed, "muster")
    assert panel(listed).model.rowCount() == 0
    panel(listed).search.clear()
    listed.session.change_settings(show_identity=True)
    settle(listed)
    assert "Muster, Anna" in column(listed, Column.PATIENT)
    assert "PAT0815" in words_in(panel(listed))
    assert not panel(listed).names.isVisible()
    typed(listed, "must")
    assert panel(listed).model.rowCount() == 6
    listed.session.change_settings(show_identity=False)
    assert "Muster" not in words_in(panel(listed))
    settle(listed)
    assert "Muster" not in words_in(panel(listed))
    assert panel(listed).model.rowCount() == 0


def test_all_studies_of_a_patient_have_one_pseudonym(listed: Opened) -> None:
    shown = dict(zip(column(listed, Column.IMAGES), column(listed, Column.PATIENT), strict=True))
    assert len({shown[str(n)] for n in range(1, 13, 2)}) == 1
    assert len(set(shown.values())) == 2


# ── what is shown ────────────────────────────────────────────────────────────────────────────────


def test_the_model_keeps_qts_rules(listed: Opened, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(panel(listed).model, force_py=True)


def test_states_are_words_with_icons_of_different_shapes(opened: Opened, tmp_path: Path) -> None:
    assert set(STATES) == set(ReadState)
    drawings = {(ASSETS / "icons" / f"{state.value}.svg").read_text(encoding="utf-8") for state in ReadState}
    assert len(drawings) == len(ReadState)
    write_radiograph(tmp_path / "study" / "image.dcm")
    opened.open(tmp_path / "study").lock()
    opened.window.focus_search()
    settle(opened)
    first = panel(opened).model.index(0, 0)
    assert first.data() == "locked"
    assert not first.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert "locked, not signed" in first.data(Qt.ItemDataRole.ToolTipRole)


def test_a_phantom_says_so(listed: Opened) -> None:
    row = column(listed, Column.IMAGES).index("4")
    assert column(listed, Column.DESCRIPTION)[row] == "PHANTOM MRI knee 4"
    assert "not a patient" in panel(listed).model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_the_line_of_the_keyboard_stays_when_others_come(listed: Opened, tmp_path: Path) -> None:
    for _ in range(3):
        listed.key(Key.Key_Down)
    worklist = listed.window.worklist
    assert worklist is not None
    chosen = worklist.chosen
    write_radiograph(tmp_path / "study" / "image.dcm")  # of 2026: it comes first
    worklist._keeper.do(
        lambda store: store.keep([KnownStudy("8.1", date="20300101")]), lambda _: worklist.refresh(), print
    )
    settle(listed)
    assert panel(listed).model.rowCount() == 13
    assert worklist.chosen == chosen
    assert current_row(listed) == 4


# ── dropping, importing ──────────────────────────────────────────────────────────────────────────


def test_folders_files_and_archives_can_be_dropped_on_the_worklist(listed: Opened, tmp_path: Path) -> None:
    uids = {write_radiograph(tmp_path / str(n) / "image.dcm", n) for n in (1, 2, 3)}
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "3"))
    assert drop(panel(listed).table.viewport(), tmp_path / "1", tmp_path / "2" / "image.dcm", archive)
    listed.until_ready()
    settle(listed)
    assert {study.study_uid for study in listed.session.shelf.studies} == uids
    listed.window.focus_search()
    settle(listed)
    typed(listed, "ankle")
    assert panel(listed).model.rowCount() == 3


def test_an_archive_can_be_dropped_on_the_search_and_on_the_images(opened: Opened, tmp_path: Path) -> None:
    write_radiograph(tmp_path / "1" / "image.dcm", 1)
    write_radiograph(tmp_path / "2" / "image.dcm", 2)
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "1"))
    assert drop(panel(opened).search, archive)
    opened.until_ready()
    assert drop(opened.window.grid.views[0], tmp_path / "2")
    opened.until(lambda: len(opened.session.shelf.studies) == 2 and not opened.session.shelf.scanning)


def test_a_long_import_shows_its_progress_and_can_be_cancelled(
    listed: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_radiograph(tmp_path / "study" / "image.dcm")
    whole = index.load([tmp_path / "study"])

    def scan(paths: object, progress: object = None, cancelled: object = None) -> Iterator[index.ScanUpdate]:
        while not cancelled():  # type: ignore[operator]
            yield index.ScanUpdate(whole.studies, (), 10, 90, False)
            time.sleep(0.05)

    monkeypatch.setattr(index, "scan", scan)
    drop(panel(listed), tmp_path / "study")
    status = listed.window.status
    listed.until(lambda: status.progress.isVisible() and status.progress.maximum() == 90)
    assert status.progress.value() == 10
    QTest.mouseClick(status.cancel, Qt.MouseButton.LeftButton)
    settle(listed)
    assert not listed.session.shelf.scanning
    listed.window.focus_search()
    settle(listed)
    assert panel(listed).model.rowCount() == 13


def test_the_worklist_stays_in_front_while_the_search_of_its_case_goes_on(opened: Opened, tmp_path: Path) -> None:
    for n in (1, 2):
        write_radiograph(tmp_path / "many" / str(n) / "image.dcm", n)
    opened.open(tmp_path / "many")
    opened.window.focus_search()
    opened.session.case_changed.emit()  # the rest of the case was found: it is hung anew
    assert panel(opened).isVisible()
    assert opened.session.case is not None
    present = opened.session.case.study.study_uid
    other = next(study.study_uid for study in opened.session.shelf.studies if study.study_uid != present)
    opened.session.open_case(other)
    assert opened.window.grid.isVisible()


def test_the_button_above_the_open_studies_shows_the_worklist(opened: Opened, tmp_path: Path) -> None:
    write_radiograph(tmp_path / "study" / "image.dcm")
    opened.open(tmp_path / "study")
    QTest.mouseClick(opened.window.case_column.studies.worklist, Qt.MouseButton.LeftButton)
    assert panel(opened).isVisible()
    assert panel(opened).search.hasFocus()
    QTest.mouseClick(opened.window.case_column.studies.worklist, Qt.MouseButton.LeftButton)
    assert opened.window.grid.isVisible()
