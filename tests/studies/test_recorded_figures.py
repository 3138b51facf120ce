"""What is recorded, computed again by another path where the ground truth is at hand."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from swap_teach.records import list_records, load_record
from swap_teach.spaces import get_space
from swap_teach.studies.size_target import LARGEST
from swap_teach.studies.trained import order

RECORDS = set(list_records())
CORRELATIONS = sorted(RECORDS & {"inputs", "samples", "repeats", "darts_protocol", "size_target"})


@pytest.mark.parametrize("name", CORRELATIONS)
def test_every_row_has_what_an_honest_correlation_needs(name):
    table = load_record(name).table
    known = table[table.spearman.notna()]
    assert (known.n >= 10).all()
    if "sets" not in table:
        sure = known[known.low.notna()]  # no interval where nearly all scores tie
        assert (known.low.isna() == known.high.isna()).all()
        if len(sure) < len(known):
            assert (known.at_ceiling[known.low.isna()] > 0.95).all()
        assert ((sure.low <= sure.spearman) & (sure.spearman <= sure.high)).all()
        assert np.allclose(known.gain, known.spearman - known.params_spearman, atol=3e-4)
    assert table[["params_spearman", "units_spearman"]].notna().all(axis=None)


@pytest.mark.parametrize("dataset", ["cifar10", "cifar100"])
def test_the_regularised_figure_follows_from_the_recorded_scores(dataset, third_party):
    path = third_party("nb201.csv.gz")
    record = load_record("size_target")
    if record.about["data_hash"] != {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}:
        pytest.skip("another version of NAS-Bench-201's table than the record's")
    scores = load_record("nb201", "scores").table
    space = get_space("nb201")
    groups = pd.Series([space.canonical_class(space.parse(arch)) for arch in scores.arch])
    rows = record.table
    rows = rows[(rows.dataset == dataset) & (rows.split == "report") & (rows.inputs == "photos")]
    row = rows[(rows.rule == "regularised swap") & (rows.chosen_by == "accuracy")].iloc[0]
    prefix = {"cifar10": "c10", "cifar100": "c100"}[dataset]
    truth = pd.read_csv(path).set_index("arch_str")[f"{prefix}_test"][scores.arch].to_numpy()

    from swap_teach.ranking import split

    _, report = split(groups, record.about["n"]["calibration"], largest=LARGEST)
    assert len(report) == row.n
    psi = scores.swap * np.exp(-((scores.params_M - row.mu_M) ** 2) / row.sigma_M2)
    assert stats.spearmanr(psi[report], truth[report]).statistic == pytest.approx(row.spearman, abs=2e-4)


def test_the_input_study_follows_from_the_recorded_darts_scores(third_party):
    path = third_party("upstream/DARTS_archs_CIFAR10.csv")
    rows = order("darts", 1000)[: load_record("inputs").about["n"]["darts"]]
    accuracy = pd.read_csv(path, header=None)[1].to_numpy()[rows]
    scores = load_record("darts", "scores").table.set_index("row").loc[rows]
    table = load_record("inputs").table
    row = table[(table.benchmark == "darts") & (table.inputs == "photos") & (table.blur == 1)].iloc[0]
    for column, recorded in (("params_M", row.params_spearman), ("units", row.units_spearman)):
        assert stats.spearmanr(scores[column], accuracy).statistic == pytest.approx(recorded, abs=1e-4)
    # Eight repeats here, four in the study.
    assert stats.spearmanr(scores["swap"], accuracy).statistic == pytest.approx(row.spearman, abs=0.02)
