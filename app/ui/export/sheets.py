"""From a viewport to the pictures of its stack: what lies over them is painted here, the rest in another thread."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtGui import QFont, QImage, QPainter

from app.session.drawing import Shown, place_of
from app.session.loaded_stack import Picture
from app.session.viewport_model import ViewportModel
from app.ui.export.plan import ExportPlan, steps_of
from app.ui.overlays import ink
from app.ui.overlays.layers import Layers, LayersPainter, paint_picture
from app.ui.overlays.scene import Scene
from app.ui.rendering import Look, PictureRenderer, look_of
from imaging.measurement import Mark, points_on


@dataclass(frozen=True, eq=False)
class Sheet:
    """One picture before it is painted: the image with its look, and what lies over it (None: nothing)."""

    scene: Scene
    look: Look
    layer: QImage | None
    width: int
    height: int
    font: QFont


class SheetMaker:
    """Makes the sheets of a stack as the viewport shows it now; what the reader changes afterwards does not count.

    Parameters
    ----------
    model : ViewportModel
        Left as it is: the stack is walked through in a twin.
    plan : ExportPlan
    layers : Layers
        What lies over every picture alike; without marks.
    marks : tuple of Mark
        The reader's; each is painted on the picture that it belongs to.
    notes : callable
        What else is said of the twin's picture, as that it is a key image.
    """

    def __init__(
        self,
        model: ViewportModel,
        plan: ExportPlan,
        layers: Layers,
        marks: tuple[Mark, ...],
        notes: Callable[[ViewportModel], tuple[str, ...]],
        font: QFont,
    ) -> None:
        self._plan, self._layers, self._marks, self._notes = plan, layers, marks, notes
        self._font = ink.text_font(font)
        self._over = LayersPainter()
        self._twin = ViewportModel()
        self._twin.loaded, self._twin.axis = model.loaded, model.axis
        self._twin.look_like(model)
        if plan.whole:
            self._twin.zoom, self._twin.center = 1.0, None
        self._steps = steps_of(model)

    def __len__(self) -> int:
        return len(self._steps)

    def sheet(self, number: int) -> Sheet:
        """The sheet with a number, counted from 0."""
        twin, size = self._twin, self._plan.size
        volume, position = self._steps[number]
        twin.go_to_volume(volume)
        twin.go_to(position, by_hand=False)
        picture = twin.picture()
        assert picture is not None, "only a stack that has been read is exported"
        width, height = size.width / size.ratio, size.height / size.ratio
        matrix = twin.image_to_view(width, height)
        scene = Scene(twin, picture, width, height, matrix, twin.edge_labels(), size.ratio)
        look = look_of(picture, twin)
        layer = self._layer(scene, look) if self._plan.overlays else None
        return Sheet(scene, look, layer, size.width, size.height, self._font)

    def _layer(self, scene: Scene, look: Look) -> QImage:
        layer = QImage(self._plan.size.width, self._plan.size.height, QImage.Format.Format_ARGB32_Premultiplied)
        layer.setDevicePixelRatio(self._plan.size.ratio)
        layer.fill(0)
        layers = replace(self._layers, marks=marks_on(scene.picture, self._marks), notes=self._notes(scene.model))
        painter = QPainter(layer)
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._over.paint(painter, scene, look, layers)
        painter.end()
        return layer


def marks_on(picture: Picture, marks: Iterable[Mark]) -> tuple[Shown, ...]:
    """Those marks that belong on a picture."""
    place = place_of(picture)
    if place is None:
        return ()
    placed = ((mark, points_on(mark.measurement, place, picture.geometry)) for mark in marks)
    return tuple(Shown(mark, points) for mark, points in placed if points is not None)


def painted(sheet: Sheet, renderer: PictureRenderer) -> QImage:
    """Paint a sheet; in any thread, with a renderer of that thread."""
    image = QImage(sheet.width, sheet.height, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(sheet.scene.device_ratio)
    image.fill(ink.BACKGROUND)
    painter = QPainter(image)
    painter.setFont(sheet.font)
    renderer.show(sheet.scene.picture)
    paint_picture(painter, sheet.scene, renderer, sheet.look)
    if sheet.layer is not None:
        painter.drawImage(0, 0, sheet.layer)
    painter.end()
    return image
