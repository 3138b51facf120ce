"""A deck of 32 cells: five coins choose one, so every child of two cards, and every mutant, is a card too.

    python -m swap_teach.course.deck      trains what data/mini/deck.csv lacks, about 16 s a cell; stop it as you like

Edge 0 to 1 is always conv 3x3; each other edge has two operations. Of the decks that hold the course's running cell, 32
different functions and no dead cell, none shares more functions with the benchmark mini than this one: 16.
The cells that mini lacks were trained for the deck, by mini's own recipe. Used in lesson 09's card game.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from swap_teach.datafiles import data_dir
from swap_teach.spaces.nb201 import Genotype

if TYPE_CHECKING:
    import pandas as pd

FILE = "mini/deck.csv"
FIXED = "nor_conv_3x3"
COINS = (
    ("0 to 2", "nor_conv_1x1", "skip_connect"),
    ("1 to 2", "nor_conv_3x3", "none"),
    ("0 to 3", "skip_connect", "none"),
    ("1 to 3", "none", "nor_conv_1x1"),
    ("2 to 3", "avg_pool_3x3", "skip_connect"),
)
"""One coin an edge: the edge, its operation for heads (0) and for tails (1). Card 1, all heads, is the running cell."""
CARDS = 2 ** len(COINS)


@dataclass(frozen=True)
class Card:
    """One card. `coins` five bits, 0 heads; `params` of the trained network; `swap` of the full-size untrained one."""

    coins: tuple[int, ...]
    genotype: Genotype
    params: int
    swap: int

    @property
    def number(self) -> int:
        """1 plus the coins read as a binary number, the first coin worth 16."""
        return 1 + int("".join(map(str, self.coins)), 2)

    @property
    def letters(self) -> str:
        """The coins in letters, as HTHHT."""
        return "".join("HT"[coin] for coin in self.coins)


def cell_of(coins: tuple[int, ...]) -> Genotype:
    """Return the cell that five coins choose.

    >>> from swap_teach.course.example import CELL
    >>> str(cell_of((0, 0, 0, 0, 0))) == CELL
    True
    """
    if len(coins) != len(COINS) or not set(coins) <= {0, 1}:
        raise ValueError(f"A card is {len(COINS)} coins, each 0 (heads) or 1 (tails); got {coins!r}.")
    return Genotype((FIXED, *(coin[1 + side] for coin, side in zip(COINS, coins, strict=True))))


def all_coins() -> list[tuple[int, ...]]:
    """List the coins of every card, in the order of their numbers."""
    width = len(COINS)
    return [tuple(card >> width - 1 - place & 1 for place in range(width)) for card in range(CARDS)]


@cache
def cards() -> tuple[Card, ...]:
    """Return the deck, in the order of the numbers."""
    from swap_teach.records import load_scores

    scores, trained = load_scores("nb201").set_index("arch").swap, accuracies()
    return tuple(
        Card(coins, cell, int(trained.params[str(cell)]), int(scores[str(cell)]))
        for coins, cell in ((coins, cell_of(coins)) for coins in all_coins())
    )


@cache
def accuracies() -> pd.DataFrame:
    """Return params, and mean and standard deviation over seeds of the test accuracy (percent), by architecture.

    Columns: params, test_acc, test_sd. Rows as in the deck.
    """
    import pandas as pd

    wanted = [str(cell_of(coins)) for coins in all_coins()]
    runs = pd.concat([pd.read_csv(data_dir() / name) for name in ("mini/runs.csv", FILE)])
    groups = runs[runs.arch.isin(wanted)].groupby("arch")
    table = groups.agg(params=("params", "first"), test_acc=("test_acc", "mean"), test_sd=("test_acc", "std"))
    return table.loc[wanted]


def train_missing(path: Path) -> None:
    """Train the cells of the deck that neither mini nor the table at `path` has, and append each to it; needs torch."""
    import torch

    from swap_teach.benchmarks import load_benchmark
    from swap_teach.mini.runner import append_rows, finished, read_rows, write_rows
    from swap_teach.mini.trainer import RECIPE, Trainer, columns

    torch.set_num_threads(1)  # the same sums in the same order, however many cores there are
    header = columns(RECIPE)
    rows = read_rows(path, header)
    done = {*load_benchmark("mini").arch, *finished(rows)}
    write_rows(path, header, [row for row in rows if row["arch"] in done])
    trainer = Trainer()
    for arch in [str(cell_of(coins)) for coins in all_coins()]:
        if arch not in done:
            new = [{k: f"{v:.4f}" if isinstance(v, float) else str(v) for k, v in row.items()} for row in trainer(arch)]
            append_rows(path, header, new)
            print(arch, flush=True)


if __name__ == "__main__":
    train_missing(data_dir() / FILE)
