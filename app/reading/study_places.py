"""Where a Study is read from again: its folder or archive when nothing else lies there, else its files."""

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from imaging.files import MEMBER_MARK, split_source
from imaging.study import Study

FEW = 20
"""So many files that are no images may lie in a study's folder: a readme, a viewer. Among more, files are listed."""

LAST = "\U0010ffff"


def places_of(
    studies: Sequence[Study], searched: Iterable[str | Path], not_used: Iterable[str] = ()
) -> Mapping[str, tuple[str, ...]]:
    """Study UID → the places from which each of these Studies can be read again, as absolute paths.

    A folder stands for all that lies below it, but only when it was searched and holds this Study alone: to open one
    study must not search a disk, nor bring a hundred others. Archives always stand as a whole.

    Parameters
    ----------
    studies : sequence of Study
        All that were found; what lies beside a Study decides about its folder.
    searched : iterable of path
        What was opened: only of what lies below it is known what else is there.
    not_used : iterable of str
        Sources that were looked at and are no image.
    """
    files = {study.study_uid: _files(study) for study in studies}
    images = sorted(file for own in files.values() for file in own)
    others = sorted(os.path.abspath(source) for source in not_used if MEMBER_MARK not in source)
    roots = tuple(dict.fromkeys(_inside(os.path.abspath(path)) for path in searched))
    return {uid: tuple(sorted(_places(own, images, others, roots))) for uid, own in files.items()}


def outermost(places: Iterable[str]) -> tuple[str, ...]:
    """The same places without those that lie in another of them."""
    kept: list[str] = []
    for place in sorted(set(places)):
        if not any(place.startswith(_inside(other)) for other in kept):
            kept.append(place)
    return tuple(kept)


def _files(study: Study) -> set[str]:
    """Files and archives that hold frames of a Study."""
    sources = {frame.path for stack in study.stacks for frame in stack.frames}
    return {os.path.abspath(split_source(source)[0]) for source in sources}


def _places(own: set[str], images: Sequence[str], others: Sequence[str], roots: tuple[str, ...]) -> set[str]:
    folder = _common_folder(own)
    if not folder or not _inside(folder).startswith(roots):
        return own
    alone = _below(images, folder) == len(own) and _below(others, folder) <= max(FEW, len(own))
    return {folder} if alone else own


def _common_folder(files: set[str]) -> str:
    """The deepest folder in which all files lie; "" when there is none, as on two drives."""
    try:
        folder = os.path.commonpath([os.path.dirname(file) for file in files])
    except ValueError:
        return ""
    return "" if os.path.dirname(folder) == folder else folder


def _below(ordered: Sequence[str], folder: str) -> int:
    start = _inside(folder)
    return bisect_left(ordered, start + LAST) - bisect_left(ordered, start)


def _inside(folder: str) -> str:
    return folder if folder.endswith(os.sep) else folder + os.sep
