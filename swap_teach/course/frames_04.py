"""The pictures of lesson 04: patches, a cell's account of patterns, BatchNorm's coupling, scale, scores with errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.course import example
from swap_teach.course.new_patterns import new_patterns
from swap_teach.figures import BLACK, BLUE, SKY, VERMILION, Picture, draw_bits, number, panels, style
from swap_teach.patterns import count_patterns
from swap_teach.spaces import get_space
from swap_teach.spaces.nb201 import EDGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch
    from numpy.typing import ArrayLike

    from swap_teach.listening import Activation
    from swap_teach.spaces.drawing import Drawing
    from swap_teach.spaces.nb201 import Genotype
    from swap_teach.swap import RepeatedScore

THIN, THICK = 1.5, 6.0
"""Width in pixels of an edge without units, and of a place with the most, in the drawing of a cell."""


def one_channel(batches: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Picture:
    """Draw, for each batch, its first image and the units of one channel for that image: dark where a unit is on.

    batches has a name and a pair: an image (H x W x 3, uint8) and the channel's bits (S x H x W) over the batch.
    """
    figure, axes = panels(2 * len(batches), width=7.5, height=2.6)
    told = []
    for (name, (image, bits)), k in zip(batches.items(), range(0, len(axes), 2), strict=True):
        maps = np.asarray(bits).astype(bool)
        count = count_patterns(maps.reshape(len(maps), -1))
        agree = np.mean([(maps[:, 1:] == maps[:, :-1]).mean(), (maps[:, :, 1:] == maps[:, :, :-1]).mean()])
        with style():
            axes[k].imshow(np.asarray(image))
            axes[k].set_title(name)
            axes[k + 1].imshow(maps[0], cmap="Greys", vmin=0, vmax=1.4)
            axes[k + 1].set(title="dark: unit is on", xlabel=f"{maps[0].size:,} units,\n{count} patterns")
            for panel in axes[k : k + 2]:
                panel.set(xticks=[], yticks=[])
        told.append(
            f"{name}: {maps[0].sum():,} units are on for the first image, neighbours agree in {agree:.0%} of cases, "
            f"{count} distinct patterns over {len(maps)} images"
        )
    return Picture(
        figure, f"One channel, the same weights at {maps[0].size:,} positions: as many units. {'; '.join(told)}."
    )


def cell_account(genotype: Genotype, heard: Iterable[Activation]) -> Drawing:
    """Draw a NAS-Bench-201 cell with each edge as thick as its units are many, and the new patterns it brings."""
    table = new_patterns(heard)
    notes, widths = ["no units"] * len(EDGES), [THIN] * len(EDGES)
    for k, (i, j) in enumerate(EDGES):
        place = f"edge {i}->{j}"
        if place in table.index:
            notes[k] = f"{table.units[place]:,} units, {table.new[place]:,} new"
            widths[k] = THICK * table.units[place] / table.units.max()
    return get_space("nb201").draw(genotype, notes, widths)


def batchnorm_example(newcomer: Sequence[float] = (10, 10)) -> Picture:
    """Draw the running example's bits behind BatchNorm, before and after its sample D is replaced by another point.

    A unit is on for the samples that lie above the batch's mean. Bits of A, B and C that change get a thick frame.
    """
    samples = np.array(example.SAMPLES, float)
    swapped = np.vstack([samples[:-1], newcomer])
    bits = [_above_mean(points) for points in (samples, swapped)]
    changed = bits[0][:-1] != bits[1][:-1]
    figure, axes = panels(2, width=7.5, height=2.6)
    with style():
        for panel, matrix, last in zip(axes, bits, ("D", "E"), strict=True):
            names = [*example.SAMPLE_NAMES[:-1], last]
            draw_bits(panel, matrix, names, example.UNIT_NAMES)
            panel.set_title(f"BatchNorm over {', '.join(names)}")
        for row, column in np.argwhere(changed):
            axes[1].add_patch(_frame(column, row))
    units = [name for name, moved in zip(example.UNIT_NAMES, changed.any(axis=0), strict=True) if moved]
    before, after = ("; ".join(f"{n} {''.join(map(str, row))}" for n, row in _named(b)) for b in bits)
    return Picture(
        figure,
        f"Bits of the running example behind BatchNorm. Over A, B, C, D: {before}. "
        f"With E = ({', '.join(map(number, newcomer))}) in place of D: {after}. {changed.sum()} bits of A, B and C "
        f"change (framed), in {len(units)} of {len(changed[0])} units: {', '.join(units) or 'none'}.",
    )


def coupling(distance: ArrayLike, train: ArrayLike, evaluated: ArrayLike, by_depth: ArrayLike) -> Picture:
    """Draw how many units change over the other images when one is swapped: image by image, and ReLU by ReLU.

    distance  how far the newcomer's mean colour is from that of each image it replaces
    train, evaluated  share of all units that change, for each replaced image, in train and in eval mode
    by_depth  share of changed units of each ReLU in order of execution, train mode, mean over the replaced images
    """
    x, y, still, depth = (np.asarray(values, float) for values in (distance, train, evaluated, by_depth))
    figure, [left, right] = panels(2, width=7.5, height=3.2)
    with style():
        left.plot(x, 100 * y, "o", color=BLUE, label="train mode")
        left.plot(x, 100 * still, "s", color=VERMILION, label="eval mode", clip_on=False)
        left.set(xlabel="colour difference, old and new image", ylabel="units that change (%)", title="image by image")
        left.legend(loc="lower right", bbox_to_anchor=(1, 0.08))
        right.plot(np.arange(1, len(depth) + 1), 100 * depth, ".-", color=BLUE)
        right.set(xlabel="ReLU, in order of execution", title="ReLU by ReLU, train mode")
        for panel in (left, right):
            panel.set_ylim(0, 100)
    order = np.corrcoef(x.argsort().argsort(), y.argsort().argsort())[0, 1]
    return Picture(
        figure,
        f"Units whose bits over the other images change when one of {len(y)} is swapped. Train mode: {y.min():.0%} to "
        f"{y.max():.0%} of all units, mean {y.mean():.0%}, more where the new image's colours differ more (rank "
        f"correlation {order:.2f}). Eval mode: {still.max():.0%} at most. By depth: {depth[0]:.0%} at the first "
        f"ReLU, {depth[-1]:.0%} at the last of {len(depth)}.",
    )


def scale(by_kind: Mapping[str, float], factors: ArrayLike, as_is: ArrayLike, mended: ArrayLike) -> Picture:
    """Draw what scaled weights do to a SWAP-Score: one kind of layer at a time, and all together.

    by_kind   relative change of the score when only this kind of layer is multiplied by 10
    factors, as_is, mended  scores for each factor, without and with BatchNorm on the shortcut
    """
    f, first, second = (np.asarray(values, float) for values in (factors, as_is, mended))
    figure, [left, right] = panels(2, width=7.5, height=3.0)
    with style():
        _bars(left, by_kind)
        left.set_title("one kind of layer times 10")
        right.plot(f, first, "o-", color=BLUE, label="as it is")
        right.plot(f, second, "s--", color=VERMILION, label="shortcut with BatchNorm")
        right.set(xscale="log", xlabel="factor", ylabel="SWAP-Score", title="all layers")
        right.set_xticks(f, [f"{factor:g}" for factor in f])
        right.yaxis.set_major_formatter("{x:,.0f}")
        right.set_ylim(0, 1.15 * max(first.max(), second.max()))
        right.legend(loc="lower left")
    told = ", ".join(f"{name} {_percent(change)}" for name, change in by_kind.items())
    return Picture(
        figure,
        f"Change of the SWAP-Score when one kind of layer is multiplied by 10: {told}. All layers times "
        f"{', '.join(map(number, f))}: the score is {', '.join(map(number, first))}; with BatchNorm on the shortcut "
        f"{', '.join(map(number, second))}.",
    )


def scores_with_errors(spaces: Mapping[str, Mapping[str, tuple[RepeatedScore, int]]]) -> Picture:
    """Draw architectures in order of SWAP, with two standard errors on each side and their parameters in figures.

    For each space, each architecture's name with its scores and its number of parameters.
    """
    figure, axes = panels(len(spaces), width=7.5, height=0.9 + 0.4 * max(map(len, spaces.values())))
    told = []
    for panel, (space, scores) in zip(axes, spaces.items(), strict=True):
        ranked = sorted(scores.items(), key=lambda row: row[1][0].mean)
        means = np.array([score.mean for _, (score, _) in ranked])
        errors = np.array([score.standard_error for _, (score, _) in ranked])
        with style():
            panel.errorbar(means, range(len(ranked)), xerr=2 * errors, fmt="o", color=BLACK, capsize=3)
            panel.set_yticks(range(len(ranked)), [f"{name}\n{size:,} parameters" for name, (_, size) in ranked])
            panel.set(title=space, xlabel="SWAP-Score", xlim=(0, 1.1 * (means + 2 * errors).max()))
            panel.xaxis.set_major_formatter("{x:,.0f}")
            panel.grid(axis="y", color="0.9")
        rows = [
            f"{name} {score.mean:,.0f} ± {score.standard_error:,.0f} ({size:,} parameters)"
            for name, (score, size) in ranked
        ]
        told.append(f"{space}, from the highest: {'; '.join(reversed(rows))}")
    return Picture(figure, "SWAP-Scores, mean ± one standard error; bars show two. " + ". ".join(told) + ".")


def _above_mean(points: np.ndarray) -> np.ndarray:
    values = points @ np.array(example.WEIGHTS).T + np.array(example.BIASES)
    bits: np.ndarray = (values > values.mean(axis=0)).astype(int)
    return bits


def _named(bits: np.ndarray) -> Iterable[tuple[str, np.ndarray]]:
    return zip(example.SAMPLE_NAMES[:-1], bits, strict=False)


def _frame(column: int, row: int) -> Patch:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.45, row - 0.45), 0.9, 0.9, fill=False, edgecolor=VERMILION, linewidth=3)


def _bars(axes: Axes, changes: Mapping[str, float]) -> None:
    """Draw one bar for each change, in percent, with its figure beside it, the first on top."""
    # Rounded as their figures are, so that what reads 0.0 % has no bar and stands on one side of the line.
    names, values = list(changes), [round(100 * change, 1) + 0.0 for change in changes.values()]
    bars = axes.barh(names, values, color=SKY, edgecolor=BLACK)
    axes.bar_label(bars, [_percent(change) for change in changes.values()], padding=3)
    axes.axvline(0, color=BLACK, linewidth=1)
    axes.invert_yaxis()
    axes.margins(x=0.35)
    axes.set_xlabel("change of the SWAP-Score (%)")


def _percent(share: float) -> str:
    return f"{round(100 * share, 1) or 0.0:.1f} %"  # `or` turns -0.0 into 0.0
