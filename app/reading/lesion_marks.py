"""When a reader's mark hits a lesion of the reference standard."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import hypot

from app.reading.opinion import LesionMark
from app.reading.record import digest
from app.statistics.study_reads import RatedMark
from imaging.region import Box

IMAGE_DIGITS = 16

Miss = tuple[float, float]
"""What the rule measures, and for those that are equal (inside two boxes at once) how far the middles are apart."""


class Hit(StrEnum):
    """When a mark hits a lesion. Only the lesion's box on the image of the mark counts."""

    INSIDE = "inside"  # its centre lies in the box, or no further from it than the limit (mm)
    OVERLAP = "overlap"  # intersection over union of its box reaches the limit; a point must lie inside
    DISTANCE = "distance"  # its centre lies no further from the box's than the limit (mm)


def image_name(sop_instance_uid: str) -> str:
    """How the record names an image: the first 16 digits of the SHA-256 of its SOP Instance UID."""
    return digest(sop_instance_uid)[:IMAGE_DIGITS]


def score_marks(
    marks: Iterable[LesionMark], lesions: Sequence[Sequence[Box]], hit: str = Hit.INSIDE, limit: float = 0.0
) -> tuple[RatedMark, ...]:
    """Say of each rated mark which lesion it hits.

    Parameters
    ----------
    marks : iterable of LesionMark
        Of one question; those without a rating are left out: nobody knows how sure the reader was.
    lesions : sequence of sequence of Box
        Lesion 1, 2, …: its boxes, one for each image that shows it, in image coordinates.
    hit : str
        A value of `Hit`.
    limit : float
        In mm, or in pixels on an image that is not calibrated; a share from 0 to 1 for `Hit.OVERLAP`.

    Returns
    -------
    tuple of RatedMark
        In the order of the marks. Of several lesions that a mark hits it gets the nearest (the one that it overlaps
        most). Several marks may hit the same lesion; the statistics take the highest rating.
    """
    rule = Hit(hit)
    return tuple(
        RatedMark(float(mark.rating), _lesion_hit(mark, lesions, rule, limit))
        for mark in marks
        if mark.rating is not None
    )


def _lesion_hit(mark: LesionMark, lesions: Sequence[Sequence[Box]], rule: Hit, limit: float) -> int:
    """The lesion's number; 0 for none."""
    found: list[tuple[Miss, int]] = []
    for number, boxes in enumerate(lesions, 1):
        here = (b for b in boxes if (image_name(b.sop_instance_uid), b.frame) == (mark.image, mark.frame))
        misses = [miss for box in here if (miss := _miss(mark, box, rule, limit)) is not None]
        found += [(min(misses), number)] if misses else []
    return min(found)[1] if found else 0


def _miss(mark: LesionMark, box: Box, rule: Hit, limit: float) -> Miss | None:
    """How far a mark that hits is from hitting best, so that the least is chosen; None when it does not hit."""
    column, row = mark.center
    height, width = mark.spacing or (1.0, 1.0)
    across = max(box.left - column, 0.0, column - box.right) * width
    along = max(box.top - row, 0.0, row - box.bottom) * height
    outside = hypot(across, along)
    between = hypot((column - (box.left + box.right) / 2) * width, (row - (box.top + box.bottom) / 2) * height)
    if rule is Hit.OVERLAP and mark.is_box:
        shared = Box(box.sop_instance_uid, box.frame, *mark.points).intersection_over_union(box)
        return (1.0 - shared, between) if shared > 0 and shared >= limit else None
    if rule is Hit.DISTANCE:
        return (between, between) if between <= limit else None
    return (outside, between) if outside <= (limit if rule is Hit.INSIDE else 0.0) else None
