"""Lesson A1's pictures: what they say is what they were given."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach.course.frames_A1 import correlation_error, drift, scene_sheet, seeds_wanted, spending, two_seeds
from swap_teach.mini.reliability import Reliability


def test_each_scene_stands_under_its_digit() -> None:
    x = np.zeros((3, 3, 12, 12), np.uint8)
    x[1, 0] = 255  # all red
    picture = scene_sheet({"training": (x, [7, 1, 4]), "test": (x[:1], [2])})
    assert picture.description.endswith("training: 7, 1, 4; test: 2.")
    second = picture.figure.axes[1]
    assert second.get_title(loc="left") == "1"
    assert second.images[0].get_array()[0, 0].tolist() == [255, 0, 0]


def test_the_drift_is_drawn_as_the_distance_of_the_losses() -> None:
    picture = drift([2.0, 1.0, 0.5], [2.0, 1.25, 0.5], 1e-6)
    line = picture.figure.axes[1].lines[0]
    assert line.get_ydata() == pytest.approx([1e-8, 0.25, 1e-8])
    assert "by 0.25 at most" in picture.description


def test_the_kept_cells_alone_fill_the_right_panel() -> None:
    keep = [False, True, True]
    picture = two_seeds([10, 80, 82], [11, 83, 81], 0.5, -1, keep)
    everything, close = picture.figure.axes
    assert sorted(len(line.get_xdata()) for line in everything.lines[:2]) == [1, 2]
    assert close.lines[1].get_xdata().tolist() == [80, 82]
    assert "accuracies from 10 to 82" in picture.description


def test_the_seeds_curve_is_spearman_and_browns() -> None:
    picture = seeds_wanted({"half": 0.6}, most=4)
    assert picture.figure.axes[0].lines[0].get_ydata() == pytest.approx(
        [round(Reliability(0.6, k, 9).mean, 2) for k in (1, 2, 3, 4)]
    )
    assert "half, 0.60 a seed: 0.6 at 1, 0.75 at 2" in picture.description


def test_the_uncertainty_is_what_drawing_again_and_again_shows() -> None:
    rng = np.random.default_rng(0)
    single, rho, cells, seeds = 0.7, 0.6, 60, 2
    shrunk = np.sqrt(Reliability(single, seeds, cells).mean)
    found = []
    for _ in range(3000):
        true = rng.normal(size=cells)
        score = rho * true + np.sqrt(1 - rho**2) * rng.normal(size=cells)
        noise = rng.normal(0, np.sqrt((1 - single) / single / seeds), cells)
        found.append(np.corrcoef(score, true + noise)[0, 1] / shrunk)
    assert np.mean(found) == pytest.approx(rho, abs=0.01)
    assert np.std(found) == pytest.approx(correlation_error(single, rho, cells, seeds), rel=0.06)


def test_more_cells_tell_more_than_more_seeds() -> None:
    for single in (0.3, 0.66, 0.91):
        errors = spending(single, 0.8, 900).figure.axes[0].lines[0].get_ydata()
        assert list(errors) == sorted(errors)
