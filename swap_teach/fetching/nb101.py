"""NAS-Bench-101's table from two pickled pandas 1.x frames, which today's pandas can't read.

They are read without pandas: every class that such a frame names is replaced by one that only takes notes.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from swap_teach.fetching.converters import Kept, expect, to_csv
from swap_teach.fetching.unpickling import ARRAYS, load_arrays


class Note:
    """Stands in for any class or function: remembers what it was given and what state it was put in."""

    def __init__(self, *given: Any) -> None:
        self.given = given
        self.state: Any = None

    def __call__(self, *given: Any) -> Note:
        """Take the call down; a note of a function is called like the function."""
        return Note(*given)

    def __setstate__(self, state: Any) -> None:
        self.state = state


STAND_INS = {
    ("pandas.core.frame", "DataFrame"): Note,
    ("pandas.core.internals.managers", "BlockManager"): Note,
    ("pandas.core.internals.blocks", "new_block"): Note,
    ("pandas.core.indexes.base", "_new_Index"): Note,
    ("pandas.core.indexes.base", "Index"): Note,
    ("pandas.core.indexes.range", "RangeIndex"): Note,
    ("functools", "partial"): Note,
    ("builtins", "slice"): slice,
}


def frame_columns(path: Path) -> dict[str, np.ndarray]:
    """Read a gzipped, pickled pandas 1.x frame: its columns by name."""
    frame = load_arrays(io.BytesIO(gzip.decompress(path.read_bytes())), {**ARRAYS, **STAND_INS})
    blocks, axes = frame.state["_mgr"].given
    names = axes[0].given[1]["data"]
    found: dict[str, np.ndarray] = {}
    # A frame holds its columns in blocks of one type each: (the columns as rows, a slice of their places).
    for block in blocks:
        rows, places = block.given
        found |= dict(zip(names[places], rows, strict=True))
    return found


def convert_nb101(files: Mapping[str, Path], rows: int = 423_624) -> Kept:
    """Join accuracies and parameter counts, which come by rank of the module hash, with the cells themselves."""
    import pandas as pd

    from swap_teach.spaces.nb101_cells import all_cells

    accuracy = frame_columns(files["accuracies.pkl.gz"])["accuracy"]
    params = frame_columns(files["params.pkl.gz"])["params"]
    expect(len(accuracy) == len(params) == rows, "accuracies.pkl.gz", f"{rows} cells")
    table = pd.DataFrame(all_cells().values(), columns=["n", "bits", "ops"])
    expect(len(table) == rows, "the enumeration of cells", f"{rows} cells")
    table["params"] = (params * 1e6).round().astype(int)
    table["test_acc"] = accuracy.round(6)
    return {"nb101_full.csv.gz": to_csv(table.rename_axis("index").reset_index())}
