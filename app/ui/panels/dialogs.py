"""The confirmation of the lock (the one modal dialog of a read), the list of refused files, and the settings."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.reading.opinion import Opinion
from app.reading.protocol import Question, Scale
from app.session.reading_session import ReadingSession
from app.ui.language import say, tr
from app.ui.panels.parts import button, check_quietly, column, row, text
from imaging.words import Words

LOCK_QUESTION, SIGN_QUESTION = Words("Lock your read?"), Words("Sign your read?")
LOCK_CONSEQUENCE = Words(
    "It can't be changed afterwards. What the models found is shown only then, and your answers stay in the record.",
)
SIGN_CONSEQUENCE = Words("It can't be changed afterwards, and your answers stay in the record.")


class LockDialog(QDialog):
    """Enter locks, Esc goes back; shown with `open`, so that the program goes on behind it."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        locks = session.reading_desk.locks
        self.setWindowTitle(tr("Lock read") if locks else tr("Sign read"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.lock, self.back = button(tr("Lock  (Enter)") if locks else tr("Sign  (Enter)")), button(tr("Back  (Esc)"))
        self.lock.setObjectName("next_action")
        self.lock.setDefault(True)
        self.back.setAutoDefault(False)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.lock)
        layout = column(self, margin=16, spacing=8)
        layout.addWidget(text(LOCK_QUESTION if locks else SIGN_QUESTION, "phase"))
        layout.addWidget(text(LOCK_CONSEQUENCE if locks else SIGN_CONSEQUENCE))
        for line in opinion_lines(session.questions, session.opinion):
            layout.addWidget(text(line, "secondary"))
        layout.addSpacing(8)
        layout.addLayout(foot)
        self.setMinimumWidth(420)
        self._shown = session.reading_desk.reading, session.opinion, session.phase
        self.lock.clicked.connect(self.accept)
        self.back.clicked.connect(self.reject)
        self.accepted.connect(self._lock)
        session.reading_changed.connect(self._leave_when_changed)

    def _leave_when_changed(self) -> None:
        """What the dialog shows is what is locked: another case, reader, answer or phase closes it."""
        reading, opinion = self._session.reading_desk.reading, self._session.opinion
        same = reading is not None and self._shown[0] is not None and reading.reading_id == self._shown[0].reading_id
        if not same or (opinion, self._session.phase) != self._shown[1:]:
            self.reject()

    def _lock(self) -> None:
        self._session.reading_changed.disconnect(self._leave_when_changed)
        self._session.lock()


def opinion_lines(questions: tuple[Question, ...], opinion: Opinion) -> list[str]:
    """An opinion in words: a line for each question, one for all of a checklist."""
    lines: dict[str, str] = {}
    for question in questions:
        marks = len(opinion.marks_of(question.question_id))
        if question.heading and question.kind is Scale.YES_NO:
            items = [q for q in questions if (q.heading, q.kind) == (question.heading, Scale.YES_NO)]
            yes = [say(q.text) for q in items if opinion.answer(q.question_id).positive]
            named = f": {'; '.join(yes)}" if yes else ""
            lines[question.heading] = tr(
                "{heading}  {yes} of {count} yes{named}",
                heading=question.heading,
                yes=len(yes),
                count=len(items),
                named=named,
            )
        else:
            marked = tr(", {marks} marked", marks=marks) if question.marks else ""
            if question.place:
                marked = tr(", with its box") if marks else tr(", without a box: the model is not asked")
            said = question.words(opinion.answer(question.question_id))
            lines[question.question_id] = f"{say(question.text)}  {say(said)}{marked}"
    return list(lines.values())


class RefusalsDialog(QDialog):
    """Files that were not used, each with its reason."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(tr("Files not used"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 420)
        self.table = QTreeWidget()
        self.table.setColumnCount(2)
        self.table.setHeaderLabels([tr("File"), tr("Why")])
        self.table.setRootIsDecorated(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setColumnWidth(0, 240)
        layout = column(self)
        layout.addWidget(self.table)
        session.shelf.studies_changed.connect(self._show_refusals)
        self._show_refusals()

    def _show_refusals(self) -> None:
        self.table.clear()
        for refusal in self._session.shelf.refusals:
            item = QTreeWidgetItem(self.table, [Path(refusal.file).name, say(refusal.reason)])
            item.setToolTip(0, refusal.file)
            item.setToolTip(1, say(refusal.reason))


class SettingsDialog(QDialog):
    """Every change is kept at once; there is nothing to confirm."""

    DEVICES = (("auto", Words("Automatic")), ("cpu", Words("Processor (CPU)")), ("cuda", Words("Graphics card (CUDA)")))

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.mouse = QCheckBox(tr("Classic PACS mouse: the right button drags the window"))
        self.identity = QCheckBox(tr("Show patient name and ID on the screen"))
        self.device = QComboBox()
        for value, words in self.DEVICES:
            self.device.addItem(say(words), value)
        self.cine = QSpinBox(minimum=1, maximum=60, suffix=tr(" pictures a second"))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(tr("Mouse"), self.mouse)
        form.addRow(tr("Identity"), self.identity)
        form.addRow(tr("Models run on"), self.device)
        form.addRow(tr("Cine"), self.cine)
        close = button(tr("Close"))
        close.clicked.connect(self.close)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = column(self, margin=16, spacing=8)
        layout.addLayout(form)
        layout.addWidget(
            text(tr("The reader's name stands at the top of the reading column; keys are under F1."), "secondary")
        )
        layout.addLayout(foot)
        self.mouse.toggled.connect(self._keep_mouse)
        self.identity.toggled.connect(self._keep_identity)
        self.device.activated.connect(self._keep_device)
        self.cine.valueChanged.connect(self._keep_cine)
        session.settings_changed.connect(self._show_settings)
        self._show_settings()

    def _show_settings(self) -> None:
        settings = self._session.settings
        check_quietly(self.mouse, settings.right_button_windows)
        check_quietly(self.identity, settings.show_identity)
        hidden = self._session.study is not None and self._session.study.hides_identity
        self.identity.setEnabled(not hidden)
        self.identity.setToolTip(tr("This reader study hides names and IDs") if hidden else "")
        self.device.setCurrentIndex(max(0, self.device.findData(settings.device)))
        with QSignalBlocker(self.cine):
            self.cine.setValue(settings.cine_frames_per_second)

    def _keep_mouse(self, checked: bool) -> None:
        self._session.change_settings(right_button_windows=checked)

    def _keep_identity(self, checked: bool) -> None:
        self._session.change_settings(show_identity=checked)

    def _keep_cine(self, rate: int) -> None:
        self._session.change_settings(cine_frames_per_second=rate)

    def _keep_device(self, _: int) -> None:
        self._session.change_settings(device=self.device.currentData())
