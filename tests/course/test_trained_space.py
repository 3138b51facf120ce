from __future__ import annotations

import numpy as np
import pytest

from swap_teach import get_space, search
from swap_teach.course.trained_space import TrainedSpace
from swap_teach.searching import ALGORITHMS

ARCHS = [str(cell) for cell in get_space("nb201")][7::97]
SPACE = TrainedSpace.of(ARCHS, near=10)


def apart(one, other):
    return sum(a != b for a, b in zip(one.ops, other.ops, strict=True))


def test_neighbours_are_the_nearest_and_never_the_cell_itself():
    for cell in SPACE.cells[:20]:
        near = SPACE.neighbours(cell)
        assert len(set(near)) == 10
        assert cell not in near
        farthest = max(apart(cell, other) for other in near)
        others = [other for other in SPACE.cells if other not in near and other != cell]
        assert all(apart(cell, other) >= farthest for other in others)


def test_mutants_are_neighbours_and_all_of_them_come():
    rng, cell = np.random.default_rng(0), SPACE.cells[5]
    assert {SPACE.mutate(cell, rng) for _ in range(300)} == set(SPACE.neighbours(cell))


def test_a_crossover_is_a_trained_cell_and_of_a_cell_with_itself_that_cell():
    rng, (one, other) = np.random.default_rng(0), SPACE.cells[3:5]
    assert all(SPACE.crossover(one, other, rng) in SPACE.cells for _ in range(20))
    assert SPACE.crossover(one, one, rng) == one


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_search_stays_among_the_trained_cells(algorithm):
    history = search(SPACE, lambda cells: [float(len(str(c))) for c in cells], algorithm, budget=80).history
    assert set(history.arch) <= set(ARCHS)
    assert len(history) == 80


def test_too_few_cells_or_one_twice_are_refused():
    with pytest.raises(ValueError, match=r"needs 24 others as neighbours.*got 3 cells, 2 different ones"):
        TrainedSpace.of([ARCHS[0], ARCHS[1], ARCHS[0]])
