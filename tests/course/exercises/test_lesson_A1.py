"""Lesson A1's reference solutions against the package, SciPy and the runner that makes the table."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import ttest_rel

from swap_teach.course.exercises.lessonA1 import errors_apart, rows_missing, table_reliability
from swap_teach.mini.reliability import reliability
from swap_teach.mini.runner import read_rows


@given(st.integers(3, 40), st.integers(2, 5), st.integers(0, 99))
def test_the_reliability_is_the_packages(cells: int, seeds: int, draw: int) -> None:
    rng = np.random.default_rng(draw)
    table = rng.normal(size=(cells, 1)) * 3 + rng.normal(size=(cells, seeds))
    assume(reliability(table).single > 0)  # the formula has a pole among the negative ones
    assert table_reliability(table) == pytest.approx(reliability(table).mean)


@given(st.integers(2, 12), st.integers(0, 99))
def test_standard_errors_apart_are_the_paired_t_of_scipy(seeds: int, draw: int) -> None:
    one, other = np.random.default_rng(draw).normal(85, 2, (2, seeds))
    assert errors_apart(one, other) == pytest.approx(ttest_rel(one, other).statistic)


def test_missing_rows_are_those_the_runner_does_not_read(tmp_path: Path) -> None:
    header, table = ["cell", "seed", "accuracy"], tmp_path / "runs.csv"
    text = "cell,seed,accuracy\n1,0,80.25\n0,1,83.90\n0,0,84.12\n"
    every = [(cell, seed) for cell in range(2) for seed in range(2)]
    for cut in range(len("cell,seed,accuracy\n"), len(text) + 1):
        table.write_text(text[:cut])
        read = {(int(row["cell"]), int(row["seed"])) for row in read_rows(table, header)}
        assert rows_missing(text[:cut], 2, 2) == [pair for pair in every if pair not in read]
