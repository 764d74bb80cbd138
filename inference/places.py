"""A place that a reader asks about, written on the command line: `c0,r0,c1,r1[@image]`. No torch is imported."""

from imaging.errors import UserError
from imaging.region import Box
from imaging.study import Stack, Study
from imaging.words import Words
from inference.weighting import is_t2, sagittal_volumes

FORM = Words(
    "Write a box as c0,r0,c1,r1 or c0,r0,c1,r1@IMAGE, in pixels from the upper left corner; images count from 1.",
)


def place_of(study: Study, words: str) -> Box:
    """The box on the study's sagittal T2-weighted series; without an image's number, on the middle one.

    Raises
    ------
    UserError
        When the words are no box, the study has no such series, or the box does not lie on the image.
    """
    corners, _, image = words.partition("@")
    try:
        left, top, right, bottom = (float(part) for part in corners.split(","))
        number = int(image) if image else 0
    except ValueError as error:
        raise UserError("“{words}” is no box. {form}", words=words, form=FORM) from error
    stack = _stack(study)
    number = number or stack.slices // 2 + 1
    if not 1 <= number <= stack.slices:
        raise UserError(
            "The sagittal T2-weighted series has {slices} images; there is no image {number}.",
            slices=stack.slices,
            number=number,
        )
    if not (0 <= left < right <= stack.columns and 0 <= top < bottom <= stack.rows):
        raise UserError(
            "The box {corners} does not lie on the image of {columns} × {rows} pixels. {form}",
            corners=corners,
            columns=stack.columns,
            rows=stack.rows,
            form=FORM,
        )
    frame = stack.frames[number - 1]
    return Box(frame.sop_instance_uid, frame.number, left, top, right, bottom)


def _stack(study: Study) -> Stack:
    for series in study.series:
        if series.modality == "MR" and is_t2(series):
            for stack in sagittal_volumes(series):
                return stack
    raise UserError("There is no sagittal T2-weighted series on which the box could lie.")
