"""One viewport on the screen: paints its model, and hands the mouse to the tools."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from shiboken6 import isValid

from app.session.drawing import Drawing
from app.session.lesions import Lesions
from app.session.loaded_stack import Picture
from app.session.messages import Overlays
from app.session.settings import Settings
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from app.ui.language import say, tr
from app.ui.overlays import ink
from app.ui.overlays.crosshair import paint_crosshair, paint_plane_lines
from app.ui.overlays.layers import Layers, LayersPainter, paint_picture
from app.ui.overlays.marks import all_findings
from app.ui.overlays.plane_lines import plane_lines
from app.ui.overlays.scene import Scene
from app.ui.rendering import Look, PictureRenderer, look_of
from app.ui.tools.drawing import DrawingHand
from app.ui.tools.lesions import LesionHand, MarkHands
from app.ui.tools.mouse import MouseTools
from app.ui.tools.probe import probe_text
from app.ui.tools.words import WordsField
from imaging.region import Box
from imaging.study import Case
from inference.job import TaskResult


class ViewportSession(Protocol):
    """What a viewport needs of the reading session.

    `revealed` is () until the read is locked; nothing of the model is drawn from anywhere else.
    """

    settings: Settings
    drawing: Drawing
    lesions: Lesions
    settings_changed: SignalInstance
    overlays_changed: SignalInstance
    findings_revealed: SignalInstance
    phase_changed: SignalInstance
    selected_finding_changed: SignalInstance

    @property
    def overlays(self) -> Overlays:
        """What is drawn over the images."""
        ...

    @property
    def selected_finding(self) -> str:
        """Id of the selected finding; empty when none is."""
        ...

    @property
    def case(self) -> Case | None:
        """The open Case."""
        ...

    @property
    def reference_boxes(self) -> tuple[Box, ...]:
        """Where the lesions are; () until the read is signed."""
        ...

    @property
    def revealed(self) -> tuple[TaskResult, ...]:
        """What the models said, once the read is locked."""
        ...


class ViewportView(QWidget):
    """Paints one ViewportModel.

    Signals
    -------
    context_menu_wanted(ViewportModel, QPoint)
        Right click without movement, at a global position.
    probed(str)
        What lies under the pointer; empty when it has left.
    """

    context_menu_wanted = Signal(object, QPoint)
    probed = Signal(str)

    def __init__(
        self, model: ViewportModel, viewports: Viewports, session: ViewportSession, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._viewports = viewports
        self._session = session
        self._renderer = PictureRenderer()
        self._over = LayersPainter()
        self._picture: Picture | None = None
        self._model = model
        self._words: WordsField | None = None
        drawing = DrawingHand(self, viewports, session.drawing, lambda: session.overlays.hidden)
        marking = LesionHand(self, viewports, session.lesions, lambda: session.overlays.hidden)
        self.hand = MarkHands(drawing, marking)
        self.mouse = MouseTools(self, viewports, self.hand)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewports.cursor_moved.connect(self.update)
        viewports.notes_changed.connect(self.update)
        viewports.active_changed.connect(self._show_active)
        viewports.tool_changed.connect(self._show_tool)
        session.drawing.changed.connect(self.update)
        session.drawing.words_wanted.connect(self._ask_words)
        session.lesions.changed.connect(self.update)
        session.settings_changed.connect(self.update)  # names must go at once when they are hidden
        session.overlays_changed.connect(self._show_overlays)
        session.findings_revealed.connect(self._show_findings)
        session.phase_changed.connect(self._show_findings)
        session.selected_finding_changed.connect(self._show_overlays)
        self._connect_model()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    @property
    def model(self) -> ViewportModel:
        """The viewport's state."""
        return self._model

    def set_model(self, model: ViewportModel) -> None:
        """Show another viewport's state in this widget."""
        if model is self._model:
            return
        if isValid(self._model):
            self._model.picture_changed.disconnect(self._show_picture)
            self._model.window_changed.disconnect(self.update)
            self._model.view_changed.disconnect(self.update)
        self._model = model
        self._connect_model()

    def _connect_model(self) -> None:
        self._model.picture_changed.connect(self._show_picture)
        self._model.window_changed.connect(self.update)
        self._model.view_changed.connect(self.update)
        self._show_picture()

    def _show_picture(self) -> None:
        self._picture = self._model.picture()
        self._renderer.show(self._picture)
        is_asked = self._picture is not None and self._session.drawing.asked_on(self._picture) is not None
        if self._words is not None and not is_asked:
            self._words.keep()
        self.update()

    def _show_findings(self, *_: object) -> None:
        # Nothing is kept here: what is painted is asked of the session each time, and it has nothing before the lock.
        self.update()

    def _show_overlays(self, *_: object) -> None:
        self.update()

    def _show_active(self, _: object) -> None:
        self.update()

    def _show_tool(self, _: object) -> None:
        self._show_cursor()
        self.update()

    def _show_cursor(self) -> None:
        if self.mouse.over_mark:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor if self.hand.places else Qt.CursorShape.ArrowCursor)

    def matrix(self) -> NDArray[np.float64]:
        """Image coordinates to positions in this widget, shape (2, 3)."""
        return self._model.image_to_view(max(self.width(), 1), max(self.height(), 1))

    # ── painting ─────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture, overlays, border."""
        with QPainter(self) as painter:  # ended also by an error: one that outlives its widget ends the program
            self.paint(painter, overlays=not self._session.overlays.hidden)
            self._paint_border(painter)

    def paint(
        self, painter: QPainter, *, overlays: bool, particulars: bool = True, identity: bool | None = None
    ) -> None:
        """Paint the picture, with or without what lies over it or days and sex; its border is only for the screen.

        Name and ID stand there when the reader wants to see them, unless `identity` says otherwise: then the picture
        is for a file, and what the reader is about to draw is left out.
        """
        painter.setFont(ink.text_font(self.font()))
        self._over.placed = ()
        picture = self._picture
        if picture is None:
            painter.fillRect(self.rect(), ink.BACKGROUND)
            loaded = self._model.loaded
            words = (say(loaded.failure) or tr("Reading …")) if loaded is not None else tr("No series in this viewport")
            ink.write(painter, QRectF(self.rect()), Qt.AlignmentFlag.AlignHCenter, words, ink.QUIET)
        else:
            scene = self._scene(picture)
            look = look_of(picture, self._model)
            paint_picture(painter, scene, self._renderer, look)
            if overlays:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_overlays(painter, scene, look, particulars=particulars, identity=identity)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _scene(self, picture: Picture) -> Scene:
        return Scene(
            self._model,
            picture,
            self.width(),
            self.height(),
            self.matrix(),
            self._model.edge_labels(),
            self.devicePixelRatioF(),
        )

    def _paint_overlays(
        self, painter: QPainter, scene: Scene, look: Look, *, particulars: bool, identity: bool | None
    ) -> None:
        session, drawing, picture = self._session, self._session.drawing, scene.picture
        on_screen = identity is None
        layers = Layers(
            session.overlays,
            session.case,
            all_findings(session.revealed),
            session.selected_finding,
            session.reference_boxes,
            drawing.shown_on(picture),
            drawing.preview_on(picture) if on_screen else None,
            drawing.selected if on_screen else "",
            tuple((mark, session.lesions.label(mark.mark_id)) for mark in session.lesions.shown_on(picture)),
            session.lesions.selected if on_screen else "",
            show_identity=session.settings.show_identity if identity is None else identity,
            show_particulars=particulars,
            prompt=self._prompt(picture) if on_screen else (),
            notes=self._viewports.notes(self._model),
        )
        self._over.paint(painter, scene, look, layers, lambda: self._paint_cursor(painter, scene))
        if self.mouse.rubber_band is not None:
            painter.setPen(ink.pen(ink.ACCENT, 1.0))
            painter.drawRect(self.mouse.rubber_band)

    def _paint_cursor(self, painter: QPainter, scene: Scene) -> None:
        if not self._session.overlays.crosshair:
            return
        linking = self._viewports.linking
        lines = plane_lines(self._viewports, self._model, scene.matrix, (scene.width, scene.height))
        paint_plane_lines(painter, scene, lines, self.mouse.planes.over)
        cursor = linking.cursor_in(self._model)
        if cursor is not None:
            by_offset, short = linking.is_cursor_by_offset(self._model), any(line.foot is not None for line in lines)
            paint_crosshair(painter, scene, cursor, by_offset=by_offset, short=short)

    def _prompt(self, picture: Picture) -> tuple[str, ...]:
        """What to place next, where the reader is drawing."""
        kind = self.hand.kind
        is_here = self._viewports.active is self._model
        if self.hand.lesions.is_tool and is_here:
            return self._session.lesions.prompt
        return self._session.drawing.prompt(kind, picture) if kind is not None and is_here else ()

    def _paint_border(self, painter: QPainter) -> None:
        if self._viewports.active is self._model and len(self._viewports.models) > 1:
            painter.setPen(ink.pen(ink.ACCENT, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def sizeHint(self) -> QSize:
        """Room for a picture; the grid gives what there is."""
        return QSize(512, 512)

    # ── mouse ────────────────────────────────────────────────────────────────────────────────────

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a drag."""
        self.mouse.press(event.position(), event.buttons(), event.modifiers(), self._session.settings)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, point, and say what lies under the pointer."""
        self.mouse.move(event.position(), event.buttons(), event.modifiers())
        if self.mouse.rubber_band is not None:
            self.update()
        self._show_cursor()
        if self._picture is not None:
            self.probed.emit(probe_text(self._picture, self.mouse.to_image(event.position())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag; a right click without movement asks for the menu."""
        if self.mouse.release(event.position(), event.button(), event.buttons()):
            self.context_menu_wanted.emit(self._model, event.globalPosition().toPoint())
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Give this viewport all the room, or give it back; on a mark, change its words."""
        if event.button() == Qt.MouseButton.LeftButton:
            if self.mouse.double_click(event.position()):
                return
            self._viewports.toggle_maximised(self._model)
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll or zoom."""
        angle: QPoint = event.angleDelta()
        # Some systems turn a wheel sideways while a modifier is held.
        self.mouse.wheel(event.position(), angle.y() or angle.x(), event.modifiers())
        event.accept()

    def label_at(self, position: QPointF) -> str:
        """Id of the mark whose label stands at a position; empty when none does."""
        return next((name for name, rect in self._over.labels.items() if rect.contains(position)), "")

    def _ask_words(self) -> None:
        """Open a field where the mark is, when it is being drawn here."""
        drawing = self._session.drawing
        spot = drawing.asked_on(self._picture) if self._picture is not None else None
        if spot is None or self._viewports.active is not self._model:
            return
        self._words = WordsField(drawing.suggestion, self._keep_words, self)
        self._words.open_at(*(self.matrix() @ [*spot, 1.0]))

    def _keep_words(self, words: str | None) -> None:
        self._words = None
        self.setFocus()
        self._session.drawing.say(words)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing lies under the pointer any more."""
        self.probed.emit("")
        self.mouse.planes.leave()

    def event(self, event: QEvent) -> bool:
        """Tooltips of badges and of shortened lines."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.tooltip_at(QPointF(event.pos()))
            if words:
                QToolTip.showText(event.globalPos(), words, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def tooltip_at(self, position: QPointF) -> str:
        """The whole text of what is written at a position; empty when it is all there."""
        return next((item.tooltip for item in self._over.placed if item.rect.contains(position)), "")
