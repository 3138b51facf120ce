"""Lesson A3's pictures: their figures are the data's, and their words follow."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach.course import frames_A3
from swap_teach.course.exercises.lessonA3 import overall_speedup


@pytest.mark.parametrize("side", [1, 2, 8, 64])
def test_the_last_step_is_the_transpose(side: int) -> None:
    bits = np.random.default_rng(side).random((side, side)) < 0.5
    steps = frames_A3.transpose_steps(bits)
    assert len(steps) == side.bit_length()
    assert np.array_equal(steps[-1], bits.T)
    assert np.array_equal(steps[0], bits)


def test_the_first_step_swaps_the_off_diagonal_quarters() -> None:
    bits = np.zeros((4, 4), bool)
    bits[0, 2] = bits[3, 1] = bits[1, 1] = True
    assert np.argwhere(frames_A3.transpose_steps(bits)[1]).tolist() == [[1, 1], [1, 3], [2, 0]]


def test_turning_draws_a_panel_for_each_step() -> None:
    picture = frames_A3.turning(np.eye(8) > 0)
    assert len(picture.figure.axes) == 4
    assert picture.description.endswith("bits that change: 0, 0, 0. The last is the first transposed.")


def test_bars_are_as_long_as_their_parts() -> None:
    picture = frames_A3.where_it_goes({"slow": {"forward": 50, "count": 450}, "quick": {"forward": 50, "count": 5}})
    widths = [patch.get_width() for patch in picture.figure.axes[0].patches]
    assert widths == [50, 450, 50, 5]
    assert "slow: forward 50, count 450, in all 500" in picture.description


def test_the_curve_is_the_exercise_s_law() -> None:
    (line,) = frames_A3.speedups([0.9]).figure.axes[0].lines
    factors, whole = line.get_data()
    assert whole == pytest.approx([overall_speedup([9, 1], [factor, 1]) for factor in factors], abs=0.005)
