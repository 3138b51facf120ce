"""Lesson 09's exercises: right answers written in other ways pass, each misconception has its own message."""

from __future__ import annotations

import numpy as np
import pytest

from swap_teach.course.exercises.grading import CORRECT, NOT_ATTEMPTED, NOT_YET, grade
from swap_teach.course.exercises.lesson09 import EXERCISES
from swap_teach.spaces.nb201 import NB201, OPERATIONS, Genotype

WRONG = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.misconceptions]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_the_solution_passes_and_the_stub_is_not_attempted(exercise):
    assert grade(exercise, exercise.reference).head == CORRECT
    namespace = {"np": np}
    exec(exercise.stub, namespace)
    assert grade(exercise, namespace[exercise.function]).head == NOT_ATTEMPTED


@pytest.mark.parametrize(("exercise", "wrong"), WRONG, ids=lambda item: getattr(item, "id", None) or item.name)
def test_a_misconception_gets_its_own_message(exercise, wrong):
    message = grade(exercise, wrong.wrong)
    assert (message.head, message.text) == (NOT_YET, wrong.message)


def test_the_spaces_own_mutation_passes():
    def by_space(parent, rng):
        cell = Genotype(tuple(OPERATIONS[op] for op in [*parent, 0, 0, 0, 0, 0, 0][:6]))
        while True:
            child = [OPERATIONS.index(op) for op in NB201().mutate(cell, rng).ops]
            if child[: len(parent)] != parent:
                return child[: len(parent)]

    assert grade(EXERCISES[0], by_space).head == CORRECT


def test_the_spaces_own_crossover_passes_for_parents_drawn_by_a_permutation():
    def by_space(cells, scores, sample, rng):
        drawn = rng.permutation(len(cells))[:sample].tolist()
        best, second = sorted(drawn, key=scores.__getitem__)[-2:]
        parents = [Genotype(tuple(OPERATIONS[op] for op in cells[k])) for k in (best, second)]
        return np.array([OPERATIONS.index(op) for op in NB201().crossover(*parents, rng).ops])

    assert grade(EXERCISES[1], by_space).head == CORRECT
