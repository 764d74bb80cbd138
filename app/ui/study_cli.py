"""`overread study`: plan, run and analyse a reader study. Only `read` opens a window."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.reading.study.adjudicate_cli import run_adjudicate
from app.reading.study.cli import add_action, configure, owner, progress_of, study_of
from app.reading.study.study import ReaderStudy
from app.ui.cli import add_language
from imaging.errors import UserError

INTERIM = "The study is not closed: this look at its results stands in its log.\n"


def configure_study(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread study`."""
    actions = parser.add_subparsers(dest="action", required=True)
    configure(actions)
    add_language(add_action(actions, "read", "open the workstation to sign in and read", run_read))
    add_action(actions, "adjudicate", "make the reference standard from the adjudicators' reads", run_adjudicate)
    models = add_action(actions, "models", "ask the models about every case, for the report", run_models)
    models.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    report = add_action(actions, "report", "tables and figures as HTML, PDF and CSV", run_report)
    report.add_argument("--no-pictures", action="store_true", help="without the images of the cases")
    report.add_argument("--no-pdf", action="store_true", help="HTML and CSV only")
    export = add_action(actions, "export", "files that other programs read", run_export)
    for action in (report, export):
        action.add_argument("--out", type=Path, metavar="DIR", help="instead of a folder within the study's")
        action.add_argument("--free-text", action="store_true", help="with reasons, where a name could stand")


def run_study(args: argparse.Namespace) -> int:
    """Run one action of `overread study`."""
    return int(args.run(args))


def run_read(args: argparse.Namespace) -> int:
    """Open the workstation, signed in to a study by its reader."""
    from dataclasses import replace

    from app.session.settings import Settings, load_settings, save_settings
    from app.ui.cli import build_window, show_large, start_application

    study = study_of(args)
    if not study.book().orders:
        raise UserError(f"This study has not been opened yet: “overread study open {args.folder}”.")
    own = load_settings()

    def save(settings: Settings) -> None:
        """Keys and mouse are the reader's own; who reads and what is hidden belong to the study."""
        save_settings(replace(settings, reader=own.reader, show_identity=own.show_identity))

    application = start_application(args.language or own.language)
    window = build_window(study.place, replace(own, reader="", show_identity=False), save, study=study)
    window.closing.connect(window.session.study.close)
    show_large(window)
    window.session.study.start()
    return int(application.exec())


def run_models(args: argparse.Namespace) -> int:
    """Ask the models about every case."""
    from app.session.study_models import ask_models

    with _as_owner(args) as study:
        notes = ask_models(study, progress_of("Asking the models"), args.device)
    for note in notes:
        sys.stdout.write(f"{note}\n")
    return 3 if notes else 0


def run_report(args: argparse.Namespace) -> int:
    """Write the report."""
    from app.reading.study.case_pictures import case_pictures, disputed_cases
    from app.reading.study.reads import note_look, study_reads
    from app.statistics.report.build import PAGES
    from app.statistics.report.write import write_report

    with _as_owner(args) as study:
        reads = study_reads(study)
        if note_look(study, "report"):
            sys.stderr.write(INTERIM)
        pictures = {} if args.no_pictures else case_pictures(study, disputed_cases(reads)[:PAGES])
    files = write_report(reads, args.out or args.folder / "report", pictures, free_text=args.free_text)
    for path in (files.html, *files.tables):
        sys.stdout.write(f"{path}\n")
    if not args.no_pdf:
        sys.stdout.write(f"{_print(files.html)}\n")
    return 0


def run_export(args: argparse.Namespace) -> int:
    """Write the exports, each read again and compared; 3 when a layout cannot hold the study."""
    from app.reading.study.reads import note_look, study_reads
    from app.statistics.exports.write import write_exports

    with _as_owner(args) as study:
        reads = study_reads(study)
        if note_look(study, "export"):
            sys.stderr.write(INTERIM)
    exports = write_exports(reads, args.out or args.folder / "export", free_text=args.free_text)
    for export in exports:
        sys.stdout.write(f"{export.path}: {export.sentence}\n" if export.path else f"{export.sentence}\n")
    return 0 if all(export.path for export in exports) else 3


def _print(html: Path) -> Path:
    """The report's pages as PDF beside it."""
    import os

    from app.ui.cli import start_application
    from app.ui.report_pdf import print_report

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    start_application("en")  # the report is one document for all
    target = html.with_suffix(".pdf")
    print_report(html.read_text(encoding="utf-8"), target)
    return target


@contextmanager
def _as_owner(args: argparse.Namespace) -> Iterator[ReaderStudy]:
    study = study_of(args)
    try:
        owner(study)
        yield study
    finally:
        study.close_files()
