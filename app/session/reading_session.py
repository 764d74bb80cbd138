"""The session: the open case, the viewports, the models' desk and the Reading, wired together.

Widgets listen to its signals and call its methods; it decides nothing about pixels, statistics or the protocol.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.reading.hanging_files import study_of
from app.reading.mark_history import MarkEntry
from app.reading.opinion import Decision, Opinion
from app.reading.priors import priors_of
from app.reading.protocol import Phase, Question
from app.reading.store.marks import MarkStore
from app.session.bring import bring_mark
from app.session.cine import Cine
from app.session.command import Command
from app.session.drawing import Drawing
from app.session.inference_worker import AnswerRequest, answer_with_models
from app.session.journal import Journal
from app.session.key_images import KeyImages
from app.session.layouts import Layouts
from app.session.marks import Marks
from app.session.marks_list import MarksList
from app.session.messages import InferenceStage, Notice, NoticeLevel, Overlays
from app.session.model_desk import ModelDesk
from app.session.reading_aids import ReadingAids
from app.session.reading_desk import BEING_WRITTEN, MODELS_RUNNING, SEARCH_STOPPED, STILL_SEARCHING, ReadingDesk
from app.session.reading_history import ReadingHistory
from app.session.record_keeper import RecordKeeper
from app.session.reference import Reference, nothing_known
from app.session.settings import Settings, keymap
from app.session.shelf import Shelf
from app.session.turning import Turning
from app.session.viewports import Viewports
from app.statistics.summary import Summary
from imaging.region import Box, Region
from imaging.study import Case, Stack
from imaging.words import Words
from inference.job import TaskResult


class ReadingSession(QObject):
    """Everything that changes while the program runs.

    Signals
    -------
    case_changed()
        Another case, or none.
    reading_changed()
        Anything in the reading column: draft, decisions, a write that is under way.
    phase_changed(Phase)
    findings_revealed(tuple of TaskResult)
        The only way by which a model's answer reaches a widget.
    selected_finding_changed(), overlays_changed(), settings_changed(), statistics_changed(), states_changed()
    progress_changed(Progress), noticed(Notice)
    lock_confirmation_wanted()
        The window asks once and then calls `lock`.
    recorded(Event)
        An event is in the record, on the disk.
    """

    case_changed = Signal()
    reading_changed = Signal()
    phase_changed = Signal(object)
    findings_revealed = Signal(object)
    selected_finding_changed = Signal()
    overlays_changed = Signal()
    settings_changed = Signal()
    statistics_changed = Signal()
    states_changed = Signal()
    progress_changed = Signal(object)
    noticed = Signal(object)
    lock_confirmation_wanted = Signal()
    recorded = Signal(object)

    def __init__(
        self,
        keeper: RecordKeeper,
        settings: Settings | None = None,
        save_settings: Callable[[Settings], None] | None = None,
        reference_of: Reference = nothing_known,
        answer: AnswerRequest = answer_with_models,
        parent: QObject | None = None,
        open_marks: Callable[[], MarkStore] | None = None,
        key_images: Path | None = None,
        own_layouts: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.settings = settings or Settings()
        self._save_settings = save_settings
        self.reference_of = reference_of
        self.case: Case | None = None
        self.cancellers: list[Callable[[], bool]] = []  # what else Esc stops; each tells whether it was running
        self._begun = False  # the Reading of the case, once all of its study is known
        self.keeper = keeper
        self.shelf = Shelf(self)
        self.viewports = Viewports(self._load, self)
        self.layouts = Layouts(self.viewports, keeper, own_layouts, self)
        self.turning = Turning(self.viewports, self)
        self.cine = Cine(self.viewports, lambda: self.settings.cine_frames_per_second, self)
        self.key_images = KeyImages(self.viewports, keeper, key_images, self)
        self.desk = ModelDesk(answer, self)
        self.marks = Marks(lambda: self.revealed, self._bring, self)
        self.journal = Journal(keeper, open_marks, self)
        self.drawing = Drawing(self.journal, self)
        self.marks_list = MarksList(self.viewports, self.drawing, self.key_images, self)
        self.history = ReadingHistory(keeper, self)
        self.reading_desk = ReadingDesk(keeper, self.history, self)
        self.aids = ReadingAids(self.viewports, self.reading_desk, self.desk, self.marks, self)
        self.lesions = self.aids.lesions
        self.keys = keymap(self.settings)
        # What only passes through: the window talks to the session alone.
        self.set_answer, self.set_comment = self.reading_desk.set_answer, self.reading_desk.set_comment
        self.lock = self.reading_desk.lock
        self.decide, self.correct = self.reading_desk.decide, self.reading_desk.correct
        self.step_series, self.show_stack = self.layouts.step_series, self.layouts.show_stack
        self.show_three_planes = self.layouts.show_three_planes
        self.step_viewport, self.toggle_maximised = self.viewports.step_active, self.viewports.toggle_maximised
        self.set_tool, self.apply_preset = self.viewports.set_tool, self.viewports.apply_preset
        self.toggle_linked = self.viewports.linking.toggle
        self.toggle_interpolation = self.viewports.toggle_interpolation
        self.select_finding, self.step_finding = self.marks.select, self.marks.step
        self.toggle_boxes, self.toggle_heat = self.marks.toggle_boxes, self.marks.toggle_heat
        self.change_opacity, self.hide_overlays = self.marks.change_opacity, self.marks.hide
        self.cycle_corner_text = self.marks.cycle_corner_text
        self.study: Any = None  # the desk of a reader study, while one is read
        self.commands: tuple[Command, ...] = ()  # the window gives it `app.session.commands.all_commands`
        self._connect()

    def _connect(self) -> None:
        self.shelf.studies_changed.connect(self._open_first_study)
        self.shelf.scan_finished.connect(self._finish_scan)
        self.shelf.stack_changed.connect(self.viewports.stack_changed)
        self.shelf.progress_changed.connect(self.progress_changed)
        self.desk.answered.connect(self.reading_desk.take_results)
        self.aids.places.moved.connect(self.run_models)
        self.reading_desk.changed.connect(self.reading_changed)
        self.reading_desk.phase_changed.connect(self.phase_changed)
        self.reading_desk.revealed.connect(self.findings_revealed)
        self.shelf.studies_changed.connect(self.reading_changed)
        self.marks.overlays_changed.connect(self.overlays_changed)
        self.marks.selected_changed.connect(self.selected_finding_changed)
        self.viewports.tool_changed.connect(self._change_tool)
        talking = (self.shelf, self.reading_desk, self.history, self.journal, self.layouts, self.key_images)
        for part in (*talking, self.aids, self.marks_list, self.viewports.linking, self.turning):
            part.noticed.connect(self.noticed)
        self.journal.stepped.connect(self._show_step)
        self.reading_desk.recorded.connect(self.recorded)
        self.history.statistics_changed.connect(self.statistics_changed)
        self.history.states_changed.connect(self.states_changed)

    # ── cases ────────────────────────────────────────────────────────────────────────────────────

    def start(self, paths: Sequence[Path]) -> None:
        """Open these paths, if any, and read what the record knows of this reader."""
        self.history.refresh(self.settings.reader)
        if paths:
            self.open_paths(paths)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Search paths; the first study found is opened unless a case is being read."""
        self.shelf.open_paths(paths)

    def open_case(self, study_uid: str) -> None:
        """Open a study of the shelf as the case to read; the one before is left as it stands."""
        study = self.shelf.study(study_uid)
        if study is None or not study.stacks:
            self.noticed.emit(Notice(NoticeLevel.WARNING, Words("There is no image in this study.")))
            return
        self.shelf.forget_pixels()
        self.desk.forget()
        self.case = Case(study, priors_of(study, self.shelf.studies), reference=self.reference_of(study))
        self.reading_desk.look_at(self.case)
        self._begun = False
        self.marks.forget()
        self.drawing.abandon()
        reader = self.settings.reader + (self.study.sitting if self.study is not None else "")
        self.journal.look_at(study.study_uid, reader)
        self.key_images.look_at(self.case, reader)
        self.marks_list.look_at(self.case)
        self.viewports.linking.look_at(self.case, reader)
        self.layouts.open(self.case)
        self.case_changed.emit()
        if self.shelf.is_complete(study_uid):
            self._begin_reading()

    def _open_first_study(self) -> None:
        """Show the first study as soon as anything of it is known."""
        if self.case is None and (first := self.shelf.first) is not None:
            self.open_case(first.study_uid)

    def _finish_scan(self) -> None:
        """Now that all of the study is known: hang it as it should be and begin the Reading."""
        if self.case is None or self._begun:
            return
        study = self.shelf.study(self.case.study.study_uid)
        if study is None or not self.shelf.is_complete(study.study_uid):
            return
        if not study.same_images(self.case.study) or priors_of(study, self.shelf.studies) != self.case.priors:
            self.open_case(study.study_uid)
        else:
            self._begin_reading()

    def _begin_reading(self) -> None:
        if self.case is not None:
            self._begun = True
            self.reading_desk.begin(self.settings.reader)
            self.run_models()

    def step_case(self, steps: int) -> None:
        """Open the next study of the shelf."""
        studies = [s for s in self.shelf.studies if s.stacks]
        if not studies:
            return
        uids = [s.study_uid for s in studies]
        present = uids.index(self.case.study.study_uid) if self.case and self.case.study.study_uid in uids else -1
        target = present + steps
        if 0 <= target < len(uids):
            self.open_case(uids[target])
        else:
            self.noticed.emit(Notice(NoticeLevel.INFO, Words("There is no further case in this direction.")))

    def _load(self, stack: Stack) -> Any:
        if self.case is None:
            raise RuntimeError("a stack is shown only while a case is open")
        return self.shelf.load(study_of(self.case, stack.series_uid), stack)

    # ── viewports ────────────────────────────────────────────────────────────────────────────────

    @property
    def active_viewport(self) -> Any:
        """The viewport that keys act on."""
        return self.viewports.active

    def _change_tool(self, _: object) -> None:
        self.drawing.abandon()

    def _show_step(self, entry: MarkEntry) -> None:
        """Bring the image of what was undone to the screen."""
        if self.case is not None:
            bring_mark(self.viewports, self.case, entry.mark.measurement)

    # ── models ───────────────────────────────────────────────────────────────────────────────────

    def run_models(self) -> None:
        """Ask the models about the case; their answer is kept until the lock."""
        if self.case is not None:
            # The reference standard stays here: no task may see it.
            asked = Case(self.case.study, self.case.priors, self.case.clinical, places=self.reading_desk.places)
            self.aids.places.note_asked()
            self.desk.ask(asked, self.reading_desk.tasks(), self.settings.device)

    def cancel_work(self) -> None:
        """Give up what is drawn, then the selected mark, cine, the crosshair; else stop search, reading and models."""
        if self.drawing.cancel() or self.aids.lesions.cancel() or any(cancel() for cancel in self.cancellers):
            return
        if self.cine.playing:
            self.cine.stop()
            return
        if self.viewports.linking.clear_cursor():
            return
        self.shelf.cancel_scan()
        self.shelf.cancel_reading()
        self.desk.cancel()

    @property
    def revealed(self) -> tuple[TaskResult, ...]:
        """What the models said, after the lock; before it nothing."""
        return self.reading_desk.shown

    @property
    def reference_boxes(self) -> tuple[Box, ...]:
        """Where the lesions are, once the read is signed; before that nothing."""
        return self.case.reference.boxes if self.case and self.reading_desk.shows_reference else ()

    @property
    def selected_finding(self) -> str:
        """Id of the selected finding; empty when none is."""
        return self.marks.selected

    @property
    def overlays(self) -> Overlays:
        """What is drawn over the images."""
        return self.marks.overlays

    def _bring(self, region: Region) -> None:
        if self.case is not None:
            self.viewports.bring_frame(self.case.study, region.sop_instance_uid, region.frame)

    # ── settings and commands ───────────────────────────────────────────────────────────────────────────────────

    def change_settings(self, **changes: Any) -> None:
        """Change what is remembered; it is saved in the background."""
        reader_before = self.settings.reader
        self.settings = replace(self.settings, **changes)
        self.keys = keymap(self.settings)
        save, settings = self._save_settings, self.settings
        if save is not None:
            self.keeper.do(lambda _: save(settings), lambda _: None, self._warn)
        if self.settings.reader != reader_before:
            self.history.refresh(self.settings.reader)
            if self.case is not None:
                self.open_case(self.case.study.study_uid)
        self.settings_changed.emit()

    def _warn(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.ERROR, sentence))

    def run_command(self, command_id: str) -> None:
        """Run a command, or say why it cannot run now."""
        for command in self.commands:
            if command.command_id == command_id:
                if command.enabled():
                    command.run()
                else:
                    self.noticed.emit(Notice(NoticeLevel.INFO, command.why_not()))

    # ── the reading column: what widgets read and call ──────────────────────────────────────────────────────────

    @property
    def phase(self) -> Phase:
        """Phase of the open Reading."""
        return self.reading_desk.phase

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the reader is asked about this case."""
        return self.reading_desk.questions

    @property
    def opinion(self) -> Opinion:
        """The draft, later the locked opinion."""
        return self.reading_desk.opinion

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Decisions made so far."""
        return tuple(self.reading_desk.decisions.values())

    @property
    def statistics(self) -> Summary | None:
        """This reader, the models and the reference standard over all signed Readings."""
        return self.history.statistics

    @property
    def reading_states(self) -> dict[str, Phase]:
        """Study UID → phase, for the studies that this reader has opened."""
        pairs = ((s.study_uid, self.history.phase_of(s.study_uid)) for s in self.shelf.studies)
        return {uid: phase for uid, phase in pairs if phase is not None}

    def can_lock(self) -> bool:
        """True when nothing is missing for the lock."""
        return not self.why_not_lock()

    def why_not_lock(self) -> str:
        """What is missing for the lock; empty when nothing is."""
        if self.case is not None and not self._begun:
            return STILL_SEARCHING if self.shelf.scanning else SEARCH_STOPPED
        if not self.reading_desk.locks:
            return self.why_not_sign()  # one opinion is signed: committing it is signing
        return BEING_WRITTEN if self.reading_desk.writing else self.reading_desk.why_not_lock()

    def request_lock(self) -> None:
        """Ask the reader once more; the window calls `lock` when they agree."""
        self.lock_confirmation_wanted.emit()

    def sign(self) -> None:
        """End the Reading, unless something is missing; the reader is asked once more where nothing was locked."""
        objection = self.why_not_sign()
        if objection:
            self._warn(objection)
        elif self.reading_desk.locks:
            self.reading_desk.sign()
        else:
            self.request_lock()

    def can_sign(self) -> bool:
        """True when nothing is missing for the signature."""
        return not self.why_not_sign()

    def why_not_sign(self) -> str:
        """What is missing for the signature; empty when nothing is."""
        if self.phase is Phase.AIDED and (self.desk.state.stage is InferenceStage.RUNNING or self.aids.places.settling):
            return MODELS_RUNNING
        stopped = self.desk.state.stage is InferenceStage.CANCELLED
        if stopped and self.phase is Phase.AIDED and self.reading_desk.assignment.trial is not None:
            return self.desk.state.text
        return self.reading_desk.why_not_sign()

    def close(self) -> None:
        """Leave the case, write what is not written yet, and stop all threads."""
        self.reading_desk.look_at(None)
        for part in (self.shelf, self.turning, self.desk, self.journal, self.keeper):
            part.close()
