"""Layouts of ratings, and the sentences about rows that cannot be used."""

from pathlib import Path

import numpy as np
import pytest

from app.statistics.figures import auc_figures
from app.statistics.rating_files import read_froc, read_ratings
from imaging.errors import UserError

LONG = "reader,modality,case,truth,rating\nA,m,c1,1,3\nA,m,c2,0,1\nB,m,c1,1,2\nB,m,c2,0,\n"
IMRMC = "readerID,caseID,modalityID,score\ntruth,c1,truth,1\ntruth,c2,truth,0\nA,c1,m,3\nA,c2,m,1\nB,c1,m,2\n"


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_long_table_with_a_blank_read(tmp_path: Path) -> None:
    ratings = read_ratings([write(tmp_path, "a.csv", LONG)])
    assert (ratings.readers, ratings.modalities, ratings.cases) == (("A", "B"), ("m",), ("c1", "c2"))
    assert ratings.truth.tolist() == [True, False]
    assert ratings.scores[0, 0].tolist() == [3.0, 1.0]
    assert np.isnan(ratings.scores[0, 1, 1])
    assert [(gap.reader, gap.missing) for gap in ratings.missing()] == [("B", 1)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("imrmc.csv", IMRMC),
        ("java.csv", IMRMC.replace("truth,c", "-1,c")),
        ("study.imrmc", "any words\nN0: 1\nBEGIN DATA:\n" + IMRMC.split("\n", 1)[1]),
        ("treatment.csv", LONG.replace("modality", "treatment").replace("B,m,c2,0,\n", "")),
        ("decision.csv", LONG.replace("modality", "Condition").replace("rating", "Decision")),
    ],
)
def test_other_programs_layouts_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    ratings = read_ratings([write(tmp_path, name, text)])
    whole = read_ratings([write(tmp_path, "long.csv", LONG)])
    assert (ratings.readers, ratings.cases, ratings.truth.tolist()) == (("A", "B"), ("c1", "c2"), [True, False])
    assert np.array_equal(ratings.scores, whole.scores, equal_nan=True)


def test_several_files_are_one_study(tmp_path: Path) -> None:
    head, *rows = LONG.splitlines()
    files = [
        write(tmp_path, f"{n}.csv", "\n".join([head, *part]) + "\n") for n, part in enumerate((rows[:2], rows[2:]))
    ]
    assert read_ratings(files).readers == ("A", "B")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LONG + "A,m,c1,1,4\n", "line 6: the same reader, modality and case as in line 2"),
        (LONG + "A,n,c1,0,4\n", "line 6: its case had the other truth before"),
        (LONG + "A,n,c1,2,4\n", "line 6: truth is 0 or 1"),
        (LONG + "A,n,c1,1,high\n", "line 6: rating is not a number"),
        (LONG + "A,n,c1,1,inf\n", "line 6: rating is not a finite number"),
        (LONG + "A,n,c1\n", "line 6: 3 cells where the header has 5"),
        (IMRMC + "A,c9,m,3\n", "line 7: its case has no truth"),
        ("reader,case,truth,rating\nA,c1,1,3\n", "has no column modality"),
        (LONG.splitlines()[0], "There are no ratings"),
        ("\n".join(IMRMC.splitlines()[:3]), "truths in these files, but no ratings"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_not_by_its_case(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence) as refused:
        read_ratings([write(tmp_path, "a.csv", text)])
    assert "c1" not in str(refused.value)
    assert "c9" not in str(refused.value)


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read: No such file"):
        read_ratings([tmp_path / "none.csv"])
    binary = tmp_path / "b.csv"
    binary.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(UserError, match="is not a text in UTF-8"):
        read_ratings([binary])
    with pytest.raises(UserError, match="BEGIN DATA"):
        read_ratings([write(tmp_path, "a.imrmc", "A,c1,m,3\n")])
    with pytest.raises(UserError, match=r"3 cells where an \.imrmc file has 4"):
        read_ratings([write(tmp_path, "c.imrmc", "BEGIN DATA:\nA,c1,m\n")])


def test_decisions_are_0_or_1(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="line 2: a decision is 0 or 1"):
        read_ratings([write(tmp_path, "a.csv", LONG)], binary=True)


def test_agreement_asks_for_no_truth(tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", "reader,modality,case,rating\nA,m,c1,3\nB,m,c1,2\n")
    with pytest.raises(UserError, match="has no truth"):
        read_ratings([file])
    assert read_ratings([file], needs_truth=False).scores.ravel().tolist() == [3.0, 2.0]


def test_one_study_in_four_layouts(gold: Path) -> None:
    folder = gold / "example_exports"
    names = ("study_fda.imrmc", "study_rjafroc.imrmc", "study_mrmcaov.csv", "study_rjafroc_mrmc.csv")
    studies = [read_ratings([folder / name]) for name in names]
    whole = auc_figures(read_ratings([gold / "own_roc_ordinal.csv"])).values
    for study in studies:
        assert auc_figures(study).values == pytest.approx(whole)


TRUTH = "CaseID,LesionID,Weight\n1,0,0\n2,0,0\n3,1,0\n3,2,0\n4,1,1\n"
TP = "ReaderID,ModalityID,CaseID,LesionID,TP_Rating\nR2,b,3,1,5\nR1,b,4,1,4\n"
FP = "ReaderID,ModalityID,CaseID,FP_Rating\nR1,a,1,2\nR1,a,1,3\n"


def froc(folder: Path, truth: str = TRUTH, tp: str = TP, fp: str = FP) -> list[Path]:
    return [write(folder, f"{name}.csv", text) for name, text in (("fp", fp), ("truth", truth), ("tp", tp))]


def test_marks_in_three_files_in_any_order(tmp_path: Path) -> None:
    study = read_froc(froc(tmp_path))
    assert (study.modalities, study.readers, study.cases) == (("a", "b"), ("R1", "R2"), ("1", "2", "3", "4"))
    assert study.weights.tolist() == [0.5, 0.5, 1.0]  # no weights: equal ones
    assert study.highest_false[0, 0].tolist() == [3.0, -np.inf, -np.inf, -np.inf]
    assert study.false_marks[0, 0].tolist() == [2, 0, 0, 0]
    assert study.lesion_scores[1].tolist() == [[-np.inf, -np.inf, 4.0], [5.0, -np.inf, -np.inf]]


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"tp": TP + "R1,b,9,1,4\n"}, "line 4: its case is not in the truth file"),
        ({"fp": FP + "R1,b,9,4\n"}, "line 4: its case is not in the truth file"),
        ({"tp": TP + "R1,b,4,2,4\n"}, "line 4: its lesion is not in the truth file"),
        ({"tp": TP + "R1,b,4,1,5\n"}, "line 4: the same reader marked the same lesion twice"),
        ({"tp": TP + "R1,a,4,1,x\n"}, "line 4: tp_rating is not a number"),
        ({"truth": TRUTH + "4,1,0.5\n"}, "names one lesion twice"),
        ({"truth": TRUTH.replace("4,1,1", "4,1,0.7")}, "do not add up to 1"),
        ({"fp": TP}, "there twice"),
        ({"fp": LONG}, "not one of truth"),
    ],
)
def test_marks_that_do_not_fit_the_truth(tmp_path: Path, texts: dict[str, str], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        read_froc(froc(tmp_path, **texts))


def test_two_of_three_files_are_not_enough(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="three files"):
        read_froc(froc(tmp_path)[:2])
