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

import numpy as np

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
POPULATION, SAMPLE, MUTATIONS = 4, 3, 2
"""P, S and M of the game: small enough for a table, and a sample isn't the whole population."""


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


@dataclass(frozen=True)
class Deck:
    """The 32 cards as a space to search, with the moves of the game.

    >>> deck = Deck()
    >>> len(deck), len(deck.neighbours(cell_of((0, 1, 0, 1, 0))))
    (32, 5)
    """

    name: str = "deck of 32"

    def __len__(self) -> int:
        return len(all_coins())

    def sample(self, rng: np.random.Generator) -> Genotype:
        """Toss five coins."""
        return cell_of(tuple(int(side) for side in rng.integers(2, size=len(COINS))))

    def neighbours(self, genotype: Genotype) -> list[Genotype]:
        """List the five cards with one coin turned."""
        coins = _coins(genotype)
        return [cell_of((*coins[:place], 1 - coins[place], *coins[place + 1 :])) for place in range(len(COINS))]

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """Throw a die, a six again, and turn that coin; never the parent."""
        return self.neighbours(genotype)[rng.integers(len(COINS))]

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """Toss a coin for each edge: heads takes the first parent's, tails the second's."""
        pairs = zip(_coins(first), _coins(second), rng.integers(2, size=len(COINS)), strict=True)
        return cell_of(tuple(b if side else a for a, b, side in pairs))


def _coins(genotype: Genotype) -> tuple[int, ...]:
    return tuple(coin[1:].index(op) for coin, op in zip(COINS, genotype.ops[1:], strict=True))


def play(rng: np.random.Generator, rounds: int = 60) -> list[Genotype]:
    """Play one game by SWAP-Score and return the cards in the order in which they were first turned.

    It ends after so many rounds, long after a table would have stopped.
    """
    from swap_teach.swap_nas import SwapNAS

    score = {card.genotype: float(card.swap) for card in cards()}
    searcher = SwapNAS(Deck(), rng, population=POPULATION, sample=SAMPLE, mutations=MUTATIONS)
    turned: dict[Genotype, None] = {}
    for _ in range(rounds):
        asked = searcher.ask()
        turned |= dict.fromkeys(asked)
        searcher.tell(asked, [score[cell] for cell in asked])
    return list(turned)


def play_many(games: int = 200, budgets: tuple[int, ...] = (4, 8, 12, 16, 20, 24)) -> pd.DataFrame:
    """Play with seeds 0, 1, ..., and say how it stood after some numbers of cards; the leader has the highest score.

    Columns: cards; swap and test_acc, the means over games of the leader's; top_swap and best_cell, the percentage of
    games whose leader is the card of the highest score, or of the highest accuracy; random_acc, the mean accuracy of
    the leader where cards are turned in random order. A game that meets nothing new any more keeps its leader.
    """
    import pandas as pd

    from swap_teach.seeding import derived_rng

    deck, truth = {card.genotype: card for card in cards()}, accuracies().test_acc
    acc = {cell: float(truth[str(cell)]) for cell in deck}
    played = [play(derived_rng(seed, "deck")) for seed in range(games)]
    shuffled = [[list(deck)[k] for k in derived_rng(seed, "shuffle").permutation(CARDS)] for seed in range(games)]
    highest, best = max(deck, key=lambda cell: deck[cell].swap), max(acc, key=lambda cell: acc[cell])
    rows = []
    for budget in budgets:
        led, drawn = (
            [max(game[:budget], key=lambda cell: deck[cell].swap) for game in of] for of in (played, shuffled)
        )
        rows.append(
            {
                "cards": budget,
                "swap": np.mean([deck[cell].swap for cell in led]),
                "test_acc": np.mean([acc[cell] for cell in led]),
                "top_swap": 100 * np.mean([cell == highest for cell in led]),
                "best_cell": 100 * np.mean([cell == best for cell in led]),
                "random_acc": np.mean([acc[cell] for cell in drawn]),
            }
        )
    return pd.DataFrame(rows)


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
