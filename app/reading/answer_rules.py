"""What a Reading takes: answers and marks that its protocol asks for, all of them before the lock, and decisions."""

from collections.abc import Iterable

from app.reading.opinion import Answer, Choice, Decision, LesionMark, Opinion
from app.reading.protocol import ReadingProtocol
from app.reading.question import HIGHEST_RATING, LOWEST_RATING, Question, Scale, Shape
from app.reading.revelation import ModelAnswer
from imaging.errors import UserError
from imaging.words import Words

POINTS = {2: Shape.POINT, 4: Shape.BOX}
"""Numbers that a mark keeps → its shape."""


def check_answers(protocol: ReadingProtocol, answers: Iterable[Answer]) -> None:
    """Raise `UserError` for an answer to no question, a second one to the same, or one that is off the scale."""
    seen = set()
    for answer in answers:
        question = protocol.question(answer.question_id)
        if answer.question_id in seen:
            raise UserError("“{question}” is answered twice.", question=question.text)
        seen.add(answer.question_id)
        if objection := question.objection(answer):
            raise UserError(objection)


def check_marks(protocol: ReadingProtocol, marks: Iterable[LesionMark]) -> None:
    """Raise `UserError` for a mark that no question asks for, of another shape, or with a rating off the scale."""
    seen = set()
    for mark in marks:
        question = protocol.question(mark.question_id)
        if POINTS.get(len(mark.points)) not in question.drawn:
            raise UserError("“{question}” is not answered by such a mark.", question=question.text)
        if mark.mark_id in seen or (question.place and question.question_id in seen):
            raise UserError("A mark stands there twice.")
        seen |= {mark.mark_id, question.question_id}
        if mark.is_box and not (mark.points[0] < mark.points[2] and mark.points[1] < mark.points[3]):
            raise UserError("A box needs a width and a height: draw it again.")
        if mark.rating is not None and not LOWEST_RATING <= mark.rating <= HIGHEST_RATING:
            raise UserError(
                "The rating of a mark goes from {lowest} to {highest}.",
                lowest=LOWEST_RATING,
                highest=HIGHEST_RATING,
            )


def check_opinion(protocol: ReadingProtocol, opinion: Opinion) -> None:
    """Raise `UserError` for what cannot be part of an opinion, complete or not."""
    check_answers(protocol, opinion.answers)
    check_marks(protocol, opinion.marks)


def check_complete(protocol: ReadingProtocol, opinion: Opinion) -> None:
    """Raise `UserError` for what is missing before the lock, too."""
    check_opinion(protocol, opinion)
    for question in protocol.questions:
        answer = opinion.answer(question.question_id)
        if missing := question.missing(answer):
            raise UserError(missing)
        check_rated(question, answer, opinion.marks_of(question.question_id))


def check_rated(question: Question, answer: Answer, marks: tuple[LesionMark, ...]) -> None:
    """Raise `UserError` for a mark without a rating, and for a positive answer that lacks its mark."""
    if question.marks and any(mark.rating is None for mark in marks):
        raise UserError(
            "Rate every mark of “{question}” before you go on: how sure are you that it is one?", question=question.text
        )
    if question.mark_needed and answer.positive and not marks:
        raise UserError("Mark at least one place for “{question}”, or answer no.", question=question.text)


def check_decision(question: Question, model: ModelAnswer | None, own: Answer, decision: Decision) -> None:
    """Raise `UserError` for a decision that does not fit what the model answered and the reader locked."""
    if model is None:
        raise UserError("No model answered “{question}”: your locked answer stands.", question=question.text)
    if model.withheld != (decision.choice in (Choice.KEEP, Choice.CHANGE)):
        template = (
            Words("The model's answer to “{question}” is not shown: keep your answer or change it.")
            if model.withheld
            else Words("The model's answer to “{question}” is known: agree or override.")
        )
        raise UserError(Words(template, question=question.text))
    final = decision.final
    if decision.choice is Choice.OVERRIDE and not decision.reason.strip():
        raise UserError("An override needs a reason: say in a few words why the model is not right.")
    if objection := question.objection(final) or question.missing(final):
        raise UserError(objection)
    if decision.choice is Choice.AGREE and not model.is_answered_by(final):
        raise UserError("You agree with the model, but your final answer is not the model's: choose override.")
    if (decision.choice is Choice.KEEP and final != own) or (decision.choice is Choice.CHANGE and final == own):
        raise UserError("Keep leaves your answer as it is, change gives another: choose the one you mean.")


def agreed_answer(question: Question, model: ModelAnswer, own: Answer) -> Answer | None:
    """The final answer that agreeing with the model gives; None where the reader has to say more.

    The model's grade or number is taken as it is. A side that is the reader's own leaves the answer as it was; one that
    is not needs a confidence, or a level, of its own.
    """
    if model.value is not None:
        return question.answer_of(model.value)
    if model.is_answered_by(own):
        return own
    return question.answer_of(float(bool(model.positive))) if question.kind is Scale.YES_NO else None
