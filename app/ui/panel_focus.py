"""The keyboard goes from panel to panel."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QWidget

Stop = tuple[QWidget, Callable[[], object]]
"""A panel, and how it takes the keyboard."""


def go_to_next(stops: Sequence[Stop], focused: QWidget | None) -> None:
    """Give the keyboard to the panel after the one that has it, round and round; hidden ones are passed over."""
    inside = [n for n, (panel, _) in enumerate(stops) if focused is not None and _holds(panel, focused)]
    present = inside[0] if inside else -1
    for step in range(1, len(stops) + 1):
        panel, take = stops[(present + step) % len(stops)]
        if panel.isVisible():
            take()
            return


def focus_inside(panel: QWidget) -> None:
    """Give the keyboard to the list of a panel, else to the first text or control that takes it."""
    reachable = [
        child
        for child in panel.findChildren(QWidget)
        if child.isVisibleTo(panel) and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    ranks = (QAbstractItemView, QLineEdit, QWidget)
    chosen = next((child for rank in ranks for child in reachable if isinstance(child, rank)), panel)
    chosen.setFocus()


def _holds(panel: QWidget, widget: QWidget) -> bool:
    return panel is widget or panel.isAncestorOf(widget)
