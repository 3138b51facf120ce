"""Lesson 06's reference solutions against the package, and against what must not matter to them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach.course.exercises.lesson06 import calibrate_then_report, change_unit, size_factors
from swap_teach.swap import size_factor

sizes = st.lists(st.integers(1, 2_000_000), min_size=1, max_size=20)
positive = st.floats(0.1, 1000)


@given(sizes, positive, positive)
def test_the_size_factor_is_the_package_s_with_a_half_where_it_was_wanted(
    parameters: list[int], mu: float, half: float
) -> None:
    counts = np.array(parameters)
    powers = 0.5 ** (((counts / 1000 - mu) / half) ** 2)
    np.testing.assert_allclose(size_factors(counts, mu, half), powers, rtol=1e-6, atol=1e-300)
    np.testing.assert_allclose(size_factor(mu + half, mu, half**2 / np.log(2)), 0.5)


@given(sizes, positive, positive, st.sampled_from([1e-3, 0.5, 8, 1000]))
def test_a_change_of_unit_leaves_every_f_as_it_was(theta: list[int], mu: float, sigma: float, times: float) -> None:
    before = size_factor(np.array(theta) / 1000, mu, sigma)
    after = size_factor(times * np.array(theta) / 1000, *change_unit(mu, sigma, times))
    np.testing.assert_allclose(after, before, rtol=1e-6, atol=1e-300)


@given(st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_what_a_report_must_not_see_does_not_change_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, pairs = 30, [(0.5, 0.3), (1.0, 1.0), (2.0, 4.0), (3.0, 2.0)]
    psi, theta, val, test = rng.uniform(10, 60, n), rng.uniform(0.2, 3, n), rng.normal(size=n), rng.normal(size=n)
    opened = rng.permutation(n) < n // 2
    told = calibrate_then_report(psi, theta, val, test, opened, pairs)
    other_val, other_test = (np.where(hidden, rng.normal(size=n), a) for a, hidden in ((val, ~opened), (test, opened)))
    assert calibrate_then_report(psi, theta, other_val, other_test, opened, pairs) == told
