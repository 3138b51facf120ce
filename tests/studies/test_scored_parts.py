"""Parts of a long scoring: resumed, read half-done, and tabulated without scoring more."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from swap_teach.benchmarks import load_benchmark
from swap_teach.scoring import score_network
from swap_teach.studies import Setting, scored_parts, scores_metrics, scores_nb201_rivals
from swap_teach.studies.image_kinds import Images
from swap_teach.studies.scored_parts import Part, read_part, sample, score_part, seven_digits

PART = Part("mini", 4, ("params", "nwot"), Images("photos", samples=4, size=12), network="small", suffix="_4")


def test_a_part_is_read_as_far_as_it_was_scored(tmp_path):
    setting, archs = Setting(tmp_path / "scores.sqlite"), list(sample("mini")[:4])
    assert read_part(setting, PART, archs).isna().all(axis=None)
    score_part(setting, PART, archs[:2])
    half = read_part(setting, PART, archs)
    assert list(half) == ["params_M_4", "nwot_4"]
    assert half.notna().all(axis=1).tolist() == [True, True, False, False]
    score_part(setting, PART, archs)
    whole = read_part(setting, PART, archs)
    pd.testing.assert_frame_equal(whole.head(2), half.head(2))
    trained = load_benchmark("mini").params.head(4) / 1e6
    assert whole["params_M_4"].tolist() == pytest.approx(trained.tolist())


def test_a_stored_score_is_the_network_s_own(tmp_path):
    from swap_teach.initialisation import weight_generator

    setting, arch = Setting(tmp_path / "scores.sqlite"), sample("mini")[0]
    score_part(setting, PART, [arch])
    space = PART.space
    generator = weight_generator(0, space.executed_key(space.parse(arch), "small"), "default", 0)
    net = space.build(space.parse(arch), network="small", generator=generator)
    alone = score_network(net, PART.images(0)[0], metrics=["nwot"])["nwot"].value
    assert read_part(setting, PART, [arch])["nwot_4"].item() == pytest.approx(alone, rel=1e-5)


def test_a_sample_is_the_same_every_time_and_holds_each_once(third_party):
    third_party("nb101_published_scores_500.csv.gz")
    third_party("nb101_full.csv.gz")
    scored_parts.sample.cache_clear()
    archs = sample("nb101")
    assert len(archs) == len(set(archs)) == 292


def test_seven_digits():
    table = pd.DataFrame({"x": [123456789.0, 1.23456789e-30, np.nan]})
    assert seven_digits(table).x.tolist()[:2] == [123456800.0, 1.234568e-30]


def test_what_the_store_holds_is_recorded_without_scoring(tmp_path, monkeypatch):
    monkeypatch.setattr(scores_metrics, "PARTS", (PART, Part("mini", 2, ("units",), PART.images, network="small")))
    setting = Setting(tmp_path / "scores.sqlite", stored=True)
    score_part(setting, PART, list(sample("mini")[:3]))
    found = scores_metrics.study(setting)
    assert set(found.table) == {"benchmark", "network", "arch", "nwot_4", "params_M_4"}
    assert found.n == {"mini small": 3}


def test_an_unfinished_space_says_so(tmp_path):
    found = scores_nb201_rivals.study(Setting(tmp_path / "scores.sqlite", sample=2))
    assert len(found.table) == 2
    assert "fewer than all 15625 cells: nwot 2, synflow 2, pattern_share 2, jacov 2, meco 2; the other" in found.notes
    assert found.table.notna().all(axis=None)
