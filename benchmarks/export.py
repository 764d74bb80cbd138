"""How long a stack takes to be written as a video and as pictures, and how long the screen stands still meanwhile.

    python benchmarks/export.py [--slices N]

A stack of 512 × 512 noise, ten regions of interest on one slice, written as a viewport of 1400 × 1000 shows it, with
marks and words. The gaps of a 2 ms timer of the main thread are compared with those of an idle one in the same run: on
a busy machine both are long, and the difference is what the export costs.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.reading.hanging import Hung, Layout
from app.session.drawing import Drawing
from app.session.journal import Journal
from app.session.loaded_stack import LoadedStack, percentile_presets
from app.session.messages import Overlays
from app.session.viewports import Viewports
from app.ui.export.plan import ExportPlan, Form, PictureSize
from app.ui.export.runner import StackExport
from app.ui.export.sheets import Over, SheetPainter
from app.ui.overlays.layers import Layers
from imaging.measures import Kind
from imaging.presentation import ImageStack, Presentation
from imaging.study import Calibration, CalibrationKind, Frame, Series, Stack, StackKind

SIDE, WIDTH, HEIGHT = 512, 1400, 1000
IDLE_SECONDS = 5.0


def noise(slices: int) -> LoadedStack:
    frames = tuple(Frame("none", 1, f"1.2.{n}") for n in range(slices))
    calibration = Calibration(CalibrationKind.GEOMETRY, 0.5, 0.5)
    stack = Stack("1.2/0", "1.2", StackKind.STACK, frames, SIDE, SIDE, slices, calibration=calibration)
    loaded = LoadedStack(stack, Series("1.2", "MR", stacks=(stack,)))
    values = np.random.default_rng(1).integers(0, 1000, (1, slices, SIDE, SIDE), np.uint16)
    image = ImageStack(stack.stack_id, values, (Presentation(),) * slices)
    loaded.finish(image, percentile_presets(image))
    return loaded


def longest_gap(app: QApplication, goes_on: Callable[[], bool]) -> float:
    """The longest time between two beats of a 2 ms timer, in ms."""
    gaps, last = [0.0], time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now

    timer = QTimer(interval=2, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start()
    while goes_on():
        app.processEvents()
        time.sleep(0.0002)
    timer.stop()
    return 1000 * max(gaps)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slices", type=int, default=100)
    args = parser.parse_args()
    app = QApplication(sys.argv[:1])
    loaded = noise(args.slices)
    viewports = Viewports(lambda _: loaded)
    viewports.hang(Layout((Hung(loaded.stack, 0),), ((0, 0, 1, 1),)))
    model = viewports.models[0]
    drawing = Drawing(Journal())
    picture = model.picture()
    assert picture is not None
    for n in range(10):
        for corner in ((30.0 + 40 * n, 40.0), (60.0 + 40 * n, 90.0)):
            drawing.put(Kind.ELLIPSE, picture, corner)
    export = StackExport()
    over = Over(Layers(Overlays()), drawing.journal.marks)
    plan = ExportPlan(Path("none"), Form.PNG, PictureSize(WIDTH, HEIGHT), False, True, False, 10)
    SheetPainter(model, plan, over, app.font()).paint(0)  # the letters are loaded, as in a window that is open
    with tempfile.TemporaryDirectory() as folder:
        for form in (*Form, *Form):
            began = time.perf_counter()
            idle = longest_gap(app, lambda began=began: time.perf_counter() - began < IDLE_SECONDS)
            path = Path(folder) / f"{time.time_ns()}.{form}"
            plan = ExportPlan(path, form, PictureSize(WIDTH, HEIGHT), False, True, False, 10)
            began = time.perf_counter()
            export.start(SheetPainter(model, plan, over, app.font()), plan)
            busy = longest_gap(app, lambda: export.running)
            each = 1000 * (time.perf_counter() - began) / args.slices
            print(f"{form}: {each:6.1f} ms a picture; longest gap {busy:6.1f} ms, idle {idle:6.1f} ms")
    export.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
