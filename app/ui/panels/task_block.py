"""One task's findings: a table in which a click goes to the place, and everything that limits their worth."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.session.reading_session import ReadingSession
from app.ui import theme
from app.ui.language import say, tr
from app.ui.numbers import interval_text, probability_text, quantity_text
from app.ui.panels.cards import CardDialog, card, is_phantom_trained, label_of, title_of
from app.ui.panels.parts import badge, button, column, quiet, row, text
from app.ui.terms import term
from imaging.finding import Finding, Grade, Probability, Quantity, Withheld
from imaging.region import SliceRegion
from imaging.words import Words
from inference.job import GuardState, TaskResult, TaskStatus

FINDING_ID = Qt.ItemDataRole.UserRole
TRAINED_ON_PHANTOMS = Words("trained on phantoms")
INTERVAL = Words("reference interval, 95 %")


class TaskBlock(QWidget):
    """Title, warnings and table of one `TaskResult`."""

    def __init__(self, session: ReadingSession, result: TaskResult, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._result = session, result
        self.table = quiet(QTreeWidget())
        self._layout = column(self, margin=0)
        self._add_head()
        self._add_status()
        self._add_table()
        self._add_guards()

    def show_selected(self, finding_id: str) -> None:
        """Mark the row of the selected finding."""
        for item in self._items():
            if item.data(0, FINDING_ID) == finding_id:
                self.table.setCurrentItem(item)
                return
        self.table.clearSelection()

    def _items(self) -> list[QTreeWidgetItem]:
        tops = [self.table.topLevelItem(n) for n in range(self.table.topLevelItemCount())]
        every = [(top, *(top.child(n) for n in range(top.childCount()))) for top in tops if top]
        return [item for family in every for item in family if item]

    def _add_head(self) -> None:
        head = row()
        head.addWidget(text(title_of(self._result.task), "heading"), 1)
        show = button(tr("Card"), tr("What this model is for, how well it does and what it was trained on"))
        show.clicked.connect(self._show_card)
        head.addWidget(show)
        self._layout.addLayout(head)
        badges = row(spacing=4)
        if is_phantom_trained(self._result.task):
            badges.addWidget(badge(TRAINED_ON_PHANTOMS, tr("Its numbers say nothing about patients")))
        if any(not m.allowed for finding in self._result.findings for m in finding.saliency):
            tip = tr("The heat map failed, or has not had, its sanity check on this model: it may explain nothing")
            badges.addWidget(badge(tr("map not validated"), tip))
        if badges.count():
            badges.addStretch(1)
            self._layout.addLayout(badges)

    def _add_status(self) -> None:
        result = self._result
        if result.status is TaskStatus.NOT_APPLICABLE:
            self._layout.addWidget(text(tr("Does not apply: {reason}", reason=result.reason), "secondary"))
        elif result.status is TaskStatus.FAILED:
            self._layout.addWidget(text(tr("⚠ Failed: {reason}", reason=result.reason), "banner"))
        elif result.status is TaskStatus.OFF_LABEL:
            self._layout.addWidget(text(tr("⚠ Off-label: {reason}", reason=result.reason), "banner"))

    def _add_table(self) -> None:
        table, findings = self.table, self._result.findings
        if not findings:
            table.hide()
            if self._result.status in (TaskStatus.OK, TaskStatus.OFF_LABEL):
                self._layout.addWidget(text(tr("No finding."), "secondary"))
            return
        table.setColumnCount(2)
        table.setHeaderHidden(True)
        table.setIndentation(12)
        table.setRootIsDecorated(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setUniformRowHeights(True)
        table.setAccessibleName(tr("Findings: {model}", model=title_of(self._result.task)))
        for finding in findings:
            if finding.level == "study":
                self._add_row(table.invisibleRootItem(), finding)
        studies = {item.data(1, FINDING_ID): item for item in self._items()}
        for finding in findings:
            if finding.level != "study":
                self._add_row(studies.get(finding.label) or table.invisibleRootItem(), finding)
        table.expandAll()
        header = table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        height = max(table.sizeHintForRow(0), table.fontMetrics().height() + 6)
        table.setFixedHeight(height * min(len(self._items()), 10) + 4)
        table.itemClicked.connect(self._select)
        table.itemActivated.connect(self._select)
        self._layout.addWidget(table)

    def _add_row(self, parent: QTreeWidgetItem, finding: Finding) -> None:
        name = label_of(finding.task, finding.label) if finding.level == "study" else self._place(finding)
        item = QTreeWidgetItem(parent, [name, value_text(finding)])
        item.setData(0, FINDING_ID, finding.finding_id)
        item.setData(1, FINDING_ID, finding.label)
        item.setFont(1, theme.tabular(self.font()))
        positive = isinstance(finding.value, Probability) and finding.value.positive
        if isinstance(finding.value, Probability):
            item.setIcon(0, theme.icon("positive" if positive else "negative"))
        item.setForeground(1, QBrush(QColor(theme.MODEL if positive else theme.TEXT)))
        rows = [item]
        if isinstance(finding.value, Quantity) and finding.value.interval is not None:
            rows.append(QTreeWidgetItem(item, [say(INTERVAL), interval_text(finding.value)]))
            rows[1].setData(0, FINDING_ID, finding.finding_id)
            rows[1].setFont(1, item.font(1))
        for entry in rows:
            for place in (0, 1):
                entry.setToolTip(place, explanation(finding))

    def _place(self, finding: Finding) -> str:
        """Where a finding lies: "sagittal, slice 12", "box"."""
        case = self._session.case
        series = [s.description for s in case.study.series if s.series_uid == finding.series_uid] if case else []
        parts = [part for part in series if part]
        if isinstance(finding.region, SliceRegion):
            parts.append(tr("slice {number}", number=finding.region.slice_index + 1))
        elif finding.region is not None:
            parts.append(tr("box {number}", number=finding.finding_id.rsplit("/", 1)[-1]))
        return ", ".join(parts) or label_of(finding.task, finding.label)

    def _add_guards(self) -> None:
        bad = [g for g in self._result.guards if g.state is not GuardState.MATCH]
        if not self._result.guards:
            return
        words = [f"{term(g.guard)}: {term(g.state)} ({say(g.detail)})" for g in self._result.guards]
        summary = (
            "; ".join(words[self._result.guards.index(g)] for g in bad) if bad else tr("case fits the intended use")
        )
        line = text(tr("Checks – {summary}", summary=summary), "secondary")
        line.setToolTip("\n".join(words))
        if any(g.state is GuardState.MISMATCH for g in bad):
            line.setStyleSheet(f"color: {theme.WARNING};")
        self._layout.addWidget(line)

    def _select(self, item: QTreeWidgetItem) -> None:
        self._session.select_finding(item.data(0, FINDING_ID))

    def _show_card(self) -> None:
        CardDialog((self._result.task,), self.window()).show()


def value_text(finding: Finding) -> str:
    """A finding's number with its kind: "P 0.87", "grade 3", "12.4 mm", "124 months (10 y 4 mo)"."""
    value = finding.value
    if isinstance(value, Withheld):
        return tr("not shown") if finding.level == "study" else ""
    if isinstance(value, Probability):
        return f"P {probability_text(value.value)}"
    if isinstance(value, Grade):
        return tr("grade {value}", value=value.value)
    return quantity_text(value)


def explanation(finding: Finding) -> str:
    """The number with all that belongs to it."""
    words = label_of(finding.task, finding.label)
    lines = [f"{words}: {value_text(finding)}".removesuffix(": ")]
    if isinstance(finding.value, Probability):
        side = term("positive" if finding.value.positive else "negative")
        known = card(finding.task)
        labels = known.labels if known else ()
        why = "".join(f" ({label.operating_point_reason})" for label in labels if label.name == finding.label)
        lines.append(
            tr(
                "{side} at the operating point {operating_point:.2f}{why}",
                side=side,
                operating_point=finding.value.operating_point,
                why=why,
            )
        )
    if isinstance(finding.value, Quantity):
        lines.append(tr("measured by the model"))
        if interval := interval_text(finding.value):
            words = Words("By its errors on held-out cases the reference lies in {interval} in 95 of 100 cases")
            lines.append(tr(words, interval=interval))
    if is_phantom_trained(finding.task):
        lines.append(say(TRAINED_ON_PHANTOMS))
    if finding.region is not None:
        lines.append(tr("Click: go there"))
    return "\n".join(lines)
