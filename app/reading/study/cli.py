"""`overread study`, as far as it needs no window: init, check, assign, open, status, close, adjudicate."""

import argparse
import csv
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from app.reading.store.opening import record_place
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.allocation import Slot
from app.reading.study.opening import (
    Progress,
    amend_study,
    check,
    close_study,
    enrol_new,
    issue_repeat,
    open_study,
    preview,
)
from app.reading.study.readers import OWNER
from app.reading.study.status import document, lines, status_of
from app.reading.study.study import ReaderStudy
from app.reading.study.template import write_demo, write_template
from imaging.errors import UserError

PASSWORD_VARIABLE = "OVERREAD_OWNER_PASSWORD"
NO_PASSWORD = (
    "The owner has no password: whoever may open this folder may do what the owner does. "
    "“overread study open --owner-password” sets one.\n"
)


def configure(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Arguments of the actions that need no window."""
    init = add_action(actions, "init", "write a plan with tables to fill in", run_init)
    init.add_argument("--demo", action="store_true", help="a small study of phantoms that can be read at once")
    add_action(actions, "check", "what is wrong with plan, cases, readers and images", run_check)
    assign = add_action(actions, "assign", "show the orders; enrol new readers; give codes", run_assign)
    assign.add_argument("--out", type=Path, metavar="CSV", help="write the orders to a file")
    assign.add_argument(
        "--codes", nargs="*", metavar="READER", help="one-time codes, for these or for all who have no password"
    )
    assign.add_argument("--again", metavar="READER", help="let a reader read all cases once more, as a new session")
    opening = add_action(actions, "open", "freeze plan and cases, issue the orders", run_open)
    opening.add_argument("--amend", metavar="REASON", help="record a change of plan or cases after opening")
    opening.add_argument("--owner-password", action="store_true", help="choose a password for the owner")
    status = add_action(actions, "status", "how far everybody is", run_status)
    status.add_argument("--json", action="store_true", help="one JSON document on standard output")
    closing = add_action(actions, "close", "end the reading; results may be seen from now on", run_close)
    closing.add_argument("--early", metavar="REASON", default="", help="although not everything was read")


def add_action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    words: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=words, description=words)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the study's folder")
    parser.set_defaults(run=run)
    if name not in ("init", "check"):
        words = "instead of record.sqlite in the folder; postgresql://role@host/database is one on a server"
        parser.add_argument("--record", type=record_place, metavar="FILE", help=words)
    return parser


def study_of(args: argparse.Namespace) -> ReaderStudy:
    """The study that a command is about."""
    return ReaderStudy(args.folder.resolve(), record=getattr(args, "record", None))


def run_init(args: argparse.Namespace) -> int:
    """Write a new study's files."""
    files = write_demo(args.folder, progress_of("Generating phantoms")) if args.demo else write_template(args.folder)
    for path in files:
        sys.stdout.write(f"{path}\n")
    follows = "overread study open" if args.demo else "Fill them in; overread study check"
    sys.stdout.write(f"Next: {follows} {args.folder}\n")
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Say what is wrong; 3 when anything is."""
    study = study_of(args)
    try:
        study.must_be_unchanged(study.book())
        found = check(study, progress_of("Looking at the images"))
        for problem in found.problems:
            sys.stdout.write(f"{problem}\n")
        verdict = f"{len(found.problems)} things are wrong" if found.problems else "nothing is wrong"
        sys.stdout.write(
            f"{len(found.cases)} cases, {len(found.people)} readers: {verdict}\nplan {found.plan.digest}\n"
        )
        return 3 if found.problems else 0
    finally:
        study.close_files()


def run_assign(args: argparse.Namespace) -> int:
    """Show or write the orders; enrol, repeat and give codes where that is asked for."""
    study = study_of(args)
    try:
        book = study.book()
        if book.state is StudyState.DRAFT:
            if args.codes is not None or args.again:
                raise UserError("Open the study first: “overread study open” enrols the readers.")
            orders = [h for h in preview(study) if isinstance(h, happened.OrderIssued)]
            _write_orders(
                (slot_of for order in orders for slot_of in ((order.reader, s) for s in order.slots)), args.out
            )
            return 0
        owner(study)
        for reader in enrol_new(study) if book.state is StudyState.OPEN else ():
            sys.stderr.write(f"{reader} was enrolled.\n")
        if args.again:
            session = issue_repeat(study, args.again)
            sys.stderr.write(f"{args.again} may read all cases once more, as session {session}.\n")
        if args.codes is None:
            issued = study.book().orders.items()
            _write_orders(((reader, slot) for (reader, _), slots in issued for slot in slots), args.out)
        else:
            _give_codes(study, args.codes)
        return 0
    finally:
        study.close_files()


def run_open(args: argparse.Namespace) -> int:
    """Open a study, or record an amendment."""
    study = study_of(args)
    try:
        book = study.book()
        if args.amend is not None:
            owner(study)
            book = amend_study(study, args.amend, progress_of("Looking at the images"))
        elif book.state is StudyState.DRAFT or not args.owner_password:
            book = open_study(study, progress_of("Looking at the images"))
        else:
            owner(study)
        if args.owner_password:
            study.accounts.set_password(OWNER, _new_password())
        elif isinstance(study.place, Path) and not study.owner_must_sign_in():
            sys.stderr.write(NO_PASSWORD)
        assert book.plan is not None
        sys.stdout.write(f"{book.plan.title}: open, {len(book.cases)} cases, {len(book.people)} readers\n")
        sys.stdout.write(f"plan {book.plan.digest}\ncases {book.cases_digest}\n")
        return 0
    finally:
        study.close_files()


def run_status(args: argparse.Namespace) -> int:
    """Say how far everybody is."""
    study = study_of(args)
    try:
        if study.book().state is not StudyState.DRAFT:
            owner(study)
        status = status_of(study)
        text = json.dumps(document(status), indent=1, ensure_ascii=False) if args.json else "\n".join(lines(status))
        sys.stdout.write(text + "\n")
        return 0
    finally:
        study.close_files()


def run_close(args: argparse.Namespace) -> int:
    """Close a study."""
    study = study_of(args)
    try:
        owner(study)
        close_study(study, args.early)
        status = status_of(study)
        sys.stdout.write(f"{status.title}: closed, {status.done} of {status.total} trials signed\n")
        sys.stdout.write(f"plan {status.plan_digest}\nrecord {status.record_fingerprint}\n")
        return 0
    finally:
        study.close_files()


def owner(study: ReaderStudy) -> None:
    """Let the owner sign in, when the owner has a password.

    Raises
    ------
    UserError
        When it is not right, there is no terminal to ask for it, or a server knows this role as somebody else.
    """
    if study.has_log and not study.file.owned:
        raise UserError("This is the owner's to do: give the address with the role that prepared the record.")
    if not study.owner_must_sign_in():
        return
    secret = os.environ.get(PASSWORD_VARIABLE)
    if secret is None:
        if not sys.stdin.isatty():
            raise UserError(f"The owner's password is needed: set {PASSWORD_VARIABLE}, or use a terminal.")
        secret = getpass.getpass("Password of the study's owner: ")
    study.accounts.check(OWNER, secret)


def _new_password() -> str:
    secret = os.environ.get(PASSWORD_VARIABLE)
    if secret is not None:
        return secret
    if not sys.stdin.isatty():
        raise UserError(f"A password is needed: set {PASSWORD_VARIABLE}, or use a terminal.")
    first = getpass.getpass("New password of the study's owner: ")
    if first != getpass.getpass("Once more: "):
        raise UserError("The two passwords differ: nothing was changed.")
    return first


def _give_codes(study: ReaderStudy, readers: Iterable[str]) -> None:
    book, accounts = study.book(), study.accounts
    names = [book.enrolled(reader).person.reader for reader in readers] or [
        entry.person.reader for entry in book.people if not accounts.has_password(entry.person.reader)
    ]
    if not names:
        raise UserError("Everybody has a password: name the readers who need a code.")
    for name in names:
        code = accounts.issue_code(name)
        study.write(happened.CodeIssued(name))
        sys.stdout.write(f"{name}\t{code}\n")


def _write_orders(slots: Iterable[tuple[str, Slot]], target: Path | None) -> None:
    rows = [(reader, s.session, s.position, s.case, s.kind, s.arm, s.block) for reader, s in slots]
    header = ("reader", "session", "position", "case", "kind", "arm", "block")
    if target is None:
        _write_csv(sys.stdout, [header, *rows])
        return
    try:
        with target.open("w", encoding="utf-8", newline="") as stream:
            _write_csv(stream, [header, *rows])
    except OSError as error:
        raise UserError(f"{target} cannot be written: {error.strerror}.") from error


def _write_csv(stream: TextIO, rows: Iterable[tuple[object, ...]]) -> None:
    csv.writer(stream, lineterminator="\n").writerows(rows)


def progress_of(words: str) -> Progress:
    """Progress goes to a terminal only."""

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{words}: {done}/{total}{chr(10) if done == total else ''}")
            sys.stderr.flush()

    return show
