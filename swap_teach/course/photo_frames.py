"""Lesson 02's pictures of photographs, and of how many networks a count of rows tells apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from swap_teach.figures import BLUE, Picture, panels, style

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def told_apart(counts: Sequence[int]) -> int:
    """Count the pairs of networks whose counts differ. Used in lessons 02 and 03.

    >>> told_apart([3, 5, 5]), told_apart([16, 16, 16])
    (2, 0)
    """
    return sum(one != other for one, other in combinations(counts, 2))


def photo_sheet(pixels: ArrayLike, names: Sequence[str]) -> Picture:
    """Draw N photographs (N x height x width x 3, uint8) in rows of eight, each under its name.

    >>> photo_sheet(np.zeros((2, 4, 4, 3), np.uint8), ["cat", "cat"]).description
    '2 photographs of 4 x 4 pixels: 2 cat.'
    """
    images = np.asarray(pixels)
    rows = -(-len(images) // 8)
    figure, _ = panels(width=7.5, height=1.15 * rows)
    figure.clear()
    with style():
        for place, (image, name) in enumerate(zip(images, names, strict=True), 1):
            axis = figure.add_subplot(rows, 8, place)
            axis.imshow(image, interpolation="nearest")
            axis.set_title(name, fontsize=8)
            axis.axis("off")
    kinds = ", ".join(f"{count} {name}" for name, count in Counter(names).items())
    return Picture(figure, f"{len(images)} photographs of {images.shape[1]} x {images.shape[2]} pixels: {kinds}.")


def counts_by_size(counts: Mapping[int, Sequence[int]], samples: int) -> Picture:
    """Draw, for each input size, how many networks have which number of distinct rows: a disc with their number.

    Below each size stands how many pairs of networks the count tells apart.

    >>> counts_by_size({1: (3, 5, 5), 32: (16, 16, 16)}, 16).description
    'Distinct rows of 16 photographs in 3 networks. 1 px: 3 to 5, 2 of 3 pairs of networks told apart; \
32 px: all 16, 0 of 3 pairs of networks told apart.'
    """
    figure, [axes] = panels(height=4.4)
    networks = len(next(iter(counts.values())))
    pairs = networks * (networks - 1) // 2
    told, marks = [], []
    with style():
        axes.axhline(samples, color="0.6", linestyle=":", linewidth=1)
        for place, (size, found) in enumerate(counts.items()):
            for count, many in Counter(found).items():
                axes.plot(place, count, "o", color=BLUE, markersize=13)
                axes.annotate(f"{many}", (place, count), color="white", ha="center", va="center", fontsize=9)
            marks.append(f"{size} x {size} px\n{told_apart(found)} of {pairs}\npairs told\napart")
            span = f"{min(found)} to {max(found)}" if min(found) < max(found) else f"all {min(found)}"
            told.append(f"{size} px: {span}, {told_apart(found)} of {pairs} pairs of networks told apart")
        axes.set_xticks(range(len(counts)), marks)
        axes.set(ylim=(0, samples * 1.15), xlim=(-0.5, len(counts) - 0.5), yticks=range(0, samples + 1, 4))
        axes.set(ylabel=f"distinct rows of {samples} photographs")
        axes.set_title("Each disc: how many networks have this number of distinct rows")
    return Picture(figure, f"Distinct rows of {samples} photographs in {networks} networks. {'; '.join(told)}.")
