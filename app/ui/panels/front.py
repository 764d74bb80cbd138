"""What stands in the window while a reader study, or a practice set, is read: its page, its panel, its feedback."""

from PySide6.QtWidgets import QWidget

from app.session.practice_desk import PracticeDesk
from app.session.reading_session import ReadingSession
from app.ui.panels.practice_feedback import PracticeFeedback
from app.ui.panels.practice_page import PracticePage
from app.ui.panels.practice_panel import PracticePanel
from app.ui.panels.study_page import StudyPage
from app.ui.panels.study_panel import StudyPanel


def page_of(session: ReadingSession) -> QWidget:
    """The page in the middle of the window."""
    desk = session.study
    return PracticePage(session, desk) if isinstance(desk, PracticeDesk) else StudyPage(desk)


def panel_of(session: ReadingSession) -> QWidget:
    """The head of the left column."""
    desk = session.study
    return PracticePanel(session, desk) if isinstance(desk, PracticeDesk) else StudyPanel(session)


def feedback_of(session: ReadingSession) -> QWidget | None:
    """The block above the read form that tells what is true; None outside practice."""
    desk = session.study
    return PracticeFeedback(session, desk) if isinstance(desk, PracticeDesk) else None


def tells_at_once(session: ReadingSession) -> bool:
    """True where that block takes the place of the comparison."""
    desk = session.study
    return isinstance(desk, PracticeDesk) and desk.tells_at_once
