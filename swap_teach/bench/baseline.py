"""Compare a bench with an earlier one: by ratios and exponents, never by seconds, which machines don't share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

WORSE = 1.25
"""How many times a ratio must be worse than it was before it is worth a word."""
SAME = ["name", "device_type", "layout", "dtype"]


def slips(now: pd.DataFrame, then: pd.DataFrame) -> list[str]:
    """Return a sentence for each promised ratio or exponent that is worse than in the earlier table, beyond noise.

    Worse is 1.25 times as bad, with intervals that don't meet. Rows without a bound have no good side, so they aren't
    compared; nor are a CPU's with a GPU's, or rows of another layout or dtype. A row that is new isn't either.
    """
    both = now[now.sense.isin(["at most", "at least"])].merge(then, on=SAME, suffixes=("", "_then"))
    sentences = []
    for found in both.to_dict("records"):
        value, before = found["value"], found["value_then"]
        if found["sense"] == "at most":
            factor, apart = value / before, found["low"] > found["high_then"]
        else:
            factor, apart = before / value, found["high"] < found["low_then"]
        if factor > WORSE and apart:
            sentences.append(
                f"{found['name']}: {value:.3g}, was {before:.3g}, {factor:.2f} times worse; promised is "
                f"{found['sense']} {found['bound']:g}."
            )
    return sentences
