"""Everything can be reached without a mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.panel_focus import focus_inside
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import Opened

Shift = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def reading(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """A window in which a radiograph is being read."""
    write_radiograph(tmp_path / "study" / "image.dcm")
    opened = Opened(qtbot, tmp_path).open(tmp_path / "study")
    yield opened
    opened.close()


def where(opened: Opened) -> str:
    """Which panel has the keyboard."""
    window = opened.window
    panels: dict[str, QWidget] = {
        "images": window._centre,
        "studies": window.case_column.studies,
        "series": window.case_column.series,
        "reading": window.reading_column,
        "marks": window.marks,
    }
    focused = QApplication.focusWidget()
    return next((n for n, p in panels.items() if focused is not None and (p is focused or p.isAncestorOf(focused))), "")


def test_one_key_goes_through_all_panels(reading: Opened) -> None:
    reading.window.give_images_the_keyboard()
    seen = [where(reading)]
    for _ in range(4):
        reading.key(Qt.Key.Key_F6, Shift)
        seen.append(where(reading))
    assert seen == ["images", "studies", "series", "reading", "images"]


def test_hidden_panels_are_passed_over_and_shown_ones_are_not(reading: Opened) -> None:
    window = reading.window
    window.toggle_left()
    window.marks_dock.show()
    window.give_images_the_keyboard()
    seen = []
    for _ in range(3):
        reading.key(Qt.Key.Key_F6, Shift)
        seen.append(where(reading))
    assert seen == ["reading", "marks", "images"]


def test_from_a_text_too(reading: Opened) -> None:
    reading.window.focus_search()
    assert where(reading) == "images"  # the worklist stands in their place
    reading.key(Qt.Key.Key_F6, Shift)
    assert where(reading) == "studies"


def test_a_panel_without_anything_to_operate_takes_the_keyboard_itself(qtbot: QtBot) -> None:
    panel = QWidget()
    qtbot.addWidget(panel)
    panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    focus_inside(panel)
    assert QApplication.focusWidget() is panel
