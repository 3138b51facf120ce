import gzip
import io
import pickle

import numpy as np
import pandas as pd
import pytest

from swap_teach.fetching import nb101
from swap_teach.fetching.nb101 import convert_nb101, frame_columns


@pytest.fixture
def files(third_party):
    names = ("accuracies.pkl.gz", "params.pkl.gz")
    return {name: third_party(f"upstream/nasbench101_cifar10_{name}") for name in names}


def test_columns_of_an_old_frame_by_name(files):
    columns = frame_columns(files["params.pkl.gz"])
    assert list(columns) == ["index", "params", "time=[s]", "time_pure=[s]"]
    assert columns["index"][:3].tolist() == [0, 1, 2]


def test_accuracies_and_parameters_are_joined_by_rank(files, third_party, monkeypatch):
    truth = pd.read_csv(third_party("nb101_full.csv.gz"), dtype={"ops": str}, keep_default_na=False)
    cells = truth[["n", "bits", "ops"]].itertuples(index=False, name=None)
    monkeypatch.setattr("swap_teach.spaces.nb101_cells.all_cells", lambda: dict(enumerate(cells)))
    kept = convert_nb101(files)["nb101_full.csv.gz"]
    result = pd.read_csv(io.BytesIO(kept), compression="gzip", dtype={"ops": str}, keep_default_na=False)
    pd.testing.assert_frame_equal(result, truth, atol=1e-6)


def test_a_frame_that_would_run_something_is_refused(tmp_path):
    path = tmp_path / "accuracies.pkl.gz"
    path.write_bytes(gzip.compress(pickle.dumps({"_mgr": eval})))
    with pytest.raises(pickle.UnpicklingError, match=r"builtins\.eval, which isn't allowed"):
        frame_columns(path)


def test_a_table_that_is_not_whole_is_refused(tmp_path, monkeypatch):
    short = {"accuracy": np.zeros(3), "params": np.zeros(3)}
    monkeypatch.setattr(nb101, "frame_columns", lambda path: short)
    files = {name: tmp_path / name for name in ("accuracies.pkl.gz", "params.pkl.gz")}
    with pytest.raises(ValueError, match=r"accuracies\.pkl\.gz isn't what it should be: expected 423624 cells"):
        convert_nb101(files)
