"""The page of a reader study in the middle of the window: signing in, what comes next, and when to come back."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.reading.study.progress import NextStep, Step
from app.reading.study.study import words_of_time
from app.reading.trial import Arm, CaseKind
from app.session.study_desk import Page, StudyDesk
from app.ui.language import say, tr
from app.ui.panels.parts import button, column, row, text
from imaging.words import Words

WIDTH = 460

ARMS = {
    Arm.UNAIDED: Words("You read without the model."),
    Arm.SEQUENTIAL: Words("You read without the model and lock your read; then you see its findings and decide."),
    Arm.CONCURRENT: Words("The model's findings are shown from the beginning."),
    Arm.AI_FIRST: Words("You look at the model's findings first; then you answer."),
}


class StudyPage(QWidget):
    """One card; what it says and asks follows the desk's page."""

    def __init__(self, desk: StudyDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.title = text("", "phase")
        self.words = text("")
        self.more = text("", "secondary")
        self.name, self.secret = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText(tr("Your name in this study"))
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.name, self.secret):
            field.setMaxLength(128)
            field.setAcceptDrops(False)
            field.returnPressed.connect(self._run)
        self.trouble = text("", "banner")
        self.action, self.other = button(""), button("")
        self.action.setObjectName("next_action")
        self.action.clicked.connect(self._run)
        self.other.clicked.connect(self._run_other)
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(WIDTH)
        inside = column(card, margin=24, spacing=12)
        for widget in (self.title, self.words, self.more, self.name, self.secret, self.trouble):
            inside.addWidget(widget)
        foot = row()
        foot.addStretch(1)
        foot.addWidget(self.other)
        foot.addWidget(self.action)
        inside.addSpacing(4)
        inside.addLayout(foot)
        middle = row()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        layout = column(self)
        layout.addStretch(2)
        layout.addLayout(middle)
        layout.addStretch(3)
        self._shown: Page | None = None
        desk.changed.connect(self._show_desk)
        self._show_desk()

    def _show_desk(self) -> None:
        desk, page = self._desk, self._desk.page
        self.title.setText(desk.title or tr("Reader study"))
        words, more = self._words()
        for label, said in ((self.words, words), (self.more, more), (self.trouble, desk.sentence)):
            label.setText(say(said))
            label.setVisible(bool(said))
        self.name.setVisible(page is Page.SIGN_IN)
        self.secret.setVisible(page in (Page.SIGN_IN, Page.NEW_PASSWORD))
        self.secret.setPlaceholderText(
            tr("Password or code") if page is Page.SIGN_IN else tr("New password (at least 8 characters)")
        )
        action, other = self._buttons()
        for widget, said in ((self.action, action), (self.other, other)):
            widget.setText(said)
            widget.setVisible(bool(said))
            widget.setEnabled(not desk.busy)
        if page is not self._shown:
            self._shown = page
            self.secret.clear()
            self.give_keyboard()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the button says, also while the button itself has the keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run_other() if self.other.hasFocus() else self._run()
        else:
            super().keyPressEvent(event)

    def give_keyboard(self) -> None:
        """To the field that is asked for, else to the button."""
        page = self._desk.page
        if page is Page.SIGN_IN:
            (self.secret if self.name.text() else self.name).setFocus()
        elif page is Page.NEW_PASSWORD:
            self.secret.setFocus()
        elif self.action.isVisibleTo(self):
            self.action.setFocus()

    def _words(self) -> tuple[str, str]:
        desk, step = self._desk, self._desk.ahead
        match desk.page:
            case Page.LOADING:
                return tr("The study is being read …"), ""
            case Page.SIGN_IN:
                return tr("Sign in to read. A one-time code from the study's owner works like a password."), ""
            case Page.NEW_PASSWORD:
                return tr("Choose a password for the next time, or go on and ask for another code then."), ""
            case Page.OPENING:
                return tr("The next case is being opened …"), ""
            case Page.TROUBLE:
                return tr("The study cannot go on."), ""
        if step is None:
            return "", ""
        match desk.page:
            case Page.WAITING if step.not_before is not None:
                return (
                    tr(
                        "Session {session} is done. Come back after {time}.",
                        session=step.session - 1,
                        time=words_of_time(step.not_before),
                    ),
                    tr(
                        "Between the sessions lie {days}; session {session} of {sessions} is next.",
                        days=_days(desk),
                        session=step.session,
                        sessions=step.last_session,
                    ),
                )
            case Page.DONE if step.last_session == 0:
                return tr("There is nothing to read for you yet."), ""
            case Page.DONE:
                return tr("You have read everything. Thank you."), tr("You may close the program.")
            case Page.READY:
                return what_comes(step), ARMS[step.slot.arm] if step.slot else ""
        return "", ""

    def _buttons(self) -> tuple[str, str]:
        step = self._desk.ahead
        match self._desk.page:
            case Page.SIGN_IN:
                return tr("Sign in"), ""
            case Page.NEW_PASSWORD:
                return tr("Keep this password"), tr("Go on without")
            case Page.READY if step is not None:
                begun = step.step is Step.RESUME or step.done > 0
                first = tr("Begin session {session}", session=step.session) if step.last_session > 1 else tr("Begin")
                return tr("Go on") if begun else first, tr("Sign out")
            case Page.WAITING | Page.DONE:
                return "", tr("Sign out")
            case Page.TROUBLE:
                return tr("Try again"), tr("Sign out") if self._desk.person else ""
        return "", ""

    def _run(self) -> None:
        desk = self._desk
        actions: dict[Page, Callable[[], None]] = {
            Page.SIGN_IN: lambda: desk.sign_in(self.name.text(), self.secret.text()),
            Page.NEW_PASSWORD: lambda: desk.choose_password(self.secret.text()),
            Page.READY: desk.go_on,
            Page.TROUBLE: desk.try_again,
        }
        if desk.page in actions and not desk.busy:
            actions[desk.page]()

    def _run_other(self) -> None:
        if self._desk.page is Page.NEW_PASSWORD:
            self._desk.skip_password()
        else:
            self._desk.sign_out()


def what_comes(step: NextStep) -> str:
    """The next trial in words: "Session 1 of 2. Next: case 12 of 60."."""
    session = (
        tr("Session {session} of {sessions}. ", session=step.session, sessions=step.last_session)
        if step.last_session > 1
        else ""
    )
    again = tr(", which you have begun") if step.step is Step.RESUME else ""
    return tr("{session}Next: {case}{again}.", session=session, case=which_case(step), again=again)


def which_case(step: NextStep) -> str:
    """ "case 12 of 60", or "training case 1 of 2"; an attention case is a case like the others."""
    training = step.slot is not None and step.slot.kind is CaseKind.TRAINING
    template = Words("training case {number} of {count}") if training else Words("case {number} of {count}")
    return tr(template, number=step.number, count=step.of)


def _days(desk: StudyDesk) -> str:
    days = desk.book.plan.sessions.washout_days if desk.book.plan else 0
    return tr("at least {n} days", "at least 1 day", days)
