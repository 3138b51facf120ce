import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from swap_teach.choices import describe_score, expected_distinct, samples_for, size_target
from swap_teach.swap import SwapScore, size_factor


@given(st.integers(0, 10**4), st.integers(1, 12))
def test_expected_distinct_by_exact_fractions(units, samples):
    boxes = 2**samples
    exact = (boxes**units - (boxes - 1) ** units) / boxes ** (units - 1) if units else 0.0
    assert expected_distinct(units, samples) == pytest.approx(exact, rel=1e-12)


@given(st.integers(0, 10**8), st.integers(1, 5000))
def test_expected_distinct_stays_below_the_ceiling_and_grows(units, samples):
    value = float(expected_distinct(units, samples))
    ceiling = min(units, 2.0 ** min(samples, 1000))
    assert 0 <= value <= ceiling * (1 + 1e-12)
    assert expected_distinct(units + 1, samples) >= value * (1 - 1e-12)
    assert expected_distinct(units, samples + 1) >= value * (1 - 1e-12)


def test_expected_distinct_is_what_random_bits_give():
    rng = np.random.default_rng(0)
    counts = [len(np.unique(rng.integers(2**10, size=1500))) for _ in range(400)]
    assert expected_distinct(1500, 10) == pytest.approx(np.mean(counts), abs=4 * np.std(counts) / 20)


def test_expected_distinct_where_the_plain_formula_fails():
    assert 2.0**60 * (1 - (1 - 2.0**-60) ** 1000) == 0  # what the formula as written gives
    assert expected_distinct(1000, 60) == pytest.approx(1000)
    assert expected_distinct(1000, 100_000) == pytest.approx(1000)


def test_choices_refuse_nonsense():
    with pytest.raises(ValueError, match="units must be 0 or more and samples 1 or more; got units=-1"):
        expected_distinct(-1, 3)
    with pytest.raises(ValueError, match="units must be at least 1, got 0"):
        samples_for(0)
    with pytest.raises(ValueError, match="at least 2 positive numbers"):
        size_target([1.0])
    with pytest.raises(ValueError, match="at least 2 positive numbers"):
        size_target([1.0, math.nan])
    with pytest.raises(ValueError, match=r"quantile must be in 0 \.\.\. 1, got 90"):
        size_target([1.0, 2.0], quantile=90)


@given(st.integers(1, 10**9))
def test_the_number_of_patterns_there_can_be_is_about_v(units):
    samples = samples_for(units)
    assert samples == 1 or 2**samples / units == pytest.approx(1, rel=0.42)  # within a factor sqrt(2)


@given(st.lists(st.floats(0.01, 100), min_size=2, max_size=20), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_the_size_factor_does_not_depend_on_the_unit(sizes, unit, quantile):
    theta = np.asarray(sizes)
    f = size_factor(theta, *size_target(theta, quantile))
    assert size_factor(theta * unit, *size_target(theta * unit, quantile)) == pytest.approx(f, rel=1e-6)


def test_describe_score_says_when_it_is_saturated():
    assert describe_score(SwapScore(256, 5000, 8)).endswith("at most 256; random bits would give 256; saturated")
