"""Drawing on pictures: the mark that is being drawn or moved, and the one that is selected.

Points here are image coordinates (column, row) of the picture they are drawn on; the journal keeps them as their place
wants them. How a point came about (click, drag, key) is the business of the tools.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.session.journal import Journal
from app.session.loaded_stack import Picture
from app.session.spine import next_level
from imaging.measurement import (
    PIXELS,
    POINTS_OF_POLYGON,
    Mark,
    Measurement,
    Place,
    Value,
    completed,
    evaluate,
    place_on,
    points_on,
    stored_points,
    with_point_moved,
)
from imaging.measures import DEFINITIONS, ONLY_WORDS, Kind, Points
from imaging.words import Words

Spot = tuple[float, float]

MOST_LIVE_PIXELS = 1_000_000
"""A region larger than this shows its statistics when the button is let go."""

FIRST_LEVEL = "L5"
"""What is offered for the first spine label of a picture."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A mark on a picture, with its points as image coordinates, shape (n, 2)."""

    mark: Mark
    points: Points

    @property
    def kind(self) -> Kind:
        """Kind of the mark."""
        return self.mark.measurement.kind

    @property
    def measurement_id(self) -> str:
        """Id of the mark; empty while it is being drawn."""
        return self.mark.measurement.measurement_id


@dataclass(frozen=True)
class Draft:
    """A mark that is being drawn: the points that are placed, and those that follow the pointer."""

    kind: Kind
    place: Place
    placed: tuple[Spot, ...] = ()
    following: tuple[Spot, ...] = ()


@dataclass(frozen=True, eq=False)
class _Move:
    shown: Shown
    handle: int | None
    start: Spot


def place_of(picture: Picture) -> Place | None:
    """How the journal names a picture; None when it has no original."""
    source = picture.source
    if source is None:
        return None
    return place_on(source.sop_instance_uid, source.number, picture.geometry, reconstructed=picture.reconstructed)


def needed(kind: Kind) -> int | None:
    """How many points the reader places; None for a polygon, which they close."""
    return None if kind is Kind.POLYGON else len(DEFINITIONS[kind].steps)


class Drawing(QObject):
    """What is being drawn, moved and selected, over the marks of a journal.

    Signals
    -------
    changed()
        Anything that is painted.
    words_wanted()
        `asked` waits for words; answer with `say`.
    """

    changed = Signal()
    words_wanted = Signal()

    def __init__(self, journal: Journal, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.journal = journal
        self.selected = ""
        self.hidden: frozenset[str] = frozenset()  # marks that the reader does not want to see now
        self.draft: Draft | None = None
        self.asked: Measurement | None = None
        self._preview: Shown | None = None
        self._move: _Move | None = None
        self._moved: Mark | None = None
        journal.changed.connect(self._show_journal)

    def _show_journal(self) -> None:
        self.hidden = frozenset(name for name in self.hidden if self.journal.mark(name) is not None)
        if self.selected and self.journal.mark(self.selected) is None:
            self.selected = ""
        self.changed.emit()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def shown_on(self, picture: Picture) -> tuple[Shown, ...]:
        """The marks of a picture without those that are hidden; the one that is being moved where it is now."""
        place = place_of(picture)
        if place is None:
            return ()
        found = []
        for mark in self.journal.marks:
            if mark.measurement.measurement_id in self.hidden:
                continue
            if self._moved and mark.measurement.measurement_id == self._moved.measurement.measurement_id:
                mark = self._moved
            points = points_on(mark.measurement, place, picture.geometry)
            if points is not None:
                found.append(Shown(mark, points))
        return tuple(found)

    def preview_on(self, picture: Picture) -> Shown | None:
        """The mark that is being drawn, on the picture where it is drawn."""
        if self.draft is None or self._preview is None or self.draft.place != place_of(picture):
            return None
        return self._preview

    def is_drawing_on(self, picture: Picture, kind: Kind) -> bool:
        """True when a mark of this kind has been begun on this picture."""
        return self.draft is not None and (self.draft.kind, self.draft.place) == (kind, place_of(picture))

    def placed_on(self, picture: Picture, kind: Kind) -> tuple[Spot, ...]:
        """The points that are placed so far."""
        return self.draft.placed if self.draft is not None and self.is_drawing_on(picture, kind) else ()

    def prompt(self, kind: Kind, picture: Picture) -> tuple[str, ...]:
        """What the reader places next, in words."""
        definition, placed = DEFINITIONS[kind], len(self.placed_on(picture, kind))
        if self.draft is not None and self.is_drawing_on(picture, kind):
            placed += max(0, len(self.draft.following) - 1)  # the last one still follows the pointer
        count = needed(kind)
        step = definition.steps[min(placed, len(definition.steps) - 1)]
        number = f" {placed + 1}/{count}" if count is not None and count > 1 else ""
        return Words.joined("", (definition.title, number)), step

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def follow(self, kind: Kind, picture: Picture, spots: Sequence[Spot]) -> None:
        """Show the mark as it would be with these points after those that are placed."""
        self._set_draft(kind, picture, self.placed_on(picture, kind), tuple(spots))

    def put(self, kind: Kind, picture: Picture, spot: Spot) -> None:
        """Place a point; the last one completes the mark. A mark begun on another picture is given up."""
        placed = (*self.placed_on(picture, kind), spot)
        self._set_draft(kind, picture, placed, ())
        if len(placed) == needed(kind):
            self._finish(picture)

    def close(self, picture: Picture) -> None:
        """Close the polygon that is being drawn; one with too few corners is given up."""
        draft = self.draft
        if draft is not None and draft.place == place_of(picture) and len(draft.placed) >= POINTS_OF_POLYGON:
            self._finish(picture)
        else:
            self.abandon()

    def abandon(self) -> None:
        """Give up what is being drawn or moved."""
        self.draft, self._preview, self._move, self._moved = None, None, None, None
        self.changed.emit()

    def _set_draft(self, kind: Kind, picture: Picture, placed: tuple[Spot, ...], following: tuple[Spot, ...]) -> None:
        place = place_of(picture)
        if place is None:
            return
        self.draft = Draft(kind, place, placed, following)
        points = np.array((*placed, *following), dtype=float).reshape(-1, 2)
        enough = len(points) >= (needed(kind) or POINTS_OF_POLYGON)
        if enough:
            points = completed(kind, points, picture.calibration)
        measurement = Measurement("", kind, place, ())
        values = self._values(kind, points, picture, live=True) if enough else ()
        self._preview = Shown(Mark(measurement, values), points)
        self.changed.emit()

    @staticmethod
    def _values(kind: Kind, points: Points, picture: Picture, *, live: bool = False) -> tuple[Value, ...]:
        """The numbers of a mark; while it still moves, without statistics that would make it stutter."""
        is_large = live and np.prod(np.ptp(points, axis=0)) > MOST_LIVE_PIXELS
        pixels = None if is_large or picture.coarse else picture.pixels
        # The Modality LUT may differ from slice to slice: a section mixes them, so nothing stored is told.
        rescale = None if picture.reconstructed else picture.presentation.rescale
        values = evaluate(kind, points, picture.calibration, pixels, picture.padding, rescale)
        if not picture.slab.is_thick:
            return values
        # Of a slab, "max" alone would not say the maximum of what.
        grey = (
            value.name
            if value.unit or value.name == PIXELS
            else Words.joined(" ", (value.name, f"({picture.slab.mode})"))
            for value in values
        )
        return tuple(replace(value, name=name) for value, name in zip(values, grey, strict=True))

    def _finish(self, picture: Picture) -> None:
        draft = self.draft
        assert draft is not None
        points = completed(draft.kind, draft.placed, picture.calibration)
        kept = stored_points(draft.place, points, picture.geometry)
        measurement = Measurement(uuid.uuid4().hex, draft.kind, draft.place, kept)
        self.draft = self._preview = None
        if draft.kind is Kind.SPINE_LABEL:
            labels = [s for s in self.shown_on(picture) if s.kind is Kind.SPINE_LABEL]
            level = next_level(draft.placed[0], [(s.points[0], s.mark.measurement.words) for s in labels], picture)
            measurement = replace(measurement, words=level)
        if draft.kind is Kind.TEXT or (draft.kind is Kind.SPINE_LABEL and not measurement.words):
            self._ask(measurement)
            return
        self._add(Mark(measurement, self._values(draft.kind, points, picture)))

    def _add(self, mark: Mark) -> None:
        self.selected = mark.measurement.measurement_id
        self.journal.add(mark)

    # ── words ────────────────────────────────────────────────────────────────────────────────────

    def ask_words(self, mark: Mark) -> None:
        """Let the reader change the words of a mark, where it is seen."""
        self.hide(mark.measurement.measurement_id, False)
        self._ask(mark.measurement)

    def ask_words_of_selected(self) -> None:
        """Let the reader change the words of the selected mark."""
        mark = self.journal.mark(self.selected)
        if mark is not None:
            self.ask_words(mark)

    def rename(self, measurement_id: str, words: str) -> None:
        """Give a mark other words; a text and a spine label keep those they had rather than none."""
        mark, words = self.journal.mark(measurement_id), " ".join(words.split())
        if mark is not None and (words or mark.measurement.kind not in ONLY_WORDS):
            self.journal.change(replace(mark, measurement=replace(mark.measurement, words=words)))

    def _ask(self, measurement: Measurement) -> None:
        self.asked = measurement
        self.changed.emit()
        self.words_wanted.emit()

    @property
    def suggestion(self) -> str:
        """What stands in the field to begin with."""
        if self.asked is None:
            return ""
        return self.asked.words or (FIRST_LEVEL if self.asked.kind is Kind.SPINE_LABEL else "")

    def asked_on(self, picture: Picture) -> Spot | None:
        """Where the mark that waits for words lies on a picture; None when it is on another."""
        place = place_of(picture)
        if self.asked is None or place is None:
            return None
        points = points_on(self.asked, place, picture.geometry)
        return None if points is None else (float(points[0][0]), float(points[0][1]))

    def say(self, words: str | None) -> None:
        """Answer `words_wanted`; None leaves all as it was. A new text without words is not kept."""
        asked, self.asked = self.asked, None
        if asked is None or words is None:
            pass
        elif self.journal.mark(asked.measurement_id) is not None:
            self.rename(asked.measurement_id, words)
        elif words.strip():
            self._add(Mark(replace(asked, words=" ".join(words.split()))))
        self.changed.emit()

    # ── moving, selecting, taking back ───────────────────────────────────────────────────────────

    def select(self, measurement_id: str) -> None:
        """Select a mark; an empty id selects none."""
        if measurement_id != self.selected:
            self.selected = measurement_id
            self.changed.emit()

    def hide(self, measurement_id: str, hidden: bool) -> None:
        """Take a mark off the pictures, or put it back; nothing is deleted, and the next start shows all."""
        others = self.hidden - {measurement_id}
        self.hidden = others | {measurement_id} if hidden else others
        self.changed.emit()

    def hide_or_show_selected(self) -> None:
        """Hide the selected mark; when it is hidden, show it."""
        if self.selected:
            self.hide(self.selected, self.selected not in self.hidden)

    def grab(self, shown: Shown, handle: int | None, at: Spot) -> None:
        """Take a mark by one of its points, or as a whole; it is selected."""
        self._move = _Move(shown, handle, at)
        self.select(shown.measurement_id)

    def drag_to(self, picture: Picture, at: Spot) -> None:
        """Move what was grabbed; its numbers follow."""
        move = self._move
        if move is None:
            return
        step = np.subtract(at, move.start)
        points = move.shown.points
        if move.handle is None:
            points = points + step
        else:
            to = points[move.handle] + step
            points = with_point_moved(move.shown.kind, points, move.handle, to, picture.calibration)
        measurement = move.shown.mark.measurement
        moved = replace(measurement, points=stored_points(measurement.place, points, picture.geometry))
        self._moved = Mark(moved, self._values(measurement.kind, points, picture, live=True))
        self.changed.emit()

    def drop(self, picture: Picture) -> None:
        """Keep what was moved where it is now, on the picture on which it was moved."""
        moved, self._move, self._moved = self._moved, None, None
        if moved is not None:
            points = points_on(moved.measurement, moved.measurement.place, picture.geometry)
            if points is not None:
                moved = replace(moved, values=self._values(moved.measurement.kind, points, picture))
            self.journal.change(moved)
        self.changed.emit()

    def delete_selected(self) -> None:
        """Take the selected mark away; it can be brought back by undoing."""
        if self.selected:
            self.journal.delete(self.selected)

    def undo(self) -> None:
        """Take back the last point of what is being drawn, else the last change of the journal."""
        draft = self.draft
        if draft is None:
            self.journal.undo()
        elif len(draft.placed) > 1:
            self.draft = replace(draft, placed=draft.placed[:-1], following=())
            self._preview = None
            self.changed.emit()
        else:
            self.abandon()

    def cancel(self) -> bool:
        """Give up what is being drawn or moved, else the selection; False when there was neither."""
        if self.draft is not None or self._move is not None:
            self.abandon()
            return True
        if self.selected:
            self.select("")
            return True
        return False
