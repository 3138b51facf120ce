"""The committed notebooks break no rule of hygiene (``swap-teach lint-notebooks``)."""

from __future__ import annotations

import pytest

from swap_teach.course.lessons import list_lessons
from swap_teach.course.lint import lint


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.path.stem)
def test_a_lesson_is_clean(lesson):
    assert "\n".join(str(problem) for problem in lint([lesson.path])) == ""
