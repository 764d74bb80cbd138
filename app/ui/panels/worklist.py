"""The worklist in the middle of the window: type to find a study, Enter opens it."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QWidget,
)

from app.reading.worklist import SHORTEST_STATE_WORD, Column, ReadState
from app.session.reading_session import ReadingSession
from app.session.worklist import Worklist
from app.ui import theme
from app.ui.language import say, tr
from app.ui.panels.empty_page import EmptyPage
from app.ui.panels.parts import ElidedLabel, button, column, keys_text, row, text, with_keys
from app.ui.panels.worklist_table import COLUMNS, WorklistModel
from app.ui.terms import term
from imaging.words import Words

FIELDS = Words("description, date (2024-03), modality, body part – or unread, begun, locked, signed")
NAMES = Words("name, ID, ")
NO_NAMES = Words("Names and IDs are hidden and not searched (Settings).")
TAUGHT = Words("Every study that you open is listed here, and is found again by typing.")

ROW = 24
"""Height of a line in pixels."""

TO_THE_TABLE = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
TO_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WorklistPanel(QWidget):
    """A search field, the table, and what can be done with the chosen line; the keyboard stays in the field."""

    def __init__(self, worklist: Worklist, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worklist, self._session = worklist, session
        self._renewed = True  # what is looked for is new: the first line of its answer is chosen
        self._open_first = False  # Enter came before the answer
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)
        self.search.setAccessibleName(tr("Search the worklist"))
        self.search.installEventFilter(self)
        self.model = WorklistModel(worklist, self)
        self.table = self._table()
        self.nothing = text("", "empty")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty = EmptyPage(session)
        self._pages = QStackedWidget()
        for page in (self.empty, self.nothing, self.table):
            self._pages.addWidget(page)
        self.count, self.names = ElidedLabel("", "secondary"), ElidedLabel(NO_NAMES, "secondary")
        self.count.setFont(theme.tabular(self.count.font()))
        self.forget, self.restore = button(tr("Forget")), button(tr("Bring back"))
        head, foot = row(), row()
        head.addWidget(self.search)
        foot.addWidget(self.count, 2)
        foot.addWidget(self.names, 3)
        for widget in (self.restore, self.forget):
            foot.addWidget(widget)
        layout = column(self, spacing=8)
        layout.addLayout(head)
        layout.addWidget(self._pages, 1)
        layout.addLayout(foot)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.search)
        self.setAutoFillBackground(True)
        self.search.textChanged.connect(self._search)
        self.table.clicked.connect(self._choose)
        self.table.doubleClicked.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._note_choice)
        self.table.horizontalHeader().sectionClicked.connect(self._order)
        self.forget.clicked.connect(worklist.forget_chosen)
        self.restore.clicked.connect(worklist.restore)
        worklist.answered.connect(self._show_answer)
        worklist.lines_changed.connect(self._show_lines)
        session.settings_changed.connect(self._show_settings)
        self._show_settings()
        self._show_answer()

    def _table(self) -> QTableView:
        """A table, not a tree: a tree asks the model for every row of an answer, a table for those in sight."""
        table = QTableView()
        table.setModel(self.model)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(ROW)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setFont(theme.tabular(table.font()))
        table.setAccessibleName(tr("Worklist"))
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSectionsMovable(False)
        header.setHighlightSections(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return table

    def _show_widths(self) -> None:
        """A pseudonym needs less room than a name, which shares the rest with the description."""
        header, metrics = self.table.horizontalHeader(), self.table.fontMetrics()
        for number, shown in enumerate(COLUMNS):
            icon = 20 if shown.column in (Column.STATE, Column.IMAGES) else 0
            words = max(
                metrics.horizontalAdvance(say(shown.sample)) + icon, metrics.horizontalAdvance(say(shown.heading)) + 12
            )
            header.resizeSection(number, words + 12)
            named = shown.column is Column.PATIENT and self._session.settings.show_identity
            stretched = named or not shown.sample
            mode = QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(number, mode)

    # ── what the worklist says ───────────────────────────────────────────────────────────────────

    def _show_answer(self) -> None:
        """Show other lines; the chosen study stays chosen and in its place when it is still among them."""
        worklist, chosen, place = self._worklist, self._worklist.chosen, self.table.verticalScrollBar().value()
        row_before = self.table.currentIndex().row()
        self.model.renew()
        known = worklist.row_of(chosen) if chosen and not self._renewed else -1
        target = 0 if self._renewed else known if known >= 0 else min(max(0, row_before), worklist.total - 1)
        self._set_row(target)
        if not self._renewed:
            self.table.verticalScrollBar().setValue(place)
        self._renewed = False
        self._show_order()
        self._show_count()
        if self._open_first and not worklist.searching:
            self._open_first = False
            self._open()

    def _show_lines(self, *_: int) -> None:
        self._note_choice()
        self._show_count()

    def _show_count(self) -> None:
        worklist = self._worklist
        nothing_known = not worklist.known and not worklist.text
        self._pages.setCurrentWidget(self.table if worklist.total else self.empty if nothing_known else self.nothing)
        fields = say(NAMES if self._session.settings.show_identity else "") + say(FIELDS)
        self.nothing.setText(
            tr(
                "No study has “{words}”. Each word is looked for in\n{fields}.",
                words=self.search.text().strip(),
                fields=fields,
            )
        )
        if not worklist.known:
            self.count.setText(say(TAUGHT))
        elif worklist.text.strip():
            total = worklist.total
            self.count.setText(tr("{total:,} of {n:,} studies", "{total:,} of 1 study", worklist.known, total=total))
        else:
            self.count.setText(tr("{n:,} studies", "1 study", worklist.known))
        self.forget.setEnabled(bool(worklist.chosen))
        self.restore.setVisible(worklist.can_restore)

    def _show_order(self) -> None:
        order = self._worklist.order
        section = next(number for number, shown in enumerate(COLUMNS) if shown.column is order.column)
        way = Qt.SortOrder.DescendingOrder if order.descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(section, way)

    def _show_settings(self) -> None:
        identity, keys = self._session.settings.show_identity, self._session.keys
        self.names.setVisible(not identity)
        self.search.setPlaceholderText(tr("Search: {names}{fields}", names=NAMES if identity else "", fields=FIELDS))
        self.search.setToolTip(with_keys(tr("Find a study"), keys.get("case.find", [])))
        self.forget.setToolTip(
            with_keys(tr("Take the chosen study out of the list; its files stay"), keys.get("worklist.forget", []))
        )
        self.restore.setToolTip(with_keys(tr("Bring back the forgotten study"), keys.get("worklist.restore", [])))
        order, turn = (keys_text(keys.get(name, [])) for name in ("worklist.order", "worklist.turn"))
        self._show_widths()
        self.table.horizontalHeader().setToolTip(
            tr("Click to order; keys: {order} next column, {turn} the other way round", order=order, turn=turn)
        )

    # ── what the reader does ─────────────────────────────────────────────────────────────────────

    def take_keyboard(self) -> None:
        """Type to find a study."""
        self.search.setFocus()
        self.search.selectAll()

    def _search(self, words: str) -> None:
        self._renewed = True
        self._worklist.search(states_in_english(words))

    def _order(self, section: int) -> None:
        self._worklist.sort_by(COLUMNS[section].column)

    def _choose(self, index: QModelIndex) -> None:
        self._set_row(index.row())

    def _set_row(self, row: int) -> None:
        index = self.model.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        self._note_choice()

    def _note_choice(self, *_: QModelIndex) -> None:
        entry = self.model.entry(self.table.currentIndex().row())
        self._worklist.chosen = entry.study_uid if entry is not None else ""
        self.forget.setEnabled(entry is not None)

    def _open(self, *_: QModelIndex) -> None:
        if self._worklist.searching and self._renewed:
            self._open_first = True  # what stands there is not what was typed
        elif self._worklist.chosen:
            self._worklist.open(self._worklist.chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that move in the table, open and clear, while the keyboard is in the field."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() in TO_THE_TABLE:
            QApplication.sendEvent(self.table, event)
        elif event.key() in TO_OPEN and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._open()
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif event.key() == Qt.Key.Key_Escape:
            return self._worklist.leave()
        else:
            return super().eventFilter(watched, event)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """It is in front: what changed meanwhile is shown."""
        super().showEvent(event)
        self._worklist.look(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """It is no longer searched anew when something changes."""
        super().hideEvent(event)
        self._worklist.look(False)


def states_in_english(words: str) -> str:
    """What the store looks for: it knows how far a read is in English, the reader in the language of the window."""
    states = {term(state).casefold(): state.value for state in ReadState}

    def known(word: str) -> str:
        meant = [state for shown, state in states.items() if shown.startswith(word.casefold())]
        return meant[0] if len(word) >= SHORTEST_STATE_WORD and len(meant) == 1 else word

    return " ".join(map(known, words.split(" ")))
