"""Picture, marks and words of one viewport, layer by layer: for the screen, and for files that are written."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QRegion

from app.session.drawing import Shown
from app.session.messages import Overlays
from app.ui.overlays import ink
from app.ui.overlays.colour_bar import paint_colour_bar, room_beside
from app.ui.overlays.corner_text import corner_lines
from app.ui.overlays.corners import Placed, Room, paint_corners, place_corners
from app.ui.overlays.heat_map import HeatMapPainter, paint_cell_marker
from app.ui.overlays.lesions import Labelled, paint_lesions
from app.ui.overlays.letters import letter_rects, paint_letters, paint_scale_bar, scale_bar, scale_bar_rects
from app.ui.overlays.marks import (
    elsewhere_caption,
    findings_on,
    heat_caption,
    paint_marks,
    paint_reference_boxes,
    saliency_on,
    slice_captions,
)
from app.ui.overlays.measurements import paint_measurements
from app.ui.overlays.planes import PlanePainter
from app.ui.overlays.scene import Scene
from app.ui.rendering import Look, PictureRenderer, paint_tile, reduction_factor
from imaging.finding import Finding
from imaging.region import Box
from imaging.study import Case


@dataclass(frozen=True, eq=False)
class Layers:
    """What lies over a picture.

    Attributes
    ----------
    overlays : Overlays
        Which of it is switched on.
    findings : tuple of Finding
        Those that were revealed; () until the read is locked.
    marks : tuple of Shown
        The reader's marks on this picture.
    preview : Shown or None
        The mark that is being drawn.
    show_identity, show_particulars : bool
        Name, ID and age; the days of the studies and the sex.
    lesions : tuple of (LesionMark, int)
        Lesions that the reader marked on this picture, with their numbers.
    prompt, notes : tuple of str
        What the reader places next; what else is said of this viewport.
    """

    overlays: Overlays
    case: Case | None = None
    findings: tuple[Finding, ...] = ()
    selected_finding: str = ""
    reference_boxes: tuple[Box, ...] = ()
    marks: tuple[Shown, ...] = ()
    preview: Shown | None = None
    selected_mark: str = ""
    lesions: tuple[Labelled, ...] = ()
    selected_lesion: str = ""
    show_identity: bool = False
    show_particulars: bool = True
    prompt: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def paint_picture(painter: QPainter, scene: Scene, renderer: PictureRenderer, look: Look) -> None:
    """Paint the picture of a scene on black, and the bar of its colour table; the renderer shows it already."""
    paint_background(painter, scene)
    scale = max(scene.pixel_lengths) * scene.device_ratio
    tile = renderer.tile(look, reduction_factor(scale), scene.visible)
    if tile is None:
        return
    rows, columns = scene.picture.pixels.shape[:2]
    painter.save()
    painter.setTransform(scene.transform, True)
    paint_tile(painter, tile, rows, columns, smooth=scene.model.smooth or scale < 1.0)
    painter.restore()
    paint_colour_bar(painter, scene, look)


def paint_background(painter: QPainter, scene: Scene) -> None:
    """Black where the picture does not reach, and under its edge: what it covers anyway need not be painted twice."""
    rows, columns = scene.picture.pixels.shape[:2]
    covered = scene.transform.mapRect(QRectF(0, 0, columns, rows)).toAlignedRect().adjusted(2, 2, -2, -2)
    for part in QRegion(scene.rect.toAlignedRect()) - covered:  # type: ignore[attr-defined]  # missing in the stubs
        painter.fillRect(part, ink.BACKGROUND)


class LayersPainter:
    """Paints what lies over the pictures of one viewport, and remembers where its words stand.

    Attributes
    ----------
    labels : dict of measurement id to QRectF
    placed : tuple of Placed
        The lines of the corner text.
    """

    def __init__(self) -> None:
        self.labels: dict[str, QRectF] = {}
        self.placed: tuple[Placed, ...] = ()
        self._heat, self._planes = HeatMapPainter(), PlanePainter()

    def paint(
        self,
        painter: QPainter,
        scene: Scene,
        look: Look,
        layers: Layers,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """Marks first, then what `between` paints, then words; the painter has the text font."""
        overlays, selected = layers.overlays, layers.selected_finding
        captions: tuple[str, ...] = ()
        self._planes.paint(painter, scene, overlays.corner_text)
        heat = saliency_on(scene, layers.findings, selected) if overlays.heat else None
        if heat is not None:
            self._heat.paint(painter, scene, heat[1], overlays.heat_opacity)
            captions = (heat_caption(*heat),)
        if overlays.boxes:
            here = findings_on(scene, layers.findings, selected)
            captions = (*slice_captions(here), *captions)
            paint_marks(painter, scene, here, selected)
        if overlays.boxes or overlays.heat:
            captions += elsewhere_caption(scene, layers.findings)
        paint_reference_boxes(painter, scene, layers.reference_boxes)
        paint_lesions(painter, scene, layers.lesions, layers.selected_lesion)
        self.labels = paint_measurements(painter, scene, layers.marks, layers.preview, layers.selected_mark, look)
        between()
        self._paint_words(painter, scene, look, layers, captions)
        if heat is not None:
            paint_cell_marker(painter, scene, heat[1], QRectF(0, scene.height - 70, scene.width, 0))

    def _paint_words(
        self, painter: QPainter, scene: Scene, look: Look, layers: Layers, captions: tuple[str, ...]
    ) -> None:
        """Letters, scale bar and corner text, each out of the others' way."""
        text_font, letter_font = painter.font(), ink.letter_font(painter.font())
        text, letters = QFontMetricsF(text_font), QFontMetricsF(letter_font)
        rects = letter_rects(scene.edge_labels, scene.width, scene.height, letters) if scene.edge_labels else []
        painter.setFont(letter_font)
        paint_letters(painter, rects)
        painter.setFont(text_font)
        widest = max((rect.width() for rect, _ in rects), default=0.0)
        bar = scale_bar(scene) if layers.overlays.corner_text else None
        bottom = widest
        if bar is not None:
            bar_rects = scale_bar_rects(bar, scene, letters.height(), text)
            paint_scale_bar(painter, bar, bar_rects)
            bottom = max(widest, *(rect.width() for rect in bar_rects))
        corners = corner_lines(
            scene,
            layers.case,
            show_identity=layers.show_identity,
            show_particulars=layers.show_particulars,
            captions=captions,
            prompt=layers.prompt,
            notes=layers.notes,
            mirrored=scene.model.flipped,
        )
        room = Room(widest, bottom, letters.height(), room_beside(scene, look, text))
        self.placed = place_corners(corners, layers.overlays.corner_text, scene.width, scene.height, text, room)
        paint_corners(painter, self.placed)
