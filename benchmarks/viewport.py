"""How long a frame takes in the viewport: scrolling, window drag, and the same drag in a plain pyqtgraph ImageItem.

Run it as ``python benchmarks/viewport.py [--frames N]``; without a screen it draws into memory.
"""

import argparse
import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.reading.hanging import ONE, Hung, Layout, three_planes
from app.session.drawing import Drawing
from app.session.journal import Journal
from app.session.lesions import Lesions
from app.session.loaded_stack import LoadedStack, percentile_presets
from app.session.messages import Overlays
from app.session.settings import Settings
from app.session.viewports import Viewports
from app.ui.viewport_grid import ViewportGrid
from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.palettes import Palette
from imaging.presentation import ImageStack, Presentation
from imaging.study import Calibration, CalibrationKind, Frame, Series, Stack, StackKind

VIEW = 1200


class NoDesk(QObject):
    """A reading desk whose read asks for no lesions."""

    changed, phase_changed = Signal(), Signal(object)
    marks, questions = (), ()

    def may_mark(self) -> bool:
        """Nothing is asked."""
        return False


class QuietSession(QObject):
    """A session in which nothing has been revealed."""

    settings_changed = Signal()
    overlays_changed = Signal()
    findings_revealed = Signal(object)
    phase_changed = Signal(object)
    selected_finding_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.overlays, self.settings, self.selected_finding = Overlays(), Settings(), ""
        self.case, self.revealed, self.reference_boxes = None, (), ()
        self.drawing = Drawing(Journal(), self)
        nothing = Viewports(lambda stack: LoadedStack(stack, Series(stack.series_uid)), self)
        self.lesions = Lesions(NoDesk(self), nothing, self)


def radiograph(rows: int = 3000, columns: int = 2500) -> tuple[Stack, ImageStack]:
    """7.5 Mpx unless told otherwise, 14 bit."""
    values = np.random.default_rng(0).integers(0, 1 << 14, (1, 1, rows, columns), dtype=np.uint16)
    calibration = Calibration(CalibrationKind.DETECTOR, 0.14, 0.14)
    frame = Frame("none", 1, "1.1")
    stack = Stack("1/0", "1", StackKind.RADIOGRAPH, (frame,), rows, columns, 1, calibration=calibration)
    return stack, ImageStack("1/0", values, (Presentation(),))


def volume(slices: int = 60) -> tuple[Stack, ImageStack]:
    """512² slices, 12 bit, 0.35 × 0.35 × 3 mm."""
    values = np.random.default_rng(1).integers(0, 1 << 12, (1, slices, 512, 512), dtype=np.uint16)
    along_row, along_column = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, -1.0])
    planes = [
        PlaneGeometry(np.array([3.0 * i, 0, 0]), along_row, along_column, 0.35, 0.35, 512, 512, 3.0, "1.9")
        for i in range(slices)
    ]
    frames = tuple(Frame("none", 1, f"2.{i}", plane) for i, plane in enumerate(planes))
    geometry = VolumeGeometry.from_planes(planes[0], [3.0, 0.0, 0.0], slices)
    calibration = Calibration(CalibrationKind.GEOMETRY, 0.35, 0.35)
    stack = Stack("2/0", "2", StackKind.VOLUME, frames, 512, 512, slices, geometry=geometry, calibration=calibration)
    return stack, ImageStack("2/0", values, (Presentation(),) * slices)


def grid_of(stack: Stack, image: ImageStack, layout: Layout) -> tuple[ViewportGrid, Viewports]:
    """A grid that shows the layout, `VIEW` × `VIEW` logical pixels."""

    def load(_: Stack) -> LoadedStack:
        loaded = LoadedStack(stack, Series(stack.series_uid, modality="MR", description="PD FS", stacks=(stack,)))
        loaded.finish(image, percentile_presets(image))
        return loaded

    viewports = Viewports(load)
    grid = ViewportGrid(viewports, QuietSession())
    grid.resize(VIEW, VIEW)
    grid.show()
    viewports.hang(layout)
    QApplication.processEvents()
    return grid, viewports


def times(step: Callable[[int], None], frames: int) -> np.ndarray:
    """Milliseconds from a change to the end of its painting, frame by frame: shape (2, frames), wall and CPU."""
    taken = []
    for i in range(frames):
        wall, cpu = time.perf_counter(), time.process_time()
        step(i)
        QApplication.processEvents()
        taken.append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)))
    return np.array(taken[3:]).T


def report(name: str, taken: np.ndarray) -> float:
    """Print median and 95th percentile; return the median CPU time, which other work on the machine disturbs least."""
    wall, cpu = taken
    median, cpu_median = float(np.median(wall)), float(np.median(cpu))
    print(f"{name:<58} median {median:6.2f} ms   p95 {np.percentile(wall, 95):6.2f} ms   CPU {cpu_median:6.2f} ms")
    return cpu_median


def window_drag(
    frames: int, zoom: float, palette: Palette = Palette.GREY, size: tuple[int, int] = (3000, 2500)
) -> np.ndarray:
    """Drag the window on a radiograph of so many rows and columns."""
    stack, image = radiograph(*size)
    grid, viewports = grid_of(stack, image, Layout((Hung(stack),), ONE))
    model = viewports.models[0]
    model.zoom_by(zoom)
    model.set_palette(palette)
    taken = times(lambda i: model.drag_window(1.0 if i % 40 < 20 else -1.0, 0.5), frames)
    grid.close()
    return taken


def scrolling(frames: int, *, planes: bool) -> np.ndarray:
    """Scroll 512² slices, alone or with two linked reconstructed planes."""
    stack, image = volume()
    layout = three_planes(stack) if planes else Layout((Hung(stack),), ONE)
    grid, viewports = grid_of(stack, image, layout)
    model = viewports.models[0]
    taken = times(lambda i: model.go_to(i % stack.slices), frames)
    grid.close()
    return taken


def plain_pyqtgraph(frames: int, size: tuple[int, int] = (3000, 2500)) -> np.ndarray:
    """The same window drag with setLevels on an ImageItem in a view of the same size."""
    _, image = radiograph(*size)
    view = pg.GraphicsLayoutWidget()
    box = view.addViewBox(lockAspect=True, invertY=True)
    item = pg.ImageItem(image.values[0, 0], axisOrder="row-major")
    box.addItem(item)
    view.resize(VIEW, VIEW)
    view.show()
    QApplication.processEvents()
    taken = times(lambda i: item.setLevels((100.0 + i % 40, 16000.0 - i % 40)), frames)
    view.close()
    return taken


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=120)
    frames = parser.parse_args().frames
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    report("scroll 512², one viewport 1200²", scrolling(frames, planes=False))
    report("scroll 512², three linked planes", scrolling(frames, planes=True))
    report("window drag 3000×2500, zoomed 4×, one viewport 1200²", window_drag(frames, 4.0))
    ours = report("window drag 3000×2500, fit, one viewport 1200²", window_drag(frames, 1.0))
    coloured = window_drag(frames, 1.0, Palette.HOT_IRON)
    report("the same, fit, through a colour table", coloured)
    report("the same, zoomed 4×, through a colour table", window_drag(frames, 4.0, Palette.HOT_IRON))
    plain = report("window drag 3000×2500, plain pyqtgraph ImageItem 1200²", plain_pyqtgraph(frames))
    print(f"CPU of plain pyqtgraph / CPU of this viewport: {plain / ours:.1f}")


if __name__ == "__main__":
    main()
