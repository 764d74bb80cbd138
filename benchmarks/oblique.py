"""Oblique sections of 256 × 384 × 384: full quality against vtkImageReslice, and frames while a plane turns.

    python benchmarks/oblique.py [--frames N] [--rounds N]

Peers take turns on the same planes, so that other work on the machine hits them alike; wall and CPU time are medians
over random planes. Needs the package vtk; without a screen it draws into memory.
"""

import argparse
import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import vtk
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from viewport import QuietSession
from vtk.util.numpy_support import numpy_to_vtk, vtk_to_numpy

from app.reading.hanging import three_planes
from app.session.loaded_stack import LoadedStack, percentile_presets
from app.session.turning import Turning, set_thickness
from app.session.viewport_model import Tool, ViewportModel
from app.session.viewports import Viewports
from app.ui.overlays.plane_lines import plane_lines
from app.ui.viewport_grid import ViewportGrid
from app.ui.viewport_view import ViewportView
from imaging.geometry import PlaneGeometry, VolumeGeometry
from imaging.oblique import rotation, spacing_along
from imaging.presentation import ImageStack, Presentation
from imaging.reslice import reslice
from imaging.reslice_compiled import prepare
from imaging.reslice_grid import SampleGrid
from imaging.reslice_plain import reslice_plain
from imaging.slab import THIN, Slab, SlabMode
from imaging.study import Calibration, CalibrationKind, Frame, Series, Stack, StackKind
from imaging.volume import Volume

SHAPE, SPACING = (256, 384, 384), (0.7, 0.5, 0.5)
SIDE, PIXEL = 512, 0.4
VIEW = 1200
OUTSIDE = -30000
CORES = os.cpu_count() or 1


def noise() -> NDArray[np.int16]:
    """Every value differs from its neighbours: the worst case for interpolation and for rounding."""
    return np.random.default_rng(0).integers(0, 4000, SHAPE).astype(np.int16)


def axial_geometry() -> VolumeGeometry:
    """Axial slices, from the feet to the head."""
    first = PlaneGeometry(np.zeros(3), np.eye(3)[0], np.eye(3)[1], *SPACING[1:], *SHAPE[1:], SPACING[0], "1")
    return VolumeGeometry.from_planes(first, [0.0, 0.0, SPACING[0]], SHAPE[0])


def random_planes(count: int) -> list[PlaneGeometry]:
    """512² planes through the middle of the volume in random directions."""
    random = np.random.default_rng(1)
    middle = axial_geometry().index_to_patient((np.array(SHAPE) - 1) / 2)
    found = []
    for _ in range(count):
        turn = rotation(random.normal(size=3), random.uniform(10, 80))
        row, column = turn[:, 0], turn[:, 1]
        corner = middle - (row + column) * PIXEL * (SIDE - 1) / 2
        found.append(PlaneGeometry(corner, row, column, PIXEL, PIXEL, SIDE, SIDE))
    return found


class Vtk:
    """vtkImageReslice on the same memory, with its own threads."""

    def __init__(self, values: NDArray[np.int16]) -> None:
        self._image = vtk.vtkImageData()
        self._image.SetDimensions(*SHAPE[::-1])
        self._image.SetSpacing(*SPACING[::-1])
        self._image.GetPointData().SetScalars(numpy_to_vtk(values.ravel(), deep=False))

    def cut(self, plane: PlaneGeometry, slab: Slab) -> NDArray[np.int16]:
        """The same plane, in as many layers as our slab has."""
        reslice = vtk.vtkImageReslice()
        reslice.SetInputData(self._image)
        reslice.SetOutputDimensionality(2)
        reslice.SetInterpolationModeToLinear()
        reslice.SetBackgroundLevel(OUTSIDE)
        reslice.SetResliceAxesDirectionCosines(*plane.along_row, *plane.along_column, *plane.normal)
        reslice.SetResliceAxesOrigin(*plane.position)
        layers = len(slab.offsets(spacing_along(axial_geometry(), plane.normal)))
        reslice.SetOutputSpacing(PIXEL, PIXEL, slab.thickness / layers if slab.is_thick else 1.0)
        reslice.SetOutputOrigin(0, 0, 0)
        reslice.SetOutputExtent(0, SIDE - 1, 0, SIDE - 1, 0, 0)
        if slab.is_thick:
            reslice.SetSlabNumberOfSlices(layers)
            (reslice.SetSlabModeToMean if slab.mode is SlabMode.MEAN else reslice.SetSlabModeToMax)()
        reslice.Update()
        found: NDArray[np.int16] = vtk_to_numpy(reslice.GetOutput().GetPointData().GetScalars())
        return found.reshape(SIDE, SIDE)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of wall and of CPU time."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def against_vtk(values: NDArray[np.int16], slab: Slab, rounds: int) -> None:
    """Print the times, their ratio, and the largest difference of a grey value where all layers are inside."""
    volume, peer = Volume(values, axial_geometry()), Vtk(values)
    taken: dict[str, list[tuple[float, float]]] = {"VTK": [], "ours": [], "ours on one thread": []}
    largest = 0
    for plane in random_planes(8):
        inner, other = inside(plane, slab), peer.cut(plane, slab).astype(int)
        largest = max(largest, int(np.abs(reslice(volume, plane, slab).pixels[inner] - other[inner]).max()))
        for _ in range(rounds):
            taken["VTK"].append(timed(lambda plane=plane: peer.cut(plane, slab)))
            taken["ours"].append(timed(lambda plane=plane: reslice(volume, plane, slab, threads=CORES)))
            taken["ours on one thread"].append(timed(lambda plane=plane: reslice(volume, plane, slab)))
    times = {name: np.median(pairs, axis=0) for name, pairs in taken.items()}
    print(f"slab {slab.thickness:.0f} mm {slab.mode}" if slab.is_thick else "thin", end="")
    print(f"; largest difference {largest} grey level")
    for name, (wall, cpu) in times.items():
        ratio = wall / times["VTK"][0]
        print(f"    {name:<20} median {wall:7.2f} ms   CPU {cpu:7.2f} ms   of VTK's time {ratio:.2f}")


def by_numpy(values: NDArray[np.int16]) -> None:
    """Print how long the engine takes that serves until the other one is compiled."""
    grids = [SampleGrid(axial_geometry(), plane, THIN, 3) for plane in random_planes(8)]
    taken = [timed(lambda grid=grid: reslice_plain(grid, values, None, THIN.mode, lambda: False)) for grid in grids]
    print(f"before it is compiled, every third pixel: median {np.median(taken, axis=0)[0]:.2f} ms")


def inside(plane: PlaneGeometry, slab: Slab) -> NDArray[np.bool_]:
    """Pixels of which every layer lies between the centres of voxels."""
    spots = np.stack(np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5), axis=-1)
    found = np.ones((SIDE, SIDE), np.bool_)
    for side in (-0.5, 0.5):
        place = plane.image_to_patient(spots) + side * slab.thickness * plane.normal
        index = axial_geometry().patient_to_index(place)
        found &= np.all((index >= 0) & (index <= np.array(SHAPE) - 1), axis=-1)
    return found


class Screen(QObject):
    """Three planes of the volume in the real widgets, with the crosshair tool."""

    def __init__(self, values: NDArray[np.int16]) -> None:
        super().__init__()
        geometry = axial_geometry()
        planes = [geometry.section_geometry(0, n) for n in range(SHAPE[0])]
        frames = tuple(Frame("none", 1, f"1.{n}", plane) for n, plane in enumerate(planes))
        calibration = Calibration(CalibrationKind.GEOMETRY, *SPACING[1:])
        stack = Stack(
            "1/0", "1", StackKind.VOLUME, frames, *SHAPE[1:], SHAPE[0], geometry=geometry, calibration=calibration
        )
        image = ImageStack("1/0", values[None], (Presentation(),) * SHAPE[0])
        loaded = LoadedStack(stack, Series("1", modality="MR", description="3D", stacks=(stack,)))
        loaded.finish(image, percentile_presets(image))
        self.viewports = Viewports(lambda _: loaded)
        self.turning = Turning(self.viewports, self)
        self.grid = ViewportGrid(self.viewports, QuietSession())
        self.grid.resize(VIEW, VIEW)
        self.grid.show()
        self.viewports.hang(three_planes(stack))
        QApplication.processEvents()
        self.viewports.set_tool(Tool.CROSSHAIR)
        QApplication.processEvents()

    def send(self, view: ViewportView, kind: QEvent.Type, place: NDArray[np.float64]) -> None:
        """One mouse event with the left button."""
        at = QPointF(*place.tolist())
        is_move = kind == QEvent.Type.MouseMove
        button = Qt.MouseButton.NoButton if is_move else Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, at, at, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view, event)

    def turn(self, frames: int) -> tuple[NDArray[np.float64], float]:
        """Drag the line of the axial plane: ms of every frame (wall, CPU), and ms from rest to the whole picture."""
        turned, view = self.viewports.models[0], self.grid.views[1]
        size = float(view.width()), float(view.height())
        lines = plane_lines(self.viewports, view.model, view.matrix(), size)
        line = next(one for one in lines if one.model is turned)
        assert line.foot is not None
        handle = np.array([line.turn_handles[0].x(), line.turn_handles[0].y()]) - line.foot
        self.send(view, QEvent.Type.MouseButtonPress, line.foot + handle)
        taken = []
        for n in range(frames):
            angle = np.radians(60 * np.sin(2 * np.pi * (n + 1) / 90))
            place = line.foot + np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ handle
            taken.append(timed(lambda place=place: self._step(view, place)))
        rest = self._rest(turned)
        self.send(view, QEvent.Type.MouseButtonRelease, line.foot + handle)
        QApplication.processEvents()
        return np.array(taken)[5:], rest

    def _step(self, view: ViewportView, place: NDArray[np.float64]) -> None:
        self.send(view, QEvent.Type.MouseMove, place)
        QApplication.processEvents()

    def _rest(self, model: ViewportModel) -> float:
        start = time.perf_counter()
        while model.unfinished is not None:
            QApplication.processEvents()
            time.sleep(0.0005)
        QApplication.processEvents()
        return 1000 * (time.perf_counter() - start)

    def close(self) -> None:
        """Stop the thread."""
        self.turning.close()
        self.grid.close()


def turning(values: NDArray[np.int16], frames: int) -> None:
    """Print frame times while a plane turns, thin and as a slab."""
    for thickness in (0.0, 10.0):
        screen = Screen(values)
        set_thickness(screen.viewports.models[0], thickness)
        screen.turn(20)
        runs = [screen.turn(frames // 5) for _ in range(5)]
        wall, cpu = np.concatenate([taken for taken, _ in runs]).T
        rests = [rest for _, rest in runs]
        median, p95, p99 = np.percentile(wall, [50, 95, 99])
        name = f"turning, slab {thickness:.0f} mm MIP" if thickness else "turning, thin"
        print(
            f"{name:<25} frame median {median:6.2f} ms   p95 {p95:6.2f}   p99 {p99:6.2f}   CPU {np.median(cpu):6.2f}"
            f"   whole picture after rest: median {np.median(rests):.0f} ms, longest {max(rests):.0f} ms"
        )
        screen.close()


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=450)
    parser.add_argument("--rounds", type=int, default=6)
    arguments = parser.parse_args()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    values = noise()
    by_numpy(values)
    start = time.perf_counter()
    prepare(values.dtype, padded=False)
    print(f"compiled, or taken from numba's cache, in {time.perf_counter() - start:.2f} s")
    print(f"{SHAPE[0]} × {SHAPE[1]} × {SHAPE[2]}, planes of {SIDE}², {CORES} cores")
    against_vtk(values, THIN, arguments.rounds)
    for mode in (SlabMode.MEAN, SlabMode.MAXIMUM):
        against_vtk(values, Slab(10.0, mode), max(1, arguments.rounds // 3))
    turning(values, arguments.frames)


if __name__ == "__main__":
    main()
