"""The key list: search, rebind, conflicts, reset."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.session.viewport_model import Tool
from app.ui.key_list import COMMAND_ID, KeyListDialog
from tests.ui.fakes import Opened


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """An empty window with the key list open."""
    window = Opened(qtbot, tmp_path)
    window.window.commands.run("help.keys")
    yield window
    window.close()


def key_list(opened: Opened) -> KeyListDialog:
    return opened.window.findChildren(KeyListDialog)[0]


def choose(opened: Opened, command_id: str) -> None:
    dialog = key_list(opened)
    for number in range(dialog.table.topLevelItemCount()):
        item = dialog.table.topLevelItem(number)
        if item is not None and item.data(0, COMMAND_ID) == command_id:
            dialog.table.setCurrentItem(item)
    assert dialog.field.isEnabled()


def test_a_search_leaves_what_fits(opened: Opened) -> None:
    dialog = key_list(opened)
    dialog.search.setText("heat map")
    rows = [dialog.table.topLevelItem(n) for n in range(dialog.table.topLevelItemCount())]
    shown = [row.text(0) for row in rows if row and not row.isHidden()]
    assert shown == ["Heat map", "Fainter heat map", "Stronger heat map"]


def test_a_new_key_works_at_once_and_is_saved(opened: Opened) -> None:
    choose(opened, "tool.pan")
    QTest.keyClick(key_list(opened).field, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
    assert opened.session.keys["tool.pan"] == ["Shift+Y"]
    opened.until(lambda: bool(opened.saved))
    assert opened.saved[-1].keys == {"tool.pan": ["Shift+Y"]}
    key_list(opened).close()
    opened.window.activateWindow()
    opened.until(opened.window.isActiveWindow)
    opened.key(Qt.Key.Key_P)
    assert opened.session.viewports.tool is Tool.WINDOW
    opened.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
    assert opened.session.viewports.tool is Tool.PAN


def test_a_taken_key_is_refused_and_named(opened: Opened) -> None:
    choose(opened, "tool.pan")
    QTest.keyClick(key_list(opened).field, Qt.Key.Key_Z)
    assert opened.session.keys["tool.pan"] == ["P"]
    assert key_list(opened).message.text() == "Z is taken by “Zoom tool”. Give that one another key first."


def test_reset_gives_the_first_key_back_unless_it_was_given_away(opened: Opened) -> None:
    dialog = key_list(opened)
    choose(opened, "tool.pan")
    QTest.keyClick(dialog.field, Qt.Key.Key_Y)
    choose(opened, "tool.zoom")
    QTest.keyClick(dialog.field, Qt.Key.Key_P)
    choose(opened, "tool.pan")
    dialog.reset_one.click()
    assert opened.session.keys["tool.pan"] == ["Y"]
    assert "Zoom tool" in dialog.message.text()
    dialog.reset_all.click()
    assert opened.session.keys["tool.pan"] == ["P"]
    assert opened.session.keys["tool.zoom"] == ["Z"]


def test_the_keyboard_alone_finds_a_command_and_binds_it(opened: Opened) -> None:
    dialog = key_list(opened)
    dialog.activateWindow()
    opened.until(dialog.isActiveWindow)
    dialog.search.setFocus()
    QTest.keyClicks(dialog.search, "pan tool")
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is dialog.table
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.field
    QTest.keyClick(dialog.field, Qt.Key.Key_Y)
    assert opened.session.keys["tool.pan"] == ["Y"]
    assert QApplication.focusWidget() is dialog.table, "one key is caught, the next ones operate the dialog"
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    QTest.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert QApplication.focusWidget() is dialog.table
    assert opened.session.keys["tool.pan"] == ["Y"]


def test_enter_in_the_search_resets_nothing(opened: Opened) -> None:
    choose(opened, "tool.pan")
    QTest.keyClick(key_list(opened).field, Qt.Key.Key_Y)
    dialog = key_list(opened)
    dialog.search.setFocus()
    dialog.search.setText("no such command")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert opened.session.keys["tool.pan"] == ["Y"]


def test_the_first_key_of_a_sequence_is_taken_too(opened: Opened) -> None:
    choose(opened, "tool.pan")
    QTest.keyClick(key_list(opened).field, Qt.Key.Key_F)
    assert opened.session.keys["tool.pan"] == ["P"]
    assert "F is taken by “Answer" in key_list(opened).message.text()


def test_modifiers_alone_are_no_key(opened: Opened) -> None:
    choose(opened, "tool.pan")
    QTest.keyClick(key_list(opened).field, Qt.Key.Key_Shift)
    assert opened.session.keys["tool.pan"] == ["P"]
