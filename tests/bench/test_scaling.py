import numpy as np
import pytest

from swap_teach.bench.scaling import exponent


def test_a_known_exponent_is_inside_the_interval_about_19_times_in_20():
    rng, sizes, hits = np.random.default_rng(0), np.array([1, 2, 4, 8]), 0
    for _ in range(400):
        seconds = sizes**1.3 * np.exp(rng.normal(0, 0.2, (7, 4)))
        b, low, high = exponent(sizes, seconds)
        hits += low <= 1.3 <= high
        assert low < b < high
    assert hits / 400 == pytest.approx(0.95, abs=0.03)


def test_drift_of_a_whole_round_changes_nothing():
    assert exponent([1, 2, 4], [[1, 2, 4], [5, 10, 20], [0.1, 0.2, 0.4]]) == (1, 1, 1)


def test_one_round_has_no_interval_and_a_negative_difference_no_exponent():
    b, low, high = exponent([1, 2], [[1, 4]])
    assert b == 2
    assert np.isnan([low, high]).all()
    assert np.isnan(exponent([1, 2], [[-1, 4]])).all()
