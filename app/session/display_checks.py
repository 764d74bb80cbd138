"""Whether the reader has looked at the display check of a screen lately, and what they saw."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.reading.display import DisplayCheck, Displays, DisplayState, Screen
from app.reading.store.display_checks import DisplayCheckFile
from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper
from imaging.words import Words

VALID = timedelta(days=30)
"""How long a check holds."""

NOT_CHECKED = Words("display not checked")
RECORDED = Words("The check of this display is recorded.")
FAULT = Words("The display check could not be written because of a fault in the program.")


def _now() -> datetime:
    return datetime.now(UTC)


class DisplayChecks(QObject):
    """The last check of every screen; each is written in the record thread, beside the record.

    Without a file they live as long as this.

    Signals
    -------
    changed()
        A screen was checked, or images stand on other screens.
    noticed(Notice)
    """

    changed = Signal()
    noticed = Signal(object)

    def __init__(
        self,
        keeper: RecordKeeper,
        path: Path | None = None,
        now: Callable[[], datetime] = _now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._keeper, self._now = keeper, now
        self._file = DisplayCheckFile(path) if path is not None else None
        # Both are replaced, never changed: a Reading is begun in the record thread, which asks `in_force` there.
        self._latest: dict[Screen, DisplayCheck] = {}
        self._shown: dict[str, Screen] = {}
        if self._file is not None:
            keeper.do_beside(self._load, lambda _: self.changed.emit(), self._warn, FAULT)

    def show_on(self, window: str, screen: Screen | None) -> None:
        """Say on which screen the images of a window stand; None when it is closed."""
        if self._shown.get(window) != screen:
            others = {name: other for name, other in self._shown.items() if name != window}
            self._shown = others if screen is None else {**others, window: screen}
            self.changed.emit()

    def in_force(self) -> Displays | None:
        """The screens on which images stand, each with its check; None when no window has told."""
        screens = tuple(dict.fromkeys(self._shown.values()))
        return tuple(DisplayState.of(screen, self.valid(screen)) for screen in screens) or None

    def record(self, screen: Screen, answers: dict[str, bool]) -> None:
        """Keep what was seen on a screen; it counts once it is on the disk."""
        check = DisplayCheck(screen, answers, self._now().isoformat(timespec="seconds"))
        if self._file is None:
            self._keep(check)
        else:
            work = partial(self._file.append, check)
            self._keeper.do_beside(work, lambda _: self._keep(check), self._warn, FAULT)

    def valid(self, screen: Screen) -> DisplayCheck | None:
        """The last check of a screen; None when there is none of the last 30 days."""
        check = self._latest.get(screen)
        return check if check is not None and self._now() - check.time <= VALID else None

    def words(self, screen: Screen) -> str:
        """One line about a screen, as ``"display checked 2026-11-20"``."""
        check = self.valid(screen)
        if check is None:
            return NOT_CHECKED
        words = Words("display checked {day:%Y-%m-%d}", day=check.time.astimezone())
        unseen = sum(not seen for seen in check.answers.values())
        return (
            Words("{checked}, {unseen} of {count} not seen", checked=words, unseen=unseen, count=len(check.answers))
            if unseen
            else words
        )

    def summary(self) -> str:
        """One line about the screens on which images stand, each by its name where they differ."""
        screens = dict.fromkeys(self._shown.values())
        told = {screen: self.words(screen) for screen in screens}
        if len(set(told.values())) < 2:
            return next(iter(told.values()), NOT_CHECKED)
        return Words.joined(" · ", (Words.joined(": ", (screen.name, words)) for screen, words in told.items()))

    def _keep(self, check: DisplayCheck) -> None:
        self._latest = {**self._latest, check.screen: check}
        self.noticed.emit(Notice(NoticeLevel.INFO, RECORDED))
        self.changed.emit()

    def _load(self) -> None:
        assert self._file is not None
        self._latest = {**self._file.latest(), **self._latest}

    def _warn(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.ERROR, sentence))
