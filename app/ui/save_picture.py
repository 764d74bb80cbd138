"""Save what the active viewport shows as a picture file."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QWidget
from shiboken6 import isValid

from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from app.ui.export.assurances import Assurances
from app.ui.language import say, tr
from app.ui.viewport_view import ViewportView
from imaging.errors import UserError
from imaging.words import Words

FILTERS = {"png": Words("PNG picture (*.png)"), "jpg": Words("JPEG picture (*.jpg *.jpeg)")}
JPEG_QUALITY = 95
CHANGED = Words("The viewport is gone by now: choose again what to save.")
FAULT = Words("The picture could not be saved because of a fault in the program.")


def picture_of(view: ViewportView, *, overlays: bool, particulars: bool = False, identity: bool = False) -> QImage:
    """What a viewport shows, in the pixels of the screen, without the border of the active viewport.

    Over the picture lies what lies there on the screen, marks of the model only once they are revealed; name and ID
    need `identity`; days of studies and the sex, which tell of a patient too, `particulars`.
    """
    ratio = view.devicePixelRatioF()
    image = QImage(view.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    with QPainter(image) as painter:
        view.paint(painter, overlays=overlays, particulars=particulars, identity=identity)
    view.update()
    return image


def save_image(image: QImage, path: Path) -> None:
    """Write a picture; its format is that of the ending, PNG without one.

    Raises
    ------
    UserError
        When it cannot be written.
    """
    form = "JPG" if path.suffix.lower() in (".jpg", ".jpeg") else "PNG"
    if not image.save(str(path), form, JPEG_QUALITY if form == "JPG" else -1):  # type: ignore[call-overload]
        raise UserError("The picture could not be saved: check that the folder may be written to and has room.")


def free_name(folder: Path, today: date, ending: str = "png") -> str:
    """The first name that is not taken: the day on which it is saved and a number, nothing of the study."""
    number = 1
    while any((folder / f"overread-{today:%Y%m%d}-{number}.{other}").exists() for other in ("png", "jpg", "jpeg")):
        number += 1
    return f"overread-{today:%Y%m%d}-{number}.{ending}"


class PictureDialog(QFileDialog):
    """Where to, and with what. The picture is that of the moment of saving."""

    def __init__(self, session: ReadingSession, view: ViewportView, parent: QWidget) -> None:
        super().__init__(parent, tr("Save picture"))
        self._session, self._view = session, view
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self.setDirectory(pictures if Path(pictures).is_dir() else str(Path.home()))
        endings = {say(words): ending for ending, words in FILTERS.items()}
        self.setNameFilters(list(endings))
        self.setDefaultSuffix("png")
        self.filterSelected.connect(lambda chosen: self.setDefaultSuffix(endings[chosen]))
        self.selectFile(free_name(Path(self.directory().absolutePath()), date.today()))
        self.overlays = QCheckBox(tr("With marks, corner text and scale"))
        self.overlays.setChecked(not session.overlays.hidden)
        self.assurances = Assurances(session, view.model.loaded, self.overlays)
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        for widget in (self.overlays, self.assurances):
            grid.addWidget(widget, grid.rowCount(), 0, 1, -1)
        self.fileSelected.connect(self._save)

    def accept(self) -> None:
        """Not before the reader has looked for words that name the patient."""
        if not self.assurances.missing():
            super().accept()

    def _save(self, name: str) -> None:
        session = self._session
        if not isValid(self._view):
            session.noticed.emit(Notice(NoticeLevel.WARNING, CHANGED))
            return
        named = self.assurances.names
        image = picture_of(self._view, overlays=self.overlays.isChecked(), particulars=named, identity=named)

        def notice(level: NoticeLevel, sentence: str) -> None:
            session.noticed.emit(Notice(level, sentence))

        saved, failed = partial(notice, NoticeLevel.INFO), partial(notice, NoticeLevel.ERROR)
        write = partial(save_image, image, Path(name))
        session.keeper.do_beside(write, lambda _: saved(Words("The picture is saved.")), failed, FAULT)
