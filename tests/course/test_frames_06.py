"""Lesson 06's pictures: the lines they draw are lines of equal Psi', and their words and tables follow the data."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.stats import spearmanr

from swap_teach import regularised_swap
from swap_teach.correlations import spearman
from swap_teach.course import frames_06
from swap_teach.course.explorers import build

RNG = np.random.default_rng(6)
THETA = RNG.uniform(70, 1500, 120).round()
PSI = (20_000 + 30 * THETA + RNG.normal(0, 8_000, 120)).round().clip(1)
ACCURACY = 80 + THETA / 300 + PSI / 50_000 + RNG.normal(0, 1, 120)


@pytest.mark.parametrize(("mu", "sigma"), [(600, 360_000), (344, 344), (1500, 2e6)])
def test_a_line_parts_the_first_ten_from_the_others(mu: float, sigma: float) -> None:
    axes = frames_06.plane(PSI, THETA, ACCURACY, mu, sigma).figure.axes[0]
    line = axes.lines[0]
    sizes, along = line.get_xdata(), line.get_ydata()
    inside = np.asarray(along) < 1.9 * PSI.max()  # beyond the upper rim the line is cut off
    score = np.log(np.asarray(along)) - (np.asarray(sizes) - mu) ** 2 / sigma
    np.testing.assert_allclose(score[inside], score[inside][0])
    above = np.log(PSI) - (THETA - mu) ** 2 / sigma > score[inside][0]
    assert above.sum() == frames_06.PICKS
    assert len(axes.collections[1].get_offsets()) == frames_06.PICKS


def test_the_account_agrees_with_scipy_and_with_the_package() -> None:
    table = frames_06.account(PSI, THETA, ACCURACY, 900, 400_000).set_index("score")
    score = regularised_swap(PSI, THETA, 900, 400_000)
    assert table.rho["Psi'"] == pytest.approx(spearmanr(score, ACCURACY).statistic)
    assert table.rho["#params"] == pytest.approx(spearmanr(THETA, ACCURACY).statistic)
    first = np.argsort(score)[::-1][:10]
    assert table.median_size["Psi'"] == np.median(THETA[first])
    assert table.mean_accuracy["Psi'"] == pytest.approx(ACCURACY[first].mean())


def test_the_words_follow_mu_and_sigma() -> None:
    narrow, wide = (frames_06.plane(PSI, THETA, ACCURACY, 600, sigma).description for sigma in (344, 5e6))
    assert "120 cells, mu 600, sigma 344." in narrow
    assert narrow.split("rho")[1] != wide.split("rho")[1]
    strip = frames_06.planes(PSI, THETA, ACCURACY, {"low": (200, 40_000), "high": (1200, 1_440_000)}).description
    assert "low: 120 cells, mu 200" in strip
    assert "high: 120 cells, mu 1,200" in strip


def test_the_needle_and_the_plain_are_told_apart_in_words() -> None:
    told = frames_06.over_sizes({"needle": (THETA, 700, 100), "plain": (THETA, 700, 1e9)}).description
    needle, plain = told.split("plain (")
    share = np.mean(np.exp(-((THETA - 700) ** 2) / 100) < 0.001)
    assert f"below 0.001 for {share:.0%}" in needle
    assert "below 0.001 for 0%" in plain


def test_steering_tells_both_ends() -> None:
    told = frames_06.steering(PSI, THETA, ACCURACY, [100, 800, 2000]).description
    size = spearmanr(THETA, ACCURACY).statistic
    assert f"mu 2,000: rho of Psi' {spearmanr(regularised_swap(PSI, THETA, 2000, 4e6), ACCURACY).statistic:.2f}" in told
    assert f"of f alone {size:.2f}, first ten" in told.split("mu 2,000")[1], "beyond all sizes f ranks by size"
    assert told.endswith(f"counting parameters {size:.2f}.")


def test_intervals_are_drawn_in_the_order_given() -> None:
    rows = {"Psi": spearman(PSI, ACCURACY), "#params": spearman(THETA, ACCURACY)}
    picture = frames_06.intervals(rows)
    assert [label.get_text() for label in picture.figure.axes[0].get_yticklabels()] == ["Ψ", "#params"]
    assert picture.description.index("Psi ") < picture.description.index("#params ")


def test_the_explorer_s_figure_words_and_table_move_together() -> None:
    def board(mu: float = 344, sigma: int = 120_000) -> object:
        return frames_06.plane_and_account(PSI, THETA, ACCURACY, mu, sigma)

    built = build(board, {"mu": (50, 1550, 50), "sigma": [344, 120_000]})
    (mu, _), view = built.children[0].children, built.children[1]
    before = view.value
    box = mu.children[1]
    box.value = 1200
    assert "mu 1,200" in view.value
    table = frames_06.account(PSI, THETA, ACCURACY, 1200, 120_000)
    assert f"<td>{table.median_size[0].round():.1f}</td>" in view.value
    parts = [html.split("<figcaption>") for html in (before, view.value)]
    assert parts[0][0] != parts[1][0], "the figure"
    assert view.value.count("<table") == 1


def test_a_step_of_the_explorer_is_quick() -> None:
    def step() -> float:
        start = time.process_time()
        frames_06.plane_and_account(PSI, THETA, ACCURACY, 900, 500_000)[0].png()
        return time.process_time() - start

    step()
    assert min(step() for _ in range(3)) < 0.3  # about 0.1 s on an idle core
