"""Measurements as CSV: every number with its unit, and nobody's name."""

import csv
import io

from app.reading.marks_export import COLUMNS, write_marks_csv
from app.reading.reading import study_digest
from imaging.measurement import Mark, Measurement, Place, evaluate
from imaging.measures import Kind
from imaging.study import Calibration, CalibrationKind, Case, Frame, Patient, Series, Stack, StackKind, Study

DETECTOR = Calibration(CalibrationKind.DETECTOR, 0.2, 0.2)


def study() -> Study:
    frames = tuple(Frame("/data/Secret^Name/file.dcm", 1, f"1.2.3.{i}") for i in range(6))
    stack = Stack("1.2/0", "1.2", StackKind.VOLUME, frames, 10, 10, 3)
    patient = Patient("Secret^Name", "SECRET-ID")
    return Study("1.2.99", patient, "20260102", "Secret study", series=(Series("1.2", number=7, stacks=(stack,)),))


def prior() -> Study:
    stack = Stack("9.2/0", "9.2", StackKind.RADIOGRAPH, (Frame("none", 1, "9.2.3"),), 10, 10, 1)
    return Study("9.2.99", series=(Series("9.2", number=3, stacks=(stack,)),))


def mark(kind: Kind, points: list[tuple[float, ...]], place: Place, words: str = "") -> Mark:
    values = evaluate(kind, points, DETECTOR) if len(points[0]) == 2 else ()
    return Mark(Measurement("id", kind, place, tuple(points), words), values)


def rows_of(*marks: Mark) -> tuple[int, list[dict[str, str]], str]:
    stream = io.StringIO(newline="")
    count = write_marks_csv(marks, Case(study(), (prior(),)), "R1", stream)
    return count, list(csv.DictReader(io.StringIO(stream.getvalue()))), stream.getvalue()


def test_one_row_for_each_number() -> None:
    here = Place("1.2.3.4", 1)  # the second volume's second slice
    count, rows, _ = rows_of(
        mark(Kind.LENGTH, [(0.5, 0.5), (62.5, 0.5)], here),
        mark(Kind.MECHANICAL_AXIS, [(0, 0), (10, 400), (0, 800)], here),
        mark(Kind.INSALL_SALVATI, [(0, 0), (0, 40), (0, 86)], here),
    )
    assert count == len(rows) == 4
    assert list(rows[0]) == list(COLUMNS)
    told = [(r["mark"], r["name"], r["value"], r["unit"], r["rests_on"]) for r in rows]
    assert told == [
        ("1", "length", "12.4", "mm", "detector"),
        ("2", "hip–knee–ankle", "177.136", "°", ""),
        ("2", "axis off the knee by", "2", "mm", "detector"),
        ("3", "Insall–Salvati", "1.15", "ratio", ""),
    ]
    assert rows[0]["points"] == "0.500 0.500; 62.500 0.500"
    assert (rows[0]["series"], rows[0]["image"], rows[0]["reconstructed"]) == ("7", "2", "no")
    assert rows[0]["study_digest"] == study_digest("1.2.99")


def test_a_section_has_no_image_number_and_its_points_are_in_the_patient() -> None:
    section = Place("1.2.3.0", 1, "1.9", (0.0, 1.0, 0.0))
    _, (row,), _ = rows_of(mark(Kind.ARROW, [(1.0, 2.0, 3.0), (4.0, 5.0, 6.0)], section))
    assert (row["series"], row["image"], row["reconstructed"]) == ("7", "", "yes")
    assert row["points"] == "1.000 2.000 3.000; 4.000 5.000 6.000"


def test_a_mark_on_a_prior_says_so() -> None:
    _, rows, _ = rows_of(
        mark(Kind.LENGTH, [(0.5, 0.5), (62.5, 0.5)], Place("9.2.3", 1)),
        mark(Kind.LENGTH, [(0.5, 0.5), (62.5, 0.5)], Place("1.2.3.0", 1)),
    )
    assert [(row["prior"], row["series"], row["image"]) for row in rows] == [("yes", "3", "1"), ("no", "7", "1")]
    assert {row["study_digest"] for row in rows} == {study_digest("1.2.99")}


def test_nothing_names_anybody() -> None:
    here = Place("1.2.3.0", 1)
    count, rows, written = rows_of(
        mark(Kind.TEXT, [(1, 1)], here, "Secret Name, see prior"),
        mark(Kind.ARROW, [(1, 1), (2, 2)], here, "Secret Name"),
        mark(Kind.SPINE_LABEL, [(1, 1)], here, "L4"),
        mark(Kind.SPINE_LABEL, [(1, 1)], here, "Secret Name"),
        mark(Kind.TEXT, [(1, 1)], Place("unknown", 1), "x"),
    )
    assert count == len(rows) == 5
    assert [row["label"] for row in rows] == ["", "", "L4", "", ""]
    assert rows[-1]["series"] == rows[-1]["image"] == ""
    for secret in ("Secret", "SECRET", "20260102", "1.2.3.0", "1.2.99", "/data"):
        assert secret not in written
