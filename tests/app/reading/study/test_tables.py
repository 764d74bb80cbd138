"""The tables beside the plan – cases, lesions, readers – and one sentence with its row for everything that is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.reading.protocol import bundled_protocol
from app.reading.question import Question, Scale
from app.reading.study.cases import cases_digest, check_cases, read_cases, truth_of
from app.reading.study.csv_rows import Problems
from app.reading.study.lesions import read_lesions
from app.reading.study.plan_file import read_plan
from app.reading.study.readers import Person, Role, panel_of, read_readers
from app.reading.trial import CaseKind
from imaging.errors import UserError
from imaging.region import Box
from tests.app.reading.study.conftest import Q, make_plan, rows, write_csv

HEADER = f"case,path,kind,difficulty,truth:{Q}\n"
GOOD = "C1,a.png,,easy,1\nC2,b.png,test,,no\nT1,c.png,training,,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in "abcd":
        (tmp_path / f"{name}.png").write_bytes(b"")
    return tmp_path


def sentence_for(folder: Path, content: str, more: str = "") -> str:
    (folder / "cases.csv").write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_cases(folder, make_plan(more=more))
    return str(caught.value)


def test_a_list_of_cases(folder: Path) -> None:
    (folder / "cases.csv").write_text(HEADER + GOOD, encoding="utf-8")
    found = read_cases(folder, make_plan())
    assert [(row.case, row.path, row.kind, row.difficulty, dict(row.truth)) for row in found.rows] == [
        ("C1", "a.png", CaseKind.TEST, "easy", {Q: 1.0}),
        ("C2", "b.png", CaseKind.TEST, "", {Q: 0.0}),
        ("T1", "c.png", CaseKind.TRAINING, "", {}),
    ]
    assert found.row("C2").path == "b.png"
    assert [row.case for row in found.of_kind(CaseKind.TRAINING)] == ["T1"]


def test_semicolons_a_mark_at_the_beginning_and_empty_lines_do_no_harm(folder: Path) -> None:
    text = (HEADER + GOOD).replace(",", ";").replace("C2;", "\n;;;;\nC2;")
    (folder / "cases.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert [row.case for row in read_cases(folder, make_plan()).rows] == ["C1", "C2", "T1"]


def test_a_checklist(folder: Path) -> None:
    text = f"case,path,truth:{Q},feature:cortex broken,feature:old\nC1,a.png,1,yes,\n"
    (folder / "cases.csv").write_text(text, encoding="utf-8")
    assert dict(read_cases(folder, make_plan()).rows[0].features) == {"cortex broken": True}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEADER + "C1,a.png,,,1\nC1,b.png,,,1\n", "cases.csv, row 3: the case “C1” stands in row 2 already."),
        (HEADER + "C1,a.png,,,1\nC2,a.png,,,1\n", "cases.csv, row 3: the study at “a.png” stands in row 2 already."),
        (HEADER + "C1,a.png,,,1\nC2,z.png,,,1\n", "cases.csv, row 3: there is no file or folder “z.png”."),
        (HEADER + "C1,a.png,,,maybe\n", f"cases.csv, row 2: “truth:{Q}” must be 1 or 0 (yes or no), not “maybe”."),
        (HEADER + "C1,a.png,,,\n", f"cases.csv, row 2: “truth:{Q}” is empty; without a reference, write"),
        (HEADER + "A1,a.png,attention,,\n", f"cases.csv, row 2: “truth:{Q}” is empty: what an attention case shows"),
        (HEADER + "C1,a.png,exam,,1\n", "cases.csv, row 2: “kind” must be test, training or attention, not “exam”."),
        (HEADER + ",a.png,,,1\n", "cases.csv, row 2: “case” is empty."),
        (HEADER + "C1,,,,1\n", "cases.csv, row 2: “path” is empty."),
        (HEADER + "C 1,a.png,,,1\n", "cases.csv, row 2: “case” must be up to 64 letters, digits"),
        (HEADER + "C1,a.png,,,1,2,3\n", "cases.csv, row 2: it has 7 cells, the header 5."),
        (HEADER + "T1,a.png,training,,1\n", "cases.csv: there is no case of the kind “test”."),
        ("case,path,truth:x\nC1,a.png,1\n", "cases.csv: the column “truth:x” is not known; the columns are case, path"),
        ("case,path,path\nC1,a.png,1\n", "cases.csv: the column “path” stands there twice."),
        ("case,kind\nC1,test\n", "cases.csv: the column “path” is missing; the columns are"),
        ("", "cases.csv: the column “case” is missing"),
    ],
)
def test_what_is_wrong_in_a_list_of_cases(folder: Path, content: str, sentence: str) -> None:
    assert sentence_for(folder, content).startswith(sentence)


def test_every_problem_is_found_at_once(folder: Path) -> None:
    (folder / "cases.csv").write_text(HEADER + "C1,y.png,,,1\nC2,a.png,,,?\nC3,b.png,,,1\n", encoding="utf-8")
    problems = Problems()
    found = check_cases(folder, make_plan(), problems)
    assert [row.case for row in found] == ["C3"]
    assert [sentence[:17] for sentence in problems.sentences] == ["cases.csv, row 2:", "cases.csv, row 3:"]
    assert "1 more: “overread study check" in sentence_for(folder, (folder / "cases.csv").read_text())


def test_with_adjudication_truth_may_be_missing(folder: Path) -> None:
    plan_text = make_plan().text.replace('how = "made up"', 'how = "panel"\nfrom = "adjudication"\nreaders = 2')
    (folder / "plan.toml").write_text(plan_text)
    (folder / "cases.csv").write_text(HEADER + "C1,a.png,,,\n", encoding="utf-8")
    assert read_cases(folder, read_plan(folder / "plan.toml")).rows[0].truth == {}


def test_the_digest_is_of_what_lies_on_the_disk(folder: Path) -> None:
    (folder / "cases.csv").write_text(HEADER + GOOD, encoding="utf-8")
    before = read_cases(folder, make_plan()).digest
    assert before == cases_digest(folder, make_plan())
    (folder / "cases.csv").write_text(HEADER + GOOD + "\n", encoding="utf-8")
    assert read_cases(folder, make_plan()).digest != before


def test_what_a_blinded_case_still_says() -> None:
    test, attention, training = rows(1, positive=1, hard=1, attention=1, training=1)
    assert (test.without_truth().truth, test.without_truth().difficulty) == ({}, "")
    assert attention.without_truth().truth == {}
    assert attention.without_truth().kind is CaseKind.ATTENTION
    assert training.without_truth() == training


@pytest.mark.parametrize(("words", "value"), [("1", 1.0), ("Yes", 1.0), ("NEGATIVE", 0.0), ("false", 0.0)])
def test_yes_and_no(words: str, value: float) -> None:
    assert truth_of(bundled_protocol().question(Q), words) == value


GRADE = Question("x/g", "?", kind=Scale.GRADE, levels=("none", "some", "much"))
MONTHS = Question("x/m", "?", kind=Scale.NUMBER, lowest=0, highest=240)


@pytest.mark.parametrize(
    ("question", "words", "value"),
    [(GRADE, "some", 1.0), (GRADE, "2", 2.0), (GRADE, "3", None), (GRADE, "a lot", None), (MONTHS, "124", 124.0),
     (MONTHS, "241", None), (MONTHS, "nan", None)],
)  # fmt: skip
def test_grades_and_numbers(question: Question, words: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(ValueError, match=r"3|a lot|241|nan"):
            truth_of(question, words)
    else:
        assert truth_of(question, words) == value


# ── readers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def people(folder: Path, *lines: tuple[str, ...], more: str = "") -> tuple[Person, ...]:
    write_csv(folder / "readers.csv", ("reader", "role", "group", "years"), lines)
    return read_readers(folder, make_plan(more=more))


def test_a_list_of_readers(tmp_path: Path) -> None:
    assert people(tmp_path, ("R1", "", "resident", "2.5"), ("A1", "adjudicator", "", "")) == (
        Person("R1", Role.READER, "resident", 2.5),
        Person("A1", Role.ADJUDICATOR),
    )


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([("R1", "", "", ""), ("r1", "", "", "")], "readers.csv, row 3: “r1” stands in row 2 already."),
        ([("owner", "", "", "")], "readers.csv, row 2: “reader” must be a code of up to 64"),
        ([("Dr. Müller", "", "", "")], "readers.csv, row 2: “reader” must be a code of up to 64"),
        ([("R1", "owner", "", "")], "readers.csv, row 2: “role” must be reader or adjudicator"),
        ([("R1", "boss", "", "")], "readers.csv, row 2: “role” must be reader or adjudicator, not “boss”."),
        ([("R1", "", "", "many")], "readers.csv, row 2: “years” must be a number of years, not “many”."),
        ([("R1", "", "", "120")], "readers.csv, row 2: “years” must be a number from 0 to 80, not 120."),
        ([], "readers.csv: there is no reader in it."),
    ],
)
def test_what_is_wrong_in_a_list_of_readers(tmp_path: Path, lines: list[tuple[str, ...]], sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        people(tmp_path, *lines)
    assert str(caught.value).startswith(sentence)


def test_a_panel_has_the_size_that_the_plan_says(tmp_path: Path) -> None:
    more = 'from = "adjudication"\nreaders = 2\nties = "A9"\n'  # behind [reference], which ends the plan
    panel = [("A1", "adjudicator", "", ""), ("A2", "adjudicator", "", "")]
    with pytest.raises(UserError, match="“A9”, who breaks ties, does not stand in it"):
        people(tmp_path, *panel, more=more)
    with pytest.raises(UserError, match="a panel of 2 adjudicators, and 1 stand in it beside the one who breaks ties"):
        people(tmp_path, panel[0], ("A9", "adjudicator", "", ""), more=more)
    who = people(tmp_path, *panel, ("A9", "adjudicator", "", ""), more=more)
    assert [person.reader for person in panel_of(who, make_plan(more=more))] == ["A1", "A2"]


# ── lesions ─────────────────────────────────────────────────────────────────────────────────────────────────────

LESIONS = "case,question,lesion,weight,sop_instance_uid,frame,left,top,right,bottom\n"


def lesions(folder: Path, content: str) -> object:
    (folder / "lesions.csv").write_text(LESIONS + content, encoding="utf-8")
    plan = make_plan().text.replace("seed = 7", 'seed = 7\nlesions = "lesions.csv"')
    (folder / "plan.toml").write_text(plan)
    return read_lesions(folder, read_plan(folder / "plan.toml"), rows(3, positive=2))


def test_lesions_with_several_boxes_and_weights(tmp_path: Path) -> None:
    found = lesions(
        tmp_path,
        f"C000,{Q},1,3,1.2.3,,1,2,3,4\nC000,{Q},1,3,1.2.4,2,1,2,3,4\nC000,{Q},2,1,1.2.3,,5,5,6,6\nC001,{Q},1,,1.9,,0,0,1,1\n",
    )
    assert [(lesion.case, lesion.number, lesion.weight) for lesion in found] == [  # type: ignore[attr-defined]
        ("C000", 1, 0.75),
        ("C000", 2, 0.25),
        ("C001", 1, 1.0),
    ]
    assert found[0].boxes == (Box("1.2.3", 1, 1, 2, 3, 4), Box("1.2.4", 2, 1, 2, 3, 4))  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (f"C9,{Q},1,,1.2,,0,0,1,1\n", "lesions.csv, row 2: there is no case “C9” in cases.csv."),
        ("C000,x,1,,1.2,,0,0,1,1\n", "lesions.csv, row 2: “question” must be one that is asked"),
        (f"C002,{Q},1,,1.2,,0,0,1,1\n", "lesions.csv, row 2: cases.csv says that “C002” shows none."),
        (f"C000,{Q},0,,1.2,,0,0,1,1\n", "lesions.csv, row 2: “lesion” must be a whole number from 1."),
        (f"C000,{Q},1,,1.2,,5,0,1,1\n", "lesions.csv, row 2: “left” must be less than “right”"),
        (f"C000,{Q},1,-1,1.2,,0,0,1,1\n", "lesions.csv, row 2: “weight” must be a number above 0."),
        (f"C000,{Q},2,,1.2,,0,0,1,1\n", "lesions.csv: the lesions of “C000” must be numbered 1, 2"),
        (f"C000,{Q},1,1,1.2,,0,0,1,1\nC000,{Q},2,,1.2,,0,0,1,1\n", "lesions.csv: of the lesions of “C000” some have"),
    ],
)
def test_what_is_wrong_in_a_list_of_lesions(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        lesions(tmp_path, content)
    assert str(caught.value).startswith(sentence)


def test_no_file_means_no_lesions(make_study: Callable[..., Path]) -> None:
    folder = make_study()
    assert read_lesions(folder, make_plan(), rows(2)) == ()
