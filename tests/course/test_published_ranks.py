"""Others' correlations: every metric is one of the register, and every benchmark one of ours."""

from __future__ import annotations

from swap_teach import list_metrics, list_spaces
from swap_teach.course.published_ranks import suite_zero


def test_names_are_ours_and_figures_are_correlations() -> None:
    table = suite_zero()
    benchmarks, _, metrics = (set(level) for level in table.index.levels)
    assert benchmarks <= set(list_spaces())
    assert metrics <= set(list_metrics().index)
    assert table.abs().max() < 1
    assert ("nb101", "cifar10", "epe_nas") not in table.index
