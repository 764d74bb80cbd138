"""What the chain shows when someone laid hands on it, and what an event looks like as JSON."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.reading import events as happened
from app.reading.codec import canonical_json, from_json, to_json
from app.reading.display import DisplayState, Screen
from app.reading.events import KINDS, Exposure
from app.reading.protocol import ReadingProtocol, bundled_protocol
from app.reading.reading import Answer, Choice, Decision, LesionMark, Opinion, Reading, open_reading
from app.reading.record import Event, digest, seal, verify
from app.reading.store.memory import MemoryStore
from imaging.study import Case

Q = "lower_limb/fracture"
Fill = Callable[..., Reading]
SAID = Opinion((Answer(Q, True, 80),), "a comment")


@pytest.fixture
def chain(radiograph_case: Case, fill: Fill) -> tuple[Event, ...]:
    store = MemoryStore()
    return store.events(fill(store, radiograph_case).reading_id)


# ── the chain ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_chain_has_no_problem(chain: tuple[Event, ...]) -> None:
    assert verify(chain) == []
    assert verify([]) == []


def test_an_edited_event_is_named(chain: tuple[Event, ...]) -> None:
    edited = [*chain]
    edited[2] = replace(chain[2], happening=happened.DraftSaved(Opinion((), "something else")))
    (problem,) = verify(edited)
    assert (problem.sequence, problem.sentence) == (3, "was changed after it was written")


def test_an_edited_event_with_its_hash_made_anew_breaks_the_next_one(chain: tuple[Event, ...]) -> None:
    edited = [*chain]
    changed = replace(chain[2], happening=happened.DraftSaved(Opinion((), "something else")))
    edited[2] = replace(changed, event_hash=digest(canonical_json(changed.body())))
    assert [(p.sequence, p.sentence) for p in verify(edited)] == [(4, "does not follow the event before it")]


def test_a_changed_clock_is_an_edit(chain: tuple[Event, ...]) -> None:
    assert verify([replace(chain[0], wall_utc="2020-01-01T00:00:00.000000+00:00"), *chain[1:]])[0].sequence == 1


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_an_event_taken_out_of_the_middle(chain: tuple[Event, ...], gone: int) -> None:
    problems = verify(chain[:gone] + chain[gone + 1 :])
    assert {p.sequence for p in problems} == {gone + 2}
    assert any("out of place" in p.sentence for p in problems)


def test_a_beginning_that_was_cut_off(chain: tuple[Event, ...]) -> None:
    sentences = [p.sentence for p in verify(chain[1:])]
    assert any("the beginning is missing" in sentence for sentence in sentences)


def test_events_that_changed_places(chain: tuple[Event, ...]) -> None:
    assert {p.sequence for p in verify([chain[0], chain[2], chain[1], *chain[3:]])} >= {2, 3}


def test_a_foreign_event_is_named(chain: tuple[Event, ...], radiograph_case: Case, fill: Fill) -> None:
    store = MemoryStore()
    other = store.events(fill(store, radiograph_case).reading_id)
    problems = verify([*chain[:2], other[2], *chain[3:]])
    assert any(p.sequence == 3 and "another reading" in p.sentence for p in problems)


# ── events as JSON ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_event_survives_json(chain: tuple[Event, ...]) -> None:
    for event in chain:
        assert Event.from_body(json.loads(canonical_json(event.body())), event.event_hash) == event


def test_every_kind_can_be_written_and_read() -> None:
    protocol = replace(bundled_protocol(), questions=bundled_protocol().questions[:1])
    samples: list[happened.Happening] = [
        happened.ReadingOpened(protocol, phantom=True),
        happened.DraftSaved(SAID),
        happened.ModelResultsAttached((happened.AttachedResult("t", "1", "ab", "ok", "", ("age: match",), "cd"),)),
        happened.UnaidedReadLocked(SAID),
        happened.FindingsRevealed(
            {"t": "cd"},
            (
                happened.RevealedFinding(
                    "t/l/0", "t", "l", "study", "grade", 3.0, None, None, "", 0, (1.0, 2.0, 3.0, 4.0)
                ),
            ),
        ),
        happened.ExposureChanged(Exposure.SALIENCY, False, "t/l/0"),
        happened.ImagesViewed((happened.View("ab", "sagittal", False, 2.5, 7, 3, 12),)),
        happened.WindowChanged("ab", 40.0, 400.0, False),
        happened.MarksSaved((LesionMark("m", Q, "ab", 1, (1.0, 2.0, 3.0, 4.0), 30, (1.0, 2.0, 3.0), (0.2, 0.2)),)),
        happened.DecisionMade(Decision(Q, Choice.OVERRIDE, "why", False, 3)),
        happened.DecisionMade(Decision(Q, Choice.AGREE, "", None, None, 124.0)),
        happened.ReadSigned((Answer(Q, True, 1),), {Q: False}),
        happened.ReadSigned((), {}, {Q: 3.0}, Opinion((Answer(Q, None, None, 3.0),)), (), True),
        happened.ReadCorrected(Answer(Q, None, None), "why"),
        happened.ReadingPaused(),
        happened.ReadingResumed(),
        happened.DisplayChanged((DisplayState(Screen("DP-1", "", 1, 2, 3, 4), "ab", "2026-11-20", {"ramp": False}),)),
        happened.FailureNoted("a sentence"),
    ]
    assert {type(sample).__name__ for sample in samples} == set(KINDS)
    for sample in samples:
        assert from_json(type(sample), json.loads(canonical_json(to_json(sample)))) == sample


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"schema": "other/9"}, "schema"),
        ({"kind": "Teleported"}, "not known to this version"),
        ({"data": {"opinion": {"answers": []}}}, "other fields"),
        ({"data": {"opinion": {"answers": [], "comment": 3}}}, "str expected, int found"),
        ({"data": {"opinion": {"answers": {}, "comment": ""}}}, "list expected"),
        ({"extra": 1}, "more than its kind has"),
    ],
)
def test_what_is_no_event_is_refused(chain: tuple[Event, ...], change: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Event.from_body({**chain[1].body(), **change}, chain[1].event_hash)


def test_a_body_that_lacks_something(chain: tuple[Event, ...]) -> None:
    body = chain[1].body()
    del body["wall_utc"]
    with pytest.raises(ValueError, match="does not say 'wall_utc'"):
        Event.from_body(body, "")


def test_json_has_no_nan_and_no_bool_for_a_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))
    with pytest.raises(ValueError, match="int expected, bool found"):
        from_json(Answer, {"question_id": "q", "positive": None, "confidence": True})
    protocol = bundled_protocol()
    assert from_json(ReadingProtocol, to_json(protocol)) == protocol


def test_sealing_reads_back_what_it_wrote(chain: tuple[Event, ...], radiograph_case: Case) -> None:
    proposal = open_reading(radiograph_case, "reader 1", bundled_protocol())
    event = seal(proposal, 1, "00")
    assert event.event_hash == digest(canonical_json(event.body()))
    with pytest.raises(ValueError, match="str expected, int found"):
        seal(replace(proposal, happening=happened.FailureNoted(3)), 1, "00")  # type: ignore[arg-type]
