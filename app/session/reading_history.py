"""What the record knows of this reader: where each of their Readings stands, and the live statistics."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from app.reading.comparison import readings_in, rows_of
from app.reading.protocol import Phase
from app.reading.reading import study_digest
from app.reading.record_store import RecordStore
from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper
from app.statistics.summary import Summary, summarise


class ReadingHistory(QObject):
    """Counted in the record thread, shown in the window.

    Signals
    -------
    statistics_changed(), states_changed(), noticed(Notice)
    """

    statistics_changed = Signal()
    states_changed = Signal()
    noticed = Signal(object)

    def __init__(self, keeper: RecordKeeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self.statistics: Summary | None = None
        self._phases: Mapping[str, Phase] = MappingProxyType({})  # by study digest

    def refresh(self, reader: str) -> None:
        """Count anew what this reader has signed, and where each of their Readings stands."""

        def count(store: RecordStore) -> tuple[Summary, dict[str, Phase]]:
            readings = list(readings_in(store, reader))
            summary = summarise(row for reading in readings for row in rows_of(reading))
            return summary, {reading.context.study_digest: reading.phase for reading in readings}

        def counted(result: tuple[Summary, dict[str, Phase]]) -> None:
            self.statistics, self._phases = result
            self.statistics_changed.emit()
            self.states_changed.emit()

        self._keeper.do(count, counted, lambda sentence: self.noticed.emit(Notice(NoticeLevel.ERROR, sentence)))

    def note(self, digest: str, phase: Phase) -> None:
        """A Reading has moved on, whether or not its case is still open."""
        self._phases = {**self._phases, digest: phase}
        self.states_changed.emit()

    @property
    def phases(self) -> Mapping[str, Phase]:
        """Study digest → where this reader's Reading stands; another mapping after each change."""
        return self._phases

    def phase_of(self, study_uid: str) -> Phase | None:
        """Where this reader's Reading of a study stands; None when it has not been opened."""
        return self._phases.get(study_digest(study_uid))
