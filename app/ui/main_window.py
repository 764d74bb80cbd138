"""The one window: columns, viewports, menus and keys. It decides nothing."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QDockWidget, QFileDialog, QMainWindow, QStackedWidget, QWidget

from app.session.display_checks import DisplayChecks
from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from app.session.worklist import Worklist
from app.session.worklist_commands import worklist_commands
from app.ui import theme
from app.ui.commands import CommandCenter, window_commands
from app.ui.export.dialog import ExportDialog, why_not_export
from app.ui.export.runner import StackExport
from app.ui.key_focus import is_writing, stays_with_widget
from app.ui.key_list import KeyListDialog
from app.ui.key_pointer import KeyPointer
from app.ui.language import tr
from app.ui.panel_focus import focus_inside, go_to_next
from app.ui.panels.cards import CardDialog
from app.ui.panels.case_column import CaseColumn
from app.ui.panels.dialogs import LockDialog, RefusalsDialog, SettingsDialog
from app.ui.panels.display_check import DisplayCheckDialog
from app.ui.panels.front import page_of
from app.ui.panels.marks_panel import MarksPanel
from app.ui.panels.reading_column import ReadingColumn
from app.ui.panels.status_line import StatusLine
from app.ui.panels.worklist import WorklistPanel
from app.ui.save_picture import PictureDialog
from app.ui.second_window import SecondScreen, SecondWindow
from app.ui.shown_screens import ShownScreens
from app.ui.viewport_grid import ViewportGrid
from app.ui.viewport_view import ViewportView
from imaging.words import Words

TITLE = "Overread"
NO_POINTER = Words("The pointer is not in the active viewport: an arrow with Ctrl and Shift brings it there.")


class MainWindow(QMainWindow):
    """Docks, menus and keys around the viewports; patient data never stand in its title.

    Signals
    -------
    closing()
        Threads that the session does not own must end now.
    """

    closing = Signal()

    def __init__(
        self, session: ReadingSession, display_checks: Path | None = None, worklist: Path | None = None
    ) -> None:
        super().__init__()
        self.session = session
        self.checks = DisplayChecks(session.keeper, display_checks, parent=self)
        self.screens = ShownScreens(self.checks, self)
        self.export = StackExport(self)
        self.export.noticed.connect(session.noticed)
        self.export.progress_changed.connect(session.progress_changed)
        session.cancellers.append(self.export.cancel)
        self.closing.connect(self.export.close)
        self._closed = False
        self.pointer = KeyPointer()
        self.setWindowTitle(TITLE)
        self.setWindowIcon(theme.icon("overread"))
        self.setAcceptDrops(session.study is None)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.grid = ViewportGrid(session.viewports, session)
        self.case_column, self.reading_column = CaseColumn(session), ReadingColumn(session)
        self.worklist = Worklist(session, worklist, self) if session.study is None else None
        self.front: Any = page_of(session) if self.worklist is None else WorklistPanel(self.worklist, session)
        self._centre = QStackedWidget()
        self._centre.setObjectName("centre")
        self._centre.addWidget(self.front)
        self._centre.addWidget(self.grid)
        self._centre.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCentralWidget(self._centre)
        self.left = self._dock(
            "studies", tr("Studies and series"), self.case_column, Qt.DockWidgetArea.LeftDockWidgetArea
        )
        self.right = self._dock("reading", tr("Reading"), self.reading_column, Qt.DockWidgetArea.RightDockWidgetArea)
        self.marks = MarksPanel(session)
        self.marks_dock = self._dock("marks", tr("Marks"), self.marks, Qt.DockWidgetArea.RightDockWidgetArea)
        self.marks_dock.hide()
        self.resizeDocks([self.left, self.right], [240, 380], Qt.Orientation.Horizontal)
        self.status = StatusLine(session, self.checks)
        self.setStatusBar(self.status)
        own = worklist_commands(self.worklist) if self.worklist is not None else ()
        self.commands = CommandCenter(session, (*window_commands(self, session), *own), self)
        self.commands.fill(self.menuBar())
        self._serve_grid(self.grid)
        self.second = SecondScreen(self, session, self._serve_second)
        self.checks.noticed.connect(session.noticed)
        session.reading_desk.displays = self.checks.in_force
        self.checks.changed.connect(session.reading_desk.note_displays)
        self.screens.watch(self)
        session.case_changed.connect(self._show_case)
        session.lock_confirmation_wanted.connect(self._confirm_lock)
        self.closing.connect(self.case_column.series.close_down)
        self.closing.connect(self.second.close)
        if self.worklist is not None:
            self.worklist.left.connect(self._show_images)
            self.case_column.studies.worklist_wanted.connect(self.focus_search)
            self.closing.connect(self.worklist.close)
        self._show_case()

    def _dock(self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setTitleBarWidget(QWidget())
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    def _serve_grid(self, grid: ViewportGrid) -> None:
        grid.context_menu_wanted.connect(self._show_context_menu)
        grid.probed.connect(self.status.show_probe)
        grid.stack_dropped.connect(lambda model, stack_id: self.session.layouts.put(stack_id, model))

    def _serve_second(self, window: SecondWindow) -> None:
        self.commands.serve(window)
        self.screens.watch(window)
        self._serve_grid(window.grid)

    # ── what the session says ────────────────────────────────────────────────────────────────────

    def _show_case(self) -> None:
        if self.session.study is not None:
            self.right.setVisible(self.session.case is not None)
        if self.session.case is None:
            self._centre.setCurrentWidget(self.front)
            if not self._written_in():
                self._centre.setFocus()
        elif self.worklist is None or not self.worklist.stays():
            self._show_images()

    def _show_images(self) -> None:
        written_in = self._written_in()
        self._centre.setCurrentWidget(self.grid)
        if written_in is None or self.front.isAncestorOf(written_in):
            self._centre.setFocus()

    def _written_in(self) -> QWidget | None:
        """The text of this window that has the keyboard."""
        focused = QApplication.focusWidget()
        return focused if focused is not None and self.isAncestorOf(focused) and is_writing(focused) else None

    def _confirm_lock(self) -> None:
        LockDialog(self.session, self).open()

    def _show_context_menu(self, _: object, place: QPoint) -> None:
        self.commands.context_menu().popup(place)

    # ── the window's own commands ────────────────────────────────────────────────────────────────

    def ask_for_files(self) -> None:
        """Let the reader choose files; no native dialog, so that it looks and works alike everywhere."""
        dialog = QFileDialog(self, tr("Open files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._ask(dialog)

    def ask_for_folder(self) -> None:
        """Let the reader choose a folder."""
        dialog = QFileDialog(self, tr("Open folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._ask(dialog)

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._open)
        dialog.open()

    def _open(self, names: list[str]) -> None:
        self.session.open_paths([Path(name) for name in names])

    def show_refusals(self) -> None:
        """Show which files were not used."""
        RefusalsDialog(self.session, self).show()

    def show_settings(self) -> None:
        """Show what is remembered."""
        SettingsDialog(self.session, self).show()

    def show_keys(self) -> None:
        """Show all commands with their keys."""
        KeyListDialog(self.session, self.commands.commands, self).show()

    def check_display(self) -> None:
        """Show the pattern for the screen that the window with the keyboard is on."""
        DisplayCheckDialog(self.checks, self._window_in_use()).show()

    def show_card(self) -> None:
        """Show the cards of the models that are asked about this case, or all."""
        CardDialog(self.session.reading_desk.tasks(), self).show()

    def save_picture(self) -> object:
        """Write the active viewport to a file of the reader's choice."""
        view = self._active_view()
        if view is None:
            return None
        dialog = PictureDialog(self.session, view, self)
        dialog.open()
        return dialog

    def save_series(self) -> object:
        """Write the whole stack of the active viewport as pictures or as a video."""
        view = self._active_view()
        return ExportDialog(self.session, view, self.export, self).open() if view is not None else None

    def why_not_save_series(self) -> str:
        """Why that cannot be now; empty when it can."""
        return why_not_export(self.session, self.export)

    def _active_view(self) -> ViewportView | None:
        active = self.session.viewports.active
        views = (*self.grid.views, *self.second.views)
        return next((view for view in views if view.model is active), None)

    def move_pointer(self, right: int, down: int) -> None:
        """Move the mouse pointer in the active viewport by key."""
        view = self._active_view()
        if view is not None and view.isVisible():
            self.pointer.move(view, right, down)

    def click_pointer(self) -> None:
        """Click by key where the pointer is in the active viewport."""
        view = self._active_view()
        if view is None or not view.isVisible() or not self.pointer.click(view):
            self.session.noticed.emit(Notice(NoticeLevel.INFO, NO_POINTER))

    def _window_in_use(self) -> QWidget:
        second = self.second.window
        return second if second is not None and second.isActiveWindow() else self

    def toggle_full_screen(self) -> None:
        """Use the whole screen, or a window: that of the two which has the keyboard."""
        window = self._window_in_use()
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_left(self) -> None:
        """Show or hide the left column."""
        self.left.setVisible(self.left.isHidden())

    def toggle_right(self) -> None:
        """Show or hide the reading column."""
        self.right.setVisible(self.right.isHidden())

    def toggle_marks(self) -> None:
        """Show the list of marks and give it the keyboard; from there, close it."""
        if self.marks_dock.isVisible() and self.marks.isAncestorOf(QApplication.focusWidget() or self):
            self.marks_dock.hide()
            self.give_images_the_keyboard()
        else:
            self.marks_dock.show()
            self.resizeDocks([self.marks_dock], [self.height() * 2 // 5], Qt.Orientation.Vertical)
            self.marks.take_keyboard()

    def focus_search(self) -> None:
        """Show the worklist and type into its search; from there, back to the images."""
        if self.worklist is not None and not (self.front.isVisible() and self.worklist.leave()):
            self._centre.setCurrentWidget(self.front)
            self.front.take_keyboard()

    def focus_series(self) -> None:
        """Give the keyboard to the series list, or back to the images."""
        if self.case_column.series.list.hasFocus():
            self.give_images_the_keyboard()
        else:
            self.left.show()
            self.case_column.series.take_keyboard()

    def focus_next_panel(self) -> None:
        """From the images to studies, series, reading column and marks, and back to the images."""
        studies, series = self.case_column.studies, self.case_column.series
        stops = (
            (self._centre, self.give_images_the_keyboard),
            (studies, partial(focus_inside, studies)),
            (series, series.take_keyboard),
            (self.reading_column, self.reading_column.focus_first),
            (self.marks, self.marks.take_keyboard),
        )
        go_to_next(stops, QApplication.focusWidget())

    def give_images_the_keyboard(self) -> None:
        """Away from texts and controls, so that keys are commands."""
        self._centre.setFocus()

    def focus_form(self) -> None:
        """Give the keyboard to the read form, or back to the images."""
        focused = QApplication.focusWidget()
        if focused is not None and self.reading_column.isAncestorOf(focused):
            self.give_images_the_keyboard()
        else:
            self.right.show()
            self.reading_column.focus_first()

    # ── events ───────────────────────────────────────────────────────────────────────────────────

    def event(self, event: QEvent) -> bool:
        """Leave to the focused control the keys that operate it, before they become commands."""
        if stays_with_widget(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves a text and gives the keyboard back to the images."""
        if event.key() == Qt.Key.Key_Escape and is_writing(QApplication.focusWidget()):
            self._centre.setFocus()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept local files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        urls: list[QUrl] = event.mimeData().urls()
        self._open([url.toLocalFile() for url in urls if url.isLocalFile()])
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Write what is not written yet and stop the threads; the window is gone at once, its dialogs with it."""
        self.screens.stop()
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.hide()
        if not self._closed:
            self._closed = True
            self.closing.emit()
            self.session.close()
        super().closeEvent(event)
