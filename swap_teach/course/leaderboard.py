"""A leaderboard without labels: try a score on one half as often as you like; the other half counts your looks.

Whoever tries twenty scores on a test set and reports the best has tuned on the test set. A look at the report half
can't be forbidden, but it can be counted and printed. Used in lesson 08.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.correlations import Correlation, spearman
from swap_teach.ranking import split

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

    Entry = Callable[[pd.DataFrame], ArrayLike]

HIDDEN = ("val_acc", "test_acc")


class Leaderboard:
    """Cells with their recorded scores, split by `groups` into a public and a report half; larger entries are better.

    An entry is a function of a table of scores, a row for each cell; it never sees an accuracy. It is called with one
    half at a time, so ranks are ranks within that half.

    >>> import pandas as pd
    >>> cells = pd.DataFrame({"swap": range(40), "val_acc": range(40), "test_acc": range(40)})
    >>> board = Leaderboard(cells, groups=range(40))
    >>> board.try_out(lambda scores: scores.swap).value
    1.0
    >>> print(board.report("mine", lambda scores: -scores.swap))
    Look 1 at the report half. mine: spearman -1.000 [-1.000, -1.000], n = 20
    """

    def __init__(self, cells: pd.DataFrame, groups: Sequence[object], seed: int = 0) -> None:
        self._halves = [cells.iloc[rows].reset_index(drop=True) for rows in split(np.asarray(list(groups)), 0.5, seed)]
        self.looks = 0

    def try_out(self, entry: Entry) -> Correlation:
        """Return the rank correlation with validation accuracy on the public half. As often as you like."""
        return self._judge(entry, self._halves[0], "val_acc")

    def report(self, name: str, entry: Entry) -> str:
        """Return a line: the rank correlation with test accuracy on the report half, and how many looks that makes."""
        found = self._judge(entry, self._halves[1], "test_acc")
        self.looks += 1
        return f"Look {self.looks} at the report half. {name}: {found}"

    def _judge(self, entry: Entry, half: pd.DataFrame, accuracy: str) -> Correlation:
        scores = half.drop(columns=[column for column in half if str(column).startswith(HIDDEN)])
        values = np.asarray(entry(scores.copy()), float)
        if values.shape != (len(half),):
            raise ValueError(
                f"An entry gives one number for each of the {len(half)} cells, got an array of shape {values.shape}: "
                "return a column made of the columns of the table."
            )
        return spearman(values, half[accuracy])
