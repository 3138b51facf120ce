"""Lesson A2's pictures: their marks are the data's, and their words follow."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from swap_teach.course import frames_A2


def test_bars_are_what_each_layer_adds() -> None:
    picture = frames_A2.layer_by_layer([("a", 2.0, True), ("b", -0.5, True), ("head", -1.25, False)])
    heights = sorted(patch.get_height() for patch in picture.figure.axes[0].patches)
    assert heights == [-1.25, -0.5, 2.0]
    assert "2 layers, in all 1.5, 1 not above 0. The others: head -1.2. Sum 0.25" in picture.description


@pytest.mark.parametrize(("other", "share"), [(np.arange(50), 0), (-np.arange(50), 50)])
def test_ranks_that_agree_lie_on_the_diagonal(other: np.ndarray, share: int) -> None:
    picture = frames_A2.ranks_beside(np.arange(50) ** 3, other, "one", "other", "rho")
    x, y = picture.figure.axes[0].collections[0].get_offsets().T
    assert sorted(x) == sorted(y) == list(range(1, 51))
    assert f"at most {share} % of all places" in picture.description


def test_cards_are_drawn_best_first_with_their_kin() -> None:
    ranks = pd.DataFrame(
        {"spearman": [0.2, 0.7], "low": [0.1, 0.6], "high": [0.3, 0.8], "n": [9, 10], "params_spearman": [0.5, 0.5]},
        index=["a", "b"],
    )
    picture = frames_A2.all_cards(ranks, {"a": {"b": -0.4}, "b": {"a": -0.4}})
    assert picture.description.endswith(
        "n = 9 to 10, and nearest kin in brackets: b +0.70 (a -0.40); a +0.20 (b -0.40)."
    )
    assert [text.get_text() for text in picture.figure.axes[0].get_yticklabels()] == ["b", "a"]
