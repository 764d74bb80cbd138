"""The look: dark neutral greys in which the image is the brightest thing, and marks that differ in line and colour.

Colours are safe for colour-blind readers (Okabe & Ito, "Color universal design", 2008).
"""

import re
from functools import lru_cache

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from app.session.messages import NoticeLevel
from assets import ASSETS

BACKGROUND = "#101214"
PANEL = "#181B1F"
FIELD = "#0C0E10"
RAISED = "#23272D"
LINE = "#30363D"
TEXT = "#D6DADF"
SECONDARY = "#8A929B"
DISABLED = "#737B84"
ACCENT = "#4C9BE8"
ACCENT_DARK = "#1F4E7C"
MODEL = "#E69F00"
READER = "#56B4E9"
REFERENCE = "#009E73"
WARNING = "#F0E442"
ERROR = "#F2846B"

COLOURS = {
    "background": BACKGROUND,
    "panel": PANEL,
    "field": FIELD,
    "raised": RAISED,
    "line": LINE,
    "text": TEXT,
    "secondary": SECONDARY,
    "disabled": DISABLED,
    "accent": ACCENT,
    "accent_dark": ACCENT_DARK,
    "model": MODEL,
    "reader": READER,
    "reference": REFERENCE,
    "warning": WARNING,
    "error": ERROR,
}

NOTICE_COLOURS = {NoticeLevel.INFO: TEXT, NoticeLevel.WARNING: WARNING, NoticeLevel.ERROR: ERROR}

POINT_SIZE = 10
GRID = 4
"""Every distance between widgets is a multiple of this many pixels."""


def apply_theme(application: QApplication) -> None:
    """Fusion style with the dark palette, the system's font and the style sheet."""
    application.setStyle("Fusion")
    application.setPalette(palette())
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSize(POINT_SIZE)
    application.setFont(font)
    application.setStyleSheet(style_sheet())


def palette() -> QPalette:
    """The palette for everything that the style sheet does not draw."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colours = QPalette()
    pairs = {
        role.Window: PANEL,
        role.WindowText: TEXT,
        role.Base: FIELD,
        role.AlternateBase: PANEL,
        role.Text: TEXT,
        role.Button: RAISED,
        role.ButtonText: TEXT,
        role.BrightText: WARNING,
        role.Highlight: ACCENT_DARK,
        role.HighlightedText: TEXT,
        role.Link: ACCENT,
        role.ToolTipBase: RAISED,
        role.ToolTipText: TEXT,
        role.PlaceholderText: SECONDARY,
        role.Mid: LINE,
        role.Dark: BACKGROUND,
        role.Light: RAISED,
    }
    for which, colour in pairs.items():
        colours.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        colours.setColor(group.Disabled, which, QColor(DISABLED))
    return colours


def style_sheet() -> str:
    """The style sheet with the colours filled in."""
    words = {**COLOURS, "icons": (ASSETS / "icons").as_posix()}
    sheet = (ASSETS / "theme" / "overread.qss").read_text(encoding="utf-8")
    return re.sub(r"@([a-z_]+)", lambda match: words[match[1]], sheet)


@lru_cache(maxsize=64)
def icon(name: str) -> QIcon:
    """One of the program's own icons, drawn in its colour."""
    shown = QIcon()
    path = str(ASSETS / "icons" / f"{name}.svg")
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
        shown.addFile(path, QSize(16, 16), mode)
    return shown


def tabular(font: QFont) -> QFont:
    """The same font with figures of one width, so that numbers stand in columns and do not dance."""
    figures = QFont(font)
    figures.setFeature(QFont.Tag("tnum"), 1)
    return figures
