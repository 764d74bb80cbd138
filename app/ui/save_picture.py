"""Save what the active viewport shows as a picture file."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QLabel, QWidget

from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from app.ui.export.cautions import IDENTITY, words_in
from app.ui.viewport_view import ViewportView
from imaging.errors import UserError

FILTERS = {"PNG picture (*.png)": "png", "JPEG picture (*.jpg *.jpeg)": "jpg"}
JPEG_QUALITY = 95
FAULT = "The picture could not be saved because of a fault in the program."


def picture_of(view: ViewportView, *, overlays: bool, dates: bool = False) -> QImage:
    """What a viewport shows, in the pixels of the screen, without the border of the active viewport.

    Over the picture lies what lies there on the screen: name and ID only when the reader chose to see them, marks of
    the model only once they are revealed. Days of studies tell of a patient too: they need `dates`.
    """
    ratio = view.devicePixelRatioF()
    image = QImage(view.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    view.paint(painter, overlays=overlays, dates=dates)
    painter.end()
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


def ask_where_to_save_picture(session: ReadingSession, view: ViewportView, parent: QWidget) -> QFileDialog:
    """Open a dialog with the choice of overlays; the picture is that of the moment of saving."""
    dialog = QFileDialog(parent, "Save picture")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    dialog.setDirectory(pictures if Path(pictures).is_dir() else str(Path.home()))
    dialog.setNameFilters(list(FILTERS))
    dialog.setDefaultSuffix("png")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(FILTERS[chosen]))
    dialog.selectFile(free_name(Path(dialog.directory().absolutePath()), date.today()))
    overlays = QCheckBox("With marks, corner text and scale")
    overlays.setChecked(not session.overlays.hidden)
    _add_below(dialog, overlays, *(QLabel(sentence) for sentence in _cautions(session, view)))
    dialog.fileSelected.connect(lambda name: _save(session, view, Path(name), overlays.isChecked()))
    dialog.open()
    return dialog


def _add_below(dialog: QFileDialog, *widgets: QWidget) -> None:
    grid = dialog.layout()
    if isinstance(grid, QGridLayout):
        for widget in widgets:
            grid.addWidget(widget, grid.rowCount(), 0, 1, -1)


def _cautions(session: ReadingSession, view: ViewportView) -> tuple[str, ...]:
    """What the picture may tell of the patient in spite of all."""
    words = words_in(view.model.loaded, session.drawing.journal.marks, overlays=True)
    return (*words, IDENTITY) if session.settings.show_identity else words


def _save(session: ReadingSession, view: ViewportView, path: Path, overlays: bool) -> None:
    image = picture_of(view, overlays=overlays, dates=session.settings.show_identity)

    def say(level: NoticeLevel, sentence: str) -> None:
        session.noticed.emit(Notice(level, sentence))

    saved, failed = partial(say, NoticeLevel.INFO), partial(say, NoticeLevel.ERROR)
    session.keeper.do_beside(partial(save_image, image, path), lambda _: saved("The picture is saved."), failed, FAULT)
