"""Which NAS-Bench-201 cells are the same? Two rules, one coarser than the other.

`benchmark_string` is the rule of NAS-Bench-201 and NATS-Bench (Dong et al., TPAMI 2021): 6,466 classes. It leaves
nested sums nested and keeps added zeros, so it separates some cells that compute one function.
`function_string` removes zeros and flattens sums: 4,930 classes. Splits of a benchmark go by this one, so that
equal functions never sit on both sides. Used in lesson 01.
"""

from __future__ import annotations

from collections.abc import Iterable

Edge = tuple[int, int, str]


def benchmark_string(edges: Iterable[Edge]) -> str:
    """Write node 3 as an expression in node 0 by the benchmark's rule.

    `none`, or an operation on a node that is '#', is '#'; a skip is the node itself; the rest is '(node)@name'.

    >>> benchmark_string([(0, 1, "skip_connect"), (0, 2, "none"), (1, 2, "none"),
    ...                   (0, 3, "none"), (1, 3, "nor_conv_3x3"), (2, 3, "skip_connect")])
    '#+#+#+(0)@nor_conv_3x3'
    """
    edges = list(edges)
    node = ["0"]
    for j in (1, 2, 3):
        terms = []
        for i, op in ((i, op) for i, target, op in edges if target == j):
            if op == "none" or node[i] == "#":
                terms.append("#")
            else:
                terms.append(node[i] if op == "skip_connect" else f"({node[i]})@{op}")
        node.append("+".join(sorted(terms)))
    return node[3]


def function_string(edges: Iterable[Edge]) -> str:
    """Write node 3 as a sum of distinct paths; the zero function is '#'.

    >>> function_string([(0, 1, "skip_connect"), (0, 2, "none"), (1, 2, "none"),
    ...                  (0, 3, "none"), (1, 3, "nor_conv_3x3"), (2, 3, "skip_connect")])
    '(0)@nor_conv_3x3'
    """
    edges = list(edges)
    node: list[list[str]] = [["0"]]  # each node as the sorted terms of its sum; no term means zero
    for j in (1, 2, 3):
        terms: list[str] = []
        for i, op in ((i, op) for i, target, op in edges if target == j):
            if op == "skip_connect":
                terms.extend(node[i])
            elif op != "none" and node[i]:
                terms.append(f"({'+'.join(node[i])})@{op}")
        node.append(sorted(terms))
    return "+".join(node[3]) or "#"
