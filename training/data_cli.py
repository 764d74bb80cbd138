"""`overread data`: public data sets, fetched by name."""

import argparse
import os
import sys
import time
from pathlib import Path

import platformdirs

from imaging.errors import UserError
from training.fetch.catalogue import PublicSet, find_set, read_catalogue
from training.fetch.fetch import fetch
from training.fetch.transfer import size_of

MEGABYTE = 1e6
LOCK = "fetched.json"


def configure_data(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread data`."""
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="public data sets, with licence and where they come from")
    fetched = actions.add_parser("fetch", help="download an openly licensed data set")
    fetched.add_argument("name", help="as in `overread data list`")
    fetched.add_argument("--out", type=Path, help="folder (default: a folder of this name in the current one)")
    fetched.add_argument("--yes", action="store_true", help="do not ask")


def run_data(args: argparse.Namespace) -> int:
    """Carry out one action."""
    return {"list": run_list, "fetch": run_fetch}[args.action](args)


def run_list(args: argparse.Namespace) -> int:
    """Every set: what it is, its licence, who uses it, and whether it can be fetched."""
    for entry in read_catalogue().values():
        terms = entry.licence if entry.files else f"not fetched: {entry.terms}"
        lines = [entry.title, terms, f"for {', '.join(entry.tasks)} · {entry.page}"]
        sys.stdout.write(f"{entry.name}\n" + "".join(f"    {line}\n" for line in lines))
    return 0


def run_fetch(args: argparse.Namespace) -> int:
    """Show licence and size, ask, download, check, unpack."""
    entry = find_set(args.name, read_catalogue())
    folder = (args.out or Path(entry.name)).absolute()
    sizes = [size_of(file.url) for file in entry.files]
    sys.stderr.write(_account(entry, folder, sizes))
    if not args.yes and not _agreed():
        sys.stderr.write("Nothing was fetched.\n")
        return 1
    meter = Meter()
    try:
        fetch(entry, folder, lock_file(), meter.show, meter.say)
    except KeyboardInterrupt:
        meter.say(f"Stopped. What came so far stays in {folder}; the same command goes on from there.")
        return 1
    meter.say(_next_step(entry, folder))
    return 0


def lock_file() -> Path:
    """Where the sums of first downloads are kept: with the program's state, for all folders."""
    return Path(os.environ.get("OVERREAD_STATE") or platformdirs.user_state_path("overread")) / LOCK


def _account(entry: PublicSet, folder: Path, sizes: list[int | None]) -> str:
    known = [size for size in sizes if size is not None]
    size = f"{sum(known) / MEGABYTE:,.0f} MB" if len(known) == len(sizes) else "not announced by the server"
    return (
        f"{entry.title}\nLicence: {entry.licence}\nCite: {entry.attribution}\nFrom: {entry.page}\n"
        f"Size: {size}, and as much again while it is unpacked\nInto: {folder}\n"
    )


def _agreed() -> bool:
    """Ask at a terminal; a UserError elsewhere, because nobody could answer."""
    if not sys.stdin.isatty():
        raise UserError("Nobody is there to be asked. Say --yes to accept the licence and download.")
    sys.stderr.write("Download under this licence? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _next_step(entry: PublicSet, folder: Path) -> str:
    """How to train on what is there now."""
    from training.datasets import recognised_folder

    found = recognised_folder(folder)
    if found is None:
        return f"{entry.name} lies in {folder}."
    return f"Train with: overread train {entry.tasks[0]} --data {found} --out runs/{entry.tasks[0]}"


class Meter:
    """One line on a terminal: how much, how fast, how long yet."""

    def __init__(self) -> None:
        self.began, self.first, self.shown, self.width = 0.0, 0, 0.0, 0

    def show(self, have: int, total: int | None) -> None:
        """After every piece; writes at most five times a second."""
        now = time.monotonic()
        if not self.began or have < self.first:
            self.began, self.first = now, have
        if not sys.stderr.isatty() or (now - self.shown < 0.2 and have != total):
            return
        self.shown = now
        speed = (have - self.first) / max(now - self.began, 1e-3)
        words = f"{have / MEGABYTE:,.0f} MB"
        if total:
            left = (total - have) / speed if speed else 0
            words = (
                f"{100 * have / total:3.0f} % of {total / MEGABYTE:,.0f} MB, {left // 60:.0f}:{left % 60:02.0f} left"
            )
        line = f"{words}, {speed / MEGABYTE:.1f} MB/s"
        sys.stderr.write("\r" + line.ljust(self.width))
        sys.stderr.flush()
        self.width = len(line)

    def say(self, sentence: str) -> None:
        """A sentence on a line of its own."""
        if self.width:
            sys.stderr.write("\n")
        self.began, self.width = 0.0, 0
        sys.stderr.write(f"{sentence}\n")
