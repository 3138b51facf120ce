"""What a search would have returned had it been stopped earlier: its best cell after each of some budgets.

Used in lessons 09 and 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def best_after(history: pd.DataFrame, budgets: Sequence[int]) -> pd.DataFrame:
    """Return arch and score of the best of the first 10, 30, ... evaluated: a row for each budget, its index.

    history  of a `SearchResult`. Of equals the first counts, as in `search`; a network without a score never does,
             unless none has one. Where a search ended before a budget, its last best stands.
    ValueError for budgets that aren't positive.

    >>> import pandas as pd
    >>> history = pd.DataFrame({"arch": ["a", "b", "c"], "score": [1.0, 3.0, 2.0]})
    >>> best_after(history, [1, 3, 10])["arch"].to_dict()
    {1: 'a', 3: 'b', 10: 'b'}
    """
    if not all(budget >= 1 for budget in budgets):
        raise ValueError(f"A budget is one evaluation or more, got {list(budgets)}.")
    scores = history["score"].fillna(-np.inf).to_numpy()
    best = [int(scores[:budget].argmax()) for budget in budgets]
    return history.iloc[best][["arch", "score"]].set_axis(list(budgets))
