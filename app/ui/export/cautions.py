"""What a picture may tell of the patient in spite of all, and which Study it is of without telling whose."""

from collections.abc import Iterable

from app.reading.marks_export import spine_level
from app.reading.reading import study_digest
from app.session.loaded_stack import LoadedStack
from imaging.measurement import Mark
from imaging.study import Case
from imaging.words import Words

BURNED = Words("Text is burned into this picture: look whether it names the patient before you pass it on.")
UNSAID = Words("Nothing says whether text is burned into this picture: look whether it names the patient.")
PLANES = Words("The overlay planes of this picture may hold words: look whether they name the patient.")
OWN_WORDS = Words("What you wrote on the images becomes part of the pictures: look whether it names the patient.")

DIGITS = 8


def words_in(loaded: LoadedStack | None, marks: Iterable[Mark], *, overlays: bool) -> tuple[str, ...]:
    """Sentences about words that may stand in the pictures of a stack, whoever wrote them.

    Parameters
    ----------
    loaded : LoadedStack or None
    marks : iterable of Mark
        The reader's on the study; the name of a vertebra names nobody.
    overlays : bool
        What lies over the pictures is part of them.
    """
    if loaded is None:
        return ()
    burned = any("burned" in notice.lower() for notice in loaded.series.notices)
    frames = {(frame.sop_instance_uid, frame.number) for frame in loaded.stack.frames}
    written = any(
        mark.measurement.words
        and not spine_level(mark.measurement.words)
        and (mark.measurement.place.sop_instance_uid, mark.measurement.place.frame) in frames
        for mark in marks
    )
    unsaid = loaded.series.may_hold_text and not burned
    said = (
        (burned, BURNED),
        (unsaid, UNSAID),
        (overlays and _has_planes(loaded), PLANES),
        (overlays and written, OWN_WORDS),
    )
    return tuple(sentence for holds, sentence in said if holds)


def _has_planes(loaded: LoadedStack) -> bool:
    if loaded.image is not None:
        return any(mask is not None for mask in loaded.image.overlays or ())
    return any(frame.overlay is not None for frame in loaded.frames.values())


def plain_name(case: Case, loaded: LoadedStack) -> str:
    """A name for files: the beginning of the record's digest of the study, and which of its stacks this is."""
    for study in (case.study, *case.priors):
        for number, stack in enumerate(study.stacks, 1):
            if stack.stack_id == loaded.stack.stack_id:
                return f"overread-{study_digest(study.study_uid)[:DIGITS]}-series{number}"
    return "overread-series"
