"""Key images: the original images of the open study that the reader wants to find again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.reading.reading import study_digest
from app.reading.store.key_images import ImageKey, KeyImageFile, KeyImageLine
from app.session.messages import Notice, NoticeLevel
from app.session.record_keeper import RecordKeeper
from app.session.viewport_model import ViewportModel
from app.session.viewports import Viewports
from imaging.study import Case, Stack, Study
from imaging.words import Words

NOTE = Words("★ key image")
FAULT = Words("The key images could not be written because of a fault in the program; they stay on the screen.")


class KeyImages(QObject):
    """Which images are marked; each change is written in the record thread, beside the record.

    Without a file they live as long as this.

    Attributes
    ----------
    marked : mapping of (str, int) to str
        SOP Instance UID and frame number of every key image of the study, and when it was marked (UTC, ISO 8601).

    Signals
    -------
    changed(), noticed(Notice)
    """

    changed = Signal()
    noticed = Signal(object)

    def __init__(
        self, viewports: Viewports, keeper: RecordKeeper, path: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._viewports, self._keeper = viewports, keeper
        self._file = KeyImageFile(path) if path is not None else None
        self._study: Study | None = None
        self._reader = ""
        self._generation = 0
        self._order: dict[ImageKey, int] = {}  # place of every image in the study
        self.marked: Mapping[ImageKey, str] = {}
        self._loaded: Mapping[ImageKey, str] = {}
        self._changes: dict[ImageKey, str] = {}  # made since the study was opened; empty: the mark was taken away
        viewports.add_notes(self._note)
        self.changed.connect(viewports.notes_changed)

    def look_at(self, case: Case, reader: str) -> None:
        """Read what this reader marked in a Case."""
        self._study, self._reader = case.study, reader
        frames = (frame for stack in case.study.stacks for frame in stack.frames)
        self._order = {(frame.sop_instance_uid, frame.number): n for n, frame in enumerate(frames)}
        self._loaded, self._changes = {}, {}
        self._generation += 1
        if self._file is not None:
            work = partial(self._file.marked, study_digest(case.study.study_uid), reader)
            self._keeper.do_beside(work, partial(self._take, self._generation), self._warn, FAULT)
        self._show()

    def toggle(self) -> None:
        """Mark the image in the active viewport, or take its mark away."""
        key = self._key_of(self._viewports.active)
        if key is None or self._study is None:
            words = Words("Key images are original images of this study: show one first.")
            self.noticed.emit(Notice(NoticeLevel.INFO, words))
            return
        self.set_marked(key, key not in self.marked)

    def set_marked(self, key: ImageKey, marked: bool) -> None:
        """Mark an image of this study, or take its mark away."""
        if self._study is None or key not in self._order or (key in self.marked) == marked:
            return
        before, now = self.marked.get(key, ""), datetime.now(UTC).isoformat(timespec="seconds")
        self._changes[key] = now if marked else ""
        self._show()
        if self._file is not None:
            line = KeyImageLine(study_digest(self._study.study_uid), self._reader, *key, marked, now)
            undo = partial(self._undo, self._generation, key, before)
            self._keeper.do_beside(partial(self._file.append, line), lambda _: None, undo, FAULT)

    def in_order(self) -> list[ImageKey]:
        """The key images in the order of the study."""
        return sorted((key for key in self.marked if key in self._order), key=lambda key: self._order[key])

    def of(self, stack: Stack) -> list[ImageKey]:
        """The key images of one stack, in its order."""
        inside = {(frame.sop_instance_uid, frame.number) for frame in stack.frames}
        return [key for key in self.in_order() if key in inside]

    def step_within(self, stack: Stack) -> None:
        """Show the next key image of one stack, round and round."""
        keys = self.of(stack)
        if keys:
            present = self._key_of(self._viewports.active)
            at = self._order[present] if present is not None else -1
            self.show(next((key for key in keys if self._order[key] > at), keys[0]))

    def show(self, key: ImageKey) -> None:
        """Bring an image of this study to the screen."""
        if self._study is not None:
            self._viewports.bring_frame(self._study, *key)

    def step(self, steps: int) -> None:
        """Show the next key image in the order of the study, round and round."""
        marked = self.in_order()
        if not marked or self._study is None:
            self.noticed.emit(Notice(NoticeLevel.INFO, Words("No image of this study is marked as a key image yet.")))
            return
        present = self._key_of(self._viewports.active)
        at = self._order[present] if present is not None else -1
        later = [key for key in marked if self._order[key] > at]
        earlier = [key for key in marked if self._order[key] < at]
        target = (later or marked)[0] if steps > 0 else (earlier or marked)[-1]
        self._viewports.bring_frame(self._study, *target)

    def _key_of(self, model: ViewportModel | None) -> ImageKey | None:
        picture = model.picture() if model is not None else None
        if picture is None or picture.frame is None:
            return None
        key = picture.frame.sop_instance_uid, picture.frame.number
        return key if key in self._order else None

    def _note(self, model: ViewportModel) -> str:
        return NOTE if self._key_of(model) in self.marked else ""

    def _show(self) -> None:
        self.marked = {key: at for key, at in {**self._loaded, **self._changes}.items() if at}
        self.changed.emit()

    def _take(self, generation: int, marked: Mapping[ImageKey, str]) -> None:
        if generation == self._generation:
            self._loaded = marked
            self._show()

    def _undo(self, generation: int, key: ImageKey, before: str, sentence: str) -> None:
        if generation == self._generation:
            self._changes[key] = before
            self._show()
        self._warn(sentence)

    def _warn(self, sentence: str) -> None:
        self.noticed.emit(Notice(NoticeLevel.ERROR, sentence))
