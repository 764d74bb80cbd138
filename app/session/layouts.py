"""What hangs in the viewports: the protocol's stages, grids, and the layouts that the reader saves."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.reading.hanging import (
    MAIN,
    SECOND,
    Hung,
    Layout,
    alone,
    both,
    fill_grid,
    in_window,
    is_cuttable,
    merge,
    split,
    three_planes,
)
from app.reading.hanging_files import (
    bundled_protocols,
    own_protocols,
    protocol_from,
    set_aside,
    study_of,
    write_hanging_protocol,
)
from app.reading.hanging_protocol import OWN_RANK, Hanging, HangingProtocol, Screen, choose, second_screens
from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from imaging.study import Case, Stack
from imaging.words import Words

MOST_REMEMBERED = 20
FAULT = Words("The layout could not be saved because of a fault in the program.")


class Layouts(QObject):
    """Hangs a Case and changes how it hangs.

    Parameters
    ----------
    folder : Path or None
        Where the reader's own protocols lie; None: there are none, and a saved one lives as long as this.

    Attributes
    ----------
    two_windows : bool
        There is a second window: another grid of viewports of the same session.
    chosen : str
        Id of the stack that keys put into a viewport.

    Signals
    -------
    windows_changed()
        The second window is wanted, or not any more.
    noticed(Notice)
    """

    windows_changed = Signal()
    noticed = Signal(object)

    def __init__(
        self, viewports: Viewports, keeper: RecordKeeper, folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._viewports, self._keeper, self._folder = viewports, keeper, folder
        self._case: Case | None = None
        self._protocols: tuple[HangingProtocol, ...] | None = None
        self.hanging = Hanging(None, ())
        self.stage = self._second_stage = 0
        self.two_windows = False
        self.chosen = ""  # stack id of the thumbnail that the reader chose
        self._history: list[Layout] = []
        QTimer.singleShot(0, self, self.protocols)  # before the first case asks for them

    # ── opening ──────────────────────────────────────────────────────────────────────────────────

    def open(self, case: Case) -> None:
        """Hang a Case by the protocol that is meant for it."""
        again = self._case is not None and self._case.study.study_uid == case.study.study_uid
        self._case, self.stage, self._second_stage, self._history = case, 0, 0, []
        self.hanging = choose(self.protocols(), case)
        self._viewports.hang(self._for_windows(self.hanging.first, anew=True), keep_looks=again)

    def protocols(self) -> tuple[HangingProtocol, ...]:
        """All protocols, the reader's own first; the files are read once."""
        if self._protocols is None:
            bundled = bundled_protocols()
            self._protocols = bundled  # the notice below may lead back here
            if self._folder is not None:
                own = own_protocols(self._folder)
                self._protocols = (*own.protocols, *bundled)
                if own.refused:
                    others = len(own.refused) - 1
                    more = Words(" (and {count} more)", count=others) if others else ""
                    self.noticed.emit(Notice(NoticeLevel.WARNING, Words.joined("", (own.refused[0], more))))
        return self._protocols

    # ── changing ─────────────────────────────────────────────────────────────────────────────────

    def step_stage(self, steps: int) -> None:
        """Show the next stage of the protocol in the window of the active viewport, round and round."""
        if self._window == SECOND:
            self._step_second(steps)
            return
        screens = self.hanging.screens
        if len(screens) < 2:
            words = (
                Words("This hanging protocol has only one stage for this study.")
                if screens
                else Words("No case is open.")
            )
            self._say(words)
            return
        self.stage = (self.stage + steps) % len(screens)
        self._show(self._for_windows(screens[self.stage].layout))
        self._say(
            Words(
                "{protocol}: {stage} ({number}/{count})",
                protocol=self._title(),
                stage=screens[self.stage].title,
                number=self.stage + 1,
                count=len(screens),
            )
        )

    def _step_second(self, steps: int) -> None:
        screens = self._second_screens()
        self._second_stage = (self._second_stage + steps) % len(screens)
        screen = screens[self._second_stage]
        self._show(both(self.present().part(MAIN), screen.layout))
        self._say(
            Words(
                "Second window: {screen} ({number}/{count})",
                screen=screen.title,
                number=self._second_stage + 1,
                count=len(screens),
            )
        )

    def show_grid(self, rows: int, columns: int) -> None:
        """Show the stacks of the study in series order in a grid, in the window of the active viewport."""
        stacks = self._stacks()
        if not stacks:
            self._say(Words("No case is open."))
            return
        layout = fill_grid(stacks, rows, columns)
        self._show_in_window(layout)
        shown = len(layout.viewports)
        if shown < rows * columns:
            self._say(
                Words(
                    "This study has {n} pictures to show: {rows} × {columns} would leave cells empty.",
                    "This study has 1 picture to show: {rows} × {columns} would leave cells empty.",
                    shown,
                    rows=rows,
                    columns=columns,
                )
            )
        else:
            self._say(Words("Layout {rows} × {columns}", rows=rows, columns=columns))

    def show_three_planes(self, stack: Stack) -> None:
        """Show a stack with its two reconstructed planes, or alone when it cannot be cut."""
        self._show_in_window(three_planes(stack) if is_cuttable(stack) else alone(stack))

    def previous(self) -> None:
        """Go back to the layout before."""
        if self._history:
            self._viewports.hang(self._for_windows(self._history.pop()))

    @property
    def can_go_back(self) -> bool:
        """True when there is a layout before."""
        return bool(self._history)

    def step_series(self, steps: int) -> None:
        """Show the next stack of the same study in the active viewport."""
        active = self._viewports.active
        if active is None or active.loaded is None or self._case is None:
            return
        shown = active.loaded.stack
        stacks = [stack for stack in study_of(self._case, shown.series_uid).stacks if stack.frames]
        ids = [stack.stack_id for stack in stacks]
        present = ids.index(shown.stack_id) if shown.stack_id in ids else 0
        self._viewports.show_stack(active, stacks[(present + steps) % len(stacks)])

    def show_stack(self, stack: Stack) -> None:
        """Show a stack in the active viewport."""
        if self._viewports.active is not None:
            self._viewports.show_stack(self._viewports.active, stack)

    def put(self, stack_id: str, model: ViewportModel | None) -> None:
        """Show a stack of the Case, or of a prior, in a viewport, which becomes the active one."""
        studies = (self._case.study, *self._case.priors) if self._case is not None else ()
        for stack in (stack for study in studies for stack in study.stacks):
            if stack.stack_id == stack_id and model is not None:
                self._viewports.set_active(model)
                self._viewports.show_stack(model, stack)

    def viewport(self, number: int) -> ViewportModel | None:
        """The viewport with this number, from 1: row by row, the main window first; None when there is none."""
        order = zip(self._viewports.windows, self._viewports.places, self._viewports.models, strict=True)
        models = [model for _, _, model in sorted(order, key=lambda entry: entry[:2])]
        return models[number - 1] if number <= len(models) else None

    # ── the second window ────────────────────────────────────────────────────────────────────────

    def toggle_second_window(self) -> None:
        """Open a second window with viewports of its own, or close it: its viewports come back."""
        if self._case is None:
            self._say(Words("Open a case first."))
            return
        present = self.present()
        self.two_windows = not self.two_windows
        self._second_stage = 0
        screens = self.hanging.screens
        if self.two_windows:
            self._viewports.hang(self._for_windows(screens[self.stage].layout if screens else present, anew=True))
        else:
            stage = screens[self.stage].layout if screens else present
            self._viewports.hang(in_window(stage if split(stage) == present else merge(present), MAIN))
        self.windows_changed.emit()

    @property
    def _window(self) -> int:
        return self._viewports.window_of(self._viewports.active)

    def _for_windows(self, layout: Layout, *, anew: bool = False) -> Layout:
        """A layout for the windows that there are.

        With two, what is meant for the second goes there; when nothing is, that window keeps what it shows, unless it
        is to be filled anew.
        """
        if not self.two_windows:
            return in_window(merge(layout), MAIN)
        if layout.part(SECOND).viewports:
            return split(layout)
        second = Layout((), ()) if anew else self.present().part(SECOND)
        if not second.viewports:
            screens = self._second_screens()
            shown = {hung.stack.stack_id for hung in layout.viewports}
            other = (s for s in screens if any(h.stack.stack_id not in shown for h in s.layout.viewports))
            chosen = next(other, screens[0]) if screens else None
            if chosen is None:
                return layout
            self._second_stage = screens.index(chosen)
            second = chosen.layout
        return both(layout, second)

    def _second_screens(self) -> tuple[Screen, ...]:
        return second_screens(self.protocols(), self._case, self.hanging) if self._case is not None else ()

    def _show_in_window(self, layout: Layout) -> None:
        """Show a layout in the window of the active viewport; the other window stays as it is."""
        present = self.present()
        main, second = present.part(MAIN), present.part(SECOND)
        self._show(both(main, layout) if self._window == SECOND else both(layout, second))

    # ── saving ───────────────────────────────────────────────────────────────────────────────────

    def save(self) -> None:
        """Keep the present layout for Studies like this one; from now on they are opened so."""
        present = self.present()
        if self._case is None or not present.viewports:
            self._say(Words("No case is open."))
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
        said = Words(
            "“{own}” is not used any more: studies like this one open by “{title}”.", own=own.title, title=self._title()
        )
        if self._folder is None:
            self._say(said)
        else:
            work = partial(set_aside, own, self._folder)
            self._keeper.do_beside(work, lambda _: self._say(said), self._warn, FAULT)

    def present(self) -> Layout:
        """What hangs now."""
        pairs = zip(self._viewports.models, self._viewports.windows, strict=True)
        hung = tuple(Hung(m.loaded.stack, m.axis, window) for m, window in pairs if m.loaded is not None)
        return Layout(hung, self._viewports.places)

    def _show(self, layout: Layout) -> None:
        present = self.present()
        if layout == present:
            return
        self._history = [*self._history, present][-MOST_REMEMBERED:]
        self._viewports.hang(layout)

    def _stacks(self) -> list[Stack]:
        """Of the study that is read; in the second window of the study in the active viewport."""
        if self._case is None:
            return []
        study, active = self._case.study, self._viewports.active
        if self._window == SECOND and active is not None and active.loaded is not None:
            study = study_of(self._case, active.loaded.stack.series_uid)
        return [stack for stack in study.stacks if stack.frames]

    def _title(self) -> str:
        return self.hanging.protocol.title if self.hanging.protocol else ""

    def _say(self, words: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.INFO, words))

    def _warn(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.ERROR, sentence))


def _saved(protocol: HangingProtocol) -> str:
    return Words("Saved as “{protocol}”: studies like this one open so from now on.", protocol=protocol.title)
