"""The pictures of lesson A2: GraSP layer by layer, a ranking beside another, every card's rank with its nearest kin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, BLUE, VERMILION, Picture, number, panels, style

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike


def layer_by_layer(layers: Sequence[tuple[str, float, bool]]) -> Picture:
    """Draw what each layer adds to GraSP; layers behind BatchNorm are plain bars, the others hatched.

    layers has (name, -W . (H g), whether BatchNorm follows), in order of execution.

    >>> layer_by_layer([("a", 2.0, True), ("head", -1.5, False)]).description
    'What each of 2 layers adds to GraSP. Behind BatchNorm: 1 layer, in all 2, every one above 0. The others: \
head -1.5. Sum 0.5.'
    """
    figure, [axes] = panels(width=7.5, height=3.4)
    x, values = np.arange(len(layers)), np.array([value for _, value, _ in layers])
    followed = np.array([behind for _, _, behind in layers])
    with style():
        for chosen, colour, hatch, label in (
            (followed, BLUE, "", "BatchNorm follows"),
            (~followed, VERMILION, "//", "no BatchNorm"),
        ):
            axes.bar(x[chosen], values[chosen], color=colour, hatch=hatch, edgecolor="white", label=label)
        axes.axhline(0, color=BLACK, linewidth=0.8)
        axes.set(xlabel="layer", ylabel="adds to GraSP")
        axes.set_xticks(x, [name for name, _, _ in layers], rotation=60, ha="right", fontsize=8)
        axes.legend(loc="lower left", fontsize=9)
    behind = values[followed]
    signs = "every one above 0" if (behind > 0).all() else f"{(behind <= 0).sum()} not above 0"
    others = ", ".join(f"{name} {_few(value)}" for name, value, after in layers if not after)
    return Picture(
        figure,
        f"What each of {len(layers)} layers adds to GraSP. Behind BatchNorm: {len(behind)} "
        f"layer{'s' * (len(behind) != 1)}, in all {_few(behind.sum())}, {signs}. The others: {others or 'none'}. Sum "
        f"{_few(values.sum())}.",
    )


def ranks_beside(one: ArrayLike, other: ArrayLike, one_name: str, other_name: str, interval: str) -> Picture:
    """Draw two rankings of the same architectures against each other, a point each; `interval` is printed above."""
    from scipy.stats import rankdata

    x, y = (rankdata(np.asarray(column, float)) for column in (one, other))
    figure, [axes] = panels(width=4.6, height=3.8)
    with style():
        axes.scatter(x, y, s=10, color=BLUE, alpha=0.5, linewidths=0)
        axes.set(xlabel=f"rank by {one_name}", ylabel=f"rank by {other_name}", title=interval)
    apart = np.abs(x - y) / len(x)
    return Picture(
        figure,
        f"Ranks of {len(x)} architectures by {one_name} and by {other_name}, {interval}. Half of them have places "
        f"in the two rankings that differ by at most {100 * np.median(apart):.0f} % of all places.",
    )


def all_cards(ranks: pd.DataFrame, kin: Mapping[str, Mapping[str, float]]) -> Picture:
    """Draw each card's rank correlation on `mini` with its interval, best first, and its nearest kin beside it.

    ranks has the columns spearman, low, high and params_spearman, a row for each card; a dashed line marks #params.
    """
    ordered = ranks.sort_values("spearman", ascending=False)
    size = float(ordered.params_spearman.iloc[0])
    figure, [axes] = panels(width=7.2, height=0.9 + 0.27 * len(ordered))
    told = []
    with style():
        for y, (name, row) in enumerate(ordered.iterrows()):
            axes.plot([row.low, row.high], [y, y], color=BLUE)
            axes.plot(row.spearman, y, "o", color=BLUE, markersize=5)
            nearest, rho = next(iter(kin[str(name)].items()))
            axes.text(1.04, y, f"{nearest} {rho:+.2f}", va="center", fontsize=9)
            told.append(f"{name} {row.spearman:+.2f} ({nearest} {rho:+.2f})")
        axes.axvline(size, color=BLACK, linestyle="--", linewidth=1, label="#params")
        axes.set_yticks(range(len(ordered)), list(ordered.index))
        axes.set(xlim=(-0.5, 1), ylim=(len(ordered) - 0.5, -0.5), xlabel="rho with test accuracy, 95 % interval")
        axes.text(1.04, -1, "nearest kin", va="center", fontsize=9, style="italic")
        axes.legend(loc="upper left", fontsize=9)
    n = f"{ordered.n.min():.0f} to {ordered.n.max():.0f}"
    return Picture(
        figure, f"Rank correlation with test accuracy on mini, n = {n}, and nearest kin in brackets: {'; '.join(told)}."
    )


def _few(value: float) -> str:
    return number(float(f"{value:.2g}"))
