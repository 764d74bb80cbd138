"""Every measurement tool against a phantom of known lengths, angles, areas and grey values: true and measured.

Run it as ``python benchmarks/measurements.py [--size WIDTHxHEIGHT]``. The phantom is a radiograph of 0.143 mm at the
detector and, for pixels that are not square, one of 0.3 mm × 0.15 mm. Each measurement is drawn by mouse events on the
real viewport, whose positions are whole pixels of the screen, so that what is left is the rounding of the hand: at most
half a screen pixel at each point. The true values are computed here from the points, without the program's functions.
"""

import argparse
import math
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from viewport import QuietSession

from app.reading.hanging import Hung, Layout
from app.session.loaded_stack import LoadedStack, percentile_presets
from app.session.viewport_model import Tool
from app.session.viewports import Viewports
from app.ui.viewport_view import ViewportView
from imaging.measures import Kind
from imaging.presentation import ImageStack, Presentation
from imaging.study import Calibration, CalibrationKind, Frame, Series, Stack, StackKind

ROWS, COLUMNS = 1000, 800
Spot = tuple[float, float]


def disc_and_ramp() -> np.ndarray:
    """Left half: 500 ± 100 as on a chessboard, mean 500, SD 100; right half: the value is the column."""
    row, column = np.mgrid[:ROWS, :COLUMNS]
    chess = np.where((row + column) % 2, 600, 400)
    return np.where(column < COLUMNS // 2, chess, column).astype(np.uint16)


@dataclass(frozen=True)
class Trial:
    """A measurement: its points in mm from the corner (x, y), and what is true of it, by name."""

    kind: Kind
    points: tuple[Spot, ...]
    truth: dict[str, float]


def turned(angle: float, length: float, start: Spot = (0.0, 0.0)) -> Spot:
    """The point so far from a start in a direction given in degrees."""
    return start[0] + length * math.cos(math.radians(angle)), start[1] + length * math.sin(math.radians(angle))


def trials() -> Iterator[Trial]:
    """All tools; points between 5 and 100 mm, which lie on both phantoms."""
    a = (20.0, 20.0)
    yield Trial(Kind.LENGTH, (a, turned(0, 60, a)), {"length": 60.0})
    yield Trial(Kind.LENGTH, (a, turned(90, 80, a)), {"length": 80.0})
    yield Trial(Kind.LENGTH, (a, turned(37, 50, a)), {"length": 50.0})
    yield Trial(Kind.JOINT_SPACE, (a, turned(80, 4.5, a)), {"joint space": 4.5})
    yield Trial(Kind.ANGLE, (turned(10, 40, a), a, turned(18.2, 50, a)), {"angle": 8.2})
    yield Trial(Kind.ANGLE, (turned(-10, 40, a), a, turned(110, 50, a)), {"angle": 120.0})
    b = (20.0, 70.0)
    yield Trial(Kind.COBB, (a, turned(5, 40, a), b, turned(-30, 40, b)), {"Cobb": 35.0})
    yield Trial(Kind.BIDIRECTIONAL, (a, turned(25, 48, a)), {"long": 48.0, "short": 24.0})
    yield Trial(Kind.ELLIPSE, ((10.0, 10.0), (50.0, 70.0)), {"area": math.pi * 20 * 30, "mean": 500.0, "SD": 100.0})
    square = ((12.0, 12.0), (42.0, 12.0), (42.0, 62.0), (12.0, 62.0))
    yield Trial(Kind.POLYGON, square, {"area": 1500.0, "mean": 500.0, "SD": 100.0, "min": 400.0, "max": 600.0})
    pole = turned(80, 42, a)
    yield Trial(Kind.INSALL_SALVATI, (a, pole, turned(100, 46.2, pole)), {"Insall–Salvati": 1.10})
    axis = (50.0, 40.0)
    rim = (35.0, 30.0)
    yield Trial(Kind.TIBIAL_SLOPE, (axis, turned(95, 60, axis), rim, turned(5 + 9, 40, rim)), {"tibial slope": 9.0})
    head, other = (30.0, 60.0), (95.0, 60.0)
    yield Trial(Kind.CENTRE_EDGE, (head, other, turned(-90 - 28, 25, head)), {"centre–edge": 28.0})
    hip, ankle = (50.0, 8.0), (50.0, 108.0)
    knee = (56.0, 58.0)
    bend = 180.0 - 2 * math.degrees(math.atan(6 / 50))
    yield Trial(Kind.MECHANICAL_AXIS, (hip, knee, ankle), {"hip–knee–ankle": bend, "axis off the knee by": 6.0})


class Bench:
    """One phantom in one viewport."""

    def __init__(self, calibration: Calibration, size: tuple[int, int]) -> None:
        frame = Frame("none", 1, "1.1")
        stack = Stack("1/0", "1", StackKind.RADIOGRAPH, (frame,), ROWS, COLUMNS, 1, calibration=calibration)
        image = ImageStack("1/0", disc_and_ramp()[None, None], (Presentation(),))
        loaded = LoadedStack(stack, Series("1", stacks=(stack,)))
        loaded.finish(image, percentile_presets(image))
        self.calibration = calibration
        self.viewports = Viewports(lambda _: loaded)
        self.viewports.hang(Layout((Hung(stack),), ((0, 0, 1, 1),)))
        self.session = QuietSession()
        self.view = ViewportView(self.viewports.models[0], self.viewports, self.session)
        self.view.resize(*size)

    def on_screen(self, spot: Spot) -> QPoint:
        """The whole pixel of the screen nearest to a point in mm."""
        image = spot[0] / self.calibration.column_spacing, spot[1] / self.calibration.row_spacing
        x, y = self.view.matrix() @ [*image, 1.0]
        return QPoint(round(float(x)), round(float(y)))

    def measured(self, trial: Trial) -> dict[str, float]:
        """Draw by clicks and read the numbers."""
        drawing = self.session.drawing
        self.viewports.set_tool(Tool(trial.kind.value))
        for spot in trial.points:
            QTest.mouseClick(self.view, Qt.MouseButton.LeftButton, pos=self.on_screen(spot))
        if trial.kind is Kind.POLYGON:
            QTest.mouseClick(self.view, Qt.MouseButton.LeftButton, pos=self.on_screen(trial.points[0]))
        mark = drawing.journal.marks[-1]
        found = {value.name or str(mark.measurement.kind): value.value for value in mark.values}
        drawing.journal.delete(mark.measurement.measurement_id)
        return found


def main(print_line: Callable[[str], object]) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="1100x1375", help="of the viewport in screen pixels")
    width, height = (int(part) for part in parser.parse_args().size.split("x"))
    application = QApplication.instance() or QApplication(sys.argv[:1])
    for calibration in (
        Calibration(CalibrationKind.DETECTOR, 0.143, 0.143),
        Calibration(CalibrationKind.GEOMETRY, 0.3, 0.15),
    ):
        bench = Bench(calibration, (width, height))
        pixel = calibration.column_spacing / float(np.linalg.norm(bench.view.matrix()[:, 0]))
        print_line(
            f"\npixels of {calibration.row_spacing} × {calibration.column_spacing} mm, {calibration.kind}; a screen"
        )
        print_line(
            f"pixel is {pixel:.3f} mm\n\n| tool | number | true | measured | difference |\n|---|---|---|---|---|"
        )
        for trial in trials():
            found = bench.measured(trial)
            for name, true in trial.truth.items():
                line = f"{true:.2f} | {found[name]:.2f} | {found[name] - true:+.2f}"
                print_line(f"| {trial.kind} | {name} | {line} |")
    application.processEvents()


if __name__ == "__main__":
    main(lambda line: sys.stdout.write(line + "\n"))
