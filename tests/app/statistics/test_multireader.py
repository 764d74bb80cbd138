"""Multi-reader analyses by hand, by brute force, and against a truth that is known."""

import math

import numpy as np
import pytest

from app.statistics.contrasts import noninferiority
from app.statistics.dbm import dorfman_berbaum_metz, mean_squares, pseudovalues
from app.statistics.figures import COVARIANCES, ReaderFigures, auc_figures, from_left_out, share_figures
from app.statistics.multireader import model_against_readers, obuchowski_rockette, or_components, reader_differences
from app.statistics.ratings import Ratings


def figures_of(var: float, cov1: float, cov2: float, cov3: float) -> ReaderFigures:
    """Two modalities, two readers, error covariances as given."""
    block = np.array([[var, cov2], [cov2, var]])
    across = np.array([[cov1, cov3], [cov3, cov1]])
    covariance = np.block([[block, across], [across, block]])
    return ReaderFigures(
        "AUC", ("new", "old"), ("A", "B"), np.array([[0.9, 0.8], [0.7, 0.8]]), covariance, "made up", 100
    )


def study(seed: int, modalities: int = 2, readers: int = 4, cases: int = 40, effect: float = 0.0) -> Ratings:
    """Ratings by the model of Roe and Metz; every modality is alike but for `effect` on the first."""
    random = np.random.default_rng(seed)
    truth = np.arange(cases) < cases // 2
    scores = 0.4 * random.normal(size=(1, readers, 1)) * truth
    scores = scores + 0.2 * random.normal(size=(modalities, readers, 1)) * truth
    scores = scores + 0.5 * random.normal(size=(1, 1, cases)) + 0.3 * random.normal(size=(modalities, 1, cases))
    scores = (
        scores + 0.4 * random.normal(size=(1, readers, cases)) + 0.6 * random.normal(size=(modalities, readers, cases))
    )
    scores = scores + 1.2 * truth
    scores[0] += effect * truth
    names = tuple(f"m{i}" for i in range(modalities)), tuple(f"r{j}" for j in range(readers))
    return Ratings(*names, tuple(f"c{k}" for k in range(cases)), truth, scores)


def test_two_by_two_by_hand() -> None:
    result = obuchowski_rockette(figures_of(0.01, 0.004, 0.003, 0.002))
    parts = result.components
    # means 0.85 and 0.75; readers 0.8 and 0.8; every residual ±0.05
    assert (parts.ms_t, parts.ms_r, parts.ms_tr) == pytest.approx((0.01, 0.0, 0.01))
    assert result.test.denominator == pytest.approx(0.01 + 2 * 0.001)
    assert result.test.statistic == pytest.approx(0.01 / 0.012)
    assert result.test.df2 == pytest.approx(0.012**2 / 0.01**2)
    assert result.differences[0].se == pytest.approx(math.sqrt(0.012))
    assert result.differences[0].estimate.value == pytest.approx(0.1)
    assert parts.var_tr == pytest.approx(0.01 - 0.01 + 0.004 + 0.001)
    assert parts.var_r == pytest.approx((0.0 - 0.01) / 2 - 0.004 + 0.002)


def test_fixed_readers_by_hand_use_chi_square_and_z() -> None:
    result = obuchowski_rockette(figures_of(0.01, 0.004, 0.003, 0.002), "cases")
    assert (result.test.name, result.test.df2) == ("chi2", math.inf)
    assert result.test.statistic == pytest.approx(0.01 / (0.01 - 0.004 + 0.001))
    # χ² with one degree of freedom is z², so the two p agree
    assert result.test.p == pytest.approx(result.differences[0].p)


def test_fixed_cases_by_hand() -> None:
    result = obuchowski_rockette(figures_of(0.01, 0.004, 0.003, 0.002), "readers")
    assert (result.test.statistic, result.test.df1, result.test.df2) == (pytest.approx(1.0), 1, 1.0)
    assert result.test.p == pytest.approx(0.5)  # t with one degree of freedom at 1 is Cauchy's quartile


def test_cov2_below_cov3_is_truncated_in_the_test_but_not_in_the_components() -> None:
    result = obuchowski_rockette(figures_of(0.01, 0.004, 0.001, 0.003))
    parts = result.components
    assert result.test.denominator == pytest.approx(parts.ms_tr)
    assert result.test.df2 == pytest.approx(1.0)  # (I − 1)(J − 1)
    assert parts.var_tr == pytest.approx(parts.var_tr_truncated - 0.002)
    assert parts.var_r == pytest.approx(parts.var_r_truncated + 0.001)


def test_one_reader_generalises_over_cases_only() -> None:
    alone = study(1, readers=1)
    with pytest.raises(ValueError, match="one reader"):
        obuchowski_rockette(auc_figures(alone))
    result = obuchowski_rockette(auc_figures(alone, "delong"), "cases")
    own = reader_differences(auc_figures(alone, "delong"), "m0", "m1")[0]
    assert result.differences[0].se == pytest.approx(own.se)
    assert math.isnan(result.components.cov2)


def test_one_modality_has_a_mean_and_nothing_to_compare() -> None:
    result = obuchowski_rockette(auc_figures(study(2, modalities=1)))
    assert result.differences == ()
    assert math.isnan(result.test.p)
    assert "one modality" in result.test.reason
    assert result.means[0].estimate.low < result.means[0].estimate.value < result.means[0].estimate.high


def test_readers_who_do_not_differ_at_all_have_no_test() -> None:
    same = study(3, readers=2)
    scores = np.repeat(same.scores[:1, :1], 2, axis=0).repeat(2, axis=1)
    result = obuchowski_rockette(auc_figures(Ratings(same.modalities, same.readers, same.cases, same.truth, scores)))
    assert "not positive" in result.test.reason
    assert math.isnan(result.differences[0].p)
    assert result.differences[0].estimate.reason


def test_the_direction_is_never_flipped_and_areas_stay_within_0_and_1() -> None:
    ratings = study(4)
    values = auc_figures(ratings).values
    turned = Ratings(ratings.modalities, ratings.readers, ratings.cases, ratings.truth, -ratings.scores)
    assert auc_figures(turned).values == pytest.approx(1.0 - values)
    assert (auc_figures(turned).values < 0.5).all()
    # 1/3 + 1/3 + 1/3 and the like: a perfect area must not come out as 1.0000000000000002
    for cases in range(4, 60):
        truth = np.arange(cases) < cases // 2
        perfect = Ratings(("m",), ("r",), tuple(map(str, range(cases))), truth, np.where(truth, 1.0, 0.0)[None, None])
        assert auc_figures(perfect).values[0, 0] == 1.0


@pytest.mark.parametrize("covariance", COVARIANCES)
def test_an_order_preserving_change_of_the_scale_changes_nothing(covariance: str) -> None:
    ratings = study(5)
    other = Ratings(ratings.modalities, ratings.readers, ratings.cases, ratings.truth, np.exp(3 * ratings.scores))
    first, second = auc_figures(ratings, covariance), auc_figures(other, covariance)
    assert first.values == pytest.approx(second.values)
    assert first.covariance == pytest.approx(second.covariance, abs=1e-12)


def test_the_jackknife_leaves_each_case_out() -> None:
    ratings = study(6, readers=2, cases=12)
    figures = auc_figures(ratings)
    assert figures.left_out is not None
    for case in range(12):
        kept = np.arange(12) != case
        names = tuple(np.array(ratings.cases)[kept])
        without = Ratings(ratings.modalities, ratings.readers, names, ratings.truth[kept], ratings.scores[:, :, kept])
        assert figures.left_out[:, :, case] == pytest.approx(auc_figures(without).values)


def test_a_share_knows_the_cases_of_its_class_only() -> None:
    ratings = study(7, cases=30)
    ratings = Ratings(ratings.modalities, ratings.readers, ratings.cases, np.arange(30) < 10, ratings.scores)
    of_diseased, of_healthy = (share_figures(ratings, among, cut=0.6) for among in (True, False))
    assert (of_diseased.units, of_healthy.units) == (10, 20)
    assert of_diseased.values == pytest.approx((ratings.scores[:, :, :10] >= 0.6).mean(axis=2))
    assert of_healthy.values == pytest.approx((ratings.scores[:, :, 10:] < 0.6).mean(axis=2))
    # the jackknife variance of a mean is the sample variance over n
    first = (ratings.scores[0, 0, :10] >= 0.6).astype(float)
    assert of_diseased.covariance[0, 0] == pytest.approx(first.var(ddof=1) / 10)


def test_missing_reads_and_tiny_classes_are_refused() -> None:
    ratings = study(8)
    gaps = ratings.scores.copy()
    gaps[0, 0, :3] = np.nan
    broken = Ratings(ratings.modalities, ratings.readers, ratings.cases, ratings.truth, gaps)
    with pytest.raises(ValueError, match="3 reads are missing"):
        auc_figures(broken)
    assert [(gap.modality, gap.reader, gap.missing, gap.cases) for gap in broken.missing()] == [("m0", "r0", 3, 40)]
    assert len(broken.complete_cases().cases) == 37
    assert auc_figures(broken.complete_cases()).values.shape == (2, 4)
    lonely = Ratings(ratings.modalities, ratings.readers, ratings.cases, np.arange(40) == 0, ratings.scores)
    with pytest.raises(ValueError, match="less than two cases"):
        auc_figures(lonely)
    with pytest.raises(ValueError, match="unknown covariance"):
        auc_figures(ratings, "bootstrap")


def test_mean_squares_of_a_table_without_interaction() -> None:
    t, r, c = np.array([0.0, 2.0]), np.array([0.0, 1.0, 2.0]), np.array([0.0, 3.0])
    squares = mean_squares(t[:, None, None] + r[None, :, None] + c[None, None, :])
    assert (squares.t, squares.r, squares.c) == pytest.approx((12.0, 4.0, 27.0))
    assert (squares.tr, squares.tc, squares.rc, squares.trc) == pytest.approx((0.0, 0.0, 0.0, 0.0))


def test_pseudovalues_average_to_the_figure() -> None:
    values = np.array([[0.9, 0.8], [0.7, 0.8]])
    left_out = values[:, :, None] + np.random.default_rng(0).normal(0, 0.01, (2, 2, 9))
    figures = from_left_out("any", ("a", "b"), ("x", "y"), values, left_out)
    assert pseudovalues(figures).mean(axis=2) == pytest.approx(values)
    assert dorfman_berbaum_metz(figures).test.p == pytest.approx(obuchowski_rockette(figures).test.p)
    with pytest.raises(ValueError, match="jackknife"):
        pseudovalues(figures_of(0.01, 0.0, 0.0, 0.0))


def test_three_modalities_have_three_differences_with_one_error() -> None:
    result = obuchowski_rockette(auc_figures(study(9, modalities=3)))
    assert [(d.first, d.second) for d in result.differences] == [("m0", "m1"), ("m0", "m2"), ("m1", "m2")]
    assert len({d.se for d in result.differences}) == 1
    assert result.test.df1 == 2


def test_the_model_alone_against_two_readers_by_hand() -> None:
    covariance = np.diag([0.004, 0.004, 0.002])  # two readers and the model, no correlation
    figures = ReaderFigures("AUC", ("m",), ("A", "B", "model"), np.array([[0.9, 0.8, 0.75]]), covariance, "made up", 50)
    result = model_against_readers(figures, "m", "model")
    # differences 0.15 and 0.05 share the model's variance as their covariance
    ms_r, cov2 = 0.005, 0.002
    assert result.estimate.value == pytest.approx(0.1)
    assert result.se == pytest.approx(math.sqrt((ms_r + 2 * cov2) / 2))
    assert result.df == pytest.approx((ms_r + 2 * cov2) ** 2 / ms_r**2)
    assert (result.first, result.second) == ("m", "model")


def test_non_inferiority_turns_with_the_side_that_is_new() -> None:
    difference = obuchowski_rockette(figures_of(0.0001, 0.00004, 0.00003, 0.00002), "cases").differences[0]
    new = noninferiority(difference, "new", 0.05)
    assert (new.noninferior, new.superior) == (True, True)
    old = noninferiority(difference, "old", 0.05)
    assert (old.control, old.noninferior, old.superior) == ("new", False, False)
    assert old.difference.value == pytest.approx(-0.1)
    assert (old.difference.low, old.difference.high) == (-difference.estimate.high, -difference.estimate.low)
    # the interval and the test are one thing: the margin at the interval's end is the border
    edge = -old.difference.low
    assert noninferiority(difference, "old", edge * 1.001).noninferior
    assert not noninferiority(difference, "old", edge * 0.999).noninferior
    assert old.p_superior == pytest.approx(1 - difference.p / 2)
    with pytest.raises(ValueError, match="positive"):
        noninferiority(difference, "new", 0.0)
    with pytest.raises(ValueError, match="not one of the two"):
        noninferiority(difference, "third", 0.05)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    held = [0, 0]
    for seed in range(200):
        for index, random in enumerate(("readers+cases", "cases")):
            ratings = study(seed, readers=5, cases=60)
            estimate = obuchowski_rockette(auc_figures(ratings, "delong"), random).differences[0].estimate
            held[index] += estimate.low <= 0.0 <= estimate.high
    # modalities are alike: 95 % of 200, give or take three standard errors; fixed readers ignore what readers vary by
    assert 181 <= held[0] <= 199
    assert held[1] < held[0]


def test_components_of_the_simulation_are_recovered() -> None:
    parts = [or_components(auc_figures(study(seed, readers=6, cases=80), "unbiased")) for seed in range(40)]
    var, cov1, cov2, cov3 = (np.mean([getattr(p, name) for p in parts]) for name in ("var", "cov1", "cov2", "cov3"))
    assert var > cov1 > cov3 > 0
    assert var > cov2 > cov3
