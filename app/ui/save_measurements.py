"""Ask for a file and write the measurements of the study into it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.session.reading_session import ReadingSession
from app.ui.language import tr


def ask_where_to_save(session: ReadingSession, parent: object) -> QFileDialog:
    """Open a dialog; the file's name says nothing of the patient unless the reader writes it."""
    dialog = QFileDialog(parent if isinstance(parent, QWidget) else None, tr("Save measurements"))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(tr("CSV (*.csv)"))
    dialog.setDefaultSuffix("csv")
    dialog.selectFile("measurements.csv")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def save(name: str) -> None:
        if session.case is not None:
            session.journal.save_csv(Path(name), session.case)

    dialog.fileSelected.connect(save)
    dialog.open()
    return dialog
