"""Lesson 03's open question: how many patterns can units have on a few points of a plane, counted exactly."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.course.frames_02 import count_regions
from swap_teach.figures import BLACK, BLUE, Picture, number, panels, style

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def reachable_patterns(points: ArrayLike) -> int:
    """Count, exactly, the patterns that one layer of ever so many ReLU units can have on S points of a plane (S x 2).

    Each point is a plane through the origin of the space (w1, w2, b). They are counted on both sides of b = 0, where
    the points become lines of the (w1, w2) plane; a part that b = 0 cuts in two is counted twice there, hence the
    subtraction.

    >>> reachable_patterns([(0, 0), (1, 0), (2, 0)]), reachable_patterns([(0, 0), (1, 0), (0, 1)])
    (6, 8)
    """
    places = np.unique(np.asarray(points, float), axis=0)
    # Moving or scaling all points together changes no pattern: weights and bias make up for it. So none is the origin.
    moved = (places - places.mean(axis=0)) / max(1e-12, np.ptp(places)) + np.array([1.7312, 1.2714])
    directions = 0
    for place, (x, y) in enumerate(moved):
        directions += not any(abs(x * v - y * u) < 1e-9 for u, v in moved[:place])
    return 2 * count_regions(moved, np.ones(len(moved))) - 2 * directions


def points_and_patterns(points: ArrayLike) -> Picture:
    """Draw S points of a plane, a dashed line through any three or more on one line, and say what count they reach."""
    places = np.asarray(points, float)
    count, samples = reachable_patterns(places), len(places)
    rows = rows_of_three(places)
    figure, [axes] = panels(width=4.6, height=3.8)
    with style():
        for row in rows:
            axes.axline(places[row[0]], places[row[1]], color=BLUE, linestyle="--", linewidth=1)
        axes.plot(*places.T, "o", color=BLACK)
        axes.set(xlabel="x1", ylabel="x2", aspect="equal")
        axes.margins(0.2)
        axes.set_title(f"{count} patterns")
    where = "; ".join(f"({number(x)}, {number(y)})" for x, y in places)
    told = (
        f"{len(rows)} line{'s' * (len(rows) > 1)} with three or more of them" if rows else "no three of them on a line"
    )
    return Picture(
        figure,
        f"{samples} points of the plane: {where}; {told}. Units of one layer can have {count} patterns on them.",
    )


def rows_of_three(places: np.ndarray) -> list[tuple[int, ...]]:
    """Return the sets of three or more points that lie on one line, as positions.

    >>> rows_of_three(np.array([(0, 0), (1, 1), (2, 2), (3, 3), (0, 5)]))
    [(0, 1, 2, 3)]
    """
    rows = set()
    for i, j in combinations(range(len(places)), 2):
        along, away = places[j] - places[i], places - places[i]
        off = np.abs(along[0] * away[:, 1] - along[1] * away[:, 0])
        members = tuple(np.flatnonzero(off < 1e-9 * max(1.0, float(np.abs(places).max()) ** 2)).tolist())
        if len(members) > 2:
            rows.add(members)
    return sorted(rows)
