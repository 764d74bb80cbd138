"""Records from before reader studies still verify, fold to the same Readings, and read back to the same text."""

import json
from pathlib import Path

import pytest

from app.reading import events as happened
from app.reading.codec import canonical_json
from app.reading.opinion import Answer, Choice
from app.reading.protocol import Phase, Shown
from app.reading.reading import Reading, resume
from app.reading.record import Event, digest, verify
from app.reading.store.rules import check

OLD = Path(__file__).parent / "record_before_studies.jsonl"
"""Two whole Readings, sequential and unaided only, written before answers had values and Readings had trials."""

Q = "lower_limb/fracture"


def lines() -> list[dict[str, object]]:
    return [json.loads(line) for line in OLD.read_text(encoding="utf-8").splitlines()]


def chains() -> list[list[Event]]:
    events = [Event.from_body(line, str(line.pop("event_hash"))) for line in lines()]
    ids = list(dict.fromkeys(event.reading_id for event in events))
    return [[event for event in events if event.reading_id == reading_id] for reading_id in ids]


def test_every_line_reads_back_to_the_text_that_was_hashed() -> None:
    for chain in chains():
        for event in chain:
            assert digest(canonical_json(event.body())) == event.event_hash
        assert verify(chain) == check(chain) == []


def test_the_old_record_has_every_kind_of_then() -> None:
    assert {event.kind for chain in chains() for event in chain} == {
        "ReadingOpened", "DraftSaved", "ReadingPaused", "ReadingResumed", "ModelResultsAttached", "UnaidedReadLocked",
        "FindingsRevealed", "ExposureChanged", "DecisionMade", "FailureNoted", "ReadSigned", "ReadCorrected",
    }  # fmt: skip


@pytest.fixture
def sequential() -> Reading:
    return resume(chains()[0])


def test_a_sequential_reading_of_then_folds(sequential: Reading) -> None:
    assert (sequential.phase, sequential.trial, sequential.timed_out) == (Phase.SIGNED, None, ())
    assert sequential.opinion.answer(Q) == Answer(Q, False, 60)
    assert sequential.opinion.marks == sequential.final_marks == ()
    assert sequential.decisions[Q].choice is Choice.AGREE
    assert sequential.final_answers == (Answer(Q, True, 90),)  # corrected after the signature
    assert sequential.reference == {Q: True}
    model = sequential.model_answers[Q]
    assert (model.positive, model.probability, model.operating_point, model.value) == (True, 0.83, 0.5, None)


def test_what_came_later_has_its_default_there(sequential: Reading) -> None:
    protocol = sequential.protocol
    assert (protocol.opens_in, protocol.shows) == (Phase.UNAIDED, tuple(Shown))
    assert (protocol.time_limit_seconds, protocol.findings_first, protocol.feedback) == (0, False, ())
    assert protocol.questions[0].levels == ()


def test_an_unaided_reading_of_then_folds() -> None:
    reading = resume(chains()[1])
    assert (reading.phase, reading.final_answers) == (Phase.SIGNED, (Answer(Q, True, 77),))
    assert reading.opinion.comment == "x"  # signed from the draft: the signature did not carry the opinion then


def test_a_later_field_with_its_default_written_out_is_an_edit() -> None:
    line = next(line for line in lines() if line["kind"] == "UnaidedReadLocked")
    line["data"]["timed_out"] = False  # type: ignore[index]
    with pytest.raises(ValueError, match="more than its kind has"):
        Event.from_body(line, str(line.pop("event_hash")))
    assert happened.UnaidedReadLocked.__dataclass_fields__["timed_out"].default is False
