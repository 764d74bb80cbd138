"""Live statistics: one reader, the model and the reference standard, over all signed Readings."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.statistics.agreement import cohen_kappa, percent_agreement
from app.statistics.diagnostic import (
    ConfusionTable,
    Estimate,
    accuracy,
    auc_delong,
    negative_predictive_value,
    positive_predictive_value,
    proportion,
    sensitivity,
    specificity,
    undefined,
)
from imaging.words import Words


@dataclass(frozen=True)
class ReadRow:
    """One question of one signed Reading.

    Attributes
    ----------
    unaided, final : bool
        What the reader said before and after seeing the model.
    unaided_rating, final_rating : float
        On one scale, higher = more suspicious (1–200 in the program's own records).
    model : bool or None
        The model's call at its operating point; None when it gave none.
    model_probability : float or None
    reference : bool or None
        None where the reference standard is not known.
    overridden : bool
        The reader chose override.
    phantom : bool
        The study was generated, not a patient's.
    """

    reading_id: str
    reader: str
    study_digest: str
    question_id: str
    unaided: bool
    unaided_rating: float
    final: bool
    final_rating: float
    model: bool | None = None
    model_probability: float | None = None
    reference: bool | None = None
    overridden: bool = False
    phantom: bool = False


@dataclass(frozen=True)
class Accuracy:
    """One arm (unaided, final or model) against the reference standard, where both are known."""

    table: ConfusionTable
    sensitivity: Estimate
    specificity: Estimate
    accuracy: Estimate
    positive_predictive_value: Estimate
    negative_predictive_value: Estimate
    area: Estimate


@dataclass(frozen=True)
class Agreement:
    """Reader and model, with no reference standard needed."""

    share: Estimate
    kappa: Estimate


@dataclass(frozen=True)
class Changes:
    """What seeing the model did; every rate with its own denominator.

    Attributes
    ----------
    cells : dict of (model right, unaided right, final right) to int
        The eight cells from which the rates come; only Readings with model and reference.
    beneficial : Estimate
        Final right, among model right and unaided wrong.
    harmful : Estimate
        Final wrong, among model wrong and unaided right: automation bias by commission.
    overruled : Estimate
        Final differs from the model, among unaided differs from the model; needs no reference.
    """

    cells: dict[tuple[bool, bool, bool], int]
    beneficial: Estimate
    harmful: Estimate
    overruled: Estimate


@dataclass(frozen=True)
class QuestionSummary:
    """Everything about one question.

    Attributes
    ----------
    reads, phantoms : int
        Signed Readings that asked it, and how many of them were of phantoms.
    unaided, final, model : Accuracy
    agreement_unaided, agreement_final : Agreement
    overrides : int
        How often the reader chose override.
    disagreements, reader_right, model_right : int
        Unaided reader and model said different things; who was right, where the reference standard is known.
    """

    question_id: str
    reads: int
    phantoms: int
    unaided: Accuracy
    final: Accuracy
    model: Accuracy
    agreement_unaided: Agreement
    agreement_final: Agreement
    overrides: int
    changes: Changes
    disagreements: int
    reader_right: int
    model_right: int


@dataclass(frozen=True)
class Summary:
    """All questions, in the order in which they were first asked; `readings` counts signed Readings."""

    readings: int
    questions: tuple[QuestionSummary, ...]


def summarise(rows: Iterable[ReadRow]) -> Summary:
    """Count rows, question by question.

    The rows are taken as independent cases of one reader; several readers need the methods for multi-reader studies.
    """
    kept = tuple(rows)
    names = tuple(dict.fromkeys(row.question_id for row in kept))
    return Summary(
        readings=len({row.reading_id for row in kept}),
        questions=tuple(_question(name, [row for row in kept if row.question_id == name]) for name in names),
    )


def _question(name: str, rows: Sequence[ReadRow]) -> QuestionSummary:
    with_model = [row for row in rows if row.model is not None]
    apart = [row for row in with_model if row.unaided != row.model]
    return QuestionSummary(
        question_id=name,
        reads=len(rows),
        phantoms=sum(row.phantom for row in rows),
        unaided=_accuracy(rows, lambda row: row.unaided, lambda row: row.unaided_rating),
        final=_accuracy(rows, lambda row: row.final, lambda row: row.final_rating),
        model=_accuracy(with_model, lambda row: row.model, lambda row: row.model_probability),
        agreement_unaided=_agreement(with_model, lambda row: row.unaided),
        agreement_final=_agreement(with_model, lambda row: row.final),
        overrides=sum(row.overridden for row in rows),
        changes=_changes(with_model),
        disagreements=len(apart),
        reader_right=sum(row.reference is not None and row.unaided == row.reference for row in apart),
        model_right=sum(row.reference is not None and row.model == row.reference for row in apart),
    )


def _accuracy(
    rows: Sequence[ReadRow],
    call: Callable[[ReadRow], bool | None],
    rating: Callable[[ReadRow], float | None],
) -> Accuracy:
    known = [row for row in rows if row.reference is not None]
    truth = [bool(row.reference) for row in known]
    table = ConfusionTable.from_labels(truth, [bool(call(row)) for row in known])
    ratings = [value for row in known if (value := rating(row)) is not None]
    if len(ratings) == len(known):
        area = auc_delong(truth, ratings)
    else:
        area = undefined(Words("some answers have no rating"), "delong", len(ratings))
    return Accuracy(
        table,
        sensitivity(table),
        specificity(table),
        accuracy(table),
        positive_predictive_value(table),
        negative_predictive_value(table),
        area,
    )


def _agreement(rows: Sequence[ReadRow], call: Callable[[ReadRow], bool]) -> Agreement:
    reader, model = [call(row) for row in rows], [bool(row.model) for row in rows]
    return Agreement(percent_agreement(reader, model), cohen_kappa(reader, model, (False, True)))


def _changes(rows: Sequence[ReadRow]) -> Changes:
    known = [row for row in rows if row.reference is not None]
    cells = Counter(
        (row.model == row.reference, row.unaided == row.reference, row.final == row.reference) for row in known
    )
    apart = [row for row in rows if row.unaided != row.model]
    return Changes(
        cells=dict(cells),
        beneficial=_rate(cells[True, False, True], cells[True, False, False], Words("the model corrected no error")),
        harmful=_rate(
            cells[False, True, False], cells[False, True, True], Words("the model contradicted no right answer")
        ),
        overruled=_rate(
            sum(row.final != row.model for row in apart),
            sum(row.final == row.model for row in apart),
            Words("reader and model never differed"),
        ),
    )


def _rate(yes: int, no: int, reason: str) -> Estimate:
    return proportion(yes, yes + no) if yes + no else undefined(reason, "wilson")
