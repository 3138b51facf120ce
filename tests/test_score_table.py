import dataclasses
import math
import sys

import numpy as np
import pandas as pd
import pytest

from swap_teach.metrics import get_metric
from swap_teach.score_table import average_repeats, describe_flags, export_scores, score_table, write_table
from swap_teach.store import Conditions, Row, Store, StoreError

TABLE = pd.DataFrame(
    {
        "arch": ["b", "b", "a", "a"],
        "repeat": [0, 1, 0, 1],
        "swap": [1.0, 4.0, math.nan, 2.0],
        "note": ["", "", "not finite: Activation 1", ""],
    }
)


def test_means_and_standard_errors_by_hand():
    table = average_repeats(TABLE)
    assert table["arch"].tolist() == ["b", "a"]
    assert table.loc[0, ["repeats", "swap", "swap_se"]].tolist() == [2, 2.5, 1.5]
    assert table.loc[1, ["swap", "swap_se"]].isna().all()  # never the mean of the repeats that went well
    assert table["note"].tolist() == ["", "not finite: Activation 1"]


def test_rows_given_twice_count_once():
    assert average_repeats(pd.concat([TABLE, TABLE])).equals(average_repeats(TABLE))


def test_one_repeat_has_no_standard_error():
    assert average_repeats(TABLE[TABLE["repeat"] == 1])["swap_se"].isna().all()


def test_scores_of_no_known_architecture_are_left_out():
    """An update may give cells other executed keys: what was stored under the old ones has no architecture then."""
    given = Conditions("toy", "small", 10, "array#1", 16, "default", "train", 0, "2.13")
    with Store(None) as opened:
        for keys in ({"a": "old a", "b": "old b"}, {"a": "new a", "b": "new b"}):
            opened.remember("toy", "small", keys.items())
            opened.add(given, [Row(key, "swap", 1, 0, float(len(key)), "", 0.0) for key in keys.values()])
        opened.add(given, [Row("new b", "swap", 1, 1, 7.0, "", 0.0)])
        table = score_table(opened.read(given), ["b", "a"], 1, [get_metric("swap")])
    assert table.to_dict("list") == {"arch": ["b", "a"], "repeat": [0, 0], "swap": [5.0, 5.0], "note": ["", ""]}


def test_flags_are_counted():
    assert describe_flags(TABLE) == "1 of 4 rows flagged: 1 not finite."
    assert describe_flags(TABLE.head(2)) == "0 of 2 rows flagged."


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "scores.sqlite"
    given = Conditions("toy", "small", 10, "array#1", 16, "default", "train", 0, "2.13")
    with Store(path) as opened:
        opened.remember("toy", "small", [("a", "key a")])
        opened.add(given, [Row("key a", "swap", 1, r, 0.1 + r / 3, "", 0.0) for r in range(20)])
        opened.add(dataclasses.replace(given, seed=1), [Row("key a", "swap", 1, 0, None, "not finite: so it is", 0.0)])
    return path


@pytest.mark.parametrize("ending", [".csv", ".csv.gz"])
def test_csv_keeps_every_digit(store, tmp_path, ending):
    out = tmp_path / f"scores{ending}"
    assert export_scores(store, out) == 21
    with Store(store) as opened:
        expected = opened.read()
    back = pd.read_csv(out, keep_default_na=True, dtype={"torch": str})
    assert np.array_equal(back["value"], expected["value"], equal_nan=True)
    assert back.columns.tolist() == expected.columns.tolist()
    assert back["arch"].tolist() == ["a"] * 21


def test_parquet_where_pyarrow_is(store, tmp_path):
    pytest.importorskip("pyarrow")
    export_scores(store, tmp_path / "scores.parquet")
    with Store(store) as opened:
        assert pd.read_parquet(tmp_path / "scores.parquet")["value"].equals(opened.read()["value"])


def test_parquet_without_pyarrow_says_so(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ValueError, match=r"Parquet needs pyarrow.*pip install pyarrow, or write \.csv\.gz"):
        write_table(TABLE, tmp_path / "scores.parquet")


def test_errors_say_what_to_do(store, tmp_path):
    with pytest.raises(ValueError, match=r"how to write scores\.xls: its ending must be \.csv, \.csv\.gz or \.parquet"):
        export_scores(store, tmp_path / "scores.xls")
    with pytest.raises(StoreError, match=r"There is no store .*none\.sqlite"):
        export_scores(tmp_path / "none.sqlite", tmp_path / "scores.csv")
    assert not (tmp_path / "none.sqlite").exists()
