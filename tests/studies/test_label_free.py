"""Entries of the leaderboard: sums of log ranks, chosen on one half, reported on the other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from swap_teach.records import load_record, load_scores
from swap_teach.studies.label_free import log_ranks
from swap_teach.studies.rival_truths import truths


def test_ranks_are_among_the_cells_given():
    table = pd.DataFrame({"a": [5.0, 1.0, 3.0, 9.0]})
    assert log_ranks(table, ["a"], np.array([0, 2])).tolist() == pytest.approx([0, np.log(0.5)])


def test_the_recorded_entry_of_mini_comes_out_again():
    from swap_teach.ranking import split
    from swap_teach.spaces.nb201 import NB201

    row = (
        load_record("label_free").table.query("benchmark == 'mini' and entry == 'params' and half == 'report'").iloc[0]
    )
    scores = load_scores("metrics").query("benchmark == 'mini'").set_index("arch").dropna(axis=1, how="all")
    scores = scores.dropna(subset=["jacov", "az_trainability", "nwot", "zico"])
    [truth] = truths("mini", list(scores.index))
    space = NB201()
    _, report = split([space.canonical_class(space.parse(arch)) for arch in scores.index])
    assert len(report) == row.n
    rho = stats.spearmanr(scores["params_M"].to_numpy()[report], truth.report[report]).statistic
    assert row.spearman == pytest.approx(rho, abs=1e-4)
