import pandas as pd
import pytest

from swap_teach.bench.baseline import slips
from swap_teach.bench.rows import Row, as_table, row
from swap_teach.bench.timing import Place


def table(*rows: Row, place: Place | None = None) -> pd.DataFrame:
    return as_table(rows, place or Place())


def ratio(value, sense="at most", name="a / b", spread=0.01):
    return Row(name, "ratio", value, value - spread, value + spread, 9, sense, 2.0)


def test_a_ratio_that_became_worse_is_said_with_both_figures():
    assert slips(table(ratio(1.5)), table(ratio(1.0))) == [
        "a / b: 1.5, was 1, 1.50 times worse; promised is at most 2."
    ]
    assert slips(table(ratio(10, "at least")), table(ratio(20, "at least"))) == [
        "a / b: 10, was 20, 2.00 times worse; promised is at least 2."
    ]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (ratio(1.0), ratio(1.5)),  # better
        (ratio(30, "at least"), ratio(20, "at least")),  # better
        (ratio(1.2), ratio(1.0)),  # a little worse
        (ratio(1.5, spread=0.6), ratio(1.0)),  # worse, within the spread
        (row("construction", "ms", [99.0]), row("construction", "ms", [1.0])),  # another machine, maybe
        (ratio(1.5, name="new"), ratio(1.0)),
    ],
)
def test_what_is_not_worth_a_word(now, then):
    assert slips(table(now), table(then)) == []


def test_layouts_and_precisions_are_not_compared():
    assert slips(table(ratio(1.5)), table(ratio(1.0), place=Place(layout="channels_last"))) == []
    assert slips(table(ratio(1.5)), table(ratio(1.0), place=Place(amp=True))) == []
