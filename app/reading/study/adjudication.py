"""A reference standard from several readers: a panel reads every case unaided, a rule says what counts as agreement,
and somebody who has seen none of their answers reads the cases on which they did not agree.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from app.reading.opinion import Answer
from app.reading.protocol import Phase
from app.reading.question import Question, Scale
from app.reading.reading import resume
from app.reading.record_store import RecordStore
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.allocation import unaided_order
from app.reading.study.book import Book
from app.reading.study.plan import ReferenceFrom, ReferencePlan, Rule, StudyPlan
from app.reading.study.readers import Role
from app.reading.study.study import NOT_OPEN, ReaderStudy
from app.reading.study.toml_table import read_bytes
from app.reading.trial import CaseKind
from imaging.errors import UserError

REFERENCE_FILE = "reference.csv"
HEADER = ("case", "question", "value", "how", "votes")

Votes = Mapping[str, float]
"""Adjudicator → answer: 1 and 0 for yes and no, a level, a number."""


@dataclass(frozen=True)
class Verdict:
    """What counts as true of one question about one case.

    Attributes
    ----------
    value : float or None
        None while the panel is in dispute and nobody has broken the tie.
    how : str
        "panel 3 of 3", "tie broken by A9", "in dispute".
    """

    case: str
    question: str
    value: float | None
    how: str
    votes: Votes


@dataclass(frozen=True)
class Adjudication:
    """Where the reference standard stands.

    Attributes
    ----------
    waiting : mapping of str to int
        Adjudicators who have not read everything → cases that are missing.
    disputed : tuple of str
        Cases with a question on which the panel did not agree, also when the tie was broken.
    """

    verdicts: tuple[Verdict, ...]
    waiting: Mapping[str, int]
    disputed: tuple[str, ...]

    @property
    def unresolved(self) -> tuple[Verdict, ...]:
        """Verdicts that are still open."""
        return tuple(verdict for verdict in self.verdicts if verdict.value is None)


def decide(question: Question, votes: Votes, reference: ReferencePlan) -> tuple[float | None, str]:
    """Apply the rule to the panel's answers.

    Parameters
    ----------
    votes : mapping of str to float
        Of the panel alone.

    Returns
    -------
    (value or None, how)
        None when the panel did not agree. Members who gave no answer count for the size of the panel, so that two of a
        panel of five are no majority, however few answered.
    """
    values = list(votes.values())
    if not values:
        return None, "nobody answered"
    needed = reference.readers if reference.rule is Rule.CONSENSUS else reference.readers // 2 + 1
    if question.kind is Scale.NUMBER:
        agreed = len(values) >= needed and max(values) - min(values) <= reference.tolerance
        return (median(values), f"median of {len(values)}") if agreed else (None, "in dispute")
    (value, count), *_ = Counter(values).most_common(1)
    if count >= needed:
        return value, f"panel {count} of {reference.readers}"
    return None, "in dispute"


def adjudicate(study: ReaderStudy) -> Adjudication:
    """Collect the panel's answers and apply the rule; where it fails and the tie was broken, that answer counts.

    Raises
    ------
    UserError
        When the plan does not ask for adjudication, or nobody has read anything.
    """
    book, plan = study.book(), study.plan()
    if plan.reference.source is not ReferenceFrom.ADJUDICATION:
        raise UserError('This plan takes its reference from a file: write from = "adjudication" in [reference].')
    if book.plan is None:
        raise UserError(NOT_OPEN[StudyState.DRAFT])
    store = study.record()
    try:
        votes = _votes(store, book)
    finally:
        store.close()
    tests = [case.row.case for case in book.cases if case.row.kind is CaseKind.TEST]
    verdicts = tuple(_verdict(case, question, votes, plan) for case in tests for question in plan.questions)
    disputed = tuple(dict.fromkeys(v.case for v in verdicts if v.value is None or v.how.startswith("tie")))
    waiting = {}
    for entry in book.readers(Role.ADJUDICATOR):
        own = book.orders_of(entry.person.reader).get(1, ())
        missing = sum(not _has_read(votes, entry.person.reader, slot.case) for slot in own)
        if missing:
            waiting[entry.person.reader] = missing
    return Adjudication(verdicts, waiting, disputed)


def ask_for_ties(study: ReaderStudy, adjudication: Adjudication) -> int:
    """Give the disputed cases to the adjudicator who breaks ties, once; return how many, 0 when there is none to ask.

    They are given in an order of their own and without anybody's answers, like any other case.
    """
    book, plan = study.book(), study.plan()
    who = plan.reference.ties
    if not who or not adjudication.disputed or adjudication.waiting or book.orders_of(who):
        return 0
    rows = [case.row for case in book.cases if case.row.case in adjudication.disputed]
    study.write(happened.OrderIssued(who, 1, unaided_order(plan, rows, who)), state=StudyState.OPEN)
    return len(rows)


def write_reference(study: ReaderStudy, adjudication: Adjudication) -> Path:
    """Write ``reference.csv`` and its digest into the log.

    Raises
    ------
    UserError
        When the file cannot be written.
    """
    text = reference_text(adjudication)
    path = study.folder / REFERENCE_FILE
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{REFERENCE_FILE} cannot be written: {error.strerror}.") from error
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    cases = len({verdict.case for verdict in adjudication.verdicts})
    study.write(happened.ReferenceEstablished(digest, cases, len(adjudication.disputed)))
    return path


def reference_text(adjudication: Adjudication) -> str:
    """The file: one row for each question about each case; an empty value where the dispute is open."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    for verdict in adjudication.verdicts:
        votes = "; ".join(f"{who}={value:g}" for who, value in sorted(verdict.votes.items()))
        value = "" if verdict.value is None else f"{verdict.value:g}"
        writer.writerow((verdict.case, verdict.question, value, verdict.how, votes))
    return stream.getvalue()


def read_reference(study: ReaderStudy) -> dict[str, dict[str, float]]:
    """What was established: case → question → value.

    Raises
    ------
    UserError
        When nothing was established yet, or the file is not the one that the log knows.
    """
    established = [entry.happening for entry in study.log()]
    digests = [what.digest for what in established if isinstance(what, happened.ReferenceEstablished)]
    if not digests:
        raise UserError(f"The reference standard was not established yet: “overread study adjudicate {study.folder}”.")
    content = read_bytes(study.folder / REFERENCE_FILE)
    if hashlib.sha256(content).hexdigest() != digests[-1]:
        raise UserError(f"{REFERENCE_FILE} was changed: “overread study adjudicate {study.folder}” writes it anew.")
    found: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(io.StringIO(content.decode("utf-8"))):
        if row["value"]:
            found.setdefault(row["case"], {})[row["question"]] = float(row["value"])
    return found


def _verdict(case: str, question: Question, votes: Mapping[tuple[str, str, str], float], plan: StudyPlan) -> Verdict:
    name, ties = question.question_id, plan.reference.ties
    given = {who: value for (who, of, asked), value in votes.items() if (of, asked) == (case, name)}
    panel = {who: value for who, value in given.items() if who != ties}
    value, how = decide(question, panel, plan.reference)
    if value is None and ties in given:
        value, how = given[ties], f"tie broken by {ties}"
    return Verdict(case, name, value, how, given)


def _votes(store: RecordStore, book: Book) -> dict[tuple[str, str, str], float]:
    """(adjudicator, case, question) → answer, from signed trials."""
    names = {entry.person.reader.casefold(): entry.person.reader for entry in book.readers(Role.ADJUDICATOR)}
    study = book.plan.name if book.plan else ""
    votes: dict[tuple[str, str, str], float] = {}
    for entry in store.readings():
        who = names.get(entry.reader.casefold())
        if who is None:
            continue
        reading = resume(store.events(entry.reading_id))
        if reading.trial is None or reading.trial.study != study or reading.phase is not Phase.SIGNED:
            continue
        for answer in reading.final_answers:
            value = _value(answer)
            if value is not None:
                votes[who, reading.trial.case, answer.question_id] = value
    return votes


def _value(answer: Answer) -> float | None:
    if answer.value is not None:
        return answer.value
    return None if answer.positive is None else float(answer.positive)


def _has_read(votes: Mapping[tuple[str, str, str], float], who: str, case: str) -> bool:
    return any((name, of) == (who, case) for name, of, _ in votes)
