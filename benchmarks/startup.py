"""From the start of the process to the window and to the first image of a study in it, in seconds.

    python benchmarks/startup.py STUDY [-n RUNS]

Each run is a fresh process with its own empty record; the clock starts before Python does. Also says whether torch
was imported on the way (it must not be).
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(study: Path, started: float) -> None:
    """Open the window on a study in this process and print when what was on the screen."""
    from PySide6.QtCore import QTimer

    from app.session.settings import Settings
    from app.ui.cli import build_window, start_application

    times: dict[str, float] = {}
    application = start_application()
    with tempfile.TemporaryDirectory() as folder:
        window = build_window(Path(folder) / "record.sqlite", Settings(reader="benchmark"), None)
        window.session.desk.ask = lambda *_: None  # the models come after the first image
        window.resize(1600, 1000)
        window.show()
        window.session.start([study])

        def look() -> None:
            times.setdefault("window", time.time() - started)
            models = window.session.viewports.models
            if models and models[0].picture() is not None:
                window.grid.repaint()
                times["first image"] = time.time() - started
                times["torch imported"] = float("torch" in sys.modules)
                window.close()
                application.quit()
            else:
                QTimer.singleShot(2, look)

        QTimer.singleShot(0, look)
        application.exec()
    sys.stdout.write(json.dumps(times) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=Path)
    parser.add_argument("-n", type=int, default=7)
    parser.add_argument("--started", type=float, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.started:
        measure(args.study, args.started)
        return 0
    runs = []
    for _ in range(args.n + 1):
        command = [sys.executable, __file__, str(args.study), "--started", str(time.time())]
        runs.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    for what in ("window", "first image"):
        values = sorted(run[what] for run in runs[1:])  # the first run warms the file cache
        print(f"{what:12} median {statistics.median(values):.2f} s   min {values[0]:.2f}   max {values[-1]:.2f}")
    print(f"torch imported in {sum(run['torch imported'] for run in runs):.0f} of {len(runs)} runs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
