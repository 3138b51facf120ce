from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from swap_teach.course.lessons import list_lessons
from swap_teach.course.runner import LessonError, LessonRun, closing_table, headline_of, run_course, run_lesson

HEADLINE = 'display({"text/plain": "x"}, raw=True, metadata={"swap_teach": {"headline": "16 of 16"}})'
SURROUNDINGS = (
    'import os\nprint(profile, os.environ["SWAP_TEACH_DATA"], os.environ["OMP_NUM_THREADS"], os.listdir("."))'
)


def test_a_lesson_runs_quick_offline_and_in_its_own_folder(lesson_file, tmp_path, monkeypatch):
    monkeypatch.setenv("SWAP_TEACH_DATA", str(tmp_path))
    path = lesson_file(SURROUNDINGS, HEADLINE)
    run = run_lesson(list_lessons(path.parent)[0], tmp_path / "out")
    assert (run.headline, run.error, run.profile) == ("16 of 16", "", "quick")
    ran = nbformat.read(tmp_path / "out" / path.name, as_version=4)
    assert ran.cells[3].outputs[0].text == "quick none 1 ['02_patterns.ipynb']\n"
    assert os.environ["SWAP_TEACH_DATA"] == str(tmp_path), "the caller's own environment must stay as it was"


def test_a_failing_cell_is_named_as_the_learner_counts_and_the_others_still_run(lesson_file, tmp_path):
    lesson_file("ratio = 1 / 0")
    lesson_file(HEADLINE, name="03_after.ipynb")
    said: list[str] = []
    runs = run_course(tmp_path / "out", "quick", tmp_path / "notebooks", say=said.append)
    assert [bool(run.error) for run in runs] == [True, False]
    assert "Lesson 02 Activation patterns stopped in its code cell 2, which begins 'ratio = 1 / 0'" in runs[0].error
    assert "ZeroDivisionError: division by zero" in runs[0].error
    assert "python course.py course 02" in runs[0].error
    assert said[1].startswith("[2/2] 03 Activation patterns:")
    table = closing_table(runs)
    assert "FAILED" in table
    assert "16 of 16" in table
    assert [run["number"] for run in json.loads((tmp_path / "out" / "runs.json").read_text())] == ["02", "03"]


def test_a_notebook_without_a_profile_cell_is_refused_before_it_runs(tmp_path):
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), tmp_path / "05_bare.ipynb")
    with pytest.raises(LessonError, match="no cell tagged 'parameters' that sets profile"):
        run_lesson(list_lessons(tmp_path)[0], tmp_path / "out")


def test_the_last_headline_counts():
    first, second = ({"swap_teach": {"headline": text}} for text in ("first", "second"))
    outputs = [nbformat.v4.new_output("display_data", metadata=metadata) for metadata in (first, second)]
    assert headline_of(new_notebook(cells=[new_code_cell(outputs=outputs)])) == "second"


def test_a_lesson_and_a_course_over_budget_are_said_to_be():
    slow = LessonRun("02", "02 Slow", "02_slow.ipynb", "quick", 400.0)
    assert "over its budget of 60 s" in closing_table([slow])
    assert "over the budget of 360 s in the quick profile" in closing_table([slow])
    assert "over" not in closing_table([LessonRun("02", "02 Fast", "02_fast.ipynb", "quick", 4.0)])


def test_unknown_lesson_numbers_are_named(lesson_file, tmp_path):
    lesson_file()
    with pytest.raises(ValueError, match="No lesson is numbered 77; there are 02"):
        run_course(tmp_path / "out", folder=Path(tmp_path / "notebooks"), only=("77",))
