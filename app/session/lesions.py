"""Lesions that the reader marks as part of an answer, each with its own rating; they are part of the opinion.

They are not measurements: they lie on original images only, belong to a question, and are locked with the answers.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.reading.lesion_marks import image_name
from app.reading.opinion import LesionMark
from app.reading.protocol import Question, Shape
from app.reading.question import HIGHEST_RATING, LOWEST_RATING
from app.session.loaded_stack import Picture
from app.session.messages import Notice, NoticeLevel
from app.session.reading_desk import ReadingDesk
from app.session.viewport_model import Tool
from app.session.viewports import Viewports
from imaging.study import Case, Frame, Study
from imaging.words import Words

Spot = tuple[float, float]

NO_MARKS = Words("This read asks for no marked lesions.")
NOT_NOW = Words("Lesions can be marked while the read is open.")
RECONSTRUCTED = Words("Mark lesions on an original image: this picture is computed from several.")
UNRATED = "?"
DRAW_PLACE = Words("Draw the box of this question.")
PLACE = Words("asked")
"""Beside the box that the models are asked about."""
HOW = {
    frozenset({Shape.POINT}): Words("Click on the lesion."),
    frozenset({Shape.BOX}): Words("Draw a box around the lesion."),
    frozenset(Shape): Words("Click on the lesion, or draw a box around it."),
}
NO_SHAPE = {Shape.POINT: Words("Draw a box around the lesion."), Shape.BOX: Words("Click on the lesion.")}


class Lesions(QObject):
    """The marks of the open read.

    Signals
    -------
    changed()
        Anything that is painted or listed.
    noticed(Notice)
    """

    changed = Signal()
    noticed = Signal(object)

    def __init__(self, desk: ReadingDesk, viewports: Viewports, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._viewports = desk, viewports
        self._moving: LesionMark | None = None  # where it is while it is dragged
        self._sketched: LesionMark | None = None  # a box while it is being drawn
        self.selected = ""
        self.question_id = ""  # the question that the next mark answers, when several ask for marks
        desk.changed.connect(self._show_desk)
        desk.phase_changed.connect(self._show_phase)

    def _show_desk(self) -> None:
        if self.selected and self.mark(self.selected) is None:
            self.selected = ""
        self.changed.emit()

    def _show_phase(self, _: object) -> None:
        self.selected = ""
        self.abandon()

    def abandon(self) -> None:
        """Give up what is being drawn or moved."""
        self._moving = self._sketched = None
        self.changed.emit()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    @property
    def marks(self) -> tuple[LesionMark, ...]:
        """All marks as they stand, in the order in which they were made."""
        return self._desk.marks

    def mark(self, mark_id: str) -> LesionMark | None:
        """The mark of this id."""
        return next((mark for mark in self.marks if mark.mark_id == mark_id), None)

    def number(self, mark_id: str) -> int:
        """1, 2, … as it stands beside the mark; 0 for an unknown one."""
        return next((n for n, mark in enumerate(self.marks, 1) if mark.mark_id == mark_id), 0)

    def label(self, mark_id: str) -> str:
        """What stands beside a mark: number and rating of a lesion; empty for an unknown one."""
        mark = self.mark(mark_id)
        if mark is None:
            return ""
        if any(question.place and question.question_id == mark.question_id for question in self.questions):
            return PLACE
        return f"{self.number(mark_id)} · {UNRATED if mark.rating is None else mark.rating}"

    def shown_on(self, picture: Picture) -> tuple[LesionMark, ...]:
        """The marks of a picture; one that is being moved where it is now, one that is being drawn without an id."""
        moving, sketched = self._moving, self._sketched
        if picture.frame is None or not (self.marks or sketched):
            return ()
        here = image_name(picture.frame.sop_instance_uid), picture.frame.number
        shown = [moving if moving is not None and m.mark_id == moving.mark_id else m for m in self.marks]
        return tuple(m for m in (*shown, *([sketched] if sketched else ())) if (m.image, m.frame) == here)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions for which something is drawn."""
        return tuple(question for question in self._desk.questions if question.drawn)

    @property
    def question(self) -> Question | None:
        """The question that the next mark answers."""
        named = (question for question in self.questions if question.question_id == self.question_id)
        return next(named, next(iter(self.questions), None))

    @property
    def prompt(self) -> tuple[str, ...]:
        """What the reader does with the tool that marks lesions."""
        question, objection = self.question, self.why_not()
        if question is None or objection:
            return (objection,)
        if question.place:
            return (DRAW_PLACE,)
        return (Words("Lesion {n}", n=len(self.marks) + 1), HOW[frozenset(question.marks)])

    def why_not(self) -> str:
        """Why no lesion can be marked now; empty when one can."""
        if not self.questions:
            return NO_MARKS
        return "" if self._desk.may_mark() else NOT_NOW

    def may_mark(self) -> bool:
        """True while marks can be made, moved and deleted."""
        return not self.why_not()

    # ── changes ──────────────────────────────────────────────────────────────────────────────────

    def sketch(self, picture: Picture, spots: Sequence[Spot]) -> None:
        """Show a box that is being drawn."""
        question = self.question
        if question is not None and Shape.BOX in question.drawn and self.may_mark() and picture.frame is not None:
            image = image_name(picture.frame.sop_instance_uid)
            empty = LesionMark("", question.question_id, image, picture.frame.number, ())
            self._sketched = _placed(empty, picture, spots)
            self.changed.emit()

    def add(self, picture: Picture, spots: Sequence[Spot]) -> None:
        """Mark a point, or a box by two opposite corners, in image coordinates (column, row)."""
        self._sketched = None
        question, objection = self.question, self.why_not()
        shape = Shape.POINT if len(spots) == 1 else Shape.BOX
        if question is not None and not objection and shape not in question.drawn:
            objection = question.place or NO_SHAPE[shape]
        if picture.frame is None and not objection:
            objection = RECONSTRUCTED
        if objection or question is None or picture.frame is None:
            self.noticed.emit(Notice(NoticeLevel.INFO, objection))
            self.changed.emit()
            return
        image, number = image_name(picture.frame.sop_instance_uid), picture.frame.number
        made = _placed(LesionMark(uuid.uuid4().hex, question.question_id, image, number, ()), picture, spots)
        self.selected = made.mark_id
        # A question about a place is about one.
        kept = tuple(m for m in self.marks if not (question.place and m.question_id == question.question_id))
        self._desk.set_marks((*kept, made))
        if question.place:
            self._viewports.set_tool(Tool.WINDOW)  # there is one: the next drag is no other
        self.changed.emit()

    def drag(self, mark: LesionMark, picture: Picture, spots: Sequence[Spot]) -> None:
        """Show a mark where it is being moved to; `drop` keeps it there."""
        if self.may_mark() and picture.frame is not None:
            self._moving = _placed(mark, picture, spots)
            self.changed.emit()

    def drop(self) -> None:
        """Keep what was moved where it is now."""
        moved, self._moving = self._moving, None
        if moved is not None:
            self._change(moved)
        self.changed.emit()

    def rate(self, mark_id: str, rating: int) -> None:
        """Say how sure the reader is that this is one, 1–100."""
        mark = self.mark(mark_id)
        if mark is not None and mark.rating != rating:
            self._change(replace(mark, rating=min(HIGHEST_RATING, max(LOWEST_RATING, rating))))

    def delete(self, mark_id: str) -> None:
        """Take a mark away."""
        if self.may_mark() and self.mark(mark_id) is not None:
            self._desk.set_marks(tuple(mark for mark in self.marks if mark.mark_id != mark_id))

    def _change(self, changed: LesionMark) -> None:
        if self.may_mark():
            self._desk.set_marks(tuple(changed if m.mark_id == changed.mark_id else m for m in self.marks))

    # ── selection ────────────────────────────────────────────────────────────────────────────────

    def select(self, mark_id: str) -> None:
        """Select a mark; an empty id selects none."""
        if mark_id != self.selected:
            self.selected = mark_id
            self.changed.emit()

    def step(self, steps: int, case: Case | None) -> None:
        """Select the mark some steps on and bring its image to the screen."""
        ids = [mark.mark_id for mark in self.marks]
        if ids:
            present = ids.index(self.selected) if self.selected in ids else -min(steps, 0) - 1
            self.bring(ids[(present + steps) % len(ids)], case)

    def bring(self, mark_id: str, case: Case | None) -> None:
        """Select a mark and bring its image to the screen."""
        self.select(mark_id)
        mark = self.mark(mark_id)
        found = _frame_of(mark, case) if mark is not None and case is not None else None
        if found is not None:
            study, frame = found
            self._viewports.bring_frame(study, frame.sop_instance_uid, frame.number)

    def cancel(self) -> bool:
        """Give up what is being drawn or moved, else the selection; False when there was neither."""
        had = self._moving is not None or self._sketched is not None or bool(self.selected)
        if had:
            self.selected = ""
            self.abandon()
        return had


def _placed(mark: LesionMark, picture: Picture, spots: Sequence[Spot]) -> LesionMark:
    """The mark at these image coordinates of a picture, kept inside of it."""
    rows, columns = picture.pixels.shape[:2]
    inside = np.clip(np.asarray(spots, dtype=float), (0.0, 0.0), (float(columns), float(rows)))
    if len(inside) == 2:
        inside = np.array([inside.min(axis=0), inside.max(axis=0)])
    points = tuple(round(float(part), 3) for part in inside.reshape(-1))
    middle = inside.mean(axis=0)
    geometry, calibration = picture.geometry, picture.calibration
    patient = geometry.image_to_patient(middle[None])[0].tolist() if geometry is not None else ()
    return replace(
        mark,
        points=points,
        patient_mm=tuple(round(float(part), 3) for part in patient),
        spacing=tuple(map(float, picture.spacing)) if calibration.in_millimetres else (),
    )


def _frame_of(mark: LesionMark, case: Case) -> tuple[Study, Frame] | None:
    for study in (case.study, *case.priors):
        for stack in study.stacks:
            for frame in stack.frames:
                if frame.number == mark.frame and image_name(frame.sop_instance_uid) == mark.image:
                    return study, frame
    return None
