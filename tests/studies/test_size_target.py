from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from swap_teach.spaces import get_space
from swap_teach.studies import Setting, size_target
from swap_teach.studies.size_target import Cells, apply, best_target, rules
from swap_teach.swap import regularised_swap

RNG = np.random.default_rng(0)
CELLS = Cells(psi=RNG.uniform(1e4, 6e4, 200), theta=RNG.uniform(0.1, 1.5, 200), units=RNG.uniform(1e5, 9e5, 200))


def test_the_best_target_ranks_as_what_made_the_accuracies():
    accuracy = regularised_swap(CELLS.psi, CELLS.theta, 0.8, 0.3)
    found = regularised_swap(CELLS.psi, CELLS.theta, *best_target(CELLS.psi, CELLS.theta, accuracy))
    assert stats.spearmanr(found, accuracy).statistic > 0.97


def test_rules_without_accuracy_do_not_change_with_it():
    one, other = rules(CELLS, CELLS.psi), rules(CELLS, -CELLS.psi)
    blind = [rule for rule in one if rule[1] != "accuracy"]
    assert len(blind) == 8
    assert [one[rule] for rule in blind] == [other[rule] for rule in blind]


def test_the_darts_rule_sets_mu_and_sigma_equal_in_thousands():
    target = rules(CELLS, CELLS.psi)["regularised swap", "darts rule"]
    median = np.median(1000 * CELLS.theta)
    in_thousands = CELLS.psi * np.exp(-((1000 * CELLS.theta - median) ** 2) / median)
    np.testing.assert_allclose(apply("regularised swap", target, CELLS), in_thousands, rtol=1e-9)


def test_f_alone_forgets_psi_and_the_rank_average_takes_both():
    target = size_target.SizeTarget(0.8, 0.3)
    assert apply("f alone", target, CELLS) == pytest.approx(np.exp(-((CELLS.theta - 0.8) ** 2) / 0.3))
    both = apply("rank average of swap and params", None, CELLS)
    assert both == pytest.approx(pd.Series(CELLS.psi).rank() + pd.Series(CELLS.theta).rank())


def test_choosing_sees_validation_of_the_calibration_side_and_no_function_is_on_both(third_party, monkeypatch):
    third_party("nb201.csv.gz")
    space = get_space("nb201")
    archs = [str(cell) for cell in list(space)[::8]]
    size = np.array([arch.count("3x3") * 9 + arch.count("1x1") + 1 for arch in archs])
    scores = pd.DataFrame({"arch": archs, "swap": 1000 * size + np.arange(len(size)), "params_M": 0.01 * size})
    monkeypatch.setattr(size_target, "_scores", lambda setting: (scores.assign(units=size * 7), ["made up"]))
    monkeypatch.setattr(size_target, "RESAMPLES", 10)
    seen = {}
    original = size_target.split

    def split(groups, calibration, largest):
        seen["sides"], seen["groups"] = original(groups, calibration, largest=largest), groups
        return seen["sides"]

    monkeypatch.setattr(size_target, "split", split)
    finding = size_target.study(Setting(None))
    calibration, report = ({seen["groups"][row] for row in side} for side in seen["sides"])
    assert not calibration & report
    table = finding.table
    assert set(table.truth[table.split == "calibration"]) == {"validation"}
    assert set(table.truth[table.split == "report"]) == {"test"}
    assert set(table.dataset) == {"cifar10", "cifar100"}
    assert "imagenet16" in finding.notes
    row = table[(table.dataset == "cifar100") & (table.split == "report") & (table.rule == "params")].iloc[0]
    truth = pd.read_csv(third_party("nb201.csv.gz")).set_index("arch_str").c100_test[archs].to_numpy()
    rows = seen["sides"][1]
    assert row.spearman == pytest.approx(stats.spearmanr(size[rows], truth[rows]).statistic, abs=1e-4)
    assert row.n == len(rows)
