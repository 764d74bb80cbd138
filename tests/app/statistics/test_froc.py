"""FROC points, average precision and their bootstrap, against hand counts and stored reference values."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from app.statistics.froc import ImageMarks, average_precision, froc_curve, judge_boxes, sensitivity_at
from app.statistics.resampling import bootstrap

# three images: two lesions on a, one on b, c is normal
IMAGES = (
    ImageMarks((0.9, 0.6, 0.3), (True, False, True), 2, "a"),
    ImageMarks((0.8,), (False,), 1, "b"),
    ImageMarks((0.6,), (False,), 0, "c"),
)


def test_curve_by_hand() -> None:
    curve = froc_curve(IMAGES)
    assert curve.thresholds.tolist() == [math.inf, 0.9, 0.8, 0.6, 0.3]
    assert curve.false_positives_per_image == pytest.approx([0, 0, 1 / 3, 1, 1])
    assert curve.sensitivity == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3, 2 / 3])


def test_sensitivity_at_a_rate_does_not_interpolate() -> None:
    for rate, expected in ((0.0, 1 / 3), (0.5, 1 / 3), (0.99, 1 / 3), (1.0, 2 / 3), (8.0, 2 / 3)):
        assert sensitivity_at(IMAGES, rate, replicates=10).value == pytest.approx(expected)


def test_average_precision_by_hand() -> None:
    # precision 1 up to recall 1/3 (34 of the 101 recalls: 0 … 0.33), 2/5 up to 2/3 (33: 0.34 … 0.66), then 0
    assert average_precision(IMAGES, replicates=10).value == pytest.approx((34 * 1.0 + 33 * 0.4) / 101)


def test_everything_found_and_nothing_else() -> None:
    images = [ImageMarks((0.9,), (True,), 1, "a"), ImageMarks((), (), 0, "b")]
    assert average_precision(images, replicates=50).value == 1.0
    assert sensitivity_at(images, 0.0, replicates=50).value == 1.0


def test_no_lesions_and_no_images_have_no_number() -> None:
    assert not average_precision([ImageMarks((0.5,), (False,), 0, "a")]).defined
    assert not sensitivity_at([], 1.0).defined
    assert not average_precision([]).defined
    assert np.isnan(froc_curve([ImageMarks((0.5,), (False,), 0, "a")]).sensitivity).all()
    no_marks = [ImageMarks((), (), 1, "a"), ImageMarks((), (), 0, "b")]
    assert average_precision(no_marks, replicates=20).value == 0.0
    assert froc_curve(no_marks).sensitivity.tolist() == [0.0]


def test_judging_boxes() -> None:
    lesions = [[0, 0, 10, 10], [20, 20, 30, 30]]
    boxes = [[0, 0, 10, 8], [0, 0, 10, 10], [20, 20, 30, 24], [50, 50, 60, 60]]
    marks = judge_boxes(boxes, [0.7, 0.9, 0.8, 0.2], lesions, "a")
    # the better-scored box takes the first lesion, the other is a second mark on it; IoU 0.4 is no hit
    assert marks == ImageMarks((0.7, 0.9, 0.8, 0.2), (False, True, False, False), 2, "a")
    assert judge_boxes(boxes, [0.7, 0.9, 0.8, 0.2], lesions, "a", minimum_iou=0.4).hits[2]
    assert judge_boxes([], [], lesions, "a") == ImageMarks((), (), 2, "a")
    assert judge_boxes(boxes, [1, 1, 1, 1], [], "a").hits == (False,) * 4
    with pytest.raises(ValueError, match="scores for"):
        judge_boxes(boxes, [0.5], lesions, "a")


def test_a_box_without_area_hits_nothing() -> None:
    assert judge_boxes([[5, 5, 5, 5]], [0.5], [[5, 5, 5, 5]], "a").hits == (False,)


@pytest.mark.parametrize(("scores", "hits", "lesions"), [((0.5,), (), 0), ((0.5, 0.4), (True, True), 1)])
def test_impossible_marks_are_refused(scores: tuple[float, ...], hits: tuple[bool, ...], lesions: int) -> None:
    with pytest.raises(ValueError, match=r"scores for|lesions found"):
        ImageMarks(scores, hits, lesions, "a")


def test_the_interval_is_seeded_and_drawn_by_group() -> None:
    generator = np.random.default_rng(1)
    images = []
    for patient in range(30):
        found = bool(generator.random() < 0.7)
        images += [ImageMarks((0.5,), (found,), 1, f"p{patient}")] * 4  # four equal images of one patient
    first, second = sensitivity_at(images, 5.0, seed=3), sensitivity_at(images, 5.0, seed=3)
    assert first == second
    assert first != sensitivity_at(images, 5.0, seed=3, replicates=20)
    assert first.n == 30
    as_if_independent = sensitivity_at([ImageMarks(i.scores, i.hits, 1, str(k)) for k, i in enumerate(images)], 5.0)
    # copies of a patient carry no new information: the honest interval is about twice as wide
    assert first.high - first.low > 1.6 * (as_if_independent.high - as_if_independent.low)


def test_the_bootstrap_of_a_mean_is_near_its_normal_interval() -> None:
    values = np.random.default_rng(0).normal(size=400)
    estimate = bootstrap(lambda w: float(w @ values / w.sum()), range(400), seed=1)
    half = 1.96 * values.std(ddof=1) / 20
    assert (estimate.low, estimate.high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.02)


def test_replicates_without_the_number_are_counted() -> None:
    images = [ImageMarks((0.5,), (True,), 1, "a"), ImageMarks((), (), 0, "b"), ImageMarks((), (), 0, "c")]
    estimate = sensitivity_at(images, 1.0, replicates=200)
    assert estimate.value == 1.0
    assert "replicates did not give this number" in estimate.reason


def test_the_curve_ends_at_the_largest_lesion_fraction(shared: Path) -> None:
    """MaxLLF of RJafroc 2.1.3 on the synthetic FROC study, per modality and reader."""
    gold = shared / "gold"
    expected = json.loads((gold / "expected.json").read_text())["froc_own"]["fom"]["MaxLLF"]
    read = {
        name: list(csv.DictReader((gold / f"own_froc_{name}.csv").read_text().splitlines()))
        for name in ("truth", "tp", "fp")
    }
    cases = sorted({row["CaseID"] for row in read["truth"]}, key=int)
    lesions = {case: sum(r["CaseID"] == case and r["LesionID"] != "0" for r in read["truth"]) for case in cases}
    for modality, row in zip(("aided", "unaided"), expected, strict=True):
        readers = sorted({r["ReaderID"] for r in read["tp"]})
        for reader, value in zip(readers, row, strict=True):
            images = []
            for case in cases:
                key = (reader, modality, case)
                mine = {
                    name: [r for r in read[name] if (r["ReaderID"], r["ModalityID"], r["CaseID"]) == key]
                    for name in ("tp", "fp")
                }
                scores = [float(r["TP_Rating"]) for r in mine["tp"]] + [float(r["FP_Rating"]) for r in mine["fp"]]
                hits = [True] * len(mine["tp"]) + [False] * len(mine["fp"])
                images.append(ImageMarks(tuple(scores), tuple(hits), lesions[case], case))
            assert froc_curve(images).sensitivity[-1] == pytest.approx(value, abs=1e-9)
