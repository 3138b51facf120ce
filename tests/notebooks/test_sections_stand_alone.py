"""A late group may join at any `##` heading: each section runs after the set-up cells alone, where a lesson says so."""

from __future__ import annotations

import re
from typing import Any

import pytest

from swap_teach.course.lessons import Lesson, list_lessons, read

pytestmark = pytest.mark.notebook
PROMISE = "a late group may join at any `##` heading"


def sections(lesson: Lesson) -> dict[str, list[Any]]:
    """Return the code cells before the first `##` heading under "", and those of each section under its heading."""
    heading, found = "", {"": []}
    for cell in read(lesson.path).cells:
        if cell.cell_type == "markdown":
            headings = re.findall(r"^## (.+)$", cell.source, flags=re.MULTILINE)
            heading = headings[-1] if headings else heading
            found.setdefault(heading, [])
        else:
            found[heading].append(cell)
    return found


def joins() -> list[Any]:
    lessons = [lesson for lesson in list_lessons() if PROMISE in read(lesson.path).cells[0].source]
    return [
        pytest.param(lesson, heading, id=f"{lesson.number}: {heading}")
        for lesson in lessons
        for heading, cells in sections(lesson).items()
        if heading and cells
    ]


@pytest.mark.parametrize(("lesson", "heading"), joins())
def test_a_section_runs_after_the_set_up_cells_alone(lesson: Lesson, heading: str, monkeypatch) -> None:
    monkeypatch.chdir(lesson.path.parent)
    found = sections(lesson)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in [*found[""], *found[heading]]:
        exec(compile(cell.source, cell.id, "exec"), namespace)
        if cell.id == "parameters":
            namespace["profile"] = "quick"
