"""Lesson A3's reference solutions against NumPy, and against the package's own metric."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from swap_teach.course.exercises.lessonA3 import agreement, overall_speedup, turn
from swap_teach.metrics.nwot import agreements
from swap_teach.metrics.passes import Patterns
from swap_teach.packed import pack_positive


def test_turned_words_are_numpy_s_transposed_bits() -> None:
    bits = np.random.default_rng(0).integers(0, 2, (37, 11))
    by_unit = [int("".join(map(str, row[::-1])), 2) for row in bits]
    by_sample = [int("".join(map(str, column[::-1])), 2) for column in bits.T]
    assert turn(by_unit, 11) == by_sample
    assert turn(by_sample, 37) == by_unit


@pytest.mark.parametrize("units", [1, 64, 200])
def test_agreements_are_the_metric_s(units: int) -> None:
    bits = np.random.default_rng(units).random((5, units)) < 0.5
    words = turn([sum(int(bit) << s for s, bit in enumerate(column)) for column in bits.T], 5)
    K = agreements(Patterns([pack_positive(torch.from_numpy(bits.astype(np.float32)))], 5))
    assert [[agreement(a, b, units) for b in words] for a in words] == K.tolist()


def test_the_whole_gains_no_more_than_what_stays_allows() -> None:
    assert overall_speedup([8, 2], [1e12, 1]) == pytest.approx(5)
    assert overall_speedup([1, 2, 3], [7, 7, 7]) == pytest.approx(7)
