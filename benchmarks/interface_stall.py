"""Longest time the screen stands still while the models run, torch's import included.

    python benchmarks/interface_stall.py STUDY [--plain]

Opens the study in a real session with its viewports, runs the models that apply, and prints the gaps of a 5 ms timer
of the main thread. `--plain` imports torch the ordinary way instead of `inference.quiet_import`: the peer.
"""

import argparse
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.session import inference_worker
from app.session.collecting import Collector
from app.session.messages import InferenceStage, InferenceState
from app.session.reading_session import ReadingSession
from app.session.record_keeper import RecordKeeper
from app.session.settings import Settings
from app.ui.viewport_grid import ViewportGrid


def no_record() -> None:
    """The benchmark keeps no record; without a reader none is asked for."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=Path)
    parser.add_argument("--plain", action="store_true")
    args = parser.parse_args()
    if args.plain:
        inference_worker.import_models = lambda: None

    app = QApplication(sys.argv[:1])
    Collector(app)  # as the program has it
    session = ReadingSession(RecordKeeper(no_record), Settings())
    grid = ViewportGrid(session.viewports, session)
    grid.resize(1200, 900)
    grid.show()
    gaps: list[tuple[float, str]] = []
    last = time.perf_counter()
    phase = "opening"

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append((now - last, phase))
        last = now

    def follow(state: InferenceState) -> None:
        nonlocal phase
        phase = state.text
        if state.stage in (InferenceStage.READY, InferenceStage.FAILED):
            QTimer.singleShot(300, app.quit)

    timer = QTimer(interval=5)
    timer.timeout.connect(beat)
    session.desk.state_changed.connect(follow)
    session.open_paths([args.study])
    timer.start()
    QTimer.singleShot(120_000, app.quit)
    app.exec()
    session.close()
    gaps.sort(reverse=True)
    print(f"torch imported {'the ordinary way' if args.plain else 'quietly'}; {len(gaps)} beats")
    for gap, what in gaps[:5]:
        print(f"{1000 * gap:7.1f} ms  while: {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
