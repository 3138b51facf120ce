"""TransNAS-Bench-101, micro: the cell of NAS-Bench-201 with four operations, 4^6 = 4,096 cells in one fixed frame.

Duan et al., "TransNAS-Bench-101: Improving Transferability and Generalizability of Cross-Task Neural Architecture
Search", CVPR 2021. Torch is imported only when a network is built. Used from lesson 08 on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from swap_teach.spaces.building import choose_network, materialise
from swap_teach.spaces.nb201 import EDGES
from swap_teach.spaces.spelling import check_operation, check_spelling, check_text, quote
from swap_teach.spaces.tnb101_tasks import choose_task

if TYPE_CHECKING:
    import numpy as np
    import torch

    from swap_teach.initialisation import Law
    from swap_teach.spaces.drawing import Drawing

OPERATIONS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3")
MODULES = (4, 1, 4, 1, 4)
# Channels after the stem and cells per module.
NETWORKS = {"benchmark": (64, 2), "scoring": (16, 1), "small": (16, 1)}


@dataclass(frozen=True)
class Genotype:
    """Six operation names in the order of the edges 0->1, 0->2, 1->2, 0->3, 1->3, 2->3.

    >>> g = Genotype(("nor_conv_1x1", "nor_conv_3x3", "nor_conv_1x1", "none", "skip_connect", "none"))
    >>> str(g)
    '64-41414-2_32_010'
    """

    ops: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.ops) != len(EDGES):
            raise ValueError(f"A TransNAS-Bench-101 cell has 6 edges, got {len(self.ops)} operations.")
        for (i, j), op in zip(EDGES, self.ops, strict=True):
            check_operation(op, OPERATIONS, f"edge {i}->{j}")

    @property
    def edges(self) -> tuple[tuple[int, int, str], ...]:
        """(source node, target node, operation) for each edge, in the order of the string."""
        return tuple((i, j, op) for (i, j), op in zip(EDGES, self.ops, strict=True))

    def __str__(self) -> str:
        a, b, c, d, e, f = (OPERATIONS.index(op) for op in self.ops)
        return f"64-41414-{a}_{b}{c}_{d}{e}{f}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {**TNB101Micro().draw(self)._repr_mimebundle_(), "text/plain": str(self)}


@dataclass(frozen=True)
class TNB101Micro:
    """The search space `tnb101-micro`; see `swap_teach.spaces.Space` for what each method promises.

    >>> space = TNB101Micro()
    >>> len(space), len(space.neighbours(space.parse("64-41414-2_32_323")))
    (4096, 18)
    """

    name: str = "tnb101-micro"
    num_classes: int = 63

    def parse(self, text: str) -> Genotype:
        """Read `64-41414-a_bc_def`; ValueError says what is wrong with any other text."""
        check_text(text)
        found = re.fullmatch(r"64-41414-([0-3])_([0-3])([0-3])_([0-3])([0-3])([0-3])\n?", text)
        if not found:
            known = ", ".join(f"{k} {op}" for k, op in enumerate(OPERATIONS))
            raise ValueError(
                f"{quote(text)} is no cell of tnb101-micro. Write 64-41414-a_bc_def with six digits from: {known}."
            )
        genotype = Genotype(tuple(OPERATIONS[int(digit)] for digit in found.groups()))
        check_spelling(text, str(genotype))
        return genotype

    def __len__(self) -> int:
        return int(len(OPERATIONS) ** len(EDGES))

    def __iter__(self) -> Iterator[Genotype]:
        """All cells, the last edge changing fastest: the order of their strings."""
        return (Genotype(ops) for ops in product(OPERATIONS, repeat=len(EDGES)))

    def sample(self, rng: np.random.Generator) -> Genotype:
        """One cell, each of the 4,096 equally likely."""
        return Genotype(tuple(OPERATIONS[k] for k in rng.integers(len(OPERATIONS), size=len(EDGES))))

    def neighbours(self, genotype: Genotype) -> list[Genotype]:
        """List the 18 cells that differ in the operation of one edge."""
        return [
            replace(genotype, ops=(*genotype.ops[:e], op, *genotype.ops[e + 1 :]))
            for e in range(len(EDGES))
            for op in OPERATIONS
            if op != genotype.ops[e]
        ]

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """One of the 18 neighbours, equally likely; never the parent."""
        neighbours = self.neighbours(genotype)
        return neighbours[rng.integers(len(neighbours))]

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """Each edge from either parent with equal chance (so a child may equal a parent)."""
        pairs = zip(first.ops, second.ops, rng.integers(2, size=len(EDGES)), strict=True)
        return Genotype(tuple(b if coin else a for a, b, coin in pairs))

    def build(
        self,
        genotype: Genotype,
        num_classes: int | None = None,
        network: str = "scoring",
        generator: torch.Generator | None = None,
        device: torch.device | str = "cpu",
        law: Law = "default",
        task: str = "class_scene",
    ) -> torch.nn.Module:
        """Build encoder (`.encoder`) and the `task`'s head (`.head`); images of 256x256 in training.

        benchmark         64 channels after the stem, 5 modules of 2 cells, as published
        scoring = small   16 channels, 1 cell a module: this course's own, for speed

        num_classes is the published number of outputs if None: 63 for class_scene; `tnb101_tasks.TASKS` has all.
        H and W must be multiples of 32. The jigsaw takes nine tiles, (N, 9, 3, 64, 64) in training.
        """
        channels, depth = choose_network(NETWORKS, network, self.name)
        chosen = choose_task(task, num_classes)

        def make() -> torch.nn.Module:
            from swap_teach.spaces.tnb101_network import Network

            return Network(MODULES, genotype.ops, channels, depth, chosen)

        return materialise(make, chosen.outputs, generator, device, law)

    def executed_key(self, genotype: Genotype, network: str = "scoring") -> str:
        """Name what runs: here each cell is its own, since every edge has a place in a sum of up to three."""
        channels, depth = choose_network(NETWORKS, network, self.name)
        return f"{self.name} C={channels} N={depth} {genotype}"

    def draw(
        self,
        genotype: Genotype,
        notes: Sequence[str] | None = None,
        widths: Sequence[float] | None = None,
    ) -> Drawing:
        """Draw the cell as a graph; `notes` and `widths` (pixels) give one entry for each edge, in string order."""
        from swap_teach.spaces.cell_drawings import draw_nb201

        return draw_nb201(genotype.edges, notes, widths, title="A TransNAS-Bench-101 cell")
