"""Rank correlations with the error bars that a claim needs: single, as a paired difference, and partial.

Interval: percentile bootstrap over architectures (Efron and Tibshirani 1993, chapter 13), 95 %.
A number that isn't finite is an error and never a rank. Used in lessons 01 and 05 to 08, through `ranking.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from swap_teach.rank_bootstrap import (
    Statistic,
    bootstrap_counts,
    kendall_statistic,
    partial_statistic,
    spearman_statistic,
)
from swap_teach.seeding import derived_rng

STATISTICS: dict[str, Callable[[np.ndarray, np.ndarray], Statistic]] = {
    "spearman": spearman_statistic,
    "kendall": kendall_statistic,
}


@dataclass(frozen=True)
class Correlation:
    """A rank correlation (or a difference of two) over n architectures, with its 95 % interval.

    `undefined` counts resamples in which every value was the same, so that they have no correlation. If they are more
    than one tail of the interval, 2.5 %, there is no interval (NaN): that of the rest would leave zero out by force.

    >>> print(Correlation("spearman", 0.8123, 0.7, 0.88, n=100, resamples=2000, undefined=0))
    spearman 0.812 [0.700, 0.880], n = 100
    """

    kind: str
    value: float
    low: float
    high: float
    n: int
    resamples: int
    undefined: int

    @property
    def pairs_right(self) -> float:
        """Share of pairs in the right order, (1 + tau) / 2; exact where nothing ties."""
        if self.kind != "kendall":
            raise AttributeError(f"pairs_right belongs to kendall(), not to {self.kind}.")
        return (1 + self.value) / 2

    def __str__(self) -> str:
        interval = "(no interval)" if np.isnan(self.low) else f"[{self.low:.3f}, {self.high:.3f}]"
        return f"{self.kind} {self.value:.3f} {interval}, n = {self.n}"


def spearman(x: npt.ArrayLike, y: npt.ArrayLike, *, resamples: int = 2000, seed: int = 0) -> Correlation:
    """Return Spearman's rank correlation of two columns; ties share their middle rank.

    x, y             two columns of n finite numbers, n >= 3; say scores and accuracies.
    resamples, seed  bootstrap samples for the interval (0: no interval, NaN), and the seed they are drawn with.

    ValueError if the lengths differ, a number isn't finite, or all x or all y are the same: a rank correlation is then
    undefined, which isn't zero. Used from lesson 01 on.

    >>> spearman([1, 2, 3, 4, 5], [1, 2, 3, 5, 4], resamples=100).value
    0.9
    """
    columns = check_columns(x=x, y=y)
    return _interval("spearman", spearman_statistic(*columns), len(columns[0]), resamples, seed)


def kendall(x: npt.ArrayLike, y: npt.ArrayLike, *, resamples: int = 2000, seed: int = 0) -> Correlation:
    """Return Kendall's tau-b of two columns; arguments and errors as in `spearman`.

    Without ties, (1 + tau) / 2 is the share of pairs that x puts in the order of y. Used from lesson 01 on.

    >>> r = kendall([1, 2, 3, 4, 5], [1, 2, 3, 5, 4], resamples=100)
    >>> r.value, r.pairs_right
    (0.8, 0.9)
    """
    columns = check_columns(x=x, y=y)
    return _interval("kendall", kendall_statistic(*columns), len(columns[0]), resamples, seed)


def correlation_difference(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    accuracy: npt.ArrayLike,
    *,
    kind: str = "spearman",
    resamples: int = 2000,
    seed: int = 0,
) -> Correlation:
    """Return how much better `first` ranks than `second`: a *paired* bootstrap of the difference.

    Both are measured on the same draws, because both err on the same architectures; intervals of the single
    correlations can overlap although the difference is certain. `kind` is "spearman" or "kendall"; the other
    arguments and errors as in `spearman`. Used from lesson 05 on.

    >>> truth = np.arange(30)
    >>> d = correlation_difference(truth, truth[::-1], truth, resamples=100)
    >>> d.value, d.low, d.high
    (2.0, 2.0, 2.0)
    """
    a, b, y = check_columns(first=first, second=second, accuracy=accuracy)
    statistic = _statistic(kind)
    one, other = statistic(a, y), statistic(b, y)
    return _interval(f"{kind} difference", lambda c: one(c) - other(c), len(y), resamples, seed)


def partial_correlation(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    control: npt.ArrayLike,
    *,
    kind: str = "spearman",
    resamples: int = 2000,
    seed: int = 0,
) -> Correlation:
    """Return the rank correlation of x and y that is left when `control` (say, size) is held fixed.

    (r_xy - r_xz r_yz) / sqrt((1 - r_xz^2)(1 - r_yz^2)), with rank correlations throughout. Arguments and errors as in
    `correlation_difference`; ValueError also if x or y is ranked exactly as the control.
    """
    a, b, z = check_columns(x=x, y=y, control=control)
    statistic = _statistic(kind)
    partial = partial_statistic(statistic(a, b), statistic(a, z), statistic(b, z))
    return _interval(f"partial {kind}", partial, len(b), resamples, seed)


def _statistic(kind: str) -> Callable[[np.ndarray, np.ndarray], Statistic]:
    if kind not in STATISTICS:
        raise ValueError(f"kind is {' or '.join(map(repr, STATISTICS))}, not {kind!r}.")
    return STATISTICS[kind]


def check_columns(*, at_least: int = 3, **columns: npt.ArrayLike) -> list[np.ndarray]:
    """Check columns by name: one-dimensional, equally long, long enough, finite, and not all the same.

    `at_least=1` allows one value, or equal ones: enough to pick from, though not to correlate.
    """
    arrays = {name: np.asarray(column, dtype=float) for name, column in columns.items()}
    shapes = {name: array.shape for name, array in arrays.items()}
    if any(len(shape) != 1 for shape in shapes.values()) or len(set(shapes.values())) > 1:
        raise ValueError(f"Expected columns of one length, got shapes {shapes}.")
    for name, array in arrays.items():
        bad = int((~np.isfinite(array)).sum())
        if bad:
            raise ValueError(
                f"{bad} of {len(array)} values of {name} are not finite. They have no rank: leave those "
                "architectures out and say how many, or use ranking.rank_report, which does."
            )
        if len(array) < at_least:
            raise ValueError(f"{name} has {len(array)} values; at least {at_least} are needed.")
        if at_least > 1 and (array == array[0]).all():
            raise ValueError(
                f"All {len(array)} values of {name} are {array[0]:g}: a rank correlation is undefined then, "
                "which is not zero."
            )
    return list(arrays.values())


def _interval(kind: str, statistic: Statistic, n: int, resamples: int, seed: int) -> Correlation:
    value = float(statistic(np.ones((n, 1)))[0])
    if not np.isfinite(value):
        raise ValueError(f"The {kind} correlation is undefined: the control ranks exactly like x or y.")
    rng = derived_rng(seed, "bootstrap")
    draws = bootstrap_counts(n, resamples, rng)
    values = np.concatenate([np.empty(0), *(statistic(counts) for counts in draws)])
    defined = values[np.isfinite(values)]
    enough = len(defined) > 0 and len(values) - len(defined) <= 0.025 * len(values)
    low, high = np.quantile(defined, [0.025, 0.975]) if enough else (np.nan, np.nan)
    return Correlation(kind, value, float(low), float(high), n, resamples, len(values) - len(defined))
