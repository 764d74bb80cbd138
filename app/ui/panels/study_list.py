"""The drawer of open studies, and how far this reader is with each; the worklist has all the others."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.reading.protocol import Phase
from app.session.reading_session import ReadingSession
from app.ui import theme
from app.ui.language import say, tr
from app.ui.panels.parts import (
    BADGE,
    DETAIL,
    CardDelegate,
    Drawer,
    button,
    column,
    quiet,
    text,
    with_keys,
    without_phantom,
)
from imaging.study import Study
from imaging.words import Words

EMPTY = Words("Drop a folder here, or press Ctrl+O")

STATES = {
    None: ("unread", Words("not read yet")),
    Phase.UNAIDED: ("begun", Words("begun, not locked")),
    Phase.AIDED: ("locked", Words("locked, not signed")),
    Phase.SIGNED: ("signed", "signed"),
}
UID = Qt.ItemDataRole.UserRole

MOST = 200
"""Cards of open studies: to describe more would hold the window up at each news of a large import."""


class StudyListPanel(QWidget):
    """All open studies; a click opens one.

    Signals
    -------
    worklist_wanted()
    """

    worklist_wanted = Signal()

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.worklist = button(tr("Worklist"))
        self.worklist.clicked.connect(self.worklist_wanted)
        self.list = quiet(QListWidget())
        self.list.setItemDelegate(CardDelegate(picture=16, height=44, parent=self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Studies"))
        self.hint = text(EMPTY, "empty")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.more = text("", "secondary")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.hint)
        self._pages.addWidget(self.list)
        self._described: dict[str, tuple[Study, Phase | None, bool]] = {}
        drawer = Drawer(tr("Open studies"))
        drawer.content.addWidget(self.worklist)
        drawer.content.addWidget(self._pages, 1)
        drawer.content.addWidget(self.more)
        column(self).addWidget(drawer, 1)
        self.list.itemClicked.connect(self._open)
        self.list.itemActivated.connect(self._open)
        session.shelf.studies_changed.connect(self._show_studies)
        session.shelf.scan_finished.connect(self._show_studies)
        session.states_changed.connect(self._show_studies)
        session.settings_changed.connect(self._show_studies)
        session.settings_changed.connect(self._show_keys)
        session.case_changed.connect(self._show_studies)
        self._show_studies()
        self._show_keys()

    def _show_keys(self) -> None:
        tip = tr("All studies that were ever opened: search, open, forget")
        self.worklist.setToolTip(with_keys(tip, self._session.keys.get("case.find", [])))

    def _show_studies(self) -> None:
        studies = self._shown()
        self._pages.setCurrentIndex(1 if studies else 0)
        self.hint.setText(tr("Searching for studies …") if self._session.shelf.scanning else say(EMPTY))
        present = [self.list.item(n).data(UID) for n in range(self.list.count())]
        if present != [study.study_uid for study in studies]:
            self.list.clear()
            for study in studies:
                item = QListWidgetItem(self.list)
                item.setData(UID, study.study_uid)
            self._described.clear()
        phases, identity = self._session.reading_states, self._session.settings.show_identity
        for number, study in enumerate(studies):
            shown = (study, phases.get(study.study_uid), identity)
            if not _same(self._described.get(study.study_uid), shown):
                self._described[study.study_uid] = shown
                self._describe(self.list.item(number), *shown)
        self._show_case()

    def _shown(self) -> tuple[Study, ...]:
        """The open studies, as many as somebody may look through; the case is always among them."""
        studies, case = self._session.shelf.studies, self._session.case
        open_uid = case.study.study_uid if case is not None else ""
        shown = (*studies[:MOST], *(study for study in studies[MOST:] if study.study_uid == open_uid))
        self.more.setVisible(len(shown) < len(studies))
        self.more.setText(
            tr("{n:,} more are in the worklist.", "1 more is in the worklist.", len(studies) - len(shown))
        )
        return shown

    @staticmethod
    def _describe(item: QListWidgetItem, study: Study, phase: Phase | None, identity: bool) -> None:
        name, words = STATES[phase]
        title = title_of(study)
        item.setText(without_phantom(title) if study.is_phantom else title)
        item.setData(DETAIL, details(study))
        item.setData(BADGE, tr("PHANTOM") if study.is_phantom else "")
        item.setIcon(theme.icon(name))
        lines = [title, details(study), tr("This read: {state}", state=words)]
        if study.is_phantom:
            lines.append(tr("Phantom: generated by the program, not a patient"))
        if identity:
            patient = study.patient
            files = (
                () if study.series[0].is_dicom else tuple({Path(f.path).name for s in study.stacks for f in s.frames})
            )
            who = (patient.name, patient.patient_id, patient.birth_date, *files)
            lines.append(" · ".join(part for part in who if part))
            item.setData(DETAIL, " · ".join(part for part in (patient.name, *files, details(study)) if part))
        item.setToolTip("\n".join(lines))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {details(study)}, {say(words)}")

    def _show_case(self) -> None:
        case = self._session.case
        for number in range(self.list.count()):
            if case is not None and self.list.item(number).data(UID) == case.study.study_uid:
                self.list.setCurrentRow(number)
                return
        self.list.clearSelection()

    def _open(self, item: QListWidgetItem) -> None:
        case = self._session.case
        if case is None or case.study.study_uid != item.data(UID):
            self._session.open_case(item.data(UID))


def _same(old: tuple[Study, Phase | None, bool] | None, new: tuple[Study, Phase | None, bool]) -> bool:
    """True when an item says what it should; studies are compared by identity, which costs nothing."""
    return old is not None and old[0] is new[0] and old[1:] == new[1:]


def title_of(study: Study) -> str:
    """The study's description, else that of its first series that has one."""
    names = (study.description, *(series.description for series in study.series))
    return next((name for name in names if name), tr("No description"))


def details(study: Study) -> str:
    """Date, modalities and body parts: "2024-03-01 · MR · KNEE"; for a picture that it is not DICOM, and its size."""
    if study.series and not any(series.is_dicom for series in study.series):
        sizes = dict.fromkeys(f"{stack.rows} × {stack.columns}" for stack in study.stacks)
        return " · ".join((tr("not DICOM"), *sizes))
    date = study.date.replace(".", "")
    if len(date) == 8 and date.isdigit():
        date = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    modalities = dict.fromkeys(series.modality for series in study.series if series.modality)
    parts = dict.fromkeys(series.body_part.upper() for series in study.series if series.body_part)
    shown = (date, ", ".join(modalities), ", ".join(parts))
    return " · ".join(part for part in shown if part) or tr("no date")
