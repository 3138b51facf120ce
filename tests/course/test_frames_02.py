"""Lesson 02's pictures: what they count, and that their words follow the data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach.course import example
from swap_teach.course.exercises.lesson02 import regions_in_1d
from swap_teach.course.frames_02 import (
    TWELVE,
    TWELVE_NAMES,
    count_regions,
    most_regions,
    pieces_of_a_line,
    plane_with_a_moved_sample,
    regions_of_a_plane,
)

small = st.integers(-4, 4)
_TWELVE = dict(zip(TWELVE_NAMES, TWELVE, strict=True))


@given(st.lists(st.tuples(small, small), min_size=1, max_size=5))
@settings(max_examples=20, deadline=None)
def test_the_pieces_are_those_of_the_exercise(units: list[tuple[int, int]]) -> None:
    w, b = np.array(units, float).T
    picture = pieces_of_a_line(w, b, -3.5, 3.5)
    pieces = regions_in_1d(w, b, -3.5, 3.5)
    assert f" {pieces} pieces, with the patterns " in picture.description
    patterns = picture.description.split("patterns ")[1].rstrip(".").split(", ")
    assert len(patterns) == pieces
    assert len(set(patterns)) == pieces


@given(st.lists(st.tuples(small, small, small), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_regions_are_counted_as_a_fine_grid_sees_them(lines: list[tuple[int, int, int]]) -> None:
    """With integer lines every region reaches into the box, and a region may only be missed by a coarse grid."""
    w, b = np.array(lines, float)[:, :2], np.array(lines, float)[:, 2]
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.uniform(-r, r, size=(20_000, 2)) for r in (1.5, 6.0, 60.0)])
    seen = len(np.unique(points @ w[(w != 0).any(1)].T + b[(w != 0).any(1)] > 0, axis=0)) if (w != 0).any() else 1
    assert seen <= count_regions(w, b) <= most_regions(len(lines))


@pytest.mark.parametrize(
    ("lines", "regions"),
    [
        ([(1, 0, 0)], 2),
        ([(1, 0, 0), (1, 0, 1), (1, 0, 2)], 4),  # parallel
        ([(1, 0, 0), (0, 1, 0), (1, 1, 0), (1, -1, 0)], 8),  # through one point
        ([(1, 0, 0), (-2, 0, 0), (0, 1, 0)], 4),  # the same line twice
        ([(0, 0, 1), (1, 0, 0)], 2),  # a unit that never switches
        ([(1, 0, 0), (0, 1, 0), (1, 1, 1)], 7),  # general position
    ],
)
def test_lines_in_special_position(lines: list[tuple[int, int, int]], regions: int) -> None:
    w, b = np.array(lines, float)[:, :2], np.array(lines, float)[:, 2]
    assert count_regions(w, b) == regions


@given(st.lists(st.tuples(small, small, small), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_window_holds_at_least_the_regions_its_points_see(lines: list[tuple[int, int, int]]) -> None:
    w, b = np.array(lines, float)[:, :2], np.array(lines, float)[:, 2]
    real = (w != 0).any(axis=1)
    points = np.random.default_rng(0).uniform(-3, 3, size=(20_000, 2))
    seen = len(np.unique(points @ w[real].T + b[real] > 0, axis=0)) if real.any() else 1
    assert seen <= count_regions(w, b, reach=3) <= count_regions(w, b)


def test_the_running_examples_window_misses_one_region_and_says_so() -> None:
    grid = np.stack(np.meshgrid(*[np.linspace(-4.99, 4.99, 401)] * 2), axis=-1).reshape(-1, 2)
    seen = len(np.unique(grid @ np.array(example.WEIGHTS).T + example.BIASES > 0, axis=0))
    assert count_regions(example.WEIGHTS, example.BIASES, reach=5) == seen == 20
    assert count_regions(example.WEIGHTS, example.BIASES, reach=10) == 21
    told = regions_of_a_plane(example.WEIGHTS, example.BIASES, example.SAMPLES).description
    assert "into 21 regions (at most 22), 20 in this window" in told
    told = regions_of_a_plane(example.WEIGHTS, example.BIASES, example.SAMPLES, reach=10).description
    assert "all in this window" in told


def test_no_two_of_many_lines_look_alike() -> None:
    picture = regions_of_a_plane(np.random.default_rng(0).normal(size=(12, 2)), np.zeros(12), example.SAMPLES)
    styles = [(line.get_color(), line._unscaled_dash_pattern) for line in picture.figure.axes[0].lines[:12]]
    assert len(set(styles)) == 12


def test_lesson_02s_fold_which_samples_take_the_explorer_to_seven_rows() -> None:
    patterns = {name: tuple(np.array(example.WEIGHTS) @ place + example.BIASES > 0) for name, place in _TWELVE.items()}
    counts = {name: list(patterns.values()).count(pattern) for name, pattern in patterns.items()}
    assert [name for name, count in counts.items() if count == 1] == ["A", "G", "J"]
    empty = (0.6, 1.0)  # in no sample's region
    assert tuple(np.array(example.WEIGHTS) @ empty + example.BIASES > 0) not in patterns.values()
    for name, count in counts.items():
        told = plane_with_a_moved_sample(name, *empty).description
        assert f"12 samples lie in {6 if count == 1 else 7} of them" in told


def test_the_running_example_misses_the_most_regions_by_its_two_parallel_units() -> None:
    assert count_regions(example.WEIGHTS, example.BIASES) == 21
    assert most_regions(6) == 22


def test_a_moved_sample_changes_the_words() -> None:
    one = regions_of_a_plane(example.WEIGHTS, example.BIASES, example.SAMPLES)
    assert "4 samples lie in 4 of them; their patterns, sorted: A 110101, D 100101" in one.description
    moved = [(2, 1), (-1, 2), (-1.1, 2), (1, -2)]
    two = regions_of_a_plane(example.WEIGHTS, example.BIASES, moved)
    assert "4 samples lie in 3 of them" in two.description
    assert "B 011001, C 011001" in two.description
