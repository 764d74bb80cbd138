"""Pictures for the report: boxes where they belong, in their colours, and nothing of the header."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.reading.events import FindingsRevealed, RevealedFinding
from app.reading.lesion_marks import image_name
from app.reading.opinion import Answer, LesionMark
from app.reading.store.sqlite import SqliteStore
from app.reading.study.case_pictures import (
    BLUE,
    GREEN,
    LONGEST,
    ORANGE,
    case_pictures,
    disputed_cases,
    heat_pictures,
    marks_of,
    pictures_of,
)
from app.reading.study.heat_maps import read_heat_maps, write_heat_maps
from app.reading.study.lesions import StudyLesion
from app.reading.study.model_answers import ModelOutput
from app.reading.study.opening import open_study
from app.reading.study.reads import study_reads
from app.reading.study.study import ReaderStudy
from app.reading.study.trials import load_case
from imaging.finding import Finding, Probability, SaliencyMap
from imaging.region import Box
from inference.job import TaskResult
from tests.app.reading.study.conftest import Q
from tests.app.reading.study.simulated import read_all


@pytest.fixture
def study(make_study: Callable[..., Path]) -> Iterator[ReaderStudy]:
    made = ReaderStudy(make_study(cases=[("C1", "test", "", "1"), ("C2", "test", "", "0"), ("C3", "test", "", "1")]))
    big = np.full((1280, 640), 100, np.uint8)
    Image.fromarray(big).save(made.folder / "images" / "C1.png")
    open_study(made)
    yield made
    made.close_files()


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)))


def test_boxes_lie_where_they_belong(study: ReaderStudy) -> None:
    case = load_case(study.folder, study.book().case("C1"))
    frame = case.study.stacks[0].frames[0]
    lesion = StudyLesion("C1", Q, 1, 1.0, (Box(frame.sop_instance_uid, 1, 100, 200, 300, 600),))
    finding = RevealedFinding(
        "f", "lower_limb", "fracture", "region", "probability", 0.9, 0.5, True,
        image_name(frame.sop_instance_uid), 1, (40.0, 40.0, 80.0, 90.0),
    )  # fmt: skip
    marked = marks_of([lesion], ModelOutput(FindingsRevealed({}, (finding,))))
    (picture,) = pictures_of(case, marked)
    assert picture.caption == "Image (green: reference; orange: model)"
    shown = pixels(picture.png)
    assert shown.shape == (LONGEST, LONGEST // 2, 3)  # half the size
    assert tuple(shown[100, 100]) == GREEN
    assert tuple(shown[300, 100]) == GREEN
    assert tuple(shown[20, 30]) == ORANGE
    assert len({tuple(pixel) for pixel in shown[150:250, 60:140].reshape(-1, 3)}) == 1  # within a box only the image


def test_without_boxes_the_image_is_shown_as_it_is(study: ReaderStudy) -> None:
    (picture,) = pictures_of(load_case(study.folder, study.book().case("C2")), {})
    assert picture.caption == "Image"
    assert pixels(picture.png).shape == (21, 24, 3)


def test_pictures_of_the_cases_on_which_reader_and_model_differ(
    study: ReaderStudy, fracture_result: Callable[..., TaskResult]
) -> None:
    store = SqliteStore(study.record_path)
    read_all(study, store, "R1", lambda case, phase: Answer(Q, case == "C1", 80), fracture_result(0.9))
    store.close()
    reads = study_reads(study)
    assert disputed_cases(reads) == ["C2", "C3"]
    (study.folder / "images" / "C3.png").unlink()
    found = case_pictures(study, disputed_cases(reads))
    assert list(found) == ["C2"]  # the images of the other are gone
    assert len(found["C2"]) == 1


def test_readers_marks_are_blue(study: ReaderStudy) -> None:
    case = load_case(study.folder, study.book().case("C1"))
    name = image_name(case.study.stacks[0].frames[0].sop_instance_uid)
    box = LesionMark("m1", Q, name, 1, (100.0, 200.0, 300.0, 600.0), 80)
    point = LesionMark("m2", Q, name, 1, (500.0, 900.0), 40)
    (picture,) = pictures_of(case, marks_of([], None, [box, point]))
    assert picture.caption == "Image (blue: readers)"
    shown = pixels(picture.png)
    assert tuple(shown[100, 100]) == BLUE
    assert tuple(shown[450 - 3, 250]) == BLUE
    assert tuple(shown[450, 250]) != BLUE, "what lies under the point stays visible"


def test_the_strongest_map_of_a_question_is_kept_and_lies_over_its_image(study: ReaderStudy) -> None:
    case = load_case(study.folder, study.book().case("C1"))
    frame = case.study.stacks[0].frames[0]
    strong, weak = np.zeros((2, 1280, 640), np.float32)
    strong[:640, :320] = 1.0
    weak[:, 320:] = 0.4
    maps = tuple(
        SaliencyMap(frame.sop_instance_uid, frame.number, values, "hirescam", 32.0) for values in (weak, strong)
    )
    finding = Finding("f", "lower_limb", "fracture", Probability(0.9, 0.5), saliency=maps)
    write_heat_maps(study.folder, "C1", [finding])
    (own,) = read_heat_maps(study.folder)["C1"]
    assert (own.question_id, own.method, own.frame) == (Q, "hirescam", frame.number)
    (picture,) = heat_pictures(case, [own])
    assert picture.caption == f"Image (heat map of {Q}, hirescam)"
    shown = pixels(picture.png).astype(int)
    assert shown[100, 60, 0] > 150, "hot"
    assert tuple(shown[500, 250]) == (100, 100, 100), "the image itself where the map has nothing"
    (study.folder / "heat_maps" / "damaged.png").write_bytes(b"no picture")
    assert list(read_heat_maps(study.folder)) == ["C1"]
