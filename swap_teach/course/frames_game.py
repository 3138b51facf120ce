"""The pictures of lesson 00's game: a pair of cells before the choice, and the scoreboard after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from swap_teach.course.pairs import Pair, Side
from swap_teach.figures import BLUE, VERMILION, Picture, number, panels, style
from swap_teach.spaces import get_space
from swap_teach.spaces.drawing import STYLES, Drawing, Point, arrow, document, in_words, node, text

CELL_WIDTH, HEIGHT = 430, 250  # pixels
PLACES = ((30.0, 167.0), (158.0, 112.0), (272.0, 222.0), (400.0, 167.0))
OVER_THE_TOP = (215.0, -105.0)
# Beside the line, where it is short; on it for 1->2 and 0->3, the third and fourth edge.
WORDS = ((122.0, 157.0), (124.0, 217.0), (236.0, 181.0), (215.0, 23.0), (290.0, 118.0), (354.0, 223.0))
ON_THE_LINE = (2, 3)
SIDES: dict[Side, str] = {"L": "left", "R": "right", "?": "neither"}
MARKS = {1.0: "✓", 0.5: "½", 0.0: "✗"}
OUTCOMES = {1.0: "correct", 0.5: "tie", 0.0: "wrong"}


def pair_of_cells(pair: Pair, place: int) -> Drawing:
    """Draw the two cells of a pair side by side; no accuracy, size or score is told. Used in lesson 00.

    >>> from swap_teach.course.pairs import game_pairs
    >>> print(pair_of_cells(game_pairs()[0], 1).description[:14])
    Pair 1. Left:
    """
    space, shapes, told = get_space("nb201"), [], []
    for x, head, cell in ((0, "Left", pair.left), (CELL_WIDTH + 30, "Right", pair.right)):
        edges = space.parse(cell.arch).edges
        head_text = text((52, 16), f"Pair {place}: {head.lower()}", 15)
        shapes.append(f'<g transform="translate({x} 0)">{_small_cell(edges)}{head_text}</g>')
        told.append(f"{head}: {'; '.join(in_words(str(i), str(j), op, None) for i, j, op in edges)}.")
    return document(f"Pair {place}", " ".join(told), 2 * CELL_WIDTH + 30, HEIGHT, shapes)


def _small_cell(edges: Sequence[tuple[int, int, str]]) -> str:
    lines, words = [], []
    for (i, j, op), at in zip(edges, WORDS, strict=True):
        bend = OVER_THE_TOP if (i, j) == (0, 3) else None
        lines.append(arrow(_rim(i, bend or PLACES[j]), _rim(j, bend or PLACES[i]), op, None, bend))
        words.append(text(at, STYLES[op].words, 13))
    nodes = [node(at, str(k), 34) for k, at in enumerate(PLACES)]
    beside = [word for k, word in enumerate(words) if k not in ON_THE_LINE]
    return "".join(beside + lines + nodes + [words[k] for k in ON_THE_LINE])  # a word's halo hides what is below it


def _rim(k: int, towards: Point) -> Point:
    """Give the point just outside node k in the direction of another point."""
    (x, y) = PLACES[k]
    dx, dy = towards[0] - x, towards[1] - y
    length = (dx * dx + dy * dy) ** 0.5
    return x + 21 * dx / length, y + 21 * dy / length


def scoreboard(pairs: Sequence[Pair], players: Mapping[str, Sequence[Side]]) -> Picture:
    """Picture of the finished game: both cells of each pair at their accuracy, and a strip of ticks for each player.

    The first player is the learner, whose choices are filled. Used in lesson 00.
    """
    choices = next(iter(players.values()))
    strips = {
        name: [pair.points(side) for pair, side in zip(pairs, sides, strict=True)] for name, sides in players.items()
    }
    figure, [truth, ticks] = panels(2, width=7.5, height=0.34 * len(pairs) + 1.3, width_ratios=(3, 1.5), sharey=True)
    rows = range(1, len(pairs) + 1)
    with style():
        for row, pair, choice in zip(rows, pairs, choices, strict=True):
            truth.plot([pair.left.accuracy, pair.right.accuracy], [row, row], color="0.7", zorder=1)
            for side, marker, cell in (("L", "<", pair.left), ("R", ">", pair.right)):
                face = BLUE if side == choice else "white"
                truth.scatter(cell.accuracy, row, s=60, marker=marker, facecolor=face, edgecolor="black", zorder=2)
        truth.set_xscale("function", functions=(_stretch, _shrink))  # most cells are close together near the top
        truth.set(xlabel="test accuracy after training (%), stretched near the top", xticks=(10, 50, 70, 80, 85, 90))
        truth.set(ylabel="pair", yticks=rows, ylim=(len(pairs) + 0.6, 0.4))
        truth.set_title("◁ left cell, ▷ right cell, filled: your choice")
        for column, points in enumerate(strips.values()):
            for row, point in zip(rows, points, strict=True):
                colour = {1.0: BLUE, 0.0: VERMILION}.get(point, "black")
                ticks.text(column, row, MARKS[point], ha="center", va="center", fontsize=13, color=colour)
        names = [f"{name}\n{number(sum(points))}" for name, points in strips.items()]
        ticks.set(xticks=range(len(names)), xlim=(-0.6, len(names) - 0.4), title="✓ correct  ✗ wrong  ½ tie")
        ticks.set_xticklabels(names)
        ticks.tick_params(length=0)
        ticks.spines[:].set_visible(False)
    return Picture(figure, _in_words(pairs, choices, strips))


def _stretch(percent: Any) -> Any:
    """Give a percentage its place on the axis: the logarithm of what is missing to 100, never less than a tenth."""
    return -np.log10(np.maximum(100 - np.asarray(percent), 0.1))


def _shrink(place: Any) -> Any:
    return 100 - 10 ** -np.asarray(place)


def _in_words(pairs: Sequence[Pair], choices: Sequence[Side], strips: Mapping[str, Sequence[float]]) -> str:
    told = []
    for k, (pair, choice) in enumerate(zip(pairs, choices, strict=True), 1):
        outcome = ", ".join(f"{name} {OUTCOMES[points[k - 1]]}" for name, points in strips.items())
        left, right = f"{pair.left.accuracy:.1f}", f"{pair.right.accuracy:.1f}"
        told.append(f"Pair {k}: left {left} %, right {right} %, you took {SIDES[choice]}; {outcome}.")
    totals = ", ".join(f"{name} {number(sum(points))}" for name, points in strips.items())
    total = f"Correct, ties counted half: {totals}."
    return f"{len(pairs)} pairs, both accuracies and who was correct. {' '.join(told)} {total}"
