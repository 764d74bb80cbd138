"""All marks and key images of the open case as a list: what, how much, where, when."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from app.reading.whereabouts import CaseImages, Whereabouts
from app.session.bring import bring_mark
from app.session.drawing import Drawing
from app.session.key_images import KeyImages
from app.session.messages import Notice, NoticeLevel
from app.session.viewports import Viewports
from imaging.measurement import Mark, label_lines
from imaging.measures import DEFINITIONS, ONLY_WORDS
from imaging.study import Case
from imaging.words import Words

KEY_IMAGE = Words("Key image")
KEY = "key"


@dataclass(frozen=True)
class MarkRow:
    """One row.

    Attributes
    ----------
    row_id : str
        Id of the mark; for a key image ``"key"``, its SOP Instance UID and frame.
    kind : str
    words : str
        What the reader wrote on it, or called it.
    values : tuple of str
        Numbers with unit and what the unit rests on, as they stand beside the mark.
    where : str
        Series and slice.
    prior : str
        The day of the prior study that it lies on; empty on the study that is read.
    time : str
        When it became what it is, in local time: ``"14:03"``, with the day when that is not today.
    hidden : bool
        The reader took it off the pictures.
    is_key_image : bool
        Then it has no words and cannot be hidden.
    needs_words : bool
        Its words can be changed but not taken away.
    """

    row_id: str
    kind: str
    words: str = ""
    values: tuple[str, ...] = ()
    where: str = ""
    prior: str = ""
    time: str = ""
    hidden: bool = False
    is_key_image: bool = False
    needs_words: bool = False


class MarksList(QObject):
    """The rows, and what can be done with each.

    Signals
    -------
    changed()
        Rows, or which one is selected.
    noticed(Notice)
    """

    changed = Signal()
    noticed = Signal(object)

    def __init__(
        self, viewports: Viewports, drawing: Drawing, key_images: KeyImages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._viewports, self._drawing, self._key_images = viewports, drawing, key_images
        self._case: Case | None = None
        self._images: CaseImages | None = None
        drawing.changed.connect(self.changed)
        key_images.changed.connect(self.changed)

    def look_at(self, case: Case | None) -> None:
        """List the marks of another case."""
        self._case, self._images = case, None
        self.changed.emit()

    @property
    def selected(self) -> str:
        """Row of the selected mark; empty when none is."""
        return self._drawing.selected

    def rows(self) -> tuple[MarkRow, ...]:
        """Marks in the order in which they were drawn, then key images in the order of the study."""
        if self._case is None:
            return ()
        if self._images is None:
            self._images = CaseImages(self._case)  # made when somebody looks: a study may have thousands of images
        marks = tuple(self._row(mark, self._images) for mark in self._drawing.journal.marks)
        return (*marks, *(self._key_row(key, self._images) for key in self._key_images.in_order()))

    def show(self, row_id: str) -> None:
        """Bring the picture of a row to the screen and select its mark."""
        key = _key_of(row_id)
        if key is not None:
            self._key_images.show(key)
            return
        mark = self._drawing.journal.mark(row_id)
        if mark is None or self._case is None:
            return
        objection = bring_mark(self._viewports, self._case, mark.measurement)
        if objection:
            self.noticed.emit(Notice(NoticeLevel.INFO, objection))
        self._drawing.select(row_id)

    def rename(self, row_id: str, words: str) -> None:
        """Give a mark other words."""
        self._drawing.rename(row_id, words)

    def hide(self, row_id: str, hidden: bool) -> None:
        """Take a mark off the pictures, or put it back."""
        if _key_of(row_id) is None:
            self._drawing.hide(row_id, hidden)

    def delete(self, row_id: str) -> None:
        """Take a mark away, which can be undone, or an image out of the key images."""
        key = _key_of(row_id)
        if key is not None:
            self._key_images.set_marked(key, False)
        else:
            self._drawing.journal.delete(row_id)

    def _row(self, mark: Mark, images: CaseImages) -> MarkRow:
        measurement, journal = mark.measurement, self._drawing.journal
        name, place = measurement.measurement_id, measurement.place
        found = images.find(place.sop_instance_uid, place.frame)
        return MarkRow(
            name,
            DEFINITIONS[measurement.kind].title,
            measurement.words,
            label_lines(mark.values),
            _where(found, reconstructed=place.reconstructed),
            _prior(found),
            _local(journal.time(name)),
            name in self._drawing.hidden,
            needs_words=measurement.kind in ONLY_WORDS,
        )

    def _key_row(self, key: tuple[str, int], images: CaseImages) -> MarkRow:
        found = images.find(*key)
        where = _where(found, reconstructed=False)
        name, time = f"{KEY} {key[0]} {key[1]}", _local(self._key_images.marked[key])
        return MarkRow(name, KEY_IMAGE, where=where, prior=_prior(found), time=time, is_key_image=True)


def _key_of(row_id: str) -> tuple[str, int] | None:
    kind, *rest = row_id.split(" ")
    return (rest[0], int(rest[1])) if kind == KEY else None


def _where(found: Whereabouts | None, *, reconstructed: bool) -> str:
    """``"4 PD FS sag, slice 12/24"``."""
    if found is None:
        return Words("an image that is not open")
    series, stack = found.series, found.stack
    number = f"{series.number} " if series.number is not None else ""
    name = (series.description or series.modality).removeprefix("PHANTOM ")
    parts: list[str] = [f"{number}{name}".strip() or Words("series")]
    if stack.volumes > 1:
        parts.append(Words("volume {number}/{count}", number=found.volume_number, count=stack.volumes))
    if reconstructed:
        parts.append(Words("reconstructed"))
    elif stack.slices > 1:
        parts.append(Words("slice {number}/{count}", number=found.slice_number, count=stack.slices))
    return Words.joined(", ", parts)


def _prior(found: Whereabouts | None) -> str:
    if found is None or not found.is_prior:
        return ""
    date = found.study.date
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 and date.isdigit() else date or Words("earlier")


def _local(time: str) -> str:
    if not time:
        return ""
    then = datetime.fromisoformat(time).astimezone()
    return f"{then:%H:%M}" if then.date() == datetime.now(then.tzinfo).date() else f"{then:%Y-%m-%d %H:%M}"
