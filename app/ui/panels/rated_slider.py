"""A slider from 1 to 100 that begins with nothing chosen, and its number."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QStyle, QWidget

from app.ui import theme
from app.ui.language import say
from app.ui.panels.parts import StillSlider, row


class ConfidenceSlider(StillSlider):
    """1 to 100, with a state "not chosen yet"; a click goes where it points.

    Signals
    -------
    chosen(int)
        The reader chose a confidence, also when it is the value where the handle stood.
    """

    chosen = Signal(int)

    def __init__(self, lowest: int = 1, highest: int = 100, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(lowest, highest)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.value_or_none: int | None = None
        self.actionTriggered.connect(self._choose)
        self.show_value(None)

    def show_value(self, value: int | None) -> None:
        """Show a confidence, or that none has been chosen; reports nothing."""
        was_unset = self.property("unset")
        self.value_or_none = value
        self.blockSignals(True)
        self.setValue(value if value is not None else (self.minimum() + self.maximum()) // 2)
        self.blockSignals(False)
        if was_unset != (value is None):
            self.setProperty("unset", value is None)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place of the click at once and drag from there."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._go_to(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position().toPoint())

    def _go_to(self, place: QPoint) -> None:
        handle = 12
        span = max(1, self.width() - handle)
        self.setSliderPosition(
            QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place.x() - handle // 2, span)
        )
        self._choose(0)

    def _choose(self, _: int) -> None:
        self.chosen.emit(self.sliderPosition())


class RatedSlider(QWidget):
    """A slider and its number in one line.

    Signals
    -------
    chosen(int)
    """

    chosen = Signal(int)

    def __init__(self, name: str, tip: str, lowest: int = 1, highest: int = 100, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = ConfidenceSlider(lowest, highest)
        self.slider.setAccessibleName(say(name))
        self.slider.setToolTip(say(tip))
        self.number = QLabel("–")
        self.number.setFont(theme.tabular(self.number.font()))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.number.setFixedWidth(self.fontMetrics().horizontalAdvance("100") + 4)
        self.number.setToolTip(say(name))
        line = row(self)
        line.addWidget(self.slider, 1)
        line.addWidget(self.number)
        self.slider.chosen.connect(self._choose)

    def show_value(self, value: int | None) -> None:
        """Show a number, or that none has been chosen; reports nothing."""
        self.slider.show_value(value)
        self.number.setText("–" if value is None else str(value))

    def _choose(self, value: int) -> None:
        self.show_value(value)
        self.chosen.emit(value)
