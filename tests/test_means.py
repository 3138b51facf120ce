from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from swap_teach.means import mean, paired


def test_the_interval_is_scipys():
    values = np.random.default_rng(0).normal(3, 2, 20)
    found = mean(values)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.value == pytest.approx(values.mean())


def test_what_a_pair_shares_cancels():
    rng = np.random.default_rng(1)
    start = rng.normal(0, 100, 20)
    one, other = start + 1 + rng.normal(0, 0.1, 20), start
    assert paired(one, other).low > 0.9
    assert mean(one).low < 0.9


def test_equal_values_have_a_point_for_an_interval():
    assert (mean([2, 2, 2]).low, mean([2, 2, 2]).high) == (2, 2)


@pytest.mark.parametrize("values", [[1.0], [1.0, np.nan], [[1.0, 2.0]]])
def test_what_has_no_interval_is_refused(values):
    with pytest.raises(ValueError, match="needs a row of two finite values or more"):
        mean(values)


def test_pairs_have_one_length():
    with pytest.raises(ValueError, match=r"two rows of one length, got shapes \(2,\) and \(3,\)"):
        paired([1, 2], [1, 2, 3])
