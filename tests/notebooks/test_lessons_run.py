"""Every lesson runs from top to bottom in the quick profile, offline, in its budget (papermill)."""

from __future__ import annotations

import pytest

from swap_teach.course.lessons import list_lessons
from swap_teach.course.runner import LESSON_BUDGET_S, run_lesson

pytestmark = pytest.mark.notebook
# The budgets are for two idle cores; other tests may run beside this one.
PATIENCE = 2


@pytest.mark.parametrize("lesson", list_lessons(), ids=lambda lesson: lesson.path.stem)
def test_a_lesson_runs_in_the_quick_profile(lesson, tmp_path):
    run = run_lesson(lesson, tmp_path, "quick")
    assert run.headline, f"{lesson.label} publishes no headline: end with swap_teach.course.headline(...)"
    assert run.seconds < PATIENCE * LESSON_BUDGET_S["quick"]
