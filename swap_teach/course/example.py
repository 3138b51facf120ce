"""The course's running example: four samples, six units, one ReLU layer with weights that fit in the head.

Every value can be worked out by hand. The matrix is small but has one of everything: a dead unit, a unit that
is always on, two different units with the same pattern, and fewer samples than distinct columns.
Used in lessons 02, 03, 04 and 07, and on the printed card.
"""

from __future__ import annotations

import numpy as np

SAMPLE_NAMES = ("A", "B", "C", "D")
UNIT_NAMES = ("u1", "u2", "u3", "u4", "u5", "u6")

SAMPLES = ((2, 1), (-1, 2), (-2, -1), (1, -2))
"""Four points of the plane, one in each quadrant."""

WEIGHTS = ((1, 0), (0, 1), (-2, 1), (3, -1), (1, 1), (1, 1))
BIASES = (0, 0, 2, 1, -4, 4)
"""One weight vector and one bias a unit: unit u is relu(w . x + b)."""

BITS = (
    (1, 1, 0, 1, 0, 1),
    (0, 1, 1, 0, 0, 1),
    (0, 0, 1, 0, 0, 1),
    (1, 0, 0, 1, 0, 1),
)
"""Which unit is on for which sample: 4 distinct rows, 5 distinct columns (u1 = u4, u5 dead, u6 always on)."""

CELL = "|nor_conv_3x3~0|+|nor_conv_1x1~0|nor_conv_3x3~1|+|skip_connect~0|none~1|avg_pool_3x3~2|"
"""The course's running cell, in NAS-Bench-201's notation: it has every one of the five operations."""


def activations() -> np.ndarray:
    """Return the layer's post-activation values, 4 samples x 6 units.

    >>> activations().astype(int)
    array([[2, 1, 0, 6, 0, 7],
           [0, 2, 6, 0, 0, 5],
           [0, 0, 5, 0, 0, 1],
           [1, 0, 0, 6, 0, 3]])
    """
    values: np.ndarray = np.maximum(np.array(SAMPLES) @ np.array(WEIGHTS).T + np.array(BIASES), 0.0)
    return values


def bits() -> np.ndarray:
    """Return the running bit matrix as a fresh uint8 array, rows = samples, columns = units.

    >>> (bits() == (activations() > 0)).all()
    np.True_
    """
    return np.array(BITS, dtype=np.uint8)
