"""What must hold for every exercise of the course; a new object in the registry is tested the day it is added."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from swap_teach.course.exercises import Exercise, Misconception, get_exercise, list_exercises
from swap_teach.course.exercises.answers import names, paths
from swap_teach.course.exercises.grading import CORRECT, NOT_ATTEMPTED, NOT_YET, grade

EXERCISES = list_exercises()
MISCONCEPTIONS = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.misconceptions]
NOTEBOOKS = Path(__file__).parents[3] / "notebooks"

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


def as_in_a_notebook(source: str, exercise: Exercise) -> Callable[..., Any]:
    """Run a cell with the imports every lesson has, and return the function it defines."""
    namespace: dict[str, Any] = {"np": np}
    if exercise.lesson >= "04":
        import torch

        namespace |= {"torch": torch, "nn": torch.nn}
    exec(source, namespace)
    function: Callable[..., Any] = namespace[exercise.function]
    return function


@every_exercise
def test_the_stub_is_not_attempted(exercise: Exercise) -> None:
    message = grade(exercise, as_in_a_notebook(exercise.stub, exercise))
    assert message.head == NOT_ATTEMPTED
    assert f'hint("{exercise.id}")' in message.text


@every_exercise
def test_a_stub_that_raises_not_implemented_is_not_attempted(exercise: Exercise) -> None:
    def stub(*args: Any) -> None:
        raise NotImplementedError

    assert grade(exercise, stub).head == NOT_ATTEMPTED


@every_exercise
def test_the_solution_as_shown_passes_when_pasted_into_a_notebook(exercise: Exercise) -> None:
    assert grade(exercise, as_in_a_notebook(exercise.solution, exercise)).head == CORRECT


@pytest.mark.parametrize(("exercise", "wrong"), MISCONCEPTIONS, ids=lambda item: getattr(item, "id", None) or item.name)
def test_every_misconception_is_rejected_with_its_own_message(exercise: Exercise, wrong: Misconception) -> None:
    message = grade(exercise, wrong.wrong)
    assert (message.head, message.text) == (NOT_YET, wrong.message)
    labels = [label for label, _ in message.details]
    assert "called with" in labels
    assert "got" in labels


@every_exercise
def test_the_same_attempt_gets_the_same_message_every_time(exercise: Exercise) -> None:
    wrong = exercise.misconceptions[0].wrong
    assert repr(grade(exercise, wrong)) == repr(grade(exercise, wrong))


def as_list(value: Any) -> Any:
    return [as_list(item) for item in value] if hasattr(value, "__len__") else value


def as_tensor(value: Any) -> Any:
    import torch

    if hasattr(value, "detach"):
        return value
    if isinstance(value, list) and max(value, default=0) >= 2**63:
        pytest.skip("tensors have no integers of more than 64 bits")
    return torch.as_tensor(value)


def as_bytes_or_booleans(value: Any) -> Any:
    array = np.asarray(value)
    if array.dtype.kind == "f":  # a share of 0.7 is neither True nor 1
        return array
    if array.max(initial=0) <= 1:
        return array.astype(bool)
    return array.astype(np.uint8) if array.max() < 256 else array


NUMBER_FORMS = {
    "list": lambda value: np.asarray(value).tolist(),
    "array": lambda value: np.asarray(value),
    "tensor": as_tensor,
    "bool or uint8": as_bytes_or_booleans,
    "tuple": lambda value: tuple(np.asarray(value).tolist()) if np.asarray(value).ndim else value,
}
NAME_FORMS = {"tuple": tuple, "set": set, "reversed": lambda value: list(reversed(value)), "iterator": iter}


def right_forms() -> list[Any]:
    cases = []
    for exercise in EXERCISES:
        forms = NAME_FORMS if exercise.normal in (names, paths) else NUMBER_FORMS
        cases += [pytest.param(exercise, form, id=f"{exercise.id}-{name}") for name, form in forms.items()]
    return cases


@pytest.mark.parametrize(("exercise", "form"), right_forms())
def test_a_right_answer_is_accepted_in_every_form(exercise: Exercise, form: Callable[[Any], Any]) -> None:
    message = grade(exercise, lambda *args: form(exercise.reference(*args)))
    assert message.head == CORRECT, message


@every_exercise
def test_a_slow_right_answer_is_right_and_told_so(exercise: Exercise) -> None:
    seconds = itertools.count(step=5.0)
    message = grade(exercise, exercise.reference, clock=lambda: next(seconds))
    assert message.head == CORRECT
    assert message.text.startswith("Right, slow:")
    assert exercise.faster in message.text


@every_exercise
def test_the_learners_data_are_never_changed(exercise: Exercise) -> None:
    def greedy(*args: Any) -> Any:
        answer = exercise.reference(*args)
        for value in args:
            for array in value if isinstance(value, list) else [value]:
                if isinstance(array, np.ndarray):
                    array[...] = 0
            if isinstance(value, list):
                value.clear()
        return answer

    assert grade(exercise, greedy).head == CORRECT


@every_exercise
def test_hints_do_not_contain_the_solution(exercise: Exercise) -> None:
    definition = ast.parse(exercise.solution).body[0]
    assert isinstance(definition, ast.FunctionDef)
    lines = [line.strip() for line in exercise.solution.splitlines()[definition.body[0].end_lineno :]]
    expressions = [line.removeprefix("return ") for line in lines if len(line) > 20]
    for hint in exercise.hints:
        assert not [line for line in expressions if line in hint]


@every_exercise
def test_what_a_card_and_a_reviewer_need_is_there(exercise: Exercise) -> None:
    assert exercise.id.startswith(f"{exercise.lesson}-")
    assert 2 <= len(exercise.hints) <= 3
    assert len(exercise.misconceptions) >= 2
    assert 3 <= exercise.minutes <= 15
    assert all(wrong.message and wrong.source for wrong in exercise.misconceptions)
    assert len({wrong.message for wrong in exercise.misconceptions}) == len(exercise.misconceptions)
    assert f"{exercise.minutes} minutes" in exercise.card
    assert exercise.prompt in exercise.card
    exercise.normal(run_reference_once(exercise))


def run_reference_once(exercise: Exercise) -> Any:
    case = next(iter(exercise.cases(np.random.default_rng(0))))
    return exercise.attempt(exercise.reference, case.args)


@pytest.mark.parametrize("lesson", sorted({exercise.lesson for exercise in EXERCISES}))
def test_each_lesson_has_one_starred_exercise_of_five_to_eight_minutes(lesson: str) -> None:
    starred = [exercise for exercise in list_exercises(lesson) if exercise.starred]
    assert len(starred) == 1
    assert 5 <= starred[0].minutes <= 8


@every_exercise
def test_the_notebook_shows_the_objects_card_stub_and_check(exercise: Exercise) -> None:
    import nbformat

    (notebook,) = NOTEBOOKS.glob(f"{exercise.lesson}_*.ipynb")
    cells = nbformat.read(notebook, as_version=4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert exercise.card in [cell.source for cell in cells if cell.cell_type == "markdown"]
    assert exercise.stub in code
    assert any(f'check("{exercise.id}", {exercise.function})' in source for source in code)


def test_ids_and_functions_are_unique() -> None:
    for values in ([exercise.id for exercise in EXERCISES], [exercise.function for exercise in EXERCISES]):
        assert len(set(values)) == len(values)


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="Did you mean 03-pack-bits"):
        get_exercise("03-packbits")
