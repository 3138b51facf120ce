from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from swap_teach.anytime import best_after


def history(*scores: float) -> pd.DataFrame:
    return pd.DataFrame({"arch": list("abcdefgh"[: len(scores)]), "score": scores})


def test_the_first_of_equals_stands_and_a_network_without_a_score_never_wins():
    found = best_after(history(np.nan, 2.0, 2.0, np.nan, 5.0), [1, 2, 3, 4, 5, 100])
    assert found["arch"].tolist() == list("abbbee")
    assert found.index.tolist() == [1, 2, 3, 4, 5, 100]


def test_it_is_the_running_maximum_of_a_history():
    scores = np.random.default_rng(0).permutation(8).astype(float)
    found = best_after(history(*scores), range(1, 9))
    assert found["score"].tolist() == np.maximum.accumulate(scores).tolist()


def test_a_budget_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"A budget is one evaluation or more, got \[10, 0\]"):
        best_after(history(1.0), [10, 0])
