"""Lesson 03's pictures: the counts they show are the bounds they teach."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from swap_teach import count_patterns
from swap_teach.course.exercises.lesson03 import ceiling
from swap_teach.course.frames_03 import POINTS, draw_layers, layers_strip, strip_of_widths, weight_plane


def test_ten_thousand_units_on_five_points_have_exactly_ten_patterns() -> None:
    assert count_patterns(draw_layers(POINTS, [10_000])[0]) == 10
    told = weight_plane(POINTS, 10_000).description
    assert told.endswith("10,000 random units (500 drawn) fill 10 of them: 10 distinct patterns.")


def test_each_sector_of_the_weight_plane_bears_the_pattern_of_the_units_in_it() -> None:
    plane = weight_plane(POINTS, 100).figure.axes[1]
    written = {text.get_text(): text.xyann for text in plane.texts if len(text.get_text()) == len(POINTS)}
    assert len(written) == 10
    for pattern, (w, b) in written.items():
        assert pattern == "".join(str(int(w * x + b > 0)) for x in POINTS)


@given(st.integers(1, 9), st.integers(1, 3), st.integers(1, 200), st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_no_first_layer_exceeds_covers_bound(samples: int, inputs: int, units: int, seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(samples, inputs))
    assert count_patterns(draw_layers(points, [units], seed)[0]) <= ceiling(units, samples, inputs)


def test_a_second_layer_goes_beyond_the_bound_of_one() -> None:
    for seed in range(3):
        first, second = (count_patterns(bits) for bits in draw_layers(POINTS, [2_000, 2_000], seed))
        assert first == 10
        assert 10 < second <= 32


def test_the_words_follow_the_number_of_units_and_the_samples() -> None:
    told = strip_of_widths(POINTS, (3, 10, 100)).description
    assert told.startswith("The weight plane with 10 sectors, 3 times: 3 units fill ")
    assert "100 units fill 10." in told
    assert "into 4 sectors" in weight_plane((0.0, 1.0, 1.0), 5).description
    assert "8 samples with 2 inputs" in layers_strip(np.eye(8)[:, :2], (50, 50)).description
    assert layers_strip(POINTS, (50,)).description != layers_strip(POINTS, (5,)).description
