"""The two kinds of cell as pictures: NAS-Bench-201 as a graph in the plane, DARTS with one lane for each edge.

A NAS-Bench-201 cell is the complete graph on four nodes, which can be drawn without a crossing. DARTS cells can't, so
nodes are upright lines there and every edge has a row of its own: a dot where it starts, an arrow where it ends.
Used in lessons 00, 01, 04, 09 and 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, sqrt

from swap_teach.spaces.drawing import STYLES, Drawing, Point, arrow, document, in_words, node, per_edge, text

PLACES = ((60.0, 200.0), (290.0, 120.0), (510.0, 280.0), (740.0, 200.0))
OVER_THE_TOP = (400.0, -100.0)  # the direct edge 0->3 passes above node 1
COLUMN, ROW, MARGIN, TOP = 126, 46, 66, 92
HEADS = ("0: cell k−2", "1: cell k−1", "2", "3", "4", "5", "output")


def draw_nb201(
    edges: Sequence[tuple[int, int, str]],
    notes: Sequence[str] | None = None,
    widths: Sequence[float] | None = None,
    title: str = "A NAS-Bench-201 cell",
) -> Drawing:
    """Draw (source, target, operation) edges between nodes 0 (input) and 3 (output)."""
    notes, widths = per_edge("notes", notes, len(edges)), per_edge("widths", widths, len(edges))
    lines, labels, sentences = [], [], []
    for (i, j, op), note, width in zip(edges, notes, widths, strict=True):
        bend = OVER_THE_TOP if (i, j) == (0, 3) else None
        start, end = _rim(i, bend or PLACES[j]), _rim(j, bend or PLACES[i])
        lines.append(arrow(start, end, op, width, bend))
        x, y = _middle(start, end, bend)
        labels.append(text((x, y - 9 if note else y), STYLES[op].words))
        if note:
            labels.append(text((x, y + 10), note, size=13))
        sentences.append(in_words(str(i), str(j), op, note))
    nodes = [
        node(PLACES[k], words, 72 if k in (0, 3) else 40) for k, words in enumerate(("0: input", "1", "2", "3: output"))
    ]
    return document(
        title,
        "Each node adds what its edges bring. " + "; ".join(sentences) + ".",
        800,
        330,
        lines + nodes + labels,
    )


def _rim(k: int, towards: Point) -> Point:
    """Give the point just outside node k, a rounded box, in the direction of another point."""
    (x, y), half = PLACES[k], 36 if k in (0, 3) else 20
    dx, dy = towards[0] - x, towards[1] - y
    # A box 32 high whose ends are half circles: leave it above or below, or else by one of its ends.
    straight = half - 16
    if abs(dx) * 16 <= straight * abs(dy):
        reach = 16 / abs(dy)
    else:
        a, b, c = dx * dx + dy * dy, abs(dx) * straight, straight * straight - 256
        reach = (b + sqrt(b * b - a * c)) / a
    further = reach + 4 / hypot(dx, dy)
    return x + further * dx, y + further * dy


def _middle(start: Point, end: Point, bend: Point | None) -> Point:
    """Give the middle of a straight line, or of a quadratic curve with control point `bend`."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return ((x + bend[0]) / 2, (y + bend[1]) / 2) if bend else (x, y)


def draw_darts(
    normal: Sequence[tuple[str, int]],
    reduce: Sequence[tuple[str, int]],
    notes: Sequence[str] | None = None,
    widths: Sequence[float] | None = None,
) -> Drawing:
    """Draw both cells below one another, or one if they are equal and carry no notes or widths."""
    count = len(normal) + len(reduce)
    all_notes, all_widths = per_edge("notes", notes, count), per_edge("widths", widths, count)
    if normal == reduce and notes is None and widths is None:
        panels = [("Normal and reduction cell", normal)]
    else:
        panels = [("Normal cell", normal), ("Reduction cell", reduce)]
    shapes, sentences, height, first = [], [], 0, 0
    for title, cell in panels:
        part = slice(first, first + len(cell))
        body, words = _lanes(title, cell, all_notes[part], all_widths[part])
        shapes.append(f'<g transform="translate(0 {height})">{body}</g>')
        sentences.append(f"{title}: {words}.")
        height += TOP + ROW * (len(cell) + 1)
        first += len(cell)
    intro = "Each node adds its two edges; the output is nodes 2 to 5 side by side. "
    return document(
        "A DARTS cell" if len(panels) == 1 else "Two DARTS cells",
        intro + " ".join(sentences),
        2 * MARGIN + 6 * COLUMN,
        height,
        shapes,
    )


def _lanes(
    title: str, cell: Sequence[tuple[str, int]], notes: Sequence[str | None], widths: Sequence[float | None]
) -> tuple[str, str]:
    columns = [float(MARGIN + COLUMN * k) for k in range(len(HEADS))]
    bottom = TOP + ROW * len(cell)
    posts = [
        f'<path d="M{x:g},50 V{bottom}" stroke="#999999" stroke-width="1.5"/>'
        + node((x, 50), head, 104 if k < 2 else 64)
        for k, (x, head) in enumerate(zip(columns, HEADS, strict=True))
    ]
    rows, sentences = [], []
    for k, ((op, source), note, width) in enumerate(zip(cell, notes, widths, strict=True)):
        target, y = 2 + k // 2, TOP + ROW * k + 6.0
        rows.append(_lane(columns[source], columns[target], y, op, note, width))
        sentences.append(in_words(str(source), str(target), op, note))
    dots = "".join(_dot(x, bottom) for x in columns[2:6])
    side_by_side = arrow((columns[2], bottom), (columns[6], bottom), "skip_connect", None)
    label = text((columns[6] - COLUMN / 2, bottom - 14), "concatenate", size=13)
    heading = f'<text x="12" y="18" font-weight="bold" text-anchor="start">{title}</text>'
    return "\n".join([heading, *posts, *rows, side_by_side, dots, label]), "; ".join(sentences)


def _lane(x0: float, x1: float, y: float, op: str, note: str | None, width: float | None) -> str:
    beside = x1 - COLUMN / 2  # the last gap before the target: no upright line runs there
    words = text((beside, y - 14), STYLES[op].words, size=13)
    below = text((beside, y + 14), note, size=12) if note else ""
    return arrow((x0, y), (x1, y), op, width) + _dot(x0, y) + words + below


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="5" fill="black"/>'
