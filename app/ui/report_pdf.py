"""Print a reader study's report as PDF: the same HTML, laid on numbered pages, tables cut between rows only.

Qt's rich text knows no `break-inside`, so the report's blocks are placed one by one: a heading stays with what follows,
a figure is never cut, a table is cut between rows and repeats its header. Text and drawings stay vectors.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from app.ui.report_pieces import (
    SVG_NAMESPACE,
    Beside,
    Gap,
    Piece,
    Row,
    picture_piece,
    svg_piece,
    table_rows,
    text_piece,
)
from imaging.errors import UserError

DPI = 96
"""The report is laid out in pixels of this size, like on a screen."""

MM = DPI / 25.4
WIDTH, HEIGHT = (210 - 28) * MM, (297 - 30) * MM
FOOTER = 26.0
LEVELS = {"h1": 22, "h2": 17, "h3": 13}

QUIET, RULE, LABEL = QColor("#4A525B"), QColor("#C9CED4"), QColor("#8A4B00")

Placed = tuple[float, Piece]


def print_report(html: str, target: Path) -> int:
    """Print a report that `app.statistics.report` wrote; return the number of pages.

    A QGuiApplication must exist; the offscreen platform is enough.

    Raises
    ------
    UserError
        When the text is no such report, or the file cannot be written.
    """
    body = _body(html)
    title = "".join(body.find("header/h1").itertext())  # type: ignore[union-attr]
    phantom = body.find("header/p[@class='phantom']") is not None
    pages, starts = _lay_out(list(_flow(body)))
    contents, _ = _lay_out(list(_contents(body, starts, 0)))
    front, _ = _lay_out(list(_contents(body, starts, len(contents))))  # the contents move the pages they name
    everything = [*front, *pages]
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(content)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(14, 15, 14, 15),
            QPageLayout.Unit.Millimeter,
        )
    )
    writer.setResolution(1200)
    writer.setTitle(title)
    writer.setCreator("Overread")
    painter = QPainter(writer)
    try:
        painter.scale(writer.resolution() / DPI, writer.resolution() / DPI)
        for number, page in enumerate(everything, 1):
            if number > 1:
                writer.newPage()
            for top, piece in page:
                piece.draw(painter, top)
            _footer(painter, f"{title}", f"{number} / {len(everything)}", phantom)
    finally:
        painter.end()
    try:
        target.write_bytes(bytes(content.data().data()))
    except OSError as error:
        raise UserError(f"{target.name} cannot be written: {error.strerror}.") from error
    return len(everything)


def _body(html: str) -> ElementTree.Element:
    ElementTree.register_namespace("", SVG_NAMESPACE)
    plain = html.replace(' xmlns="http://www.w3.org/1999/xhtml"', "", 1).removeprefix("<!DOCTYPE html>")
    try:
        body = ElementTree.fromstring(plain.strip()).find("body")
    except ElementTree.ParseError as error:
        raise UserError("This is no report of a reader study: it cannot be printed.") from error
    if body is None or body.find("main") is None or body.find("header/h1") is None:
        raise UserError("This is no report of a reader study: it cannot be printed.")
    return body


def _flow(body: ElementTree.Element) -> Iterator[Row]:
    """Everything behind the contents, in order."""
    for section in body.findall("main/section"):
        heading = section[0]
        start = Row(
            [text_piece(heading, LEVELS[heading.tag], bold=True)],
            keep=True,
            before=26.0 if heading.tag == "h2" else 16.0,
            new_page=section.get("class") == "page",
            anchor=section.get("id", ""),
        )
        yield start
        for is_picture, blocks in groupby(section[1:], lambda block: block.get("class") == "picture"):
            for block in [] if is_picture else blocks:
                yield from _block(block)
            if is_picture:
                yield from _pictures(list(blocks))


def _block(block: ElementTree.Element) -> Iterator[Row]:
    if block.tag == "p":
        yield Row([text_piece(block, 11 if block.get("class") == "note" else 12)], before=4.0)
    elif block.tag == "table":
        yield from table_rows(block, WIDTH)
    elif block.tag == "div":
        table = block.find("table")
        if table is not None:
            yield from table_rows(table, WIDTH)
        for note in block.findall("p"):
            yield Row([text_piece(note, 10, colour=QUIET)], before=2.0)
    elif block.tag == "figure":
        yield _figure(block)


def _pictures(figures: list[ElementTree.Element]) -> Iterator[Row]:
    """Pictures in pairs, each with its caption below it."""
    width = (WIDTH - 16) / 2
    for first in range(0, len(figures), 2):
        columns: list[list[Piece]] = []
        for figure in figures[first : first + 2]:
            image, caption = figure.find("img"), figure.find("figcaption")
            column: list[Piece] = []
            if image is not None:
                column.append(picture_piece(image.get("src", ""), width, HEIGHT * 0.38))
            if caption is not None:
                column.append(text_piece(caption, 10, colour=QUIET, width=width))
            columns.append(column)
        yield Row([Beside(columns, width + 16)], before=12.0)


def _figure(block: ElementTree.Element) -> Row:
    """A drawing with its caption and notes; never cut."""
    pieces: list[Piece] = []
    for part in block:
        if part.tag == f"{{{SVG_NAMESPACE}}}svg":
            data = QByteArray(ElementTree.tostring(part, encoding="utf-8"))
            pieces.append(svg_piece(data, WIDTH, HEIGHT - 60))
        else:
            is_note = part.get("class") == "note"
            pieces.append(text_piece(part, 10 if is_note else 12, bold=not is_note, colour=QUIET if is_note else None))
    return Row(pieces, before=12.0)


def _contents(body: ElementTree.Element, starts: dict[str, int], offset: int) -> Iterator[Row]:
    """Title, label, digest, and the contents with page numbers."""
    header = body.find("header")
    for part in header if header is not None else ():
        size = LEVELS["h1"] if part.tag == "h1" else 13 if part.get("class") == "phantom" else 10
        colour = LABEL if part.get("class") == "phantom" else None
        yield Row([text_piece(part, size, bold=part.tag == "h1" or colour is not None, colour=colour)], before=4.0)
    yield Row([Gap(14.0)])
    for entry in body.findall("nav/ul/li"):
        link = entry.find("a")
        if link is None:
            continue
        page = starts.get(link.get("href", "").removeprefix("#"), 0) + offset
        line = ElementTree.Element("p")
        line.text = "".join(link.itertext())
        indent = 18.0 if entry.get("class") == "level3" else 0.0
        yield Row([text_piece(line, 11, bold=not indent, left=indent, right_text=str(page))], before=1.0)


def _lay_out(rows: list[Row]) -> tuple[list[list[Placed]], dict[str, int]]:
    """Put rows on pages; also on which page (from 1) each anchor lies."""
    pages: list[list[Placed]] = [[]]
    starts: dict[str, int] = {}
    top, limit = 0.0, HEIGHT - FOOTER
    for number, row in enumerate(rows):
        needed = row.height + _kept_height(rows, number)
        before = row.before if pages[-1] else 0.0
        if pages[-1] and (
            (row.new_page and not _only_headings(rows, number, pages[-1])) or top + before + needed > limit
        ):
            pages.append([])
            top, before = 0.0, 0.0
            if row.repeated is not None:
                pages[-1].append((top, row.repeated))
                top += row.repeated.height
        top += before
        if row.anchor:
            starts[row.anchor] = len(pages)
        for piece in row.pieces:
            pages[-1].append((top, piece))
            top += piece.height
    return pages, starts


def _kept_height(rows: list[Row], number: int) -> float:
    """What must stand on the same page as a row: the chain of rows that are kept together, and the first after it."""
    needed = 0.0
    while rows[number].keep and number + 1 < len(rows):
        number += 1
        needed += rows[number].before + rows[number].height
    return min(needed, HEIGHT * 0.8)


def _only_headings(rows: list[Row], number: int, page: list[Placed]) -> bool:
    """True when the page holds nothing but the headings just before this row: they belong together."""
    headings = 0
    while number - 1 - headings >= 0 and rows[number - 1 - headings].keep:
        headings += 1
    return len(page) == sum(len(rows[number - 1 - n].pieces) for n in range(headings))


def _footer(painter: QPainter, left: str, right: str, phantom: bool) -> None:
    painter.save()
    painter.setPen(QPen(RULE, 0.7))
    line = HEIGHT - FOOTER + 8
    painter.drawLine(0, int(line), int(WIDTH), int(line))
    font = QFont("Liberation Sans")
    font.setPixelSize(9)
    painter.setFont(font)
    area = QRectF(0, line + 3, WIDTH, 14)
    painter.setPen(QUIET)
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft, left[:90])
    painter.drawText(area, Qt.AlignmentFlag.AlignRight, right)
    if phantom:
        painter.setPen(LABEL)
        painter.drawText(area, Qt.AlignmentFlag.AlignHCenter, "Phantom data – no patients")
    painter.restore()
