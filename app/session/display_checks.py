"""Whether the reader has looked at the display check of a screen lately, and what they saw."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.reading.store.display_checks import DisplayCheck, DisplayCheckFile, Screen
from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper

VALID = timedelta(days=30)
"""How long a check holds."""

NOT_CHECKED = "display not checked"
RECORDED = "The check of this display is recorded."
FAULT = "The display check could not be written because of a fault in the program."


def _now() -> datetime:
    return datetime.now(UTC)


class DisplayChecks(QObject):
    """The last check of every screen; each is written in the record thread, beside the record.

    Without a file they live as long as this.

    Signals
    -------
    changed(), noticed(Notice)
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
        self._latest: dict[Screen, DisplayCheck] = {}
        if self._file is not None:
            keeper.do_beside(self._file.latest, self._take, self._warn, FAULT)

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
        words = f"display checked {check.time.astimezone():%Y-%m-%d}"
        unseen = sum(not seen for seen in check.answers.values())
        return f"{words}, {unseen} of {len(check.answers)} not seen" if unseen else words

    def _keep(self, check: DisplayCheck) -> None:
        self._latest[check.screen] = check
        self.noticed.emit(Notice(NoticeLevel.INFO, RECORDED))
        self.changed.emit()

    def _take(self, latest: dict[Screen, DisplayCheck]) -> None:
        self._latest = {**latest, **self._latest}
        self.changed.emit()

    def _warn(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.ERROR, sentence))
