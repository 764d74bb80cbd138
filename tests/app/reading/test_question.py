"""Scales: what counts as an answer, on which side it lies, what it is in words, and which questions a file may ask."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.reading.answer_rules import check_complete
from app.reading.opinion import Answer, LesionMark, Opinion
from app.reading.protocol import Question, Scale, Shape, bundled_protocol, read_protocol
from app.reading.question_file import question_of
from imaging.errors import UserError
from imaging.study import Case, Study

KL = Question("k/kl", "KL", kind=Scale.GRADE, levels=("0", "1", "2", "3", "4"), positive_from=2.0)
AGE = Question("b/age", "Age", kind=Scale.NUMBER, lowest=0, highest=228, unit="months")
WIDTH = Question("j/width", "Width", kind=Scale.NUMBER, lowest=0, highest=12, unit="mm", decimals=1, positive_from=3.5)
BAND = Question("v/band", "Band?", kind=Scale.YES_NO)
TEAR = Question("m/tear", "Tear?")


@pytest.mark.parametrize(
    ("question", "value", "positive", "rating", "words"),
    [
        (KL, 0, False, 0, "0"),
        (KL, 2, True, 2, "2"),
        (AGE, 124, None, 124, "124 months"),
        (WIDTH, 3.4, False, 3.4, "3.4 mm"),
        (WIDTH, 3.5, True, 3.5, "3.5 mm"),
        (BAND, 1, True, 1, "Yes"),
        (BAND, 0, False, 0, "No"),
    ],
)
def test_a_value_is_the_whole_answer(
    question: Question, value: float, positive: bool | None, rating: float, words: str
) -> None:
    answer = question.answer_of(value)
    assert (answer.positive, answer.confidence, answer.rating) == (positive, None, rating)
    assert question.words(answer) == words
    assert question.missing(answer) == question.objection(answer) == ""


@pytest.mark.parametrize(
    ("positive", "confidence", "rating"),
    [(False, 100, 1), (False, 1, 100), (True, 1, 101), (True, 100, 200), (None, 50, None), (True, None, None)],
)
def test_a_decision_with_confidence_is_rated_as_viper_does(
    positive: bool | None, confidence: int | None, rating: int | None
) -> None:
    answer = Answer("m/tear", positive, confidence)
    assert answer.rating == rating
    assert bool(TEAR.missing(answer)) == (rating is None)


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        (TEAR, Answer("m/tear", True, 101), "goes from 1 to 100"),
        (KL, KL.answer_of(5), "goes from 0 to 4"),
        (KL, KL.answer_of(1.5), "0 decimals"),
        (KL, Answer("k/kl", False, None, 3.0), "one value"),  # grade 3 is positive
        (KL, Answer("k/kl", True, 80), "one value"),
        (AGE, AGE.answer_of(229), "from 0 months to 228 months"),
        (AGE, AGE.answer_of(12.5), "0 decimals"),
        (WIDTH, WIDTH.answer_of(3.55), "1 decimals"),
        (BAND, BAND.answer_of(0.5), "0 decimals"),
        (BAND, Answer("v/band", True), "one value"),
    ],
)
def test_what_cannot_be_an_answer(question: Question, answer: Answer, sentence: str) -> None:
    assert sentence in question.objection(answer)


def test_nothing_said_is_no_objection_but_something_is_missing() -> None:
    for question in (KL, AGE, WIDTH, BAND, TEAR):
        empty = question.answer_of(None)
        assert (empty.given, question.objection(empty), question.words(empty)) == (False, "", "no answer")
        assert question.missing(empty) == f"Answer “{question.text}” before you go on."


def test_the_bundled_checklist_has_the_features_of_yeh_in_their_order() -> None:
    protocol = bundled_protocol("vertebral_checklist")
    features = [question for question in protocol.questions if question.heading]
    assert len(features) == 15
    assert {question.kind for question in features} == {Scale.YES_NO}
    assert features[0].text == "Absence of collapse"
    assert features[-1].text.startswith("Skipped nodular")
    assert protocol.questions[-1].kind is Scale.BINARY
    assert protocol.questions_for(Case(Study("1"))) == protocol.questions


def test_the_bundled_grades_numbers_and_marks() -> None:
    (kl,) = bundled_protocol("knee_kl").questions
    assert (kl.levels, len(kl.level_hints), kl.positive_from) == (("0", "1", "2", "3", "4"), 5, 2.0)
    (age,) = bundled_protocol("bone_age").questions
    assert (age.unit, age.bounds, age.positive_from) == ("months", (0.0, 228.0), None)
    (fracture,) = bundled_protocol("fracture_marks").questions
    assert fracture.marks == (Shape.POINT, Shape.BOX)


ENTRY = {"question_id": "t/l", "text": "T", "fallback": True}
FIVE = ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"kind": "grade"}, "levels"),
        ({"kind": "binary", "levels": FIVE}, "levels"),
        ({"kind": "grade", "levels": ["a"]}, "two levels"),
        ({"kind": "grade", "levels": ["a", "a"]}, "each once"),
        ({"kind": "grade", "levels": FIVE, "level_hints": ["x"]}, "level_hints"),
        ({"kind": "grade", "levels": FIVE, "positive_from": "6"}, "none of the levels"),
        ({"kind": "yes_no", "positive_from": 1}, "positive_from"),
        ({"kind": "number", "lowest": 5, "highest": 5}, "below highest"),
        ({"kind": "number", "lowest": 0.5, "highest": 5}, "whole number"),
        ({"kind": "number", "lowest": 0, "highest": 5, "decimals": 9}, "decimals"),
        ({"kind": "binary", "mark_needed": True}, "without marks"),
        ({"kind": "binary", "marks": ["circle"]}, "circle"),
        ({"kind": "binary", "lable": "x"}, "lable"),
        ({"kind": "binary", "text": " "}, "text is empty"),
    ],
)
def test_a_question_that_cannot_be_asked(entry: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        question_of({**ENTRY, **entry})


def test_a_number_needs_its_bounds() -> None:
    with pytest.raises(KeyError, match="highest"):
        question_of({**ENTRY, "kind": "number", "lowest": 0})


def test_positive_from_is_the_name_of_a_level_or_a_number() -> None:
    assert question_of({**ENTRY, "kind": "grade", "levels": FIVE, "positive_from": "4"}).positive_from == 3.0
    number = {**ENTRY, "kind": "number", "lowest": 0, "highest": 20, "positive_from": 8}
    assert question_of(number).positive_from == 8.0


def test_a_protocol_may_take_the_questions_of_another(tmp_path: Path) -> None:
    concurrent, sequential = bundled_protocol("concurrent"), bundled_protocol()
    assert concurrent.questions == sequential.questions
    own = tmp_path / "own.toml"
    own.write_text('name = "own"\nversion = "1"\ntitle = ""\nreveal_in = []\ntransitions = []\nquestions_from = "none"')
    with pytest.raises(UserError, match="cannot be read"):
        read_protocol(own)


def test_a_question_about_a_place_takes_one_box_without_a_rating() -> None:
    entry = {"question_id": "t/l", "text": "L?", "kind": "binary", "place": "Draw a box round it."}
    question = question_of(entry)
    assert question.drawn == (Shape.BOX,)
    assert question.marks == ()
    with pytest.raises(ValueError, match="asks for no lesion marks"):
        question_of(entry | {"marks": ["box"]})
    protocol = replace(bundled_protocol(), questions=(question,))
    box = LesionMark("a", "t/l", "0" * 16, 1, (1.0, 2.0, 3.0, 4.0))
    answer = Answer("t/l", True, 50)
    check_complete(protocol, Opinion((answer,), marks=(box,)))
    check_complete(protocol, Opinion((answer,)))
    with pytest.raises(UserError, match="stands there twice"):
        check_complete(protocol, Opinion((answer,), marks=(box, replace(box, mark_id="b"))))
    with pytest.raises(UserError, match="not answered by such a mark"):
        check_complete(protocol, Opinion((answer,), marks=(replace(box, points=(1.0, 2.0)),)))
