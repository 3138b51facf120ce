"""Lesson 00 is the door: its map leads to every lesson there is, and its minimal path names every starred exercise."""

from __future__ import annotations

import re

import pytest

from swap_teach.course.exercises import list_exercises
from swap_teach.course.lessons import list_lessons, read


@pytest.fixture(scope="module")
def prose() -> str:
    [door] = list_lessons(only=("00",))
    return "\n".join(cell.source for cell in read(door.path).cells if cell.cell_type == "markdown")


@pytest.mark.parametrize(
    "lesson", [lesson for lesson in list_lessons() if lesson.number != "00"], ids=lambda x: x.number
)
def test_the_map_links_a_lesson_that_exists(lesson, prose: str) -> None:
    row = re.search(rf"^\| {lesson.number} \|.*$", prose, flags=re.MULTILINE)
    assert row, f"lesson 00's map has no row for lesson {lesson.number}"
    assert f"]({lesson.path.name})" in row.group(), f"lesson 00's map doesn't link {lesson.path.name}"


@pytest.mark.parametrize("exercise", [each for each in list_exercises() if each.starred], ids=lambda x: x.id)
def test_the_minimal_path_names_a_starred_exercise(exercise, prose: str) -> None:
    [routes] = [line for line in prose.splitlines() if line.startswith("**Routes.**")]
    assert f"`{exercise.id}`" in routes, f"add `{exercise.id}` to the minimal path at the end of lesson 00"
