"""One viewport without its widget: which section, window, zoom, pan and orientation.

The view listens to the signals and paints; tools and keys call the methods. No pixel is computed here.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.session.loaded_stack import LoadedStack, Picture
from imaging.geometry import EdgeLabels
from imaging.measures import Kind
from imaging.palettes import Palette
from imaging.presentation import VoiFunction, VoiLut, Window

Matrix = NDArray[np.float64]

MINIMUM_SCALE, MAXIMUM_SCALE = 0.02, 200.0
"""Screen pixels per image unit; beyond these a picture is a dot or a single pixel."""

LOOK = (
    "position", "volume_index", "window", "function", "lut", "palette", "inverted", "window_touched", "smooth",
    "orientation", "zoom", "center",
)  # fmt: skip
"""What the reader changes of a viewport, besides the stack in it."""


class Tool(StrEnum):
    """What dragging with the left button does."""

    WINDOW = "window"
    ZOOM = "zoom"
    PAN = "pan"
    SCROLL = "scroll"
    CROSSHAIR = "crosshair"
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


class ViewportModel(QObject):
    """State of one viewport.

    Signals
    -------
    picture_changed()
        Another picture is shown: new stack, slice, echo, or pixels that have just been read.
    window_changed()
        Window, VOI function, LUT, colour table or inversion.
    view_changed()
        Zoom, pan, rotation, flip.
    scrolled()
        The slice position changed by the reader's hand (for linking); follows `picture_changed`.
    """

    picture_changed = Signal()
    window_changed = Signal()
    view_changed = Signal()
    scrolled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loaded: LoadedStack | None = None
        self.axis = 0
        self.position = 0
        self.volume_index = 0
        self.window: Window | None = None
        self.function = VoiFunction.LINEAR
        self.lut: VoiLut | None = None
        self.palette = Palette.GREY
        self.inverted = False  # the reader's own inversion, on top of the image's
        self.window_touched = False
        self.smooth = True
        self.orientation: Matrix = np.eye(2)
        self.zoom = 1.0  # relative to fit
        self.center: tuple[float, float] | None = None  # image coordinate in the middle of the view; None: the image's

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show(self, loaded: LoadedStack, axis: int = 0, position: int | None = None) -> None:
        """Show a stack along an axis, in the middle unless a position is given, with its own window and no zoom."""
        self.loaded, self.axis, self.volume_index = loaded, axis, 0
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
        """How many sections there are along the axis."""
        if self.loaded is None:
            return 0
        geometry = self.loaded.stack.geometry
        return geometry.shape[self.axis] if self.axis and geometry else self.loaded.stack.slices

    def picture(self) -> Picture | None:
        """The picture at the present position; None while it has not been read."""
        if self.loaded is None:
            return None
        return self.loaded.picture(self.axis, self.position, self.volume_index)

    def image_size(self) -> tuple[int, int]:
        """(rows, columns) of the picture, known before its pixels are."""
        if self.loaded is None:
            return 1, 1
        stack = self.loaded.stack
        if self.axis and stack.geometry:
            section = stack.geometry.section_geometry(self.axis, self.position)
            return section.rows, section.columns
        return stack.rows, stack.columns

    def spacing(self) -> tuple[float, float]:
        """(row, column) size of a pixel in mm, or its shape only when uncalibrated."""
        if self.loaded is None:
            return 1.0, 1.0
        stack = self.loaded.stack
        if self.axis and stack.geometry:
            section = stack.geometry.section_geometry(self.axis, self.position)
            return section.row_spacing, section.column_spacing
        return stack.calibration.row_spacing, stack.calibration.column_spacing

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

    # ── zoom, pan, orientation ───────────────────────────────────────────────────────────────────

    def zoom_by(self, factor: float, anchor: tuple[float, float] | None = None) -> None:
        """Zoom; the image coordinate `anchor` stays where it is on the screen."""
        zoom = float(np.clip(self.zoom * factor, 0.1, 60.0))
        if anchor is not None:
            cx, cy = self.view_center()
            share = self.zoom / zoom
            self.center = anchor[0] + (cx - anchor[0]) * share, anchor[1] + (cy - anchor[1]) * share
        self.zoom = zoom
        self.view_changed.emit()

    def pan_by(self, columns: float, rows: float) -> None:
        """Move the middle of the view by image pixels."""
        cx, cy = self.view_center()
        self.center = cx - columns, cy - rows
        self.view_changed.emit()

    def center_on(self, coordinate: tuple[float, float]) -> None:
        """Put an image coordinate (column, row) in the middle."""
        self.center = coordinate
        self.view_changed.emit()

    def fit(self) -> None:
        """Show the whole picture."""
        self.zoom, self.center = 1.0, None
        self.view_changed.emit()

    def rotate(self, quarter_turns: int = 1) -> None:
        """Turn clockwise as seen on the screen."""
        turn = np.array([[0.0, -1.0], [1.0, 0.0]])  # screen axes: right, down
        self.orientation = np.linalg.matrix_power(turn, quarter_turns % 4) @ self.orientation
        self.view_changed.emit()

    def flip(self, *, horizontal: bool) -> None:
        """Mirror what is seen, left to right or top to bottom."""
        self.orientation = np.diag([-1.0, 1.0] if horizontal else [1.0, -1.0]) @ self.orientation
        self.view_changed.emit()

    def reset(self) -> None:
        """Window, zoom, pan and orientation as when the stack was opened."""
        self.window_touched, self.palette, self.inverted = False, Palette.GREY, False
        self.orientation, self.zoom, self.center = np.eye(2), 1.0, None
        self.pixels_arrived()
        self.view_changed.emit()

    @property
    def flipped(self) -> bool:
        """True when the picture is mirrored (a red badge says so)."""
        return float(np.linalg.det(self.orientation)) < 0

    def view_center(self) -> tuple[float, float]:
        """Image coordinate (column, row) in the middle of the view."""
        if self.center is not None:
            return self.center
        rows, columns = self.image_size()
        return columns / 2, rows / 2

    def image_to_view(self, width: float, height: float) -> Matrix:
        """Affine matrix, shape (2, 3), from image coordinates (column, row) to positions in a view of this size."""
        rows, columns = self.image_size()
        row_size, column_size = self.spacing()
        across, along = np.abs(self.orientation @ np.array([columns * column_size, rows * row_size]))
        fit = min(width / across, height / along)
        scale = float(np.clip(fit * self.zoom, fit * 0.1, MAXIMUM_SCALE / min(row_size, column_size)))
        linear = self.orientation @ np.diag([column_size, row_size]) * scale
        offset = np.array([width / 2, height / 2]) - linear @ np.array(self.view_center())
        return np.column_stack([linear, offset])

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
