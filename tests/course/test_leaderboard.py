"""The leaderboard: looks are counted, halves don't share a function, and no accuracy reaches an entry."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from swap_teach.course.leaderboard import Leaderboard


@pytest.fixture
def cells() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    columns = {"swap": rng.normal(size=80), "group": np.arange(80) // 2}
    return pd.DataFrame(columns | {"val_acc": rng.normal(size=80), "test_acc": rng.normal(size=80), "val_acc_seed0": 0})


def test_an_entry_sees_scores_alone_and_half_of_the_cells(cells: pd.DataFrame) -> None:
    seen = []

    def entry(table: pd.DataFrame) -> pd.Series:
        seen.append(table)
        return table.swap

    board = Leaderboard(cells, cells.group)
    board.try_out(entry)
    board.report("mine", entry)
    assert [list(table) for table in seen] == [["swap", "group"]] * 2
    assert not set(seen[0].group) & set(seen[1].group)
    assert sum(map(len, seen)) == 80


def test_public_is_validation_and_report_is_test(cells: pd.DataFrame) -> None:
    groups: list[pd.Series] = []
    board = Leaderboard(cells, cells.group)
    found = board.try_out(lambda table: groups.append(table.group) or table.swap)  # type: ignore[func-returns-value]
    half = cells[cells.group.isin(groups[0])]
    assert found.value == pytest.approx(stats.spearmanr(half.swap, half.val_acc).statistic)
    rest = cells[~cells.group.isin(groups[0])]
    rho = stats.spearmanr(rest.swap, rest.test_acc).statistic
    assert f"mine: spearman {rho:.3f}" in board.report("mine", lambda table: table.swap)


def test_looks_are_counted_and_tries_aren_t(cells: pd.DataFrame) -> None:
    board = Leaderboard(cells, cells.group)
    for _ in range(5):
        board.try_out(lambda table: table.swap)
    assert board.looks == 0
    lines = [board.report("mine", lambda table: table.swap) for _ in range(2)]
    assert lines[1].startswith("Look 2 at the report half.")


def test_an_entry_that_isn_t_a_column_is_told_so(cells: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match=r"one number for each of the 40 cells, got an array of shape \(\)"):
        Leaderboard(cells, cells.group).try_out(lambda table: 1.0)
