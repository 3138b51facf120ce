"""Cells of the course's own benchmark, each beside the network that was trained: a plan, and what was made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swap_teach.mini.digit_scenes import SIZE
from swap_teach.spaces.cell_drawings import draw_nb201
from swap_teach.spaces.drawing import Drawing, document, text
from swap_teach.spaces.nb201 import NB201, NETWORKS

if TYPE_CHECKING:
    import pandas as pd

ROW, CELL_WIDTH, CELL_HEIGHT = 296, 580, 239  # pixels: one architecture, and the drawing of its cell
POST, STEP, BOX = 636.0, 36, 24  # pixels: the network's column, the distance of its boxes, a box's side


def trained_cells(rows: pd.DataFrame) -> Drawing:
    """Draw rows of the course's own benchmark: each cell beside the network that was trained, one below the other.

    Below each stand its row in the table, its parameters and the test accuracy of each training. Used in lesson 01.
    """
    shapes, told = [], []
    for k, (label, row) in enumerate(rows.iterrows()):
        top = ROW * k
        cell = draw_nb201(NB201().parse(row["arch"]).edges)
        place = f'<svg x="0" y="{top}" height="{CELL_HEIGHT}" '
        shapes.append(cell.svg.replace("<svg ", place, 1).replace('width="800"', f'width="{CELL_WIDTH}"', 1))
        shapes += _column(top + 24.0)
        trained = ", ".join(f"{row[name]:.1f}" for name in row.index if str(name).startswith("test_acc_seed"))
        note = f"Row {label}: {row['params']:,} parameters; test accuracy of each training: {trained} %"
        shapes.append(text((CELL_WIDTH / 2, top + CELL_HEIGHT + 20), note))
        told.append(f"{note}. Its cell: {cell.description.split('. ', 2)[2]}")
    return document(
        "Cells, and beside each the network it makes",
        f"{' '.join(told)} Each network: stem; {'; halve; '.join(_stages())}; classifier.",
        800,
        ROW * len(rows),
        shapes,
    )


def _stages() -> list[str]:
    """Say the three stages of the benchmark's network: from one to the next the image halves, the channels double."""
    channels, _ = NETWORKS["small"]
    return [f"cell, {channels * 2**stage} channels, {SIZE // 2**stage} × {SIZE // 2**stage}" for stage in range(3)]


def _column(top: float) -> list[str]:
    """Draw the network as a column of boxes with words, and dots from its first cell to the cell's drawing."""
    first, second, third = _stages()
    shapes = []
    for k, word in enumerate(("stem", first, "halve", second, "halve", third, "classifier")):
        y = top + STEP * k
        colour = "#CFE3F2" if "cell" in word else "#F2F2F2"
        shapes.append(
            f'<rect x="{POST - BOX / 2:g}" y="{y - BOX / 2:g}" width="{BOX}" height="{BOX}" fill="{colour}" '
            f'stroke="black" stroke-width="1.5"/>'
            f'<text x="{POST + 20:g}" y="{y:g}" font-size="13" text-anchor="start" dominant-baseline="central">'
            f"{word}</text>"
        )
        if k:
            shapes.append(
                f'<path d="M{POST:g},{y - STEP + BOX / 2:g} V{y - BOX / 2:g}" stroke="black" stroke-width="1.5"/>'
            )
    dots = 'stroke="#767676" stroke-width="1.5" stroke-dasharray="3 4"'
    for y, end in ((top + STEP - BOX / 2, top - 20), (top + STEP + BOX / 2, top - 24 + CELL_HEIGHT)):
        shapes.append(f'<path d="M{POST - BOX / 2:g},{y:g} L{CELL_WIDTH},{end:g}" {dots}/>')
    return shapes
