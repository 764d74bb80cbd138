"""A simulated study, exported, and analysed by pROC in R: the same numbers."""

from pathlib import Path

import numpy as np
import pytest

from app.reading.store.sqlite import SqliteStore
from app.reading.study.opening import close_study, open_study
from app.reading.study.reads import study_reads
from app.reading.study.study import ReaderStudy
from app.statistics.exports.write import write_exports
from tests.app.reading.study.conftest import Q, write_study
from tests.app.reading.study.simulated import read_all
from tests.app.reading.study.simulated_panel import Skill, draw, speaker
from tests.app.statistics.in_r import by_r, by_us, largest_difference, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "pROC is here")

READERS = ("R1", "R2", "R3")
CASES = tuple(f"C{number:02d}" for number in range(1, 21))
TRUTH = np.arange(len(CASES)) % 2 == 1


@pytest.fixture
def tables(tmp_path: Path) -> list[Path]:
    """The long tables that were exported of a study of three readers and twenty cases."""
    lines = [(name, "test", "", str(int(true))) for name, true in zip(CASES, TRUTH, strict=True)]
    study = ReaderStudy(write_study(tmp_path / "study", cases=lines, readers=[(r, "", "", "") for r in READERS]))
    open_study(study)
    store = SqliteStore(study.record_path)
    panel = draw(np.random.default_rng(5), TRUTH, len(READERS), Skill())
    for number, reader in enumerate(READERS):
        read_all(study, store, reader, *speaker(panel, number, CASES, Q))
    store.close()
    close_study(study)
    exports = write_exports(study_reads(study), tmp_path / "export")
    study.close_files()
    return [export.path for export in exports if export.layout == "MRMCaov" and export.path]


def test_areas_intervals_and_tests_are_those_of_proc(tables: list[Path]) -> None:
    """Each reader's area with DeLong's interval and test, and OR/Hillis from pROC's covariances."""
    (table,) = tables
    theirs, ours = by_r(table), by_us(table)
    assert set(theirs) == {(r, w) for r in READERS for w in ("aided", "unaided", "difference")} | {
        ("all", "difference")
    }
    assert largest_difference(theirs, ours) < 1e-6
