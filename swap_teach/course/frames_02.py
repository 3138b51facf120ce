"""The pictures of lesson 02: the pieces of a line, the regions of a plane with the bits of its samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.course import example
from swap_teach.course.exercises.lesson02 import distinct_rows
from swap_teach.course.photo_frames import counts_by_size as counts_by_size
from swap_teach.course.photo_frames import photo_sheet as photo_sheet
from swap_teach.figures import BLACK, SERIES, Picture, draw_bits, number, panels, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)), (0, (7, 2, 1, 2, 1, 2)))
"""Seven line styles for five colours: no two of 35 units share both."""
TWELVE_NAMES = "ABCDEFGHIJKL"
TWELVE = (*example.SAMPLES, (-4, 4), (-2.2, 3.6), (2, 3.4), (4.4, -2), (-0.6, 1.2), (-3.6, -3), (0.6, -4.4), (-1, -2))
"""The running example's four samples and eight more, for lesson 02's explorer."""


def pieces_of_a_line(
    w: ArrayLike, b: ArrayLike, low: float = -4.0, high: float = 4.0, samples: ArrayLike = ()
) -> Picture:
    """Draw V units relu(w x + b) over an interval, and below them its pieces, each with its pattern.

    >>> print(pieces_of_a_line([1, -1], [0, 2]).description)
    2 ReLU units on the line from -4 to 4. u1 is on for x > 0; u2 is on for x < 2. Switching points inside: 0, 2. \
3 pieces, with the patterns 01, 11, 10.
    """
    weights, biases = np.asarray(w, float), np.asarray(b, float)
    cuts = np.unique([-bias / weight for weight, bias in zip(weights, biases, strict=True) if weight])
    inside = cuts[(cuts > low) & (cuts < high)]
    ends = np.array([low, *inside, high])
    middles = (ends[1:] + ends[:-1]) / 2
    narrow = middles[np.diff(ends) < (high - low) * 0.02 * len(weights)]  # where a pattern has to stand upright
    patterns = ["".join(str(int(w * x + b > 0)) for w, b in zip(weights, biases, strict=True)) for x in middles]
    figure, [axes] = panels(height=3.4)
    with style():
        xs = np.array(sorted({low, high, *inside}))
        bottom = -0.25 * max(1.0, max(np.maximum(weights * x + biases, 0).max() for x in xs))
        for unit, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
            colour, marker, dash = SERIES[unit % len(SERIES)]
            axes.plot(
                xs, np.maximum(weight * xs + bias, 0), color=colour, marker=marker, linestyle=dash, label=f"u{unit + 1}"
            )
        for cut in inside:
            axes.axvline(cut, color="0.6", linewidth=0.8, linestyle=":")
        for middle, pattern in zip(middles, patterns, strict=True):
            turned = 90 if middle in narrow else 0
            axes.text(middle, bottom / 2, pattern, ha="center", va="center", family="monospace", rotation=turned)
        axes.plot(np.asarray(samples), np.zeros(len(np.asarray(samples))), "|", color=BLACK, markersize=12)
        axes.set(xlabel="input x", ylabel="relu(w x + b)", xlim=(low, high), title=f"{len(middles)} pieces")
        axes.set_ylim(bottom, -5.5 * bottom)
        axes.legend(ncols=min(6, len(weights)), loc="upper center")
    units = "; ".join(_on_where(v, w, b) for v, (w, b) in enumerate(zip(weights, biases, strict=True), 1))
    marks = f" {len(np.asarray(samples))} samples are marked." if len(np.asarray(samples)) else ""
    return Picture(
        figure,
        f"{len(weights)} ReLU units on the line from {number(low)} to {number(high)}. {units}. "
        f"Switching points inside: {', '.join(map(number, inside)) or 'none'}. "
        f"{len(middles)} pieces, with the patterns {', '.join(patterns)}.{marks}",
    )


def regions_of_a_plane(
    weights: ArrayLike, biases: ArrayLike, samples: ArrayLike, names: Sequence[str] | None = None, reach: float = 5.0
) -> Picture:
    """Draw the lines of V units in the plane, samples in their regions, and beside it their sorted bit matrix.

    weights V x 2, biases V, samples S x 2; the window goes from -reach to reach. Rows are sorted so that equal rows
    touch. The regions are counted in the whole plane, exactly for lines in any position. Where an odd number of units
    is on the plane is shaded: crossing a line switches one unit, so neighbours differ.
    """
    w, b, points = np.asarray(weights, float), np.asarray(biases, float), np.asarray(samples, float)
    bits = (points @ w.T + b > 0).astype(int)
    labels = list(names or [f"{chr(65 + s)}" for s in range(len(points))])
    units = [f"u{v}" for v in range(1, len(w) + 1)]
    order = np.lexsort(-bits.T[::-1])
    regions, seen, rows = count_regions(w, b), count_regions(w, b, reach), distinct_rows(bits)
    window = "all in this window" if seen == regions else f"{seen} in this window"
    figure, [plane, matrix] = panels(2, width=7.5, height=3.8)
    with style():
        _draw_plane(plane, w, b, points, labels, reach)
        plane.set_title(f"{regions} regions in the plane, {window}")
        draw_bits(matrix, bits[order], [labels[s] for s in order], units)
        matrix.set_title(f"{rows} distinct rows\nof {len(points)} samples")
    told = ", ".join(f"{labels[s]} {''.join(map(str, bits[s]))}" for s in order)
    return Picture(
        figure,
        f"The lines of {len(w)} ReLU units cut the plane into {regions} regions (at most {most_regions(len(w))}), "
        f"{window}; shaded where an odd number of units is on. "
        f"{len(points)} samples lie in {rows} of them; their patterns, sorted: {told}.",
    )


def plane_with_a_moved_sample(sample: str = "A", x1: float = 2.0, x2: float = 1.0) -> Picture:
    """Draw the running example's regions with twelve samples, one of them moved to (x1, x2): an explorer's frame.

    >>> plane_with_a_moved_sample("A", -2, -1).description.split(". ")[1].split(";")[0]
    '12 samples lie in 5 of them'
    """
    places = dict(zip(TWELVE_NAMES, TWELVE, strict=True)) | {sample: (x1, x2)}
    plane = regions_of_a_plane(example.WEIGHTS, example.BIASES, list(places.values()), list(places))
    plane.figure.axes[0].set(xticks=(-4, 0, 4), yticks=(-4, 0, 4))  # each label more makes the explorer's steps slower
    return Picture(plane.figure, f"{plane.description} {sample} is at ({number(x1)}, {number(x2)}).")


def most_regions(units: int) -> int:
    """Return 1 + V + V (V - 1) / 2, the most regions that V lines can make in a plane.

    >>> [most_regions(v) for v in (1, 2, 3, 6)]
    [2, 4, 7, 22]
    """
    return 1 + units + units * (units - 1) // 2


def count_regions(weights: ArrayLike, biases: ArrayLike, reach: float = np.inf) -> int:
    """Count the regions into which the lines w . x + b = 0 cut the plane, parallel or concurrent ones included.

    Each line, added in turn, is cut into one more piece than the different points where it meets the lines before,
    and each piece halves a region. Equal lines count once, units with w = 0 not at all. With a `reach`, only what
    lies in the window from -reach to reach counts.

    >>> count_regions([[1, 0], [0, 1], [1, 1]], [0, 0, 0]), count_regions([[1, 0], [0, 1], [1, 1]], [0, 0, 1])
    (6, 7)
    >>> count_regions([[1, 0], [0, 1], [1, 1]], [0, 0, -4], reach=3), count_regions([[1, 0], [0, 1]], [0, 9], reach=3)
    (5, 2)
    """
    regions = 1
    before: list[np.ndarray] = []
    for (a, b), c in zip(np.asarray(weights, float), np.asarray(biases, float), strict=True):
        size = np.hypot(a, b)
        if not size or abs(c) >= reach * (abs(a) + abs(b)):  # no line at all, or none in the window
            continue
        line = np.array([a, b, c]) / size
        if any(np.allclose(line, sign * other) for other in before for sign in (1, -1)):
            continue
        meets = set()
        for other in before:
            across = np.cross(line, other)
            if abs(across[2]) > 1e-12 and max(abs(across[:2] / across[2])) < reach:
                meets.add((round(across[0] / across[2], 9), round(across[1] / across[2], 9)))
        regions += 1 + len(meets)
        before.append(line)
    return regions


def _draw_plane(
    axes: Axes, w: np.ndarray, b: np.ndarray, points: np.ndarray, labels: Sequence[str], reach: float
) -> None:
    """Shade every other region of the window, draw each unit's line with its name, and mark the samples by letter."""
    steps = np.linspace(-reach, reach, 201)
    grid = np.stack(np.meshgrid(steps, steps), axis=-1)
    odd = (grid @ w.T + b > 0).sum(axis=-1) % 2
    window = (-reach, reach, -reach, reach)
    axes.imshow(odd, extent=window, origin="lower", interpolation="nearest", cmap="Greys", vmin=0, vmax=6)
    taken: list[np.ndarray] = []
    for unit, ((w1, w2), bias) in enumerate(zip(w, b, strict=True)):
        if not (w1 or w2):
            continue
        colour, dash = SERIES[unit % len(SERIES)][0], DASHES[unit % len(DASHES)]
        foot = -bias * np.array([w1, w2]) / (w1**2 + w2**2)
        along = np.array([-w2, w1]) / np.hypot(w1, w2) * 3 * reach
        ends = np.array([foot - along, foot + along])
        axes.plot(*ends.T, color=colour, linestyle=dash, linewidth=1.6)
        path = foot + np.linspace(-1, 1, 301)[:, None] * along
        seen = path[(np.abs(path) < 0.93 * reach).all(axis=1)]
        if len(seen):
            place = max(
                (seen[0], seen[-1]), key=lambda end: min((abs(end - there).max() for there in taken), default=9)
            )
            taken.append(place)
            axes.annotate(f"u{unit + 1}", place, ha="center", va="center", bbox=_LABEL)
    axes.plot(*points.T, "o", color=BLACK)
    for place, label in zip(points, labels, strict=True):
        axes.annotate(label, place, xytext=(4, 4), textcoords="offset points", weight="bold")
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="x1", ylabel="x2", aspect="equal")


_LABEL = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}


def _on_where(unit: int, w: float, b: float) -> str:
    if not w:
        return f"u{unit} is {'on' if b > 0 else 'off'} everywhere"
    return f"u{unit} is on for x {'>' if w > 0 else '<'} {number(-b / w)}"
