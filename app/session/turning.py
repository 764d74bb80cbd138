"""Turning planes and making slabs: what the reader may do to a viewport, about which point, and what prevents it."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.reading.hanging import is_thick
from app.session.cutter import Cutter
from app.session.messages import Notice, NoticeLevel
from app.session.viewport_model import Tool, ViewportModel
from app.session.viewports import Viewports
from imaging.oblique import Sweep, spacing_along
from imaging.slab import Slab, SlabMode
from imaging.words import Words

Vector = NDArray[np.float64]

NO_SERIES = Words("There is no series in the active viewport.")
NO_VOLUME = Words("Only a volume of three slices or more can be turned or shown as a slab.")
UNEVEN = Words("The slices of this series do not lie at equal distances: it can only be shown as it was acquired.")
COLOUR = Words("A series in colour can only be shown as it was acquired.")
STILL_READ = Words("This series is still being read.")
NOT_TURNED = Words("The plane in the active viewport is not turned.")
THIN_ALREADY = Words("The active viewport shows no slab.")

STEP = 2.0
"""Degrees by which a key turns a plane."""

THICKNESSES = (1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 50.0, 80.0)
"""Slabs to choose from by key, mm; those that are not thicker than a voxel are left out."""

FIRST_THICKNESS = 5.0
"""A slab begins with the first thickness from here on."""

SMALLEST_CHANGE = 0.5
"""A slab that is dragged changes in steps of so many mm."""


class Way(Enum):
    """Where the face of a plane turns to: the axis on the screen, (right, down), of a turn by the right-hand rule."""

    LEFT = (0.0, 1.0)
    RIGHT = (0.0, -1.0)
    UP = (-1.0, 0.0)
    DOWN = (1.0, 0.0)


def why_not_turn(model: ViewportModel | None) -> str:
    """What prevents a viewport from showing other planes than it does; empty when nothing does."""
    loaded = model.loaded if model is not None else None
    if loaded is None:
        return NO_SERIES
    stack, geometry = loaded.stack, loaded.stack.geometry
    if geometry is None or not is_thick(stack) or min(stack.rows, stack.columns) < 2:
        return NO_VOLUME
    if not stack.regular or not np.isfinite(geometry.affine).all():
        return UNEVEN
    if loaded.image is None:
        return STILL_READ
    return COLOUR if loaded.image.is_colour else ""


def pivot_of(viewports: Viewports, model: ViewportModel) -> Vector:
    """The point (LPS, mm) about which the plane of a viewport turns: the crosshair's, else the middle of the view.

    When the reader has scrolled away from the crosshair, its foot on the plane that is shown.
    """
    plane = model.plane_at(model.position)
    assert plane is not None
    point = viewports.linking.cursor_for(model)
    if point is None:
        return plane.image_to_patient(model.view_center())
    away = float(plane.distance(point))
    return point if abs(away) <= plane.thickness else point - away * plane.normal


def sweep_of(model: ViewportModel, pivot: Vector) -> Sweep:
    """The planes that a viewport shows, one of them through a point."""
    if model.sweep is not None:
        return model.sweep.moved_to(pivot)
    assert model.loaded is not None
    assert model.loaded.stack.geometry is not None
    return Sweep.of_section(model.loaded.stack.geometry, model.axis, pivot)


def spacing_through(model: ViewportModel) -> float:
    """Distance in mm between two sections of a viewport: the thinnest slab is thicker."""
    plane = model.plane_at(model.position)
    stack = model.loaded.stack if model.loaded is not None else None
    assert plane is not None
    assert stack is not None
    assert stack.geometry is not None
    return spacing_along(stack.geometry, plane.normal)


def set_thickness(model: ViewportModel, thickness: float, mode: SlabMode | None = None) -> None:
    """Make a slab so thick, in a mode or the one it has; thin when that is no more than a voxel, never beyond all."""
    voxel = spacing_through(model)
    most = max(1, model.positions) * voxel
    kept = min(round(thickness / SMALLEST_CHANGE) * SMALLEST_CHANGE, most)
    model.set_slab(Slab(kept if kept > voxel else 0.0, mode or model.slab.mode))


def begin_slab(model: ViewportModel, mode: SlabMode | None = None) -> str:
    """Make a slab of the first thickness; returns what prevents it, empty when nothing does."""
    objection = why_not_turn(model)
    if not objection:
        voxel = spacing_through(model)
        thickness = next((t for t in THICKNESSES if t >= FIRST_THICKNESS and t > voxel), 2 * voxel)
        set_thickness(model, thickness, mode)
    return objection


class Turning(QObject):
    """What keys and menus do to the plane and the slab of the active viewport.

    Signals
    -------
    noticed(Notice)
    """

    noticed = Signal(object)

    def __init__(self, viewports: Viewports, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewports = viewports
        self._cutter = Cutter(viewports, self)
        self._cutter.noticed.connect(self.noticed)
        viewports.tool_changed.connect(self._show_tool)

    def _show_tool(self, tool: Tool) -> None:
        """The crosshair tool shows a crosshair at once: its lines are what the reader takes hold of."""
        active = self._viewports.active
        if tool is Tool.CROSSHAIR and active is not None and self._viewports.linking.cursor_for(active) is None:
            self._viewports.set_cursor(active, active.view_center())

    # ── planes ───────────────────────────────────────────────────────────────────────────────────

    def turn(self, way: Way) -> None:
        """Turn the plane about an axis of the screen through the crosshair."""
        model = self._model()
        if model is None:
            return
        sweep = sweep_of(model, pivot_of(self._viewports, model))
        column, row = model.orientation.T @ np.array(way.value)
        model.turn_to(sweep.turned(column * sweep.along_row + row * sweep.along_column, STEP))

    @property
    def is_turned(self) -> bool:
        """True when the active viewport shows a turned plane."""
        return self._viewports.active is not None and self._viewports.active.sweep is not None

    def straighten(self) -> None:
        """Back to the sections along the volume's own axes."""
        if self.is_turned and self._viewports.active is not None:
            self._viewports.active.straighten()

    # ── slabs ────────────────────────────────────────────────────────────────────────────────────

    def change_thickness(self, steps: int) -> None:
        """The next thicker or thinner slab; below the thinnest one the section is thin again."""
        model = self._model()
        if model is None:
            return
        voxel, present = spacing_through(model), model.slab.thickness
        choice = [thickness for thickness in THICKNESSES if thickness > voxel]
        later = [thickness for thickness in choice if thickness > present]
        earlier = [thickness for thickness in choice if thickness < present]
        if steps > 0 and not present:
            begin_slab(model)
        elif steps > 0:
            set_thickness(model, later[0] if later else present)
        else:
            set_thickness(model, earlier[-1] if earlier else 0.0)

    def set_mode(self, mode: SlabMode) -> None:
        """Show the mean, the largest or the smallest value of a slab; a thin section becomes a slab."""
        model = self._model()
        if model is not None and model.slab.is_thick:
            set_thickness(model, model.slab.thickness, mode)
        elif model is not None:
            begin_slab(model, mode)

    @property
    def is_slab(self) -> bool:
        """True when the active viewport shows a slab."""
        return self._viewports.active is not None and self._viewports.active.slab.is_thick

    def thin(self) -> None:
        """A thin section again."""
        if self._viewports.active is not None:
            self._viewports.active.set_slab(Slab(0.0, self._viewports.active.slab.mode))

    # ── what can be turned ───────────────────────────────────────────────────────────────────────

    def why_not(self) -> str:
        """What prevents the active viewport from being turned; empty when nothing does."""
        return why_not_turn(self._viewports.active)

    def _model(self) -> ViewportModel | None:
        """The active viewport; a sentence says why not when it cannot be turned."""
        objection = self.why_not()
        if objection:
            self.noticed.emit(Notice(NoticeLevel.INFO, objection))
            return None
        return self._viewports.active

    def close(self) -> None:
        """Stop the thread."""
        self._cutter.close()
