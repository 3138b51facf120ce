"""Lesson 10's pictures: found cells side by side, how alike they are, what each factor finds, sizes by mu."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLACK, SERIES, Picture, number, panels, style
from swap_teach.spaces.darts_genotype import Cell
from swap_teach.spaces.drawing import STYLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from swap_teach.spaces.darts_genotype import Edge

SHORT = {
    "none": "none",
    "skip_connect": "skip",
    "avg_pool_3x3": "avg",
    "max_pool_3x3": "max",
    "sep_conv_3x3": "sep 3",
    "sep_conv_5x5": "sep 5",
    "dil_conv_3x3": "dil 3",
    "dil_conv_5x5": "dil 5",
}
COLUMNS = 5


def edges(cell: Cell) -> set[tuple[int, Edge]]:
    """Return a cell's edges, each with the node that it enters: (2, ("skip_connect", 0)) for skip from 0 to 2."""
    return {(2 + k // 2, edge) for k, edge in enumerate(cell)}


def alike(first: Cell, second: Cell) -> int:
    """Return how many of their eight edges two cells share: same target, same source, same operation."""
    return len(edges(first) & edges(second))


def all_pairs(cells: Sequence[Cell]) -> list[int]:
    """Return `alike` for each pair of cells."""
    return [alike(*pair) for pair in combinations(cells, 2)]


def grid_of_cells(cells: Sequence[Cell], labels: Sequence[str]) -> Picture:
    """Draw cells as lanes, five in a row; an edge that at least half of the cells have is bold, others are dashed.

    A lane goes from the source's column to the target's, and carries the operation's short name.
    """
    counts = Counter(edge for cell in cells for edge in edges(cell))
    common = {edge for edge, count in counts.items() if 2 * count >= len(cells)}
    rows = -(-len(cells) // COLUMNS)
    figure, _ = panels(1, width=7.8, height=2.55 * rows)
    figure.clear()
    told = []
    with style():
        grid = figure.subplots(rows, COLUMNS, squeeze=False)
        for axes in grid.flat:
            axes.set_axis_off()
        for axes, cell, label in zip(grid.flat, cells, labels, strict=False):
            _lanes(axes, cell, common)
            axes.set_title(label, fontsize=9)
            kinds = Counter(SHORT[op] for op, _ in cell)
            bold = len(edges(cell) & common)
            told.append(
                f"{label.replace(chr(10), ', ')}: {', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}, "
                f"{bold} bold"
            )
    shared = ", ".join(f"{SHORT[op]} {source} to {node} ({counts[node, (op, source)]})" for node, (op, source) in
                       sorted(common, key=lambda edge: (edge[0], edge[1][1])))  # fmt: skip
    return Picture(
        figure,
        f"{len(cells)} cells, nodes 0 to 5 from left to right, an edge a row. Bold: in at least half of them: "
        f"{shared or 'none'}. Dashed: all others. {'; '.join(told)}.",
    )


def _lanes(axes: Axes, cell: Cell, common: set[tuple[int, Edge]]) -> None:
    for column in range(6):
        axes.plot([column, column], [-0.4, 7.6], color="0.8", linewidth=0.8, zorder=0)
        axes.text(column, -0.9, str(column), ha="center", va="center", fontsize=7)
    for k, (op, source) in enumerate(cell):
        target, bold = 2 + k // 2, (2 + k // 2, (op, source)) in common
        axes.annotate(
            "",
            (target, k),
            (source, k),
            arrowprops={
                "arrowstyle": "-|>",
                "color": STYLES[op].colour,
                "linewidth": 2.6 if bold else 1.0,
                "linestyle": "-" if bold else (0, (4, 3)),
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        beside, side = (source - 0.1, "right") if source >= 2 else (target + 0.15, "left")
        axes.text(beside, k, SHORT[op], ha=side, va="center", fontsize=7, weight="bold" if bold else "normal")
    axes.set(xlim=(-0.6, 6.4), ylim=(7.8, -1.4))


def pairs_alike(groups: Mapping[str, Sequence[Cell]]) -> Picture:
    """Draw, for each group of cells, which share of its pairs has 0, 1, ... 8 edges in common."""
    figure, [axes] = panels(width=6.2, height=2.8)
    told = []
    with style():
        for (name, cells), (colour, marker, dash) in zip(groups.items(), SERIES, strict=False):
            counts = all_pairs(cells)
            shares = [100 * counts.count(k) / len(counts) for k in range(9)]
            axes.plot(range(9), shares, color=colour, marker=marker, linestyle=dash, label=f"{name} (n = {len(cells)})")
            told.append(f"{name}, {len(counts)} pairs: mean {np.mean(counts):.2f}, {min(counts)} to {max(counts)}")
        axes.set(xlabel="edges in common, of eight", ylabel="pairs (%)")
        axes.legend()
    return Picture(figure, f"Edges that two cells have in common, of eight. {'; '.join(told)}.")


def halves(found: Mapping[str, tuple[ArrayLike, ArrayLike]], mu: float) -> Picture:
    """Draw size and SWAP-Score of the cells that each rule found, and a line at mu. Theta in thousands."""
    figure, [axes] = panels(width=6.2, height=3.4)
    told = []
    with style():
        for (name, (size, psi)), (colour, marker, _) in zip(found.items(), SERIES, strict=False):
            x, y = np.asarray(size, float), np.asarray(psi, float)
            axes.scatter(x, y, s=34, marker=marker, color=colour, label=name)
            told.append(
                f"{name}, {len(x)} cells: Theta {number(round(x.min(), 2))} to {number(round(x.max(), 2))}, "
                f"SWAP-Score {y.min():,.0f} to {y.max():,.0f}, mean {y.mean():,.0f}"
            )
        axes.axvline(mu, color=BLACK, linestyle=":", linewidth=1)
        axes.text(mu, axes.get_ylim()[0], " μ", va="bottom")
        axes.set(xlabel="Θ, thousand parameters of the scored cell", ylabel="SWAP-Score, measured again")
        axes.yaxis.set_major_formatter("{x:,.0f}")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return Picture(figure, f"Size and SWAP-Score of what was found, mu = {number(mu)}. {'; '.join(told)}.")


def sizes_by_mu(sizes: Mapping[float, ArrayLike]) -> Picture:
    """Draw the full networks' parameters, in millions, of each search at each mu, and a line through the medians."""
    figure, [axes] = panels(width=6.2, height=3.0)
    medians = [float(np.median(np.asarray(values, float))) for values in sizes.values()]
    told = []
    with style():
        for mu, values in sizes.items():
            y = np.asarray(values, float)
            axes.scatter([mu] * len(y), y, s=26, color=SERIES[0][0], alpha=0.6)
            told.append(f"mu {number(mu)}: median {np.median(y):.2f} M, {y.min():.2f} to {y.max():.2f}, n = {len(y)}")
        axes.plot(list(sizes), medians, color=SERIES[1][0], marker="s", linestyle="--", label="median")
        axes.set(xlabel="μ = σ (thousands, of the scored cell)", ylabel="parameters of 20 cells (M)", ylim=(0, None))
        axes.set_xticks(list(sizes))
        axes.legend(loc="lower right")
    return Picture(figure, f"Parameters of the full network against mu. {'; '.join(told)}.")
