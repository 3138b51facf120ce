"""Every cell of NAS-Bench-101, by the benchmark's own rules: 423,624 of them.

A cell is an acyclic graph of 2 to 7 vertices and at most 9 edges, every vertex on a path from input to output,
with one of three operations on each vertex between. Two cells are the same if their module hashes are equal
(Ying et al., "NAS-Bench-101", ICML 2019, appendix). Edge x -> y (x < y) is bit x + y(y-1)/2 of `bits`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

MAX_VERTICES, MAX_EDGES = 7, 9
OPERATIONS = ("conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3")
Neighbours = list[list[int]]


def module_hash(vertices: int, bits: int, operations: Sequence[int]) -> str:
    """Return the benchmark's fingerprint of a cell; operations are positions in `OPERATIONS`.

    Each vertex starts with a hash of (edges out, edges in, operation) and takes in its neighbours' hashes as
    often as there are vertices.

    >>> module_hash(3, 0b101, [0]) == module_hash(3, 0b101, [1])
    False
    """
    return _hash(*_neighbours(vertices, bits), operations)


def all_cells() -> dict[str, tuple[int, int, str]]:
    """Return every cell by its module hash, sorted: (vertices, bits, operation digits). Takes a minute or two.

    Shapes are reduced to distinct ones first, with all operations alike, and only those get every labelling.
    """
    found: dict[str, tuple[int, int, str]] = {}
    for vertices in range(2, MAX_VERTICES + 1):
        between = vertices - 2
        shapes: dict[str, int] = {}
        for bits in connected_shapes(vertices):
            shapes.setdefault(module_hash(vertices, bits, [0] * between), bits)
        for bits in shapes.values():
            into, out = _neighbours(vertices, bits)
            for operations in product(range(len(OPERATIONS)), repeat=between):
                cell = (vertices, bits, "".join(map(str, operations)))
                found.setdefault(_hash(into, out, operations), cell)
    return dict(sorted(found.items()))


def connected_shapes(vertices: int) -> Iterator[int]:
    """Yield the bits of every graph that has few enough edges and no vertex off the way.

    >>> [bin(bits) for bits in connected_shapes(3)]
    ['0b101', '0b111']
    """
    bits = np.arange(1 << (vertices * (vertices - 1) // 2))
    good = np.bitwise_count(bits) <= MAX_EDGES
    for v in range(vertices):
        into = sum(_edge(x, v) for x in range(v))
        out = sum(_edge(v, y) for y in range(v + 1, vertices))
        good &= ((bits & into) > 0) | (v == 0)
        good &= ((bits & out) > 0) | (v == vertices - 1)
    yield from bits[good].tolist()


def _edge(x: int, y: int) -> int:
    return 1 << (x + y * (y - 1) // 2)


def _neighbours(vertices: int, bits: int) -> tuple[Neighbours, Neighbours]:
    into = [[x for x in range(v) if bits & _edge(x, v)] for v in range(vertices)]
    out = [[y for y in range(v + 1, vertices) if bits & _edge(v, y)] for v in range(vertices)]
    return into, out


def _hash(into: Neighbours, out: Neighbours, operations: Sequence[int]) -> str:
    labels = [-1, *operations, -2]
    hashes = [_md5(str((len(o), len(i), label))) for i, o, label in zip(into, out, labels, strict=True)]
    for _ in labels:
        hashes = [
            _md5("".join(sorted([hashes[x] for x in i])) + "|" + "".join(sorted([hashes[y] for y in o])) + "|" + own)
            for i, o, own in zip(into, out, hashes, strict=True)
        ]
    return _md5(str(sorted(hashes)))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
