from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from swap_teach.studies import Setting
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.trained import at_ceiling, by_repeat, order, quality, sample, score


def test_a_sample_is_the_start_of_a_larger_one():
    assert sample("mini", 12).archs[:5] == sample("mini", 5).archs
    assert order("nb201", 15_625)[:50].tolist() != list(range(50))
    assert sorted(order("darts", 1000)) == list(range(1000))


def test_accuracies_stay_with_their_architectures(third_party):
    third_party("nb201.csv.gz")
    trained = sample("nb201", 20)
    part = trained.of(np.array([3, 7]))
    table = pd.read_csv(third_party("nb201.csv.gz")).set_index("arch_str")
    assert part.archs == [trained.archs[3], trained.archs[7]]
    assert part.truth["cifar10"].tolist() == table.c10_test[part.archs].tolist()
    assert part.truth["cifar100"].tolist() == table.c100_test[part.archs].tolist()


def test_a_sample_that_cannot_be_drawn_says_how_many_there_are():
    with pytest.raises(ValueError, match=r"A sample of mini has 3 to \d+ architectures, got 2"):
        sample("mini", 2)


def test_scores_are_laid_out_by_architecture_and_repeat(tmp_path):
    trained = sample("mini", 3)
    table = score(trained, Images("photos", samples=4, size=12), 2, Setting(tmp_path / "scores.sqlite"))
    assert table.arch.tolist() == [arch for arch in trained.archs for _ in range(2)]
    assert by_repeat(table)[1].tolist() == table.swap[table.arch == trained.archs[1]].tolist()
    again = score(trained, Images("photos", samples=4, size=12), 2, Setting(tmp_path / "scores.sqlite"))
    pd.testing.assert_frame_equal(table, again)


def test_an_architecture_is_at_the_ceiling_if_every_repeat_is():
    notes = ["saturated: 16 of at most 16", "dead: ...; saturated: 16 of at most 16", "saturated: 16 of at most 16", ""]
    table = pd.DataFrame({"arch": ["a", "a", "b", "b"], "repeat": [0, 1, 0, 1], "note": notes})
    assert at_ceiling(table) == 0.5


def test_quality_is_scipys_correlation_with_params_beside_it():
    rng = np.random.default_rng(0)
    psi, params, units, accuracy = rng.normal(size=(4, 50))
    found = quality(psi, params, units, accuracy + psi)
    assert found["n"] == 50
    for name, column in (("spearman", psi), ("params_spearman", params), ("units_spearman", units)):
        assert found[name] == pytest.approx(stats.spearmanr(column, accuracy + psi).statistic, abs=1e-4)
    assert found["gain"] == pytest.approx(found["spearman"] - found["params_spearman"], abs=2e-4)
    assert found["low"] < found["spearman"] < found["high"]


def test_scores_that_are_all_the_same_rank_nothing():
    found = quality(np.full(5, 16), np.arange(5), np.arange(5), np.arange(5))
    assert np.isnan([found["spearman"], found["gain"]]).all()
    assert found["params_spearman"] == 1
