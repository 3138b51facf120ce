import dataclasses

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach.correlations import (
    correlation_difference,
    kendall,
    partial_correlation,
    spearman,
)

BOTH = pytest.mark.parametrize("correlation", [spearman, kendall])


def sample(n, noise, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=n)
    return truth + noise * rng.normal(size=n), truth


@BOTH
def test_values_are_scipys(correlation):
    x, y = sample(120, 1.0)
    scipys = {spearman: scipy.stats.spearmanr, kendall: scipy.stats.kendalltau}[correlation]
    result = correlation(x, y, resamples=10)
    assert result.value == pytest.approx(scipys(x, y).statistic, abs=1e-12)
    assert (result.n, result.resamples, result.undefined) == (120, 10, 0)


@BOTH
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(10, 30))  # of fewer, a resample may hold one architecture only
def test_only_the_order_matters(correlation, seed, n):
    x, y = sample(n, 1.0, seed)
    result = correlation(x, y, resamples=20, seed=seed)
    assert correlation(np.exp(x), y**3, resamples=20, seed=seed) == result
    assert correlation(-x, y, resamples=20, seed=seed).value == pytest.approx(-result.value)
    assert correlation(y, x, resamples=0).value == pytest.approx(result.value)
    assert correlation(x, x, resamples=0).value == pytest.approx(1)
    assert -1 <= result.low <= result.high <= 1


@BOTH
def test_the_interval_is_scipys_percentile_interval(correlation):
    x, y = sample(80, 1.5)
    scipys = {spearman: scipy.stats.spearmanr, kendall: scipy.stats.kendalltau}[correlation]
    rng = np.random.default_rng(7)
    drawn = [scipys(x[i], y[i]).statistic for i in rng.integers(80, size=(5000, 80))]
    result = correlation(x, y, resamples=10_000)
    low, high = np.quantile(drawn, [0.025, 0.975])
    # Five standard errors of these quantiles; a 90 % interval would be .03 away.
    assert (result.low, result.high) == (pytest.approx(low, abs=0.02), pytest.approx(high, abs=0.02))


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    truth = spearman(*sample(100_000, 1.0, seed=99), resamples=0).value
    results = [spearman(*sample(60, 1.0, seed), resamples=300, seed=seed) for seed in range(200)]
    covered = np.mean([r.low <= truth <= r.high for r in results])
    assert 0.89 <= covered <= 0.99


def test_seeds_decide():
    x, y = sample(30, 1.0)
    assert spearman(x, y, seed=1) == spearman(x, y, seed=1)
    assert spearman(x, y, seed=1).low != spearman(x, y, seed=2).low


def test_pairs_right_is_the_share_of_pairs():
    x, y = sample(50, 1.0)
    right = [(x[i] > x[j]) == (y[i] > y[j]) for i in range(50) for j in range(i)]
    assert kendall(x, y, resamples=0).pairs_right == pytest.approx(np.mean(right))
    with pytest.raises(AttributeError, match=r"belongs to kendall\(\), not to spearman"):
        _ = spearman(x, y, resamples=0).pairs_right


def test_the_difference_is_paired():
    """Two scores that err together: single intervals overlap, yet the difference is certain."""
    rng = np.random.default_rng(3)
    truth = rng.normal(size=300)
    shared = truth + rng.normal(size=300)
    better, worse = shared + 0.02 * rng.normal(size=300), shared + 0.5 * rng.normal(size=300)
    single = [spearman(score, truth) for score in (better, worse)]
    assert single[0].low < single[1].high
    difference = correlation_difference(better, worse, truth)
    assert difference.value == pytest.approx(single[0].value - single[1].value)
    assert difference.low > 0
    assert correlation_difference(worse, better, truth).value == pytest.approx(-difference.value)


@pytest.mark.parametrize("kind", ["spearman", "kendall"])
def test_partial_correlation_removes_a_common_cause(kind):
    rng = np.random.default_rng(0)
    size = rng.normal(size=2000)
    x, y = size + 0.5 * rng.normal(size=(2, 2000))
    alone = {"spearman": spearman, "kendall": kendall}[kind](x, y, resamples=0).value
    left = partial_correlation(x, y, size, kind=kind, resamples=200)
    assert alone > 0.55
    # Spearman's comes out near 0. Kendall's does not quite, even for normal variables: a known weakness.
    assert abs(left.value) < {"spearman": 0.1, "kendall": 0.2}[kind]
    assert left.kind == f"partial {kind}"


def test_partial_spearman_is_the_correlation_of_what_regression_leaves():
    x, y = sample(200, 1.0)
    z = x + y + np.random.default_rng(1).normal(size=200)
    a, b, c = (scipy.stats.rankdata(v) for v in (x, y, z))
    left = [v - np.polyval(np.polyfit(c, v, 1), c) for v in (a, b)]
    assert partial_correlation(x, y, z, resamples=0).value == pytest.approx(np.corrcoef(*left)[0, 1])


@BOTH
@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1, 2, np.nan, np.inf], [1, 2, 3, 4], "2 of 4 values of x are not finite.*rank_report"),
        ([1, 2, 3, 4], [1, 2, 3, np.nan], "1 of 4 values of y are not finite"),
        ([1, 2, 3], [1, 2, 3, 4], r"one length, got shapes .*\(3,\).*\(4,\)"),
        ([[1, 2, 3]], [[1, 2, 3]], r"one length, got shapes .*\(1, 3\)"),
        ([1, 2], [1, 2], "x has 2 values; at least 3"),
        ([16, 16, 16], [1, 2, 3], "All 3 values of x are 16: .*undefined.*not zero"),
    ],
)
def test_messages(correlation, x, y, message):
    with pytest.raises(ValueError, match=message):
        correlation(x, y)


def test_a_control_that_is_the_score_leaves_nothing():
    x, y = sample(20, 1.0)
    with pytest.raises(ValueError, match="the control ranks exactly like x or y"):
        partial_correlation(x, y, np.exp(x))
    with pytest.raises(ValueError, match="'spearman' or 'kendall', not 'pearson'"):
        partial_correlation(x, y, x, kind="pearson")


def test_resamples_without_a_correlation_are_counted_and_many_leave_no_interval():
    result = spearman([0, 0, 0, 0, 1], [1, 2, 3, 4, 5], resamples=500)
    # All draws are zeros with probability (4/5)^5 = 0.33, all are the one with almost none.
    assert 120 < result.undefined < 210
    assert np.isnan([result.low, result.high]).all()


def test_no_resamples_no_interval():
    result = spearman([1, 2, 3, 4], [1, 2, 4, 3], resamples=0)
    assert result.value == pytest.approx(0.8)
    assert np.isnan([result.low, result.high]).all()


def test_a_correlation_cannot_be_edited():
    with pytest.raises(dataclasses.FrozenInstanceError):
        spearman([1, 2, 3], [1, 2, 3], resamples=0).value = 1


def test_an_interval_that_would_leave_zero_out_by_force_is_not_given():
    """One architecture apart from ties: resamples without it have no correlation, all others have its sign."""
    score = [1.0] + [16.0] * 249
    found = spearman(score, np.arange(250.0), resamples=1000)
    assert 0.3 < found.undefined / found.resamples < 0.45
    assert np.isnan([found.low, found.high]).all()
    assert str(found).endswith("(no interval), n = 250")
