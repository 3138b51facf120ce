import numpy as np

from swap_teach.bench.rows import as_table, row
from swap_teach.bench.timing import Place


def test_a_promise_is_kept_up_to_its_bound_on_its_own_side():
    assert row("a", "ratio", [1.25], "at most", 1.25).kept
    assert not row("a", "ratio", [1.26], "at most", 1.25).kept
    assert row("a", "ratio", [10], "at least", 10).kept
    assert not row("a", "ratio", [9.9], "at least", 10).kept
    assert row("a", "ms", [1e9]).kept, "nothing is promised of milliseconds"


def test_a_broken_promise_is_loud():
    assert str(row("a", "ratio", [3.0], "at most", 2)).endswith("at most 2: NOT KEPT")


def test_every_row_names_its_device_and_conditions():
    table = as_table([row("a", "ms", [1, 2, 9]), row("b", "ratio", [2], "at least", 1)], Place())
    assert table.value.tolist() == [2, 2]
    assert table.low[0] == np.quantile([1, 2, 9], 0.25)
    for column in ("device", "torch", "threads", "layout", "dtype", "clock"):
        assert (table[column].astype(str) != "").all()
