"""`overread practice`: a resident reads cases whose answer is known. Only `read` opens a window."""

import argparse
from pathlib import Path

from app.reading.practice.cases import read_practice_set
from app.reading.practice.cli import RECORD_FILE, configure
from app.ui.cli import add_language


def configure_practice(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread practice`."""
    actions = parser.add_subparsers(dest="action", required=True)
    configure(actions)
    read = actions.add_parser("read", help="open the workstation and practise")
    read.add_argument("folder", type=Path, metavar="DIR", help="the folder of the practice set")
    read.add_argument("--reader", default="", metavar="NAME", help="who practises; otherwise as remembered")
    add_language(read)
    read.set_defaults(run=run_read)


def run_practice(args: argparse.Namespace) -> int:
    """Run one action of `overread practice`."""
    return int(args.run(args))


def run_read(args: argparse.Namespace) -> int:
    """Open the workstation on a practice set."""
    from dataclasses import replace

    from app.session.settings import Settings, load_settings, save_settings
    from app.ui.cli import build_window, show_large, start_application

    folder = args.folder.resolve()
    read_practice_set(folder)  # what is wrong with it is said before a window opens
    own = load_settings()

    def save(settings: Settings) -> None:
        """The practice set hides names; outside it the reader's own choice stays."""
        save_settings(replace(settings, show_identity=own.show_identity))

    application = start_application(args.language or own.language)
    settings = replace(own, reader=args.reader.strip() or own.reader, show_identity=False)
    window = build_window(folder / RECORD_FILE, settings, save, practice=folder)
    show_large(window)
    window.session.study.start()
    return int(application.exec())
