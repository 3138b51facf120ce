"""All of NAS-Bench-201 but the cells that mu and sigma were chosen on: recorded scores beside accuracies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from swap_teach.ranking import split
from swap_teach.records import load_record, load_scores
from swap_teach.spaces.nb201 import NB201
from swap_teach.studies.rival_truths import Truth, truths
from swap_teach.studies.size_target import LARGEST
from swap_teach.swap import regularised_swap


def whole_space(sample: int | None = None) -> Iterator[tuple[pd.DataFrame, Truth, np.ndarray]]:
    """Return for each data set: scores of the report side, their truth, and the fitted regularised SWAP-Score.

    mu and sigma are those of the record `size_target` (chosen by validation accuracy on the calibration side).
    """
    scores, target = load_scores("nb201"), load_record("size_target")
    space = NB201()
    groups = [space.canonical_class(space.parse(arch)) for arch in scores["arch"]]
    _, report = split(groups, target.about["n"]["calibration"], largest=LARGEST)
    table = scores.iloc[report].set_index("arch").rename(columns={"macs_M": "flops_MMAC"})
    table = table.drop(columns="swap_cifar10", errors="ignore").join(load_scores("nb201_rivals").set_index("arch"))
    table = table.dropna(subset=["nwot", "synflow"]).iloc[:sample]
    for truth in truths("nb201", list(table.index)):
        rows = target.table.query("rule == 'regularised swap' and chosen_by == 'accuracy' and inputs == 'photos'")
        mu, sigma = rows.loc[rows["dataset"] == truth.dataset, ["mu_M", "sigma_M2"]].iloc[0]
        yield (
            table,
            truth,
            regularised_swap(table["swap"].to_numpy(float), table["params_M"].to_numpy(float), mu, sigma),
        )
