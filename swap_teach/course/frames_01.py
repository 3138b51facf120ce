"""The pictures of lesson 01: two trainings, strips of bootstrapped rank correlations, the best tenth, differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, BLUE, SKY, VERMILION, Picture, number, panels, style
from swap_teach.rank_bootstrap import spearman_statistic
from swap_teach.ranking import spearman
from swap_teach.seeding import derived_rng

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

DRAWS = 200
"""Dots of a strip: so many bootstrap samples are drawn, and shown."""


def two_trainings(one: ArrayLike, other: ArrayLike, names: Sequence[str] = ("seed 0", "seed 1")) -> Picture:
    """Draw the accuracies (%) of one training against those of another, one point an architecture."""
    x, y = np.asarray(one, float), np.asarray(other, float)
    figure, [axes] = panels(width=5.5, height=3.6)
    rho = spearman(x, y)
    with style():
        axes.scatter(x, y, s=14, color=BLUE, alpha=0.6, linewidths=0)
        axes.set(xlabel=f"test accuracy, {names[0]} (%)", ylabel=f"test accuracy, {names[1]} (%)", title=str(rho))
    best = int(x.argmax())
    return Picture(
        figure,
        f"Test accuracy with {names[1]} ({number(y.min())} to {number(y.max())} %) against {names[0]} "
        f"({number(x.min())} to {number(x.max())} %), {len(x)} architectures: {rho}. The best with {names[0]} has rank "
        f"{1 + int((y > y[best]).sum())} with {names[1]}.",
    )


def rhos_of_draws(
    score: ArrayLike, accuracy: ArrayLike, sizes: Sequence[int] = (20, 50, 100), seed: int = 0
) -> Picture:
    """Draw, for each size, the rhos of 200 draws of so many architectures: a dot a draw, a bar for the middle 95 %.

    Draws are with replacement, so that any size can be drawn from any table.
    """
    s, a = np.asarray(score, float), np.asarray(accuracy, float)
    return _of_draws({size: draws(s, a, size, seed) for size in sizes}, _rho(s, a), len(s))


def _of_draws(rhos: Mapping[int, np.ndarray], rho: float, architectures: int) -> Picture:
    figure, [axes] = panels(width=7.0, height=0.6 * len(rhos) + 1.0)
    rows = {f"{size} drawn": values for size, values in rhos.items()}
    told = _strips(axes, rows)
    with style():
        axes.axvline(rho, color=BLACK, linewidth=1, linestyle="--")
        axes.set(xlim=(min(0, *map(np.min, rows.values())), 1), xlabel="rho of one draw (a dot); dashed: of all")
    return Picture(
        figure,
        f"A dot for the rho of each of {DRAWS} draws from {architectures} architectures; over all of them rho is "
        f"{rho:.2f} (dashed). {told}",
    )


def rhos_of_mini(size: int = 20) -> Picture:
    """Draw strips of 20, 50, 100 and `size` draws of the course's own benchmark, by parameters: an explorer's frame."""
    params, _, rho = _mini()
    return _of_draws({one: _draws_of_mini(one) for one in sorted({20, 50, 100, size})}, rho, len(params))


@cache
def _mini() -> tuple[np.ndarray, np.ndarray, float]:
    from swap_teach.benchmarks import load_benchmark

    mini = load_benchmark("mini")
    params, accuracy = (mini[column].to_numpy(float) for column in ("params", "test_acc"))
    return params, accuracy, _rho(params, accuracy)


@cache
def _draws_of_mini(size: int) -> np.ndarray:
    params, accuracy, _ = _mini()
    return draws(params, accuracy, size)


def best_tenth(
    score: ArrayLike, accuracy: ArrayLike, best: ArrayLike, score_name: str, accuracy_name: str, seed: int = 0
) -> Picture:
    """Draw a score against an accuracy with the best part boxed, and two strips of rhos: all, and the best alone.

    best  true for the architectures of the best part, however it was chosen. The lowest accuracies (one in twenty)
    stand at the lower edge as triangles.
    """
    s, a, chosen = np.asarray(score, float), np.asarray(accuracy, float), np.asarray(best, bool)
    figure, [points, strips] = panels(2, width=8.0, height=3.3, width_ratios=(1.3, 1))
    floor = float(np.quantile(a, 0.05))
    low = a < floor
    parts = {f"all {len(s)}": np.ones(len(s), bool), f"best {chosen.sum()}": chosen}
    told = _strips(strips, {name: draws(s[rows], a[rows], rows.sum(), seed) for name, rows in parts.items()})
    rhos = ", ".join(f"{_rho(s[rows], a[rows]):.2f} ({name})" for name, rows in parts.items())
    with style():
        points.plot(s[~chosen & ~low], a[~chosen & ~low], "o", color=BLUE, alpha=0.5, markersize=4, label="others")
        points.plot(s[low], np.full(low.sum(), floor), "v", color=BLACK, markersize=4, label="lower still")
        points.plot(s[chosen], a[chosen], "s", color=VERMILION, markersize=4, label="best tenth")
        _box(points, s[chosen], a[chosen])
        points.set(xlabel=score_name, ylabel=accuracy_name)
        points.xaxis.set_major_formatter("{x:,.0f}")
        points.tick_params(axis="x", labelrotation=20)
        points.legend(loc="lower right", fontsize=8, handletextpad=0.1)
        strips.set(xlabel="rho of one draw", title=f"rho {rhos}", xlim=(None, 1))
    return Picture(
        figure,
        f"{accuracy_name} against {score_name}, the best {chosen.sum()} of {len(s)} boxed "
        f"({number(a[chosen].min())} to {number(a[chosen].max())}); {low.sum()} below {number(floor)} at the edge. "
        f"Rho {rhos}. Beside it, a dot for the rho of each of {DRAWS} bootstrap draws. {told}",
    )


def difference(
    first: ArrayLike, second: ArrayLike, accuracy: ArrayLike, names: Sequence[str] = ("first", "second"), seed: int = 0
) -> Picture:
    """Draw two scores' rhos with their intervals, and the bootstrapped difference: paired, and each with its own draw.

    Paired: both scores are measured on the same drawn architectures.
    """
    columns = [np.asarray(values, float) for values in (first, second)]
    a = np.asarray(accuracy, float)
    paired = [draws(column, a, len(a), seed) for column in columns]
    other = draws(columns[1], a, len(a), seed + 1)
    figure, [singles, both] = panels(2, width=8.0, height=2.6, width_ratios=(1, 1.3))
    alone = _strips(singles, dict(zip(names, paired, strict=True)))
    told = _strips(both, {"same\narchitectures": paired[0] - paired[1], "each its\nown draw": paired[0] - other})
    with style():
        singles.set(xlabel="rho", title="each by itself")
        both.axvline(0, color=BLACK, linewidth=1)
        both.set(xlabel=f"{names[0]} minus {names[1]}", title="difference of their rhos")
    rhos = "; ".join(f"{name}: rho {_rho(column, a):.2f}" for name, column in zip(names, columns, strict=True))
    return Picture(
        figure,
        f"{rhos}; {len(a)} architectures, {DRAWS} draws. Each by itself: {alone} Difference: {told}",
    )


def draws(score: np.ndarray, accuracy: np.ndarray, size: int, seed: int = 0) -> np.ndarray:
    """Return Spearman's rho of 200 draws of `size` architectures with replacement; draws without a rho are left out.

    >>> draws(np.arange(9.0), np.arange(9.0), 5).round(9).min()
    np.float64(1.0)
    """
    n = len(score)
    counts = derived_rng(seed, "draws").multinomial(size, np.full(n, 1 / n), DRAWS).T.astype(float)
    rhos = spearman_statistic(score, accuracy)(counts)
    return np.asarray(rhos[np.isfinite(rhos)])


def _rho(score: np.ndarray, accuracy: np.ndarray) -> float:
    return float(spearman_statistic(score, accuracy)(np.ones((len(score), 1)))[0])


def _strips(axes: Axes, rows: Mapping[str, np.ndarray]) -> str:
    """Draw a row of dots for each column of values, from top to bottom, with a bar for the middle 95 %; say them."""
    told = []
    with style():
        for y, (name, values) in enumerate(rows.items()):
            low, high = np.quantile(values, [0.025, 0.975])
            heights = y + np.linspace(-0.22, 0.22, 7)[np.arange(len(values)) * 3 % 7]
            axes.plot(values, heights, "o", color=SKY, markersize=3, alpha=0.6, markeredgewidth=0)
            axes.plot((low, high), (y, y), "|-", color=BLACK, linewidth=2, markersize=12)
            words = name.replace("\n", " ")
            told.append(f"{words}: {values.min():.2f} to {values.max():.2f}, the middle 95 % [{low:.2f}, {high:.2f}]")
        axes.set_yticks(range(len(rows)), list(rows))
        axes.set(ylim=(len(rows) - 0.5, -0.5))
    return f"{'; '.join(told)}."


def _box(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    from matplotlib.patches import Rectangle

    margin_x, margin_y = 0.02 * np.ptp(axes.get_xlim()), 0.015 * np.ptp(axes.get_ylim())
    corner = (x.min() - margin_x, y.min() - margin_y)
    size = (np.ptp(x) + 2 * margin_x, np.ptp(y) + 2 * margin_y)
    axes.add_patch(Rectangle(corner, *size, fill=False, edgecolor=VERMILION, linewidth=1.5))
