"""Automation bias: what seeing the model did to each reader's answers.

The eight cells (model right or wrong × unaided right or wrong × final right or wrong) need an unaided and an aided
answer of the same reader to the same case: one sitting of a sequential design, or two sessions of a crossover.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.statistics.diagnostic import Estimate, proportion, undefined
from app.statistics.summary import Changes, ReadRow, summarise

CELLS = tuple(
    (model, unaided, final) for model in (True, False) for unaided in (True, False) for final in (True, False)
)
"""Model right, unaided right, final right."""


@dataclass(frozen=True)
class AutomationBias:
    """One reader's changes; see `app.statistics.summary.Changes` for the eight cells and the first three rates.

    Attributes
    ----------
    omission : Estimate
        Final answer negative, among diseased cases on which the model was silent.
    unaided_miss : Estimate
        Unaided answer negative, on the same cases: what omission is compared with.
    """

    rows: int
    changes: Changes
    omission: Estimate
    unaided_miss: Estimate


def automation_bias(rows: Sequence[ReadRow]) -> AutomationBias:
    """Count one reader's rows of one question; rows without a model or a reference count where they can."""
    kept = [row for row in rows if row.model is not None]
    silent = [row for row in kept if row.reference and not row.model]
    if kept:
        changes = summarise(kept).questions[0].changes
    else:
        nothing = undefined("no case was read twice and answered by the model", "wilson")
        changes = Changes({}, nothing, nothing, nothing)
    return AutomationBias(
        len(kept),
        changes,
        _missed([row.final for row in silent]),
        _missed([row.unaided for row in silent]),
    )


def _missed(calls: Sequence[bool]) -> Estimate:
    if not calls:
        return undefined("the model missed no diseased case", "wilson")
    return proportion(sum(not call for call in calls), len(calls))
