"""Head of the left column while a study is read, in place of the list of studies: which case this is, and how far."""

from PySide6.QtWidgets import QProgressBar, QWidget

from app.reading.protocol import Phase
from app.reading.study.progress import NextStep
from app.reading.trial import CaseKind
from app.session.reading_session import ReadingSession
from app.session.study_desk import StudyDesk
from app.ui.language import say, tr
from app.ui.panels.parts import button, column, row, text, with_keys
from app.ui.panels.study_page import ARMS, which_case
from imaging.words import Words

TRAINING = Words("Training: this read does not count.")
FEEDBACK = Words("Compare your answer with what is true of this case, on the right.")


class StudyPanel(QWidget):
    """Title, session, case, arm in words, progress, and the way out."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        desk: StudyDesk = session.study
        self._session, self._desk = session, desk
        self.title = text("", "heading")
        self.where, self.case = text("", "secondary"), text("", "phase")
        self.arm, self.note = text(""), text("", "banner")
        self.progress = QProgressBar()
        self.pause, self.sign_out = button(tr("Pause")), button(tr("Sign out"))
        self.pause.clicked.connect(lambda: session.run_command("study.pause"))
        self.sign_out.clicked.connect(lambda: session.run_command("study.sign_out"))
        foot = row()
        foot.addWidget(self.pause)
        foot.addWidget(self.sign_out)
        layout = column(self, spacing=8)
        for widget in (self.title, self.where, self.case, self.arm, self.note, self.progress):
            layout.addWidget(widget)
        layout.addLayout(foot)
        layout.addStretch(1)
        desk.changed.connect(self._show_desk)
        session.phase_changed.connect(self._show_desk)
        session.settings_changed.connect(self._show_desk)
        self._show_desk()

    def _show_desk(self, _: object = None) -> None:
        desk, step = self._desk, self._desk.open_step
        self.title.setText(desk.title or tr("Reader study"))
        said = (
            (self.where, self._where()),
            (self.case, _capital(which_case(step)) if step else ""),
            (self.arm, ARMS[step.slot.arm] if step and step.slot else ""),
            (self.note, self._note()),
        )
        for label, words in said:
            label.setText(say(words))
            label.setVisible(bool(words))
        self._show_progress()
        for widget, command_id, why_not in (
            (self.pause, "study.pause", desk.why_not_pause()),
            (self.sign_out, "study.sign_out", desk.why_not_sign_out()),
        ):
            widget.setEnabled(not why_not)
            widget.setToolTip(say(why_not) or with_keys(widget.text(), self._session.keys.get(command_id, [])))

    def _where(self) -> str:
        desk = self._desk
        if desk.person is None:
            return ""
        step = desk.open_step or desk.ahead
        many = step is not None and step.last_session > 1
        return (
            tr(
                "{reader} · session {session} of {sessions}",
                reader=desk.person.reader,
                session=step.session,
                sessions=step.last_session,
            )
            if step and many
            else desk.person.reader
        )

    def _note(self) -> str:
        slot = self._desk.slot
        if slot is None or slot.kind is not CaseKind.TRAINING:
            return ""
        reading = self._session.reading_desk.reading
        shown = self._session.phase is Phase.SIGNED and reading is not None and reading.shows_reference
        return f"{say(TRAINING)} {say(FEEDBACK)}" if shown else say(TRAINING)

    def _show_progress(self) -> None:
        here = self._session_step()
        self.progress.setVisible(here is not None)
        if here is not None:
            done, total = here
            self.progress.setRange(0, max(total, 1))
            self.progress.setValue(done)
            self.progress.setFormat(tr("%v of %m read"))

    def _session_step(self) -> tuple[int, int] | None:
        """Cases that were signed in the session on the screen, and all of them."""
        opened, ahead = self._desk.open_step, self._desk.ahead
        if opened is None:
            return (ahead.done, ahead.total) if ahead is not None and ahead.total else None
        return (done_in(opened, ahead), opened.total)


def done_in(opened: NextStep, ahead: NextStep | None) -> int:
    """Cases of a session that were signed, as far as is known; the last one ends the session."""
    if ahead is None:
        return opened.done
    return ahead.done if ahead.session == opened.session and ahead.total else opened.total


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
