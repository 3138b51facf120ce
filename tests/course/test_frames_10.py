"""Lesson 10's pictures: shared edges are counted as edges, bold is what half of the cells have, words follow."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from swap_teach.course import frames_10
from swap_teach.narrowed import OneCell
from swap_teach.spaces.drawing import STYLES

CELLS = [OneCell().sample(np.random.default_rng(k)).reduce for k in range(7)]
SKIPS = tuple(("skip_connect", source) for _ in range(4) for source in (0, 1))
OTHER = (*SKIPS[:6], ("sep_conv_3x3", 0), ("skip_connect", 2))


def test_an_edge_is_its_target_its_source_and_its_operation() -> None:
    assert frames_10.alike(SKIPS, SKIPS) == 8
    assert frames_10.alike(SKIPS, OTHER) == 6  # another operation on one, another source on one
    moved = (*SKIPS[:6], ("skip_connect", 1), ("skip_connect", 0))
    assert frames_10.alike(SKIPS, moved) == 8  # in any order
    assert frames_10.alike(SKIPS, tuple(("max_pool_3x3", source) for _, source in SKIPS)) == 0


def test_all_pairs_are_compared_once() -> None:
    expected = [frames_10.alike(a, b) for a, b in itertools.combinations(CELLS, 2)]
    assert frames_10.all_pairs(CELLS) == expected
    assert len(expected) == 21


def test_bold_is_what_at_least_half_of_the_cells_have() -> None:
    picture = frames_10.grid_of_cells([SKIPS, OTHER, CELLS[0]], ["a\n1 M", "b", "c"])
    assert "skip 0 to 5 (" not in picture.description  # in one of three
    assert "skip 1 to 2 (2)" in picture.description
    assert "a, 1 M: 8 skip, 6 bold; b: 7 skip, 1 sep 3, 6 bold" in picture.description
    panels = [axes for axes in picture.figure.axes if axes.get_title(loc="left")]
    assert len(panels) == 3
    widths = [text.arrow_patch.get_linewidth() for text in panels[0].texts if getattr(text, "arrow_patch", None)]
    assert widths == [2.6] * 6 + [1.0] * 2
    assert picture.png().startswith(b"\x89PNG")


def test_where_nothing_is_common_the_words_say_so() -> None:
    pools = tuple(("max_pool_3x3", source) for _, source in SKIPS)
    convolutions = tuple(("sep_conv_5x5", source) for _, source in SKIPS)
    told = frames_10.grid_of_cells([SKIPS, pools, convolutions], "abc").description
    assert "Bold: in at least half of them: none." in told


def test_every_operation_has_a_short_name() -> None:
    assert set(frames_10.SHORT) <= set(STYLES)
    assert len(set(frames_10.SHORT.values())) == 8


def test_shares_of_pairs_add_up() -> None:
    picture = frames_10.pairs_alike({"drawn": CELLS, "equal": [SKIPS, SKIPS]})
    drawn, equal = picture.figure.axes[0].lines
    assert sum(drawn.get_ydata()) == pytest.approx(100)
    assert list(equal.get_ydata()) == [0] * 8 + [100]
    assert f"drawn, 21 pairs: mean {np.mean(frames_10.all_pairs(CELLS)):.2f}" in picture.description
    assert "equal, 1 pairs: mean 8.00, 8 to 8" in picture.description


def test_halves_and_sizes_are_told_with_their_extremes() -> None:
    told = frames_10.halves({"f alone": ([1.5, 1.51], [5000, 6000])}, 1.5).description
    assert "mu = 1.5. f alone, 2 cells: Theta 1.5 to 1.51, SWAP-Score 5,000 to 6,000, mean 5,500." in told
    picture = frames_10.sizes_by_mu({0.9: [2.0, 3.0, 3.5], 1.2: [4.0]})
    assert "mu 0.9: median 3.00 M, 2.00 to 3.50, n = 3; mu 1.2: median 4.00 M" in picture.description
    [line] = picture.figure.axes[0].lines
    assert list(line.get_ydata()) == [3.0, 4.0]
