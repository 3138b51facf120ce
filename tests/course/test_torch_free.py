"""Lessons 00 to 03 use the course without torch."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
sys.modules["torch"] = None
from swap_teach.course import adopt, check, claim, headline, hint, inventory, museum, predict, quiz, solution
from swap_teach.course import frames_01, frames_02, frames_03
from swap_teach.course.exercises import list_exercises
from swap_teach.course.game import play
from swap_teach.course.questions import list_questions
for lesson in ("00", "01", "02", "03"):
    for exercise in list_exercises(lesson):
        check(exercise.id, exercise.reference)
        hint(exercise.id)
        solution(exercise.id)
    for question in list_questions("EXHIBITS", lesson):
        museum(question.id)
    for question in list_questions("PREDICTIONS", lesson):
        predict(question.id)
    quiz(lesson)
inventory("before")
play("")
play("LRLLRLRRLR")
frames_01.rhos_of_mini().png()
from swap_teach.benchmarks import load_benchmark
from swap_teach.course.trained_cells import trained_cells
from swap_teach.ranking import rank_report, split
mini = load_benchmark("mini")
trained_cells(mini[:1])
rank_report({"parameters": mini.params}, mini.test_acc, mini.params, split="all")
split(mini.arch)
frames_03.weight_plane().png()
check("04-capture", lambda model, inputs: inputs)
"""


def test_everything_of_the_first_lessons_works_with_torch_blocked() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Correct. Right") == 11
    assert "Cannot tell. This check needs a package that is not installed" in done.stdout


def test_importing_the_course_imports_neither_torch_nor_matplotlib() -> None:
    program = "import sys, swap_teach.course, swap_teach.figures; print({'torch', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
