"""Kinds of figure: their words follow the data."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach import figures
from swap_teach.figures import bit_matrix, lines, scatter


def test_other_bits_other_words() -> None:
    bits = np.array([[1, 0, 1], [0, 0, 1]])
    assert bit_matrix(bits).description.endswith("3 distinct columns: 10 once, 00 once, 11 once.")
    bits[1, 2] = 0
    assert bit_matrix(bits).description.endswith("2 distinct columns: 10 twice, 00 once.")
    assert bit_matrix(bits, group="rows").description.endswith("2 distinct rows: 101 once, 000 once.")
    assert "1 distinct row: 00 twice" in bit_matrix(np.zeros((2, 2)), group="rows").description


def test_a_wide_matrix_names_eight_patterns_and_counts_the_others() -> None:
    bits = (np.arange(32)[:, None] >> np.arange(5)) & 1
    assert bit_matrix(bits.T).description.endswith(" and 24 more.")


def test_a_group_is_rows_or_columns() -> None:
    with pytest.raises(ValueError, match='group is "rows" or "columns"; it was \'units\''):
        bit_matrix([[1]], group="units")


@pytest.mark.parametrize(
    ("y", "trend"),
    [([1, 2, 2], "never falls"), ([3, 2, 2], "never rises"), ([2, 2, 2], "constant"), ([1, 3, 2], "rises 1 times and")],
)
def test_a_curves_trend_is_told(y: list[int], trend: str) -> None:
    assert trend in lines({"score": ([1, 2, 3], y)}, "S", "count").description


def test_a_long_curve_is_told_by_its_ends_and_extremes() -> None:
    x = np.arange(50)
    told = lines({"score": (x, -((x - 20.0) ** 2))}, "S", "count").description
    assert "from -400 at 0 to -841 at 49; highest 0 at 20, lowest -841 at 49; rises 20 times and falls 29 times" in told


def test_more_curves_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Only 5 curves can be told apart, got 6: draw several pictures"):
        lines({str(k): ([1, 2], [k, k]) for k in range(6)}, "x", "y")


def test_a_scatter_tells_where_the_highest_score_lands() -> None:
    told = scatter([1, 5, 3], [90, 70, 80], "score", "accuracy", "rho -1").description
    assert "3 architectures, rho -1;" in told
    assert told.endswith("the highest score has accuracy 70, rank 3 of 3.")


def test_the_style_tells_series_apart_without_colour() -> None:
    assert len({marker for _, marker, _ in figures.SERIES}) == len(figures.SERIES)
    assert len({str(dash) for _, _, dash in figures.SERIES}) == len(figures.SERIES)
