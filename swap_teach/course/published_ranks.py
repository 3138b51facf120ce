"""Rank correlations that others published, to stand beside ours: aggregates, no architecture's accuracy. Lesson 08."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# NAS-Bench-Suite-Zero (Krishnakumar et al., NeurIPS 2022), its heat map of Spearman correlations with validation
# accuracy. Its 0.00 can mean "failed" (epe_nas on NAS-Bench-101): left out here.
COLUMNS = (
    ("nb101", "cifar10"),
    ("nb201", "cifar10"),
    ("nb201", "cifar100"),
    ("tnb101-micro", "class_scene"),
    ("tnb101-macro", "class_scene"),
)
SUITE_ZERO: dict[str, tuple[float | None, ...]] = {
    "plain": (-0.32, -0.26, -0.21, 0.24, -0.19),
    "grasp": (0.27, 0.51, 0.54, -0.27, -0.43),
    "fisher": (-0.28, 0.50, 0.54, 0.66, -0.13),
    "epe_nas": (None, 0.70, 0.60, 0.51, 0.01),
    "grad_norm": (-0.25, 0.58, 0.63, 0.65, -0.33),
    "snip": (-0.19, 0.58, 0.63, 0.70, -0.14),
    "synflow": (0.31, 0.73, 0.76, 0.72, 0.27),
    "l2_norm": (0.50, 0.68, 0.72, 0.53, 0.28),
    "params": (0.37, 0.72, 0.73, 0.64, 0.32),
    "zen": (0.59, 0.35, 0.35, 0.72, 0.27),
    "jacov": (-0.29, 0.75, 0.71, 0.75, 0.19),
    "flops": (0.36, 0.69, 0.71, 0.65, 0.85),
    "nwot": (0.31, 0.77, 0.80, 0.60, 0.89),
}


def suite_zero() -> pd.Series[float]:
    """Return NAS-Bench-Suite-Zero's correlations, indexed by benchmark, dataset and metric.

    >>> float(suite_zero()["nb201", "cifar100", "nwot"])
    0.8
    """
    import pandas as pd

    found = {
        (*column, metric): rho
        for metric, rhos in SUITE_ZERO.items()
        for column, rho in zip(COLUMNS, rhos, strict=True)
        if rho is not None
    }
    index = pd.MultiIndex.from_tuples(found, names=["benchmark", "dataset", "metric"])
    return pd.Series(list(found.values()), index, dtype="float64", name="suite_zero")
