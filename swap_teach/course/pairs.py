"""The pairs of lesson 00's game, drawn by a fixed rule from cells that were really trained.

Two cells make a pair if the means of their three trainings differ by more than four standard errors. All such pairs,
sorted by the difference, are cut into tenths, and one pair is drawn from each, so that easy and hard ones are met as
often as they occur. The seed is a name; no cell comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from swap_teach.course.game_scores import game_cells, read_scores
from swap_teach.seeding import derived_rng

if TYPE_CHECKING:
    import pandas as pd

Side = Literal["L", "R", "?"]
Column = Literal["accuracy", "params", "swap"]
PAIRS = 10
STANDARD_ERRORS = 4
TEST_SCENES = 6000


class Cell(NamedTuple):
    """A trained cell: its string, mean test accuracy in percent, number of parameters, SWAP-Score before training."""

    arch: str
    accuracy: float
    params: int
    swap: int


@dataclass(frozen=True)
class Pair:
    """Two cells side by side."""

    left: Cell
    right: Cell

    def higher(self, column: Column) -> Side:
        """Return the side with the higher value, "?" where both have the same."""
        left, right = getattr(self.left, column), getattr(self.right, column)
        return "?" if left == right else "L" if left > right else "R"

    def points(self, choice: Side) -> float:
        """Return 1 for the cell that trained better, 0 for the other, and a half for "?", the value of a guess.

        >>> Pair(Cell("a", 80.0, 10, 5), Cell("b", 70.0, 10, 9)).points("L")
        1.0
        """
        return 0.5 if choice == "?" else float(choice == self.higher("accuracy"))


class Share(NamedTuple):
    """A share of pairs, and its 95 % interval when other cells might have been drawn."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


class Separated:
    """All pairs of the game's cells that differ by more than noise, the closest first.

    >>> len(Separated()) > 10_000
    True
    """

    def __init__(self) -> None:
        seeds = _seeds(table := game_cells())
        variance = seeds.var(axis=1, ddof=1) / seeds.shape[1]  # of a mean
        # Whole numbers of scenes, so that the order is the same on every machine.
        scenes = np.rint(seeds * TEST_SCENES / 100).astype(int).sum(axis=1)
        i, j = np.triu_indices(len(table), 1)
        apart = abs(scenes[i] - scenes[j])
        means = 100 * scenes / TEST_SCENES / seeds.shape[1]
        real = abs(means[i] - means[j]) > STANDARD_ERRORS * np.sqrt(variance[i] + variance[j])
        order = np.argsort(apart[real], kind="stable")
        self.first, self.second = i[real][order], j[real][order]
        swap = read_scores()[table["arch"]].astype(int)
        columns = (table["arch"], means.tolist(), table["params"].tolist(), swap.tolist())
        self.cells = [Cell(*row) for row in zip(*columns, strict=True)]

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def seeds_agree(self) -> bool:
        """Say whether in every pair each training of the better cell beats each training of the other."""
        seeds = _seeds(game_cells())
        low, high = seeds.min(axis=1), seeds.max(axis=1)
        return bool(((low[self.first] > high[self.second]) | (low[self.second] > high[self.first])).all())

    def share(self, column: Column) -> Share:
        """Return the share of the pairs in which more of `column` means better; a tie counts half."""
        return self._interval(self._points(column))

    def lead(self, column: Column, other: Column) -> Share:
        """Return how much larger the share of one column is than that of another, both on the same pairs."""
        return self._interval(self._points(column) - self._points(other))

    def _points(self, column: Column) -> np.ndarray:
        value, truth = (np.array([getattr(cell, name) for cell in self.cells]) for name in (column, "accuracy"))
        i, j = self.first, self.second
        points: np.ndarray = 0.5 + 0.5 * np.sign(value[i] - value[j]) * np.sign(truth[i] - truth[j])
        return points

    def _interval(self, points: np.ndarray, resamples: int = 1000) -> Share:
        """Average over the pairs; resample cells, since pairs that share a cell are not separate evidence."""
        rng, n = derived_rng("pair game", "bootstrap"), len(self.cells)
        means = []
        for _ in range(resamples):
            times = rng.multinomial(n, np.full(n, 1 / n))
            weight = times[self.first] * times[self.second]
            means.append(float(weight @ points / weight.sum()))
        low, high = np.quantile(means, (0.025, 0.975))
        return Share(float(points.mean()), float(low), float(high))


def _seeds(table: pd.DataFrame) -> np.ndarray:
    """Return the test accuracy of each cell's trainings: one row a cell, percent."""
    return table[[name for name in table.columns if str(name).startswith("test_acc_seed")]].to_numpy()


@cache
def game_pairs() -> tuple[Pair, ...]:
    """Return the game's ten pairs, always the same. Used in lesson 00.

    >>> len({cell.arch for pair in game_pairs() for cell in (pair.left, pair.right)})
    20
    """
    all_pairs, rng = Separated(), derived_rng("pair game", "draw")
    used: set[int] = set()
    drawn = []
    for tenth in np.array_split(np.arange(len(all_pairs)), PAIRS):
        for k in rng.permutation(tenth):
            pair = {int(all_pairs.first[k]), int(all_pairs.second[k])}
            if not pair & used:
                break
        used |= pair
        drawn.append([all_pairs.cells[position] for position in rng.permutation(sorted(pair))])
    return tuple(Pair(*drawn[k]) for k in rng.permutation(PAIRS))
