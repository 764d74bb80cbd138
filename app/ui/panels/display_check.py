"""Help › Check the display: a pattern of our own, and what the reader sees of it."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMoveEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QGridLayout, QRadioButton, QSizePolicy, QWidget

from app.reading.display import Screen
from app.session.display_checks import DisplayChecks
from app.ui.language import say, tr
from app.ui.overlays import ink
from app.ui.panels.parts import button, column, quiet, row, text
from imaging.words import Words

Grey = NDArray[np.uint8]

LABEL = Words("synthetic pattern, not a TG18 pattern")
HOW = Words(
    "Look from where you read, in the light in which you read. The answers are kept with the date and this screen.",
)

QUESTIONS = (
    ("dark_patch", Words("In the black square I see the patch of 5 %")),
    ("bright_patch", Words("In the white square I see the patch of 95 %")),
    ("ramp", Words("I see all 18 steps of the grey ramp, each apart from the next")),
    ("lines", Words("I see all patches of lines as single lines, none as plain grey")),
)
"""Name in the record, and what the reader says yes or no to."""

GROUND, BLACK, WHITE, DARK, BRIGHT = 96, 0, 255, 13, 242
"""Grey levels; 13 and 242 are 5 % and 95 % of 255."""

STEPS = 18
LINES = ((1, BLACK, WHITE), (2, BLACK, WHITE), (1, 118, 138), (2, 118, 138))
"""Width in pixels of the screen, and the two grey levels, of each patch of lines; drawn lying and standing."""


def pattern(width: int, height: int) -> Grey:
    """The pattern in pixels of the screen.

    Returns
    -------
    array of uint8, shape (height, width)
        Above: a black square with a patch of 5 %, a white one with 95 %, and eight patches of lines, four lying over
        four standing. Below: the ramp, from black to white in `STEPS` equal steps of grey level.
    """
    grey = np.full((height, width), GROUND, np.uint8)
    gap = height // 16
    side = height - height // 4 - 3 * gap
    for place, outer, inner in ((0, BLACK, DARK), (1, WHITE, BRIGHT)):
        left = gap + place * (side + gap)
        grey[gap : gap + side, left : left + side] = outer
        grey[gap + side // 3 : gap + 2 * side // 3, left + side // 3 : left + 2 * side // 3] = inner
    left, patch = 2 * (side + gap) + gap, (side - gap) // 2
    for place, (wide, one, other) in enumerate(LINES):
        at = left + place * (patch + gap)
        line = np.where(np.arange(patch) // wide % 2 == 0, one, other).astype(np.uint8)
        for top, lines in ((gap, line[:, None]), (2 * gap + patch, line[None, :])):
            part = grey[top : top + patch, at : at + patch]
            part[...] = np.broadcast_to(lines, (patch, patch))[:, : part.shape[1]]
    step = np.arange(width - 2 * gap) * STEPS // (width - 2 * gap)
    grey[2 * gap + side : height - gap, gap : width - gap] = np.rint(step * (255.0 / (STEPS - 1))).astype(np.uint8)
    return grey


class PatternView(QWidget):
    """Paints the pattern pixel for pixel, however the screen is scaled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Display check, {label}", label=LABEL))

    def sizeHint(self) -> QSize:
        """The same part of every screen's pixels; it fits a screen of 1366 × 768."""
        return QSize(960, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pattern and what it is."""
        ratio = self.devicePixelRatioF()
        grey = np.ascontiguousarray(pattern(round(self.width() * ratio), round(self.height() * ratio)))
        kind = QImage.Format.Format_Grayscale8
        image = QImage(grey.data, grey.shape[1], grey.shape[0], grey.strides[0], kind).copy()
        image.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawImage(0, 0, image)
        foot = QRectF(0, self.height() - self.height() // 16, self.width(), self.height() // 16)
        ink.write(painter, foot, Qt.AlignmentFlag.AlignHCenter, say(LABEL), ink.TEXT)
        painter.end()


class SeenRow(QWidget):
    """Yes or no to one part of the pattern.

    Signals
    -------
    answered()
    """

    answered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.no, self.yes = quiet(QRadioButton(tr("No"))), quiet(QRadioButton(tr("Yes")))
        self._pair = QButtonGroup(self)
        line = row(self)
        for number, choice in enumerate((self.no, self.yes)):
            self._pair.addButton(choice, number)
            line.addWidget(choice)
        self._pair.idClicked.connect(lambda _: self.answered.emit())

    @property
    def seen(self) -> bool | None:
        """What is chosen; None for nothing."""
        return None if self._pair.checkedId() < 0 else self._pair.checkedId() == 1

    def clear(self) -> None:
        """Take the answer away; reports nothing."""
        self._pair.setExclusive(False)  # else a group cannot be emptied
        self.no.setChecked(False)
        self.yes.setChecked(False)
        self._pair.setExclusive(True)


def screen_of(widget: QWidget) -> Screen:
    """The screen that most of a widget is on; its size in its own pixels and in mm."""
    screen = widget.screen()
    ratio, pixels, size = screen.devicePixelRatio(), screen.size(), screen.physicalSize()
    return Screen(
        screen.name(),
        screen.model(),
        round(pixels.width() * ratio),
        round(pixels.height() * ratio),
        round(size.width()),
        round(size.height()),
    )


class DisplayCheckDialog(QDialog):
    """The pattern, a question for each part of it, and a button that records the answers."""

    def __init__(self, checks: DisplayChecks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checks = checks
        self._screen = screen_of(parent or self)
        self.setWindowTitle(tr("Check the display"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.pattern = PatternView()
        self.rows = {name: SeenRow() for name, _ in QUESTIONS}
        self.record, close = button(tr("Record")), button(tr("Close"))
        self.record.setDefault(True)
        close.setAutoDefault(False)  # Enter must not throw the answers away
        self.screen_line = text("", "secondary")
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        for number, (name, words) in enumerate(QUESTIONS):
            self.rows[name].setAccessibleName(say(words))
            grid.addWidget(text(words, wrap=False), number, 0)
            grid.addWidget(self.rows[name], number, 1)
            self.rows[name].answered.connect(self._show_state)
        grid.setColumnStretch(2, 1)
        foot = row()
        foot.addWidget(self.screen_line, 1)
        foot.addWidget(close)
        foot.addWidget(self.record)
        layout = column(self, margin=16, spacing=8)
        layout.addWidget(text(HOW))
        layout.addWidget(self.pattern)
        layout.addLayout(grid)
        layout.addLayout(foot)
        self.record.clicked.connect(self._record)
        close.clicked.connect(self.reject)
        checks.changed.connect(self._show_state)
        self._show_state()

    @property
    def answers(self) -> dict[str, bool]:
        """What has been answered so far."""
        return {name: seen for name, line in self.rows.items() if (seen := line.seen) is not None}

    def moveEvent(self, event: QMoveEvent) -> None:
        """On another screen the answers of the first are void."""
        super().moveEvent(event)
        if self.isVisible() and screen_of(self) != self._screen:
            self._screen = screen_of(self)
            for line in self.rows.values():
                line.clear()
            self._show_state()

    def _show_state(self) -> None:
        complete = len(self.answers) == len(QUESTIONS)
        self.record.setEnabled(complete)
        self.record.setToolTip("" if complete else tr("Answer every line first"))
        screen = self._screen
        size = tr(
            "{width} × {height} pixels, {width_mm} × {height_mm} mm",
            width=screen.width,
            height=screen.height,
            width_mm=screen.width_mm,
            height_mm=screen.height_mm,
        )
        name = " ".join(part for part in (screen.model, screen.name) if part)
        self.screen_line.setText(f"{name}, {size}: {say(self._checks.words(screen))}")

    def _record(self) -> None:
        self._checks.record(self._screen, self.answers)
        self.accept()
