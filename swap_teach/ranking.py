"""How well a score ranks architectures, and how well it picks.

A score that isn't finite is never given a rank: the single functions raise, and `rank_report` sets such
architectures aside and counts them. Used in lessons 01 and 05 to 08.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from swap_teach.correlations import (
    Correlation,
    check_columns,
    correlation_difference,
    kendall,
    partial_correlation,
    spearman,
)
from swap_teach.rank_bootstrap import partial_statistic, spearman_statistic
from swap_teach.seeding import derived_rng

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Correlation",
    "correlation_difference",
    "kendall",
    "partial_correlation",
    "rank_report",
    "spearman",
    "split",
    "top_k_regret",
]


def top_k_regret(score: npt.ArrayLike, accuracy: npt.ArrayLike, k: int) -> float:
    """Return what is lost by training only the k architectures of highest score and keeping the best.

    In the unit of `accuracy`, 0 is perfect. Architectures that tie for the last places are taken at random: this is
    the expected regret. ValueError for k outside 1 ... n, other lengths, or numbers that aren't finite.

    >>> top_k_regret([4, 3, 2, 1], [90.0, 92.0, 94.0, 91.0], k=2)
    2.0
    >>> top_k_regret([0, 0], [90.0, 92.0], k=1)
    1.0
    """
    s, a = check_columns(score=score, accuracy=accuracy, at_least=1)
    if not 1 <= k <= len(s):
        raise ValueError(f"k must be between 1 and the {len(s)} architectures, got {k}.")
    last = np.sort(s)[-k]
    sure = a[s > last]
    tied = np.sort(a[s == last])[::-1]
    places = k - len(sure)
    # P(the best of the tied that are taken is the j-th best of them), j = 0, 1, ...
    j = np.arange(len(tied) - places + 1)
    missed = np.cumprod(np.concatenate([[1.0], (len(tied) - places - j[:-1]) / (len(tied) - j[:-1])]))
    probability = missed * places / (len(tied) - j)
    best = np.maximum(tied[: len(j)], sure.max(initial=-np.inf))
    return float(a.max() - probability @ best)


def split(
    groups: npt.ArrayLike, calibration: float | int = 0.5, seed: int = 0, largest: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Split architectures in two: those to choose on, and the *other* ones to report on.

    groups       one label for each architecture; equal labels (equal functions) land on the same side. NB201: the
                 canonical class. A range of n makes each its own group.
    calibration  below 1: the share wanted on the calibration side; from 1: the number. Groups are taken whole, in
                 random order, as long as they fit. seed  of that order.
    largest      the share of the calibration side that one group may make. With 1, a few groups of hundreds, once
                 drawn, may be most of what is there to choose on.

    Returns the positions on the calibration side and those on the other, sorted. ValueError if either would be empty.

    >>> calibration, report = split(["a", "b", "b", "c"], calibration=2, seed=1)
    >>> sorted([*calibration, *report]) == [0, 1, 2, 3]
    True
    """
    labels, member, sizes = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    wanted = calibration * len(member) if calibration < 1 else calibration
    order = derived_rng(seed, "split").permutation(len(labels))
    room, taken = wanted, np.zeros(len(labels), dtype=bool)
    for group in order:
        if sizes[group] <= min(room, largest * wanted):
            taken[group] = True
            room -= sizes[group]
    chosen = taken[member.ravel()]
    if chosen.all() or not chosen.any():
        raise ValueError(
            f"calibration={calibration} of {len(member)} architectures in {len(labels)} groups leaves one side "
            "empty; ask for another share, or check the groups."
        )
    return np.flatnonzero(chosen), np.flatnonzero(~chosen)


def rank_report(
    scores: Mapping[str, npt.ArrayLike] | pd.DataFrame,
    accuracy: npt.ArrayLike,
    params: npt.ArrayLike,
    *,
    split: str,
    k: int = 10,
    resamples: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Tabulate how well each metric ranks, beside what counting parameters achieves on the same architectures.

    scores            a column for each metric, larger is better: turn the sign of one where smaller is. Scores that
                      aren't finite are set aside and counted.
    accuracy, params  finite columns of the same length.
    split             in words, which architectures these are; printed in every row, e.g. "report part, seed 0".
    k                 for the regret: how many of the best-scored architectures would be trained.
    resamples, seed   for the intervals, as in `spearman`.

    Returns a row for each metric, best first: metric, split, n, not_finite, spearman with _low and _high, kendall
    (tau-b, which leaves ties out of its denominator) likewise, params_spearman (of the parameters, on the same n
    architectures), gain (spearman minus that, paired) likewise, partial (Spearman given the parameters; NaN if the
    score ranks just like them), regret_top{k} in the unit of `accuracy`, and note: empty, or why there is no figure.
    ValueError for columns that don't fit.
    """
    import pandas as pd

    truth, size = check_columns(accuracy=accuracy, params=params)
    rows = []
    for metric, column in scores.items():
        score = np.asarray(column, dtype=float)
        if score.shape != truth.shape:
            raise ValueError(f"{metric!r} has shape {score.shape}, the accuracies have {truth.shape}.")
        finite = np.isfinite(score)
        about = {"metric": metric, "split": split, "n": int(finite.sum()), "not_finite": int((~finite).sum())}
        rows.append(about | _quality(score[finite], truth[finite], size[finite], k, resamples, seed))
    return pd.DataFrame(rows).sort_values("spearman", ascending=False, kind="stable", ignore_index=True)


def _quality(
    score: np.ndarray, truth: np.ndarray, size: np.ndarray, k: int, resamples: int, seed: int
) -> dict[str, Any]:
    """Measure one metric; a score that can't rank (all equal, too few) says so in `note` and nowhere else."""
    distinct = len(np.unique(score))
    if distinct < 2 or len(score) < 3:
        return {"spearman": np.nan, "note": f"no ranking: {distinct} distinct among {len(score)} finite scores"}
    gain = correlation_difference(score, size, truth, resamples=resamples, seed=seed)
    rho = spearman(score, truth, resamples=resamples, seed=seed)
    pairs = ((score, truth), (score, size), (truth, size))
    partial = partial_statistic(*(spearman_statistic(*pair) for pair in pairs))
    return {
        **_named("spearman", rho),
        **_named("kendall", kendall(score, truth, resamples=resamples, seed=seed)),
        "params_spearman": rho.value - gain.value,
        **_named("gain", gain),
        "partial": float(partial(np.ones((len(score), 1)))[0]),
        f"regret_top{k}": top_k_regret(score, truth, min(k, len(score))),
        "note": "",
    }


def _named(name: str, r: Correlation) -> dict[str, float]:
    return {name: r.value, f"{name}_low": r.low, f"{name}_high": r.high}
