"""Fisher, Fleiss, ICC, false discovery, net benefit, calibration and power: by hand, and at the edges."""

import math

import numpy as np
import pytest

from app.statistics.agreement import fleiss_kappa, intraclass_correlations, kappa_test
from app.statistics.calibration import calibration, decision_curve, net_benefit
from app.statistics.dbm import dorfman_berbaum_metz
from app.statistics.figures import from_left_out
from app.statistics.multiplicity import benjamini_hochberg
from app.statistics.multireader import obuchowski_rockette
from app.statistics.paired import fisher_exact
from app.statistics.power import Pilot, cases_needed, study_power

PILOT = Pilot(reader=0.0002, case=0.012, error=0.04)


def test_the_lady_tasting_tea() -> None:
    test = fisher_exact([[3, 1], [1, 3]])
    assert test.p == pytest.approx(34 / 70)  # 1 + 16 + 16 + 1 of 70 tables
    assert test.statistic == pytest.approx(9.0)


def test_fisher_without_a_margin_has_nothing_to_test() -> None:
    assert (fisher_exact([[0, 0], [3, 4]]).p, bool(fisher_exact([[0, 3], [0, 4]]).reason)) == (1.0, True)
    with pytest.raises(ValueError, match="2 × 2"):
        fisher_exact([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ValueError, match="negative"):
        fisher_exact([[-1, 2], [3, 4]])


def test_fleiss_kappa_of_two_raters_by_hand() -> None:
    # two raters, two levels: they agree on "no" 4 times, on "yes" 3 times, and differ 3 times
    counts = [[2, 0]] * 4 + [[0, 2]] * 3 + [[1, 1]] * 3
    share = 11 / 20
    expected = share**2 + (1 - share) ** 2
    assert fleiss_kappa(counts).value == pytest.approx((0.7 - expected) / (1 - expected))


def test_fleiss_kappa_jackknife_leaves_each_case_out() -> None:
    counts = np.array([[3, 0], [2, 1], [0, 3], [1, 2], [0, 3], [3, 0]])
    without = [fleiss_kappa(np.delete(counts, k, axis=0)).value for k in range(6)]
    error = math.sqrt(5 / 6 * sum((value - np.mean(without)) ** 2 for value in without))
    estimate = fleiss_kappa(counts)
    assert estimate.high - estimate.value == pytest.approx(min(2.5705818 * error, 1 - estimate.value), rel=1e-6)


def test_fleiss_kappa_at_the_edges() -> None:
    assert not fleiss_kappa([[3, 0], [3, 0]]).defined
    assert math.isnan(fleiss_kappa([[3, 0], [0, 3]]).low)
    assert "one level" in fleiss_kappa([[3, 0], [3, 0], [0, 3]]).reason
    with pytest.raises(ValueError, match="same number of raters"):
        fleiss_kappa([[3, 0], [1, 1]])


def test_kappa_without_variation_is_not_tested() -> None:
    assert math.isnan(kappa_test([[5, 0], [0, 0]]).p)
    assert kappa_test([[5, 3], [0, 0]]).reason == "one rater used one level only"
    # rows and columns independent: kappa and z are 0
    assert kappa_test([[4, 4], [4, 4]]).statistic == pytest.approx(0.0)


def test_a_constant_offset_lowers_agreement_but_not_consistency() -> None:
    random = np.random.default_rng(0)
    first = random.normal(size=50)
    second = first + random.normal(0, 0.1, 50)
    plain, shifted = (intraclass_correlations(np.column_stack([first, second + offset])) for offset in (0.0, 2.0))
    assert shifted["ICC3"].value == pytest.approx(plain["ICC3"].value)
    assert shifted["ICC2"].value < 0.5 < plain["ICC2"].value
    assert all(e.low <= e.value <= e.high for e in (*plain.values(), *shifted.values()))


def test_intraclass_correlation_of_a_two_by_two_table_by_hand() -> None:
    # [[1, 2], [3, 6]]: cases 4.5 − 1.5, raters 4 − 2, rest 0.5: MSB 9, MSJ 4, MSE 1, MSW 2.5
    found = intraclass_correlations([[1, 2], [3, 6]])
    assert found["ICC3"].value == pytest.approx((9 - 1) / (9 + 1))
    assert found["ICC1"].value == pytest.approx((9 - 2.5) / (9 + 2.5))
    assert found["ICC2"].value == pytest.approx((9 - 1) / (9 + 1 + 2 * (4 - 1) / 2))
    assert found["ICC2k"].value == pytest.approx((9 - 1) / (9 + (4 - 1) / 2))


def test_intraclass_correlation_without_variation_or_with_gaps() -> None:
    assert "do not vary" in intraclass_correlations([[1, 2], [2, 3]])["ICC3"].reason
    with pytest.raises(ValueError, match="no missing"):
        intraclass_correlations([[1, np.nan], [2, 3]])


def test_benjamini_hochberg_by_hand() -> None:
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    found = benjamini_hochberg([0.02, math.nan, 0.5])
    assert found[[0, 2]] == pytest.approx([0.04, 0.5])  # two tests, not three
    assert math.isnan(found[1])
    assert math.isnan(benjamini_hochberg([math.nan])[0])
    with pytest.raises(ValueError, match=r"."):
        benjamini_hochberg([1.2])


def test_net_benefit_by_hand() -> None:
    truth, positive = [1, 1, 0, 0, 0], [1, 0, 1, 0, 0]
    assert net_benefit(truth, positive, 0.2).value == pytest.approx(1 / 5 - 1 / 5 * 0.25)
    assert net_benefit(truth, [0] * 5, 0.2).value == 0.0
    point = decision_curve(truth, [0.9, 0.1, 0.3, 0.2, 0.1], [0.25])[0]
    assert point.net_benefit.value == pytest.approx(1 / 5 - 1 / 5 / 3)
    assert point.treat_all == pytest.approx(2 / 5 - 3 / 5 / 3)
    assert not net_benefit([], [], 0.5).defined
    for threshold in (0.0, 1.0):
        with pytest.raises(ValueError, match="threshold"):
            net_benefit(truth, positive, threshold)


def test_probabilities_that_mean_what_they_say() -> None:
    # of ten cases with probability k/10, exactly k are diseased: then intercept 0 and slope 1 solve the fit
    probability = np.repeat(np.arange(1, 10) / 10, 10)
    truth = np.tile(np.arange(10), 9) < np.repeat(np.arange(1, 10), 10)
    fit = calibration(truth, probability)
    assert (fit.in_the_large.value, fit.slope.value) == pytest.approx((0.0, 1.0), abs=1e-9)
    assert fit.brier.value == pytest.approx(float(np.mean(probability * (1 - probability))))
    assert [(part.mean_probability, part.observed.value) for part in fit.bins] == [
        (pytest.approx(k / 10), k / 10) for k in range(1, 10)
    ]
    assert [part.low for part in fit.bins] == [k / 10 for k in range(1, 10)]
    # twice the log-odds are too extreme: the slope is a half
    odds = (probability / (1 - probability)) ** 2
    assert calibration(truth, odds / (1 + odds)).slope.value == pytest.approx(0.5)
    # a third of the odds are too low: the intercept is the log of three
    odds = probability / (1 - probability) / 3
    assert calibration(truth, odds / (1 + odds)).in_the_large.value == pytest.approx(math.log(3))


def test_calibration_that_has_no_fit() -> None:
    assert "separate" in calibration([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]).slope.reason
    assert "alike" in calibration([0, 1, 1], [0.5, 0.5, 0.5]).slope.reason
    assert "one class" in calibration([1, 1], [0.5, 0.6]).slope.reason
    assert not calibration([], []).brier.defined
    assert calibration([0, 1], [0.0, 1.0]).brier.value == 0.0
    with pytest.raises(ValueError, match="outside"):
        calibration([0, 1], [0.2, 1.2])
    with pytest.raises(ValueError, match="truths for"):
        calibration([0, 1], [0.2])


def test_power_grows_with_cases_readers_and_effect() -> None:
    base = study_power(PILOT, 0.05, 6, 100).power
    assert study_power(PILOT, 0.05, 6, 200).power > base
    assert study_power(PILOT, 0.05, 12, 100).power > base
    assert study_power(PILOT, 0.06, 6, 100).power > base
    assert study_power(PILOT, 0.0, 6, 100).power == pytest.approx(0.05)
    assert study_power(PILOT, 0.05, 6, 100).se == pytest.approx(math.sqrt(2 / 6 * (0.0002 + (0.04 + 6 * 0.012) / 100)))


@pytest.mark.parametrize("random", ["readers+cases", "readers", "cases"])
def test_the_smallest_number_of_cases_is_the_smallest(random: str) -> None:
    needed = cases_needed(PILOT, 0.05, 8, random=random)
    assert needed is not None
    assert needed.power >= 0.8 > study_power(PILOT, 0.05, 8, needed.cases - 1, random=random).power


def test_readers_who_differ_too_much_cannot_be_outweighed_by_cases() -> None:
    assert cases_needed(Pilot(reader=0.01, case=0.0, error=0.01), 0.02, 4) is None


def test_non_inferiority_is_the_one_sided_test_of_the_shifted_difference() -> None:
    shown = study_power(PILOT, 0.0, 8, 150, margin=0.05)
    two_sided = study_power(PILOT, 0.05, 8, 150)
    assert shown.noncentrality == pytest.approx(math.sqrt(two_sided.noncentrality))
    assert shown.power == pytest.approx(two_sided.power, abs=1e-4)  # the other tail adds next to nothing
    fixed = study_power(PILOT, 0.0, 8, 150, margin=0.05, random="cases")
    assert 0.0 < fixed.power < 1.0
    with pytest.raises(ValueError, match="positive"):
        study_power(PILOT, 0.0, 8, 150, margin=-0.05)


def test_a_study_of_the_pilots_size_has_the_pilots_error() -> None:
    random = np.random.default_rng(3)
    for _ in range(20):  # with Cov2 above and below Cov3
        values = random.uniform(0.7, 0.9, (2, 4))
        left_out = values[:, :, None] + random.normal(0, 0.004, (2, 4, 30)) + random.normal(0, 0.003, (1, 4, 30))
        study = obuchowski_rockette(from_left_out("AUC", ("a", "b"), tuple("wxyz"), values, left_out))
        if study.components.var_tr_truncated < 0:
            continue
        planned = study_power(Pilot.from_or(study), 0.05, 4, 30)
        assert planned.se == pytest.approx(study.differences[0].se)
        assert planned.df2 == pytest.approx(study.test.df2)
    by_dbm = Pilot.from_dbm(dorfman_berbaum_metz(study.figures))
    assert by_dbm.error > 0


def test_studies_that_cannot_be_are_refused() -> None:
    for readers, cases, random in ((1, 50, "readers+cases"), (4, 1, "cases"), (4, 50, "nothing")):
        with pytest.raises(ValueError, match=r"a study has|unknown"):
            study_power(PILOT, 0.05, readers, cases, random=random)
    with pytest.raises(ValueError, match="no error"):
        study_power(Pilot(0.0, 0.0, 0.0), 0.05, 4, 50)
