"""Cells as plain SVG: every operation has its own colour, line and words, so no one sense carries the meaning alone.

Colours are Okabe and Ito's, told apart by readers with colour-blindness; labels are black on white. The picture holds a
`<title>` and a `<desc>` made from the cell itself. Used in lessons 00, 01, 04, 09 and 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import hypot
from typing import Any, NamedTuple

Point = tuple[float, float]


class Style(NamedTuple):
    """Words, colour, dash pattern (SVG; empty for a solid line) and width in pixels of one operation's line."""

    words: str
    colour: str
    dash: str = ""
    width: float = 2.5


STYLES = {
    "none": Style("none", "#767676", "1 6", 2),
    "skip_connect": Style("skip", "#000000", "", 1.5),
    "nor_conv_1x1": Style("conv 1×1", "#56B4E9", "12 4"),
    "nor_conv_3x3": Style("conv 3×3", "#0072B2", "", 4),
    "avg_pool_3x3": Style("average pool 3×3", "#009E73", "4 4"),
    "max_pool_3x3": Style("max pool 3×3", "#CC79A7", "4 4"),
    "sep_conv_3x3": Style("separable 3×3", "#0072B2", "", 3),
    "sep_conv_5x5": Style("separable 5×5", "#0072B2", "", 5),
    "dil_conv_3x3": Style("dilated 3×3", "#D55E00", "12 4", 3),
    "dil_conv_5x5": Style("dilated 5×5", "#D55E00", "12 4", 5),
}


@dataclass(frozen=True)
class Drawing:
    """A picture with the sentence that replaces it: shown by Jupyter, read by a screen reader, printed elsewhere."""

    svg: str
    description: str

    def __str__(self) -> str:
        return self.description

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": self.description}


def document(title: str, description: str, width: int, height: int, shapes: Sequence[str]) -> Drawing:
    """Wrap shapes into one SVG with a white ground, a title and a description."""
    svg = "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'style="max-width:100%" role="img" aria-label="{escape(title)}" '
            'font-family="sans-serif" font-size="14" text-anchor="middle">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(description)}</desc>",
            f'<rect width="{width}" height="{height}" fill="white"/>',
            *shapes,
            "</svg>",
        ]
    )
    return Drawing(svg, f"{title}. {description}")


def text(at: Point, words: str, size: int = 14) -> str:
    """Write words centred on a point, with a white halo so that a line behind them stays readable."""
    x, y = at
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" dominant-baseline="central" fill="black" '
        f'stroke="white" stroke-width="10" stroke-linejoin="round" paint-order="stroke">{escape(words)}</text>'
    )


def node(at: Point, words: str, width: float = 40) -> str:
    """Draw a rounded box with words in it."""
    x, y = at
    return (
        f'<rect x="{x - width / 2:g}" y="{y - 16:g}" width="{width:g}" height="32" rx="16" '
        f'fill="#F2F2F2" stroke="black" stroke-width="1.5"/>'
        f'<text x="{x:g}" y="{y:g}" dominant-baseline="central">{escape(words)}</text>'
    )


def arrow(start: Point, end: Point, op: str, width: float | None, bend: Point | None = None) -> str:
    """Draw an operation's line, straight or bent towards a point; `none` has no arrowhead: nothing gets through."""
    style = STYLES[op]
    (x0, y0), (x1, y1) = bend or start, end
    length = hypot(x1 - x0, y1 - y0)
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    head, side = (0, 0) if op == "none" else (12, 7)
    neck = (x1 - head * dx, y1 - head * dy)
    curve = f"Q{bend[0]:g},{bend[1]:g} " if bend else "L"
    dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
    line = (
        f'<path d="M{start[0]:g},{start[1]:g} {curve}{neck[0]:.1f},{neck[1]:.1f}" fill="none" '
        f'stroke="{style.colour}" stroke-width="{style.width if width is None else width:g}"{dash}/>'
    )
    left = f"{neck[0] - side * dy:.1f},{neck[1] + side * dx:.1f}"
    right = f"{neck[0] + side * dy:.1f},{neck[1] - side * dx:.1f}"
    return line + (f'<polygon points="{x1:g},{y1:g} {left} {right}" fill="{style.colour}"/>' if head else "")


def per_edge(name: str, values: Sequence[Any] | None, edges: int) -> list[Any]:
    """One value for each edge, None where nothing was passed; ValueError for a wrong number.

    >>> per_edge("notes", ["a", "b"], 6)
    Traceback (most recent call last):
    ValueError: notes needs one entry for each of the 6 edges in string order, got 2.
    """
    if values is None:
        return [None] * edges
    if len(values) != edges:
        raise ValueError(f"{name} needs one entry for each of the {edges} edges in string order, got {len(values)}.")
    return list(values)


def in_words(source: str, target: str, op: str, note: str | None) -> str:
    """Say one edge.

    >>> in_words("0", "1", "skip_connect", "12 new")
    '0 to 1: skip (12 new)'
    """
    return f"{source} to {target}: {STYLES[op].words}" + (f" ({note})" if note else "")
