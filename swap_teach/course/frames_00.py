"""The picture of lesson 00: a cell, and below it the network in which it is repeated."""

from __future__ import annotations

from swap_teach.spaces.cell_drawings import draw_nb201
from swap_teach.spaces.drawing import Drawing, Point, arrow, document, node, text
from swap_teach.spaces.nb201 import NETWORKS, Genotype

STAGES = 3
CELL_HEIGHT, ROW = 330, 440  # pixels: the height of the cell's drawing, the middle of the network's row below it
FIRST, BOX, GAP = 176.0, 22, 88  # pixels: where the first square begins, a square's side, the room between stages


def cell_and_network(genotype: Genotype, size: int = 32, classes: int = 10) -> Drawing:
    """Draw a cell, and the benchmark's network as a row: stem, three stages of equal cells, classifier.

    size is the side of the input image in pixels; from stage to stage it halves and the channels double.
    Used in lesson 00.

    >>> from swap_teach.spaces import get_space
    >>> cell = get_space("nb201").parse("|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|")
    >>> print(cell_and_network(cell).description.split(". ")[-1])
    15 squares, one cell: the same operations in each, every time with weights of its own.
    """
    channels, cells = NETWORKS["benchmark"]
    cell = draw_nb201(genotype.edges)
    shapes = [cell.svg.replace("<svg ", f'<svg height="{CELL_HEIGHT}" ', 1), *_zoom_into_the_first_square()]
    shapes += [node((44, ROW), "image", 68), node((126, ROW), "stem", 60), _link(78, 96), _link(156, FIRST)]
    told = [f"image of {size} × {size}", "stem"]
    x = FIRST
    for stage in range(STAGES):
        if stage:
            shapes += [_link(x - GAP, x - 70), node((x - 46, ROW), "halve", 48), _link(x - 22, x)]
            told.append("a block that halves the image and doubles the channels")
        width, side = f"{channels * 2**stage} channels", f"{size // 2**stage} × {size // 2**stage}"
        middle = x + cells * BOX / 2
        shapes += [_square(x + k * BOX) for k in range(cells)]
        shapes += [text((middle, ROW + y), words) for y, words in ((-28, f"{cells} cells"), (28, width), (48, side))]
        told.append(f"{cells} cells with {width} at {side}")
        x += cells * BOX + GAP
    end = x - GAP
    shapes += [_link(end, end + 18), node((end + 66, ROW), "classifier", 96)]
    shapes.append(text((end + 66, ROW + 28), f"{classes} classes"))
    return document(
        "A cell, and the network it is repeated in",
        f"Above, the cell. {cell.description.split('. ', 1)[1]} Below, the network from left to right: "
        f"{'; '.join(told)}; classifier for {classes} classes. "
        f"{STAGES * cells} squares, one cell: the same operations in each, every time with weights of its own.",
        800,
        ROW + 66,
        shapes,
    )


def _square(x: float) -> str:
    y = ROW - BOX / 2
    return f'<rect x="{x:g}" y="{y:g}" width="{BOX}" height="{BOX}" fill="#CFE3F2" stroke="black" stroke-width="1.5"/>'


def _link(x0: float, x1: float) -> str:
    return arrow((x0, ROW), (x1, ROW), "skip_connect", None)


def _zoom_into_the_first_square() -> list[str]:
    """Dotted lines from the first square up to both ends of the cell's drawing: this square is that drawing."""
    top, (left, right) = ROW - BOX / 2, (20, 780)
    ends: list[tuple[Point, Point]] = [
        ((FIRST, top), (left, CELL_HEIGHT)),
        ((left, CELL_HEIGHT), (right, CELL_HEIGHT)),
        ((right, CELL_HEIGHT), (FIRST + BOX, top)),
    ]
    dots = 'stroke="#767676" stroke-width="1.5" stroke-dasharray="3 4"'
    return [f'<path d="M{x0:g},{y0:g} L{x1:g},{y1:g}" {dots}/>' for (x0, y0), (x1, y1) in ends]
