from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from swap_teach.records import load_record
from swap_teach.spaces import get_space
from swap_teach.studies import search_settings, searches
from swap_teach.studies.searches import BUDGETS, Rule, judge, objectives, size_targets
from swap_teach.studies.size_target import SizeTarget

RNG = np.random.default_rng(0)
CELLS = pd.DataFrame(
    {"arch": [str(k) for k in range(50)], "swap": RNG.permutation(50) + 1, "params_M": RNG.uniform(0.1, 1.5, 50)}
)
TARGETS = size_targets(CELLS.params_M.to_numpy())


def test_sigma_is_the_variance_and_mu_the_percentile_of_the_sizes():
    assert [target.sigma for target in TARGETS.values()] == [pytest.approx(CELLS.params_M.var(ddof=0))] * 5
    assert TARGETS[50].mu == pytest.approx(CELLS.params_M.median())
    assert TARGETS[100].mu == CELLS.params_M.max()


def test_each_target_has_psi_and_f_alone_and_the_same_factor():
    rules = objectives(CELLS, TARGETS, SizeTarget(1.0, 0.3))
    assert len(rules) == 3 + 2 * 6
    for rule, scores in rules.items():
        if rule.objective == "regularised swap":
            assert scores == pytest.approx(CELLS.swap * rules[rule._replace(objective="f alone")])


def judged():
    """Judge made-up searches: seed s found cell s + k after budget k; the truth is ten times the row."""
    rules = objectives(CELLS, TARGETS, SizeTarget(1.0, 0.3))
    half = Rule("regularised swap", 50, "sizes")
    rows = np.add.outer(np.array([0, 3, 7]), np.arange(len(BUDGETS)))
    found = {
        (Rule("swap"), "swap-nas"): rows + 1,
        (half, "swap-nas"): rows + np.array([[2], [1], [2]]),
        (half._replace(objective="f alone"), "swap-nas"): rows,
    }
    return pd.DataFrame(judge(CELLS, rules, found, {"toy": 10.0 * np.arange(50)}))


def test_gains_are_paired_by_seed():
    last = judged().query("budget == 1000").set_index("objective").loc["regularised swap"]
    expected = stats.ttest_1samp([20, 10, 20], 0).confidence_interval(0.95)
    assert last.over_f == pytest.approx(50 / 3, abs=0.01)
    assert (last.over_f_low, last.over_f_high) == pytest.approx((expected.low, expected.high), abs=0.01)
    assert last.over_psi == pytest.approx(20 / 3, abs=0.01)


def test_places_count_what_is_better():
    table = judged()
    row = table.query("objective == 'swap' and budget == 10").iloc[0]
    assert row.place == np.median([(CELLS.swap > CELLS.swap[k]).sum() for k in (1, 4, 8)])
    assert row.true_place == 50 - 1 - 4
    assert row.distinct == 3
    largest = table[table.algorithm == "none"].iloc[0]
    assert largest.test == 10 * CELLS.params_M.argmax()


def test_a_small_grid_of_settings_finds_the_highest_score(monkeypatch):
    archs = [str(cell) for cell in get_space("nb201")]
    task = search_settings.Task("toy", pd.Series(np.arange(len(archs), dtype=float), archs), (10, 5, 4, 0.5), 2)
    early, late = search_settings._searched(task)
    assert (early["budget"], late["budget"]) == search_settings.BUDGETS
    assert late["place"] <= early["place"]
    assert late["highest"] == 1.0
    assert late["population"] == 10


def test_the_recorded_largest_cell_is_the_tables(third_party):
    from swap_teach import load_benchmark

    third_party("nb201.csv.gz")
    table = load_record("searches").table
    for row in table[table.algorithm == "none"].itertuples():
        truth = load_benchmark("nb201", row.dataset)
        assert row.test == pytest.approx(truth.test_acc[truth.params.idxmax()], abs=0.006)
    assert set(table.budget[table.algorithm != "none"]) == set(searches.BUDGETS)
