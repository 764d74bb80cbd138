"""What is in these files and folders: headers only, and told while it is being found."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydicom import Dataset

from imaging import files
from imaging.dicom import attributes as at
from imaging.dicom.assemble import assemble_series
from imaging.dicom.facts import ImageFacts, Known, image_facts
from imaging.dicom.headers import check_size, read_header, refuse_other_objects
from imaging.errors import Refusal, UserError
from imaging.files import SourceKind
from imaging.study import Series, Study
from imaging.words import Words

UPDATE_SECONDS = 0.3
"""At most this often is the caller told of news, but at once of the first image."""

DICOMDIR_CLASS = "1.2.840.10008.1.3.10"

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

NOT_AN_IMAGE = Words("This is not an image: neither DICOM nor PNG, JPEG or NIfTI.")
"""Said of every readme and table that lies beside the images: nothing that a reader must be warned of."""


@dataclass(frozen=True)
class ScanUpdate:
    """What is known so far.

    Attributes
    ----------
    studies : tuple of Study
        All Studies found, as complete as they are by now; replaces that of the update before.
    refusals : tuple of Refusal
        All inputs that could not be used, with one sentence each.
    done, total : int
        Files looked at, and to look at (archives and directories add to it while they are opened).
    finished : bool
        True in the last update of a scan that was not cancelled.
    """

    studies: tuple[Study, ...]
    refusals: tuple[Refusal, ...]
    done: int
    total: int
    finished: bool = False


def scan(
    paths: Sequence[Path | str], progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Iterator[ScanUpdate]:
    """Look through files, folders, archives and DICOMDIRs.

    Parameters
    ----------
    paths : sequence of Path
        Folders are searched with all that lies below them.
    progress : callable, optional
        Called with (done, total) after each file.
    cancelled : callable, optional
        Asked before each file; the scan ends without a finished update when it says True.

    Returns
    -------
    iterator of ScanUpdate
        Runs while it is iterated: the first update comes with the first image.

    Raises
    ------
    UserError
        At once, when a path does not exist.
    """
    for path in paths:
        if not Path(path).exists() and files.split_source(str(path))[1] is None:
            raise UserError("There is no file or folder {name!r}; check the path.", name=Path(path).name)
    return _Scan(paths).run(progress or (lambda done, total: None), cancelled or (lambda: False))


def load(paths: Sequence[Path | str]) -> ScanUpdate:
    """Scan to the end.

    Returns
    -------
    ScanUpdate
        The last one, with at least one Study.

    Raises
    ------
    UserError
        When a path does not exist or no image is found.
    """
    update = ScanUpdate((), (), 0, 0)
    for update in scan(paths):  # noqa: B007 – the last one is wanted
        pass
    if not update.studies:
        raise UserError(nothing_found(update))
    return update


def nothing_found(update: ScanUpdate) -> str:
    """Say in one sentence that, and why, a scan found no image."""
    if not update.refusals:
        return Words("There is no image here: the folder is empty.")
    first = update.refusals[0]
    if len(update.refusals) == 1:
        return f"{files.source_name(first.file)}: {first.reason}"
    return Words(
        "There is no image among these {count} files; the first, {file}: {reason}",
        count=len(update.refusals),
        file=files.source_name(first.file),
        reason=first.reason,
    )


class _Scan:
    """The state of one scan."""

    def __init__(self, paths: Sequence[Path | str]) -> None:
        self._queue: deque[str] = deque()
        self._seen: set[str] = set()
        self._known: Known = {}
        self._images: dict[tuple[str, str], list[ImageFacts]] = {}
        self._series: dict[tuple[str, str], Series] = {}
        self._studies: dict[str, Study] = {}
        self._sources: dict[str, list[str]] = {}
        self._refusals: list[Refusal] = []
        self._total = 0
        for path in paths:
            self._add(files.walk(Path(path)) if Path(path).is_dir() else [str(path)])

    def _add(self, sources: Iterator[str] | Sequence[str], *, first: bool = False) -> None:
        fresh = [source for source in dict.fromkeys(sources) if source not in self._seen]
        self._seen.update(fresh)
        self._total += len(fresh)
        if first:
            self._queue.extendleft(reversed(fresh))
        else:
            self._queue.extend(fresh)

    def run(self, progress: Progress, cancelled: Cancelled) -> Iterator[ScanUpdate]:
        done, due = 0, 0.0
        while self._queue:
            if cancelled():
                return
            source = self._queue.popleft()
            try:
                self._look_at(source)
            except UserError as error:
                self._refusals.append(Refusal(source, str(error)))
            done += 1
            progress(done, self._total)
            if self._studies and time.monotonic() >= due and self._queue:
                started = time.monotonic()
                yield self._update(done)
                # Assembling a large series again and again must not cost more than reading it.
                due = time.monotonic() + max(UPDATE_SECONDS, 4 * (time.monotonic() - started))
        yield replace(self._update(done), finished=True)

    def _update(self, done: int) -> ScanUpdate:
        for key, images in self._images.items():
            if key not in self._series:
                self._series[key] = assemble_series(images)
        by_study: dict[str, list[Series]] = {uid: [] for uid in self._studies}
        for (study_uid, _), series in self._series.items():
            by_study[study_uid].append(series)
        studies = tuple(
            replace(study, series=tuple(sorted(by_study[uid], key=_series_order))) if by_study[uid] else study
            for uid, study in self._studies.items()
        )
        return ScanUpdate(studies, tuple(self._refusals), done, self._total)

    def _look_at(self, source: str) -> None:
        with files.open_source(source) as stream:
            head = files.read_head(stream)
            kind = files.kind_of(head, files.source_name(source))
            if kind is SourceKind.DICOM:
                size = files.source_size(source)
                dataset, pixels = read_header(stream)
        if kind is SourceKind.DICOM:
            if at.text(dataset, "SOPClassUID") == DICOMDIR_CLASS or at.holds(dataset, "DirectoryRecordSequence"):
                self._follow(source, dataset)
                return
            refuse_other_objects(dataset, pixels)
            assert pixels is not None
            self._keep(source, image_facts(source, dataset, check_size(dataset, pixels, size), self._known))
        elif kind is SourceKind.ZIP:
            self._unzip(source)
        else:
            self._keep_other(source, kind)

    def _unzip(self, source: str) -> None:
        if files.split_source(source)[1] is not None:
            raise UserError("This is an archive within an archive; unpack the outer one first.")
        inside = list(files.members(source))
        if not inside:
            raise UserError("This archive is empty.")
        self._add(inside, first=True)

    def _keep_other(self, source: str, kind: SourceKind) -> None:
        """Pictures and NIfTI, each a Study of its own, and everything else with its sentence."""
        if kind is SourceKind.PICTURE:
            from imaging.pictures import picture_study

            study = picture_study(source)
        elif kind is SourceKind.NIFTI:
            from imaging.nifti import nifti_study

            study = nifti_study(source)
        elif kind is SourceKind.EMPTY:
            raise UserError("This file is empty.")
        else:
            raise UserError(NOT_AN_IMAGE)
        if study.study_uid in self._studies:
            raise UserError("This is an exact copy of an image that is already listed.")
        self._studies[study.study_uid] = study

    def _keep(self, source: str, image: ImageFacts) -> None:
        instance = image.frames[0].frame.sop_instance_uid
        for other in self._sources.get(instance, ()):
            if files.source_size(other) == files.source_size(source) and files.read_source(other) == files.read_source(
                source
            ):
                raise UserError("This is an exact copy of an image that is already listed.")
        self._sources.setdefault(instance, []).append(source)
        key = image.study.study_uid, image.series.series_uid
        self._studies.setdefault(image.study.study_uid, image.study)
        self._images.setdefault(key, []).append(image)
        self._series.pop(key, None)

    def _follow(self, source: str, directory: Dataset) -> None:
        """Add the files that a DICOMDIR names; each that is missing becomes a refusal."""
        path, member = files.split_source(source)
        named = 0
        for record in at.items(directory, "DirectoryRecordSequence"):
            parts = at.texts(record, "ReferencedFileID")
            if not parts:
                continue
            named += 1
            # PS3.12: components are separated by backslashes; none may lead out of the directory's own folder.
            if any(part in ("", ".", "..") or "/" in part or "\\" in part or ":" in part for part in parts):
                self._refusals.append(Refusal(source, Words("This DICOMDIR names a file outside its own folder.")))
                continue
            self._refer(path, member, parts)
        if not named:
            raise UserError("This is a DICOMDIR, an index of files, and it names no file.")

    def _refer(self, path: str, member: str | None, parts: tuple[str, ...]) -> None:
        if member is not None:
            # All members of an archive are looked at anyway.
            return
        target = Path(path).parent.joinpath(*parts)
        if str(target) in self._seen:
            return
        if target.is_file():
            self._add([str(target)])
            return
        self._seen.add(str(target))
        self._refusals.append(Refusal(str(target), Words("A DICOMDIR names this file, but it is not there.")))


def _series_order(series: Series) -> tuple[float, str]:
    return (float("inf") if series.number is None else float(series.number), series.series_uid)
