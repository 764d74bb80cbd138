"""Small pictures of every stack of the open case and of its priors."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListWidgetItem, QWidget

from app.session.messages import JobDone
from app.session.reading_session import ReadingSession
from app.session.worker import Job, JobWorker, start_thread, stop_thread
from app.ui.language import say, tr
from app.ui.overlays.corner_text import format_date
from app.ui.panels.parts import BADGE, DETAIL, MARK, column, quiet, text, without_phantom
from app.ui.panels.thumbnail_image import Grey, small_picture, small_picture_of_file
from app.ui.panels.thumbnail_list import NAME, STACK_ID, STARS, ThumbnailList
from app.ui.terms import term
from imaging.study import Case, Stack, Study
from imaging.words import Words

HOW = (
    Words("Click: into the active viewport · double click: three planes"),
    Words("Drag, or Ctrl+I and a digit: into the viewport of your choice"),
)


class ThumbnailsPanel(QWidget):
    """A click shows a stack in the active viewport, a double click its three planes; a drag puts it into any."""

    _wanted = Signal(object)

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.list = quiet(ThumbnailList())
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Series of this case"))
        self._heading = text(tr("Series"), "heading")
        layout = column(self)
        layout.addWidget(self._heading)
        layout.addWidget(self.list, 1)
        self._stacks: dict[str, Stack] = {}
        self._pictures: set[str] = set()
        self._asked: dict[int, str] = {}
        self._worker = JobWorker()
        self._thread = start_thread("thumbnails", self._worker, self)
        self._wanted.connect(self._worker.run)
        self._worker.finished.connect(self._keep_picture)
        # The pictures in the viewports come first: the others are read a little later.
        self._later = QTimer(self, singleShot=True, interval=500)
        self._later.timeout.connect(self._ask_for_missing)
        self.list.itemClicked.connect(self._show_stack)
        self.list.itemActivated.connect(self._show_stack)
        self.list.itemDoubleClicked.connect(self._show_three_planes)
        self.list.currentItemChanged.connect(self._choose)
        session.case_changed.connect(self._show_case)
        session.shelf.stack_changed.connect(self._show_pixels)
        session.key_images.changed.connect(self._show_stars)
        self._show_case()

    def _show_case(self) -> None:
        case = self._session.case
        self._heading.setText(_heading(case))
        if case is None:
            self._stacks = {}
            self.list.clear()
            return
        studies = (case.study, *case.priors)
        pairs = [(study, stack) for study in studies for stack in study.stacks if stack.frames]
        if list(self._stacks.values()) == [stack for _, stack in pairs]:
            return
        self._stacks = {stack.stack_id: stack for _, stack in pairs}
        self._pictures.clear()
        self.list.clear()
        self._session.layouts.chosen = ""
        for study, stack in pairs:
            item = QListWidgetItem(self.list)
            item.setData(STACK_ID, stack.stack_id)
            _describe(item, study, stack, is_prior=study is not case.study)
            self._show_pixels(stack.stack_id)
        self._show_stars()
        self._later.start()

    def _show_stars(self) -> None:
        """How many key images each stack has."""
        for stack_id, stack in self._stacks.items():
            item, count = self.list.item_of(stack_id), len(self._session.key_images.of(stack))
            if item is not None and item.data(STARS) != count:
                item.setData(STARS, count)
                name = item.data(NAME)
                images = tr(", {n} key images", ", 1 key image", count) if count else ""
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}{images}")

    def _show_pixels(self, stack_id: str) -> None:
        """Make the picture from what has been read for a viewport."""
        loaded = self._session.shelf.loaded(stack_id)
        if loaded is None or stack_id in self._pictures or stack_id not in self._stacks:
            return
        middle = loaded.stack.slices // 2
        frame = loaded.frame(middle)
        window = loaded.first_window()
        if frame is not None:
            self._set_picture(stack_id, small_picture(frame, loaded.stack.calibration, window))

    def _ask_for_missing(self) -> None:
        for stack_id, stack in self._stacks.items():
            if stack_id not in self._pictures and stack_id not in self._asked.values():
                number = len(self._asked) + 1
                self._asked[number] = stack_id
                self._wanted.emit(Job(number, partial(small_picture_of_file, stack)))

    def _keep_picture(self, message: JobDone) -> None:
        stack_id = self._asked.get(message.request_id, "")
        if message.value is not None and stack_id in self._stacks and stack_id not in self._pictures:
            self._set_picture(stack_id, message.value)

    def _set_picture(self, stack_id: str, pixels: Grey) -> None:
        self._pictures.add(stack_id)
        rows, columns = pixels.shape
        image = QImage(pixels.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8)
        item = self.list.item_of(stack_id)
        if item is not None:
            item.setIcon(QIcon(QPixmap.fromImage(image)))

    def take_keyboard(self) -> None:
        """Choose with the arrows; the stack in the active viewport is the first chosen."""
        active = self._session.viewports.active
        loaded = active.loaded if active is not None else None
        shown = self.list.item_of(loaded.stack.stack_id) if loaded is not None else None
        if shown is not None or self.list.currentItem() is None:
            self.list.setCurrentItem(shown or self.list.item(0))
        self.list.setFocus()

    def _choose(self, item: QListWidgetItem | None, _: object) -> None:
        self._session.layouts.chosen = item.data(STACK_ID) if item is not None else ""

    def _show_stack(self, item: QListWidgetItem) -> None:
        stack = self._stacks[item.data(STACK_ID)]
        if self.list.on_star:
            self._session.key_images.step_within(stack)
        else:
            self._session.show_stack(stack)

    def _show_three_planes(self, item: QListWidgetItem) -> None:
        if not self.list.on_star:
            self._session.show_three_planes(self._stacks[item.data(STACK_ID)])

    def close_down(self) -> None:
        """Stop the thread."""
        self._later.stop()
        stop_thread(self._thread)


def _heading(case: Case | None) -> str:
    if case is None:
        return tr("Series")
    priors = sum(len(study.stacks) for study in case.priors)
    count = len(case.study.stacks)
    if not priors:
        return tr("Series ({count})", count=count)
    return tr("Series ({count} + {priors} prior)", count=count, priors=priors)


def _describe(item: QListWidgetItem, study: Study, stack: Stack, *, is_prior: bool) -> None:
    series = study.series_of(stack)
    name = series.description or tr("Series {number}", number=series.number if series.number is not None else "–")
    size = f"{stack.rows} × {stack.columns}"
    if stack.slices > 1:
        size = f"{stack.slices} × {size}"
    extra = ", ".join(f"{len(values)} × {term(kind)}" for kind, values in stack.dimensions)
    when = format_date(study.date) if is_prior else ""
    item.setText(without_phantom(name) if study.is_phantom else name)
    item.setData(DETAIL, "\n".join(part for part in (when, size, extra) if part))
    item.setData(BADGE, tr("PRIOR") if is_prior else "")
    item.setData(MARK, bool(stack.warnings))
    lines = [
        name,
        " ".join(part for part in (series.modality, size, extra) if part),
        *((tr("From an earlier study: {when}", when=when),) if is_prior else ()),
        *(f"⚠ {say(warning)}" for warning in stack.warnings),
        *map(say, HOW),
    ]
    item.setToolTip("\n".join(lines))
    item.setData(
        NAME,
        ", ".join((name, *((tr("prior of {when}", when=when),) if is_prior else ()), size, *map(say, stack.warnings))),
    )
    item.setData(Qt.ItemDataRole.AccessibleTextRole, item.data(NAME))
