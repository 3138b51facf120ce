"""The honest table's figures, worked out again by another path."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from swap_teach.records import load_record, load_scores
from swap_teach.studies import costs, rivals
from swap_teach.studies.published_agreement import agreement
from swap_teach.studies.rival_truths import Truth, truths
from swap_teach.studies.rivals import Column, columns, judge


@pytest.fixture
def table() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    size = rng.uniform(1, 2, 60)
    return pd.DataFrame(
        {"params_M": size, "units": size * 100, "swap": size + rng.normal(0, 0.3, 60), "nwot_8": rng.normal(size=60)}
        | {"tenas_ntk": -size}
    )


def test_each_column_is_turned_to_larger_is_better_and_named(table):
    found = {(c.metric, c.samples, c.repeats): c for c in columns(table, 64)}
    assert ("nwot", 16, 8) in found
    assert ("swap_reg", 64, 1) in found
    assert found["tenas_ntk", 64, 1].values.tolist() == table.params_M.tolist()


def test_a_row_is_what_scipy_says(table, monkeypatch):
    monkeypatch.setattr(rivals, "RESAMPLES", 100)
    rng = np.random.default_rng(1)
    choose, report = (table.params_M.to_numpy() + rng.normal(0, 0.2, 60) for _ in range(2))
    swap = table.swap.to_numpy()
    known = [Column("swap", 16, 1, swap), Column("nwot", 16, 1, rng.normal(size=60))]
    row, _ = judge(known, table, Truth("toy", choose, report))
    assert row["spearman"] == pytest.approx(stats.spearmanr(swap, report).statistic, abs=1e-4)
    assert row["over_nwot"] == pytest.approx(
        row["spearman"] - stats.spearmanr(known[1].values, report).statistic, abs=2e-4
    )
    residuals = [r - np.poly1d(np.polyfit(z, r, 1))(z) for z, r in _ranks(table.params_M, swap, report)]
    assert row["partial"] == pytest.approx(np.corrcoef(*residuals)[0, 1], abs=1e-4)
    assert row["regret"] == pytest.approx(report.max() - report[swap.argmax()], abs=1e-4)
    best = np.argsort(-choose)[:6]
    assert (row["tenth_n"], row["tenth"]) == (6, pytest.approx(stats.spearmanr(swap[best], report[best])[0], abs=1e-4))


def _ranks(z: pd.Series, *columns: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(stats.rankdata(z), stats.rankdata(column)) for column in columns]


def test_labels_mean_nothing_on_a_pixel_task(table, monkeypatch):
    monkeypatch.setattr(rivals, "RESAMPLES", 20)
    truth = np.random.default_rng(2).normal(size=60)
    known = [Column("snip", 16, 1, table.swap.to_numpy()), Column("swap", 16, 1, table.swap.to_numpy())]
    judged = [row["metric"] for row in judge(known, table, Truth("normal", truth, truth, classes=False))]
    assert judged == ["swap"]


def test_agreement_leaves_out_what_isn_t_finite():
    pair = pd.DataFrame({"snip": [*range(20), np.inf], "nbsz_snip": [*range(20), 0.0], "jacov": 1.0})
    [row] = agreement(pair)
    assert (row["metric"], row["n"], row["spearman"]) == ("snip", 20, 1)


def test_costs_are_of_every_metric(monkeypatch):
    from swap_teach.studies.image_kinds import Images
    from swap_teach.studies.scored_parts import Part
    from swap_teach.studies.scores_metrics import ALL

    part = Part("mini", 2, ALL, Images("photos", samples=4, size=12), network="small")
    rows = costs._costs(part, 1)
    assert {row["metric"] for row in rows} == set(ALL)
    assert all(0 <= row["least"] <= row["milliseconds"] <= row["most"] for row in rows)


def test_the_recorded_table_follows_from_the_recorded_scores_of_mini():
    rows = load_record("rivals").table.query("benchmark == 'mini' and repeats == 1 and samples == 64")
    scores = load_scores("metrics").query("benchmark == 'mini'").set_index("arch")
    [truth] = truths("mini", list(scores.index))
    for metric in ("snip", "jacov", "synflow"):
        finite = scores[metric].notna().to_numpy()
        rho = stats.spearmanr(scores[metric][finite], truth.report[finite]).statistic
        row = rows[rows.metric == metric].iloc[0]
        assert (row.n, row.spearman) == (finite.sum(), pytest.approx(rho, abs=2e-4))
        assert row.spearman_low <= row.spearman <= row.spearman_high
