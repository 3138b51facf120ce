"""Lesson 09's pictures: their lines are the data's, their words follow, and the best of n is what drawing finds."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from swap_teach.course import frames_09
from swap_teach.means import Mean, mean
from swap_teach.records import load_record

RNG = np.random.default_rng(9)
FOUND = RNG.normal(85, 2, (2, 12, 3))  # two series, twelve seeds, three budgets


def test_curves_are_means_with_their_intervals_and_the_words_say_both_ends() -> None:
    series = {name: [mean(column) for column in found.T] for name, found in zip("ab", FOUND, strict=True)}
    picture = frames_09.by_budget((10, 30, 100), {"accuracy": series}, {"accuracy": {"the bar": 88.216}})
    [axes] = picture.figure.axes
    line, _, _ = axes.containers[0]
    np.testing.assert_allclose(line.get_ydata(), FOUND[0].mean(axis=0))
    first, last = series["a"][0], series["a"][2]
    assert (
        f"a: {first.value:.2f} [{first.low:.2f}, {first.high:.2f}], {series['a'][1].value:.2f}, " in picture.description
    )
    assert f"{last.value:.2f} [{last.low:.2f}, {last.high:.2f}]; b:" in picture.description
    assert picture.description.endswith("for comparison, the bar: 88.22.")
    assert "Means over 12 searches" in picture.description
    assert picture.png().startswith(b"\x89PNG")


def test_two_panels_have_a_line_at_zero_only_where_zero_lies_inside() -> None:
    around, above = [Mean(0.5, -1, 2, 20)] * 2, [Mean(50, 49, 51, 20)] * 2
    picture = frames_09.by_budget((1, 10), {"difference": {"x": around}, "level": {"x": above}})
    zeros = [[line for line in axes.lines if list(line.get_ydata()) == [0, 0]] for axes in picture.figure.axes]
    assert [len(lines) for lines in zeros] == [1, 0]
    assert "difference, after 1, 10 evaluations. x: 0.50 [-1.00, 2.00]" in picture.description


def test_large_values_are_told_without_decimals() -> None:
    told = frames_09.by_budget((1, 2), {"score": {"x": [Mean(65_088.4, 65_000, 65_100, 5)] * 2}}).description
    assert "65,088 [65,000, 65,100]" in told


def test_stops_are_told_with_their_means_and_the_top_s_place() -> None:
    scores, accuracy = np.array([1.0, 2, 3, 4, 5]) * 1000, np.array([10.0, 80, 90, 85, 70])
    told = frames_09.where_they_stop(scores, accuracy, {"early": [2, 2, 3], "late": [4, 4, 4]}, largest=1).description
    assert "early: 2 different cells, mean score 3,333, mean accuracy 88.3" in told
    assert "late: 1 different cells, mean score 5,000, mean accuracy 70.0" in told
    assert "The highest score has accuracy 70.0, place 4 of 5; the largest cell has 80.0." in told


def test_the_settings_map_holds_the_records_geometric_means() -> None:
    table = load_record("search_settings").table
    picture = frames_09.settings_map(table)
    assert len(picture.figure.axes) == 4
    chosen = table.query("objective == 'swap' and budget == 100 and population == 50 and sample == 2")
    assert len(chosen) == 9
    value = np.prod(1 + chosen.place.to_numpy()) ** (1 / 9) - 1
    assert "Psi, 100 evaluations: P 10 S 2: 12, " in picture.description
    assert f"P 50 S 2: {value:.0f}, P 50 S 5" in picture.description.split("Psi, 100")[1]
    shown = [text.get_text() for text in picture.figure.axes[2].texts]
    assert shown[6] == f"{value:.0f}"


@pytest.mark.parametrize("n", [1, 2, 4, 7])
def test_the_best_of_n_is_the_mean_over_all_draws(n: int) -> None:
    scores, values = RNG.permutation(7).astype(float), RNG.normal(size=7)
    draws = [max(draw, key=lambda row: scores[row]) for draw in itertools.combinations(range(7), n)]
    assert frames_09.best_of(scores, values, n) == pytest.approx(values[draws].mean())


def test_of_equals_the_first_counts_and_a_series_is_taken_as_it_stands() -> None:
    assert frames_09.best_of(pd.Series([1, 1], ["b", "a"]), pd.Series([30, 50], ["b", "a"]), 2) == 30


@pytest.mark.parametrize("n", [0, 4])
def test_more_than_there_are_can_not_be_drawn(n: int) -> None:
    with pytest.raises(ValueError, match=rf"Draw between 1 and all 3 cells; got n={n}\."):
        frames_09.best_of([1, 2, 3], [1, 2, 3], n)
