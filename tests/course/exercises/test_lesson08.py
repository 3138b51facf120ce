"""Lesson 08's solutions against the package, and against a machine whose times are known."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach.course.exercises.lesson08 import _Machine, paired_interval, partial_rank_correlation, time_score
from swap_teach.ranking import correlation_difference, partial_correlation


def columns() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    accuracy = rng.normal(size=80)
    first, second = (accuracy + rng.normal(0, spread, 80) for spread in (0.5, 1))
    return first, second, accuracy


def test_the_paired_interval_is_all_but_the_package_s() -> None:
    first, second, accuracy = columns()
    draws = np.random.default_rng(1).integers(0, 80, (1000, 80))
    package = correlation_difference(first, second, accuracy, resamples=4000)
    assert paired_interval(first, second, accuracy, draws) == pytest.approx((package.low, package.high), abs=0.03)


def test_the_partial_correlation_is_the_package_s() -> None:
    x, y, z = columns()
    assert partial_rank_correlation(x, y, z) == pytest.approx(partial_correlation(x, y, z, resamples=0).value)


def test_the_stopwatch_reads_what_the_machine_takes() -> None:
    machine = _Machine([0.02], building=1.0, loading=5.0)
    assert time_score(machine.build, machine.score, machine.wait, machine.clock, 3) == pytest.approx(20)
