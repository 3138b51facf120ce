"""NAS-Bench-201: a cell of four nodes with one of five operations on each of its six edges, 5^6 = 15,625 cells.

Dong and Yang, "NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture Search", ICLR 2020.
Torch is imported only when a network is built. Used from lesson 01 on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from swap_teach.spaces.building import choose_network, materialise
from swap_teach.spaces.spelling import check_operation, check_spelling, check_text, quote

if TYPE_CHECKING:
    import numpy as np
    import torch

    from swap_teach.initialisation import Law
    from swap_teach.spaces.drawing import Drawing

OPERATIONS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
EDGES = ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))
# Channels of the first stage and cells per stage. The benchmark's own network is the one that is scored.
NETWORKS = {"benchmark": (16, 5), "scoring": (16, 5), "small": (8, 1)}


@dataclass(frozen=True)
class Genotype:
    """Six operation names in the order of `EDGES`: 0->1, 0->2, 1->2, 0->3, 1->3, 2->3.

    >>> g = Genotype(("nor_conv_3x3", "none", "skip_connect", "none", "none", "avg_pool_3x3"))
    >>> str(g)
    '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|'
    """

    ops: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.ops) != len(EDGES):
            raise ValueError(f"A NAS-Bench-201 cell has 6 edges, got {len(self.ops)} operations.")
        for (i, j), op in zip(EDGES, self.ops, strict=True):
            check_operation(op, OPERATIONS, f"edge {i}->{j}")

    @property
    def edges(self) -> tuple[tuple[int, int, str], ...]:
        """(source node, target node, operation) for each edge, in the order of the string."""
        return tuple((i, j, op) for (i, j), op in zip(EDGES, self.ops, strict=True))

    def __str__(self) -> str:
        nodes = ("|".join(f"{op}~{i}" for i, j, op in self.edges if j == node) for node in (1, 2, 3))
        return "+".join(f"|{node}|" for node in nodes)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {**NB201().draw(self)._repr_mimebundle_(), "text/plain": str(self)}


def _changed(genotype: Genotype, edge: int, op: str) -> Genotype:
    return Genotype((*genotype.ops[:edge], op, *genotype.ops[edge + 1 :]))


@dataclass(frozen=True)
class NB201:
    """The search space `nb201`; see `swap_teach.spaces.Space` for what each method promises.

    >>> space = NB201()
    >>> len(space)
    15625
    >>> g = space.parse("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|")
    >>> len(space.neighbours(g))
    24
    """

    name: str = "nb201"
    num_classes: int = 10

    def parse(self, text: str) -> Genotype:
        """Read the benchmark's own string; ValueError says what is wrong with any other."""
        check_text(text)
        ops = re.findall(r"([^|+~]*)~", text)
        if len(ops) != len(EDGES):
            raise ValueError(
                f"A NAS-Bench-201 string has 6 edges 'operation~input', found {len(ops)} in {quote(text)}. "
                "Write |op~0|+|op~0|op~1|+|op~0|op~1|op~2|."
            )
        genotype = Genotype(tuple(ops))
        check_spelling(text, str(genotype))
        return genotype

    def __len__(self) -> int:
        return int(len(OPERATIONS) ** len(EDGES))

    def __iter__(self) -> Iterator[Genotype]:
        """All cells, the last edge changing fastest, operations as in `OPERATIONS`.

        This is the project's own order: the benchmark's index is a fixed shuffle that only its table knows.
        """
        return (Genotype(ops) for ops in product(OPERATIONS, repeat=len(EDGES)))

    def sample(self, rng: np.random.Generator) -> Genotype:
        """One cell, each of the 15,625 equally likely."""
        return Genotype(tuple(OPERATIONS[k] for k in rng.integers(len(OPERATIONS), size=len(EDGES))))

    def neighbours(self, genotype: Genotype) -> list[Genotype]:
        """List the 24 cells that differ in the operation of one edge."""
        return [_changed(genotype, e, op) for e in range(len(EDGES)) for op in OPERATIONS if op != genotype.ops[e]]

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """One of the 24 neighbours, equally likely; never the parent."""
        # The k-th of `neighbours`, without making the others: a search mutates thousands of times.
        edge, k = divmod(int(rng.integers(len(EDGES) * (len(OPERATIONS) - 1))), len(OPERATIONS) - 1)
        return _changed(genotype, edge, [op for op in OPERATIONS if op != genotype.ops[edge]][k])

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """Each edge from either parent with equal chance (so a child may equal a parent)."""
        pairs = zip(first.ops, second.ops, rng.integers(2, size=len(EDGES)), strict=True)
        return Genotype(tuple(b if coin else a for a, b, coin in pairs))

    def build(
        self,
        genotype: Genotype,
        num_classes: int = 10,
        network: str = "scoring",
        generator: torch.Generator | None = None,
        device: torch.device | str = "cpu",
        law: Law = "default",
    ) -> torch.nn.Module:
        """Build the network: `benchmark` = `scoring` = 16 channels, 5 cells a stage; `small` = 8 channels, 1 cell."""
        channels, depth = choose_network(NETWORKS, network, self.name)

        def make() -> torch.nn.Module:
            from swap_teach.spaces.nb201_network import Network

            return Network(genotype.edges, channels, depth, num_classes)

        return materialise(make, num_classes, generator, device, law)

    def executed_key(self, genotype: Genotype, network: str = "scoring") -> str:
        """Name what runs: here each cell is its own, since every edge has a place in a sum of up to three."""
        channels, depth = choose_network(NETWORKS, network, self.name)
        return f"{self.name} C={channels} N={depth} {genotype}"

    def isomorphism_class(self, genotype: Genotype) -> str:
        """Class by the benchmark's own string rule: 6,466 classes over the space."""
        from swap_teach.spaces.nb201_classes import benchmark_string

        return benchmark_string(genotype.edges)

    def canonical_class(self, genotype: Genotype) -> str:
        """Class by function, zeros removed and sums flattened: 4,930 classes over the space."""
        from swap_teach.spaces.nb201_classes import function_string

        return function_string(genotype.edges)

    def draw(
        self,
        genotype: Genotype,
        notes: Sequence[str] | None = None,
        widths: Sequence[float] | None = None,
    ) -> Drawing:
        """Draw the cell as a graph; `notes` and `widths` (pixels) give one entry for each edge, in string order."""
        from swap_teach.spaces.cell_drawings import draw_nb201

        return draw_nb201(genotype.edges, notes, widths)
