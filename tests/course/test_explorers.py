"""Explorers: the picture follows its controls, which a keyboard reaches, and nothing is printed."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach.course import example
from swap_teach.course.exercises.lesson02 import distinct_rows
from swap_teach.course.explorers import build, explore
from swap_teach.course.frames_02 import TWELVE, TWELVE_NAMES, plane_with_a_moved_sample
from swap_teach.course.frames_03 import weight_plane, width_and_depth


def test_the_picture_and_its_words_follow_the_controls(capsys: pytest.CaptureFixture[str]) -> None:
    board = build(weight_plane, {"units": [3, 100, 1000]})
    [dial], view = board.children[0].children, board.children[1]
    assert "100 random units" in view.value
    dial.value = 3
    assert "3 random units fill 3 of them" in view.value
    assert 'alt="Left: 5 samples' in view.value
    assert capsys.readouterr().out == ""


def test_a_slider_has_a_number_box_that_moves_with_it() -> None:
    board = build(width_and_depth, {"units": [10, 1000], "layers": (1, 4, 1)})
    slider, box = board.children[0].children[1].children
    box.value = 3
    assert slider.value == 3
    assert "in layer 3" in board.children[1].value
    assert not slider.continuous_update


def test_names_make_a_list_and_each_sample_can_be_moved() -> None:
    board = build(plane_with_a_moved_sample, {"sample": list("ABC"), "x1": (-4.8, 4.8, 0.2), "x2": (-4.8, 4.8, 0.2)})
    sample, x1, _ = board.children[0].children
    before = board.children[1].value
    sample.value = "B"
    x1.children[1].value = 4.0
    assert board.children[1].value != before
    assert "B is at (4, 1)." in board.children[1].value


def test_the_number_box_rounds_what_the_slider_s_steps_add_up_to() -> None:
    board = build(plane_with_a_moved_sample, {"x1": (-4.8, 4.8, 0.2)})
    slider, box = board.children[0].children[0].children
    slider.value = 0.1 + 0.2
    assert box.value == 0.3


def test_no_control_is_a_list_whose_keys_jupyterlab_would_take() -> None:
    board = build(plane_with_a_moved_sample, {"sample": list("ABC")})
    [sample] = board.children[0].children
    assert "Slider" in type(sample).__name__


def test_lesson_02s_riddle_has_its_answer() -> None:
    """A sample with a row of its own can't raise the count; one that shares its row can."""
    places = [(x1 / 2, x2 / 2) for x1 in range(-9, 10) for x2 in range(-9, 10)]

    def most(sample: str) -> int:
        counts = []
        for place in places:
            there = np.array(list((dict(zip(TWELVE_NAMES, TWELVE, strict=True)) | {sample: place}).values()))
            counts.append(distinct_rows(there @ np.array(example.WEIGHTS).T + np.array(example.BIASES) > 0))
        return max(counts)

    assert (most("A"), most("B")) == (6, 7)


def test_an_unknown_control_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="weight_plane has no parameter 'width' with a default; it has points, units"):
        build(weight_plane, {"width": [1, 2]})


def test_outside_a_notebook_a_line_of_text_stands_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    explore(width_and_depth, layers=(1, 4, 1))
    assert capsys.readouterr().out == "In JupyterLab this picture has controls here: layers.\n"
