"""Lesson A5's pictures: their figures are the data's, and their words follow."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from swap_teach.course import frames_A5
from swap_teach.course.questions import get_question
from swap_teach.final_training.recipe import RECIPES
from swap_teach.means import paired
from swap_teach.records import load_record


def test_the_schedules_are_told_at_start_middle_and_end() -> None:
    picture = frames_A5.schedules(RECIPES["cifar10"])
    assert picture.description == (
        "Schedules over 600 epochs. learning rate: 0.025 in epoch 1, 0.0125 in epoch 301, 0 in epoch 600; probability "
        "of drop-path: 0 in epoch 1, 0.1 in epoch 301, 0.1997 in epoch 600."
    )
    rate, drop = (axes.lines[0].get_ydata() for axes in picture.figure.axes)
    assert (np.diff(rate) < 0).all()
    assert np.diff(drop) == pytest.approx(0.2 / 600)


def test_what_changed_is_told_image_by_image() -> None:
    before = np.full((2, 4, 4, 3), 200, np.uint8)
    after = before.copy()
    after[0, :2, :2, 1] = 7
    description = frames_A5.before_and_after(before, after, ["a 3", "a 5"]).description
    assert description.endswith("Pixels that changed: a 3 25%, a 5 0%.")
    assert description.startswith("2 scenes")


def test_pairs_are_told_with_difference_and_interval() -> None:
    rng = np.random.default_rng(0)
    found, random = rng.normal(80, 2, 6), rng.normal(79, 2, 6)
    interval = stats.ttest_rel(found, random).confidence_interval()
    picture = frames_A5.pairs(found, random, [20_000] * 6)
    assert f"The found one is ahead in {(found > random).sum()}." in picture.description
    assert f"95 % interval {interval.low:+.1f} to {interval.high:+.1f}." in picture.description
    assert picture.png().startswith(b"\x89PNG")


@pytest.mark.parametrize("half", [0.5, 1.0, 3.0])
def test_the_pairs_needed_are_the_fewest(half: float) -> None:
    def width(n: int) -> float:
        return float(stats.t.ppf(0.975, n - 1) * 3.0 / n**0.5)

    n = frames_A5.pairs_for(3.0, half)
    assert width(n) <= half < width(n - 1)
    assert f"{n} at {half:g}" in frames_A5.pairs_needed(3.0, [half, 9.0]).description


def test_pairs_are_of_one_size_and_the_prediction_s_answer_is_the_record_s() -> None:
    table = load_record("final_training").table.pivot(index="search", columns="cell")
    ahead = paired(table["right_percent", "found"], table["right_percent", "random"])
    answer = "higher" if ahead.low > 0 else "lower" if ahead.high < 0 else "unclear"
    assert get_question("PREDICTIONS", "A5-found").answer == answer
    sizes = table["params"]
    assert (abs(sizes["random"] / sizes["found"] - 1) <= 0.02).all()
