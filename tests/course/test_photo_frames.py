"""Lesson 02's pictures of photographs and of counts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from swap_teach.course.photo_frames import counts_by_size, photo_sheet, told_apart


@given(st.lists(st.integers(1, 16), min_size=1, max_size=15))
def test_pairs_told_apart_are_those_that_do_not_tie(counts: list[int]) -> None:
    ties = sum(counts.count(value) * (counts.count(value) - 1) // 2 for value in set(counts))
    assert told_apart(counts) + ties == len(counts) * (len(counts) - 1) // 2


def test_the_words_follow_the_counts() -> None:
    told = counts_by_size({1: (1, 2, 2), 32: (8, 8, 8)}, 8).description
    assert "1 px: 1 to 2, 2 of 3 pairs" in told
    assert "32 px: all 8, 0 of 3 pairs" in told


def test_a_sheet_has_a_frame_for_each_photograph() -> None:
    picture = photo_sheet(np.zeros((9, 4, 4, 3), np.uint8), ["cat"] * 8 + ["rocket"])
    assert len(picture.figure.axes) == 9
    assert picture.description == "9 photographs of 4 x 4 pixels: 8 cat, 1 rocket."
