"""NAS-Bench-101: cells of up to seven vertices and nine edges, an operation on each vertex; 423,624 of them.

Ying et al., "NAS-Bench-101: Towards Reproducible Neural Architecture Search", ICML 2019.
Torch is imported only when a network is built. Used from lesson 08 on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from swap_teach.spaces.building import choose_network, materialise
from swap_teach.spaces.nb101_cells import MAX_EDGES, MAX_VERTICES, OPERATIONS, all_cells, connected_shapes
from swap_teach.spaces.nb101_genotype import Edge, Genotype, canonical, parse_genotype

if TYPE_CHECKING:
    import numpy as np
    import torch

    from swap_teach.initialisation import Law
    from swap_teach.spaces.drawing import Drawing

CELLS = 423_624
# Channels of the stem and cells per stack. The benchmark's own network is costly: scores are taken on the small one.
NETWORKS = {"benchmark": (128, 3), "scoring": (16, 1), "small": (16, 1)}


@dataclass(frozen=True)
class NB101:
    """The search space `nb101`; see `swap_teach.spaces.Space` for what each method promises.

    `parse` takes any numbering of a cell's vertices. All that the space itself makes is `canonical`, so that equal
    cells are equal genotypes, and spelled as in the benchmark's table.

    >>> space = NB101()
    >>> len(space)
    423624
    >>> [str(g) for g in space.neighbours(space.parse("2:1:"))]
    ['3:5:0', '3:7:0', '3:5:1', '3:7:1', '3:5:2', '3:7:2']
    """

    name: str = "nb101"
    num_classes: int = 10

    def parse(self, text: str) -> Genotype:
        """Read `vertices:edge bits:operation digits`; ValueError says what is wrong with any other text."""
        return parse_genotype(text)

    def __len__(self) -> int:
        return CELLS

    def __iter__(self) -> Iterator[Genotype]:
        """All cells in the benchmark's order, by module hash; the first one takes a minute or two."""
        for vertices, bits, digits in all_cells().values():
            yield Genotype(vertices, bits, tuple(OPERATIONS[int(digit)] for digit in digits))

    def sample(self, rng: np.random.Generator) -> Genotype:
        """One cell, each of the 423,624 equally likely.

        Spellings are drawn, each equally likely, until one is its cell's canonical one: every cell has just one.
        """
        shapes = _shapes()
        while True:
            # The number drawn picks a shape and gives it as many ternary digits as it has vertices in between.
            number = int(rng.integers(sum(len(bits) * 3 ** (n - 2) for n, bits in shapes.items())))
            for vertices, bits in shapes.items():
                labellings = 3 ** (vertices - 2)
                if number < len(bits) * labellings:
                    break
                number -= len(bits) * labellings
            shape, labels = divmod(number, labellings)
            ops = tuple(OPERATIONS[labels // 3**k % 3] for k in range(vertices - 2))
            drawn = Genotype(vertices, bits[shape], ops)
            if _canonical(drawn) == drawn:
                return drawn

    def neighbours(self, genotype: Genotype) -> list[Genotype]:
        """List the cells one step away: an operation changed, an edge added or taken out, a vertex put in or taken out.

        A new vertex sits on an edge, which it replaces or leaves beside it; a vertex with one edge in and one out can
        be taken out again. So each step has its way back, and every cell can be reached from every other.
        """
        return list(_neighbours(genotype))

    def mutate(self, genotype: Genotype, rng: np.random.Generator) -> Genotype:
        """One neighbour, equally likely; never the parent."""
        neighbours = _neighbours(genotype)
        return neighbours[rng.integers(len(neighbours))]

    def crossover(self, first: Genotype, second: Genotype, rng: np.random.Generator) -> Genotype:
        """Take the edges of one parent; each vertex's operation from either, where both have that vertex."""
        frame, other = (first, second) if rng.integers(2) else (second, first)
        coins = rng.integers(2, size=MAX_VERTICES - 2)
        mixed = [b if coin else a for a, b, coin in zip(frame.ops, other.ops, coins, strict=False)]
        return _canonical(replace(frame, ops=(*mixed, *frame.ops[len(mixed) :])))

    def build(
        self,
        genotype: Genotype,
        num_classes: int = 10,
        network: str = "scoring",
        generator: torch.Generator | None = None,
        device: torch.device | str = "cpu",
        law: Law = "default",
    ) -> torch.nn.Module:
        """Build the network: three stacks, images halved and channels doubled between them.

        benchmark         stem of 128 channels, 3 cells a stack, as published
        scoring = small   stem of 16 channels, 1 cell a stack: this course's own, for speed
        """
        channels, depth = choose_network(NETWORKS, network, self.name)

        def make() -> torch.nn.Module:
            from swap_teach.spaces.nb101_network import Network

            return Network(genotype.edges, genotype.ops, channels, depth, num_classes)

        return materialise(make, num_classes, generator, device, law)

    def executed_key(self, genotype: Genotype, network: str = "scoring") -> str:
        """Name what runs: the spelling, since a numbering decides which vertex gets an odd channel more."""
        channels, depth = choose_network(NETWORKS, network, self.name)
        return f"{self.name} C={channels} N={depth} {genotype}"

    def draw(
        self,
        genotype: Genotype,
        notes: Sequence[str] | None = None,
        widths: Sequence[float] | None = None,
    ) -> Drawing:
        """Draw the cell; `notes` and `widths` (pixels) give one entry for each edge, in the order of `edges`."""
        from swap_teach.spaces.vertex_drawings import draw_nb101

        return draw_nb101(genotype.edges, genotype.ops, notes, widths)


@cache
def _shapes() -> dict[int, list[int]]:
    return {vertices: list(connected_shapes(vertices)) for vertices in range(2, MAX_VERTICES + 1)}


def _canonical(genotype: Genotype) -> Genotype:
    return canonical(genotype.vertices, set(genotype.edges), genotype.ops)


@lru_cache(maxsize=256)
def _neighbours(genotype: Genotype) -> tuple[Genotype, ...]:
    found = dict.fromkeys(_steps(genotype.vertices, set(genotype.edges), genotype.ops))
    found.pop(_canonical(genotype), None)
    return tuple(found)


def _steps(n: int, edges: set[Edge], ops: tuple[str, ...]) -> Iterator[Genotype]:
    """Yield what each step leads to, some cells more than once."""
    for v, old in enumerate(ops):
        for op in OPERATIONS:
            if op != old:
                yield canonical(n, edges, (*ops[:v], op, *ops[v + 1 :]))
    for x, y in sorted(edges):
        if sum(s == x for s, _ in edges) > 1 and sum(t == y for _, t in edges) > 1:
            yield canonical(n, edges - {(x, y)}, ops)
    if len(edges) < MAX_EDGES:
        for x in range(n - 1):
            for y in range(1, n):
                if x != y and (x, y) not in edges and not _leads(edges, y, x):
                    yield canonical(n, edges | {(x, y)}, ops)
    for v in range(1, n - 1):
        before, after = [s for s, t in edges if t == v], [t for s, t in edges if s == v]
        if len(before) == len(after) == 1:
            kept = {(s, t) for s, t in edges if v not in (s, t)} | {(before[0], after[0])}
            yield canonical(n - 1, {(s - (s > v), t - (t > v)) for s, t in kept}, ops[: v - 1] + ops[v:])
    if n < MAX_VERTICES:
        yield from _with_a_vertex_more(n, edges, ops)


def _with_a_vertex_more(n: int, edges: set[Edge], ops: tuple[str, ...]) -> Iterator[Genotype]:
    moved = {(x, n if y == n - 1 else y) for x, y in edges}  # the output becomes vertex n, the new one n - 1
    for op in OPERATIONS:
        for x, y in sorted(moved):
            for there in (moved - {(x, y)}, moved):
                if len(there) + 2 <= MAX_EDGES:
                    yield canonical(n + 1, there | {(x, n - 1), (n - 1, y)}, (*ops, op))


def _leads(edges: set[Edge], start: int, end: int) -> bool:
    """Whether a way along the edges leads from `start` to `end`."""
    return start == end or any(_leads(edges, y, end) for x, y in edges if x == start)
