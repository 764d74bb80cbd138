"""Which answers a Reading takes: those that its protocol asks for, each once, and all of them before the lock."""

from collections.abc import Iterable

from app.reading.opinion import Answer, Opinion
from app.reading.protocol import ReadingProtocol
from imaging.errors import UserError


def check_answers(protocol: ReadingProtocol, answers: Iterable[Answer]) -> None:
    """Raise `UserError` for an answer to no question, a second one to the same, or a confidence out of bounds."""
    seen = set()
    for answer in answers:
        question = protocol.question(answer.question_id)
        if answer.question_id in seen:
            raise UserError(f"“{question.text}” is answered twice.")
        seen.add(answer.question_id)
        if answer.confidence is not None and not question.lowest <= answer.confidence <= question.highest:
            raise UserError(f"The confidence in “{question.text}” goes from {question.lowest} to {question.highest}.")


def check_complete(protocol: ReadingProtocol, opinion: Opinion) -> None:
    """Raise `UserError` for what is missing before the lock, too."""
    check_answers(protocol, opinion.answers)
    for question in protocol.questions:
        answer = opinion.answer(question.question_id)
        if answer.positive is None:
            raise UserError(f"Answer “{question.text}” before you go on.")
        if answer.confidence is None:
            raise UserError(f"Say how sure you are of your answer to “{question.text}” before you go on.")
