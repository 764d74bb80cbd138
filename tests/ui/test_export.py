"""A whole stack as pictures or as a video: what the screen shows, nobody's name, all of it or nothing."""

import errno
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog
from pytestqt.qtbot import QtBot

from app.reading.lesion_marks import image_name
from app.reading.opinion import LesionMark
from app.session.loaded_stack import LoadedStack
from app.session.messages import Notice, Progress
from app.session.viewport_model import ViewportModel
from app.ui.export.assurances import LOOK_FIRST
from app.ui.export.cautions import BURNED, OWN_WORDS, UNSAID, plain_name, words_in
from app.ui.export.dialog import BUSY, FORMS, NOT_READ, ONE_PICTURE, ExportDialog
from app.ui.export.files import TAKEN
from app.ui.export.plan import ExportPlan, Form, PictureSize, steps_of, whole_size
from app.ui.export.runner import CANCELLED, StackExport
from app.ui.export.sheets import Over, SheetPainter
from app.ui.overlays.layers import Layers
from app.ui.rendering import grey_levels, look_of
from app.ui.save_picture import picture_of
from imaging.finding import Finding, Probability
from imaging.measurement import Mark, Measurement, Place
from imaging.measures import Kind
from imaging.oblique import Sweep
from imaging.presentation import Presentation, Window
from imaging.region import Box
from imaging.slab import Slab, SlabMode
from imaging.study import Case
from imaging.video import frames_per_second_of, luma_of
from tests.app.session.conftest import write_radiograph
from tests.ui.conftest import World, pixels_of
from tests.ui.fakes import Opened

Hang = Callable[..., World]
SLICES, ROWS, COLUMNS = 7, 40, 50
SIGNED = Presentation(windows=(Window(500.0, 1000.0),))


@pytest.fixture
def volume(make_volume: Callable[..., LoadedStack]) -> LoadedStack:
    """Seven slices; slice n has its own pattern."""
    values = np.random.default_rng(7).integers(0, 1000, (SLICES, ROWS, COLUMNS)).astype(np.uint16)
    return make_volume(values, presentation=SIGNED)


def plan_for(path: Path, form: Form, model: ViewportModel, **changes: Any) -> ExportPlan:
    """The whole picture without overlays, unless told otherwise."""
    plan = ExportPlan(path, form, whole_size(model, overlays=False), True, False, False, 10)
    return replace(plan, **changes)


def painter_of(world: World, plan: ExportPlan, over: Over | None = None) -> SheetPainter:
    session = world.session
    layers = Layers(session.overlays, session.case, show_identity=plan.identity, show_particulars=plan.identity)
    return SheetPainter(world.model(), plan, over or Over(layers), QFont())


class Run:
    """An export and what it says."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.export = qtbot, StackExport()
        self.said: list[str] = []
        self.progress: list[tuple[int, int]] = []
        self.export.noticed.connect(self._hear)
        self.export.progress_changed.connect(self._see)

    def _hear(self, notice: Notice) -> None:
        self.said.append(notice.sentence)

    def _see(self, progress: Progress) -> None:
        if progress.active:
            self.progress.append((progress.done, progress.total))

    def write(self, painter: SheetPainter, plan: ExportPlan) -> None:
        self.export.start(painter, plan)
        self.wait()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.export.running, timeout=60_000)


@pytest.fixture
def run(qtbot: QtBot) -> Iterator[Run]:
    made = Run(qtbot)
    yield made
    made.export.close()


def pictures(folder: Path) -> list[NDArray[np.uint8]]:
    return [pixels_of(QImage(str(path))) for path in sorted(folder.iterdir())]


# ── what is written ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("inverted", [False, True])
def test_whole_pictures_have_the_grey_values_of_the_screen(
    hang: Hang, volume: LoadedStack, run: Run, tmp_path: Path, inverted: bool
) -> None:
    """Pixel for pixel: window and inversion as on the screen, whatever its zoom."""
    world = hang(volume)
    model = world.model()
    model.set_window(Window(400.0, 600.0))
    model.zoom_by(3.0)
    if inverted:
        model.invert()
    plan = plan_for(tmp_path / "a", Form.PNG, model)
    run.write(painter_of(world, plan), plan)
    shown = pictures(tmp_path / "a")
    assert [path.name for path in sorted((tmp_path / "a").iterdir())] == [f"000{n}.png" for n in range(1, 8)]
    for position, picture in enumerate(shown):
        acquired = volume.picture(0, position, 0)
        assert acquired is not None
        np.testing.assert_array_equal(picture[..., 0], grey_levels(acquired.pixels, look_of(acquired, model)))
    assert QImage(str(tmp_path / "a" / "0001.png")).format() == QImage.Format.Format_Grayscale8
    assert (model.position, model.zoom) == (SLICES // 2, 3.0)  # the viewport is left as it was
    assert run.said == ["7 pictures are saved."]
    assert run.progress == [(n, SLICES) for n in range(SLICES + 1)]


@pytest.mark.parametrize("overlays", [True, False])
def test_as_on_the_screen_is_what_the_screen_shows(
    hang: Hang, volume: LoadedStack, run: Run, tmp_path: Path, overlays: bool
) -> None:
    """Zoomed, turned, mirrored and with a window of its own; a mark on one slice."""
    world = hang(volume)
    model, view = world.model(), world.view(320, 260)
    model.set_window(Window(300.0, 500.0))
    model.zoom_by(1.7)
    model.pan_by(4.0, -3.0)
    model.rotate(1)
    model.flip(horizontal=True)
    world.session.drawing.put(Kind.LENGTH, model.picture(), (5.0, 5.0))
    world.session.drawing.put(Kind.LENGTH, model.picture(), (30.0, 20.0))
    world.session.drawing.select("")
    plan = plan_for(
        tmp_path / "a", Form.PNG, model, size=PictureSize(320, 260), whole=False, overlays=overlays, identity=True
    )
    over = Over(Layers(world.session.overlays, world.session.case), world.session.drawing.journal.marks)
    run.write(SheetPainter(model, plan, over, view.font()), plan)
    for position, picture in enumerate(pictures(tmp_path / "a")):
        model.go_to(position)
        screen = pixels_of(picture_of(view, overlays=overlays, particulars=True))
        np.testing.assert_array_equal(picture, screen)


def test_a_video_has_as_many_frames_of_that_size_and_rate(
    hang: Hang, make_volume: Callable[..., LoadedStack], run: Run, tmp_path: Path
) -> None:
    """Read back: each slice of one grey level has it to one level, and they come in order."""
    levels = (0, 50, 100, 150, 200, 255)
    values = np.repeat(np.array(levels, np.uint16), 41 * 51).reshape(6, 41, 51)
    world = hang(make_volume(values, presentation=Presentation(windows=(Window(128.0, 256.0),))))
    plan = plan_for(tmp_path / "a.mp4", Form.MP4, world.model(), frames_per_second=13)
    run.write(painter_of(world, plan), plan)
    read = list(luma_of(tmp_path / "a.mp4"))
    assert [frame.shape for frame in read] == [(42, 52)] * 6  # the codec wants even numbers
    assert frames_per_second_of(tmp_path / "a.mp4") == 13.0
    for level, frame in zip(levels, read, strict=True):
        assert np.abs(frame[:41, :51].astype(float) - (16 + 219 * level / 255)).max() <= 2
    assert run.said == ["The video of 6 pictures is saved."]
    assert list(tmp_path.iterdir()) == [tmp_path / "a.mp4"]


def test_of_a_single_slice_the_echoes_are_the_pictures(
    hang: Hang, make_volume: Callable[..., LoadedStack], run: Run, tmp_path: Path
) -> None:
    values = np.arange(3, dtype=np.uint16)[:, None, None, None] * 100 + np.zeros((3, 1, 8, 8), np.uint16)
    world = hang(make_volume(values, presentation=Presentation(windows=(Window(128.0, 256.0),))))
    assert steps_of(world.model()) == ((0, 0), (1, 0), (2, 0))
    plan = plan_for(tmp_path / "a", Form.PNG, world.model())
    run.write(painter_of(world, plan), plan)
    assert [int(picture[4, 4, 0]) for picture in pictures(tmp_path / "a")] == [0, 100, 200]


def test_reconstructed_sections_are_a_stack_too(hang: Hang, volume: LoadedStack, run: Run, tmp_path: Path) -> None:
    world = hang((volume, 2))
    plan = plan_for(tmp_path / "a", Form.PNG, world.model())
    run.write(painter_of(world, plan), plan)
    assert len(pictures(tmp_path / "a")) == COLUMNS


def test_turned_planes_and_slabs_are_written_in_full(
    hang: Hang, make_volume: Callable[..., LoadedStack], run: Run, tmp_path: Path
) -> None:
    """On the screen such a section begins coarse; in a file it never is."""
    values = np.random.default_rng(3).integers(0, 1000, (80, 90, 100)).astype(np.uint16)
    loaded = make_volume(values, spacing=(1.0, 1.0, 1.0), presentation=SIGNED)
    world = hang(loaded)
    model, geometry = world.model(), loaded.stack.geometry
    assert geometry is not None
    through = geometry.index_to_patient([40.0, 45.0, 50.0])
    model.turn_to(Sweep.of_section(geometry, 0, through).turned([0.0, 1.0, 0.3], 20.0))
    model.set_slab(Slab(8.0, SlabMode.MAXIMUM))
    plan = plan_for(tmp_path / "a", Form.PNG, model)
    run.write(painter_of(world, plan), plan)
    written = pictures(tmp_path / "a")
    assert len(written) == model.positions
    for position in (0, model.positions // 2):
        model.go_to(position)
        request = model.unfinished
        picture = request.cut() if request is not None else model.picture()
        assert picture is not None
        assert not picture.coarse
        whole = grey_levels(picture.pixels, look_of(picture, model), picture.padding)
        np.testing.assert_array_equal(written[position][..., 0], whole)


def test_marked_lesions_are_on_their_image_only(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    frame = volume.stack.frames[2]
    lesion = LesionMark("m", "q", image_name(frame.sop_instance_uid), 1, (20.0, 20.0), 60)
    plan = plan_for(Path("a"), Form.PNG, world.model(), overlays=True, size=PictureSize(400, 320))
    layers = Layers(world.session.overlays)
    with_it = painter_of(world, plan, Over(layers, lesions=((lesion, "1 · 80"),)))
    without = painter_of(world, plan, Over(layers))
    for number in range(SLICES):
        differs = bool((pixels_of(with_it.paint(number)) != pixels_of(without.paint(number))).any())
        assert differs == (number == 2)


@pytest.mark.parametrize(
    ("spacing", "turned", "overlays", "size"),
    [
        ((4.0, 1.0, 1.0), False, False, (50, 40)),
        ((4.0, 1.0, 1.0), True, False, (40, 50)),
        ((4.0, 2.0, 1.0), False, False, (50, 80)),  # rows two mm apart: no pixel is lost
        ((4.0, 1.0, 1.0), False, True, (1050, 840)),  # 21 times, so that words have room
    ],
)
def test_the_size_of_whole_pictures(
    hang: Hang,
    make_volume: Callable[..., LoadedStack],
    spacing: tuple[float, float, float],
    turned: bool,
    overlays: bool,
    size: tuple[int, int],
) -> None:
    model = hang(make_volume(np.zeros((2, ROWS, COLUMNS), np.uint16), spacing)).model()
    if turned:
        model.rotate(1)
    found = whole_size(model, overlays=overlays)
    assert (found.width, found.height, found.ratio) == (*size, 1.0)


# ── nobody's name ────────────────────────────────────────────────────────────────────────────────


def test_name_id_and_dates_are_in_the_pixels_only_when_chosen(hang: Hang, volume: LoadedStack) -> None:
    def first(name: str, day: str, identity: bool) -> NDArray[np.uint8]:
        world = hang(volume)
        study = world.session.case.study  # type: ignore[union-attr]
        study = replace(study, date=day, patient=replace(study.patient, name=name, patient_id="7"))
        world.session.case = Case(study)
        # Identity on the screen is not identity in a file: only the tick in the dialog is.
        world.session.settings = replace(world.session.settings, show_identity=True)
        plan = plan_for(Path("a"), Form.PNG, world.model(), overlays=True, identity=identity)
        plan = replace(plan, size=whole_size(world.model(), overlays=True))
        return pixels_of(painter_of(world, plan).paint(0))

    hidden = first("Abel^Anna", "20260102", False)
    np.testing.assert_array_equal(hidden, first("Zoe^Zack", "20250708", False))
    named = first("Abel^Anna", "20260102", True)
    assert (named != first("Zoe^Zack", "20260102", True)).any()
    assert (named != first("Abel^Anna", "20250708", True)).any()


def test_a_file_is_named_by_digest_and_place(hang: Hang, volume: LoadedStack, tmp_path: Path) -> None:
    case = hang(volume).session.case
    assert case is not None
    name = plain_name(case, volume)
    assert name.startswith("overread-")
    assert name.endswith("-series1")
    assert "1.2" not in name


def test_words_that_may_name_somebody_are_asked_about(volume: LoadedStack) -> None:
    frame = volume.stack.frames[0]

    def mark(words: str, uid: str = frame.sop_instance_uid) -> Mark:
        return Mark(Measurement("id", Kind.TEXT, Place(uid, 1), ((1.0, 1.0),), words))

    assert words_in(volume, (mark("Mr Doe"),), overlays=True) == (OWN_WORDS,)
    assert words_in(volume, (mark("Mr Doe"),), overlays=False) == ()
    assert words_in(volume, (mark("Mr Doe", "9.9"),), overlays=True) == ()  # on another series
    assert words_in(volume, (mark("L4"), mark("")), overlays=True) == ()
    volume.series = replace(volume.series, may_hold_text=True)
    assert words_in(volume, (), overlays=False) == (UNSAID,)
    volume.series = replace(volume.series, notices=("Text is burned into the picture",))
    assert words_in(volume, (), overlays=False) == (BURNED,)


# ── all of it, or nothing ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", list(Form))
def test_what_is_stopped_leaves_nothing(hang: Hang, volume: LoadedStack, run: Run, tmp_path: Path, form: Form) -> None:
    world = hang(volume)
    plan = plan_for(tmp_path / "a", form, world.model())
    stopped: list[bool] = []

    def stop(progress: Progress) -> None:
        if progress.done == 3:
            stopped.append(run.export.cancel())

    run.export.progress_changed.connect(stop)
    run.write(painter_of(world, plan), plan)
    run.export.progress_changed.disconnect(stop)
    assert stopped == [True]
    assert list(tmp_path.iterdir()) == []
    assert run.said == [CANCELLED]
    assert not run.export.cancel()
    run.write(painter_of(world, plan), plan)  # and the next one works
    assert run.said[-1].endswith("saved.")


def test_stopped_before_anything_was_written(hang: Hang, volume: LoadedStack, run: Run, tmp_path: Path) -> None:
    world = hang(volume)
    plan = plan_for(tmp_path / "a.mp4", Form.MP4, world.model())
    run.export.start(painter_of(world, plan), plan)
    assert run.export.cancel()
    run.wait()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_is_a_sentence(
    hang: Hang, volume: LoadedStack, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = Path.write_bytes, []

    def full(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) > 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    world = hang(volume)
    plan = plan_for(tmp_path / "a", Form.PNG, world.model())
    run.write(painter_of(world, plan), plan)
    assert list(tmp_path.iterdir()) == []
    assert run.said == ["The pictures could not be written: No space left on device. Choose another place."]


def test_a_place_that_may_not_be_written_to(hang: Hang, volume: LoadedStack, run: Run, tmp_path: Path) -> None:
    world = hang(volume)
    for form in Form:
        plan = plan_for(tmp_path / "none" / "a", form, world.model())
        run.write(painter_of(world, plan), plan)
    assert len(run.said) == 2
    assert all("could not be written" in sentence for sentence in run.said)


def test_nothing_is_replaced_that_the_reader_was_not_asked_about(
    hang: Hang, volume: LoadedStack, run: Run, tmp_path: Path
) -> None:
    world = hang(volume)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "kept.txt").write_text("mine")
    (tmp_path / "b.mp4").write_text("mine")
    for path, form in ((tmp_path / "a", Form.PNG), (tmp_path / "b.mp4", Form.MP4)):
        plan = plan_for(path, form, world.model())
        run.write(painter_of(world, plan), plan)
    assert run.said == [TAKEN, TAKEN]
    assert (tmp_path / "a" / "kept.txt").read_text() == (tmp_path / "b.mp4").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b.mp4"]
    plan = plan_for(tmp_path / "b.mp4", Form.MP4, world.model(), replaces=True)
    run.write(painter_of(world, plan), plan)
    assert len(list(luma_of(tmp_path / "b.mp4"))) == SLICES


# ── the model's marks ────────────────────────────────────────────────────────────────────────────


def test_findings_are_painted_when_they_were_revealed_and_frozen_at_the_start(hang: Hang, volume: LoadedStack) -> None:
    world = hang(volume)
    box = Box(volume.stack.frames[0].sop_instance_uid, 1, 5, 5, 30, 30)
    found = Finding("t/l/0", "t", "lesion", Probability(0.9, 0.5), box)
    plan = plan_for(Path("a"), Form.PNG, world.model(), overlays=True, size=PictureSize(400, 320))
    orange = np.array([0xE6, 0x9F, 0x00])

    def has_orange(layers: Layers) -> bool:
        shown = pixels_of(painter_of(world, plan, Over(layers)).paint(0))
        return bool((np.abs(shown.astype(int) - orange).max(axis=2) < 12).any())

    assert not has_orange(Layers(world.session.overlays))
    assert has_orange(Layers(world.session.overlays, findings=(found,)))


# ── in the window ────────────────────────────────────────────────────────────────────────────────

SAVE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path, volume: LoadedStack) -> Iterator[Opened]:
    """A window in which a radiograph is open, and a stack in its viewport."""
    write_radiograph(tmp_path / "study" / "image.dcm")
    window = Opened(qtbot, tmp_path).open(tmp_path / "study")
    yield window
    window.close()


def show_stack(opened: Opened, volume: LoadedStack) -> None:
    opened.session.viewports.models[0].show(volume)


def asked(opened: Opened) -> ExportDialog:
    opened.key(Qt.Key.Key_S, SAVE)
    return next(dialog for dialog in opened.window.findChildren(ExportDialog) if dialog.isVisible())


def choose(dialog: ExportDialog, form: Form) -> None:
    """As the list of kinds does."""
    dialog.selectNameFilter(FORMS[form])
    dialog.filterSelected.emit(FORMS[form])


def test_a_single_picture_is_no_series(opened: Opened) -> None:
    opened.key(Qt.Key.Key_S, SAVE)
    assert opened.notices[-1] == ONE_PICTURE


def test_a_stack_that_is_being_read_is_waited_for(opened: Opened, volume: LoadedStack) -> None:
    half = LoadedStack(volume.stack, volume.series)
    opened.session.viewports.models[0].show(half)
    opened.key(Qt.Key.Key_S, SAVE)
    assert opened.notices[-1] == NOT_READ


@pytest.mark.parametrize("form", list(Form))
def test_by_key_dialog_and_status_line(opened: Opened, volume: LoadedStack, tmp_path: Path, form: Form) -> None:
    show_stack(opened, volume)
    dialog = asked(opened)
    assert dialog.windowTitle() == "Save series – 7 pictures"
    name = Path(dialog.selectedFiles()[0]).name
    assert name.startswith("overread-")
    assert "SECRET" not in name.upper()
    assert not dialog.assurances.named.isVisible()  # identity is not on the screen
    assert not dialog.assurances.looked.isVisible()
    dialog.setDirectory(str(tmp_path))
    choose(dialog, form)
    assert dialog.rate.isEnabled() == (form is Form.MP4)
    dialog.whole_size.setChecked(True)
    dialog.overlays.setChecked(False)
    assert dialog.whole_size.text() == "Whole pictures, 50 × 40"
    dialog.selectFile("out")
    dialog.accept()
    export = opened.window.export
    assert export.running
    opened.key(Qt.Key.Key_S, SAVE)
    assert opened.notices[-1] == BUSY
    opened.until(lambda: not export.running)
    assert opened.notices[-1].endswith("saved.")
    written = tmp_path / ("out.mp4" if form is Form.MP4 else "out")
    count = len(list(luma_of(written))) if form is Form.MP4 else len(pictures(written))
    assert count == SLICES
    assert not opened.window.status.progress.isVisible()


def test_esc_stops_it(opened: Opened, volume: LoadedStack, tmp_path: Path) -> None:
    show_stack(opened, volume)
    dialog = asked(opened)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("out")
    dialog.accept()
    opened.window.give_images_the_keyboard()
    opened.key(Qt.Key.Key_Escape)
    opened.until(lambda: not opened.window.export.running)
    assert opened.notices[-1] == CANCELLED
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


def test_the_reader_must_have_looked_for_names(opened: Opened, volume: LoadedStack, tmp_path: Path) -> None:
    volume.series = replace(volume.series, notices=("Text is burned into the picture",))
    opened.session.change_settings(show_identity=True)
    opened.until_ready()
    show_stack(opened, volume)
    dialog = asked(opened)
    assert dialog.assurances.named.isVisible()
    assert not dialog.assurances.named.isChecked()  # identity on the screen does not go into files by itself
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("out")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.assurances.complaint.text() == LOOK_FIRST
    assert not opened.window.export.running
    dialog.assurances.looked.setChecked(True)
    dialog.accept()
    opened.until(lambda: (tmp_path / "out.mp4").exists())


def test_closing_the_window_stops_it_and_leaves_nothing(
    qtbot: QtBot, opened: Opened, volume: LoadedStack, tmp_path: Path
) -> None:
    show_stack(opened, volume)
    dialog = asked(opened)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("out")
    dialog.accept()
    opened.close()
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


def test_the_dialog_has_a_button_for_it(opened: Opened, volume: LoadedStack) -> None:
    show_stack(opened, volume)
    dialog = asked(opened)
    assert isinstance(dialog, QFileDialog)
    assert dialog.findChild(QDialogButtonBox) is not None
    dialog.reject()


def test_what_is_complete_is_not_taken_away_again(hang: Hang, volume: LoadedStack, run: Run, tmp_path: Path) -> None:
    """Esc at the last moment, or the window closed while the file gets its name."""
    world = hang(volume)
    plan = plan_for(tmp_path / "a", Form.PNG, world.model())
    run.export.progress_changed.connect(lambda p: p.done == SLICES and run.export.cancel())
    run.write(painter_of(world, plan), plan)
    assert run.said == ["7 pictures are saved."]
    assert len(pictures(tmp_path / "a")) == SLICES


def test_another_case_may_be_opened_meanwhile(opened: Opened, volume: LoadedStack, tmp_path: Path) -> None:
    show_stack(opened, volume)
    dialog = asked(opened)
    dialog.setDirectory(str(tmp_path))
    choose(dialog, Form.PNG)
    dialog.selectFile("out")
    dialog.accept()
    case = opened.session.case
    assert case is not None
    opened.session.open_case(case.study.study_uid)
    opened.until(lambda: not opened.window.export.running)
    assert len(pictures(tmp_path / "out")) == SLICES
