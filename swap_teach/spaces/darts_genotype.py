"""The genotype of the DARTS space: two cells of eight edges, and the text they are published as.

Liu, Simonyan and Yang, "DARTS: Differentiable Architecture Search", ICLR 2019. `parse_genotype` takes all that the
published strings hold: `none`, an input used twice, and any order of a node's edges.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from swap_teach.spaces.spelling import check_operation, check_spelling, check_text, quote

OPERATIONS = (
    "none",
    "max_pool_3x3",
    "avg_pool_3x3",
    "skip_connect",
    "sep_conv_3x3",
    "sep_conv_5x5",
    "dil_conv_3x3",
    "dil_conv_5x5",
)
NODES = (2, 3, 4, 5)  # 0 and 1 are the outputs of the last two cells
EDGES = 2 * len(NODES)

Edge = tuple[str, int]
Cell = tuple[Edge, ...]


def _check_cell(cell: Cell, which: str) -> None:
    if len(cell) != EDGES:
        raise ValueError(f"The {which} cell needs {EDGES} edges, two for each of four nodes; got {len(cell)}.")
    for k, (op, source) in enumerate(cell):
        node = NODES[k // 2]
        check_operation(op, OPERATIONS, f"edge {k} ({which} cell, node {node})")
        if not 0 <= source < node:
            raise ValueError(
                f"Edge {k} of the {which} cell enters node {node}, so its input must be 0 to {node - 1}; got {source}."
            )


def ordered(cell: Cell) -> Cell:
    """Sort each node's two edges by input: the same function, since a + b = b + a exactly.

    >>> ordered((("sep_conv_3x3", 1), ("skip_connect", 0)) * 4)[:2]
    (('skip_connect', 0), ('sep_conv_3x3', 1))
    """
    pairs = (sorted(cell[k : k + 2], key=lambda edge: (edge[1], edge[0])) for k in range(0, EDGES, 2))
    return tuple(edge for pair in pairs for edge in pair)


def spell_cell(cell: Cell) -> str:
    """Write one cell as in the published strings.

    >>> spell_cell((("none", 0), ("sep_conv_3x3", 1)))
    "[('none', 0), ('sep_conv_3x3', 1)]"
    """
    return "[" + ", ".join(f"({op!r}, {source})" for op, source in cell) + "]"


@dataclass(frozen=True)
class Genotype:
    """A normal and a reduction cell, each of eight (operation, input): two for node 2, two for node 3, and so on.

    >>> cell = (("skip_connect", 0), ("sep_conv_3x3", 1)) * 4
    >>> print(str(Genotype(cell, cell))[:70])
    Genotype(normal=[('skip_connect', 0), ('sep_conv_3x3', 1), ('skip_conn
    """

    normal: Cell
    reduce: Cell

    def __post_init__(self) -> None:
        _check_cell(self.normal, "normal")
        _check_cell(self.reduce, "reduce")

    def __str__(self) -> str:
        concat = list(NODES)
        return (
            f"Genotype(normal={spell_cell(self.normal)}, normal_concat={concat}, "
            f"reduce={spell_cell(self.reduce)}, reduce_concat={concat})"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from swap_teach.spaces.cell_drawings import draw_darts

        return {**draw_darts(self.normal, self.reduce)._repr_mimebundle_(), "text/plain": str(self)}


def parse_genotype(text: str) -> Genotype:
    """Read a genotype's text, verbatim and without eval; ValueError says what is wrong with any other text.

    >>> parse_genotype("Genotype(normal=[('skip_connect', 0)])")
    Traceback (most recent call last):
    ValueError: A DARTS genotype has 16 edges ('operation', input), found 1 in ...
    """
    check_text(text)
    found = re.findall(r"\('([^'()]*)', ([0-9])\)", text)
    edges = tuple((op, int(source)) for op, source in found)
    if len(edges) != 2 * EDGES:
        raise ValueError(
            f"A DARTS genotype has 16 edges ('operation', input), found {len(edges)} in {quote(text)}. Write "
            "Genotype(normal=[8 edges], normal_concat=[2, 3, 4, 5], reduce=[8 edges], reduce_concat=[2, 3, 4, 5])."
        )
    genotype = Genotype(edges[:EDGES], edges[EDGES:])
    check_spelling(text, str(genotype))
    return genotype
