"""Handouts: a lesson without outputs to give to learners, or with the solutions filled in for who teaches it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from swap_teach.course.committed import strip_outputs, tidy
from swap_teach.course.exercises import list_exercises
from swap_teach.course.lessons import Lesson, read


def handout(lesson: Lesson, solutions: bool = False) -> Any:
    """Return a lesson as a notebook without outputs; with `solutions`, each stub is replaced by the reference.

    ValueError if the notebook lacks the stub of one of its exercises, word for word: it would go out unsolved.
    """
    notebook = tidy(strip_outputs(read(lesson.path)))
    if not solutions:
        return notebook
    cells = {cell.source: cell for cell in notebook.cells if cell.cell_type == "code"}
    for exercise in list_exercises(lesson.number):
        if exercise.stub not in cells:
            raise ValueError(f"{lesson.path.name} has no cell with the stub of {exercise.id}; write the lesson again.")
        cells[exercise.stub].source = exercise.solution
    return notebook


def write_handouts(lessons: list[Lesson], folder: Path, solutions: bool = False) -> list[Path]:
    """Write handouts into `folder`, made if it isn't there, and return their paths.

    A learner's copy keeps the lesson's file name; one with solutions is called NN_name_solutions.ipynb.
    FileExistsError before anything is written if one is there already: it may hold somebody's work.
    """
    import nbformat

    ending = "_solutions" if solutions else ""
    paths = [folder / f"{lesson.path.stem}{ending}.ipynb" for lesson in lessons]
    taken = [path.name for path in paths if path.exists()]
    if taken:
        raise FileExistsError(
            f"{folder} has {', '.join(taken)} already. Nothing was written: name another folder with --out, or move "
            "the old files away."
        )
    folder.mkdir(parents=True, exist_ok=True)
    for lesson, path in zip(lessons, paths, strict=True):
        nbformat.write(handout(lesson, solutions), path)
    return paths
