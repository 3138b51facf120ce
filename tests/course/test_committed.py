from __future__ import annotations

import json

import pytest

from swap_teach.course.committed import read_with_ids, rewrite
from swap_teach.course.lessons import list_lessons
from swap_teach.course.lint import lint
from swap_teach.course.runner import LessonError

SLIDER = 'import ipywidgets\nipywidgets.IntSlider(description="S")'


def test_a_written_notebook_is_clean_and_a_second_run_changes_nothing(lesson_file):
    path = lesson_file("print(6 * 7)", SLIDER)
    written = json.loads(path.read_text())
    for cell in written["cells"]:
        del cell["id"]
        cell["metadata"]["execution"] = {"iopub.execute_input": "2026-11-24T00:00:00Z"}
    path.write_text(json.dumps(written))
    lesson = list_lessons(path.parent)[0]
    rewrite(lesson)
    first = path.read_text()
    assert lint([path]) == []
    assert "widget-view" not in first
    assert "iopub" not in first
    assert json.loads(first)["cells"][3]["id"] == "02-003"
    rewrite(lesson)
    assert path.read_text() == first


def test_a_failing_cell_leaves_the_file_as_it_was(lesson_file):
    path = lesson_file("raise ValueError('the fault')")
    before = path.read_text()
    with pytest.raises(LessonError, match=r"was not written: ValueError: the fault\. The file is as it was"):
        rewrite(list_lessons(path.parent)[0])
    assert path.read_text() == before


def test_identifiers_that_are_there_stay_and_fresh_ones_avoid_them(lesson_file):
    path = lesson_file("1")
    written = json.loads(path.read_text())
    written["cells"][0]["id"] = "02-001"
    del written["cells"][1]["id"]
    path.write_text(json.dumps(written))
    assert [cell["id"] for cell in read_with_ids(path, "02").cells[:2]] == ["02-001", "02-001-2"]
