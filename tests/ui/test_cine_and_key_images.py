"""Cine plays and stops, key images are kept, pictures are saved as they stand on the screen."""

import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.reading.reading import study_digest
from app.reading.store.key_images import KeyImageFile, KeyImageLine, key_images_path
from app.session.cine import Cine
from app.session.key_images import NOTE, KeyImages
from app.session.loaded_stack import LoadedStack
from app.session.record_keeper import RecordKeeper
from app.ui.save_picture import free_name, picture_of, save_image
from imaging.errors import UserError
from imaging.study import Case, Study
from tests.app.session.conftest import write_radiograph
from tests.ui.conftest import pixels_of
from tests.ui.fakes import Opened

Hang = Callable[..., Any]
Photograph = Callable[[QWidget], NDArray[np.uint8]]
RNG = np.random.default_rng(4)


@pytest.fixture
def volume(make_volume: Callable[..., LoadedStack]) -> LoadedStack:
    """Six slices of noise."""
    return make_volume(RNG.integers(0, 255, (6, 20, 16)).astype(np.uint16))


# ── cine ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def cine_of(world: Any, rate: int = 50) -> Cine:
    return Cine(world.viewports, lambda: rate, world.viewports)


def test_it_plays_round_and_round_and_says_so(hang: Hang, volume: LoadedStack, qtbot: QtBot) -> None:
    world = hang(volume)
    cine, seen = cine_of(world), []
    model = world.model()
    model.picture_changed.connect(lambda: seen.append(model.position))
    start = model.position
    cine.toggle()
    assert world.viewports.notes(model) == ("▶ cine 50 fps",)
    qtbot.waitUntil(lambda: len(seen) >= 8)
    assert seen[:8] == [(start + n) % 6 for n in range(1, 9)]
    cine.toggle()
    assert world.viewports.notes(model) == ()
    seen.clear()
    qtbot.wait(80)
    assert seen == []


def test_a_scroll_by_hand_stops_it(hang: Hang, volume: LoadedStack, qtbot: QtBot) -> None:
    world = hang(volume)
    cine = cine_of(world, 5)
    view = world.view(200, 200)
    cine.toggle()
    here = QPointF(100, 100)
    none, still = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    turn = QWheelEvent(here, here, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, none, still, False)
    QApplication.sendEvent(view, turn)
    assert not cine.playing


def test_linked_viewports_follow_and_do_not_stop_it(hang: Hang, volume: LoadedStack, qtbot: QtBot) -> None:
    world = hang(volume, volume)
    cine = cine_of(world)
    cine.toggle()
    first, second = world.model(0), world.model(1)
    start = first.position
    qtbot.waitUntil(lambda: first.position not in (start, (start + 1) % 6))
    assert cine.playing
    assert second.position == first.position


@pytest.mark.parametrize("turn", ["another viewport", "another layout"])
def test_turning_to_something_else_stops_it(hang: Hang, volume: LoadedStack, turn: str) -> None:
    world = hang(volume, volume)
    cine = cine_of(world)
    cine.toggle()
    if turn == "another viewport":
        world.viewports.set_active(world.model(1))
    else:
        from app.reading.hanging import alone

        world.viewports.hang(alone(volume.stack))
    assert not cine.playing


def test_echoes_play_when_there_is_only_one_slice(
    hang: Hang, make_volume: Callable[..., LoadedStack], qtbot: QtBot
) -> None:
    world = hang(make_volume(RNG.integers(0, 255, (3, 1, 20, 16)).astype(np.uint16)))
    cine = cine_of(world)
    cine.toggle()
    qtbot.waitUntil(lambda: world.model().volume_index == 2)
    qtbot.waitUntil(lambda: world.model().volume_index == 0)
    cine.stop()


def test_a_radiograph_does_not_play(hang: Hang, make_radiograph: Callable[..., LoadedStack]) -> None:
    cine = cine_of(hang(make_radiograph(np.zeros((9, 9), np.uint16))))
    cine.toggle()
    assert not cine.playing


def test_the_loop_stays_free_while_it_plays_faster_than_it_can_paint(
    hang: Hang, volume: LoadedStack, qtbot: QtBot
) -> None:
    world = hang(volume)
    cine, order = cine_of(world, 60), []

    def paint_slowly() -> None:
        order.append("picture")
        time.sleep(0.03)  # twice as long as a picture has

    world.model().picture_changed.connect(paint_slowly)
    other = QTimer(interval=0)
    other.timeout.connect(lambda: order.append("other"))
    other.start()
    cine.toggle()
    qtbot.waitUntil(lambda: order.count("picture") >= 6)
    other.stop()
    cine.stop()
    assert ("picture", "picture") not in set(itertools.pairwise(order))


# ── key images ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def keeper(qapp: object) -> Iterator[RecordKeeper]:
    """A record thread."""
    made = RecordKeeper(lambda: None)
    yield made
    made.close()


def key_images(world: Any, keeper: RecordKeeper, path: Path | None, reader: str = "R1") -> KeyImages:
    made = KeyImages(world.viewports, keeper, path, world.viewports)
    made.look_at(world.session.case, reader)
    return made


def test_marks_are_kept_for_this_reader_and_study_alone(
    hang: Hang, volume: LoadedStack, keeper: RecordKeeper, qtbot: QtBot, tmp_path: Path
) -> None:
    path, world = tmp_path / "key.jsonl", hang(volume)
    keys = key_images(world, keeper, path)
    for position in (1, 4):
        world.model().go_to(position)
        keys.toggle()
        assert world.viewports.notes(world.model()) == (NOTE,)
    keys.toggle()
    assert world.viewports.notes(world.model()) == ()
    qtbot.waitUntil(lambda: not keeper.busy)
    again = key_images(hang(volume), keeper, path)
    qtbot.waitUntil(lambda: not keeper.busy)
    assert set(again.marked) == {(volume.stack.frames[1].sop_instance_uid, 1)}
    other = key_images(hang(volume), keeper, path, "R2")
    qtbot.waitUntil(lambda: not keeper.busy)
    assert other.marked == {}
    assert KeyImageFile(path).marked("another study", "R1") == {}


def test_the_file_only_grows_and_names_no_patient(
    hang: Hang, volume: LoadedStack, keeper: RecordKeeper, qtbot: QtBot, tmp_path: Path
) -> None:
    path, world = tmp_path / "key.jsonl", hang(volume)
    keys = key_images(world, keeper, path)
    keys.toggle()
    keys.toggle()
    qtbot.waitUntil(lambda: not keeper.busy)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["marked"] for line in lines] == [True, False]
    assert set(lines[0]) == {"study", "reader", "sop_instance_uid", "frame", "marked", "at"}
    assert lines[0]["study"] == study_digest("1.2")
    assert path.stat().st_mode & 0o077 == 0


def test_a_torn_line_costs_only_itself(tmp_path: Path) -> None:
    file = KeyImageFile(tmp_path / "key.jsonl")
    file.append(KeyImageLine("s", "R", "1.1", 1, True, "2026-01-01T00:00:00+00:00"))
    with (tmp_path / "key.jsonl").open("ab") as torn:
        torn.write(b'{"study": "s", "rea')
    file.append(KeyImageLine("s", "R", "1.2", 1, True, "2026-01-01T00:00:00+00:00"))
    assert set(file.marked("s", "R")) == {("1.1", 1), ("1.2", 1)}


def test_a_mark_set_while_the_file_is_read_is_not_lost(
    hang: Hang, volume: LoadedStack, keeper: RecordKeeper, qtbot: QtBot, tmp_path: Path
) -> None:
    keys = key_images(hang(volume), keeper, tmp_path / "key.jsonl")
    keys.toggle()  # the answer of the reading has not been delivered yet
    qtbot.waitUntil(lambda: not keeper.busy)
    assert len(keys.marked) == 1


def test_a_file_that_cannot_be_written_takes_the_mark_back_and_says_so(
    hang: Hang, volume: LoadedStack, keeper: RecordKeeper, qtbot: QtBot, tmp_path: Path
) -> None:
    said: list[str] = []
    keys = key_images(hang(volume), keeper, tmp_path / "no such folder" / "key.jsonl")
    keys.noticed.connect(lambda notice: said.append(notice.sentence))
    keys.toggle()
    qtbot.waitUntil(lambda: bool(said))
    assert keys.marked == {}
    assert said[0].endswith(".")


def test_the_next_key_image_comes_round_and_round(hang: Hang, volume: LoadedStack, keeper: RecordKeeper) -> None:
    world = hang(volume)
    keys = key_images(world, keeper, None)
    said: list[str] = []
    keys.noticed.connect(lambda notice: said.append(notice.sentence))
    keys.step(1)
    assert "No image" in said[0]
    for position in (1, 4):
        world.model().go_to(position)
        keys.toggle()
    visited = []
    for _ in range(3):
        keys.step(1)
        visited.append(world.model().position)
    assert visited == [1, 4, 1]
    keys.step(-1)
    assert world.model().position == 4


def test_a_reconstructed_section_is_no_key_image(hang: Hang, volume: LoadedStack, keeper: RecordKeeper) -> None:
    keys = key_images(hang((volume, 1)), keeper, None)
    said: list[str] = []
    keys.noticed.connect(lambda notice: said.append(notice.sentence))
    keys.toggle()
    assert keys.marked == {}
    assert "original images" in said[0]


def test_the_list_lies_beside_its_record() -> None:
    assert key_images_path(Path("a/record.sqlite")) == Path("a/key_images.jsonl")
    assert key_images_path(Path("a/two.sqlite")) == Path("a/two.key_images.jsonl")


def test_badges_of_key_image_and_prior_are_in_the_corner(hang: Hang, volume: LoadedStack, keeper: RecordKeeper) -> None:
    world = hang(volume)
    key_images(world, keeper, None).toggle()
    view = world.view(400, 400)
    view.grab()
    assert NOTE in [item.text for item in view._over.placed]
    older = Study("0", date="20250102", series=world.session.case.study.series)
    world.session.case = Case(Study("9"), (older,))
    view.grab()
    assert "PRIOR  2025-01-02" in [item.text for item in view._over.placed]


# ── pictures ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("overlays", [True, False])
@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_saved_picture_is_what_the_screen_shows(
    hang: Hang, volume: LoadedStack, photograph: Photograph, tmp_path: Path, overlays: bool, ending: str
) -> None:
    world = hang(volume)
    view = world.view(300, 260)
    world.session.overlays = replace(world.session.overlays, hidden=not overlays)
    screen = photograph(view)
    path = tmp_path / f"a.{ending}"
    save_image(picture_of(view, overlays=overlays, particulars=True), path)
    saved = pixels_of(QImage(str(path)))
    if ending == "png":
        np.testing.assert_array_equal(saved, screen)
    else:
        assert np.abs(saved.astype(int) - screen).mean() < 4
        assert path.read_bytes()[:3] == b"\xff\xd8\xff"


def test_the_border_of_the_active_viewport_is_not_saved(
    hang: Hang, volume: LoadedStack, photograph: Photograph
) -> None:
    view = hang(volume, volume).view(300, 260)
    screen, saved = photograph(view), pixels_of(picture_of(view, overlays=False))
    assert screen[:, 0].any()  # beside the picture
    assert not saved[:, 0].any()


def test_identity_is_in_the_pixels_only_when_it_is_chosen(hang: Hang, volume: LoadedStack) -> None:
    def saved(name: str, chosen: bool) -> NDArray[np.uint8]:
        world = hang(volume)
        study = world.session.case.study
        world.session.case = Case(replace(study, patient=replace(study.patient, name=name, patient_id="7")))
        world.session.settings = replace(world.session.settings, show_identity=True)
        return pixels_of(picture_of(world.view(300, 260), overlays=True, identity=chosen))

    np.testing.assert_array_equal(saved("Abel^Anna", False), saved("Zoe^Zack", False))
    assert (saved("Abel^Anna", True) != saved("Zoe^Zack", True)).any()


def test_days_of_studies_are_in_the_pixels_only_with_the_identity(hang: Hang, volume: LoadedStack) -> None:
    def saved(day: str, dates: bool) -> NDArray[np.uint8]:
        world = hang(volume)
        world.session.case = Case(replace(world.session.case.study, date=day))
        return pixels_of(picture_of(world.view(300, 260), overlays=True, particulars=dates))

    np.testing.assert_array_equal(saved("20260102", False), saved("20250708", False))
    assert (saved("20260102", True) != saved("20250708", True)).any()


def test_names_are_the_day_and_a_number(tmp_path: Path) -> None:
    today = date(2026, 3, 4)
    assert free_name(tmp_path, today) == "overread-20260304-1.png"
    (tmp_path / "overread-20260304-1.jpg").touch()
    assert free_name(tmp_path, today) == "overread-20260304-2.png"


def test_a_picture_that_cannot_be_saved_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be saved"):
        save_image(QImage(4, 4, QImage.Format.Format_RGB32), tmp_path / "none" / "a.png")


# ── in the window ───────────────────────────────────────────────────────────────────────────────────────────────────

Shift, Control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """A window in which a radiograph is being read."""
    write_radiograph(tmp_path / "study" / "image.dcm")
    window = Opened(qtbot, tmp_path).open(tmp_path / "study")
    yield window
    window.close()


def test_the_picture_is_saved_from_the_keyboard(opened: Opened, tmp_path: Path) -> None:
    opened.key(Qt.Key.Key_S, Control | Shift)
    (dialog,) = opened.window.findChildren(QFileDialog)
    name = dialog.findChild(QLineEdit).text()
    assert name.startswith("overread-20")
    assert "SECRET" not in name.upper()
    boxes = [box for box in dialog.findChildren(QCheckBox) if "corner text" in box.text()]
    boxes[0].setChecked(False)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("view.png")
    view = opened.window.grid.views[0]
    bare = pixels_of(picture_of(view, overlays=False))
    dialog.accept()
    opened.until(lambda: (tmp_path / "view.png").exists() and not opened.session.keeper.busy)
    np.testing.assert_array_equal(pixels_of(QImage(str(tmp_path / "view.png"))), bare)
    assert opened.notices[-1] == "The picture is saved."


def test_keys_of_key_image_cine_and_grid(opened: Opened) -> None:
    opened.key(Qt.Key.Key_K)
    assert len(opened.session.key_images.marked) == 1
    opened.key(Qt.Key.Key_C)
    assert "only one picture" in opened.notices[-1]
    opened.key(Qt.Key.Key_G, Control)
    opened.key(Qt.Key.Key_2)
    opened.key(Qt.Key.Key_2)
    assert "2 × 2 would leave cells empty" in opened.notices[-1]


def test_escape_stops_cine_before_anything_else(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled: list[bool] = []
    monkeypatch.setattr(opened.session.desk, "cancel", lambda: cancelled.append(True))
    opened.session.cine._model = opened.session.viewports.active
    opened.key(Qt.Key.Key_Escape)
    assert not opened.session.cine.playing
    assert cancelled == []
    opened.key(Qt.Key.Key_Escape)
    assert cancelled == [True]


def test_grids_stand_in_a_menu_in_the_view_menu(opened: Opened) -> None:
    view = opened.window.commands._menus["View"]
    layout = opened.window.commands._menus["View › Layout"]
    assert layout.menuAction() in view.actions()
    assert len([a for a in layout.actions() if a.text().startswith("Grid")]) == 16
