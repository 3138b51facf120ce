"""Lesson 10's references against the space itself, and against the search that spends the budget."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from swap_teach import get_space
from swap_teach.course.exercises.grading import CORRECT, NOT_YET, grade
from swap_teach.course.exercises.lesson10 import EXERCISES, count_cells, cycles, forecast
from swap_teach.searching import search

WRONG = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.misconceptions]


@pytest.mark.parametrize(("nodes", "operations"), [(1, 1), (1, 3), (2, 2), (3, 1)])
def test_cells_are_counted_as_listing_them_does(nodes: int, operations: int) -> None:
    choices = [
        [(pair, ops) for pair in combinations(range(2 + node), 2) for ops in product(range(operations), repeat=2)]
        for node in range(nodes)
    ]
    assert count_cells(nodes, operations) == len(list(product(*choices)))


def test_pairs_of_cells_are_the_spaces_own_count() -> None:
    assert count_cells(4, 7) ** 2 == len(get_space("darts"))


def test_cycles_are_those_of_a_search() -> None:
    nb201 = get_space("nb201")
    history = search(nb201, lambda cells: [0.0] * len(cells), budget=50 + 4 * 3, progress=False).history
    assert cycles(50 + 4 * 3, 50, 4) == 3 <= history.cycle.max() - 1  # a cycle costs less where a child is known


def test_the_forecast_is_the_line_of_least_squares() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0.5, 2.5, 9), rng.uniform(1, 5, 9)
    slope = np.cov(x, y, ddof=0)[0, 1] / x.var()
    assert forecast(x, y, 1.7) == pytest.approx(y.mean() + slope * (1.7 - x.mean()))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_solution_passes(exercise) -> None:
    assert grade(exercise, exercise.reference).head == CORRECT


@pytest.mark.parametrize(("exercise", "wrong"), WRONG, ids=lambda item: getattr(item, "id", None) or item.name)
def test_a_misconception_gets_its_own_message(exercise, wrong) -> None:
    message = grade(exercise, wrong.wrong)
    assert (message.head, message.text) == (NOT_YET, wrong.message)
