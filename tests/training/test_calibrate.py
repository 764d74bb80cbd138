"""Probabilities mean what they say; the threshold is the best one."""

import numpy as np
import pytest

from training.calibrate import Scaling, expected_calibration_error, fit_scaling, youden_point


def cases(n: int, slope: float, intercept: float) -> tuple[list[bool], np.ndarray]:
    random = np.random.default_rng(0)
    logits = random.normal(0, 2, n)
    return (random.random(n) < Scaling(slope, intercept)(logits)).tolist(), logits


def test_the_true_scaling_is_found() -> None:
    truth, logits = cases(20000, 0.5, -1.0)
    found = fit_scaling(truth, logits, prevalence=float(np.mean(truth)))
    assert found.slope == pytest.approx(0.5, abs=0.03)
    assert found.intercept == pytest.approx(-1.0, abs=0.05)
    assert expected_calibration_error(truth, found(logits)) < 0.01
    assert expected_calibration_error(truth, Scaling(1.0, 0.0)(logits)) > 0.1


def test_another_prevalence_moves_the_mean() -> None:
    truth, logits = cases(5000, 1.0, 0.0)
    found = fit_scaling(truth, logits, prevalence=0.1)
    y = np.array(truth)
    share = y.mean()
    weights = np.where(y, 0.1 / share, 0.9 / (1 - share))
    assert np.average(found(logits), weights=weights) == pytest.approx(0.1, abs=0.01)


def test_youden_of_a_known_set() -> None:
    truth = [False, False, False, True, False, True, True]
    scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    # 0.35 finds all three at one false alarm of four: 1 + 3/4; 0.55 finds two at none: 2/3 + 1.
    assert youden_point(truth, scores) == pytest.approx(0.35)


def test_calibration_error_by_hand() -> None:
    assert expected_calibration_error([True, True, False, False], [0.9, 0.9, 0.2, 0.2], bins=2) == pytest.approx(0.15)
