"""The display check: its pattern, its page, its file, and what the status line says of it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.reading.display import DisplayCheck, Displays, DisplayState, Screen
from app.reading.store.display_checks import DisplayCheckFile, display_checks_path
from app.session.display_checks import NOT_CHECKED, RECORDED, DisplayChecks
from app.session.record_keeper import RecordKeeper
from app.ui.panels.display_check import (
    BRIGHT,
    DARK,
    LABEL,
    QUESTIONS,
    STEPS,
    DisplayCheckDialog,
    PatternView,
    pattern,
    screen_of,
)
from imaging.errors import UserError
from tests.app.session.conftest import write_radiograph
from tests.ui.conftest import pixels_of
from tests.ui.fakes import Opened

SCREEN = Screen("DP-1", "Eizo RX360", 1536, 2048, 325, 433)
OTHER = Screen("DP-2", "Eizo RX360", 1536, 2048, 325, 433)
SEEN = {name: True for name, _ in QUESTIONS}
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


# ── the pattern ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(960, 360), (1440, 540), (1920, 720)])
def test_the_pattern_holds_every_part(size: tuple[int, int]) -> None:
    grey = pattern(*size)
    assert grey.shape == size[::-1]
    gap = size[1] // 16
    ramp = grey[size[1] - 2 * gap, gap : size[0] - gap]
    levels, counts = np.unique(ramp, return_counts=True)
    np.testing.assert_array_equal(levels, np.rint(np.arange(STEPS) * 15.0))
    assert np.all(np.diff(ramp.astype(int)) >= 0)
    assert counts.max() - counts.min() <= 1
    assert (round(0.05 * 255), round(0.95 * 255)) == (DARK, BRIGHT)
    middle = grey[gap + (size[1] // 4)]
    assert {0, DARK, 255, BRIGHT} <= set(middle[: 2 * size[1]].tolist())


def test_lines_are_one_and_two_pixels_wide_lying_and_standing() -> None:
    grey = pattern(960, 360).astype(int)
    runs = []
    for lines in (grey, grey.T):
        for line in lines:
            edges = np.flatnonzero(np.abs(np.diff(line)) == 255)
            runs += np.diff(edges).tolist()
    assert {1, 2} <= set(runs)
    low = [np.flatnonzero(np.abs(np.diff(line)) == 20) for lines in (grey, grey.T) for line in lines]
    assert {1, 2} <= {int(run) for edges in low for run in np.diff(edges)}


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_it_is_painted_pixel_for_pixel(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, ratio: float) -> None:
    view = PatternView()
    qtbot.addWidget(view)
    view.resize(960, 360)
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: ratio)
    from PySide6.QtGui import QImage

    image = QImage(round(960 * ratio), round(360 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    view.render(image)
    shown, expected = pixels_of(image), pattern(round(960 * ratio), round(360 * ratio))
    foot = len(expected) * 15 // 16  # below stands what it is
    np.testing.assert_array_equal(shown[:foot, :, 0], expected[:foot])
    assert np.any(shown[foot:, :, 0] != expected[foot:])


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


def test_the_file_holds_date_screen_and_answers_and_no_identity(tmp_path: Path) -> None:
    path = display_checks_path(tmp_path / "record.sqlite")
    assert path.name == "display_checks.jsonl"
    assert display_checks_path(tmp_path / "study1.sqlite").name == "study1.display_checks.jsonl"
    file = DisplayCheckFile(path)
    file.append(DisplayCheck(SCREEN, SEEN, NOON.isoformat()))
    assert path.stat().st_mode & 0o777 == 0o600
    line = json.loads(path.read_text())
    assert set(line) == {"screen", "answers", "at"}
    assert set(line["screen"]) == {"name", "model", "width", "height", "width_mm", "height_mm"}
    assert line["answers"] == SEEN


def test_the_last_check_of_each_screen_counts(tmp_path: Path) -> None:
    path = tmp_path / "checks.jsonl"
    file = DisplayCheckFile(path)
    assert file.latest() == {}
    first, second = (DisplayCheck(SCREEN, SEEN, f"2026-11-{day}T08:00:00+00:00") for day in (18, 19))
    file.append(first)
    with path.open("ab") as torn:
        torn.write(b'{"screen": {"na')
    file.append(second)
    file.append(DisplayCheck(OTHER, SEEN, "2026-11-01T08:00:00+00:00"))
    with path.open("ab") as odd:
        odd.write(b'[1]\n{"screen": 3}\n{"screen": {}, "answers": {}, "at": "yesterday"}\n')
    assert file.latest()[SCREEN] == second
    assert set(file.latest()) == {SCREEN, OTHER}


# ── how long it holds ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def keeper(qtbot: QtBot) -> Iterator[RecordKeeper]:
    """A record thread without a record."""
    made = RecordKeeper(lambda: None)
    yield made
    made.close()


def test_it_holds_for_thirty_days_on_its_screen_and_over_a_restart(
    keeper: RecordKeeper, qtbot: QtBot, tmp_path: Path
) -> None:
    path, now = tmp_path / "checks.jsonl", [NOON]
    checks = DisplayChecks(keeper, path, lambda: now[0])
    assert checks.words(SCREEN) == NOT_CHECKED
    qtbot.waitUntil(lambda: not keeper.busy)
    with qtbot.waitSignal(checks.changed):
        checks.record(SCREEN, SEEN)
    assert checks.words(SCREEN) == "display checked 2026-11-20"
    assert checks.words(OTHER) == NOT_CHECKED
    again = DisplayChecks(keeper, path, lambda: now[0])
    qtbot.waitUntil(lambda: again.words(SCREEN) == "display checked 2026-11-20")
    now[0] = NOON + timedelta(days=30)
    assert again.words(SCREEN) == "display checked 2026-11-20"
    now[0] += timedelta(minutes=1)
    assert again.words(SCREEN) == NOT_CHECKED


def test_what_was_not_seen_is_said(keeper: RecordKeeper) -> None:
    checks = DisplayChecks(keeper, None, lambda: NOON)
    checks.record(SCREEN, SEEN | {"ramp": False})
    assert checks.words(SCREEN) == "display checked 2026-11-20, 1 of 4 not seen"


def test_what_could_not_be_written_does_not_count(
    keeper: RecordKeeper, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks, sentences = DisplayChecks(keeper, tmp_path / "checks.jsonl", lambda: NOON), []
    checks.noticed.connect(lambda notice: sentences.append(notice.sentence))

    def full(*_: object) -> None:
        raise UserError("The disk is full.")

    monkeypatch.setattr("app.reading.store.display_checks.append_line", full)
    checks.record(SCREEN, SEEN)
    qtbot.waitUntil(lambda: bool(sentences))
    assert sentences == ["The disk is full."]
    assert checks.words(SCREEN) == NOT_CHECKED


# ── the page ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """An empty window."""
    window = Opened(qtbot, tmp_path)
    yield window
    window.close()


@pytest.fixture
def dialog(opened: Opened) -> DisplayCheckDialog:
    """The page, opened by its command."""
    opened.window.commands.run("help.display_check")
    return opened.window.findChildren(DisplayCheckDialog)[0]


def test_the_page_records_what_was_seen(opened: Opened, dialog: DisplayCheckDialog) -> None:
    status = opened.window.status.display
    assert status.text() == NOT_CHECKED
    assert not dialog.record.isEnabled()
    for name, _ in QUESTIONS:
        dialog.rows[name].yes.click()
    assert dialog.record.isEnabled()
    dialog.record.click()
    today = datetime.now().astimezone()
    assert status.text() == f"display checked {today:%Y-%m-%d}"
    assert RECORDED in opened.notices
    check = opened.window.checks.valid(screen_of(opened.window))
    assert check is not None
    assert check.answers == SEEN


def test_the_keyboard_is_enough(opened: Opened, dialog: DisplayCheckDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.rows["dark_patch"].no.setFocus()
    focused: Callable[[], object] = dialog.focusWidget
    for _ in QUESTIONS:
        QTest.keyClick(focused(), Qt.Key.Key_Right)  # the other radio button of the pair
        QTest.keyClick(focused(), Qt.Key.Key_Space)
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert len(dialog.answers) == len(QUESTIONS)


def test_another_screen_voids_the_answers(dialog: DisplayCheckDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    for line in dialog.rows.values():
        line.no.click()
    monkeypatch.setattr("app.ui.panels.display_check.screen_of", lambda _: OTHER)
    dialog.move(dialog.x() + 5, dialog.y())
    assert dialog.answers == {}
    assert not dialog.record.isEnabled()
    assert "DP-2, 1536 × 2048 pixels, 325 × 433 mm" in dialog.screen_line.text()


def test_it_says_that_it_is_no_tg18_pattern(dialog: DisplayCheckDialog) -> None:
    assert LABEL == "synthetic pattern, not a TG18 pattern"
    assert LABEL in dialog.pattern.accessibleName()


# ── the record of a reading ──────────────────────────────────────────────────────────────────────


def test_a_reading_says_which_check_was_in_force(opened: Opened, tmp_path: Path) -> None:
    checks, desk = opened.window.checks, opened.session.reading_desk
    kinds: list[str] = []
    opened.session.recorded.connect(lambda event: kinds.append(event.kind))
    write_radiograph(tmp_path / "study" / "image.dcm")
    opened.open(tmp_path / "study")

    def told() -> Displays | None:
        return desk.reading.displays if desk.reading is not None else None

    screen = screen_of(opened.window)
    assert told() == (DisplayState.of(screen, None),)
    checks.record(screen, SEEN)
    check = DisplayState.of(screen, checks.valid(screen))
    opened.until(lambda: told() == (check,))
    checks.show_on("second", OTHER)
    opened.until(lambda: told() == (check, DisplayState.of(OTHER, None)))
    checks.show_on("second", None)
    opened.until(lambda: told() == (check,))
    opened.until(lambda: not desk.in_flight)
    assert [kind for kind in kinds if kind != "ModelResultsAttached"] == ["ReadingOpened"] + ["DisplayChanged"] * 3


def test_a_reading_that_begins_at_once_knows_the_check_on_the_disk(
    opened: Opened, keeper: RecordKeeper, tmp_path: Path
) -> None:
    """The list is read in the thread in which a Reading is begun, before it is begun."""
    path, seen = tmp_path / "checks.jsonl", []
    DisplayCheckFile(path).append(DisplayCheck(SCREEN, SEEN, NOON.isoformat()))
    checks = DisplayChecks(keeper, path, lambda: NOON)
    checks.show_on("main", SCREEN)
    keeper.do(lambda _: seen.append(checks.in_force()), lambda _: None, lambda _: None)
    keeper.close()
    assert [state.at for state in seen[0]] == [NOON.isoformat()]


def test_the_status_line_follows_the_window_to_another_screen(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened.window
    window.checks.record(screen_of(window), SEEN)
    assert window.status.display.text() != NOT_CHECKED
    monkeypatch.setattr("app.ui.shown_screens.screen_of", lambda _: OTHER)
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.ScreenChangeInternal))
    assert window.status.display.text() == NOT_CHECKED
    assert window.checks.in_force() == (DisplayState.of(OTHER, None),)


def test_both_windows_count_while_they_are_open(opened: Opened, tmp_path: Path) -> None:
    write_radiograph(tmp_path / "study" / "image.dcm")
    opened.open(tmp_path / "study")
    window, checks = opened.window, opened.window.checks
    here = screen_of(window)
    opened.session.layouts.toggle_second_window()
    opened.until(lambda: window.second.window is not None and window.second.window.isVisible())
    assert set(checks._shown.values()) == {here}  # the test has one screen: it is said once
    assert checks.in_force() == (DisplayState.of(here, None),)
    names = [name for name, screen in checks._shown.items()]
    checks.show_on(names[1], OTHER)
    checks.record(here, SEEN)
    today = datetime.now().astimezone()
    assert window.status.display.text() == f"{here.name}: display checked {today:%Y-%m-%d} · DP-2: display not checked"
    opened.session.layouts.toggle_second_window()
    assert window.status.display.text() == f"display checked {today:%Y-%m-%d}"
    assert checks.in_force() == (DisplayState.of(here, checks.valid(here)),)


TWO_SCREENS = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app.session.settings import Settings
from app.ui.cli import build_window
from app.ui.panels.display_check import QUESTIONS, screen_of

application = QApplication([])
window = build_window(Path(sys.argv[1]) / "record.sqlite", Settings(reader="R"), None)
window.resize(900, 700)
window.show()

def told():
    QTest.qWait(50)
    checked = ["checked" if state.check else "not checked" for state in window.checks.in_force()]
    return [state.screen.name for state in window.checks.in_force()], checked, window.status.display.text()[:15]

window.move(50, 50)
first = told()
window.checks.record(screen_of(window), {name: True for name, _ in QUESTIONS})
for _ in range(400):  # until it is on the disk
    QTest.qWait(50)
    if window.checks.valid(screen_of(window)):
        break
here = told()
window.move(1400, 80)
there = told()
window.move(50, 50)
back = told()
window.close()
assert first == (["LEFT"], ["not checked"], "display not che"), first
assert here == back == (["LEFT"], ["checked"], "display checked"), (here, back)
assert there == (["RIGHT"], ["not checked"], "display not che"), there
"""


def test_a_window_that_is_moved_to_another_screen_says_so(tmp_path: Path) -> None:
    """On two screens, which Qt's platform for tests makes of a file."""
    screens = [
        {"name": name, "x": x, "y": 0, "width": width, "height": 1024, "logicalDpi": 96, "dpr": 1}
        for name, x, width in (("LEFT", 0, 1280), ("RIGHT", 1280, 1600))
    ]
    (tmp_path / "screens.json").write_text(json.dumps({"screens": screens}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}"}
    command = [sys.executable, "-c", TWO_SCREENS, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert run.returncode == 0, run.stderr
