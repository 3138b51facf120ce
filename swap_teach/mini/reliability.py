"""How far seed noise lets a benchmark rank: correlate its seeds with each other. An exercise of lesson A1."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata


@dataclass(frozen=True)
class Reliability:
    """`single`: mean Spearman correlation between two seeds; `mean`: what it gives for the mean over all seeds.

    `mean` is Spearman and Brown's k r / (1 + (k - 1) r), r = `single`, k = `seeds`: the correlation to expect
    between this mean and that of k further seeds. No score can be expected to correlate with the truth better
    than about its square root.

    >>> print(Reliability(single=0.75, seeds=3, n=100))
    reliability 0.900 of the mean of 3 seeds, 0.750 of one; n = 100
    """

    single: float
    seeds: int
    n: int

    @property
    def mean(self) -> float:
        """The reliability of the mean over the seeds; ValueError where `single` is at the formula's pole or below."""
        below = 1 + (self.seeds - 1) * self.single
        if below < 1e-9:  # correlations of k seeds can't average less than -1 / (k - 1), and then their ranks cancel
            raise ValueError(
                f"The mean of {self.seeds} seeds has no reliability where two seeds correlate at {self.single:.3f} on "
                "average: their ranks cancel each other. Look whether a column is turned round, or ask for `single`."
            )
        return self.seeds * self.single / below

    def __str__(self) -> str:
        return f"reliability {self.mean:.3f} of the mean of {self.seeds} seeds, {self.single:.3f} of one; n = {self.n}"


def reliability(accuracies: npt.ArrayLike) -> Reliability:
    """Measure the reliability of a table with one row for each architecture and one column for each seed.

    Raises ValueError for fewer than two seeds or three architectures, a gap, or a seed whose accuracies are all
    the same. Source: Spearman (1910), Brown (1910).

    >>> reliability([[90, 91], [80, 79], [85, 86], [70, 60]]).single
    1.0
    """
    table = np.asarray(accuracies, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] < 3 or table.shape[1] < 2:
        raise ValueError(
            f"Expected at least 3 architectures (rows) by 2 seeds (columns), got an array of shape {table.shape}."
        )
    if not np.isfinite(table).all():
        raise ValueError("Every architecture needs a finite accuracy for every seed: drop the incomplete rows first.")
    constant = np.flatnonzero(np.ptp(table, axis=0) == 0)
    if len(constant):
        raise ValueError(f"All accuracies in column {constant[0]} are the same, so they rank nothing.")
    between = np.asarray(np.corrcoef(rankdata(table, axis=0), rowvar=False))
    pairs = [between[a, b] for a, b in combinations(range(table.shape[1]), 2)]
    return Reliability(float(np.mean(pairs)), table.shape[1], len(table))
