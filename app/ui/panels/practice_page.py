"""The page of a practice set in the middle of the window: who practises, what is due, and the learning curve."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QStackedWidget, QWidget

from app.reading.practice.sitting import Practice, what_is_next
from app.reading.question import Question
from app.session.practice_desk import Page, PracticeDesk
from app.session.reading_session import ReadingSession
from app.statistics.learning import Block, NumberBlock, learning_curve, number_curve
from app.statistics.report import style
from app.statistics.report.learning import BLOCK, confidence_svg, curve_svg, number_svg
from app.statistics.report.parts import PHANTOM
from app.ui import theme
from app.ui.language import say, tr
from app.ui.panels.parts import button, column, empty, row, text, with_keys
from app.ui.panels.statistics import inline_text
from imaging.words import Words

WIDTH = 460
HOW = Words(
    "First reads only, in blocks of {block} cases; lines are intervals of 95 % (Wilson; "
    "DeLong for the AUC; Student for a mean). “overread practice report” writes this page with its tables.",
    block=BLOCK,
)
NOTHING = Words("Nothing is signed yet. Read some cases; this page then shows how you and the model did.")


IN_THE_DARK = {
    "#ffffff": theme.PANEL,
    style.INK: theme.TEXT,
    style.QUIET: theme.SECONDARY,
    style.RULE: theme.LINE,
    style.UNAIDED: theme.READER,
    style.MODEL: theme.MODEL,
    style.REFERENCE: theme.REFERENCE,
}
"""Colours of the report, on paper → those of the window: nothing glares beside the images."""


class Drawing(QWidget):
    """An SVG drawing of the report in its own size and the window's colours."""

    def __init__(self, svg: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for paper, dark in IN_THE_DARK.items():
            svg = svg.replace(paper, dark)
        self._renderer = QSvgRenderer(QByteArray(svg.encode("utf-8")), self)
        self.setFixedSize(self._renderer.defaultSize())

    def sizeHint(self) -> QSize:
        """As it was drawn."""
        return self._renderer.defaultSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        self._renderer.render(painter)
        painter.end()


class CurvePage(QWidget):
    """A drawing for each question, with its figures in words; scrolled by keys."""

    def __init__(self, desk: PracticeDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.title, self.phantom = text(tr("Learning curve"), "phase"), text(PHANTOM, "banner", wrap=False)
        self.back = button(tr("Back"))
        head = row()
        head.addWidget(self.title)
        head.addWidget(self.phantom)
        head.addStretch(1)
        head.addWidget(self.back)
        inside = QWidget()
        self._list = column(inside, margin=12, spacing=12)
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setWidget(inside)
        layout = column(self, margin=16, spacing=8)
        layout.addLayout(head)
        layout.addWidget(text(HOW, "secondary"))
        layout.addWidget(self.scroller, 1)
        self.back.clicked.connect(desk.pause)

    def show_curves(self) -> None:
        """Draw what was learned so far."""
        empty(self._list)
        learned, practice = self._desk.learned, self._desk.practice
        self.phantom.setVisible(learned.phantom)
        if not (learned.sides or learned.numbers) or practice is None:
            self._list.addWidget(text(NOTHING))
        for question in practice.plan.curves if practice is not None else ():
            self._add_number(question)
            curve = learning_curve(question.question_id, learned.sides, BLOCK)
            if curve is None:
                continue
            self._list.addWidget(text(question.text, "phase"))
            drawings = row()
            drawings.addWidget(Drawing(curve_svg(curve, say(question.text))))
            if any(block.confidence.right.n for block in curve.blocks):
                drawings.addWidget(Drawing(confidence_svg(curve)))
            drawings.addStretch(1)
            self._list.addLayout(drawings)
            lines = column(margin=0, spacing=2)
            for line in (
                *figures_in_words(curve.overall),
                tr("Cases met again, right: {share}", share=inline_text(curve.repeats)),
            ):
                lines.addWidget(text(line, "secondary"))
            self._list.addLayout(lines)
        self._list.addStretch(1)
        self.scroller.verticalScrollBar().setValue(0)

    def _add_number(self, question: Question) -> None:
        """A question whose answer is a number without sides; nothing for the others."""
        curve = number_curve(question.question_id, self._desk.learned.numbers, BLOCK)
        if curve is None:
            return
        self._list.addWidget(text(question.text, "phase"))
        self._list.addWidget(Drawing(number_svg(curve, say(question.text), question.unit)))
        lines = column(margin=0, spacing=2)
        for line in (
            *errors_in_words(curve.overall, question.unit),
            tr("Cases met again, right: {share}", share=inline_text(curve.repeats)),
        ):
            lines.addWidget(text(line, "secondary"))
        self._list.addLayout(lines)


def errors_in_words(block: NumberBlock, unit: str) -> list[str]:
    """Reader and model over all first reads."""
    return [
        tr(
            "Mean absolute error, {unit}: you {own}; model {models}",
            unit=unit,
            own=inline_text(block.reader.absolute),
            models=inline_text(block.model.absolute),
        ),
        tr("Within the tolerance: {share}", share=inline_text(block.right)),
    ]


def figures_in_words(block: Block) -> list[str]:
    """Reader and model over all first reads, and how sure the reader was."""
    lines = [
        tr(
            "{figure}: you {own}; model {models}",
            figure=name,
            own=inline_text(getattr(block.reader, field)),
            models=inline_text(getattr(block.model, field)),
        )
        for name, field in ((tr("Sensitivity"), "sensitivity"), (tr("Specificity"), "specificity"), ("AUC", "area"))
    ]
    sure = block.confidence
    if sure.right.defined:
        away = tr("too sure") if sure.excess > 0 else tr("too careful")
        lines.append(
            tr(
                "You said {stated:.0f} % on average (a guess is 50 %, certain 100 %) and were right in "
                "{right:.0f} % ({excess:.0f} points {away}), n = {count}",
                stated=100 * sure.stated,
                right=100 * sure.right.value,
                excess=100 * abs(sure.excess),
                away=away,
                count=sure.right.n,
            )
        )
    return lines


class PracticePage(QWidget):
    """One card, or the learning curve; what it says and asks follows the desk's page."""

    def __init__(self, session: ReadingSession, desk: PracticeDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._desk = session, desk
        self.title, self.words, self.more = text("", "phase"), text(""), text("", "secondary")
        self.trouble = text("", "banner")
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Your name or code"))
        self.name.setMaxLength(64)
        self.name.setAcceptDrops(False)
        self.name.returnPressed.connect(self._run)
        self.action, self.curve, self.other = button(""), button(tr("Learning curve")), button("")
        self.action.setObjectName("next_action")
        self.action.clicked.connect(self._run)
        self.curve.clicked.connect(lambda: session.run_command("practice.curve"))
        self.other.clicked.connect(self._run_other)
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(WIDTH)
        inside = column(card, margin=24, spacing=12)
        for widget in (self.title, self.words, self.more, self.name, self.trouble):
            inside.addWidget(widget)
        foot = row()
        for choice in (self.curve, self.other):
            foot.addWidget(choice)
        foot.addStretch(1)
        foot.addWidget(self.action)
        inside.addSpacing(4)
        inside.addLayout(foot)
        front = QWidget()
        middle, layout = row(), column(front)
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        layout.addStretch(2)
        layout.addLayout(middle)
        layout.addStretch(3)
        self._front, self.curves = front, CurvePage(desk)
        self._stack = QStackedWidget()
        self._stack.addWidget(front)
        self._stack.addWidget(self.curves)
        column(self, margin=0).addWidget(self._stack)
        self._shown: Page | None = None
        desk.changed.connect(self._show_desk)
        session.settings_changed.connect(self._show_desk)
        self._show_desk()

    def _show_desk(self) -> None:
        desk, page = self._desk, self._desk.page
        self.title.setText(desk.title or tr("Practice"))
        words, more = self._words()
        for label, said in ((self.words, words), (self.more, more), (self.trouble, desk.sentence)):
            label.setText(say(said))
            label.setVisible(bool(said))
        self.name.setVisible(page is Page.NAME)
        action, other = self._buttons()
        for widget, said in ((self.action, action), (self.other, other)):
            widget.setText(said)
            widget.setVisible(bool(said))
            widget.setEnabled(not desk.busy)
        self.curve.setVisible(page in (Page.READY, Page.DONE))
        self.curve.setToolTip(with_keys(tr("Learning curve"), self._session.keys.get("practice.curve", [])))
        self.curves.back.setToolTip(with_keys(tr("Back"), self._session.keys.get("study.pause", [])))
        if page is Page.CURVE and self._shown is not Page.CURVE:
            self.curves.show_curves()
        self._stack.setCurrentWidget(self.curves if page is Page.CURVE else self._front)
        if page is not self._shown:
            self._shown = page
            self.give_keyboard()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the button says, also while the button itself has the keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            chosen = next((b for b in (self.other, self.curve, self.curves.back) if b.hasFocus()), self.action)
            chosen.click()
        else:
            super().keyPressEvent(event)

    def give_keyboard(self) -> None:
        """To the name that is asked for, to what can be scrolled, else to the button."""
        if self._desk.page is Page.NAME:
            self.name.setText(self._desk.reader)
            self.name.setFocus()
        elif self._desk.page is Page.CURVE:
            self.curves.scroller.setFocus()
        elif self.action.isVisibleTo(self):
            self.action.setFocus()
        elif self.curve.isVisibleTo(self):
            self.curve.setFocus()

    def _words(self) -> tuple[str, str]:
        desk, ahead = self._desk, self._desk.ahead
        match desk.page:
            case Page.LOADING:
                return tr("The practice set is being read …"), ""
            case Page.NAME:
                return tr("Who practises? What you miss comes back: the record keeps it under this name."), ""
            case Page.OPENING:
                return tr("The next case is being opened …"), ""
            case Page.TROUBLE:
                return tr("Practice cannot go on."), ""
            case Page.READY if ahead is not None:
                begun = tr("You have begun a case. ") if ahead.begun else ""
                return begun + what_waits(ahead), what_is_next(ahead.queue)
            case Page.DONE if ahead is not None:
                return done_for_today(ahead), what_is_next(ahead.queue)
        return "", ""

    def _buttons(self) -> tuple[str, str]:
        desk = self._desk
        match desk.page:
            case Page.NAME:
                return tr("Begin"), ""
            case Page.READY:
                began = desk.ahead is not None and (desk.ahead.begun or desk.ahead.queue.read_today)
                return tr("Go on") if began else tr("Begin"), tr("Another reader")
            case Page.DONE:
                return ("" if desk.why_not_more() else tr("Some new cases more")), tr("Another reader")
            case Page.TROUBLE:
                return tr("Try again"), ""
        return "", ""

    def _run(self) -> None:
        desk = self._desk
        actions: dict[Page, Callable[[], None]] = {
            Page.NAME: lambda: desk.take_name(self.name.text()),
            Page.READY: desk.go_on,
            Page.DONE: desk.more,
            Page.TROUBLE: desk.try_again,
        }
        if desk.page in actions and not desk.busy:
            actions[desk.page]()

    def _run_other(self) -> None:
        self._desk.change_name()


def what_waits(ahead: Practice) -> str:
    """What can be read today: "8 cases wait: 5 to repeat, 3 new."."""
    again, new = len(ahead.queue.due), len(ahead.queue.new)
    return tr(
        "{n} cases wait today: {again} to repeat, {new} new.",
        "1 case waits today: {again} to repeat, {new} new.",
        again + new,
        again=again,
        new=new,
    )


def done_for_today(ahead: Practice) -> str:
    """How many cases were read today."""
    count = ahead.queue.read_today
    words = tr("Done for today: you read {n} cases.", "Done for today: you read 1 case.", count)
    return words if count else tr("Nothing is due today.")
