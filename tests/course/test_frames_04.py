"""Lesson 04's pictures: what they count, and that their words follow the data."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from swap_teach import capture, get_space
from swap_teach.course import example, frames_04
from swap_teach.course.new_patterns import new_patterns
from swap_teach.swap import RepeatedScore, SwapScore

BATCH = np.random.default_rng(0).normal(size=(14, 3, 8, 8)).astype("float32")
SPACE = get_space("nb201")


def network(text: str) -> nn.Module:
    generator = torch.Generator().manual_seed(0)
    return SPACE.build(SPACE.parse(text), network="small", generator=generator).double()


def test_the_drawn_cell_says_units_and_new_patterns_edge_by_edge() -> None:
    cell = SPACE.parse(example.CELL)
    heard = capture(network(example.CELL), BATCH)
    table, drawing = new_patterns(heard), frames_04.cell_account(cell, heard)
    assert f"0 to 1: conv 3×3 ({table.units['edge 0->1']:,} units, {table.new['edge 0->1']:,} new)" in str(drawing)
    assert "0 to 2: conv 1×1" in str(drawing)
    assert drawing.description.count(", 0 new)") == 1
    assert drawing.description.count("no units") == 3


@given(st.integers(-20, 20), st.integers(-20, 20))
@settings(max_examples=8, deadline=None)
def test_the_example_s_bits_are_those_of_pytorch_s_batchnorm(x: int, y: int) -> None:
    newcomer = (x + 0.3, y + 0.3)  # so that no value lies exactly at a mean, where rounding decides
    picture = frames_04.batchnorm_example(newcomer)
    points = torch.tensor([*example.SAMPLES[:3], newcomer], dtype=torch.float64)
    weights, biases = (torch.tensor(values, dtype=torch.float64) for values in (example.WEIGHTS, example.BIASES))
    bits = (nn.BatchNorm1d(6, dtype=torch.float64)(points @ weights.T + biases) > 0).int()
    rows = ["".join(map(str, row)) for row in bits[:3].tolist()]
    assert f"in place of D: A {rows[0]}; B {rows[1]}; C {rows[2]}." in picture.description


def test_the_example_changes_images_that_nobody_touched_and_only_by_a_newcomer() -> None:
    assert "7 bits of A, B and C change (framed), in 4 of 6 units: u1, u2, u5, u6." in (
        frames_04.batchnorm_example((10, 10)).description
    )
    same = frames_04.batchnorm_example(example.SAMPLES[-1]).description
    assert same.endswith("0 bits of A, B and C change (framed), in 0 of 6 units: none.")


def test_one_channel_tells_how_often_neighbours_agree() -> None:
    halves = np.zeros((2, 4, 4), bool)
    halves[:, :, 2:] = True
    board = np.indices((4, 4)).sum(axis=0)[None] % 2 == 1
    image = np.zeros((4, 4, 3), np.uint8)
    picture = frames_04.one_channel({"halves": (image, halves), "board": (image, board)})
    assert (
        "halves: 8 units are on for the first image, neighbours agree in 83% of cases, 2 distinct patterns over 2"
        in (picture.description)
    )
    assert "board: 8 units are on for the first image, neighbours agree in 0% of cases" in picture.description
    assert len(picture.figure.axes) == 4


def test_coupling_tells_extremes_and_direction() -> None:
    picture = frames_04.coupling([1, 2, 4], [0.1, 0.4, 0.7], [0, 0, 0], [0.2, 0.8])
    assert "Train mode: 10% to 70% of all units, mean 40%" in picture.description
    assert "(rank correlation 1.00). Eval mode: 0% at most." in picture.description
    assert "20% at the first ReLU, 80% at the last of 2." in picture.description
    assert picture.png().startswith(b"\x89PNG")


def test_scale_tells_each_kind_and_each_factor_and_no_negative_zero() -> None:
    picture = frames_04.scale({"stem": -0.0001, "shortcut": -0.099}, [1, 10], [500, 450], [520, 520])
    assert "stem 0.0 %, shortcut -9.9 %" in picture.description
    assert (
        "All layers times 1, 10: the score is 500, 450; with BatchNorm on the shortcut 520, 520." in picture.description
    )


def test_scores_are_told_from_the_highest_with_error_and_size() -> None:
    def repeated(*counts: int) -> RepeatedScore:
        return RepeatedScore(tuple(SwapScore(count, 9000, 16) for count in counts))

    picture = frames_04.scores_with_errors(
        {"toys": {"low": (repeated(100, 110), 7), "high": (repeated(200, 204), 1234)}}
    )
    assert picture.description.endswith(
        "toys, from the highest: high 202 ± 2 (1,234 parameters); low 105 ± 5 (7 parameters)."
    )
    [axes] = picture.figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["low\n7 parameters", "high\n1,234 parameters"]
