"""A NAS-Bench-101 cell as a value: its text, its checks, and the one spelling that stands for all its numberings.

The same cell can be written with its vertices numbered in several orders. `canonical` picks one of them, so that
equal cells are equal genotypes. Used from lesson 08 on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from swap_teach.spaces.nb101_cells import MAX_EDGES, MAX_VERTICES, OPERATIONS, module_hash
from swap_teach.spaces.spelling import check_operation, check_spelling, check_text, quote

Edge = tuple[int, int]
SPELLING = "Write vertices:edge bits:operation digits, such as 4:51:02 (edge x->y is bit x + y(y-1)/2)."


@dataclass(frozen=True)
class Genotype:
    """Edges as bits and the operations of the vertices between input (first) and output (last).

    >>> g = Genotype(3, 0b111, ("conv3x3-bn-relu",))
    >>> str(g), g.edges
    ('3:7:0', ((0, 1), (0, 2), (1, 2)))
    """

    vertices: int
    bits: int
    ops: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 2 <= self.vertices <= MAX_VERTICES:
            raise ValueError(f"A NAS-Bench-101 cell has 2 to {MAX_VERTICES} vertices, got {self.vertices}.")
        last = self.vertices - 1
        if len(self.ops) != last - 1:
            raise ValueError(
                f"A cell of {self.vertices} vertices has {last - 1} between input and output, "
                f"got {len(self.ops)} operations."
            )
        for vertex, op in enumerate(self.ops, start=1):
            check_operation(op, OPERATIONS, f"vertex {vertex}")
        if not 0 <= self.bits < 1 << (self.vertices * last // 2):
            raise ValueError(
                f"{self.vertices} vertices have {self.vertices * last // 2} possible edges; "
                f"the edge bits {self.bits} name others."
            )
        if len(self.edges) > MAX_EDGES:
            raise ValueError(f"A NAS-Bench-101 cell has at most {MAX_EDGES} edges, got {len(self.edges)}.")
        for vertex in range(self.vertices):
            if vertex != 0 and not any(y == vertex for _, y in self.edges):
                raise ValueError(f"Nothing leads to vertex {vertex}; leave out what is on no way from input to output.")
            if vertex != last and not any(x == vertex for x, _ in self.edges):
                raise ValueError(f"Vertex {vertex} leads nowhere; leave out what is on no way from input to output.")

    @property
    def edges(self) -> tuple[Edge, ...]:
        """(source, target) of each edge, in the order of the bits: by target, then by source."""
        return tuple((x, y) for y in range(self.vertices) for x in range(y) if self.bits >> _place(x, y) & 1)

    @property
    def hash(self) -> str:
        """The benchmark's fingerprint, the same for every numbering of the vertices."""
        return module_hash(self.vertices, self.bits, [OPERATIONS.index(op) for op in self.ops])

    def __str__(self) -> str:
        digits = "".join(str(OPERATIONS.index(op)) for op in self.ops)
        return f"{self.vertices}:{self.bits}:{digits}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from swap_teach.spaces.nb101 import NB101

        return {**NB101().draw(self)._repr_mimebundle_(), "text/plain": str(self)}


def parse_genotype(text: str) -> Genotype:
    """Read `vertices:edge bits:operation digits`, with any numbering of the vertices; ValueError gives the reason.

    >>> str(parse_genotype("7:1205349:02001"))
    '7:1205349:02001'
    >>> parse_genotype("3:5:7")
    Traceback (most recent call last):
    ValueError: vertex 1 has the unknown operation digit '7'; 0 is conv3x3-bn-relu, 1 conv1x1-bn-relu, 2 maxpool3x3.
    """
    check_text(text)
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{1,9}):([0-9]*)", text)
    if not found:
        raise ValueError(f"{quote(text)} is no NAS-Bench-101 cell. {SPELLING}")
    vertices, bits, digits = found.groups()
    names = ", ".join(f"{k} {'is ' * (k == 0)}{op}" for k, op in enumerate(OPERATIONS))
    for vertex, digit in enumerate(digits, start=1):
        if int(digit) >= len(OPERATIONS):
            raise ValueError(f"vertex {vertex} has the unknown operation digit {digit!r}; {names}.")
    genotype = Genotype(int(vertices), int(bits), tuple(OPERATIONS[int(digit)] for digit in digits))
    check_spelling(text, str(genotype))
    return genotype


def canonical(vertices: int, edges: Set[Edge], ops: Sequence[str]) -> Genotype:
    """Return the cell in its smallest numbering: least bits, then first operations.

    `edges` may lead from a higher to a lower number, as long as there is no circle and vertex 0 stays the input, the
    last the output; `ops` belong to vertices 1, 2, ... The table's own spelling of a cell is this one.

    >>> str(canonical(4, {(0, 2), (2, 1), (1, 3)}, ["maxpool3x3", "conv3x3-bn-relu"]))
    '4:37:02'
    """
    digits = [OPERATIONS.index(op) for op in ops]
    bits, numbered = min(
        (sum(1 << _place(order.index(x), order.index(y)) for x, y in edges), [digits[v - 1] for v in order[1:-1]])
        for order in _orders(vertices, edges)
    )
    return Genotype(vertices, bits, tuple(OPERATIONS[digit] for digit in numbered))


def _orders(vertices: int, edges: Set[Edge]) -> Iterator[list[int]]:
    """Yield every order of the vertices, input first and output last, in which all edges lead forwards."""
    into = [{x for x, y in edges if y == v} for v in range(vertices)]

    def extend(order: list[int]) -> Iterator[list[int]]:
        if len(order) == vertices - 1:
            yield [*order, vertices - 1]
        for v in range(1, vertices - 1):
            if v not in order and into[v].issubset(order):
                yield from extend([*order, v])

    return extend([0])


def _place(x: int, y: int) -> int:
    return x + y * (y - 1) // 2
