"""The lesions that belong to one question: how to mark one, and each with its rating."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.reading.opinion import LesionMark
from app.reading.protocol import Phase, Question
from app.session.lesions import HOW
from app.session.reading_session import ReadingSession
from app.session.viewport_model import Tool
from app.ui.language import say, tr
from app.ui.panels.parts import button, column, empty, quiet, row, segment, text, with_keys
from app.ui.panels.rated_slider import RatedSlider
from imaging.words import Words

RATING = Words("How sure you are that this is one: 1 hardly, 100 certain")
AFTER_LOCK = Words("Marks may still change until you sign; the locked ones stay in the record.")


class LesionList(QWidget):
    """One line for each mark: its number, which brings it to the screen, its rating, and a way to delete it."""

    def __init__(self, session: ReadingSession, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._question, self._lesions = session, question, session.aids.lesions
        self._listed: tuple[str, ...] = ()
        self.lines: dict[str, LesionLine] = {}
        self.tool = button(tr("Mark a lesion"))
        self.tool.setCheckable(True)
        self.words = text("", "secondary")
        head = row()
        head.addWidget(self.tool)
        head.addWidget(self.words, 1)
        self._list = column(margin=0, spacing=0)
        layout = column(self, margin=0)
        layout.addLayout(head)
        layout.addLayout(self._list)
        self.tool.clicked.connect(self._choose_tool)
        self._lesions.changed.connect(self._show_marks)
        session.viewports.tool_changed.connect(self._show_tool)
        session.settings_changed.connect(self._show_tool)
        self._show_marks()

    def _marks(self) -> tuple[LesionMark, ...]:
        return tuple(mark for mark in self._lesions.marks if mark.question_id == self._question.question_id)

    def _show_marks(self) -> None:
        marks = self._marks()
        ids = tuple(mark.mark_id for mark in marks)
        if ids != self._listed:
            self._listed = ids
            empty(self._list)
            self.lines = {name: LesionLine(self._session, name) for name in ids}
            for line in self.lines.values():
                self._list.addWidget(line)
        can = self._lesions.may_mark()
        for mark in marks:
            self.lines[mark.mark_id].show_mark(mark, self._lesions.number(mark.mark_id), can)
        self._show_tool()

    def _show_tool(self, _: object = None) -> None:
        can = self._lesions.may_mark()
        chosen = self._session.viewports.tool is Tool.LESION and self._lesions.question == self._question
        self.tool.setChecked(chosen and can)
        self.tool.setEnabled(can)
        self.tool.setToolTip(with_keys(tr("Mark a lesion"), self._session.keys.get("lesion.mark", [])))
        locked = self._session.phase is Phase.AIDED and self._session.reading_desk.locks
        how = HOW[frozenset(self._question.marks)]
        self.words.setText(
            say(AFTER_LOCK) if locked else say(how) if can else "" if self._listed else tr("No lesion marked.")
        )

    def _choose_tool(self) -> None:
        self._lesions.question_id = self._question.question_id
        self._session.set_tool(Tool.LESION if self._session.viewports.tool is not Tool.LESION else Tool.WINDOW)
        self._show_tool()


class LesionLine(QWidget):
    """One mark."""

    def __init__(self, session: ReadingSession, mark_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._lesions = session, session.aids.lesions
        self.place = segment("")
        self.place.setToolTip(tr("Bring it to the screen"))
        self.rating = RatedSlider(tr("Rating of this mark"), RATING)
        self.remove = quiet(button("✕"))
        self.remove.setObjectName("segment")
        self.remove.setToolTip(with_keys(tr("Delete this mark"), session.keys.get("lesion.delete", [])))
        self.remove.setAccessibleName(tr("Delete this mark"))
        line = row(self, spacing=4)
        line.addWidget(self.place)
        line.addWidget(self.rating, 1)
        line.addWidget(self.remove)
        self.place.clicked.connect(lambda: self._lesions.bring(mark_id, session.case))
        self.rating.chosen.connect(partial(self._rate, mark_id))
        self.remove.clicked.connect(lambda: self._lesions.delete(mark_id))

    def show_mark(self, mark: LesionMark, number: int, can_change: bool) -> None:
        """Show its number and rating."""
        self.place.setText(str(number))
        self.place.setChecked(self._lesions.selected == mark.mark_id)
        self.rating.show_value(mark.rating)
        self.rating.setEnabled(can_change)
        self.remove.setEnabled(can_change)

    def _rate(self, mark_id: str, rating: int) -> None:
        self._lesions.select(mark_id)
        self._lesions.rate(mark_id, rating)
