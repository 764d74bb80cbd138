"""No or yes, and how sure: the controls of one answer."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QStyle, QWidget

from app.ui import theme
from app.ui.panels.parts import StillSlider, quiet, row


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


class AnswerRow(QWidget):
    """Two radio buttons, a slider and its number, in one line.

    Signals
    -------
    answered(bool), confidence_chosen(int)
    """

    answered = Signal(object)
    confidence_chosen = Signal(int)

    def __init__(self, lowest: int = 1, highest: int = 100, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.no, self.yes = quiet(QRadioButton("No")), quiet(QRadioButton("Yes"))
        self._pair = QButtonGroup(self)
        self._pair.addButton(self.no, 0)
        self._pair.addButton(self.yes, 1)
        self.slider = ConfidenceSlider(lowest, highest)
        self.slider.setAccessibleName("Confidence")
        self.slider.setToolTip(f"How sure you are of your answer: {lowest} a guess, {highest} certain")
        self.number = QLabel("–")
        self.number.setFont(theme.tabular(self.number.font()))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.number.setFixedWidth(self.fontMetrics().horizontalAdvance("100") + 4)
        self.number.setToolTip("Confidence")
        line = row(self)
        line.addWidget(self.no)
        line.addWidget(self.yes)
        line.addWidget(self.slider, 1)
        line.addWidget(self.number)
        self._pair.idClicked.connect(self._answer)
        self.slider.chosen.connect(self._choose)

    def show_answer(self, positive: bool | None, confidence: int | None) -> None:
        """Show an answer; reports nothing."""
        self._pair.setExclusive(False)  # else a group cannot be emptied
        self.no.setChecked(positive is False)
        self.yes.setChecked(positive is True)
        self._pair.setExclusive(True)
        self.slider.show_value(confidence)
        self.number.setText("–" if confidence is None else str(confidence))

    @property
    def positive(self) -> bool | None:
        """What is chosen; None for nothing."""
        return True if self.yes.isChecked() else False if self.no.isChecked() else None

    @property
    def confidence(self) -> int | None:
        """What is chosen; None for nothing."""
        return self.slider.value_or_none

    def _answer(self, number: int) -> None:
        self.answered.emit(bool(number))

    def _choose(self, value: int) -> None:
        self.slider.show_value(value)
        self.number.setText(str(value))
        self.confidence_chosen.emit(value)
