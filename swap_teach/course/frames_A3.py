"""The pictures of lesson A3: where the time goes, what a quicker part buys, and a block of bits as it is turned."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swap_teach.figures import BLUE, SKY, VERMILION, Picture, draw_bits, lines, number, panels, style


def where_it_goes(ways: Mapping[str, Mapping[str, float]]) -> Picture:
    """Draw a bar for each way of scoring, cut into its parts (milliseconds).

    >>> where_it_goes({"textbook": {"forward": 60, "count": 540}, "ours": {"forward": 60, "count": 3}}).description
    'Milliseconds. textbook: forward 60, count 540, in all 600; ours: forward 60, count 3, in all 63.'
    """
    figure, [axes] = panels(width=7.5, height=0.9 + 0.6 * len(ways))
    told, named = [], set()
    with style():
        for place, (way, parts) in enumerate(ways.items()):
            left = 0.0
            for (colour, hatch), (part, milliseconds) in zip(_LOOKS, parts.items(), strict=False):
                label = None if part in named else part
                axes.barh(
                    place,
                    milliseconds,
                    left=left,
                    color=colour,
                    hatch=hatch,
                    edgecolor="white",
                    height=0.6,
                    label=label,
                )
                named.add(part)
                left += milliseconds
            inside = ", ".join(f"{part} {number(round(milliseconds))}" for part, milliseconds in parts.items())
            told.append(f"{way}: {inside}, in all {number(round(left))}")
        axes.set_yticks(range(len(ways)), list(ways))
        axes.invert_yaxis()
        axes.set_xlabel("milliseconds")
        axes.legend(loc="lower right")
    return Picture(figure, f"Milliseconds. {'; '.join(told)}.")


def speedups(shares: Sequence[float], most: int = 100) -> Picture:
    """Draw Amdahl's law: how many times quicker the whole is when a part, of these shares, becomes quicker."""
    factors = np.array([f for f in (1, 2, 5, 10, 20, 50, 100) if f <= most])
    curves = {f"{share:.0%} of the time": (factors, (1 / (1 - share + share / factors)).round(2)) for share in shares}
    return lines(curves, "times quicker, the part", "times quicker, the whole", log="xy")


def transpose_steps(bits: ArrayLike) -> list[NDArray[np.bool_]]:
    """Return a square block of bits, its side a power of two, before and after each step of its transposition.

    Each step swaps the off-diagonal quarters of all blocks, half as large as in the step before.

    >>> [step.astype(int).tolist() for step in transpose_steps([[0, 1], [0, 0]])]
    [[[0, 1], [0, 0]], [[0, 0], [1, 0]]]
    """
    block = np.array(bits, bool)
    steps, half = [block], len(block) // 2
    while half:
        cut = block.reshape(len(block) // (2 * half), 2, half, -1, 2, half)
        block = cut.copy()
        block[:, 0, :, :, 1], block[:, 1, :, :, 0] = cut[:, 1, :, :, 0], cut[:, 0, :, :, 1]
        block = block.reshape(steps[0].shape)
        steps.append(block)
        half //= 2
    return steps


def turning(bits: ArrayLike) -> Picture:
    """Draw a block of bits, a row for each unit, before and after each step of its transposition."""
    steps = transpose_steps(bits)
    side = len(steps[0])
    figure, axes = panels(len(steps), width=9.0, height=2.6)
    halves = [side >> k for k in range(1, len(steps))]
    for axis, step, name in zip(
        axes, steps, ["a row for each unit", *(f"{h} x {h} swapped" for h in halves)], strict=True
    ):
        draw_bits(axis, step, [""] * side, [""] * side)
        axis.set_title(name, fontsize=9)
    moved = [int((one != other).sum()) for one, other in itertools.pairwise(steps)]
    return Picture(
        figure,
        f"A block of {side} x {side} bits, transposed in {len(halves)} steps that swap quarters of "
        f"{', '.join(f'{h} x {h}' for h in halves)}; bits that change: {', '.join(map(str, moved))}. The last is the "
        f"first {'transposed' if (steps[-1] == steps[0].T).all() else 'in another order'}.",
    )


_LOOKS = ((BLUE, ""), (SKY, "//"), (VERMILION, ".."))
