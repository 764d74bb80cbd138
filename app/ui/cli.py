"""`overread [PATH…]` and `overread demo`: wire settings, record, session and window together, and start."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from assets import ASSETS
from imaging.errors import UserError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.reading.store.opening import RecordPlace
    from app.reading.study.study import ReaderStudy
    from app.session.settings import Settings
    from app.ui.main_window import MainWindow
    from imaging.study import ReferenceStandard, Study

log = logging.getLogger(__name__)

LOG_BYTES, LOG_FILES = 1_000_000, 3
SMALL_PICTURES_KB = 2048
"""Qt's own cache of icons and thumbnails: a screen of them. Its usual 10 MB would fill with those of closed cases."""


def configure_open(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread [PATH…]`."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files, folders, zips or DICOMDIRs")
    words = "what to ask: a bundled reading protocol (sequential, knee_kl, lumbar_discs, …) or a TOML file"
    parser.add_argument("--protocol", default="sequential", metavar="NAME", help=words)
    _add_record(parser)
    add_language(parser)


def run_open(args: argparse.Namespace) -> int:
    """Open the workstation on these paths."""
    from app.reading.protocol import named_protocol
    from app.session.settings import load_settings, save_settings

    missing = [path for path in args.paths if not path.exists()]
    if args.paths and len(missing) == len(args.paths):
        raise UserError(f"There is no file or folder “{missing[0].name}”. Check the path.")
    protocol = named_protocol(args.protocol)
    settings = load_settings()
    application = start_application(args.language or settings.language)
    window = build_window(_record_path(args), settings, save_settings)
    window.session.reading_desk.protocol = protocol
    show_large(window)
    window.session.start(args.paths)
    if not args.paths:
        window.focus_search()
    return int(application.exec())


def configure_demo(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread demo`."""
    parser.add_argument(
        "--tour", type=Path, metavar="DIR", help="do the whole main job without hands; pictures go here"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the demo studies are kept")
    parser.add_argument("--size", default="1920x1200", metavar="WxH", help="size of the window during the tour")
    _add_record(parser)
    add_language(parser)


def run_demo(args: argparse.Namespace) -> int:
    """Generate the demo studies once and open them; with `--tour` also read two of them."""
    from app.session.settings import Settings, load_settings, save_settings
    from app.ui.demo import DemoMaker, References

    folder = args.data or platformdirs.user_cache_path("overread") / "demo"
    references = References()
    if args.tour is None:
        settings = load_settings()
        application = start_application(args.language or settings.language)
        window = build_window(_record_path(args), settings, save_settings, references)
        show_large(window)
        maker = DemoMaker(window.session, references, folder)
        window.closing.connect(maker.close)
        maker.start()
        return int(application.exec())

    from app.ui.tour import run_tour, tour_record
    from app.ui.tour_script import main_job

    if sys.platform == "linux" and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    record = tour_record(args.tour)
    application = start_application(args.language or "en")
    window = build_window(record, Settings(reader="Tour"), None, references)
    window.resize(*_size(args.size))
    window.show()
    application.processEvents()
    maker = DemoMaker(window.session, references, folder)
    window.closing.connect(maker.close)
    return run_tour(window, maker, args.tour, main_job)


def build_window(
    record: "RecordPlace",
    settings: "Settings",
    save: "Callable[[Settings], None] | None",
    reference_of: "Callable[[Study], ReferenceStandard] | None" = None,
    study: "ReaderStudy | None" = None,
    practice: "Path | None" = None,
) -> "MainWindow":
    """The one place where settings, record, session and window meet. Torch is not imported by this."""
    from app.reading.store.display_checks import display_checks_path
    from app.reading.store.key_images import key_images_path
    from app.reading.store.marks import default_marks
    from app.reading.store.offsets import offsets_path
    from app.reading.store.opening import local_record
    from app.reading.store.worklist import worklist_path
    from app.session.delivery import Delivery
    from app.session.kept_offsets import KeptOffsets
    from app.session.practice_desk import PracticeDesk
    from app.session.reading_session import ReadingSession
    from app.session.record_keeper import RecordKeeper, default_store
    from app.session.reference import nothing_known
    from app.session.settings import own_layouts_path
    from app.session.study_desk import StudyDesk
    from app.ui.main_window import MainWindow

    keeper, local = RecordKeeper(default_store(record)), local_record(record)
    session = ReadingSession(
        keeper,
        settings,
        save,
        reference_of or nothing_known,
        open_marks=default_marks(local),
        key_images=key_images_path(local),
        own_layouts=own_layouts_path() if save is not None else None,  # the tour hangs alike everywhere
    )
    KeptOffsets(session, offsets_path(local))
    if isinstance(record, str):
        Delivery(keeper, session).noticed.connect(session.noticed)
    if study is not None:
        session.study = StudyDesk(session, study)
    if practice is not None:
        session.study = PracticeDesk(session, practice)
    return MainWindow(session, display_checks_path(local), worklist_path(local))


def show_large(window: "MainWindow") -> None:
    """Use the whole screen; the size holds where no window manager maximises."""
    window.resize(window.screen().availableGeometry().size())
    window.showMaximized()
    window.activateWindow()


def start_application(language: str = "") -> "QApplication":
    """The Qt application with its look, its language and its log."""
    from PySide6.QtGui import QPixmapCache
    from PySide6.QtWidgets import QApplication

    from app.session.collecting import Collector
    from app.ui.language import chosen_language, use_language
    from app.ui.theme import apply_theme

    start_log()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends the program; the record is on the disk
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise UserError("The program needs a screen.")
    Collector(application)
    application.setApplicationName("overread")
    application.setApplicationDisplayName("Overread")
    QPixmapCache.setCacheLimit(SMALL_PICTURES_KB)
    apply_theme(application)
    use_language(application, chosen_language(language))
    return application


def start_log() -> None:
    """Log to a file of the user; sentences in it name no patient. Without a writable folder: to stderr only."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    folder = Path(os.environ.get("OVERREAD_STATE") or platformdirs.user_state_path("overread"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "overread.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    sys.excepthook = _log_fault


def _log_fault(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """A fault in a slot: into the log and onto stderr; the window stays."""
    log.error("a fault in the program", exc_info=(kind, error, trace))  # type: ignore[arg-type]
    sys.__excepthook__(kind, error, trace)  # type: ignore[arg-type]


def add_language(parser: argparse.ArgumentParser) -> None:
    """The language of the window, for every command that opens it."""
    words = "language of the window, as in de; otherwise as chosen in the menu, or that of the system"
    parser.add_argument("--language", metavar="LANGUAGE", type=_language, help=words)


def _language(words: str) -> str:
    known = {path.stem.removeprefix("overread_") for path in (ASSETS / "translations").glob("overread_*.qm")}
    if words not in known:
        raise argparse.ArgumentTypeError(f"there is no language “{words}”; there is {', '.join(sorted(known))}")
    return words


def _add_record(parser: argparse.ArgumentParser) -> None:
    from app.reading.store.opening import record_place

    words = "instead of the default record; postgresql://role@host/database is one on a server"
    parser.add_argument("--record", type=record_place, metavar="FILE", help=words)


def _record_path(args: argparse.Namespace) -> "RecordPlace":
    from app.reading.store.sqlite import default_record_path

    return args.record or default_record_path()


def _size(words: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in words.lower().split("x"))
    except ValueError as error:
        raise UserError(f"“{words}” is not a size. Write it as 1366x768.") from error
    return width, height
