"""What a printed page is made of: text, slices of tables, drawings, pictures, each with its height."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree import ElementTree

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPainter,
    QPalette,
    QPen,
    QTextDocument,
    QTextOption,
    QTextTable,
)
from PySide6.QtSvg import QSvgRenderer

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
FAMILIES = ["Liberation Sans", "Arial", "Helvetica", "DejaVu Sans"]
TABLE_SIZES = (10.5, 9.5, 8.5, 7.5, 6.5)
"""Font sizes of tables in pixels at 96 dpi, the first that fits the page."""

HEAD_RULE, ROW_RULE, STRONG = QColor("#1A1D21"), QColor("#DDE1E5"), "#F1F3F5"
PADDING = 3
NO_BREAK = "\u00a0"
SMALL = 8
"""A table with no more rows is not cut."""


class Piece(Protocol):
    """Something that is drawn at a height of the page."""

    @property
    def height(self) -> float:
        """In pixels."""

    def draw(self, painter: QPainter, top: float) -> None:
        """Draw with the left upper corner at (0, top)."""


@dataclass
class Row:
    """Pieces that stand together on one page.

    Attributes
    ----------
    keep : bool
        Stays with the next row.
    before : float
        Space above it, not at the top of a page.
    repeated : Piece or None
        Drawn again when the row begins a page: the header of its table.
    """

    pieces: Sequence[Piece]
    keep: bool = False
    before: float = 0.0
    new_page: bool = False
    anchor: str = ""
    repeated: Piece | None = None

    @property
    def height(self) -> float:
        """Of all its pieces."""
        return sum(piece.height for piece in self.pieces)


@dataclass
class Gap:
    """Nothing."""

    height: float

    def draw(self, painter: QPainter, top: float) -> None:
        """Draw nothing."""


@dataclass
class TextSlice:
    """A horizontal strip of a document."""

    document: QTextDocument
    first: float
    height: float
    left: float = 0.0
    rules: Sequence[tuple[float, QColor, float]] = ()
    right_text: str = ""

    def draw(self, painter: QPainter, top: float) -> None:
        """Draw the strip, and its rules at heights of the document."""
        painter.save()
        painter.translate(self.left, top - self.first)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor("#1A1D21"))
        strip = QRectF(0, self.first, self.document.textWidth() + 1, self.height)
        painter.setClipRect(strip)
        context.clip = strip
        self.document.documentLayout().draw(painter, context)
        painter.setClipping(False)
        for height, colour, width in self.rules:
            painter.setPen(QPen(colour, width))
            painter.drawLine(0, round(height), round(self._ink()), round(height))
        if self.right_text:
            painter.setFont(self.document.defaultFont())
            area = QRectF(0, self.first, self.document.textWidth(), self.height)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight, self.right_text)
        painter.restore()

    def _ink(self) -> float:
        return min(self.document.idealWidth(), self.document.textWidth())


@dataclass
class Drawing:
    """An SVG, as vectors."""

    renderer: QSvgRenderer
    width: float
    height: float

    def draw(self, painter: QPainter, top: float) -> None:
        """Draw at the left edge."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.renderer.render(painter, QRectF(0, top, self.width, self.height))
        painter.restore()


@dataclass
class Picture:
    """Pixels."""

    image: QImage
    width: float
    height: float = field(default=0.0)

    def draw(self, painter: QPainter, top: float) -> None:
        """Draw at the left edge, smoothed when it is made smaller."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, top, self.width, self.height), self.image)
        painter.restore()


def text_piece(
    element: ElementTree.Element,
    size: float,
    *,
    bold: bool = False,
    colour: QColor | None = None,
    left: float = 0.0,
    right_text: str = "",
    width: float = 688.0,
) -> TextSlice:
    """A paragraph, heading or caption."""
    document = _document(size)
    inner = _inner(element)
    style = f"color: {colour.name()};" if colour is not None else ""
    style += " font-weight: bold;" if bold else ""
    document.setHtml(f'<p style="margin: 0; {style}">{inner}</p>')
    document.setTextWidth(width - left)
    return TextSlice(document, 0.0, document.size().height(), left, (), right_text)


def table_rows(table: ElementTree.Element, width: float) -> list[Row]:
    """A table as rows that may stand on different pages; its header is drawn again on each."""
    caption = table.find("caption")
    rows: list[Row] = []
    if caption is not None:
        rows.append(Row([text_piece(caption, 11.5, bold=True)], keep=True, before=12.0))
    head, body = table.findall("thead/tr"), table.findall("tbody/tr")
    document, tops = _fitting_document(head, body, width)
    header: TextSlice | None = None
    if head:
        header = TextSlice(document, tops[0], tops[1] - tops[0], 0.0, ((tops[1] - 1, HEAD_RULE, 1.0),))
        rows.append(Row([header], keep=True, before=4.0))
    is_facts = table.get("class") == "facts"
    together = table.get("class") in ("facts", "together") or len(body) <= SMALL
    for number in range(len(head), len(head) + len(body)):
        first, last = tops[number], tops[number + 1]
        rules = () if is_facts else ((last - 0.5, ROW_RULE, 0.6),)
        rows.append(Row([TextSlice(document, first, last - first, 0.0, rules)], keep=together, repeated=header))
    if len(body) > 1:
        rows[-2].keep = True  # no page begins with a table's last row alone
    if body and table.get("class") not in ("facts", "together"):
        rows[-1].keep = False
    return rows


@dataclass
class Beside:
    """Pieces side by side, each with pieces below it."""

    columns: Sequence[Sequence[Piece]]
    step: float

    @property
    def height(self) -> float:
        """Of the highest column."""
        return max((sum(piece.height for piece in column) for column in self.columns), default=0.0)

    def draw(self, painter: QPainter, top: float) -> None:
        """Draw the columns from left to right."""
        for place, column in enumerate(self.columns):
            painter.save()
            painter.translate(place * self.step, 0)
            down = top
            for piece in column:
                piece.draw(painter, down)
                down += piece.height
            painter.restore()


def svg_piece(data: QByteArray, width: float, height: float) -> Drawing:
    """A drawing in its own size, or smaller where the page is."""
    renderer = QSvgRenderer(data)
    size = renderer.defaultSize()
    scale = min(1.0, width / max(size.width(), 1), height / max(size.height(), 1))
    return Drawing(renderer, size.width() * scale, size.height() * scale)


def picture_piece(source: str, width: float, height: float) -> Picture:
    """A PNG from its data address, as large as fits."""
    image = QImage.fromData(QByteArray(base64.b64decode(source.partition(",")[2])))
    scale = min(1.0, width / max(image.width(), 1), height / max(image.height(), 1))
    return Picture(image, image.width() * scale, image.height() * scale)


def _document(size: float) -> QTextDocument:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setUseDesignMetrics(True)
    font = QFont(FAMILIES)
    font.setPixelSize(max(round(size), 1))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    document.setDefaultFont(font)
    option = document.defaultTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)  # a column is never narrower than its longest word
    document.setDefaultTextOption(option)
    return document


def _fitting_document(
    head: list[ElementTree.Element], body: list[ElementTree.Element], width: float
) -> tuple[QTextDocument, list[float]]:
    """The table in the largest font in which it fits, and where its rows begin (one more at the end)."""
    cells = "".join(_row(row, True) for row in head) + "".join(_row(row, False) for row in body)
    document = _document(TABLE_SIZES[0])
    for size in TABLE_SIZES:
        document = _document(size)
        document.setDefaultStyleSheet(f"td, th {{ font-size: {size}px; }} span.ci, sup {{ color: #4A525B; }}")
        document.setHtml(f'<table cellspacing="0" cellpadding="{PADDING}" border="0">{cells}</table>')
        document.setTextWidth(width)
        if document.size().width() <= width + 1:
            break
    return document, _row_tops(document, len(head) + len(body))


def _row_tops(document: QTextDocument, count: int) -> list[float]:
    table = next((frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)), None)
    if table is None:
        return [0.0] * (count + 1)
    layout = document.documentLayout()
    tops = []
    for row in range(table.rows()):
        blocks = [table.cellAt(row, column).firstCursorPosition().block() for column in range(table.columns())]
        tops.append(min(layout.blockBoundingRect(block).top() for block in blocks) - PADDING)
    last = [table.cellAt(table.rows() - 1, column).lastCursorPosition().block() for column in range(table.columns())]
    return [*tops, max(layout.blockBoundingRect(block).bottom() for block in last) + PADDING]


def _row(row: ElementTree.Element, head: bool) -> str:
    strong = row.get("class") == "strong"
    shade = f' bgcolor="{STRONG}"' if strong else ""
    cells = []
    for cell in row:
        inner = _inner(cell)
        if cell.get("class") == "name":
            inner = inner.replace(" ", NO_BREAK)
        text = f"<b>{inner}</b>" if strong or (head and cell.tag == "th") else inner
        align = "bottom" if head else "top"
        cells.append(f'<td valign="{align}"{shade}>{text}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _inner(element: ElementTree.Element) -> str:
    """The content of an element as HTML; an interval stays on one line."""
    parts = [_escaped(element.text)]
    for child in element:
        if child.get("class") == "ci":
            child.text = (child.text or "").replace(" ", NO_BREAK)
        parts.append(ElementTree.tostring(child, encoding="unicode", method="html"))
    return "".join(parts)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
