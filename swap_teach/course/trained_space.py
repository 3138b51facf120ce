"""The cells that were really trained, as a space to search: then every cell that a search meets has a true accuracy.

NumPy only. Used in lesson 09.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.spaces.nb201 import NB201, OPERATIONS, Genotype

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class TrainedSpace:
    """NAS-Bench-201 thinned out to the given cells, with moves as in the whole space.

    A cell's neighbours are the `near` cells that differ from it on the fewest edges; of equals those that come first.
    In the whole space 24 cells differ on one edge. ValueError for cells that aren't different, or too few.

    >>> space = TrainedSpace.of([str(cell) for cell in NB201()][::25])
    >>> cell = space.cells[0]
    >>> len(space), len(space.neighbours(cell)), cell in space.neighbours(cell)
    (625, 24, False)
    """

    cells: tuple[Genotype, ...]
    near: int = 24
    name: str = "trained cells"

    def __post_init__(self) -> None:
        if not 1 <= self.near < len(set(self.cells)) == len(self.cells):
            raise ValueError(
                f"Each cell needs {self.near} others as neighbours, and no cell may come twice; got {len(self.cells)} "
                f"cells, {len(set(self.cells))} different ones."
            )

    @classmethod
    def of(cls, archs: Sequence[str], near: int = 24) -> TrainedSpace:
        """Make the space of these architecture strings."""
        return cls(tuple(NB201().parse(arch) for arch in archs), near)

    def __len__(self) -> int:
        return len(self.cells)

    def sample(self, rng: np.random.Generator) -> Genotype:
        """Draw one cell, each equally likely."""
        return self.cells[rng.integers(len(self.cells))]

    def neighbours(self, genotype: Genotype) -> list[Genotype]:
        """List the nearest cells, the nearest first."""
        return [self.cells[row] for row in self._nearest[self._rows[genotype]]]

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """Draw one neighbour, each equally likely; never the parent."""
        return self.cells[int(self._nearest[self._rows[genotype], rng.integers(self.near)])]

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """Mix two cells edge by edge, and return the trained cell that is nearest to the mixture."""
        mixture = NB201().crossover(first, second, rng)
        return self.cells[int((self._codes != _code(mixture)).sum(axis=1).argmin())]

    @cached_property
    def _rows(self) -> dict[Genotype, int]:
        return {cell: row for row, cell in enumerate(self.cells)}

    @cached_property
    def _codes(self) -> NDArray[np.intp]:
        return np.array([_code(cell) for cell in self.cells])

    @cached_property
    def _nearest(self) -> NDArray[np.intp]:
        """Rows of each cell's neighbours, (cells, near)."""
        apart = (self._codes[:, None] != self._codes).sum(axis=2)
        np.fill_diagonal(apart, len(self._codes[0]) + 1)
        return np.argsort(apart, axis=1, kind="stable")[:, : self.near]


def _code(cell: Genotype) -> list[int]:
    return [OPERATIONS.index(op) for op in cell.ops]
