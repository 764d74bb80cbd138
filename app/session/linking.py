"""What the viewports do together: scrolling, the crosshair and the lines of each other's planes.

Stacks of one Frame of Reference need nothing. Others are linked by an offset that the reader sets and sees; whatever
follows by an offset is marked so, and what no offset says is not shown.
"""

from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.reading.registration import Bridge, Offset, Registration
from app.session.levels import (
    are_parallel,
    frame_of_reference,
    index_by_offset,
    level_plane,
    may_be_linked,
    middle_of,
    nearest_tilt,
    offset_words,
    plain,
    plane_of,
    towards_lph,
    unbounded,
)
from app.session.messages import Notice, NoticeLevel
from app.session.viewport_model import ViewportModel
from imaging.geometry import PlaneGeometry
from imaging.study import Case
from imaging.words import Words

Vector = NDArray[np.float64]

NO_PARTNER = Words(
    "No other viewport shows a series that could be linked by an offset: it must lie parallel to this one.",
)
WHICH_PARTNER = Words("Several series could be meant: click the one to link with, then this one, and link again.")
NO_OFFSET = Words("No offset was set for the series in the active viewport.")
MORE_PLANES = Words("Link two more planes alike, and the crosshair follows too.")


class Screen(Protocol):
    """The viewports, as far as linking needs them."""

    models: tuple[ViewportModel, ...]
    active: ViewportModel | None
    before: ViewportModel | None


class Linking(QObject):
    """Which viewports follow each other, and by how much.

    Attributes
    ----------
    linked : bool
        Switches everything here on and off.
    registration : Registration
        The offsets of the open Case.
    cursor : array, shape (3,), or None
        The point that all linked viewports mark: LPS, mm, in the space where the reader put it.

    Signals
    -------
    changed()
        An offset was set or cleared.
    moved()
        Crosshair or linking are to be painted anew.
    noticed(Notice)
    """

    changed = Signal()
    moved = Signal()
    noticed = Signal(object)

    def __init__(self, screen: Screen, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = screen
        self.linked = True
        self.registration = Registration()
        self.cursor: Vector | None = None
        self._cursor_space = ""
        self._following = False
        self._key = ("", "")
        self._kept: dict[tuple[str, str], Registration] = {}  # by study and reader, for the run of the program

    # ── offsets ──────────────────────────────────────────────────────────────────────────────────

    def look_at(self, case: Case, reader: str) -> None:
        """Another Case is open: its own offsets count, as this reader set them."""
        self._key = case.study.study_uid, reader
        self._take(self._kept.get(self._key, Registration()))

    def restore(self, study_uid: str, reader: str, registration: Registration) -> None:
        """Offsets that were kept on the disk, unless the reader has set others meanwhile."""
        key = study_uid, reader
        if key not in self._kept:
            self._kept[key] = registration
            if key == self._key:
                self._take(registration)
                if self._screen.active is not None:
                    self.follow(self._screen.active)

    def link_here(self) -> None:
        """What the active viewport and its partner show now is the same level; from now on they scroll together."""
        active = self._screen.active
        partner, objection = self._partner(active)
        if active is None or partner is None:
            self._say(objection)
            return
        added = self._offsets(partner, active)
        self.linked = True
        self._keep(self.registration.with_offset(*added))
        self._say(self._said(partner, active))

    def clear(self) -> None:
        """Forget every offset of the series in the active viewport."""
        if self._screen.active is not None and self.has_offset:
            names = self._names(self._screen.active)
            self._keep(self.registration.without(*names))
            self._say(Words("The offset is cleared: this series is linked only within its own Frame of Reference."))

    @property
    def has_offset(self) -> bool:
        """True when an offset was set for the series in the active viewport."""
        if self._screen.active is None:
            return False
        names = self._names(self._screen.active)
        return any(offset.source in names or offset.target in names for offset in self.registration.offsets)

    def note(self, model: ViewportModel) -> str:
        """How far this viewport lies from the first other one that it follows by an offset; empty without one."""
        if not self.linked:
            return ""
        for other in self._screen.models:
            words = self._offset_words(other, model) if other is not model else ""
            if words:
                return Words("linked, {words}", words=words)
        return ""

    def bridge(self, source: ViewportModel, target: ViewportModel) -> Bridge | None:
        """From what one viewport shows to what another shows; None when nothing is known."""
        one, other = self._space(source), self._space(target)
        return self.registration.bridge(one, other) if one and other else None

    def _names(self, model: ViewportModel) -> tuple[str, ...]:
        return (self._space(model), model.loaded.stack.stack_id) if model.loaded is not None else ()

    def _space(self, model: ViewportModel) -> str:
        """Frame of Reference; the stack itself when it has none or the reader set it apart; empty without geometry."""
        stack = model.loaded.stack if model.loaded is not None else None
        uid = frame_of_reference(stack) if stack is not None else None
        if stack is None or uid is None:
            return ""
        return uid if uid and not self.registration.mentions(stack.stack_id) else stack.stack_id

    def _partner(self, active: ViewportModel | None) -> tuple[ViewportModel | None, str]:
        """The viewport with which the active one is to be linked, or why there is none."""
        possible = [m for m in self._screen.models if active is not None and may_be_linked(active, m)]
        if active is None or not possible:
            return None, Words.joined("", (NO_PARTNER, nearest_tilt(active, self._screen.models)))
        apart = [m for m in possible if not self._space(m) or self._space(m) != self._space(active)]
        choice = apart or possible
        if self._screen.before in choice:
            return self._screen.before, ""
        spaces = {self._space(model) or id(model) for model in apart}
        return (apart[0], "") if len(spaces) == 1 else (None, WHICH_PARTNER)

    def _offsets(self, source: ViewportModel, target: ViewportModel) -> tuple[Offset, ...]:
        one, other = level_plane(source), level_plane(target)
        assert source.loaded is not None
        assert target.loaded is not None
        stack_ids = source.loaded.stack.stack_id, target.loaded.stack.stack_id
        if one is None or other is None:
            return (Offset(*stack_ids, float(target.position - source.position)),)
        normal = towards_lph(one.normal)
        amount = float(normal @ (middle_of(other) - middle_of(one)))
        space, own = self._space(source), self._space(target)
        if space != own:
            return (Offset(space, own, amount, plain(normal)),)
        # The patient moved between two series: this stack leaves its Frame of Reference, along the normal only.
        across = (Offset(space, stack_ids[1], 0.0, plain(axis)) for axis in (one.along_row, one.along_column))
        return (*across, Offset(space, stack_ids[1], amount, plain(normal)))

    def _said(self, partner: ViewportModel, active: ViewportModel) -> str:
        bridge = self.bridge(partner, active)
        more = "" if bridge is None or bridge.whole else Words.joined("", (" ", MORE_PLANES))
        return Words("Linked here: {offset}.{more}", offset=self._offset_words(partner, active), more=more)

    def _offset_words(self, source: ViewportModel, target: ViewportModel) -> str:
        return offset_words(self.registration, self.bridge(source, target), source, target)

    def _keep(self, registration: Registration) -> None:
        self._kept[self._key] = registration
        self._take(registration)
        self.changed.emit()

    def _take(self, registration: Registration) -> None:
        self.registration = registration
        self.moved.emit()

    def _say(self, words: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.INFO, words))

    # ── crosshair and planes ─────────────────────────────────────────────────────────────────────

    def toggle(self) -> None:
        """Link or unlink scrolling and the crosshair; offsets are kept."""
        self.linked = not self.linked
        self._say(
            Words("The viewports are linked.") if self.linked else Words("The viewports are not linked any more.")
        )
        self.moved.emit()

    def set_cursor(self, model: ViewportModel, coordinate: tuple[float, float]) -> None:
        """Put the crosshair on an image coordinate (column, row) of a viewport; linked ones go to its slice."""
        plane = plane_of(model)
        if plane is None:
            return
        self.cursor, self._cursor_space = plane.image_to_patient(coordinate), self._space(model)
        if self.linked:
            for other in self._screen.models:
                if other is not model:
                    self._bring_to_cursor(model, other)
        self.moved.emit()

    def clear_cursor(self) -> bool:
        """Take the crosshair away; False when there is none."""
        had, self.cursor = self.cursor is not None, None
        self.moved.emit()
        return had

    def cursor_in(self, model: ViewportModel) -> tuple[float, float] | None:
        """Where the crosshair lies in a viewport, as an image coordinate; None when that is not known."""
        plane, bridge = plane_of(model), self._cursor_bridge(model)
        if self.cursor is None or plane is None or bridge is None:
            return None
        if not (bridge.knows(plane.along_row) and bridge.knows(plane.along_column)):
            return None
        column, row = plane.patient_to_image(self.cursor + bridge.translation)
        return float(column), float(row)

    def cursor_for(self, model: ViewportModel) -> Vector | None:
        """The crosshair's point in the space of a viewport, LPS mm; None when it is not known in all directions."""
        bridge = self._cursor_bridge(model)
        if self.cursor is None or bridge is None or (bridge.by_offset and not bridge.whole):
            return None
        return self.cursor + bridge.translation

    def is_cursor_by_offset(self, model: ViewportModel) -> bool:
        """True when the crosshair reaches a viewport by an offset."""
        bridge = self._cursor_bridge(model)
        return bridge is not None and bridge.by_offset

    def plane_in(self, source: ViewportModel, target: ViewportModel) -> tuple[PlaneGeometry, bool] | None:
        """The plane of one viewport as it lies in another one's space, and whether by an offset; None: not known."""
        plane, shown, bridge = plane_of(source), plane_of(target), self.bridge(source, target)
        if plane is None or shown is None or bridge is None or (bridge.by_offset and not self.linked):
            return None
        if not bridge.by_offset:
            return plane, False
        if not bridge.knows(plane.normal):
            return None
        moved = replace(
            plane,
            position=plane.position + bridge.translation,
            frame_of_reference_uid=shown.frame_of_reference_uid,
        )
        return moved if bridge.whole else unbounded(moved), True

    def _cursor_bridge(self, model: ViewportModel) -> Bridge | None:
        space = self._space(model)
        if not self.linked or not space or not self._cursor_space:
            return None
        return self.registration.bridge(self._cursor_space, space)

    def _bring_to_cursor(self, source: ViewportModel, model: ViewportModel) -> None:
        bridge, plane = self.bridge(source, model), plane_of(source)
        if bridge is None or plane is None or self.cursor is None:
            return
        if not bridge.by_offset or bridge.whole:
            index = model.position_of(self.cursor + bridge.translation)
        else:
            index = index_by_offset(bridge, plane, model, self.cursor)
        if index is not None and -0.5 <= index <= model.positions - 0.5:
            model.go_to(round(index), by_hand=False)

    # ── scrolling ────────────────────────────────────────────────────────────────────────────────

    def follow(self, source: ViewportModel) -> None:
        """Scroll the viewports that are linked with one to the same place in the patient."""
        if not self.linked or self._following:
            return
        self._following = True
        moved = [source]
        for other in self._screen.models:
            if other is not source and self._follow(source, other):
                moved.append(other)
        for one in moved:  # grows: what is linked slice by slice follows whichever has moved
            for other in self._screen.models:
                if other not in moved and self._follow_slices(one, other):
                    moved.append(other)
        self._following = False
        self.moved.emit()

    def _follow(self, source: ViewportModel, other: ViewportModel) -> bool:
        plane, shown, bridge = plane_of(source), plane_of(other), self.bridge(source, other)
        if plane is None or bridge is None or shown is None or not are_parallel(plane, shown):
            return False
        if bridge.by_offset:
            index = index_by_offset(bridge, plane, other, middle_of(plane))
        else:
            index = other.position_of(middle_of(plane))
        if index is not None:
            other.go_to(round(index), by_hand=False)
        return index is not None

    def _follow_slices(self, source: ViewportModel, other: ViewportModel) -> bool:
        if source.loaded is None or other.loaded is None or source.axis or other.axis:
            return False
        between = self.registration.slices(source.loaded.stack.stack_id, other.loaded.stack.stack_id)
        if between is not None:
            other.go_to(source.position + between, by_hand=False)
        return between is not None
