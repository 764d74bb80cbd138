"""The places that a reader asks the models about: the boxes of questions that are about one place of the Case."""

from collections.abc import Iterable

from app.reading.lesion_marks import image_name
from app.reading.opinion import LesionMark
from app.reading.question import Question
from imaging.region import Box
from imaging.study import Study


def places_of(study: Study, questions: Iterable[Question], marks: Iterable[LesionMark]) -> tuple[Box, ...]:
    """The boxes on the study's own images, in the order of the marks; the record names an image by a digest."""
    asked = {question.question_id for question in questions if question.place}
    wanted = [mark for mark in marks if mark.question_id in asked and mark.is_box]
    if not wanted:
        return ()
    uids = {
        (image_name(frame.sop_instance_uid), frame.number): frame.sop_instance_uid
        for stack in study.stacks
        for frame in stack.frames
    }
    return tuple(
        Box(uids[mark.image, mark.frame], mark.frame, *mark.points)
        for mark in wanted
        if (mark.image, mark.frame) in uids
    )
