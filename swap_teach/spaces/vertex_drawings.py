"""Cells whose operations sit on the vertices, as pictures: an upright line for each vertex, a row for each edge.

As in a DARTS cell, a dot is where an edge starts and an arrow where it ends; nothing crosses. Used in lesson 08.
"""

from __future__ import annotations

from collections.abc import Sequence

from swap_teach.spaces.drawing import STYLES, Drawing, arrow, document, node, per_edge, text

STYLE_OF = {"conv3x3-bn-relu": "nor_conv_3x3", "conv1x1-bn-relu": "nor_conv_1x1", "maxpool3x3": "max_pool_3x3"}
COLUMN, ROW, MARGIN, TOP = 126, 42, 64, 66


def draw_nb101(
    edges: Sequence[tuple[int, int]],
    ops: Sequence[str],
    notes: Sequence[str] | None = None,
    widths: Sequence[float] | None = None,
) -> Drawing:
    """Draw (source, target) edges; vertex 0 is the input, `ops` belong to 1, 2, ...; the last is the output."""
    notes, widths = per_edge("notes", notes, len(edges)), per_edge("widths", widths, len(edges))
    last, bottom = len(ops) + 1, TOP + ROW * len(edges)
    words = [STYLES[STYLE_OF[op]].words for op in ops]
    heads = ["0: input", *(f"{v}: {word}" for v, word in enumerate(words, start=1)), f"{last}: output"]
    columns = [float(MARGIN + COLUMN * v) for v in range(last + 1)]
    shapes = []
    for x, op in zip(columns, [None, *ops, None], strict=True):
        style = STYLES[STYLE_OF[op]] if op else None
        look = f'stroke="{style.colour}" stroke-dasharray="{style.dash}"' if style else 'stroke="#999999"'
        shapes.append(f'<path d="M{x:g},30 V{bottom}" {look} stroke-width="{style.width if style else 1.5:g}"/>')
    shapes += [node((x, 30), head, 118) for x, head in zip(columns, heads, strict=True)]
    for k, ((x, y), note, width) in enumerate(zip(edges, notes, widths, strict=True)):
        height = TOP + ROW * k + 10.0
        shapes.append(arrow((columns[x], height), (columns[y], height), "skip_connect", width))
        shapes.append(f'<circle cx="{columns[x]:g}" cy="{height:g}" r="5" fill="black"/>')
        if note:
            shapes.append(text((columns[y] - COLUMN / 2, height - 14), note, size=13))
    return document(
        "A NAS-Bench-101 cell",
        f"{_vertices(words)} {_edges(edges, notes)} Inner vertices add what leads to them. The output concatenates it, "
        "and adds the input if that leads to it.",
        2 * MARGIN + COLUMN * last,
        bottom + 10,
        shapes,
    )


def _vertices(words: Sequence[str]) -> str:
    named = [f"{v} is {word}" for v, word in enumerate(words, start=1)]
    return f"Vertex 0 is the input, {', '.join([*named, f'{len(words) + 1} the output'])}."


def _edges(edges: Sequence[tuple[int, int]], notes: Sequence[str | None]) -> str:
    named = (f"{x} to {y}" + (f" ({note})" if note else "") for (x, y), note in zip(edges, notes, strict=True))
    return f"Edges: {'; '.join(named)}."
