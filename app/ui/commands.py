"""The window's own commands, and the one place that runs any command by its id."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.session.command import Command
from app.session.commands import all_commands
from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from app.ui.held_key import HeldKey
from app.ui.language import languages, name_of, say
from app.ui.panels.parts import keys_text
from app.ui.save_measurements import ask_where_to_save
from imaging.words import Words

MENUS = {
    "File": Words("File"),
    "File › Language": Words("Language"),
    "Case": Words("Case"),
    "Case › Into viewport": Words("Into viewport"),
    "Image": Words("Image"),
    "View": Words("View"),
    "View › Layout": Words("Layout"),
    "View › Plane and slab": Words("Plane and slab"),
    "Tools": Words("Tools"),
    "Tools › Pointer": Words("Pointer"),
    "Measure": Words("Measure"),
    "Window": Words("Window"),
    "Window › Colour table": Words("Colour table"),
    "Reading": Words("Reading"),
    "Reading › Answer": Words("Answer"),
    "Reading › Rate": Words("Rate"),
    "Model": Words("Model"),
    "Help": Words("Help"),
}
"""Every menu in its order, and what it is called."""
BELOW = " › "
"""Between the name of a menu and that of a menu in it."""

HELD = "model.hide_overlays"

WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
POINTER = {
    "left": Words("Pointer left"),
    "right": Words("Pointer right"),
    "up": Words("Pointer up"),
    "down": Words("Pointer down"),
}


def menu_name(menu: str) -> str:
    """A menu in the language of the window, with those it lies in: ``"View › Layout"``."""
    parts = menu.split(BELOW)
    return BELOW.join(say(MENUS[BELOW.join(parts[: number + 1])]) for number in range(len(parts)))


class WindowActions(Protocol):
    """What only the window can do."""

    def ask_for_files(self) -> None:
        """Files, in a dialog."""

    def ask_for_folder(self) -> None:
        """A folder, in a dialog."""

    def show_refusals(self) -> None:
        """Files that were not used, and why."""

    def show_settings(self) -> None:
        """What is remembered."""

    def show_keys(self) -> None:
        """All commands with their keys."""

    def check_display(self) -> None:
        """The pattern for the screen."""

    def show_card(self) -> None:
        """The cards of the models for this case."""

    def save_picture(self) -> object:
        """The active viewport as a file."""

    def save_series(self) -> object:
        """The whole stack as files."""

    def why_not_save_series(self) -> str:
        """Why that cannot be; empty when it can."""

    def toggle_full_screen(self) -> None:
        """The whole screen, or a window."""

    def toggle_left(self) -> None:
        """The column of studies and series."""

    def toggle_right(self) -> None:
        """The reading column."""

    def toggle_marks(self) -> None:
        """The list of marks."""

    def move_pointer(self, right: int, down: int) -> None:
        """The mouse pointer in the active viewport."""

    def click_pointer(self) -> None:
        """Click where it is."""

    def focus_search(self) -> None:
        """The worklist: type to find a study."""

    def focus_series(self) -> None:
        """From the images to the series list, and back."""

    def focus_next_panel(self) -> None:
        """From panel to panel."""

    def focus_form(self) -> None:
        """From the images to the read form, and back."""

    def close(self) -> bool:
        """End the program."""


def window_commands(window: WindowActions, session: ReadingSession) -> tuple[Command, ...]:
    """Commands that need a dialog or a widget."""

    def toggle_hidden() -> None:
        session.hide_overlays(not session.overlays.hidden)

    def has_picture() -> bool:
        active = session.viewports.active
        return active is not None and active.picture() is not None

    def refused() -> bool:
        return bool(session.shelf.refusals)

    return (
        Command("file.open", Words("Open files …"), "File", window.ask_for_files),
        Command("file.open_folder", Words("Open folder …"), "File", window.ask_for_folder),
        Command("settings.open", Words("Settings …"), "File", window.show_settings),
        *(language_command(session, language) for language in ("", *languages())),
        Command("file.quit", Words("Quit"), "File", window.close),
        Command("case.find", Words("Worklist: find a study"), "Case", window.focus_search),
        Command(
            "case.refusals",
            Words("Files not used …"),
            "Case",
            window.show_refusals,
            refused,
            lambda: Words("All files were used."),
        ),
        Command(
            "measure.save",
            Words("Save measurements as CSV …"),
            "Measure",
            lambda: ask_where_to_save(session, window),
            lambda: bool(session.journal.marks),
            lambda: Words("There are no marks on this study yet."),
        ),
        Command(
            "view.save_picture",
            Words("Save picture …"),
            "File",
            window.save_picture,
            has_picture,
            lambda: Words("There is no picture in the active viewport yet."),
        ),
        Command(
            "view.save_series",
            Words("Save series as video or pictures …"),
            "File",
            window.save_series,
            lambda: not window.why_not_save_series(),
            window.why_not_save_series,
        ),
        Command("window.full_screen", Words("Full screen"), "View", window.toggle_full_screen),
        Command("window.left_column", Words("Studies and series"), "View", window.toggle_left),
        Command("window.right_column", Words("Reading column"), "View", window.toggle_right),
        Command("window.marks", Words("List of marks"), "Measure", window.toggle_marks),
        Command("series.list", Words("To the series list and back"), "Case", window.focus_series),
        Command("panel.next", Words("Next panel"), "View", window.focus_next_panel),
        Command("read.form", Words("To the read form and back"), "Reading", window.focus_form),
        *_pointer_commands(window),
        Command(HELD, Words("Hide overlays while held"), "Model", toggle_hidden),
        Command("model.card", Words("Model cards …"), "Model", window.show_card),
        Command("help.keys", Words("All keys …"), "Help", window.show_keys),
        Command("help.display_check", Words("Check the display …"), "Help", window.check_display),
    )


def _pointer_commands(window: WindowActions) -> Iterator[Command]:
    """What the mouse does, without a mouse."""
    menu = "Tools › Pointer"
    for way, (right, down) in WAYS.items():
        yield Command(f"pointer.{way}", POINTER[way], menu, partial(window.move_pointer, right, down))
    yield Command("pointer.click", Words("Click where the pointer is"), menu, window.click_pointer)


def language_command(session: ReadingSession, language: str) -> Command:
    """Choose the language of the window, or that of the system (empty); the widgets are built in it at the start."""

    def choose() -> None:
        session.change_settings(language=language)
        session.noticed.emit(Notice(NoticeLevel.INFO, Words("The language changes when the program starts again.")))

    def chosen() -> str:
        return Words("chosen") if session.settings.language == language else ""

    name = name_of(language) if language else Words("As the system")
    return Command(f"language.{language or 'system'}", name, "File › Language", choose, detail=chosen)


class CommandCenter(QObject):
    """All commands of session and window, their menus and their keys."""

    def __init__(self, session: ReadingSession, own: tuple[Command, ...], window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._windows = [window]
        session.commands = all_commands(session)
        if session.study is not None:  # a reader study allows less
            session.commands, own = (tuple(map(session.study.allow, part)) for part in (session.commands, own))
        self.commands: tuple[Command, ...] = (*session.commands, *own)
        self._own = {command.command_id: command for command in own}
        self._shortcuts: list[QShortcut] = []
        self._keys: dict[str, list[str]] | None = None
        self.held = HeldKey(session.hide_overlays, self)
        self.actions: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        session.settings_changed.connect(self._show_keys)
        self._show_keys()

    def serve(self, window: QWidget) -> None:
        """Let the keys of all commands work in another window too."""
        self._windows.append(window)
        self._keys = None
        self._show_keys()

    def run(self, command_id: str) -> None:
        """Run a command, or say why it cannot run now."""
        command = self._own.get(command_id)
        if command is None:
            self._session.run_command(command_id)
        elif command.enabled():
            command.run()
        else:
            self._session.noticed.emit(Notice(NoticeLevel.INFO, command.why_not()))

    def fill(self, bar: QMenuBar) -> None:
        """Build the menus in their order."""
        for name in MENUS:
            above, _, _ = name.rpartition(BELOW)
            own = say(MENUS[name])
            menu = self._menus[name] = self._menus[above].addMenu(own) if above else bar.addMenu(own)
            menu.setToolTipsVisible(True)
            for command in self.commands:
                if command.menu == name:
                    self.actions[command.command_id] = action = QAction(say(command.title), menu)
                    action.triggered.connect(partial(self.run, command.command_id))
                    menu.addAction(action)
            menu.aboutToShow.connect(self._refresh)
        self._refresh()

    def context_menu(self) -> QMenu:
        """What is most used on an image."""
        menu = QMenu(next((window for window in self._windows if window.isActiveWindow()), self._window))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("Tools", "Measure", "Window", "View"):
            part = menu.addMenu(say(MENUS[name]))
            part.addActions([self.actions[c.command_id] for c in self.commands if c.menu == name])
            for below in MENUS:
                if below.startswith(name + BELOW):
                    part.addMenu(self._menus[below])
        self._refresh()
        return menu

    def _refresh(self) -> None:
        """Show what is possible now and why the rest is not. Keys stay alive: they say why too."""
        for command in self.commands:
            action = self.actions.get(command.command_id)
            if action is not None:
                enabled = command.enabled()
                keys = keys_text(self._session.keys.get(command.command_id, []))
                title = ": ".join(part for part in (say(command.title), say(command.detail())) if part)
                action.setText(f"{title}\t{keys}" if keys else title)
                action.setEnabled(enabled)
                action.setCheckable(command.is_on is not None)
                action.setChecked(command.is_on is not None and command.is_on())
                action.setToolTip("" if enabled else say(command.why_not()))

    def _show_keys(self) -> None:
        if self._keys == self._session.keys:
            return
        self._keys = dict(self._session.keys)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = []
        for window, command in product(self._windows, self.commands):
            for key in self._keys.get(command.command_id, []):
                run: Callable[[], object] = partial(self.run, command.command_id)
                shortcut = QShortcut(QKeySequence(key), window)
                if command.command_id == HELD:
                    shortcut.setAutoRepeat(False)
                    run = self.held.press
                shortcut.activated.connect(run)
                self._shortcuts.append(shortcut)
        self._refresh()
