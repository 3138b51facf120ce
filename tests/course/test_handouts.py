"""Handouts: nothing of the answers in a learner's copy, every stub solved in the other."""

from __future__ import annotations

import nbformat
import pytest

from swap_teach.cli import main
from swap_teach.course.exercises import list_exercises
from swap_teach.course.handouts import handout, write_handouts
from swap_teach.course.lessons import list_lessons

LESSONS = list_lessons()


def sources(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_a_learners_copy_has_every_stub_and_no_output(lesson):
    notebook = handout(lesson)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    assert all(exercise.stub in sources(notebook) for exercise in list_exercises(lesson.number))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_with_solutions_every_stub_is_the_reference_and_nothing_else_changes(lesson):
    plain, solved = sources(handout(lesson)), sources(handout(lesson, solutions=True))
    changed = {old: new for old, new in zip(plain, solved, strict=True) if old != new}
    assert changed == {exercise.stub: exercise.solution for exercise in list_exercises(lesson.number)}


def test_a_notebook_without_its_stub_is_refused(lesson_file):
    path = lesson_file()
    lesson = list_lessons(path.parent)[0]
    with pytest.raises(ValueError, match=r"02_patterns.ipynb has no cell with the stub of 02-"):
        handout(lesson, solutions=True)


def test_nothing_is_written_over(tmp_path):
    lessons = list_lessons(only=("02", "03"))
    write_handouts(lessons[1:], tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(FileExistsError, match=r"has 03_.*ipynb already. Nothing was written"):
        write_handouts(lessons, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_command_names_what_it_wrote(tmp_path, capsys):
    assert main(["handout", "02", "--solutions", "--out", str(tmp_path / "new")]) == 0
    (path,) = (tmp_path / "new").iterdir()
    assert path.name.endswith("_solutions.ipynb")
    assert str(path) in capsys.readouterr().out
    nbformat.validate(nbformat.read(path, as_version=4))
