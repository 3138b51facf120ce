"""The pictures of lesson 05: rank correlation by number of images, by kind of images, by repeats; first-layer maps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, BLUE, GREEN, ORANGE, SERIES, VERMILION, Picture, panels, style
from swap_teach.patterns import count_patterns

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    from swap_teach.correlations import Correlation


def by_samples(curve: pd.DataFrame, name: str) -> Picture:
    """Draw rank correlation against the number of images S, and under it how many different patterns there are.

    curve  one row for each S, in the columns of the record `samples`: samples, n, spearman with low and high,
           params_spearman, units_spearman, psi_over_v, chance_over_v, ceiling_over_v (medians). A correlation is NaN
           where all scores tie; an interval is NaN where too many resamples tie.
    """
    from matplotlib.figure import Figure

    rows = curve.sort_values("samples")
    s, rho = rows["samples"].to_numpy(float), rows["spearman"].to_numpy(float)
    params, units = (float(rows[f"{what}_spearman"].iloc[0]) for what in ("params", "units"))
    even = math.log2(2 ** s[0] / rows["ceiling_over_v"].iloc[0])  # log2 of the median V, since the ceiling is 2^S there
    with style():
        figure = Figure(figsize=(7.5, 5.2), layout="constrained")
        top, bottom = figure.subplots(2, 1, sharex=True)
        top.fill_between(s, rows["low"], rows["high"], color=BLUE, alpha=0.15, linewidth=0)
        top.plot(s, rho, "o-", color=BLUE, label="SWAP, with its 95 % interval")
        top.axhline(params, color=VERMILION, linestyle="--", label="number of parameters")
        top.axhline(units, color=GREEN, linestyle="-.", label="number of units V")
        top.set(ylabel="rank correlation\nwith accuracy", ylim=(min(0, np.nanmin(rows["low"])), 1), title=name)
        top.legend(loc="lower right")
        bottom.plot(s, rows["ceiling_over_v"], "s:", color=BLACK, label="ceiling, min(V, 2^S)")
        bottom.plot(s, rows["chance_over_v"], "^--", color=ORANGE, label="coins")
        bottom.plot(s, rows["psi_over_v"], "o-", color=BLUE, label="SWAP")
        bottom.set(xlabel="images S", ylabel="patterns, as a share of V", ylim=(0, 1.05), xscale="log")
        bottom.set_xticks(s, [f"{x:.0f}" for x in s])
        bottom.minorticks_off()
        bottom.legend(loc="lower right")
        for panel in (top, bottom):
            panel.axvline(even, color="0.5", linewidth=1)
        left_of_line = {"xytext": (-4, 4), "textcoords": "offset points", "ha": "right"}
        top.annotate("2^S = V", (even, 0), xycoords=("data", "axes fraction"), **left_of_line)
    columns = (rows[column].to_numpy(float) for column in ("low", "high", "psi_over_v", "chance_over_v"))
    told = "; ".join(
        f"S = {x:.0f}: "
        + ("all scores tie" if math.isnan(r) else f"{r:.2f} " + _bracket(low, high))
        + f", SWAP {psi:.0%} of V, coins {coins:.0%}"
        for x, r, low, high, psi, coins in zip(s, rho, *columns, strict=True)
    )
    return Picture(
        figure,
        f"{name}, n = {int(rows['n'].iloc[0])}. Rank correlation with accuracy by number of images. {told}. Parameters "
        f"alone {params:.2f}, V alone {units:.2f}. 2^S = V at S = {even:.1f}.",
    )


def _bracket(low: float, high: float) -> str:
    return "(no interval: too many resamples tie)" if math.isnan(low) else f"[{low:.2f}, {high:.2f}]"


def first_layer(batches: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Picture:
    """Draw, for each batch, its first image, one channel's units for that image, and how many share each pattern.

    batches has a name and a pair: an image (H x W x 3, uint8) and the channel's bits (S x H x W) over the batch.
    """
    from matplotlib.figure import Figure

    told = []
    with style():
        figure = Figure(figsize=(1.9 * len(batches), 5.4), layout="constrained")
        axes = figure.subplots(3, len(batches), squeeze=False)
        for column, (name, (image, bits)) in zip(axes.T, batches.items(), strict=True):
            maps = np.asarray(bits).astype(bool)
            sharing = shared_by(maps)
            column[0].imshow(np.asarray(image))
            column[0].set_title(name)
            column[1].imshow(maps[0], cmap="Greys", vmin=0, vmax=1.4)
            shown = column[2].imshow(np.log2(sharing), cmap="cividis", vmin=0, vmax=6)
            column[2].set_xlabel(f"{count_patterns(maps.reshape(len(maps), -1)):,} patterns\nof {maps[0].size:,} units")
            told.append(
                f"{name}: {count_patterns(maps.reshape(len(maps), -1)):,} different patterns, "
                f"{np.mean(sharing == 1):.0%} of the units have theirs alone"
            )
        for row, label in zip(axes[:, 0], ("first image", "units on\n(dark)", "units with\nthis pattern"), strict=True):
            row.set_ylabel(label)
        for panel in axes.flat:
            panel.set(xticks=[], yticks=[])
        bar = figure.colorbar(shown, ax=axes[2], location="right", shrink=0.8, ticks=range(0, 7, 2))
        bar.ax.set_yticklabels(["1", "4", "16", "64"])
    return Picture(
        figure,
        f"The same network, one channel of its first layer ({maps[0].size:,} units, {len(maps)} images) on "
        f"{len(batches)} kinds of images. {'; '.join(told)}.",
    )


def by_inputs(found: Mapping[str, Correlation], lines: Mapping[str, float], name: str) -> Picture:
    """Draw the rank correlation that each kind of images gives, with its interval, and lines to compare with."""
    figure, [axes] = panels(width=7.5, height=0.9 + 0.42 * len(found))
    with style():
        for place, rho in enumerate(found.values()):
            reach = [[rho.value - rho.low], [rho.high - rho.value]]
            axes.errorbar(rho.value, place, xerr=reach, fmt="o", color=BLUE, capsize=3)
        for (what, value), (colour, _, dash) in zip(lines.items(), SERIES[1:], strict=False):
            axes.axvline(value, color=colour, linestyle=dash, label=f"{what}: {value:.2f}")
        axes.set_yticks(range(len(found)), [f"{what}: {rho.value:.2f}" for what, rho in found.items()])
        axes.set(xlabel="rank correlation with accuracy, 95 % interval", title=name, ylim=(len(found) - 0.5, -0.5))
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    told = "; ".join(f"{what} {rho.value:.2f} [{rho.low:.2f}, {rho.high:.2f}]" for what, rho in found.items())
    beside = ", ".join(f"{what} {value:.2f}" for what, value in lines.items())
    n = next(iter(found.values())).n
    return Picture(figure, f"{name}, n = {n}. Rank correlation of SWAP with accuracy: {told}. To compare: {beside}.")


def by_repeats(cells: Mapping[str, Sequence[float]], rhos: Mapping[int, Sequence[float]]) -> Picture:
    """Draw the repeats of a few architectures, and the rank correlation that means over more and more repeats give.

    cells  each architecture's name with its score in every repeat
    rhos   for each number of repeats, the correlation of every set of so many
    """
    figure, [left, right] = panels(2, width=7.5, height=3.2)
    with style():
        for place, scores in enumerate(cells.values()):
            mean, error = np.mean(scores), np.std(scores, ddof=1) / math.sqrt(len(scores))
            left.plot(scores, [place] * len(scores), "|", color=BLUE, markersize=12)
            left.errorbar(mean, place + 0.3, xerr=2 * error, fmt="o", color=BLACK, capsize=3)
        left.set_yticks(range(len(cells)), list(cells))
        left.set(xlabel="SWAP-Score", title="strokes: single scores; dot: mean ± 2 se")
        left.xaxis.set_major_formatter("{x:,.0f}")
        for repeats, values in rhos.items():
            right.plot([repeats] * len(values), values, "o", color=BLUE, alpha=0.6)
        right.plot(list(rhos), [np.mean(values) for values in rhos.values()], "--", color=BLACK, label="mean")
        right.set(xlabel="repeats in a mean", ylabel="rank correlation", xscale="log", title="all architectures")
        right.set_xticks(list(rhos), [str(repeats) for repeats in rhos])
        right.minorticks_off()
        right.legend(loc="lower right")
    told = "; ".join(
        f"{name} {np.mean(scores):,.0f} ± {np.std(scores, ddof=1) / math.sqrt(len(scores)):,.0f}"
        for name, scores in cells.items()
    )
    sets = "; ".join(
        f"{repeats} repeat{'s' * (repeats > 1)}: {min(values):.3f} to {max(values):.3f}, mean {np.mean(values):.3f}"
        for repeats, values in rhos.items()
    )
    return Picture(
        figure,
        f"Scores of {len(cells)} architectures in {len(next(iter(cells.values())))} repeats, mean ± one standard "
        f"error: {told}. Rank correlation with accuracy of means over sets of repeats: {sets}.",
    )


def shared_by(maps: np.ndarray) -> np.ndarray:
    """Return, for each position, how many positions have its pattern."""
    patterns = maps.reshape(len(maps), -1)
    _, which, counts = np.unique(patterns, axis=1, return_inverse=True, return_counts=True)
    return np.asarray(counts[which.ravel()].reshape(maps.shape[1:]))
