"""The yes-or-no questions that a data set answers: its labels, and grades and quantities above their middle."""

from collections.abc import Sequence

import numpy as np

from training.datasets import Sample

Outcome = dict[str, bool]
"""Sample ID → answer, for the samples that have one."""


def outcomes_of(samples: Sequence[Sample]) -> dict[str, Outcome]:
    """Question → answers; grades of single structures (``"pfirrmann/3"``) are left out.

    A grade asks whether it is above the lower median, a quantity whether it is above its median.
    """
    found: dict[str, Outcome] = {}
    numbers: dict[str, dict[str, float]] = {}
    for sample in samples:
        for label, answer in sample.reference.items():
            found.setdefault(label, {})[sample.sample_id] = answer
        for name, value in (*sample.grades.items(), *sample.quantities.items()):
            if "/" not in name:
                numbers.setdefault(name, {})[sample.sample_id] = float(value)
    for name, values in numbers.items():
        middle = float(np.quantile(list(values.values()), 0.5, method="lower"))
        found[f"{name} > {middle:g}"] = {key: value > middle for key, value in values.items()}
    return found
