"""Small pictures of every stack of the open case."""

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.session.messages import JobDone
from app.session.reading_session import ReadingSession
from app.session.worker import Job, JobWorker, start_thread, stop_thread
from app.ui.panels.parts import DETAIL, MARK, CardDelegate, column, quiet, text, without_phantom
from app.ui.panels.thumbnail_image import SIDE, Grey, small_picture, small_picture_of_file
from imaging.study import Stack, Study

STACK_ID = Qt.ItemDataRole.UserRole


class ThumbnailsPanel(QWidget):
    """A click shows a stack in the active viewport, a double click its three planes."""

    _wanted = Signal(object)

    def __init__(self, session: ReadingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.list = quiet(QListWidget())
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setItemDelegate(CardDelegate(picture=SIDE, height=SIDE + 8, parent=self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Series of this case")
        self._heading = text("Series", "heading")
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
        session.case_changed.connect(self._show_case)
        session.shelf.stack_changed.connect(self._show_pixels)
        self._show_case()

    def _show_case(self) -> None:
        case = self._session.case
        self._heading.setText("Series" if case is None else f"Series ({len(case.study.stacks)})")
        if case is None:
            self._stacks = {}
            self.list.clear()
            return
        if list(self._stacks.values()) == list(case.study.stacks):
            return
        self._stacks = {stack.stack_id: stack for stack in case.study.stacks}
        self._pictures.clear()
        self.list.clear()
        for stack in case.study.stacks:
            item = QListWidgetItem(self.list)
            item.setData(STACK_ID, stack.stack_id)
            _describe(item, case.study, stack)
            self._show_pixels(stack.stack_id)
        self._later.start()

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
        for number in range(self.list.count()):
            item = self.list.item(number)
            if item.data(STACK_ID) == stack_id:
                item.setIcon(QIcon(QPixmap.fromImage(image)))

    def _show_stack(self, item: QListWidgetItem) -> None:
        self._session.show_stack(self._stacks[item.data(STACK_ID)])

    def _show_three_planes(self, item: QListWidgetItem) -> None:
        self._session.show_three_planes(self._stacks[item.data(STACK_ID)])

    def close_down(self) -> None:
        """Stop the thread."""
        self._later.stop()
        stop_thread(self._thread)


def _describe(item: QListWidgetItem, study: Study, stack: Stack) -> None:
    series = study.series_of(stack)
    name = series.description or f"Series {series.number if series.number is not None else '–'}"
    size = f"{stack.rows} × {stack.columns}"
    if stack.slices > 1:
        size = f"{stack.slices} × {size}"
    extra = ", ".join(f"{len(values)} {kind.replace('_', ' ')}s" for kind, values in stack.dimensions)
    item.setText(without_phantom(name) if study.is_phantom else name)
    item.setData(DETAIL, "\n".join(part for part in (size, extra) if part))
    item.setData(MARK, bool(stack.warnings))
    lines = [
        name,
        " ".join(part for part in (series.modality, size, extra) if part),
        *(f"⚠ {warning}" for warning in stack.warnings),
    ]
    lines.append("Click: into the active viewport · double click: three planes")
    item.setToolTip("\n".join(lines))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join((name, size, *stack.warnings)))
