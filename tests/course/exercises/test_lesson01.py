"""Lesson 01's references against SciPy and the package, for any columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import kendalltau, spearmanr

from swap_teach import ranking
from swap_teach.course.exercises.lesson01 import pairs_right, rank_correlation, top_k_regret

columns = st.integers(3, 15).flatmap(
    lambda n: st.tuples(st.lists(st.integers(0, 5), min_size=n, max_size=n), st.permutations(range(n)))
)


@given(columns)
def test_the_rank_correlation_is_scipys_ties_included(pair: tuple[list[int], list[int]]) -> None:
    score, accuracy = pair
    assume(len(set(score)) > 1)
    assert rank_correlation(list(map(float, score)), list(map(float, accuracy))) == pytest.approx(
        spearmanr(score, accuracy)[0], abs=1e-12
    )


@given(columns)
def test_without_ties_the_share_of_pairs_is_half_of_one_plus_tau(pair: tuple[list[int], list[int]]) -> None:
    _, accuracy = pair
    score = np.random.default_rng(0).permutation(len(accuracy)).tolist()
    assert pairs_right(score, list(accuracy)) == pytest.approx((1 + kendalltau(score, accuracy)[0]) / 2)


@given(columns)
def test_right_and_turned_round_and_tied_make_all_pairs(pair: tuple[list[int], list[int]]) -> None:
    score, accuracy = pair
    n = len(score)
    tied = sum(score[i] == score[j] for i in range(n) for j in range(i)) / (n * (n - 1) / 2)
    turned = pairs_right([-value for value in score], list(accuracy))
    assert pairs_right(list(score), list(accuracy)) + turned + tied == pytest.approx(1)


@given(columns, st.data())
def test_the_regret_is_the_packages_where_nothing_ties(pair: tuple[list[int], list[int]], data: st.DataObject) -> None:
    _, accuracy = pair
    score = data.draw(st.permutations(range(len(accuracy))))
    k = data.draw(st.integers(1, len(accuracy)))
    assert top_k_regret(list(score), list(accuracy), k) == pytest.approx(ranking.top_k_regret(score, accuracy, k))
