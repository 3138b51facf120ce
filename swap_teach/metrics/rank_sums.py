"""Scores that exist only within a set of architectures: sums of ranks of several metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.metrics.registry import get_metric

if TYPE_CHECKING:
    import pandas as pd

AZ_NAS = ("az_expressivity", "az_progressivity", "az_trainability", "flops")
TENAS = ("tenas_ntk", "tenas_regions")


def az_nas(table: pd.DataFrame) -> pd.Series:
    """Join AZ-NAS's four metrics: the sum of log(rank / n), rank 1 the worst and n the best.

    table  as `score_many` returns it, with the columns of `AZ_NAS`. The log punishes a low rank in any of the four
           more than a high rank in another makes up for. Ties share their mean rank; NaN stays NaN.

    Raises ValueError naming the columns that are missing. Source: AZ-NAS, CVPR 2024, Section 3.2, Equation 12.
    """
    ranks = _ranks(table, AZ_NAS)
    return ranks.div(ranks.count()).map(np.log).sum(axis=1, skipna=False).rename("az_nas")


def tenas(table: pd.DataFrame) -> pd.Series:
    """Join TE-NAS's two metrics: the sum of ranks, rank 1 the worst; larger is better.

    >>> import pandas as pd
    >>> tenas(pd.DataFrame({"tenas_ntk": [9.0, 3.0, 5.0], "tenas_regions": [10.0, 20.0, 30.0]})).tolist()
    [2.0, 5.0, 5.0]

    Raises ValueError naming the columns that are missing. Source: TE-NAS, ICLR 2021, Section 3.2.
    """
    return _ranks(table, TENAS).sum(axis=1, skipna=False).rename("tenas")


def _ranks(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Rank each metric's column, the worst 1 by the metric's own direction."""
    metrics = [get_metric(name) for name in names]
    missing = [metric.column for metric in metrics if metric.column not in table]
    if missing:
        raise ValueError(f"The table lacks {', '.join(missing)}: score these too. It has {', '.join(table.columns)}.")
    ranks = table[[metric.column for metric in metrics]].rank()
    for metric in metrics:
        if metric.direction == "smaller is better":
            ranks[metric.column] = table[metric.column].rank(ascending=False)
    return ranks
