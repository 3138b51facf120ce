"""The full searches of DARTS: a small run of the study, and what its record shows of steering by mu."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach.narrowed import full_parameters
from swap_teach.records import load_record
from swap_teach.spaces import get_space
from swap_teach.studies import Setting, darts_searches
from swap_teach.studies.darts_searches import Rule, study
from swap_teach.swap import theta

MUS = [0.9, 1.2, 1.5, 1.8, 2.1]
DARTS = get_space("darts")


@pytest.fixture
def small(monkeypatch):
    """Two seeds of Psi', one of Psi alone and of f alone; two draws of weights; three random cells to compare with."""
    rules = (Rule("regularised swap", 1.2, 10, 2), Rule("swap", np.nan, 10, 1), Rule("f alone", 1.2, 10, 1))
    for name, value in {"RULES": rules, "REPEATS": 2, "ALIKE": 3, "BUDGET": 8, "CURVE": (4, 8), "POOL": 10}.items():
        monkeypatch.setattr(darts_searches, name, value)


def test_a_small_study_says_what_it_found_and_goes_on_from_its_logs(small, tmp_path, monkeypatch, capsys):
    setting = Setting(tmp_path / "scores.sqlite")
    finding = study(setting)
    table = finding.table
    assert list(table.objective) == ["regularised swap", "regularised swap", "swap", "f alone"]
    assert list(table.seed) == [0, 1, 0, 0]
    assert (table.evaluated == 8).all()
    assert (table.best_8 >= table.best_4).all()
    for row in table.itertuples():
        cell = DARTS.parse(row.arch)
        assert row.theta == theta(DARTS.build(cell, device="meta"))
        assert row.full_params_M == round(full_parameters(DARTS, cell), 6)
        assert row.factor == (1 if row.objective == "swap" else round(np.exp(-((row.theta - 1.2) ** 2) / 1.2), 6))
        assert row.above in (0, 1 / 3, 2 / 3, 1)
        assert row.least <= row.most
    assert table.best_8[3] == table.factor[3]  # f alone is its own score
    assert (table.again != table.best_8 / table.factor).all()  # other images, other weights

    def never(*_):
        raise AssertionError("scored anew")

    monkeypatch.setattr("swap_teach.objectives.ScoredObjective.__call__", never)
    again = study(setting)
    assert again.table.equals(table)
    assert "4 of 4" in capsys.readouterr().out


def test_the_full_networks_grow_strictly_with_mu():
    table = load_record("darts_searches").table
    rows = table[(table.objective == "regularised swap") & (table.classes == 10) & (table.algorithm == "swap-nas")]
    medians = rows.groupby("mu").full_params_M.median()
    assert list(medians.index) == MUS
    assert (np.diff(medians) > 0).all()
    assert (rows.groupby("mu").size() >= 3).all()


def test_what_is_found_has_more_patterns_than_nine_in_ten_random_cells_of_its_size():
    table = load_record("darts_searches").table
    found = table[(table.objective == "regularised swap") & (table.algorithm == "swap-nas")]
    assert (found.above > 0.9).all()


def test_the_recorded_sizes_are_those_of_the_recorded_cells():
    table = load_record("darts_searches").table
    for row in table.iloc[:: len(table) // 4].itertuples():
        cell = DARTS.parse(row.arch)
        assert cell.normal == cell.reduce
        assert row.full_params_M == round(full_parameters(DARTS, cell, row.classes), 6)
        assert row.theta == theta(DARTS.build(cell, row.classes, device="meta"))
