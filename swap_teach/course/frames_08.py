"""The pictures of lesson 08: how well scores rank, beside the lines they have to clear; what they cost and pick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, BLUE, GREEN, VERMILION, Picture, number, panels, style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

LINES = (("params", "#params", VERMILION, "--"), ("units", "V", GREEN, ":"))


def ranks(table: pd.DataFrame) -> Picture:
    """Draw each metric's rank correlation with its interval, best first, and lines at those of #params and of V.

    table has the columns metric, spearman, spearman_low, spearman_high, params_spearman, units_spearman and n.
    """
    rows = table.sort_values("spearman", ascending=False, ignore_index=True)
    places = np.arange(len(rows))[::-1]
    figure, [axes] = panels(width=7.0, height=0.9 + 0.25 * len(rows))
    with style():
        errors = [rows.spearman - rows.spearman_low, rows.spearman_high - rows.spearman]
        axes.errorbar(rows.spearman, places, xerr=errors, fmt="o", color=BLACK, markersize=4, capsize=2)
        for column, name, colour, dash in LINES:
            axes.axvline(rows[f"{column}_spearman"].median(), color=colour, linestyle=dash, label=name)
        axes.set_yticks(places, rows.metric, fontsize=9)
        axes.set(xlabel="Spearman's ρ", ylim=(-0.7, len(rows) - 0.3))
        axes.grid(axis="x", color="0.9")
        axes.legend(loc="upper left")
    told = "; ".join(
        f"{r.metric} {r.spearman:.2f} [{r.spearman_low:.2f}, {r.spearman_high:.2f}]" for r in rows.itertuples()
    )
    size, units = (rows[f"{column}_spearman"].median() for column, *_ in LINES)
    return Picture(
        figure,
        f"Rank correlations with their 95 % intervals, n = {rows.n.max()}, from the best: {told}. Lines: #params "
        f"{size:.2f}, V {units:.2f}.",
    )


def cost_and_pick(table: pd.DataFrame, label: Sequence[str] = ()) -> Picture:
    """Draw cost against rank correlation, and rank correlation against the regret of the top pick.

    table has the columns metric, milliseconds, spearman and its interval, and regret (points of accuracy, 0 the best).
    Metrics in `label` (all if empty) are named in the picture.
    """
    rows = table.dropna(subset=["milliseconds"]).reset_index(drop=True)
    named = set(label or rows.metric)
    figure, [left, right] = panels(2, width=7.8, height=3.8)
    size = rows.metric == "params"
    cost = rows.milliseconds.clip(lower=0.1)
    with style():
        errors = [rows.spearman - rows.spearman_low, rows.spearman_high - rows.spearman]
        left.errorbar(cost, rows.spearman, yerr=errors, fmt="none", ecolor="0.7", elinewidth=1)
        for axes, x, y in ((left, cost, rows.spearman), (right, rows.spearman, rows.regret)):
            axes.plot(x[~size], y[~size], "o", color=BLUE, markersize=5)
            axes.plot(x[size], y[size], "*", color=VERMILION, markersize=14)
        left.set(xscale="log", xlabel="ms for one network, one thread", ylabel="Spearman's ρ")
        right.set(xlabel="Spearman's ρ", ylabel="top pick: points below the best")
        figure.draw_without_rendering()  # so that places on the page are known
        for axes, x, y in ((left, cost, rows.spearman), (right, rows.spearman, rows.regret)):
            _name(axes, x, y, rows.metric, named)
    cheapest, dearest = rows.iloc[int(cost.argmin())], rows.iloc[int(cost.argmax())]
    best, luckiest = rows.iloc[int(rows.spearman.argmax())], rows.iloc[int(rows.regret.argmin())]
    between = np.corrcoef(rows.spearman.rank(), rows.regret.rank())[0, 1]
    return Picture(
        figure,
        f"{len(rows)} metrics (star: #params). Left: cost against rank correlation; {cheapest.metric} costs least, "
        f"{dearest.metric} most. Right: rank correlation against what the top pick lacks; {best.metric} ranks best "
        f"({best.spearman:.2f}) and its pick lacks {number(best.regret)} points; the best pick is {luckiest.metric}'s "
        f"({number(luckiest.regret)} points, rho {luckiest.spearman:.2f}). Rank correlation of the two: {between:.1f}.",
    )


def _name(axes: Axes, x: pd.Series[float], y: pd.Series[float], names: pd.Series[str], named: set[str]) -> None:
    """Write names beside points, but none where another stands already."""
    taken: list[tuple[float, float]] = []
    for a, b, name in zip(x, y, names, strict=True):
        across, up = axes.transData.transform((a, b))
        free = all(abs(across - other) > 60 or abs(up - above) > 12 for other, above in taken)
        if name in named and free:
            axes.annotate(name, (a, b), xytext=(4, 3), textcoords="offset points", fontsize=8)
            taken.append((across, up))
