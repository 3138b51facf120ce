"""Lesson 08's pictures: their words follow the table."""

from __future__ import annotations

import pandas as pd

from swap_teach.course import frames_08

TABLE = pd.DataFrame(
    {
        "metric": ["params", "dear", "lucky"],
        "spearman": [0.7, 0.8, 0.1],
        "spearman_low": [0.6, 0.7, 0.0],
        "spearman_high": [0.8, 0.9, 0.2],
        "params_spearman": 0.7,
        "units_spearman": 0.5,
        "n": [50, 50, 49],
        "milliseconds": [0.0, 900.0, 20.0],
        "regret": [1.0, 2.0, 0.0],
    }
)


def test_ranks_are_told_from_the_best_with_both_lines() -> None:
    told = frames_08.ranks(TABLE).description
    assert told.index("dear 0.80 [0.70, 0.90]") < told.index("params 0.70") < told.index("lucky 0.10")
    assert told.endswith("Lines: #params 0.70, V 0.50.")


def test_the_best_ranking_and_the_best_pick_are_told_apart() -> None:
    told = frames_08.cost_and_pick(TABLE, ["dear"]).description
    assert "params costs least, dear most" in told
    assert "dear ranks best (0.80) and its pick lacks 2 points; the best pick is lucky's (0 points, rho 0.10)" in told
    assert told.endswith("Rank correlation of the two: 1.0.")


def test_what_was_not_timed_is_left_out() -> None:
    told = frames_08.cost_and_pick(TABLE.assign(milliseconds=[0.0, None, 20.0])).description
    assert told.startswith("2 metrics (star: #params).")
