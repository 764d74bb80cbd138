"""What the tour does: a radiograph on which the reader agrees, a knee MRI on which they override once."""

from collections.abc import Generator, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.reading.protocol import Phase
from app.session.commands import HIDDEN_MODEL
from app.session.messages import InferenceStage
from app.session.viewport_model import Tool
from app.ui import hands
from app.ui.main_window import MainWindow
from app.ui.panels.answer_row import AnswerRow
from app.ui.panels.comparison_row import ComparisonRow
from app.ui.panels.dialogs import LockDialog
from app.ui.panels.study_list import UID
from app.ui.tour import Script, Tour, Until
from app.ui.viewport_view import ViewportView
from imaging.errors import UserError

Key, Shift, Control = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MODELS_SECONDS = 300.0
GENERATING_SECONDS = 300.0

AGREED_SURE = 60
"""How sure the reader of the tour is of an answer that a model made them change to."""


def main_job(tour: Tour, window: MainWindow) -> Script:
    """Both cases, one after the other."""
    reader = _Reader(tour, window)
    yield from active(window)
    yield Until(lambda: bool(tour.studies), "the demo studies", GENERATING_SECONDS)
    yield from reader.radiograph()
    yield from reader.knee()


def active(window: MainWindow) -> Script:
    """Give the window the keyboard: on a screen without a window manager nobody else does."""
    window.activateWindow()
    yield Until(window.isActiveWindow, "the keyboard")


class _Reader:
    """Hands and eyes at the real window."""

    def __init__(self, tour: Tour, window: MainWindow) -> None:
        self._tour, self._window, self._session = tour, window, window.session

    # ── the radiograph ───────────────────────────────────────────────────────────────────────────

    def radiograph(self) -> Script:
        """Open, look, try to see the model too early, read, lock, see, agree, sign."""
        labels = yield from self._open("limb", "lower_limb/fracture")
        self._tour.picture("radiograph_opened")
        yield from self._look_around()
        yield from self._models_ready()
        self._tour.picture("models_ready_and_hidden")
        yield from self._too_early()
        yield from self._answer({"lower_limb/fracture": labels["lower_limb/fracture"]}, 80)
        yield from self._comment("Cortical step, see image.")
        self._tour.picture("answered")
        yield from self._lock()
        self._tour.picture("revealed_with_boxes")
        yield from self._heat()
        self._tour.picture("heat_map")
        yield from self._bare_image()
        for row in self._comparisons():
            yield from self._agree(row)
        self._show(self._window.reading_column.comparison)
        self._tour.picture("agreed")
        yield from self._sign()
        self._tour.picture("signed_and_reference_shown")

    def _look_around(self) -> Script:
        view = self._view()
        model = view.model
        middle = view.rect().center()
        hands.drag(view, middle, middle + QPoint(60, -40))
        yield Until(lambda: model.window_touched, "the window to follow the mouse")
        self._tour.picture("window_dragged")
        hands.wheel(view, 5, Control)
        yield Until(lambda: model.zoom > 1.5, "the zoom to follow the wheel")
        self._tour.picture("zoomed")
        hands.press(self._window, Key.Key_Equal)
        yield Until(lambda: model.zoom == 1.0, "the picture to fit again")
        hands.press(self._window, Key.Key_0)

    def _too_early(self) -> Script:
        """Boxes and heat map before the lock: a sentence, and nothing on the screen."""
        for key, modifiers in ((Key.Key_G, Qt.KeyboardModifier.NoModifier), (Key.Key_G, Shift)):
            before, asked = self._session.overlays, len(self._tour.notices)
            hands.press(self._window, key, modifiers)
            yield Until(partial(self._was_told, HIDDEN_MODEL, asked), "the reason why the model is hidden")
            if self._session.revealed or self._session.overlays != before:
                raise UserError("The model could be seen before the lock.")
        self._tour.picture("too_early_says_why")

    def _was_told(self, sentence: str, since: int) -> bool:
        return sentence in self._tour.notices[since:]

    # ── the knee ─────────────────────────────────────────────────────────────────────────────────

    def knee(self) -> Script:
        """Three planes, crosshair, read by keyboard, lock, agree with all but one, sign, statistics."""
        labels = yield from self._open("knee", "knee_mri/acl_tear")
        yield Until(self._all_read, "all slices of the three planes")
        self._tour.picture("knee_three_planes")
        yield from self._scroll_and_point()
        yield from self._models_ready()
        # The reader is wrong once, so that there may be something to disagree about.
        last = self._session.questions[-1].question_id
        yield from self._answer({**labels, last: not labels[last]}, 75)
        self._tour.picture("knee_answered")
        yield from self._lock()
        self._tour.picture("knee_findings")
        hands.press(self._window, Key.Key_N)
        yield Until(lambda: bool(self._session.selected_finding), "a finding to be selected")
        yield from self._heat()
        self._tour.picture("knee_heat_map")
        overridden = self._disagreed()
        for row in self._comparisons():
            yield from self._override(row) if row is overridden else self._agree(row)
        yield from self._sign()
        self._tour.picture("knee_signed")
        yield Until(self._two_counted, "both signed reads in the statistics")
        bar = self._window.reading_column.scroller.verticalScrollBar()
        bar.setValue(bar.maximum())
        self._tour.picture("live_statistics")

    def _scroll_and_point(self) -> Script:
        view = self._view()
        model = view.model
        start = model.position
        hands.wheel(view, -2)
        hands.press(self._window, Key.Key_Down)
        yield Until(lambda: model.position == start + 3, "three slices on")
        hands.press(self._window, Key.Key_X)
        yield Until(lambda: self._session.viewports.tool is Tool.CROSSHAIR, "the crosshair tool")
        middle = view.rect().center()
        hands.drag(view, middle, middle + QPoint(-40, 30))
        others = [m for m in self._session.viewports.models if m is not model]
        cursor_in = self._session.viewports.cursor_in
        yield Until(lambda: bool(others) and all(cursor_in(m) is not None for m in others), "linked crosshairs")
        self._tour.picture("knee_crosshair_linked")
        hands.press(self._window, Key.Key_W)

    def _override(self, row: ComparisonRow) -> Script:
        hands.click(row.override)
        yield Until(row.overriding.isVisible, "the form for the override")
        if row.overriding.save.isEnabled():
            raise UserError("An override could be saved without a reason.")
        self._show(row.overriding)
        self._tour.picture("override_needs_a_reason")
        row.overriding.reason.setFocus()
        said = self._session.opinion.answer(row.question_id).positive
        for _ in range(3 if said else 2):  # "Seen on another series", "Not seen on the image"
            hands.press(self._window, Key.Key_Down)
        hands.write(row.overriding.words, "the coronal series shows it best")
        yield Until(row.overriding.save.isEnabled, "the reason to be taken")
        hands.click(row.overriding.save)
        yield from self._decided(row)
        self._show(row)
        self._tour.picture("overridden_with_a_reason")

    def _two_counted(self) -> bool:
        return self._session.statistics is not None and self._session.statistics.readings >= 2

    # ── steps of both ────────────────────────────────────────────────────────────────────────────

    def _open(self, kind: str, label: str) -> Generator[Until, None, Mapping[str, bool | float]]:
        """Click the first study of a kind on which a label is true."""
        chosen = next((s for s in self._tour.studies if s.kind == kind and s.reference.labels.get(label)), None)
        if chosen is None:
            raise UserError(f"No demo study shows {label}.")
        studies = self._window.case_column.studies.list

        def row() -> int:
            rows = range(studies.count())
            return next((n for n in rows if studies.item(n).data(UID) == chosen.study_uid), -1)

        yield Until(lambda: row() >= 0 and not self._session.shelf.scanning, "the study in the list")
        hands.click_item(studies, row())
        yield Until(lambda: self._is_open(chosen.study_uid), "the study to open")
        return chosen.reference.labels

    def _is_open(self, study_uid: str) -> bool:
        session = self._session
        at_hand = session.case is not None and session.case.study.study_uid == study_uid
        return at_hand and session.reading_desk.reading is not None and self._all_read()

    def _all_read(self) -> bool:
        models = self._session.viewports.models
        return bool(models) and all(m.loaded is not None and m.loaded.complete and m.picture() for m in models)

    def _models_ready(self) -> Script:
        desk = self._session.desk
        yield Until(lambda: desk.state.stage is not InferenceStage.RUNNING, "the models", MODELS_SECONDS)
        if desk.state.stage is not InferenceStage.READY:
            raise UserError(f"The models did not answer: {desk.state.text}")
        if self._session.revealed:
            raise UserError("The models' answer was there before the lock.")

    def _answer(self, labels: Mapping[str, bool | float], confidence: int) -> Script:
        for question_id, answer in self._window.reading_column.form.rows.items():
            assert isinstance(answer, AnswerRow)  # the demo asks for decisions with confidence only
            self._show(answer)
            hands.click(answer.yes if labels.get(question_id) else answer.no, QPoint(10, answer.yes.height() // 2))
            hands.choose(answer.slider, confidence)
        yield Until(self._session.can_lock, "all answers")

    def _comment(self, words: str) -> Script:
        """Letters typed into the comment are letters, not commands."""
        before = self._view().model.orientation.copy()
        hands.write(self._window.reading_column.form.comment, words)
        yield Until(lambda: self._session.opinion.comment == words, "the comment")
        if (before != self._view().model.orientation).any():
            raise UserError("Typing a comment turned the image.")
        hands.press(self._window, Key.Key_Escape)

    def _lock(self) -> Script:
        hands.press(self._window, Key.Key_Return, Control)
        yield Until(lambda: isinstance(QApplication.activeModalWidget(), LockDialog), "the confirmation of the lock")
        self._tour.picture("confirm_lock")
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            hands.press(dialog, Key.Key_Return)
        yield from active(self._window)
        yield Until(lambda: self._session.phase is Phase.AIDED, "the lock to be written")
        yield Until(lambda: bool(self._session.revealed), "the findings")
        yield Until(lambda: bool(self._comparisons()), "a model's answer to decide on")

    def _heat(self) -> Script:
        self._window.give_images_the_keyboard()
        hands.press(self._window, Key.Key_G, Shift)
        yield Until(lambda: self._session.overlays.heat, "the heat map")

    def _bare_image(self) -> Script:
        QTest.keyPress(hands.keyboard(self._window), Key.Key_Space)
        yield Until(lambda: self._session.overlays.hidden, "the bare image")
        self._tour.picture("space_held_bare_image")
        QTest.keyRelease(hands.keyboard(self._window), Key.Key_Space)
        yield Until(lambda: not self._session.overlays.hidden, "the overlays again")

    def _comparisons(self) -> list[ComparisonRow]:
        answered = self._session.reading_desk.model_answers
        return [row for name, row in self._window.reading_column.comparison.rows.items() if name in answered]

    def _disagreed(self) -> ComparisonRow:
        """The first question on which reader and model differ, else the last."""
        session = self._session
        said = session.reading_desk.model_answers
        rows = self._comparisons()
        apart = [r for r in rows if session.opinion.answer(r.question_id).positive != said[r.question_id].positive]
        return (apart or rows[-1:])[0]

    def _agree(self, row: ComparisonRow) -> Script:
        self._show(row)
        hands.click(row.agree)
        if row.agreeing.isVisible():  # the answer changes: the program asks how sure the reader is of the new one
            assert isinstance(row.agreeing.answer, AnswerRow)
            hands.choose(row.agreeing.answer.slider, AGREED_SURE)
            hands.click(row.agreeing.save)
        yield from self._decided(row)

    def _decided(self, row: ComparisonRow) -> Script:
        name = row.question_id
        yield Until(lambda: name in self._session.reading_desk.decisions, "the decision to be written")
        yield Until(lambda: not self._session.reading_desk.writing, "the record")

    def _sign(self) -> Script:
        yield Until(self._session.can_sign, "the read to be ready for the signature")
        self._window.give_images_the_keyboard()
        hands.press(self._window, Key.Key_S, Control)
        yield Until(lambda: self._session.phase is Phase.SIGNED, "the signature to be written")
        yield Until(lambda: not self._session.keeper.busy, "the record")
        self._show(self._window.reading_column.comparison)

    def _show(self, widget: QWidget) -> None:
        """Bring a part of the reading column into sight, as a turn of the wheel would."""
        self._window.reading_column.scroller.ensureWidgetVisible(widget)

    def _view(self) -> ViewportView:
        active = self._session.viewports.active
        return next(view for view in self._window.grid.views if view.model is active)
