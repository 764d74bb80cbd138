"""The place that a question is about: how to draw it, where it is, and a way to take it away."""

from PySide6.QtWidgets import QWidget

from app.reading.opinion import LesionMark
from app.reading.protocol import Phase, Question
from app.session.reading_session import ReadingSession
from app.session.viewport_model import Tool
from app.ui.language import say, tr
from app.ui.panels.parts import button, column, quiet, row, segment, text, with_keys
from imaging.words import Words

TITLE = Words("Ask the model about this place")
ASKED = Words("The models are asked about the box in the image. Drag a corner to change it.")
LOCKED = Words("The box may still be moved until you sign; the locked one stays in the record.")
NONE = Words("No box was drawn: the model has not answered.")


class PlaceLine(QWidget):
    """A button that takes the tool, the question's own words, and once there is a box the way to it."""

    def __init__(self, session: ReadingSession, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._question, self._lesions = session, question, session.aids.lesions
        self.tool = button(TITLE)
        self.tool.setCheckable(True)
        self.place = segment(tr("Show"))
        self.place.setToolTip(tr("Bring the box to the screen"))
        self.remove = quiet(button("✕"))
        self.remove.setObjectName("segment")
        self.remove.setToolTip(with_keys(tr("Delete the box"), session.keys.get("lesion.delete", [])))
        self.remove.setAccessibleName(tr("Delete the box"))
        self.words = text("", "secondary")
        head = row(spacing=4)
        head.addWidget(self.tool)
        head.addWidget(self.place)
        head.addWidget(self.remove)
        head.addStretch(1)
        layout = column(self, margin=0)
        layout.addLayout(head)
        layout.addWidget(self.words)
        self.tool.clicked.connect(self._choose_tool)
        self.place.clicked.connect(self._bring)
        self.remove.clicked.connect(self._delete)
        self._lesions.changed.connect(self._show_place)
        session.viewports.tool_changed.connect(self._show_place)
        session.settings_changed.connect(self._show_place)
        self._show_place()

    def _mark(self) -> LesionMark | None:
        return next((m for m in self._lesions.marks if m.question_id == self._question.question_id), None)

    def _show_place(self, _: object = None) -> None:
        mark, can = self._mark(), self._lesions.may_mark()
        chosen = self._session.viewports.tool is Tool.LESION and self._lesions.question == self._question
        self.tool.setChecked(chosen and can)
        self.tool.setEnabled(can)
        self.tool.setToolTip(with_keys(TITLE, self._session.keys.get("lesion.mark", [])))
        self.place.setVisible(mark is not None)
        self.place.setChecked(mark is not None and self._lesions.selected == mark.mark_id)
        self.remove.setVisible(mark is not None)
        self.remove.setEnabled(can)
        locked = self._session.phase is Phase.AIDED and self._session.reading_desk.locks
        if mark is None:
            over = not can and self._session.phase is not Phase.UNAIDED
            self.words.setText(say(NONE if over else self._question.place))
        else:
            self.words.setText(say(LOCKED if locked else ASKED if can else ""))
        self.words.setVisible(bool(self.words.text()))

    def _choose_tool(self) -> None:
        self._lesions.question_id = self._question.question_id
        self._session.set_tool(Tool.LESION if self._session.viewports.tool is not Tool.LESION else Tool.WINDOW)
        self._show_place()

    def _bring(self) -> None:
        mark = self._mark()
        if mark is not None:
            self._lesions.bring(mark.mark_id, self._session.case)

    def _delete(self) -> None:
        mark = self._mark()
        if mark is not None:
            self._lesions.delete(mark.mark_id)
