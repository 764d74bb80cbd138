"""The second window: the same session, the same keys, its place on the screens, and the way back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.reading.hanging import MAIN, SECOND
from app.session.settings import Settings, load_settings, save_settings
from app.ui.second_window import GONE, SecondWindow, first_place, screens_key
from imaging.palettes import Palette
from tests.app.session.conftest import write_radiograph
from tests.ui.fakes import Opened, words_in


@pytest.fixture
def reading(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """A window in which a radiograph is being read."""
    opened = Opened(qtbot, tmp_path)
    write_radiograph(tmp_path / "study" / "image.dcm")
    yield opened.open(tmp_path / "study")
    opened.close()


@pytest.fixture
def second(reading: Opened) -> SecondWindow:
    """The second window, open."""
    reading.window.commands.run("window.second")
    window = reading.window.second.window
    assert window is not None
    reading.until(window.isVisible)
    return window


def test_it_opens_with_viewports_of_the_session_and_closes_again(reading: Opened, second: SecondWindow) -> None:
    session = reading.session
    assert [view.model for view in second.grid.views] == list(session.viewports.in_window(SECOND))
    assert [view.model for view in reading.window.grid.views] == list(session.viewports.in_window(MAIN))
    reading.window.commands.run("window.second")
    assert not second.isVisible()
    assert second.grid.views == ()
    assert len(reading.window.grid.views) == len(session.viewports.models) == 2


def test_its_frame_closes_it_and_nothing_else(reading: Opened, second: SecondWindow) -> None:
    second.close()
    assert not second.isVisible()
    assert not reading.session.layouts.two_windows
    assert reading.window.isVisible()
    reading.window.commands.run("window.second")
    assert second.isVisible()


def test_it_names_nobody(second: SecondWindow) -> None:
    assert "Secret" not in words_in(second)
    assert second.windowTitle() == "Second window"


def test_every_key_works_in_it(reading: Opened, second: SecondWindow) -> None:
    def keys(window: QWidget) -> set[str]:
        return {s.key().toString() for s in window.findChildren(QShortcut) if s.isEnabled()}

    assert keys(second) == keys(reading.window) != set()
    second.activateWindow()
    reading.until(second.isActiveWindow)
    model = reading.session.viewports.in_window(SECOND)[0]
    reading.session.viewports.set_active(model)
    QTest.keyClick(second, Qt.Key.Key_I)
    assert model.inverted
    assert not reading.session.viewports.in_window(MAIN)[0].inverted
    QTest.keyClick(second, Qt.Key.Key_Tab)
    assert reading.session.viewports.window_of(reading.session.viewports.active) == MAIN
    QTest.keyClick(second, Qt.Key.Key_F12)
    assert not second.isVisible()


def test_letters_typed_into_a_text_of_it_are_letters(reading: Opened, second: SecondWindow) -> None:
    second.activateWindow()
    reading.until(second.isActiveWindow)
    field = QLineEdit(second.grid.views[0])
    field.show()
    field.setFocus()
    reading.until(field.hasFocus)
    QTest.keyClicks(field, "i0")
    assert field.text() == "i0"
    assert not any(model.inverted for model in reading.session.viewports.models)


def test_keys_rebound_are_rebound_in_both(reading: Opened, second: SecondWindow) -> None:
    reading.session.change_settings(keys={"view.invert": ["F9"]})
    second.activateWindow()
    reading.until(second.isActiveWindow)
    model = reading.session.viewports.in_window(SECOND)[0]
    reading.session.viewports.set_active(model)
    QTest.keyClick(second, Qt.Key.Key_F9)
    assert model.inverted


def test_full_screen_is_for_the_window_with_the_keyboard(reading: Opened, second: SecondWindow) -> None:
    second.activateWindow()
    reading.until(second.isActiveWindow)
    reading.window.commands.run("window.full_screen")
    assert second.isFullScreen()
    assert not reading.window.isFullScreen()
    reading.window.commands.run("window.full_screen")
    assert not second.isFullScreen()


def test_the_menu_opens_over_it_and_a_picture_of_it_can_be_saved(
    reading: Opened, second: SecondWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    second.activateWindow()
    reading.until(second.isActiveWindow)
    popped: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, *_: popped.append(menu))
    view = second.grid.views[0]
    QTest.mouseClick(view, Qt.MouseButton.RightButton)
    (menu,) = popped
    assert menu.parentWidget() is second
    assert reading.session.viewports.active is view.model
    dialog = reading.window.save_picture()
    assert dialog is not None
    dialog.close()  # type: ignore[attr-defined]


def test_what_is_said_under_the_pointer_stands_in_the_status_line(reading: Opened, second: SecondWindow) -> None:
    second.grid.probed.emit("(c 1, r 2)  33")
    assert "(c 1, r 2)  33" in words_in(reading.window.status)


def test_both_windows_repaint_when_the_active_plane_moves(reading: Opened, second: SecondWindow) -> None:
    reading.session.viewports.set_active(reading.session.viewports.in_window(MAIN)[0])
    view, painted = second.grid.views[0], []
    QApplication.processEvents()
    original = view.update
    view.update = lambda *_: (painted.append(1), original())  # type: ignore[method-assign,func-returns-value]
    reading.session.viewports.in_window(MAIN)[0].picture_changed.emit()
    assert painted


def test_closing_the_program_closes_it_and_it_is_open_next_time(
    reading: Opened, second: SecondWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    reading.close()
    assert not second.isVisible()
    kept = reading.saved[-1].second_window
    (key,) = kept
    assert key == screens_key(QGuiApplication.screens())
    assert kept[key]["open"] is True
    save_settings(reading.saved[-1], tmp_path / "settings.json")
    settings = load_settings(tmp_path / "settings.json")
    assert settings.second_window == kept
    again = Opened(qtbot, tmp_path / "again")
    again.session.settings = settings
    write_radiograph(tmp_path / "again" / "study" / "image.dcm")
    again.open(tmp_path / "again" / "study")
    assert again.session.layouts.two_windows
    assert again.window.second.window is not None
    assert again.window.second.window.isVisible()
    again.close()


def test_closed_it_stays_closed_next_time(reading: Opened, second: SecondWindow) -> None:
    reading.window.commands.run("window.second")
    reading.until(lambda: not reading.session.keeper.busy)
    assert [kept["open"] for kept in reading.saved[-1].second_window.values()] == [False]


def test_it_is_put_where_it_stood(reading: Opened, second: SecondWindow) -> None:
    second.setGeometry(120, 90, 400, 300)
    QApplication.processEvents()
    reading.window.commands.run("window.second")
    second.setGeometry(0, 0, 333, 333)
    reading.window.commands.run("window.second")
    reading.until(lambda: second.geometry() == QRect(120, 90, 400, 300))


def test_it_never_hides_the_main_window_when_it_comes_back(reading: Opened, second: SecondWindow) -> None:
    second.setWindowState(Qt.WindowState.WindowFullScreen)
    QApplication.processEvents()
    assert second.isFullScreen()
    reading.window.commands.run("window.second")
    reading.window.commands.run("window.second")
    assert not second.isFullScreen()
    assert second.width() < reading.window.screen().geometry().width()


def test_settings_that_make_no_sense_do_no_harm(reading: Opened) -> None:
    key = screens_key(QGuiApplication.screens())
    reading.session.change_settings(second_window={key: "nonsense"})
    reading.window.commands.run("window.second")
    assert reading.session.layouts.two_windows
    reading.window.commands.run("window.second")
    reading.session.change_settings(second_window={key: {"open": True, "place": "ä"}})
    reading.window.commands.run("window.second")
    assert reading.window.second.window is not None
    assert reading.window.second.window.isVisible()


# ── screens ──────────────────────────────────────────────────────────────────────────────────────


class FakeScreen:
    """A screen of this geometry."""

    def __init__(self, *area: int) -> None:
        self._area = QRect(*area)

    def geometry(self) -> QRect:
        return self._area

    def availableGeometry(self) -> QRect:
        return self._area


LEFT, RIGHT, SMALL = FakeScreen(0, 0, 1920, 1200), FakeScreen(1920, 0, 2560, 1440), FakeScreen(4480, 0, 800, 600)


def test_the_first_place_is_the_largest_other_screen() -> None:
    assert first_place(LEFT, [LEFT, SMALL, RIGHT]) == (QRect(1920, 0, 2560, 1440), True)  # type: ignore[arg-type,list-item]
    assert first_place(RIGHT, [LEFT, RIGHT]) == (QRect(0, 0, 1920, 1200), True)  # type: ignore[arg-type,list-item]
    assert first_place(LEFT, [LEFT]) == (QRect(960, 0, 960, 1200), False)  # type: ignore[arg-type,list-item]


def test_a_set_of_screens_has_one_name_in_whatever_order() -> None:
    assert screens_key([RIGHT, LEFT]) == screens_key([LEFT, RIGHT]) == "1920x1200+0+0 2560x1440+1920+0"  # type: ignore[list-item]
    assert screens_key([LEFT]) != screens_key([LEFT, RIGHT])  # type: ignore[list-item]


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The screens that the program sees besides its own."""
    own = QGuiApplication.screens()
    more: list[Any] = []
    monkeypatch.setattr("app.ui.second_window.QGuiApplication.screens", lambda: [*own, *more])
    return more


def test_when_its_screen_disappears_the_viewports_come_back_and_it_returns_with_the_screen(
    screens: list[Any], reading: Opened
) -> None:
    screens.append(RIGHT)
    reading.window.commands.run("window.second")
    reading.session.viewports.in_window(SECOND)[0].set_palette(Palette.PET)
    screens.clear()
    reading.window.second._settle()
    assert not reading.session.layouts.two_windows
    assert reading.notices[-1] == GONE
    assert [model.palette for model in reading.session.viewports.models] == [Palette.GREY, Palette.PET]
    screens.append(RIGHT)
    reading.window.second._settle()
    assert reading.session.layouts.two_windows


def test_another_set_of_screens_on_which_it_was_open_keeps_it_open(screens: list[Any], reading: Opened) -> None:
    reading.window.commands.run("window.second")  # on the one screen
    screens.append(RIGHT)
    reading.window.second._settle()
    assert reading.session.layouts.two_windows
    screens.clear()
    reading.window.second._settle()
    assert reading.session.layouts.two_windows


def test_a_reader_who_never_opened_it_never_sees_it(screens: list[Any], reading: Opened) -> None:
    screens.append(RIGHT)
    reading.window.second._settle()
    screens.clear()
    reading.window.second._settle()
    assert not reading.session.layouts.two_windows
    assert reading.window.second.window is None
    assert Settings().second_window == {}
