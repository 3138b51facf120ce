"""The peaks of a score over all 15,625 NAS-Bench-201 cells: where a climber who looks one change ahead gets stuck.

NumPy only. Used in lesson 09.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from swap_teach.spaces.nb201 import EDGES, OPERATIONS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SHAPE = (len(OPERATIONS),) * len(EDGES)


def strict_peaks(scores: ArrayLike) -> NDArray[np.intp]:
    """Return the rows whose score is higher than each of their 24 neighbours', highest first.

    scores  one for each cell, in the order of `get_space("nb201")`. Equal neighbours are a plateau, no strict peak.
    ValueError for another number of scores.

    >>> cells = np.indices(SHAPE).reshape(6, -1)  # each cell's operations, by number
    >>> strict_peaks(cells.sum(axis=0)).tolist()
    [15624]
    """
    values = np.asarray(scores, float)
    if values.shape != (np.prod(SHAPE),):
        raise ValueError(f"Expected a score for each of the {np.prod(SHAPE):,} cells, got shape {values.shape}.")
    grid = values.reshape(SHAPE)
    peak = np.ones(SHAPE, bool)
    for edge in range(len(EDGES)):
        along = np.moveaxis(grid, edge, 0)
        ordered = np.sort(along, axis=0)
        # Only one operation of an edge can beat the four others; where the best two tie, none does.
        peak &= np.moveaxis((along == ordered[-1]) & (ordered[-1] > ordered[-2]), 0, edge)
    rows = np.flatnonzero(peak)
    return rows[np.argsort(-values[rows], kind="stable")]
