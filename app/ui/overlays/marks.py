"""Marks of the model and of the reference standard on the picture they belong to."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF

from app.ui.language import tr
from app.ui.numbers import probability_text, quantity_text
from app.ui.overlays import ink
from app.ui.overlays.outline import mask_outline
from app.ui.overlays.scene import Scene
from app.ui.terms import term
from imaging.finding import Finding, Grade, Probability, Quantity, SaliencyMap, Withheld
from imaging.region import Box, Mask, SliceRegion

LABEL_GAP = 3.0
LABEL_TRIES = 6
"""Between a box and its label, and how many places on each side are tried."""


def all_findings(results: Iterable[object]) -> tuple[Finding, ...]:
    """The findings of several task results, in order."""
    return tuple(finding for result in results for finding in getattr(result, "findings", ()))


def findings_on(scene: Scene, findings: Iterable[Finding], selected: str) -> tuple[Finding, ...]:
    """Those to mark on the frame that is shown: a negative answer is marked only while it is selected."""
    return tuple(
        f
        for f in findings
        if f.region is not None
        and scene.is_on_frame(*_frame_of(f))
        and (f.finding_id == selected or not isinstance(f.value, Probability) or f.value.positive)
    )


def _frame_of(finding: Finding) -> tuple[str, int]:
    region = finding.region
    if isinstance(region, Mask):
        region = region.box
    return (region.sop_instance_uid, region.frame) if region is not None else ("", 0)


def saliency_on(scene: Scene, findings: Iterable[Finding], selected: str) -> tuple[Finding, SaliencyMap] | None:
    """The map to show: the selected finding's, or without a selection that of the first finding with maps."""
    with_maps = [f for f in findings if f.saliency and (not selected or f.finding_id == selected)]
    for finding in with_maps[:1]:
        for saliency in finding.saliency:
            if scene.is_on_frame(saliency.sop_instance_uid, saliency.frame):
                return finding, saliency
    return None


def value_text(value: Probability | Grade | Quantity | Withheld) -> str:
    """A finding's value as it stands beside its label; empty where the reading protocol does not show it."""
    if isinstance(value, Withheld):
        return ""
    if isinstance(value, Probability):
        return probability_text(value.value)
    if isinstance(value, Grade):
        return tr("grade {value}", value=value.value)
    return quantity_text(value)


def label_text(finding: Finding) -> str:
    """``"fracture 0.87"``."""
    return f"{term(finding.label)} {value_text(finding.value)}".rstrip()


def slice_captions(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What the model says of the whole slice, for those findings on this frame that know only the slice; each once."""
    lines = (
        tr("model: this slice, {finding}", finding=label_text(f)) for f in findings if isinstance(f.region, SliceRegion)
    )
    return tuple(dict.fromkeys(lines))


def elsewhere_caption(scene: Scene, findings: Iterable[Finding]) -> tuple[str, ...]:
    """What is said on a turned plane or a slab, where no box and no map belongs, of a stack that has some."""
    picture, loaded = scene.picture, scene.model.loaded
    if loaded is None or not (picture.oblique or picture.slab.is_thick):
        return ()
    frames = {(frame.sop_instance_uid, frame.number) for frame in loaded.stack.frames}
    marked = any(_frame_of(f) in frames or (f.saliency and _map_of(f) in frames) for f in findings)
    return (tr("model: its marks are on the acquired slices"),) if marked else ()


def _map_of(finding: Finding) -> tuple[str, int]:
    return finding.saliency[0].sop_instance_uid, finding.saliency[0].frame


def heat_caption(finding: Finding, saliency: SaliencyMap) -> str:
    """What the heat map is, and that it failed its check when it did."""
    caption = tr(
        "{method}: {finding}, cell {cell_size:.0f} px",
        method=saliency.method,
        finding=term(finding.label),
        cell_size=saliency.cell_size,
    )
    return caption if saliency.allowed else tr("{caption} – failed its sanity check", caption=caption)


def paint_marks(painter: QPainter, scene: Scene, findings: Iterable[Finding], selected: str) -> None:
    """Boxes of the findings on this frame, dashed orange; the selected one is thicker and shows its mask's outline.

    Their labels keep out of each other's way, also where boxes nest.
    """
    taken: list[QRectF] = []
    for finding in findings:
        region = finding.region
        box = region if isinstance(region, Box) else region.box if region is not None else None
        if box is None:
            continue
        is_selected = finding.finding_id == selected
        width = 3.0 if is_selected else 2.0
        if isinstance(region, Mask) and is_selected:
            _paint_outline(painter, scene, region, width)
        polygon = scene.polygon(box.left, box.top, box.right, box.bottom)
        _paint_polygon(painter, polygon, width)
        _paint_label(painter, scene, polygon.boundingRect(), label_text(finding), taken)


def _paint_polygon(painter: QPainter, polygon: QPolygonF, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # A dark line beneath keeps the dashes visible on bone.
    painter.setPen(ink.pen(ink.PLATE, width + 1.5))
    painter.drawPolyline(polygon)
    painter.setPen(ink.pen(ink.MODEL, width, Qt.PenStyle.DashLine))
    painter.drawPolyline(polygon)


@lru_cache(maxsize=32)
def _outline_of(mask: "_ById") -> tuple[QPolygonF, ...]:
    lines = mask_outline(mask.mask.pixels)
    return tuple(QPolygonF([QPointF(c, r) for c, r in line.tolist()]) for line in lines)


class _ById:
    """A mask as a key: equal to itself only, and kept alive by the cache."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.mask is other.mask

    def __hash__(self) -> int:
        return id(self.mask)


def _paint_outline(painter: QPainter, scene: Scene, mask: Mask, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(ink.pen(ink.MODEL, width * 0.6, Qt.PenStyle.DashLine))
    for polygon in _outline_of(_ById(mask)):
        painter.drawPolyline(scene.transform.map(polygon))


def _paint_label(painter: QPainter, scene: Scene, around: QRectF, text: str, taken: list[QRectF]) -> None:
    metrics = QFontMetricsF(painter.font())
    size = metrics.size(0, text)
    width, height = size.width() + 8.0, size.height() + 2.0
    if not around.intersects(scene.rect):
        return
    rect = label_rect(scene.rect, around, QSizeF(width, height), taken)
    taken.append(rect)
    ink.plate(painter, rect)
    ink.write(painter, rect, Qt.AlignmentFlag.AlignHCenter, text, ink.MODEL)


def label_rect(view: QRectF, around: QRectF, size: QSizeF, taken: Iterable[QRectF]) -> QRectF:
    """Where the label of a box stands: above it, else below, and further out where another label is already."""
    others, step = tuple(taken), size.height() + LABEL_GAP
    left = float(np.clip(around.left(), 2.0, max(2.0, view.width() - size.width() - 2.0)))
    above, below, lowest = around.top() - step, around.bottom() + LABEL_GAP, view.height() - size.height() - 2.0
    tops = (*(above - step * n for n in range(LABEL_TRIES)), *(below + step * n for n in range(LABEL_TRIES)))
    places = [QRectF(QPointF(left, top), size) for top in tops if 2.0 <= top <= lowest]
    free = (place for place in places if not any(place.intersects(other) for other in others))
    at_the_edge = QRectF(QPointF(left, min(below, lowest)), size)
    return next(free, places[0] if places else at_the_edge)


def paint_reference_boxes(painter: QPainter, scene: Scene, boxes: Iterable[Box]) -> None:
    """Boxes of the reference standard on this frame, dotted green."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box in boxes:
        if scene.is_on_frame(box.sop_instance_uid, box.frame):
            painter.setPen(ink.pen(ink.REFERENCE, 2.0, Qt.PenStyle.DotLine))
            painter.drawPolyline(scene.polygon(box.left, box.top, box.right, box.bottom))
