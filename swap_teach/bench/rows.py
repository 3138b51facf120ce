"""What a bench finds: rows of one table, each with its spread and, where a ratio is promised, with its bound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

from swap_teach.bench.timing import Place

if TYPE_CHECKING:
    import pandas as pd

Unit = Literal["ratio", "exponent", "ms", "MB", "networks/s"]
Sense = Literal["", "at most", "at least"]


@dataclass(frozen=True)
class Row:
    """One finding. `low` and `high` are the quartiles over the rounds; of an exponent, the 95 % interval."""

    name: str
    unit: Unit
    value: float
    low: float
    high: float
    rounds: int
    sense: Sense = ""
    bound: float = np.nan
    """What the value is promised to be `at most` or `at least`; NaN where nothing is promised."""

    @property
    def kept(self) -> bool:
        """Whether the promise is kept; True where there is none."""
        if not self.sense:
            return True
        return self.value <= self.bound if self.sense == "at most" else self.value >= self.bound

    def __str__(self) -> str:
        promise = f"   {self.sense} {self.bound:g}: {'kept' if self.kept else 'NOT KEPT'}" if self.sense else ""
        return f"{self.name:70} {self.value:9.4g} [{self.low:.4g}, {self.high:.4g}] {self.unit}{promise}"


def row(name: str, unit: Unit, values: ArrayLike, sense: Sense = "", bound: float = np.nan) -> Row:
    """Make a row of one value a round: the median and the quartiles.

    >>> print(row("a / b", "ratio", [3, 1, 2], "at most", 2.5))
    a / b 2 [1.5, 2.5] ratio   at most 2.5: kept
    """
    low, value, high = np.quantile(np.asarray(values, float), [0.25, 0.5, 0.75])
    return Row(name, unit, float(value), float(low), float(high), int(np.size(values)), sense, bound)


def as_table(rows: Iterable[Row], place: Place) -> pd.DataFrame:
    """Lay rows out as a table; each says where it was measured."""
    import pandas as pd

    table = pd.DataFrame([asdict(found) | {"kept": found.kept} | place.about for found in rows])
    table[["value", "low", "high"]] = table[["value", "low", "high"]].map(lambda value: float(f"{value:.4g}"))
    return table
