"""Leaving a case without opening another."""

from app.reading.hanging import Layout
from app.session.reading_session import ReadingSession


def leave_case(session: ReadingSession) -> None:
    """Take the open case off the screen; what was typed is written, and the Reading can be taken up again."""
    session.shelf.forget_studies()
    if session.case is None:
        return
    session.reading_desk.look_at(None)
    session.desk.forget()
    session.cine.stop()
    session.drawing.abandon()
    session.marks.forget()
    session.journal.look_at("", "")
    session.marks_list.look_at(None)
    session.case = None
    session.viewports.hang(Layout((), ()))
    session.case_changed.emit()
