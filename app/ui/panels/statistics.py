"""Live statistics over signed reads: this reader without and with the model, and the model, against what is true."""

from math import isnan

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.reading.protocol import Question
from app.session.reading_session import ReadingSession
from app.statistics.diagnostic import ConfusionTable, Estimate
from app.statistics.summary import QuestionSummary
from app.ui import theme
from app.ui.language import say, tr
from app.ui.panels.parts import Drawer, column, empty, rule, text
from imaging.words import Words

NOTHING = Words("Nothing to count yet. Signed answers that are a yes or a no are counted here.")
ARMS: tuple[tuple[str, str], ...] = (
    (Words("Unaided"), theme.READER),
    (Words("Aided"), theme.TEXT),
    (Words("Model"), theme.MODEL),
)


class StatisticsPanel(QWidget):
    """Counts only what is signed, so that it says nothing about the case on the screen."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._drawer = Drawer(tr("Live statistics"))
        self._list = column(margin=0, spacing=8)
        self._drawer.content.addLayout(self._list)
        column(self).addWidget(self._drawer)
        session.statistics_changed.connect(self._show_statistics)
        self._show_statistics()

    def _show_statistics(self) -> None:
        empty(self._list)
        summary = self._session.statistics
        if summary is None or not summary.questions:
            self._list.addWidget(text(NOTHING, "secondary"))
            return
        self._list.addWidget(
            text(
                tr(
                    "{n} signed reads; 95 % intervals (Wilson)",
                    "1 signed read; 95 % intervals (Wilson)",
                    summary.readings,
                ),
                "secondary",
            )
        )
        for number, question in enumerate(summary.questions):
            if number:
                self._list.addWidget(rule())
            self._list.addWidget(text(self._title(question), wrap=True))
            self._list.addLayout(self._table(question))
            for line in closing_lines(question):
                self._list.addWidget(text(line, "secondary"))

    def _title(self, question: QuestionSummary) -> str:
        known: tuple[Question, ...] = self._session.reading_desk.protocol.questions
        words = next((say(q.text) for q in known if q.question_id == question.question_id), question.question_id)
        count = f"n = {question.reads}"
        if question.phantoms:
            count += (
                tr(", {phantoms} of phantoms", phantoms=question.phantoms)
                if question.phantoms < question.reads
                else tr(", all phantoms")
            )
        return f"{words}  ({count})"

    def _table(self, question: QuestionSummary) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for place, (name, colour) in enumerate(ARMS, start=1):
            grid.addWidget(_cell(name, colour), 0, place)
            grid.setColumnStretch(place, 1)
        arms = (question.unaided, question.final, question.model)
        rows = (
            (tr("TP FP\nFN TN"), [table_text(arm.table) for arm in arms]),
            (tr("Sensitivity"), [estimate_text(arm.sensitivity) for arm in arms]),
            (tr("Specificity"), [estimate_text(arm.specificity) for arm in arms]),
        )
        for number, (name, values) in enumerate(rows, start=1):
            grid.addWidget(_cell(name, theme.SECONDARY), number, 0)
            for place, value in enumerate(values, start=1):
                grid.addWidget(_cell(value, theme.TEXT), number, place)
        reasons = {arm.sensitivity.reason for arm in arms} | {arm.specificity.reason for arm in arms}
        tip = "\n".join(sorted(say(reason) for reason in reasons if reason))
        for number in range(grid.count()):
            item = grid.itemAt(number)
            if item is not None and (widget := item.widget()) is not None:
                widget.setToolTip(tip)
        return grid


def closing_lines(question: QuestionSummary) -> list[str]:
    """Agreement, overrides, and who was right when reader and model differed."""
    share, kappa = question.agreement_unaided.share, question.agreement_unaided.kappa
    lines = [tr("Agreement with the model, unaided: {share}", share=inline_text(share))]
    if kappa.defined:
        lines.append(tr("Cohen's κ {kappa}", kappa=inline_text(kappa)))
    lines.append(tr("Overrides: {overrides}", overrides=question.overrides))
    if question.disagreements:
        lines.append(
            tr(
                "Disagreements: {disagreements} (reader right {reader_right}, model right {model_right})",
                disagreements=question.disagreements,
                reader_right=question.reader_right,
                model_right=question.model_right,
            )
        )
    return lines


def table_text(table: ConfusionTable) -> str:
    """The 2×2 table in two lines: positive calls above, negative calls below; diseased left for TP, right for TN."""
    return f"{table.true_positive}  {table.false_positive}\n{table.false_negative}  {table.true_negative}"


def estimate_text(estimate: Estimate) -> str:
    """Value, interval and denominator in two lines."""
    if not estimate.defined:
        return f"–\nn = {estimate.n}"
    return f"{estimate.value:.2f}  n = {estimate.n}\n{estimate.low:.2f}–{estimate.high:.2f}"


def inline_text(estimate: Estimate) -> str:
    """Value, interval and number in one line."""
    if not estimate.defined:
        return f"– ({say(estimate.reason)})" if estimate.reason else "–"
    interval = "" if isnan(estimate.low) else f" ({estimate.low:.2f}–{estimate.high:.2f})"
    return f"{estimate.value:.2f}{interval}, n = {estimate.n}"


def _cell(words: str, colour: str) -> QLabel:
    label = text(words, wrap=False)
    label.setStyleSheet(f"color: {colour};")
    label.setFont(theme.tabular(label.font()))
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return label
