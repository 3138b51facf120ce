"""A mean with its interval, and the mean of paired differences: how two searches are compared over the same seeds.

NumPy and SciPy only. Used in lessons 09 and A5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Mean:
    """The mean of n values, and Student's interval for what it estimates."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}], n = {self.n}"


def mean(values: ArrayLike, level: float = 0.95) -> Mean:
    """Return the mean and its interval, value ± t sd / sqrt(n) with n - 1 degrees of freedom.

    values  (n,), one number a seed. If all are equal, the interval is that point: nothing was seen to vary.
    ValueError for fewer than two values, or one that isn't finite.

    >>> print(mean([1, 2, 3, 4]))
    2.50 [0.45, 4.55], n = 4
    """
    from scipy.stats import t

    given = np.asarray(values, float)
    if given.ndim != 1 or len(given) < 2 or not np.isfinite(given).all():
        raise ValueError(f"An interval needs a row of two finite values or more, got {values!r}.")
    middle = float(given.mean())
    reach = float(t.ppf((1 + level) / 2, len(given) - 1) * given.std(ddof=1) / math.sqrt(len(given)))
    return Mean(middle, middle - reach, middle + reach, len(given))


def paired(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Mean:
    """Return the mean of first - second, pair by pair, with its interval. Errors as in `mean`, or unequal lengths.

    What both of a pair share, such as a lucky start, cancels.

    >>> print(paired([10, 20, 30], [9, 18, 30]))
    1.00 [-1.48, 3.48], n = 3
    """
    one, other = np.asarray(first, float), np.asarray(second, float)
    if one.shape != other.shape:
        raise ValueError(f"Pairs need two rows of one length, got shapes {one.shape} and {other.shape}.")
    return mean(one - other, level)
