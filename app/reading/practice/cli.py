"""`overread practice`, as far as it needs no window: new, status, report."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from app.reading.practice.cases import PracticeSet, read_practice_set
from app.reading.practice.learned import learned_from
from app.reading.practice.reads import PracticeRead
from app.reading.practice.sitting import Practice, local_now, look_ahead, what_is_next
from app.reading.practice.template import KINDS, write_practice
from app.reading.store.sqlite import SqliteStore
from app.reading.study.cli import progress_of
from app.statistics.report.learning import BLOCK, learning_report
from app.statistics.report.parts import Report
from app.statistics.report.write import write_parts
from imaging.errors import UserError

RECORD_FILE = "record.sqlite"
NOTHING_READ = "Nobody has read a case of this practice set yet: “overread practice read”."


def configure(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Arguments of the actions that need no window."""
    new = actions.add_parser("new", help="generate a practice set of phantoms")
    new.add_argument("folder", type=Path, metavar="DIR", help="the folder of the practice set")
    new.add_argument("--task", choices=tuple(KINDS), default="lower_limb", help="what is practised")
    new.add_argument("--cases", type=int, default=40, metavar="N", help="how many cases (1–999)")
    new.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed gives the same cases (0–9999)")
    new.set_defaults(run=run_new)
    status = actions.add_parser("status", help="how far everybody is, and what is due")
    status.add_argument("--json", action="store_true", help="one JSON document on standard output")
    status.set_defaults(run=run_status)
    report = actions.add_parser("report", help="the learning curve as HTML and CSV")
    report.add_argument("--out", type=Path, metavar="DIR", help="instead of a folder within the practice set's")
    report.add_argument("--reader", default="", metavar="NAME", help="of this reader, where there are several")
    report.add_argument("--block", type=int, default=BLOCK, metavar="N", help="cases in a block")
    report.set_defaults(run=run_report)
    for action in (status, report):
        action.add_argument("folder", type=Path, metavar="DIR", help="the folder of the practice set")


def run_new(args: argparse.Namespace) -> int:
    """Generate a practice set."""
    if not 1 <= args.cases <= 999 or not 0 <= args.seed <= 9999:
        raise UserError("A practice set has 1 to 999 cases, and its seed is a number from 0 to 9999.")
    files = write_practice(args.folder, args.task, args.cases, args.seed, progress_of("Generating phantoms"))
    for path in files:
        sys.stdout.write(f"{path}\n")
    sys.stdout.write(f"Next: overread practice read {args.folder}\n")
    return 0


def run_status(args: argparse.Namespace) -> int:
    """What is due, reader by reader."""
    practice = read_practice_set(args.folder.resolve())
    found = _everybody(practice)
    if args.json:
        document = {
            "schema": "overread.practice/1",
            "name": practice.plan.name,
            "digest": practice.plan.rules.digest,
            "cases": len(practice.cases),
            "readers": [{"reader": name, **status_of(practice, ahead)} for name, ahead in found],
        }
        sys.stdout.write(json.dumps(document, indent=1) + "\n")
        return 0
    sys.stdout.write(f"{practice.plan.title}: {len(practice.cases)} cases\n")
    for name, ahead in found:
        said = status_of(practice, ahead)
        boxes = ", ".join(f"box {box} {count}" for box, count in said["boxes"].items())
        sys.stdout.write(
            f"{name}: {said['reads']} reads; today {said['due']} to repeat and {said['new_today']} new; "
            f"{said['never_read']} never read; {boxes}. {what_is_next(ahead.queue)}\n"
        )
    if not found:
        sys.stdout.write(f"{NOTHING_READ}\n")
    return 0


def status_of(practice: PracticeSet, ahead: Practice) -> dict[str, Any]:
    """How far one reader is, for a document."""
    queue = ahead.queue
    boxes = range(1, len(practice.plan.repetition.days) + 1)
    return {
        "reads": sum(read.ended is not None for read in ahead.reads),
        "due": len(queue.due),
        "new_today": len(queue.new),
        "never_read": queue.unread,
        "next_day": queue.next_day.isoformat() if queue.next_day else None,
        "boxes": {str(box): sum(place.box == box for place in queue.places.values()) for box in boxes},
    }


def run_report(args: argparse.Namespace) -> int:
    """Write the learning curve of one reader."""
    if args.block < 1:
        raise UserError("A block holds one case or more.")
    practice = read_practice_set(args.folder.resolve())
    found = dict(_everybody(practice))
    wanted = args.reader.strip().casefold()
    names = [name for name in found if not wanted or name.casefold() == wanted]
    if not names:
        raise UserError(f"“{args.reader}” has read nothing here." if wanted and found else NOTHING_READ)
    if len(names) > 1:
        raise UserError(f"Several have read here: name one with --reader ({', '.join(names)}).")
    report = report_of(practice, names[0], found[names[0]].reads, args.block)
    files = write_parts(report, args.out or args.folder / "report")
    for path in (files.html, *files.tables):
        sys.stdout.write(f"{path}\n")
    return 0


def report_of(practice: PracticeSet, reader: str, reads: tuple[PracticeRead, ...], size: int = BLOCK) -> Report:
    """The report of one reader, for the file and for the window."""
    rules = practice.plan.rules
    questions = {question.question_id: question.text for question in practice.plan.curves}
    found = learned_from(reads, practice.plan.repetition.tolerance)
    units = {question.question_id: question.unit for question in practice.plan.curves}
    return learning_report(
        rules.title, rules.digest, reader, found.sides, questions, rules.reference.how, size, found.numbers, units
    )


def _everybody(practice: PracticeSet) -> list[tuple[str, Practice]]:
    """Every reader of the record with what they can read now; [] before anybody has read."""
    path = practice.folder / RECORD_FILE
    if not path.is_file():
        return []
    store = SqliteStore(path, read_only=True)
    try:
        readers = {entry.reader.casefold(): entry.reader for entry in store.readings()}
        now = local_now()
        return [(name, look_ahead(practice, store, name, now)) for name in readers.values()]
    finally:
        store.close()
