"""Memory of the real window while cases are opened and closed, and of what is open against its pixels.

    python benchmarks/memory.py [--cases 200]            opens so many cases one after the other
    python benchmarks/memory.py --open                   memory of one large series against its uncompressed pixels
    python benchmarks/memory.py --minutes 30             reads on and on: scrolls, windows, turns planes, makes slabs,
                                                         measures, plays, takes back, goes to the next case

All studies are generated into a temporary folder: knee-like MR volumes, radiographs, and MR with padding, in turn.
The window is the program's own, drawn into memory (with QT_QPA_PLATFORM=xcb on the screen), with a reader and a record
of its own; the models are off. What is printed is the resident memory of the process (RSS), which holds what the
allocator has not given back yet – the program asks it to only when a series has been read – and, for many cases, what
of it is in use: the same after the allocator has given back what is free. Both hold caches that fill slowly and then
stay as they are: Qt's small pictures (2 MB), and up to 2 MB of pages for each database.
"""

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, MRImageStorage
from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtWidgets import QApplication
from resident import resident, watched

from app.session.freed_memory import give_back
from app.session.settings import Settings
from app.session.turning import Way
from app.ui.cli import build_window, start_application
from app.ui.hands import drag
from app.ui.main_window import MainWindow
from imaging.slab import SlabMode

MB = 1024 * 1024
WARM_UP = 10
"""Cases before the first figure counts: caches fill and libraries are loaded."""

EACH = 9
"""Cases between two figures: a multiple of the kinds of studies, whose memory differs."""
LEAST = 5 * EACH

TURNS = tuple(Way)


# ── studies ──────────────────────────────────────────────────────────────────────────────────────


def write(path: Path, pixels: np.ndarray, study: str, index: int, **attributes: object) -> None:
    """One image of a study."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    kind = DigitalXRayImageStorageForPresentation if attributes.get("Modality") == "DX" else MRImageStorage
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = kind
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID = f"{study}.1.{index + 1}"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.FrameOfReferenceUID = study, f"{study}.1", f"{study}.9"
    dataset.PatientName, dataset.PatientID, dataset.InstanceNumber = "Bench^Mark", study, index + 1
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    dataset.PixelData = pixels.tobytes()
    dataset["PixelData"].VR = "OW"
    dataset.save_as(path, enforce_file_format=True)


def write_volume(folder: Path, study: str, slices: int, size: int, *, padded: bool = False) -> int:
    """A sagittal MR volume; returns the bytes of its pixels."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(len(study))
    pixels = random.integers(1, 4096, (size, size)).astype(np.uint16)
    if padded:
        pixels[:, : size // 8] = 0
    for index in range(slices):
        write(
            folder / f"IM{index:04d}.dcm",
            np.roll(pixels, index, axis=0),
            study,
            index,
            Modality="MR",
            SeriesDescription="PD FS sag",
            BodyPartExamined="ABDOMEN",
            ImagePositionPatient=[3.0 * index, 0.0, 0.0],
            ImageOrientationPatient=[0.0, 1.0, 0.0, 0.0, 0.0, -1.0],
            PixelSpacing=[0.4, 0.4],
            **({"PixelPaddingValue": 0} if padded else {}),
        )
    return slices * size * size * 2


def write_radiograph(folder: Path, study: str, rows: int, columns: int) -> int:
    """A radiograph of the hand; returns the bytes of its pixels."""
    folder.mkdir(parents=True)
    pixels = np.random.default_rng(rows).integers(0, 4096, (rows, columns)).astype(np.uint16)
    write(
        folder / "IM0000.dcm", pixels, study, 0, Modality="DX", BodyPartExamined="HAND", ImagerPixelSpacing=[0.2, 0.2]
    )
    return rows * columns * 2


def write_cases(folder: Path, cases: int) -> list[str]:
    """So many studies of 2 to 6 MB, three kinds in turn: their UIDs."""
    uids = [f"1.2.3.{number + 1}" for number in range(cases)]
    for number, uid in enumerate(uids):
        place = folder / f"case{number:04d}"
        if number % 3 == 1:
            write_radiograph(place, uid, 1600, 1280)
        else:
            write_volume(place, uid, 24, 256, padded=number % 3 == 2)
    return uids


# ── the window ───────────────────────────────────────────────────────────────────────────────────


@contextmanager
def window() -> Iterator[MainWindow]:
    """The program's window with a record of its own and no models."""
    with tempfile.TemporaryDirectory() as record:
        opened = build_window(Path(record) / "record.sqlite", Settings(reader="benchmark"), None)
        opened.session.desk.ask = lambda *_: None
        opened.resize(1600, 1000)
        opened.show()
        QApplication.processEvents()
        yield opened
        opened.close()
        opened.deleteLater()
        QApplication.processEvents()
        del opened
        gc.collect()  # here, in the main thread: no other may take a window apart


def until(reached: Callable[[], bool], seconds: float = 120.0) -> None:
    """Let the program run until something holds."""
    end = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("the program did not get there")
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()


def is_read(opened: MainWindow) -> bool:
    """True when everything on the screen is in memory whole."""
    models = opened.session.viewports.models
    return bool(models) and all(model.loaded is not None and model.loaded.complete for model in models)


def look_around(opened: MainWindow, steps: int) -> None:
    """Scroll, drag the window, zoom and turn, as a reader does."""
    for step in range(steps):
        for model in opened.session.viewports.models:
            model.go_to(step % max(model.positions, 1))
            model.drag_window(3.0 if step % 2 else -3.0, 1.0)
            model.zoom_by(1.1 if step % 10 < 5 else 1 / 1.1)
            if step % 25 == 24:
                model.rotate()
        QApplication.processEvents()


def turn_planes(opened: MainWindow, steps: int) -> None:
    """Turn the planes about the crosshair, make them slabs and thin again, and straighten them."""
    session = opened.session
    for model in session.viewports.models:
        session.viewports.set_active(model)
        for step in range(steps):
            session.turning.turn(TURNS[step % len(TURNS)])
            if step == steps // 2:
                session.turning.set_mode(SlabMode.MAXIMUM)
            QApplication.processEvents()
        until(lambda model=model: model.unfinished is None)
        session.turning.thin()
        session.turning.straighten()
        QApplication.processEvents()


def mark_and_undo(opened: MainWindow) -> None:
    """Draw a length and a region by hand, play the stack, and take everything back."""
    session = opened.session
    view = next(view for view in opened.grid.views if view.isVisible())
    middle, away = view.rect().center(), QPoint(60, 40)
    for command in ("measure.length", "measure.ellipse"):
        session.run_command(command)
        drag(view, middle - away, middle + away)
    session.run_command("image.key")
    session.cine.toggle()
    for _ in range(5):
        QApplication.processEvents()
    session.cine.stop()
    session.run_command("image.key")
    for command in ("measure.undo", "measure.undo", "tool.window", "view.corner_text"):
        session.run_command(command)
        QApplication.processEvents()


def open_case(opened: MainWindow, uid: str, steps: int, *, planes: bool = False) -> None:
    """Open a case, wait for its pixels, look around in it, and then, if wanted, in its three planes."""
    opened.session.open_case(uid)
    until(lambda: is_read(opened))
    look_around(opened, steps)
    shown = opened.session.viewports.models[0].loaded
    if planes and shown is not None and shown.stack.slices > 1:
        opened.session.show_three_planes(shown.stack)
        until(lambda: is_read(opened))
        look_around(opened, steps)
        turn_planes(opened, steps // 2)


def with_cases(folder: Path, cases: int, run: Callable[[MainWindow, list[str]], None]) -> None:
    """Write cases, search them in the window, and run something."""
    uids = write_cases(folder, cases)
    with window() as opened:
        opened.session.open_paths([folder])
        until(lambda: not opened.session.shelf.scanning and len(opened.session.shelf.studies) == cases, 600)
        run(opened, uids)


# ── what is measured ─────────────────────────────────────────────────────────────────────────────


def many_cases(opened: MainWindow, uids: list[str]) -> None:
    """Open all cases one after the other and print how the memory went."""
    used = []
    with watched() as peak:
        for number, uid in enumerate(uids):
            open_case(opened, uid, 12)
            before = resident()
            if number % EACH == EACH - 1:
                give_back()
                used.append((number + 1, resident()))
                print(f"case {number + 1:4}   {before:7.1f} MB, in use {used[-1][1]:7.1f} MB", flush=True)
    cases, kept = np.array(used[1:]).T  # the first holds what fills at the start
    middle = len(cases) // 2
    first, second = (1024 * np.polyfit(cases[part], kept[part], 1)[0] for part in np.s_[:middle, middle:])
    print(
        f"in use after {2 * EACH} cases {kept[0]:.1f} MB, half-way {kept[middle]:.1f} MB, last {kept[-1]:.1f} MB; "
        f"slope {first:+.1f}, then {second:+.1f} kB a case; peak {peak[0]:.1f} MB"
    )


def soak(minutes: float) -> Callable[[MainWindow, list[str]], None]:
    """Read for so many minutes; one line a minute."""

    def run(opened: MainWindow, uids: list[str]) -> None:
        start, line, done = time.monotonic(), 0, 0
        sizes = []
        with watched() as peak:
            while time.monotonic() - start < 60 * minutes:
                open_case(opened, uids[done % len(uids)], 40, planes=done % 2 == 0)
                mark_and_undo(opened)
                done += 1
                sizes.append((time.monotonic() - start, resident()))
                if (time.monotonic() - start) // 60 >= line:
                    print(f"{line:4} min   {done:5} cases   {sizes[-1][1]:7.1f} MB", flush=True)
                    line += 1
        times, kept = np.array(sizes[WARM_UP:]).T
        slope = np.polyfit(times / 60, kept, 1)[0]
        print(
            f"{done} cases in {minutes:g} minutes: after {WARM_UP} cases {kept[0]:.1f} MB, peak {peak[0]:.1f} MB, "
            f"at the end {kept[-1]:.1f} MB, slope {slope:+.2f} MB a minute"
        )

    return run


def what_is_open(folder: Path) -> None:
    """Open one large study after the other, each in a window of its own, and compare with its pixels."""
    studies: dict[str, Callable[[Path, str], int]] = {
        "MR, 300 slices of 512²": lambda place, uid: write_volume(place, uid, 300, 512),
        "the same with padding": lambda place, uid: write_volume(place, uid, 300, 512, padded=True),
        "radiograph of 30 Mpx": lambda place, uid: write_radiograph(place, uid, 6000, 5000),
    }
    write_cases(folder / "small", 3)
    for number, (name, make) in enumerate(studies.items()):
        place, uid = folder / f"large{number}", f"1.2.4.{number}"
        pixels = make(place, uid) / MB
        with window() as opened:
            opened.session.open_paths([folder / "small", place])
            until(lambda opened=opened: not opened.session.shelf.scanning and len(opened.session.shelf.studies) == 4)
            for small in ("1.2.3.1", "1.2.3.2", "1.2.3.3"):
                open_case(opened, small, 12)
            before = resident()
            with watched() as peak:
                opened.session.open_case(uid)
                until(lambda opened=opened: is_read(opened))
                look_around(opened, 12)
            settled, most = resident() - before, peak[0] - before
            print(
                f"{name:24} pixels {pixels:6.1f} MB   open {settled:6.1f} MB, {settled / pixels:.2f} times   "
                f"at most {most:6.1f} MB, {most / pixels:.2f} times",
                flush=True,
            )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=200, help=f"at least {LEAST}")
    parser.add_argument("--open", action="store_true")
    parser.add_argument("--minutes", type=float)
    args = parser.parse_args()
    if args.cases < LEAST:
        parser.error(f"--cases: at least {LEAST}, or there is no slope")
    start_application()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; at the start {resident():.1f} MB", flush=True)
    with tempfile.TemporaryDirectory() as name:
        if args.open:
            what_is_open(Path(name))
        elif args.minutes:
            with_cases(Path(name), 30, soak(args.minutes))
        else:
            with_cases(Path(name), args.cases, many_cases)


if __name__ == "__main__":
    main()
