"""The marks of a reader on a study as CSV: one row per number. Nothing names a patient, and no free text is written."""

import csv
from collections.abc import Iterable
from typing import TextIO

from app.reading.reading import study_digest
from app.reading.whereabouts import CaseImages
from imaging.measurement import Mark, Place
from imaging.measures import DEFINITIONS, Kind
from imaging.study import Case

COLUMNS = (
    "study_digest",
    "reader",
    "mark",
    "kind",
    "label",
    "prior",
    "series",
    "image",
    "reconstructed",
    "name",
    "value",
    "unit",
    "rests_on",
    "points",
)


def write_marks_csv(marks: Iterable[Mark], case: Case, reader: str, stream: TextIO) -> int:
    """Write one row for each number of each mark, and one for a mark without numbers; return how many rows.

    Parameters
    ----------
    marks : iterable of Mark
    case : Case
        To say series and image by number, as they stand on the screen; its study is named by its digest, as in the
        record, also for marks on a prior study.
    reader : str
    stream : text file
        Opened with ``newline=""``.

    Notes
    -----
    `label` holds the name of a vertebra; words that a reader typed stay away, because a name could stand there.
    `points` are image coordinates (column row), or on a reconstructed section LPS mm (x y z).
    """
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    rows, images = 0, CaseImages(case)
    for number, mark in enumerate(marks, 1):
        measurement = mark.measurement
        prior, series, image = _numbers(images, measurement.place)
        points = "; ".join(" ".join(f"{part:.3f}" for part in point) for point in measurement.points)
        about = (
            study_digest(case.study.study_uid),
            reader,
            number,
            DEFINITIONS[measurement.kind].title,
            spine_level(measurement.words) if measurement.kind is Kind.SPINE_LABEL else "",
            prior,
            series,
            image,
            "yes" if measurement.place.reconstructed else "no",
        )
        for value in mark.values:
            # A grey value rests on no calibration, and neither does an angle or a ratio.
            rests_on = str(value.calibration) if value.unit[:2] in ("mm", "px") else ""
            writer.writerow(
                (*about, value.name or measurement.kind, f"{value.value:.6g}", value.unit, rests_on, points)
            )
        if not mark.values:
            writer.writerow((*about, "", "", "", "", points))
        rows += max(1, len(mark.values))
    return rows


def spine_level(words: str) -> str:
    """A vertebra's name; anything longer was typed for another purpose."""
    return words if len(words) <= 3 and words[:1] in "CTLS" and words[1:].isdigit() else ""


def _numbers(images: CaseImages, place: Place) -> tuple[str, str, str]:
    """Whether on a prior, series number, and place of the image in its stack counted from 1; empty when not known."""
    found = images.find(place.sop_instance_uid, place.frame)
    if found is None:
        return "", "", ""
    image = "" if place.reconstructed else str(found.slice_number)
    return "yes" if found.is_prior else "no", "" if found.series.number is None else str(found.series.number), image
