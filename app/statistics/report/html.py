"""A report as one HTML file: styles, drawings and pictures inside, no links out, no scripts, also well-formed XML."""

import base64
import re
from collections.abc import Iterator
from html import escape

from app.statistics.diagnostic import Estimate
from app.statistics.report.parts import (
    PHANTOM,
    Block,
    CasePicture,
    Cell,
    Column,
    Facts,
    Figure,
    P,
    Report,
    Section,
    Table,
    Text,
    shown,
    shown_interval,
    shown_number,
)
from app.statistics.report.style import STYLE

SHORT = 16
"""A text of a cell that is no longer stays on one line."""

MARKS = "abcdefghijklmnopqrstuvwxyz"


def to_html(report: Report) -> str:
    """The whole report."""
    title = escape(report.title)
    label = f'<p class="phantom">{PHANTOM}</p>' if report.phantom else ""
    entries = [(_anchor(n), section) for n, section in enumerate(report.sections)]
    contents = "".join(
        f'<li class="level{section.level}"><a href="#{anchor}">{escape(section.title)}</a></li>'
        for anchor, section in entries
        if section.listed
    )
    body = "".join(_section(section, anchor, report.phantom) for anchor, section in entries)
    return (
        f'<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><meta charset="utf-8"/>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{title}</title><style>{STYLE}</style></head>\n<body><header><h1>{title}</h1>{label}"
        f'<p class="digest">{escape(report.digest_of)} {escape(report.digest)}</p></header>'
        f"<nav><h2>Contents</h2><ul>{contents}</ul></nav>\n<main>{body}</main></body></html>\n"
    )


def _anchor(number: int) -> str:
    return f"part{number}"


def _section(section: Section, anchor: str, phantom: bool) -> str:
    blocks = "\n".join(_block(block, phantom) for block in section.blocks)
    page = ' class="page"' if section.new_page else ""
    heading = f"h{section.level}"
    return f'\n<section id="{anchor}"{page}><{heading}>{escape(section.title)}</{heading}>\n{blocks}\n</section>'


def _block(block: Block, phantom: bool) -> str:
    if isinstance(block, Text):
        kind = ' class="note"' if block.small else ""
        return "".join(f"<p{kind}>{escape(paragraph)}</p>" for paragraph in block.paragraphs)
    if isinstance(block, Facts):
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in block.rows)
        return f'<table class="facts"><tbody>{rows}</tbody></table>'
    if isinstance(block, CasePicture):
        data = base64.b64encode(block.png).decode("ascii")
        caption = escape(block.caption)
        return (
            f'<figure class="picture"><img src="data:image/png;base64,{data}" alt="{caption}"/>'
            f"<figcaption>{_labelled(caption, phantom)}</figcaption></figure>"
        )
    if isinstance(block, Figure):
        notes = "".join(f'<p class="note">{escape(note)}</p>' for note in block.notes)
        caption = _labelled(escape(block.title), phantom)
        return f'<figure class="drawing"><figcaption>{caption}</figcaption>{block.svg}{notes}</figure>'
    return _table(block, phantom)


def _labelled(caption: str, phantom: bool) -> str:
    return f'{caption} <span class="phantom">[{PHANTOM}]</span>' if phantom else caption


def _table(table: Table, phantom: bool) -> str:
    reasons = table.reasons()
    marks = {reason: _mark(number) for number, reason in enumerate(reasons)}
    head = "".join(f"<th>{escape(c.title)}{', %' if c.percent else ''}</th>" for c in table.columns)
    rows = []
    for number, row in enumerate(table.rows[: table.shown]):
        kind = ' class="strong"' if number in table.strong else ""
        same = table.grouped and number > 0 and isinstance(row[0], str) and row[0] == table.rows[number - 1][0]
        own = ["", *row[1:]] if same else row
        cells = "".join(_cell(cell, column, marks) for cell, column in zip(own, table.columns, strict=True))
        rows.append(f"<tr{kind}>{cells}</tr>")
    below = "".join(f'<p class="note">{note}</p>' for note in _notes(table, marks))
    caption = _labelled(escape(table.title), phantom)
    return (
        f'<div class="table"><table{_kind(table)}><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{below}</div>"
    )


def _kind(table: Table) -> str:
    """Its anchor; a table without a file of its own belongs to what follows it on the page."""
    return f' id="table-{_name(table.key)}"' if table.key else ' class="together"'


def _notes(table: Table, marks: dict[str, str]) -> Iterator[str]:
    if table.shown is not None and table.shown < len(table.rows):
        yield f"{len(table.rows) - table.shown} more rows stand in {escape(table.key)}.csv."
    for reason, mark in marks.items():
        yield f"<sup>{mark}</sup> {escape(_sentence(reason))}"
    for note in table.notes:
        yield escape(note)


def _cell(cell: Cell, column: Column, marks: dict[str, str]) -> str:
    if isinstance(cell, Estimate):
        mark = f"<sup>{marks[cell.reason]}</sup>" if cell.reason else ""
        interval = shown_interval(cell, column)
        low = f' <span class="ci">{interval}</span>' if interval else ""
        return f'<td class="n">{shown_number(cell.value, column)}{mark}{low}</td>'
    text = escape(shown(cell, column))
    if isinstance(cell, (int, float, P)):
        return f'<td class="n">{text}</td>'
    return f'<td class="name">{text}</td>' if 0 < len(text) <= SHORT else f"<td>{text}</td>"


def _mark(number: int) -> str:
    return MARKS[number] if number < len(MARKS) else str(number + 1)


def _name(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", key)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
