"""Save what the active viewport shows as a picture file."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QLabel, QWidget

from app.session.messages import Notice, NoticeLevel
from app.session.reading_session import ReadingSession
from app.ui.viewport_view import ViewportView
from imaging.errors import UserError

FILTERS = {"PNG picture (*.png)": "png", "JPEG picture (*.jpg *.jpeg)": "jpg"}
JPEG_QUALITY = 95
FAULT = "The picture could not be saved because of a fault in the program."


def picture_of(view: ViewportView, *, overlays: bool) -> QImage:
    """What a viewport shows, in the pixels of the screen, without the border of the active viewport.

    Over the picture lies what lies there on the screen: name and ID only when the reader chose to see them, marks of
    the model only once they are revealed.
    """
    ratio = view.devicePixelRatioF()
    image = QImage(view.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    view.paint(painter, overlays=overlays)
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
    _add_below(dialog, overlays, _warning(session, view))
    dialog.fileSelected.connect(lambda name: _save(session, view, Path(name), overlays.isChecked()))
    dialog.open()
    return dialog


def _add_below(dialog: QFileDialog, *widgets: QWidget | None) -> None:
    grid = dialog.layout()
    if isinstance(grid, QGridLayout):
        for widget in widgets:
            if widget is not None:
                grid.addWidget(widget, grid.rowCount(), 0, 1, -1)


def _warning(session: ReadingSession, view: ViewportView) -> QLabel | None:
    """What the picture may tell of the patient in spite of all."""
    loaded = view.model.loaded
    burned = loaded is not None and any("burned" in notice.lower() for notice in loaded.series.notices)
    if burned:
        return QLabel("Text is burned into this picture: look whether it names the patient before you pass it on.")
    picture = view.model.picture()
    if picture is not None and picture.overlay is not None:
        return QLabel("The overlay planes of this picture may hold words: look whether they name the patient.")
    if session.settings.show_identity:
        return QLabel("The corner text names the patient: settings › Identity hides the name.")
    return None


def _save(session: ReadingSession, view: ViewportView, path: Path, overlays: bool) -> None:
    image = picture_of(view, overlays=overlays)

    def say(level: NoticeLevel, sentence: str) -> None:
        session.noticed.emit(Notice(level, sentence))

    saved, failed = partial(say, NoticeLevel.INFO), partial(say, NoticeLevel.ERROR)
    session.keeper.do_beside(partial(save_image, image, path), lambda _: saved("The picture is saved."), failed, FAULT)
