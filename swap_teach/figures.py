"""Kinds of figure that can be read, heard and compared: each returns a `Picture`, its words computed from the data.

Colours are Okabe and Ito's, which colour-blind readers can tell apart, and never carry a meaning alone: markers, line
styles or words go with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from swap_teach.picture import Picture as Picture
from swap_teach.picture import publish as publish
from swap_teach.picture import show as show
from swap_teach.picture import style as style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
SERIES = ((BLUE, "o", "-"), (VERMILION, "s", "--"), (GREEN, "^", "-."), (PURPLE, "D", ":"), (BLACK, "x", (0, (5, 1))))
"""Colour, marker and line style of the first, second ... series: three ways to tell them apart."""


def panels(count: int = 1, width: float = 7.0, height: float = 3.2, **grid: Any) -> tuple[Figure, list[Axes]]:
    """Make a figure with `count` panels side by side, outside pyplot: nothing is left open. Sizes in inches."""
    from matplotlib.figure import Figure

    with style():
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, list(figure.subplots(1, count, squeeze=False, **grid)[0])


def draw_bits(axes: Axes, bits: ArrayLike, rows: Sequence[str], columns: Sequence[str]) -> None:
    """Draw a bit matrix as squares with the digit in each; 1 dark with a white digit, 0 white with a dark one."""
    matrix = np.asarray(bits).astype(int)
    axes.imshow(matrix, cmap="Greys", vmin=0, vmax=1.4, aspect="equal")
    if matrix.size <= 400:
        for digit, colour in ((1, "white"), (0, "black")):
            places = np.argwhere(matrix == digit)
            axes.scatter(places[:, 1], places[:, 0], s=49, c=colour, marker=f"${digit}$", linewidths=0)
        height, width = matrix.shape
        axes.hlines(np.arange(height + 1) - 0.5, -0.5, width - 0.5, color="0.6", linewidth=0.5)
        axes.vlines(np.arange(width + 1) - 0.5, -0.5, height - 0.5, color="0.6", linewidth=0.5)
    axes.tick_params(length=0)
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.spines[:].set_visible(False)


def bit_matrix(
    bits: ArrayLike, rows: Sequence[str] | None = None, columns: Sequence[str] | None = None, group: str = "columns"
) -> Picture:
    """Picture of an S x V bit matrix, with a letter at each row or column: the same letter, the same pattern.

    `group` is "rows" (patterns of samples), "columns" (patterns of units). Used in lessons 02, 03, 04 and 07.

    >>> bit_matrix([[1, 0, 1], [0, 0, 0]]).description
    'Bit matrix, 2 samples (rows) x 3 units (columns), 2 of 6 bits are 1; 2 distinct columns: 10 twice, 00 once.'
    """
    if group not in ("rows", "columns"):
        raise ValueError(f'group is "rows" or "columns"; it was {group!r}.')
    matrix = np.asarray(bits).astype(int)
    samples, units = matrix.shape
    patterns = ["".join(map(str, line)) for line in (matrix if group == "rows" else matrix.T)]
    order = list(dict.fromkeys(patterns))
    distinct = f"{len(order)} distinct {group if len(order) != 1 else group[:-1]}"
    marks = [f"{_letter(order.index(pattern))}" for pattern in patterns]
    row_names = list(rows or [f"{s + 1}" for s in range(samples)])
    column_names = list(columns or [f"{v + 1}" for v in range(units)])
    if group == "rows":
        row_names = [f"{name}  ({mark})" for name, mark in zip(row_names, marks, strict=True)]
    else:
        column_names = [f"{name}\n({mark})" for name, mark in zip(column_names, marks, strict=True)]
    figure, [axes] = panels(width=min(7.5, 1.6 + 0.42 * units), height=min(7.0, 1.1 + 0.42 * samples))
    with style():
        draw_bits(axes, matrix, row_names, column_names)
        axes.set_title(distinct)
    counted = ", ".join(f"{pattern} {_times(patterns.count(pattern))}" for pattern in order[:8])
    more = f" and {len(order) - 8} more" if len(order) > 8 else ""
    return Picture(
        figure,
        f"Bit matrix, {samples} samples (rows) x {units} units (columns), {matrix.sum()} of {matrix.size} bits are 1; "
        f"{distinct}: {counted}{more}.",
    )


def lines(
    series: Mapping[str, tuple[ArrayLike, ArrayLike]], x_label: str, y_label: str, log: str = "", title: str = ""
) -> Picture:
    """Picture of up to five curves, told apart by colour, marker and line style; `log` is "", "x", "y" or "xy".

    >>> lines({"score": ([1, 2, 3], [4, 9, 9])}, "S", "patterns").description
    'patterns against S. score: 4 at 1, 9 at 2, 9 at 3; never falls.'
    """
    if len(series) > len(SERIES):
        raise ValueError(f"Only {len(SERIES)} curves can be told apart, got {len(series)}: draw several pictures.")
    figure, [axes] = panels()
    told = []
    with style():
        for (name, (x, y)), (colour, marker, dash) in zip(series.items(), SERIES, strict=False):
            xs, ys = np.asarray(x, float), np.asarray(y, float)
            axes.plot(xs, ys, color=colour, marker=marker, linestyle=dash, label=name)
            told.append(f"{name}: {describe_curve(xs, ys)}")
            _whole_ticks(axes.xaxis, xs)
            _whole_ticks(axes.yaxis, ys)
        axes.set(xlabel=x_label, ylabel=y_label, title=title)
        if "y" not in log and axes.get_ylim()[0] > 0:
            axes.set_ylim(bottom=0)  # so that a small change doesn't look like a large one
        if "x" in log:
            axes.set_xscale("log")
        if "y" in log:
            axes.set_yscale("log")
        if len(series) > 1:
            axes.legend()
    return Picture(figure, f"{y_label} against {x_label}. {'; '.join(told)}.")


def scatter(score: ArrayLike, accuracy: ArrayLike, score_name: str, accuracy_name: str, interval: str = "") -> Picture:
    """Picture of a score against an accuracy, one point an architecture; `interval` is printed on the figure.

    >>> scatter([1, 2, 3], [70, 80, 90], "SWAP-Score", "test accuracy (%)", "rho 1.0").description
    'test accuracy (%) against SWAP-Score, 3 architectures, rho 1.0; score 1 to 3, accuracy 70 to 90; \
the highest score has accuracy 90, rank 1 of 3.'
    """
    x, y = np.asarray(score, float), np.asarray(accuracy, float)
    figure, [axes] = panels(width=5.5, height=3.6)
    with style():
        axes.scatter(x, y, s=14, color=BLUE, alpha=0.6, linewidths=0)
        axes.set(xlabel=score_name, ylabel=accuracy_name, title=interval)
    top = y[x.argmax()]
    return Picture(
        figure,
        f"{accuracy_name} against {score_name}, {len(x)} architectures{', ' * bool(interval)}{interval}; "
        f"score {number(x.min())} to {number(x.max())}, accuracy {number(y.min())} to {number(y.max())}; "
        f"the highest score has accuracy {number(top)}, rank {1 + int((y > top).sum())} of {len(y)}.",
    )


def describe_curve(x: np.ndarray, y: np.ndarray) -> str:
    """Describe a curve: every point if there are at most 16, its ends and extremes if there are more, its direction."""
    steps = np.diff(y)
    if not steps.any():
        trend = "constant"
    elif (steps >= 0).all():
        trend = "never falls"
    elif (steps <= 0).all():
        trend = "never rises"
    else:
        trend = f"rises {(steps > 0).sum()} times and falls {(steps < 0).sum()} times"
    if len(x) <= 16:
        points = range(len(x))
        return f"{', '.join(f'{number(y[i])} at {number(x[i])}' for i in points)}; {trend}"
    ends = f"from {number(y[0])} at {number(x[0])} to {number(y[-1])} at {number(x[-1])}"
    high, low = y.argmax(), y.argmin()
    return (
        f"{ends}; highest {number(y[high])} at {number(x[high])}, lowest {number(y[low])} at {number(x[low])}; {trend}"
    )


def number(value: float) -> str:
    """Write a number with at most four digits, thousands separated.

    >>> number(10000.0), number(0.83333), number(93.5)
    ('10,000', '0.8333', '93.5')
    """
    value = value + 0.0  # no "-0"
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.4g}"


def _whole_ticks(axis: Any, values: np.ndarray) -> None:
    """Put no tick between whole numbers where all values are whole."""
    if (values == np.round(values)).all():
        axis.get_major_locator().set_params(integer=True)


def _letter(index: int) -> str:
    return chr(ord("a") + index) if index < 26 else str(index + 1)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
