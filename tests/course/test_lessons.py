from __future__ import annotations

import pytest

from swap_teach.course.lessons import Lesson, list_lessons, notebooks_dir, read


def test_core_lessons_come_before_electives_and_stray_files_are_no_lessons(lesson_file):
    for name in ("A1_benchmark.ipynb", "10_search.ipynb", "00_start.ipynb", "draft.ipynb"):
        folder = lesson_file(name=name).parent
    lessons = list_lessons(folder)
    assert [lesson.number for lesson in lessons] == ["00", "10", "A1"]
    assert lessons[0].title == "Activation patterns"
    assert [lesson.needs_torch for lesson in lessons] == [False, True, True]


def test_only_keeps_course_order(lesson_file):
    for name in ("02_a.ipynb", "03_b.ipynb", "04_c.ipynb"):
        folder = lesson_file(name=name).parent
    assert [lesson.number for lesson in list_lessons(folder, ("04", "02"))] == ["02", "04"]


def test_a_title_that_carries_its_number_is_not_numbered_twice(tmp_path):
    assert Lesson(tmp_path / "03_x.ipynb", "03 · Columns").label == "03 · Columns"


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    (tmp_path / "02_broken.ipynb").write_text("not a notebook")
    with pytest.raises(ValueError, match=r"02_broken\.ipynb is not a notebook that can be read"):
        read(tmp_path / "02_broken.ipynb")


def test_the_checkout_s_lessons_are_found():
    assert notebooks_dir().name == "notebooks"
