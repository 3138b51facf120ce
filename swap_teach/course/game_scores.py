"""The committed SWAP-Scores that lesson 00 reads, since it runs without torch.

    python -m swap_teach.course.game_scores      makes data/mini/game_scores.csv again, a few minutes

Each cell of the game's table, and the course's running cell, as the benchmark's full-size network with fresh weights
(seed 0), one batch of 16 photographs of 32 pixels, train mode. Nothing in it is trained. Read in lesson 00.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from swap_teach.datafiles import data_dir

if TYPE_CHECKING:
    import pandas as pd

FILE = "mini/game_scores.csv"
CELLS = 240  # a fixed start of the mini table, which may grow
SAMPLES, SEED = 16, 0


def game_cells() -> pd.DataFrame:
    """Return the rows of the mini table that the game draws from: its first 240 cells.

    >>> len(game_cells())
    240
    """
    from swap_teach.benchmarks import load_benchmark

    return load_benchmark("mini").head(CELLS)


def read_scores() -> pd.Series[float]:
    """Return the committed SWAP-Score of each cell, by its string. Used in lesson 00.

    >>> from swap_teach.course.example import CELL
    >>> bool(read_scores()[CELL] > 10_000)
    True
    """
    import pandas as pd

    return pd.read_csv(data_dir() / FILE).set_index("arch")["swap"]


def write_scores(path: Path) -> None:
    """Score the cells anew and write the table; needs torch."""
    from swap_teach.batch_scoring import score_many
    from swap_teach.course.example import CELL
    from swap_teach.images import ImageSource
    from swap_teach.spaces import get_space

    cells = list(dict.fromkeys([CELL, *game_cells()["arch"]]))
    photos = ImageSource("photos", n=SAMPLES)
    table = score_many(get_space("nb201"), cells, ["swap"], photos, seed=SEED)
    table.astype({"swap": "int64"})[["arch", "swap"]].to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    write_scores(data_dir() / FILE)
