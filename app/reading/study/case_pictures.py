"""Pictures of cases for the report: what is true (green), what the model (orange) and the readers (blue) marked.

Behind them the model's heat map over its image, where “overread study models” made one.

Nothing of the header stands in them but modality, body part and view: no name, no date, no UID. What is burned into an
image stays in it.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw

from app.reading.lesion_marks import image_name
from app.reading.opinion import LesionMark
from app.reading.protocol import Phase
from app.reading.reading import resume
from app.reading.record_store import RecordStore
from app.reading.study.heat_maps import HeatMap, read_heat_maps
from app.reading.study.lesions import StudyLesion, read_lesions
from app.reading.study.model_answers import ModelAnswers, ModelOutput, read_model, shown_answers
from app.reading.study.study import ReaderStudy
from app.reading.study.trials import load_case
from app.statistics.question_reads import question_reads
from app.statistics.report.disagreement import disagreements
from app.statistics.report.parts import CasePicture
from app.statistics.study_reads import StudyReads
from imaging.dicom.read import read_stack
from imaging.errors import UserError
from imaging.presentation import display_pixels
from imaging.study import Case, Stack

LONGEST = 640
"""Pixels of the longer side: enough to see what is meant, small enough for a report of many cases."""

MOST = 3
"""Pictures of one case."""

POINT = 6.0
"""Half the side, in pixels of the image, of the square that stands for a point."""

GREEN, ORANGE, BLUE = (0, 158, 115), (230, 159, 0), (0, 114, 178)

ImageKey = tuple[str, int]
"""Image as the record names it, and frame."""

Sides = tuple[float, float, float, float]


@dataclass(frozen=True)
class Marked:
    """Boxes on one image – left, top, right, bottom in its own pixels – of what is true, and of what was marked."""

    true: tuple[Sides, ...] = ()
    model: tuple[Sides, ...] = ()
    readers: tuple[Sides, ...] = ()

    @property
    def words(self) -> str:
        """What the colours mean, as far as there are any."""
        kinds = ("green: reference", self.true), ("orange: model", self.model), ("blue: readers", self.readers)
        said = [words for words, boxes in kinds if boxes]
        return f" ({'; '.join(said)})" if said else ""


def disputed_cases(reads: StudyReads) -> list[str]:
    """Cases on which a reader's answer to the primary question was not the model's: those with a page in the report."""
    primary = next((question for question in reads.questions if question.primary), None)
    if primary is None or not reads.reads:
        return []
    found = sorted(disagreements(question_reads(reads, primary)), key=lambda d: (-d.harmful, -(d.unaided + d.aided)))
    return [disagreement.case for disagreement in found]


def case_pictures(study: ReaderStudy, cases: Iterable[str]) -> dict[str, list[CasePicture]]:
    """Pictures of these cases; a case whose images are gone has none.

    Raises
    ------
    UserError
        When the list of lesions or the models' answers cannot be read.
    """
    book = study.book()
    lesions = read_lesions(study.folder, study.plan(book), study.cases().rows)
    store = study.record()
    try:
        answers: ModelAnswers = {**shown_answers(store, book.versions), **read_model(study.folder)}
        marks = final_marks(store, book.versions)
    finally:
        store.close()
    maps = read_heat_maps(study.folder)
    found: dict[str, list[CasePicture]] = {}
    for name in cases:
        try:
            case = load_case(study.folder, book.case(name))
            own = [lesion for lesion in lesions if lesion.case == name]
            marked = marks_of(own, answers.get(name), marks.get(name, ()))
            found[name] = pictures_of(case, marked) + heat_pictures(case, maps.get(name, ()))
        except UserError:
            continue  # a report without a picture is still one
    return found


def final_marks(store: RecordStore, plan_digests: Iterable[str]) -> dict[str, tuple[LesionMark, ...]]:
    """What all readers had marked when they signed, by case."""
    known = set(plan_digests)
    found: dict[str, tuple[LesionMark, ...]] = {}
    for entry in store.readings():
        reading = resume(store.events(entry.reading_id))
        if reading.trial is not None and reading.trial.plan_digest in known and reading.phase is Phase.SIGNED:
            found[reading.trial.case] = (*found.get(reading.trial.case, ()), *reading.final_marks)
    return found


def marks_of(
    lesions: Sequence[StudyLesion], output: ModelOutput | None, marks: Iterable[LesionMark] = ()
) -> dict[ImageKey, Marked]:
    """All boxes by the image on which they lie."""
    found: dict[ImageKey, Marked] = {}
    for lesion in lesions:
        for box in lesion.boxes:
            key = image_name(box.sop_instance_uid), box.frame
            known = found.get(key, Marked())
            found[key] = replace(known, true=(*known.true, (box.left, box.top, box.right, box.bottom)))
    for finding in output.said.findings if output else ():
        if finding.level == "region" and len(finding.box) == 4:
            key = finding.image, finding.frame
            known = found.get(key, Marked())
            left, top, right, bottom = finding.box
            found[key] = replace(known, model=(*known.model, (left, top, right, bottom)))
    for mark in marks:
        key = mark.image, mark.frame
        known = found.get(key, Marked())
        column, row = mark.points[0], mark.points[1]
        point = column - POINT, row - POINT, column + POINT, row + POINT
        found[key] = replace(known, readers=(*known.readers, point if len(mark.points) == 2 else _box(mark.points)))
    return found


def _box(points: Sequence[float]) -> Sides:
    left, top, right, bottom = points
    return left, top, right, bottom


def pictures_of(case: Case, marked: dict[ImageKey, Marked]) -> list[CasePicture]:
    """The images with boxes, those of the reference first; without any the middle of the first stack."""
    places = [
        (stack, index, marked[key])
        for stack in case.study.stacks
        for index, frame in enumerate(stack.frames)
        if (key := (image_name(frame.sop_instance_uid), frame.number)) in marked
    ]
    places.sort(key=lambda place: -len(place[2].true))
    if not places and case.study.stacks:
        stack = case.study.stacks[0]
        places = [(stack, len(stack.frames) // 2, Marked())]
    return [_picture(case, *place) for place in places[:MOST]]


def heat_pictures(case: Case, maps: Iterable[HeatMap]) -> list[CasePicture]:
    """The models' heat maps over their images."""
    found = []
    places = {
        (image_name(frame.sop_instance_uid), frame.number): (stack, index)
        for stack in case.study.stacks
        for index, frame in enumerate(stack.frames)
    }
    for heat in maps:
        if (heat.image, heat.frame) in places:
            stack, index = places[heat.image, heat.frame]
            picture, _ = _shown(stack, index)
            caption = f"{_what(case, stack, index)} (heat map of {heat.question_id}, {heat.method})"
            found.append(_as_png(heat.over(picture), caption))
    return found[:MOST]


def _picture(case: Case, stack: Stack, index: int, marked: Marked) -> CasePicture:
    picture, scale = _shown(stack, index)
    draw = ImageDraw.Draw(picture)
    for colour, boxes in ((ORANGE, marked.model), (BLUE, marked.readers), (GREEN, marked.true)):
        for box in boxes:
            draw.rectangle([side * scale for side in box], outline=colour, width=2)
    return _as_png(picture, f"{_what(case, stack, index)}{marked.words}")


def _shown(stack: Stack, index: int) -> tuple[Image.Image, float]:
    """One image as a screen shows it, and how many of its pixels one of the image's is."""
    image = read_stack(stack)
    values = image.values.reshape(-1, *image.values.shape[2:])[index]
    window = None if image.is_colour else image.default_window()
    shown = display_pixels(values, image.presentation, window=window)
    picture = Image.fromarray(np.ascontiguousarray(shown)).convert("RGB")
    scale = min(1.0, LONGEST / max(picture.size))
    return picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))), scale


def _as_png(picture: Image.Image, caption: str) -> CasePicture:
    content = io.BytesIO()
    picture.save(content, format="PNG", optimize=True)
    return CasePicture(caption, content.getvalue())


def _what(case: Case, stack: Stack, index: int) -> str:
    """Modality, body part and view, and which image of how many: nothing else of the header."""
    series = case.study.series_of(stack)
    what = " ".join(part for part in (series.modality, series.body_part, series.view_position) if part) or "Image"
    return what + (f", image {index % stack.slices + 1} of {stack.slices}" if stack.slices > 1 else "")
