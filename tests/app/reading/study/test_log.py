"""The study's log: append-only for every program, and a changed entry is noticed before anything follows from it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.codec import from_json, to_json
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.allocation import Slot
from app.reading.study.book import book_of
from app.reading.study.cases import StudyCaseRow
from app.reading.study.happenings import STUDY_KINDS, PlannedCase
from app.reading.study.lesions import StudyLesion
from app.reading.study.log import LogEntry, StudyFile
from app.reading.study.readers import Person, Role
from app.reading.trial import Arm, CaseKind
from imaging.errors import UserError
from imaging.region import Box
from tests.app.reading.study.conftest import Q, make_plan

SLOT = Slot("C1", CaseKind.TEST, Arm.SEQUENTIAL, 1, 1, 1)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[StudyFile]:
    made = StudyFile(tmp_path / "study.sqlite")
    yield made
    made.close()


def opened(version: str = "1") -> happened.StudyOpened:
    plan = make_plan()
    row = StudyCaseRow("T1", "a.png", kind=CaseKind.TRAINING, truth={Q: 1.0}, features={"old": False})
    lesion = StudyLesion("T1", Q, 1, 1.0, (Box("1.2", 1, 0.0, 0.0, 2.0, 3.5),))
    return happened.StudyOpened(
        plan.text, plan.questions, plan.digest, "c" * 64, (PlannedCase(row, "d", False, (lesion,)),)
    )


EVERY = (
    opened(),
    happened.StudyAmended(make_plan().text, make_plan().questions, "p", "c", (), "a case was damaged"),
    happened.ReaderEnrolled(Person("R1", Role.READER, "resident", 2.5), "AB"),
    happened.OrderIssued("R1", 1, (SLOT,)),
    happened.CodeIssued("R1"),
    happened.SignedIn("R1"),
    happened.SessionBegun("R1", 1),
    happened.SessionFinished("R1", 1),
    happened.ClockDisbelieved("R1", "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"),
    happened.InterimLook("report"),
    happened.ReferenceEstablished("e" * 64, 12, 1),
    happened.StudyClosed("f" * 64, 3, "enough"),
)


def test_every_kind_is_written_and_read_back_as_it_was(file: StudyFile) -> None:
    assert {type(happening) for happening in EVERY} == set(STUDY_KINDS.values())
    file.append(*EVERY)
    assert tuple(entry.happening for entry in file.entries()) == EVERY
    for happening in EVERY:
        assert from_json(type(happening), to_json(happening)) == happening


def test_entries_follow_each_other(file: StudyFile) -> None:
    file.append(EVERY[2])
    file.append(EVERY[5], EVERY[6])
    one, two, three = file.entries()
    assert [one.sequence, two.sequence, three.sequence] == [1, 2, 3]
    assert (two.prev_hash, three.prev_hash) == (one.entry_hash, two.entry_hash)
    assert one.time <= two.time <= three.time
    with pytest.raises(FrozenInstanceError):
        one.sequence = 2  # type: ignore[misc]


def test_nothing_is_written_when_the_log_does_not_admit_it(file: StudyFile) -> None:
    file.append(EVERY[2])

    def refuse(entries: tuple[LogEntry, ...]) -> None:
        raise UserError(f"{len(entries)} is enough.")

    with pytest.raises(UserError, match="1 is enough"):
        file.append(EVERY[5], admit=refuse)
    assert len(file.entries()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET body = '{}' WHERE sequence = 1",
        "DELETE FROM log WHERE sequence = 2",
        "INSERT INTO log VALUES (7, '{}', 'x')",
        "REPLACE INTO log VALUES (2, '{}', 'x')",
    ],
)
def test_no_program_can_change_the_log(file: StudyFile, tmp_path: Path, statement: str) -> None:
    file.append(*EVERY[2:4])
    with sqlite3.connect(tmp_path / "study.sqlite") as other, pytest.raises(sqlite3.IntegrityError):
        other.execute(statement)
    other.close()
    assert len(file.entries()) == 2


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TRIGGER log_is_never_changed",),
        (
            "DROP TRIGGER log_is_never_changed",
            "UPDATE log SET body = replace(body, 'R1', 'R2') WHERE sequence = 1",
            "AGAIN",
        ),
        ("DROP TRIGGER log_is_never_deleted", "DELETE FROM log WHERE sequence = 1", "AGAIN"),
    ],
)
def test_a_log_that_was_changed_all_the_same_is_noticed(
    file: StudyFile, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    file.append(*EVERY[2:5])
    other = sqlite3.connect(tmp_path / "study.sqlite", isolation_level=None)
    dropped = [row[0] for row in other.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
    for statement in statements:
        if statement == "AGAIN":  # the guard is put back, so that only the chain shows it
            other.execute(next(sql for sql in dropped if statements[0].split()[-1] in sql))
        else:
            other.execute(statement)
    other.close()
    with pytest.raises(UserError, match=r"lost its guards|was changed at entry"):
        file.entries()


def test_another_file_is_not_taken_for_a_study(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "study.sqlite") as other:
        other.execute("CREATE TABLE mine (a)")
    other.close()
    with pytest.raises(UserError, match="is not a study's"):
        StudyFile(tmp_path / "study.sqlite")


def test_two_programs_write_in_turns(file: StudyFile, tmp_path: Path) -> None:
    other = StudyFile(tmp_path / "study.sqlite")
    file.append(EVERY[2])
    other.append(EVERY[5])
    file.append(EVERY[6])
    assert file.entries() == other.entries()
    other.close()


@given(st.lists(st.sampled_from(EVERY[2:11]), max_size=12))
def test_the_state_is_a_fold(happenings: list[happened.StudyHappening]) -> None:
    entries = [
        LogEntry(n, happening, "2026-01-01T00:00:00+00:00", "0", "", "")
        for n, happening in enumerate([opened(), *happenings], 1)
    ]
    book = book_of(entries)
    assert book.state is StudyState.OPEN
    assert book.plan is not None
    assert book.plan.digest == make_plan().digest
    assert len(book.people) == sum(isinstance(h, happened.ReaderEnrolled) for h in happenings)
    assert book_of([*entries, replace(entries[0], happening=EVERY[-1])]).state is StudyState.CLOSED


def test_places_of_withdrawn_cases_are_left_out() -> None:
    entry = LogEntry(1, opened(), "2026-01-01T00:00:00+00:00", "0", "", "")
    order = happened.OrderIssued("R1", 1, (SLOT, replace(SLOT, case="T1", position=2)))
    book = book_of([entry, replace(entry, happening=order)])
    assert [slot.case for slot in book.orders_of("R1")[1]] == ["T1"]
    assert book.orders_of("R2") == {}
