"""A practice set from its files through the record: what comes next follows from the record alone."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.reading.opinion import Answer, Opinion
from app.reading.practice.cases import PracticeSet, read_practice_set
from app.reading.practice.cli import report_of, status_of
from app.reading.practice.learned import Learned, learned_from
from app.reading.practice.plan import parse_practice_plan
from app.reading.practice.queue import Outcome
from app.reading.practice.reads import is_right, model_is_right, practice_reads
from app.reading.practice.sitting import local_now, look_ahead, what_is_next
from app.reading.practice.template import write_practice
from app.reading.protocol import Phase, Question, Scale
from app.reading.revelation import ModelAnswer
from app.reading.store.sqlite import SqliteStore
from app.statistics.learning import number_curve
from app.statistics.report.write import write_parts
from imaging.errors import UserError
from main import main
from tests.app.reading.practice.small_sets import Q, answer, begin_next, read_day, read_next, write_set

TRUTH = {"C1": 1, "C2": 0, "C3": 1, "C4": 0}
DAY = timedelta(days=1)


@pytest.fixture
def practice(tmp_path: Path) -> PracticeSet:
    return read_practice_set(write_set(tmp_path / "set", TRUTH))


@pytest.fixture
def store(practice: PracticeSet) -> Iterator[SqliteStore]:
    opened = SqliteStore(practice.folder / "record.sqlite")
    yield opened
    opened.close()


def yes(_: str) -> Answer:
    return answer(True)


def test_missed_cases_come_back_tomorrow_and_known_ones_later(practice: PracticeSet, store: SqliteStore) -> None:
    now = local_now()

    assert sorted(read_day(practice, store, "R1", now, yes)) == sorted(TRUTH)
    assert what_is_next(look_ahead(practice, store, "R1", now).queue) == "2 cases are due tomorrow."

    tomorrow = look_ahead(practice, store, "R1", now + DAY)
    assert {place.case for place in tomorrow.queue.due} == {"C2", "C4"}  # she says yes to everything
    assert tomorrow.trial is not None
    assert tomorrow.trial.session == 2
    assert {place.case for place in look_ahead(practice, store, "R1", now + 3 * DAY).queue.due} == set(TRUTH)


def test_a_right_but_unsure_answer_comes_back_as_soon_as_a_missed_one(
    practice: PracticeSet, store: SqliteStore
) -> None:
    now = local_now()

    read_day(practice, store, "R1", now, lambda name: answer(bool(TRUTH[name]), 30 if name == "C1" else 90))

    places = look_ahead(practice, store, "R1", now).queue.places
    assert (places["C1"].last, places["C1"].box) == (Outcome.UNSURE, 1)
    assert {places[name].box for name in ("C2", "C3", "C4")} == {2}


def test_each_reader_has_boxes_and_an_order_of_their_own(practice: PracticeSet, store: SqliteStore) -> None:
    now = local_now()
    read_day(practice, store, "R1", now, yes)

    other = look_ahead(practice, store, "R2", now)

    assert not other.queue.places
    assert len(other.queue.new) == len(TRUTH)


def test_the_same_record_gives_the_same_queue_after_a_restart(practice: PracticeSet, store: SqliteStore) -> None:
    now = local_now()
    read_next(practice, store, "R1", now, yes)
    before = look_ahead(practice, store, "R1", now)
    store.close()

    again = SqliteStore(practice.folder / "record.sqlite")
    after = look_ahead(read_practice_set(practice.folder), again, "r1 ", now)
    again.close()

    assert (after.queue, after.trial) == (before.queue, before.trial)


def test_a_case_that_was_begun_is_taken_up_also_after_the_plan_was_changed(
    practice: PracticeSet, store: SqliteStore
) -> None:
    now = local_now()
    reading, _ = begin_next(practice, store, "R1", now)
    write_set(practice.folder, TRUTH, repetition="new_per_day = 2")

    ahead = look_ahead(read_practice_set(practice.folder), store, "R1", now)

    assert ahead.begun
    assert ahead.trial == reading.trial


def test_nothing_is_known_of_a_case_before_the_signature(practice: PracticeSet, store: SqliteStore) -> None:
    reading, _ = begin_next(practice, store, "R1", local_now())

    assert not reading.reference
    assert not reading.may_reveal
    read = practice_reads(store, "small", "R1")[0]
    assert read.reference_of(Q) is None
    assert learned_from([read], 0.0) == Learned()


def test_in_the_sequential_arm_the_truth_waits_for_the_signature_too(tmp_path: Path) -> None:
    practice = read_practice_set(write_set(tmp_path / "set", TRUTH, more='arm = "sequential"'))
    store = SqliteStore(tmp_path / "record.sqlite")
    reading, case = begin_next(practice, store, "R1", local_now())

    reading = reading.apply(store.append(reading.lock(Opinion((answer(True),)))))
    assert reading.phase is Phase.AIDED
    assert not reading.reference
    reading = reading.apply(store.append(reading.sign(case.reference.labels)))
    store.close()

    assert reading.reference == {Q: bool(case.reference.labels[Q])}


def test_a_clock_that_was_turned_back_is_not_believed(practice: PracticeSet, store: SqliteStore) -> None:
    read_next(practice, store, "R1", local_now(), yes)

    with pytest.raises(UserError, match="set the clock right"):
        look_ahead(practice, store, "R1", local_now() - DAY)


def test_repeats_do_not_count_in_the_curve(practice: PracticeSet, store: SqliteStore) -> None:
    now = local_now()
    read_day(practice, store, "R1", now, yes)
    again = read_day(practice, store, "R1", now + DAY, lambda name: answer(bool(TRUTH[name])))

    rows = learned_from(practice_reads(store, "small", "R1"), 0.0).sides

    assert {row.case for row in rows if row.repeat} == set(again)
    assert sum(not row.repeat for row in rows) == len(TRUTH)
    assert all(row.right for row in rows if row.repeat)


def test_the_report_is_one_page_with_a_table_for_each_part(
    practice: PracticeSet, store: SqliteStore, tmp_path: Path
) -> None:
    now = local_now()
    read_day(practice, store, "R1", now, yes)

    files = write_parts(report_of(practice, "R1", practice_reads(store, "small", "R1")), tmp_path / "out")

    html = files.html.read_text(encoding="utf-8")
    assert "<svg" in html
    assert "http" not in html.replace("http://www.w3.org", "")
    table = (tmp_path / "out" / "tables" / "learning_lower_limb_fracture.csv").read_text().splitlines()
    head, overall = table[0].split(","), table[-1].split(",")
    assert float(overall[head.index("sensitivity_you")]) == 1.0
    assert float(overall[head.index("specificity_you")]) == 0.0
    assert float(overall[head.index("specificity_you_n")]) == 2


def test_status_counts_boxes(practice: PracticeSet, store: SqliteStore, capsys: pytest.CaptureFixture[str]) -> None:
    read_day(practice, store, "R1", local_now(), yes)
    store.close()

    assert boxes_on_the_disk(practice) == {"1": 2, "2": 2, "3": 0, "4": 0, "5": 0}
    assert main(["practice", "status", "--json", str(practice.folder)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["readers"][0]["reads"] == 4
    assert main(["practice", "report", str(practice.folder), "--reader", "nobody"]) == 1
    assert "“nobody” has read nothing here." in capsys.readouterr().err


def boxes_on_the_disk(practice: PracticeSet) -> object:
    store = SqliteStore(practice.folder / "record.sqlite", read_only=True)
    try:
        return status_of(practice, look_ahead(practice, store, "R1", local_now()))["boxes"]
    finally:
        store.close()


@pytest.mark.parametrize(
    ("scale", "value", "true", "tolerance", "right"),
    [
        (Scale.GRADE, 2.0, 2.0, 0.0, True),
        (Scale.GRADE, 2.0, 3.0, 5.0, False),
        (Scale.NUMBER, 118.0, 120.0, 3.0, True),
        (Scale.NUMBER, 116.0, 120.0, 3.0, False),
        (Scale.NUMBER, None, 120.0, 3.0, False),
    ],
)
def test_a_level_must_be_met_and_a_number_within_the_tolerance(
    scale: Scale, value: float | None, true: float, tolerance: float, right: bool
) -> None:
    question = Question("q", "?", kind=scale, levels=("0", "1", "2", "3"))

    assert is_right(question, Answer("q", value=value), true, tolerance) is right


@pytest.mark.parametrize(
    ("repetition", "said"),
    [
        ("days = [3, 1]", "“repetition.days” must grow"),
        ("days = []", "must be a list of whole numbers from 1 to 3650"),
        ("days = [true]", "must be a list of whole numbers from 1 to 3650"),
        ("sure = 3", "the key “repetition.sure” is not known"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused_with_its_key(tmp_path: Path, repetition: str, said: str) -> None:
    folder = write_set(tmp_path, TRUTH, repetition)

    with pytest.raises(UserError, match=said):
        parse_practice_plan((folder / "practice.toml").read_bytes())


def test_a_feature_of_no_case_is_refused(practice: PracticeSet) -> None:
    (practice.folder / "features.csv").write_text("case,question,feature\nC9,,odd\n")

    with pytest.raises(UserError, match=r"features\.csv, row 2: there is no case “C9” in cases\.csv"):
        read_practice_set(practice.folder)


def test_a_generated_set_can_be_read_and_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_practice(tmp_path / name, "lower_limb", 3, 1, lambda done, total: None)
    practice = read_practice_set(tmp_path / "a")

    for file in ("practice.toml", "cases.csv", "lesions.csv", "features.csv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    assert len(practice.cases) == 3
    for case in practice.cases:
        assert bool(case.boxes) == bool(case.features) == bool(case.row.truth[Q])
    with pytest.raises(UserError, match="name another folder"):
        write_practice(tmp_path / "a", "lower_limb", 3, 1, lambda done, total: None)


def test_knees_of_every_grade_can_be_practised(tmp_path: Path) -> None:
    write_practice(tmp_path, "knee_kl_grade", 4, 1, lambda *_: None)
    practice = read_practice_set(tmp_path)
    truths = [case.row.truth["knee_kl_grade/kl"] for case in practice.cases]
    assert set(truths) <= {0, 1, 2, 3, 4}
    assert len(set(truths)) > 1
    assert all(bool(case.boxes) == (truth >= 1) for case, truth in zip(practice.cases, truths, strict=True))


def test_bone_ages_are_right_within_half_a_year_of_reader_and_model_alike(tmp_path: Path) -> None:
    write_practice(tmp_path, "bone_age", 2, 1, lambda *_: None)
    practice = read_practice_set(tmp_path)
    (question,) = practice.plan.rules.questions
    tolerance = practice.plan.repetition.tolerance
    true = practice.cases[0].row.truth[question.question_id]
    assert 0 < true < 228
    for away, right in ((0, True), (6, True), (-6, True), (7, False)):
        assert is_right(question, Answer(question.question_id, value=true + away), true, tolerance) is right
        model = ModelAnswer(question.question_id, value=true + away)
        assert model_is_right(question, model, true, tolerance) is right
    assert model_is_right(question, ModelAnswer(question.question_id), true, tolerance) is None


def test_bone_ages_have_a_curve_of_their_errors(tmp_path: Path) -> None:
    write_practice(tmp_path, "bone_age", 4, 1, lambda *_: None)
    practice = read_practice_set(tmp_path)
    (question,) = practice.plan.rules.questions
    truth = {case.case: case.row.truth[question.question_id] for case in practice.cases}
    away = dict(zip(sorted(truth), (3, -5, 8, -12), strict=True))
    store = SqliteStore(tmp_path / "record.sqlite")
    read_day(
        practice, store, "R1", local_now(), lambda name: Answer(question.question_id, value=truth[name] + away[name])
    )

    reads = practice_reads(store, practice.plan.name, "R1")
    learned = learned_from(reads, practice.plan.repetition.tolerance)
    assert learned.sides == ()
    assert learned.phantom
    curve = number_curve(question.question_id, learned.numbers, 20)
    assert curve is not None
    assert curve.overall.reader.absolute.value == pytest.approx(7.0)
    assert curve.overall.reader.bias.value == pytest.approx(-1.5)
    assert curve.overall.right.value == 0.5  # within six months
    assert not curve.overall.model.absolute.defined
    report = report_of(practice, "R1", reads)
    assert report.phantom
    files = write_parts(report, tmp_path / "out")
    html = files.html.read_text(encoding="utf-8")
    assert "Mean absolute error" in html
    assert "No case with a known answer" not in html
    store.close()


def test_elbows_with_and_without_fluid_can_be_practised(tmp_path: Path) -> None:
    write_practice(tmp_path, "elbow_effusion", 4, 2, lambda *_: None)
    truths = {case.row.truth["elbow_effusion/effusion"] for case in read_practice_set(tmp_path).cases}
    assert truths == {0.0, 1.0}


def test_vertebrae_are_judged_by_the_impression_and_not_by_each_feature(tmp_path: Path) -> None:
    write_practice(tmp_path, "vertebral_fracture", 2, 4, lambda *_: None)
    practice = read_practice_set(tmp_path)
    malignant = "vertebral_fracture/malignant"
    assert practice.plan.repetition.judged_by == (malignant,)
    assert len(practice.plan.rules.questions) == 16
    first, second, *_ = practice.plan.curves
    assert (first.question_id, second) == (malignant, practice.plan.rules.questions[0])
    assert all(len(case.row.truth) == 16 and case.features for case in practice.cases)
    assert {case.row.truth[malignant] for case in practice.cases} == {0.0, 1.0}
    assert all(bool(case.boxes) == bool(case.row.truth[malignant]) for case in practice.cases)
    rules = (tmp_path / "practice.toml").read_text(encoding="utf-8")
    with pytest.raises(UserError, match="judged_by"):
        parse_practice_plan(rules.replace(f'["{malignant}"]', '["knee"]').encode())
