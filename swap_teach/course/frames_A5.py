"""The pictures of lesson A5: the two schedules, scenes before and after cutout, found cells beside random ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from swap_teach.figures import BLACK, BLUE, VERMILION, Picture, number, panels, style
from swap_teach.final_training.recipe import FinalRecipe, drop_path_at
from swap_teach.means import paired
from swap_teach.training import learning_rate


def schedules(recipe: FinalRecipe) -> Picture:
    """Draw what changes from epoch to epoch: the learning rate at its middle, and the probability of drop-path."""
    epochs = recipe.descent.epochs
    x = np.arange(epochs)
    rates = np.array([learning_rate(recipe.descent, (k + 0.5) / epochs) for k in x])
    drops = np.array([drop_path_at(recipe, int(k)) for k in x])
    figure, axes = panels(2, width=7.5, height=2.8)
    told = []
    for panel, values, name, colour in zip(
        axes, (rates, drops), ("learning rate", "probability of drop-path"), (BLUE, VERMILION), strict=True
    ):
        with style():
            panel.plot(x + 1, values, color=colour)
            panel.set(xlabel="epoch", title=name, ylim=(0, None))
        points = ", ".join(f"{number(round(values[k], 4))} in epoch {k + 1}" for k in (0, epochs // 2, epochs - 1))
        told.append(f"{name}: {points}")
    return Picture(figure, f"Schedules over {epochs} epochs. {'; '.join(told)}.")


def before_and_after(images: ArrayLike, cut: ArrayLike, names: Sequence[str]) -> Picture:
    """Draw images, (n, height, width, 3) uint8, in a row, and below each what an augmentation made of it."""
    above, below = np.asarray(images), np.asarray(cut)
    figure, panel = panels(1, width=7.5, height=2.7)
    n, height, width, _ = above.shape
    gap = 1
    sheet = np.full((2 * height + gap, n * (width + gap) - gap, 3), 255, np.uint8)
    for k in range(n):
        place = slice(k * (width + gap), k * (width + gap) + width)
        sheet[:height, place], sheet[height + gap :, place] = above[k], below[k]
    with style():
        panel[0].imshow(sheet, interpolation="nearest")
        panel[0].set_xticks([k * (width + gap) + (width - 1) / 2 for k in range(n)], names)
        panel[0].set_yticks([height / 2, 1.5 * height + gap], ["drawn", "trained on"])
        panel[0].tick_params(length=0)
        panel[0].spines[:].set_visible(False)
    share = (above != below).any(axis=3).mean(axis=(1, 2))
    told = ", ".join(f"{name} {part:.0%}" for name, part in zip(names, share, strict=True))
    return Picture(figure, f"{n} scenes as drawn and, below, as trained on. Pixels that changed: {told}.")


def pairs(found: ArrayLike, random: ArrayLike, parameters: Sequence[int]) -> Picture:
    """Draw found cells beside random ones of equal size, pair by pair; and the mean difference with its interval.

    found, random  test accuracies in percent; parameters  of each found cell's network, for the labels
    """
    one, other = np.asarray(found, float), np.asarray(random, float)
    ahead = paired(one, other)
    figure, [left, right] = panels(2, width=7.5, height=3.0, width_ratios=(3, 1))
    y = np.arange(len(one))
    with style():
        left.hlines(y, np.minimum(one, other), np.maximum(one, other), color="0.7", zorder=1)
        left.plot(one, y, "o", color=BLUE, label="found")
        left.plot(other, y, "s", color=VERMILION, label="random, same size", markerfacecolor="white")
        left.set_yticks(y, [f"{count:,} parameters" for count in parameters])
        left.invert_yaxis()
        left.set(xlabel="test accuracy (%)", title="each pair: one size, one seed, the same scenes")
        left.legend(loc="upper left", bbox_to_anchor=(0, -0.2), ncols=2)
        right.errorbar([0], [ahead.value], yerr=[ahead.high - ahead.value], fmt="o", color=BLACK, capsize=5)
        right.axhline(0, color="0.5", linewidth=1)
        right.set(xticks=[], ylabel="found minus random (points)")
        right.margins(y=0.2)
    told = "; ".join(f"{a:.1f} and {b:.1f}" for a, b in zip(one, other, strict=True))
    return Picture(
        figure,
        f"Test accuracy in percent of {len(one)} pairs, found and random: {told}. The found one is ahead in "
        f"{int((one > other).sum())}. Mean difference {ahead.value:+.1f} points, 95 % interval {ahead.low:+.1f} to "
        f"{ahead.high:+.1f}.",
    )


def pairs_needed(deviation: float, wanted: Sequence[float]) -> Picture:
    """Draw how many pairs make the 95 % interval's half width as small as wanted, for this scatter of differences."""
    from swap_teach.figures import lines

    needed = [pairs_for(deviation, half) for half in wanted]
    return lines(
        {f"scatter of a difference {deviation:.1f} points": (wanted, needed)},
        "wanted half width of the interval (points)",
        "pairs to train",
    )


def convolutions_in_a_row(cell: Sequence[tuple[str, int]]) -> int:
    """Return how many convolutions lie on the longest way through a cell: 2 for a separable one, 1 for a dilated one.

    cell  eight edges (operation, input), two for each of the nodes 2 to 5

    >>> chain = [("sep_conv_3x3", 1), ("skip_connect", 0), ("dil_conv_3x3", 2), ("avg_pool_3x3", 0)]
    >>> convolutions_in_a_row(chain + [("skip_connect", 3), ("skip_connect", 0)] * 2)
    3
    """
    deepest = [0, 0]
    for first in range(0, len(cell), 2):
        ways = [deepest[source] + {"sep": 2, "dil": 1}.get(name[:3], 0) for name, source in cell[first : first + 2]]
        deepest.append(max(ways))
    return max(deepest)


def pairs_for(deviation: float, half: float) -> int:
    """Return the fewest pairs whose 95 % interval has at most this half width.

    >>> pairs_for(3.0, 3.0)
    7
    """
    n = 2
    while stats.t.ppf(0.975, n - 1) * deviation / n**0.5 > half:
        n += 1
    return n
