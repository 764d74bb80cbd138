"""Ask how the stack of a viewport is to be exported and where to, and begin."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSpinBox,
    QWidget,
)
from shiboken6 import isValid

from app.session.cine import can_play
from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from app.ui.export.assurances import Assurances
from app.ui.export.cautions import plain_name
from app.ui.export.plan import ExportPlan, Form, PictureSize, steps_of, whole_size
from app.ui.export.runner import StackExport
from app.ui.export.sheets import Over, SheetPainter
from app.ui.language import say, tr
from app.ui.overlays.layers import Layers
from app.ui.overlays.marks import all_findings
from app.ui.panels.parts import row, text
from app.ui.viewport_view import ViewportView
from imaging.words import Words

FORMS = {Form.MP4: Words("MP4 video (*.mp4)"), Form.PNG: Words("PNG pictures in a new folder (*)")}

LOSSY = Words("A video changes grey values a little; PNG pictures keep them.")
ONE_PICTURE = Words("The active viewport has only one picture: save the picture instead.")
NOT_READ = Words("The series is still being read: wait until all of it is there.")
CHANGED = Words("The viewport shows something else by now: choose again what to save.")
BUSY = Words("An export is running: wait for it, or stop it with Esc.")


def why_not_export(session: ReadingSession, export: StackExport) -> str:
    """Why the stack of the active viewport cannot be exported now; empty when it can."""
    active = session.viewports.active
    if export.running:
        return BUSY
    if active is None or not can_play(active):
        return ONE_PICTURE
    return "" if active.loaded is not None and active.loaded.complete else NOT_READ


class ExportDialog(QFileDialog):
    """Where to, and with what. The state of the viewport that counts is that of the moment of saving."""

    def __init__(self, session: ReadingSession, view: ViewportView, export: StackExport, parent: QWidget) -> None:
        super().__init__(parent, tr("Save series"))
        self._session, self._view, self._export = session, view, export
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self.setDirectory(pictures if Path(pictures).is_dir() else str(Path.home()))
        self._forms = {say(words): form for form, words in FORMS.items()}
        self.setNameFilters(list(self._forms))
        self.filterSelected.connect(self._show_form)
        self.screen_size, self.whole_size = QRadioButton(), QRadioButton()
        self._sizes = QButtonGroup(self)
        for choice in (self.screen_size, self.whole_size):
            self._sizes.addButton(choice)
        self.screen_size.setChecked(True)
        self.overlays = QCheckBox(tr("With marks, corner text and scale"))
        self.overlays.setChecked(not session.overlays.hidden)
        self.rate = QSpinBox()
        self.rate.setRange(1, 60)
        self.rate.setValue(session.cine.frames_per_second)
        self.rate.setSuffix(tr(" pictures a second"))
        self.rate.setAccessibleName(tr("Pictures a second"))
        self.rate_line = text(LOSSY, "secondary", wrap=False)
        self.assurances = Assurances(session, view.model.loaded, self.overlays)
        self.selectFile(self._free_name())
        self._show_form(self.selectedNameFilter())
        self._add_below()
        self.overlays.toggled.connect(self._show_choices)
        self._show_choices()
        self.fileSelected.connect(self._begin)

    @property
    def form(self) -> Form:
        """The kind of file that is chosen."""
        return self._forms.get(self.selectedNameFilter(), Form.MP4)

    def _add_below(self) -> None:
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        sizes = row()
        for choice in (self.screen_size, self.whole_size):
            sizes.addWidget(choice)
        sizes.addStretch(1)
        rate = row()
        rate.addWidget(self.rate)
        rate.addWidget(self.rate_line)
        rate.addStretch(1)
        lines: list[QWidget | QHBoxLayout] = [sizes, self.overlays, rate, self.assurances]
        for line in lines:
            if isinstance(line, QWidget):
                grid.addWidget(line, grid.rowCount(), 0, 1, -1)
            else:
                grid.addLayout(line, grid.rowCount(), 0, 1, -1)

    def _free_name(self) -> str:
        """The first name that nothing has yet."""
        case, loaded = self._session.case, self._view.model.loaded
        plain = plain_name(case, loaded) if case is not None and loaded is not None else "overread-series"
        folder, number, name = Path(self.directory().absolutePath()), 1, plain
        while (folder / name).exists() or (folder / f"{name}.mp4").exists():
            number += 1
            name = f"{plain}-{number}"
        return name

    def _show_form(self, chosen: str) -> None:
        is_video = self._forms.get(chosen, Form.MP4) is Form.MP4
        self.setDefaultSuffix("mp4" if is_video else "")
        self.rate.setEnabled(is_video)
        self.rate_line.setVisible(is_video)

    def _show_choices(self) -> None:
        screen, whole = self._size(whole=False), self._size(whole=True)
        count = len(steps_of(self._view.model))
        self.setWindowTitle(tr("Save series – {count} pictures", count=count))
        self.screen_size.setText(tr("As on the screen, {width} × {height}", width=screen.width, height=screen.height))
        self.whole_size.setText(tr("Whole pictures, {width} × {height}", width=whole.width, height=whole.height))

    def _size(self, *, whole: bool) -> PictureSize:
        view = self._view
        if whole:
            return whole_size(view.model, overlays=self.overlays.isChecked())
        ratio = view.devicePixelRatioF()
        return PictureSize(round(view.width() * ratio), round(view.height() * ratio), ratio)

    def accept(self) -> None:
        """Not before the reader has looked for words that name the patient."""
        if not self.assurances.missing():
            super().accept()

    def _begin(self, name: str) -> None:
        session, view, path = self._session, self._view, Path(name)
        if not isValid(view) or view.model.loaded is None or not view.model.loaded.complete:
            session.noticed.emit(Notice(NoticeLevel.WARNING, CHANGED))
            return
        whole = self.whole_size.isChecked()
        named = self.assurances.names
        plan = ExportPlan(
            path,
            self.form,
            self._size(whole=whole),
            whole,
            self.overlays.isChecked(),
            named,
            self.rate.value(),
            replaces=path.is_file(),  # the dialog has asked
        )
        hidden = session.drawing.hidden
        marks = tuple(m for m in session.journal.marks if m.measurement.measurement_id not in hidden)
        layers = Layers(
            session.overlays,
            session.case,
            all_findings(session.revealed),
            session.selected_finding,
            session.reference_boxes,
            show_identity=named,
            show_particulars=named,
        )
        lesions = tuple((mark, session.lesions.label(mark.mark_id)) for mark in session.lesions.marks)
        over = Over(layers, marks, lesions, frozenset(session.key_images.marked))
        self._export.start(SheetPainter(view.model, plan, over, view.font()), plan)
