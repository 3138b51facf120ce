"""The pictures of lesson 07: one matrix read by rows and by columns, what metrics need, w * g by layer, agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.course.exercises.lesson07 import agreement_kernel
from swap_teach.figures import BLACK, BLUE, VERMILION, Picture, draw_bits, number, panels, style
from swap_teach.patterns import count_patterns

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

FAMILIES = {
    "size": ("params", "flops", "l2_norm"),
    "patterns": ("units", "swap", "nwot", "tenas_regions"),
    "saliency": ("grad_norm", "snip", "plain", "fisher", "grasp", "zico", "synflow"),
    "Jacobian": ("jacov", "epe_nas", "tenas_ntk"),
    "perturbation": ("zen",),
}
"""Five families by the question a metric asks; what fits none (AZ-NAS, MeCo) has its card in elective A2."""
NEEDS = ("forward", "weights", "images", "labels", "gradients", "double backward", "own weights")


def two_readings(bits: ArrayLike, rows: Sequence[str], columns: Sequence[str]) -> Picture:
    """Draw an S x V bit matrix, with a letter for each column's pattern below, and NWOT's kernel of its rows beside it.

    >>> two_readings([[1, 0], [0, 0]], ["A", "B"], ["u", "v"]).description
    'One bit matrix, 2 samples x 2 units, read twice. By columns: 2 distinct patterns, u a, v b. By rows: units on \
which two samples agree, A and B 1; each with itself 2; determinant 3.'
    """
    matrix = np.asarray(bits).astype(int)
    kernel = agreement_kernel(matrix)
    patterns = ["".join(map(str, column)) for column in matrix.T]
    order = list(dict.fromkeys(patterns))
    letters = [chr(ord("a") + order.index(pattern)) for pattern in patterns]
    figure, [left, right] = panels(2, width=7.5, height=2.9)
    with style():
        draw_bits(left, matrix, rows, [f"{name}\n{mark}" for name, mark in zip(columns, letters, strict=True)])
        left.set_title(f"columns: {len(order)} distinct patterns")
        right.imshow(kernel, cmap="cividis", vmin=0, vmax=matrix.shape[1])
        for (i, j), agreed in np.ndenumerate(kernel):
            right.text(
                j, i, str(agreed), ha="center", va="center", color="white" if 2 * agreed < kernel.max() else "black"
            )
        right.set(xticks=range(len(rows)), yticks=range(len(rows)), title="rows: units that two samples agree on")
        right.set_xticklabels(rows)
        right.set_yticklabels(rows)
    det = number(round(float(np.linalg.det(kernel)), 6))
    pairs = [f"{a} and {b} {kernel[i, j]}" for i, a in enumerate(rows) for j, b in enumerate(rows) if i < j]
    columns_told = ", ".join(f"{name} {mark}" for name, mark in zip(columns, letters, strict=True))
    return Picture(
        figure,
        f"One bit matrix, {matrix.shape[0]} samples x {matrix.shape[1]} units, read twice. By columns: "
        f"{count_patterns(matrix)} distinct patterns, {columns_told}. By rows: units on which two samples agree, "
        f"{', '.join(pairs)}; each with itself {matrix.shape[1]}; determinant {det}.",
    )


def needs_chart(metrics: pd.DataFrame) -> Picture:
    """Draw what each metric of the five families needs: a mark in a grid. metrics is `list_metrics()`."""
    names = [(family, name) for family, members in FAMILIES.items() for name in members if name in metrics.index]
    figure, [axes] = panels(width=7.2, height=0.7 + 0.27 * len(names))
    told = []
    with style():
        for y, (family, name) in enumerate(names):
            needed = [need for need in NEEDS if need in str(metrics.loc[name, "needs"]).split(", ")]
            axes.plot([NEEDS.index(need) for need in needed], [y] * len(needed), "o", color=BLUE, clip_on=False)
            told.append(f"{name} ({family}): {', '.join(needed) or 'shapes alone'}")
        for y in range(1, len(names)):
            if names[y][0] != names[y - 1][0]:
                axes.axhline(y - 0.5, color="0.6", linewidth=0.8)
        axes.set_xticks(range(len(NEEDS)), [need.replace(" ", "\n") for need in NEEDS])
        axes.set_yticks(range(len(names)), [f"{family}: {name}" for family, name in names])
        axes.set(ylim=(len(names) - 0.5, -0.5), xlim=(-0.5, len(NEEDS) - 0.5))
        axes.xaxis.tick_top()
        axes.grid(axis="x", color="0.9")
    return Picture(figure, f"What {len(names)} metrics need, by family. {'; '.join(told)}.")


def layer_sums(layers: Sequence[tuple[str, float, float, bool]]) -> Picture:
    """Draw for each layer the sum of |w g| and the size of the sum of w g; layers behind BatchNorm have a filled mark.

    layers has (name, sum of |w g|, sum of w g, whether BatchNorm follows), in order of execution.
    """
    figure, [axes] = panels(width=7.5, height=3.3)
    x = np.arange(len(layers))
    bars, sums = np.array([row[1] for row in layers]), np.abs([row[2] for row in layers])
    floor = 1e-9
    followed = np.array([row[3] for row in layers])
    with style():
        axes.plot(x, bars, "s", color=BLACK, fillstyle="none", label="sum of |w g| (snip)")
        axes.plot(
            x[followed], np.maximum(sums, floor)[followed], "o", color=BLUE, label="|sum of w g|, BatchNorm follows"
        )
        axes.plot(
            x[~followed], np.maximum(sums, floor)[~followed], "^", color=VERMILION, label="|sum of w g|, no BatchNorm"
        )
        axes.set(yscale="log", xlabel="layer", ylabel="in the loss's unit")
        axes.set_xticks(x, [row[0] for row in layers], rotation=60, ha="right", fontsize=8)
        axes.legend(loc="center left", fontsize=9)
    behind, free = sums[followed], sums[~followed]
    span, least = (number(float(f"{value:.1g}")) for value in (bars.max() / bars.min(), free.min()))
    return Picture(
        figure,
        f"Weight times gradient, layer by layer, {len(layers)} layers. With bars all lie within a factor of {span}. "
        f"Without bars: {len(behind)} layers with BatchNorm behind them "
        f"{'all below 0.0001' if behind.max() < 1e-4 else 'not all below 0.0001'}; {len(free)} without "
        f"({', '.join(row[0] for row in layers if not row[3])}) all above {least}.",
    )


def agreement(scores: Mapping[str, ArrayLike], truth: str = "") -> Picture:
    """Draw the rank correlation of every pair of columns as a square with its number; `truth` is set apart, last."""
    from scipy.stats import spearmanr

    names = list(scores)
    columns = [np.asarray(scores[name], float) for name in names]
    rho = np.array([[spearmanr(a, b).statistic for b in columns] for a in columns])
    figure, [axes] = panels(width=7.5, height=6.2)
    with style():
        axes.imshow(rho, cmap="PuOr_r", vmin=-1, vmax=1)
        for (i, j), value in np.ndenumerate(rho):
            axes.text(
                j,
                i,
                f"{round(value, 1) + 0.0:.1f}",
                ha="center",
                va="center",
                fontsize=8,
                color="white" if abs(value) > 0.75 else "black",
            )
        axes.set_xticks(range(len(names)), names, rotation=60, ha="right")
        axes.set_yticks(range(len(names)), names)
        if truth in names:
            axes.axhline(names.index(truth) - 0.5, color=BLACK)
            axes.axvline(names.index(truth) - 0.5, color=BLACK)
    told = []
    for i, name in enumerate(names):
        others = [j for j in range(len(names)) if j != i and names[j] != truth]
        nearest = max(others, key=lambda j: rho[i, j])
        told.append(f"{name} is nearest to {names[nearest]} ({rho[i, nearest]:.1f})")
    return Picture(figure, f"Rank correlations of {len(names)} columns. {'; '.join(told)}.")
