"""Each lesson's header tells the minutes that the course's own rule gives, within a fifth."""

from __future__ import annotations

import re

import pytest

from swap_teach.course.exercises import list_exercises
from swap_teach.course.lessons import Lesson, list_lessons, read

WORDS_A_MINUTE, FORMULA, FIGURE, RUN = 120, 0.75, 2 / 3, 1
"""Reading speed, then the minutes of one displayed formula, of one figure, of a lesson's run."""
CARDS = {"A2"}
"""Lessons whose cards are printed by their cells: what the cells show as HTML is read as well."""


def minutes(lesson: Lesson) -> float:
    """Return the minutes to read, do and run a lesson, from what is committed."""
    notebook = read(lesson.path)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    if lesson.number in CARDS:
        prose += " ".join(re.sub(r"<[^>]*>", " ", data.get("text/html", "")) for data in outputs)
    figures = sum(any(kind.startswith("image/") for kind in data) for data in outputs)
    formulas = re.findall(r"\$\$.*?\$\$", prose, re.DOTALL)
    words = re.sub(r"```.*?```|\$\$.*?\$\$", "", prose, flags=re.DOTALL).split()
    to_read = len(words) / WORDS_A_MINUTE + FORMULA * len(formulas) + FIGURE * figures
    to_do = sum(exercise.minutes for exercise in list_exercises(lesson.number))
    opened = sum(map(int, re.findall(r"`open` · (\d+) minutes", prose)))
    return to_read + to_do + opened + RUN


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.number)
def test_a_header_tells_the_minutes(lesson: Lesson) -> None:
    prose = "\n".join(cell.source for cell in read(lesson.path).cells if cell.cell_type == "markdown")
    told = re.search(r"\*\*Time\.\*\* About (\d+) minutes: (?:(\d+) to read, (\d+) to do|read (\d+), do (\d+))", prose)
    assert told, f"{lesson.path.name} has no line like '**Time.** About 55 minutes: 28 to read, 27 to do, ...'"
    whole, *parts = (int(part) for part in told.groups() if part)
    assert sum(parts) <= whole <= sum(parts) + RUN
    assert whole == pytest.approx(minutes(lesson), rel=0.2)


def test_the_instructor_s_page_tells_the_headers_minutes() -> None:
    page = (list_lessons()[0].path.parent / "INSTRUCTOR.md").read_text("utf-8")
    listed = re.search(r"\*\*Whole lessons\*\*, alone, in minutes: ([^.]*)\.", page)
    assert listed, "INSTRUCTOR.md has no list like '**Whole lessons**, alone, in minutes: 00 38, 01 57, ...'"
    headers = {}
    for lesson in list_lessons():
        told = re.search(r"\*\*Time\.\*\* About (\d+) minutes", read(lesson.path).cells[0].source)
        headers[lesson.number] = told and told[1]
    assert dict(re.findall(r"([\dA]\d)\s(\d+)", listed[1])) == headers
