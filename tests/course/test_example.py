"""The running example has one of everything, and every way to miscount it gives another number."""

from __future__ import annotations

import numpy as np

from swap_teach import count_patterns
from swap_teach.course import example
from swap_teach.course.exercises.lesson02 import distinct_rows
from swap_teach.spaces import get_space


def test_the_bits_are_the_layers() -> None:
    assert np.array_equal(example.bits(), example.activations() > 0)
    sums = np.array(example.SAMPLES) @ np.array(example.WEIGHTS).T + np.array(example.BIASES)
    assert (sums != 0).all(), "no sample lies on a unit's line"


def test_four_rows_five_columns_two_bits() -> None:
    bits = example.bits()
    assert bits.shape == (4, 6)
    assert (distinct_rows(bits), count_patterns(bits), len(np.unique(bits))) == (4, 5, 2)


def test_one_dead_unit_one_always_on_and_two_that_agree_with_different_weights() -> None:
    bits = example.bits()
    assert [v for v in range(6) if not bits[:, v].any()] == [4]
    assert [v for v in range(6) if bits[:, v].all()] == [5]
    assert np.array_equal(bits[:, 0], bits[:, 3])
    assert example.WEIGHTS[0] != example.WEIGHTS[3]


def test_the_running_cell_has_every_operation() -> None:
    cell = get_space("nb201").parse(example.CELL)
    assert str(cell) == example.CELL
    assert all(name in example.CELL for name in ("none", "skip", "1x1", "3x3", "avg_pool"))
