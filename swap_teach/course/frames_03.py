"""The pictures of lesson 03: samples as lines of the weight plane, units as points, layers and their patterns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from swap_teach.course.exercises.lesson03 import ceiling
from swap_teach.course.tiny_networks import draw_layers
from swap_teach.figures import BLACK, BLUE, SERIES, SKY, Picture, number, panels, style
from swap_teach.patterns import count_patterns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

POINTS = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Lesson 03's five samples on a line, A to E."""
DRAWN = 500
"""More units than this are counted, and not all drawn."""


def weight_plane(points: ArrayLike = POINTS, units: int = 100, seed: int = 0) -> Picture:
    """Draw twin panels: samples on their input line, and the plane of (w, b) that they cut, with units as dots.

    Sample x switches unit (w, b) on where w x + b > 0: in the weight plane that is one side of a line through the
    origin, marked by an arrow. S different samples make 2 S sectors, and a unit's pattern, written in the sector with
    the first sample's bit first, is the sector its dot lies in.
    """
    xs = np.asarray(points, float)
    dots = np.random.default_rng(seed).normal(size=(units, 2))
    bits = (dots @ np.stack([xs, np.ones_like(xs)]) > 0).astype(np.uint8).T
    filled, sectors = count_patterns(bits), 2 * len(np.unique(xs))
    figure, [line, plane] = panels(2, width=7.5, height=4.6, width_ratios=(1, 2))
    with style():
        line.axhline(0, color="0.5", linewidth=1)
        line.plot(xs, np.zeros_like(xs), "o", color=BLACK)
        for name, x in zip(_NAMES, xs, strict=False):
            line.annotate(name, (x, 0), xytext=(0, 8), textcoords="offset points", ha="center")
        line.set(title=f"{len(xs)} samples on a line", xlabel="input x", yticks=[])
        line.spines["left"].set_visible(False)
        _draw_sectors(plane, xs, dots)
        plane.set_title(f"{units:,} units{_drawn(units)} fill {filled} of {sectors} sectors")
    return Picture(
        figure,
        f"Left: {len(xs)} samples at {', '.join(map(number, xs))} on a line. Right: the plane of weight and bias, cut "
        f"by {len(np.unique(xs))} lines through the origin, one a sample, into {sectors} sectors, "
        f"each with its pattern. {units:,} random units{_drawn(units)} fill {filled} of them: "
        f"{filled} distinct patterns.",
    )


def strip_of_widths(points: ArrayLike = POINTS, widths: Sequence[int] = (3, 10, 100, 10_000), seed: int = 0) -> Picture:
    """Draw the weight plane for several numbers of units side by side: the static form of the slider."""
    xs = np.asarray(points, float)
    sectors = 2 * len(np.unique(xs))
    figure, axes = panels(len(widths), width=7.5, height=2.4)
    told = []
    for panel, units in zip(axes, widths, strict=True):
        dots = np.random.default_rng(seed).normal(size=(units, 2))
        filled = count_patterns((dots @ np.stack([xs, np.ones_like(xs)]) > 0).T)
        with style():
            _draw_sectors(panel, xs, dots, names=False)
            panel.set(
                title=f"{units:,} units{_drawn(units)}:\n{filled} patterns", xlabel="", ylabel="", xticks=[], yticks=[]
            )
        told.append(f"{units:,} units{_drawn(units)} fill {filled}")
    return Picture(figure, f"The weight plane with {sectors} sectors, {len(widths)} times: {', '.join(told)}.")


def layers_strip(points: ArrayLike = POINTS, widths: Sequence[int] = (10_000, 1_000, 1_000), seed: int = 0) -> Picture:
    """Draw the number of distinct patterns in each layer, beside one layer's bound and 2^S.

    The bound is Cover's for a layer that sees the inputs themselves; it holds for the first layer alone.
    """
    values = np.asarray(points, float)
    samples, inputs = (len(values), 1) if values.ndim == 1 else values.shape
    counts = [count_patterns(bits) for bits in draw_layers(values, widths, seed)]
    bound, most = ceiling(10**9, samples, inputs), 2**samples
    figure, [axes] = panels(width=5.5, height=3.0)
    with style():
        names = [f"layer {n}" for n in range(1, len(counts) + 1)]
        bars = axes.bar(names, counts, color=SKY, width=0.55)
        axes.bar_label(bars, [f"{count}" for count in counts], padding=3, bbox=_LABEL)
        axes.axhline(bound, color=BLACK, linestyle="--", linewidth=1, label=f"bound of one layer: {bound}")
        axes.axhline(most, color=BLACK, linestyle=":", linewidth=1, label=f"2^S = {most}")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.16), ncols=2)
        axes.set(ylabel="distinct patterns", ylim=(0, most * 1.12))
    told = ", ".join(
        f"{count} in layer {n} ({width:,} units)"
        for n, (count, width) in enumerate(zip(counts, widths, strict=True), 1)
    )
    return Picture(
        figure,
        f"Distinct patterns of {samples} samples with {inputs} input{'s' * (inputs > 1)}: {told}. One layer on the "
        f"inputs reaches at most {bound}, a network at most {most}.",
    )


def rows_and_columns(
    units: Mapping[Any, int], rows: Mapping[Any, int], columns: Mapping[Any, int], samples: int = 16
) -> Picture:
    """Draw each network's distinct rows and distinct columns against its number of units V; one dot a network.

    >>> rows_and_columns({"a": 20, "b": 40}, {"a": 16, "b": 16}, {"a": 12, "b": 30}).description
    '2 networks, 20 to 40 units, 16 samples. Distinct rows: all 16. Distinct columns: 12 to 30, 2 different counts.'
    """
    names = sorted(units, key=lambda name: units[name])
    figure, [axes] = panels(width=6.5, height=3.6)
    told = []
    with style():
        for label, counts, (colour, marker, _) in zip(("rows", "columns"), (rows, columns), SERIES, strict=False):
            found = [counts[name] for name in names]
            axes.plot([units[name] for name in names], found, marker, color=colour, label=f"distinct {label}")
            span = f"{min(found):,} to {max(found):,}, {len(set(found))} different counts"
            told.append(f"Distinct {label}: {span if len(set(found)) > 1 else f'all {found[0]}'}.")
        across = [min(units.values()), max(units.values())]
        axes.plot(across, across, color=BLACK, linestyle="--", linewidth=1, label="as many as units")
        axes.axhline(samples, color="0.6", linestyle=":", linewidth=1, label=f"{samples} samples")
        axes.set(xscale="log", yscale="log", xlabel="units V", ylabel="distinct patterns")
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return Picture(
        figure,
        f"{len(names)} networks, {across[0]:,} to {across[1]:,} units, {samples} samples. {' '.join(told)}",
    )


def width_and_depth(units: int = 1_000, layers: int = 2) -> Picture:
    """Draw lesson 03's five points through `layers` layers of `units` units each: the frame of an explorer."""
    return layers_strip(POINTS, (units,) * layers)


def _draw_sectors(axes: Axes, xs: np.ndarray, dots: np.ndarray, names: bool = True) -> None:
    """Draw the lines w x + b = 0 of the samples and the units as dots; with names also the on sides and patterns."""
    reach = 3.0
    ends = np.stack([np.ones_like(xs), -xs], axis=1) / np.hypot(1.0, xs)[:, None] * reach
    axes.plot(*dots[:DRAWN].T, ".", color=BLUE, markersize=5 if len(dots) <= 100 else 3)
    for end in ends:
        axes.plot(*np.array([-end, end]).T, color=BLACK, linewidth=1)
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xlabel="weight w", ylabel="bias b")
    if not names:
        return
    for name, x, end in zip(_NAMES, xs, ends, strict=False):
        on = np.array([x, 1.0]) / np.hypot(1.0, x)
        axes.annotate("", 0.9 * end + 0.45 * on, 0.9 * end, arrowprops={"arrowstyle": "->", "shrinkA": 0, "shrinkB": 0})
        axes.annotate(name, 1.07 * end, ha="center", va="center", weight="bold")
    turns = np.sort(np.unique(np.arctan2(*np.concatenate([ends, -ends]).T[::-1]).round(9)))
    middles = (turns + np.append(turns[1:], turns[0] + 2 * np.pi)) / 2
    for w, b in np.stack([np.cos(middles), np.sin(middles)], axis=1):
        pattern = "".join(str(int(w * x + b > 0)) for x in xs)
        where = (2.2 * w, 2.2 * b)
        axes.annotate(pattern, where, ha="center", va="center", family="monospace", fontsize=8, bbox=_LABEL)
    axes.set(xlim=(-1.15 * reach, 1.15 * reach), ylim=(-1.15 * reach, 1.15 * reach))


def _drawn(units: int) -> str:
    return f" ({DRAWN} drawn)" if units > DRAWN else ""


_NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LABEL = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
