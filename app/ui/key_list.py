"""F1: every command with its keys, to search and to rebind."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from app.session.command import Command
from app.session.reading_session import ReadingSession
from app.session.settings import Settings, keymap
from app.ui import theme
from app.ui.commands import menu_name
from app.ui.language import say, tr
from app.ui.panels.parts import button, column, keys_text, row, text
from imaging.words import Words

COMMAND_ID = Qt.ItemDataRole.UserRole
NOTHING_CHOSEN = Words("Choose a command first")
INTO_TABLE = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_unknown,
)


class KeyField(QLineEdit):
    """Catches one key with its modifiers, once: then, and on Esc, the keyboard goes back to where it came from.

    Signals
    -------
    pressed(str)
        The key in the words of the key map ("Shift+G").
    left()
        Nothing more is caught.
    """

    pressed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setPlaceholderText(tr("Click here and press the new key"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # with Tab it could not be left again: Tab is a key like others

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the key instead of typing it."""
        if event.key() in MODIFIERS:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        key = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        # "?" or "+" already is a shifted key; the key map writes what is printed on the key.
        if event.text().strip() and not event.text().isalnum() and "Ctrl" not in key and "Alt" not in key:
            key = event.text()
        self.pressed.emit(key)
        self.left.emit()

    def focusNextPrevChild(self, _: bool) -> bool:
        """Tab can be bound too."""
        return False


class KeyListDialog(QDialog):
    """All commands; choose one, press Enter or double click, then its new key."""

    def __init__(self, session: ReadingSession, commands: tuple[Command, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._commands = session, commands
        self.setWindowTitle(tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 640)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search commands and keys"))
        self.search.setClearButtonEnabled(True)
        self.table = QTreeWidget()
        self.table.setColumnCount(3)
        self.table.setHeaderLabels([tr("Command"), tr("Keys"), tr("Menu")])
        self.table.setRootIsDecorated(False)
        header = self.table.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.field = KeyField()
        self.reset_one, self.reset_all = button(tr("Reset this")), button(tr("Reset all"))
        for reset in (self.reset_one, self.reset_all):
            reset.setAutoDefault(False)  # Enter in the search must not reset anything
        self.message = text("", "secondary")
        self.message.setFixedHeight(2 * self.fontMetrics().lineSpacing())
        line = row()
        line.addWidget(self.field, 1)
        line.addWidget(self.reset_one)
        line.addWidget(self.reset_all)
        layout = column(self)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addLayout(line)
        layout.addWidget(self.message)
        layout.addWidget(
            text(
                tr(
                    "Mouse: left active tool · middle pan · right zoom, click for the menu · left and "
                    "right scroll · Ctrl+drag window from a box · Shift+move 3-D cursor · wheel slice · "
                    "Ctrl+wheel zoom · Shift+wheel next echo, else ten slices · double click one viewport",
                ),
                "secondary",
            )
        )
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._filter)
        self.table.itemActivated.connect(self._begin)  # Enter or double click
        self.field.left.connect(self.table.setFocus)
        self.table.currentItemChanged.connect(self._show_choice)
        self.field.pressed.connect(self._bind)
        self.reset_one.clicked.connect(self._reset_one)
        self.reset_all.clicked.connect(self._reset_all)
        session.settings_changed.connect(self._show_keys)
        for command in commands:
            item = QTreeWidgetItem(self.table, [say(command.title), "", menu_name(command.menu)])
            item.setData(0, COMMAND_ID, command.command_id)
        self._show_keys()
        self._show_choice()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search to the first command found, Enter to its new key."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in INTO_TABLE:
            found = next((item for item in self._items() if not item.isHidden()), None)
            if found is not None:
                self.table.setCurrentItem(found)
                self.table.setFocus()
                if event.key() != Qt.Key.Key_Down:
                    self._begin()
            return True
        return super().eventFilter(watched, event)

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for n in range(self.table.topLevelItemCount()) if (item := self.table.topLevelItem(n))]

    def _chosen(self) -> str:
        item = self.table.currentItem()
        return item.data(0, COMMAND_ID) if item else ""

    def _title(self, command_id: str) -> str:
        return next((say(c.title) for c in self._commands if c.command_id == command_id), command_id)

    def _show_keys(self) -> None:
        for item in self._items():
            item.setText(1, keys_text(self._session.keys.get(item.data(0, COMMAND_ID), [])))
        self._filter()

    def _filter(self) -> None:
        words = self.search.text().casefold().split()
        for item in self._items():
            haystack = f"{item.text(0)} {item.text(1)} {item.text(2)}".casefold()
            item.setHidden(not all(word in haystack for word in words))

    def _show_choice(self, *_: object) -> None:
        chosen = self._chosen()
        self.field.setEnabled(bool(chosen))
        self.reset_one.setEnabled(bool(chosen))
        self.field.setPlaceholderText(
            tr("Enter or click here, then press the new key for “{title}”", title=self._title(chosen))
            if chosen
            else say(NOTHING_CHOSEN)
        )

    def _begin(self, *_: object) -> None:
        self.field.setFocus()

    def _bind(self, key: str) -> None:
        """Bind the chosen command to a key, unless another command has it."""
        chosen = self._chosen()
        others = [other for other, keys in self._session.keys.items() if _clash(key, keys) and other != chosen]
        if others:
            self._say(
                tr(
                    "{keys} is taken by “{title}”. Give that one another key first.",
                    keys=keys_text([key]),
                    title=self._title(others[0]),
                ),
                True,
            )
            return
        self._session.change_settings(keys=self._session.settings.with_keys(chosen, [key]).keys)
        self._say(tr("“{title}” is now {keys}.", title=self._title(chosen), keys=keys_text([key])), False)

    def _reset_one(self) -> None:
        chosen = self._chosen()
        kept = {command: keys for command, keys in self._session.settings.keys.items() if command != chosen}
        shipped = keymap(Settings()).get(chosen, [])
        taken = [other for other, keys in kept.items() if set(keys) & set(shipped)]
        if taken:
            self._say(
                tr(
                    "{keys} is now the key of “{title}”. Reset that one first.",
                    keys=keys_text(shipped),
                    title=self._title(taken[0]),
                ),
                True,
            )
            return
        self._session.change_settings(keys=kept)
        self._say(tr("“{title}” has its first key again.", title=self._title(chosen)), False)

    def _reset_all(self) -> None:
        self._session.change_settings(keys={})
        self._say(tr("All keys are as at first."), False)

    def _say(self, words: str, warning: bool) -> None:
        self.message.setText(words)
        self.message.setStyleSheet(f"color: {theme.WARNING if warning else theme.SECONDARY};")


def _clash(key: str, keys: list[str]) -> bool:
    """True when a key is taken, or begins a sequence of keys: then neither would work."""
    return any(taken == key or taken.startswith(f"{key}, ") for taken in keys)
