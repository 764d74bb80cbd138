"""What hangs in the viewports: the protocol's stages, grids, and the layouts that the reader saves."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.reading.hanging import Hung, Layout, alone, fill_grid, is_cuttable, three_planes
from app.reading.hanging_files import (
    bundled_protocols,
    own_protocols,
    protocol_from,
    set_aside,
    write_hanging_protocol,
)
from app.reading.hanging_protocol import OWN_RANK, Hanging, HangingProtocol, choose
from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper
from app.session.viewports import Viewports
from imaging.study import Case, Stack

MOST_REMEMBERED = 20
FAULT = "The layout could not be saved because of a fault in the program."


class Layouts(QObject):
    """Hangs a Case and changes how it hangs.

    Parameters
    ----------
    folder : Path or None
        Where the reader's own protocols lie; None: there are none, and a saved one lives as long as this.

    Signals
    -------
    noticed(Notice)
    """

    noticed = Signal(object)

    def __init__(
        self, viewports: Viewports, keeper: RecordKeeper, folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._viewports, self._keeper, self._folder = viewports, keeper, folder
        self._case: Case | None = None
        self._protocols: tuple[HangingProtocol, ...] | None = None
        self.hanging = Hanging(None, ())
        self.stage = 0
        self._history: list[Layout] = []

    # ── opening ──────────────────────────────────────────────────────────────────────────────────

    def open(self, case: Case) -> None:
        """Hang a Case by the protocol that is meant for it."""
        again = self._case is not None and self._case.study.study_uid == case.study.study_uid
        self._case, self.stage, self._history = case, 0, []
        self.hanging = choose(self.protocols(), case)
        self._viewports.hang(self.hanging.first, keep_looks=again)

    def protocols(self) -> tuple[HangingProtocol, ...]:
        """All protocols, the reader's own first; the files are read once."""
        if self._protocols is None:
            bundled = bundled_protocols()
            self._protocols = bundled  # the notice below may lead back here
            if self._folder is not None:
                own = own_protocols(self._folder)
                self._protocols = (*own.protocols, *bundled)
                if own.refused:
                    more = f" (and {len(own.refused) - 1} more)" if len(own.refused) > 1 else ""
                    self.noticed.emit(Notice(NoticeLevel.WARNING, f"{own.refused[0]}{more}"))
        return self._protocols

    # ── changing ─────────────────────────────────────────────────────────────────────────────────

    def step_stage(self, steps: int) -> None:
        """Show the next stage of the protocol, round and round."""
        screens = self.hanging.screens
        if len(screens) < 2:
            words = "This hanging protocol has only one stage for this study." if screens else "No case is open."
            self._say(words)
            return
        self.stage = (self.stage + steps) % len(screens)
        self._show(screens[self.stage].layout)
        self._say(f"{self._title()}: {screens[self.stage].title} ({self.stage + 1}/{len(screens)})")

    def show_grid(self, rows: int, columns: int) -> None:
        """Show the stacks of the case in series order in a grid."""
        stacks = self._stacks()
        if not stacks:
            self._say("No case is open.")
            return
        layout = fill_grid(stacks, rows, columns)
        self._show(layout)
        shown = len(layout.viewports)
        if shown < rows * columns:
            noun = "picture" if shown == 1 else "pictures"
            self._say(f"This study has {shown} {noun} to show: {rows} × {columns} would leave cells empty.")
        else:
            self._say(f"Layout {rows} × {columns}")

    def show_three_planes(self, stack: Stack) -> None:
        """Show a stack with its two reconstructed planes, or alone when it cannot be cut."""
        self._show(three_planes(stack) if is_cuttable(stack) else alone(stack))

    def previous(self) -> None:
        """Go back to the layout before."""
        if self._history:
            self._viewports.hang(self._history.pop())

    @property
    def can_go_back(self) -> bool:
        """True when there is a layout before."""
        return bool(self._history)

    def step_series(self, steps: int) -> None:
        """Show the next stack of the case in the active viewport."""
        active, stacks = self._viewports.active, self._stacks()
        if active is None or active.loaded is None or not stacks:
            return
        ids = [stack.stack_id for stack in stacks]
        shown = active.loaded.stack.stack_id
        present = ids.index(shown) if shown in ids else 0
        self._viewports.show_stack(active, stacks[(present + steps) % len(stacks)])

    def show_stack(self, stack: Stack) -> None:
        """Show a stack in the active viewport."""
        if self._viewports.active is not None:
            self._viewports.show_stack(self._viewports.active, stack)

    # ── saving ───────────────────────────────────────────────────────────────────────────────────

    def save(self) -> None:
        """Keep the present layout for Studies like this one; from now on they are opened so."""
        present = self.present()
        if self._case is None or not present.viewports:
            self._say("No case is open.")
            return
        study = self._case.study
        shown = {hung.stack.series_uid for hung in present.viewports}
        modality = next((series.modality for series in study.series if series.series_uid in shown), "")
        protocol = protocol_from(present, self._case, modality, self.protocols())
        others = (other for other in self.protocols() if other.name != protocol.name)
        self._protocols = (protocol, *others)
        self.hanging, self.stage = choose(self._protocols, self._case), 0
        if self._folder is None:
            self._say(_saved(protocol))
            return
        work = partial(write_hanging_protocol, protocol, self._folder)
        self._keeper.do_beside(work, lambda _: self._say(_saved(protocol)), self._warn, FAULT)

    @property
    def is_own(self) -> bool:
        """True when the Case hangs by a layout that the reader saved."""
        return self.hanging.protocol is not None and self.hanging.protocol.rank == OWN_RANK

    def forget_own(self) -> None:
        """Hang Studies like this one as they were hung before a layout was saved; its file is kept as ``.old``."""
        own, case = self.hanging.protocol, self._case
        if own is None or case is None or not self.is_own:
            return
        self._protocols = tuple(other for other in self.protocols() if other is not own)
        self.hanging, self.stage = choose(self._protocols, case), 0
        self._show(self.hanging.first)
        said = f"“{own.title}” is not used any more: studies like this one open by “{self._title()}”."
        if self._folder is None:
            self._say(said)
        else:
            work = partial(set_aside, own, self._folder)
            self._keeper.do_beside(work, lambda _: self._say(said), self._warn, FAULT)

    def present(self) -> Layout:
        """What hangs now."""
        hung = tuple(Hung(m.loaded.stack, m.axis) for m in self._viewports.models if m.loaded is not None)
        return Layout(hung, self._viewports.places)

    def _show(self, layout: Layout) -> None:
        present = self.present()
        if layout == present:
            return
        self._history = [*self._history, present][-MOST_REMEMBERED:]
        self._viewports.hang(layout)

    def _stacks(self) -> list[Stack]:
        return [stack for stack in self._case.study.stacks if stack.frames] if self._case else []

    def _title(self) -> str:
        return self.hanging.protocol.title if self.hanging.protocol else ""

    def _say(self, words: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.INFO, words))

    def _warn(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.ERROR, sentence))


def _saved(protocol: HangingProtocol) -> str:
    return f"Saved as “{protocol.title}”: studies like this one open so from now on."
