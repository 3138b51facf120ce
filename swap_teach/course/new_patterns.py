"""Which place of a network brings which patterns: an account that adds up to the SWAP-Score. Used in lesson 04."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from swap_teach.patterns import pack

if TYPE_CHECKING:
    import pandas as pd

    from swap_teach.listening import Activation


def new_patterns(heard: Iterable[Activation]) -> pd.DataFrame:
    """Count, for each place of a NAS-Bench-201 network, its units, its distinct patterns, and the new ones among them.

    New is what no activation before had; so the column adds up to the SWAP-Score. A place is an edge of the cell,
    over all cells together, the residual blocks, or the last ReLU; at most 64 samples.
    """
    import pandas as pd

    units: Counter[str] = Counter()
    new: Counter[str] = Counter()
    own: dict[str, set[int]] = {}
    seen: set[int] = set()
    for activation in heard:
        words = set(pack(activation.bits).ravel().tolist())
        place = _place(activation.name)
        units[place] += activation.bits.shape[1]
        new[place] += len(words - seen)
        own[place] = own.get(place, set()) | words
        seen |= words
    rows = [(units[place], len(own[place]), new[place]) for place in units]
    return pd.DataFrame(rows, index=pd.Index(list(units), name="place"), columns=["units", "distinct", "new"])


def _place(name: str) -> str:
    """Name the place of an activation from its module's name: `cells.3.edges.0->1.relu` is on `edge 0->1`."""
    edge = re.search(r"edges\.(\d->\d)", name)
    return f"edge {edge.group(1)}" if edge else "last ReLU" if name.startswith("last") else "residual blocks"
