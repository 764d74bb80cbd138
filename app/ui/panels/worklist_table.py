"""The lines of the worklist as a Qt model: read page by page, as they come into sight."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.reading.worklist import Column, ReadState, WorklistEntry
from app.session.worklist import Worklist
from app.ui import theme
from app.ui.language import say, tr
from app.ui.overlays.corner_text import format_name
from app.ui.terms import term
from imaging.words import Words

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

STATES = {
    ReadState.UNREAD: Words("not read yet"),
    ReadState.BEGUN: Words("begun, not locked"),
    ReadState.LOCKED: Words("locked, not signed"),
    ReadState.SIGNED: Words("signed"),
}
"""What each state means; its icon has its name, and each is another shape."""

GONE = Words("files gone")
GONE_TIP = Words(
    "The files were not there when this study was last opened. Drop their folder here, and it is found again.",
)


def shown_patient(entry: WorklistEntry) -> str:
    """The name of a patient, else the ID, of a picture its file; else, and while they are hidden, the pseudonym."""
    known = (format_name(entry.patient), entry.patient.patient_id, *entry.file_names)
    return next((words for words in known if words), entry.pseudonym)


def _images(entry: WorklistEntry) -> str:
    return say(GONE) if entry.is_gone else tr("{images:,}", images=entry.images)


def _modality(entry: WorklistEntry) -> str:
    return entry.modalities if entry.is_dicom else tr("not DICOM")


def _description(entry: WorklistEntry) -> str:
    words = entry.description or tr("No description")
    return (
        words
        if not entry.is_phantom or "phantom" in words.casefold()
        else tr("PHANTOM {description}", description=words)
    )


@dataclass(frozen=True)
class Shown:
    """A column: its heading, what stands in it, and something as wide as that mostly is ("": it takes the rest)."""

    column: Column
    heading: str
    words: Callable[[WorklistEntry], str]
    sample: str


COLUMNS = (
    Shown(Column.STATE, Words("Read"), lambda entry: term(entry.state), Words("locked")),
    Shown(Column.PATIENT, Words("Patient"), shown_patient, "P00000"),
    Shown(Column.DATE, Words("Date"), lambda entry: entry.date, "2024-12-28"),
    Shown(Column.MODALITY, Words("Modality"), _modality, Words("not DICOM")),
    Shown(Column.BODY_PART, Words("Body part"), lambda entry: entry.body_parts, "SHOULDER"),
    Shown(Column.DESCRIPTION, Words("Description"), _description, ""),
    Shown(Column.IMAGES, Words("Images"), _images, GONE),
)


MIDDLE = Qt.AlignmentFlag.AlignVCenter
LEFT, RIGHT = int(Qt.AlignmentFlag.AlignLeft | MIDDLE), int(Qt.AlignmentFlag.AlignRight | MIDDLE)
ALIGNMENTS = {column: RIGHT if column is Column.IMAGES else LEFT for column in Column}

SERVED = frozenset(
    int(role)
    for role in (
        Role.DisplayRole,
        Role.DecorationRole,
        Role.ToolTipRole,
        Role.ForegroundRole,
        Role.TextAlignmentRole,
        Role.AccessibleTextRole,
    )
)
"""Roles that have an answer; a painting asks for several more in every cell."""


class WorklistModel(QAbstractTableModel):
    """As many rows as the answer has; a line that is not there yet is empty until it comes."""

    def __init__(self, worklist: Worklist, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worklist, self._rows = worklist, worklist.total
        worklist.lines_changed.connect(self._show_lines)

    def renew(self) -> None:
        """Another answer: all rows are others."""
        self.beginResetModel()
        self._rows = self._worklist.total
        self.endResetModel()

    def entry(self, row: int) -> WorklistEntry | None:
        """The line of a row, when it is there."""
        return self._worklist.line(row) if 0 <= row < self._rows else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Lines of the answer."""
        return 0 if parent is not None and parent.isValid() else self._rows

    def columnCount(self, parent: Index | None = None) -> int:
        """What is shown of a study."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """Names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Role.ToolTipRole:
            return tr("Order by {column}", column=COLUMNS[section].heading)
        if role == Role.TextAlignmentRole:
            return ALIGNMENTS[COLUMNS[section].column]
        return say(COLUMNS[section].heading) if role == Role.DisplayRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Words, icon, colour, tooltip and what a screen reader says."""
        if role not in SERVED or not index.isValid():
            return None
        shown = COLUMNS[index.column()]
        if role == Role.TextAlignmentRole:
            return ALIGNMENTS[shown.column]
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == Role.DecorationRole:
            return _icon(shown.column, entry)
        if role == Role.ForegroundRole:
            quiet = entry.is_gone or (shown.column is Column.PATIENT and shown_patient(entry) == entry.pseudonym)
            return QColor(theme.SECONDARY) if quiet else None
        if role == Role.AccessibleTextRole:
            return f"{say(shown.heading)}: {shown.words(entry)}"
        return tooltip(entry) if role == Role.ToolTipRole else shown.words(entry)

    def _show_lines(self, first: int, last: int) -> None:
        last = min(last, self._rows - 1)
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))


def tooltip(entry: WorklistEntry) -> str:
    """All that is known of a study, one line each."""
    patient = entry.patient
    number = tr("Accession number {number}", number=entry.accession_number) if entry.accession_number else ""
    who = (format_name(patient), patient.patient_id, patient.birth_date, patient.sex, number, *entry.file_names)
    lines = [
        _description(entry),
        " · ".join(part for part in (entry.date, entry.modalities, entry.body_parts) if part),
        " · ".join(part for part in who if part)
        or tr("{pseudonym}: the name is hidden (Settings)", pseudonym=entry.pseudonym),
        tr("{series} series, {images:,} images", series=entry.series, images=entry.images)
        if entry.is_dicom
        else tr("Not DICOM"),
        tr("This read: {state}", state=STATES[entry.state]),
        tr(
            "First found {first}, last {last}",
            first=entry.first_seen[:10],
            last=entry.last_seen[:10],
        ),
    ]
    if entry.is_phantom:
        lines.append(tr("Phantom: generated by the program, not a patient"))
    if entry.is_gone:
        lines.append(say(GONE_TIP))
    return "\n".join(line for line in lines if line)


def _icon(column: Column, entry: WorklistEntry) -> object:
    if column is Column.STATE:
        return theme.icon(entry.state.value)
    return theme.icon("warning") if column is Column.IMAGES and entry.is_gone else None
