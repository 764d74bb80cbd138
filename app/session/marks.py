"""What is drawn over the images: switches, opacity, and which finding is selected."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.session.messages import Overlays
from imaging.finding import Finding, Probability
from imaging.region import Region
from inference.job import TaskResult

MOST_OPAQUE = 0.6
"""A heat map never hides the image."""


class Marks(QObject):
    """Overlay switches and the selected finding.

    Signals
    -------
    overlays_changed(), selected_changed()
    exposed(what, on, finding_id)
        Something of a model came on or went off the screen ("boxes", "saliency"), and the finding it belongs to; or the
        reader selected a finding ("finding").
    """

    overlays_changed = Signal()
    selected_changed = Signal()
    exposed = Signal(str, object, str)

    def __init__(
        self,
        revealed: Callable[[], tuple[TaskResult, ...]],
        bring: Callable[[Region], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._revealed, self._bring = revealed, bring
        self.overlays = Overlays()
        self.selected = ""

    def toggle_boxes(self) -> None:
        """Boxes and masks on or off."""
        self._change(boxes=not self.overlays.boxes)
        self.exposed.emit("boxes", self.overlays.boxes and not self.overlays.hidden, self.selected)

    def toggle_heat(self) -> None:
        """Heat map on or off."""
        self._change(heat=not self.overlays.heat)
        self.exposed.emit("saliency", self.overlays.heat and not self.overlays.hidden, self.selected)

    def change_opacity(self, step: float) -> None:
        """Make the heat map stronger or fainter."""
        opacity = round(self.overlays.heat_opacity + step, 2)
        self._change(heat_opacity=min(MOST_OPAQUE, max(0.0, opacity)))

    def hide(self, hidden: bool) -> None:
        """Hide everything over the images (Space is held)."""
        if hidden != self.overlays.hidden:
            self._change(hidden=hidden)
            for layer, on in (("boxes", self.overlays.boxes), ("saliency", self.overlays.heat)):
                if on:
                    self.exposed.emit(layer, not hidden, self.selected)

    def cycle_corner_text(self) -> None:
        """Corner text: everything, short, none."""
        self._change(corner_text=(self.overlays.corner_text - 1) % 3)

    def select(self, finding_id: str) -> None:
        """The reader selects a revealed finding: its image comes to the screen; an unknown id selects none."""
        self._select(finding_id)
        self.exposed.emit("finding", bool(self.selected), self.selected)

    def _select(self, finding_id: str) -> None:
        finding = next((f for f in findings_of(self._revealed()) if f.finding_id == finding_id), None)
        self.selected = finding.finding_id if finding else ""
        self.selected_changed.emit()
        if finding is not None and finding.region is not None:
            self._bring(finding.region)

    def select_first(self, results: tuple[TaskResult, ...]) -> None:
        """Select what a reader wants to see first, unless something is selected."""
        if results and not self.selected:
            self._select(most_interesting(results))

    def step(self, steps: int) -> None:
        """Select the finding some steps on, round and round."""
        ids = [finding.finding_id for finding in findings_of(self._revealed())]
        if ids:
            present = ids.index(self.selected) if self.selected in ids else -1
            self.select(ids[(present + steps) % len(ids)])

    def forget(self) -> None:
        """Select nothing; boxes on and the heat map off, as every case begins."""
        self.selected = ""
        self._change(boxes=True, heat=False, hidden=False)
        self.selected_changed.emit()

    def _change(self, **changes: Any) -> None:
        self.overlays = replace(self.overlays, **changes)
        self.overlays_changed.emit()


def findings_of(results: tuple[TaskResult, ...]) -> tuple[Finding, ...]:
    """All findings in order."""
    return tuple(finding for result in results for finding in result.findings)


def most_interesting(results: tuple[TaskResult, ...]) -> str:
    """The finding to show first: the most suspicious one that has a place; empty when there is none."""

    def interest(finding: Finding) -> float:
        value = finding.value.value if isinstance(finding.value, Probability) else 0.0
        return value + (1.0 if finding.region is not None else 0.0)

    best = max(findings_of(results), key=interest, default=None)
    return best.finding_id if best else ""
