import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from swap_teach.mini.reliability import Reliability, reliability


def test_it_is_the_mean_of_the_pairwise_correlations():
    table = np.random.default_rng(0).normal(size=(30, 3)) + np.arange(30)[:, None] / 10
    pairs = [spearmanr(table[:, a], table[:, b]).statistic for a, b in ((0, 1), (0, 2), (1, 2))]
    assert reliability(table).single == pytest.approx(np.mean(pairs))
    assert (reliability(table).seeds, reliability(table).n) == (3, 30)


@given(st.floats(0.01, 1), st.integers(2, 6))
def test_more_seeds_are_more_reliable(single, seeds):
    fewer, more = Reliability(single, seeds, 9), Reliability(single, seeds + 1, 9)
    assert single <= fewer.mean + 1e-12
    assert fewer.mean <= more.mean + 1e-12


def test_the_mean_of_three_seeds_by_hand():
    assert Reliability(0.5, 3, 9).mean == 0.75


@pytest.mark.parametrize(
    "table", [[[1, 3], [2, 2], [3, 1]], [[1, 2, 3], [2, 3, 1], [3, 1, 2]]], ids=["turned round", "three in a circle"]
)
def test_seeds_that_cancel_have_no_mean_to_rank_by(table):
    found = reliability(table)
    assert found.single == pytest.approx(-1 / (found.seeds - 1))
    with pytest.raises(ValueError, match=rf"mean of {found.seeds} seeds has no reliability .* ranks cancel each other"):
        _ = found.mean


def test_the_prediction_is_what_six_seeds_show():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(4000, 1)) + rng.normal(size=(4000, 6))
    halves = spearmanr(table[:, :3].mean(1), table[:, 3:].mean(1)).statistic
    assert reliability(table[:, :3]).mean == pytest.approx(halves, abs=0.03)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (np.ones((5, 1)), r"at least 3 architectures \(rows\) by 2 seeds \(columns\), got an array of shape \(5, 1\)"),
        (np.ones((2, 3)), r"shape \(2, 3\)"),
        ([[1, 2], [3, np.nan], [5, 6]], "finite accuracy for every seed: drop the incomplete rows"),
        ([[1, 7], [2, 7], [3, 7]], "accuracies in column 1 are the same"),
    ],
)
def test_what_cannot_be_measured_is_refused(table, message):
    with pytest.raises(ValueError, match=message):
        reliability(table)
