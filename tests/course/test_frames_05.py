"""Lesson 05's pictures: what they count, and that their words follow the data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from swap_teach.correlations import Correlation
from swap_teach.course import frames_05

CURVE = pd.DataFrame(
    {
        "samples": [16, 4, 10],
        "n": 250,
        "spearman": [0.7, np.nan, 0.72],
        "low": [0.6, np.nan, 0.65],
        "high": [0.8, np.nan, 0.8],
        "params_spearman": 0.81,
        "units_spearman": 0.69,
        "psi_over_v": [0.5, 16 / 1024, 0.2],
        "chance_over_v": [0.95, 16 / 1024, 0.6],
        "ceiling_over_v": [1.0, 16 / 1024, 1.0],
    }
)


def test_the_curve_is_told_in_order_of_s_with_ties_named_and_v_found_from_the_ceiling() -> None:
    picture = frames_05.by_samples(CURVE, "toys")
    assert "S = 4: all scores tie, SWAP 2% of V, coins 2%; S = 10: 0.72 [0.65, 0.80], SWAP 20% of V, coins 60%; S" in (
        picture.description
    )
    assert picture.description.startswith("toys, n = 250. ")
    assert picture.description.endswith("Parameters alone 0.81, V alone 0.69. 2^S = V at S = 10.0.")
    assert picture.png().startswith(b"\x89PNG")


def test_the_lines_of_the_curve_are_at_the_heights_that_are_told() -> None:
    top, bottom = frames_05.by_samples(CURVE, "toys").figure.axes
    heights = {line.get_label(): line.get_ydata()[0] for line in top.lines[1:]}
    assert heights["number of parameters"] == 0.81
    assert heights["number of units V"] == 0.69
    assert [line.get_label() for line in bottom.lines[:3]] == ["ceiling, min(V, 2^S)", "coins", "SWAP"]
    assert bottom.lines[-1].get_xdata()[0] == pytest.approx(10)


def test_the_first_layer_counts_patterns_and_those_that_stand_alone() -> None:
    halves = np.zeros((3, 4, 4), bool)
    halves[:, :, 2:] = True
    single = np.zeros((3, 4, 4), bool)
    single[0, 0, 0] = True
    image = np.zeros((4, 4, 3), np.uint8)
    picture = frames_05.first_layer({"halves": (image, halves), "one on": (image, single)})
    assert "(16 units, 3 images) on 2 kinds of images" in picture.description
    assert "halves: 2 different patterns, 0% of the units have theirs alone" in picture.description
    assert "one on: 2 different patterns, 6% of the units" in picture.description
    shown = picture.figure.axes[5].images[0].get_array()
    assert shown[0, 0] == 0
    assert np.unique(shown[shown > 0]).tolist() == [np.log2(15)]


def test_kinds_of_images_are_told_with_their_intervals_and_what_to_compare_with() -> None:
    def rho(value: float) -> Correlation:
        return Correlation("spearman", value, value - 0.1, value + 0.05, 99, 100, 0)

    picture = frames_05.by_inputs({"noise": rho(0.4), "photos": rho(0.7)}, {"parameters": 0.8}, "toys")
    assert picture.description == (
        "toys, n = 99. Rank correlation of SWAP with accuracy: noise 0.40 [0.30, 0.45]; photos 0.70 [0.60, 0.75]. "
        "To compare: parameters 0.80."
    )
    [axes] = picture.figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["noise: 0.40", "photos: 0.70"]


def test_repeats_are_told_with_the_standard_error_of_their_mean() -> None:
    picture = frames_05.by_repeats({"a": [10, 14], "b": [1000, 1000]}, {1: [0.5, 0.7], 2: [0.65]})
    assert "a 12 ± 2; b 1,000 ± 0." in picture.description
    assert picture.description.endswith("1 repeat: 0.500 to 0.700, mean 0.600; 2 repeats: 0.650 to 0.650, mean 0.650.")
