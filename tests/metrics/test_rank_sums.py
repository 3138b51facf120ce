import math

import numpy as np
import pandas as pd
import pytest

from swap_teach.metrics.rank_sums import az_nas, tenas

TABLE = pd.DataFrame(
    {
        "az_expressivity": [1.0, 2.0, 3.0, 4.0],
        "az_progressivity": [4.0, 3.0, 2.0, 1.0],
        "az_trainability": [0.1, 0.1, 0.3, 0.4],
        "flops_MMAC": [10.0, 20.0, 30.0, 40.0],
        "tenas_ntk": [100.0, 50.0, 20.0, np.nan],
        "tenas_regions": [5.0, 7.0, 7.0, 9.0],
    },
    index=["a", "b", "c", "d"],
)


def test_az_nas_by_hand():
    ranks = [(1, 4, 1.5, 1), (2, 3, 1.5, 2), (3, 2, 3, 3), (4, 1, 4, 4)]
    expected = [sum(math.log(rank / 4) for rank in of_one) for of_one in ranks]
    assert az_nas(TABLE).tolist() == pytest.approx(expected)
    assert az_nas(TABLE).index.tolist() == ["a", "b", "c", "d"]


def test_tenas_by_hand_small_condition_numbers_rank_high():
    assert tenas(TABLE).tolist()[:3] == [1 + 1, 2 + 2.5, 3 + 2.5]
    assert math.isnan(tenas(TABLE)["d"])  # what has no value has no place


def test_columns_that_are_missing_are_named():
    with pytest.raises(ValueError, match=r"The table lacks az_trainability, flops_MMAC: score these too. It has az_ex"):
        az_nas(TABLE[["az_expressivity", "az_progressivity"]])
