"""What a reader of a study can do beyond the rest."""

from app.session.command import Command
from app.session.reading_session import ReadingSession
from imaging.words import Words

NO_STUDY = Words("No reader study is open: start one with “overread study read”.")


def study_commands(session: ReadingSession) -> tuple[Command, ...]:
    """Commands of a reader who is signed in."""

    def why_not_pause() -> str:
        return str(session.study.why_not_pause()) if session.study is not None else NO_STUDY

    def why_not_sign_out() -> str:
        return str(session.study.why_not_sign_out()) if session.study is not None else NO_STUDY

    return (
        Command(
            "study.pause",
            Words("Pause the study"),
            "Reading",
            lambda: session.study.pause(),
            lambda: not why_not_pause(),
            why_not_pause,
        ),
        Command(
            "study.sign_out",
            Words("Sign out of the study"),
            "Reading",
            lambda: session.study.sign_out(),
            lambda: not why_not_sign_out(),
            why_not_sign_out,
        ),
    )
