"""A study from the draft to its end: opened, frozen, amended, readers enrolled, closed."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.reading.protocol import bundled_protocol
from app.reading.reading import open_reading, resume
from app.reading.store.sqlite import SqliteStore
from app.reading.study import happenings as happened
from app.reading.study.access import StudyState
from app.reading.study.opening import (
    amend_study,
    check,
    close_study,
    enrol_new,
    issue_repeat,
    open_study,
    preview,
)
from app.reading.study.progress import Step
from app.reading.study.readers import OWNER, Role
from app.reading.study.study import ReaderStudy
from app.reading.trial import CaseKind
from imaging.errors import UserError
from tests.app.reading.study.conftest import Q, write_csv

MakeStudy = Callable[..., Path]
Opened = Callable[..., ReaderStudy]


@pytest.fixture
def draft(make_study: MakeStudy) -> Iterator[Callable[..., ReaderStudy]]:
    made: list[ReaderStudy] = []

    def make(**wishes: object) -> ReaderStudy:
        made.append(ReaderStudy(make_study(**wishes)))
        return made[-1]

    yield make
    for study in made:
        study.close_files()


@pytest.fixture
def opened(draft: Callable[..., ReaderStudy]) -> Opened:
    def make(**wishes: object) -> ReaderStudy:
        study = draft(**wishes)
        open_study(study)
        return study

    return make


def rewrite(study: ReaderStudy, file: str, old: str, new: str) -> None:
    path = study.folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_draft_writes_nothing(draft: Callable[..., ReaderStudy]) -> None:
    study = draft()
    assert study.book().state is StudyState.DRAFT
    assert check(study).problems == ()
    assert len([h for h in preview(study) if isinstance(h, happened.OrderIssued)]) == 2
    assert not (study.folder / "study.sqlite").exists()
    with pytest.raises(UserError, match="There is no study in"):
        ReaderStudy(study.folder / "images")


def test_opening_freezes_plan_and_cases_and_issues_the_orders(draft: Callable[..., ReaderStudy]) -> None:
    study = draft()
    foreseen = preview(study)
    book = open_study(study)
    assert book.state is StudyState.OPEN
    assert book.plan is not None
    assert (book.plan.digest, book.cases_digest) == (study.plan().digest, study.cases().digest)
    assert [entry.person.reader for entry in book.people] == ["R1", "R2"]
    assert book.orders_of("R1")[1][0].case == "T1"
    assert set(book.orders) == {("R1", 1), ("R2", 1)}
    assert tuple(entry.happening for entry in study.log()[1:]) == foreseen
    with pytest.raises(UserError, match="open already"):
        open_study(study)


def test_what_is_true_of_a_test_case_is_not_in_the_file_while_readers_read(opened: Opened) -> None:
    study = opened(cases=[("C1", "test", "hard", "1"), ("A1", "attention", "plain", "1"), ("T1", "training", "", "1")])
    by_name = {case.row.case: case for case in study.book().cases}
    assert (by_name["C1"].row.truth, by_name["C1"].row.difficulty) == ({}, "")
    assert by_name["A1"].row.truth == {}
    assert by_name["T1"].row.truth == {Q: 1.0}
    (study.folder / "cases.csv").rename(study.folder.parent / "kept elsewhere.csv")
    study.must_be_unchanged(study.book())
    with pytest.raises(UserError, match=r"cases.csv is not in the folder: put it back"):
        study.cases()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("plan.toml", 'title = "A tiny', 'title = "Another'),
        ("cases.csv", "C2,images/C2.png,test,,0", "C2,images/C2.png,test,,1"),
    ],
)
def test_a_change_after_opening_is_refused(opened: Opened, file: str, old: str, new: str) -> None:
    study = opened()
    study.accounts.set_password("R1", "correct horse")
    rewrite(study, file, old, new)
    with pytest.raises(UserError, match=rf"{file} was changed after the study was opened: put the old one back"):
        study.sign_in("R1", "correct horse")
    with pytest.raises(UserError, match=r"“version” must be another than 1|was changed after"):
        amend_study(study, "a reason")


def test_an_amendment_is_a_new_version_with_a_reason(opened: Opened) -> None:
    study = opened()
    before = study.book()
    rewrite(study, "plan.toml", 'version = "1"', 'version = "2"')
    rewrite(study, "plan.toml", "[questions]", "time_limit_seconds = 60\n[questions]")
    with pytest.raises(UserError, match="needs a reason"):
        amend_study(study, " ")
    book = amend_study(study, "readers took too long")
    assert book.plan is not None
    assert (book.plan.version, book.plan.time_limit_seconds) == ("2", 60)
    assert book.versions == (before.plan.digest if before.plan else "", book.plan.digest)
    assert book.orders == before.orders
    with pytest.raises(UserError, match="nothing to amend"):
        amend_study(study, "again")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("seed = 7", "seed = 8", "seed"),
        ('design = "sequential"', 'design = "concurrent"', "design"),
        ("[reference]", "[sessions]\ncount = 2\n[reference]", "sessions.count"),
        ("[reference]", "[blocks]\ncount = 2\n[reference]", "blocks"),
    ],
)
def test_what_no_amendment_changes(opened: Opened, old: str, new: str, key: str) -> None:
    study = opened()
    rewrite(study, "plan.toml", 'version = "1"', 'version = "2"')
    rewrite(study, "plan.toml", old, new)
    with pytest.raises(UserError, match=f"“{key}” may not change once the study is open"):
        amend_study(study, "why not")


def test_an_amendment_may_withdraw_a_case_but_add_none(opened: Opened) -> None:
    study = opened()
    rewrite(study, "plan.toml", 'version = "1"', 'version = "2"')
    rewrite(study, "cases.csv", "C2,images/C2.png,test,,0", "C9,images/C2.png,test,,0")
    with pytest.raises(UserError, match="“C9” is new, or of another kind"):
        amend_study(study, "another name")
    rewrite(study, "cases.csv", "C9,images/C2.png,test,,0\n", "")
    book = amend_study(study, "C2 was damaged")
    assert [case.row.case for case in book.cases] == ["C1", "T1"]
    assert sorted(slot.case for slot in book.orders_of("R1")[1]) == ["C1", "T1"]


def test_a_further_reader_changes_nobody_elses_order(opened: Opened) -> None:
    study = opened(design="crossover")
    before = study.book()
    write_csv(
        study.folder / "readers.csv",
        ("reader", "role", "group", "years"),
        [("R0", "", "a", ""), ("R1", "reader", "a", "3"), ("R2", "reader", "b", "")],
    )
    assert enrol_new(study) == ("R0",)
    after = study.book()
    assert {key: slots for key, slots in after.orders.items() if key[0] != "R0"} == dict(before.orders)
    assert {entry.person.reader: entry.sequence for entry in after.people} | {"R0": ""} == {
        **{entry.person.reader: entry.sequence for entry in before.people},
        "R0": "",
    }
    assert after.enrolled("R0").sequence != after.enrolled("R1").sequence  # the same group
    assert enrol_new(study) == ()
    write_csv(study.folder / "readers.csv", ("reader", "group"), [("R1", "other"), ("R2", "b")])
    with pytest.raises(UserError, match="“R1” was enrolled otherwise"):
        enrol_new(study)


def test_a_repeat_is_a_session_of_its_own(opened: Opened) -> None:
    study = opened()
    assert issue_repeat(study, "r1") == 2
    orders = study.book().orders_of("R1")
    assert sorted(orders) == [1, 2]
    assert sorted(slot.case for slot in orders[2]) == ["C1", "C2"]  # no training a second time
    assert study.book().orders_of("R2").keys() == {1}


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (
            {"cases": [("C1", "test", "", ""), ("C2", "test", "", "1")]},
            "cases.csv, row 2: “truth:lower_limb/fracture” is",
        ),
        ({"readers": []}, "readers.csv: there is no reader"),
        ({"more": 'from = "adjudication"\nreaders = 2\n'}, "a panel of 2 adjudicators, and 0 stand in it"),
    ],
)
def test_what_is_wrong_keeps_a_study_closed(
    draft: Callable[..., ReaderStudy], wishes: dict[str, object], sentence: str
) -> None:
    study = draft(**wishes)
    assert any(sentence in problem for problem in check(study).problems)
    with pytest.raises(UserError, match=sentence):
        open_study(study)
    assert study.book().state is StudyState.DRAFT


def test_images_are_looked_at(draft: Callable[..., ReaderStudy]) -> None:
    study = draft()
    images = study.folder / "images"
    (images / "two").mkdir()
    for name in ("T1", "C2"):
        shutil.copy(images / f"{name}.png", images / "two" / f"{name}.png")
    shutil.copy(images / "T1.png", images / "C2.png")
    (images / "C1.png").write_bytes(b"no picture")
    first, second = check(study).problems
    assert first.startswith("cases.csv, case C1: ")
    assert "“C2” and “T1” are the same study" in second
    rewrite(study, "cases.csv", "images/C1.png", "images/two")
    assert "holds 2 studies: name the one to read" in check(study).problems[0]


# ── signing in and reading ──────────────────────────────────────────────────────────────────────────────────────


def test_signing_in(opened: Opened) -> None:
    study = opened()
    code = study.accounts.issue_code("R1")
    assert study.sign_in("R1", code) is Role.READER
    assert isinstance(study.log()[-1].happening, happened.SignedIn)
    with pytest.raises(UserError, match="not right"):
        study.sign_in("R1", code)
    study.accounts.set_password(OWNER, "owner's word")
    assert study.sign_in("Owner", "owner's word") is Role.OWNER
    study.accounts.set_password("stranger", "a stranger's")
    with pytest.raises(UserError, match="does not belong to this study"):
        study.sign_in("stranger", "a stranger's")


def test_nobody_signs_in_to_a_draft_or_a_closed_study(draft: Callable[..., ReaderStudy]) -> None:
    study = draft()
    study.accounts.set_password("R1", "correct horse")
    with pytest.raises(UserError, match=r"does not belong|has not been opened"):
        study.sign_in("R1", "correct horse")
    open_study(study)
    study.write(happened.StudyClosed("", 0, ""))
    with pytest.raises(UserError, match="This study is closed"):
        study.sign_in("R1", "correct horse")


def test_the_clock_is_compared_with_what_was_written(opened: Opened) -> None:
    study = opened()
    store = SqliteStore(study.record_path)
    assert study.next_step("R1", store).step is Step.BEGIN
    yesterday = ReaderStudy(study.folder, lambda: datetime.now(UTC) - timedelta(days=1))
    with pytest.raises(UserError, match=r"This computer's clock shows .* set the clock right before you read on"):
        yesterday.next_step("R1", store)
    assert isinstance(yesterday.log()[-1].happening, happened.ClockDisbelieved)
    yesterday.close_files()
    store.close()


def test_a_study_is_closed_only_when_everything_was_read_or_for_a_reason(opened: Opened) -> None:
    study = opened()
    with pytest.raises(UserError, match="Nobody has read anything"):
        close_study(study)
    SqliteStore(study.record_path).close()
    with pytest.raises(UserError, match="6 of 6 trials are not signed: “--early REASON”"):
        close_study(study)
    assert close_study(study, "money ran out").state is StudyState.CLOSED
    closed = study.log()[-1].happening
    assert isinstance(closed, happened.StudyClosed)
    assert (closed.unfinished, closed.reason) == (6, "money ran out")
    with pytest.raises(UserError, match="closed"):
        close_study(study, "again")


def test_reads_outside_the_study_count_for_nothing(opened: Opened, radiograph_case: object) -> None:
    study = opened()
    store = SqliteStore(study.record_path)
    resume([store.append(open_reading(radiograph_case, "R1", bundled_protocol()))])  # type: ignore[arg-type]
    found = study.next_step("R1", store)
    assert (found.step, found.slot and found.slot.kind) == (Step.BEGIN, CaseKind.TRAINING)
    store.close()
