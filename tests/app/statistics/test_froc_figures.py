"""Figures of merit of marks against their definitions in loops, and what the jackknife leaves out."""

import math

import numpy as np
import pytest

from app.statistics.froc_figures import FIGURES, FrocStudy, froc_figures

NONE = -math.inf


def random_study(seed: int) -> FrocStudy:
    """Two modalities, two readers, seven cases with 0–3 lesions, ties and unmarked lesions among them."""
    random = np.random.default_rng(seed)
    lesions = np.array([0, 0, 0, 1, 2, 3, 1])
    case = np.repeat(np.arange(7), lesions)
    weights = np.concatenate([random.dirichlet(np.ones(n)) for n in lesions if n])
    scores = np.where(random.random((2, 2, 7)) < 0.3, NONE, random.integers(1, 5, (2, 2, 7)).astype(float))
    counts = random.integers(0, 3, (2, 2, 7))
    highest = np.where(counts == 0, NONE, random.integers(1, 5, (2, 2, 7)).astype(float))
    order = random.permutation(7)  # lesions need not be sorted by case
    return FrocStudy(
        ("a", "b"), ("x", "y"), tuple("1234567"), case[order], weights[order], scores[:, :, order], highest, counts
    )


def by_definition(name: str, study: FrocStudy, arm: tuple[int, int], left_out: int | None) -> float:
    """The figure, from the definition, without one case."""
    cases = [case for case in range(len(study.cases)) if case != left_out]
    lesions = [index for index, case in enumerate(study.lesion_case) if case != left_out]
    diseased = [case for case in cases if study.diseased[case]]
    healthy = [case for case in cases if not study.diseased[case]]
    false, found, count = study.highest_false[arm], study.lesion_scores[arm], study.false_marks[arm]

    def highest(case: int) -> float:
        return max([false[case], *(found[n] for n in lesions if study.lesion_case[n] == case)])

    def wins(low: float, high: float) -> float:
        return float(high > low) + 0.5 * float(high == low)

    if name == "HrAuc":
        return float(np.mean([wins(highest(h), highest(d)) for h in healthy for d in diseased]))
    if name in ("AFROC", "AFROC1", "wAFROC", "wAFROC1"):
        over = cases if name.endswith("1") else healthy
        weight = study.weights if name.startswith("w") else np.ones(len(study.weights))
        total = sum(weight[n] * wins(false[case], found[n]) for case in over for n in lesions)
        return float(total / len(over) / (len(diseased) if name.startswith("w") else len(lesions)))
    return {
        "MaxLLF": float(np.mean([found[n] > NONE for n in lesions])),
        "MaxNLF": float(np.mean([count[case] for case in healthy])),
        "HrSe": float(np.mean([highest(case) > NONE for case in diseased])),
        "HrSp": float(np.mean([highest(case) == NONE for case in healthy])),
    }[name]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("seed", [0, 1])
def test_values_and_left_out_values_are_the_definitions(name: str, seed: int) -> None:
    study = random_study(seed)
    figures = froc_figures(study, name)
    subset = {"MaxLLF": [3, 4, 5, 6], "HrSe": [3, 4, 5, 6], "MaxNLF": [0, 1, 2], "HrSp": [0, 1, 2]}
    left_out = subset.get(name, list(range(7)))
    assert figures.units == len(left_out)
    assert figures.left_out is not None
    for arm in np.ndindex(2, 2):
        assert figures.values[arm] == pytest.approx(by_definition(name, study, arm, None))
        got = figures.left_out[arm]
        assert got == pytest.approx([by_definition(name, study, arm, case) for case in left_out])


def test_afroc_counts_lesions_and_wafroc_cases() -> None:
    # one false mark at 2 in the healthy cases; case 3 has a found lesion, case 4 has one found and three missed
    lesion_case = np.array([2, 3, 3, 3, 3])
    scores = np.array([5.0, 5.0, NONE, NONE, NONE])[None, None]
    highest = np.array([2.0, 2.0, NONE, NONE])[None, None]
    study = FrocStudy(
        ("m",), ("r",), tuple("1234"), lesion_case, np.array([1, 0.25, 0.25, 0.25, 0.25]), scores, highest,
        np.array([1, 1, 0, 0])[None, None],
    )  # fmt: skip
    assert froc_figures(study, "AFROC").values[0, 0] == pytest.approx(2 / 5)
    assert froc_figures(study, "wAFROC").values[0, 0] == pytest.approx((1 + 0.25) / 2)


def test_marks_that_do_not_fit_are_refused() -> None:
    study = random_study(0)
    with pytest.raises(ValueError, match="unknown figure"):
        froc_figures(study, "JAFROC")
    with pytest.raises(ValueError, match="add up to 1"):
        FrocStudy(
            study.modalities, study.readers, study.cases, study.lesion_case, study.weights * 2,
            study.lesion_scores, study.highest_false, study.false_marks,
        )  # fmt: skip
    with pytest.raises(ValueError, match="shape"):
        FrocStudy(
            study.modalities, study.readers, study.cases[1:], study.lesion_case, study.weights,
            study.lesion_scores, study.highest_false, study.false_marks,
        )  # fmt: skip
    healthy = FrocStudy(
        ("m",), ("r",), ("1", "2"), np.array([0]), np.ones(1), np.ones((1, 1, 1)), np.full((1, 1, 2), NONE),
        np.zeros((1, 1, 2), dtype=np.int64),
    )  # fmt: skip
    with pytest.raises(ValueError, match="less than two cases"):
        froc_figures(healthy)
