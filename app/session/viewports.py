"""The viewports on the screens: their layout, which one is active, and how they are linked."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.reading.hanging import MAIN, Hung, Layout
from app.session.linking import Linking
from app.session.loaded_stack import LoadedStack
from app.session.presets import preset_windows
from app.session.viewport_model import Tool, ViewportModel
from imaging.palettes import Palette
from imaging.presentation import VoiLut, Window, percentile_window
from imaging.study import Stack, Study


class Viewports(QObject):
    """All viewports and what they share.

    Signals
    -------
    layout_changed()
        Other viewports, or another one maximised.
    active_changed(ViewportModel or None)
    cursor_moved()
        The point that all linked viewports mark.
    tool_changed(Tool)
    scrolled()
        A viewport was scrolled by the reader's hand.
    notes_changed()
        What `notes` says of some viewport.
    """

    layout_changed = Signal()
    active_changed = Signal(object)
    cursor_moved = Signal()
    tool_changed = Signal(object)
    scrolled = Signal()
    notes_changed = Signal()

    def __init__(self, load: Callable[[Stack], LoadedStack], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self.models: tuple[ViewportModel, ...] = ()
        self.places: tuple[tuple[int, int, int, int], ...] = ()
        self.windows: tuple[int, ...] = ()  # of every viewport
        self.active: ViewportModel | None = None
        self.before: ViewportModel | None = None  # the one that was active before
        self._maximised: dict[int, ViewportModel] = {}  # by window
        self.tool = Tool.WINDOW
        self._notes: list[Callable[[ViewportModel], str]] = []
        self.linking = Linking(self, self)
        self.linking.moved.connect(self.cursor_moved)
        self.add_notes(self.linking.note)

    # ── layout ───────────────────────────────────────────────────────────────────────────────────

    def hang(self, layout: Layout, *, keep_looks: bool = True) -> None:
        """Replace all viewports by those of a layout; the pixels are asked for at once.

        A stack that was on the screen before keeps its position, window, zoom and orientation, unless told otherwise.
        """
        before, windows_before, was_active = self.models, self.windows, self.active
        known = list(zip(before, windows_before, strict=True)) if keep_looks else []
        in_window = windows_before[before.index(was_active)] if was_active in before else MAIN
        self.models = tuple(ViewportModel(self) for _ in layout.viewports)
        self.places, self.windows = layout.places, tuple(hung.window for hung in layout.viewports)
        self._maximised, self.before, self.linking.cursor = {}, None, None
        active = next(iter(self.in_window(in_window)), None) or next(iter(self.models), None)
        for model, hung in zip(self.models, layout.viewports, strict=True):
            model.scrolled.connect(self._follow_scroll)
            model.scrolled.connect(self.scrolled)
            model.show(self._load(hung.stack), hung.axis)
            same = [pair for pair in known if _shows(pair[0], hung)]
            old = min(same, key=lambda pair: pair[1] != hung.window, default=None)
            if old is not None:
                known.remove(old)
                model.look_like(old[0])
                active = model if old[0] is was_active else active
        self.layout_changed.emit()
        for model in before:
            model.clear()  # a widget that goes is part of cycles: its pixels must not wait for the collector
            model.deleteLater()
        self.set_active(active)
        if active is not None:
            self.linking.follow(active)  # what has come to it shows the same level

    def in_window(self, window: int) -> tuple[ViewportModel, ...]:
        """The viewports of one window."""
        return tuple(model for model, at in zip(self.models, self.windows, strict=True) if at == window)

    def window_of(self, model: ViewportModel | None) -> int:
        """The window in which a viewport stands; the main one for a viewport that stands nowhere."""
        return self.windows[self.models.index(model)] if model in self.models else MAIN

    def maximised_in(self, window: int) -> ViewportModel | None:
        """The viewport that has all the room of a window; None when none has."""
        return self._maximised.get(window)

    @property
    def maximised(self) -> ViewportModel | None:
        """The same for the window of the active viewport."""
        return self.maximised_in(self.window_of(self.active))

    def show_stack(self, model: ViewportModel, stack: Stack, axis: int = 0) -> None:
        """Put a stack into a viewport."""
        model.show(self._load(stack), axis)
        if model is self.active:
            self.active_changed.emit(model)

    def bring_frame(self, study: Study, sop_instance_uid: str, number: int) -> None:
        """Show an original image: where its stack is on the screen already, else in the active viewport."""
        for stack in study.stacks:
            for index, frame in enumerate(stack.frames):
                if (frame.sop_instance_uid, frame.number) == (sop_instance_uid, number):
                    showing = [m for m in self.models if m.axis == 0 and m.loaded and m.loaded.stack is stack]
                    showing.sort(key=lambda m: not m.is_acquired)
                    model = showing[0] if showing else self.active
                    if model is None:
                        return
                    if not showing:
                        self.show_stack(model, stack)
                    model.show_acquired()
                    model.volume_index, position = divmod(index, stack.slices)
                    model.go_to(position)
                    self.set_active(model)
                    return

    def set_active(self, model: ViewportModel | None) -> None:
        """Make a viewport the one that keys act on."""
        if model is not self.active:
            self.before = self.active if self.active in self.models else None
            self.active = model
            self.active_changed.emit(model)

    def step_active(self, steps: int) -> None:
        """Make the next viewport the active one, round and round."""
        if self.models:
            present = self.models.index(self.active) if self.active in self.models else 0
            self.set_active(self.models[(present + steps) % len(self.models)])
            window = self.window_of(self.active)
            if self.active is not None and window in self._maximised:
                self._maximised[window] = self.active
                self.layout_changed.emit()

    def toggle_maximised(self, model: ViewportModel | None = None) -> None:
        """Give one viewport all the room of its window, or give it back."""
        chosen = model or self.active
        if chosen is None:
            return
        window = self.window_of(chosen)
        if self._maximised.pop(window, None) is None:
            self._maximised[window] = chosen
        self.set_active(chosen)
        self.layout_changed.emit()

    def stack_changed(self, stack_id: str) -> None:
        """Tell the viewports of a stack that pixels have arrived."""
        for model in self.models:
            if model.loaded is not None and model.loaded.stack.stack_id == stack_id:
                model.pixels_arrived()

    # ── tools and presets ────────────────────────────────────────────────────────────────────────

    def set_tool(self, tool: Tool) -> None:
        """Choose what the left button does."""
        self.tool = tool
        self.tool_changed.emit(tool)

    def apply_preset(self, number: int) -> None:
        """The window or LUT that this digit means for the active viewport."""
        chosen = preset_windows(self.active).get(number)
        if self.active is None or chosen is None:
            return
        if isinstance(chosen, VoiLut):
            self.active.set_lut(chosen)
        else:
            self.active.set_window(chosen)

    def set_palette(self, palette: Palette) -> None:
        """Show the active viewport through a colour table."""
        if self.active is not None and self.can_be_coloured:
            self.active.set_palette(palette)

    def step_palette(self, steps: int) -> None:
        """The next colour table, round and round."""
        if self.active is not None:
            choice = list(Palette)
            self.set_palette(choice[(choice.index(self.active.palette) + steps) % len(choice)])

    @property
    def can_be_coloured(self) -> bool:
        """True when the active viewport shows a grey picture."""
        picture = self.active.picture() if self.active is not None else None
        return picture is not None and not picture.is_colour

    def window_from_box(self, model: ViewportModel, left: float, top: float, right: float, bottom: float) -> None:
        """Window from the values inside a box of image coordinates."""
        picture = model.picture()
        if picture is None or picture.is_colour:
            return
        rows, columns = picture.pixels.shape[:2]
        r0, r1 = np.clip([int(top), int(np.ceil(bottom))], 0, rows)
        c0, c1 = np.clip([int(left), int(np.ceil(right))], 0, columns)
        values = picture.pixels[r0:r1, c0:c1]
        if picture.padding is not None:
            values = values[~picture.padding[r0:r1, c0:c1]]
        if values.size >= 4:
            window = percentile_window(values, 1.0, 99.0, explanation="box")
            model.set_window(Window(window.center, window.width, "box"))

    def step_volume(self, steps: int, model: ViewportModel | None = None) -> None:
        """Step through echo, time or b-value, in every viewport that shows the same stack."""
        source = model or self.active
        if source is None or source.loaded is None:
            return
        source.next_volume(steps)
        self.show_volume(source.volume_index, source)

    def show_volume(self, volume_index: int, model: ViewportModel) -> None:
        """Show this echo, time or b-value, in every viewport that shows the same stack."""
        for other in self.models:
            if other.loaded is model.loaded:
                other.go_to_volume(volume_index)

    def toggle_interpolation(self) -> None:
        """Smooth or square pixels, in all viewports."""
        smooth = not (self.active.smooth if self.active else True)
        for model in self.models:
            model.smooth = smooth
            model.view_changed.emit()

    # ── notes ────────────────────────────────────────────────────────────────────────────────────

    def add_notes(self, note: Callable[[ViewportModel], str]) -> None:
        """Ask `note` too what is to be said in the corner of a viewport; an empty string says nothing."""
        self._notes.append(note)

    def notes(self, model: ViewportModel) -> tuple[str, ...]:
        """What is said of a viewport besides what its picture says itself."""
        return tuple(words for note in self._notes if (words := note(model)))

    # ── linking ──────────────────────────────────────────────────────────────────────────────────

    @property
    def cursor(self) -> NDArray[np.float64] | None:
        """The point that all linked viewports mark."""
        return self.linking.cursor

    def set_cursor(self, model: ViewportModel, coordinate: tuple[float, float]) -> None:
        """Put the crosshair on an image coordinate (column, row) of a viewport; linked ones go to its slice."""
        self.linking.set_cursor(model, coordinate)

    def cursor_in(self, model: ViewportModel) -> tuple[float, float] | None:
        """Where the crosshair lies in a viewport, as an image coordinate; None when it is elsewhere."""
        return self.linking.cursor_in(model)

    def _follow_scroll(self) -> None:
        source = self.sender()
        if isinstance(source, ViewportModel):
            self.linking.follow(source)


def _shows(model: ViewportModel, hung: Hung) -> bool:
    return model.axis == hung.axis and model.loaded is not None and model.loaded.stack == hung.stack
