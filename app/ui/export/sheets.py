"""The pictures of a stack as a viewport shows it, painted in a thread of their own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QFont, QImage, QPainter

from app.reading.lesion_marks import image_name
from app.reading.store.key_images import ImageKey
from app.session.drawing import Shown, place_of
from app.session.key_images import NOTE
from app.session.loaded_stack import Picture
from app.session.viewport_model import ViewportModel
from app.ui.export.plan import ExportPlan, PictureSize, steps_of
from app.ui.overlays import ink
from app.ui.overlays.layers import Layers, LayersPainter, paint_picture
from app.ui.overlays.lesions import Labelled
from app.ui.overlays.scene import Scene
from app.ui.rendering import PictureRenderer, look_of
from imaging.errors import UserError
from imaging.measurement import Mark, points_on
from imaging.words import Words

NOT_THERE = Words("The series is no longer in memory: open it again and save it then.")


@dataclass(frozen=True, eq=False)
class Over:
    """What lies over the pictures, as it was when the export began.

    Attributes
    ----------
    layers : Layers
        What lies over every picture alike; without marks.
    marks : tuple of Mark
        The reader's; each is painted on the picture that it belongs to.
    lesions : tuple of (LesionMark, int)
        Those that the reader marked as part of an answer, with their numbers; likewise.
    key_images : frozenset of (str, int)
        SOP Instance UID and frame number.
    """

    layers: Layers
    marks: tuple[Mark, ...] = ()
    lesions: tuple[Labelled, ...] = ()
    key_images: frozenset[ImageKey] = frozenset()


class SheetPainter:
    """Paints the pictures of a stack one after the other; what the reader changes meanwhile does not count.

    It is made in the main thread and used in one other: it holds a twin of the viewport, and shares pixels only.

    Parameters
    ----------
    model : ViewportModel
        Left as it is.
    plan : ExportPlan
    over : Over
    font : QFont
        Of the words; their size is that of the corner text.
    """

    def __init__(self, model: ViewportModel, plan: ExportPlan, over: Over, font: QFont) -> None:
        self._plan, self._over = plan, over
        self._font = ink.text_font(font)
        self._renderer, self._painter = PictureRenderer(), LayersPainter()
        self._twin = ViewportModel()
        self._twin.loaded, self._twin.axis = model.loaded.apart() if model.loaded is not None else None, model.axis
        self._twin.look_like(model)
        if plan.whole:
            self._show_whole(plan.size)
        self._steps = steps_of(model)

    def __len__(self) -> int:
        return len(self._steps)

    def _show_whole(self, size: PictureSize) -> None:
        """Let the picture fill the file: of a turned plane "fit" is wider, so that turning does not change the zoom."""
        twin = self._twin
        twin.zoom, twin.center = 1.0, None
        rows, columns = twin.image_size()
        across, along = np.abs(twin.image_to_view(size.width, size.height)[:, :2]) @ [columns, rows]
        twin.zoom = float(min(size.width / across, size.height / along))

    def paint(self, number: int) -> QImage:
        """The picture with a number, counted from 0, with what lies over it."""
        twin, size = self._twin, self._plan.size
        picture = self._picture(number)
        width, height = size.width / size.ratio, size.height / size.ratio
        matrix = twin.image_to_view(width, height)
        scene = Scene(twin, picture, width, height, matrix, twin.edge_labels(), size.ratio)
        look = look_of(picture, twin)
        image = QImage(size.width, size.height, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(size.ratio)
        image.fill(ink.BACKGROUND)
        self._renderer.show(picture)
        with QPainter(image) as painter:  # ended also by an error: one that outlives its image ends the program
            painter.setFont(self._font)
            paint_picture(painter, scene, self._renderer, look)
            if self._plan.overlays:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._painter.paint(painter, scene, look, self._layers(picture))
        return image

    def _picture(self, number: int) -> Picture:
        volume, position = self._steps[number]
        twin = self._twin
        twin.go_to_volume(volume)
        twin.go_to(position, by_hand=False)
        request = twin.unfinished
        if request is not None:  # a turned plane or a slab, so far only coarse
            twin.take_cut(request, request.cut())
        picture = twin.picture()
        if picture is None:
            raise UserError(NOT_THERE)
        return picture

    def _layers(self, picture: Picture) -> Layers:
        frame = picture.frame
        marks = marks_on(picture, self._over.marks)
        if frame is None:
            return replace(self._over.layers, marks=marks)
        here = image_name(frame.sop_instance_uid), frame.number
        lesions = tuple(lesion for lesion in self._over.lesions if (lesion[0].image, lesion[0].frame) == here)
        is_key = (frame.sop_instance_uid, frame.number) in self._over.key_images
        return replace(self._over.layers, marks=marks, lesions=lesions, notes=(NOTE,) if is_key else ())


def marks_on(picture: Picture, marks: Iterable[Mark]) -> tuple[Shown, ...]:
    """Those marks that belong on a picture."""
    place = place_of(picture)
    if place is None:
        return ()
    placed = ((mark, points_on(mark.measurement, place, picture.geometry)) for mark in marks)
    return tuple(Shown(mark, points) for mark, points in placed if points is not None)
