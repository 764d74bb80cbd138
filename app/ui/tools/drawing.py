"""How the mouse draws marks, takes them by their points and moves them."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from app.session.drawing import Drawing, Shown, Spot, needed
from app.session.loaded_stack import Picture
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from app.ui.tools.coordinates import distance, distance_to_line, to_image, to_view
from imaging.measurement import POINTS_OF_POLYGON, outlines
from imaging.measures import Kind

REACH = 6.0
"""A mark is taken when the pointer is no further from it than this (logical pixels)."""

CLICK_TOLERANCE = 4.0
"""A press that moves less than this (logical pixels) is a click."""

TRAIL_STEP = 6.0
"""A polygon drawn in one stroke gets a corner after so many logical pixels."""


BY_WORDS = (Kind.TEXT, Kind.SPINE_LABEL)
"""Kinds that are taken by their words too: they have little else."""


class Doing(Enum):
    """What the button that is down does."""

    NOTHING = auto()
    PLACING = auto()
    MOVING = auto()


class DrawingSurface(Protocol):
    """The viewport on the screen, as far as drawing needs it."""

    @property
    def model(self) -> ViewportModel:
        """The viewport's state."""
        ...

    def matrix(self) -> NDArray[np.float64]:
        """Image coordinates to positions in the view, shape (2, 3)."""
        ...

    def label_at(self, position: QPointF) -> str:
        """Id of the mark whose words stand at a position; empty when none do."""
        ...


class DrawingHand:
    """Turns presses and moves into points of marks.

    Points are placed by clicks, or two at once by a drag; a polygon also by one stroke. A point or a line within
    `REACH` takes the mark, whatever the tool is, unless a mark is being drawn.
    """

    def __init__(
        self, surface: DrawingSurface, viewports: Viewports, drawing: Drawing, hidden: Callable[[], bool]
    ) -> None:
        self._surface = surface
        self._viewports = viewports
        self._drawing = drawing
        self._hidden = hidden
        self._doing = Doing.NOTHING
        self._dragging = False
        self._pressed_at = QPointF()
        self._last_corner = QPointF()
        self._one_stroke = False

    @property
    def kind(self) -> Kind | None:
        """What the chosen tool draws."""
        return self._viewports.tool.kind

    @property
    def is_drawing(self) -> bool:
        """True while a mark has been begun and is not complete."""
        return self._drawing.draft is not None

    def _picture(self) -> Picture | None:
        return None if self._hidden() else self._surface.model.picture()

    def _at(self, position: QPointF) -> Spot:
        return to_image(self._surface.matrix(), position)

    # ── the left button ──────────────────────────────────────────────────────────────────────────

    def press(self, position: QPointF) -> bool:
        """The left button went down; False when it is not about a mark."""
        picture, kind = self._picture(), self.kind
        if picture is None:
            return False
        self._pressed_at, self._dragging, self._one_stroke = position, False, False
        drawing = self._drawing
        if kind is None or not drawing.is_drawing_on(picture, kind):
            hit = self.hit(position)
            if hit is not None:
                self._doing = Doing.MOVING
                drawing.grab(*hit, self._at(position))
                return True
            drawing.select("")
        if kind is None:
            return False
        self._doing = Doing.PLACING
        return True

    def move(self, position: QPointF) -> None:
        """The mouse moved while the left button is down."""
        picture, kind = self._picture(), self.kind
        if picture is None or self._doing is Doing.NOTHING:
            return
        if not self._dragging and distance(position, self._pressed_at) < CLICK_TOLERANCE:
            return
        if self._doing is Doing.MOVING:
            self._drawing.drag_to(picture, self._at(position))
        elif kind is Kind.POLYGON:
            self._stroke(picture, position)
        elif kind is not None:
            self._drawing.follow(kind, picture, (*self._start(picture, kind), self._at(position)))
        self._dragging = True

    def release(self, position: QPointF) -> None:
        """The left button went up."""
        picture, kind, doing = self._picture(), self.kind, self._doing
        self._doing = Doing.NOTHING
        if doing is Doing.MOVING:
            if picture is not None:
                self._drawing.drop(picture)
            else:
                self._drawing.abandon()
        elif doing is Doing.PLACING and picture is not None and kind is not None:
            if not self._dragging:
                self._click(picture, kind, position)
            elif kind is not Kind.POLYGON:
                for spot in (*self._start(picture, kind), self._at(position)):
                    self._drawing.put(kind, picture, spot)
            elif self._one_stroke:
                self._drawing.close(picture)

    def _start(self, picture: Picture, kind: Kind) -> tuple[Spot, ...]:
        """Where the drag began, when that is a point of its own: a line is one drag, a last point can be aimed."""
        left = (needed(kind) or 0) - len(self._drawing.placed_on(picture, kind))
        return (self._at(self._pressed_at),) if left >= 2 else ()

    def _click(self, picture: Picture, kind: Kind, position: QPointF) -> None:
        placed = self._drawing.placed_on(picture, kind)
        if kind is Kind.POLYGON and len(placed) >= POINTS_OF_POLYGON and self._is_near(placed[0], position):
            self._drawing.close(picture)
        # The second press of a double click is no second point.
        elif not placed or not self._is_near(placed[-1], position, CLICK_TOLERANCE):
            self._drawing.put(kind, picture, self._at(position))

    def _stroke(self, picture: Picture, position: QPointF) -> None:
        if not self._dragging:
            self._one_stroke = not self._drawing.placed_on(picture, Kind.POLYGON)
            self._last_corner = self._pressed_at
            self._drawing.put(Kind.POLYGON, picture, self._at(self._pressed_at))
        if distance(position, self._last_corner) >= TRAIL_STEP:
            self._last_corner = position
            self._drawing.put(Kind.POLYGON, picture, self._at(position))

    def _is_near(self, spot: Spot, position: QPointF, reach: float = REACH) -> bool:
        (place,) = to_view(self._surface.matrix(), np.array([spot]))
        return float(np.hypot(place[0] - position.x(), place[1] - position.y())) <= reach

    # ── without a button ─────────────────────────────────────────────────────────────────────────

    def hover(self, position: QPointF) -> bool:
        """The mouse moved without a button: the next point follows it. True when it is over a mark."""
        picture, kind = self._picture(), self.kind
        if picture is None:
            return False
        if kind is not None and self._drawing.is_drawing_on(picture, kind):
            self._drawing.follow(kind, picture, (self._at(position),))
            return False
        return self.hit(position) is not None

    def double_click(self, position: QPointF) -> bool:
        """The left button went down for the second time; False when it is not about a mark."""
        picture, kind = self._picture(), self.kind
        if picture is None:
            return False
        if kind is Kind.POLYGON and self._drawing.is_drawing_on(picture, kind):
            self._drawing.close(picture)
            return True
        hit = self.hit(position)
        if hit is not None and not self._drawing.draft:
            self._drawing.ask_words(hit[0].mark)
            return True
        return kind is not None and self.press(position)

    def abandon(self) -> None:
        """Another button came to the left one: what was being moved stays where it was."""
        if self._doing is Doing.MOVING or (self._doing is Doing.PLACING and self._dragging):
            self._drawing.abandon()
        self._doing = Doing.NOTHING

    # ── what lies under the pointer ──────────────────────────────────────────────────────────────

    def hit(self, position: QPointF) -> tuple[Shown, int | None] | None:
        """The mark within reach, and which of its points (None: as a whole): points before lines, lines before words.

        The selected mark comes first, then the newest.
        """
        picture = self._picture()
        if picture is None:
            return None
        matrix, here = self._surface.matrix(), np.array([position.x(), position.y()])
        shown = list(reversed(self._drawing.shown_on(picture)))
        shown.sort(key=lambda item: item.measurement_id != self._drawing.selected)
        for item in shown:
            away = np.hypot(*(to_view(matrix, item.points) - here).T)
            if away.min() <= REACH:
                return item, int(away.argmin())
        for item in shown:
            lines = (to_view(matrix, line) for line in outlines(item.kind, item.points))
            if any(distance_to_line(here, line) <= REACH for line in lines):
                return item, None
        labelled = self._surface.label_at(position)
        return next(((s, None) for s in shown if s.kind in BY_WORDS and s.measurement_id == labelled), None)
