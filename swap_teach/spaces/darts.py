"""The DARTS space: two cells, each of four nodes that add two edges, one of eight operations on each edge.

Liu, Simonyan and Yang, "DARTS: Differentiable Architecture Search", ICLR 2019. A node may take its two edges from any
two of what comes before it, and `none` is a device of the relaxation, not of a found cell: so there are
C(2,2) C(3,2) C(4,2) C(5,2) = 180 wirings times 7^8 operations for each cell.
Torch is imported only when a network is built. Used from lesson 04 on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb, prod
from typing import TYPE_CHECKING, NamedTuple

from swap_teach.spaces.building import choose_network, materialise
from swap_teach.spaces.darts_genotype import (
    EDGES,
    NODES,
    OPERATIONS,
    Cell,
    Edge,
    Genotype,
    ordered,
    parse_genotype,
    spell_cell,
)

if TYPE_CHECKING:
    import numpy as np
    import torch

    from swap_teach.initialisation import Law
    from swap_teach.spaces.drawing import Drawing


class Configuration(NamedTuple):
    """Width of the first cell, number of cells, stem ("none", "cifar", "imagenet"), second classifier."""

    channels: int
    layers: int
    stem: str
    auxiliary: bool = False


NETWORKS = {
    "scoring": Configuration(channels=3, layers=1, stem="none"),
    "small": Configuration(channels=16, layers=8, stem="cifar"),
    "final": Configuration(channels=36, layers=20, stem="cifar", auxiliary=True),
}
FINAL_IMAGENET = Configuration(channels=48, layers=14, stem="imagenet", auxiliary=True)


@dataclass(frozen=True)
class Darts:
    """The search space `darts`; see `swap_teach.spaces.Space` for what each method promises.

    >>> import numpy as np
    >>> space = Darts()
    >>> f"{len(space):.3g}"
    '1.08e+18'
    >>> g = space.sample(np.random.default_rng(0))
    >>> space.parse(str(g)) == g
    True
    """

    name: str = "darts"
    num_classes: int = 10

    def parse(self, text: str) -> Genotype:
        """Read the usual `Genotype(normal=[('op', input), ...], ...)` text, verbatim and without eval.

        Any input before the node, an input used twice, any order within a node and `none` are accepted.
        """
        return parse_genotype(text)

    def __len__(self) -> int:
        """All pairs of a normal and a reduction cell that `sample` can draw: (180 * 7^8)^2."""
        wirings = prod(comb(node, 2) for node in NODES)
        return int((wirings * (len(OPERATIONS) - 1) ** EDGES) ** 2)

    def __iter__(self) -> Iterator[Genotype]:
        raise TypeError(f"darts has {len(self):.2g} genotypes, too many to list; draw some with sample(rng).")

    def sample(self, rng: np.random.Generator) -> Genotype:
        """Each pair of cells equally likely; inputs of a node distinct and in order, no `none`."""
        return Genotype(self._sample_cell(rng), self._sample_cell(rng))

    def _sample_cell(self, rng: np.random.Generator) -> Cell:
        sources = [int(i) for node in NODES for i in sorted(rng.choice(node, size=2, replace=False))]
        ops = [OPERATIONS[k] for k in rng.integers(1, len(OPERATIONS), size=EDGES)]
        return tuple(zip(ops, sources, strict=True))

    def _moves(self, genotype: Genotype) -> list[tuple[str, int, Edge]]:
        """All changes of one operation or of one input: (cell, edge number, new edge)."""
        moves: list[tuple[str, int, Edge]] = []
        for which, cell in (("normal", genotype.normal), ("reduce", genotype.reduce)):
            for k, (op, source) in enumerate(cell):
                partner = cell[k ^ 1][1]
                sources = (i for i in range(NODES[k // 2]) if i not in (source, partner))
                moves += [(which, k, (new, source)) for new in OPERATIONS[1:] if new != op]
                moves += [(which, k, (op, i)) for i in sources]
        return moves

    def _apply(self, genotype: Genotype, move: tuple[str, int, Edge]) -> Genotype:
        which, k, edge = move
        cells = {"normal": genotype.normal, "reduce": genotype.reduce}
        cells[which] = (*cells[which][:k], edge, *cells[which][k + 1 :])
        return Genotype(ordered(cells["normal"]), ordered(cells["reduce"]))

    def neighbours(self, genotype: Genotype) -> list[Genotype]:
        """All genotypes that differ in one operation or one input (of either cell), edges of a node in order.

        A published genotype's `none` or repeated input stays in its neighbours unless it is what changes.
        """
        return list(dict.fromkeys(self._apply(genotype, move) for move in self._moves(genotype)))

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """One neighbour, equally likely; never the parent, nor the parent with a node's edges swapped."""
        moves = self._moves(genotype)
        return self._apply(genotype, moves[rng.integers(len(moves))])

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """Each node, with both its edges, from either parent with equal chance (a child may equal a parent)."""

        def mix(a: Cell, b: Cell) -> Cell:
            chosen = zip(range(0, EDGES, 2), rng.integers(2, size=len(NODES)), strict=True)
            return ordered(tuple(edge for k, coin in chosen for edge in (b if coin else a)[k : k + 2]))

        return Genotype(mix(first.normal, second.normal), mix(first.reduce, second.reduce))

    def build(
        self,
        genotype: Genotype,
        num_classes: int = 10,
        network: str = "scoring",
        generator: torch.Generator | None = None,
        device: torch.device | str = "cpu",
        law: Law = "default",
    ) -> torch.nn.Module:
        """Build `scoring`, `small` or `final`; edges of a node are laid in order, so equal keys get equal weights.

        scoring  the SWAP authors' one cell: a reduction cell of width 6 on the raw image, no stem
        small    8 cells, 16 channels, CIFAR stem
        final    20 cells, 36 channels, CIFAR stem; with num_classes=1000 14 cells, 48 channels, ImageNet stem.
                 `forward` gives logits; `forward_with_auxiliary` also those of the head at two thirds of the
                 depth; `drop_path.p` is the probability of dropping an edge in training (0 until you set it).
        """
        shape = choose_network(NETWORKS, network, self.name)
        if network == "final" and num_classes == 1000:
            shape = FINAL_IMAGENET

        def make() -> torch.nn.Module:
            from swap_teach.spaces.darts_network import Network

            normal, reduce = ordered(genotype.normal), ordered(genotype.reduce)
            return Network(normal, reduce, shape.channels, shape.layers, shape.stem, num_classes, shape.auxiliary)

        return materialise(make, num_classes, generator, device, law)

    def executed_key(self, genotype: Genotype, network: str = "scoring") -> str:
        """Name what runs: only the reduction cell in `scoring`, both elsewhere; a node's edges in order."""
        shape = choose_network(NETWORKS, network, self.name)
        reduce = f"{self.name} {network} reduce={spell_cell(ordered(genotype.reduce))}"
        return reduce if shape.layers == 1 else f"{reduce} normal={spell_cell(ordered(genotype.normal))}"

    def draw(
        self,
        genotype: Genotype,
        notes: Sequence[str] | None = None,
        widths: Sequence[float] | None = None,
    ) -> Drawing:
        """Draw both cells, or one if they are equal and neither `notes` nor `widths` is given.

        `notes` and `widths` (pixels) give 16 entries in string order: the normal cell's eight, then the other's.
        """
        from swap_teach.spaces.cell_drawings import draw_darts

        return draw_darts(genotype.normal, genotype.reduce, notes, widths)
