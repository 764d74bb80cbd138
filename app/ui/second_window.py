"""A second window with viewports of the same session, as a rule on another screen."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QMoveEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.reading.hanging import SECOND
from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from app.ui import theme
from app.ui.key_focus import stays_with_widget
from app.ui.viewport_grid import ViewportGrid
from app.ui.viewport_view import ViewportView
from imaging.words import Words

TITLE = Words("Second window")
SETTLED = 500
"""Milliseconds after the last move until the place of the window is kept."""

GONE = Words("A screen is gone: the viewports of the second window are in this window now.")


class SecondWindow(QWidget):
    """A grid of viewports and nothing else; patient data never stand in its title.

    Signals
    -------
    closed()
        By its frame, by the reader.
    moved()
    """

    closed = Signal()
    moved = Signal()

    def __init__(self, session: ReadingSession) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setWindowIcon(theme.icon("overread"))
        self.setObjectName("centre")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumSize(320, 240)
        self.grid = ViewportGrid(session.viewports, session, window=SECOND)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.grid)

    def event(self, event: QEvent) -> bool:
        """Leave to a text that is being written its keys."""
        return stays_with_widget(event) or super().event(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        """It stands elsewhere."""
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """It has another size."""
        self.moved.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The session brings the viewports back and hides it."""
        event.ignore()
        self.closed.emit()


class SecondScreen(QObject):
    """Shows the second window while the session wants it, and keeps its place for every set of screens.

    Parameters
    ----------
    main : QWidget
        The window beside which it stands.
    session : ReadingSession
    serve : callable
        Gives the window the keys and menus of all commands, when it is made.
    """

    def __init__(self, main: QWidget, session: ReadingSession, serve: Callable[[SecondWindow], object]) -> None:
        super().__init__(main)
        self._main, self._session, self._serve = main, session, serve
        self._closing = False
        self.window: SecondWindow | None = None
        self._settled = QTimer(self, singleShot=True, interval=SETTLED)
        self._settled.timeout.connect(self._keep_place)
        self._looked = ""
        session.layouts.windows_changed.connect(self._show)
        session.case_changed.connect(self._open_as_before)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._screens_changed)
            application.screenRemoved.connect(self._screens_changed)

    @property
    def views(self) -> tuple[ViewportView, ...]:
        """Its viewports' widgets."""
        return self.window.grid.views if self.window is not None else ()

    def make(self) -> SecondWindow:
        """The window, made when it is first wanted."""
        if self.window is None:
            self.window = SecondWindow(self._session)
            self.window.closed.connect(self._session.layouts.toggle_second_window)
            self.window.moved.connect(self._settled.start)
            self._serve(self.window)
        return self.window

    def close(self) -> None:
        """The program ends; next time it is open again."""
        self._closing = True
        window = self.window
        if window is not None:
            self._keep_place()
            self.window = None
            window.moved.disconnect()
            self._settled.stop()
            window.hide()
            window.deleteLater()

    def _show(self) -> None:
        if self._session.layouts.two_windows and not self._closing:
            window = self.make()
            self._place(window)
            window.show()
        elif self.window is not None:
            self._settled.stop()
            self.window.hide()
            self._main.activateWindow()
        self._keep_place()

    def _open_as_before(self) -> None:
        """With the first case on a set of screens: as it was left there."""
        key = screens_key(QGuiApplication.screens())
        if key != self._looked and self._session.case is not None and self._session.case.study.stacks:
            self._looked = key
            if self._kept(key).get("open") is True and not self._session.layouts.two_windows:
                self._session.layouts.toggle_second_window()

    # ── its place ────────────────────────────────────────────────────────────────────────────────

    def _kept(self, key: str) -> dict[str, Any]:
        kept = self._session.settings.second_window.get(key)
        return kept if isinstance(kept, dict) else {}

    def _keep_place(self) -> None:
        """Keep where it stands and whether it is open, for the screens that there are."""
        if self.window is None:
            return
        key = screens_key(QGuiApplication.screens())
        place = self.window.saveGeometry().toBase64().toStdString()
        now = {"open": self._session.layouts.two_windows, "place": place}
        if self._kept(key) != now:
            every = {**self._session.settings.second_window, key: now}
            self._session.change_settings(second_window=every)

    def _place(self, window: QWidget) -> None:
        place = self._kept(screens_key(QGuiApplication.screens())).get("place")
        if isinstance(place, str) and window.restoreGeometry(QByteArray.fromBase64(place.encode())):
            covers = window.windowState() & (Qt.WindowState.WindowFullScreen | Qt.WindowState.WindowMaximized)
            if not covers or window.screen() is not self._main.screen():
                return
            window.setWindowState(Qt.WindowState.WindowNoState)  # the main window must not lie hidden behind it
        area, whole = first_place(self._main.screen(), QGuiApplication.screens())
        window.setGeometry(area)
        if whole:
            window.setWindowState(Qt.WindowState.WindowMaximized)

    def _screens_changed(self, _: object) -> None:
        # Qt tells of a screen before it has moved the windows.
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        """After a screen came or went: as the window was left on this set of screens."""
        if self._closing:
            return
        layouts, screens = self._session.layouts, QGuiApplication.screens()
        kept = self._kept(screens_key(screens))
        if layouts.two_windows and self.window is not None:
            if kept.get("open") is True or len(screens) > 1:
                self._place(self.window)
            else:
                layouts.toggle_second_window()
                self._session.noticed.emit(Notice(NoticeLevel.INFO, GONE))
        else:
            self._looked = ""
            self._open_as_before()


def screens_key(screens: Iterable[QScreen]) -> str:
    """Names a set of screens by their sizes and places: ``"1920x1200+0+0 2560x1440+1920+0"``."""
    areas = sorted((s.geometry() for s in screens), key=lambda area: (area.x(), area.y()))
    return " ".join(f"{a.width()}x{a.height()}+{a.x()}+{a.y()}" for a in areas)


def first_place(here: QScreen, screens: Sequence[QScreen]) -> tuple[QRect, bool]:
    """Where the window stands when nothing is kept, and whether it takes that screen whole.

    Another screen, the largest of them; with one screen its right half.
    """
    others = [screen for screen in screens if screen is not here]
    if others:
        largest = max(others, key=lambda s: s.availableGeometry().width() * s.availableGeometry().height())
        return largest.availableGeometry(), True
    area = here.availableGeometry()
    return area.adjusted(area.width() // 2, 0, 0, 0), False
