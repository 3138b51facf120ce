"""The exact count of lesson 03's open question, against random units and against Cover's bound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach.course.exercises.lesson03 import ceiling
from swap_teach.course.point_patterns import points_and_patterns, reachable_patterns, rows_of_three
from swap_teach.patterns import count_patterns

GRID = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=6, unique=True)


@given(GRID)
@settings(max_examples=40, deadline=None)
def test_the_count_lies_between_what_units_find_and_covers_bound(points: list[tuple[int, int]]) -> None:
    places = np.array(points, float)
    rng = np.random.default_rng(0)
    # Cuts between any two points, turned a little, reach every pattern that lines can make.
    cuts = rng.normal(size=(20_000, 2))
    offsets = -np.einsum("ij,ij->i", cuts, places[rng.integers(len(places), size=20_000)])
    found = count_patterns(places @ cuts.T + offsets + rng.normal(scale=0.3, size=20_000) > 0)
    assert found <= reachable_patterns(places) <= ceiling(10**9, len(places), 2)


@pytest.mark.parametrize(
    ("points", "count"),
    [
        ([(0, 0)], 2),
        ([(0, 0), (1, 1)], 4),
        ([(k, 0) for k in range(6)], 12),
        ([(k, k * k) for k in range(6)], 32),
        ([(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)], 28),
        ([(0, 0), (4, 0), (0, 4), (2, 0), (0, 2), (2, 2)], 26),
        ([(0, 0), (0, 0), (1, 1)], 4),  # a point given twice
    ],
)
def test_counts_that_were_checked_with_a_million_units(points: list[tuple[int, int]], count: int) -> None:
    assert reachable_patterns(points) == count


@given(GRID, st.floats(1e-3, 1e3), st.floats(-50, 50))
@settings(max_examples=20, deadline=None)
def test_scaling_and_moving_the_plane_change_nothing(points: list[tuple[int, int]], scale: float, move: float) -> None:
    places = np.array(points, float)
    assert reachable_patterns(scale * (places + move)) == reachable_patterns(places)


def test_the_picture_says_the_count_and_no_limit() -> None:
    told = points_and_patterns([(0, 0), (1, 0), (2, 0), (0, 1)]).description
    assert "1 line with three or more of them" in told
    assert told.endswith("can have 12 patterns on them.")
    assert rows_of_three(np.eye(3)[:, :2]) == []
