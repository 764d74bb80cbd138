"""The window: keys, menus, dropping files, closing, and what it must never show."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from app.reading.protocol import Phase
from app.session.commands import HIDDEN_MODEL
from app.session.viewport_model import Tool
from app.ui.key_list import KeyListDialog
from app.ui.panels.dialogs import LockDialog, RefusalsDialog, SettingsDialog
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import SECRET, Opened, words_in

Shift, Control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """An empty window."""
    window = Opened(qtbot, tmp_path)
    yield window
    window.close()


@pytest.fixture
def reading(opened: Opened, tmp_path: Path) -> Opened:
    """A window in which a radiograph is being read and the models have answered."""
    write_radiograph(tmp_path / "study" / "image.dcm")
    return opened.open(tmp_path / "study")


def dialog_of(opened: Opened, kind: type) -> object:
    """The open dialog of a kind."""
    return next((d for d in opened.window.findChildren(kind) if d.isVisible()), None)


def drop(opened: Opened, *paths: Path) -> QDragEnterEvent:
    """Drag files over the window and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, data, button, none)
    QApplication.sendEvent(opened.window, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, data, button, none)
        QApplication.sendEvent(opened.window, event)
    return enter


def test_an_empty_window_says_what_to_do(opened: Opened) -> None:
    shown = words_in(opened.window)
    assert "Drop a folder here, or press Ctrl+O" in shown
    assert not opened.window.grid.isVisible()


def test_dropping_a_folder_opens_it(opened: Opened, tmp_path: Path) -> None:
    write_radiograph(tmp_path / "study" / "image.dcm")
    assert drop(opened, tmp_path / "study").isAccepted()
    opened.until_ready()
    assert opened.session.case is not None
    assert opened.window.grid.isVisible()


def test_dropping_words_is_refused(opened: Opened) -> None:
    data = QMimeData()
    data.setText("not a file")
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    enter.ignore()
    QApplication.sendEvent(opened.window, enter)
    assert not enter.isAccepted()


def test_nothing_of_the_model_is_in_any_word_before_the_lock(reading: Opened) -> None:
    assert reading.session.desk.state.text == "The models have finished."
    shown = words_in(reading.window)
    assert SECRET not in shown
    assert "cannot tell" not in shown
    assert "hidden until you lock" in shown
    reading.lock()
    assert SECRET in words_in(reading.window)


def test_no_name_of_a_patient_is_shown_unless_it_is_wanted(reading: Opened) -> None:
    assert "Secret" not in words_in(reading.window)
    assert "SECRET-ID" not in words_in(reading.window)
    reading.session.change_settings(show_identity=True)
    assert "Secret" in words_in(reading.window.case_column)
    assert reading.window.windowTitle() == "Overread"


def test_before_the_lock_the_keys_of_the_model_only_say_why(reading: Opened) -> None:
    before = reading.session.overlays
    for key, modifiers in ((Qt.Key.Key_G, None), (Qt.Key.Key_G, Shift), (Qt.Key.Key_N, None)):
        reading.notices.clear()
        reading.key(key, modifiers or Qt.KeyboardModifier.NoModifier)
        assert reading.notices == [HIDDEN_MODEL]
        assert reading.window.status.notice.text() == HIDDEN_MODEL
    assert reading.session.overlays == before
    assert reading.session.revealed == ()


def test_after_the_lock_the_same_keys_work(reading: Opened) -> None:
    reading.lock()
    reading.key(Qt.Key.Key_G)
    assert not reading.session.overlays.boxes
    reading.key(Qt.Key.Key_G, Shift)
    assert reading.session.overlays.heat


def test_letters_in_the_comment_are_letters(reading: Opened) -> None:
    comment = reading.window.reading_column.form.comment
    comment.setFocus()
    model = reading.session.viewports.active
    assert model is not None
    before = model.orientation.copy()
    QTest.keyClicks(comment, "RHV ix z1 [G]?")
    reading.key(Qt.Key.Key_Left)
    reading.key(Qt.Key.Key_Home)
    assert comment.toPlainText() == "RHV ix z1 [G]?"
    assert reading.session.opinion.comment == "RHV ix z1 [G]?"
    assert (before == model.orientation).all()
    assert not model.inverted
    assert reading.session.viewports.tool is Tool.WINDOW
    assert not reading.session.overlays.hidden
    reading.key(Qt.Key.Key_Escape)
    reading.key(Qt.Key.Key_Z)
    assert reading.session.viewports.tool is Tool.ZOOM


def test_tab_steps_through_the_form_and_elsewhere_through_the_viewports(reading: Opened) -> None:
    form = reading.window.reading_column.form
    row = form.rows["lower_limb/fracture"]
    reading.key(Qt.Key.Key_F6)
    assert row.no.hasFocus()
    reading.key(Qt.Key.Key_Space)
    assert reading.session.opinion.answer("lower_limb/fracture").positive is False
    assert not reading.session.overlays.hidden
    reading.key(Qt.Key.Key_Right)
    assert reading.session.opinion.answer("lower_limb/fracture").positive is True
    reading.key(Qt.Key.Key_Tab)
    assert row.slider.hasFocus()
    reading.key(Qt.Key.Key_Right)
    assert reading.session.opinion.answer("lower_limb/fracture").confidence == 51
    reading.key(Qt.Key.Key_F6)
    assert not reading.window.reading_column.isAncestorOf(QApplication.focusWidget())


def test_a_click_on_an_answer_leaves_the_keys_with_the_images(reading: Opened) -> None:
    row = reading.window.reading_column.form.rows["lower_limb/fracture"]
    QTest.mouseClick(row.yes, Qt.MouseButton.LeftButton, pos=QPoint(8, row.yes.height() // 2))
    assert reading.session.opinion.answer("lower_limb/fracture").positive is True
    reading.key(Qt.Key.Key_I)
    active = reading.session.viewports.active
    assert active is not None
    assert active.inverted


def test_overlays_are_hidden_only_while_space_is_held(reading: Opened) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyPress(target, Qt.Key.Key_Space)
    assert reading.session.overlays.hidden
    QTest.keyRelease(target, Qt.Key.Key_Space)
    assert not reading.session.overlays.hidden


def test_the_lock_is_confirmed_once(reading: Opened) -> None:
    reading.answer_all()
    reading.key(Qt.Key.Key_Return, Control)
    dialog = dialog_of(reading, LockDialog)
    assert isinstance(dialog, LockDialog)
    assert dialog.isModal()
    assert "can't be changed" in words_in(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert reading.session.phase is Phase.UNAIDED
    reading.window.activateWindow()
    reading.until(reading.window.isActiveWindow)
    reading.key(Qt.Key.Key_Return, Control)
    dialog = dialog_of(reading, LockDialog)
    assert isinstance(dialog, LockDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    reading.until(lambda: reading.session.phase is Phase.AIDED)


def test_the_lock_key_says_what_is_missing(reading: Opened) -> None:
    reading.key(Qt.Key.Key_Return, Control)
    assert dialog_of(reading, LockDialog) is None
    assert "Is there a fracture?" in reading.notices[-1]


def test_keys_and_menu_open_the_dialogs(reading: Opened, tmp_path: Path) -> None:
    reading.window.commands.run("help.keys")
    reading.window.commands.run("settings.open")
    assert isinstance(dialog_of(reading, KeyListDialog), KeyListDialog)
    settings = dialog_of(reading, SettingsDialog)
    assert isinstance(settings, SettingsDialog)
    settings.mouse.click()
    assert reading.session.settings.right_button_windows
    reading.until(lambda: bool(reading.saved) and reading.saved[-1].right_button_windows)
    reading.window.commands.run("file.open_folder")
    dialog = dialog_of(reading, QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(tmp_path / "nothing")])
    dialog.close()
    reading.until(lambda: not reading.session.shelf.scanning)


def test_files_that_were_not_used_are_listed(reading: Opened, tmp_path: Path) -> None:
    reading.window.commands.run("case.refusals")
    assert reading.notices[-1] == "All files were used."
    other = tmp_path / "more"
    write_radiograph(other / "good.dcm", 2)
    (other / "bad.dcm").write_bytes(b"\0" * 128 + b"DICM but not really")
    reading.session.open_paths([other])
    reading.until(lambda: bool(reading.session.shelf.refusals) and not reading.session.shelf.scanning)
    reading.window.commands.run("case.refusals")
    dialog = dialog_of(reading, RefusalsDialog)
    assert isinstance(dialog, RefusalsDialog)
    assert "bad.dcm" in words_in(dialog)


def test_the_context_menu_offers_tools_and_windows(reading: Opened) -> None:
    menu = reading.window.commands.context_menu()
    assert [action.text() for action in menu.actions()] == ["Tools", "Measure", "Window", "View"]
    tools = menu.actions()[0].menu()
    assert isinstance(tools, QMenu)
    tools.actions()[1].trigger()
    assert reading.session.viewports.tool is Tool.ZOOM


def test_closing_twice_closes_once(opened: Opened) -> None:
    closed: list[bool] = []
    opened.window.closing.connect(lambda: closed.append(True))
    opened.window.commands.run("file.quit")
    opened.window.close()
    assert closed == [True]


def test_columns_and_full_screen_have_keys(opened: Opened) -> None:
    opened.key(Qt.Key.Key_F2)
    opened.key(Qt.Key.Key_F3)
    assert opened.window.left.isHidden()
    assert opened.window.right.isHidden()
    opened.key(Qt.Key.Key_F2)
    assert not opened.window.left.isHidden()
    opened.key(Qt.Key.Key_F11)
    assert opened.window.windowState() & Qt.WindowState.WindowFullScreen


def test_torch_is_not_imported_by_the_window() -> None:
    script = (
        "import sys, tempfile, pathlib\n"
        "from app.ui.cli import build_window, start_application\n"
        "from app.session.settings import Settings\n"
        "application = start_application()\n"
        "window = build_window(pathlib.Path(tempfile.mkdtemp()) / 'r.sqlite', Settings(), None)\n"
        "window.show(); application.processEvents(); window.close()\n"
        "sys.exit(1 if {'torch', 'torchvision', 'captum'} & set(sys.modules) else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
