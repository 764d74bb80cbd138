"""One viewport without its widget: which section, window, zoom, pan and orientation.

The view listens to the signals and paints; tools and keys call the methods. No pixel is computed here.
"""

from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, Signal

from app.session.cutting import CutRequest, LatestCut
from app.session.loaded_stack import LoadedStack, Picture
from app.session.view_transform import ViewTransform
from imaging.geometry import EdgeLabels, PlaneGeometry, VolumeGeometry
from imaging.measures import DEFINITIONS, Kind
from imaging.oblique import Sweep
from imaging.palettes import Palette
from imaging.presentation import VoiFunction, VoiLut, Window
from imaging.slab import THIN, Slab
from imaging.words import Words

LOOK = (
    "sweep", "slab", "position", "volume_index", "window", "function", "lut", "palette", "inverted", "window_touched",
    "smooth", "orientation", "zoom", "center",
)  # fmt: skip
"""What the reader changes of a viewport, besides the stack in it."""


class Tool(StrEnum):
    """What dragging with the left button does."""

    WINDOW = "window"
    ZOOM = "zoom"
    PAN = "pan"
    SCROLL = "scroll"
    CROSSHAIR = "crosshair"
    LESION = "lesion"
    LENGTH = Kind.LENGTH.value
    ANGLE = Kind.ANGLE.value
    COBB = Kind.COBB.value
    BIDIRECTIONAL = Kind.BIDIRECTIONAL.value
    ELLIPSE = Kind.ELLIPSE.value
    POLYGON = Kind.POLYGON.value
    TEXT = Kind.TEXT.value
    ARROW = Kind.ARROW.value
    PROBE = Kind.PROBE.value
    SPINE_LABEL = Kind.SPINE_LABEL.value
    INSALL_SALVATI = Kind.INSALL_SALVATI.value
    TIBIAL_SLOPE = Kind.TIBIAL_SLOPE.value
    JOINT_SPACE = Kind.JOINT_SPACE.value
    CENTRE_EDGE = Kind.CENTRE_EDGE.value
    MECHANICAL_AXIS = Kind.MECHANICAL_AXIS.value

    @property
    def kind(self) -> Kind | None:
        """The kind of mark that it draws; None for a tool that only looks."""
        return Kind(self.value) if self.value in set(Kind) else None

    @property
    def words(self) -> str:
        """Its name for the reader."""
        return DEFINITIONS[self.kind].title if self.kind is not None else TOOLS[self]


TOOLS: dict[Tool, str] = {
    Tool.WINDOW: Words("Window tool"),
    Tool.ZOOM: Words("Zoom tool"),
    Tool.PAN: Words("Pan tool"),
    Tool.SCROLL: Words("Scroll tool"),
    Tool.CROSSHAIR: Words("Crosshair tool"),
    Tool.LESION: Words("Lesion tool"),
}
"""Names of the tools that draw no measurement."""


class ViewportModel(ViewTransform):
    """State of one viewport: what is shown and how; where it lies in the view is the transform's.

    Signals
    -------
    picture_changed()
        Another picture is shown: new stack, slice, echo, or pixels that have just been read.
    window_changed()
        Window, VOI function, LUT, colour table or inversion.
    scrolled()
        The slice position changed by the reader's hand (for linking); follows `picture_changed`.
    """

    picture_changed = Signal()
    window_changed = Signal()
    scrolled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loaded: LoadedStack | None = None
        self.axis = 0
        self.sweep: Sweep | None = None  # turned planes; None: the sections perpendicular to the axis
        self.slab = THIN
        self._cut = LatestCut()
        self._plane_key: tuple[object, ...] = ()
        self._plane: PlaneGeometry | None = None
        self.position = 0
        self.volume_index = 0
        self.window: Window | None = None
        self.function = VoiFunction.LINEAR
        self.lut: VoiLut | None = None
        self.palette = Palette.GREY
        self.inverted = False  # the reader's own inversion, on top of the image's
        self.window_touched = False

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show(self, loaded: LoadedStack, axis: int = 0, position: int | None = None) -> None:
        """Show a stack along an axis, in the middle unless a position is given, with its own window and no zoom."""
        self.loaded, self.axis, self.volume_index = loaded, axis, 0
        self.sweep, self.slab = self._untilted(), THIN
        self.position = self.positions // 2 if position is None else position
        self.window, self.lut, self.function, self.window_touched = None, None, VoiFunction.LINEAR, False
        self.palette, self.inverted = Palette.GREY, False
        self.orientation, self.zoom, self.center = np.eye(2), 1.0, None
        self.pixels_arrived()
        self.view_changed.emit()

    def look_like(self, other: "ViewportModel") -> None:
        """Take over position, window, zoom and orientation from a viewport that shows the same stack."""
        for name in LOOK:
            setattr(self, name, getattr(other, name))
        self.pixels_arrived()
        self.view_changed.emit()

    def clear(self) -> None:
        """Show nothing."""
        self.loaded = None
        self.picture_changed.emit()

    def pixels_arrived(self) -> None:
        """Take the window from the stack unless the reader has changed it, and show what is there now."""
        if self.loaded is not None and not self.window_touched:
            self.window = self.loaded.first_window()
            picture = self.picture()
            if picture is not None:
                self.function = picture.presentation.function
                # A header that offers only a LUT wants that LUT.
                luts = picture.presentation.luts
                self.lut = luts[0] if luts and not picture.presentation.windows else None
            self.window_changed.emit()
        self.picture_changed.emit()

    @property
    def positions(self) -> int:
        """How many sections there are along the axis, or along the normal of a turned plane."""
        if self.loaded is None:
            return 0
        if self.sweep is not None:
            return self.sweep.positions
        geometry = self.loaded.stack.geometry
        return geometry.shape[self.axis] if self.axis and geometry else self.loaded.stack.slices

    def plane_at(self, position: int) -> PlaneGeometry | None:
        """Where the section at a position of a volume lies; None without a volume."""
        geometry = self.loaded.stack.geometry if self.loaded is not None else None
        key = geometry, self.sweep, self.axis, position
        if key != self._plane_key:  # asked for many times in one painting
            section = geometry.section_geometry(self.axis, position) if geometry is not None else None
            plane = self.sweep.plane(position) if self.sweep is not None else section
            self._plane_key, self._plane = key, plane
        return self._plane

    def position_of(self, point: ArrayLike) -> float | None:
        """The section in which a point (LPS, mm) lies, with fractions between two; None without a volume."""
        if self.sweep is not None:
            return self.sweep.position_of(point)
        geometry = self.loaded.stack.geometry if self.loaded is not None else None
        return float(geometry.patient_to_index(point)[self.axis]) if geometry is not None else None

    @property
    def is_acquired(self) -> bool:
        """True when the pictures are those of the scanner, and none is computed."""
        return self.axis == 0 and not self.is_computed

    @property
    def is_computed(self) -> bool:
        """True for a turned plane and for a slab."""
        return self.sweep is not None or self.slab.is_thick

    def picture(self) -> Picture | None:
        """The picture at the present position; None while it has not been read."""
        loaded = self.loaded
        if loaded is None:
            return None
        if not self.is_computed:
            return loaded.picture(self.axis, self.position, self.volume_index)
        image, plane = loaded.image, self.plane_at(self.position)
        if image is None or plane is None:
            return None

        def request() -> CutRequest:
            return CutRequest(image, loaded.stack, self.volume_index, plane, self.slab, self.sweep is not None)

        key = id(image), self.sweep, self.axis, self.position, self.slab, self.volume_index
        return self._cut.picture(key, request)

    @property
    def unfinished(self) -> CutRequest | None:
        """What is to be computed in full because the picture is coarse; None when it is not."""
        return self._cut.unfinished if self.is_computed and self.picture() is not None else None

    def take_cut(self, request: CutRequest, picture: Picture) -> None:
        """Show what was computed in full, unless something else is shown by now."""
        if self._cut.take(request, picture):
            self.picture_changed.emit()

    def image_size(self) -> tuple[int, int]:
        """(rows, columns) of the picture, known before its pixels are."""
        if self.loaded is None:
            return 1, 1
        plane = self.plane_at(self.position) if self.axis or self.sweep else None
        stack = self.loaded.stack
        return (plane.rows, plane.columns) if plane is not None else (stack.rows, stack.columns)

    def spacing(self) -> tuple[float, float]:
        """(row, column) size of a pixel in mm, or its shape only when uncalibrated."""
        if self.loaded is None:
            return 1.0, 1.0
        plane = self.plane_at(self.position) if self.axis or self.sweep else None
        if plane is not None:
            return plane.row_spacing, plane.column_spacing
        calibration = self.loaded.stack.calibration
        return calibration.row_spacing, calibration.column_spacing

    # ── turned planes and slabs ──────────────────────────────────────────────────────────────────

    def turn_to(self, sweep: Sweep) -> None:
        """Show the plane through a sweep's own point; the point stays where it is in the view."""
        away = self._from_center(sweep.through)
        self.sweep, self.position = sweep, sweep.position
        self._keep_in_view(sweep.through, away)
        self.picture_changed.emit()

    def straighten(self) -> None:
        """Back to the sections perpendicular to the axis, to the one through what is in the middle of the view."""
        plane, self.sweep = self.plane_at(self.position), self._untilted()
        if plane is None or self.loaded is None:
            return
        middle = plane.image_to_patient(self.view_center())
        self.position = max(0, min(self.positions - 1, round(self.position_of(middle) or 0.0)))
        self._keep_in_view(middle, np.zeros(2))
        self._cut.forget()
        self.picture_changed.emit()

    def _untilted(self) -> Sweep | None:
        """The planes that stand for the sections of a stack whose gantry was tilted; None for any other."""
        geometry = self.loaded.stack.geometry if self.loaded is not None else None
        return Sweep.of_tilted(geometry, self.axis) if geometry is not None else None

    def show_acquired(self) -> None:
        """Show no slab and no turned plane."""
        self.set_slab(THIN)
        if self.sweep is not None:
            self.straighten()

    def set_slab(self, slab: Slab) -> None:
        """Show sections of this thickness."""
        if slab != self.slab:
            self.slab = slab
            self.picture_changed.emit()

    def _from_center(self, point: ArrayLike) -> NDArray[np.float64]:
        """How far a point (LPS) lies from the middle of the view, mm along row and column."""
        plane = self.plane_at(self.position)
        assert plane is not None
        away = plane.patient_to_image(point) - self.view_center()
        return np.asarray(away * [plane.column_spacing, plane.row_spacing])

    def _keep_in_view(self, point: ArrayLike, away: NDArray[np.float64]) -> None:
        plane = self.plane_at(self.position)
        assert plane is not None
        column, row = plane.patient_to_image(point) - away / [plane.column_spacing, plane.row_spacing]
        self.center = float(column), float(row)

    # ── scrolling ────────────────────────────────────────────────────────────────────────────────

    def scroll(self, steps: int) -> None:
        """Move by some sections; stops at the ends."""
        self.go_to(self.position + steps)

    def go_to(self, position: int, *, by_hand: bool = True) -> None:
        """Show the section at a position, clipped to the stack."""
        position = max(0, min(self.positions - 1, position))
        if self.loaded is None or position == self.position:
            return
        self.position = position
        self.picture_changed.emit()
        if by_hand:
            self.scrolled.emit()

    def next_volume(self, steps: int) -> None:
        """Step through the extra dimensions (echo, time, b-value), round and round."""
        if self.loaded is None or self.loaded.stack.volumes < 2:
            return
        self.go_to_volume((self.volume_index + steps) % self.loaded.stack.volumes)

    def go_to_volume(self, volume_index: int) -> None:
        """Show the volume with this index in C order of the extra dimensions."""
        if volume_index != self.volume_index:
            self.volume_index = volume_index
            self.picture_changed.emit()

    # ── window ───────────────────────────────────────────────────────────────────────────────────

    def set_window(self, window: Window) -> None:
        """Show with a window; it stays for the whole stack."""
        self.window, self.lut, self.window_touched = window, None, True
        self.window_changed.emit()

    def set_lut(self, lut: VoiLut) -> None:
        """Show with a VOI LUT of the header; a window takes its place again."""
        self.lut, self.window_touched = lut, True
        self.window_changed.emit()

    def drag_window(self, right: float, down: float) -> None:
        """Change the window by a mouse movement in screen pixels: right is wider, down is a higher centre.

        The gain is the stack's dynamic range / 1024 per pixel, so that every modality answers alike.
        """
        if self.window is None:
            return
        gain = self._dynamic_range() / 1024.0
        width = max(self.window.width + right * gain, 1.0 if self._integer_values() else gain / 10)
        self.set_window(Window(self.window.center + down * gain, width))

    def invert(self) -> None:
        """Swap black and white."""
        self.inverted = not self.inverted
        self.window_changed.emit()

    def set_palette(self, palette: Palette) -> None:
        """Show grey levels through a colour table; a picture in colour stays as it is."""
        self.palette = palette
        self.window_changed.emit()

    def presets(self) -> tuple[Window, ...]:
        """Windows of the header, then percentile presets of the series."""
        return self.loaded.presets if self.loaded else ()

    def is_inverted(self) -> bool:
        """True when the smallest value is shown white: the image's own polarity and the reader's, taken together."""
        picture = self.picture()
        return self.inverted != bool(picture and picture.presentation.inverted)

    def _integer_values(self) -> bool:
        picture = self.picture()
        return picture is not None and np.issubdtype(picture.pixels.dtype, np.integer)

    def _dynamic_range(self) -> float:
        presets = {w.explanation: w for w in self.presets()}
        if "auto" in presets:
            return max(presets["auto"].width, 1e-6)
        return max(self.window.width if self.window else 1.0, 1e-6)

    # ── the view ─────────────────────────────────────────────────────────────────────────────────

    def reset(self) -> None:
        """Window, plane, slab, zoom, pan and orientation as when the stack was opened."""
        self.window_touched, self.palette, self.inverted = False, Palette.GREY, False
        self.show_acquired()
        self.orientation, self.zoom, self.center = np.eye(2), 1.0, None
        self.pixels_arrived()
        self.view_changed.emit()

    def fitted_size(self) -> NDArray[np.float64]:
        """(width, height) in mm of what fills the view at zoom 1: a turned plane has the scale that it had before."""
        if self.sweep is not None:
            return _section_size(self.sweep.volume, self.axis)
        return super().fitted_size()

    def edge_labels(self) -> EdgeLabels | None:
        """Orientation letters at the edges of the view, carried through rotation and flip."""
        picture = self.picture()
        if picture is None or picture.edge_labels is None:
            return None
        labels = picture.edge_labels
        by_direction = {(1, 0): labels.right, (-1, 0): labels.left, (0, 1): labels.bottom, (0, -1): labels.top}

        def at(screen_x: int, screen_y: int) -> str:
            column, row = self.orientation.T @ np.array([screen_x, screen_y])
            return by_direction[round(float(column)), round(float(row))]

        return EdgeLabels(left=at(-1, 0), right=at(1, 0), top=at(0, -1), bottom=at(0, 1))


@lru_cache(maxsize=16)
def _section_size(volume: VolumeGeometry, axis: int) -> NDArray[np.float64]:
    """(width, height) in mm of the sections perpendicular to an axis."""
    section = volume.section_geometry(axis, 0)
    return np.array([section.columns * section.column_spacing, section.rows * section.row_spacing])
