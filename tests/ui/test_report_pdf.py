"""The printed report: pages, what stays together, and what is refused."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pytestqt.qtbot import QtBot

from app.statistics.report.build import build_report
from app.statistics.report.html import to_html
from app.statistics.report.parts import CasePicture, Column, Figure, Report, Section, Table, Text
from app.statistics.report.svg import drawing, words
from app.ui.report_pdf import FOOTER, HEIGHT, WIDTH, _body, _flow, _lay_out, print_report
from app.ui.report_pieces import TextSlice, table_rows
from imaging.errors import UserError
from tests.app.statistics.artificial_study import PNG, empty_study, study_of

ROWS = 150


def long_table(rows: int = ROWS, columns: int = 3) -> Table:
    header = [Column(f"Column {n}", f"c{n}") for n in range(columns)]
    return Table(
        "long", "A long table", header, [[f"row {r}", *range(columns - 1)] for r in range(rows)], grouped=False
    )


def html_of(*blocks: object, phantom: bool = False) -> str:
    return to_html(Report("A title", "ab" * 32, phantom, (Section("Part", blocks),)))  # type: ignore[arg-type]


@pytest.mark.parametrize("study", [study_of(marks=True, cases=30), empty_study()], ids=["sequential", "nothing"])
def test_a_report_is_printed_on_so_many_pages(qtbot: QtBot, tmp_path: Path, study: object) -> None:
    pictures = {f"C{k:03d}": (CasePicture("Saliency", PNG), CasePicture("Marks", PNG)) for k in range(30)}
    html = to_html(build_report(study, pictures))  # type: ignore[arg-type]
    pages = print_report(html, tmp_path / "report.pdf")
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b(?!s)", content)) == pages >= 3
    assert b"/Subtype /Image" in content or not study.reads  # type: ignore[attr-defined]


def test_drawings_stay_vectors(qtbot: QtBot, tmp_path: Path) -> None:
    svg = drawing(300, 200, [words(20, 20, "a word")], "a drawing")
    print_report(html_of(Figure("f", "A figure", svg)), tmp_path / "a.pdf")
    assert b"/Subtype /Image" not in (tmp_path / "a.pdf").read_bytes()


def test_a_table_is_cut_between_rows_and_repeats_its_header(qtbot: QtBot) -> None:
    rows = list(_flow(_body(html_of(long_table()))))
    pages, _ = _lay_out(rows)
    assert len(pages) > 2
    slices = [[piece for _, piece in page if isinstance(piece, TextSlice)] for page in pages]
    headers = [piece for page in slices for piece in page if piece is rows[2].pieces[0]]
    assert len(headers) == len(pages)
    body = {id(row.pieces[0]) for row in rows[3:]}
    placed = [id(piece) for page in slices for piece in page if id(piece) in body]
    assert len(placed) == len(set(placed)) == ROWS
    for page in pages:
        for top, piece in page:
            assert top + piece.height <= HEIGHT - FOOTER + 0.01


def test_rows_of_a_table_follow_each_other_without_gaps(qtbot: QtBot) -> None:
    table = ElementTree.fromstring(
        "<table><thead><tr><th>Name</th><th>What</th></tr></thead><tbody>"
        + "".join(f"<tr><td>r{n}</td><td>{'long words ' * (n * 7)}</td></tr>" for n in range(12))
        + "</tbody></table>"
    )
    slices = [row.pieces[0] for row in table_rows(table, WIDTH)]
    for first, second in pairwise(slices):
        assert isinstance(first, TextSlice)
        assert isinstance(second, TextSlice)
        assert first.first + first.height == pytest.approx(second.first, abs=0.5)
    heights = [piece.height for piece in slices]
    assert heights[-1] > 3 * heights[1]  # many lines in the last row


def test_a_wide_table_gets_a_smaller_font_instead_of_leaving_the_page(qtbot: QtBot) -> None:
    wide = ElementTree.fromstring(
        "<table><thead><tr>" + "<th>Sensitivity</th>" * 14 + "</tr></thead><tbody><tr>" + "<td>1</td>" * 14
        + "</tr></tbody></table>"
    )  # fmt: skip
    piece = table_rows(wide, WIDTH)[0].pieces[0]
    assert isinstance(piece, TextSlice)
    assert piece.document.size().width() <= WIDTH + 1


def test_no_heading_stands_alone_at_the_end_of_a_page(qtbot: QtBot) -> None:
    sections = []
    for n in range(60):
        sections.append(Section(f"Part {n}", (Text(("Some words. " * 30,)), long_table(3)), 2 + n % 2))
    rows = list(_flow(_body(to_html(Report("A title", "ab", False, tuple(sections))))))
    pages, starts = _lay_out(rows)
    assert len(starts) == 60
    kept = {id(row.pieces[-1]) for row in rows if row.keep}
    assert all(id(page[-1][1]) not in kept for page in pages[:-1])


@pytest.mark.parametrize("text", ["", "<p>not closed", "<html><body><main/></body></html>", "just words"])
def test_another_text_is_refused(qtbot: QtBot, tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match="no report"):
        print_report(text, tmp_path / "a.pdf")


def test_a_file_that_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        print_report(html_of(Text(("words",))), tmp_path / "not there" / "a.pdf")
