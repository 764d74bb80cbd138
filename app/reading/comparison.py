"""From the record to the rows that the statistics count: signed Readings only."""

from collections.abc import Iterable

from app.reading.opinion import Choice
from app.reading.protocol import Phase
from app.reading.reading import Reading, resume
from app.reading.record_store import RecordStore
from app.statistics.summary import ReadRow


def rows_of(reading: Reading) -> tuple[ReadRow, ...]:
    """One row per question with sides of a signed Reading; () before the signature. Corrections count as final.

    Left out are questions that only have a number, answers that were missing when the time was up, and Readings of a
    study: their results are counted by the study, once it is closed.
    """
    if reading.phase is not Phase.SIGNED or reading.trial is not None:
        return ()
    rows = []
    for final in reading.final_answers:
        unaided = reading.opinion.answer(final.question_id)
        model = reading.model_answers.get(final.question_id)
        decision = reading.decisions.get(final.question_id)
        if unaided.positive is None or unaided.rating is None or final.positive is None or final.rating is None:
            continue
        rows.append(
            ReadRow(
                reading_id=reading.reading_id,
                reader=reading.context.reader,
                study_digest=reading.context.study_digest,
                question_id=final.question_id,
                unaided=unaided.positive,
                unaided_rating=unaided.rating,
                final=final.positive,
                final_rating=final.rating,
                model=model.positive if model else None,
                model_probability=model.probability if model else None,
                reference=reading.reference.get(final.question_id),
                overridden=decision is not None and decision.choice is Choice.OVERRIDE,
                phantom=reading.phantom,
            )
        )
    return tuple(rows)


def signed_rows(store: RecordStore, reader: str | None = None) -> tuple[ReadRow, ...]:
    """The rows of all signed Readings in a store, of one reader or of all.

    Raises
    ------
    UserError
        When a Reading cannot be rebuilt from its events.
    """
    return tuple(row for reading in readings_in(store, reader) for row in rows_of(reading))


def readings_in(store: RecordStore, reader: str | None = None) -> Iterable[Reading]:
    """Every Reading in a store, rebuilt, in the order in which they were opened."""
    for entry in store.readings():
        if reader is None or entry.reader.casefold() == reader.strip().casefold():
            yield resume(store.events(entry.reading_id))
