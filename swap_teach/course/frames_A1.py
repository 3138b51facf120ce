"""The pictures of lesson A1: scenes, two trainings that drift apart, two seeds, seeds wanted, trainings to spend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, BLUE, SERIES, VERMILION, Picture, lines, number, panels, style

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def scene_sheet(rows: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Picture:
    """Draw scenes (uint8, N x 3 x height x width) in a row for each name, each under its digit.

    >>> scene_sheet({"training": (np.zeros((2, 3, 12, 12), np.uint8), [7, 1])}).description
    'Scenes of 12 x 12 pixels, with the digit that counts. training: 7, 1.'
    """
    drawn = {name: (np.asarray(x).transpose(0, 2, 3, 1), np.asarray(y)) for name, (x, y) in rows.items()}
    across = max(len(y) for _, y in drawn.values())
    figure, _ = panels(width=7.5, height=1.15 * len(drawn))
    figure.clear()
    with style():
        grid = figure.subplots(len(drawn), across, squeeze=False)
        for axes, (name, (images, digits)) in zip(grid, drawn.items(), strict=True):
            for place, axis in enumerate(axes):
                axis.axis("off")
                if place < len(digits):
                    axis.imshow(images[place], interpolation="nearest")
                    axis.set_title(f"{name}: {digits[place]}" if place == 0 else f"{digits[place]}", fontsize=8)
    height, width = next(iter(drawn.values()))[0].shape[1:3]
    told = "; ".join(f"{name}: {', '.join(map(str, digits))}" for name, (_, digits) in drawn.items())
    return Picture(figure, f"Scenes of {height} x {width} pixels, with the digit that counts. {told}.")


def drift(loss: ArrayLike, other: ArrayLike, nudge: float) -> Picture:
    """Draw the losses of two trainings step by step, and below how far apart they are (log scale).

    >>> drift([2.0, 1.0, 0.5], [2.0, 1.0, 0.6], 1e-6).description
    'Loss of two trainings over 3 steps, one with a weight larger by 1e-06. Apart by 1e-08 or less at first, by \
0.1 at most.'
    """
    one, two = np.asarray(loss, float), np.asarray(other, float)
    apart, steps = np.abs(one - two), np.arange(1, len(one) + 1)
    figure, [above, below] = panels(2, width=7.5, height=2.8)
    with style():
        for values, name, (colour, _, dash) in zip((one, two), ("as it is", "nudged"), SERIES, strict=False):
            above.plot(steps, values, color=colour, linestyle=dash, label=name)
        above.set(xlabel="training step", ylabel="loss (nats)", title="two trainings")
        above.legend()
        below.plot(steps, apart.clip(_FLOOR), color=BLACK, marker=".")
        below.axhline(nudge, color="0.5", linestyle=":", label=f"the nudge, {nudge:g}")
        below.set(xlabel="training step", ylabel="losses apart", yscale="log", title="their difference")
        below.legend(loc="lower right")
    return Picture(
        figure,
        f"Loss of two trainings over {len(one)} steps, one with a weight larger by {nudge:g}. Apart by "
        f"{number(max(apart[0], _FLOOR))} or less at first, by {number(apart.max())} at most.",
    )


def two_seeds(one: ArrayLike, other: ArrayLike, r_all: float, r_kept: float, kept: ArrayLike) -> Picture:
    """Draw cells by their accuracy with two seeds: all of them, and the kept ones in a frame of their own.

    r_all, r_kept  the rank correlation to write over each panel; kept  one boolean a cell.

    >>> two_seeds([10, 80, 82, 84], [10, 81, 85, 83], 0.8, -1.0, [False, False, True, True]).description
    'Two seeds of 4 cells, r = 0.80, accuracies from 10 to 84. Right the 2 kept, r = -1.00, accuracies from 82 to 84.'
    """
    x, y, keep = np.asarray(one, float), np.asarray(other, float), np.asarray(kept, bool)
    figure, [everything, close] = panels(2, width=7.5, height=3.6)
    told = []
    with style():
        for axes, chosen, r, name in ((everything, np.ones_like(keep), r_all, "all"), (close, keep, r_kept, "kept")):
            left_out = chosen & ~keep
            axes.plot(x[left_out], y[left_out], "o", color=BLUE, alpha=0.6, markersize=4, markeredgewidth=0)
            axes.plot(x[keep], y[keep], "^", color=VERMILION, alpha=0.6, markersize=4, markeredgewidth=0)
            ends = [min(x[chosen].min(), y[chosen].min()), max(x[chosen].max(), y[chosen].max())]
            axes.plot(ends, ends, color=BLACK, linestyle="--", linewidth=1)
            axes.set(title=f"{name}, {chosen.sum()} cells: r = {r:.2f}", xlabel="one seed (%)", ylabel="another (%)")
            axes.set_aspect("equal", adjustable="datalim")
            told.append(f"r = {r:.2f}, accuracies from {x[chosen].min():.0f} to {x[chosen].max():.0f}")
    return Picture(figure, f"Two seeds of {len(x)} cells, {told[0]}. Right the {keep.sum()} kept, {told[1]}.")


def seeds_wanted(singles: Mapping[str, float], wanted: float = 0.9, most: int = 12) -> Picture:
    """Draw the reliability of the mean of 1, 2, ... seeds for several reliabilities of one seed.

    Spearman and Brown's k r / (1 + (k - 1) r); a dotted line at the reliability that is wanted.
    """
    k = np.arange(1, most + 1)
    picture = lines(
        {f"{name}, {r:.2f} a seed": (k, (k * r / (1 + (k - 1) * r)).round(2)) for name, r in singles.items()},
        "seeds",
        "reliability of their mean",
    )
    [axes] = picture.figure.axes
    with style():
        axes.axhline(wanted, color="0.5", linestyle=":", label=f"wanted: {wanted:g}")
        axes.legend(loc="lower right")
        axes.set_ylim(0, 1.05)
    return picture


def spending(single: float, rho: float, trainings: int, seeds: Sequence[int] = (1, 2, 3, 5, 10)) -> Picture:
    """Draw what a number of trainings buys: how well a score's correlation is known, by the seeds spent on each cell.

    single  reliability of one seed; rho  the score's correlation with accuracies free of noise. The standard error of
    a correlation, (1 - r^2) / sqrt(n - 1), divided by what noise has shrunk r by.
    """
    errors = [correlation_error(single, rho, trainings // k, k) for k in seeds]
    return lines(
        {"standard error": (seeds, np.round(errors, 3))},
        f"seeds a cell, of {trainings:,} trainings",
        "uncertainty of rho",
    )


def correlation_error(single: float, rho: float, cells: int, seeds: int) -> float:
    """Return the standard error of a score's correlation, corrected for the noise of the accuracies.

    >>> round(correlation_error(single=1.0, rho=0.0, cells=101, seeds=1), 3)
    0.1
    """
    shrunk = np.sqrt(seeds * single / (1 + (seeds - 1) * single))
    return float((1 - (rho * shrunk) ** 2) / np.sqrt(cells - 1) / shrunk)


_FLOOR = 1e-8
