"""A new lesson's skeleton: it carries the registry's texts, runs, and passes the lint."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from swap_teach.course.exercises import get_exercise
from swap_teach.course.template import exercise_cells, new_lesson, skeleton


def test_an_exercises_cells_are_the_objects_own() -> None:
    exercise = get_exercise("03-pack-bits")
    card, stub, check, adopt = (cell.source for cell in exercise_cells(exercise))
    assert card == exercise.card
    assert stub == exercise.stub
    assert check == 'check("03-pack-bits", pack_bits)'
    assert adopt == 'pack_bits = adopt("03-pack-bits", pack_bits)'


def test_the_skeleton_is_the_same_every_time_and_valid() -> None:
    one, two = skeleton("03", "A title"), skeleton("03", "A title")
    assert one == two
    nbformat.validate(one)


def test_a_number_is_taken_once(tmp_path: Path) -> None:
    path = new_lesson("12", "Wide, or deep?", tmp_path)
    assert path.name == "12_wide_or_deep.ipynb"
    with pytest.raises(FileExistsError, match=r"Lesson 12 exists: 12_wide_or_deep\.ipynb"):
        new_lesson("12", "Another", tmp_path)
    with pytest.raises(ValueError, match="two characters such as"):
        new_lesson("lesson-3", "Another", tmp_path)


@pytest.mark.slow
@pytest.mark.notebook
@pytest.mark.parametrize("number", ["A9", "03", "04"])
def test_the_skeleton_runs_with_unsolved_stubs_and_passes_the_lint(tmp_path: Path, number: str) -> None:
    from nbclient import NotebookClient

    from swap_teach.course.kernel import LessonKernel
    from swap_teach.course.lint import lint

    path = new_lesson(number, "A new lesson", tmp_path)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, kernel_manager_class=LessonKernel, timeout=120).execute(cwd=str(tmp_path))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    nbformat.write(notebook, path)
    assert [str(problem) for problem in lint([path])] == []
    assert [file.name for file in tmp_path.iterdir()] == [path.name], "a proof writes no progress file"
