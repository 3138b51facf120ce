import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from swap_teach.rank_bootstrap import bootstrap_counts, kendall_statistic, spearman_statistic

PAIRS = st.integers(2, 25).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 8), min_size=n, max_size=n) for _ in range(2)])
)


def textbook_spearman(x, y):
    """Pearson's r of mid-ranks, each rank counted pair by pair."""
    ranks = [[sum(b < a for b in v) + (sum(b == a for b in v) + 1) / 2 for a in v] for v in (x, y)]
    a, b = (np.array(r) - np.mean(r) for r in ranks)
    return (a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum())


def textbook_kendall(x, y):
    """tau-b, pair by pair."""
    signs = [(np.sign(x[i] - x[j]), np.sign(y[i] - y[j])) for i in range(len(x)) for j in range(i)]
    agreement = sum(a * b for a, b in signs)
    return agreement / np.sqrt(sum(a != 0 for a, _ in signs) * sum(b != 0 for _, b in signs))


CASES = pytest.mark.parametrize(
    ("statistic", "textbook", "scipys"),
    [
        (spearman_statistic, textbook_spearman, scipy.stats.spearmanr),
        (kendall_statistic, textbook_kendall, scipy.stats.kendalltau),
    ],
)


@CASES
@settings(max_examples=150, deadline=None)
@given(pair=PAIRS, seed=st.integers(0, 99))
def test_counts_give_what_the_drawn_sample_gives(statistic, textbook, scipys, pair, seed):
    """The oracle sees the sample itself, repeated values and all; the statistic sees only counts."""
    x, y = np.array(pair)
    counts = next(bootstrap_counts(len(x), 4, np.random.default_rng(seed)))
    counts[:, 0] = 1  # the data themselves
    values = statistic(x, y)(counts)
    for value, sample in zip(values, counts.T.astype(int), strict=True):
        drawn = [np.repeat(column, sample) for column in (x, y)]
        if any(len(set(column)) == 1 for column in drawn):
            assert np.isnan(value)
        else:
            assert value == pytest.approx(textbook(*drawn), abs=1e-12)
            assert value == pytest.approx(scipys(*drawn).statistic, abs=1e-12)


@CASES
@pytest.mark.parametrize("decimals", [1, 12])
def test_thousands_of_values_agree_with_scipy(statistic, textbook, scipys, decimals):
    rng = np.random.default_rng(0)
    x = rng.normal(size=3000)
    y = (x + rng.normal(size=3000)).round(decimals)
    x = x.round(decimals)
    assert_allclose(statistic(x, y)(np.ones((3000, 1)))[0], scipys(x, y).statistic, atol=1e-12)


@given(st.integers(1, 60), st.integers(0, 50))
def test_every_sample_draws_n_times(n, resamples):
    batches = list(bootstrap_counts(n, resamples, np.random.default_rng(0)))
    assert sum(batch.shape[1] for batch in batches) == resamples
    for batch in batches:
        assert_array_equal(batch.sum(axis=0), n)


def test_draws_are_uniform_and_independent_of_each_other():
    n = 40
    counts = np.concatenate(list(bootstrap_counts(n, 20_000, np.random.default_rng(1))), axis=1)
    assert_allclose(counts.mean(axis=1), 1, atol=0.04)
    assert_allclose(counts.var(axis=1), 1 - 1 / n, atol=0.06)
    assert abs(np.corrcoef(counts[0, 1:], counts[0, :-1])[0, 1]) < 0.03


def test_large_n_comes_in_batches_of_bounded_size():
    batches = list(bootstrap_counts(100_000, 7, np.random.default_rng(0)))
    assert len(batches) > 1
    assert max(batch.nbytes for batch in batches) <= 4_000_000
