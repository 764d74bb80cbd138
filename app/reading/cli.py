"""`overread record`: check or export the record."""

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import TextIO

from app.reading.export import export_csv, export_jsonl
from app.reading.record import Problem
from app.reading.store.opening import admit_reader, open_to_check, prepare_record, record_place
from app.reading.store.sqlite import SqliteStore, default_record_path
from imaging.errors import UserError


def configure_record(parser: argparse.ArgumentParser) -> None:
    """Arguments of `overread record`."""
    actions = parser.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", help="check that nothing in the record was changed")
    verify.add_argument("--expect", metavar="FINGERPRINT", help="a fingerprint that the record had earlier")
    verify.add_argument("--json", action="store_true", help="one JSON document on standard output")
    export = actions.add_parser("export", help="write the record for other programs")
    export.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="events, or one row per question")
    export.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")
    export.add_argument("--free-text", action="store_true", help="with comments and reasons, where a name could stand")
    prepare = actions.add_parser("prepare", help="make a record in an empty PostgreSQL database")
    admit = actions.add_parser("admit", help="let a reader write to a record on a server, under a role of their own")
    admit.add_argument("reader", help="the reader's name, as it will stand in the record")
    admit.add_argument("--role", required=True, help="their name on the server; made when there is none")
    for action in (verify, export):
        action.add_argument("--record", type=record_place, metavar="FILE", help="instead of the default record")
    for action in (prepare, admit):
        action.add_argument(
            "--record", type=record_place, metavar="URL", required=True, help="postgresql://owner@host/database"
        )


def run_record(args: argparse.Namespace) -> int:
    """Run `overread record`; 3 when the record was changed."""
    if args.action == "prepare":
        prepare_record(args.record)
        return 0
    if args.action == "admit":
        return _admit(args)
    store = open_to_check(args.record or default_record_path())
    try:
        return _verify(store, args) if args.action == "verify" else _export(store, args)
    finally:
        store.close()


def _admit(args: argparse.Namespace) -> int:
    """The password is asked for on a terminal, else it is the first line of standard input; empty for none."""
    if sys.stdin.isatty():
        password = getpass.getpass("Password of the reader's role (empty for none): ")
    else:
        password = sys.stdin.readline().rstrip("\n")
    admit_reader(args.record, args.role, args.reader, password or None)
    return 0


def _verify(store: SqliteStore, args: argparse.Namespace) -> int:
    problems = store.verify()
    if args.expect and not store.has_had(args.expect):
        problems.append(Problem("", 0, "never had the expected fingerprint: it was written anew, or is another record"))
    entries = store.readings()
    events = sum(entry.events for entry in entries)
    if args.json:
        document = {
            "schema": "overread.verify/1",
            "readings": len(entries),
            "events": events,
            "fingerprint": store.fingerprint(),
            "whole": not problems,
            "problems": [{"reading_id": p.reading_id, "sequence": p.sequence, "problem": p.sentence} for p in problems],
        }
        sys.stdout.write(json.dumps(document, indent=1) + "\n")
    else:
        for problem in problems:
            where = f"reading {problem.reading_id}, event {problem.sequence}" if problem.reading_id else "the record"
            sys.stdout.write(f"{where}: {problem.sentence}\n")
        verdict = "the record was changed" if problems else "the record is whole"
        sys.stdout.write(f"{len(entries)} readings, {events} events: {verdict}\nfingerprint {store.fingerprint()}\n")
    return 3 if problems else 0


def _export(store: SqliteStore, args: argparse.Namespace) -> int:
    write = export_csv if args.format == "csv" else export_jsonl
    if args.out is None:
        write(store, sys.stdout, free_text=args.free_text)
        return 0
    try:
        with args.out.open("w", encoding="utf-8", newline="") as stream:
            written = write(store, stream, free_text=args.free_text)
    except OSError as error:
        raise UserError(f"{args.out} cannot be written: {error.strerror}.") from error
    _tell(sys.stderr, f"{written} {'rows' if args.format == 'csv' else 'events'} written to {args.out}\n")
    return 0


def _tell(stream: TextIO, text: str) -> None:
    """Progress goes to a terminal only."""
    if stream.isatty():
        stream.write(text)
