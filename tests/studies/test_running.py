from __future__ import annotations

import sys
import types

import pandas as pd
import pytest

from swap_teach.records import FIELDS, check_record
from swap_teach.studies import STUDIES, Finding, Setting, __main__
from swap_teach.studies.bookkeeping import about, data_hashes

FINDING = Finding("A title", pd.DataFrame({"spearman": [0.5]}), ["photos"], ["mini"], {"mini": 3}, "A note")


@pytest.fixture
def fake(monkeypatch):
    """A study that finds something at once; and what would be recorded."""
    recorded = []
    module = types.ModuleType("swap_teach.studies.inputs")
    module.study = lambda setting: FINDING
    monkeypatch.setitem(sys.modules, "swap_teach.studies.inputs", module)
    monkeypatch.setattr(__main__, "write_record", lambda name, *rest: recorded.append((name, *rest)) or _Path())
    return recorded, module


class _Path:
    name = "inputs.csv"


def test_what_a_study_finds_is_recorded_with_all_fields(fake, tmp_path, capsys):
    recorded, _ = fake
    assert __main__.main(["inputs", "--store", str(tmp_path / "new" / "scores.sqlite")]) == 0
    ((name, table, told, kind),) = recorded
    assert (name, kind) == ("inputs", "results")
    assert set(told) == set(FIELDS)
    check_record(name, table, told)
    assert "Wrote inputs.csv and inputs.json into data/results." in capsys.readouterr().out


def test_a_trial_on_a_sample_is_not_recorded(fake, tmp_path):
    assert __main__.main(["inputs", "--sample", "3", "--store", str(tmp_path / "scores.sqlite")]) == 0
    assert not fake[0]


def test_a_study_that_cannot_be_run_says_why(fake, tmp_path, capsys):
    def fail(setting: Setting) -> Finding:
        raise ValueError("no table here")

    fake[1].study = fail
    assert __main__.main(["inputs", "--store", str(tmp_path / "scores.sqlite")]) == 2
    assert "studies inputs: no table here" in capsys.readouterr().err


def test_every_study_can_be_loaded():
    import importlib

    for name in STUDIES:
        assert callable(importlib.import_module(f"swap_teach.studies.{name}").study)


def test_the_hash_is_that_of_the_file_that_was_used(third_party):
    assert about("inputs", FINDING)["data_hash"].keys() == {"runs.csv"}
    third_party("upstream/DARTS_archs_CIFAR10.csv")
    published = "d28d263aa7dd4103b6a1da1775b1b03ae16ffd2516409ca3bd493c8784abe6b0"
    assert data_hashes(["darts"]) == {"DARTS_archs_CIFAR10.csv": published}


def test_a_table_that_is_not_here_cannot_have_been_used(monkeypatch):
    monkeypatch.setenv("SWAP_TEACH_DATA", "none")
    with pytest.raises(ValueError, match="'darts' was used but isn't on this machine"):
        data_hashes(["darts"])
