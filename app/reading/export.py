"""The record for other programs: events as JSON lines, or one row per question as CSV. Nothing names a patient."""

import csv
import json
from typing import Any, TextIO

from app.reading.comparison import readings_in
from app.reading.protocol import Phase
from app.reading.reading import Reading
from app.reading.record import Event
from app.reading.record_store import RecordStore

FREE_TEXT = ("comment", "reason")
"""Fields that a reader types into, where a name could stand."""

COLUMNS = (
    "reading_id",
    "reader",
    "study_digest",
    "protocol",
    "protocol_digest",
    "phase",
    "phantom",
    "question_id",
    "unaided_positive",
    "unaided_confidence",
    "model_positive",
    "model_probability",
    "model_operating_point",
    "choice",
    "reason",
    "final_positive",
    "final_confidence",
    "reference",
    "seconds_unaided",
    "seconds_aided",
    "display_check",
    "unaided_value",
    "model_value",
    "final_value",
    "reference_value",
    "timed_out",
    "study",
    "plan_digest",
    "case",
    "case_kind",
    "arm",
    "session",
    "position",
)


def export_jsonl(store: RecordStore, stream: TextIO, *, free_text: bool = False) -> int:
    """Write every event as one line of JSON; return how many.

    Without `free_text` comments and reasons are null: a name could stand there. Only an export with them can be checked
    against the hashes it carries.
    """
    written = 0
    for entry in store.readings():
        for event in store.events(entry.reading_id):
            stream.write(json.dumps(event_line(event, free_text=free_text), ensure_ascii=False) + "\n")
            written += 1
    return written


def event_line(event: Event, *, free_text: bool) -> dict[str, Any]:
    """One event as it is exported."""
    line = {**event.body(), "event_hash": event.event_hash}
    return line if free_text else {**line, "data": _without_free_text(line["data"], event.kind)}


def export_csv(store: RecordStore, stream: TextIO, *, free_text: bool = False) -> int:
    """Write one row per question of every locked or signed Reading; return how many.

    Missing values are empty cells. A Reading that is not locked yet, or not signed where nothing is locked, has no row.
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    written = 0
    for reading in readings_in(store):
        if reading.phase is reading.protocol.opens_in:
            continue
        for row in _rows(reading, free_text):
            writer.writerow(["" if cell is None else _spreadsheet_safe(cell) for cell in row])
            written += 1
    return written


def _rows(reading: Reading, free_text: bool) -> list[tuple[Any, ...]]:
    rows = []
    for final in reading.final_answers:
        unaided = reading.opinion.answer(final.question_id) if reading.protocol.opens_in is Phase.UNAIDED else None
        model = reading.model_answers.get(final.question_id)
        decision = reading.decisions.get(final.question_id)
        signed = reading.phase is Phase.SIGNED
        rows.append(
            (
                reading.reading_id,
                reading.context.reader,
                reading.context.study_digest,
                reading.protocol.name,
                reading.context.protocol_digest,
                reading.phase.value,
                reading.phantom,
                final.question_id,
                unaided.positive if unaided else None,
                unaided.confidence if unaided else None,
                model.positive if model else None,
                model.probability if model else None,
                model.operating_point if model else None,
                decision.choice.value if decision else None,
                decision.reason if decision and free_text else None,
                final.positive if signed else None,
                final.confidence if signed else None,
                reading.reference.get(final.question_id),
                round(reading.seconds_in(Phase.UNAIDED), 3),
                round(reading.seconds_in(Phase.AIDED), 3),
                None if reading.displays is None else "; ".join(display.words for display in reading.displays),
                unaided.value if unaided else None,
                model.value if model else None,
                final.value if signed else None,
                reading.reference_values.get(final.question_id),
                "; ".join(reading.timed_out),
                *_trial(reading),
            )
        )
    return rows


def _trial(reading: Reading) -> tuple[Any, ...]:
    trial = reading.trial
    if trial is None:
        return (None,) * 7
    kind, arm = trial.kind.value, trial.arm.value
    return trial.study, trial.plan_digest, trial.case, kind, arm, trial.session, trial.position


def _spreadsheet_safe(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _without_free_text(data: Any, kind: str) -> Any:
    if kind == "ModelResultsAttached":
        return data  # its reasons are the program's own sentences
    if isinstance(data, dict):
        return {key: None if key in FREE_TEXT else _without_free_text(item, kind) for key, item in data.items()}
    if isinstance(data, list):
        return [_without_free_text(item, kind) for item in data]
    return data
