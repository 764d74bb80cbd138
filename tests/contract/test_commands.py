"""What holds for every command: a menu, a key, a line in the key list, and a reason when it cannot run."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from app.session.command import Command
from app.session.settings import Settings, keymap
from app.ui.commands import MENUS
from app.ui.key_list import COMMAND_ID, KeyListDialog
from tests.ui.fakes import Opened


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """An empty window."""
    window = Opened(qtbot, tmp_path)
    yield window
    window.close()


def commands(opened: Opened) -> tuple[Command, ...]:
    return opened.window.commands.commands


def test_ids_are_unique_and_titles_are_in_words(opened: Opened) -> None:
    counts = Counter(command.command_id for command in commands(opened))
    assert {name for name, count in counts.items() if count > 1} == set()
    assert all(command.title and command.title[0].isupper() for command in commands(opened))


def test_every_command_has_a_menu(opened: Opened) -> None:
    assert {command.menu for command in commands(opened)} <= set(MENUS)
    assert set(opened.window.commands.actions) == {command.command_id for command in commands(opened)}


def test_every_command_has_a_key_and_every_key_a_command(opened: Opened) -> None:
    keys = keymap(Settings())
    known = {command.command_id for command in commands(opened)}
    assert {name for name in known if not keys.get(name)} == set()
    assert set(keys) - known == set()


def test_no_key_is_bound_twice() -> None:
    every = [QKeySequence(key).toString() for keys in keymap(Settings()).values() for key in keys]
    assert [key for key, count in Counter(every).items() if count > 1] == []
    assert "" not in every


def test_no_key_is_the_beginning_of_another() -> None:
    """Qt waits for the rest of a sequence, or takes the short key: one of the two would never run."""
    every = {QKeySequence(key).toString() for keys in keymap(Settings()).values() for key in keys}
    assert [(a, b) for a in every for b in every if b.startswith(f"{a}, ")] == []


def test_every_key_of_the_map_is_alive_in_the_window(opened: Opened) -> None:
    alive = {shortcut.key().toString() for shortcut in opened.window.findChildren(QShortcut) if shortcut.isEnabled()}
    every = {QKeySequence(key).toString() for keys in keymap(Settings()).values() for key in keys}
    assert alive == every


def test_the_key_list_names_every_command(opened: Opened) -> None:
    opened.window.commands.run("help.keys")
    table = opened.window.findChildren(KeyListDialog)[0].table
    rows = [table.topLevelItem(n) for n in range(table.topLevelItemCount())]
    assert {row.data(0, COMMAND_ID) for row in rows if row} == {c.command_id for c in commands(opened)}
    assert all(row.text(1) for row in rows if row)


def test_a_command_that_cannot_run_says_why(opened: Opened) -> None:
    for command in commands(opened):
        if not command.enabled():
            opened.notices.clear()
            opened.window.commands.run(command.command_id)
            assert opened.notices == [command.why_not()]
            assert len(command.why_not()) > 10
            assert not opened.window.commands.actions[command.command_id].isEnabled()


QUIET = ("file.", "settings.", "help.", "case.refusals", "model.card", "window.", "case.find")
"""Commands that open something; their own tests call them."""


def test_without_a_case_no_command_fails(opened: Opened) -> None:
    for command in commands(opened):
        if not command.command_id.startswith(QUIET):
            opened.window.commands.run(command.command_id)
    assert opened.session.case is None
