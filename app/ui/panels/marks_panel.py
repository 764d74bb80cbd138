"""The list of all marks of the case: bring, name, hide and delete each, with mouse or keys."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QStyleOptionViewItem, QWidget

from app.session.marks_list import MarkRow
from app.session.reading_session import ReadingSession
from app.ui.language import say, tr
from app.ui.panels.parts import BADGE, DETAIL, CardDelegate, button, column, quiet, row, text
from app.ui.save_measurements import ask_where_to_save
from app.ui.tools.words import LONGEST
from imaging.words import Words

EMPTY = Words("No marks yet: choose a tool in the menu Measure, or mark a key image with K.")
ROW = Qt.ItemDataRole.UserRole
LINE_HEIGHT, AROUND = 18, 10
LEAST = 180
"""The list keeps this height, however little room there is: three cards."""

WIDEST = 42
"""Characters of a line; numbers go on the next one rather than lose their middle."""

DELETING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class MarkItems(QListWidget):
    """Enter brings the picture, Space hides or shows, Del deletes: the row of the keyboard, not the selected mark.

    Signals
    -------
    hide_wanted(), delete_wanted()
    """

    hide_wanted = Signal()
    delete_wanted = Signal()

    def event(self, event: QEvent) -> bool:
        """Keep Del from the command that deletes the mark selected on the picture."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in DELETING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of a row."""
        if event.key() in DELETING:
            self.delete_wanted.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.hide_wanted.emit()
        else:
            super().keyPressEvent(event)


class MarkDelegate(CardDelegate):
    """Draws a card as high as its lines."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A line for the title, and those below it."""
        lines = 1 + len((index.data(DETAIL) or "").split("\n"))
        return QSize(80, lines * LINE_HEIGHT + AROUND)


class MarksPanel(QWidget):
    """One card for each mark; below, what can be done with the chosen one."""

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._marks = session, session.marks_list
        self._rows: tuple[MarkRow, ...] = ()
        self._selected = ""
        self._heading = text(tr("Marks"), "heading")
        self.list = quiet(MarkItems())
        self.list.setItemDelegate(MarkDelegate(picture=0, height=0, parent=self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Marks"))
        self.list.setMinimumHeight(LEAST)
        hint = text(EMPTY, "empty")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(hint)
        self._pages.addWidget(self.list)
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Name of this mark, then Enter"))
        self.words.setAccessibleName(tr("Name of the mark"))
        self.words.setMaxLength(LONGEST)
        self.hide_button, self.delete, self.save = button(tr("Hide")), button(tr("Delete")), button(tr("Save as CSV …"))
        actions = row()
        for widget in (self.hide_button, self.delete):
            actions.addWidget(widget)
        actions.addStretch(1)
        actions.addWidget(self.save)
        layout = column(self)
        layout.addWidget(self._heading)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.words)
        layout.addLayout(actions)
        self.setAutoFillBackground(True)
        self.list.itemClicked.connect(self._show_mark)
        self.list.itemActivated.connect(self._show_mark)
        self.list.currentRowChanged.connect(self._show_chosen)
        self.list.hide_wanted.connect(self._hide_or_show)
        self.list.delete_wanted.connect(self._delete)
        self.words.returnPressed.connect(self._rename)
        self.hide_button.clicked.connect(self._hide_or_show)
        self.delete.clicked.connect(self._delete)
        self.save.clicked.connect(lambda: ask_where_to_save(session, self.window()))
        self._marks.changed.connect(self._show_rows)
        self._show_rows()

    @property
    def chosen(self) -> MarkRow | None:
        """The row that the buttons act on."""
        place = self.list.currentRow()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def take_keyboard(self) -> None:
        """Begin at the chosen row."""
        if self.list.currentRow() < 0 and self._rows:
            self.list.setCurrentRow(0)
        (self.list if self._rows else self).setFocus()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def showEvent(self, event: QEvent) -> None:
        """Nothing is listed while nobody looks."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._show_rows()

    def _show_rows(self) -> None:
        """Bring the items in line with the rows; most changes touch one of them or none."""
        if not self.isVisible():
            return
        rows, before = self._marks.rows(), self._rows
        chosen, place = self.chosen, self.list.currentRow()
        self._rows = rows
        if rows != before:
            self.list.blockSignals(True)
            while self.list.count() > len(rows):
                self.list.takeItem(self.list.count() - 1)
            for number, mark in enumerate(rows):
                if number == self.list.count():
                    self.list.addItem(QListWidgetItem())
                if number >= len(before) or before[number] != mark:
                    _describe(self.list.item(number), mark)
            self._choose(chosen.row_id if chosen is not None else "", place)
            self.list.blockSignals(False)
            self._heading.setText(tr("Marks ({count})", count=len(rows)) if rows else tr("Marks"))
            self._pages.setCurrentIndex(1 if rows else 0)
        if self._marks.selected != self._selected:
            self._selected = self._marks.selected
            self._choose(self._selected, self.list.currentRow())
        self.save.setEnabled(bool(self._session.journal.marks))
        self._show_chosen()

    def _choose(self, row_id: str, otherwise: int) -> None:
        ids = [mark.row_id for mark in self._rows]
        place = ids.index(row_id) if row_id in ids else min(otherwise, len(ids) - 1)
        self.list.setCurrentRow(place)

    def _show_chosen(self, *_: object) -> None:
        mark = self.chosen
        is_mark = mark is not None and not mark.is_key_image
        self.words.setEnabled(is_mark)
        self.hide_button.setEnabled(is_mark)
        self.delete.setEnabled(mark is not None)
        self.hide_button.setText(tr("Show") if mark is not None and mark.hidden else tr("Hide"))
        self.delete.setText(tr("Unmark") if mark is not None and mark.is_key_image else tr("Delete"))
        words = mark.words if mark is not None else ""
        if self.words.property("of") != (mark.row_id if mark else "", words):
            self.words.setProperty("of", (mark.row_id if mark else "", words))
            self.words.setText(words)

    # ── what is done ─────────────────────────────────────────────────────────────────────────────

    def _show_mark(self, _: QListWidgetItem) -> None:
        if self.chosen is not None:
            self._marks.show(self.chosen.row_id)

    def _rename(self) -> None:
        mark = self.chosen
        if mark is not None:
            self._marks.rename(mark.row_id, self.words.text())
            if mark.needs_words and not self.words.text().strip():
                self.words.setText(mark.words)
            self.list.setFocus()

    def _hide_or_show(self) -> None:
        mark = self.chosen
        if mark is not None:
            self._marks.hide(mark.row_id, not mark.hidden)

    def _delete(self) -> None:
        if self.chosen is not None:
            self._marks.delete(self.chosen.row_id)


def _describe(item: QListWidgetItem, mark: MarkRow) -> None:
    kind = say(mark.kind)
    title = f"{kind}  {mark.words}" if mark.words else kind
    values = _wrapped(mark.values)
    where = " · ".join(part for part in (say(mark.where), mark.time) if part)
    badges = (tr("PRIOR {prior}", prior=mark.prior) if mark.prior else "", tr("HIDDEN") if mark.hidden else "")
    item.setText(title)
    item.setData(ROW, mark.row_id)
    item.setData(DETAIL, "\n".join(part for part in (values, where) if part))
    item.setData(BADGE, "  ".join(part for part in badges if part))
    lines = [title, *mark.values, where, *(part for part in badges if part)]
    lines.append(tr("Click or Enter: show it · Space: hide or show · Del: delete"))
    item.setToolTip("\n".join(lines))
    item.setData(
        Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in (title, *mark.values, where, *badges) if part)
    )


def _wrapped(values: tuple[str, ...]) -> str:
    lines: list[str] = []
    for value in values:
        if lines and len(lines[-1]) + len(value) + 3 <= WIDEST:
            lines[-1] += f" · {value}"
        else:
            lines.append(value)
    return "\n".join(lines)
